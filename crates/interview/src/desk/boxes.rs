//! Boxes to tick where somebody stands by: staff ask what may be said aloud, and nothing else (KM-05). The rest is for
//! the citizen's own screen.

use kakanai_catalogue::{Catalogue, PageKind, Service};
use kakanai_record::{Change, Date, Dictionary, ItemKey, Record};

use crate::derive::derive;
use crate::form::Form;
use crate::journey::{Asked, Journey, prune, service};
use crate::places::Places;
use crate::question::{Asking, ticks};
use crate::state::{Place, State};

/// A page of boxes, with those that are shown on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxPage {
    /// The page.
    pub place: Place,
    /// Its boxes, person by person.
    pub keys: Vec<ItemKey>,
}

/// Whether a question may be asked where others hear it.
pub fn is_aloud(dictionary: &Dictionary, key: ItemKey) -> bool {
    dictionary.item(key.tag()).is_some_and(|item| !item.sensitive)
}

/// The pages of boxes that the way has now, each with the boxes that `shows` lets through; none without any.
pub fn box_pages(catalogue: &Catalogue, record: &Record, shows: impl Fn(ItemKey) -> bool) -> Vec<BoxPage> {
    let pages = || service(catalogue, record).into_iter().flat_map(Service::pages).map(|(_, page)| page);
    let open = ticks::Open::of(catalogue, record);
    let mut found = Vec::new();
    for page in pages() {
        if !matches!(page.kind, PageKind::Ticks(_)) {
            continue;
        }
        if Asked::of(record, page.when.as_ref(), None, None) == Asked::No {
            continue;
        }
        let mut keys = open.shown(record, page);
        keys.retain(|key| shows(*key));
        if !keys.is_empty() {
            found.push(BoxPage { place: Place { page: page.id.clone(), element: None }, keys });
        }
    }
    found
}

/// What was ticked of these boxes, as changes. Whatever else the page has stays as it is: what was not shown was not
/// answered.
pub fn ticked(
    catalogue: &Catalogue,
    places: &dyn Places,
    state: &State,
    keys: &[ItemKey],
    form: &Form,
    today: Date,
) -> Vec<Change> {
    ticks::read(&Asking::of(catalogue, places, state, today), &state.place.page, keys, form)
}

/// The record after [`ticked`], with what follows from it.
pub fn tick(
    catalogue: &Catalogue,
    places: &dyn Places,
    state: &State,
    keys: &[ItemKey],
    form: &Form,
    today: Date,
) -> Record {
    let changes = ticked(catalogue, places, state, keys, form, today);
    let mut record = state.record.clone();
    // Each is a yes-or-no item of a person who is there.
    let _ = record.apply_all(catalogue.dictionary(), &changes);
    derive(catalogue, &mut record);
    prune(catalogue, &state.record, &mut record);
    record
}

/// Pages of boxes that are not done, and on which staff have nothing to ask.
pub(super) fn apart(catalogue: &Catalogue, record: &Record, way: &Journey) -> Vec<Place> {
    let has_boxes = |place: &Place| {
        let page = service(catalogue, record).and_then(|service| service.page(&place.page));
        page.is_some_and(|(_, page)| matches!(page.kind, PageKind::Ticks(_)))
    };
    let mut open: Vec<Place> = way
        .stops
        .iter()
        .filter(|stop| !stop.complete && has_boxes(&stop.place))
        .map(|stop| stop.place.clone())
        .collect();
    if !open.is_empty() {
        let dictionary = catalogue.dictionary();
        let asks = |key| is_aloud(dictionary, key) && !record.get(key).is_answered();
        let aloud = box_pages(catalogue, record, asks);
        open.retain(|place| aloud.iter().all(|page| page.place != *place));
    }
    open
}
