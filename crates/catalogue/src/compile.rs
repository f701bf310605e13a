//! From source to a checked catalogue.

use std::borrow::Cow;
use std::sync::Arc;

use kakanai_record::codes::{self, CodeEntry, Codes};
use kakanai_record::{Answer, Change, CodeList, Dictionary, ItemDef, ItemKind, Owner, Record, Script, Tag};
use kakanai_rules::{Expr, Scope};
use sha2::{Digest, Sha256};

use crate::fault::Fault;
use crate::procedure::{Desk, Procedure};
use crate::published;
use crate::service::{Ask, Field, Page, PageKind, Service, Step, Tick};
use crate::source::{
    BringSource, City, FieldSource, FormUse, ItemSource, PageSource, SEAL_CARD, SEAL_REGISTRATION,
    ServiceSource, Source, TownSource,
};
use crate::texts::Texts;

mod procedures;

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
    procedures: Vec<Procedure>,
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
            source.services.iter().map(|s| service(&dictionary, &source, s, &mut faults)).collect();
        let forms = source.forms.iter().filter_map(|form| form_use(&dictionary, form, &mut faults)).collect();
        let bring = source.bring.iter().map(|thing| bring(&dictionary, thing, &mut faults)).collect();
        let desks = procedures::desks(&source, &mut faults);
        let procedures = procedures::procedures(&dictionary, &source, &desks, &mut faults);
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
            procedures,
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

fn service(
    dictionary: &Dictionary,
    whole: &Source,
    source: &ServiceSource,
    faults: &mut Vec<Fault>,
) -> Service {
    let file = format!("services/{}.toml", source.id);
    if Codes::Core(&codes::SERVICE).by_key(&source.id).is_none() {
        faults.push(Fault::new(&file, format!("`{}` is not a service of the core code list", source.id)));
    }
    let mut seen = Vec::new();
    let mut steps = Vec::new();
    for step in &source.step {
        let mut pages = Vec::new();
        for page_source in &step.page {
            if seen.contains(&page_source.id) {
                faults.push(Fault::new(&file, format!("page `{}` is there twice", page_source.id)));
            }
            seen.push(page_source.id.clone());
            let page_source = shared(whole, page_source);
            pages.extend(page(dictionary, &page_source, &file, faults));
        }
        steps.push(Step { id: step.id.clone(), pages });
    }
    Service { id: source.id.clone(), steps }
}

/// The shared page of a page that says nothing but its name, and perhaps when it is asked.
fn shared<'a>(source: &'a Source, page: &'a PageSource) -> Cow<'a, PageSource> {
    let bare = page.fields.is_empty() && page.kind.is_none() && page.each.is_none();
    let shared = source.pages.iter().find(|shared| bare && shared.id == page.id);
    match (shared, &page.when) {
        (None, _) => Cow::Borrowed(page),
        (Some(shared), None) => Cow::Borrowed(shared),
        (Some(shared), when) => Cow::Owned(PageSource { when: when.clone(), ..shared.clone() }),
    }
}

fn page(dictionary: &Dictionary, source: &PageSource, file: &str, faults: &mut Vec<Fault>) -> Option<Page> {
    let place = format!("page `{}`", source.id);
    let each = match &source.each {
        None => None,
        Some(path) => match dictionary.by_path(path) {
            Some(ItemDef { tag, kind: ItemKind::List { .. }, .. }) => Some(*tag),
            _ => {
                faults.push(Fault::new(file, format!("{place}: `{path}` is not a list")));
                return None;
            }
        },
    };
    let when = source
        .when
        .as_ref()
        .and_then(|text| expression(dictionary, text, &Place { file, of: &place, each }, faults));
    let kind = match (source.kind.as_deref().unwrap_or("fields"), each) {
        ("fields", _) => PageKind::Fields(fields(dictionary, source, each, file, faults)),
        ("ticks", None) => PageKind::Ticks(ticks(dictionary, source, file, faults)),
        ("group", Some(list)) => PageKind::Group(list),
        ("summary", _) => PageKind::Summary,
        ("code", _) => PageKind::Code,
        (kind, _) => {
            let what = format!(
                "{place}: kind `{kind}` is not fields, summary, code, ticks without `each`, or group with a list in `each`"
            );
            faults.push(Fault::new(file, what));
            return None;
        }
    };
    let each = if matches!(kind, PageKind::Group(_)) { None } else { each };
    Some(Page { id: source.id.clone(), kind, each, when })
}

