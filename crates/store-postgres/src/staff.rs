//! Staff and sessions.

use kakanai_store::rows::{SessionRecord, StaffRecord};
use kakanai_store::{Login, Millis, Result, Session, Staff, StoreError, TokenHash};
use sqlx::PgPool;

use crate::failed;

/// Adds or replaces a member of staff.
pub(crate) async fn put(pool: &PgPool, staff: &Staff) -> Result<()> {
    let upsert = sqlx::query!(
        "INSERT INTO staff (login, name, password, roles, office, active) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (login) DO UPDATE SET name = excluded.name, password = excluded.password, \
         roles = excluded.roles, office = excluded.office, active = excluded.active",
        staff.login.as_str(),
        staff.name,
        staff.password,
        staff.roles_text(),
        staff.office.as_str(),
        staff.active
    );
    upsert.execute(pool).await.map(drop).map_err(failed("keeping staff"))
}

pub(crate) async fn find(pool: &PgPool, login: &Login) -> Result<Option<Staff>> {
    let found = sqlx::query_as!(
        StaffRecord,
        "SELECT login, name, password, roles, office, active FROM staff WHERE login = $1",
        login.as_str()
    );
    let row = found.fetch_optional(pool).await.map_err(failed("looking for staff"))?;
    row.map(Staff::try_from).transpose()
}

pub(crate) async fn all(pool: &PgPool) -> Result<Vec<Staff>> {
    // "C" orders by bytes, as the other engine does, whatever the language of the database.
    let found = sqlx::query_as!(
        StaffRecord,
        "SELECT login, name, password, roles, office, active FROM staff ORDER BY login COLLATE \"C\""
    );
    let rows = found.fetch_all(pool).await.map_err(failed("listing staff"))?;
    rows.into_iter().map(Staff::try_from).collect()
}

/// Shuts a member of staff out; gives the number of sessions ended.
pub(crate) async fn deactivate(pool: &PgPool, login: Login) -> Result<u64> {
    let mut db = pool.begin().await.map_err(failed("beginning to shut staff out"))?;
    let update = sqlx::query!("UPDATE staff SET active = FALSE WHERE login = $1", login.as_str());
    if update.execute(&mut *db).await.map_err(failed("shutting staff out"))?.rows_affected() == 0 {
        return Err(StoreError::NoStaff { login });
    }
    let delete = sqlx::query!("DELETE FROM sessions WHERE staff = $1", login.as_str());
    let ended = delete.execute(&mut *db).await.map_err(failed("ending sessions"))?.rows_affected();
    db.commit().await.map_err(failed("committing that staff are shut out"))?;
    Ok(ended)
}

/// Keeps a new session.
pub(crate) async fn create_session(pool: &PgPool, session: &Session) -> Result<()> {
    // The selection keeps nothing where there is no such person.
    let insert = sqlx::query!(
        "INSERT INTO sessions (token, staff, created, seen, expires) \
         SELECT $1, login, $3, $4, $5 FROM staff WHERE login = $2",
        session.token.0.as_slice(),
        session.staff.as_str(),
        session.created.0,
        session.seen.0,
        session.expires.0
    );
    match insert.execute(pool).await.map_err(failed("keeping a session"))?.rows_affected() {
        0 => Err(StoreError::NoStaff { login: session.staff.clone() }),
        _ => Ok(()),
    }
}

pub(crate) async fn session(
    pool: &PgPool,
    token: TokenHash,
    now: Millis,
) -> Result<Option<(Session, Staff)>> {
    let found = sqlx::query_as!(
        SessionRecord,
        "SELECT token, staff, created, seen, expires FROM sessions WHERE token = $1 AND expires > $2",
        token.0.as_slice(),
        now.0
    );
    let row = found.fetch_optional(pool).await.map_err(failed("looking for a session"))?;
    let Some(session) = row.map(Session::try_from).transpose()? else { return Ok(None) };
    let staff = find(pool, &session.staff).await?.filter(|staff| staff.active);
    Ok(staff.map(|staff| (session, staff)))
}

/// Notes that a session was used.
pub(crate) async fn touch(pool: &PgPool, token: TokenHash, seen: Millis, expires: Millis) -> Result<()> {
    let update = sqlx::query!(
        "UPDATE sessions SET seen = $1, expires = $2 WHERE token = $3",
        seen.0,
        expires.0,
        token.0.as_slice()
    );
    update.execute(pool).await.map(drop).map_err(failed("touching a session"))
}

/// Ends a session.
pub(crate) async fn delete_session(pool: &PgPool, token: TokenHash) -> Result<()> {
    let delete = sqlx::query!("DELETE FROM sessions WHERE token = $1", token.0.as_slice());
    delete.execute(pool).await.map(drop).map_err(failed("ending a session"))
}

/// Removes sessions past their end.
pub(crate) async fn delete_expired(pool: &PgPool, now: Millis) -> Result<u64> {
    let delete = sqlx::query!("DELETE FROM sessions WHERE expires <= $1", now.0);
    Ok(delete.execute(pool).await.map_err(failed("removing old sessions"))?.rows_affected())
}
