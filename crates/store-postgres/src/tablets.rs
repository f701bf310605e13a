//! Tablets and what they show.
//!
//! Whatever changes what a tablet shows is told in the transaction that does it.

use kakanai_store::rows::{TabletRecord, code, number};
use kakanai_store::{
    CaseId, Change, Code, EventSeq, Millis, PairTablet, PairingCode, Result, StoreError, Tablet, TokenHash,
};
use sqlx::{PgConnection, PgPool};

use crate::failed;
use crate::listen::notify;

/// A query for a tablet; only the condition differs.
macro_rules! select_tablet {
    ($condition:tt, $($argument:expr),+) => {
        sqlx::query_as!(
            TabletRecord,
            "SELECT token, code, made, seen, terminal, office, paired_at, case_id, shown_event, shown_at \
             FROM tablets WHERE " + $condition,
            $($argument),+
        )
    };
}

pub(crate) async fn find(pool: &PgPool, token: TokenHash) -> Result<Option<Tablet>> {
    let found = select_tablet!("token = $1", token.0.as_slice());
    let row = found.fetch_optional(pool).await.map_err(failed("looking for a tablet"))?;
    row.map(Tablet::try_from).transpose()
}

pub(crate) async fn of(pool: &PgPool, terminal: &Code) -> Result<Option<Tablet>> {
    let found = select_tablet!("terminal = $1", terminal.as_str());
    let row = found.fetch_optional(pool).await.map_err(failed("looking for a tablet"))?;
    row.map(Tablet::try_from).transpose()
}

/// Keeps a new tablet.
pub(crate) async fn begin(pool: &PgPool, token: TokenHash, code: PairingCode, at: Millis) -> Result<()> {
    let insert = sqlx::query!(
        "INSERT INTO tablets (token, code, made, seen) VALUES ($1, $2, $3, $4) ON CONFLICT (code) DO NOTHING",
        token.0.as_slice(),
        i64::from(code.number()),
        at.0,
        at.0
    );
    match insert.execute(pool).await.map_err(failed("keeping a tablet"))?.rows_affected() {
        0 => Err(StoreError::CodeTaken),
        _ => Ok(()),
    }
}

/// Gives a waiting tablet to a terminal.
pub(crate) async fn pair(pool: &PgPool, pair: &PairTablet) -> Result<Option<TokenHash>> {
    let mut db = pool.begin().await.map_err(failed("beginning a pairing"))?;
    // One at a time: two tablets given to one terminal at once would not see each other.
    let lock = sqlx::query("LOCK TABLE tablets IN SHARE ROW EXCLUSIVE MODE");
    lock.execute(&mut *db).await.map_err(failed("waiting for other pairings"))?;
    let found = select_tablet!(
        "code = $1 AND made >= $2 FOR UPDATE",
        i64::from(pair.code.number()),
        pair.not_before.0
    );
    let row = found.fetch_optional(&mut *db).await.map_err(failed("looking for a waiting tablet"))?;
    let Some(tablet) = row.map(Tablet::try_from).transpose()? else { return Ok(None) };
    let terminal = pair.terminal.as_str();
    let former = sqlx::query!("DELETE FROM tablets WHERE terminal = $1", terminal);
    former.execute(&mut *db).await.map_err(failed("letting a tablet go"))?;
    let update = sqlx::query!(
        "UPDATE tablets SET code = NULL, terminal = $1, office = $2, paired_at = $3 WHERE token = $4",
        terminal,
        pair.office.as_ref().map(|office| office.as_str()),
        pair.at.0,
        tablet.token.0.as_slice()
    );
    update.execute(&mut *db).await.map_err(failed("pairing a tablet"))?;
    notify(&mut db, &Change::Tablet { terminal: pair.terminal.clone() }).await?;
    db.commit().await.map_err(failed("committing a pairing"))?;
    Ok(Some(tablet.token))
}

