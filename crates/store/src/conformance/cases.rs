//! Opening, numbering, finding by a code.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::{Draft, Harness, unique};
use crate::cases::CaseFilter;
use crate::error::StoreError;
use kakanai_reception::ids::{EnvelopeHash, EventSeq, VisitId};

/// A submission read a second time leads to the case it opened.
pub async fn an_envelope_opens_one_case(harness: &impl Harness) {
    let (store, draft, envelope) = (harness.store(), Draft::new(), EnvelopeHash(unique()));
    assert_eq!(store.case_by_envelope(envelope).await.unwrap(), None);
    let mut opening = draft.opening();
    opening.open = Some(draft.open_at("E", Some(envelope)));
    store.append(opening).await.unwrap();
    assert_eq!(store.case_by_envelope(envelope).await.unwrap(), Some(draft.case));

    let second = Draft::new();
    let mut opening = second.opening();
    opening.open = Some(second.open_at("E", Some(envelope)));
    let refused = store.append(opening).await;
    assert!(matches!(refused, Err(StoreError::AlreadyOpened { case }) if case == draft.case), "{refused:?}");
    assert_eq!(store.case_header(second.case).await.unwrap(), None);
    // The refused opening used up no number.
    assert_eq!(store.append(Draft::new().opening()).await.unwrap().number.serial, 2);
}

/// Ten counters read the same code at once: one case.
pub async fn envelopes_race(harness: &impl Harness) {
    let (store, envelope) = (harness.store(), EnvelopeHash(unique()));
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let (store, draft) = (store.clone(), Draft::new());
        let mut opening = draft.opening();
        opening.open = Some(draft.open_at("E", Some(envelope)));
        tasks.spawn(async move {
            match store.append(opening).await {
                Ok(opened) => (true, opened.case),
                Err(StoreError::AlreadyOpened { case }) => (false, case),
                Err(error) => panic!("{error}"),
            }
        });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|(first, _)| *first).count(), 1);
    assert_eq!(answers.iter().map(|(_, case)| *case).collect::<BTreeSet<_>>().len(), 1);
}

/// Visits opened at once at two offices are numbered 1, 2, 3 ... each.
pub async fn numbers_have_no_gap_and_no_double(harness: &impl Harness) {
    let store = harness.store();
    let mut tasks = JoinSet::new();
    for n in 0..40 {
        let (store, draft) = (store.clone(), Draft::new());
        let mut opening = draft.opening();
        opening.open = Some(draft.open_at(if n % 2 == 0 { "E" } else { "WEST2" }, None));
        tasks.spawn(async move { store.append(opening).await.unwrap().number.to_string() });
    }
    let numbers: BTreeSet<_> = tasks.join_all().await.into_iter().collect();
    let due = |office| (1..=20).map(move |n| format!("{office}-20261120-{n:04}"));
    assert_eq!(numbers, due("E").chain(due("WEST2")).collect());
}

/// Cases of one visit opened at once share its one number.
pub async fn a_visit_opened_twice_at_once_has_one_number(harness: &impl Harness) {
    let (store, visit) = (harness.store(), VisitId::from_bytes(unique()));
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let (store, draft) = (store.clone(), Draft::of_visit(visit));
        tasks.spawn(async move { store.append(draft.opening()).await.unwrap().number.serial });
    }
    assert_eq!(tasks.join_all().await, [1; 8]);
    assert_eq!(store.append(Draft::new().opening()).await.unwrap().number.serial, 2);
    let filter = CaseFilter { visit: Some(visit), ..CaseFilter::default() };
    assert_eq!(store.list_cases(filter, None, None).await.unwrap().cases.len(), 8);
}

/// The code of a printed notification leads to the case that printed it, and to no other.
pub async fn a_printed_code_leads_to_its_case(harness: &impl Harness) {
    let (store, draft, other) = (harness.store(), Draft::new(), Draft::new());
    let [submission, first, second, third] = [(); 4].map(|()| EnvelopeHash(unique()));
    let mut opening = draft.opening();
    opening.open = Some(draft.open_at("E", Some(submission)));
    // A copy of the submission itself may be among what is printed.
    opening.envelopes = vec![first, submission];
    store.append(opening).await.unwrap();
    let mut step = draft.step(EventSeq(1), &["b"]);
    step.envelopes = vec![first, second];
    store.append(step.clone()).await.unwrap();
    assert!(store.append(step).await.unwrap().repeated);
    for envelope in [submission, first, second] {
        assert_eq!(store.case_by_envelope(envelope).await.unwrap(), Some(draft.case));
    }

    // It opens no second case, and no other case may print it: nothing of such a command is kept.
    let mut opening = other.opening();
    opening.open = Some(other.open_at("E", Some(second)));
    let mut printing = other.opening();
    printing.envelopes = vec![third, second];
    for wrong in [opening, printing] {
        let refused = store.append(wrong).await;
        let told = matches!(refused, Err(StoreError::AlreadyOpened { case }) if case == draft.case);
        assert!(told, "{refused:?}");
    }
    assert_eq!(store.case_by_envelope(third).await.unwrap(), None);
    assert_eq!(store.case_header(other.case).await.unwrap(), None);
}

/// Two cases print the same code at once: one of them does.
pub async fn printed_codes_race(harness: &impl Harness) {
    let (store, envelope) = (harness.store(), EnvelopeHash(unique()));
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let (store, draft) = (store.clone(), Draft::new());
        tasks.spawn(async move {
            store.append(draft.opening()).await.unwrap();
            let mut step = draft.step(EventSeq(1), &["b"]);
            step.envelopes = vec![envelope];
            match store.append(step).await {
                Ok(kept) => (true, kept.case),
                Err(StoreError::AlreadyOpened { case }) => (false, case),
                Err(error) => panic!("{error}"),
            }
        });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|(first, _)| *first).count(), 1);
    let cases: BTreeSet<_> = answers.iter().map(|(_, case)| *case).collect();
    assert_eq!(
        cases.into_iter().collect::<Vec<_>>(),
        Vec::from_iter(store.case_by_envelope(envelope).await.unwrap())
    );
}
