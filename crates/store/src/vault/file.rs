//! A vault of small files.
//!
//! `vault-check` shows whether the master key is the right one. Each case has `xx/CASE.key`, where
//! `xx` are the first two digits of its id: the key, sealed under the master key with the case as
//! associated data. After destruction there is `xx/CASE.erased` instead.
//!
//! Destruction overwrites the file in place before it is removed. A file system or disk that never
//! writes in place (copy on write, flash) may keep the old block for a while: what lies there is
//! wrapped under the master key, which is not on that disk. Snapshots and backups of the vault must
//! be as short-lived as the city's erasure promise.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use kakanai_reception::ids::CaseId;

use super::{KeyVault, VaultError, VaultKey};
use crate::base::Millis;
use crate::seal::{self, CaseKey, Nonce};

const CHECK: &[u8] = b"kakanai vault 1";

/// Keys in files under one folder.
///
/// Several processes may share the folder where the file system makes links atomically.
#[derive(Debug)]
pub struct FileVault {
    folder: PathBuf,
    master: VaultKey,
}

impl FileVault {
    /// Opens a vault, or makes a new one where there is none.
    ///
    /// `nonce` is used only for a new one.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::Io`].
    pub fn open(folder: &Path, master: VaultKey, nonce: Nonce) -> Result<Self, VaultError> {
        let vault = Self { folder: folder.to_owned(), master };
        let check = folder.join("vault-check");
        match fs::read(&check) {
            Ok(sealed) => vault.check_master(&sealed)?,
            Err(error) if error.kind() == ErrorKind::NotFound => vault.found(&check, nonce)?,
            Err(source) => return Err(VaultError::Io { path: check, source }),
        }
        Ok(vault)
    }

    fn check_master(&self, sealed: &[u8]) -> Result<(), VaultError> {
        match seal::open(self.master.as_bytes(), CHECK, sealed) {
            Ok(_) => Ok(()),
            Err(_) => Err(VaultError::WrongKey { folder: self.folder.clone() }),
        }
    }

    /// All folders are made at once, so that keeping a key syncs a single folder.
    fn found(&self, check: &Path, nonce: Nonce) -> Result<(), VaultError> {
        make_folder(&self.folder)?;
        if let Some(parent) = self.folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            // Before anything in it: what is synced inside a folder without a lasting name is lost.
            sync_folder(parent)?;
        }
        for shard in 0..=u8::MAX {
            make_folder(&self.folder.join(format!("{shard:02x}")))?;
        }
        let sealed = seal::seal(self.master.as_bytes(), CHECK, b"", nonce)
            .map_err(|_| VaultError::WrongKey { folder: self.folder.clone() })?;
        // Last, so that a crash on the way here begins anew; syncs the names of all shards as well.
        write_new(check, &sealed)
    }

    fn path(&self, case: CaseId, ending: &str) -> PathBuf {
        let name = case.to_string();
        let shard = name.get(..2).unwrap_or_default();
        self.folder.join(shard).join(format!("{name}.{ending}"))
    }

    fn erased(&self, case: CaseId) -> Result<bool, VaultError> {
        let path = self.path(case, "erased");
        path.try_exists().map_err(at(&path))
    }
}

