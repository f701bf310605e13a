//! The counter's way through a record: entry by hand, what is still open, and what only a desk can see.
//!
//! Staff read pages with [`crate::engine::accept`] and go to any page at any time; nothing here stops anybody. Nothing
//! of it is reached from the citizen's engine, and so none of it is in the module that browsers download.

mod authority;
mod boxes;
mod identity;
mod papers;
mod seen;

use kakanai_catalogue::{Catalogue, Language, Service};
use kakanai_record::{Answer, Change, Date, ElementId, ItemKind, Record, Tag, core};

use crate::checks;
use crate::derive::derive;
use crate::journey::{Asked, Journey, Stop, answered, asked, first_about, is_asked, journey, prune, service};
use crate::problem::Problem;
use crate::state::Place;

pub use boxes::{BoxPage, box_pages, is_aloud, tick, ticked};

/// The page of what is seen at the desk: documents, proof, reason of delay. No service of a catalogue has it.
pub const DESK: &str = "desk";

/// A list of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its item.
    pub list: Tag,
    /// Its elements, in order.
    pub elements: Vec<ElementId>,
    /// Whether another may be added.
    pub may_add: bool,
    /// Whether one may be removed.
    pub may_remove: bool,
}

/// How much of a record is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Questions that must be answered and are.
    pub answered: u32,
    /// Those that are not, lists still empty, and errors of the checks.
    pub open: u32,
}

/// A record with nothing in it but the service, and the one person whom the service cannot do without. `None` when the
/// catalogue does not have the service.
pub fn begin(catalogue: &Catalogue, service: &str) -> Option<Record> {
    crate::engine::start(catalogue, service, Language::Ja).map(|state| state.record)
}

/// The next page with something to do: from the one after `after` to the end of the way, then from its beginning. `None`
/// once all is answered and nothing is an error. A page on which only questions for the citizen's own screen are open is
/// not one of them.
pub fn next_open(
    catalogue: &Catalogue,
    record: &Record,
    after: Option<&Place>,
    today: Date,
) -> Option<Place> {
    let way = journey(catalogue, record);
    let mistaken = mistaken(catalogue, record, today);
    let apart = boxes::apart(catalogue, record, &way);
    let is_open = |stop: &&Stop| {
        let waits = !stop.complete && !apart.contains(&stop.place);
        waits || mistaken.contains(&stop.place)
    };
    let from = after.map_or(0, |place| following(catalogue, record, &way, place));
    let (before, rest) = way.stops.split_at(from.min(way.stops.len()));
    rest.iter().chain(before).find(is_open).map(|stop| stop.place.clone())
}

/// Where the way goes on after a place; one that is no longer on it lies where the service has its page.
fn following(catalogue: &Catalogue, record: &Record, way: &Journey, place: &Place) -> usize {
    if let Some(at) = way.position(place) {
        return at + 1;
    }
    let order = |page: &str| service(catalogue, record)?.pages().position(|(_, other)| other.id == page);
    let Some(here) = order(&place.page) else { return 0 };
    let later = |stop: &Stop| order(&stop.place.page).is_some_and(|at| at > here);
    way.stops.iter().position(later).unwrap_or(way.stops.len())
}

/// Places of errors, one for each error.
fn mistaken(catalogue: &Catalogue, record: &Record, today: Date) -> Vec<Place> {
    let told = checks::whole(catalogue, record, today).into_iter();
    told.filter(|(_, problem)| !problem.alert).map(|(place, _)| place).collect()
}

/// How much of a record is there; nothing is open exactly where [`next_open`] leads nowhere.
pub fn progress(catalogue: &Catalogue, record: &Record, today: Date) -> Count {
    let mistaken = mistaken(catalogue, record, today).len();
    let mut count = Count { answered: 0, open: u32::try_from(mistaken).unwrap_or(u32::MAX) };
    let Some(service) = service(catalogue, record) else { return count };
    let way = journey(catalogue, record);
    let apart = boxes::apart(catalogue, record, &way);
    for stop in way.stops {
        let Some((_, page)) = service.page(&stop.place.page) else { continue };
        let element = stop.place.element;
        let is_there = |tag: &Tag| answered(catalogue, record, *tag, element);
        let wanted = asked(record, page, element).filter(|field| !field.optional);
        let mut questions = 0;
        for field in wanted {
            questions += 1;
            match field.ask.required().iter().all(is_there) {
                true => count.answered += 1,
                false => count.open += 1,
            }
        }
        count.open += u32::from(questions == 0 && !stop.complete && !apart.contains(&stop.place));
    }
    count
}

