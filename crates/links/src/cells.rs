//! What stands in each column: from a record and its surroundings to the cells of a file.
//!
//! Of the four absences only 不詳 is written, and only where words are wanted; the others are empty cells.

use std::borrow::Cow;

use kakanai_record::codes::Code;
use kakanai_record::{Answer, Date, ElementId, ItemKey, PartialDate, Period, Record, Tag, Value, core};

use crate::csv_out;
use crate::dates::{self, date_words};
use crate::mapping::source::{Person, REASONS, Source, Whole};
use crate::mapping::{Column, Form, PartMapping, Shape};

/// What a file needs beside the record.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Prefecture and municipality in words, from a code.
    pub place_name: &'a dyn Fn(&str) -> String,
    /// 国籍・地域 in words, from a code.
    pub country_name: &'a dyn Fn(&str) -> String,
    /// Number of the visit.
    pub number: &'a str,
    /// The case's id, 32 hexadecimal digits.
    pub case: &'a str,
    /// The event that released the part.
    pub event: u64,
    /// The day of filing, where the record has no 届出日 of its own.
    pub filed_on: Option<Date>,
}

/// The file of one part of a case. The same record and surroundings give the same bytes.
#[must_use]
pub fn csv(part: &PartMapping, record: &Record, around: &Surroundings<'_>) -> Vec<u8> {
    let header = part.columns().iter().map(Column::name);
    csv_out::table(header, lines(part, record, around).into_iter().map(|(_, cells)| cells))
}

/// The lines of a part: whose they are, and a cell for each column.
#[must_use]
pub fn lines(
    part: &PartMapping,
    record: &Record,
    around: &Surroundings<'_>,
) -> Vec<(Option<ElementId>, Vec<String>)> {
    let elements = elements(part, record);
    let resolver = Resolver { part, record, around, count: elements.len() };
    let line = |(at, element)| {
        let place = Place { element, line: at + 1 };
        (element, part.columns().iter().map(|column| resolver.cell(column, place)).collect())
    };
    elements.into_iter().enumerate().map(line).collect()
}

/// Whose the lines are.
pub(crate) fn elements(part: &PartMapping, record: &Record) -> Vec<Option<ElementId>> {
    match part.each() {
        Some(list) => record.elements(list.key()).iter().copied().map(Some).collect(),
        None => vec![None],
    }
}

#[derive(Clone, Copy)]
struct Place {
    element: Option<ElementId>,
    line: usize,
}

enum Found<'a> {
    Answer(Cow<'a, Answer>),
    /// A date of a foreign resident, whose words are western (標準仕様書 1.1.8).
    Western(&'a Answer),
    Text(String),
    Key(&'static str, &'static str),
    Nothing,
}

struct Resolver<'a> {
    part: &'a PartMapping,
    record: &'a Record,
    around: &'a Surroundings<'a>,
    count: usize,
}

impl<'a> Resolver<'a> {
    fn cell(&self, column: &Column, place: Place) -> String {
        let cell = match self.find(&column.source, place) {
            Found::Nothing => String::new(),
            Found::Text(text) => text,
            Found::Key(key, word) => by_key(column, key, word),
            Found::Answer(answer) => self.written(column, &answer, false),
            Found::Western(answer) => self.written(column, answer, true),
        };
        csv_out::clean(&cell)
    }