impl KeyVault for FileVault {
    fn create(&self, case: CaseId, key: &CaseKey, nonce: Nonce) -> Result<(), VaultError> {
        if self.erased(case)? {
            return Err(VaultError::Erased { case });
        }
        let sealed = seal::seal(self.master.as_bytes(), &wrapped_for(case), key.as_bytes(), nonce)
            .map_err(|_| VaultError::Damaged { case })?;
        match write_new(&self.path(case, "key"), &sealed) {
            Err(VaultError::Io { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {
                Err(VaultError::Exists { case })
            }
            answer => answer,
        }
    }

    fn load(&self, case: CaseId) -> Result<CaseKey, VaultError> {
        // The mark counts even where a crash left the file of the key behind.
        if self.erased(case)? {
            return Err(VaultError::Erased { case });
        }
        let path = self.path(case, "key");
        let sealed = match fs::read(&path) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(VaultError::Lost { case }),
            Err(source) => return Err(VaultError::Io { path, source }),
        };
        seal::open(self.master.as_bytes(), &wrapped_for(case), &sealed)
            .ok()
            .and_then(|bytes| Some(CaseKey::from_bytes(*bytes.first_chunk()?)))
            .ok_or(VaultError::Damaged { case })
    }

    fn destroy(&self, case: CaseId, moment: Millis) -> Result<(), VaultError> {
        match write_new(&self.path(case, "erased"), moment.0.to_string().as_bytes()) {
            Err(VaultError::Io { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {}
            answer => answer?,
        }
        let path = self.path(case, "key");
        overwrite_and_remove(&path).map_err(at(&path))
    }
}

fn wrapped_for(case: CaseId) -> Vec<u8> {
    [b"kakanai case key 1", case.as_bytes().as_slice()].concat()
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> VaultError + use<> {
    let path = path.to_owned();
    |source| VaultError::Io { path, source }
}

/// Writes a file that did not exist, whole or not at all, and syncs it and its name.
fn write_new(path: &Path, content: &[u8]) -> Result<(), VaultError> {
    // A part of the content makes the name of the draft unique: it begins with a random nonce.
    let tail: String = content.iter().take(13).map(|byte| format!("{byte:02x}")).collect();
    let draft = path.with_extension(format!("{tail}.draft"));
    let written = write_draft(&draft, content)
        // A link, unlike a rename, fails where the name is taken, also by another process.
        .and_then(|()| fs::hard_link(&draft, path))
        .map_err(at(path));
    let removed = fs::remove_file(&draft).map_err(at(&draft));
    written.and(removed)?;
    path.parent().map_or(Ok(()), sync_folder)
}

fn write_draft(draft: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    file.write_all(content)?;
    file.sync_all()
}

fn overwrite_and_remove(path: &Path) -> io::Result<()> {
    let file = match OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    (&file).write_all(&vec![0; length])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn make_folder(path: &Path) -> Result<(), VaultError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(at(path))
}

fn sync_folder(path: &Path) -> Result<(), VaultError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: CaseId = CaseId::from_bytes([0xab; 16]);

    fn vault(folder: &Path, master: u8) -> Result<FileVault, VaultError> {
        FileVault::open(folder, VaultKey::from_bytes([master; 32]), Nonce([1; 12]))
    }

    #[test]
    fn a_key_comes_back_after_reopening_with_the_right_master_only() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("vault");
        vault(&folder, 1).unwrap().create(CASE, &CaseKey::from_bytes([7; 32]), Nonce([2; 12])).unwrap();
        assert_eq!(vault(&folder, 1).unwrap().load(CASE).unwrap().as_bytes(), &[7; 32]);
        assert!(matches!(vault(&folder, 2), Err(VaultError::WrongKey { .. })));
    }

    #[test]
    fn a_second_key_never_replaces_the_first() {
        let temp = tempfile::tempdir().unwrap();
        let vault = vault(temp.path(), 1).unwrap();
        vault.create(CASE, &CaseKey::from_bytes([7; 32]), Nonce([2; 12])).unwrap();
        let again = vault.create(CASE, &CaseKey::from_bytes([8; 32]), Nonce([3; 12]));
        assert!(matches!(again, Err(VaultError::Exists { .. })));
        assert_eq!(vault.load(CASE).unwrap().as_bytes(), &[7; 32]);
        let names: Vec<_> = fs::read_dir(temp.path().join("ab")).unwrap().collect();
        assert_eq!(names.len(), 1, "no drafts stay behind: {names:?}");
    }

    #[test]
    fn erased_and_lost_and_damaged_are_told_apart() {
        let temp = tempfile::tempdir().unwrap();
        let vault = vault(temp.path(), 1).unwrap();
        assert!(matches!(vault.load(CASE), Err(VaultError::Lost { .. })));
        vault.create(CASE, &CaseKey::from_bytes([7; 32]), Nonce([2; 12])).unwrap();
        let path = vault.path(CASE, "key");
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[1..]).unwrap();
        assert!(matches!(vault.load(CASE), Err(VaultError::Damaged { .. })));
        fs::write(&path, whole).unwrap();
        for _ in 0..2 {
            vault.destroy(CASE, Millis(5)).unwrap();
            assert!(matches!(vault.load(CASE), Err(VaultError::Erased { .. })));
        }
        let back = vault.create(CASE, &CaseKey::from_bytes([7; 32]), Nonce([2; 12]));
        assert!(matches!(back, Err(VaultError::Erased { .. })));
        assert!(!path.exists());
    }

    #[test]
    fn a_key_file_left_behind_by_a_crash_does_not_open_and_goes_with_the_next_try() {
        let temp = tempfile::tempdir().unwrap();
        let vault = vault(temp.path(), 1).unwrap();
        vault.create(CASE, &CaseKey::from_bytes([7; 32]), Nonce([2; 12])).unwrap();
        fs::write(vault.path(CASE, "erased"), "5").unwrap();
        assert!(matches!(vault.load(CASE), Err(VaultError::Erased { .. })));
        vault.destroy(CASE, Millis(6)).unwrap();
        assert!(!vault.path(CASE, "key").exists());
    }

    #[test]
    fn a_key_moved_to_another_case_does_not_open() {
        let temp = tempfile::tempdir().unwrap();
        let vault = vault(temp.path(), 1).unwrap();
        vault.create(CASE, &CaseKey::from_bytes([7; 32]), Nonce([2; 12])).unwrap();
        let other = CaseId::from_bytes([0xac; 16]);
        fs::copy(vault.path(CASE, "key"), vault.path(other, "key")).unwrap();
        assert!(matches!(vault.load(other), Err(VaultError::Damaged { .. })));
    }
}
