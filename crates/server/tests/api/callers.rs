//! Who may ask.

use kakanai_server::session::{Attempt, hash_password, sign_in};
use kakanai_store::{Code, Login, OfficeCode, Staff};

use crate::client::{Running, TOKEN};
use crate::description::Description;

const RECORD: &[u8] = b"{\"service\": \"move_in\"}";
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test(flavor = "multi_thread")]
async fn nobody_asks_without_a_token() {
    let city = Running::new().await;
    let description = Description::read();
    let right = format!("Bearer {TOKEN}");
    for (header, status) in [
        (None, 401),
        (Some(("authorization", "Bearer wrong")), 401),
        (Some(("authorization", "Bearer ")), 401),
        (Some(("authorization", TOKEN)), 401),
        (Some(("authorization", "Basic YTpi")), 401),
        (Some(("cookie", "kakanai_session=abc; kakanai_terminal=E01")), 401),
        (Some(("authorization", right.as_str())), 200),
        (Some(("authorization", "bearer another")), 200),
    ] {
        let headers: Vec<_> = header.into_iter().chain([JSON]).collect();
        let posted = ["/guide", "/guide/next"].map(|path| ("POST", path));
        let asked = ["/catalogue", "/catalogue/check", "/catalogue/report"].map(|path| ("GET", path));
        for (method, path) in posted.into_iter().chain(asked) {
            let answer = city.call(method, path, &headers, RECORD);
            assert_eq!(answer.status, status, "{header:?} {path}");
            description.answered(path, &method.to_lowercase(), status, &answer.json());
            if status == 401 {
                assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"kakanai\"");
                assert_eq!(answer.json()["code"], "unauthorized");
            }
        }
    }
    // The description is no secret.
    assert_eq!(city.call("GET", "/openapi.json", &[], b"").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_ask_while_they_are_signed_in() {
    let city = Running::new().await;
    let login = Login::new("annai1").unwrap();
    let staff = Staff {
        login: login.clone(),
        name: "見本 案内一".into(),
        password: hash_password("a password of the tests", [7; 16]).unwrap(),
        roles: vec![Code::new("helper").unwrap()],
        office: OfficeCode::new("E").unwrap(),
        active: true,
    };
    city.counter.store.put_staff(staff).await.unwrap();
    let attempt = sign_in(&city.counter, "annai1", "a password of the tests".into(), "E01").await.unwrap();
    let Attempt::In(signed) = attempt else { panic!("not signed in") };
    let cookie = ("cookie", signed.request.to_str().unwrap());
    assert_eq!(city.call("POST", "/guide", &[JSON, cookie], RECORD).status, 200);
    let both = [JSON, cookie, ("authorization", "Bearer wrong")];
    assert_eq!(city.call("POST", "/guide", &both, RECORD).status, 401, "a wrong token is told");
    // What a form of another page could send is not taken, whoever is signed in.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"] {
        assert_eq!(city.call("POST", "/guide", &[("content-type", kind), cookie], RECORD).status, 415);
    }
}
