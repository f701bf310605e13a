//! Drawing the pages of a sheet, with what each repeats: its head from the second on, the foot, the number.

use std::rc::Rc;

use krilla::Document;
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Rect as PdfRect};
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;

use super::flow::{Flow, MARGINAL, rule};
use super::pages::{Page, Room, pages};
use super::set::{Column, Ink, Pen, Row, Setter, Style, columns};
use super::{Sheet, Size};
use crate::draw;
use crate::error::FillError;
use crate::geometry::Rect;
use crate::glyphs::Shaper;
use crate::layout::{Block, Line};

/// Darkness of what is less important, dark enough for a copier.
const GREY: u8 = 88;
/// Weight of the line around bold letters, in em.
const BOLD: f32 = 0.028;
/// Weight of the edge of a box to tick, in points.
const FRAME: f32 = 0.8;
/// White between what a page repeats and what it says.
const APART: f32 = 12.0;
/// Room for the page's number.
const NUMBER: f32 = 60.0;

/// Draws a sheet.
pub(super) fn sheet(document: &mut Document, shaper: &Shaper<'_>, sheet: &Sheet) -> Result<(), FillError> {
    let setter = Setter::new(shaper, &sheet.title);
    let ground = Ground::of(sheet.size);
    let head = stacked(head(&setter, sheet, ground.w)?);
    let foot = foot(&setter, sheet, ground.w)?;
    let below = taken(&stacked(foot.clone()));
    let room = ground.h - below - APART;
    let rows = Flow::new(&setter, ground.w).of(sheet)?;
    let pages = pages(rows, Room { first: room, later: room - taken(&head) - APART });
    let many = pages.len();
    for (at, page) in pages.iter().enumerate() {
        let number = format!("{} / {many}", at + 1);
        let foot = stacked(numbered(&setter, foot.clone(), &number, ground.w)?);
        let repeated = if at == 0 { &Page::new() } else { &head };
        let top = if at == 0 { ground.y } else { ground.y + taken(&head) + APART };
        let parts = [(ground.y, repeated), (top, page), (ground.y + ground.h - below, &foot)];
        draw_page(document, setter.shaper(), sheet.size, ground.x, &parts)?;
    }
    Ok(())
}

/// The page between its margins.
struct Ground {
    x: f32,
    y: f32,
    w: f32,
    h: f32,
}

impl Ground {
    fn of(size: Size) -> Self {
        let [w, h] = size.points();
        let margin = size.margin();
        Self { x: margin, y: margin, w: w - margin * 2.0, h: h - margin * 2.0 }
    }
}

fn stacked(rows: Vec<Row>) -> Page {
    let mut used = 0.0;
    let mut page = Page::with_capacity(rows.len());
    for row in rows {
        let top = used;
        used += row.height;
        page.push((top, row));
    }
    page
}

fn taken(page: &Page) -> f32 {
    page.last().map_or(0.0, |(top, row)| top + row.height)
}

/// Title and number again.
fn head(setter: &Setter<'_>, sheet: &Sheet, w: f32) -> Result<Vec<Row>, FillError> {
    let title = (setter.words(&sheet.title, "表題")?, MARGINAL);
    let number = (setter.words(&sheet.number, "番号")?, MARGINAL);
    let mut rows = Flow::new(setter, w).pair(title, number, 0.0)?;
    rows.push(rule(w, 5.0, 0.5));
    Ok(rows)
}

fn foot(setter: &Setter<'_>, sheet: &Sheet, w: f32) -> Result<Vec<Row>, FillError> {
    let mut rows = vec![rule(w, 6.0, 0.5)];
    let words = setter.words(&sheet.footer, "下の欄")?;
    rows.extend(columns(setter, &[Column::of(words, MARGINAL, 0.0, w - NUMBER)])?);
    Ok(rows)
}

/// The foot with the number of its page beside its last line.
fn numbered(setter: &Setter<'_>, mut foot: Vec<Row>, number: &str, w: f32) -> Result<Vec<Row>, FillError> {
    let words = setter.words(number, "ページ")?;
    let style = Style { pen: Pen::Plain, ..MARGINAL };
    let column = Column { right: true, ..Column::of(words, style, w - NUMBER, NUMBER) };
    let ink = columns(setter, &[column])?.into_iter().flat_map(|row| row.ink);
    if let Some(row) = foot.last_mut() {
        row.ink.extend(ink);
    }
    Ok(foot)
}

fn draw_page(
    document: &mut Document,
    shaper: &Shaper<'_>,
    size: Size,
    x: f32,
    parts: &[(f32, &Page)],
) -> Result<(), FillError> {
    let [width, height] = size.points();
    let settings = PageSettings::from_wh(width, height)
        .ok_or_else(|| FillError::Pdf("a sheet has a page without size".to_owned()))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for (top, rows) in parts {
        for (below, row) in *rows {
            row.ink.iter().for_each(|ink| draw_ink(&mut surface, shaper, ink, [x, top + below]));
        }
    }
    Ok(())
}

fn draw_ink(surface: &mut Surface<'_>, shaper: &Shaper<'_>, ink: &Ink, [x, y]: [f32; 2]) {
    let at = |rect: &Rect| Rect { x: rect.x + x, y: rect.y + y, ..*rect };
    match ink {
        Ink::Text { words, line, style } => {
            let line = Line { units: line.units.clone(), x: line.x + x, y: line.y + y };
            let block = Block { size: style.size, lines: vec![line] };
            let (shade, around) = match style.pen {
                Pen::Plain => (0, false),
                Pen::Bold => (0, true),
                Pen::Grey => (GREY, false),
                Pen::White => (255, true),
            };
            surface.set_fill(Some(fill(shade)));
            surface.set_stroke(around.then(|| stroke(shade, style.size * BOLD)));
            let words = Rc::clone(words);
            draw::lines(surface, shaper, &words.text, &words.units, &block);
            surface.set_stroke(None);
        }
        Ink::Plate(rect) | Ink::Rule(rect) => filled(surface, rectangle(at(rect))),
        Ink::Arrow(rect) => filled(surface, arrow(at(rect))),
        Ink::Frame(rect) => {
            surface.set_fill(None);
            surface.set_stroke(Some(stroke(0, FRAME)));
            if let Some(path) = rectangle(at(rect).inset(FRAME / 2.0)) {
                surface.draw_path(&path);
            }
            surface.set_stroke(None);
        }
    }
}

fn filled(surface: &mut Surface<'_>, path: Option<Path>) {
    surface.set_fill(Some(fill(0)));
    surface.set_stroke(None);
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn fill(shade: u8) -> Fill {
    Fill { paint: luma::Color::new(shade).into(), ..draw::black() }
}

fn stroke(shade: u8, width: f32) -> Stroke {
    Stroke {
        paint: luma::Color::new(shade).into(),
        width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }
}

fn rectangle(r: Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(PdfRect::from_xywh(r.x, r.y, r.w, r.h)?);
    path.finish()
}

fn arrow(r: Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(r.x, r.y);
    path.line_to(r.right(), r.y + r.h / 2.0);
    path.line_to(r.x, r.bottom());
    path.close();
    path.finish()
}