fn fields(
    dictionary: &Dictionary,
    page: &PageSource,
    each: Option<Tag>,
    file: &str,
    faults: &mut Vec<Fault>,
) -> Vec<Field> {
    let mut fields = Vec::new();
    if page.fields.is_empty() {
        faults.push(Fault::new(file, format!("page `{}` asks nothing", page.id)));
    }
    for source in &page.fields {
        let place = format!("page `{}`, question `{}`", page.id, source.item);
        match ask(dictionary, source, each) {
            Ok(ask) => fields.push(Field {
                ask,
                when: source
                    .when
                    .as_ref()
                    .and_then(|text| expression(dictionary, text, &Place { file, of: &place, each }, faults)),
                optional: source.optional,
                dont_know: source.dont_know,
                like_previous: source.like_previous,
                choices: choices(dictionary, source, &place, file, faults),
            }),
            Err(what) => faults.push(Fault::new(file, format!("{place}: {what}"))),
        }
    }
    fields
}

fn ticks(dictionary: &Dictionary, page: &PageSource, file: &str, faults: &mut Vec<Fault>) -> Vec<Tick> {
    let mut ticks = Vec::with_capacity(page.fields.len());
    for source in &page.fields {
        let place = format!("page `{}`, box `{}`", page.id, source.item);
        let bare = FieldSource {
            item: source.item.clone(),
            when: source.when.clone(),
            ask: None,
            optional: false,
            dont_know: false,
            like_previous: false,
            choices: Vec::new(),
        };
        let item = dictionary.by_path(&source.item).filter(|item| {
            matches!(item.kind, ItemKind::Flag) && item.owner == Owner::Citizen && *source == bare
        });
        let Some(item) = item else {
            let what =
                format!("{place}: a box is a yes-or-no item of the citizen's, with nothing but `when`");
            faults.push(Fault::new(file, what));
            continue;
        };
        let list = dictionary.lists(item.tag).last().copied();
        let place = Place { file, of: &place, each: list };
        let when = source.when.as_ref().and_then(|text| expression(dictionary, text, &place, faults));
        ticks.push(Tick { tag: item.tag, list, when });
    }
    ticks
}

/// The keys offered of a code list: all of them must be in it.
fn choices(
    dictionary: &Dictionary,
    source: &FieldSource,
    place: &str,
    file: &str,
    faults: &mut Vec<Fault>,
) -> Vec<String> {
    let codes = dictionary.by_path(&source.item).and_then(|item| item.kind.codes());
    for key in &source.choices {
        if codes.is_none_or(|codes| codes.by_key(key).is_none()) {
            faults.push(Fault::new(file, format!("{place}: `{key}` is not in the item's code list")));
        }
    }
    source.choices.clone()
}

fn ask(dictionary: &Dictionary, source: &FieldSource, each: Option<Tag>) -> Result<Ask, String> {
    let item = |path: &str| {
        let item =
            dictionary.by_path(path).ok_or_else(|| format!("no item `{path}` in the data dictionary"))?;
        if item.owner != Owner::Citizen {
            return Err(format!("`{path}` is not the citizen's to answer"));
        }
        if dictionary.lists(item.tag) != each.as_slice() {
            return Err(format!("`{path}` does not lie in the list of the page's `each`"));
        }
        Ok(item.tag)
    };
    let under = |name: &str| item(&format!("{}/{name}", source.item));
    match source.ask.as_deref() {
        None => match dictionary.by_path(&source.item).map(|item| &item.kind) {
            Some(ItemKind::List { .. }) => Err("a list is not a question; use a page of kind group".into()),
            _ => item(&source.item).map(Ask::Item),
        },
        Some("name") => Ok(Ask::Name { kanji: under("kanji")?, kana: under("kana")? }),
        Some("town") => Ok(Ask::Town {
            postal: under("postal")?,
            municipality: under("municipality")?,
            town: under("town")?,
            lot: under("lot")?,
            building: under("building")?,
        }),
        Some("koseki") => {
            Ok(Ask::Koseki { municipality: under("municipality")?, town: under("town")?, lot: under("lot")? })
        }
        Some(other) => Err(format!("`ask = \"{other}\"` is not name, town or koseki")),
    }
}
