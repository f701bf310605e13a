//! From blocks to rows: what each block looks like.

use std::rc::Rc;

use super::set::{Column, Glue, Ink, Pen, Row, Setter, Style, Words, columns, listed};
use super::{Block, Detail, Entry, Line, Place, Said, Sheet, Thing};
use crate::definition::{Align, FontRole, SizeRange};
use crate::error::FillError;
use crate::geometry::Rect;
use crate::layout;

/// Side of the plate with the number of a place, and where everything below it begins.
const PLATE: [f32; 2] = [36.0, 28.0];
const INDENT: f32 = 46.0;
/// Plates of the route.
const STOP: [f32; 2] = [28.0, 21.0];
const ARROW: f32 = 18.0;
/// The column of labels, and the step to what they label.
const LABEL: f32 = 52.0;
const GAP: f32 = 10.0;
/// Where words begin behind a box to tick, in em.
const BEHIND_TICK: f32 = 1.35;

const TITLE: Style = Style::bold(21.0, 30.0);
const NUMBER: Style = Style::plain(12.5, 30.0);
const SMALL: Style = Style::grey(9.5, 14.0);
const HEAD_LABEL: Style = Style::grey(9.5, 18.0);
const HEAD_WORDS: Style = Style::plain(11.5, 18.0);
const HEAD_STRONG: Style = Style::bold(15.0, 24.0);
const HEADING: Style = Style::bold(13.5, 20.0);
const PLACE: Style = Style::bold(15.0, 22.0);
const WHERE: Style = Style::plain(10.5, 22.0);
const NAME: Style = Style::bold(12.0, 18.0);
const PEOPLE: Style = Style::plain(10.5, 18.0);
const BODY: Style = Style::plain(10.0, 15.0);
const STRONG: Style = Style::bold(11.5, 17.0);
const QUIET: Style = Style::grey(8.5, 12.5);
const PLATE_NUMBER: SizeRange = SizeRange { min: 8.0, max: 20.0 };
const STOP_NUMBER: SizeRange = SizeRange { min: 6.0, max: 13.0 };
const AGAIN: &str = "（つづき）";

/// What a page takes, in order.
#[derive(Debug)]
pub(super) enum Step {
    Row(Row),
    PageBreak,
}

/// Rows of a sheet as wide as its page between the margins.
pub(super) struct Flow<'a> {
    setter: &'a Setter<'a>,
    width: f32,
    steps: Vec<Step>,
}

impl<'a> Flow<'a> {
    pub(super) const fn new(setter: &'a Setter<'a>, width: f32) -> Self {
        Self { setter, width, steps: Vec::new() }
    }

    /// All rows of a sheet but those that every page repeats.
    pub(super) fn of(mut self, sheet: &Sheet) -> Result<Vec<Step>, FillError> {
        self.head(sheet)?;
        for block in &sheet.blocks {
            self.block(block)?;
        }
        Ok(self.steps)
    }

    fn block(&mut self, block: &Block) -> Result<(), FillError> {
        match block {
            Block::Route(numbers) => self.route(numbers),
            Block::Heading(words) => self.heading(words),
            Block::Place(place) => self.place(place),
            Block::Entry(entry) => self.entry(entry),
            Block::Paragraph(words) => self.paragraph(words),
            Block::List(things) => {
                let rows = self.things(things, 0.0, self.width)?;
                self.push(rows, 4.0, Glue::Free);
                Ok(())
            }
            Block::PageBreak => {
                self.steps.push(Step::PageBreak);
                Ok(())
            }
        }
    }

    /// Takes rows in; all but the last hold to the next as `glue` says.
    fn push(&mut self, mut rows: Vec<Row>, above: f32, glue: Glue) {
        if let Some(first) = rows.first_mut() {
            first.above = above;
        }
        let last = rows.len().saturating_sub(1);
        for (at, mut row) in rows.into_iter().enumerate() {
            if row.glue == Glue::Free && at < last {
                row.glue = glue;
            }
            self.steps.push(Step::Row(row));
        }
    }

