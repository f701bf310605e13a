//! The city's keys: newtypes, their ids, and their text form in key files.

use std::fmt;

use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, Serializable};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::base32;
use crate::seed::Seed;
use crate::suite::Suite;

type Dh = X25519HkdfSha256;

const PUBLIC_PREFIX: &str = "kakanai-public-1-";
const SECRET_PREFIX: &str = "kakanai-secret-1-";
const CHECK: usize = 4;

/// First four bytes of the SHA-256 of a public key: tells a city's keys apart, proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Another beginning.
    #[error("a key file of this kind begins with `{wanted}`; is it the other half of the pair?")]
    Prefix {
        /// The beginning wanted.
        wanted: &'static str,
    },
    /// Letters missing, added or changed.
    #[error("the key is damaged: a letter is missing, added or changed; take the file again from its source")]
    Damaged,
    /// A key of another suite.
    #[error("the key is of suite {suite}, which this version does not know; update")]
    UnknownSuite {
        /// Its number.
        suite: u8,
    },
    /// A number that is no usable key.
    #[error("the key cannot be used; make a new pair")]
    Unusable,
}

/// The half that is published: anybody may seal to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// A key from its bytes (RFC 7748).
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its suite.
    pub const fn suite(&self) -> Suite {
        Suite::X25519ChaCha20
    }

    /// Its id.
    pub fn id(&self) -> KeyId {
        let hash = Sha256::digest(self.0);
        KeyId([hash[0], hash[1], hash[2], hash[3]])
    }

    /// Its text form.
    pub fn to_text(&self) -> String {
        to_text(PUBLIC_PREFIX, self.suite(), &self.0)
    }

    /// Reads the text form; white space around it does not matter.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        from_text(PUBLIC_PREFIX, text).map(|bytes| Self(*bytes))
    }

    pub(crate) fn hpke(&self) -> Option<<Dh as Kem>::PublicKey> {
        <Dh as Kem>::PublicKey::from_bytes(&self.0).ok()
    }
}

/// The half that opens. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; 32]>);

impl SecretKey {
    /// A new key from 32 fresh random bytes (RFC 9180 section 7.1.3, DeriveKeyPair).
    pub fn generate(seed: &Seed) -> Self {
        let (secret, _) = Dh::derive_keypair(seed.as_bytes());
        let mut bytes = Zeroizing::new([0; 32]);
        secret.write_exact(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The half to be published.
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        if let Some(secret) = self.hpke() {
            Dh::sk_to_pk(&secret).write_exact(&mut bytes);
        }
        PublicKey(bytes)
    }

    /// The text form for a key file; whoever holds it reads everything sealed to the city.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(to_text(SECRET_PREFIX, Suite::X25519ChaCha20, &self.0))
    }

    /// Reads the text form; white space around it does not matter.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        from_text(SECRET_PREFIX, text).map(Self)
    }

    pub(crate) fn hpke(&self) -> Option<<Dh as Kem>::PrivateKey> {
        <Dh as Kem>::PrivateKey::from_bytes(self.0.as_slice()).ok()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}, secret)", self.public().id())
    }
}

/// The secret keys of a city: the present one, and older ones as long as envelopes may come in.
#[derive(Debug, Clone, Default)]
pub struct KeyRing(Vec<(KeyId, SecretKey)>);

impl KeyRing {
    /// A ring of these keys.
    pub fn new(keys: impl IntoIterator<Item = SecretKey>) -> Self {
        Self(keys.into_iter().map(|key| (key.public().id(), key)).collect())
    }

    /// The keys with this id; ids are short, so there may be two.
    pub(crate) fn with_id(&self, id: KeyId) -> impl Iterator<Item = &SecretKey> {
        self.0.iter().filter(move |(known, _)| *known == id).map(|(_, key)| key)
    }

    /// The public half of the key last put in: what to seal to now.
    pub fn newest(&self) -> Option<PublicKey> {
        self.0.last().map(|(_, key)| key.public())
    }

    /// The ids of all keys.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> + '_ {
        self.0.iter().map(|(id, _)| *id)
    }
}

fn check(prefix: &str, body: &[u8]) -> [u8; CHECK] {
    let hash = Sha256::new().chain_update(prefix).chain_update(body).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn to_text(prefix: &str, suite: Suite, key: &[u8; 32]) -> String {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1 + key.len() + CHECK));
    bytes.push(suite.number());
    bytes.extend_from_slice(key);
    let check = check(prefix, &bytes);
    bytes.extend_from_slice(&check);
    let mut letters = base32::encode(&bytes);
    letters.make_ascii_lowercase();
    let text = format!("{prefix}{letters}");
    letters.zeroize();
    text
}

fn from_text(prefix: &'static str, text: &str) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let body = text.trim().strip_prefix(prefix).ok_or(KeyError::Prefix { wanted: prefix })?;
    let upper = Zeroizing::new(body.to_ascii_uppercase());
    let bytes = Zeroizing::new(base32::decode(upper.as_bytes()).ok_or(KeyError::Damaged)?);
    let (body, found) = bytes.split_last_chunk::<CHECK>().ok_or(KeyError::Damaged)?;
    if *found != check(prefix, body) {
        return Err(KeyError::Damaged);
    }
    let (suite, key) = body.split_first().ok_or(KeyError::Damaged)?;
    if Suite::from_number(*suite).is_none() {
        return Err(KeyError::UnknownSuite { suite: *suite });
    }
    key.try_into().map(Zeroizing::new).map_err(|_| KeyError::Unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_come_back_and_mistypings_do_not() {
        let secret = SecretKey::generate(&Seed::new([7; 32]));
        let (public_text, secret_text) = (secret.public().to_text(), secret.to_text());
        assert_eq!(PublicKey::from_text(&format!(" {public_text}\n")), Ok(secret.public()));
        assert_eq!(SecretKey::from_text(&secret_text).unwrap().public(), secret.public());
        assert!(matches!(PublicKey::from_text(&secret_text), Err(KeyError::Prefix { .. })));
        let last = if public_text.ends_with('a') { "b" } else { "a" };
        let mistyped = format!("{}{last}", &public_text[..public_text.len() - 1]);
        assert_eq!(PublicKey::from_text(&mistyped), Err(KeyError::Damaged));
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = SecretKey::generate(&Seed::new([7; 32]));
        let shown = format!("{secret:?} {:?}", KeyRing::new([secret.clone()]));
        assert!(shown.contains("secret") && !shown.contains(&secret.to_text()[20..]), "{shown}");
        assert!(shown.len() < 120, "{shown}");
    }
}
