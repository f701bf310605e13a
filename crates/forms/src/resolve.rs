//! From a record to what stands in the boxes.
//!
//! A box names an item, or something made of several: an address in one line, a name as filed. What no
//! record knows (case number, day of filing) is told beside it as [`Surroundings`].

use std::collections::BTreeSet;

use kakanai_domain::era::{Era, EraTable};
use kakanai_record::codes::Code;
use kakanai_record::{Answer, Date, Dictionary, ElementId, PartialDate, Record, Tag, Value, core};

use crate::definition::{Form, Kind};
use crate::values::{FieldValue, FieldValues, FormDate};

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
    /// The day of filing.
    pub filed_on: Option<Date>,
}

/// Fills in all boxes of a form that the record or its surroundings have something for.
pub fn resolve(form: &Form, record: &Record, around: &Surroundings<'_>) -> FieldValues {
    let resolver = Resolver { record, around, people: record.elements(core::MOVER.key()) };
    let mut values = FieldValues::new();
    let mut done = BTreeSet::new();
    for placement in &form.def().placements {
        let per_row = placement.row.is_some();
        if placement.source.is_empty() || !done.insert((placement.source.as_str(), per_row)) {
            continue;
        }
        if per_row {
            for (at, person) in resolver.people.iter().enumerate() {
                let value = resolver.of_person(&placement.source, *person, &placement.kind);
                if let Some(value) = value {
                    values.set_row(&placement.source, at, value);
                }
            }
        } else if let Some(value) = resolver.of_case(&placement.source, &placement.kind) {
            values.set(&placement.source, value);
        }
    }
    values
}

struct Resolver<'a> {
    record: &'a Record,
    around: &'a Surroundings<'a>,
    people: &'a [ElementId],
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

impl Resolver<'_> {
    fn of_case(&self, source: &str, kind: &Kind) -> Option<FieldValue> {
        match source {
            "case/number" => text(self.around.number),
            "case/filed_on" => self.around.filed_on.map(japanese_date),
            "case/remarks" => text(&self.remarks()),
            "case/identity" => {
                let kinds = self.record.elements(core::IDENTITY.key()).iter();
                let kinds = kinds.filter_map(|id| self.record.get(core::IDENTITY_KIND.of(*id)).code());
                choice(kinds.map(str::to_owned).collect(), kind)
            }
            "new_address/line" => text(&self.address_line(&NEW)),
            "old_address/line" => text(&self.address_line(&OLD)),
            "new_household/head_name" => text(&self.head(core::NEW_HEAD, core::NEW_HEAD_NAME)),
            "old_household/head_name" => text(&self.head(core::OLD_HEAD, core::OLD_HEAD_NAME)),
            "koseki/place" => text(&self.shared(|person| self.koseki_place(person))?),
            "koseki/head" => text(&self.shared(|person| self.plain(core::KOSEKI_HEAD.of(person)))?),
            "notifier/name/kanji" => text(&self.notifier(core::NOTIFIER_NAME, core::MOVER_NAME)),
            "notifier/name/kana" => text(&self.notifier(core::NOTIFIER_KANA, core::MOVER_KANA)),
            "notifier/address" => text(&self.notifier_address()),
            path => {
                let item = self.around.dictionary.by_path(path)?;
                value(self.record.get(item.tag.key()), kind)
            }
        }
    }

    fn of_person(&self, source: &str, person: ElementId, kind: &Kind) -> Option<FieldValue> {
        match source {
            "mover/name/written" => text(&self.written_name(person)),
            // 住民記録システム標準仕様書 1.1.8: births of foreign residents stand in the western calendar.
            "mover/birth" if self.record.get(core::MOVER_JAPANESE.of(person)).flag() == Some(false) => {
                let date = self.record.get(core::MOVER_BIRTH.of(person)).partial()?;
                Some(FieldValue::Date(western(date)))
            }
            // Stated once for everybody where it is everybody's.
            "mover/koseki/place" if self.shared(|p| self.koseki_place(p)).is_none() => {
                text(&self.koseki_place(person))
            }
            "mover/koseki/head" if self.shared(|p| self.plain(core::KOSEKI_HEAD.of(p))).is_none() => {
                text(&self.plain(core::KOSEKI_HEAD.of(person)))
            }
            "mover/koseki/place" | "mover/koseki/head" => None,
            "mover/nationality" => text(&self.country(core::MOVER_NATIONALITY.of(person))),
            path => {
                let item = self.around.dictionary.by_path(path)?;
                value(self.record.get(item.tag.of(person)), kind)
            }
        }
    }

    fn plain(&self, key: kakanai_record::ItemKey) -> String {
        self.record.get(key).text().unwrap_or_default().to_owned()
    }

    /// What is the same, and not empty, for all people; for one person too.
    fn shared(&self, of: impl Fn(ElementId) -> String) -> Option<String> {
        let mut all = self.people.iter().map(|person| of(*person));
        let first = all.next().filter(|text| !text.is_empty())?;
        all.all(|other| other == first).then_some(first)
    }

    fn koseki_place(&self, person: ElementId) -> String {
        let code = self.plain(core::KOSEKI_MUNICIPALITY.of(person));
        let place = if code.is_empty() { code } else { (self.around.place_name)(&code) };
        [place, self.plain(core::KOSEKI_TOWN.of(person)), self.plain(core::KOSEKI_LOT.of(person))].concat()
    }

    fn country(&self, key: kakanai_record::ItemKey) -> String {
        match self.plain(key) {
            code if code.is_empty() => code,
            code => (self.around.country_name)(&code),
        }
    }

    fn address_line(&self, address: &Address) -> String {
        let get = |tag: Tag| self.plain(tag.key());
        let overseas = get(address.overseas);
        if !overseas.is_empty() {
            return [self.country(address.country.key()), overseas].join(" ").trim_start().to_owned();
        }
        let code = get(address.municipality);
        let place = if code.is_empty() { String::new() } else { (self.around.place_name)(&code) };
        [place, get(address.town), get(address.lot)].concat()
    }

    /// The name as filed: kanji, else Latin letters; the 通称 in brackets behind it.
    fn written_name(&self, person: ElementId) -> String {
        let (kanji, latin) =
            (self.plain(core::MOVER_NAME.of(person)), self.plain(core::MOVER_LATIN.of(person)));
        let name = if kanji.is_empty() { latin } else { kanji };
        match self.plain(core::MOVER_ALIAS.of(person)) {
            alias if alias.is_empty() => name,
            alias => format!("{name}（{alias}）"),
        }
    }

    fn head(&self, element: Tag, name: Tag) -> String {
        match self.record.get(element.key()).element() {
            Some(person) => self.written_name(person),
            None => self.plain(name.key()),
        }
    }

    /// Who files: named in full where he is not one of the movers; the only mover where nobody was named.
    fn notifier(&self, own: Tag, movers: Tag) -> String {
        let own = self.plain(own.key());
        if !own.is_empty() {
            return own;
        }
        self.filing_mover().map(|person| self.plain(movers.of(person))).unwrap_or_default()
    }

    fn filing_mover(&self) -> Option<ElementId> {
        let named = self.record.get(core::NOTIFIER_MOVER.key()).element();
        let is_self = self.record.get(core::NOTIFIER_KIND.key()).code() == Some("self");
        named.or(match self.people {
            [only] if is_self => Some(*only),
            _ => None,
        })
    }

    /// A mover's address is the new one, already on the form.
    fn notifier_address(&self) -> String {
        match self.plain(core::NOTIFIER_ADDRESS.key()) {
            address if address.is_empty() && self.filing_mover().is_some() => "新しい住所と同じ".to_owned(),
            address => address,
        }
    }

    /// The clerk's remarks, and dates of birth that no box can hold.
    fn remarks(&self) -> String {
        let mut lines = vec![self.plain(core::REMARKS.key())];
        for person in self.people {
            if *self.record.get(core::MOVER_BIRTH.of(*person)) == Answer::Unrecorded {
                lines.push(format!("{}：生年月日不詳", self.written_name(*person)));
            }
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }
}

