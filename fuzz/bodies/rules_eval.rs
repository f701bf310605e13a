//! Any rule over any record: evaluating comes to an end without a panic, and what is decided stays decided when a question that
//! was not asked gets an answer.
//!
//! The first byte says how the rule is made: from words by the bytes that follow, which always gives one that can be read, or
//! of the bytes up to a 0 as they are.

use kakanai_record::{
    Answer, Change, Dictionary, ElementId, ItemKey, ItemKind, PartialDate, Record, Tag, Value, core,
};
use kakanai_rules::{Expr, Scope, Truth};

/// Bytes that choose; after the last all choices are the first.
pub(crate) struct Choices<'a>(pub(crate) &'a [u8]);

impl Choices<'_> {
    /// The next byte.
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of a table.
    pub(crate) fn pick<T: Copy>(&mut self, table: &[T]) -> T {
        table[usize::from(self.byte()) % table.len()]
    }
}

/// What was found: whether the bytes gave a rule, and whether it was decided with so little known.
pub(crate) fn run(dictionary: &Dictionary, bytes: &[u8]) -> Option<Truth> {
    let mut choices = Choices(bytes);
    let text = if choices.byte() % 4 == 0 { spelled(&mut choices)? } else { condition(&mut choices, 5) };
    let rule = Expr::parse(dictionary, &text).ok()?;
    let mut record = people(dictionary, &mut choices);
    let items: Vec<Tag> = rule.items().into_iter().collect();
    let places = places(dictionary, &record, &items);
    for key in &places {
        if choices.byte() % 3 == 0 {
            answer(dictionary, &mut record, *key, &mut choices);
        }
    }
    let growing = choices.byte() % 3 == 0;
    let scope = scope(&record, growing);
    let before = rule.eval(&record, &scope);
    assert_eq!(before.truth(), rule.truth(&record, &scope), "{rule}");
    if growing && let Some(new) = record.next_element(core::MOVER.key()) {
        let _ = record.apply(dictionary, &Change::Add(core::MOVER.key(), new));
    }
    for key in places.iter().filter(|key| !before.because.contains(key)) {
        if !record.get(*key).is_answered() {
            answer(dictionary, &mut record, *key, &mut choices);
        }
        let after = rule.truth(&record, &scope);
        assert!(
            !before.truth().is_decided() || after == before.truth(),
            "{rule}: {before:?}, then {after:?}\n{record:?}"
        );
    }
    Some(before.truth())
}

fn spelled(choices: &mut Choices<'_>) -> Option<String> {
    let end = choices.0.iter().position(|byte| *byte == 0).unwrap_or(choices.0.len());
    let (text, rest) = choices.0.split_at(end);
    choices.0 = rest;
    String::from_utf8(text.to_vec()).ok()
}

const FLAGS: [&str; 6] = [
    "household/dog",
    "household/car",
    "mover/card/held",
    "mover/care",
    "move/cancelled",
    "new_household/head/care",
];
const BOUND: [&str; 4] = ["p/card/held", "p/japanese", "p/care", "p == new_household/head"];
const ITEMS: [&str; 7] = [
    "household/dog",
    "mover/birth",
    "mover/insurance",
    "new_household/head",
    "received_on",
    "mover/relationship",
    "move/date",
];

/// A condition in words, at the most so many deep.
fn condition(choices: &mut Choices<'_>, depth: u8) -> String {
    let Some(depth) = depth.checked_sub(1) else { return choices.pick(&FLAGS).to_owned() };
    match choices.byte() % 11 {
        0 => choices.pick(&FLAGS).to_owned(),
        1 => format!("not ({})", condition(choices, depth)),
        2 | 3 => format!("({}) and ({})", condition(choices, depth), condition(choices, depth)),
        4 | 5 => format!("({}) or ({})", condition(choices, depth), condition(choices, depth)),
        6 => {
            let walk = choices.pick(&["any", "all"]);
            format!("{walk}(p in mover, {})", about_one(choices))
        }
        7 => format!("{} {} {}", number(choices), sign(choices), choices.byte()),
        8 => format!("{} {} {}", day(choices), sign(choices), day(choices)),
        9 => {
            let of = choices.pick(&["known", "answered", "dont_know", "unrecorded", "applies"]);
            format!("{of}({})", choices.pick(&ITEMS))
        }
        _ => choices
            .pick(&[
                "mover/insurance in {national, none}",
                "mover/insurance not in {welfare}",
                "move/origin == abroad",
                "mover/relationship != child.wife",
                "prefecture(old_address/municipality) == \"99\"",
                "month(move/date) in {10, 11}",
            ])
            .to_owned(),
    }
}

