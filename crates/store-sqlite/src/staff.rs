//! Staff and sessions.

use kakanai_store::rows::{SessionRecord, StaffRecord};
use kakanai_store::{BoxFuture, Login, Millis, Result, Session, Staff, StoreError, TokenHash};
use sqlx::SqliteConnection;

use crate::failed;
use crate::writer::Write;

/// Adds or replaces a member of staff.
pub(crate) struct PutStaff(pub(crate) Staff);

impl Write for PutStaff {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let Staff { login, name, password, office, active, .. } = &self.0;
            let (login, roles, office) = (login.as_str(), self.0.roles_text(), office.as_str());
            let upsert = sqlx::query!(
                "INSERT INTO staff (login, name, password, roles, office, active) VALUES (?, ?, ?, ?, ?, ?) \
                 ON CONFLICT (login) DO UPDATE SET name = excluded.name, password = excluded.password, \
                 roles = excluded.roles, office = excluded.office, active = excluded.active",
                login,
                name,
                password,
                roles,
                office,
                active
            );
            upsert.execute(db).await.map(drop).map_err(failed("keeping staff"))
        })
    }
}

pub(crate) async fn find(db: &mut SqliteConnection, login: &Login) -> Result<Option<Staff>> {
    let login = login.as_str();
    let found = sqlx::query_as!(
        StaffRecord,
        "SELECT login, name, password, roles, office, active AS \"active: bool\" FROM staff WHERE login = ?",
        login
    );
    let row = found.fetch_optional(db).await.map_err(failed("looking for staff"))?;
    row.map(Staff::try_from).transpose()
}

pub(crate) async fn all(db: &mut SqliteConnection) -> Result<Vec<Staff>> {
    let found = sqlx::query_as!(
        StaffRecord,
        "SELECT login, name, password, roles, office, active AS \"active: bool\" FROM staff ORDER BY login"
    );
    let rows = found.fetch_all(db).await.map_err(failed("listing staff"))?;
    rows.into_iter().map(Staff::try_from).collect()
}

/// Shuts a member of staff out.
pub(crate) struct Deactivate(pub(crate) Login);

impl Write for Deactivate {
    type Answer = u64;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<u64>> {
        Box::pin(async move {
            let login = self.0.as_str();
            let update = sqlx::query!("UPDATE staff SET active = FALSE WHERE login = ?", login);
            if update.execute(&mut *db).await.map_err(failed("shutting staff out"))?.rows_affected() == 0 {
                return Err(StoreError::NoStaff { login: self.0.clone() });
            }
            let delete = sqlx::query!("DELETE FROM sessions WHERE staff = ?", login);
            Ok(delete.execute(db).await.map_err(failed("ending sessions"))?.rows_affected())
        })
    }
}

/// Keeps a new session.
pub(crate) struct CreateSession(pub(crate) Session);

impl Write for CreateSession {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let Session { token, staff, created, seen, expires } = &self.0;
            if find(db, staff).await?.is_none() {
                return Err(StoreError::NoStaff { login: staff.clone() });
            }
            let (token, staff) = (token.0.as_slice(), staff.as_str());
            let (created, seen, expires) = (created.0, seen.0, expires.0);
            let insert = sqlx::query!(
                "INSERT INTO sessions (token, staff, created, seen, expires) VALUES (?, ?, ?, ?, ?)",
                token,
                staff,
                created,
                seen,
                expires
            );
            insert.execute(db).await.map(drop).map_err(failed("keeping a session"))
        })
    }
}

pub(crate) async fn session(
    db: &mut SqliteConnection,
    token: TokenHash,
    now: Millis,
) -> Result<Option<(Session, Staff)>> {
    let (token, now) = (token.0.as_slice(), now.0);
    let found = sqlx::query_as!(
        SessionRecord,
        "SELECT token, staff, created, seen, expires FROM sessions WHERE token = ? AND expires > ?",
        token,
        now
    );
    let row = found.fetch_optional(&mut *db).await.map_err(failed("looking for a session"))?;
    let Some(session) = row.map(Session::try_from).transpose()? else { return Ok(None) };
    let staff = find(db, &session.staff).await?.filter(|staff| staff.active);
    Ok(staff.map(|staff| (session, staff)))
}

/// Notes that a session was used.
pub(crate) struct Touch {
    pub(crate) token: TokenHash,
    pub(crate) seen: Millis,
    pub(crate) expires: Millis,
}

impl Write for Touch {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let (token, seen, expires) = (self.token.0.as_slice(), self.seen.0, self.expires.0);
            let update = sqlx::query!(
                "UPDATE sessions SET seen = ?, expires = ? WHERE token = ?",
                seen,
                expires,
                token
            );
            update.execute(db).await.map(drop).map_err(failed("touching a session"))
        })
    }
}

/// Ends a session.
pub(crate) struct DeleteSession(pub(crate) TokenHash);

impl Write for DeleteSession {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let token = self.0.0.as_slice();
            let delete = sqlx::query!("DELETE FROM sessions WHERE token = ?", token);
            delete.execute(db).await.map(drop).map_err(failed("ending a session"))
        })
    }
}

/// Removes sessions past their end.
pub(crate) struct DeleteExpired(pub(crate) Millis);

impl Write for DeleteExpired {
    type Answer = u64;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<u64>> {
        Box::pin(async move {
            let now = self.0.0;
            let delete = sqlx::query!("DELETE FROM sessions WHERE expires <= ?", now);
            Ok(delete.execute(db).await.map_err(failed("removing old sessions"))?.rows_affected())
        })
    }
}
