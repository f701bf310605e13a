//! A household as zen reads it: the record's values as JSON, and what is computed before.

use kakanai_catalogue::Catalogue;
use kakanai_record::{ElementId, ItemKey, Record, Tag, Value};
use kakanai_rules::{Computed, Formula, Scope};
use serde_json::{Map, Value as Json};

use crate::translate::{Given, day_number, dotted};

/// The context of one evaluation.
pub fn context(catalogue: &Catalogue, record: &Record, given: &[Given]) -> Json {
    let mut root = Map::new();
    for item in catalogue.dictionary().items() {
        let is_list = matches!(item.kind, kakanai_record::ItemKind::List { .. });
        if is_list && catalogue.dictionary().lists(item.tag).is_empty() {
            let elements = record.elements(item.tag.key()).iter();
            let array = elements.map(|id| element(catalogue, record, item.tag, *id, given)).collect();
            insert(&mut root, &dotted(&item.path), Json::Array(array));
        }
    }
    let outside = record.answers().filter(|(key, _)| key.depth() == 0);
    for (key, answer) in outside {
        let Some(item) = catalogue.dictionary().item(key.tag()) else { continue };
        let json = match answer.value() {
            // Who is referred to stands there whole, so that a path leads on.
            Some(Value::Element(id)) => match item.kind {
                kakanai_record::ItemKind::Element(list) => element(catalogue, record, list, *id, given),
                _ => Json::Null,
            },
            value => value.map_or(Json::Null, plain),
        };
        insert(&mut root, &dotted(&item.path), json);
    }
    for (at, value) in given.iter().enumerate().filter(|(_, given)| given.list.is_none()) {
        root.insert(Given::name(at), computed(&value.formula, record, &Scope::new()));
    }
    Json::Object(root)
}

fn element(catalogue: &Catalogue, record: &Record, list: Tag, id: ElementId, given: &[Given]) -> Json {
    let mut object = Map::from_iter([("id".to_owned(), Json::from(id.number()))]);
    let prefix = catalogue.dictionary().item(list).map_or_else(String::new, |item| format!("{}/", item.path));
    let inside = |key: &ItemKey| key.depth() == 1 && catalogue.dictionary().lists(key.tag()) == [list];
    let own = record.answers().filter(|(key, _)| inside(key) && key.innermost() == Some(id));
    for (key, answer) in own {
        let Some(item) = catalogue.dictionary().item(key.tag()) else { continue };
        let name = item.path.strip_prefix(prefix.as_str()).unwrap_or(&item.path);
        insert(&mut object, &dotted(name), answer.value().map_or(Json::Null, plain));
    }
    let scope = Scope::new().with(list.key(), id);
    for (at, value) in given.iter().enumerate().filter(|(_, given)| given.list == Some(list)) {
        object.insert(Given::name(at), computed(&value.formula, record, &scope));
    }
    Json::Object(object)
}

fn computed(formula: &Formula, record: &Record, scope: &Scope) -> Json {
    match formula.eval(record, scope).result {
        Computed::Value(value) => plain(&value),
        _ => Json::Null,
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Flag(flag) => (*flag).into(),
        Value::Number(number) => (*number).into(),
        Value::Date(day) => day_number(*day).into(),
        Value::Code(code) => code.key().into(),
        Value::Element(id) => serde_json::json!({ "id": id.number() }),
        Value::Text(text) => text.as_str().into(),
        other => other.text_form().into(),
    }
}

fn insert(object: &mut Map<String, Json>, path: &str, json: Json) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match rest {
        None => {
            // A list's own object may have come first.
            object.entry(first.to_owned()).or_insert(json);
        }
        Some(rest) => {
            let inner = object.entry(first.to_owned()).or_insert_with(|| Json::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                insert(inner, rest, json);
            }
        }
    }
}
