//! A case in a list: its number, whose it is, where it stands, and what a clerk should see first.

use kakanai_interview::question::Asking;
use kakanai_reception::{CaseState, VisitId};
use kakanai_store::{AccessEntry, CaseFilter, CaseRow, Code, Day, OfficeCode, VisitNumber};

use super::history::who;
use crate::app::Counter;
use crate::cases::{CaseError, Summary};
use crate::fail::Fail;
use crate::session::Signed;

/// A sign beside a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// What it says.
    pub word: &'static str,
    /// `doubt` (amber) or `news` (blue).
    pub kind: &'static str,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The case.
    pub id: String,
    /// Its visit.
    pub visit: String,
    /// Number of the visit.
    pub number: String,
    /// What people call: the last digits, with the day where it is another one.
    pub tail: String,
    /// The service.
    pub service: String,
    /// The first person.
    pub name: String,
    /// How many people.
    pub people: usize,
    /// In words.
    pub state: &'static str,
    /// As a code; empty where it is unknown.
    pub code: &'static str,
    /// Signs.
    pub flags: Vec<Flag>,
    /// Parts and how far they have come.
    pub parts: String,
    /// Who worked on it last, and where.
    pub last: String,
    /// When.
    pub changed: String,
    /// Whether it was erased.
    pub erased: bool,
    /// For sorting: the moment of its last event.
    pub changed_at: i64,
}

impl Line {
    fn of(row: &CaseRow, summary: Option<Summary>, today: Day) -> Self {
        let header = &row.header;
        let erased = header.erased_at.is_some();
        let state = CaseState::of_code(header.state.as_str());
        let summary = summary.unwrap_or_default();
        let parts = summary.parts.iter().map(|(part, state)| {
            let part = kakanai_reception::Part::of_code(part).map_or(part.as_str(), |part| part.word());
            format!("{part} {state}")
        });
        let (login, terminal) = &summary.last;
        Self {
            id: header.case.to_string(),
            visit: header.visit.to_string(),
            number: header.number.to_string(),
            tail: tail(&header.number, today),
            service: service_word(&summary.service),
            people: summary.people,
            state: if erased { "消去済み" } else { state.map_or("", CaseState::word) },
            code: state.map_or("", CaseState::code),
            flags: flags(state, &summary),
            parts: parts.collect::<Vec<_>>().join("・"),
            last: who(login, terminal),
            changed: clock_time(header.changed_at.0),
            changed_at: header.changed_at.0,
            name: summary.name,
            erased,
        }
    }

    /// Whether somebody with these roles should look at it before others.
    pub fn is_first(&self, reviewer: bool, clerk: bool) -> bool {
        let waits = self.code == CaseState::Review.code() && !self.erased;
        let asks_clerk = self.code == CaseState::Returned.code() || !self.flags.is_empty();
        (reviewer && waits && self.needs_review()) || (clerk && !self.erased && asks_clerk)
    }

    /// Not while every part is with the other system.
    fn needs_review(&self) -> bool {
        use kakanai_reception::PartState::{Provisional, Waiting};
        [Waiting, Provisional].iter().any(|state| self.parts.contains(state.word()))
    }
}

fn flags(state: Option<CaseState>, summary: &Summary) -> Vec<Flag> {
    use kakanai_reception::PartState::{Provisional, Rejected};
    if !state.is_some_and(CaseState::is_open) {
        return Vec::new();
    }
    let is =
        |wanted: kakanai_reception::PartState| summary.parts.iter().any(|(_, word)| word == wanted.word());
    let signs = [
        (summary.objected, Flag { word: "申し出", kind: "doubt" }),
        // The state says it already where the case as a whole came back.
        (is(Rejected) && state != Some(CaseState::Returned), Flag { word: "差戻し", kind: "doubt" }),
        (is(Provisional), Flag { word: "回答あり", kind: "news" }),
    ];
    signs.into_iter().filter(|(shown, _)| *shown).map(|(_, flag)| flag).collect()
}

/// `0001`; `11/19 0001` of another day.
fn tail(number: &VisitNumber, today: Day) -> String {
    let day = number.day.yyyymmdd();
    match number.day == today {
        true => format!("{:04}", number.serial),
        false => format!("{}/{} {:04}", day / 100 % 100, day % 100, number.serial),
    }
}

/// The word of a service; its key where the core list does not have it.
pub fn service_word(key: &str) -> String {
    let code = kakanai_record::codes::list("service").and_then(|codes| codes.by_key(key));
    code.map_or_else(|| key.to_owned(), |code| code.word().to_owned())
}

