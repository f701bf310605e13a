//! Ledgers by address, in the published form.

use serde_json::Value as Json;

use super::{Object, Read, Writer};
use crate::ledger::{Column, LedgerName, LedgerRow, LedgerSource};

pub(super) fn write(to: &mut Writer, ledger: &LedgerSource) {
    for column in Column::ALL {
        let names = ledger.names(column);
        if !names.is_empty() {
            to.list(column.name(), names, |to, name| {
                to.texts(&[("id", &name.id), ("name", &name.name)]);
                to.text_if_any("reading", name.reading.as_deref());
                to.text_if_any("latin", name.latin.as_deref());
            });
        }
    }
    if !ledger.row.is_empty() {
        to.list("row", &ledger.row, write_row);
    }
}

fn write_row(to: &mut Writer, row: &LedgerRow) {
    to.text("municipality", &row.municipality);
    to.words("towns", &row.towns);
    to.text_if_any("lots", row.lots.as_deref());
    for column in Column::ALL {
        to.text_if_any(column.name(), row.value(column));
    }
}

pub(super) fn read(json: &Json) -> Read<LedgerSource> {
    let columns = Column::ALL.map(Column::name);
    let from = Object::of(json, "the ledgers", &[], &[columns.as_slice(), &["row"]].concat())?;
    let mut names = columns.into_iter().map(|column| from.list(column, read_name));
    let mut next = || names.next().unwrap_or_else(|| Ok(Vec::new()));
    Ok(LedgerSource {
        elementary: next()?,
        junior_high: next()?,
        neighbourhood: next()?,
        collection: next()?,
        polling: next()?,
        row: from.list("row", read_row)?,
    })
}

fn read_name(json: &Json) -> Read<LedgerName> {
    let from = Object::of(json, "a name of the ledgers", &["id", "name"], &["reading", "latin"])?;
    Ok(LedgerName {
        id: from.text("id")?,
        name: from.text("name")?,
        reading: from.text_if_any("reading")?,
        latin: from.text_if_any("latin")?,
    })
}

fn read_row(json: &Json) -> Read<LedgerRow> {
    let columns = Column::ALL.map(Column::name);
    let others = [columns.as_slice(), &["lots"]].concat();
    let from = Object::of(json, "a row of the ledgers", &["municipality", "towns"], &others)?;
    let value = |column: Column| from.text_if_any(column.name());
    Ok(LedgerRow {
        municipality: from.text("municipality")?,
        towns: from.words("towns")?,
        lots: from.text_if_any("lots")?,
        elementary: value(Column::Elementary)?,
        junior_high: value(Column::JuniorHigh)?,
        neighbourhood: value(Column::Neighbourhood)?,
        collection: value(Column::Collection)?,
        polling: value(Column::Polling)?,
    })
}
