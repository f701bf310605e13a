//! Tablets: pairing, showing, letting go.

use std::time::Duration;

use tokio::sync::broadcast;
use tokio::task::JoinSet;

use super::{Draft, Harness, NOW, code, unique};
use crate::base::Millis;
use crate::cases::Change;
use crate::error::StoreError;
use crate::staff::TokenHash;
use crate::store::Store;
use crate::tablet::{PairTablet, Pairing, PairingCode, Shown, Tablet};
use kakanai_reception::ids::{CaseId, EventSeq};

fn digits(number: u32) -> PairingCode {
    PairingCode::new(number).unwrap()
}

fn later(millis: i64) -> Millis {
    Millis(NOW.0 + millis)
}

fn pairing(number: u32, terminal: &str) -> PairTablet {
    PairTablet {
        code: digits(number),
        terminal: code(terminal),
        office: Some("E".parse().unwrap()),
        at: later(10),
        not_before: NOW,
    }
}

/// A tablet that belongs to a terminal.
async fn paired(store: &dyn Store, number: u32, terminal: &str) -> TokenHash {
    let token = TokenHash(unique());
    store.tablet_begin(token, digits(number), NOW).await.unwrap();
    assert_eq!(store.tablet_pair(pairing(number, terminal)).await.unwrap(), Some(token));
    token
}

/// The terminals told of next, until `count` were; changes of cases are passed over.
async fn told(changes: &mut broadcast::Receiver<Change>, count: usize) -> Vec<String> {
    let mut terminals = Vec::new();
    while terminals.len() < count {
        let change = tokio::time::timeout(Duration::from_secs(10), changes.recv()).await;
        if let Change::Tablet { terminal } = change.unwrap().unwrap() {
            terminals.push(terminal.to_string());
        }
    }
    terminals
}

/// A tablet waits with its code, alone with it, until it is given to a terminal.
pub async fn a_code_pairs_a_tablet_once(harness: &impl Harness) {
    let store = harness.store();
    let (token, other) = (TokenHash(unique()), TokenHash(unique()));
    assert_eq!(store.tablet(token).await.unwrap(), None);
    store.tablet_begin(token, digits(417), NOW).await.unwrap();
    let waiting = Tablet { token, made: NOW, seen: NOW, pairing: Pairing::Waiting(digits(417)), shows: None };
    assert_eq!(store.tablet(token).await.unwrap(), Some(waiting.clone()));
    let taken = store.tablet_begin(other, digits(417), NOW).await;
    assert!(matches!(taken, Err(StoreError::CodeTaken)), "{taken:?}");
    assert_eq!(store.tablet(other).await.unwrap(), None);

    assert_eq!(store.tablet_pair(pairing(418, "counter-1")).await.unwrap(), None, "another code");
    let late = PairTablet { not_before: later(1), ..pairing(417, "counter-1") };
    assert_eq!(store.tablet_pair(late).await.unwrap(), None, "too old");
    assert_eq!(store.tablet_of(code("counter-1")).await.unwrap(), None);
    assert_eq!(store.tablet_pair(pairing(417, "counter-1")).await.unwrap(), Some(token));
    assert_eq!(store.tablet_pair(pairing(417, "counter-2")).await.unwrap(), None, "given already");
    let (terminal, office) = (code("counter-1"), Some("E".parse().unwrap()));
    let pairing = Pairing::Paired { terminal, office, at: later(10) };
    let now = Tablet { pairing, ..waiting };
    assert_eq!(store.tablet(token).await.unwrap(), Some(now.clone()));
    assert_eq!(store.tablet_of(code("counter-1")).await.unwrap(), Some(now));
    // The code is free again.
    store.tablet_begin(other, digits(417), NOW).await.unwrap();
}

/// A terminal has one tablet: a new one takes the place of the former, and shows nothing yet.
pub async fn a_new_tablet_replaces_the_former(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let mut changes = store.changes();
    store.append(draft.opening()).await.unwrap();
    let (former, elsewhere) = (paired(&*store, 1, "counter-1").await, paired(&*store, 2, "counter-2").await);
    store.tablet_show(code("counter-1"), Some((draft.case, EventSeq(1))), NOW).await.unwrap();
    assert_eq!(told(&mut changes, 3).await, ["counter-1", "counter-2", "counter-1"]);
    let new = paired(&*store, 3, "counter-1").await;
    assert_eq!(told(&mut changes, 1).await, ["counter-1"]);
    assert_eq!(store.tablet(former).await.unwrap(), None);
    let tablet = store.tablet_of(code("counter-1")).await.unwrap().unwrap();
    assert_eq!((tablet.token, tablet.shows), (new, None));
    assert_eq!(store.tablet_of(code("counter-2")).await.unwrap().unwrap().token, elsewhere);
}

