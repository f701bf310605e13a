//! The access log: rows, seals, checking.

use kakanai_store::access::{AccessCheck, SEAL_ROWS, next_seal};
use kakanai_store::rows::{AccessRecord, SealRecord, number};
use kakanai_store::{AccessEntry, AccessRow, AccessSeal, AccessVerdict, Millis, Result};
use sqlx::{PgConnection, PgPool};

use crate::failed;

pub(crate) async fn insert_access(db: &mut PgConnection, entry: &AccessEntry) -> Result<()> {
    let (at, staff, action) = (entry.at.0, entry.staff.as_str(), entry.action.as_str());
    let case = entry.case.as_ref().map(|case| case.as_bytes().as_slice());
    let visit = entry.visit.as_ref().map(|visit| visit.as_bytes().as_slice());
    let (purpose, place) = (entry.purpose.as_str(), entry.place.as_str());
    let insert = sqlx::query!(
        "INSERT INTO access_log (at, staff, action, case_id, visit_id, purpose, place) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
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
pub(crate) async fn log(pool: &PgPool, entry: &AccessEntry) -> Result<()> {
    let mut db = pool.acquire().await.map_err(failed("getting a connection"))?;
    insert_access(&mut db, entry).await
}

/// Seals what is not sealed yet.
pub(crate) async fn seal(pool: &PgPool, at: Millis) -> Result<Option<AccessSeal>> {
    let mut db = pool.begin().await.map_err(failed("beginning a seal"))?;
    // Numbers are given before their rows are committed. The lock waits for all that are under way,
    // so that no row with a lower number appears after its batch was sealed; and for other sealers.
    let lock = sqlx::query("LOCK TABLE access_log IN SHARE ROW EXCLUSIVE MODE");
    lock.execute(&mut *db).await.map_err(failed("locking the access log"))?;
    let last = last_seal(&mut db).await?;
    let rows = rows(&mut db, last.map_or(0, |seal| seal.last), u64::MAX >> 1, SEAL_ROWS).await?;
    let Some(seal) = next_seal(last.as_ref(), at, &rows) else { return Ok(None) };
    insert_seal(&mut db, &seal).await?;
    db.commit().await.map_err(failed("committing a seal"))?;
    Ok(Some(seal))
}

async fn last_seal(db: &mut PgConnection) -> Result<Option<AccessSeal>> {
    let found = sqlx::query_as!(
        SealRecord,
        "SELECT number, at, first_row, last_row, row_count, hash FROM access_seals \
         ORDER BY number DESC LIMIT 1"
    );
    let row = found.fetch_optional(db).await.map_err(failed("reading the last seal"))?;
    row.map(AccessSeal::try_from).transpose()
}

async fn insert_seal(db: &mut PgConnection, seal: &AccessSeal) -> Result<()> {
    let (own, at, hash) = (number(seal.number)?, seal.at.0, seal.hash.0.as_slice());
    let (first, last, rows) = (number(seal.first)?, number(seal.last)?, number(seal.rows)?);
    let insert = sqlx::query!(
        "INSERT INTO access_seals (number, at, first_row, last_row, row_count, hash) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        own,
        at,
        first,
        last,
        rows,
        hash
    );
    insert.execute(db).await.map(drop).map_err(failed("keeping a seal"))
}

async fn rows(db: &mut PgConnection, after: u64, to: u64, limit: usize) -> Result<Vec<AccessRow>> {
    let (after, to, limit) = (number(after)?, number(to)?, number(limit as u64)?);
    let found = sqlx::query_as!(
        AccessRecord,
        "SELECT number, at, staff, action, case_id, visit_id, purpose, place FROM access_log \
         WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3",
        after,
        to,
        limit
    );
    let rows = found.fetch_all(db).await.map_err(failed("reading the access log"))?;
    rows.into_iter().map(AccessRow::try_from).collect()
}

/// Checks all seals, one batch in memory at a time.
pub(crate) async fn verify(db: &mut PgConnection) -> Result<AccessVerdict> {
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
