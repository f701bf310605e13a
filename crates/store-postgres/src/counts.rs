//! Counting what was added or struck by hand.

use kakanai_store::rows::AdjustmentRecord;
use kakanai_store::{AdjustmentCount, Month, ProcedureCount, Result};
use sqlx::PgConnection;

use crate::failed;

/// Counts one more; whoever counts the same waits for the end of this transaction.
pub(crate) async fn count(db: &mut PgConnection, count: &ProcedureCount) -> Result<()> {
    let upsert = sqlx::query!(
        "INSERT INTO procedure_counts (month, office, procedure, how, why, made, restored) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (month, office, procedure, how, why) \
         DO UPDATE SET made = procedure_counts.made + excluded.made, \
         restored = procedure_counts.restored + excluded.restored",
        i64::from(count.month.yyyymm()),
        count.office.as_str(),
        count.what.procedure.as_str(),
        count.what.how.code(),
        count.what.why.code(),
        i64::from(!count.what.restored),
        i64::from(count.what.restored)
    );
    upsert.execute(db).await.map(drop).map_err(failed("counting an adjustment"))
}

pub(crate) async fn adjustments(
    db: &mut PgConnection,
    from: Month,
    until: Month,
) -> Result<Vec<AdjustmentCount>> {
    // "C" orders by bytes, as the other engine does, whatever the language of the database.
    let found = sqlx::query_as!(
        AdjustmentRecord,
        "SELECT month, office, procedure, how, why, made, restored FROM procedure_counts \
         WHERE month BETWEEN $1 AND $2 \
         ORDER BY month, office COLLATE \"C\", procedure COLLATE \"C\", how COLLATE \"C\", why COLLATE \"C\"",
        i64::from(from.yyyymm()),
        i64::from(until.yyyymm())
    );
    let rows = found.fetch_all(db).await.map_err(failed("reading what was counted"))?;
    rows.into_iter().map(AdjustmentCount::try_from).collect()
}
