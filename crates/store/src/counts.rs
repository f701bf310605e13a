//! How often desks added or struck a procedure by hand, and why, so that whoever keeps the catalogue can mend its rules.
//!
//! A count is written in the transaction of its event. It knows a month, an office, a procedure and codes: no case, no
//! person, no note and no day, by which a rare procedure could lead to somebody. So it stays when a case is erased.
//!
//! Numbers only grow. What is taken back is not counted down but counted as restored, in the month in which that
//! happens: a report of a past month stays true, and a slip can be told from a judgement.

use kakanai_reception::procedure::{Adjust, AdjustReason, Counted, ProcedureId};

use crate::base::{Month, OfficeCode};

/// One more of something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProcedureCount {
    /// When.
    pub month: Month,
    /// Where.
    pub office: OfficeCode,
    /// What.
    pub what: Counted,
}

/// How often, in a month and an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentCount {
    /// When.
    pub month: Month,
    /// Where.
    pub office: OfficeCode,
    /// The procedure.
    pub procedure: ProcedureId,
    /// Added or struck.
    pub how: Adjust,
    /// Why.
    pub why: AdjustReason,
    /// How often that was done.
    pub made: u64,
    /// How often it was taken back, whenever it had been done.
    pub restored: u64,
}
