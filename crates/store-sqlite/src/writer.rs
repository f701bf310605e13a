//! The one task that writes: gathers what waits, commits once, answers all.

use kakanai_store::{BoxFuture, Change, Result, StoreError};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::failed;
use crate::open::{BUSY, SqliteOptions};

/// Requests waiting at most; more wait outside.
const QUEUE: usize = 1024;
/// Requests in one transaction at most, so that the first does not wait for long.
const GROUP: usize = 256;

/// Something to be written.
pub(crate) trait Write: Send + 'static {
    /// What the asker gets.
    type Answer: Send + 'static;

    /// Writes it. An error takes back everything this request wrote, nothing else.
    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<Self::Answer>>;

    /// What to tell the screens once it is kept.
    fn changes(&self, _answer: &Self::Answer) -> Vec<Change> {
        Vec::new()
    }

    /// Whether old pages should leave the write-ahead log as soon as possible.
    fn wipes(&self) -> bool {
        false
    }
}

/// A request whatever its type.
trait Job: Send {
    /// Gives whether the database took it without an error of its own.
    fn run<'c>(&'c mut self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<bool>>;
    fn answer(self: Box<Self>, kept: bool, changes: &broadcast::Sender<Change>);
    fn wipes(&self) -> bool;
}

struct Asked<W: Write> {
    write: W,
    outcome: Result<W::Answer>,
    reply: oneshot::Sender<Result<W::Answer>>,
}

impl<W: Write> Job for Asked<W> {
    fn run<'c>(&'c mut self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<bool>> {
        Box::pin(async move {
            let mut point = db.begin().await.map_err(failed("beginning a step"))?;
            self.outcome = self.write.run(&mut point).await;
            let ended = match self.outcome {
                Ok(_) => point.commit().await,
                Err(_) => point.rollback().await,
            };
            ended.map_err(failed("ending a step"))?;
            Ok(!matches!(self.outcome, Err(StoreError::Database { .. })))
        })
    }

    fn answer(self: Box<Self>, kept: bool, changes: &broadcast::Sender<Change>) {
        let outcome = match self.outcome {
            Ok(_) if !kept => Err(not_kept()),
            outcome => outcome,
        };
        if let Ok(answer) = &outcome {
            for change in self.write.changes(answer) {
                // Nobody listening is no error.
                let _ = changes.send(change);
            }
        }
        // Neither is an asker who went away.
        let _ = self.reply.send(outcome);
    }

    fn wipes(&self) -> bool {
        self.write.wipes()
    }
}

fn not_kept() -> StoreError {
    StoreError::database("committing", "nothing of this group of requests was kept")
}

enum Order {
    Write(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// The way to the writing task. The task ends when the last of these is dropped.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Order>,
    changes: broadcast::Sender<Change>,
}

impl Writer {
    /// Starts the task on its connection; `options` make a new one when that fails.
    pub(crate) fn start(db: SqliteConnection, options: SqliteOptions) -> Self {
        let (queue, orders) = mpsc::channel(QUEUE);
        let (changes, _) = broadcast::channel(QUEUE);
        let line = Line { db: Some(db), options, owed: None };
        tokio::spawn(work(line, orders, changes.clone()));
        Self { queue, changes }
    }

    /// Writes something and waits until it is synced.
    pub(crate) async fn write<W: Write>(&self, write: W) -> Result<W::Answer> {
        let (reply, answer) = oneshot::channel();
        let job = Asked { write, outcome: Err(not_kept()), reply };
        self.queue.send(Order::Write(Box::new(job))).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Ends the task after everything that waits.
    pub(crate) async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.queue.send(Order::Close(reply)).await.is_ok() {
            let _ = closed.await;
        }
    }

    pub(crate) fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }
}

async fn work(mut line: Line, mut orders: mpsc::Receiver<Order>, changes: broadcast::Sender<Change>) {
    let mut waiting = Vec::with_capacity(GROUP);
    let mut closing = None;
    while closing.is_none() && orders.recv_many(&mut waiting, GROUP).await > 0 {
        let mut group = Vec::with_capacity(waiting.len());
        for order in waiting.drain(..) {
            match order {
                Order::Write(job) => group.push(job),
                Order::Close(reply) => closing = Some(reply),
            }
        }
        let kept = line.commit(&mut group).await.is_ok();
        let wipes = kept && group.iter().any(|job| job.wipes());
        for job in group {
            job.answer(kept, &changes);
        }
        line.wipe(wipes).await;
    }
    orders.close();
    line.close().await;
    if let Some(reply) = closing {
        let _ = reply.send(());
    }
}

/// The connection for writing.
struct Line {
    /// None after an error of the database itself: a full or failing disk may undo a transaction
    /// behind our back, so that the next group begins on a new connection.
    db: Option<SqliteConnection>,
    options: SqliteOptions,
    /// Set while old pages still have to leave the write-ahead log: groups written since it was tried.
    owed: Option<u32>,
}