    fn find(&self, source: &Source, place: Place) -> Found<'a> {
        match source {
            Source::Case(tag) => self.answer(tag.key()),
            Source::Line(tag) => {
                place.element.map_or(Found::Nothing, |element| self.of_person(*tag, element))
            }
            Source::Behind(reference, of_line, then) => {
                let key = match place.element {
                    Some(element) if *of_line => reference.of(element),
                    _ => reference.key(),
                };
                match self.referred(key) {
                    Some(element) => self.find(then, Place { element: Some(element), ..place }),
                    None => Found::Nothing,
                }
            }
            Source::Person(person) => {
                place.element.map_or(Found::Nothing, |element| self.person(*person, element))
            }
            Source::Whole(whole) => self.whole(*whole, place),
        }
    }

    fn answer(&self, key: ItemKey) -> Found<'a> {
        match self.referred(key) {
            Some(element) => known(Value::Element(element)),
            None => Found::Answer(Cow::Borrowed(self.record.get(key))),
        }
    }

    fn of_person(&self, tag: Tag, element: ElementId) -> Found<'a> {
        let foreign = || self.record.get(core::MOVER_JAPANESE.of(element)).flag() == Some(false);
        match tag {
            core::MOVER_BIRTH if foreign() => Found::Western(self.record.get(tag.of(element))),
            core::MOVER_EXPIRES => Found::Western(self.record.get(tag.of(element))),
            _ => self.answer(tag.of(element)),
        }
    }

    /// Whom a reference names. Whose certificate, and whose seal, is asked only where there are several people.
    fn referred(&self, key: ItemKey) -> Option<ElementId> {
        let answer = self.record.get(key);
        let asked_of_several = matches!(key.tag(), core::CERTIFICATE_MOVER | core::SEAL_MOVER);
        match (answer.element(), self.record.elements(core::MOVER.key())) {
            (Some(element), _) => Some(element),
            (None, [only]) if asked_of_several && !answer.is_answered() => Some(*only),
            _ => None,
        }
    }

    fn person(&self, person: Person, element: ElementId) -> Found<'a> {
        let plain = |tag: Tag| self.plain(tag.of(element));
        let piece = |tag: Tag, behind: bool| {
            let name = plain(tag);
            let (family, given) = name.split_once(char::is_whitespace).unwrap_or_default();
            Found::Text(if behind { given.trim() } else { family }.to_owned())
        };
        match person {
            Person::Written => Found::Text(self.written_name(element)),
            Person::Family => piece(core::MOVER_NAME, false),
            Person::Given => piece(core::MOVER_NAME, true),
            Person::FamilyKana => piece(core::MOVER_KANA, false),
            Person::GivenKana => piece(core::MOVER_KANA, true),
            Person::Relationship(at) => self.atom(core::MOVER_RELATIONSHIP.of(element), at),
            Person::OldRelationship(at) => self.atom(core::MOVER_OLD_RELATIONSHIP.of(element), at),
            Person::KosekiPlace => {
                let place = self.place(core::KOSEKI_MUNICIPALITY.of(element));
                Found::Text([place, plain(core::KOSEKI_TOWN), plain(core::KOSEKI_LOT)].concat())
            }
        }
    }

    fn atom(&self, key: ItemKey, at: usize) -> Found<'a> {
        let atom = self.record.get(key).chain().and_then(|chain| chain.get(at));
        atom.map_or(Found::Nothing, |code| known(Value::Code(code.clone())))
    }

    fn whole(&self, whole: Whole, place: Place) -> Found<'a> {
        let part = self.part.part();
        match whole {
            Whole::Number => Found::Text(self.around.number.to_owned()),
            Whole::CaseId => Found::Text(self.around.case.to_owned()),
            Whole::Part => Found::Key(part.code(), part.word()),
            Whole::Event => Found::Text(self.around.event.to_string()),
            Whole::FiledOn => match self.record.get(core::RECEIVED_ON.key()) {
                Answer::NotAsked => {
                    self.around.filed_on.map_or(Found::Nothing, |day| known(Value::Date(day)))
                }
                answer => Found::Answer(Cow::Borrowed(answer)),
            },
            Whole::Identity => Found::Text(self.identity()),
            Whole::Element => Found::Text(place.element.map(|id| id.to_string()).unwrap_or_default()),
            Whole::LineNumber => Found::Text(place.line.to_string()),
            Whole::LineCount => Found::Text(self.count.to_string()),
            Whole::Reason => self.reason(),
            Whole::OldAddress => Found::Text(self.address(&OLD)),
            Whole::NewAddress => Found::Text(self.address(&NEW)),
            Whole::OldHead => Found::Text(self.head(core::OLD_HEAD, core::OLD_HEAD_NAME)),
            Whole::NewHead => Found::Text(self.head(core::NEW_HEAD, core::NEW_HEAD_NAME)),
            Whole::FilerName => Found::Text(match self.plain(core::NOTIFIER_NAME.key()) {
                own if own.is_empty() => self.filer().map(|id| self.written_name(id)).unwrap_or_default(),
                own => own,
            }),
            Whole::FilerKana => self.filers(core::NOTIFIER_KANA, core::MOVER_KANA),
            Whole::FilerBirth => self.filers(core::NOTIFIER_BIRTH, core::MOVER_BIRTH),
            Whole::FilerAddress => Found::Text(match self.plain(core::NOTIFIER_ADDRESS.key()) {
                own if own.is_empty() && self.filer().is_some() => self.address(&NEW),
                own => own,
            }),
        }
    }

    /// The documents seen at the counter.
    fn identity(&self) -> String {
        let words = self.record.elements(core::IDENTITY.key()).iter().filter_map(|id| {
            let Answer::Known(Value::Code(kind)) = self.record.get(core::IDENTITY_KIND.of(*id)) else {
                return None;
            };
            Some(match self.plain(core::IDENTITY_DETAIL.of(*id)) {
                detail if detail.is_empty() => kind.word().to_owned(),
                detail => format!("{}（{detail}）", kind.word()),
            })
        });
        words.collect::<Vec<_>>().join("、")
    }

    fn reason(&self) -> Found<'a> {
        let abroad = self.record.get(core::MOVE_ORIGIN.key()).code() == Some("abroad");
        let key = match self.record.get(core::SERVICE.key()).code() {
            Some("move_in") if abroad => "abroad_in",
            Some("move_in") => "domestic_in",
            Some("move_within") => "within",
            Some("move_ward") => "ward",
            Some("move_out") if abroad => "abroad_out",
            Some("move_out") => "domestic_out",
            Some("head_change") => "head_change",
            Some("household_split") => "split",
            Some("household_part") => "part",
            Some("household_merge") => "merge",
            Some(other) => other,
            None => return Found::Nothing,
        };
        let row = REASONS.iter().find(|(known, _)| *known == key);
        row.map_or(Found::Nothing, |(key, word)| Found::Key(key, word))
    }

    fn plain(&self, key: ItemKey) -> String {
        match self.record.get(key) {
            Answer::Unrecorded => UNRECORDED.to_owned(),
            answer => answer.text().unwrap_or_default().to_owned(),
        }
    }

    fn place(&self, key: ItemKey) -> String {
        self.record.get(key).text().map(|code| (self.around.place_name)(code)).unwrap_or_default()
    }

    /// Prefecture to lot, or country and address abroad; the 方書 has a column of its own.
    fn address(&self, address: &Address) -> String {
        let overseas = self.plain(address.overseas.key());
        if overseas.is_empty() {
            let place = self.place(address.municipality.key());
            return [place, self.plain(address.town.key()), self.plain(address.lot.key())].concat();
        }
        let country = self.record.get(address.country.key()).text();
        match country.map(|code| (self.around.country_name)(code)) {
            Some(country) => [country, overseas].join(" "),
            None => overseas,
        }
    }

    /// The name as filed: kanji, else Latin letters; the 通称 in brackets behind it.
    fn written_name(&self, element: ElementId) -> String {
        let known = |tag: Tag| self.record.get(tag.of(element)).text().unwrap_or_default().to_owned();
        let name = match known(core::MOVER_NAME) {
            kanji if kanji.is_empty() => known(core::MOVER_LATIN),
            kanji => kanji,
        };
        match known(core::MOVER_ALIAS) {
            alias if alias.is_empty() => name,
            alias => format!("{name}（{alias}）"),
        }
    }

    fn head(&self, element: Tag, name: Tag) -> String {
        match self.record.get(element.key()).element() {
            Some(element) => self.written_name(element),
            None => self.plain(name.key()),
        }
    }

    /// The mover who files: the one named, or the only one where he files for himself.
    fn filer(&self) -> Option<ElementId> {
        let named = self.record.get(core::NOTIFIER_MOVER.key()).element();
        let himself = self.record.get(core::NOTIFIER_KIND.key()).code() == Some("self");
        named.or(match self.record.elements(core::MOVER.key()) {
            [only] if himself => Some(*only),
            _ => None,
        })
    }

    /// What the filer said of himself, else what is known of him as a mover.
    fn filers(&self, own: Tag, movers: Tag) -> Found<'a> {
        match (self.record.get(own.key()), self.filer()) {
            (Answer::NotAsked | Answer::NotApplicable, Some(element)) => self.of_person(movers, element),
            (answer, _) => Found::Answer(Cow::Borrowed(answer)),
        }
    }

    fn written(&self, column: &Column, answer: &Answer, western: bool) -> String {
        match answer {
            Answer::Known(value) => self.value(column, value, western),
            Answer::Unrecorded => unrecorded(column).to_owned(),
            Answer::NotAsked | Answer::NotApplicable | Answer::DontKnow => String::new(),
        }
    }

    fn value(&self, column: &Column, value: &Value, western: bool) -> String {
        let form = column.form();
        match value {
            Value::Text(text) => self.text(&column.shape, form, text),
            Value::Flag(true) if form == Form::Code => "1".to_owned(),
            Value::Flag(false) if form == Form::Code => "0".to_owned(),
            Value::Flag(true) => by_key(column, "yes", "はい"),
            Value::Flag(false) => by_key(column, "no", "いいえ"),
            Value::Date(date) => date_words(PartialDate::from(*date), form, western),
            Value::Partial(date) => date_words(*date, form, western),
            Value::Code(code) if form == Form::Code => number(code),
            Value::Code(code) => by_key(column, code.key(), code.word()),
            Value::Chain(chain) => match form {
                Form::Code => chain.iter().map(number).collect(),
                Form::Key => value.text_form(),
                _ => chain.iter().map(Code::word).collect::<Vec<_>>().join("の"),
            },
            Value::Period(period) => stay(*period, form),
            Value::Element(element) if form == Form::Word => self.written_name(*element),
            Value::Number(_) | Value::Element(_) => value.text_form(),
        }
    }

    fn text(&self, shape: &Shape, form: Form, text: &str) -> String {
        let place = || (self.around.place_name)(text);
        match (shape, form) {
            (Shape::Postal, Form::Hyphen) => match text.split_at_checked(3) {
                Some((area, rest)) => format!("{area}-{rest}"),
                None => text.to_owned(),
            },
            (Shape::Municipality, Form::Word) => place(),
            (Shape::Municipality, Form::Prefecture) => split_prefecture(&place()).0.to_owned(),
            (Shape::Municipality, Form::City) => split_prefecture(&place()).1.to_owned(),
            (Shape::Country, Form::Word) => (self.around.country_name)(text),
            _ => text.to_owned(),
        }
    }
}

