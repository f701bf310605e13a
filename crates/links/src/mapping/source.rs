//! Where a column's value comes from: an item of the dictionary, or something made of several.

use kakanai_record::{Dictionary, ItemDef, ItemKind, Owner, Tag, codes, core};

use super::form::Shape;

/// A source as resolved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    /// An item of the case.
    Case(Tag),
    /// An item of the line's element.
    Line(Tag),
    /// Something of the person that a reference names; the reference is the line's own where
    /// the flag says so.
    Behind(Tag, bool, Box<Source>),
    /// Something made of several items of the line's person.
    Person(Person),
    /// Something of the hand-over or the case as a whole.
    Whole(Whole),
}

/// Made of several items of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    Written,
    Family,
    Given,
    FamilyKana,
    GivenKana,
    Relationship(usize),
    OldRelationship(usize),
    KosekiPlace,
}

/// Made of the hand-over, or of several items of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    Number,
    CaseId,
    Part,
    Event,
    FiledOn,
    Identity,
    Element,
    LineNumber,
    LineCount,
    Reason,
    OldAddress,
    NewAddress,
    OldHead,
    NewHead,
    FilerName,
    FilerKana,
    FilerBirth,
    FilerAddress,
}

/// Names of what is made of a person's items, behind the list's own path.
const PERSON: [(&str, Person); 14] = [
    ("mover/name/written", Person::Written),
    ("mover/name/family", Person::Family),
    ("mover/name/given", Person::Given),
    ("mover/name/family_kana", Person::FamilyKana),
    ("mover/name/given_kana", Person::GivenKana),
    ("mover/relationship/1", Person::Relationship(0)),
    ("mover/relationship/2", Person::Relationship(1)),
    ("mover/relationship/3", Person::Relationship(2)),
    ("mover/relationship/4", Person::Relationship(3)),
    ("mover/old_relationship/1", Person::OldRelationship(0)),
    ("mover/old_relationship/2", Person::OldRelationship(1)),
    ("mover/old_relationship/3", Person::OldRelationship(2)),
    ("mover/old_relationship/4", Person::OldRelationship(3)),
    ("mover/koseki/place", Person::KosekiPlace),
];

/// Names of what is made of the case as a whole.
const WHOLE: [(&str, Whole); 18] = [
    ("case/number", Whole::Number),
    ("case/id", Whole::CaseId),
    ("case/part", Whole::Part),
    ("case/event", Whole::Event),
    ("case/filed_on", Whole::FiledOn),
    ("case/identity", Whole::Identity),
    ("element", Whole::Element),
    ("line/number", Whole::LineNumber),
    ("line/count", Whole::LineCount),
    ("move/reason", Whole::Reason),
    ("old_address/line", Whole::OldAddress),
    ("new_address/line", Whole::NewAddress),
    ("old_household/head_written", Whole::OldHead),
    ("new_household/head_written", Whole::NewHead),
    ("filer/name", Whole::FilerName),
    ("filer/kana", Whole::FilerKana),
    ("filer/birth", Whole::FilerBirth),
    ("filer/address", Whole::FilerAddress),
];

/// 異動事由 as a resident's own 届出 may lead to them (住民記録システム標準仕様書 1.2.2, 4.1.0.1).
pub(crate) const REASONS: [(&str, &str); 12] = [
    ("domestic_in", "国内転入"),
    ("abroad_in", "国外転入等"),
    ("within", "転居"),
    ("ward", "区間異動"),
    ("domestic_out", "国内転出"),
    ("abroad_out", "国外転出"),
    ("head_change", "世帯主変更"),
    ("split", "世帯分離"),
    ("part", "世帯変更"),
    ("merge", "世帯合併"),
    ("birth", "出生"),
    ("death", "死亡"),
];

const PARTS: [(&str, &str); 3] = [("move", "届出"), ("certificates", "証明書"), ("seal", "印鑑登録")];

/// A source with what the mapping has to know of it.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) source: Source,
    pub(crate) shape: Shape,
}

/// Finds what a path of the file means, for a file that has a line for each element of `each`.
pub(crate) fn resolve(dictionary: &Dictionary, path: &str, each: Option<Tag>) -> Result<Resolved, String> {
    if let Some((_, whole)) = WHOLE.iter().find(|(name, _)| *name == path) {
        if *whole == Whole::Element && each.is_none() {
            return Err("`element` is the number of a list's entry, but this part has one line: drop the column, or set `each`".into());
        }
        return Ok(free(Source::Whole(*whole), whole_shape(*whole)));
    }
    if let Some((_, person)) = PERSON.iter().find(|(name, _)| *name == path) {
        return match each {
            Some(core::MOVER) => Ok(free(Source::Person(*person), person_shape(*person))),
            _ => Err(elsewhere(path, "mover")),
        };
    }
    if let Some(item) = dictionary.by_path(path) {
        return of_item(dictionary, item, each);
    }
    behind(dictionary, path, each).unwrap_or_else(|| Err(unknown(dictionary, path)))
}

