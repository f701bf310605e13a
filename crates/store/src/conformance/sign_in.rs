//! Wrong passwords: how long a login and a place have to wait.

use tokio::task::JoinSet;

use super::{Harness, NOW};
use crate::base::{Login, Millis, SignInPlace};
use crate::sign_in::WINDOW;

fn login(text: &str) -> Login {
    text.parse().unwrap()
}

fn place(text: &str) -> SignInPlace {
    text.parse().unwrap()
}

/// The fifth failure of a login makes it wait, wherever it happens, and nobody else.
pub async fn a_login_waits_after_five_failures(harness: &impl Harness) {
    let store = harness.store();
    let fail = |name, at| store.sign_in_failed(login("sample.a"), place(name), Millis(NOW.0 + at));
    let allowed = |who, at| store.sign_in_allowed(login(who), place("counter-1"), Millis(NOW.0 + at));
    for (n, name) in (1..=4).zip(["counter-1", "counter-2", "2001:db8::7", "192.0.2.7"]) {
        let failures = fail(name, n).await.unwrap();
        assert_eq!((failures.login, failures.place, failures.until), (n as u64, 1, None));
    }
    assert_eq!(allowed("sample.a", 5).await.unwrap(), None);
    let fifth = fail("counter-1", 5).await.unwrap();
    let until = Some(Millis(NOW.0 + 5 + 30_000));
    assert_eq!((fifth.login, fifth.place, fifth.until), (5, 2, until));
    assert_eq!(allowed("sample.a", 5).await.unwrap(), until);
    assert_eq!(allowed("sample.a", 30_004).await.unwrap(), until);
    assert_eq!(allowed("sample.a", 30_005).await.unwrap(), None);
    assert_eq!(allowed("sample.b", 5).await.unwrap(), None);
    let sixth = fail("counter-1", 30_005).await.unwrap();
    assert_eq!(sixth.until, Some(Millis(NOW.0 + 30_005 + 60_000)), "doubled");
}

/// A quarter of an hour later a failure counts no more, and a quiet one ends the doubling.
pub async fn failures_are_forgotten(harness: &impl Harness) {
    let store = harness.store();
    let fail = |at| store.sign_in_failed(login("sample.a"), place("counter-1"), Millis(NOW.0 + at));
    for n in 0..4 {
        fail(n).await.unwrap();
    }
    let fifth = fail(WINDOW).await.unwrap();
    assert_eq!((fifth.login, fifth.until), (4, None), "the first is forgotten");
    let sixth = fail(WINDOW).await.unwrap();
    assert_eq!((sixth.login, sixth.until), (5, Some(Millis(NOW.0 + WINDOW + 30_000))));
    let much_later = fail(3 * WINDOW).await.unwrap();
    assert_eq!((much_later.login, much_later.place, much_later.until), (1, 1, None));
}

/// A success forgets the failures of its login, here and there; those of others stay.
pub async fn a_success_forgives_its_login_alone(harness: &impl Harness) {
    let store = harness.store();
    let fail = |who: &str| store.sign_in_failed(login(who), place("counter-1"), NOW);
    for _ in 0..5 {
        fail("sample.a").await.unwrap();
    }
    for n in 0..13 {
        fail(&format!("guess.{n}")).await.unwrap();
    }
    let eighteen = fail("guess.0").await.unwrap();
    assert_eq!((eighteen.login, eighteen.place, eighteen.until), (2, 19, None));
    store.sign_in_succeeded(login("sample.a")).await.unwrap();
    let allowed = |who| store.sign_in_allowed(login(who), place("counter-1"), NOW);
    assert_eq!(allowed("sample.a").await.unwrap(), None);
    let next = fail("sample.a").await.unwrap();
    assert_eq!((next.login, next.place), (1, 15), "14 of others and this");

    for n in 20..25 {
        fail(&format!("guess.{n}")).await.unwrap();
    }
    let until = Some(Millis(NOW.0 + 30_000));
    assert_eq!(allowed("sample.b").await.unwrap(), until, "the twentieth at the place");
    store.sign_in_succeeded(login("sample.a")).await.unwrap();
    assert_eq!(allowed("sample.b").await.unwrap(), until, "a place is not freed by one of its logins");
}

/// Failures at once are all counted, each once.
pub async fn failures_at_once_are_all_counted(harness: &impl Harness) {
    let store = harness.store();
    let mut tasks = JoinSet::new();
    for _ in 0..12 {
        let store = store.clone();
        tasks.spawn(async move {
            let failed = store.sign_in_failed(login("sample.a"), place("counter-1"), NOW).await;
            failed.unwrap()
        });
    }
    let failures = tasks.join_all().await;
    let mut counted: Vec<_> = failures.iter().map(|failure| failure.login).collect();
    counted.sort_unstable();
    assert_eq!(counted, (1..=12).collect::<Vec<_>>());
    assert_eq!(failures.iter().filter(|failure| failure.until.is_none()).count(), 4);
}
