//! Guidance for other programs: what `kakanai guide --json` writes and `/api/v1/guide` answers is made here, once.
//!
//! Every name and its meaning stands in `docs/api.md` and `api/openapi.json`. Words come from [`guide::tell`]; paths,
//! element ids and days stand beside them for those who compute further.

use std::collections::BTreeMap;
use std::slice;

use data_encoding::HEXLOWER;
use kakanai_catalogue::{Ask, Catalogue, Field, Language, PageKind, Service, Where};
use kakanai_interview::guide::{
    self, Decision, Elsewhere, List, Outcome, Plan, Reader, Stop, Thing, Told, ToldElsewhere, ToldPlace,
    ToldReason, ToldThing,
};
use kakanai_interview::journey::service;
use kakanai_interview::question::{self, Asking, element};
use kakanai_interview::words::Words;
use kakanai_interview::{Places, derive};
use kakanai_record::{Answer, Change, Date, ElementId, ItemDef, ItemKey, ItemKind, Record, Tag, json};
use serde_json::{Map, Value as Json};

/// Nobody is typing.
static NOTHING_TYPED: BTreeMap<String, String> = BTreeMap::new();

/// A household's procedures, decided and ready to be told.
pub struct Guidance<'a> {
    catalogue: &'a Catalogue,
    places: &'a dyn Places,
    language: Language,
    today: Date,
    service: &'a Service,
    record: Record,
    decisions: Vec<Decision>,
    plan: Option<Plan<'a>>,
}

impl<'a> Guidance<'a> {
    /// Decides all procedures of the record's service, with `today` for the day of filing where the record has none, and
    /// with what the city's ledgers are certain of where the record does not say it. Nothing where the record names no
    /// service of the catalogue.
    pub fn of(
        catalogue: &'a Catalogue,
        places: &'a dyn Places,
        record: &Record,
        today: Date,
        language: Language,
    ) -> Option<Self> {
        let service = service(catalogue, record)?;
        let record = guide::at_home(catalogue, &with_ledgers(catalogue, record), today);
        let decisions = guide::decide(catalogue, &record, guide::day_of(&record));
        Some(Self { catalogue, places, language, today, service, record, decisions, plan: None })
    }

    /// The same read at an office: what it does not receive is told apart, and what is closed then says so.
    #[must_use]
    pub const fn at(mut self, plan: Plan<'a>) -> Self {
        self.plan = Some(plan);
        self
    }

    /// The list in words. Who sent every answer may read the reasons that speak of them.
    pub fn told(&self) -> Told {
        self.tell(&self.list())
    }

    fn tell(&self, list: &List) -> Told {
        let asking = self.asking(None);
        match self.plan {
            Some(plan) => guide::tell_at(&asking, list, true, plan),
            None => guide::tell(&asking, list, true),
        }
    }

    /// The list as JSON; `explain` adds the answers behind each decision.
    pub fn json(&self, explain: bool) -> Json {
        let (list, told) = (self.list(), self.told());
        let decisions = self.decisions.iter().filter(|decision| decision.outcome != Outcome::NotNeeded);
        let day = guide::day_of(&self.record).unwrap_or(self.today);
        let mut json = object([
            ("service", self.service.id.as_str().into()),
            ("day", day.to_string().into()),
            ("language", self.language.tag().into()),
            ("version", HEXLOWER.encode(self.catalogue.version()).into()),
            ("procedures", decisions.filter_map(|decision| self.procedure(decision, explain)).collect()),
            (
                "places",
                list.desks.iter().zip(&told.places).map(|(stop, told)| self.stop(stop, told)).collect(),
            ),
            ("bring", bring(&list.bring(), &told.bring)),
            ("open", self.open_json()),
        ]);
        if let Some(plan) = self.plan {
            json["office"] = plan.office.id.as_str().into();
            json["elsewhere"] =
                list.elsewhere.iter().zip(&told.elsewhere).map(|(at, told)| elsewhere(at, told)).collect();
        }
        json
    }

    /// What `--next` and `/guide/next` say: the open questions, and nothing else.
    pub fn next_json(&self) -> Json {
        object([("open", self.open_json())])
    }

    /// The questions on which anything still hangs, by path, each with the number of decisions that hang on it: the
    /// most telling first.
    pub fn open(&self) -> Vec<(String, ItemKey, usize)> {
        let mut weights: BTreeMap<ItemKey, usize> = BTreeMap::new();
        for decision in self.decisions.iter().filter(|decision| decision.outcome == Outcome::Unknown) {
            for key in &decision.hangs_on {
                *weights.entry(*key).or_default() += 1;
            }
        }
        let with_path = |(key, many): (ItemKey, usize)| (self.path(key), key, many);
        let mut open: Vec<_> = weights.into_iter().map(with_path).collect();
        open.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        open
    }

