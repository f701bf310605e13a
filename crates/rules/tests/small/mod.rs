//! A dictionary so small that every way to answer it can be tried, random rules over it, and an
//! evaluator that knows only yes and no.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use kakanai_record::codes::{CodeEntry, Codes};
use kakanai_record::{
    Answer, Change, CodeList, Dictionary, ElementId, ItemDef, ItemKey, ItemKind, Owner, Record, Tag, Value,
};

pub(crate) const F: Tag = Tag(0x8001);
pub(crate) const G: Tag = Tag(0x8002);
pub(crate) const S: Tag = Tag(0x8003);
pub(crate) const N: Tag = Tag(0x8004);
pub(crate) const C: Tag = Tag(0x8005);
pub(crate) const LIST: Tag = Tag(0x8010);
pub(crate) const LF: Tag = Tag(0x8011);
pub(crate) const LS: Tag = Tag(0x8012);
pub(crate) const LN: Tag = Tag(0x8013);
pub(crate) const HEAD: Tag = Tag(0x8020);
pub(crate) const MOST: u16 = 3;
pub(crate) const LARGEST: i64 = 2;

pub(crate) fn dictionary() -> Dictionary {
    let mut dictionary = Dictionary::core();
    let entry =
        |number, key: &'static str| CodeEntry { number, key: Cow::Borrowed(key), word: Cow::Borrowed(key) };
    let entries = Cow::Owned(vec![entry(1, "a"), entry(2, "b")]);
    let codes = Codes::City(Arc::new(CodeList { id: Cow::Borrowed("x.letters"), entries }));
    let number = ItemKind::Number { least: 0, most: LARGEST };
    let items = [
        (F, "x.f", ItemKind::Flag, false),
        (G, "x.g", ItemKind::Flag, false),
        (S, "x.s", ItemKind::Flag, true),
        (N, "x.n", number.clone(), false),
        (C, "x.c", ItemKind::Code(codes), false),
        (LIST, "x.l", ItemKind::List { most: MOST }, false),
        (LF, "x.l/f", ItemKind::Flag, false),
        (LS, "x.l/s", ItemKind::Flag, true),
        (LN, "x.l/n", number, false),
        (HEAD, "x.head", ItemKind::Element(LIST), false),
    ];
    for (tag, path, kind, sensitive) in items {
        let (path, label) = (Cow::Borrowed(path), Cow::Borrowed("見本"));
        let item = ItemDef { tag, path, kind, owner: Owner::Citizen, sensitive, label };
        dictionary.add_city_item(item).unwrap();
    }
    dictionary
}

static LETTERS: OnceLock<Vec<Value>> = OnceLock::new();

/// A small deterministic generator (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..4 {
            dice.next();
        }
        dice
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 11) as usize % limit
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub(crate) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
}

/// Values an item can have.
pub(crate) fn values(tag: Tag, elements: &[ElementId], dictionary: &Dictionary) -> Vec<Value> {
    match &dictionary.item(tag).unwrap().kind {
        ItemKind::Flag => vec![Value::Flag(false), Value::Flag(true)],
        ItemKind::Number { least, most } => (*least..=*most).map(Value::Number).collect(),
        ItemKind::Code(codes) => codes.iter().map(Value::Code).collect(),
        ItemKind::Element(_) => elements.iter().copied().map(Value::Element).collect(),
        _ => Vec::new(),
    }
}

pub(crate) fn random_answer(
    dice: &mut Dice,
    tag: Tag,
    elements: &[ElementId],
    dictionary: &Dictionary,
) -> Answer {
    let values = values(tag, elements, dictionary);
    match dice.below(8) {
        0 => Answer::NotApplicable,
        1 => Answer::DontKnow,
        2 => Answer::Unrecorded,
        _ if values.is_empty() => Answer::DontKnow,
        _ => Answer::Known(dice.pick(&values)),
    }
}

