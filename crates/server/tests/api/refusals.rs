//! What is refused says what happened, where, and what to do.

use serde_json::{Value as Json, json};

use crate::client::{Answer, Running, TOKEN};
use crate::description::Description;

fn refused(description: &Description, path: &str, method: &str, answer: &Answer) -> Json {
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    description.answered(path, method, answer.status, &problem);
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_body_is_told_with_its_place() {
    let city = Running::new().await;
    let description = Description::read();
    let many = format!("{{\"service\": \"move_in\", \"phone\": \"{}\"}}", "0".repeat(70_000));
    for (body, status, wanted) in [
        ("", 400, json!({ "code": "not_json", "line": 1, "column": 0 })),
        (
            "{\"service\": \"move_in\",\n \"move\" {}}",
            400,
            json!({ "code": "not_json", "line": 2, "column": 9 }),
        ),
        ("{\"service\": \"move_in\"} {", 400, json!({ "code": "not_json", "line": 1, "column": 24 })),
        ("[1, 2]", 422, json!({ "code": "not_a_record" })),
        ("{\"nope\": 1}", 422, json!({ "code": "unknown_item", "path": "nope" })),
        (
            "{\"mover\": [{\"#\": 2, \"name\": {\"emoji\": \"x\"}}]}",
            422,
            json!({ "code": "unknown_item", "path": "mover:2/name/emoji" }),
        ),
        (
            "{\"mover\": [{\"#\": 2, \"birth\": \"yesterday\"}]}",
            422,
            json!({ "code": "wrong_value", "path": "mover:2/birth" }),
        ),
        (
            "{\"mover\": [{\"#\": 2, \"japanese\": \"yes\"}]}",
            422,
            json!({ "code": "wrong_value", "path": "mover:2/japanese", "what": "not a value of kind `flag`" }),
        ),
        (
            "{\"mover\": [{\"birth\": \"1985-12-03\"}]}",
            422,
            json!({ "code": "wrong_value", "path": "mover" }),
        ),
        ("{\"move\": {\"date\": \"2026-11-09\"}}", 422, json!({ "code": "no_service", "path": "service" })),
        ("{\"service\": \"birth\"}", 422, json!({ "code": "no_service" })),
        (many.as_str(), 413, json!({ "code": "too_large" })),
    ] {
        let shown: String = body.chars().take(60).collect();
        for path in ["/guide", "/guide/next"] {
            let answer = city.post(path, body);
            assert_eq!(answer.status, status, "{shown}: {}", answer.json());
            let problem = refused(&description, path, "post", &answer);
            for (name, value) in wanted.as_object().unwrap() {
                assert_eq!(&problem[name], value, "{shown}: {problem}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_parameter_is_named() {
    let city = Running::new().await;
    let description = Description::read();
    for (path, name) in [
        ("/guide?at=tomorrow", "at"),
        ("/guide?at=2026-02-30", "at"),
        ("/guide?explain=perhaps", "explain"),
        ("/guide?language=fr", "language"),
        ("/guide?explian=1", "explian"),
        ("/guide/next?explain=1", "explain"),
        ("/guide?office=nowhere", "office"),
        ("/guide?when=2026-11-21T10:00", "when"),
        ("/guide?office=nishi&when=10:00", "when"),
    ] {
        let answer = city.post(path, "{\"service\": \"move_in\"}");
        assert_eq!(answer.status, 400, "{path}");
        let problem = refused(&description, path, "post", &answer);
        assert_eq!((&problem["code"], &problem["parameter"]), (&json!("wrong_parameter"), &json!(name)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_kind_of_body_or_address_is_refused() {
    let city = Running::new().await;
    let description = Description::read();
    let bearer = format!("Bearer {TOKEN}");
    for kind in ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        let headers = [("content-type", kind), ("authorization", bearer.as_str())];
        let answer = city.call("POST", "/guide", &headers, b"{\"service\": \"move_in\"}");
        assert_eq!(answer.status, 415, "{kind}");
        assert_eq!(refused(&description, "/guide", "post", &answer)["code"], "wrong_media_type");
    }
    let headers = [("content-type", "Application/JSON; charset=utf-8"), ("authorization", bearer.as_str())];
    assert_eq!(city.call("POST", "/guide", &headers, b"{\"service\": \"move_in\"}").status, 200);
    for path in ["/nowhere", "/guide/", "/catalogue/rows"] {
        let answer = city.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["code"], "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_without_a_list_of_its_own_has_no_report() {
    let city = Running::with(None).await;
    let answer = city.get("/catalogue/report");
    assert_eq!(answer.status, 404);
    assert_eq!(refused(&Description::read(), "/catalogue/report", "get", &answer)["code"], "no_rows");
}