    fn list(&self) -> List {
        let (catalogue, record, decisions) = (self.catalogue, &self.record, &self.decisions);
        match self.plan {
            Some(plan) => guide::list_at(catalogue, record, decisions, Reader::All, plan.office),
            None => guide::list(catalogue, record, decisions, Reader::All),
        }
    }

    fn asking(&self, element: Option<ElementId>) -> Asking<'_> {
        let words = Words { language: self.language, ..Words::japanese(self.catalogue, &self.record) };
        Asking {
            words,
            places: self.places,
            record: &self.record,
            draft: &NOTHING_TYPED,
            element,
            today: self.today,
            like: None,
        }
    }

    fn path(&self, key: ItemKey) -> String {
        self.catalogue.dictionary().path(key)
    }

    /// One decision, with the words that a list of it alone would have.
    fn procedure(&self, decision: &Decision, explain: bool) -> Option<Json> {
        let procedure = self.catalogue.procedures().get(decision.procedure)?;
        let alone = guide::list(self.catalogue, &self.record, slice::from_ref(decision), Reader::All);
        let entry = alone.entries().next()?.clone();
        let (due, things) = (entry.due, entry.bring.clone());
        let stop = Stop { at: procedure.at.clone(), entries: vec![entry] };
        let told = self.tell(&List { desks: vec![stop], ..List::default() });
        let place = told.places.first()?;
        let words = place.entries.first()?;
        let mut json = object([
            ("id", procedure.id.as_str().into()),
            ("row", procedure.row.as_str().into()),
            ("name", words.name.plain.as_str().into()),
            ("for", text(&words.what.plain)),
            ("outcome", decision.outcome.name().into()),
            ("notice", procedure.notice.into()),
            ("sensitive", decision.sensitive.into()),
            ("person", decision.person.map(ElementId::number).into()),
            ("person_name", words.names.first().map(String::as_str).into()),
            ("at", place_words(place, self.language).into()),
            ("desk", self.desk(&procedure.at, place)),
            ("due", due.map(|due| due.to_string()).into()),
            ("due_words", text(&words.due)),
            ("when", text(&words.when.plain)),
            ("late", text(&words.late.plain)),
            ("waits", words.waits.into()),
            ("who", text(&words.who.plain)),
            ("filers", procedure.who.iter().map(|filer| filer.name()).collect()),
            ("bring", bring(&things, &words.bring)),
            ("form", procedure.form.as_deref().into()),
            ("source", procedure.source.as_str().into()),
        ]);
        if self.plan.is_some() {
            json["opening"] = text(&words.notice.plain);
        }
        if explain {
            self.explain(&mut json, decision, &words.reasons);
        }
        Some(json)
    }

    fn explain(&self, json: &mut Json, decision: &Decision, reasons: &[ToldReason]) {
        let paths = |keys: &[ItemKey]| -> Json { keys.iter().map(|key| self.path(*key)).collect() };
        json["because"] = paths(&decision.because);
        json["hangs_on"] = paths(&decision.hangs_on);
        json["stuck_on"] = paths(&decision.stuck_on);
        let reason = |reason: &ToldReason| {
            object([
                ("name", text(&reason.name)),
                ("label", reason.label.plain.as_str().into()),
                ("answer", text(&reason.answer)),
            ])
        };
        json["reasons"] = reasons.iter().map(reason).collect();
    }

    /// A desk of the hall; nothing where it is an office outside.
    fn desk(&self, at: &Where, place: &ToldPlace) -> Json {
        let Where::Desk(at) = at else { return Json::Null };
        let Some(desk) = self.catalogue.desks().get(*at) else { return Json::Null };
        object([
            ("id", desk.id.as_str().into()),
            ("number", desk.number.into()),
            ("name", place.name.plain.as_str().into()),
            ("floor", text(&place.floor)),
            ("map", text(&place.map)),
        ])
    }

    fn stop(&self, stop: &Stop, place: &ToldPlace) -> Json {
        let mut ids: Vec<&str> = place.entries.iter().map(|entry| entry.id.as_str()).collect();
        ids.dedup();
        object([
            ("at", place_words(place, self.language).into()),
            ("desk", self.desk(&stop.at, place)),
            ("procedures", ids.into_iter().collect()),
        ])
    }

    fn open_json(&self) -> Json {
        let open = self.open().into_iter();
        open.filter_map(|(path, key, many)| self.question(path, key, many)).collect()
    }

    /// An open question as somebody can put it, and the values that may be said to it.
    fn question(&self, path: String, key: ItemKey, many: usize) -> Option<Json> {
        let item = self.catalogue.dictionary().item(key.tag())?;
        let person = key.innermost();
        let asking = self.asking(person);
        Some(object([
            ("item", path.into()),
            ("procedures", many.into()),
            ("person", person.map(ElementId::number).into()),
            ("person_name", person.map(|id| element::words(&asking, id)).into()),
            ("label", asking.label(item.tag).plain.into()),
            ("hint", text(&asking.hint(item.tag).plain)),
            ("kind", item.kind.signature().into()),
            ("sensitive", item.sensitive.into()),
            ("choices", self.choices(&asking, item)),
        ]))
    }

    /// What can be chosen, as values of a record; nothing where it is written or is one of very many.
    fn choices(&self, asking: &Asking, item: &ItemDef) -> Json {
        if !matches!(item.kind, ItemKind::Flag | ItemKind::Code(_) | ItemKind::Element(_)) {
            return Json::Null;
        }
        let shown = question::show(asking, &self.field(item.tag));
        let choices = shown.controls.iter().flat_map(question::Control::choices);
        let choice = |choice: &question::Choice| {
            let value = item.kind.parse(&choice.value).ok()?;
            let value = json::answer_json(&Answer::Known(value));
            Some(object([("value", value), ("words", choice.words.plain.as_str().into())]))
        };
        choices.filter_map(choice).collect()
    }

    /// The question as the service's pages ask it; in the way of its kind where none does.
    fn field(&self, tag: Tag) -> Field {
        let fields = self.service.pages().filter_map(|(_, page)| match &page.kind {
            PageKind::Fields(fields) => Some(fields),
            _ => None,
        });
        let asked = fields.flatten().find(|field| field.ask == Ask::Item(tag));
        asked.cloned().unwrap_or(Field {
            ask: Ask::Item(tag),
            when: None,
            optional: false,
            dont_know: false,
            like_previous: false,
            choices: Vec::new(),
        })
    }
}

