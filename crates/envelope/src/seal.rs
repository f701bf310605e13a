//! Packed bytes to sealed bytes: HPKE base mode (RFC 9180) to the city's public key.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use sha2::{Digest, Sha256};

use crate::keys::{KeyId, KeyRing, PublicKey, SecretKey};
use crate::open::OpenError;
use crate::seed::{Seed, SeedRng};
use crate::suite::Suite;

/// The version of the envelope that this crate writes and reads.
pub const VERSION: u8 = 1;
/// Bytes of the clear header: version, suite, key id.
pub const HEADER: usize = 6;
/// Sealed bytes at the most: what fits into the largest number of parts.
pub const MOST_SEALED: usize = 16 * 598;

/// Ties the encryption to this use of the key, so that nothing sealed for another purpose opens here.
const DOMAIN: &[u8] = b"kakanai envelope\0";

/// Why packed bytes cannot be sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// More than 16 parts would be needed.
    #[error(
        "sealed it would be {size} bytes, at most {MOST_SEALED} can be carried; hand it in by another way"
    )]
    TooLarge {
        /// Its size.
        size: usize,
    },
    /// The key is no point that can be sealed to.
    #[error("the city's public key cannot be used; take it again from its source")]
    Key,
}

/// The clear header. It says who can open the envelope and how, and nothing about its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The suite.
    pub suite: Suite,
    /// The key it is sealed to.
    pub key: KeyId,
}

impl Header {
    fn to_bytes(self) -> [u8; HEADER] {
        let [a, b, c, d] = self.key.0;
        [VERSION, self.suite.number(), a, b, c, d]
    }

    /// Reads the header of sealed bytes without opening them.
    pub fn of(sealed: &[u8]) -> Result<Self, OpenError> {
        let [version, suite, a, b, c, d, ..] = *sealed else { return Err(OpenError::Damaged) };
        if version != VERSION {
            return Err(OpenError::UnknownVersion { found: version });
        }
        let suite = Suite::from_number(suite).ok_or(OpenError::UnknownSuite { found: suite })?;
        Ok(Self { suite, key: KeyId([a, b, c, d]) })
    }
}

/// SHA-256 of the sealed bytes: the name of the envelope, by which a second reading finds the case
/// that the first one opened, however it was cut into parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvelopeHash(pub [u8; 32]);

impl EnvelopeHash {
    /// The hash of sealed bytes.
    pub fn of(sealed: &[u8]) -> Self {
        Self(Sha256::digest(sealed).into())
    }
}

/// HPKE's `info`: the purpose and the clear header.
fn info(header: Header) -> Vec<u8> {
    [DOMAIN, &header.to_bytes()].concat()
}

/// Seals packed bytes to a public key. The seed makes the ephemeral key: fresh for every envelope.
pub fn seal(public: &PublicKey, packed: &[u8], seed: &Seed) -> Result<Vec<u8>, SealError> {
    let header = Header { suite: public.suite(), key: public.id() };
    let size = HEADER + header.suite.encapsulated() + packed.len() + header.suite.tag();
    if size > MOST_SEALED {
        return Err(SealError::TooLarge { size });
    }
    let (encapsulated, text) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public.hpke().ok_or(SealError::Key)?,
            &info(header),
            packed,
            b"",
            &mut SeedRng::new(seed),
        )
        .map_err(|_| SealError::Key)?;
    Ok([&header.to_bytes()[..], &encapsulated.to_bytes(), &text].concat())
}

/// Opens sealed bytes down to the packed ones.
pub fn unseal(keys: &KeyRing, sealed: &[u8]) -> Result<(Header, Vec<u8>), OpenError> {
    let header = Header::of(sealed)?;
    if sealed.len() > MOST_SEALED {
        return Err(OpenError::TooLarge);
    }
    let body = sealed[HEADER..].split_at_checked(header.suite.encapsulated());
    let (encapsulated, text) =
        body.filter(|(_, text)| text.len() > header.suite.tag()).ok_or(OpenError::Damaged)?;
    let mut candidates = keys.with_id(header.key).peekable();
    if candidates.peek().is_none() {
        return Err(OpenError::OtherKey { key: header.key });
    }
    let packed = candidates.find_map(|key| unseal_with(key, header, encapsulated, text));
    packed.map(|packed| (header, packed)).ok_or(OpenError::Altered)
}

fn unseal_with(key: &SecretKey, header: Header, encapsulated: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let encapsulated = <X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &key.hpke()?,
        &encapsulated,
        &info(header),
        text,
        b"",
    )
    .ok()
}
