//! Writing: one command's outcome, in one transaction.

use kakanai_reception::ids::{CaseId, CommandId, EnvelopeHash, EventSeq, VisitId};

use crate::access::AccessEntry;
use crate::base::{Code, Day, Millis, OfficeCode, VisitNumber};
use crate::cases::StoredEvent;
use crate::chain::ChainHash;
use crate::counts::ProcedureCount;
use crate::error::{Result, StoreError};
use crate::outbox::OutboxEntry;
use crate::seal::{SealedBlob, SealedEvent};

/// Everything one command changed. All of it is kept, or nothing.
#[derive(Debug, Clone)]
pub struct Append {
    /// Made by whoever asked; appending the same command again changes nothing.
    pub command: CommandId,
    /// The case it belongs to.
    pub case: CaseId,
    /// The last event its maker had seen; [`EventSeq::ZERO`] opens the case.
    pub expected: EventSeq,
    /// When the command was accepted.
    pub at: Millis,
    /// Codes of printed notifications of this case: reading one leads to it, as the submission does
    /// that opened it. Those known for this case already are passed over.
    pub envelopes: Vec<EnvelopeHash>,
    /// At least one, sealed for the places after `expected`.
    pub events: Vec<SealedEvent>,
    /// Present exactly when the case is opened.
    pub open: Option<OpenCase>,
    /// The summary of the case after the last event, for lists.
    pub summary: SealedBlob,
    /// The state of the case after the last event.
    pub state: Code,
    /// Work to be picked up by others once this is kept.
    pub outbox: Vec<OutboxEntry>,
    /// What is counted of the events.
    pub counts: Vec<ProcedureCount>,
    /// The access log's row about this command.
    pub access: Option<AccessEntry>,
}

/// What the opening of a case adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCase {
    /// The visit the case belongs to; a new one gets the next number of its office and day.
    pub visit: VisitId,
    /// Where a new visit is opened.
    pub office: OfficeCode,
    /// On which day a new visit is opened.
    pub day: Day,
    /// The sealed submission it came from: each opens one case only.
    pub envelope: Option<EnvelopeHash>,
}

/// The answer to an [`Append`], the same for every repetition of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The case the command changed the first time: for a repeated opening perhaps not the one
    /// named now.
    pub case: CaseId,
    /// Whether the command had been kept before.
    pub repeated: bool,
    /// Its first event.
    pub first: EventSeq,
    /// Its last event.
    pub last: EventSeq,
    /// The number of the visit.
    pub number: VisitNumber,
}

impl Append {
    /// Checks what no engine needs to look up.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] saying what does not fit together.
    pub fn check(&self) -> Result<()> {
        let wrong = |what| Err(StoreError::Invalid { what });
        if self.events.is_empty() {
            return wrong("a command without events; keep nothing when nothing changed");
        }
        match (&self.open, self.expected) {
            (Some(_), EventSeq::ZERO) => Ok(()),
            (None, seq) if seq != EventSeq::ZERO => Ok(()),
            _ => wrong("a case is opened by a command that expects no event, and only by that"),
        }
    }

    /// The place of the first event.
    pub const fn first(&self) -> EventSeq {
        self.expected.next()
    }

    /// The place of the last event.
    pub const fn last(&self) -> EventSeq {
        EventSeq(self.expected.0 + self.events.len() as u64)
    }

    /// The events as they are to be kept, chained to `link`, the case's last one.
    pub fn chained(&self, mut link: ChainHash) -> Vec<StoredEvent> {
        let mut seq = self.expected;
        let chain = |sealed: &SealedEvent| {
            seq = seq.next();
            link = link.after(self.case, seq, self.command, self.at, sealed);
            StoredEvent { seq, command: self.command, at: self.at, sealed: sealed.clone(), chain: link }
        };
        self.events.iter().map(chain).collect()
    }
}