/// The lists that the way asks about now, in the order of the service. One that no page shows belongs to the service
/// itself: nobody adds or removes there (a seal is one person's).
pub fn lists(catalogue: &Catalogue, record: &Record) -> Vec<List> {
    let Some(service) = service(catalogue, record) else { return Vec::new() };
    service.lists().into_iter().filter_map(|list| one_list(catalogue, record, service, list)).collect()
}

fn one_list(catalogue: &Catalogue, record: &Record, service: &Service, list: Tag) -> Option<List> {
    let shown = service.group(list).map(|page| Asked::of(record, page.when.as_ref(), None, None));
    if shown == Some(Asked::No) {
        return None;
    }
    let elements = record.elements(list.key()).to_vec();
    let most = match catalogue.dictionary().item(list)?.kind {
        ItemKind::List { most } => usize::from(most),
        _ => return None,
    };
    let may_add = shown.is_some() && elements.len() < most;
    // The last one stays: a list that is asked for is never empty.
    let may_remove = shown.is_some() && elements.len() > 1;
    Some(List { list, elements, may_add, may_remove })
}

fn list_of(catalogue: &Catalogue, record: &Record, list: Tag) -> Option<List> {
    one_list(catalogue, record, service(catalogue, record)?, list)
}

/// What adds an element to a list, and the first page that asks about it. `None` where nothing may be added.
///
/// A head of household that followed from there being nobody else is asked for again: the newcomer may be the head.
pub fn added(catalogue: &Catalogue, record: &Record, list: Tag) -> Option<(Vec<Change>, Place)> {
    list_of(catalogue, record, list).filter(|list| list.may_add)?;
    let dictionary = catalogue.dictionary();
    let id = record.next_element(list.key())?;
    let mut next = record.clone();
    next.apply(dictionary, &Change::Add(list.key(), id)).ok()?;
    if !is_asked(catalogue, record, core::NEW_HEAD) && is_asked(catalogue, &next, core::NEW_HEAD) {
        next.apply(dictionary, &Change::Set(core::NEW_HEAD.key(), Answer::NotAsked)).ok()?;
    }
    derive(catalogue, &mut next);
    let place = first_about(catalogue, &next, list, id)?;
    Some((record.changes_to(dictionary, &next), place))
}

/// What removes an element and all that is asked no more without it. `None` where it may not be removed.
pub fn removed(catalogue: &Catalogue, record: &Record, list: Tag, id: ElementId) -> Option<Vec<Change>> {
    list_of(catalogue, record, list).filter(|list| list.may_remove && list.elements.contains(&id))?;
    let dictionary = catalogue.dictionary();
    let mut next = record.clone();
    next.apply(dictionary, &Change::Remove(list.key(), id)).ok()?;
    derive(catalogue, &mut next);
    prune(catalogue, record, &mut next);
    Some(record.changes_to(dictionary, &next))
}

/// What only a counter can find: documents not seen, proof wanting, certificates not for this person, a delay without
/// its reason. An error is what was entered and cannot be; a hint is still to be seen to.
pub fn checks(catalogue: &Catalogue, record: &Record, today: Date) -> Vec<(Place, Problem)> {
    let Some(mut desk) = seen::Desk::new(catalogue, record, today) else { return Vec::new() };
    identity::run(&mut desk);
    authority::run(&mut desk);
    papers::run(&mut desk);
    desk.told
}

/// Hints that tell people at home what to bring; at the counter [`checks`] says what of it is still wanting.
pub(crate) const AT_HOME: [&str; 11] = [
    "alert.move_late",
    "alert.authority_none",
    "alert.authority_bring",
    "alert.proof_none",
    "alert.proof_bring",
    "alert.identity_two",
    "alert.koseki_other",
    "alert.identity_certificate",
    "alert.seal_card",
    "alert.seal_letter",
    "alert.seal_no_photo",
];
