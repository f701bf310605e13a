//! The outbox: left once, picked up once, whoever dies in between.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::{Draft, Harness, NOW, code};
use crate::base::Millis;
use crate::error::StoreError;
use crate::seal::{Place, open_blob};
use kakanai_reception::ids::EventSeq;

/// Sixty pieces of work, two workers grabbing: each piece goes to exactly one.
pub async fn two_workers_never_share(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let mut opening = draft.opening();
    opening.outbox = (0..60).map(|_| draft.work("print")).chain([draft.work("export")]).collect();
    store.append(opening.clone()).await.unwrap();
    // Sending the command again leaves no second work.
    store.append(opening).await.unwrap();

    let mut tasks = JoinSet::new();
    for worker in ["worker-1", "worker-2"] {
        let (store, worker) = (store.clone(), code(worker));
        tasks.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let taken = store.outbox_take(code("print"), 7, worker.clone(), NOW).await.unwrap();
                if taken.is_empty() {
                    return mine;
                }
                mine.extend(taken);
            }
        });
    }
    let taken: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(taken.len(), 60);
    assert_eq!(taken.iter().map(|item| item.entry.id).collect::<BTreeSet<_>>().len(), 60);
    let item = &taken[0];
    let open = open_blob(&draft.key, item.case, Place::Outbox(item.entry.id), &item.entry.payload);
    assert_eq!(**open.as_ref().unwrap(), *b"print");
    assert_eq!(store.outbox_take(code("export"), 7, code("worker-1"), NOW).await.unwrap().len(), 1);
}

/// Work is settled by its holder only, and released work is handed out again, oldest first.
pub async fn settling_and_releasing(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let (old, new) = (draft.work("print"), draft.work("print"));
    let mut opening = draft.opening();
    opening.outbox = vec![old.clone()];
    store.append(opening).await.unwrap();
    let mut step = draft.step(EventSeq(1), &["b"]);
    (step.at, step.outbox) = (Millis(NOW.0 + 1), vec![new.clone()]);
    store.append(step).await.unwrap();

    let take = || store.outbox_take(code("print"), 9, code("one"), NOW);
    let ids = |items: Vec<crate::OutboxItem>| items.iter().map(|item| item.entry.id).collect::<Vec<_>>();
    assert_eq!(ids(take().await.unwrap()), [old.id, new.id]);
    let not_held = |answer| matches!(answer, Err(StoreError::NotHeld { .. }));
    assert!(not_held(store.outbox_settle(old.id, code("two"), NOW).await));
    store.outbox_settle(old.id, code("one"), NOW).await.unwrap();
    assert!(not_held(store.outbox_settle(old.id, code("one"), NOW).await));

    assert_eq!(store.outbox_release(NOW).await.unwrap(), 0, "taken just now");
    assert_eq!(store.outbox_release(Millis(NOW.0 + 1)).await.unwrap(), 1);
    assert!(not_held(store.outbox_settle(new.id, code("one"), NOW).await));
    assert_eq!(ids(take().await.unwrap()), [new.id]);
}
