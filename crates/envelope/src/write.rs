//! Tree to bits.

use kakanai_record::{Date, ItemDef, ItemKind, Script, Tag, Value};

use crate::bits::{BitWriter, width};
use crate::coder::{self, END, Memory, RUNS, Shape, State};
use crate::error::PackError;
use crate::scope::Scopes;
use crate::text;
use crate::tree::{Branch, Cell, Elements};
use crate::values;

/// Appends a tree to bits.
pub(crate) fn tree(
    bits: &mut BitWriter,
    scopes: &Scopes<'_>,
    made_on: Date,
    root: &Branch,
) -> Result<(), PackError> {
    Writer { bits, memory: Memory::new(scopes, made_on) }.branch(None, root, None)
}

struct Writer<'a, 'b> {
    bits: &'b mut BitWriter,
    memory: Memory<'a>,
}

impl Writer<'_, '_> {
    fn branch(
        &mut self,
        list: Option<Tag>,
        branch: &Branch,
        before: Option<&Branch>,
    ) -> Result<(), PackError> {
        let scopes = self.memory.scopes;
        let shape = coder::shape(scopes, list, branch);
        let before_shape = before.map(|before| coder::shape(scopes, list, before));
        put_shape(self.bits, scopes.items(list), &shape, before_shape.as_ref());
        for (at, state) in shape {
            let item = scopes.items(list)[at];
            let Some(cell) = branch.cells.get(&item.tag) else { continue };
            self.memory.count_cell(cell).ok_or(PackError::TooLarge)?;
            if state == State::Here {
                self.cell(item, cell, before.and_then(|before| before.cells.get(&item.tag)))?;
            }
        }
        Ok(())
    }

    fn cell(&mut self, item: &ItemDef, cell: &Cell, before: Option<&Cell>) -> Result<(), PackError> {
        if let (ItemKind::List { most }, Cell::List(elements)) = (&item.kind, cell) {
            return self.list(item.tag, *most, elements);
        }
        // Only values can be repeated: absences stand in the shape.
        if let (true, Some(before @ (Cell::Value(_) | Cell::Town { .. }))) =
            (coder::may_repeat(&item.kind), before)
        {
            self.bits.flag(before == cell);
            if before == cell {
                return Ok(());
            }
        }
        let written = match (&item.kind, cell) {
            (ItemKind::Town, Cell::Town { index, check }) => self.town(*index, *check),
            (ItemKind::Town, Cell::Value(Value::Text(town))) => {
                self.bits.flag(false);
                text::put(self.bits, Script::Name, town);
                Some(())
            }
            (kind, Cell::Value(value)) => self.value(kind, value),
            _ => None,
        };
        written.ok_or_else(|| PackError::NotOfSchema { path: item.path.to_string() })
    }

    fn town(&mut self, index: u16, check: u16) -> Option<()> {
        self.bits.flag(true);
        self.bits.flag(index >= 8);
        self.bits.put(index.into(), if index >= 8 { 12 } else { 3 });
        self.bits.put(check.into(), 16);
        Some(())
    }

    fn value(&mut self, kind: &ItemKind, value: &Value) -> Option<()> {
        let bits = &mut *self.bits;
        match (kind, value) {
            (ItemKind::Flag, Value::Flag(flag)) => bits.flag(*flag),
            (ItemKind::Number { least, most }, Value::Number(number)) => {
                values::put_number(bits, *least, *most, *number);
            }
            (ItemKind::Date, Value::Date(date)) => values::put_date(bits, self.memory.made_on, *date)?,
            (ItemKind::PartialDate, Value::Partial(date)) => {
                values::put_partial(bits, self.memory.made_on, *date)?
            }
            (ItemKind::Code(codes), Value::Code(code)) => values::put_code(bits, codes, code.number())?,
            (ItemKind::Chain { codes, most }, Value::Chain(chain)) => {
                values::put_chain(bits, codes, *most, chain)?
            }
            (ItemKind::Period, Value::Period(period)) => values::put_period(bits, *period),
            (ItemKind::Element(list), Value::Element(element)) => {
                // Lists that have not passed yet are referred to by id.
                match self.memory.lists.get(list) {
                    Some(ids) => {
                        let at = ids.iter().position(|id| id == element)?;
                        bits.put(at as u64, width((ids.len() as u64).saturating_sub(1)));
                    }
                    None => bits.put(element.number().into(), 16),
                }
            }
            (ItemKind::Text { script, .. }, Value::Text(text)) => match self.memory.names(*script) {
                Some(recent) => text::put_name(bits, *script, recent, text),
                None => text::put(bits, *script, text),
            },
            (ItemKind::Digits { least, most }, Value::Text(text)) => {
                values::put_digits(bits, *least, *most, text)
            }
            (ItemKind::Postal, Value::Text(text)) => values::put_digits(bits, 7, 7, text),
            (ItemKind::Municipality, Value::Text(text)) => {
                values::put_municipality(bits, &mut self.memory.municipalities, text)?;
            }
            (ItemKind::Country, Value::Text(text)) => values::put_capitals(bits, text.as_bytes()),
            (ItemKind::CardNumber, Value::Text(text)) => values::put_card(bits, text)?,
            _ => return None,
        }
        Some(())
    }

