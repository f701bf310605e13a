//! Desks, procedures and what to bring, in the published form.

use serde_json::Value as Json;

use super::{Object, Read, Writer, text};
use crate::source::{BringSource, BringUse, DeskSource, ProcedureSource};

pub(super) fn write_thing(to: &mut Writer, thing: &BringSource) {
    to.text("id", &thing.id);
    to.text_if_any("when", thing.when.as_deref());
    to.set_flags(&[("original", thing.original)]);
}

pub(super) fn write_desk(to: &mut Writer, desk: &DeskSource) {
    to.text("id", &desk.id);
    to.number("number", desk.number.into());
    to.texts(&[("floor", &desk.floor), ("map", &desk.map)]);
    to.number("how_far", desk.how_far.into());
}

pub(super) fn write(to: &mut Writer, procedure: &ProcedureSource) {
    let optional = |text: &'static str, value: &Option<String>, to: &mut Writer| {
        to.text_if_any(text, value.as_deref());
    };
    to.texts(&[("id", &procedure.id), ("row", &procedure.row)]);
    to.words("service", &procedure.service);
    optional("desk", &procedure.desk, to);
    optional("outside", &procedure.outside, to);
    optional("each", &procedure.each, to);
    optional("when", &procedure.when, to);
    optional("automatic", &procedure.automatic, to);
    to.set_flags(&[("notice", procedure.notice), ("sensitive", procedure.sensitive)]);
    optional("form", &procedure.form, to);
    optional("due", &procedure.due, to);
    optional("after", &procedure.after, to);
    optional("needs", &procedure.needs, to);
    if !procedure.bring.is_empty() {
        to.list("bring", &procedure.bring, |to, thing| {
            to.text("id", &thing.id);
            to.text_if_any("when", thing.when.as_deref());
        });
    }
    to.words_if_any("who", &procedure.who);
    to.text("source", &procedure.source);
    to.set_flags(&[("city", procedure.city), ("confirm", procedure.confirm)]);
    optional("from", &procedure.from, to);
    optional("until", &procedure.until, to);
}

pub(super) fn read_thing(json: &Json) -> Read<BringSource> {
    let from = Object::of(json, "what to bring", &["id"], &["when", "original"])?;
    Ok(BringSource {
        id: from.text("id")?,
        when: from.text_if_any("when")?,
        original: from.flag("original")?,
    })
}

pub(super) fn read_desk(json: &Json) -> Read<DeskSource> {
    let from = Object::of(json, "a desk", &["id", "number", "floor", "map", "how_far"], &[])?;
    Ok(DeskSource {
        id: from.text("id")?,
        number: from.small("number")?,
        floor: from.text("floor")?,
        map: from.text("map")?,
        how_far: from.small("how_far")?,
    })
}

pub(super) fn read(json: &Json) -> Read<ProcedureSource> {
    let others = [
        "desk",
        "outside",
        "each",
        "when",
        "automatic",
        "notice",
        "sensitive",
        "form",
        "due",
        "after",
        "needs",
        "bring",
        "who",
        "city",
        "confirm",
        "from",
        "until",
    ];
    let from = Object::of(json, "a procedure", &["id", "row", "service", "source"], &others)?;
    Ok(ProcedureSource {
        id: from.text("id")?,
        row: from.text("row")?,
        service: from.words("service")?,
        desk: from.text_if_any("desk")?,
        outside: from.text_if_any("outside")?,
        each: from.text_if_any("each")?,
        when: from.text_if_any("when")?,
        automatic: from.text_if_any("automatic")?,
        notice: from.flag("notice")?,
        sensitive: from.flag("sensitive")?,
        form: from.text_if_any("form")?,
        due: from.text_if_any("due")?,
        after: from.text_if_any("after")?,
        needs: from.text_if_any("needs")?,
        bring: from.list("bring", read_use)?,
        who: from.words("who")?,
        source: from.text("source")?,
        city: from.flag("city")?,
        confirm: from.flag("confirm")?,
        from: from.text_if_any("from")?,
        until: from.text_if_any("until")?,
    })
}

/// The name alone, or with a condition.
fn read_use(json: &Json) -> Read<BringUse> {
    if let Some(id) = text(json) {
        return Ok(BringUse { id, when: None });
    }
    let from = Object::of(json, "what to bring", &["id"], &["when"])?;
    Ok(BringUse { id: from.text("id")?, when: from.text_if_any("when")? })
}
