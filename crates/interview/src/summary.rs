//! What has been said, page by page: for the summary at the end, and for staff.

use kakanai_catalogue::{Catalogue, Service};
use kakanai_record::{Date, ElementId, ItemKey, Record};

use crate::desk;
use crate::journey::{Journey, asked, journey, service};
use crate::places::Places;
use crate::question::{self, Asking};
use crate::state::{Place, State};
use crate::words::{Said, Words};

/// The answers of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Title of the page.
    pub title: Said,
    /// Its place, as links name it.
    pub goto: String,
    /// Its questions.
    pub rows: Vec<SectionRow>,
    /// Whether something that must be answered there is not.
    pub incomplete: bool,
}

impl Section {
    /// What a button beside it is about, for those who hear it alone: titles of two pages may be alike.
    pub fn subject(&self) -> String {
        match self.rows.first() {
            Some(row) if row.label != self.title => [&self.title.plain, " ", &row.label.plain].concat(),
            _ => self.title.plain.clone(),
        }
    }
}

/// One answered question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionRow {
    /// The question.
    pub label: Said,
    /// The answer.
    pub words: String,
    /// The places it answers.
    pub keys: Vec<ItemKey>,
}

/// The sections of a record, in Japanese.
pub fn sections(catalogue: &Catalogue, places: &dyn Places, record: &Record, today: Date) -> Vec<Section> {
    let way = journey(catalogue, record);
    let (Some(first), Some(service)) = (way.stops.first(), service(catalogue, record)) else {
        return Vec::new();
    };
    let state = State::at(record.clone(), first.place.clone());
    of(service, &way, &Asking::of(catalogue, places, &state, today))
}

/// What the checks across questions and those of the desk find in a record, in Japanese: for staff, whom it never
/// stops. What tells people at home to bring something gives way to whether it was seen.
pub fn findings(catalogue: &Catalogue, record: &Record, today: Date) -> Vec<Finding> {
    let words = Words::japanese(catalogue, record);
    let mut told = crate::checks::whole(catalogue, record, today);
    told.retain(|(_, problem)| !desk::AT_HOME.contains(&problem.key));
    told.extend(desk::checks(catalogue, record, today));
    told.sort_by_key(|(_, problem)| problem.alert);
    let finding = |(place, problem): (Place, crate::problem::Problem)| Finding {
        goto: goto(&place),
        words: problem.said(&words).plain,
        alert: problem.alert,
    };
    told.into_iter().map(finding).collect()
}

/// Something that does not go together, or has to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where it can be mended: a page of the service, or [`desk::DESK`].
    pub goto: String,
    /// In words.
    pub words: String,
    /// Possible, but to be looked at; else it cannot be right.
    pub alert: bool,
}

/// The sections of a way.
pub(crate) fn of(service: &Service, way: &Journey, asking: &Asking) -> Vec<Section> {
    let mut sections = Vec::new();
    for stop in &way.stops {
        let Some((_, page)) = service.page(&stop.place.page) else { continue };
        let there = Asking { element: stop.place.element, ..*asking };
        let rows = asked(asking.record, page, stop.place.element).map(|field| {
            let words = question::words(&there, field);
            let words = if words.is_empty() { asking.words.plain("answer.none") } else { words };
            let keys = field.ask.items().into_iter().map(|tag| there.key(tag)).collect();
            SectionRow { label: there.label(field.ask.leading()), words, keys }
        });
        let mut rows: Vec<SectionRow> = rows.collect();
        rows.extend(ticks(&there, &way.open.shown(asking.record, page)));
        let Some(first) = rows.first() else { continue };
        let name = stop.place.element.map(|id| name(&there, page.each, id)).unwrap_or_default();
        let title = title(&asking.words, &page.id, &name).unwrap_or_else(|| match name.is_empty() {
            true => first.label.clone(),
            false => first.label.clone().followed_by(&Said::of(format!("（{name}）"))),
        });
        sections.push(Section { title, goto: goto(&stop.place), rows, incomplete: !stop.complete });
    }
    sections
}

/// What was ticked on a page of boxes, person by person.
fn ticks(asking: &Asking, keys: &[ItemKey]) -> Vec<SectionRow> {
    let groups = keys.chunk_by(|one, other| one.innermost() == other.innermost());
    let row = |keys: &[ItemKey]| {
        let label = match keys.first().and_then(|key| key.innermost()) {
            Some(person) => Said::of(question::element::words(asking, person)),
            None => asking.words.said("ticks.household", &[]),
        };
        let words = question::ticks::words(asking, keys)?;
        Some(SectionRow { label, words, keys: keys.to_vec() })
    };
    groups.filter_map(row).collect()
}

/// What the element of a page is called.
pub(crate) fn name(asking: &Asking, each: Option<kakanai_record::Tag>, id: ElementId) -> String {
    each.map(|list| question::element::titled(asking, list, id)).unwrap_or_default()
}

/// The title of a page, where the catalogue has one.
pub(crate) fn title(words: &Words, page: &str, name: &str) -> Option<Said> {
    page_text(words, page, "title", name)
}

/// A text of a page, with the name of the person it is about.
pub(crate) fn page_text(words: &Words, page: &str, what: &str, name: &str) -> Option<Said> {
    let key = words.key(&["page.", page, ".", what].concat())?;
    Some(words.said(&key, &[("name", name)]))
}

/// A place as links name it.
pub(crate) fn goto(place: &Place) -> String {
    match place.element {
        Some(element) => [&place.page, ":", &element.to_string()].concat(),
        None => place.page.clone(),
    }
}
