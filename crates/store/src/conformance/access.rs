//! The access log.

use super::{Draft, Harness, NOW, code};
use crate::access::{AccessEntry, AccessVerdict};
use crate::base::Millis;
use crate::cases::CaseFilter;
use crate::error::StoreError;
use kakanai_reception::ids::EventSeq;

/// A row about looking at a case.
pub fn entry(draft: &Draft) -> AccessEntry {
    AccessEntry {
        at: NOW,
        staff: "sample.clerk".parse().unwrap(),
        action: code("view"),
        case: Some(draft.case),
        visit: None,
        purpose: code("reception"),
        place: code("counter-1"),
    }
}

/// Views, lists and commands leave their row; a view of nothing leaves none.
pub async fn a_view_leaves_its_row(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let mut opening = draft.opening();
    opening.access = Some(entry(&draft));
    store.append(opening.clone()).await.unwrap();
    store.append(opening).await.unwrap();
    let view = store.view(draft.case, EventSeq::ZERO, entry(&draft)).await.unwrap();
    assert_eq!((view.events.len(), view.row.header.case), (1, draft.case));
    assert!(view.row.summary.is_some());
    store.list_cases(CaseFilter::default(), None, Some(entry(&draft))).await.unwrap();
    store.list_cases(CaseFilter::default(), None, None).await.unwrap();
    store.log_access(entry(&draft)).await.unwrap();
    let nothing = store.view(Draft::new().case, EventSeq::ZERO, entry(&draft)).await;
    assert!(matches!(nothing, Err(StoreError::NoCase { .. })));

    let seal = store.seal_access(NOW).await.unwrap().unwrap();
    assert_eq!(seal.rows, 4, "opening (once), view, list, log");
}

/// Seals follow each other; rows after the last seal wait for the next.
pub async fn sealed_rows_verify(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    assert_eq!(store.seal_access(NOW).await.unwrap(), None, "nothing to seal");
    let before = store.verify_access().await.unwrap();
    assert!(matches!(before, AccessVerdict::Whole { seals: 0, rows: 0, .. }));
    for batch in 1..=3 {
        for _ in 0..batch {
            store.log_access(entry(&draft)).await.unwrap();
        }
        let seal = store.seal_access(Millis(NOW.0 + batch)).await.unwrap().unwrap();
        assert_eq!((seal.number, seal.rows), (batch as u64, batch as u64));
        let verdict = store.verify_access().await.unwrap();
        let rows = (1..=batch as u64).sum();
        assert_eq!(verdict, AccessVerdict::Whole { seals: batch as u64, rows, head: seal.hash });
    }
    store.log_access(entry(&draft)).await.unwrap();
    assert!(matches!(store.verify_access().await.unwrap(), AccessVerdict::Whole { rows: 6, .. }));
}

/// A row altered behind the program's back is found under its seal.
pub async fn tampering_is_found(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    for n in 0..4 {
        store.log_access(entry(&draft)).await.unwrap();
        if n % 2 == 1 {
            store.seal_access(NOW).await.unwrap().unwrap();
        }
    }
    harness.tamper_with_access_log().await;
    assert_eq!(store.verify_access().await.unwrap(), AccessVerdict::Altered { seal: 1 });
}
