//! Hash chains: over the ciphertexts of a case, so that it verifies even when nobody can read it
//! any more.
//!
//! chain 0 = SHA-256("kakanai case chain 1" ‖ case); chain n = SHA-256(chain n−1 ‖ case ‖ seq ‖
//! command ‖ at ‖ sealed event), numbers as 8 bytes big-endian. Every part but the last has a fixed
//! length, so that no two events hash alike.

use std::fmt;

use kakanai_reception::ids::{CaseId, CommandId, EventSeq};
use sha2::{Digest, Sha256};

use crate::base::Millis;
use crate::cases::{CaseHeader, StoredEvent};
use crate::seal::SealedEvent;

/// A link of a hash chain: SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// The link before the first event of a case.
    pub fn before(case: CaseId) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"kakanai case chain 1");
        hash.update(case.as_bytes());
        Self(hash.finalize().into())
    }

    /// The link after an event.
    #[must_use]
    pub fn after(
        self,
        case: CaseId,
        seq: EventSeq,
        command: CommandId,
        at: Millis,
        sealed: &SealedEvent,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(case.as_bytes());
        hash.update(seq.0.to_be_bytes());
        hash.update(command.as_bytes());
        hash.update(at.0.to_be_bytes());
        hash.update(sealed.as_bytes());
        Self(hash.finalize().into())
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Where a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// An event is missing, doubled or out of order.
    #[error("event {expected} should come next, event {found} does: events were lost or added")]
    Gap {
        /// The place that should come next.
        expected: EventSeq,
        /// The place found.
        found: EventSeq,
    },
    /// An event, its command, its time or its link was altered.
    #[error("event {seq} does not match its hash: it was altered")]
    Altered {
        /// The first event that does not match.
        seq: EventSeq,
    },
    /// The last event is not the one the case itself names.
    #[error("the case stands at event {header}, its events end at {found}: events were cut off")]
    Cut {
        /// The last event according to the case.
        header: EventSeq,
        /// The last event found.
        found: EventSeq,
    },
}

/// Checks all events of a case from the first on and gives the last link.
///
/// Needs no key: works after erasure.
///
/// # Errors
/// [`ChainError`] at the first event that does not fit.
pub fn verify_chain(case: CaseId, events: &[StoredEvent]) -> Result<ChainHash, ChainError> {
    let mut link = ChainHash::before(case);
    let mut expected = EventSeq::ZERO.next();
    for event in events {
        if event.seq != expected {
            return Err(ChainError::Gap { expected, found: event.seq });
        }
        link = link.after(case, event.seq, event.command, event.at, &event.sealed);
        if link != event.chain {
            return Err(ChainError::Altered { seq: event.seq });
        }
        expected = expected.next();
    }
    Ok(link)
}

/// Like [`verify_chain`], and checks that the case itself names the same end.
///
/// # Errors
/// [`ChainError`] at the first event that does not fit, or where the last ones were cut off.
pub fn verify_case(header: &CaseHeader, events: &[StoredEvent]) -> Result<ChainHash, ChainError> {
    let link = verify_chain(header.case, events)?;
    let found = events.last().map_or(EventSeq::ZERO, |event| event.seq);
    if found == header.seq && link == header.chain {
        Ok(link)
    } else {
        Err(ChainError::Cut { header: header.seq, found })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: CaseId = CaseId::from_bytes([1; 16]);

    fn three() -> Vec<StoredEvent> {
        let mut link = ChainHash::before(CASE);
        let command = CommandId::from_bytes([2; 16]);
        (1..=3)
            .map(|n| {
                let (seq, at) = (EventSeq(n), Millis(1000));
                let sealed = SealedEvent::from_bytes(vec![b'x'; n as usize]);
                link = link.after(CASE, seq, command, at, &sealed);
                StoredEvent { seq, command, at, sealed, chain: link }
            })
            .collect()
    }

    #[test]
    fn what_was_written_verifies() {
        let events = three();
        assert_eq!(verify_chain(CASE, &events), Ok(events[2].chain));
        assert_eq!(verify_chain(CASE, &[]), Ok(ChainHash::before(CASE)));
    }

    #[test]
    fn every_alteration_is_found_at_its_place() {
        let altered = |change: fn(&mut Vec<StoredEvent>)| {
            let mut events = three();
            change(&mut events);
            verify_chain(CASE, &events)
        };
        let at = |seq| Err(ChainError::Altered { seq: EventSeq(seq) });
        assert_eq!(altered(|e| e[1].at = Millis(1001)), at(2));
        assert_eq!(altered(|e| e[0].command = CommandId::from_bytes([3; 16])), at(1));
        assert_eq!(altered(|e| e[2].sealed = SealedEvent::from_bytes(vec![])), at(3));
        assert_eq!(
            altered(|e| drop(e.remove(1))),
            Err(ChainError::Gap { expected: EventSeq(2), found: EventSeq(3) })
        );
        assert_eq!(verify_chain(CaseId::from_bytes([9; 16]), &three()), at(1));
    }
}
