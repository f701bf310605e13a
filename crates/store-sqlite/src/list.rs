//! Lists of cases and their counts.
//!
//! Each [`Way`] is a query of its own, so that each walks an index that suits what is asked; what
//! else the filter asks is looked at row by row. The test below holds them to it.

use kakanai_store::cases::PAGE;
use kakanai_store::legs::{Leg, legs, page};
use kakanai_store::rows::{CaseRecord, CountRecord};
use kakanai_store::{
    CaseCursor, CaseFilter, CaseHeader, CasePage, CaseRow, Code, Result, StoreError, VisitId, VisitNumber,
};
use sqlx::SqliteConnection;

use crate::failed;

/// Where to look for cases.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Among those of a visit.
    Visit,
    /// Among those of a day, and those still in some states: for counting. A list goes in [`legs`].
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
struct Asked {
    way: Way,
    office: Option<String>,
    day: Option<i64>,
    still: Option<String>,
    states: Option<String>,
    changed: Option<i64>,
    visit: Option<Vec<u8>>,
    state: Option<String>,
    from: i64,
    until: i64,
    before: i64,
    before_id: Vec<u8>,
    page: i64,
}

impl Asked {
    fn new(filter: &CaseFilter, visit: Option<VisitId>, after: Option<CaseCursor>) -> Self {
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
            office: filter.office.as_ref().map(|office| office.as_str().to_owned()),
            day: filter.day.map(|day| i64::from(day.yyyymmdd())),
            still: json(&filter.still),
            states: json(&filter.states),
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

/// Codes as a JSON array; none as NULL. Nothing in a code needs escaping.
fn json(codes: &[Code]) -> Option<String> {
    let names: Vec<_> = codes.iter().map(Code::as_str).collect();
    (!codes.is_empty()).then(|| format!("[\"{}\"]", names.join("\",\"")))
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
                + " AND (?1 IS NULL OR v.office = ?1) \
                   AND (?2 IS NULL OR v.day = ?2 OR c.state IN (SELECT value FROM json_each(?3))) \
                   AND (?4 IS NULL OR c.state IN (SELECT value FROM json_each(?4))) \
                   AND (?5 IS NULL OR c.changed_at > ?5) AND (?6 IS NULL OR c.visit_id = ?6) \
                   AND (?7 IS NULL OR c.state = ?7) AND (c.opened_at, c.id) < (?8, ?9) \
                   AND c.opened_at >= ?11 AND c.opened_at < ?12 \
                   ORDER BY c.opened_at DESC, c.id DESC LIMIT ?10",
            $asked.office,
            $asked.day,
            $asked.still,
            $asked.states,
            $asked.changed,
            $asked.visit,
            $asked.state,
            $asked.before,
            $asked.before_id,
            $asked.page,
            $asked.from,
            $asked.until
        )
    };
}

/// How many cases are in each state; conditions as in `select_cases`.
macro_rules! count_cases {
    ($head:tt, $asked:ident) => {
        sqlx::query_as!(
            CountRecord,
            "SELECT c.state, COUNT(*) AS \"cases!: i64\" FROM cases c JOIN visits v ON v.id = c.visit_id WHERE "
                + $head
                + " AND (?1 IS NULL OR v.office = ?1) \
                   AND (?2 IS NULL OR v.day = ?2 OR c.state IN (SELECT value FROM json_each(?3))) \
                   AND (?4 IS NULL OR c.state IN (SELECT value FROM json_each(?4))) \
                   AND (?5 IS NULL OR c.changed_at > ?5) AND (?6 IS NULL OR c.visit_id = ?6) \
                   AND (?7 IS NULL OR c.state = ?7) GROUP BY c.state ORDER BY c.state",
            $asked.office,
            $asked.day,
            $asked.still,
            $asked.states,
            $asked.changed,
            $asked.visit,
            $asked.state
        )
    };
}

/// Does something with the query of a way that a list goes.
macro_rules! along {
    ($asked:ident, $query:ident => $then:expr) => {
        match $asked.way {
            Way::Visit => {
                let $query = select_cases!("c.visit_id = ?6", $asked);
                $then
            }
            Way::Changed => {
                let $query =
                    select_cases!("c.id IN (SELECT k.id FROM cases k WHERE k.changed_at > ?5)", $asked);
                $then
            }
            Way::State => {
                let $query = select_cases!("c.state = ?7", $asked);
                $then
            }
            // A list never goes by the day itself.
            Way::Since | Way::Day => {
                let $query = select_cases!("c.opened_at >= ?11", $asked);
                $then
            }
            Way::All => {
                let $query = select_cases!("TRUE", $asked);
                $then
            }
        }
    };
}

