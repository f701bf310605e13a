//! From source to a checked catalogue.

use std::borrow::Cow;
use std::sync::Arc;

use kakanai_record::codes::{self, CodeEntry, Codes};
use kakanai_record::{Answer, Change, CodeList, Dictionary, ItemDef, ItemKind, Owner, Record, Script, Tag};
use kakanai_rules::{Expr, Scope};
use sha2::{Digest, Sha256};

use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::procedure::{Desk, Procedure};
use crate::published;
use crate::service::Service;
use crate::source::{
    BringSource, City, FormUse, ItemSource, SEAL_CARD, SEAL_REGISTRATION, Source, TownSource,
};
use crate::texts::Texts;

mod ledger;
pub(crate) mod offices;
mod procedures;
mod services;

#[cfg(feature = "files")]
pub(crate) use procedures::FILES as PROCEDURES;

/// A checked catalogue, ready for use.
#[derive(Debug, Clone)]
pub struct Catalogue {
    source: Source,
    dictionary: Dictionary,
    services: Vec<Service>,
    forms: Vec<(FormUse, Expr)>,
    bring: Vec<(String, Option<Expr>)>,
    desks: Vec<Desk>,
    offices: Vec<Office>,
    procedures: Vec<Procedure>,
    ledger: Ledger,
    texts: Texts,
    schema_hash: [u8; 32],
    version: [u8; 32],
}

impl Catalogue {
    /// Checks a source. All faults are reported at once.
    pub fn compile(source: Source) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let dictionary = dictionary(&source, &mut faults);
        let services =
            source.services.iter().map(|s| services::service(&dictionary, &source, s, &mut faults)).collect();
        let forms = source.forms.iter().filter_map(|form| form_use(&dictionary, form, &mut faults)).collect();
        let bring = source.bring.iter().map(|thing| bring(&dictionary, thing, &mut faults)).collect();
        let desks = procedures::desks(&source, &mut faults);
        let offices = offices::offices(&source, &desks, &mut faults);
        let procedures = procedures::procedures(&dictionary, &source, &desks, &mut faults);
        let ledger = ledger::ledger(&source, &mut faults);
        check_fees(&source, &mut faults);
        check_city(&source, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let schema_hash = schema_hash(&dictionary, &source);
        let version = Sha256::digest(published::write(&source).as_bytes()).into();
        let texts = Texts::new(&source.texts);
        Ok(Self {
            source,
            dictionary,
            services,
            forms,
            bring,
            desks,
            offices,
            procedures,
            ledger,
            texts,
            schema_hash,
            version,
        })
    }

    /// Reads the published form: what [`Catalogue::published`] wrote.
    pub fn from_published(json: &str) -> Result<Self, Vec<Fault>> {
        published::read(json).map_err(|fault| vec![fault]).and_then(Self::compile)
    }

    /// The published form: one JSON text, the same for the same source. It holds no personal data.
    pub fn published(&self) -> String {
        published::write(&self.source)
    }

    /// The city.
    pub fn city(&self) -> &City {
        &self.source.city
    }

    /// The core items and the city's own.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The services in order.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The service of this name.
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    /// Forms with their conditions.
    pub fn forms(&self) -> &[(FormUse, Expr)] {
        &self.forms
    }

    /// The forms a record needs for certain, in order. What the desk has not noted counts as not there: where nobody
    /// has seen a proof, the paper for it is needed.
    pub fn needed_forms(&self, record: &Record) -> Vec<&FormUse> {
        let mut noted = record.clone();
        for item in self.dictionary.items().filter(|item| item.owner == Owner::Staff) {
            let key = item.tag.key();
            if self.dictionary.lists(item.tag).is_empty() && !record.get(key).is_answered() {
                // A list takes no answer, and needs none: who is not in it is not there.
                noted.apply(&self.dictionary, &Change::Set(key, Answer::NotApplicable)).ok();
            }
        }
        let needed = self.forms.iter().filter(|(_, when)| when.eval(&noted, &Scope::new()).is_true());
        needed.map(|(form, _)| form).collect()
    }

    /// What to bring to the counter: names with their conditions, in order. Without a condition it is named only with
    /// the procedures that it is for.
    pub fn bring(&self) -> &[(String, Option<Expr>)] {
        &self.bring
    }

    /// Whether a copy of something to bring will not do.
    pub fn wants_original(&self, thing: &str) -> bool {
        self.source.bring.iter().any(|known| known.id == thing && known.original)
    }

    /// The desks, in walking order.
    pub fn desks(&self) -> &[Desk] {
        &self.desks
    }

    /// The offices, the main one first.
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// The office of this name.
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.iter().find(|office| office.id == id)
    }

    /// The office that a terminal, a tablet or a visit stands in: E01 and EH1 in the one with the letter E.
    pub fn office_of(&self, terminal: &str) -> Option<&Office> {
        self.offices.iter().find(|office| terminal.starts_with(&office.letter))
    }

    /// The procedures, in the order in which they are told at a desk.
    pub fn procedures(&self) -> &[Procedure] {
        &self.procedures
    }

    /// Yen for one copy of a certificate, or one matter of a seal; `None` where the city has not said.
    pub fn fee(&self, of: &str) -> Option<u32> {
        self.source.fees.iter().find(|fee| fee.of == of).map(|fee| fee.yen)
    }

    /// The city's own towns.
    pub fn towns(&self) -> &[TownSource] {
        &self.source.towns
    }

    /// Which schools, 町内会 and areas the city's addresses belong to.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// All texts.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Hash over items, codes and questions: what a packed record is packed against.
    pub const fn schema_hash(&self) -> &[u8; 32] {
        &self.schema_hash
    }

    /// Hash over the whole published catalogue, texts included.
    pub const fn version(&self) -> &[u8; 32] {
        &self.version
    }
}

