//! The middle of the case page: who and what it is about, and what was said, page by page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use kakanai_catalogue::PageKind;
use kakanai_interview::desk;
use kakanai_interview::journey::service;
use kakanai_interview::page::{Section, SectionRow, sections};
use kakanai_interview::question::Asking;
use kakanai_interview::state::{Place, State};
use kakanai_interview::summary::Finding;
use kakanai_interview::words::Words;
use kakanai_reception::command::Origin;
use kakanai_reception::{Case, Clerk, CommandId, Disclosed, How};
use kakanai_record::{Answer, ElementId, ItemKey, Record, Tag, Value, core};

use super::lines::{element_name, service_word};
use super::undo::Undo;
use super::{history, new_command};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::session::Signed;

/// One question, with what a clerk must notice about it.
struct Row {
    label: String,
    words: String,
    /// What the citizen wrote, where somebody changed it since.
    before: Option<String>,
    by: String,
    doubtful: bool,
    missing: bool,
    wide: bool,
}

struct Block {
    /// The person it is about; empty where the block before is about the same one, or nobody is.
    person: String,
    title: String,
    goto: String,
    incomplete: bool,
    /// What cannot be, found on this page.
    stops: bool,
    /// Its title says what its rows are about.
    titled: bool,
    rows: Vec<Row>,
}

impl Block {
    /// Whether somebody still has to look at it.
    fn is_open(&self) -> bool {
        self.incomplete || self.stops || self.rows.iter().any(|row| row.doubtful)
    }

    /// Whether two of its kind find room side by side.
    fn is_small(&self) -> bool {
        !self.titled
            && matches!(self.rows.as_slice(), [only] if !only.wide && only.before.is_none() && !only.doubtful)
    }
}

/// One of a list.
pub(super) struct Element {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) goto: String,
}

/// The people, the certificates.
pub(super) struct Group {
    pub(super) list: Tag,
    pub(super) path: String,
    pub(super) label: String,
    pub(super) elements: Vec<Element>,
    pub(super) may_add: bool,
    pub(super) may_remove: bool,
}

/// The middle zone.
#[derive(Template)]
#[template(path = "case_middle.html")]
pub struct Middle {
    id: String,
    number: String,
    service: String,
    state: &'static str,
    stopped: bool,
    reason: String,
    confirmed: bool,
    signed: Vec<&'static str>,
    by_hand: bool,
    open_questions: u32,
    last: String,
    groups: Vec<Group>,
    blocks: Vec<Block>,
    open: bool,
    undo: Option<Undo>,
    command: CommandId,
    seen: u64,
}

impl Middle {
    /// Of a case, with what the checks have found.
    pub fn of(counter: &Arc<Counter>, signed: &Signed, loaded: &Loaded, findings: &[Finding]) -> Self {
        let dictionary = counter.catalogue.dictionary();
        let case = &loaded.case;
        let audience = Clerk { cautions: true };
        let shown = Disclosed::of_case(dictionary, case, &audience);
        let first = Disclosed::of(dictionary, &case.first, &audience);
        let today = counter.clock.today();
        let mut now = sections(&counter.catalogue, &*counter.towns, shown.record(), today);
        with_boxes(counter, case, &mut now);
        let before = sections(&counter.catalogue, &*counter.towns, first.record(), today);
        let count = desk::progress(&counter.catalogue, &case.record, today);
        let signatures = case.signatures.iter().filter(|(_, signature)| signature.stands());
        let groups = groups(counter, shown.record(), &now);
        Self {
            id: loaded.header.case.to_string(),
            number: loaded.header.number.to_string(),
            service: service_word(case.record.get(core::SERVICE.key()).code().unwrap_or_default()),
            state: case.state.word(),
            stopped: matches!(
                case.state,
                kakanai_reception::CaseState::Returned | kakanai_reception::CaseState::OnHold
            ),
            reason: case.reason.clone(),
            confirmed: case.is_confirmed(),
            signed: signatures
                .filter(|(_, it)| it.how != How::Omitted)
                .map(|(role, _)| role.word())
                .collect(),
            by_hand: case.origin == Origin::Hand,
            open_questions: count.open,
            last: last(loaded),
            blocks: blocks(counter, case, now, &before, findings),
            groups,
            open: case.state.is_open(),
            undo: Undo::of(counter, loaded, &signed.actor(), signed.since).ok().flatten(),
            command: new_command(counter),
            seen: case.seq.0,
        }
    }
}

/// Who worked on it last, where and when.
fn last(loaded: &Loaded) -> String {
    let Some(event) = loaded.events.last() else { return String::new() };
    format!("{} {}", history::who(&event.by.login, &event.by.terminal), history::moment(event.at))
}

