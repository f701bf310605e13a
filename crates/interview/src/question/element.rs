//! One of those already named: who is head, who files, whose certificate.

use kakanai_record::{ElementId, Tag, core};

use super::choice::from_choices;
use super::{Asking, Control, Reading};
use crate::form::Form;
use crate::problem::Problem;
use crate::words::Said;

/// The people of the list by name.
pub fn controls(asking: &Asking, tag: Tag, list: Tag) -> Vec<Control> {
    let people = asking.record.elements(list.key()).iter();
    from_choices(asking, tag, people.map(|id| (id.to_string(), Said::of(words(asking, *id)))).collect())
}

/// One of the list, and nobody else.
pub fn read(asking: &Asking, tag: Tag, list: Tag, form: &Form) -> Reading {
    let name = asking.name(tag);
    let text = form.text(&name);
    let listed = asking.record.elements(list.key()).iter().any(|id| id.to_string() == text);
    if !listed && !text.is_empty() {
        return Err(vec![Problem::new(name, "error.choose")]);
    }
    super::parse(asking, tag, &name, text).map(|answer| vec![answer])
}

/// The name of a person, or "the nth person" while the name is not known.
pub fn words(asking: &Asking, id: ElementId) -> String {
    let record = asking.record;
    let name =
        [core::MOVER_NAME, core::MOVER_LATIN].into_iter().find_map(|tag| record.get(tag.of(id)).text());
    name.map_or_else(|| nth(asking, core::MOVER, id, "person.nth"), str::to_owned)
}

/// What an element is called in the title of a page about it: a person by name, a certificate by kind.
pub fn titled(asking: &Asking, list: Tag, id: ElementId) -> String {
    if list != core::CERTIFICATE {
        return words(asking, id);
    }
    let kind = super::answer_words(&Asking { element: Some(id), ..*asking }, core::CERTIFICATE_KIND);
    if kind.is_empty() { nth(asking, list, id, "certificate.nth") } else { kind }
}

/// What it is called in a list: a certificate with copies and price.
pub fn named(asking: &Asking, list: Tag, id: ElementId) -> String {
    let title = titled(asking, list, id);
    if list != core::CERTIFICATE {
        return title;
    }
    let copies = asking.record.get(core::CERTIFICATE_COPIES.of(id)).number();
    let copies = copies.map(|copies| asking.words.fill("certificate.copies", &[("n", &copies.to_string())]));
    let price = crate::fees::of(asking.catalogue(), asking.record, id);
    let price = price.map(|yen| asking.words.fill("fee.yen", &[("yen", &crate::fees::yen(yen))]));
    std::iter::once(title).chain(copies).chain(price).collect::<Vec<_>>().join("　")
}

/// What an element is called where nobody is to be named: 2人目.
pub fn ordinal(asking: &Asking, list: Tag, id: ElementId) -> String {
    let key = if list == core::CERTIFICATE { "certificate.nth" } else { "person.nth" };
    nth(asking, list, id, key)
}

fn nth(asking: &Asking, list: Tag, id: ElementId, key: &str) -> String {
    let at = asking.record.elements(list.key()).iter().position(|other| *other == id).unwrap_or_default();
    let key = asking.words.key(key).unwrap_or_default();
    asking.words.fill(&key, &[("n", &(at + 1).to_string())])
}
