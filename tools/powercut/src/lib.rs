//! A power cut for tests: keeps beside every watched file what would survive one.
//!
//! # Use
//!
//! Preloaded (`LD_PRELOAD=libkakanai_powercut.so`) into a process on Linux, with
//!
//! | variable | meaning |
//! | --- | --- |
//! | `POWERCUT_WATCH` | folder whose files are watched, an absolute path |
//! | `POWERCUT_SHADOW` | folder that receives what is durable; outside the watched one |
//! | `POWERCUT_FSYNC_MS` | milliseconds every sync of a watched file takes at least (default 0) |
//! | `POWERCUT_COUNT` | file that grows by one byte with every sync of a watched file (not folder) |
//!
//! Kill the process at any moment: `$POWERCUT_SHADOW/tree` is the watched folder as the disk would
//! hold it when the power failed at that moment. The watched folder itself is never read again.
//!
//! # Model
//!
//! - What is there when the process starts is durable.
//! - The content of a file is durable as it stood when `fsync` or `fdatasync` of it last returned.
//!   Everything written later is thrown away.
//! - A name (new, renamed, linked, removed) is durable when the folder holding it was last synced.
//!   A durable name whose file was never synced is an empty file.
//! - A folder exists when its parent was synced after its making; names synced into it before that
//!   are lost until it is synced again. This is harsher than usual file systems, never milder.
//! - A sync cut in the middle leaves a beginning of the new content over the old one, as a disk
//!   may.
//! - `sync`, `syncfs`, `msync`, `sync_file_range` and files opened with `O_SYNC` count for nothing:
//!   the database does not use them, and not counting is the harsher reading.

mod shadow;

use std::cell::Cell;
use std::ffi::{CStr, c_int, c_void};
use std::sync::OnceLock;

use shadow::Shadow;

type Sync = unsafe extern "C" fn(c_int) -> c_int;

thread_local! {
    /// Set while the library itself works, so that its own file access is not watched.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Stands in for `fsync(2)`: the true one first, then the shadow.
///
/// # Safety
/// As safe as `fsync` of the C library: any number may be given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fsync(file: c_int) -> c_int {
    static REAL: OnceLock<Option<Sync>> = OnceLock::new();
    synced(file, *REAL.get_or_init(|| real(c"fsync")))
}

/// Stands in for `fdatasync(2)`, like [`fsync`].
///
/// # Safety
/// As safe as `fdatasync` of the C library: any number may be given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fdatasync(file: c_int) -> c_int {
    static REAL: OnceLock<Option<Sync>> = OnceLock::new();
    synced(file, *REAL.get_or_init(|| real(c"fdatasync")))
}

/// Runs before `main`: what the process finds is told apart from what it writes before its first
/// sync.
extern "C" fn start() {
    INSIDE.set(true);
    Shadow::get();
    INSIDE.set(false);
}

// SAFETY: the loader calls each entry of this section once, after the C library is ready, with
// arguments that a function without parameters does not look at.
#[used]
#[unsafe(link_section = ".init_array")]
static START: extern "C" fn() = start;

fn real(name: &CStr) -> Option<Sync> {
    // SAFETY: the name ends with a zero byte; RTLD_NEXT asks for the next library's function.
    let found = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) };
    if found.is_null() {
        return None;
    }
    // SAFETY: both functions this is asked for have the signature `int (int)`.
    Some(unsafe { std::mem::transmute::<*mut c_void, Sync>(found) })
}

fn synced(file: c_int, real: Option<Sync>) -> c_int {
    let Some(real) = real else { return failed() };
    // SAFETY: `real` is the C library's function of this signature; a bad number gives EBADF.
    let answer = unsafe { real(file) };
    if answer != 0 || INSIDE.replace(true) {
        return answer;
    }
    let kept = Shadow::get().map_or(Ok(()), |shadow| shadow.keep(file));
    INSIDE.set(false);
    // A shadow that cannot be kept must not pass for durable.
    if kept.is_err() { failed() } else { answer }
}

fn failed() -> c_int {
    // SAFETY: the location of this thread's errno is always valid.
    unsafe { *libc::__errno_location() = libc::EIO };
    -1
}
