//! What a household takes along: the guidance sheet (KU-16), and slips that one desk gives to the next.
//!
//! Both are made of what [`guide::tell`] says, so that paper and screens say the same. The procedures are decided on the
//! whole record; of it, paper gets names and words that leave sensitive answers out. Whose eyes it is for
//! decides what stands on it ([`Reader`]): unless asked otherwise, those of who came to the counter.

mod sheet;
mod slips;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kakanai_catalogue::Language;
use kakanai_forms::sheet::{Detail, Entry, Line, Place, Said, Sheet, Thing, print};
use kakanai_interview::guide::{self, Decision, List, Reader, Told, ToldEntry, ToldPlace, ToldThing};
use kakanai_record::{ElementId, Record, core};
use serde::Deserialize;

use crate::app::Counter;
use crate::cases::Loaded;
use crate::counter::case_id;
use crate::counter::lines::service_word;
use crate::fail::{Fail, fill_words};
use crate::guided::Guided;
use crate::heavy::heavy;
use crate::session::Signed;

/// The addresses of both.
pub(crate) fn router() -> Router<Arc<Counter>> {
    Router::new()
        .route("/cases/{case}/guidance.pdf", get(guidance))
        .route("/cases/{case}/slips.pdf", get(slips))
}

/// What the address asks for.
#[derive(Deserialize)]
struct Asked {
    /// `all`, `agent` or `person:ID`; nothing for who came to the counter.
    reader: Option<String>,
    /// `yes` where the answers that made it so are to be on the sheet: it is longer by a third with them.
    reasons: Option<String>,
}

