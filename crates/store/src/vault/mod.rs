//! Where the keys of cases live: outside the database, its log and its long-lived backups.

mod file;

use std::fmt;
use std::io;
use std::path::PathBuf;

use kakanai_reception::ids::CaseId;
use zeroize::Zeroize;

use crate::base::Millis;
use crate::seal::{CaseKey, Nonce};

pub use file::FileVault;

/// Keeps one key per case until it is destroyed.
///
/// Calls block (they wait for the disk): from async code call them where blocking is allowed.
/// What they answer is synced to disk before.
pub trait KeyVault: Send + Sync {
    /// Keeps the key of a new case. The nonce wraps it and must be drawn anew.
    ///
    /// # Errors
    /// [`VaultError::Exists`], [`VaultError::Erased`], [`VaultError::Io`].
    fn create(&self, case: CaseId, key: &CaseKey, nonce: Nonce) -> Result<(), VaultError>;

    /// The key of a case.
    ///
    /// # Errors
    /// [`VaultError::Erased`] after [`KeyVault::destroy`], [`VaultError::Lost`] where there never was
    /// one or it went missing, [`VaultError::Damaged`], [`VaultError::Io`].
    fn load(&self, case: CaseId) -> Result<CaseKey, VaultError>;

    /// Destroys the key of a case for good and leaves a mark that it was. May be repeated, also after
    /// a crash in its middle; a case without key gets the mark as well.
    ///
    /// # Errors
    /// [`VaultError::Io`]: then it must be repeated.
    fn destroy(&self, case: CaseId, at: Millis) -> Result<(), VaultError>;
}

/// The key under which a vault wraps all others. Given at start, never kept beside them.
pub struct VaultKey([u8; 32]);

impl VaultKey {
    /// Takes 32 bytes from a secure source.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for VaultKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VaultKey(redacted)")
    }
}

/// Why a vault did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is a key for this case already.
    #[error("case {case} has a key already")]
    Exists {
        /// The case.
        case: CaseId,
    },
    /// The key was destroyed on purpose.
    #[error("case {case} was erased; its key is gone for good")]
    Erased {
        /// The case.
        case: CaseId,
    },
    /// There is no key and no mark of its destruction.
    #[error("the key of case {case} is missing; restore the vault from its backup")]
    Lost {
        /// The case.
        case: CaseId,
    },
    /// The file of the key is not as it was written.
    #[error("the key of case {case} is damaged; restore the vault from its backup")]
    Damaged {
        /// The case.
        case: CaseId,
    },
    /// The vault was made with another master key.
    #[error("vault {folder:?} does not open with this vault key; start with the one it was made with")]
    WrongKey {
        /// The vault.
        folder: PathBuf,
    },
    /// The file system refused.
    #[error("vault file {path:?}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
}