/// Every place a record can have an answer at.
pub(crate) fn places(record: &Record) -> Vec<ItemKey> {
    let mut places: Vec<ItemKey> = [F, G, S, N, C, HEAD].iter().map(|tag| tag.key()).collect();
    for element in record.elements(LIST.key()) {
        places.extend([LF, LS, LN].iter().map(|tag| tag.of(*element)));
    }
    places
}

pub(crate) fn add_element(record: &mut Record, dictionary: &Dictionary) {
    if let Some(next) = record.next_element(LIST.key()) {
        let full = record.apply(dictionary, &Change::Add(LIST.key(), next));
        assert!(full.is_ok() || record.elements(LIST.key()).len() == usize::from(MOST));
    }
}

pub(crate) fn set(record: &mut Record, dictionary: &Dictionary, key: ItemKey, answer: Answer) {
    record.apply(dictionary, &Change::Set(key, answer)).unwrap();
}

pub(crate) fn random_record(dice: &mut Dice, dictionary: &Dictionary) -> Record {
    let mut record = Record::new();
    for _ in 0..dice.below(3) {
        add_element(&mut record, dictionary);
    }
    let asked = 1 + dice.below(4);
    for key in places(&record) {
        if !dice.one_in(asked + 1) {
            let elements = record.elements(LIST.key()).to_vec();
            let answer = random_answer(dice, key.tag(), &elements, dictionary);
            set(&mut record, dictionary, key, answer);
        }
    }
    record
}

/// An item: of the record, of the element bound at a level, or of the element `x.head` refers to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Root(Tag),
    Bound(usize, Tag),
    Head(Tag),
}

#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Constant(bool),
    Flag(Place),
    Not(Box<Rule>),
    Joined(bool, Vec<Rule>),
    Compare(Side, &'static str, Side),
    OneOf(Side, bool, Vec<Side>),
    State(&'static str, Place),
    Walk(&'static str, usize, Box<Rule>),
}

#[derive(Debug, Clone)]
pub(crate) enum Side {
    Number(i64),
    Letter(usize),
    Item(Place),
    More(Box<Side>, i64),
    Count(usize, Box<Rule>),
    Length,
    Element(usize),
    Rule(Box<Rule>),
}

impl Place {
    fn text(self) -> String {
        let dictionary_path = |tag: Tag| match tag {
            F => "x.f",
            G => "x.g",
            S => "x.s",
            N => "x.n",
            C => "x.c",
            HEAD => "x.head",
            LF => "f",
            LS => "s",
            _ => "n",
        };
        match self {
            Self::Root(tag) => dictionary_path(tag).to_owned(),
            Self::Bound(level, tag) => format!("p{level}/{}", dictionary_path(tag)),
            Self::Head(tag) => format!("x.head/{}", dictionary_path(tag)),
        }
    }
}

impl Rule {
    /// With parentheses everywhere, so that the printer of the crate has something to leave out.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Constant(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Self::Flag(place) => place.text(),
            Self::Not(inner) => format!("not ({})", inner.text()),
            Self::Joined(all, parts) => {
                let parts: Vec<String> = parts.iter().map(|part| format!("({})", part.text())).collect();
                parts.join(if *all { " and " } else { " or " })
            }
            Self::Compare(left, sign, right) => format!("{} {sign} {}", left.text(), right.text()),
            Self::OneOf(side, negated, set) => {
                let set: Vec<String> = set.iter().map(Side::text).collect();
                format!("{} {}in {{{}}}", side.text(), if *negated { "not " } else { "" }, set.join(","))
            }
            Self::State(name, place) => format!("{name}({})", place.text()),
            Self::Walk(name, level, body) => format!("{name}(p{level} in x.l, {})", body.text()),
        }
    }
}

impl Side {
    fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Letter(letter) => ["a", "b"][*letter].to_owned(),
            Self::Item(place) => place.text(),
            Self::More(side, number) => format!("{} + {number}", side.text()),
            Self::Count(level, body) => format!("count(p{level} in x.l, {})", body.text()),
            Self::Length => "count(x.l)".to_owned(),
            Self::Element(level) => format!("p{level}"),
            Self::Rule(rule) => format!("({})", rule.text()),
        }
    }
}