/// Pages of boxes as staff have them: without what is for the citizen's own screen, open where they have something to
/// ask, and there also where nothing was answered yet.
fn with_boxes(counter: &Counter, case: &Case, now: &mut Vec<Section>) {
    let (catalogue, record) = (&counter.catalogue, &case.record);
    let aloud = |key: &ItemKey| desk::is_aloud(catalogue.dictionary(), *key);
    let open = desk::box_pages(catalogue, record, |key| aloud(&key) && !record.get(key).is_answered());
    let open: Vec<String> = open.into_iter().map(|page| page.place.page).collect();
    let words = Words::japanese(catalogue, record);
    let none = words.plain("answer.none");
    for section in now.iter_mut().filter(|section| is_boxes(counter, record, &section.goto)) {
        section.incomplete = open.contains(&section.goto);
        for row in &mut section.rows {
            row.keys.retain(aloud);
        }
        section.rows.retain(|row| !row.keys.is_empty());
        only_ticked(case, section, &none);
    }
    now.retain(|section| !section.rows.is_empty());
    for page in open {
        if now.iter().any(|section| section.goto == page) {
            continue;
        }
        let label = words.said_there(&format!("page.{page}.title")).unwrap_or_default();
        let row = SectionRow { label: label.clone(), words: String::new(), keys: Vec::new() };
        let at = after(counter, record, now, &page);
        now.insert(at, Section { title: label, goto: page, rows: vec![row], incomplete: true });
    }
}

/// Of those to whom nothing applies nothing is said, unless something did; of a whole page once.
fn only_ticked(case: &Case, section: &mut Section, none: &str) {
    let was = |key: &ItemKey| case.first.get(*key).flag() == Some(true);
    let said = |row: &SectionRow| row.words != none || row.keys.iter().any(was);
    match section.rows.iter().any(said) {
        true => section.rows.retain(said),
        false => section.rows.truncate(1),
    }
    if let [only] = section.rows.as_mut_slice()
        && !said(only)
    {
        only.label = section.title.clone();
    }
}

/// Where a page's section stands among the others: in the order of the service.
fn after(counter: &Counter, record: &Record, now: &[Section], page: &str) -> usize {
    let pages: Vec<&str> = service(&counter.catalogue, record)
        .into_iter()
        .flat_map(|service| service.pages())
        .map(|(_, page)| page.id.as_str())
        .collect();
    let place = |page: &str| pages.iter().position(|known| *known == page);
    let here = place(page);
    let of = |section: &Section| place(section.goto.split(':').next().unwrap_or_default());
    now.iter().position(|section| of(section) > here).unwrap_or(now.len())
}

fn is_boxes(counter: &Counter, record: &Record, goto: &str) -> bool {
    let page = service(&counter.catalogue, record).and_then(|service| service.page(goto));
    page.is_some_and(|(_, page)| matches!(page.kind, PageKind::Ticks(_)))
}

/// The lists of a record that a desk may change.
pub(super) fn groups(counter: &Counter, record: &Record, now: &[Section]) -> Vec<Group> {
    let dictionary = counter.catalogue.dictionary();
    let place = Place { page: String::new(), element: None };
    let state = State::at(record.clone(), place);
    let asking = Asking::of(&counter.catalogue, &*counter.towns, &state, counter.clock.today());
    let group = |list: desk::List| {
        let of = |id: &ElementId| Element {
            id: id.to_string(),
            name: element_name(&asking, list.list, *id),
            goto: goto(counter, now, list.list, *id),
        };
        Group {
            list: list.list,
            path: dictionary.path(list.list.key()),
            label: dictionary.item(list.list).map(|item| item.label.to_string()).unwrap_or_default(),
            elements: list.elements.iter().map(of).collect(),
            may_add: list.may_add,
            may_remove: list.may_remove,
        }
    };
    let lists = desk::lists(&counter.catalogue, record).into_iter().filter(|list| !list.elements.is_empty());
    lists.map(group).collect()
}

/// The first block about one of a list.
fn goto(counter: &Counter, now: &[Section], list: Tag, id: ElementId) -> String {
    let about = |section: &&Section| who(counter, section) == Some((list, id));
    now.iter().find(about).map(|section| section.goto.clone()).unwrap_or_default()
}

/// Whom all rows of a section are about.
fn who(counter: &Counter, section: &Section) -> Option<(Tag, ElementId)> {
    let dictionary = counter.catalogue.dictionary();
    let first = section.rows.first()?.keys.first()?;
    let list = *dictionary.lists(first.tag()).first()?;
    let all = section.rows.iter().flat_map(|row| &row.keys);
    let mut same = all.map(|key| (dictionary.lists(key.tag()) == [list], key.innermost()));
    same.all(|one| one == (true, first.innermost())).then_some((list, first.innermost()?))
}