/// Puts something on the tablet of a terminal, or takes it off.
pub(crate) async fn show(
    pool: &PgPool,
    terminal: Code,
    show: Option<(CaseId, EventSeq)>,
    at: Millis,
) -> Result<()> {
    let mut db = pool.begin().await.map_err(failed("beginning to show"))?;
    if let Some((case, _)) = show {
        hold_case(&mut db, case).await?;
    }
    let update = sqlx::query!(
        "UPDATE tablets SET case_id = $1, shown_event = $2, shown_at = $3 WHERE terminal = $4",
        show.as_ref().map(|(case, _)| case.as_bytes().as_slice()),
        show.map(|(_, event)| number(event.0)).transpose()?,
        show.map(|_| at.0),
        terminal.as_str()
    );
    let updated = update.execute(&mut *db).await.map_err(failed("putting a case on a tablet"))?;
    match (updated.rows_affected(), show) {
        (0, Some(_)) => return Err(StoreError::NoTablet { terminal }),
        (0, None) => return Ok(()),
        _ => notify(&mut db, &Change::Tablet { terminal }).await?,
    }
    db.commit().await.map_err(failed("committing what a tablet shows"))
}

/// Keeps a case from being erased until what shows it is committed: the erasure then takes it off.
async fn hold_case(db: &mut PgConnection, case: CaseId) -> Result<()> {
    let id = case.as_bytes().as_slice();
    let found = sqlx::query_scalar!("SELECT erased_at FROM cases WHERE id = $1 FOR SHARE", id);
    match found.fetch_optional(db).await.map_err(failed("looking for the case"))? {
        None => Err(StoreError::NoCase { case }),
        Some(Some(_)) => Err(StoreError::Erased { case }),
        Some(None) => Ok(()),
    }
}

/// Takes a case from every tablet.
pub(crate) async fn clear_tablets(db: &mut PgConnection, case: CaseId) -> Result<()> {
    let clear = sqlx::query_scalar!(
        "UPDATE tablets SET case_id = NULL, shown_event = NULL, shown_at = NULL WHERE case_id = $1 \
         RETURNING terminal AS \"terminal?\"",
        case.as_bytes().as_slice()
    );
    let names = clear.fetch_all(&mut *db).await.map_err(failed("taking a case from tablets"))?;
    tell(db, &names).await
}

async fn tell(db: &mut PgConnection, names: &[Option<String>]) -> Result<()> {
    for name in names.iter().flatten() {
        let terminal = code("tablets", "terminal", name)?;
        notify(db, &Change::Tablet { terminal }).await?;
    }
    Ok(())
}

/// Notes that a tablet was heard of.
pub(crate) async fn touch(pool: &PgPool, token: TokenHash, seen: Millis) -> Result<()> {
    let update = sqlx::query!("UPDATE tablets SET seen = $1 WHERE token = $2", seen.0, token.0.as_slice());
    update.execute(pool).await.map(drop).map_err(failed("touching a tablet"))
}

/// Lets a tablet go.
pub(crate) async fn end(pool: &PgPool, token: TokenHash) -> Result<()> {
    let mut db = pool.begin().await.map_err(failed("beginning to let a tablet go"))?;
    let delete = sqlx::query_scalar!(
        "DELETE FROM tablets WHERE token = $1 RETURNING terminal AS \"terminal?\"",
        token.0.as_slice()
    );
    let names = delete.fetch_all(&mut *db).await.map_err(failed("letting a tablet go"))?;
    tell(&mut db, &names).await?;
    db.commit().await.map_err(failed("committing that a tablet is let go"))
}

/// Lets go tablets nobody uses.
pub(crate) async fn delete_old(pool: &PgPool, waiting_before: Millis, seen_before: Millis) -> Result<u64> {
    let mut db = pool.begin().await.map_err(failed("beginning to let old tablets go"))?;
    let delete = sqlx::query_scalar!(
        "DELETE FROM tablets WHERE (terminal IS NULL AND made < $1) \
         OR (terminal IS NOT NULL AND seen < $2) RETURNING terminal AS \"terminal?\"",
        waiting_before.0,
        seen_before.0
    );
    let names = delete.fetch_all(&mut *db).await.map_err(failed("letting old tablets go"))?;
    tell(&mut db, &names).await?;
    db.commit().await.map_err(failed("committing that old tablets are let go"))?;
    Ok(names.len() as u64)
}
