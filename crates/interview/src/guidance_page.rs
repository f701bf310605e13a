//! What the answers lead to: the procedures by desk, with days, things to bring and reasons.

use askama::Template;
use kakanai_catalogue::Catalogue;
use kakanai_record::Record;

use crate::guide::{self, Outcome, Reader, Told};
use crate::ledger::{self, Which};
use crate::question::Asking;
use crate::words::{Html, Said, Words};

#[derive(Template)]
#[template(path = "guidance.html")]
struct GuidanceTemplate<'a> {
    w: Words<'a>,
    told: &'a Told,
    /// Entries that stand apart, each group with its heading and whether it wants to be seen.
    apart: Vec<Apart<'a>>,
    count: Html,
    /// What the city's ledgers say of the new address.
    address: Vec<(Said, String)>,
    /// On paper beside the code: without what is to be pressed.
    on_paper: bool,
}

struct Apart<'a> {
    title: Html,
    hint: Html,
    class: &'static str,
    /// Nothing to do there: opened by whoever wants to know.
    folded: bool,
    entries: &'a [guide::ToldEntry],
}

impl GuidanceTemplate<'_> {
    fn names(&self, names: &[String]) -> Html {
        self.w.with("guide.for", "names", &names.join("、"))
    }

    fn place(&self, place: &guide::ToldPlace) -> Html {
        match place.number.is_empty() {
            true => self.w.t("guide.outside"),
            false => {
                let said = self.w.said("guide.floor", &[("floor", &place.floor), ("map", &place.map)]);
                said.html
            }
        }
    }
}

/// What the record leads to, as whoever prepares it at home reads it: he answered all of it himself.
pub(crate) fn tell(asking: &Asking) -> Told {
    let (catalogue, record) = (asking.catalogue(), asking.record);
    if !has_procedures(catalogue, record) {
        return Told::default();
    }
    let record = guide::at_home(catalogue, record, asking.today);
    let decisions = guide::decide(catalogue, &record, guide::day_of(&record));
    let list = guide::list(catalogue, &record, &decisions, Reader::All);
    guide::tell(&Asking { record: &record, ..*asking }, &list, true)
}

/// Whether the catalogue says anything about the service.
fn has_procedures(catalogue: &Catalogue, record: &Record) -> bool {
    let service = record.get(kakanai_record::core::SERVICE.key()).code();
    let of = |service: &str| {
        let mut procedures = catalogue.procedures().iter();
        procedures.any(|procedure| procedure.services.iter().any(|known| known == service))
    };
    service.is_some_and(of)
}

/// The list as HTML.
pub(crate) fn html(asking: &Asking, told: &Told, on_paper: bool) -> String {
    let w = asking.words;
    let apart = [
        ("guide.ask", "guide.ask_hint", "ask-there", &told.ask),
        ("guide.notices", "", "notices", &told.notices),
        ("guide.automatic", "", "automatic", &told.automatic),
    ];
    let apart = apart.into_iter().filter(|(.., entries)| !entries.is_empty());
    let apart = apart.map(|(title, hint, class, entries)| Apart {
        title: w.t(title),
        hint: if hint.is_empty() { Html::default() } else { w.t(hint) },
        class,
        folded: class != "ask-there",
        entries: entries.as_slice(),
    });
    let desks = told.places.iter().filter(|place| !place.number.is_empty()).count();
    let count = w.said("guide.count", &[("n", &told.count().to_string()), ("desks", &desks.to_string())]);
    let address = ledger::tell(asking, Which::New);
    let template = GuidanceTemplate { w, told, apart: apart.collect(), count: count.html, address, on_paper };
    template.render().unwrap_or_default()
}

/// The names of what is needed for certain so far, for the list that grows while somebody answers.
pub(crate) fn growing(asking: &Asking) -> Vec<Said> {
    let (catalogue, record) = (asking.catalogue(), asking.record);
    if !has_procedures(catalogue, record) {
        return Vec::new();
    }
    let record = guide::at_home(catalogue, record, asking.today);
    let mut names: Vec<(usize, Said)> = Vec::new();
    for decision in guide::decide(catalogue, &record, guide::day_of(&record)) {
        let Some(procedure) = catalogue.procedures().get(decision.procedure) else { continue };
        let known = names.iter().any(|(at, _)| *at == decision.procedure);
        if decision.outcome == Outcome::Needed && !procedure.notice && !known {
            let key = ["procedure.", &procedure.id, ".name"].concat();
            names.push((decision.procedure, asking.words.said(&key, &[])));
        }
    }
    names.into_iter().map(|(_, name)| name).collect()
}

/// The things to bring as the page with the code lists them, but those that it has already.
pub(crate) fn bring(w: Words, told: &Told, known: &[&str]) -> Vec<Html> {
    let mut things = Vec::with_capacity(told.bring.len());
    for thing in told.bring.iter().filter(|thing| !known.contains(&thing.id.as_str())) {
        let mut words = thing.name.clone();
        if thing.perhaps {
            words = words.followed_by(&Said::of(["（", &w.plain("guide.perhaps"), "）"].concat()));
        }
        things.push(words.html);
    }
    things
}
