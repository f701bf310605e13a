//! Which cryptography an envelope uses.

/// A suite of RFC 9180: key encapsulation, key derivation, encryption.
///
/// The registry grows; numbers are never given again. 2 is kept for P-256 with AES-128-GCM, 3 for a
/// hybrid of X25519 and ML-KEM; both are refused as unknown until they are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305 (RFC 9180 sections 7.1–7.3:
    /// 0x0020, 0x0001, 0x0003).
    X25519ChaCha20,
}

impl Suite {
    /// Its number in the clear header.
    pub const fn number(self) -> u8 {
        match self {
            Self::X25519ChaCha20 => 1,
        }
    }

    /// The suite with this number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::X25519ChaCha20),
            _ => None,
        }
    }

    /// Bytes of the encapsulated key, which follow the clear header.
    pub(crate) const fn encapsulated(self) -> usize {
        match self {
            Self::X25519ChaCha20 => 32,
        }
    }

    /// Bytes that encryption adds to the packed record.
    pub(crate) const fn tag(self) -> usize {
        match self {
            Self::X25519ChaCha20 => 16,
        }
    }
}
