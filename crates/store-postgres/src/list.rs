//! Lists of cases and their counts.
//!
//! Each [`Way`] is a query of its own, which leads to the indexes that suit what is asked; what else
//! the filter asks is looked at row by row: `Visit` goes by `cases_by_visit`, the count of a `Day` by the
//! unique index of visits and `cases_by_state`, `Changed` by `cases_by_change`, `State` by
//! `cases_by_state`, `Since` and `All` by `cases_by_opening`; only the count of `All` reads the whole
//! table. That holds for plans made for the values asked (`open::PostgresOptions`), not for those that
//! would serve any.

use kakanai_store::cases::PAGE;
use kakanai_store::legs::{Leg, legs, page};
use kakanai_store::rows::{CaseRecord, CountRecord};
use kakanai_store::{
    AccessEntry, CaseCursor, CaseFilter, CaseHeader, CasePage, CaseRow, Code, Result, StoreError, VisitId,
    VisitNumber,
};
use sqlx::{PgConnection, PgPool};

use crate::access::insert_access;
use crate::failed;

/// Where to look for cases.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Among those of a visit.
    Visit,
    /// Among those of a day, and those still in some states.
    Day,
    /// Among those that changed.
    Changed,
    /// Among those in a state, newest first.
    State,
    /// Among all opened since a moment, newest first.
    Since,
    /// Among all, newest first.
    All,
}

/// A filter and a cursor as the queries take them.
struct Asked<'a> {
    way: Way,
    office: Option<&'a str>,
    day: Option<i64>,
    still: Vec<String>,
    states: Vec<String>,
    changed: Option<i64>,
    visit: Option<Vec<u8>>,
    state: Option<String>,
    from: i64,
    until: i64,
    before: i64,
    before_id: Vec<u8>,
    page: i64,
}

impl<'a> Asked<'a> {
    fn new(filter: &'a CaseFilter, visit: Option<VisitId>, after: Option<CaseCursor>) -> Self {
        let way = match (visit, filter.day, filter.changed_after, filter.states.is_empty()) {
            (Some(_), ..) => Way::Visit,
            (None, Some(_), ..) => Way::Day,
            (None, None, Some(_), _) => Way::Changed,
            (None, None, None, false) => Way::State,
            (None, None, None, true) => Way::All,
        };
        let (before, before_id) = match after {
            Some(cursor) => (cursor.opened_at.0, cursor.case.as_bytes().to_vec()),
            None => (i64::MAX, [0xff; 16].to_vec()),
        };
        Self {
            way,
            office: filter.office.as_ref().map(|office| office.as_str()),
            day: filter.day.map(|day| i64::from(day.yyyymmdd())),
            still: names(&filter.still),
            states: names(&filter.states),
            changed: filter.changed_after.map(|moment| moment.0),
            visit: visit.map(|visit| visit.as_bytes().to_vec()),
            state: None,
            from: i64::MIN,
            until: i64::MAX,
            before,
            before_id,
            page: PAGE as i64,
        }
    }

    /// Along one stretch of the list.
    fn go(&mut self, leg: Leg) {
        self.way = match (self.way, &leg.state) {
            (Way::Visit | Way::Changed, _) => self.way,
            (_, Some(_)) => Way::State,
            (_, None) if leg.from > i64::MIN => Way::Since,
            (_, None) => Way::All,
        };
        self.state = leg.state.map(|state| state.as_str().to_owned());
        (self.from, self.until) = (leg.from, leg.until);
    }
}

fn names(codes: &[Code]) -> Vec<String> {
    codes.iter().map(|code| code.as_str().to_owned()).collect()
}

/// A page of cases; only where to look differs.
macro_rules! select_cases {
    ($head:tt, $asked:ident) => {
        sqlx::query_as!(
            CaseRecord,
            "SELECT c.id, c.visit_id, v.office, v.day, v.serial, c.state, c.seq, c.chain, c.opened_at, \
             c.changed_at, c.erased_at, s.sealed AS \"sealed?\" FROM cases c \
             JOIN visits v ON v.id = c.visit_id LEFT JOIN summaries s ON s.case_id = c.id WHERE "
                + $head
                + " AND ($1::text IS NULL OR v.office = $1) \
                   AND ($2::bigint IS NULL OR v.day = $2 OR c.state = ANY($3::text[])) \
                   AND (cardinality($4::text[]) = 0 OR c.state = ANY($4)) \
                   AND ($5::bigint IS NULL OR c.changed_at > $5) \
                   AND ($6::bytea IS NULL OR c.visit_id = $6) AND (c.opened_at, c.id) < ($7, $8) \
                   AND ($10::text IS NULL OR c.state = $10) AND c.opened_at >= $11 AND c.opened_at < $12 \
                   ORDER BY c.opened_at DESC, c.id DESC LIMIT $9",
            $asked.office,
            $asked.day,
            &$asked.still,
            &$asked.states,
            $asked.changed,
            $asked.visit,
            $asked.before,
            $asked.before_id,
            $asked.page,
            $asked.state,
            $asked.from,
            $asked.until
        )
    };
}

/// How many cases are in each state; conditions as in `select_cases`. "C" orders by bytes, as the
/// other engine does.
macro_rules! count_cases {
    ($head:tt, $asked:ident) => {
        sqlx::query_as!(
            CountRecord,
            "SELECT c.state, COUNT(*) AS \"cases!\" FROM cases c JOIN visits v ON v.id = c.visit_id WHERE "
                + $head
                + " AND ($1::text IS NULL OR v.office = $1) \
                   AND ($2::bigint IS NULL OR v.day = $2 OR c.state = ANY($3::text[])) \
                   AND (cardinality($4::text[]) = 0 OR c.state = ANY($4)) \
                   AND ($5::bigint IS NULL OR c.changed_at > $5) \
                   AND ($6::bytea IS NULL OR c.visit_id = $6) \
                   GROUP BY c.state ORDER BY c.state COLLATE \"C\"",
            $asked.office,
            $asked.day,
            &$asked.still,
            &$asked.states,
            $asked.changed,
            $asked.visit
        )
    };
}