    fn list(&mut self, tag: Tag, most: u16, elements: &Elements) -> Result<(), PackError> {
        let ids = elements.ids();
        self.bits.put(ids.len() as u64, width(most.into()));
        let counted = ids.iter().zip(1..).all(|(id, number)| id.number() == number);
        let plain = counted && usize::from(elements.last) == ids.len() && !ids.is_empty();
        self.bits.flag(!plain);
        if !plain {
            self.bits.put(elements.last.into(), 16);
            for id in &ids {
                self.bits.put(id.number().into(), width(elements.last.into()));
            }
        }
        if self.memory.scopes.dictionary.lists(tag).is_empty() {
            self.memory.lists.insert(tag, ids);
        }
        let mut before = None;
        for (_, branch) in &elements.order {
            self.memory.count().ok_or(PackError::TooLarge)?;
            self.branch(Some(tag), branch, before)?;
            before = Some(branch);
        }
        Ok(())
    }
}

fn put_shape(bits: &mut BitWriter, items: &[&ItemDef], shape: &Shape, before: Option<&Shape>) {
    if before == Some(shape) {
        return bits.flag(false);
    }
    let here = coder::positions(shape);
    if let Some(before) = before {
        let changed = coder::difference(&coder::positions(before), &here);
        let by_difference = runs_length(&changed, items.len()) < runs_length(&here, items.len());
        bits.put(if by_difference { 0b10 } else { 0b11 }, 2);
        put_runs(bits, if by_difference { &changed } else { &here }, items.len());
    } else {
        put_runs(bits, &here, items.len());
    }
    if shape.is_empty() {
        return;
    }
    let absences = shape.iter().any(|(_, state)| *state != State::Here);
    bits.flag(absences);
    let states = shape.iter().filter(|(at, _)| absences && !matches!(items[*at].kind, ItemKind::List { .. }));
    for (_, state) in states {
        let number = State::ALL.iter().position(|known| known == state).unwrap_or_default();
        bits.put(number as u64, 2);
    }
}

/// Ascending positions below `room` as runs that are in turn in and out: a bit whether position 0 is
/// in, then runs, until no further position is in.
fn put_runs(bits: &mut BitWriter, positions: &[usize], room: usize) {
    bits.flag(positions.first() == Some(&0));
    let mut next = 0;
    for run in positions.chunk_by(|a, b| a + 1 == *b) {
        if run[0] > next {
            put_run(bits, run[0] - next);
        }
        put_run(bits, run.len());
        next = run[0] + run.len();
    }
    if next < room {
        bits.put((1 << END) - 1, END);
    }
}

fn put_run(bits: &mut BitWriter, run: usize) {
    if let Some((prefix, least, width)) = RUNS.into_iter().rev().find(|(_, least, _)| run >= *least) {
        bits.put((1 << prefix) - 2, prefix);
        bits.put((run - least) as u64, width);
    }
}

fn runs_length(positions: &[usize], room: usize) -> usize {
    let mut scratch = BitWriter::default();
    put_runs(&mut scratch, positions, room);
    scratch.length()
}