/// Groups between two tries of emptying the write-ahead log while somebody reads.
const TRY_AGAIN: u32 = 16;

impl Line {
    /// Keeps a whole group, or nothing of it.
    async fn commit(&mut self, group: &mut [Box<dyn Job>]) -> Result<()> {
        if group.is_empty() {
            return Ok(());
        }
        let mut db = match self.db.take() {
            Some(db) => db,
            None => self.options.writer().await?,
        };
        if commit(&mut db, group).await? {
            self.db = Some(db);
        }
        Ok(())
    }

    /// Empties the write-ahead log where a request wants old pages gone, or one before wanted it and somebody was
    /// reading. Nobody waits for readers: it is tried again, and every round of the upkeep writes something.
    async fn wipe(&mut self, wanted: bool) {
        self.owed = match self.owed {
            _ if wanted => Some(TRY_AGAIN),
            Some(groups) => Some(groups + 1),
            None => return,
        };
        if self.owed >= Some(TRY_AGAIN) {
            self.owed = if self.empty_log().await { None } else { Some(0) };
        }
    }

    /// Whether the log is empty now. A reader in the middle keeps old pages a little longer.
    async fn empty_log(&mut self) -> bool {
        // The connection comes back only as it was: waiting for other processes at the beginning of a group.
        let Some(mut db) = self.db.take() else { return false };
        let at_once = sqlx::query("PRAGMA busy_timeout = 0").execute(&mut db).await;
        let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut db).await;
        let patient = format!("PRAGMA busy_timeout = {}", BUSY.as_millis());
        let restored = sqlx::query(AssertSqlSafe(patient)).execute(&mut db).await;
        if at_once.is_ok() && restored.is_ok() {
            self.db = Some(db);
        }
        emptied.is_ok_and(|row| row.try_get::<i64, _>("busy").is_ok_and(|busy| busy == 0))
    }

    /// Closing moves the write-ahead log into the database.
    async fn close(self) {
        if let Some(db) = self.db {
            let _ = db.close().await;
        }
    }
}

/// One transaction for the whole group, and whether the database was sound throughout; immediate, so that waiting for another process happens at
/// its beginning only.
async fn commit(db: &mut SqliteConnection, group: &mut [Box<dyn Job>]) -> Result<bool> {
    let mut sound = true;
    let mut transaction = db.begin_with("BEGIN IMMEDIATE").await.map_err(failed("beginning a group"))?;
    for job in group {
        sound &= job.run(&mut transaction).await?;
    }
    transaction.commit().await.map_err(failed("committing"))?;
    Ok(sound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kakanai_store::conformance::Draft;
    use kakanai_store::{Append, EventSeq};

    /// As large as a sealed event of a long case.
    fn large(draft: &Draft) -> Append {
        let mut append = draft.opening();
        append.events = draft.step(EventSeq::ZERO, &[&"x".repeat(100_000)]).events;
        append
    }

    #[tokio::test]
    async fn after_a_full_disk_the_writer_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteOptions::new(folder.path().join("kakanai.db"));
        let mut db = options.writer().await.unwrap();
        // As if the disk had room for no more than what is there.
        sqlx::query("PRAGMA max_page_count = 1").execute(&mut db).await.unwrap();
        let writer = Writer::start(db, options);
        let draft = Draft::new();
        let full = writer.write(large(&draft)).await;
        assert!(matches!(full, Err(StoreError::Database { .. })), "{full:?}");
        // The next connection finds room again.
        assert!(!writer.write(large(&draft)).await.unwrap().repeated, "nothing of it was kept before");
    }
    #[tokio::test]
    async fn a_reader_delays_the_wiping_and_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kakanai.db");
        let options = SqliteOptions::new(&file);
        let mut line = Line { db: Some(options.writer().await.unwrap()), options, owed: None };
        let mut reader = line.options.aside().await.unwrap();
        for sql in ["BEGIN", "SELECT COUNT(*) FROM cases"] {
            sqlx::query(AssertSqlSafe(sql)).execute(&mut reader).await.unwrap();
        }
        let log = || std::fs::metadata(file.with_extension("db-wal")).unwrap().len();
        for sql in ["CREATE TABLE large (x)", "INSERT INTO large VALUES (zeroblob(100000))"] {
            sqlx::query(AssertSqlSafe(sql)).execute(line.db.as_mut().unwrap()).await.unwrap();
        }
        line.wipe(true).await;
        assert!(line.owed.is_some() && log() > 100_000, "a reader needs the log");
        let timeout: i64 = sqlx::query_scalar("PRAGMA busy_timeout")
            .fetch_one(line.db.as_mut().expect("the connection goes on"))
            .await
            .unwrap();
        assert_eq!(timeout, 10_000, "as patient as before with other processes");
        sqlx::query("COMMIT").execute(&mut reader).await.unwrap();
        for _ in 0..TRY_AGAIN {
            line.wipe(false).await;
        }
        assert!(line.owed.is_none());
        assert_eq!(log(), 0);
    }
}