/// Time of day in Japan, which knows no summer time.
pub fn clock_time(unix_ms: i64) -> String {
    let minutes = (unix_ms.div_euclid(60_000) + 9 * 60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Today as the store writes days.
///
/// # Errors
/// A clock beyond all calendars.
pub fn today(counter: &Counter) -> Result<Day, Fail> {
    let today = counter.clock.today();
    let number = u32::try_from(
        i32::from(today.year()) * 10_000 + i32::from(today.month()) * 100 + i32::from(today.day()),
    );
    Day::new(number.unwrap_or_default()).map_err(|error| Fail::Internal(error.to_string()))
}

/// States in which a case is still to be worked on.
pub fn open_states() -> Vec<Code> {
    let open = CaseState::ALL.into_iter().filter(|state| state.is_open());
    open.filter_map(|state| Code::new(state.code()).ok()).collect()
}

/// Today's cases of the office, and those of other days that are still open.
///
/// # Errors
/// A clock beyond all calendars.
pub fn of_today(counter: &Counter, office: Option<OfficeCode>) -> Result<CaseFilter, Fail> {
    Ok(CaseFilter { office, day: Some(today(counter)?), still: open_states(), ..CaseFilter::default() })
}

/// One page of lines, with the place where the next one begins. The access log gets its row.
///
/// # Errors
/// When the store or the vault fails.
pub async fn lines(
    counter: &Counter,
    signed: &Signed,
    filter: CaseFilter,
    after: Option<kakanai_store::CaseCursor>,
) -> Result<(Vec<Line>, Option<kakanai_store::CaseCursor>), Fail> {
    let access = counter.access(None, &signed.actor(), "list");
    let access = access.map_err(|error| Fail::Internal(error.to_string()))?;
    read(counter, filter, after, Some(access)).await
}

async fn read(
    counter: &Counter,
    filter: CaseFilter,
    after: Option<kakanai_store::CaseCursor>,
    access: Option<AccessEntry>,
) -> Result<(Vec<Line>, Option<kakanai_store::CaseCursor>), Fail> {
    let page = counter.store.list_cases(filter, after, access).await?;
    let cases = counter.summaries(page.cases).await.map_err(CaseError::from)?;
    let today = today(counter)?;
    Ok((cases.into_iter().map(|(row, summary)| Line::of(&row, summary, today)).collect(), page.next))
}

/// The cases of a visit, in the order of their opening.
///
/// # Errors
/// As for [`lines`].
pub async fn of_visit(counter: &Counter, signed: &Signed, visit: VisitId) -> Result<Vec<Line>, Fail> {
    let filter = CaseFilter { visit: Some(visit), ..CaseFilter::default() };
    let (mut found, _) = lines(counter, signed, filter, None).await?;
    found.reverse();
    Ok(found)
}

/// The same for a page that shows [`lines`] as well: their row of the access log says that lists were looked at.
///
/// # Errors
/// As for [`lines`].
pub async fn of_visit_beside(counter: &Counter, visit: VisitId) -> Result<Vec<Line>, Fail> {
    let filter = CaseFilter { visit: Some(visit), ..CaseFilter::default() };
    let (mut found, _) = read(counter, filter, None, None).await?;
    found.reverse();
    Ok(found)
}

/// What the elements of a list are called: people by name, certificates by kind and copies.
pub fn element_name(asking: &Asking, list: kakanai_record::Tag, id: kakanai_record::ElementId) -> String {
    kakanai_interview::question::element::named(asking, list, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(code: &'static str, parts: &str, flags: Vec<Flag>) -> Line {
        Line {
            id: String::new(),
            visit: String::new(),
            number: String::new(),
            tail: String::new(),
            service: String::new(),
            name: String::new(),
            people: 0,
            state: "",
            code,
            flags,
            parts: parts.to_owned(),
            last: String::new(),
            changed: String::new(),
            erased: false,
            changed_at: 0,
        }
    }

    #[test]
    fn what_waits_for_somebody_comes_first_for_him() {
        let objected = Flag { word: "申し出", kind: "doubt" };
        for (line, reviewer, clerk) in [
            (line("review", "届出 審査待ち", vec![]), true, false),
            (line("review", "届出 送信", vec![]), false, false),
            (line("review", "届出 仮登録・証明書 送信", vec![]), true, false),
            (line("returned", "届出 審査待ち", vec![]), false, true),
            (line("entry", "届出 審査待ち", vec![objected]), false, true),
            (line("entry", "届出 審査待ち", vec![]), false, false),
        ] {
            assert_eq!(line.is_first(true, false), reviewer, "{line:?}");
            assert_eq!(line.is_first(false, true), clerk, "{line:?}");
        }
    }

    #[test]
    fn a_number_of_another_day_says_so() {
        let day = |number| Day::new(number).unwrap();
        let number = |text: &str| text.parse::<VisitNumber>().unwrap();
        assert_eq!(tail(&number("E-20261120-0001"), day(20_261_120)), "0001");
        assert_eq!(tail(&number("E-20261119-0012"), day(20_261_120)), "11/19 0012");
    }

    #[test]
    fn signs_are_for_cases_still_open() {
        let parts = |state: &str| vec![("move".to_owned(), state.to_owned())];
        let summary = |objected, state| Summary { objected, parts: parts(state), ..Summary::default() };
        let words = |state, summary: &Summary| -> Vec<&str> {
            flags(Some(state), summary).into_iter().map(|flag| flag.word).collect()
        };
        assert_eq!(words(CaseState::Entry, &summary(true, "審査待ち")), ["申し出"]);
        assert_eq!(words(CaseState::Review, &summary(false, "仮登録")), ["回答あり"]);
        assert_eq!(words(CaseState::Entry, &summary(true, "差戻し")), ["申し出", "差戻し"]);
        assert!(words(CaseState::Completed, &summary(true, "差戻し")).is_empty());
    }
}