async fn guidance(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fail> {
    answer(counter, &signed, &case, &asked, ("guidance", |paper| vec![sheet::sheet(paper)])).await
}

async fn slips(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fail> {
    answer(counter, &signed, &case, &asked, ("slips", slips::slips)).await
}

async fn answer(
    counter: Arc<Counter>,
    signed: &Signed,
    case: &str,
    asked: &Asked,
    (name, make): (&str, fn(&Paper<'_>) -> Vec<Sheet>),
) -> Result<Response, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let loaded = counter.view(case_id(case)?, &signed.actor(), "print").await?;
    let record = &loaded.case.record;
    let reader = asked.reader.as_deref().map_or(Some(came(record)), |words| reader(record, words));
    let reader = reader.ok_or(Fail::BadRequest)?;
    let name = format!("inline; filename=\"{}-{name}.pdf\"", loaded.header.number);
    let reasons = asked.reasons.as_deref() == Some("yes");
    let make = move || print(&make(&Paper::of(&counter, &loaded, reader, reasons)), &counter.fonts);
    let pdf = heavy(make).await?;
    let pdf = pdf.map_err(|error| Fail::Form(fill_words(&error)))?;
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}

/// The reader that an address names.
fn reader(record: &Record, words: &str) -> Option<Reader> {
    match words {
        "all" => Some(Reader::All),
        "agent" => Some(Reader::Agent),
        _ => {
            let id = ElementId::new(words.strip_prefix("person:")?.parse().ok()?)?;
            record.elements(core::MOVER.key()).contains(&id).then_some(Reader::One(id))
        }
    }
}

/// Who came to the counter. Of whom it is not known which of the people he is, he reads what an agent does: a name that is
/// alike proves nothing.
fn came(record: &Record) -> Reader {
    let kind = record.get(core::NOTIFIER_KIND.key()).code();
    if !matches!(kind, Some("self" | "household_member")) {
        return Reader::Agent;
    }
    let people = record.elements(core::MOVER.key());
    let named = record.get(core::NOTIFIER_MOVER.key()).element().filter(|id| people.contains(id));
    let only = match people {
        [only] if kind == Some("self") => Some(*only),
        _ => None,
    };
    named.or(only).map_or(Reader::Agent, Reader::One)
}

/// What both papers are made of.
struct Paper<'a> {
    counter: &'a Counter,
    guided: Guided,
    reader: Reader,
    /// Whether it says why.
    reasons: bool,
    number: String,
    people: Vec<(ElementId, String)>,
}

impl<'a> Paper<'a> {
    fn of(counter: &'a Counter, loaded: &Loaded, reader: Reader, reasons: bool) -> Self {
        let guided = Guided::of(counter, &loaded.case);
        let movers = guided.record().elements(core::MOVER.key());
        let people = movers.iter().map(|id| (*id, guided.name(counter, *id))).collect();
        Self { counter, reader, reasons, number: loaded.header.number.to_string(), people, guided }
    }

    /// What is decided and `keep` takes, for the reader: as a list, and in words.
    fn told(&self, keep: impl Fn(&Decision) -> bool) -> (List, Told) {
        let kept: Vec<Decision> =
            self.guided.decisions().iter().filter(|decision| keep(decision)).cloned().collect();
        let list = guide::list(&self.counter.catalogue, self.guided.record(), &kept, self.reader);
        let told = self.guided.tell(self.counter, &list, false);
        (list, told)
    }

    /// Words that the citizen's own pages have too.
    fn words(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.counter.catalogue.texts().words(Language::Ja, key, arguments)
    }

    fn city(&self) -> String {
        self.counter.catalogue.city().name.clone()
    }

    fn made(&self) -> String {
        format!("{}　作成", kakanai_domain::era::both(self.counter.clock.today()))
    }

    fn number(&self) -> String {
        format!("受付番号　{}", self.number)
    }

    fn service(&self) -> Line {
        let service = self.guided.record().get(core::SERVICE.key()).code().unwrap_or_default();
        line("届出", vec![service_word(service)])
    }

    fn everybody(&self) -> Vec<String> {
        self.people.iter().map(|(_, name)| name.clone()).collect()
    }

    fn name(&self, person: ElementId) -> String {
        let known = self.people.iter().find(|(id, _)| *id == person);
        known.map(|(_, name)| name.clone()).unwrap_or_default()
    }

    fn place(&self, place: &ToldPlace) -> Place {
        let whereabouts = match place.number.is_empty() {
            true => self.words("guide.outside", &[]),
            false => self.words("guide.floor", &[("floor", &place.floor), ("map", &place.map)]),
        };
        Place { number: place.number.clone(), name: place.name.plain.clone(), whereabouts }
    }

    /// A procedure with a box to tick, and what somebody does for it.
    fn to_do(&self, entry: &ToldEntry) -> Entry {
        let mut details = Vec::new();
        let mut add = |label: &str, said: Said| details.push(Detail { label: label.to_owned(), said });
        if !entry.due.is_empty() {
            add("期限", Said::Strong(self.words("guide.until", &[("day", &entry.due)])));
        }
        if !entry.when.is_empty() {
            add(if entry.due.is_empty() { "期限" } else { "" }, Said::Plain(entry.when.plain.clone()));
        }
        if !entry.late.is_empty() {
            add("遅れると", Said::Plain(entry.late.plain.clone()));
        }
        if entry.waits {
            add("順番", Said::Plain(self.words("guide.waits", &[])));
        }
        if !entry.who.is_empty() {
            add("来る人", Said::Plain(entry.who.plain.clone()));
        }
        if !entry.bring.is_empty() {
            add("持ち物", Said::Things(self.things(&entry.bring, false)));
        }
        Entry {
            tick: true,
            name: entry.name.plain.clone(),
            people: self.whose(entry),
            details,
            ..Entry::default()
        }
    }

    /// For whom, by name; nobody single where it is the household's.
    fn whose(&self, entry: &ToldEntry) -> Vec<String> {
        match entry.names.len() {
            all if all > 1 && all == self.people.len() => vec![EVERYBODY.to_owned()],
            _ => entry.names.clone(),
        }
    }

    /// Things to bring; `whose` says whether names stand behind them.
    fn things(&self, things: &[ToldThing], whose: bool) -> Vec<Thing> {
        let thing = |thing: &ToldThing| {
            let perhaps = thing.perhaps.then(|| self.words("guide.perhaps", &[]));
            let original = thing.original.then(|| self.words("guide.original", &[]));
            Thing {
                name: thing.name.plain.clone(),
                whose: match thing.names.len() {
                    all if !whose || all == self.people.len() => Vec::new(),
                    _ => thing.names.clone(),
                },
                beside: perhaps.into_iter().chain(original).collect::<Vec<_>>().join("・"),
            }
        };
        things.iter().map(thing).collect()
    }
}

fn line(label: &str, words: Vec<String>) -> Line {
    Line { label: label.to_owned(), words, strong: false }
}

/// In place of all names.
const EVERYBODY: &str = "全員";

#[cfg(test)]
mod tests {
    use kakanai_interview::guide::Reader;
    use kakanai_record::{Dictionary, ElementId, Record, json};

    use super::{came, reader};

    fn record(people: &str, notifier: &str) -> Record {
        let text = format!(r#"{{"service":"move_in","mover":[{people}],"notifier":{{{notifier}}}}}"#);
        json::from_str(&Dictionary::core(), &text).unwrap()
    }

    const TWO: &str = r##"{"#":1},{"#":2}"##;
    const ONE: &str = r##"{"#":3}"##;

    fn one(id: u16) -> Reader {
        Reader::One(ElementId::new(id).unwrap())
    }

    #[test]
    fn who_came_reads_his_own_where_it_is_known_who_he_is() {
        for (people, notifier, wanted) in [
            (TWO, r#""kind":"self","mover":2"#, one(2)),
            (TWO, r#""kind":"household_member","mover":1"#, one(1)),
            (ONE, r#""kind":"self""#, one(3)),
            (TWO, r#""kind":"self""#, Reader::Agent),
            (ONE, r#""kind":"household_member""#, Reader::Agent),
            (TWO, r#""kind":"agent","mover":1"#, Reader::Agent),
            (ONE, r#""kind":"legal_agent""#, Reader::Agent),
            (ONE, r#""kind":"same_address""#, Reader::Agent),
            (ONE, "", Reader::Agent),
        ] {
            assert_eq!(came(&record(people, notifier)), wanted, "{people} {notifier}");
        }
    }

    #[test]
    fn an_address_names_a_reader_who_is_there() {
        let record = record(TWO, "");
        for (words, wanted) in [
            ("all", Some(Reader::All)),
            ("agent", Some(Reader::Agent)),
            ("person:2", Some(one(2))),
            ("person:3", None),
            ("person:0", None),
            ("person:", None),
            ("person:x", None),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(reader(&record, words), wanted, "{words}");
        }
    }
}
