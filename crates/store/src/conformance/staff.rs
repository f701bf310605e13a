//! Staff and sessions.

use super::{Harness, NOW, code, unique};
use crate::base::{Login, Millis};
use crate::error::StoreError;
use crate::staff::{Session, Staff, TokenHash};

fn clerk(login: &str) -> Staff {
    Staff {
        login: Login::new(login).unwrap(),
        name: "例示花子".to_owned(),
        password: "$argon2id$v=19$m=19456,t=2,p=1$c2FtcGxl$c2FtcGxl".to_owned(),
        roles: vec![code("clerk"), code("reviewer")],
        office: "E".parse().unwrap(),
        active: true,
    }
}

/// Staff come back as they were put; putting them again replaces.
pub async fn staff_are_kept_and_replaced(harness: &impl Harness) {
    let store = harness.store();
    let (first, second) = (clerk("sample.a"), clerk("sample.b"));
    assert_eq!(store.staff(first.login.clone()).await.unwrap(), None);
    store.put_staff(second.clone()).await.unwrap();
    store.put_staff(first.clone()).await.unwrap();
    assert_eq!(store.all_staff().await.unwrap(), [first.clone(), second.clone()]);
    let changed = Staff { roles: vec![], active: false, ..first };
    store.put_staff(changed.clone()).await.unwrap();
    assert_eq!(store.staff(changed.login.clone()).await.unwrap(), Some(changed));
}

/// A session counts until it ends, is deleted, or its person may no longer sign in.
pub async fn sessions_live_and_end(harness: &impl Harness) {
    let (store, staff) = (harness.store(), clerk("sample.a"));
    let session = Session {
        token: TokenHash(unique()),
        staff: staff.login.clone(),
        created: NOW,
        seen: NOW,
        expires: Millis(NOW.0 + 100),
    };
    let nobody = store.create_session(session.clone()).await;
    assert!(matches!(nobody, Err(StoreError::NoStaff { .. })));
    store.put_staff(staff.clone()).await.unwrap();
    store.create_session(session.clone()).await.unwrap();

    let find = |at| store.find_session(session.token, Millis(NOW.0 + at));
    assert_eq!(find(99).await.unwrap(), Some((session.clone(), staff.clone())));
    assert_eq!(find(100).await.unwrap(), None, "ended");
    store.touch_session(session.token, Millis(NOW.0 + 50), Millis(NOW.0 + 150)).await.unwrap();
    assert_eq!(find(100).await.unwrap().unwrap().0.seen, Millis(NOW.0 + 50));
    store.put_staff(Staff { active: false, ..staff.clone() }).await.unwrap();
    assert_eq!(find(100).await.unwrap(), None, "may not sign in");
    store.put_staff(staff).await.unwrap();

    assert_eq!(store.delete_expired_sessions(Millis(NOW.0 + 149)).await.unwrap(), 0);
    let other = Session { token: TokenHash(unique()), ..session.clone() };
    store.create_session(other.clone()).await.unwrap();
    store.delete_session(other.token).await.unwrap();
    assert_eq!(store.find_session(other.token, NOW).await.unwrap(), None);
    assert_eq!(store.delete_expired_sessions(Millis(NOW.0 + 150)).await.unwrap(), 1);
    assert_eq!(find(0).await.unwrap(), None);
}

/// Who is shut out has no session left, and none comes back with the person.
pub async fn who_is_shut_out_has_no_session(harness: &impl Harness) {
    let (store, leaver, other) = (harness.store(), clerk("sample.a"), clerk("sample.b"));
    let nobody = store.deactivate_staff(leaver.login.clone()).await;
    assert!(matches!(nobody, Err(StoreError::NoStaff { .. })), "{nobody:?}");
    let mut tokens = Vec::new();
    for staff in [&leaver, &leaver, &other] {
        store.put_staff(staff.clone()).await.unwrap();
        let (token, staff) = (TokenHash(unique()), staff.login.clone());
        let session = Session { token, staff, created: NOW, seen: NOW, expires: Millis(NOW.0 + 100) };
        store.create_session(session).await.unwrap();
        tokens.push(token);
    }
    assert_eq!(store.deactivate_staff(leaver.login.clone()).await.unwrap(), 2);
    assert_eq!(store.deactivate_staff(leaver.login.clone()).await.unwrap(), 0);
    let gone = Staff { active: false, ..leaver.clone() };
    assert_eq!(store.staff(leaver.login.clone()).await.unwrap(), Some(gone));
    store.put_staff(leaver).await.unwrap();
    for (token, there) in tokens.into_iter().zip([false, false, true]) {
        assert_eq!(store.find_session(token, NOW).await.unwrap().is_some(), there);
    }
}