fn about_one(choices: &mut Choices<'_>) -> String {
    let flag = choices.pick(&BOUND);
    match choices.byte() % 4 {
        0 => flag.to_owned(),
        1 => format!("not {flag} and {}", choices.pick(&BOUND)),
        2 => format!("{flag} or age(p/birth, move/date) {} {}", sign(choices), choices.byte() % 101),
        _ => format!("not any(q in mover, q != p and q/insurance == p/insurance) and {flag}"),
    }
}

fn number(choices: &mut Choices<'_>) -> String {
    match choices.byte() % 6 {
        0 => format!("age(mover/birth, {})", day(choices)),
        1 => format!("age_reached(mover/birth, {})", day(choices)),
        2 => format!("school_age(mover/birth, {})", day(choices)),
        3 => format!("count(p in mover, {})", about_one(choices)),
        4 => "count(mover)".to_owned(),
        _ => "old_household/adults_staying + 1".to_owned(),
    }
}

fn day(choices: &mut Choices<'_>) -> String {
    match choices.byte() % 5 {
        0 => "received_on".to_owned(),
        1 => "move/date".to_owned(),
        2 => format!("move/date {} {} days", choices.pick(&["+", "-"]), choices.byte()),
        3 => format!("next_open(move/date + {} months)", choices.byte()),
        _ => "2026-11-20".to_owned(),
    }
}

fn sign(choices: &mut Choices<'_>) -> &'static str {
    choices.pick(&["==", "!=", "<", "<=", ">", ">="])
}

fn people(dictionary: &Dictionary, choices: &mut Choices<'_>) -> Record {
    let mut record = Record::new();
    for id in (1..=u16::from(choices.byte() % 4)).filter_map(ElementId::new) {
        let _ = record.apply(dictionary, &Change::Add(core::MOVER.key(), id));
    }
    record
}

fn places(dictionary: &Dictionary, record: &Record, items: &[Tag]) -> Vec<ItemKey> {
    let mut places = Vec::new();
    for tag in items {
        match dictionary.lists(*tag) {
            [] => places.push(tag.key()),
            [list] => places.extend(record.elements(list.key()).iter().map(|id| tag.of(*id))),
            _ => {}
        }
    }
    places
}

/// The first person is the current one, where there is anybody.
fn scope(record: &Record, growing: bool) -> Scope {
    let mut scope = Scope::new();
    if let Some(first) = record.elements(core::MOVER.key()).first() {
        scope = scope.with(core::MOVER.key(), *first);
    }
    if growing { scope.with_incomplete(core::MOVER.key()) } else { scope }
}

/// Any answer of the item's kind, or an absence.
fn answer(dictionary: &Dictionary, record: &mut Record, key: ItemKey, choices: &mut Choices<'_>) {
    let Some(item) = dictionary.item(key.tag()) else { return };
    let answer = match choices.byte() % 8 {
        0 => Answer::DontKnow,
        1 => Answer::Unrecorded,
        2 => Answer::NotApplicable,
        _ => match value(&item.kind, record, choices) {
            Some(value) => Answer::Known(value),
            None => return,
        },
    };
    // A list takes no answer, a reference none but one of the list.
    let _ = record.apply(dictionary, &Change::Set(key, answer));
}

fn value(kind: &ItemKind, record: &Record, choices: &mut Choices<'_>) -> Option<Value> {
    let (one, two) = (choices.byte(), choices.byte());
    let year = 1900 + u16::from(one);
    let (month, day) = (two % 12 + 1, two % 31 + 1);
    Some(match kind {
        ItemKind::Flag => Value::Flag(one % 2 == 0),
        ItemKind::Number { least, .. } => Value::Number(least + i64::from(one % 8)),
        ItemKind::Date => return kind.parse(&format!("{year}-{month:02}-{day:02}")).ok(),
        ItemKind::PartialDate => {
            let certainty = choices.pick(&["", "", "~", "?"]);
            let length = choices.pick(&[10, 10, 7, 4]);
            let text = format!("{year}-{month:02}-{day:02}");
            Value::Partial(PartialDate::parse(&format!("{}{certainty}", &text[..length]))?)
        }
        ItemKind::Code(codes) => {
            Value::Code(codes.iter().nth(usize::from(one) % codes.entries.len().max(1))?)
        }
        ItemKind::Chain { codes, .. } => {
            Value::Chain(vec![codes.iter().nth(usize::from(one) % codes.entries.len().max(1))?])
        }
        ItemKind::Municipality => return kind.parse(choices.pick(&["999971", "131016"])).ok(),
        ItemKind::Element(list) => {
            let elements = record.elements(list.key());
            Value::Element(*elements.get(usize::from(one) % elements.len().max(1))?)
        }
        other => return other.parse(&one.to_string()).ok(),
    })
}
