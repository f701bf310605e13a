//! The access log: rows, seals, checking.

use kakanai_store::access::{AccessCheck, SEAL_ROWS, next_seal};
use kakanai_store::rows::{AccessRecord, SealRecord, number};
use kakanai_store::{AccessEntry, AccessRow, AccessSeal, AccessVerdict, BoxFuture, Millis, Result};
use sqlx::SqliteConnection;

use crate::failed;
use crate::writer::Write;

pub(crate) async fn insert_access(db: &mut SqliteConnection, entry: &AccessEntry) -> Result<()> {
    let (at, staff, action) = (entry.at.0, entry.staff.as_str(), entry.action.as_str());
    let case = entry.case.as_ref().map(|case| case.as_bytes().as_slice());
    let visit = entry.visit.as_ref().map(|visit| visit.as_bytes().as_slice());
    let (purpose, place) = (entry.purpose.as_str(), entry.place.as_str());
    let insert = sqlx::query!(
        "INSERT INTO access_log (at, staff, action, case_id, visit_id, purpose, place) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        at,
        staff,
        action,
        case,
        visit,
        purpose,
        place
    );
    insert.execute(db).await.map(drop).map_err(failed("writing the access log"))
}

/// A row by itself.
pub(crate) struct Log(pub(crate) AccessEntry);

impl Write for Log {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(insert_access(db, &self.0))
    }
}

/// Seals what is not sealed yet.
pub(crate) struct Seal(pub(crate) Millis);

impl Write for Seal {
    type Answer = Option<AccessSeal>;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<Option<AccessSeal>>> {
        Box::pin(async move {
            let last = last_seal(db).await?;
            let rows = rows(db, last.map_or(0, |seal| seal.last), u64::MAX >> 1, SEAL_ROWS).await?;
            let seal = next_seal(last.as_ref(), self.0, &rows);
            if let Some(seal) = &seal {
                insert_seal(db, seal).await?;
            }
            Ok(seal)
        })
    }
}

async fn last_seal(db: &mut SqliteConnection) -> Result<Option<AccessSeal>> {
    let found = sqlx::query_as!(
        SealRecord,
        "SELECT number, at, first_row, last_row, row_count, hash FROM access_seals \
         ORDER BY number DESC LIMIT 1"
    );
    let row = found.fetch_optional(db).await.map_err(failed("reading the last seal"))?;
    row.map(AccessSeal::try_from).transpose()
}

async fn insert_seal(db: &mut SqliteConnection, seal: &AccessSeal) -> Result<()> {
    let (own, at, hash) = (number(seal.number)?, seal.at.0, seal.hash.0.as_slice());
    let (first, last, rows) = (number(seal.first)?, number(seal.last)?, number(seal.rows)?);
    let insert = sqlx::query!(
        "INSERT INTO access_seals (number, at, first_row, last_row, row_count, hash) \
         VALUES (?, ?, ?, ?, ?, ?)",
        own,
        at,
        first,
        last,
        rows,
        hash
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping a seal"))
}

async fn rows(db: &mut SqliteConnection, after: u64, to: u64, limit: usize) -> Result<Vec<AccessRow>> {
    let (after, to, limit) = (number(after)?, number(to)?, number(limit as u64)?);
    let found = sqlx::query_as!(
        AccessRecord,
        "SELECT number, at, staff, action, case_id, visit_id, purpose, place FROM access_log \
         WHERE number > ? AND number <= ? ORDER BY number LIMIT ?",
        after,
        to,
        limit
    );
    let rows = found.fetch_all(db).await.map_err(failed("reading the access log"))?;
    rows.into_iter().map(AccessRow::try_from).collect()
}

/// Checks all seals, one batch in memory at a time.
pub(crate) async fn verify(db: &mut SqliteConnection) -> Result<AccessVerdict> {
    let found = sqlx::query_as!(
        SealRecord,
        "SELECT number, at, first_row, last_row, row_count, hash FROM access_seals ORDER BY number"
    );
    let seals = found.fetch_all(&mut *db).await.map_err(failed("reading the seals"))?;
    let mut check = AccessCheck::default();
    for seal in seals {
        let seal = AccessSeal::try_from(seal)?;
        // One more than a seal can hold, so that rows slipped in are noticed.
        let rows = rows(db, check.sealed_to(), seal.last, SEAL_ROWS + 1).await?;
        if let Err(altered) = check.next(seal, &rows) {
            return Ok(altered);
        }
    }
    Ok(check.verdict())
}