/// The items of one address.
struct Address {
    municipality: Tag,
    town: Tag,
    lot: Tag,
    country: Tag,
    overseas: Tag,
}

const OLD: Address = Address {
    municipality: core::OLD_MUNICIPALITY,
    town: core::OLD_TOWN,
    lot: core::OLD_LOT,
    country: core::OLD_COUNTRY,
    overseas: core::OLD_OVERSEAS,
};

const NEW: Address = Address {
    municipality: core::NEW_MUNICIPALITY,
    town: core::NEW_TOWN,
    lot: core::NEW_LOT,
    country: core::NEW_COUNTRY,
    overseas: core::NEW_OVERSEAS,
};

/// What papers write for what is officially unknown.
const UNRECORDED: &str = "不詳";

fn known<'a>(value: Value) -> Found<'a> {
    Found::Answer(Cow::Owned(Answer::Known(value)))
}

/// 不詳 where words are wanted; a field for digits stays empty.
fn unrecorded(column: &Column) -> &'static str {
    match (&column.shape, column.form()) {
        (Shape::Date | Shape::Partial, Form::Wareki | Form::Western | Form::Uncertain) => dates::UNRECORDED,
        (_, Form::Unknown) => "1",
        (_, Form::Text | Form::Word) => UNRECORDED,
        _ => "",
    }
}

