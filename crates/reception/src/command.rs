//! What people ask of a case.

use kakanai_record::{Change, Date, Record};

use crate::ids::EventSeq;
use crate::state::CaseState;

/// Who acts, and where. Never a citizen's name: the citizen's own steps come from a terminal of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Login of the member of staff.
    pub login: String,
    /// Terminal, such as `E01`.
    pub terminal: String,
}

/// Where the first record of a case comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A sealed code made on this day; these items could not be read with certainty.
    Code {
        /// The day the citizen made it.
        made_on: Date,
        /// Paths to ask about again.
        doubts: Vec<String>,
    },
    /// Entered by staff from what the person says or from a paper form.
    Hand,
}

/// One request. The command id travels beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Opens a case.
    Open {
        /// Its first record.
        record: Box<Record>,
        /// Where that came from.
        origin: Origin,
    },
    /// Changes items.
    Amend {
        /// The changes.
        changes: Vec<Change>,
        /// The event up to which the maker has seen the case.
        seen: EventSeq,
    },
    /// The citizen has seen the filled form and says it is right.
    Confirm {
        /// The event up to which he has seen the case.
        seen: EventSeq,
    },
    /// Goes to another state.
    Turn {
        /// The state wanted.
        to: CaseState,
        /// Why; asked for where somebody will want to know.
        reason: String,
    },
    /// Forms were made for printing.
    Print {
        /// Their names.
        forms: Vec<String>,
    },
    /// The data were handed over to another system.
    HandOver {
        /// Its name.
        to: String,
    },
}
