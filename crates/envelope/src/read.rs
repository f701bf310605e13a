//! Bits to tree. Nothing is allocated by what a length claims: every element costs bits that must be
//! there, and answers and entries are counted.

use kakanai_record::{Date, ElementId, ItemDef, ItemKind, Script, Tag, Value};

use crate::bits::{BitReader, width};
use crate::coder::{self, Memory, RUNS, Shape, State};
use crate::error::UnpackError;
use crate::scope::Scopes;
use crate::text;
use crate::tree::{Branch, Cell, Elements};
use crate::values;

/// Reads a tree from bits.
pub(crate) fn tree(
    bits: &mut BitReader<'_>,
    scopes: &Scopes<'_>,
    made_on: Date,
) -> Result<Branch, UnpackError> {
    Reader { bits, memory: Memory::new(scopes, made_on) }.branch(None, None).map(|(branch, _)| branch)
}

struct Reader<'a, 'b, 'c> {
    bits: &'b mut BitReader<'c>,
    memory: Memory<'a>,
}

impl Reader<'_, '_, '_> {
    fn branch(
        &mut self,
        list: Option<Tag>,
        before: Option<(&Branch, &Shape)>,
    ) -> Result<(Branch, Shape), UnpackError> {
        let scopes = self.memory.scopes;
        let shape = take_shape(self.bits, scopes.items(list), before.map(|(_, shape)| shape))?;
        let mut branch = Branch::default();
        for (at, state) in &shape {
            let item = scopes.items(list)[*at];
            let cell = match state.cell() {
                Some(absence) => absence,
                None => self.cell(item, before.and_then(|(before, _)| before.cells.get(&item.tag)))?,
            };
            self.memory.count_cell(&cell).ok_or(UnpackError::TooLarge)?;
            branch.cells.insert(item.tag, cell);
        }
        Ok((branch, shape))
    }

    fn cell(&mut self, item: &ItemDef, before: Option<&Cell>) -> Result<Cell, UnpackError> {
        if let ItemKind::List { most } = item.kind {
            return self.list(item, most);
        }
        if let (true, Some(before @ (Cell::Value(_) | Cell::Town { .. }))) =
            (coder::may_repeat(&item.kind), before)
            && self.bits.flag()?
        {
            return Ok(before.clone());
        }
        if item.kind == ItemKind::Town && self.bits.flag()? {
            let index = if self.bits.flag()? { 12 } else { 3 };
            return Ok(Cell::Town { index: self.bits.small(index)?, check: self.bits.small(16)? });
        }
        self.value(&item.kind).map(Cell::Value)
    }

    fn value(&mut self, kind: &ItemKind) -> Result<Value, UnpackError> {
        let bits = &mut *self.bits;
        match kind {
            ItemKind::Flag => Ok(Value::Flag(bits.flag()?)),
            ItemKind::Number { least, most } => values::take_number(bits, *least, *most),
            ItemKind::Date => values::take_date(bits, self.memory.made_on),
            ItemKind::PartialDate => values::take_partial(bits, self.memory.made_on),
            ItemKind::Code(codes) => values::take_code(bits, codes).map(Value::Code),
            ItemKind::Chain { codes, most } => values::take_chain(bits, codes, *most),
            ItemKind::Period => values::take_period(bits),
            ItemKind::Element(list) => {
                let element = match self.memory.lists.get(list) {
                    Some(ids) => {
                        ids.get(bits.take(width((ids.len() as u64).saturating_sub(1)))? as usize).copied()
                    }
                    None => ElementId::new(bits.small(16)?),
                };
                element
                    .map(Value::Element)
                    .ok_or(UnpackError::malformed("refers to an entry that is not there"))
            }
            ItemKind::Text { script, .. } => Ok(Value::Text(match self.memory.names(*script) {
                Some(recent) => text::take_name(bits, *script, recent)?,
                None => text::take(bits, *script)?,
            })),
            ItemKind::Town => text::take(bits, Script::Name).map(Value::Text),
            ItemKind::Digits { least, most } => values::take_digits(bits, *least, *most),
            ItemKind::Postal => values::take_digits(bits, 7, 7),
            ItemKind::Municipality => values::take_municipality(bits, &mut self.memory.municipalities),
            ItemKind::Country => values::take_capitals(bits, 3).map(Value::Text),
            ItemKind::CardNumber => values::take_card(bits),
            ItemKind::List { .. } => Err(UnpackError::malformed("a list where a value stands")),
        }
    }

    fn list(&mut self, item: &ItemDef, most: u16) -> Result<Cell, UnpackError> {
        let count = self.bits.small(width(most.into()))?;
        if count > most {
            return Err(UnpackError::TooMany { path: item.path.to_string(), count, most });
        }
        let (ids, last) = self.ids(count)?;
        if self.memory.scopes.dictionary.lists(item.tag).is_empty() {
            self.memory.lists.insert(item.tag, ids.clone());
        }
        let mut order: Vec<(ElementId, Branch)> = Vec::new();
        let mut shape = Shape::new();
        for id in ids {
            self.memory.count().ok_or(UnpackError::TooLarge)?;
            let branch;
            (branch, shape) =
                self.branch(Some(item.tag), order.last().map(|(_, branch)| (branch, &shape)))?;
            order.push((id, branch));
        }
        Ok(Cell::List(Elements { order, last }))
    }

    fn ids(&mut self, count: u16) -> Result<(Vec<ElementId>, u16), UnpackError> {
        if !self.bits.flag()? {
            return Ok(((1..=count).filter_map(ElementId::new).collect(), count));
        }
        let last = self.bits.small(16)?;
        let mut ids = Vec::new();
        for _ in 0..count {
            let id = self.bits.small(width(last.into()))?;
            let id = ElementId::new(id).filter(|id| id.number() <= last);
            ids.push(id.ok_or(UnpackError::malformed("an entry's id beyond the largest given"))?);
        }
        if last == 0 {
            return Err(UnpackError::malformed("a list in which nothing ever was"));
        }
        Ok((ids, last))
    }
}

