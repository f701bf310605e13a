//! The description says everything that is answered, and nothing that is not.

use std::collections::BTreeSet;

use kakanai_server::api::{DESCRIPTION, paths};
use serde_json::{Value as Json, json};

use crate::client::{Running, households};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

pub struct Description(Json);

impl Description {
    pub fn read() -> Self {
        Self(serde_json::from_str(DESCRIPTION).unwrap())
    }

    /// Checks a value against a schema of the description by its name.
    pub fn holds(&self, name: &str, value: &Json) -> Result<(), String> {
        self.check(&json!({ "$ref": format!("#/components/schemas/{name}") }), value, name)
    }

    fn at(&self, reference: &str) -> &Json {
        let pointer = reference.strip_prefix('#').unwrap();
        self.0.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    /// Stricter than JSON Schema: where names are listed, others are refused, and so are keywords not known here.
    fn check(&self, schema: &Json, value: &Json, at: &str) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
        for (keyword, says) in schema.as_object().unwrap() {
            let fits = match keyword.as_str() {
                "description" | "default" | "examples" => true,
                "$ref" => {
                    self.check(self.at(says.as_str().unwrap()), value, at)?;
                    true
                }
                "oneOf" => {
                    let ways = says.as_array().unwrap().iter();
                    ways.filter(|way| self.check(way, value, at).is_ok()).count() == 1
                }
                "type" => match says {
                    Json::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
                    kind => is_of(kind, value),
                },
                "enum" => says.as_array().unwrap().contains(value),
                "minimum" => value.as_i64().is_none_or(|value| value >= says.as_i64().unwrap()),
                "maximum" => value.as_i64().is_none_or(|value| value <= says.as_i64().unwrap()),
                "format" if says == "date" => value.as_str().is_none_or(is_day),
                "pattern" if says == "^[0-9a-f]{64}$" => value.as_str().is_some_and(is_hash),
                "required" => {
                    let names = says.as_array().unwrap().iter();
                    names.filter_map(Json::as_str).all(|name| value.get(name).is_some())
                }
                "properties" => {
                    for (name, inner) in value.as_object().into_iter().flatten() {
                        let Some(says) = says.get(name) else {
                            return wrong(&format!("`{name}` is not described"));
                        };
                        self.check(says, inner, &format!("{at}/{name}"))?;
                    }
                    true
                }
                "items" => {
                    for (n, inner) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(says, inner, &format!("{at}/{n}"))?;
                    }
                    true
                }
                "additionalProperties" if says == true => true,
                other => panic!("{at}: this test does not know `{other}`"),
            };
            if !fits {
                return wrong(keyword);
            }
        }
        Ok(())
    }

    /// The schema of an answer with this status.
    fn answer(&self, path: &str, method: &str, status: u16) -> &Json {
        let answers = &self.0["paths"][path][method]["responses"];
        let mut answer = &answers[status.to_string()];
        if let Some(reference) = answer["$ref"].as_str() {
            answer = self.at(reference);
        }
        let contents =
            answer["content"].as_object().unwrap_or_else(|| panic!("{method} {path}: no {status}"));
        &contents.values().next().unwrap()["schema"]
    }

    /// Checks what an address answered.
    pub fn answered(&self, path: &str, method: &str, status: u16, value: &Json) {
        let path = path.split('?').next().unwrap();
        let schema = self.answer(path, method, status);
        self.check(schema, value, path).unwrap_or_else(|wrong| panic!("{method} {path} {status}: {wrong}"));
    }
}

fn is_of(kind: &Json, value: &Json) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type `{other}`"),
    }
}

fn is_day(text: &str) -> bool {
    kakanai_record::date::parse_date(text).is_some()
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_and_every_method_is_described_and_no_other() {
    let city = Running::new().await;
    let description = Description::read();
    let described: BTreeSet<&str> =
        description.0["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(described, paths().into_iter().collect());
    for path in described {
        for method in METHODS {
            let answer = city.call(&method.to_uppercase(), path, &[], b"");
            let known = description.0["paths"][path].get(method).is_some();
            assert_eq!(answer.status == 405, !known, "{method} {path}: {}", answer.status);
            if !known {
                description.holds("Problem", &answer.json()).unwrap();
                assert_eq!(answer.json()["code"], "method_not_allowed");
                let allowed = answer.header("allow").to_lowercase();
                let own = description.0["paths"][path].as_object().unwrap().keys();
                assert!(own.into_iter().all(|own| allowed.contains(own.as_str())), "{path}: {allowed}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_of_every_answer_is_described() {
    let city = Running::new().await;
    let description = Description::read();
    let mut seen = BTreeSet::new();
    let nobody_asked = json!({ "service": "move_in", "mover": [{ "#": 1 }] });
    for (name, record) in households().into_iter().chain([("bare".to_owned(), nobody_asked)]) {
        let at_office = "/guide?office=nishi&when=2026-11-21T10:00";
        for path in ["/guide?explain=1", "/guide", "/guide?language=en", at_office, "/guide/next"] {
            let told = city.told(path, &record);
            description.answered(path, "post", 200, &told);
            names(&told, &mut seen);
            assert!(told["procedures"].as_array().is_none_or(|all| !all.is_empty()), "{name}: no procedure");
        }
    }
    for path in ["/catalogue", "/catalogue/check", "/catalogue/report", "/openapi.json"] {
        let answer = city.get(path);
        description.answered(path, "get", 200, &answer.json());
    }
    let described = |name: &str| {
        let names = description.0["components"]["schemas"][name]["properties"].as_object().unwrap().keys();
        names.cloned().collect::<Vec<_>>()
    };
    let schemas =
        ["Guidance", "Procedure", "Desk", "Thing", "Reason", "Place", "Question", "Choice", "Elsewhere"];
    let never: Vec<String> =
        schemas.into_iter().flat_map(described).filter(|name| !seen.contains(name)).collect();
    assert!(never.is_empty(), "described, and never said of any household: {never:?}");
}

/// The names under which something is said.
fn names(json: &Json, seen: &mut BTreeSet<String>) {
    match json {
        Json::Object(object) => {
            for (name, value) in object.iter().filter(|(_, value)| !value.is_null()) {
                seen.insert(name.clone());
                names(value, seen);
            }
        }
        Json::Array(all) => all.iter().for_each(|one| names(one, seen)),
        _ => {}
    }
}

#[test]
fn the_check_refuses_what_is_not_described() {
    let description = Description::read();
    let thing = json!({ "id": "identity", "name": "本人確認書類", "people": [1], "names": ["見本"], "perhaps": false, "original": true });
    description.holds("Thing", &thing).unwrap();
    for (name, value, wrong) in [
        ("more", json!(1), "`more` is not described"),
        ("perhaps", json!("no"), "Thing/perhaps: type"),
        ("people", json!([0]), "Thing/people/0: minimum"),
    ] {
        let mut thing = thing.clone();
        thing[name] = value;
        let said = description.holds("Thing", &thing).unwrap_err();
        assert!(said.contains(wrong), "{said}");
    }
    assert!(description.holds("Thing", &json!({ "id": "identity" })).unwrap_err().contains("required"));
    assert!(description.holds("Desk", &Json::Null).is_err());
}
