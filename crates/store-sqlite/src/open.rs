//! Opening a database file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use kakanai_store::{Result, StoreError};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection, SqlitePool};

use crate::failed;

/// How long to wait for another process that writes.
pub(crate) const BUSY: Duration = Duration::from_secs(10);

/// How to open a store.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    pub(crate) file: PathBuf,
    readers: u32,
    synced: bool,
}

impl SqliteOptions {
    /// The database in this file, made if there is none; its folder must exist.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), readers: 4, synced: true }
    }

    /// Connections for reading (default 4).
    #[must_use]
    pub const fn readers(mut self, readers: u32) -> Self {
        self.readers = readers;
        self
    }

    /// Answers without waiting for the disk (`synchronous=OFF`). For the one test that shows how
    /// answered steps are lost then: never elsewhere.
    #[doc(hidden)]
    #[must_use]
    pub const fn unsynced_for_the_power_cut_test(mut self) -> Self {
        self.synced = false;
        self
    }

    fn connect(&self) -> SqliteConnectOptions {
        let synchronous = if self.synced { SqliteSynchronous::Full } else { SqliteSynchronous::Off };
        SqliteConnectOptions::new()
            .filename(&self.file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            // Removed rows are overwritten with zeros; sorting and the like leaves no file behind.
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            .pragma("trusted_schema", "OFF")
            .disable_statement_logging()
    }

    /// The connection of the writer, the schema brought up to date.
    pub(crate) async fn writer(&self) -> Result<SqliteConnection> {
        let mut connection =
            self.connect().create_if_missing(true).connect().await.map_err(failed("opening the database"))?;
        // Not `run`: its bounds keep the future from being sent to another task.
        sqlx::migrate!()
            .run_direct(None, &mut connection, false)
            .await
            .map_err(|error| StoreError::database("bringing the database up to date", error))?;
        sync_folder_of(&self.file).await?;
        Ok(connection)
    }

    pub(crate) fn reader_pool(&self) -> SqlitePool {
        SqlitePoolOptions::new()
            .max_connections(self.readers.max(1))
            .connect_lazy_with(self.connect().read_only(true))
    }

    /// A connection of its own for a long task beside the daily work.
    pub(crate) async fn aside(&self) -> Result<SqliteConnection> {
        self.connect().connect().await.map_err(failed("opening the database"))
    }
}

/// A new file outlives a power cut only once its folder is synced.
pub(crate) async fn sync_folder_of(file: &Path) -> Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let synced = tokio::task::spawn_blocking(move || std::fs::File::open(folder)?.sync_all());
    match synced.await {
        Ok(done) => done.map_err(|error| StoreError::database("syncing the folder of the database", error)),
        Err(_) => Err(StoreError::Closed),
    }
}
