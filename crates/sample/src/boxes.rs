//! Boxes to tick, and what is asked because of them, as a household answers them: only those that a city's procedures
//! hang on are there to be answered, so it takes the city's catalogue to know them.

use kakanai_catalogue::{Catalogue, PageKind};
use kakanai_interview::derive::derive;
use kakanai_interview::desk::box_pages;
use kakanai_interview::journey::{journey, prune, service};
use kakanai_record::{Answer, Change, ItemKey, Record, Tag, Value, core};

use crate::dice::Dice;

/// A record in which all boxes that are shown are answered: a few ticked, most not, seldom one not known. The same for
/// the same arguments.
pub fn tick(catalogue: &Catalogue, record: &Record, seed: u64) -> Record {
    let mut dice = Dice::new(seed);
    let mut record = record.clone();
    derive(catalogue, &mut record);
    // What is ticked on one page decides what the next one shows, never what an earlier one did.
    for _ in 0..MOST_ROUNDS {
        let open = open(catalogue, &record);
        if open.is_empty() {
            break;
        }
        // Who does not know something says so of the whole page.
        let rest = if dice.percent(3) { Answer::DontKnow } else { Answer::Known(Value::Flag(false)) };
        let changes: Vec<Change> = open.into_iter().map(|key| answer(key, &rest, &mut dice)).collect();
        let before = record.clone();
        // Each is a yes-or-no item of somebody who is there.
        let _ = record.apply_all(catalogue.dictionary(), &changes);
        prune(catalogue, &before, &mut record);
    }
    record
}

/// Pages of boxes are fewer, and each is done in one round.
const MOST_ROUNDS: usize = 20;

/// The boxes of the first page that wants any, and questions that only boxes lead to.
fn open(catalogue: &Catalogue, record: &Record) -> Vec<ItemKey> {
    let unanswered = |key: &ItemKey| !record.get(*key).is_answered();
    if let Some(page) = box_pages(catalogue, record, |key| unanswered(&key)).into_iter().next() {
        return page.keys;
    }
    asked(catalogue, record, core::CHILD_ALLOWANCE).into_iter().filter(unanswered).collect()
}

/// Where the way asks for an item of the household's.
fn asked(catalogue: &Catalogue, record: &Record, tag: Tag) -> Option<ItemKey> {
    let service = service(catalogue, record)?;
    let asks = journey(catalogue, record).stops.iter().any(|stop| {
        let fields = service.page(&stop.place.page).map(|(_, page)| &page.kind);
        matches!(fields, Some(PageKind::Fields(fields)) if fields.iter().any(|field| field.ask.items().contains(&tag)))
    });
    asks.then(|| tag.key())
}

fn answer(key: ItemKey, rest: &Answer, dice: &mut Dice) -> Change {
    let ticked = dice.percent(usual(key.tag()));
    Change::Set(key, if ticked { Answer::Known(Value::Flag(true)) } else { rest.clone() })
}

/// How many of a hundred tick it.
fn usual(tag: Tag) -> u32 {
    const MANY: [Tag; 2] = [core::WATER, core::CHILD_ALLOWANCE];
    match tag {
        _ if MANY.contains(&tag) => 80,
        core::SCOOTER => 20,
        core::DOG => 12,
        _ => 6,
    }
}
