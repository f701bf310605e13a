//! The catalogue as written: what the files say and what a publication carries.
//!
//! It is plain data in a fixed order, so that one source has one JSON text and one hash.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ledger::LedgerSource;

/// The whole catalogue of one city.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The city.
    pub city: City,
    /// Code lists of the city's own items.
    #[serde(default)]
    pub lists: Vec<ListSource>,
    /// The city's own items (`x.…`).
    #[serde(default)]
    pub items: Vec<ItemSource>,
    /// Pages that services share: a page of theirs without questions is the one of its name here.
    #[serde(default)]
    pub pages: Vec<PageSource>,
    /// Services in the order in which they are offered.
    #[serde(default)]
    pub services: Vec<ServiceSource>,
    /// Forms and when they are printed.
    #[serde(default)]
    pub forms: Vec<FormUse>,
    /// What certificates and seals cost.
    #[serde(default)]
    pub fees: Vec<Fee>,
    /// What to bring to the counter, and when.
    #[serde(default)]
    pub bring: Vec<BringSource>,
    /// The desks of the town hall, in walking order.
    #[serde(default)]
    pub desks: Vec<DeskSource>,
    /// The offices of the city, the main one first.
    #[serde(default)]
    pub offices: Vec<OfficeSource>,
    /// When their desks are open.
    #[serde(default)]
    pub hours: Vec<HoursSource>,
    /// Procedures, in the order in which they are told at a desk.
    #[serde(default)]
    pub procedures: Vec<ProcedureSource>,
    /// The city's own towns, and those of invented neighbours.
    #[serde(default)]
    pub towns: Vec<TownSource>,
    /// Which schools, 町内会 and areas its addresses belong to.
    #[serde(default, skip_serializing_if = "LedgerSource::is_empty")]
    pub ledger: LedgerSource,
    /// Texts by language and key.
    #[serde(default)]
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
}

/// Who the city is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// 全国地方公共団体コード.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of the prefecture.
    pub prefecture: String,
    /// Wards by code; empty where the city has none.
    #[serde(default)]
    pub wards: Vec<Ward>,
    /// Municipalities that the national table does not know (the demonstration city's neighbours).
    #[serde(default)]
    pub neighbours: Vec<Ward>,
    /// Days for which a code is good, counted from the day it was made.
    pub code_valid_days: u16,
}

/// A ward or another municipality.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ward {
    /// 全国地方公共団体コード.
    pub code: String,
    /// Name as in an address, with the prefecture.
    pub name: String,
}

/// A code list of the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListSource {
    /// Name, beginning with `x.`.
    pub id: String,
    /// Rows.
    pub codes: Vec<CodeSource>,
}

/// One row of a city's code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeSource {
    /// Number, never given to another row.
    pub number: u16,
    /// Key.
    pub key: String,
    /// Word.
    pub word: String,
}

/// An item of the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemSource {
    /// Tag, from 32768, never given to another item.
    pub tag: u16,
    /// Path, beginning with `x.`.
    pub path: String,
    /// Kind: `flag`, `date`, `line`, `number`, or the id of a code list.
    pub kind: String,
    /// Label.
    pub label: String,
    /// Asked of the person alone.
    #[serde(default)]
    pub sensitive: bool,
}

/// A service: what a person comes for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceSource {
    /// Key of the core code list `service`.
    pub id: String,
    /// Place in the order in which services are offered.
    #[serde(default)]
    pub order: u16,
    /// Steps in order.
    pub step: Vec<StepSource>,
}

/// A step of the step bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSource {
    /// Name, unique in the service.
    pub id: String,
    /// Pages in order.
    pub page: Vec<PageSource>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSource {
    /// Name, unique in the service.
    pub id: String,
    /// `fields` (default), `ticks`, `group`, `guidance`, `summary` or `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A list: the page is asked once for each of its elements, or shows them all (`group`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// Condition; asked unless it is certainly false. A service's own takes the place of a shared page's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Asked only while a procedure hangs on one of its questions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guided: bool,
    /// Questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldSource>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSource {
    /// The item asked for; with `ask` the path that its items share.
    pub item: String,
    /// `name` (kanji and kana together), `town` (town, lot, building after a postal code), `koseki`
    /// (municipality, town and lot of a 本籍); otherwise by the item's kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// Condition; asked unless it is certainly false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// May be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Offers わからない.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dont_know: bool,
    /// Begins with the answer of the element before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub like_previous: bool,
    /// Of a code list, only these keys are offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

/// A form of the city and when it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormUse {
    /// Name of its background and placements.
    pub id: String,
    /// Title.
    pub title: String,
    /// Condition; printed where it is true.
    pub when: String,
}

