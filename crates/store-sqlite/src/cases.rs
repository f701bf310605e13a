//! Reading cases, viewing them, erasing them.

use kakanai_store::rows::{CaseRecord, EventRecord, number};
use kakanai_store::{
    BoxFuture, CaseId, CaseRow, CaseView, Change, Code, EnvelopeHash, EventSeq, Millis, Result, StoreError,
    StoredEvent,
};
use sqlx::{Connection, SqliteConnection};

use crate::failed;
use crate::tablets::{clear_tablets, told};
use crate::writer::Write;

pub(crate) async fn load(
    db: &mut SqliteConnection,
    case: CaseId,
    after: EventSeq,
) -> Result<Vec<StoredEvent>> {
    let (case, after) = (case.as_bytes().as_slice(), number(after.0)?);
    let found = sqlx::query_as!(
        EventRecord,
        "SELECT seq, command_id, at, sealed, chain FROM events WHERE case_id = ? AND seq > ? ORDER BY seq",
        case,
        after
    );
    let rows = found.fetch_all(db).await.map_err(failed("loading events"))?;
    rows.into_iter().map(StoredEvent::try_from).collect()
}

pub(crate) async fn case_row(db: &mut SqliteConnection, case: CaseId) -> Result<Option<CaseRow>> {
    let id = case.as_bytes().as_slice();
    let found = sqlx::query_as!(
        CaseRecord,
        "SELECT c.id, c.visit_id, v.office, v.day, v.serial, c.state, c.seq, c.chain, c.opened_at, \
         c.changed_at, c.erased_at, s.sealed AS \"sealed?\" FROM cases c \
         JOIN visits v ON v.id = c.visit_id LEFT JOIN summaries s ON s.case_id = c.id WHERE c.id = ?",
        id
    );
    let row = found.fetch_optional(db).await.map_err(failed("loading a case"))?;
    row.map(CaseRow::try_from).transpose()
}

pub(crate) async fn case_by_envelope(
    db: &mut SqliteConnection,
    EnvelopeHash(hash): EnvelopeHash,
) -> Result<Option<CaseId>> {
    let hash = hash.as_slice();
    let found = sqlx::query_scalar!("SELECT case_id FROM envelopes WHERE hash = ?", hash);
    let row = found.fetch_optional(db).await.map_err(failed("looking for the envelope"))?;
    let corrupt =
        || StoreError::Corrupt { table: "envelopes", column: "case_id", row: format!("{hash:02x?}") };
    row.map(|id| id.try_into().map(CaseId::from_bytes).map_err(|_| corrupt())).transpose()
}

/// A case and its events as of one moment.
pub(crate) async fn view(db: &mut SqliteConnection, case: CaseId, after: EventSeq) -> Result<CaseView> {
    let mut moment = db.begin().await.map_err(failed("beginning a view"))?;
    let row = case_row(&mut moment, case).await?.ok_or(StoreError::NoCase { case })?;
    Ok(CaseView { row, events: load(&mut moment, case, after).await? })
}

/// Removes what can be removed of a case.
pub(crate) struct Erase {
    pub(crate) case: CaseId,
    pub(crate) at: Millis,
}

impl Write for Erase {
    /// The terminals whose tablets showed it.
    type Answer = Vec<Code>;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<Vec<Code>>> {
        Box::pin(erase(db, self.case, self.at))
    }

    fn changes(&self, terminals: &Vec<Code>) -> Vec<Change> {
        told(terminals)
    }

    fn wipes(&self) -> bool {
        true
    }
}

async fn erase(db: &mut SqliteConnection, case: CaseId, at: Millis) -> Result<Vec<Code>> {
    let (id, at) = (case.as_bytes().as_slice(), at.0);
    let mark = sqlx::query!("UPDATE cases SET erased_at = COALESCE(erased_at, ?) WHERE id = ?", at, id);
    let marked = mark.execute(&mut *db).await.map_err(failed("marking a case erased"))?;
    if marked.rows_affected() == 0 {
        return Err(StoreError::NoCase { case });
    }
    let summary = sqlx::query!("DELETE FROM summaries WHERE case_id = ?", id);
    summary.execute(&mut *db).await.map_err(failed("erasing a summary"))?;
    let outbox = sqlx::query!("DELETE FROM outbox WHERE case_id = ?", id);
    outbox.execute(&mut *db).await.map_err(failed("erasing outbox work"))?;
    clear_tablets(db, case).await
}
