//! What people ask of a case.

use std::collections::BTreeSet;

use kakanai_record::{Change, Date, ElementId, ItemKey, Record};

use crate::ids::{CaseId, EventSeq};
use crate::part::{Part, Registered, Sending};
use crate::procedure::{Adjust, AdjustReason, ProcedureId};
use crate::signing::{Bound, How, Printed, Role};
use crate::state::CaseState;

/// Who acts, and where. Never a citizen's name: the citizen's own steps come from a terminal of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Login of the member of staff, `tablet` for the citizen's own steps, `link` for another system's.
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
    /// A copy of an earlier case, which had ended.
    Copy {
        /// That case.
        of: CaseId,
    },
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
        /// 軽微な補正: why what was signed stays signed. Empty for everything else.
        minor: String,
    },
    /// Puts filled forms before the citizen.
    Ask {
        /// Their names.
        forms: Vec<String>,
        /// Items that they print.
        printed: Printed,
        /// The event up to which they were filled.
        seen: EventSeq,
    },
    /// The citizen has seen the filled forms and says they are right.
    Confirm {
        /// The event up to which he has seen the case.
        seen: EventSeq,
    },
    /// The citizen has seen the filled forms and wants something changed.
    Object {
        /// What, in his words; may be empty.
        words: String,
        /// The event up to which he has seen the case.
        seen: EventSeq,
    },
    /// Somebody signs, in all his roles at once.
    Sign {
        /// The roles.
        roles: BTreeSet<Role>,
        /// How.
        how: How,
        /// What he saw.
        bound: Box<Bound>,
        /// The event up to which he has seen the case.
        seen: EventSeq,
    },
    /// Puts questions before the citizen.
    AskQuestions {
        /// The places that he may answer.
        questions: BTreeSet<ItemKey>,
        /// Which of the people he is; none for somebody who files for others.
        who: Option<ElementId>,
    },
    /// The citizen answers questions that lie before him.
    AnswerQuestions {
        /// The event that put them there.
        asked: EventSeq,
        /// His answers.
        changes: Vec<Change>,
        /// The event up to which he has seen the case.
        seen: EventSeq,
        /// He has answered all that he wants to.
        done: bool,
    },
    /// Takes questions from before the citizen: he is done, or staff go on.
    EndQuestions {
        /// The event that put them there.
        asked: EventSeq,
    },
    /// Adds or strikes a procedure by hand.
    AdjustProcedure {
        /// Its name in the catalogue.
        procedure: ProcedureId,
        /// Whose, where it belongs to a person.
        person: Option<ElementId>,
        /// Which of both.
        how: Adjust,
        /// Why.
        why: AdjustReason,
        /// More about it; needed where `why` says nothing.
        note: String,
        /// The event up to which the maker has seen the case.
        seen: EventSeq,
    },
    /// Leaves a procedure to its rule again.
    RestoreProcedure {
        /// Its name in the catalogue.
        procedure: ProcedureId,
        /// Whose, where it belongs to a person.
        person: Option<ElementId>,
        /// The event up to which the maker has seen the case.
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
    /// The first review has passed: the parts that wait are sent.
    Approve {
        /// All parts of the case, and what the city's mapping says of each.
        parts: Vec<Sending>,
    },
    /// The other system has taken a part.
    PickUp {
        /// The part.
        part: Part,
    },
    /// The other system has registered a part provisionally.
    Register {
        /// The part.
        part: Part,
        /// What it says now; empty where a person registered it by hand.
        answers: Vec<Registered>,
    },
    /// The second review has passed: what came back is what was filed.
    Finalise {
        /// The part.
        part: Part,
    },
    /// The other system, or the second review, gives a part back.
    Reject {
        /// The part.
        part: Part,
        /// Why.
        reason: String,
    },
    /// A part that was sent and not taken is called back.
    Recall {
        /// The part.
        part: Part,
        /// Why.
        reason: String,
    },
}