fn schema_hash(dictionary: &Dictionary, source: &Source) -> [u8; 32] {
    let mut hash = Sha256::new();
    dictionary.hash_into(&mut hash);
    for page in &source.pages {
        hash.update(published::write_page(page));
    }
    for service in &source.services {
        hash.update(published::write_service(service));
    }
    hash.finalize().into()
}

fn dictionary(source: &Source, faults: &mut Vec<Fault>) -> Dictionary {
    let mut dictionary = Dictionary::core();
    let lists: Vec<Codes> = source.lists.iter().map(city_list).collect();
    for item in &source.items {
        let added = city_item(item, &lists)
            .and_then(|def| dictionary.add_city_item(def).map_err(|error| error.to_string()));
        if let Err(what) = added {
            faults.push(Fault::new("items.toml", format!("item `{}`: {what}", item.path)));
        }
    }
    dictionary
}

fn city_list(list: &crate::source::ListSource) -> Codes {
    let entry = |code: &crate::source::CodeSource| CodeEntry {
        number: code.number,
        key: Cow::Owned(code.key.clone()),
        word: Cow::Owned(code.word.clone()),
    };
    let entries: Vec<CodeEntry> = list.codes.iter().map(entry).collect();
    Codes::City(Arc::new(CodeList { id: Cow::Owned(list.id.clone()), entries: Cow::Owned(entries) }))
}

fn city_item(item: &ItemSource, lists: &[Codes]) -> Result<ItemDef, String> {
    let kind = match item.kind.as_str() {
        "flag" => ItemKind::Flag,
        "date" => ItemKind::Date,
        "line" => ItemKind::Text { most: 120, script: Script::Line },
        "number" => ItemKind::Number { least: 0, most: 9999 },
        id => {
            let list = lists.iter().find(|list| list.id == id).cloned().or_else(|| codes::list(id));
            ItemKind::Code(list.ok_or_else(|| {
                format!("kind `{id}` is neither flag, date, line, number nor the id of a code list")
            })?)
        }
    };
    Ok(ItemDef {
        tag: Tag(item.tag),
        path: Cow::Owned(item.path.clone()),
        kind,
        owner: Owner::Citizen,
        sensitive: item.sensitive,
        label: Cow::Owned(item.label.clone()),
    })
}

fn check_city(source: &Source, faults: &mut Vec<Fault>) {
    let city = &source.city;
    let mut fault = |what: String| faults.push(Fault::new("city.toml", what));
    if city.name.is_empty() || city.prefecture.is_empty() {
        fault("the city needs `name` and `prefecture`".into());
    }
    for code in std::iter::once(&city.code).chain(city.wards.iter().map(|ward| &ward.code)) {
        if ItemKind::Municipality.parse(code).is_err() {
            fault(format!("`{code}` is no municipality code: six digits"));
        }
    }
    for town in &source.towns {
        if ItemKind::Postal.parse(&town.postal).is_err() || ItemKind::Town.parse(&town.town).is_err() {
            faults.push(Fault::new(
                "towns.toml",
                format!("town `{}`: postal code or name is not usable", town.town),
            ));
        }
    }
}

fn check_fees(source: &Source, faults: &mut Vec<Fault>) {
    for fee in &source.fees {
        let seal = [SEAL_REGISTRATION, SEAL_CARD].contains(&fee.of.as_str());
        if !seal && Codes::Core(&codes::CERTIFICATE).by_key(&fee.of).is_none() {
            let what = format!("`{}` is no certificate, nor {SEAL_REGISTRATION} or {SEAL_CARD}", fee.of);
            faults.push(Fault::new("fees.toml", what));
        }
    }
}

fn bring(dictionary: &Dictionary, thing: &BringSource, faults: &mut Vec<Fault>) -> (String, Option<Expr>) {
    let of = format!("`{}`", thing.id);
    let place = Place { file: "bring.toml", of: &of, each: None };
    let when = thing.when.as_ref().and_then(|when| expression(dictionary, when, &place, faults));
    (thing.id.clone(), when)
}

fn form_use(dictionary: &Dictionary, form: &FormUse, faults: &mut Vec<Fault>) -> Option<(FormUse, Expr)> {
    let of = format!("form `{}`", form.id);
    let when =
        expression(dictionary, &form.when, &Place { file: "forms.toml", of: &of, each: None }, faults)?;
    Some((form.clone(), when))
}

/// Where a condition stands: its file, what it is the condition of, and the list whose element is current.
struct Place<'a> {
    file: &'a str,
    of: &'a str,
    each: Option<Tag>,
}

fn expression(
    dictionary: &Dictionary,
    text: &str,
    place: &Place<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Expr> {
    let mut fault =
        |what: &str| faults.push(Fault::new(place.file, format!("{}: condition `{text}`: {what}", place.of)));
    let expr = match Expr::parse(dictionary, text) {
        Ok(expr) => expr,
        Err(error) => {
            fault(&error.to_string());
            return None;
        }
    };
    // Speaking of "the current person" where there is none would be unknown for ever.
    if let Some(list) = expr.current_lists().into_iter().find(|list| Some(*list) != place.each) {
        let path = dictionary.item(list).map(|item| item.path.to_string()).unwrap_or_default();
        fault(&format!("speaks of one `{path}`, but is not asked for each; write any(p in {path}, p/…)"));
        return None;
    }
    Some(expr)
}