fn take_shape(
    bits: &mut BitReader<'_>,
    items: &[&ItemDef],
    before: Option<&Shape>,
) -> Result<Shape, UnpackError> {
    let here = match before {
        Some(before) if !bits.flag()? => return Ok(before.clone()),
        Some(before) if !bits.flag()? => {
            coder::difference(&coder::positions(before), &take_runs(bits, items.len())?)
        }
        _ => take_runs(bits, items.len())?,
    };
    let absences = !here.is_empty() && bits.flag()?;
    let state = |at: usize| {
        let stated = absences && !matches!(items[at].kind, ItemKind::List { .. });
        Ok((at, if stated { State::ALL[bits.take(2)? as usize] } else { State::Here }))
    };
    here.into_iter().map(state).collect()
}

fn take_runs(bits: &mut BitReader<'_>, room: usize) -> Result<Vec<usize>, UnpackError> {
    let mut positions = Vec::new();
    let (mut next, mut inside) = (0, bits.flag()?);
    while next < room || inside {
        let Some(run) = take_run(bits)? else {
            return if inside {
                Err(UnpackError::malformed("a run of items without end"))
            } else {
                Ok(positions)
            };
        };
        if run > room - next {
            return Err(UnpackError::malformed("an item beyond the last one of the dictionary"));
        }
        if inside {
            positions.extend(next..next + run);
        }
        next += run;
        inside = !inside;
    }
    Ok(positions)
}

fn take_run(bits: &mut BitReader<'_>) -> Result<Option<usize>, UnpackError> {
    for (_, least, width) in RUNS {
        if !bits.flag()? {
            return Ok(Some(least + bits.take(width)? as usize));
        }
    }
    Ok(None)
}