/// One way in which everything could be: what was said of each place, and what is there (or nothing
/// applies).
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) elements: Vec<ElementId>,
    pub(crate) facts: BTreeMap<ItemKey, Fact>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fact {
    pub(crate) said: Said,
    pub(crate) value: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Said {
    Value,
    NotApplicable,
    DontKnow,
    Unrecorded,
}

impl World {
    fn fact(&self, place: Place, bound: &[ElementId]) -> Fact {
        match place {
            Place::Root(tag) => self.facts[&tag.key()].clone(),
            Place::Bound(level, tag) => self.facts[&tag.of(bound[level])].clone(),
            Place::Head(tag) => {
                let head = self.facts[&HEAD.key()].clone();
                let Some(Value::Element(element)) = head.value else { return head };
                let fact = self.facts[&tag.of(element)].clone();
                if head.said == Said::Value { fact } else { Fact { said: head.said, ..fact } }
            }
        }
    }

    pub(crate) fn holds(&self, rule: &Rule, bound: &mut Vec<ElementId>) -> bool {
        match rule {
            Rule::Constant(flag) => *flag,
            Rule::Flag(place) => self.fact(*place, bound).value == Some(Value::Flag(true)),
            Rule::Not(inner) => !self.holds(inner, bound),
            Rule::Joined(true, parts) => parts.iter().all(|part| self.holds(part, bound)),
            Rule::Joined(false, parts) => parts.iter().any(|part| self.holds(part, bound)),
            Rule::Compare(left, sign, right) => {
                let (left, right) = (self.side(left, bound), self.side(right, bound));
                let (Some(left), Some(right)) = (left, right) else { return *sign == "!=" };
                match *sign {
                    "==" => left == right,
                    "!=" => left != right,
                    "<" => left < right,
                    "<=" => left <= right,
                    ">" => left > right,
                    _ => left >= right,
                }
            }
            Rule::OneOf(side, negated, set) => {
                let wanted = self.side(side, bound);
                let is_in = wanted.is_some() && set.iter().any(|member| self.side(member, bound) == wanted);
                is_in != *negated
            }
            Rule::State(name, place) => {
                let said = self.fact(*place, bound).said;
                match *name {
                    "known" => said == Said::Value,
                    "answered" => true,
                    "dont_know" => said == Said::DontKnow,
                    "unrecorded" => said == Said::Unrecorded,
                    _ => said != Said::NotApplicable,
                }
            }
            Rule::Walk(name, _, body) => {
                let number = self.count(body, bound);
                if *name == "any" { number > 0 } else { number == self.elements.len() }
            }
        }
    }

    fn count(&self, body: &Rule, bound: &mut Vec<ElementId>) -> usize {
        let mut number = 0;
        for element in &self.elements {
            bound.push(*element);
            number += usize::from(self.holds(body, bound));
            bound.pop();
        }
        number
    }

    fn side(&self, side: &Side, bound: &mut Vec<ElementId>) -> Option<Value> {
        Some(match side {
            Side::Number(number) => Value::Number(*number),
            Side::Letter(letter) => LETTERS.get_or_init(|| values(C, &[], &dictionary()))[*letter].clone(),
            Side::Item(place) => return self.fact(*place, bound).value,
            Side::More(side, more) => match self.side(side, bound)? {
                Value::Number(number) => Value::Number(number + more),
                _ => return None,
            },
            Side::Count(_, body) => Value::Number(self.count(body, bound) as i64),
            Side::Length => Value::Number(self.elements.len() as i64),
            Side::Element(level) => Value::Element(bound[*level]),
            // A yes-or-no item that does not apply makes the comparison itself not apply.
            Side::Rule(rule) => match &**rule {
                Rule::Flag(place) => return self.fact(*place, bound).value,
                rule => Value::Flag(self.holds(rule, bound)),
            },
        })
    }
}