    /// The same for a heading, which goes where what follows it goes.
    fn push_head(&mut self, rows: Vec<Row>, above: f32, again: Option<Rc<Row>>) {
        let head = |row| Row { head: true, again: again.clone(), glue: Glue::Hard, ..row };
        self.push(rows.into_iter().map(head).collect(), above, Glue::Hard);
    }

    fn head(&mut self, sheet: &Sheet) -> Result<(), FillError> {
        let set = self.setter;
        let issuer = (set.words(&sheet.issuer, "発行者")?, SMALL);
        let made = (set.words(&sheet.made, "作成日")?, SMALL);
        let mut rows = self.pair(issuer, made, 0.0)?;
        let title = (set.words(&sheet.title, "表題")?, TITLE);
        rows.extend(self.pair(title, (set.words(&sheet.number, "番号")?, NUMBER), 0.0)?);
        rows.push(rule(self.width, 9.0, 1.6));
        for line in &sheet.lines {
            rows.extend(self.line(line)?);
        }
        rows.push(rule(self.width, 8.0, 0.5));
        self.push(rows, 0.0, Glue::Soft);
        Ok(())
    }

    fn line(&self, line: &Line) -> Result<Vec<Row>, FillError> {
        let label = Column::of(self.setter.words(&line.label, "見出し")?, HEAD_LABEL, 0.0, LABEL);
        let words = self.setter.names(&line.words, &line.label)?;
        let x = LABEL + GAP;
        let style = if line.strong { HEAD_STRONG } else { HEAD_WORDS };
        columns(self.setter, &[label, Column::of(words, style, x, self.width - x)])
    }

    fn heading(&mut self, words: &str) -> Result<(), FillError> {
        let words = self.setter.parts(&[(words, FontRole::Name)], "見出し")?;
        let mut rows = columns(self.setter, &[Column::of(words, HEADING, 0.0, self.width)])?;
        rows.push(rule(self.width, 5.0, 0.5));
        self.push_head(rows, 18.0, None);
        Ok(())
    }

    fn place(&mut self, place: &Place) -> Result<(), FillError> {
        let set = self.setter;
        let has_number = !place.number.is_empty();
        let x = if has_number { INDENT } else { 0.0 };
        let whereabouts = set.words(&place.whereabouts, "場所")?;
        let mut rows = self.pair((set.words(&place.name, "窓口")?, PLACE), (whereabouts, WHERE), x)?;
        if let (true, Some(first)) = (has_number, rows.first_mut()) {
            *first = first.clone().raised(PLATE[1]);
            let top = (first.height - PLATE[1]) / 2.0;
            let plate = self.plate(&place.number, [0.0, top], PLATE, PLATE_NUMBER)?;
            // Read before the name.
            first.ink.splice(0..0, plate);
        }
        rows.push(rule(self.width, 6.0, 0.8));
        let told = [&place.number, " ", &place.name, AGAIN].map(|part| part.to_owned()).concat();
        let again = set.words(told.trim_start(), "窓口")?;
        let again = columns(set, &[Column::of(again, SMALL, x, self.width - x)])?;
        self.push_head(rows, 20.0, again.into_iter().next().map(Rc::new));
        Ok(())
    }

    fn paragraph(&mut self, words: &str) -> Result<(), FillError> {
        let words = self.setter.words(words, "文章")?;
        let mut rows = columns(self.setter, &[Column::of(words, BODY, 0.0, self.width)])?;
        // Below a heading it is said about what follows.
        if let (Some(Step::Row(before)), Some(last)) = (self.steps.last(), rows.last_mut()) {
            last.glue = if before.head { Glue::Hard } else { Glue::Free };
        }
        self.push(rows, 4.0, Glue::Soft);
        Ok(())
    }

