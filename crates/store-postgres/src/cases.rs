//! Reading cases, viewing them, erasing them.

use kakanai_store::cases::PAGE;
use kakanai_store::rows::{CaseRecord, EventRecord, number};
use kakanai_store::{
    AccessEntry, CaseCursor, CaseFilter, CaseId, CasePage, CaseRow, CaseView, EnvelopeHash, EventSeq, Millis,
    Result, StoreError, StoredEvent,
};
use sqlx::{PgConnection, PgPool};

use crate::access::insert_access;
use crate::failed;

/// A query for whole cases; only the condition differs.
macro_rules! select_cases {
    ($condition:tt $(, $argument:expr)* $(,)?) => {
        sqlx::query_as!(
            CaseRecord,
            "SELECT c.id, c.visit_id, v.office, v.day, v.serial, c.state, c.seq, c.chain, c.opened_at, \
             c.changed_at, c.erased_at, s.sealed AS \"sealed?\" FROM cases c \
             JOIN visits v ON v.id = c.visit_id LEFT JOIN summaries s ON s.case_id = c.id " + $condition
            $(, $argument)*
        )
    };
}

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
    let found = select_cases!("WHERE c.id = $1", id);
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

/// A list; four queries, so that each walks the index that suits what is asked.
pub(crate) async fn list(
    db: &mut PgConnection,
    filter: &CaseFilter,
    after: Option<CaseCursor>,
) -> Result<CasePage> {
    let asked = Asked::new(filter, &after);
    let rows = match (&filter.visit, asked.day, asked.state) {
        (Some(visit), ..) => of_visit(db, visit.as_bytes(), &asked).await,
        (None, Some(day), _) => of_day(db, day, &asked).await,
        (None, None, Some(state)) => in_state(db, state, &asked).await,
        (None, None, None) => all(db, &asked).await,
    };
    let rows = rows.map_err(failed("listing cases"))?;
    Ok(CasePage::new(rows.into_iter().map(CaseRow::try_from).collect::<Result<_>>()?))
}

/// A filter and a cursor as the queries take them.
struct Asked<'a> {
    office: Option<&'a str>,
    day: Option<i64>,
    state: Option<&'a str>,
    before: i64,
    before_id: &'a [u8],
    page: i64,
}

impl<'a> Asked<'a> {
    fn new(filter: &'a CaseFilter, after: &'a Option<CaseCursor>) -> Self {
        let (before, before_id) = match after {
            Some(cursor) => (cursor.opened_at.0, cursor.case.as_bytes().as_slice()),
            None => (i64::MAX, [0xff; 16].as_slice()),
        };
        Self {
            office: filter.office.as_ref().map(|office| office.as_str()),
            day: filter.day.map(|day| i64::from(day.yyyymmdd())),
            state: filter.state.as_ref().map(|state| state.as_str()),
            before,
            before_id,
            page: PAGE as i64,
        }
    }
}

async fn of_visit(
    db: &mut PgConnection,
    visit: &[u8; 16],
    asked: &Asked<'_>,
) -> sqlx::Result<Vec<CaseRecord>> {
    let Asked { office, day, state, before, before_id, page } = *asked;
    let visit = visit.as_slice();
    let found = select_cases!(
        "WHERE c.visit_id = $1 AND ($2::text IS NULL OR v.office = $2) AND ($3::bigint IS NULL OR v.day = $3) \
         AND ($4::text IS NULL OR c.state = $4) AND (c.opened_at, c.id) < ($5, $6) \
         ORDER BY c.opened_at DESC, c.id DESC LIMIT $7",
        visit,
        office,
        day,
        state,
        before,
        before_id,
        page
    );
    found.fetch_all(db).await
}

async fn of_day(db: &mut PgConnection, day: i64, asked: &Asked<'_>) -> sqlx::Result<Vec<CaseRecord>> {
    let Asked { office, state, before, before_id, page, .. } = *asked;
    let found = select_cases!(
        "WHERE v.day = $1 AND ($2::text IS NULL OR v.office = $2) AND ($3::text IS NULL OR c.state = $3) \
         AND (c.opened_at, c.id) < ($4, $5) ORDER BY c.opened_at DESC, c.id DESC LIMIT $6",
        day,
        office,
        state,
        before,
        before_id,
        page
    );
    found.fetch_all(db).await
}

async fn in_state(db: &mut PgConnection, state: &str, asked: &Asked<'_>) -> sqlx::Result<Vec<CaseRecord>> {
    let Asked { office, before, before_id, page, .. } = *asked;
    let found = select_cases!(
        "WHERE c.state = $1 AND ($2::text IS NULL OR v.office = $2) \
         AND (c.opened_at, c.id) < ($3, $4) ORDER BY c.opened_at DESC, c.id DESC LIMIT $5",
        state,
        office,
        before,
        before_id,
        page
    );
    found.fetch_all(db).await
}

async fn all(db: &mut PgConnection, asked: &Asked<'_>) -> sqlx::Result<Vec<CaseRecord>> {
    let Asked { office, before, before_id, page, .. } = *asked;
    let found = select_cases!(
        "WHERE ($1::text IS NULL OR v.office = $1) \
         AND (c.opened_at, c.id) < ($2, $3) ORDER BY c.opened_at DESC, c.id DESC LIMIT $4",
        office,
        before,
        before_id,
        page
    );
    found.fetch_all(db).await
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

/// A list for a person's eyes, with the row that says so.
pub(crate) async fn logged_list(
    pool: &PgPool,
    filter: &CaseFilter,
    after: Option<CaseCursor>,
    access: &AccessEntry,
) -> Result<CasePage> {
    let mut db = pool.begin().await.map_err(failed("beginning a view"))?;
    insert_access(&mut db, access).await?;
    let page = list(&mut db, filter, after).await?;
    db.commit().await.map_err(failed("committing a view"))?;
    Ok(page)
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
    db.commit().await.map_err(failed("committing an erasure"))
}