/// Does something with the query of a way that is counted.
macro_rules! counted {
    ($asked:ident, $query:ident => $then:expr) => {
        match $asked.way {
            Way::Visit => {
                let $query = count_cases!("c.visit_id = ?6", $asked);
                $then
            }
            // First the identifiers, from two indexes; otherwise all cases would be looked at.
            Way::Day => {
                let $query = count_cases!(
                    "c.id IN (SELECT k.id FROM visits w JOIN cases k ON k.visit_id = w.id \
                     WHERE w.day = ?2 AND (?1 IS NULL OR w.office = ?1) UNION \
                     SELECT k.id FROM cases k WHERE k.state IN (SELECT value FROM json_each(?3)))",
                    $asked
                );
                $then
            }
            Way::Changed => {
                let $query =
                    count_cases!("c.id IN (SELECT k.id FROM cases k WHERE k.changed_at > ?5)", $asked);
                $then
            }
            Way::State => {
                let $query = count_cases!("c.state IN (SELECT value FROM json_each(?4))", $asked);
                $then
            }
            Way::Since | Way::All => {
                let $query = count_cases!("TRUE", $asked);
                $then
            }
        }
    };
}

pub(crate) async fn list(
    db: &mut SqliteConnection,
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
            let found = along!(asked, query => query.fetch_all(&mut *db).await);
            rows.extend(found.map_err(failed("listing cases"))?);
        }
    }
    page(rows)
}

/// When the first case of a day was opened, in whichever office.
async fn first_of_day(db: &mut SqliteConnection, day: i64) -> Result<Option<i64>> {
    let first = sqlx::query_scalar!(
        "SELECT MIN(c.opened_at) FROM visits v JOIN cases c ON c.visit_id = v.id WHERE v.day = ? AND v.serial = 1",
        day
    );
    first.fetch_one(db).await.map_err(failed("looking for the day's first case"))
}

pub(crate) async fn count(db: &mut SqliteConnection, filter: &CaseFilter) -> Result<Vec<(Code, u64)>> {
    let Some(visit) = visit_of(db, filter).await? else { return Ok(Vec::new()) };
    let asked = Asked::new(filter, visit, None);
    let found = counted!(asked, query => query.fetch_all(&mut *db).await);
    found.map_err(failed("counting cases"))?.into_iter().map(TryFrom::try_from).collect()
}

/// The visit a filter names by itself or by its number, if it names one; outside of that nothing
/// where there is no such visit.
async fn visit_of(db: &mut SqliteConnection, filter: &CaseFilter) -> Result<Option<Option<VisitId>>> {
    let Some(VisitNumber { office, day, serial }) = &filter.number else { return Ok(Some(filter.visit)) };
    let (office, day, serial) = (office.as_str(), i64::from(day.yyyymmdd()), i64::from(*serial));
    let found = sqlx::query_scalar!(
        "SELECT id FROM visits WHERE day = ? AND office = ? AND serial = ?",
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
pub(crate) async fn of_visit(db: &mut SqliteConnection, visit: VisitId) -> Result<Vec<CaseHeader>> {
    let visit = visit.as_bytes().as_slice();
    let found = sqlx::query_as!(
        CaseRecord,
        "SELECT c.id, c.visit_id, v.office, v.day, v.serial, c.state, c.seq, c.chain, c.opened_at, \
         c.changed_at, c.erased_at, NULL AS \"sealed?: Vec<u8>\" FROM cases c \
         JOIN visits v ON v.id = c.visit_id WHERE c.visit_id = ? ORDER BY c.opened_at, c.id",
        visit
    );
    let rows = found.fetch_all(db).await.map_err(failed("listing the cases of a visit"))?;
    rows.into_iter().map(|row| CaseRow::try_from(row).map(|row| row.header)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SqliteOptions;
    use sqlx::{AssertSqlSafe, Execute, Row};

    /// How SQLite would go about a query.
    async fn plan(db: &mut SqliteConnection, sql: &str) -> String {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let steps = sqlx::query(AssertSqlSafe(explain)).fetch_all(db).await.unwrap();
        steps.iter().map(|step| step.get::<String, _>("detail") + "\n").collect()
    }

    #[tokio::test]
    async fn each_way_walks_its_index() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = SqliteOptions::new(folder.path().join("kakanai.db")).writer().await.unwrap();
        for (way, listed, counted) in [
            (Way::Visit, "cases_by_visit", "cases_by_visit"),
            (Way::Changed, "cases_by_change (changed_at>?)", "cases_by_change (changed_at>?)"),
            (Way::State, "cases_by_state (state=? AND opened_at>?", "cases_by_state (state=?)"),
            (Way::Since, "cases_by_opening (opened_at>?", ""),
            (Way::Day, "", "visits_2 (day=?)"),
            (Way::All, "cases_by_opening", ""),
        ] {
            let mut asked = Asked::new(&CaseFilter::default(), None, None);
            asked.way = way;
            let list = along!(asked, query => query.sql().as_str().to_owned());
            let count = counted!(asked, query => query.sql().as_str().to_owned());
            let (list, count) = (plan(&mut db, &list).await, plan(&mut db, &count).await);
            assert!(list.contains(listed) && count.contains(counted), "{way:?}\n{list}\n{count}");
            // Newest first without sorting, where a list may be as long as the table.
            let sorted = list.contains("TEMP B-TREE FOR ORDER BY");
            assert_eq!(sorted, matches!(way, Way::Visit | Way::Changed), "{way:?}\n{list}");
            assert!(!list.contains("SCAN c") && !list.contains("SCAN k"), "{way:?}\n{list}");
            let whole = count.contains("SCAN c") || count.contains("SCAN k");
            assert_eq!(whole, matches!(way, Way::Since | Way::All), "{way:?}\n{count}");
        }
    }
}
