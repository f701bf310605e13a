//! What the C library's allocator keeps of memory that was given back.

/// Blocks of this size and more go back to the system at once, in bytes.
///
/// Left alone, the allocator learns from the first picture of a page (6 MB) to keep blocks of that size, for each
/// thread that ever drew one: with 200 clerks at work it held 570 MB, of which 180 MB were in use at the most
/// (docs/measurements/load.md).
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: i32 = 1024 * 1024;

/// Tells the allocator, before there are threads.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(
    unsafe_code,
    reason = "mallopt is a call of the C library; it takes two numbers and touches nothing of ours"
)]
pub(crate) fn keep_little() {
    // SAFETY: no pointers are involved, and no other thread runs yet.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 4 * LARGE);
    }
}

/// Other C libraries are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn keep_little() {}
