//! Work that fills a processor for milliseconds and takes megabytes: passwords, filling forms, drawing them, searching
//! pictures for codes.
//!
//! It has as many threads of its own as there are processors. On more it would be done no sooner, everything light
//! would wait behind it, and the allocator would keep the megabytes of each.

use std::io;
use std::sync::LazyLock;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::fail::Fail;

/// How long a thread waits for more: the same ones are to do it all day.
const PATIENCE: Duration = Duration::from_secs(3_600);

static THREADS: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    let many = available_parallelism().map_or(1, Into::into);
    Builder::new_current_thread()
        .max_blocking_threads(many)
        .thread_keep_alive(PATIENCE)
        .thread_name("heavy")
        .build()
});

/// Does it once its turn has come.
///
/// # Errors
/// [`Fail::Internal`] where there are no threads, or the work panicked.
pub(crate) async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fail> {
    let threads = THREADS.as_ref().map_err(|error| Fail::Internal(error.to_string()))?;
    threads.spawn_blocking(work).await.map_err(|error| Fail::Internal(error.to_string()))
}