fn text(text: &str) -> Option<FieldValue> {
    (!text.is_empty()).then(|| FieldValue::Text(text.to_owned()))
}

/// A choice, where the form offers it; what it does not offer goes to その他 where it has one.
fn choice(keys: Vec<String>, kind: &Kind) -> Option<FieldValue> {
    let Kind::Choice { options } = kind else { return None };
    let offered = |key: &str| options.iter().any(|option| option.key == key);
    let mut chosen: Vec<String> = keys
        .into_iter()
        .map(|key| if offered(&key) { key } else { "other".to_owned() })
        .filter(|key| offered(key))
        .collect();
    chosen.dedup();
    (!chosen.is_empty()).then_some(FieldValue::Choice(chosen))
}

/// An answer in the way the box wants it; nothing where nothing is known.
fn value(answer: &Answer, kind: &Kind) -> Option<FieldValue> {
    let value = match answer {
        Answer::Known(value) => value,
        Answer::Unrecorded if matches!(kind, Kind::Text | Kind::Multiline) => return text("不詳"),
        _ => return None,
    };
    if let Kind::Choice { .. } = kind {
        return choice(vec![value.text_form()], kind);
    }
    match value {
        Value::Date(date) if matches!(kind, Kind::EraDate { .. }) => Some(japanese_date(*date)),
        Value::Partial(date) if matches!(kind, Kind::EraDate { .. }) => {
            Some(FieldValue::Date(era_parts(*date)))
        }
        Value::Date(date) => text(&format!("{}年{}月{}日", date.year(), date.month(), date.day())),
        Value::Code(code) => text(code.word()),
        Value::Chain(chain) => text(&chain.iter().map(Code::word).collect::<Vec<_>>().join("の")),
        value => text(&value.text_form()),
    }
}

fn japanese_date(date: Date) -> FieldValue {
    FieldValue::Date(era_parts(PartialDate::from(date)))
}

fn western(date: PartialDate) -> FormDate {
    FormDate { era: "ad".to_owned(), year: Some(date.year()), month: date.month(), day: date.day() }
}

/// Era and parts. A date without a day belongs to the era of its month's first day; before 明治6年, and
/// where the month is unknown too, the western year is written.
fn era_parts(date: PartialDate) -> FormDate {
    let western = western(date);
    let Some(month) = date.month() else { return western };
    let year = i16::try_from(date.year()).unwrap_or_default();
    let day = Date::new(year, month as i8, date.day().unwrap_or(1) as i8);
    // A day that the calendar lacks (2/29 of a common year) lies in the era of its month.
    let day = day.or_else(|_| Date::new(year, month as i8, 1));
    let table = EraTable::standard();
    let Some(era) = day.ok().and_then(|day| table.to_era(day).ok()) else { return western };
    let key = match era.era {
        Era::REIWA => "reiwa",
        Era::HEISEI => "heisei",
        Era::SHOWA => "showa",
        Era::TAISHO => "taisho",
        Era::MEIJI => "meiji",
        _ => return western,
    };
    FormDate { era: key.to_owned(), year: Some(era.year), month: date.month(), day: date.day() }
}
