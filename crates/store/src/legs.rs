//! A list in stretches that each lie along one index.
//!
//! "Today's cases, and those still open" is one condition, but an engine that looks for it as one reads all of today's
//! cases for a page of fifty. Newest first, today's come before all others; and of one state they lie in order.

use crate::base::Code;
use crate::cases::{CaseFilter, CasePage, PAGE};
use crate::error::Result;
use crate::rows::CaseRecord;

/// A stretch: cases of one state or of all, opened within these moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// Of this state only.
    pub state: Option<Code>,
    /// The first moment, in milliseconds since 1970.
    pub from: i64,
    /// The first moment after it.
    pub until: i64,
}

impl Leg {
    const fn all() -> Self {
        Self { state: None, from: i64::MIN, until: i64::MAX }
    }
}

/// The first case of a day may have been given its moment a little after another's, which was faster with its number.
const SLACK_MS: i64 = 60_000;

/// The stretches of a filter: those of the first list all have to be looked at, those of the second hold older cases only,
/// where the first do not fill the page. `first_of_day` is when the first case of the filter's day was opened.
pub fn legs(filter: &CaseFilter, first_of_day: Option<i64>) -> (Vec<Leg>, Vec<Leg>) {
    let floor = first_of_day.map_or(i64::MAX, |at| at.saturating_sub(SLACK_MS));
    let mut states = filter.states.clone();
    states.sort();
    states.dedup();
    let single = filter.visit.is_some() || filter.number.is_some();
    match (filter.day, states.is_empty()) {
        _ if single => (vec![Leg::all()], Vec::new()),
        (Some(_), true) => {
            let still = filter.still.iter().cloned();
            let older = still.map(|state| Leg { state: Some(state), from: i64::MIN, until: floor });
            (vec![Leg { from: floor, ..Leg::all() }], older.collect())
        }
        (Some(_), false) => {
            let from = |state: &Code| if filter.still.contains(state) { i64::MIN } else { floor };
            let leg = |state: Code| Leg { from: from(&state), state: Some(state), until: i64::MAX };
            (states.into_iter().map(leg).collect(), Vec::new())
        }
        (None, false) if filter.changed_after.is_none() => {
            let leg = |state: Code| Leg { state: Some(state), ..Leg::all() };
            (states.into_iter().map(leg).collect(), Vec::new())
        }
        (None, _) => (vec![Leg::all()], Vec::new()),
    }
}

/// A page out of what was found in the stretches, newest first.
///
/// # Errors
/// A row that cannot be read.
pub fn page(mut rows: Vec<CaseRecord>) -> Result<CasePage> {
    rows.sort_by(|a, b| (b.opened_at, &b.id).cmp(&(a.opened_at, &a.id)));
    rows.truncate(PAGE);
    Ok(CasePage::new(rows.into_iter().map(TryFrom::try_from).collect::<Result<_>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Day;

    fn code(name: &str) -> Code {
        Code::new(name).unwrap()
    }

    fn leg(state: &str, from: i64, until: i64) -> Leg {
        Leg { state: (!state.is_empty()).then(|| code(state)), from, until }
    }

    #[test]
    fn a_day_is_looked_at_from_its_first_case_on() {
        const START: i64 = 1_000_000;
        const FLOOR: i64 = START - SLACK_MS;
        let day = CaseFilter {
            day: Some(Day::new(20_261_120).unwrap()),
            still: vec![code("entry"), code("review")],
            ..CaseFilter::default()
        };
        let older = vec![leg("entry", i64::MIN, FLOOR), leg("review", i64::MIN, FLOOR)];
        assert_eq!(legs(&day, Some(START)), (vec![leg("", FLOOR, i64::MAX)], older));
        let empty = legs(&day, None).0;
        assert_eq!(empty, vec![leg("", i64::MAX, i64::MAX)], "nothing was opened yet");
        let some = CaseFilter { states: vec![code("review"), code("completed")], ..day };
        let wanted = vec![leg("completed", FLOOR, i64::MAX), leg("review", i64::MIN, i64::MAX)];
        assert_eq!(legs(&some, Some(START)), (wanted, Vec::new()));
        let every = CaseFilter { states: vec![code("review"), code("review")], ..CaseFilter::default() };
        assert_eq!(legs(&every, None).0, vec![leg("review", i64::MIN, i64::MAX)]);
        assert_eq!(legs(&CaseFilter::default(), None), (vec![Leg::all()], Vec::new()));
    }
}
