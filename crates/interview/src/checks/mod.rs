//! Checks across questions: law and practice, where a single answer cannot tell.
//!
//! An error stops: what was said cannot be, or another procedure is meant. A hint stops nobody: it may be so, and it
//! matters to know. Late is never an error. A check speaks on the page that asks one of its items once all it needs is
//! there; absences (わからない, 不詳, なし) are never wrong.
//!
//! - Each matter has its module; [`check`] is what they all see and how they speak.
//! - A hint is given where the last answer to its matter is. An error stands wherever it can be mended; where mending
//!   two places in turn would need a wrong step between, the earlier place gets a hint only.

mod address;
mod certificates;
mod check;
mod dates;
mod household;
mod names;
mod notifier;
mod relationship;
mod residence;
mod seal;

use kakanai_catalogue::{Catalogue, Page};
use kakanai_record::{Date, ElementId, Record};

use self::check::Check;
use crate::journey::{journey, service};
use crate::problem::Problem;
use crate::state::Place;

const MATTERS: [fn(&mut Check); 9] = [
    dates::run,
    address::run,
    household::run,
    relationship::run,
    residence::run,
    names::run,
    notifier::run,
    certificates::run,
    seal::run,
];

/// Checks what a page has just been told; errors come first.
pub fn page(
    catalogue: &Catalogue,
    record: &Record,
    page: &Page,
    element: Option<ElementId>,
    today: Date,
) -> Vec<Problem> {
    let Some(mut check) = Check::new(catalogue, record, page, element, today) else { return Vec::new() };
    MATTERS.iter().for_each(|matter| matter(&mut check));
    check.problems.sort_by_key(|problem| problem.alert);
    check.problems
}

/// All that is to be said about a whole record, each matter once, with the place to mend it. Errors are among it where
/// an earlier answer was changed, or the day, after the later one had been accepted.
pub fn whole(catalogue: &Catalogue, record: &Record, today: Date) -> Vec<(Place, Problem)> {
    let mut told: Vec<(Place, Problem)> = Vec::new();
    let Some(service) = service(catalogue, record) else { return told };
    for stop in journey(catalogue, record).stops {
        let Some((_, page)) = service.page(&stop.place.page) else { continue };
        for problem in self::page(catalogue, record, page, stop.place.element, today) {
            let same = |other: &Problem| other.key == problem.key && other.arguments == problem.arguments;
            match told.iter_mut().find(|(_, other)| same(other)) {
                // The error says where it is to be mended; a hint on an earlier page says the same.
                Some(hint) if hint.1.alert && !problem.alert => *hint = (stop.place.clone(), problem),
                Some(_) => {}
                None => told.push((stop.place.clone(), problem)),
            }
        }
    }
    told
}