fn blocks(
    counter: &Counter,
    case: &Case,
    now: Vec<Section>,
    before: &[Section],
    findings: &[Finding],
) -> Vec<Block> {
    let old: BTreeMap<&[ItemKey], &str> = before
        .iter()
        .flat_map(|section| &section.rows)
        .map(|row| (row.keys.as_slice(), row.words.as_str()))
        .collect();
    let stops: BTreeSet<&str> =
        findings.iter().filter(|finding| !finding.alert).map(|finding| finding.goto.as_str()).collect();
    let mut last = None;
    let block = |section: Section| {
        let boxes = is_boxes(counter, &case.record, &section.goto);
        let who = who(counter, &section).filter(|(list, _)| *list == core::MOVER);
        let person = match who {
            // Boxes name their people themselves.
            Some((_, id)) if last != who && !boxes => person_name(&case.record, id),
            _ => String::new(),
        };
        last = who.filter(|_| !boxes);
        let stops = stops.contains(section.goto.as_str());
        let was = |it: &SectionRow| {
            let page = before.iter().find(|page| boxes && page.goto == section.goto);
            let same = page.and_then(|page| page.rows.iter().find(|row| row.label == it.label));
            same.map(|row| row.words.as_str()).or_else(|| old.get(it.keys.as_slice()).copied())
        };
        let row = |it| row(counter, case, &section.goto, boxes, it, was);
        let rows = section.rows.iter().cloned().map(row).collect();
        let titled = boxes && section.rows.iter().any(|row| row.label != section.title);
        let (title, goto) = (section.title.plain, section.goto);
        Block { person, rows, title, goto, incomplete: section.incomplete, stops, titled }
    };
    now.into_iter().map(block).collect()
}

fn row<'a>(
    counter: &Counter,
    case: &Case,
    goto: &str,
    boxes: bool,
    row: SectionRow,
    was: impl Fn(&SectionRow) -> Option<&'a str>,
) -> Row {
    let dictionary = counter.catalogue.dictionary();
    // What staff entered from the beginning was not changed.
    let changed = row.keys.iter().find(|key| case.record.get(**key) != case.first.get(**key));
    let changed = changed.filter(|_| case.origin != Origin::Hand);
    // Staff read the dictionary's terse nouns, not the question as it was put to the citizen; an address
    // is several items, and its first one's noun would name only a part of it.
    let noun = row.keys.first().filter(|_| row.keys.len() <= 2 && !boxes);
    let noun = noun.and_then(|key| dictionary.item(key.tag())).map(|item| item.label.to_string());
    let was = was(&row).unwrap_or_default().to_owned();
    Row {
        before: changed.map(|_| was),
        by: changed.map(|key| case.version(*key).by).unwrap_or_default(),
        doubtful: row.keys.iter().any(|key| {
            case.doubts.contains(&dictionary.path(*key)) || *case.record.get(*key) == Answer::DontKnow
        }),
        missing: is_missing(counter, &case.record, goto, &row.keys) || (boxes && row.words.is_empty()),
        wide: row.words.chars().count() > 10,
        label: noun.unwrap_or(row.label.plain),
        words: row.words,
    }
}

/// Whether a question that must be answered is not.
fn is_missing(counter: &Counter, record: &Record, goto: &str, keys: &[ItemKey]) -> bool {
    let page = goto.split(':').next().unwrap_or_default();
    let page = service(&counter.catalogue, record).and_then(|service| service.page(page));
    let Some((_, page)) = page else { return false };
    let PageKind::Fields(fields) = &page.kind else { return false };
    let asks = |field: &&kakanai_catalogue::Field| {
        field.ask.items().iter().eq(keys.iter().map(|key| key.tag()).collect::<Vec<_>>().iter())
    };
    let Some(field) = fields.iter().find(asks) else { return false };
    let required = field.ask.required();
    let open = |key: &&ItemKey| required.contains(&key.tag()) && *record.get(**key) == Answer::NotAsked;
    !field.optional && keys.iter().any(|key| open(&key))
}

/// The name of one of the people.
pub fn person_name(record: &Record, id: ElementId) -> String {
    let names = [core::MOVER_NAME, core::MOVER_LATIN].into_iter();
    names.filter_map(|tag| record.get(tag.of(id)).text()).next().unwrap_or("（氏名なし）").to_owned()
}

/// The word of a coded answer.
pub fn code_word(record: &Record, key: ItemKey) -> Option<String> {
    match record.get(key).value() {
        Some(Value::Code(code)) => Some(code.word().to_owned()),
        _ => None,
    }
}
