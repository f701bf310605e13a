//! Reading cases, viewing them, erasing them.

use kakanai_store::rows::{CaseRecord, EventRecord, number};
use kakanai_store::{
    AccessEntry, CaseId, CaseRow, CaseView, EnvelopeHash, EventSeq, Millis, Result, StoreError, StoredEvent,
};
use sqlx::{PgConnection, PgPool};

use crate::access::insert_access;
use crate::failed;
use crate::tablets::clear_tablets;

pub(crate) async fn load(db: &mut PgConnection, case: CaseId, after: EventSeq) -> Result<Vec<StoredEvent>> {
    let (case, after) = (case.as_bytes().as_slice(), number(after.0)?);
    let found = sqlx::query_as!(
        EventRecord,
        "SELECT seq, command_id, at, sealed, chain FROM events WHERE case_id = $1 AND seq > $2 ORDER BY seq",
        case,
        after
    );
    let rows = found.fetch_all(db).await.map_err(failed("loading events"))?;
    rows.into_iter().map(StoredEvent::try_from).collect()
}

pub(crate) async fn case_row(db: &mut PgConnection, case: CaseId) -> Result<Option<CaseRow>> {
    let id = case.as_bytes().as_slice();
    let found = sqlx::query_as!(
        CaseRecord,
        "SELECT c.id, c.visit_id, v.office, v.day, v.serial, c.state, c.seq, c.chain, c.opened_at, \
         c.changed_at, c.erased_at, s.sealed AS \"sealed?\" FROM cases c \
         JOIN visits v ON v.id = c.visit_id LEFT JOIN summaries s ON s.case_id = c.id WHERE c.id = $1",
        id
    );
    let row = found.fetch_optional(db).await.map_err(failed("loading a case"))?;
    row.map(CaseRow::try_from).transpose()
}

pub(crate) async fn case_by_envelope(
    db: &mut PgConnection,
    EnvelopeHash(hash): EnvelopeHash,
) -> Result<Option<CaseId>> {
    let hash = hash.as_slice();
    let found = sqlx::query_scalar!("SELECT case_id FROM envelopes WHERE hash = $1", hash);
    let row = found.fetch_optional(db).await.map_err(failed("looking for the envelope"))?;
    let corrupt =
        || StoreError::Corrupt { table: "envelopes", column: "case_id", row: format!("{hash:02x?}") };
    row.map(|id| id.try_into().map(CaseId::from_bytes).map_err(|_| corrupt())).transpose()
}

/// A case for a person's eyes, with the row that says so. Reads one state of the database.
pub(crate) async fn view(
    pool: &PgPool,
    case: CaseId,
    after: EventSeq,
    access: &AccessEntry,
) -> Result<CaseView> {
    let begun = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await;
    let mut db = begun.map_err(failed("beginning a view"))?;
    insert_access(&mut db, access).await?;
    let row = case_row(&mut db, case).await?.ok_or(StoreError::NoCase { case })?;
    let events = load(&mut db, case, after).await?;
    db.commit().await.map_err(failed("committing a view"))?;
    Ok(CaseView { row, events })
}

/// Removes what can be removed of a case.
pub(crate) async fn erase(pool: &PgPool, case: CaseId, at: Millis) -> Result<()> {
    let mut db = pool.begin().await.map_err(failed("beginning an erasure"))?;
    let (id, at) = (case.as_bytes().as_slice(), at.0);
    let mark = sqlx::query!("UPDATE cases SET erased_at = COALESCE(erased_at, $1) WHERE id = $2", at, id);
    let marked = mark.execute(&mut *db).await.map_err(failed("marking a case erased"))?;
    if marked.rows_affected() == 0 {
        return Err(StoreError::NoCase { case });
    }
    let summary = sqlx::query!("DELETE FROM summaries WHERE case_id = $1", id);
    summary.execute(&mut *db).await.map_err(failed("erasing a summary"))?;
    let outbox = sqlx::query!("DELETE FROM outbox WHERE case_id = $1", id);
    outbox.execute(&mut *db).await.map_err(failed("erasing outbox work"))?;
    clear_tablets(&mut db, case).await?;
    db.commit().await.map_err(failed("committing an erasure"))
}