fn by_key(column: &Column, key: &str, word: &str) -> String {
    match column.form() {
        Form::Key => key.to_owned(),
        Form::Table => column.table.get(key).cloned().unwrap_or_default(),
        _ => word.to_owned(),
    }
}

/// A code's number with as many digits as the largest of its list has: 02 for 世帯主.
fn number(code: &Code) -> String {
    let width = code.list().largest_number().to_string().len();
    format!("{:0width$}", code.number())
}

fn stay(period: Period, form: Form) -> String {
    let Period { years, months, days } = period;
    let some = |count: u16, unit: &str| if count > 0 { format!("{count}{unit}") } else { String::new() };
    match form {
        Form::Years => years.to_string(),
        Form::Months => months.to_string(),
        Form::Days => days.to_string(),
        Form::Iso => period.to_string(),
        _ => [some(years.into(), "年"), some(months.into(), "月"), some(days, "日")].concat(),
    }
}

/// 都道府県 and what comes behind it. Their names have three characters, or four that end in 県.
fn split_prefecture(place: &str) -> (&str, &str) {
    let ends = place.char_indices().map(|(at, c)| (at + c.len_utf8(), c)).take(4).skip(2);
    let end = ends.zip([true, false]).find(|((_, c), third)| match c {
        '都' | '道' | '府' => *third,
        c => *c == '県',
    });
    end.map_or(("", place), |((end, _), _)| place.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefectures_are_split_off() {
        for (place, want) in [
            ("見本県みほん市", ("見本県", "みほん市")),
            ("京都府京都市", ("京都府", "京都市")),
            ("東京都港区", ("東京都", "港区")),
            ("北海道札幌市", ("北海道", "札幌市")),
            ("神奈川県横浜市", ("神奈川県", "横浜市")),
            ("みほん市", ("", "みほん市")),
            ("", ("", "")),
        ] {
            assert_eq!(split_prefecture(place), want, "{place}");
        }
    }
}
