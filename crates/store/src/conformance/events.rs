//! Commands and events.

use tokio::task::JoinSet;

use super::{Draft, Harness, NOW};
use crate::append::Appended;
use crate::cases::{CaseChange, Change};
use crate::chain::verify_case;
use crate::error::StoreError;
use crate::seal::open_event;
use crate::store::Store;
use kakanai_reception::ids::EventSeq;

/// Appended events come back in order, open with the key of the case, and verify.
pub async fn opens_and_appends(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let opened = store.append(draft.opening()).await.unwrap();
    assert_eq!((opened.first, opened.last, opened.repeated), (EventSeq(1), EventSeq(1), false));
    assert_eq!(opened.number.to_string(), "E-20261120-0001");
    let next = store.append(draft.step(EventSeq(1), &["b", "c"])).await.unwrap();
    assert_eq!((next.first, next.last), (EventSeq(2), EventSeq(3)));

    let events = store.load(draft.case, EventSeq::ZERO).await.unwrap();
    let texts: Vec<_> = events
        .iter()
        .map(|event| open_event(&draft.key, draft.case, event.seq, &event.sealed).unwrap().to_vec())
        .collect();
    assert_eq!(texts, ["見本太郎".as_bytes(), b"b", b"c"]);
    assert_eq!(store.load(draft.case, EventSeq(2)).await.unwrap(), events[2..]);
    let header = store.case_header(draft.case).await.unwrap().unwrap();
    assert_eq!((header.seq, header.visit, header.opened_at), (EventSeq(3), draft.visit, NOW));
    verify_case(&header, &events).unwrap();
}

/// A repeated command gets its first answer, even after the case moved on.
pub async fn a_repeated_command_changes_nothing(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let opening = draft.opening();
    let first = store.append(opening.clone()).await.unwrap();
    store.append(draft.step(EventSeq(1), &["b"])).await.unwrap();
    let again = store.append(opening.clone()).await.unwrap();
    assert_eq!(again, Appended { repeated: true, ..first.clone() });
    // The same request sent anew by a server that drew another case for it.
    let other = Draft::new();
    let mut redrawn = other.opening();
    redrawn.command = opening.command;
    assert_eq!(store.append(redrawn).await.unwrap(), Appended { repeated: true, ..first });
    assert_eq!(store.case_header(other.case).await.unwrap(), None);
    assert_eq!(store.load(draft.case, EventSeq::ZERO).await.unwrap().len(), 2);
}

/// A command that has not seen the last event is refused and told where the case stands.
pub async fn who_comes_late_is_told(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    store.append(draft.opening()).await.unwrap();
    store.append(draft.step(EventSeq(1), &["b", "c"])).await.unwrap();
    for expected in [EventSeq(1), EventSeq(2), EventSeq(4)] {
        let late = store.append(draft.step(expected, &["x"])).await;
        assert!(matches!(late, Err(StoreError::Moved { now: EventSeq(3), .. })), "{late:?}");
    }
    let reopened = store.append(draft.opening()).await;
    assert!(matches!(reopened, Err(StoreError::Moved { now: EventSeq(3), .. })), "{reopened:?}");
    let unknown = store.append(Draft::new().step(EventSeq(1), &["x"])).await;
    assert!(matches!(unknown, Err(StoreError::NoCase { .. })), "{unknown:?}");
}

/// Fifty tasks appending to one case, each until it succeeds: fifty events, without loss or gap.
pub async fn fifty_at_once_lose_nothing(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    store.append(draft.opening()).await.unwrap();
    let mut tasks = JoinSet::new();
    for task in 0..50 {
        let (store, draft) = (store.clone(), draft.clone());
        tasks.spawn(async move { append_until_kept(&*store, &draft, &format!("task {task}")).await });
    }
    let mut kept: Vec<_> = tasks.join_all().await;
    kept.sort();
    assert_eq!(kept, (2..=51).map(EventSeq).collect::<Vec<_>>());
    let events = store.load(draft.case, EventSeq::ZERO).await.unwrap();
    let header = store.case_header(draft.case).await.unwrap().unwrap();
    assert_eq!(events.len(), 51);
    verify_case(&header, &events).unwrap();
    let mut texts: Vec<_> = events[1..]
        .iter()
        .map(|event| open_event(&draft.key, draft.case, event.seq, &event.sealed).unwrap().to_vec())
        .collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 50, "each task's event is there once");
}

/// Appends after whatever is the last event, until it succeeds.
pub async fn append_until_kept(store: &dyn Store, draft: &Draft, text: &str) -> EventSeq {
    let mut seen = EventSeq(1);
    loop {
        match store.append(draft.step(seen, &[text])).await {
            Ok(kept) => return kept.last,
            Err(StoreError::Moved { now, .. }) => seen = now,
            Err(error) => panic!("{error}"),
        }
    }
}

/// One command sent twenty times at once is kept once.
pub async fn the_same_command_twenty_times_at_once(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let opening = draft.opening();
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (store, opening) = (store.clone(), opening.clone());
        tasks.spawn(async move { store.append(opening).await.unwrap() });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert!(answers.iter().all(|answer| answer.first == EventSeq(1) && answer.last == EventSeq(1)));
    assert_eq!(store.load(draft.case, EventSeq::ZERO).await.unwrap().len(), 1);
}

/// What contradicts itself is refused before anything is written.
pub async fn contradictions_are_refused(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let mut empty = draft.opening();
    empty.events.clear();
    let mut opens_late = draft.opening();
    opens_late.expected = EventSeq(1);
    for wrong in [empty, opens_late, draft.step(EventSeq::ZERO, &["no opening"])] {
        let refused = store.append(wrong).await;
        assert!(matches!(refused, Err(StoreError::Invalid { .. })), "{refused:?}");
    }
    assert_eq!(store.case_header(draft.case).await.unwrap(), None);
}

/// Whoever listens is told of each change once it is kept; of repeats nothing.
pub async fn changes_are_told(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let mut changes = store.changes();
    let opening = draft.opening();
    store.append(opening.clone()).await.unwrap();
    store.append(opening).await.unwrap();
    store.append(draft.step(EventSeq(1), &["b", "c"])).await.unwrap();
    for seq in [EventSeq(1), EventSeq(3)] {
        let change = tokio::time::timeout(std::time::Duration::from_secs(10), changes.recv()).await;
        assert_eq!(change.unwrap().unwrap(), Change::Case(CaseChange { case: draft.case, seq }));
    }
}

/// Refused and accepted commands in one flood: each refusal takes back itself alone.
pub async fn a_refusal_takes_back_only_itself(harness: &impl Harness) {
    let store = harness.store();
    let mut tasks = JoinSet::new();
    for n in 0..40 {
        let (store, draft) = (store.clone(), Draft::new());
        tasks.spawn(async move {
            let mut opening = draft.opening();
            let work = draft.work("print");
            // The same work twice breaks a constraint at the very end of the transaction.
            opening.outbox = if n % 2 == 0 { vec![work] } else { vec![work.clone(), work] };
            (store.append(opening).await.is_ok(), draft.case)
        });
    }
    for (ok, case) in tasks.join_all().await {
        let kept = store.case_header(case).await.unwrap().is_some();
        assert_eq!(kept, ok);
        assert_eq!(store.load(case, EventSeq::ZERO).await.unwrap().len(), usize::from(ok));
    }
    let all = store.list_cases(crate::CaseFilter::default(), None, None).await.unwrap();
    assert_eq!(all.cases.len(), 20);
}
