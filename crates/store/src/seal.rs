//! Sealing of payloads under the key of their case.
//!
//! Format: version (1 byte, now 1) ‖ nonce (12) ‖ ChaCha20-Poly1305 ciphertext and tag (RFC 8439).
//! The associated data bind version, case and [`Place`], so that a sealed value moved to another
//! case, another event or another use does not open.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key};
use kakanai_reception::ids::{CaseId, EventSeq};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::outbox::OutboxId;

/// Version of the sealed format, its first byte.
const FORMAT: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;

/// The key of one case. Kept in a [`KeyVault`](crate::KeyVault), wiped from memory when dropped.
#[derive(Clone)]
pub struct CaseKey([u8; 32]);

impl CaseKey {
    /// Takes 32 bytes drawn from a secure source.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Bytes that only whoever holds the key can make, the same for the same purpose and content: a seed for
    /// what has to come out the same again.
    pub fn seed(&self, purpose: &str, content: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update((purpose.len() as u64).to_be_bytes());
        hash.update(purpose);
        hash.update(self.0);
        hash.update(content);
        hash.finalize().into()
    }
}

impl Drop for CaseKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseKey(redacted)")
    }
}

/// 96 random bits, drawn anew for every sealing: repeating one under the same key betrays both
/// plaintexts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nonce(pub [u8; NONCE]);

/// What a sealed value is, and where it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An event at its place in the case.
    Event(EventSeq),
    /// The summary of a case after this event.
    Summary(EventSeq),
    /// The payload of an outbox entry.
    Outbox(OutboxId),
}

impl Place {
    fn associated(self, case: CaseId) -> Vec<u8> {
        let mut data = Vec::with_capacity(34);
        data.extend_from_slice(case.as_bytes());
        match self {
            Self::Event(seq) => data.extend_from_slice(&seq.0.to_be_bytes()),
            Self::Summary(seq) => data.extend_from_slice(&seq.0.to_be_bytes()),
            Self::Outbox(id) => data.extend_from_slice(&id.0),
        }
        data.push(match self {
            Self::Event(_) => b'e',
            Self::Summary(_) => b's',
            Self::Outbox(_) => b'o',
        });
        data.push(FORMAT);
        data
    }
}

/// Why a payload could not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Longer than the cipher takes (256 GiB): never in practice.
    #[error("the payload is too long to be sealed")]
    TooLong,
    /// Shorter than the shortest sealed value, or of a later version.
    #[error("the sealed value has format {0:?}; this version reads format 1: update the program")]
    Format(Option<u8>),
    /// The key is another one, or the bytes or their place were altered.
    #[error("the sealed value does not open: another case's key, or it was altered or moved")]
    Altered,
}

macro_rules! sealed_bytes {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(Vec<u8>);

        impl $name {
            /// Takes bytes as a database gives them back; whether they open shows later.
            pub const fn from_bytes(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }

            /// The bytes to keep.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }
    };
}

sealed_bytes! {
    /// A sealed event.
    SealedEvent
}
sealed_bytes! {
    /// A sealed summary or outbox payload.
    SealedBlob
}

/// Seals an event for its place `seq` in `case`.
///
/// # Errors
/// [`SealError::TooLong`].
pub fn seal_event(
    key: &CaseKey,
    case: CaseId,
    seq: EventSeq,
    plaintext: &[u8],
    nonce: Nonce,
) -> Result<SealedEvent, SealError> {
    seal(key.as_bytes(), &Place::Event(seq).associated(case), plaintext, nonce).map(SealedEvent)
}

/// Opens an event that was sealed for this case and place.
///
/// # Errors
/// [`SealError`] for a wrong key, an altered or moved event, or a later format.
pub fn open_event(
    key: &CaseKey,
    case: CaseId,
    seq: EventSeq,
    sealed: &SealedEvent,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    open(key.as_bytes(), &Place::Event(seq).associated(case), &sealed.0)
}

/// Seals a summary or an outbox payload.
///
/// # Errors
/// [`SealError::TooLong`].
pub fn seal_blob(
    key: &CaseKey,
    case: CaseId,
    place: Place,
    plaintext: &[u8],
    nonce: Nonce,
) -> Result<SealedBlob, SealError> {
    seal(key.as_bytes(), &place.associated(case), plaintext, nonce).map(SealedBlob)
}

/// Opens a summary or an outbox payload.
///
/// # Errors
/// [`SealError`] for a wrong key, an altered or moved value, or a later format.
pub fn open_blob(
    key: &CaseKey,
    case: CaseId,
    place: Place,
    sealed: &SealedBlob,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    open(key.as_bytes(), &place.associated(case), &sealed.0)
}

pub(crate) fn seal(
    key: &[u8; 32],
    associated: &[u8],
    plaintext: &[u8],
    nonce: Nonce,
) -> Result<Vec<u8>, SealError> {
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    let ciphertext = cipher
        .encrypt(&nonce.0.into(), Payload { msg: plaintext, aad: associated })
        .map_err(|_| SealError::TooLong)?;
    let mut sealed = Vec::with_capacity(1 + NONCE + ciphertext.len());
    sealed.push(FORMAT);
    sealed.extend_from_slice(&nonce.0);
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

pub(crate) fn open(
    key: &[u8; 32],
    associated: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let format = || SealError::Format(sealed.first().copied());
    let (&FORMAT, rest) = sealed.split_first().ok_or_else(format)? else { return Err(format()) };
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Altered)?;
    if ciphertext.len() < TAG {
        return Err(SealError::Altered);
    }
    ChaCha20Poly1305::new(&Key::from(*key))
        .decrypt(&(*nonce).into(), Payload { msg: ciphertext, aad: associated })
        .map(Zeroizing::new)
        .map_err(|_| SealError::Altered)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: CaseId = CaseId::from_bytes([7; 16]);
    const OTHER: CaseId = CaseId::from_bytes([8; 16]);

    #[test]
    fn an_event_opens_only_with_its_key_case_and_place() {
        let key = CaseKey::from_bytes([1; 32]);
        let sealed = seal_event(&key, CASE, EventSeq(3), "見本太郎".as_bytes(), Nonce([9; 12])).unwrap();
        assert_eq!(**open_event(&key, CASE, EventSeq(3), &sealed).as_ref().unwrap(), *"見本太郎".as_bytes());
        let strange = CaseKey::from_bytes([2; 32]);
        for wrong in [
            open_event(&strange, CASE, EventSeq(3), &sealed),
            open_event(&key, OTHER, EventSeq(3), &sealed),
            open_event(&key, CASE, EventSeq(4), &sealed),
            open_blob(&key, CASE, Place::Summary(EventSeq(3)), &SealedBlob(sealed.0.clone())),
        ] {
            assert_eq!(wrong, Err(SealError::Altered));
        }
    }

    #[test]
    fn every_altered_byte_and_every_cut_is_noticed() {
        let key = CaseKey::from_bytes([1; 32]);
        let sealed = seal_event(&key, CASE, EventSeq(1), b"x", Nonce([0; 12])).unwrap();
        for at in 0..sealed.0.len() {
            let mut altered = sealed.clone();
            altered.0[at] ^= 1;
            assert!(open_event(&key, CASE, EventSeq(1), &altered).is_err(), "byte {at}");
            let cut = SealedEvent(sealed.0[..at].to_vec());
            assert!(open_event(&key, CASE, EventSeq(1), &cut).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", CaseKey::from_bytes([5; 32])), "CaseKey(redacted)");
    }
}
