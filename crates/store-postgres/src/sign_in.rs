//! Wrong passwords and the waits that follow.

use kakanai_store::rows::WaitRecord;
use kakanai_store::sign_in::{Counted, WINDOW, Wait, wait_after};
use kakanai_store::{Login, Millis, Result, SignInFailures, SignInPlace};
use sqlx::{PgConnection, PgPool};

use crate::failed;

/// Notes a failure.
pub(crate) async fn fail(
    pool: &PgPool,
    login: &Login,
    place: &SignInPlace,
    at: Millis,
) -> Result<SignInFailures> {
    let (login, place) = (login.as_str(), place.as_str());
    let mut db = pool.begin().await.map_err(failed("beginning to note a failed sign-in"))?;
    // One at a time, so that of failures at once each counts those before it.
    let lock = sqlx::query("LOCK TABLE sign_in_failures IN SHARE ROW EXCLUSIVE MODE");
    lock.execute(&mut *db).await.map_err(failed("waiting for other failed sign-ins"))?;
    forget_old(&mut db, at).await?;
    let insert = sqlx::query!(
        "INSERT INTO sign_in_failures (login, place, at) VALUES ($1, $2, $3)",
        login,
        place,
        at.0
    );
    insert.execute(&mut *db).await.map_err(failed("noting a failed sign-in"))?;
    // Older ones are gone.
    let count = sqlx::query!(
        "SELECT (SELECT COUNT(*) FROM sign_in_failures WHERE login = $1) AS \"login!\", \
         (SELECT COUNT(*) FROM sign_in_failures WHERE place = $2) AS \"place!\"",
        login,
        place
    );
    let count = count.fetch_one(&mut *db).await.map_err(failed("counting failed sign-ins"))?;
    let (by_login, by_place) = (count.login.unsigned_abs(), count.place.unsigned_abs());
    let until = wait(&mut db, Counted::Login, login, by_login, at)
        .await?
        .max(wait(&mut db, Counted::Place, place, by_place, at).await?);
    db.commit().await.map_err(failed("committing a failed sign-in"))?;
    Ok(SignInFailures { login: by_login, place: by_place, until })
}

/// Drops what the rule does not look at any more.
async fn forget_old(db: &mut PgConnection, at: Millis) -> Result<()> {
    let before = at.0.saturating_sub(WINDOW);
    let failures = sqlx::query!("DELETE FROM sign_in_failures WHERE at <= $1", before);
    failures.execute(&mut *db).await.map_err(failed("forgetting failed sign-ins"))?;
    let waits = sqlx::query!("DELETE FROM sign_in_waits WHERE until <= $1", before);
    waits.execute(db).await.map(drop).map_err(failed("forgetting waits"))
}

/// Keeps the wait a failure begins, if it begins one.
async fn wait(
    db: &mut PgConnection,
    counted: Counted,
    name: &str,
    failures: u64,
    at: Millis,
) -> Result<Option<Millis>> {
    let before = last_wait(db, counted, name).await?;
    let Some(wait) = wait_after(counted, failures, before, at) else { return Ok(None) };
    let upsert = sqlx::query!(
        "INSERT INTO sign_in_waits (counted, name, step, until) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (counted, name) DO UPDATE SET step = excluded.step, until = excluded.until",
        counted.as_str(),
        name,
        i64::from(wait.step),
        wait.until.0
    );
    upsert.execute(db).await.map_err(failed("keeping a wait"))?;
    Ok(wait.end_after(at))
}

async fn last_wait(db: &mut PgConnection, counted: Counted, name: &str) -> Result<Option<Wait>> {
    let found = sqlx::query_as!(
        WaitRecord,
        "SELECT step, until FROM sign_in_waits WHERE counted = $1 AND name = $2",
        counted.as_str(),
        name
    );
    let row = found.fetch_optional(db).await.map_err(failed("looking for a wait"))?;
    row.map(Wait::try_from).transpose()
}

pub(crate) async fn allowed(
    db: &mut PgConnection,
    login: &Login,
    place: &SignInPlace,
    now: Millis,
) -> Result<Option<Millis>> {
    let of_login = last_wait(db, Counted::Login, login.as_str()).await?;
    let of_place = last_wait(db, Counted::Place, place.as_str()).await?;
    Ok([of_login, of_place].into_iter().flatten().filter_map(|wait| wait.end_after(now)).max())
}

/// Forgets the failures of a login.
pub(crate) async fn succeeded(pool: &PgPool, login: &Login) -> Result<()> {
    let mut db = pool.begin().await.map_err(failed("beginning to forget failed sign-ins"))?;
    let failures = sqlx::query!("DELETE FROM sign_in_failures WHERE login = $1", login.as_str());
    failures.execute(&mut *db).await.map_err(failed("forgetting failed sign-ins"))?;
    let waits =
        sqlx::query!("DELETE FROM sign_in_waits WHERE counted = 'login' AND name = $1", login.as_str());
    waits.execute(&mut *db).await.map_err(failed("forgetting a wait"))?;
    db.commit().await.map_err(failed("committing a sign-in"))
}
