//! One of the people already named: who is head, who files.

use kakanai_record::{ElementId, Tag, core};

use super::choice::from_choices;
use super::{Asking, Control};

/// The people of the list by name.
pub fn controls(asking: &Asking, tag: Tag, list: Tag) -> Vec<Control> {
    let people = asking.record.elements(list.key()).iter();
    from_choices(asking, tag, people.map(|id| (id.to_string(), words(asking, *id))).collect())
}

/// The name of a person, or "the nth person" while the name is not known.
pub fn words(asking: &Asking, id: ElementId) -> String {
    let record = asking.record;
    let name =
        [core::MOVER_NAME, core::MOVER_LATIN].into_iter().find_map(|tag| record.get(tag.of(id)).text());
    name.map(str::to_owned).unwrap_or_else(|| {
        let at = record.elements(core::MOVER.key()).iter().position(|other| *other == id).unwrap_or_default();
        asking.catalogue.texts().fill(asking.language, "person.nth", &[("n", &(at + 1).to_string())])
    })
}
