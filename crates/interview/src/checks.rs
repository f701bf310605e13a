//! Checks across questions, and what follows from answers without asking.
//!
//! Law and practice: 住民基本台帳法 22–24条 (a move in is filed after the move, and late is never an
//! error), exactly one head, 続柄 of the head.

use kakanai_catalogue::{Catalogue, Page, PageKind};
use kakanai_domain::calendar::ClosedDays;
use kakanai_domain::deadline::Deadline;
use kakanai_record::{Answer, Change, Date, ElementId, ItemKey, Record, Value, codes, core};

use crate::problem::Problem;

/// Checks what a page has just been told.
pub fn page(
    catalogue: &Catalogue,
    record: &Record,
    page: &Page,
    _element: Option<ElementId>,
    today: Date,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let asks = |tag| match &page.kind {
        PageKind::Fields(fields) => fields.iter().any(|field| field.ask.items().contains(&tag)),
        _ => false,
    };
    if asks(core::MOVE_DATE) {
        problems.extend(move_date(catalogue, record, today));
    }
    if asks(core::NEW_TOWN) {
        problems.extend(new_address_is_here(catalogue, record));
    }
    problems
}

/// A move in or within is filed once it has happened; a late one is accepted with a hint.
fn move_date(catalogue: &Catalogue, record: &Record, today: Date) -> Option<Problem> {
    let control = format!("{}.year", catalogue.dictionary().path(core::MOVE_DATE.key()));
    let moved = record.get(core::MOVE_DATE.key()).date()?;
    let service = record.get(core::SERVICE.key()).code()?;
    let after_the_fact = matches!(service, "move_in" | "move_within" | "move_ward");
    if after_the_fact && moved > today {
        return Some(Problem::new(control, "error.move_future"));
    }
    let deadline = Deadline::of(moved, kakanai_domain::deadline::RESIDENCE, &ClosedDays::default());
    (after_the_fact && deadline.is_late(today)).then(|| Problem::new(control, "alert.move_late").as_alert())
}

/// Who moves in moves to this city.
fn new_address_is_here(catalogue: &Catalogue, record: &Record) -> Option<Problem> {
    let service = record.get(core::SERVICE.key()).code()?;
    let code = record.get(core::NEW_MUNICIPALITY.key()).text()?;
    let city = catalogue.city();
    let here = code == city.code || city.wards.iter().any(|ward| ward.code == code);
    let control = catalogue.dictionary().path(core::NEW_TOWN.key());
    (service != "move_out" && !here).then(|| Problem::new(control, "error.not_this_city"))
}

/// Fills in what nobody needs to be asked: a single mover of a new household is its head, and the
/// head's 続柄 is 世帯主.
pub fn derive(catalogue: &Catalogue, record: &mut Record) {
    let dictionary = catalogue.dictionary();
    let movers = record.elements(core::MOVER.key()).to_vec();
    let joins = record.get(core::MOVE_JOINING.key()).code() == Some("existing");
    let asked = record.get(core::NEW_HEAD.key());
    let head = match movers.as_slice() {
        // Who joins a household is never its head, whatever was said before.
        _ if joins => None,
        [only] => Some(*only),
        _ => asked.element(),
    };
    let mut changes = Vec::new();
    if head != asked.element() {
        let answer = head.map_or(Answer::NotAsked, |head| Value::Element(head).into());
        changes.push(Change::Set(core::NEW_HEAD.key(), answer));
    }
    let codes = codes::Codes::Core(&codes::RELATIONSHIP);
    for mover in movers {
        let key = core::MOVER_RELATIONSHIP.of(mover);
        let is_head_word =
            record.get(key).chain().is_some_and(|chain| chain.iter().any(|code| code.key() == "head"));
        match (Some(mover) == head, is_head_word) {
            (true, false) => {
                let chain = codes.by_key("head").map(|code| Value::Chain(vec![code]));
                changes.extend(chain.map(|chain| Change::Set(key, chain.into())));
            }
            (false, true) => changes.push(Change::Set(key, Answer::NotAsked)),
            _ => {}
        }
    }
    // Each of these is of its item's kind and about a person of the list.
    let _ = record.apply_all(dictionary, &changes);
}

/// The places that [`derive`] fills in: no page asks for them, and they stay.
pub fn derived(record: &Record) -> Vec<ItemKey> {
    let head = record.get(core::NEW_HEAD.key()).element();
    let relationship = head.map(|head| core::MOVER_RELATIONSHIP.of(head));
    std::iter::once(core::NEW_HEAD.key()).chain(relationship).collect()
}
