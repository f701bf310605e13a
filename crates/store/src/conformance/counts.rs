//! Counts of what was added or struck by hand.

use kakanai_reception::ids::EventSeq;
use kakanai_reception::procedure::{Adjust, AdjustReason, Counted, ProcedureId};
use tokio::task::JoinSet;

use super::{Draft, Harness, NOW};
use crate::base::Month;
use crate::counts::{AdjustmentCount, ProcedureCount};
use crate::error::StoreError;
use crate::store::Store;

fn month(yyyymm: u32) -> Month {
    Month::new(yyyymm).unwrap()
}

/// One more of a procedure struck because its rule is wrong, or of that taken back.
fn one(yyyymm: u32, office: &str, procedure: &str, restored: bool) -> ProcedureCount {
    let procedure = ProcedureId::new(procedure).unwrap();
    let what = Counted { procedure, how: Adjust::Strike, why: AdjustReason::RuleWrong, restored };
    ProcedureCount { month: month(yyyymm), office: office.parse().unwrap(), what }
}

/// What is counted, shortly: month, office, procedure, how, why, made, restored.
type Line = (u32, String, String, &'static str, &'static str, u64, u64);

fn line(count: &AdjustmentCount) -> Line {
    (
        count.month.yyyymm(),
        count.office.to_string(),
        count.procedure.to_string(),
        count.how.code(),
        count.why.code(),
        count.made,
        count.restored,
    )
}

async fn lines(store: &dyn Store, from: u32, until: u32) -> Vec<Line> {
    store.adjustments(month(from), month(until)).await.unwrap().iter().map(line).collect()
}

fn struck(yyyymm: u32, office: &str, procedure: &str, made: u64, restored: u64) -> Line {
    (yyyymm, office.to_owned(), procedure.to_owned(), "strike", "rule_wrong", made, restored)
}

/// Each count comes with its command, once, and is found by its month.
pub async fn adjustments_are_counted_with_their_command(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    assert_eq!(lines(&*store, 190_001, 999_912).await, []);
    let mut opening = draft.opening();
    opening.counts = vec![one(202_611, "N", "move_in_b", false), one(202_611, "E", "move_in_b", false)];
    store.append(opening.clone()).await.unwrap();
    assert!(store.append(opening).await.unwrap().repeated, "and is not counted again");
    let mut step = draft.step(EventSeq(1), &["b", "c", "d"]);
    let added = Counted {
        procedure: ProcedureId::new("move_in_a").unwrap(),
        how: Adjust::Add,
        why: AdjustReason::CitizenAsks,
        restored: false,
    };
    step.counts = vec![
        one(202_612, "E", "move_in_b", true),
        one(202_611, "E", "move_in_b", false),
        ProcedureCount { what: added, ..one(202_611, "E", "move_in_a", false) },
    ];
    store.append(step).await.unwrap();
    let november = [
        (202_611, "E".to_owned(), "move_in_a".to_owned(), "add", "citizen_asks", 1, 0),
        struck(202_611, "E", "move_in_b", 2, 0),
        struck(202_611, "N", "move_in_b", 1, 0),
    ];
    // Taken back in December: November stays what it was.
    let december = [struck(202_612, "E", "move_in_b", 0, 1)];
    assert_eq!(lines(&*store, 202_611, 202_611).await, november);
    assert_eq!(lines(&*store, 202_612, 202_701).await, december);
    assert_eq!(lines(&*store, 202_601, 202_612).await, [&november[..], &december].concat());
    assert_eq!(lines(&*store, 202_701, 202_712).await, []);
}

/// A command that is refused counts nothing.
pub async fn what_is_refused_is_not_counted(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    store.append(draft.opening()).await.unwrap();
    store.append(draft.step(EventSeq(1), &["b"])).await.unwrap();
    let mut late = draft.step(EventSeq(1), &["x"]);
    late.counts = vec![one(202_611, "E", "move_in_b", false)];
    let refused = store.append(late).await;
    assert!(matches!(refused, Err(StoreError::Moved { .. })), "{refused:?}");
    // The same work twice breaks a constraint after everything else was written.
    let mut broken = draft.step(EventSeq(2), &["y"]);
    let work = draft.work("print");
    broken.outbox = vec![work.clone(), work];
    broken.counts = vec![one(202_611, "E", "move_in_b", false)];
    assert!(store.append(broken).await.is_err());
    assert_eq!(lines(&*store, 202_611, 202_611).await, []);
}

/// Twenty cases counting the same two things at once, in either order: nothing is lost.
pub async fn counted_at_once_is_counted_whole(harness: &impl Harness) {
    let store = harness.store();
    let mut tasks = JoinSet::new();
    for n in 0..20 {
        let (store, draft) = (store.clone(), Draft::new());
        tasks.spawn(async move {
            let mut opening = draft.opening();
            opening.counts =
                vec![one(202_611, "E", "move_in_a", false), one(202_611, "E", "move_in_b", n % 2 == 0)];
            if n % 3 == 0 {
                opening.counts.reverse();
            }
            store.append(opening).await.unwrap();
        });
    }
    tasks.join_all().await;
    let due = [struck(202_611, "E", "move_in_a", 20, 0), struck(202_611, "E", "move_in_b", 10, 10)];
    assert_eq!(lines(&*store, 202_611, 202_611).await, due);
}

/// What was counted says nothing of the case, and stays when that is erased.
pub async fn counts_outlive_the_case(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let mut opening = draft.opening();
    opening.counts = vec![one(202_611, "E", "move_in_b", false)];
    store.append(opening).await.unwrap();
    store.erase(draft.case, NOW).await.unwrap();
    assert_eq!(lines(&*store, 202_611, 202_611).await, [struck(202_611, "E", "move_in_b", 1, 0)]);
}