    fn entry(&mut self, entry: &Entry) -> Result<(), FillError> {
        let set = self.setter;
        let name = (set.words(&entry.name, "手続き")?, NAME);
        let mut rows = self.pair(name, (set.names(&entry.people, "対象の人")?, PEOPLE), INDENT)?;
        if let (true, Some(first)) = (entry.tick, rows.first_mut()) {
            let side = 13.0;
            let y = (first.height - side) / 2.0;
            first.ink.push(Ink::Frame(Rect { x: (PLATE[0] - side) / 2.0, y, w: side, h: side }));
        }
        rows.iter_mut().for_each(|row| row.glue = Glue::Hard);
        if !entry.what.is_empty() {
            let what = Column::of(set.words(&entry.what, "手続き")?, BODY, INDENT, self.width - INDENT);
            rows.extend(columns(set, &[what])?);
        }
        for detail in &entry.details {
            rows.extend(self.detail(detail)?);
        }
        self.push(rows, 9.0, Glue::Soft);
        if let Some(Step::Row(last)) = self.steps.last_mut() {
            last.glue = Glue::Free;
        }
        Ok(())
    }

    fn detail(&self, detail: &Detail) -> Result<Vec<Row>, FillError> {
        let set = self.setter;
        let (x, at) = (INDENT + LABEL + GAP, INDENT);
        let label = |style| -> Result<Column, FillError> {
            Ok(Column::of(set.words(&detail.label, "見出し")?, style, at, LABEL))
        };
        let said = |words: &str, style: Style| -> Result<Vec<Row>, FillError> {
            let words = Column::of(set.words(words, &detail.label)?, style, x, self.width - x);
            columns(set, &[label(Style { line: style.line, ..QUIET })?, words])
        };
        match &detail.said {
            Said::Plain(words) => said(words, BODY),
            Said::Strong(words) => said(words, STRONG),
            Said::Quiet(words) => said(words, QUIET),
            Said::Things(things) => {
                let mut rows = self.things(things, x, self.width - x)?;
                let beside = columns(set, &[label(Style { line: BODY.line, ..QUIET })?])?;
                for (at, label) in beside.into_iter().enumerate() {
                    match rows.get_mut(at) {
                        Some(row) => drop(row.ink.splice(0..0, label.ink)),
                        None => rows.push(label),
                    }
                }
                Ok(rows)
            }
        }
    }

    /// Boxes to tick, two beside each other where both are short.
    fn things(&self, things: &[Thing], x: f32, w: f32) -> Result<Vec<Row>, FillError> {
        let half = (w - GAP) / 2.0;
        let mut rows = Vec::new();
        let mut waiting: Option<Rc<Words>> = None;
        let column = |words: Rc<Words>, x: f32, w: f32| {
            let behind = BODY.size * BEHIND_TICK;
            Column::of(words, BODY, x + behind, w - behind).ticked(x)
        };
        for thing in things {
            let words = self.thing(thing)?;
            let short = words.width() * BODY.size <= half - BODY.size * BEHIND_TICK;
            match (waiting.take(), short) {
                (None, true) => waiting = Some(words),
                (Some(first), true) => {
                    let pair = [column(first, x, half), column(words, x + half + GAP, half)];
                    rows.extend(columns(self.setter, &pair)?);
                }
                (first, false) => {
                    for words in first.into_iter().chain([words]) {
                        rows.extend(held(columns(self.setter, &[column(words, x, w)])?));
                    }
                }
            }
        }
        if let Some(last) = waiting {
            rows.extend(columns(self.setter, &[column(last, x, w)])?);
        }
        Ok(rows)
    }

