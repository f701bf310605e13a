//! The shadow tree: what the disk holds for certain.

use std::collections::BTreeMap;
use std::ffi::{OsString, c_int};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

/// Where things are kept, read once from the environment.
pub struct Shadow {
    watch: PathBuf,
    /// Durable names, linked to durable contents.
    tree: PathBuf,
    /// Durable contents, one file per inode.
    contents: PathBuf,
    count: Option<PathBuf>,
    delay: Duration,
    /// One sync at a time is written down; real disks queue them too.
    writing: Mutex<()>,
}

impl Shadow {
    /// The shadow of this process, unless the environment names none.
    pub fn get() -> Option<&'static Self> {
        static SHADOW: OnceLock<Option<Shadow>> = OnceLock::new();
        SHADOW.get_or_init(Self::from_environment).as_ref()
    }

    fn from_environment() -> Option<Self> {
        let watch = fs::canonicalize(std::env::var_os("POWERCUT_WATCH")?).ok()?;
        let base = PathBuf::from(std::env::var_os("POWERCUT_SHADOW")?);
        let (tree, contents) = (base.join("tree"), base.join("contents"));
        fs::create_dir_all(&tree).ok()?;
        fs::create_dir_all(&contents).ok()?;
        let delay = std::env::var_os("POWERCUT_FSYNC_MS")
            .and_then(|text| text.to_str()?.parse().ok())
            .map_or(Duration::ZERO, Duration::from_millis);
        let count = std::env::var_os("POWERCUT_COUNT").map(PathBuf::from);
        let shadow = Self { watch, tree, contents, count, delay, writing: Mutex::new(()) };
        shadow.keep_all(&shadow.watch, &shadow.tree).ok()?;
        Some(shadow)
    }

    /// What is there when the process starts was synced by whoever left it.
    fn keep_all(&self, folder: &Path, durable: &Path) -> io::Result<()> {
        for (name, metadata) in entries(folder)? {
            if metadata.is_file() {
                copy_over(&folder.join(name), &self.content_of(&metadata))?;
            }
        }
        self.keep_names(folder, durable)?;
        for (name, metadata) in entries(folder)? {
            if metadata.is_dir() {
                self.keep_all(&folder.join(&name), &durable.join(&name))?;
            }
        }
        Ok(())
    }

    /// Writes down what a sync of this open file made durable.
    pub fn keep(&self, file: c_int) -> io::Result<()> {
        let link = PathBuf::from(format!("/proc/self/fd/{file}"));
        let path = fs::read_link(&link)?;
        let Ok(relative) = path.strip_prefix(&self.watch) else { return Ok(()) };
        thread::sleep(self.delay);
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let metadata = fs::metadata(&link)?;
        if metadata.is_dir() {
            return self.keep_names(&path, &self.tree.join(relative));
        }
        if let Some(count) = &self.count {
            OpenOptions::new().create(true).append(true).open(count)?.write_all(b".")?;
        }
        copy_over(&link, &self.content_of(&metadata))
    }

    /// A number given again to a later file is told apart by the time of birth.
    fn content_of(&self, metadata: &Metadata) -> PathBuf {
        let born = metadata.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        self.contents.join(format!("{}-{}", metadata.ino(), born.unwrap_or_default().as_nanos()))
    }

    fn keep_names(&self, folder: &Path, durable: &Path) -> io::Result<()> {
        if !durable.is_dir() {
            return Ok(());
        }
        let now = entries(folder)?;
        for (name, was) in entries(durable)? {
            if now.get(&name).is_none_or(|is| is.is_dir() != was.is_dir()) {
                remove(&durable.join(name), was.is_dir())?;
            }
        }
        for (name, metadata) in now {
            let name = durable.join(name);
            if metadata.is_dir() {
                fs::create_dir_all(name)?;
            } else if metadata.is_file() {
                self.name_content(&name, &self.content_of(&metadata))?;
            }
        }
        Ok(())
    }

    fn name_content(&self, name: &Path, content: &Path) -> io::Result<()> {
        let kept = OpenOptions::new().create(true).append(true).open(content)?.metadata()?;
        if let Ok(was) = fs::metadata(name) {
            if was.ino() == kept.ino() {
                return Ok(());
            }
            fs::remove_file(name)?;
        }
        fs::hard_link(content, name)
    }
}

fn entries(folder: &Path) -> io::Result<BTreeMap<OsString, Metadata>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A file removed while the folder is read is simply no longer there.
        if let Ok(metadata) = fs::symlink_metadata(entry.path()) {
            found.insert(entry.file_name(), metadata);
        }
    }
    Ok(found)
}

fn remove(path: &Path, is_dir: bool) -> io::Result<()> {
    if is_dir { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// Overwrites in place, beginning at the front, so that a kill in the middle leaves a torn sync
/// rather than an empty file.
fn copy_over(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let mut target = OpenOptions::new().create(true).write(true).truncate(false).open(to)?;
    let mut buffer = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        let read = source.read(&mut buffer)?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
        target.write_all(part)?;
        length += part.len() as u64;
    }
    target.set_len(length)
}