/// The record with what follows from its addresses; what it says itself is left as it says it.
fn with_ledgers(catalogue: &Catalogue, record: &Record) -> Record {
    let mut filled = record.clone();
    derive::addresses(catalogue, &mut filled);
    let said = record.answers().map(|(key, answer)| Change::Set(key, answer.clone()));
    // These were all taken before.
    let _ = filled.apply_all(catalogue.dictionary(), &said.collect::<Vec<_>>());
    filled
}

/// A desk as number, name and place on the map; an office outside as its name.
pub fn place_words(place: &ToldPlace, language: Language) -> String {
    let mut words = String::new();
    if !place.number.is_empty() {
        words.extend([&place.number, " "]);
    }
    words.push_str(&place.name.plain);
    let [before, after] = match language {
        Language::Ja => ["（", "）"],
        Language::En => [" (", ")"],
    };
    if !place.map.is_empty() {
        words.extend([before, &place.map, after]);
    }
    words
}

fn bring(things: &[Thing], told: &[ToldThing]) -> Json {
    let thing = |(thing, told): (&Thing, &ToldThing)| {
        object([
            ("id", thing.id.as_str().into()),
            ("name", told.name.plain.as_str().into()),
            ("people", thing.people.iter().map(|id| id.number()).collect()),
            ("names", told.names.iter().map(String::as_str).collect()),
            ("perhaps", thing.perhaps.into()),
            ("original", thing.original.into()),
        ])
    };
    things.iter().zip(told).map(thing).collect()
}

/// What the office does not receive: how far it goes with it, and who receives it.
fn elsewhere(away: &Elsewhere, told: &ToldElsewhere) -> Json {
    object([
        ("id", told.entry.id.as_str().into()),
        ("people", away.entry.people.iter().map(|id| id.number()).collect()),
        ("how_far", (away.how_far as u8).into()),
        ("here", text(&told.here.plain)),
        ("offices", away.offices.iter().map(String::as_str).collect()),
        ("at", text(&told.at.plain)),
    ])
}

fn object<const N: usize>(pairs: [(&str, Json); N]) -> Json {
    Json::Object(Map::from_iter(pairs.map(|(name, value)| (name.to_owned(), value))))
}

/// Words; nothing where there are none.
fn text(words: &str) -> Json {
    if words.is_empty() { Json::Null } else { words.into() }
}
