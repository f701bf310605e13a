//! Counting what was added or struck by hand.

use kakanai_store::rows::AdjustmentRecord;
use kakanai_store::{AdjustmentCount, Month, ProcedureCount, Result};
use sqlx::SqliteConnection;

use crate::failed;

/// Counts one more.
pub(crate) async fn count(db: &mut SqliteConnection, count: &ProcedureCount) -> Result<()> {
    let (month, office) = (i64::from(count.month.yyyymm()), count.office.as_str());
    let (procedure, how, why) = (count.what.procedure.as_str(), count.what.how.code(), count.what.why.code());
    let (made, restored) = (i64::from(!count.what.restored), i64::from(count.what.restored));
    let upsert = sqlx::query!(
        "INSERT INTO procedure_counts (month, office, procedure, how, why, made, restored) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (month, office, procedure, how, why) \
         DO UPDATE SET made = made + excluded.made, restored = restored + excluded.restored",
        month,
        office,
        procedure,
        how,
        why,
        made,
        restored
    );
    upsert.execute(db).await.map(drop).map_err(failed("counting an adjustment"))
}

pub(crate) async fn adjustments(
    db: &mut SqliteConnection,
    from: Month,
    until: Month,
) -> Result<Vec<AdjustmentCount>> {
    let (from, until) = (i64::from(from.yyyymm()), i64::from(until.yyyymm()));
    let found = sqlx::query_as!(
        AdjustmentRecord,
        "SELECT month, office, procedure, how, why, made, restored FROM procedure_counts \
         WHERE month BETWEEN ? AND ? ORDER BY month, office, procedure, how, why",
        from,
        until
    );
    let rows = found.fetch_all(db).await.map_err(failed("reading what was counted"))?;
    rows.into_iter().map(AdjustmentCount::try_from).collect()
}
