//! Handing out work.

use kakanai_store::rows::OutboxRecord;
use kakanai_store::{Code, Millis, OutboxId, OutboxItem, Result, StoreError};
use sqlx::PgPool;

use crate::failed;

/// Takes the oldest entries of a kind; entries another worker is just taking are passed over.
pub(crate) async fn take(
    pool: &PgPool,
    kind: &Code,
    limit: u32,
    worker: &Code,
    at: Millis,
) -> Result<Vec<OutboxItem>> {
    let take = sqlx::query_as!(
        OutboxRecord,
        "UPDATE outbox SET taken_by = $1, taken_at = $2 WHERE id IN (SELECT id FROM outbox \
         WHERE kind = $3 AND taken_by IS NULL ORDER BY at, id LIMIT $4 FOR UPDATE SKIP LOCKED) \
         RETURNING id, case_id, kind, payload, at",
        worker.as_str(),
        at.0,
        kind.as_str(),
        i64::from(limit)
    );
    let mut rows = take.fetch_all(pool).await.map_err(failed("taking outbox work"))?;
    rows.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    rows.into_iter().map(OutboxItem::try_from).collect()
}

/// Marks an entry as done.
pub(crate) async fn settle(pool: &PgPool, id: OutboxId, worker: &Code, at: Millis) -> Result<()> {
    let settle = sqlx::query!(
        "UPDATE outbox SET settled_at = $1, payload = NULL \
         WHERE id = $2 AND taken_by = $3 AND settled_at IS NULL",
        at.0,
        id.0.as_slice(),
        worker.as_str()
    );
    match settle.execute(pool).await.map_err(failed("settling outbox work"))?.rows_affected() {
        0 => Err(StoreError::NotHeld { id }),
        _ => Ok(()),
    }
}

/// Puts back what was taken before a moment.
pub(crate) async fn release(pool: &PgPool, taken_before: Millis) -> Result<u64> {
    let release = sqlx::query!(
        "UPDATE outbox SET taken_by = NULL, taken_at = NULL \
         WHERE taken_by IS NOT NULL AND settled_at IS NULL AND taken_at < $1",
        taken_before.0
    );
    Ok(release.execute(pool).await.map_err(failed("releasing outbox work"))?.rows_affected())
}
