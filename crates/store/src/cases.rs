//! Reading: cases as engines keep them.

use kakanai_reception::ids::{CaseId, CommandId, EventSeq, VisitId};

use crate::base::{Code, Day, Millis, OfficeCode, VisitNumber};
use crate::chain::ChainHash;
use crate::seal::{SealedBlob, SealedEvent};

/// Rows on one page of a list.
pub const PAGE: usize = 50;

/// An event as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place in the case.
    pub seq: EventSeq,
    /// The command that made it.
    pub command: CommandId,
    /// When that command was accepted.
    pub at: Millis,
    /// Readable with the key of the case.
    pub sealed: SealedEvent,
    /// Link of the case's chain after it.
    pub chain: ChainHash,
}

/// What is known of a case without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHeader {
    /// The case.
    pub case: CaseId,
    /// The visit it belongs to.
    pub visit: VisitId,
    /// The number of that visit.
    pub number: VisitNumber,
    /// Its state, as the last command gave it.
    pub state: Code,
    /// Its last event.
    pub seq: EventSeq,
    /// Link of the chain after that.
    pub chain: ChainHash,
    /// When it was opened.
    pub opened_at: Millis,
    /// When its last event was kept.
    pub changed_at: Millis,
    /// When it was erased; then its events stay unreadable for good.
    pub erased_at: Option<Millis>,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The clear part.
    pub header: CaseHeader,
    /// Sealed for `Place::Summary(header.seq)`; none after erasure.
    pub summary: Option<SealedBlob>,
}

/// A case as looked at by a person, its row in the access log kept with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseView {
    /// The case itself.
    pub row: CaseRow,
    /// Its events after the one asked for.
    pub events: Vec<StoredEvent>,
}

/// Which cases a list shows; what is not given is not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFilter {
    /// Of this visit only.
    pub visit: Option<VisitId>,
    /// Of this office only.
    pub office: Option<OfficeCode>,
    /// Of visits opened on this day only, and those of [`CaseFilter::still`].
    pub day: Option<Day>,
    /// Together with a day: also cases of other days that are in one of these states. A queue asks
    /// for today's and for all that are still open.
    pub still: Vec<Code>,
    /// In one of these states only; none named means any.
    pub states: Vec<Code>,
    /// Whose last event was kept after this moment only. Clocks of two servers may differ by a
    /// little: who asks for what is new asks for a little more.
    pub changed_after: Option<Millis>,
    /// Of the visit with this number only.
    pub number: Option<VisitNumber>,
}

/// One page of a list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePage {
    /// At most [`PAGE`] cases.
    pub cases: Vec<CaseRow>,
    /// Where the next page begins, if there may be one.
    pub next: Option<CaseCursor>,
}

impl CasePage {
    /// A page without cases.
    pub const EMPTY: Self = Self { cases: Vec::new(), next: None };

    /// A page out of the rows an engine found.
    pub fn new(cases: Vec<CaseRow>) -> Self {
        let full = cases.len() >= PAGE;
        let end =
            cases.last().map(|row| CaseCursor { opened_at: row.header.opened_at, case: row.header.case });
        Self { next: end.filter(|_| full), cases }
    }
}

/// The last row of a page; the next page continues after it, whatever was opened since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseCursor {
    /// When that case was opened.
    pub opened_at: Millis,
    /// That case.
    pub case: CaseId,
}

/// What screens are told; they fetch their own view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A case has moved on.
    Case(CaseChange),
    /// The tablet of a terminal was paired or let go, or shows something else.
    Tablet {
        /// The terminal.
        terminal: Code,
    },
}

/// "Case N is at event M".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseChange {
    /// The case that changed.
    pub case: CaseId,
    /// Its last event now.
    pub seq: EventSeq,
}
