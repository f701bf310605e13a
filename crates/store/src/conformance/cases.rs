//! Opening, numbering, listing.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::{Draft, Harness, NOW, code, today, unique};
use crate::base::{Day, Millis};
use crate::cases::{CaseFilter, PAGE};
use crate::error::StoreError;
use crate::seal::{Place, open_blob};
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

/// A list longer than two pages: every case once, newest first, summaries readable.
pub async fn lists_page_newest_first(harness: &impl Harness) {
    let store = harness.store();
    let mut drafts = Vec::new();
    for n in 0..(2 * PAGE + 5) {
        let draft = Draft::new();
        let mut opening = draft.opening();
        // Three at the same moment each: ties must not lose or double a case.
        opening.at = Millis(NOW.0 + n as i64 / 3);
        store.append(opening).await.unwrap();
        drafts.push(draft);
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.list_cases(CaseFilter::default(), after, None).await.unwrap();
        seen.extend(page.cases);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.iter().map(|row| row.header.case).collect::<BTreeSet<_>>().len(), drafts.len());
    assert_eq!(seen.len(), drafts.len());
    assert!(seen.windows(2).all(|pair| pair[0].header.opened_at >= pair[1].header.opened_at));
    let row = seen.iter().find(|row| row.header.case == drafts[0].case).unwrap();
    let place = Place::Summary(row.header.seq);
    let text = open_blob(&drafts[0].key, row.header.case, place, row.summary.as_ref().unwrap());
    assert_eq!(**text.as_ref().unwrap(), *"例示花子".as_bytes());
}

/// Each part of a filter narrows the list, alone and together.
pub async fn lists_filter(harness: &impl Harness) {
    let store = harness.store();
    let tomorrow = Day::new(20_261_121).unwrap();
    let mut first = None;
    for (office, day, state) in [
        ("E", today(), "received"),
        ("E", today(), "review"),
        ("E", tomorrow, "received"),
        ("WEST2", today(), "received"),
        ("WEST2", tomorrow, "review"),
    ] {
        let draft = Draft::new();
        let mut opening = draft.opening();
        let open = draft.open_at(office, None);
        opening.open = Some(crate::OpenCase { day, ..open });
        opening.state = code(state);
        store.append(opening).await.unwrap();
        first.get_or_insert(draft);
    }
    // Following its events, a case moves from one list to the other.
    let moved = first.unwrap();
    let mut step = moved.step(EventSeq(1), &["b"]);
    step.state = code("review");
    store.append(step).await.unwrap();

    let visit = Some(moved.visit);
    let office = Some("E".parse().unwrap());
    let (day, state) = (Some(today()), Some(code("review")));
    let none = CaseFilter::default();
    for (filter, due) in [
        (none.clone(), 5),
        (CaseFilter { office: office.clone(), ..none.clone() }, 3),
        (CaseFilter { day, ..none.clone() }, 3),
        (CaseFilter { state: state.clone(), ..none.clone() }, 3),
        (CaseFilter { office: office.clone(), day, ..none.clone() }, 2),
        (CaseFilter { office: office.clone(), day, state: state.clone(), visit: None }, 2),
        (CaseFilter { day: Some(tomorrow), state: state.clone(), ..none.clone() }, 1),
        (CaseFilter { visit, ..none.clone() }, 1),
        (CaseFilter { visit, office, day, state }, 1),
        (CaseFilter { visit, day: Some(tomorrow), ..none.clone() }, 0),
        (CaseFilter { visit, state: Some(code("received")), ..none }, 0),
    ] {
        let page = store.list_cases(filter.clone(), None, None).await.unwrap();
        assert_eq!(page.cases.len(), due, "{filter:?}");
    }
}