    fn thing(&self, thing: &Thing) -> Result<Rc<Words>, FillError> {
        let mut parts = vec![(thing.name.as_str(), FontRole::Text)];
        let (whose, beside) = (!thing.whose.is_empty(), !thing.beside.is_empty());
        if whose || beside {
            parts.push(("（", FontRole::Text));
            parts.extend(listed(&thing.whose));
            parts.extend((whose && beside).then_some(("・", FontRole::Text)));
            parts.push((thing.beside.as_str(), FontRole::Text));
            parts.push(("）", FontRole::Text));
        }
        self.setter.parts(&parts, "持ち物")
    }

    /// Plates with arrows between them, from left to right and row by row.
    fn route(&mut self, numbers: &[String]) -> Result<(), FillError> {
        // Room for an arrow behind the last of a row, which leads to the next.
        let fits = ((self.width / (STOP[0] + ARROW)).floor() as usize).max(1);
        let mut rows = Vec::new();
        for (row, chunk) in numbers.chunks(fits).enumerate() {
            let mut ink = Vec::new();
            for (at, number) in chunk.iter().enumerate() {
                let x = at as f32 * (STOP[0] + ARROW);
                ink.extend(self.plate(number, [x, 3.0], STOP, STOP_NUMBER)?);
                if row * fits + at + 1 < numbers.len() {
                    let [w, h] = [ARROW * 0.5, 7.0];
                    let (x, y) = (x + STOP[0] + (ARROW - w) / 2.0, 3.0 + (STOP[1] - h) / 2.0);
                    ink.push(Ink::Arrow(Rect { x, y, w, h }));
                }
            }
            rows.push(Row::of(STOP[1] + 6.0, ink));
        }
        self.push(rows, 4.0, Glue::Soft);
        Ok(())
    }

    /// A plate with a number in white, as large as it fits.
    fn plate(
        &self,
        number: &str,
        [x, y]: [f32; 2],
        [w, h]: [f32; 2],
        size: SizeRange,
    ) -> Result<[Ink; 2], FillError> {
        let area = Rect { x, y, w, h };
        let words = self.setter.words(number, "窓口の番号")?;
        let style = layout::Style { size, align: Align::Center, top: false, line_first: true };
        let all = 0..words.units.len();
        let block = layout::set(&words.units, std::slice::from_ref(&all), area.inset(3.0), style)
            .filter(|block| block.lines.len() == 1)
            .ok_or_else(|| self.setter.too_wide(&words))?;
        let line = block.lines.into_iter().next().ok_or_else(|| self.setter.too_wide(&words))?;
        let style = Style { size: block.size, line: h, pen: Pen::White };
        Ok([Ink::Plate(area), Ink::Text { words, line, style }])
    }

    /// Words at the left and words at the right edge: on one line, or else one below the other.
    pub(super) fn pair(
        &self,
        (left, of_left): (Rc<Words>, Style),
        (right, of_right): (Rc<Words>, Style),
        x: f32,
    ) -> Result<Vec<Row>, FillError> {
        let w = self.width - x;
        let wide = right.width() * of_right.size;
        let whole = Column::of(right, of_right, x, w);
        if left.width() * of_left.size + GAP * 2.0 + wide <= w {
            let right = Column { right: true, ..whole };
            return columns(self.setter, &[Column::of(left, of_left, x, w), right]);
        }
        let mut rows = columns(self.setter, &[Column::of(left, of_left, x, w)])?;
        rows.extend(columns(self.setter, &[whole])?);
        Ok(rows)
    }
}

/// Rows of one thing, which hold together.
fn held(mut rows: Vec<Row>) -> Vec<Row> {
    let last = rows.len().saturating_sub(1);
    rows.iter_mut().take(last).for_each(|row| row.glue = Glue::Hard);
    rows
}

/// A line across in the middle of its row.
pub(super) fn rule(width: f32, height: f32, weight: f32) -> Row {
    let rect = Rect { x: 0.0, y: (height - weight) / 2.0, w: width, h: weight };
    Row::of(height, vec![Ink::Rule(rect)])
}

/// What stands small at the head and foot of pages.
pub(super) const MARGINAL: Style = Style::grey(8.5, 12.0);
