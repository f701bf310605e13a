//! Written and read by hand against written and read by the derives.

use serde_json::json;

use super::*;

/// A catalogue with everything in it, and the same with all that may be left out left out.
fn sources() -> [Json; 2] {
    let page = json!({
        "id": "p", "kind": "fields", "each": "mover", "when": "x == \"\u{1}\"",
        "fields": [
            { "item": "a" },
            { "item": "b", "ask": "name", "when": "w", "optional": true, "dont_know": true, "like_previous": true,
              "choices": ["one", "t\"wo"] },
        ],
    });
    let city = json!({
        "code": "999903", "name": "みほん市", "prefecture": "例示県", "code_valid_days": 30,
        "wards": [{ "code": "1", "name": "区\\" }], "neighbours": [{ "code": "2", "name": "隣" }],
    });
    let full = json!({
        "city": city,
        "lists": [{ "id": "x.l", "codes": [{ "number": 65535, "key": "k", "word": "語\n" }] }, { "id": "x.m", "codes": [] }],
        "items": [{ "tag": 32768, "path": "x.i", "kind": "flag", "label": "札", "sensitive": true }],
        "pages": [page, { "id": "bare" }],
        "services": [{ "id": "s", "order": 7, "step": [{ "id": "t", "page": [page, { "id": "q" }] }] }],
        "forms": [{ "id": "f", "title": "題", "when": "true" }],
        "fees": [{ "of": "c", "yen": 4_294_967_295_u32 }],
        "bring": [{ "id": "b", "when": "w", "original": true }, { "id": "c" }],
        "desks": [{ "id": "d", "number": 1, "floor": "1F", "map": "1F-1", "how_far": 6 }],
        "offices": [
            { "id": "o", "letter": "E", "floor": "1F", "how_far": 65535, "desks": { "d": 6, "e": 0 } },
            { "id": "p", "letter": "" },
        ],
        "hours": [
            { "offices": ["o"], "desks": ["d"], "service": "s", "weekdays": ["sat"], "nth": [1, 65535], "from": "9:00",
              "until": "12:30" },
            { "from": "", "until": "" },
        ],
        "procedures": [
            { "id": "p", "row": "行", "service": ["move_in", "move_out"], "desk": "d", "outside": "o", "each": "mover",
              "when": "w", "automatic": "yes", "notice": true, "sensitive": true, "form": "f", "due": "d",
              "after": "registration", "needs": "s", "bring": [{ "id": "b", "when": "w" }, { "id": "c" }], "who": ["self"],
              "source": "法", "city": true, "confirm": true, "from": "2026-01-01", "until": "2026-12-31" },
            { "id": "q", "row": "", "service": [], "source": "" },
        ],
        "towns": [{ "postal": "9990000", "municipality": "999903", "town": "見本", "kana": "ミホン" }],
        "ledger": {
            "elementary": [{ "id": "e", "name": "小", "reading": "しょう", "latin": "E" }],
            "junior_high": [{ "id": "j", "name": "中" }], "neighbourhood": [{ "id": "n", "name": "会" }],
            "collection": [{ "id": "c", "name": "区" }], "polling": [{ "id": "p", "name": "1" }],
            "row": [
                { "municipality": "999903", "towns": ["見本", "例示"], "lots": "1-", "elementary": "e", "junior_high": "j",
                  "neighbourhood": "n", "collection": "c", "polling": "p" },
                { "municipality": "999903", "towns": [] },
            ],
        },
        "texts": { "ja": { "a": "\u{7f}\t\"{" , "b": "[" }, "en": {} },
    });
    let bare = json!({
        "city": { "code": "", "name": "", "prefecture": "", "code_valid_days": 0 },
        "items": [{ "tag": 1, "path": "", "kind": "", "label": "" }],
        "services": [{ "id": "", "step": [] }],
        "pages": [{ "id": "", "kind": null }],
        "ledger": {},
    });
    [full, bare]
}

#[test]
fn by_hand_as_derived() {
    for json in sources() {
        let derived: Source = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(read(&json.to_string()), Ok(derived.clone()));
        assert_eq!(write(&derived), serde_json::to_string(&derived).unwrap());
        assert_eq!(read(&write(&derived)), Ok(derived.clone()));
        for page in &derived.pages {
            assert_eq!(write_page(page), serde_json::to_string(page).unwrap());
        }
        for service in &derived.services {
            assert_eq!(write_service(service), serde_json::to_string(service).unwrap());
        }
    }
}

/// Every place of the full catalogue, damaged in each of these ways, is read or refused as the derives do it.
#[test]
fn damage_is_refused_as_derived() {
    let [full, _] = sources();
    let damages = [
        Json::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!(70_000),
        json!(5_000_000_000_u64),
        json!("text"),
        json!([1]),
        json!({ "no": "name" }),
    ];
    let mut refused = 0;
    for at in places(&full) {
        let mut damaged: Vec<Json> = damages.iter().map(|damage| with(&full, &at, damage)).collect();
        damaged.extend(without(&full, &at));
        for json in damaged {
            let derived = serde_json::from_value::<Source>(json.clone());
            assert_eq!(read(&json.to_string()).ok(), derived.ok(), "{at}: {json}");
            refused += usize::from(read(&json.to_string()).is_err());
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn a_fault_says_where_and_what() {
    let city = r#"{"code":"1","name":"n","prefecture":"p","code_valid_days":30"#;
    let cases = [
        ("{".to_owned(), "EOF"),
        ("[]".to_owned(), "the catalogue is no object"),
        ("{}".to_owned(), "the catalogue: `city` is missing"),
        (format!(r#"{{"city":{city},"mayor":""}}}}"#), "the city: `mayor` is unknown"),
        (format!(r#"{{"city":{city}}},"fees":[{{"of":1,"yen":1}}]}}"#), "a fee: `of` is no text"),
        (format!(r#"{{"city":{city}}},"towns":{{}}}}"#), "the catalogue: `towns` is no list"),
        (format!(r#"{{"city":{city}}},"texts":{{"ja":{{"k":1}}}}}}"#), "`texts` are no texts"),
    ];
    for (json, want) in cases {
        let fault = read(&json).unwrap_err().to_string();
        assert!(fault.starts_with("published catalogue: ") && fault.contains(want), "{json}: {fault}");
    }
}

/// The JSON pointers of all places below the root.
fn places(json: &Json) -> Vec<String> {
    let children: Vec<(String, &Json)> = match json {
        Json::Object(map) => map.iter().map(|(name, json)| (format!("/{name}"), json)).collect(),
        Json::Array(rows) => rows.iter().enumerate().map(|(at, json)| (format!("/{at}"), json)).collect(),
        _ => Vec::new(),
    };
    let with_below = |(name, json): (String, &Json)| {
        let below: Vec<_> = places(json).into_iter().map(|below| format!("{name}{below}")).collect();
        std::iter::once(name).chain(below).collect::<Vec<_>>()
    };
    children.into_iter().flat_map(with_below).collect()
}

fn with(json: &Json, at: &str, damage: &Json) -> Json {
    let mut json = json.clone();
    *json.pointer_mut(at).unwrap() = damage.clone();
    json
}

/// Without the name at a place; `None` where the place is a row of a list.
fn without(json: &Json, at: &str) -> Option<Json> {
    let mut json = json.clone();
    let (parent, name) = at.rsplit_once('/')?;
    json.pointer_mut(parent)?.as_object_mut()?.remove(name)?;
    Some(json)
}
