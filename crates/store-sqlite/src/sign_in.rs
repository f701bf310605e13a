//! Wrong passwords and the waits that follow.

use kakanai_store::rows::WaitRecord;
use kakanai_store::sign_in::{Counted, WINDOW, Wait, wait_after};
use kakanai_store::{BoxFuture, Login, Millis, Result, SignInFailures, SignInPlace};
use sqlx::SqliteConnection;

use crate::failed;
use crate::writer::Write;

/// Notes a failure.
pub(crate) struct Failed {
    pub(crate) login: Login,
    pub(crate) place: SignInPlace,
    pub(crate) at: Millis,
}

impl Write for Failed {
    type Answer = SignInFailures;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<SignInFailures>> {
        Box::pin(fail(db, self))
    }
}

async fn fail(db: &mut SqliteConnection, failure: &Failed) -> Result<SignInFailures> {
    let (login, place, at) = (failure.login.as_str(), failure.place.as_str(), failure.at);
    forget_old(db, at).await?;
    let insert =
        sqlx::query!("INSERT INTO sign_in_failures (login, place, at) VALUES (?, ?, ?)", login, place, at.0);
    insert.execute(&mut *db).await.map_err(failed("noting a failed sign-in"))?;
    // Older ones are gone.
    let count = sqlx::query!(
        "SELECT (SELECT COUNT(*) FROM sign_in_failures WHERE login = ?) AS \"login!: i64\", \
         (SELECT COUNT(*) FROM sign_in_failures WHERE place = ?) AS \"place!: i64\"",
        login,
        place
    );
    let count = count.fetch_one(&mut *db).await.map_err(failed("counting failed sign-ins"))?;
    let (by_login, by_place) = (count.login.unsigned_abs(), count.place.unsigned_abs());
    let until = wait(db, Counted::Login, login, by_login, at)
        .await?
        .max(wait(db, Counted::Place, place, by_place, at).await?);
    Ok(SignInFailures { login: by_login, place: by_place, until })
}

/// Drops what the rule does not look at any more.
async fn forget_old(db: &mut SqliteConnection, at: Millis) -> Result<()> {
    let before = at.0.saturating_sub(WINDOW);
    let failures = sqlx::query!("DELETE FROM sign_in_failures WHERE at <= ?", before);
    failures.execute(&mut *db).await.map_err(failed("forgetting failed sign-ins"))?;
    let waits = sqlx::query!("DELETE FROM sign_in_waits WHERE until <= ?", before);
    waits.execute(db).await.map(drop).map_err(failed("forgetting waits"))
}

/// Keeps the wait a failure begins, if it begins one.
async fn wait(
    db: &mut SqliteConnection,
    counted: Counted,
    name: &str,
    failures: u64,
    at: Millis,
) -> Result<Option<Millis>> {
    let before = last_wait(db, counted, name).await?;
    let Some(wait) = wait_after(counted, failures, before, at) else { return Ok(None) };
    let (counted, step, until) = (counted.as_str(), i64::from(wait.step), wait.until.0);
    let upsert = sqlx::query!(
        "INSERT INTO sign_in_waits (counted, name, step, until) VALUES (?, ?, ?, ?) \
         ON CONFLICT (counted, name) DO UPDATE SET step = excluded.step, until = excluded.until",
        counted,
        name,
        step,
        until
    );
    upsert.execute(db).await.map_err(failed("keeping a wait"))?;
    Ok(wait.end_after(at))
}

async fn last_wait(db: &mut SqliteConnection, counted: Counted, name: &str) -> Result<Option<Wait>> {
    let counted = counted.as_str();
    let found = sqlx::query_as!(
        WaitRecord,
        "SELECT step, until FROM sign_in_waits WHERE counted = ? AND name = ?",
        counted,
        name
    );
    let row = found.fetch_optional(db).await.map_err(failed("looking for a wait"))?;
    row.map(Wait::try_from).transpose()
}

pub(crate) async fn allowed(
    db: &mut SqliteConnection,
    login: &Login,
    place: &SignInPlace,
    now: Millis,
) -> Result<Option<Millis>> {
    let of_login = last_wait(db, Counted::Login, login.as_str()).await?;
    let of_place = last_wait(db, Counted::Place, place.as_str()).await?;
    Ok([of_login, of_place].into_iter().flatten().filter_map(|wait| wait.end_after(now)).max())
}

/// Forgets the failures of a login.
pub(crate) struct Succeeded(pub(crate) Login);

impl Write for Succeeded {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let login = self.0.as_str();
            let failures = sqlx::query!("DELETE FROM sign_in_failures WHERE login = ?", login);
            failures.execute(&mut *db).await.map_err(failed("forgetting failed sign-ins"))?;
            let waits = sqlx::query!("DELETE FROM sign_in_waits WHERE counted = 'login' AND name = ?", login);
            waits.execute(db).await.map(drop).map_err(failed("forgetting a wait"))
        })
    }
}