/// The rows of one stretch of a list.
async fn along(db: &mut PgConnection, asked: &Asked<'_>) -> Result<Vec<CaseRecord>> {
    let found = match asked.way {
        Way::Visit => select_cases!("c.visit_id = $6", asked).fetch_all(db).await,
        Way::Changed => select_cases!("c.changed_at > $5", asked).fetch_all(db).await,
        Way::State => select_cases!("c.state = $10", asked).fetch_all(db).await,
        // A list never goes by the day itself.
        Way::Since | Way::Day => select_cases!("c.opened_at >= $11", asked).fetch_all(db).await,
        Way::All => select_cases!("TRUE", asked).fetch_all(db).await,
    };
    found.map_err(failed("listing cases"))
}

pub(crate) async fn list(
    db: &mut PgConnection,
    filter: &CaseFilter,
    after: Option<CaseCursor>,
) -> Result<CasePage> {
    let Some(visit) = visit_of(db, filter).await? else { return Ok(CasePage::EMPTY) };
    let first = match filter.day {
        Some(day) => first_of_day(db, i64::from(day.yyyymmdd())).await?,
        None => None,
    };
    let (first, older) = legs(filter, first);
    let mut rows = Vec::new();
    for legs in [first, older] {
        if rows.len() >= PAGE {
            break;
        }
        for leg in legs {
            let mut asked = Asked::new(filter, visit, after);
            asked.go(leg);
            rows.extend(along(db, &asked).await?);
        }
    }
    page(rows)
}

/// When the first case of a day was opened, in whichever office.
async fn first_of_day(db: &mut PgConnection, day: i64) -> Result<Option<i64>> {
    let first = sqlx::query_scalar!(
        "SELECT MIN(c.opened_at) FROM visits v JOIN cases c ON c.visit_id = v.id WHERE v.day = $1 AND v.serial = 1",
        day
    );
    first.fetch_one(db).await.map_err(failed("looking for the day's first case"))
}

pub(crate) async fn count(db: &mut PgConnection, filter: &CaseFilter) -> Result<Vec<(Code, u64)>> {
    let Some(visit) = visit_of(db, filter).await? else { return Ok(Vec::new()) };
    let asked = Asked::new(filter, visit, None);
    let counts = match asked.way {
        Way::Visit => count_cases!("c.visit_id = $6", asked).fetch_all(db).await,
        // First the identifiers, from two indexes; otherwise all cases would be looked at.
        Way::Day => {
            count_cases!(
                "c.id IN (SELECT k.id FROM visits w JOIN cases k ON k.visit_id = w.id \
                 WHERE w.day = $2 AND ($1::text IS NULL OR w.office = $1) UNION \
                 SELECT k.id FROM cases k WHERE k.state = ANY($3::text[]))",
                asked
            )
            .fetch_all(db)
            .await
        }
        Way::Changed => count_cases!("c.changed_at > $5", asked).fetch_all(db).await,
        Way::State => count_cases!("c.state = ANY($4::text[])", asked).fetch_all(db).await,
        Way::Since | Way::All => count_cases!("TRUE", asked).fetch_all(db).await,
    };
    counts.map_err(failed("counting cases"))?.into_iter().map(TryFrom::try_from).collect()
}

/// The visit a filter names by itself or by its number, if it names one; outside of that nothing
/// where there is no such visit.
async fn visit_of(db: &mut PgConnection, filter: &CaseFilter) -> Result<Option<Option<VisitId>>> {
    let Some(VisitNumber { office, day, serial }) = &filter.number else { return Ok(Some(filter.visit)) };
    let (office, day, serial) = (office.as_str(), i64::from(day.yyyymmdd()), i64::from(*serial));
    let found = sqlx::query_scalar!(
        "SELECT id FROM visits WHERE day = $1 AND office = $2 AND serial = $3",
        day,
        office,
        serial
    );
    let Some(id) = found.fetch_optional(db).await.map_err(failed("looking for the visit"))? else {
        return Ok(None);
    };
    let row = format!("{office} {day} {serial}");
    let corrupt = |_| StoreError::Corrupt { table: "visits", column: "id", row };
    let visit = VisitId::from_bytes(id.try_into().map_err(corrupt)?);
    Ok(filter.visit.is_none_or(|asked| asked == visit).then_some(Some(visit)))
}

/// The cases of a visit without their summaries.
pub(crate) async fn of_visit(db: &mut PgConnection, visit: VisitId) -> Result<Vec<CaseHeader>> {
    let found = sqlx::query_as!(
        CaseRecord,
        "SELECT c.id, c.visit_id, v.office, v.day, v.serial, c.state, c.seq, c.chain, c.opened_at, \
         c.changed_at, c.erased_at, NULL::bytea AS \"sealed?\" FROM cases c \
         JOIN visits v ON v.id = c.visit_id WHERE c.visit_id = $1 ORDER BY c.opened_at, c.id",
        visit.as_bytes().as_slice()
    );
    let rows = found.fetch_all(db).await.map_err(failed("listing the cases of a visit"))?;
    rows.into_iter().map(|row| CaseRow::try_from(row).map(|row| row.header)).collect()
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