fn free(source: Source, shape: Shape) -> Resolved {
    Resolved { source, shape }
}

fn of_item(dictionary: &Dictionary, item: &ItemDef, each: Option<Tag>) -> Result<Resolved, String> {
    let path = &item.path;
    if let Some(why) = kept(item) {
        return Err(format!("`{path}` {why}"));
    }
    let Some(shape) = Shape::of(&item.kind) else {
        return Err(format!(
            "`{path}` is a list and has no value of its own: name an item in it, or use it in `each`"
        ));
    };
    let source = match dictionary.lists(item.tag) {
        [] => Source::Case(item.tag),
        [list] if Some(*list) == each => Source::Line(item.tag),
        [list] => return Err(elsewhere(path, dictionary.item(*list).map_or("", |item| &item.path))),
        _ => {
            return Err(format!(
                "`{path}` lies in a list within a list, which no line stands for: drop the column"
            ));
        }
    };
    Ok(Resolved { source, shape })
}

/// Why an item never goes out, if it does not: the rule of what may stand on paper.
fn kept(item: &ItemDef) -> Option<&'static str> {
    if item.owner == Owner::City {
        return Some("comes from the city's own data and never goes out again: drop the column");
    }
    if item.tag == core::STAFF_NOTE {
        return Some("is a note among staff and never goes out: drop the column, or use `remarks` (備考)");
    }
    item.sensitive.then_some("is sensitive (asked of the person alone) and never goes out: drop the column")
}

/// A path that goes on behind a reference: `seal/mover/birth` is the `mover/birth` of whom `seal/mover` names.
fn behind(dictionary: &Dictionary, path: &str, each: Option<Tag>) -> Option<Result<Resolved, String>> {
    let (reference, list, rest) = path.match_indices('/').find_map(|(at, _)| {
        let item = dictionary.by_path(&path[..at])?;
        let ItemKind::Element(list) = item.kind else { return None };
        Some((item, list, &path[at..]))
    })?;
    let there = format!("{}{rest}", dictionary.item(list)?.path);
    Some(of_item(dictionary, reference, each).and_then(|first| {
        let then = resolve(dictionary, &there, Some(list))?;
        if !matches!(then.source, Source::Line(_) | Source::Person(_)) {
            return Err(format!(
                "`{path}`: behind a reference stands an item of the person, such as `/birth`"
            ));
        }
        let of_line = matches!(first.source, Source::Line(_));
        Ok(Resolved {
            source: Source::Behind(reference.tag, of_line, Box::new(then.source)),
            shape: then.shape,
        })
    }))
}

fn elsewhere(path: &str, list: &str) -> String {
    format!(
        "`{path}` belongs to an entry of `{list}`, and a line of this part does not: set `each = \"{list}\"`, or go through a reference such as `seal/mover/birth`"
    )
}

fn unknown(dictionary: &Dictionary, path: &str) -> String {
    let known = dictionary.items().map(|item| item.path.as_ref());
    let known = known.chain(WHOLE.iter().map(|(name, _)| *name)).chain(PERSON.iter().map(|(name, _)| *name));
    let wanted = path.rsplit('/').next().unwrap_or(path);
    let close: Vec<&str> = known.filter(|name| name.rsplit('/').next() == Some(wanted)).take(3).collect();
    let hint = if close.is_empty() {
        "`kakanai items` lists all items, docs/handover.md what is made of several".to_owned()
    } else {
        format!("perhaps `{}`", close.join("`, `"))
    };
    format!("no source `{path}`: {hint}")
}

fn whole_shape(whole: Whole) -> Shape {
    match whole {
        Whole::Part => Shape::Keys(&PARTS),
        Whole::Reason => Shape::Keys(&REASONS),
        Whole::FiledOn => Shape::Date,
        Whole::FilerBirth => Shape::Partial,
        Whole::Event | Whole::Element | Whole::LineNumber | Whole::LineCount => Shape::Digits,
        _ => Shape::Text,
    }
}

fn person_shape(person: Person) -> Shape {
    match person {
        Person::Relationship(_) | Person::OldRelationship(_) => {
            Shape::Code(codes::Codes::Core(&codes::RELATIONSHIP))
        }
        _ => Shape::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_item_hides_behind_something_made_of_several() {
        let dictionary = Dictionary::core();
        for name in WHOLE.iter().map(|(name, _)| name).chain(PERSON.iter().map(|(name, _)| name)) {
            assert!(dictionary.by_path(name).is_none(), "{name} is an item too");
        }
    }

    #[test]
    fn words_of_parts_are_those_of_the_parts() {
        let parts = crate::Part::ALL.map(|part| (part.code(), part.word()));
        assert_eq!(parts, PARTS);
    }
}
