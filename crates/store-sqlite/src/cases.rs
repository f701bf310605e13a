//! Reading cases, viewing them, erasing them.

use kakanai_store::cases::PAGE;
use kakanai_store::rows::{CaseRecord, EventRecord, number};
use kakanai_store::{
    AccessEntry, BoxFuture, CaseCursor, CaseFilter, CaseId, CasePage, CaseRow, CaseView, EnvelopeHash,
    EventSeq, Millis, Result, StoreError, StoredEvent,
};
use sqlx::SqliteConnection;

use crate::access::insert_access;
use crate::failed;
use crate::writer::Write;

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
    let found = select_cases!("WHERE c.id = ?", id);
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

/// A list; four queries, so that each walks the index that suits what is asked.
pub(crate) async fn list(
    db: &mut SqliteConnection,
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
    db: &mut SqliteConnection,
    visit: &[u8; 16],
    asked: &Asked<'_>,
) -> sqlx::Result<Vec<CaseRecord>> {
    let Asked { office, day, state, before, before_id, page } = *asked;
    let visit = visit.as_slice();
    let found = select_cases!(
        "WHERE c.visit_id = ?1 AND (?2 IS NULL OR v.office = ?2) AND (?3 IS NULL OR v.day = ?3) \
         AND (?4 IS NULL OR c.state = ?4) AND (c.opened_at, c.id) < (?5, ?6) \
         ORDER BY c.opened_at DESC, c.id DESC LIMIT ?7",
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

async fn of_day(db: &mut SqliteConnection, day: i64, asked: &Asked<'_>) -> sqlx::Result<Vec<CaseRecord>> {
    let Asked { office, state, before, before_id, page, .. } = *asked;
    let found = select_cases!(
        "WHERE v.day = ?1 AND (?2 IS NULL OR v.office = ?2) AND (?3 IS NULL OR c.state = ?3) \
         AND (c.opened_at, c.id) < (?4, ?5) ORDER BY c.opened_at DESC, c.id DESC LIMIT ?6",
        day,
        office,
        state,
        before,
        before_id,
        page
    );
    found.fetch_all(db).await
}

async fn in_state(
    db: &mut SqliteConnection,
    state: &str,
    asked: &Asked<'_>,
) -> sqlx::Result<Vec<CaseRecord>> {
    let Asked { office, before, before_id, page, .. } = *asked;
    let found = select_cases!(
        "WHERE c.state = ?1 AND (?2 IS NULL OR v.office = ?2) \
         AND (c.opened_at, c.id) < (?3, ?4) ORDER BY c.opened_at DESC, c.id DESC LIMIT ?5",
        state,
        office,
        before,
        before_id,
        page
    );
    found.fetch_all(db).await
}

async fn all(db: &mut SqliteConnection, asked: &Asked<'_>) -> sqlx::Result<Vec<CaseRecord>> {
    let Asked { office, before, before_id, page, .. } = *asked;
    let found = select_cases!(
        "WHERE (?1 IS NULL OR v.office = ?1) \
         AND (c.opened_at, c.id) < (?2, ?3) ORDER BY c.opened_at DESC, c.id DESC LIMIT ?4",
        office,
        before,
        before_id,
        page
    );
    found.fetch_all(db).await
}

/// A case for a person's eyes, with the row that says so.
pub(crate) struct View {
    pub(crate) case: CaseId,
    pub(crate) after: EventSeq,
    pub(crate) access: AccessEntry,
}

impl Write for View {
    type Answer = CaseView;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<CaseView>> {
        Box::pin(async move {
            insert_access(db, &self.access).await?;
            let row = case_row(db, self.case).await?.ok_or(StoreError::NoCase { case: self.case })?;
            Ok(CaseView { row, events: load(db, self.case, self.after).await? })
        })
    }
}

/// A list for a person's eyes, with the row that says so.
pub(crate) struct LoggedList {
    pub(crate) filter: CaseFilter,
    pub(crate) after: Option<CaseCursor>,
    pub(crate) access: AccessEntry,
}

impl Write for LoggedList {
    type Answer = CasePage;

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<CasePage>> {
        Box::pin(async move {
            insert_access(db, &self.access).await?;
            list(db, &self.filter, self.after).await
        })
    }
}

/// Removes what can be removed of a case.
pub(crate) struct Erase {
    pub(crate) case: CaseId,
    pub(crate) at: Millis,
}

impl Write for Erase {
    type Answer = ();

    fn run<'c>(&'c self, db: &'c mut SqliteConnection) -> BoxFuture<'c, Result<()>> {
        Box::pin(erase(db, self.case, self.at))
    }

    fn wipes(&self) -> bool {
        true
    }
}

async fn erase(db: &mut SqliteConnection, case: CaseId, at: Millis) -> Result<()> {
    let (id, at) = (case.as_bytes().as_slice(), at.0);
    let mark = sqlx::query!("UPDATE cases SET erased_at = COALESCE(erased_at, ?) WHERE id = ?", at, id);
    let marked = mark.execute(&mut *db).await.map_err(failed("marking a case erased"))?;
    if marked.rows_affected() == 0 {
        return Err(StoreError::NoCase { case });
    }
    let summary = sqlx::query!("DELETE FROM summaries WHERE case_id = ?", id);
    summary.execute(&mut *db).await.map_err(failed("erasing a summary"))?;
    let outbox = sqlx::query!("DELETE FROM outbox WHERE case_id = ?", id);
    outbox.execute(db).await.map(drop).map_err(failed("erasing outbox work"))
}