/// Eight tablets given to one terminal at once: one stays, and no answer is an error.
pub async fn tablets_race_for_a_terminal(harness: &impl Harness) {
    let store = harness.store();
    let mut tasks = JoinSet::new();
    for number in 0..8 {
        let store = store.clone();
        tasks.spawn(async move { paired(&*store, number, "counter-1").await });
    }
    let mut left = Vec::new();
    for token in tasks.join_all().await {
        left.extend(store.tablet(token).await.unwrap());
    }
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(store.tablet_of(code("counter-1")).await.unwrap().as_ref(), left.first());
}

/// Whatever changes on a tablet is told once, naming its terminal.
pub async fn what_a_tablet_shows_is_told(harness: &impl Harness) {
    let (store, draft) = (harness.store(), Draft::new());
    let mut changes = store.changes();
    store.append(draft.opening()).await.unwrap();
    let token = paired(&*store, 1, "counter-1").await;
    paired(&*store, 2, "counter-2").await;
    assert_eq!(told(&mut changes, 2).await, ["counter-1", "counter-2"]);
    let show = |terminal, show, at| store.tablet_show(code(terminal), show, at);
    let shows = async || store.tablet(token).await.unwrap().unwrap().shows;

    show("counter-1", Some((draft.case, EventSeq(1))), later(20)).await.unwrap();
    let shown = Shown { case: draft.case, event: EventSeq(1), at: later(20) };
    assert_eq!(shows().await, Some(shown));
    show("counter-1", None, later(21)).await.unwrap();
    assert_eq!(shows().await, None);

    let missing = show("counter-9", Some((draft.case, EventSeq(1))), NOW).await;
    assert!(matches!(missing, Err(StoreError::NoTablet { .. })), "{missing:?}");
    show("counter-9", None, NOW).await.unwrap();
    let unknown = show("counter-1", Some((CaseId::from_bytes(unique()), EventSeq(1))), NOW).await;
    assert!(matches!(unknown, Err(StoreError::NoCase { .. })), "{unknown:?}");

    store.tablet_touch(token, later(30)).await.unwrap();
    store.tablet_touch(TokenHash(unique()), later(30)).await.unwrap();
    assert_eq!(store.tablet(token).await.unwrap().unwrap().seen, later(30));
    show("counter-2", Some((draft.case, EventSeq(1))), later(40)).await.unwrap();
    store.tablet_end(token).await.unwrap();
    store.tablet_end(token).await.unwrap();
    assert_eq!(store.tablet(token).await.unwrap(), None);
    show("counter-2", None, later(50)).await.unwrap();
    let due = ["counter-1", "counter-1", "counter-2", "counter-1", "counter-2"];
    assert_eq!(told(&mut changes, due.len()).await, due);
}

/// An erased case leaves the tablets, is put on none any more, and the terminals are told.
pub async fn an_erased_case_leaves_the_tablets(harness: &impl Harness) {
    let (store, draft, other) = (harness.store(), Draft::new(), Draft::new());
    let mut changes = store.changes();
    store.append(draft.opening()).await.unwrap();
    store.append(other.opening()).await.unwrap();
    for (number, case) in [(1, &draft), (2, &other), (3, &draft)] {
        let terminal = format!("counter-{number}");
        paired(&*store, number, &terminal).await;
        store.tablet_show(code(&terminal), Some((case.case, EventSeq(1))), NOW).await.unwrap();
    }
    told(&mut changes, 6).await;
    store.erase(draft.case, NOW).await.unwrap();
    let mut terminals = told(&mut changes, 2).await;
    terminals.sort();
    assert_eq!(terminals, ["counter-1", "counter-3"]);
    for (terminal, due) in [("counter-1", None), ("counter-2", Some(other.case)), ("counter-3", None)] {
        let tablet = store.tablet_of(code(terminal)).await.unwrap().unwrap();
        assert_eq!(tablet.shows.map(|shown| shown.case), due, "{terminal}");
    }
    let refused = store.tablet_show(code("counter-1"), Some((draft.case, EventSeq(1))), NOW).await;
    assert!(matches!(refused, Err(StoreError::Erased { .. })), "{refused:?}");
}

/// Old tablets go: waiting ones by their age, paired ones when they were not heard of.
pub async fn old_tablets_go(harness: &impl Harness) {
    let store = harness.store();
    let mut changes = store.changes();
    let (silent, alive) = (paired(&*store, 1, "counter-1").await, paired(&*store, 2, "counter-2").await);
    let (old, young) = (TokenHash(unique()), TokenHash(unique()));
    store.tablet_begin(old, digits(3), NOW).await.unwrap();
    store.tablet_begin(young, digits(4), later(5)).await.unwrap();
    for token in [alive, old] {
        store.tablet_touch(token, later(100)).await.unwrap();
    }
    assert_eq!(store.delete_old_tablets(NOW, NOW).await.unwrap(), 0);
    assert_eq!(told(&mut changes, 2).await, ["counter-1", "counter-2"]);
    assert_eq!(store.delete_old_tablets(later(5), later(100)).await.unwrap(), 2);
    assert_eq!(told(&mut changes, 1).await, ["counter-1"]);
    for (token, there) in [(silent, false), (alive, true), (old, false), (young, true)] {
        assert_eq!(store.tablet(token).await.unwrap().is_some(), there);
    }
}
