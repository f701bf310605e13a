//! Procedures that a clerk added or struck by hand, with the reason, so that rules can be mended.
//!
//! The rules of the catalogue decide (`interview::guide`); where they are wrong for a household, or something is done
//! elsewhere, the desk says so. That stays with the case. What is counted ([`Counted`]) holds names of procedures and
//! codes alone: no person, no case, no note.

use std::fmt;
use std::str::FromStr;

use kakanai_record::{Change, ElementId, Record, core};

use crate::event::Event;
use crate::ids::EventSeq;

/// Longest note, in characters.
pub const MOST_NOTE: usize = 200;

/// The name of a procedure in the catalogue: small letters, digits and `_`, at most [`ProcedureId::MOST`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProcedureId(String);

/// Why a text names no procedure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a procedure's name has 1 to 64 of a-z, 0-9 and _, and begins with a letter")]
pub struct NoProcedure;

impl ProcedureId {
    /// Most characters.
    pub const MOST: usize = 64;

    /// Takes a name as the catalogue writes it. Whether the catalogue knows it is not asked here.
    ///
    /// # Errors
    /// [`NoProcedure`].
    pub fn new(name: &str) -> Result<Self, NoProcedure> {
        let small = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
        let fits = name.len() <= Self::MOST
            && name.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
            && name.bytes().all(small);
        if fits { Ok(Self(name.to_owned())) } else { Err(NoProcedure) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProcedureId {
    type Err = NoProcedure;

    fn from_str(text: &str) -> Result<Self, NoProcedure> {
        Self::new(text)
    }
}

impl fmt::Display for ProcedureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was done to a procedure by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Adjust {
    /// It is needed, whatever its rule says.
    Add,
    /// It is not needed, whatever its rule says.
    Strike,
}

impl Adjust {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Add, Self::Strike];

    /// The code in storage and in what is counted.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Strike => "strike",
        }
    }

    /// What a code says.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.code() == code)
    }

    /// The word on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Add => "追加",
            Self::Strike => "取り消し",
        }
    }

    /// Whether the procedure is needed now.
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Add)
    }
}

/// Why something was added or struck: a short list, so that it can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdjustReason {
    /// The rule asks for the wrong thing.
    RuleWrong,
    /// The rule is right, an answer is not.
    AnswerWrong,
    /// It was done at another desk, or in another way.
    DoneElsewhere,
    /// The citizen does not want it.
    CitizenDeclines,
    /// The citizen wants it.
    CitizenAsks,
    /// Something else, which the note says.
    Other,
}

impl AdjustReason {
    /// All, in the order of the screen.
    pub const ALL: [Self; 6] = [
        Self::RuleWrong,
        Self::AnswerWrong,
        Self::DoneElsewhere,
        Self::CitizenDeclines,
        Self::CitizenAsks,
        Self::Other,
    ];

    /// The code in storage and in what is counted.
    pub const fn code(self) -> &'static str {
        match self {
            Self::RuleWrong => "rule_wrong",
            Self::AnswerWrong => "answer_wrong",
            Self::DoneElsewhere => "done_elsewhere",
            Self::CitizenDeclines => "citizen_declines",
            Self::CitizenAsks => "citizen_asks",
            Self::Other => "other",
        }
    }

    /// The reason of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }

    /// The word on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RuleWrong => "条件が合っていない",
            Self::AnswerWrong => "答えが違う",
            Self::DoneElsewhere => "他で済んでいる",
            Self::CitizenDeclines => "本人が希望しない",
            Self::CitizenAsks => "本人が希望する",
            Self::Other => "その他",
        }
    }

    /// Whether it can be the reason: nobody adds what he declines, or what is done already.
    pub const fn fits(self, how: Adjust) -> bool {
        match self {
            Self::RuleWrong | Self::AnswerWrong | Self::Other => true,
            Self::DoneElsewhere | Self::CitizenDeclines => matches!(how, Adjust::Strike),
            Self::CitizenAsks => matches!(how, Adjust::Add),
        }
    }

    /// Whether the note has to say more.
    pub const fn wants_note(self) -> bool {
        matches!(self, Self::Other)
    }
}

/// Whose procedure: its name, and the person where it belongs to one.
pub type Whose = (ProcedureId, Option<ElementId>);

/// A procedure added or struck by hand, while that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// Added or struck.
    pub how: Adjust,
    /// Why.
    pub why: AdjustReason,
    /// About the rule, in the clerk's words; mostly empty.
    pub note: String,
    /// The event.
    pub seq: EventSeq,
    /// Login of who did it.
    pub by: String,
}

/// What is counted of a case's events, for whoever mends the rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The procedure.
    pub procedure: ProcedureId,
    /// Added or struck.
    pub how: Adjust,
    /// Why.
    pub why: AdjustReason,
    /// Whether that was undone; else done.
    pub restored: bool,
}

impl Counted {
    /// What an event adds to the counts.
    pub fn of(event: &Event) -> Option<Self> {
        let (procedure, how, why, restored) = match event {
            Event::ProcedureAdjusted { procedure, how, why, .. } => (procedure, how, why, false),
            Event::ProcedureRestored { procedure, how, why, .. } => (procedure, how, why, true),
            _ => return None,
        };
        Some(Self { procedure: procedure.clone(), how: *how, why: *why, restored })
    }
}

/// Whether there is such a person: procedures belong to movers, or to nobody single.
pub(crate) fn is_there(record: &Record, person: Option<ElementId>) -> bool {
    person.is_none_or(|person| record.elements(core::MOVER.key()).contains(&person))
}

/// The mover whom a change removes.
pub(crate) fn removed(change: &Change) -> Option<ElementId> {
    match change {
        Change::Remove(list, person) if *list == core::MOVER.key() => Some(*person),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_procedures_name_is_short_and_plain() {
        for name in ["a", "move_in_paper", "out_20", &"a".repeat(64)] {
            assert_eq!(ProcedureId::new(name).map(|id| id.to_string()), Ok(name.to_owned()));
        }
        for wrong in ["", "_a", "2a", "Move", "a-b", "a b", "転入", "a\u{0}", &"a".repeat(65)] {
            assert_eq!(ProcedureId::new(wrong), Err(NoProcedure), "{wrong}");
        }
    }

    #[test]
    fn codes_are_read_as_they_are_written() {
        for why in AdjustReason::ALL {
            assert_eq!(AdjustReason::of_code(why.code()), Some(why));
            assert!(Adjust::ALL.into_iter().any(|how| why.fits(how)), "{why:?} fits nothing");
        }
        for how in Adjust::ALL {
            assert_eq!(Adjust::of_code(how.code()), Some(how));
        }
        assert_eq!((AdjustReason::of_code(""), Adjust::of_code("added")), (None, None));
    }
}
