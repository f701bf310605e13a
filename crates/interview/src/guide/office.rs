//! Guidance at an office: how far it goes with a procedure, and when that can be done there.
//!
//! What a household needs does not depend on the office; where it goes with it does. So a list read at an office tells
//! apart what it does not receive: the fifth outcome of KW-05, "not covered here".

use kakanai_catalogue::{Catalogue, Clock, HoursOf, HowFar, Office, Procedure, Where};
use kakanai_domain::calendar::ClosedDays;
use kakanai_record::{Date, Record};

use super::{Decision, Entry, List, Reader, list};

/// Days to look ahead for the next time.
const AHEAD: usize = 60;

/// Somebody at an office, or on the way to it.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The office.
    pub office: &'a Office,
    /// When, where that is known.
    pub at: Option<(Date, Clock)>,
}

/// A time in which something can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The day.
    pub day: Date,
    /// From this time,
    pub from: Clock,
    /// until this.
    pub until: Clock,
}

impl Opening {
    /// Whether it has begun and not ended.
    pub fn is_at(&self, day: Date, clock: Clock) -> bool {
        self.day == day && self.from <= clock && clock < self.until
    }
}

/// What an office does not receive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// What is to be done.
    pub entry: Entry,
    /// How far the office goes with it all the same.
    pub how_far: HowFar,
    /// The offices that receive it, by name in the catalogue.
    pub offices: Vec<String>,
}

/// How far an office goes with a procedure; nothing where that is none of the town hall's. Where it never has what the
/// procedure needs, it can make the form and no more.
pub fn covered(procedure: &Procedure, office: &Office) -> Option<HowFar> {
    let Where::Desk(desk) = procedure.at else { return None };
    let here = office.how_far(desk);
    let has = |needs: &String| office.hours.iter().any(|hours| is_of_service(&hours.of, needs));
    let has = procedure.needs.as_ref().is_none_or(has);
    Some(if has { here } else { here.min(HowFar::Makes) })
}

/// Whether somebody has to go elsewhere with a procedure.
pub(super) fn is_elsewhere(procedure: &Procedure, office: &Office) -> bool {
    covered(procedure, office).is_some_and(|how_far| how_far < HowFar::Receives)
}

/// The offices that receive a procedure.
pub(super) fn receiving(catalogue: &Catalogue, procedure: &Procedure) -> Vec<String> {
    let offices = catalogue.offices().iter().filter(|office| !is_elsewhere(procedure, office));
    offices.map(|office| office.id.clone()).collect()
}

/// The list for a reader at an office: what is to be done at its desks, and what elsewhere. Notices, and what has to be
/// asked, stay where they are.
pub fn list_at(
    catalogue: &Catalogue,
    record: &Record,
    decisions: &[Decision],
    reader: Reader,
    office: &Office,
) -> List {
    let mut list = list(catalogue, record, decisions, reader);
    for stop in &mut list.desks {
        for entry in std::mem::take(&mut stop.entries) {
            let Some(procedure) = catalogue.procedures().get(entry.procedure) else { continue };
            match covered(procedure, office) {
                Some(how_far) if how_far < HowFar::Receives => {
                    let offices = receiving(catalogue, procedure);
                    list.elsewhere.push(Elsewhere { entry, how_far, offices });
                }
                _ => stop.entries.push(entry),
            }
        }
    }
    list.desks.retain(|stop| !stop.entries.is_empty());
    list
}

/// When a desk is open on a day with what a procedure there needs, in order. On 休日 of the law other than Saturdays and
/// Sundays it never is; on those it is where hours say so.
pub fn openings(office: &Office, desk: usize, needs: Option<&str>, day: Date) -> Vec<Opening> {
    let closed = ClosedDays { weekdays: Vec::new(), ..ClosedDays::default() };
    if closed.is_closed(day) {
        return Vec::new();
    }
    let desks = hours(office, day, |of| matches!(of, HoursOf::Desks(desks) if desks.contains(&desk)));
    let Some(needs) = needs else { return desks };
    let services = hours(office, day, |of| is_of_service(of, needs));
    let mut both = Vec::new();
    for desk in &desks {
        for service in &services {
            let (from, until) = (desk.from.max(service.from), desk.until.min(service.until));
            if from < until {
                both.push(Opening { day, from, until });
            }
        }
    }
    both
}

/// The hours of a day, those that touch made one.
fn hours(office: &Office, day: Date, of: impl Fn(&HoursOf) -> bool) -> Vec<Opening> {
    let here = office.hours.iter().filter(|hours| of(&hours.of) && hours.on(day));
    let mut hours: Vec<Opening> =
        here.map(|hours| Opening { day, from: hours.from, until: hours.until }).collect();
    hours.sort_unstable_by_key(|opening| opening.from);
    hours.dedup_by(|later, before| {
        let touches = later.from <= before.until;
        if touches {
            before.until = before.until.max(later.until);
        }
        touches
    });
    hours
}

fn is_of_service(of: &HoursOf, needs: &str) -> bool {
    matches!(of, HoursOf::Service(service) if service == needs)
}

/// The time in which a desk is open at a moment.
pub fn open_at(
    office: &Office,
    desk: usize,
    needs: Option<&str>,
    day: Date,
    clock: Clock,
) -> Option<Opening> {
    openings(office, desk, needs, day).into_iter().find(|opening| opening.is_at(day, clock))
}

/// The first time from a moment on in which a desk is open: the one that holds the moment, else the next to begin. Looks
/// sixty days ahead.
pub fn next_open_time(
    office: &Office,
    desk: usize,
    needs: Option<&str>,
    day: Date,
    clock: Clock,
) -> Option<Opening> {
    let mut then = day;
    for _ in 0..=AHEAD {
        let mut openings = openings(office, desk, needs, then).into_iter();
        if let Some(opening) = openings.find(|opening| then != day || clock < opening.until) {
            return Some(opening);
        }
        then = then.tomorrow().ok()?;
    }
    None
}
