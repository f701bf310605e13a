//! Offices and their hours from source to compiled: every desk, office and time in them is looked up.

use crate::fault::Fault;
use crate::office::{Clock, Hours, HoursOf, Office};
use crate::procedure::{Desk, HowFar};
use crate::source::{HoursSource, OfficeSource, Source};

const FILE: &str = "offices.toml";

/// Days of the week as the file names them.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Monday to Friday.
const WORKDAYS: u8 = 0b001_1111;

/// A month has five Mondays at most.
const ALL_WEEKS: u8 = 0b1_1111;

/// The offices in the order of the file, each with its hours.
pub(super) fn offices(source: &Source, desks: &[Desk], faults: &mut Vec<Fault>) -> Vec<Office> {
    let mut offices: Vec<Office> = Vec::with_capacity(source.offices.len());
    for written in &source.offices {
        let mut reading = Reading { desks, of: ["office `", &written.id, "`: "].concat(), faults };
        let office = reading.office(written);
        if offices.iter().any(|known| known.id == office.id) {
            reading.fault(&["is there twice"]);
        }
        if offices.iter().any(|known| known.letter == office.letter) {
            reading.fault(&["another office has the letter `", &office.letter, "`"]);
        }
        offices.push(office);
    }
    for written in &source.hours {
        let of = ["hours `", &written.from, "` to `", &written.until, "`: "].concat();
        let mut reading = Reading { desks, of, faults };
        for id in &written.offices {
            if !offices.iter().any(|office| office.id == *id) {
                reading.fault(&["`", id, "` is no office"]);
            }
        }
        let Some(hours) = reading.hours(written) else { continue };
        for office in &mut offices {
            if written.offices.is_empty() || written.offices.contains(&office.id) {
                office.hours.push(hours.clone());
            }
        }
    }
    offices
}

struct Reading<'a> {
    desks: &'a [Desk],
    of: String,
    faults: &'a mut Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, what: &[&str]) {
        self.faults.push(Fault::new(FILE, [&self.of, what.concat().as_str()].concat()));
    }

    fn office(&mut self, written: &OfficeSource) -> Office {
        let OfficeSource { id, letter, floor, how_far, desks } = written;
        if letter.len() != 1 || !letter.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.fault(&["`letter` is one letter, A to Z"]);
        }
        for desk in desks.keys().filter(|id| self.desk(id).is_none()).collect::<Vec<_>>() {
            self.fault(&["`", desk, "` is no desk of desks.toml"]);
        }
        let rest = how_far.map(|level| self.level(level));
        let mut levels = Vec::with_capacity(self.desks.len());
        for desk in self.desks {
            levels.push(match desks.get(&desk.id) {
                Some(level) => self.level(*level),
                None => rest.unwrap_or(desk.how_far),
            });
        }
        let (id, letter, floor) = (id.clone(), letter.clone(), floor.clone());
        Office { id, letter, floor, how_far: levels, hours: Vec::new() }
    }

    fn level(&mut self, number: u16) -> HowFar {
        HowFar::of(number).unwrap_or_else(|| {
            self.fault(&["goes as far as 1 (points to another desk) to 6 (advises)"]);
            HowFar::Points
        })
    }

    fn desk(&self, id: &str) -> Option<usize> {
        self.desks.iter().position(|desk| desk.id == id)
    }

    fn hours(&mut self, written: &HoursSource) -> Option<Hours> {
        let before = self.faults.len();
        let of = self.of_what(written);
        let (weekdays, weeks) = (self.weekdays(&written.weekdays), self.weeks(&written.nth));
        let times = Clock::parse(&written.from).zip(Clock::parse(&written.until));
        let Some((from, until)) = times.filter(|(from, until)| from < until) else {
            self.fault(&["are two times such as 8:30, the earlier first"]);
            return None;
        };
        (self.faults.len() == before).then_some(Hours { of, weekdays, weeks, from, until })
    }

    fn of_what(&mut self, written: &HoursSource) -> HoursOf {
        match &written.service {
            Some(_) if !written.desks.is_empty() => self.fault(&["are those of `desks` or of a `service`"]),
            Some(service) => return HoursOf::Service(service.clone()),
            None if written.desks.is_empty() => return HoursOf::Desks((0..self.desks.len()).collect()),
            None => {}
        }
        let mut places = Vec::with_capacity(written.desks.len());
        for id in &written.desks {
            match self.desk(id) {
                Some(at) => places.push(at),
                None => self.fault(&["`", id, "` is no desk of desks.toml"]),
            }
        }
        HoursOf::Desks(places)
    }

    fn weekdays(&mut self, names: &[String]) -> u8 {
        let mut days = if names.is_empty() { WORKDAYS } else { 0 };
        for name in names {
            match WEEKDAYS.iter().position(|known| known == name) {
                Some(at) => days |= 1 << at,
                None => self.fault(&["`", name, "` is none of mon, tue, wed, thu, fri, sat, sun"]),
            }
        }
        days
    }

    fn weeks(&mut self, nth: &[u16]) -> u8 {
        let mut weeks = if nth.is_empty() { ALL_WEEKS } else { 0 };
        for n in nth {
            match n {
                1..=5 => weeks |= 1 << (n - 1),
                _ => self.fault(&["`nth` counts from 1 to 5"]),
            }
        }
        weeks
    }
}

/// What only the city's check looks for: the browser gets what has passed it.
#[cfg(feature = "files")]
pub(crate) fn check(offices: &[Office], desks: &[Desk]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for office in offices {
        let of = ["office `", &office.id, "`: "].concat();
        for (at, hours) in office.hours.iter().enumerate() {
            for other in office.hours.iter().skip(at + 1).filter(|other| overlap(hours, other)) {
                let what = format!(
                    "{of}hours `{}` to `{}` overlap `{}` to `{}`",
                    other.from, other.until, hours.from, hours.until
                );
                faults.push(Fault::new(FILE, what));
            }
        }
        for (at, desk) in desks.iter().enumerate().filter(|(at, _)| office.how_far(*at) >= HowFar::Receives) {
            let opens = |hours: &Hours| matches!(&hours.of, HoursOf::Desks(desks) if desks.contains(&at));
            if !office.hours.iter().any(opens) {
                faults
                    .push(Fault::new(FILE, format!("{of}desk `{}` receives, and has no [[hours]]", desk.id)));
            }
        }
    }
    faults
}

#[cfg(feature = "files")]
fn overlap(one: &Hours, other: &Hours) -> bool {
    let of_the_same = match (&one.of, &other.of) {
        (HoursOf::Desks(desks), HoursOf::Desks(others)) => desks.iter().any(|desk| others.contains(desk)),
        (one, other) => one == other,
    };
    let days = one.weekdays & other.weekdays != 0 && one.weeks & other.weeks != 0;
    of_the_same && days && one.from < other.until && other.from < one.until
}
