//! From a command to events, or to the reason why not.
//!
//! [`record`] changes items, [`turn`] changes states, [`tablet`] is the citizen's own, [`questions`] what he is asked
//! there, [`procedures`] what the desk adds or strikes, [`handover`] the way of the parts to the other system.

mod handover;
mod procedures;
mod questions;
mod record;
mod tablet;
mod turn;

use kakanai_record::{Answer, Dictionary, ItemKey, RecordError};

use crate::case::Case;
use crate::command::{Actor, Command};
use crate::event::Event;
use crate::ids::EventSeq;
use crate::part::Part;
use crate::state::CaseState;

use procedures::Wanted;

/// One place that somebody else changed in the meantime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The place.
    pub key: ItemKey,
    /// The event that changed it.
    pub seq: EventSeq,
    /// Who.
    pub by: String,
    /// What it says now.
    pub now: Answer,
}

/// Why a command makes nothing happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The case is open already.
    #[error("the case is already open")]
    AlreadyOpen,
    /// There is no such case.
    #[error("there is no such case")]
    NotOpen,
    /// Somebody changed the same items after the maker last saw them.
    #[error("{} items were changed by somebody else in the meantime", changed.len())]
    Conflict {
        /// What changed, by whom, and what it says now.
        changed: Vec<Changed>,
    },
    /// The record refuses a change.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The case is closed: nothing changes any more.
    #[error("the case is {}", state.code())]
    Closed {
        /// Its state.
        state: CaseState,
    },
    /// The case is not closed yet.
    #[error("the case is still {}", state.code())]
    StillOpen {
        /// Its state.
        state: CaseState,
    },
    /// No way leads from one state to the other.
    #[error("a case that is {} cannot become {}", from.code(), to.code())]
    NoSuchTurn {
        /// Now.
        from: CaseState,
        /// Wanted.
        to: CaseState,
    },
    /// Who worked on a case does not review it.
    #[error("who worked on a case does not review it")]
    OwnWork,
    /// This needs a reason.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// The case is not before a reviewer.
    #[error("the case is not in review")]
    NotInReview,
    /// The other system has the part in hand: call it back, or wait for its answer.
    #[error("the {} part is with the other system", part.code())]
    Out {
        /// The part.
        part: Part,
    },
    /// The part is not at a point where this can be said of it.
    #[error("the {} part is not at that point", part.code())]
    WrongPoint {
        /// The part.
        part: Part,
    },
    /// What the citizen sees is out of date, or nothing was put before him.
    #[error("what was shown is out of date")]
    OutOfDate,
    /// These changes are more than a 軽微な補正.
    #[error("{} changes are of substance", keys.len())]
    Substance {
        /// Where.
        keys: Vec<ItemKey>,
    },
    /// A signature without a role.
    #[error("nobody signs in no role")]
    NoRole,
    /// Procedures and questions belong to people of the case, or to nobody single.
    #[error("there is no such person in the case")]
    NoPerson,
    /// Nobody adds a procedure for a reason to strike it.
    #[error("the reason does not fit what is done")]
    ReasonDoesNotFit,
    /// The note does not fit.
    #[error("a note has at most {} characters, none of control", crate::procedure::MOST_NOTE)]
    NoteTooLong,
    /// Somebody else added, struck or restored the procedure in the meantime.
    #[error("the procedure was changed by {by} in event {seq}")]
    ProcedureMoved {
        /// The event.
        seq: EventSeq,
        /// Who.
        by: String,
    },
    /// Questions that nobody may put before this citizen; none named where there are none at all, or too many.
    #[error("{} questions cannot be put before this citizen", keys.len())]
    NotToAsk {
        /// Where.
        keys: Vec<ItemKey>,
    },
    /// Changes of something that was not asked.
    #[error("{} of the places were not asked", keys.len())]
    NotAsked {
        /// Where.
        keys: Vec<ItemKey>,
    },
}

/// Answers a command. Nothing happens where nothing would change: no events, no error.
///
/// # Errors
/// [`Refusal`].
pub fn decide(
    dictionary: &Dictionary,
    case: Option<&Case>,
    command: &Command,
    actor: &Actor,
) -> Result<Vec<Event>, Refusal> {
    let Some(case) = case else {
        return match command {
            Command::Open { record, origin } => {
                Ok(vec![Event::Opened { record: record.clone(), origin: origin.clone() }])
            }
            _ => Err(Refusal::NotOpen),
        };
    };
    match command {
        Command::Open { .. } => Err(Refusal::AlreadyOpen),
        Command::Amend { changes, seen, minor } => record::amend(dictionary, case, changes, *seen, minor),
        Command::Ask { forms, printed, seen } => tablet::ask(dictionary, case, forms, printed, *seen),
        Command::Confirm { seen } => tablet::confirm(case, *seen),
        Command::Object { words, seen } => tablet::object(case, words, *seen),
        Command::Sign { roles, how, bound, seen } => tablet::sign(case, roles, how, bound, *seen),
        Command::AskQuestions { questions, who } => questions::ask(dictionary, case, questions, *who),
        Command::AnswerQuestions { asked, changes, seen, done } => {
            questions::answer(dictionary, case, *asked, changes, (*seen, *done))
        }
        Command::EndQuestions { asked } => Ok(questions::end(case, *asked)),
        Command::AdjustProcedure { procedure, person, how, why, note, seen } => {
            let wanted = Wanted { how: *how, why: *why, note };
            procedures::adjust(case, &(procedure.clone(), *person), &wanted, *seen)
        }
        Command::RestoreProcedure { procedure, person, seen } => {
            procedures::restore(case, &(procedure.clone(), *person), *seen)
        }
        Command::Turn { to, reason } => turn::turn(case, *to, reason, actor),
        Command::Print { forms } => Ok(vec![Event::Printed { forms: forms.clone() }]),
        Command::Approve { parts } => handover::approve(case, parts, actor),
        Command::PickUp { part } => handover::pick_up(case, *part),
        Command::Register { part, answers } => handover::register(case, *part, answers),
        Command::Finalise { part } => handover::finalise(case, *part, actor),
        Command::Reject { part, reason } => handover::reject(case, *part, reason),
        Command::Recall { part, reason } => handover::recall(case, *part, reason),
    }
}

fn must_be_open(case: &Case) -> Result<(), Refusal> {
    if case.state.is_open() { Ok(()) } else { Err(Refusal::Closed { state: case.state }) }
}

/// In review, what was sent is what stands. Once a part came back or was called back the case is in work
/// again, whatever its other parts do.
fn must_be_in_hand(case: &Case) -> Result<(), Refusal> {
    if case.state == CaseState::Review { nothing_out(case) } else { Ok(()) }
}

fn nothing_out(case: &Case) -> Result<(), Refusal> {
    match case.parts().find(|(_, handover)| handover.state.is_out()) {
        Some((part, _)) => Err(Refusal::Out { part }),
        None => Ok(()),
    }
}

fn reason_given(reason: &str) -> Result<String, Refusal> {
    match reason.trim() {
        "" => Err(Refusal::ReasonNeeded),
        reason => Ok(reason.to_owned()),
    }
}
