//! Handing out work.

use kakanai_store::rows::OutboxRecord;
use kakanai_store::{BoxFuture, Code, Millis, OutboxId, OutboxItem, Result, StoreError};
use sqlx::SqliteConnection;

use crate::failed;
use crate::writer::Write;

/// Takes the oldest entries of a kind.
pub(crate) struct Take {
    pub(crate) kind: Code,
    pub(crate) limit: u32,
    pub(crate) worker: Code,
    pub(crate) at: Millis,
}

impl Write for Take {
    type Answer = Vec<OutboxItem>;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<Vec<OutboxItem>>> {
        Box::pin(async move {
            let (kind, worker) = (self.kind.as_str(), self.worker.as_str());
            let (at, limit) = (self.at.0, i64::from(self.limit));
            let take = sqlx::query_as!(
                OutboxRecord,
                "UPDATE outbox SET taken_by = ?1, taken_at = ?2 WHERE id IN (SELECT id FROM outbox \
                 WHERE kind = ?3 AND taken_by IS NULL ORDER BY at, id LIMIT ?4) \
                 RETURNING id, case_id, kind, payload, at",
                worker,
                at,
                kind,
                limit
            );
            let mut rows = take.fetch_all(db).await.map_err(failed("taking outbox work"))?;
            rows.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            rows.into_iter().map(OutboxItem::try_from).collect()
        })
    }
}

/// Marks an entry as done.
pub(crate) struct Settle {
    pub(crate) id: OutboxId,
    pub(crate) worker: Code,
    pub(crate) at: Millis,
}

impl Write for Settle {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let (id, worker, at) = (self.id.0.as_slice(), self.worker.as_str(), self.at.0);
            let settle = sqlx::query!(
                "UPDATE outbox SET settled_at = ?, payload = NULL \
                 WHERE id = ? AND taken_by = ? AND settled_at IS NULL",
                at,
                id,
                worker
            );
            match settle.execute(db).await.map_err(failed("settling outbox work"))?.rows_affected() {
                0 => Err(StoreError::NotHeld { id: self.id }),
                _ => Ok(()),
            }
        })
    }
}

/// Puts back what was taken before a moment.
pub(crate) struct Release(pub(crate) Millis);

impl Write for Release {
    type Answer = u64;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<u64>> {
        Box::pin(async move {
            let before = self.0.0;
            let release = sqlx::query!(
                "UPDATE outbox SET taken_by = NULL, taken_at = NULL \
                 WHERE taken_by IS NOT NULL AND settled_at IS NULL AND taken_at < ?",
                before
            );
            let released = release.execute(db).await.map_err(failed("releasing outbox work"))?;
            Ok(released.rows_affected())
        })
    }
}
