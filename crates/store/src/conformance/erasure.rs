//! Erasing a case.

use super::{Draft, Harness, NOW, code, unique};
use crate::base::Millis;
use crate::chain::verify_case;
use crate::error::StoreError;
use kakanai_reception::ids::{CaseId, EnvelopeHash, EventSeq};

/// After erasure summary and work are gone, another case is untouched, and the chain verifies.
pub async fn the_chain_outlives_the_content(harness: &impl Harness) {
    let (store, draft, other) = (harness.store(), Draft::new(), Draft::new());
    let mut opening = draft.opening();
    opening.outbox = vec![draft.work("print"), draft.work("print")];
    let (summary, work) = (opening.summary.clone(), opening.outbox[0].payload.clone());
    store.append(opening).await.unwrap();
    store.append(other.opening()).await.unwrap();
    let settled = store.outbox_take(code("print"), 1, code("one"), NOW).await.unwrap().remove(0);
    store.outbox_settle(settled.entry.id, code("one"), NOW).await.unwrap();
    let events = store.load(draft.case, EventSeq::ZERO).await.unwrap();

    let later = Millis(NOW.0 + 1000);
    for at in [later, Millis(later.0 + 1)] {
        store.erase(draft.case, at).await.unwrap();
    }
    let header = store.case_header(draft.case).await.unwrap().unwrap();
    assert_eq!(header.erased_at, Some(later), "the first time stays");
    assert_eq!(store.load(draft.case, EventSeq::ZERO).await.unwrap(), events);
    verify_case(&header, &events).unwrap();
    let rows = store.list_cases(crate::CaseFilter::default(), None, None).await.unwrap().cases;
    let has_summary = |case| rows.iter().any(|row| row.header.case == case && row.summary.is_some());
    assert!(!has_summary(draft.case) && has_summary(other.case));
    assert!(store.outbox_take(code("print"), 9, code("one"), NOW).await.unwrap().is_empty());

    let dump = harness.dump().await;
    let holds = |part: &[u8]| dump.windows(part.len()).any(|window| window == part);
    assert!(holds(events[0].sealed.as_bytes()), "the dump sees sealed events");
    assert!(!holds(summary.as_bytes()), "no sealed summary stays");
    assert!(!holds(work.as_bytes()), "no sealed work stays");

    let nobody = store.erase(CaseId::from_bytes(unique()), NOW).await;
    assert!(matches!(nobody, Err(StoreError::NoCase { .. })));
}

/// An erased case takes no events; its commands and its codes still answer as before.
pub async fn an_erased_case_takes_nothing_more(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let (envelope, printed) = (EnvelopeHash(unique()), EnvelopeHash(unique()));
    let mut opening = draft.opening();
    opening.open = Some(draft.open_at("E", Some(envelope)));
    opening.envelopes = vec![printed];
    store.append(opening.clone()).await.unwrap();
    store.erase(draft.case, NOW).await.unwrap();
    let refused = store.append(draft.step(EventSeq(1), &["b"])).await;
    assert!(matches!(refused, Err(StoreError::Erased { .. })), "{refused:?}");
    assert!(store.append(opening).await.unwrap().repeated);
    for envelope in [envelope, printed] {
        assert_eq!(store.case_by_envelope(envelope).await.unwrap(), Some(draft.case));
        let again = Draft::new();
        let mut opening = again.opening();
        opening.open = Some(again.open_at("E", Some(envelope)));
        let refused = store.append(opening).await;
        assert!(matches!(refused, Err(StoreError::AlreadyOpened { case }) if case == draft.case));
    }
    assert!(store.case_header(draft.case).await.unwrap().unwrap().erased_at.is_some());
}