/// Registering a seal, or another in its place, as [`Fee::of`] names it.
pub const SEAL_REGISTRATION: &str = "seal_registration";

/// A new 印鑑登録証 for a lost one, as [`Fee::of`] names it.
pub const SEAL_CARD: &str = "seal_card";

/// What one copy of a certificate, or one registration, costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Key of the core code list `certificate`, [`SEAL_REGISTRATION`] or [`SEAL_CARD`].
    pub of: String,
    /// Yen.
    pub yen: u32,
}

/// Something to bring to the counter; its words are the text `bring.ID`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BringSource {
    /// Name.
    pub id: String,
    /// Condition; named where it is true, or unknown because somebody did not know an answer. Without one it is named
    /// only with the procedures that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// A copy will not do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub original: bool,
}

/// A desk. Its words are the text `desk.ID.name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskSource {
    /// Name.
    pub id: String,
    /// Its number, as on the signs.
    pub number: u16,
    /// The floor, as on the signs.
    pub floor: String,
    /// Where it lies on the map of the hall.
    pub map: String,
    /// How far it goes with its own matters, from 1 (points to another desk) to 6 (advises): MO-09.
    pub how_far: u16,
}

/// An office of the city. Its name is the text `office.ID.name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeSource {
    /// Name.
    pub id: String,
    /// The letter that its terminals, tablets and visits begin with.
    pub letter: String,
    /// The floor of all its desks, in place of the desks' own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    /// How far it goes with the matters of desks that `desks` does not name; as far as the desk itself without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how_far: Option<u16>,
    /// How far it goes with those of single desks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub desks: BTreeMap<String, u16>,
}

/// Hours of desks, or of a service that procedures need (住基ネット).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSource {
    /// The offices; all where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<String>,
    /// The desks; all where neither they nor a service are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub desks: Vec<String>,
    /// The service, in place of desks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// `mon` to `sun`; Monday to Friday where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<String>,
    /// Which of the month's, from 1; all where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nth: Vec<u16>,
    /// `8:30`.
    pub from: String,
    /// `17:15`.
    pub until: String,
}

/// Something that a household may have to do. Its words are the texts `procedure.ID.name`, `.for` (what it is for), `.due`
/// (until when, where that is no date) and `.late` (what happens afterwards).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureSource {
    /// Name.
    pub id: String,
    /// Its row in the city's own list (`rows.tsv`), for the report of what is not covered.
    pub row: String,
    /// Keys of the core code list `service`: for whom it is looked at.
    pub service: Vec<String>,
    /// The desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<String>,
    /// Somebody outside the town hall, in place of a desk; the words are the text `outside.ID.name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<String>,
    /// A list: it belongs to single persons of it. Else to the household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// Condition; everybody's where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Condition: needed, and done by the 届 itself, so that nobody has to do anything (自動).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatic: Option<String>,
    /// Something to know, or to do elsewhere (案内).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub notice: bool,
    /// Told to the person alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// The form that is filled for it; `generic` for the sheet made from the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Formula: the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// `registration`: it waits until the move is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The service without whose hours it cannot be done, as `offices.toml` names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// What to bring for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bring: Vec<BringUse>,
    /// Who may file it: `self`, `household`, `legal_agent`, `agent`; anybody of these where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// What it rests on: law, ordinance, or the city's own setting.
    pub source: String,
    /// Every city settles it by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub city: bool,
    /// Its law is still to be looked up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirm: bool,
    /// The first day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Something to bring for a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, from = "BringWritten")]
pub struct BringUse {
    /// Its name; its words are the text `bring.ID`.
    pub id: String,
    /// Condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// As written: the name alone, or with a condition.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum BringWritten {
    Always(String),
    When { id: String, when: Option<String> },
}

impl From<BringWritten> for BringUse {
    fn from(written: BringWritten) -> Self {
        match written {
            BringWritten::Always(id) => Self { id, when: None },
            BringWritten::When { id, when } => Self { id, when },
        }
    }
}

/// A town of the city, or of an invented neighbour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownSource {
    /// Postal code, seven digits.
    pub postal: String,
    /// Municipality (of a ward: the ward's).
    pub municipality: String,
    /// Town as written in an address.
    pub town: String,
    /// Reading.
    pub kana: String,
}
