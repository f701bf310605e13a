//! From a record to what stands in the boxes.
//!
//! A box names an item, or something made of several: an address in one line, a name as filed. `table` lists
//! all that is made of several with the items each reads; reading passes through that list, so that what is
//! printed and what [`printed`] says cannot drift apart. What no record knows (case number, signatures, the
//! code on the sheet) is told beside it as [`Surroundings`].

mod people;
mod reader;
mod table;
mod written;

use std::collections::BTreeSet;

use kakanai_record::{Date, Dictionary, ElementId, ItemKind, Record, Tag};

use crate::definition::{Form, FormDef, Kind, Placement};
use crate::values::{FieldValue, FieldValues};

use reader::Reader;
use table::Source;

/// The place of the code that carries what the sheet prints.
const QR: &str = "notification/qr";

/// Roles that sign with the pen alone: the person is not at the counter, or the paper is to be written by hand.
const PEN_ONLY: [&str; 2] = ["delegator", "guarantor"];

/// What a form needs beside the record.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Items and their paths.
    pub dictionary: &'a Dictionary,
    /// Prefecture and municipality in words, from a code.
    pub place_name: &'a dyn Fn(&str) -> String,
    /// 国籍・地域 in words, from a code.
    pub country_name: &'a dyn Fn(&str) -> String,
    /// Number of the visit; empty on a form that is not a case's.
    pub number: &'a str,
    /// The day of filing, where the record does not tell it (`received_on`).
    pub filed_on: Option<Date>,
    /// Role and signature: a picture, or a typed name.
    pub signatures: &'a [(String, FieldValue)],
    /// Content of the code that carries what the sheet prints (`notification/qr`).
    pub qr: Option<&'a [u8]>,
}

/// Fills in all boxes of a form that the record or its surroundings have something for.
pub fn resolve(form: &Form, record: &Record, around: &Surroundings<'_>) -> FieldValues {
    let rows = rows(form.def(), around.dictionary, record);
    let mut values = FieldValues::new();
    let mut done = BTreeSet::new();
    for placement in &form.def().placements {
        let per_row = placement.row.is_some();
        if placement.source.is_empty() || !done.insert((placement.source.as_str(), per_row)) {
            continue;
        }
        if !per_row {
            if let Some(value) = value_of(placement, record, around, None) {
                values.set(&placement.source, value);
            }
            continue;
        }
        for (at, element) in rows.iter().enumerate() {
            if let Some(value) = value_of(placement, record, around, Some(*element)) {
                values.set_row(&placement.source, at, value);
            }
        }
    }
    values
}

/// The items a form prints something of, with the lists they lie in: what else a record holds leaves no trace
/// on the paper.
#[must_use]
pub fn printed(form: &Form, dictionary: &Dictionary) -> BTreeSet<Tag> {
    let mut tags = BTreeSet::new();
    for placement in &form.def().placements {
        let item = || dictionary.by_path(&placement.source).map(|item| item.tag);
        match table::source(&placement.source) {
            Some(source) => tags.extend(source.reads.iter().copied().flatten()),
            None => tags.extend(item()),
        }
    }
    let lists: Vec<Tag> = tags.iter().flat_map(|tag| lists_of(*tag, dictionary)).collect();
    tags.extend(lists);
    tags.extend(form.def().repeat.as_ref().and_then(|r| dictionary.by_path(&r.list)).map(|item| item.tag));
    tags
}

/// Whether something can stand in a box of this source.
#[must_use]
pub fn is_known_source(source: &str, dictionary: &Dictionary) -> bool {
    source == QR
        || source.starts_with("signature/")
        || table::source(source).is_some()
        || dictionary.by_path(source).is_some()
}

/// The lists an item lies in, and the one it refers to.
fn lists_of(tag: Tag, dictionary: &Dictionary) -> Vec<Tag> {
    let mut lists = dictionary.lists(tag).to_vec();
    if let Some(ItemKind::Element(list)) = dictionary.item(tag).map(|item| &item.kind) {
        lists.push(*list);
    }
    lists
}

fn rows<'a>(def: &FormDef, dictionary: &Dictionary, record: &'a Record) -> &'a [ElementId] {
    let list = def.repeat.as_ref().and_then(|repeat| dictionary.by_path(&repeat.list));
    list.map_or(&[], |list| record.elements(list.tag.key()))
}

fn value_of(
    placement: &Placement,
    record: &Record,
    around: &Surroundings<'_>,
    row: Option<ElementId>,
) -> Option<FieldValue> {
    if let Kind::SignatureImage { role } = &placement.kind {
        return signature(role, around);
    }
    if placement.source == QR {
        return around.qr.map(|content| FieldValue::Qr(content.to_vec()));
    }
    if let Some(Source { reads, make, .. }) = table::source(&placement.source) {
        return make(&Reader::new(record, around, reads), row, &placement.kind);
    }
    let tag = around.dictionary.by_path(&placement.source)?.tag;
    let key = row.map_or_else(|| tag.key(), |element| tag.of(element));
    written::value(record.get(key), &placement.kind)
}

/// A signature stands in the box of its own role and nowhere else.
fn signature(role: &str, around: &Surroundings<'_>) -> Option<FieldValue> {
    if PEN_ONLY.contains(&role) {
        return None;
    }
    around.signatures.iter().find(|(own, _)| own == role).map(|(_, value)| value.clone())
}
