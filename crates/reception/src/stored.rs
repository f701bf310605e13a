//! Events as JSON, before sealing; items are named by path, bytes are Base64.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::{BASE64, HEXLOWER};
use kakanai_record::{Change, Date, Dictionary, ElementId, ItemKey, Tag, date, json};
use serde_json::{Value as Json, json};

use crate::command::Origin;
use crate::event::Event;
use crate::ids::EventSeq;
use crate::part::{Part, Registered, Sending};
use crate::procedure::{Adjust, AdjustReason, ProcedureId};
use crate::signing::{Bound, How, Printed, Role};
use crate::state::CaseState;

pub(crate) fn event_json(dictionary: &Dictionary, event: &Event) -> Json {
    match event {
        Event::Opened { record, origin } => opened_json(json::to_json(dictionary, record), origin),
        Event::Amended { changes, minor } => {
            json!({"kind": "amended", "changes": changes_json(dictionary, changes), "minor": minor})
        }
        Event::Asked { forms, printed } => {
            let by_role =
                printed.by_role.iter().map(|(role, tags)| (role.code().to_owned(), tags_json(tags)));
            let by_role: serde_json::Map<String, Json> = by_role.collect();
            json!({"kind": "asked", "forms": forms, "printed": tags_json(&printed.all), "by_role": by_role})
        }
        Event::Confirmed { seen } => json!({"kind": "confirmed", "seen": seen.0}),
        Event::Objected { words, seen } => json!({"kind": "objected", "words": words, "seen": seen.0}),
        Event::Signed { roles, how, bound } => {
            let roles: Vec<&str> = roles.iter().map(|role| role.code()).collect();
            json!({"kind": "signed", "roles": roles, "how": how_json(how), "bound": bound_json(bound)})
        }
        Event::QuestionsAsked { questions, who } => {
            let paths: Vec<String> = questions.iter().map(|key| dictionary.path(*key)).collect();
            json!({"kind": "questions_asked", "questions": paths, "who": person_json(*who)})
        }
        Event::Answered { asked, changes } => {
            json!({"kind": "answered", "asked": asked.0, "changes": changes_json(dictionary, changes)})
        }
        Event::QuestionsEnded { asked } => json!({"kind": "questions_ended", "asked": asked.0}),
        Event::ProcedureAdjusted { procedure, person, how, why, note } => {
            let (procedure, person) = (procedure.as_str(), person_json(*person));
            json!({"kind": "procedure_adjusted", "procedure": procedure, "person": person, "how": how.code(),
                "why": why.code(), "note": note})
        }
        Event::ProcedureRestored { procedure, person, how, why } => {
            let (procedure, person) = (procedure.as_str(), person_json(*person));
            json!({"kind": "procedure_restored", "procedure": procedure, "person": person, "how": how.code(),
                "why": why.code()})
        }
        Event::Turned { to, reason } => json!({"kind": "turned", "to": to.code(), "reason": reason}),
        Event::Printed { forms } => json!({"kind": "printed", "forms": forms}),
        Event::Sent { parts } => {
            let sending = |s: &Sending| json!({"part": s.part.code(), "returns": s.returns});
            json!({"kind": "sent", "parts": parts.iter().map(sending).collect::<Vec<_>>()})
        }
        Event::PickedUp { part } => json!({"kind": "picked_up", "part": part.code()}),
        Event::Registered { part, answers } => {
            let answer = |a: &Registered| json!([a.element, a.column, a.value]);
            let answers: Vec<Json> = answers.iter().map(answer).collect();
            json!({"kind": "registered", "part": part.code(), "answers": answers})
        }
        Event::Finalised { part } => json!({"kind": "finalised", "part": part.code()}),
        Event::Rejected { part, reason } => {
            json!({"kind": "rejected", "part": part.code(), "reason": reason})
        }
        Event::Recalled { part, reason } => {
            json!({"kind": "recalled", "part": part.code(), "reason": reason})
        }
    }
}

pub(crate) fn read_event(dictionary: &Dictionary, json: &Json) -> Result<Event, String> {
    let seen = || number(json, "seen").map(EventSeq);
    let asked = || number(json, "asked").map(EventSeq);
    Ok(match text(json, "kind")?.as_str() {
        "opened" => {
            let record = json::from_json(dictionary, json.get("record").ok_or("no record")?);
            let record = Box::new(record.map_err(|error| error.to_string())?);
            Event::Opened { record, origin: read_origin(json)? }
        }
        "amended" => {
            let minor = json.get("minor").and_then(Json::as_str).unwrap_or_default().to_owned();
            Event::Amended { changes: read_changes(dictionary, json)?, minor }
        }
        "asked" => Event::Asked { forms: texts(json, "forms")?, printed: read_printed(json)? },
        "confirmed" => Event::Confirmed { seen: seen()? },
        "objected" => Event::Objected { words: text(json, "words")?, seen: seen()? },
        "signed" => {
            let roles = texts(json, "roles")?;
            let role = |code: &String| Role::of_code(code).ok_or_else(|| format!("unknown role `{code}`"));
            Event::Signed {
                roles: roles.iter().map(role).collect::<Result<_, _>>()?,
                how: read_how(json.get("how").ok_or("no `how`")?)?,
                bound: Box::new(read_bound(json.get("bound").ok_or("no `bound`")?)?),
            }
        }
        "questions_asked" => {
            let key = |path: &String| dictionary.parse_path(path).map_err(|error| error.to_string());
            let questions = texts(json, "questions")?.iter().map(key).collect::<Result<_, _>>()?;
            Event::QuestionsAsked { questions, who: read_person(json, "who")? }
        }
        "answered" => Event::Answered { asked: asked()?, changes: read_changes(dictionary, json)? },
        "questions_ended" => Event::QuestionsEnded { asked: asked()? },
        "procedure_adjusted" => {
            let (procedure, person, how, why) = read_procedure(json)?;
            Event::ProcedureAdjusted { procedure, person, how, why, note: text(json, "note")? }
        }
        "procedure_restored" => {
            let (procedure, person, how, why) = read_procedure(json)?;
            Event::ProcedureRestored { procedure, person, how, why }
        }
        "turned" => {
            let to = text(json, "to")?;
            let to = CaseState::of_code(&to).ok_or_else(|| format!("unknown state `{to}`"))?;
            Event::Turned { to, reason: text(json, "reason")? }
        }
        "printed" => Event::Printed { forms: texts(json, "forms")? },
        "sent" => {
            let sending = |json: &Json| {
                let returns = json.get("returns").and_then(Json::as_bool).ok_or("no `returns`")?;
                Ok::<_, String>(Sending { part: part(json)?, returns })
            };
            Event::Sent { parts: list(json, "parts")?.iter().map(sending).collect::<Result<_, _>>()? }
        }
        "picked_up" => Event::PickedUp { part: part(json)? },
        "registered" => {
            let answers = list(json, "answers")?.iter().map(read_registered);
            Event::Registered {
                part: part(json)?,
                answers: answers.collect::<Option<_>>().ok_or("no answer")?,
            }
        }
        "finalised" => Event::Finalised { part: part(json)? },
        "rejected" => Event::Rejected { part: part(json)?, reason: text(json, "reason")? },
        "recalled" => Event::Recalled { part: part(json)?, reason: text(json, "reason")? },
        other => return Err(format!("unknown kind `{other}`")),
    })
}

fn opened_json(record: Json, origin: &Origin) -> Json {
    match origin {
        Origin::Code { made_on, doubts } => {
            let made_on = date::date_text(*made_on);
            json!({"kind": "opened", "record": record, "made_on": made_on, "doubts": doubts})
        }
        Origin::Hand => json!({"kind": "opened", "record": record}),
        Origin::Copy { of } => json!({"kind": "opened", "record": record, "copy_of": of.to_string()}),
    }
}

fn read_origin(json: &Json) -> Result<Origin, String> {
    if let Some(made_on) = json.get("made_on").and_then(Json::as_str) {
        return Ok(Origin::Code { made_on: day(made_on)?, doubts: texts(json, "doubts")? });
    }
    match json.get("copy_of").and_then(Json::as_str) {
        Some(of) => Ok(Origin::Copy { of: of.parse().map_err(|_| format!("`{of}` is no case"))? }),
        None => Ok(Origin::Hand),
    }
}

fn how_json(how: &How) -> Json {
    match how {
        How::Pen(png) => json!({"pen": BASE64.encode(png)}),
        How::Typed(text) => json!({"typed": text}),
        How::Omitted => json!("omitted"),
    }
}

fn read_how(json: &Json) -> Result<How, String> {
    if let Some(png) = json.get("pen").and_then(Json::as_str) {
        return BASE64.decode(png.as_bytes()).map(How::Pen).map_err(|error| error.to_string());
    }
    match json.get("typed").and_then(Json::as_str) {
        Some(text) => Ok(How::Typed(text.to_owned())),
        None => Ok(How::Omitted),
    }
}

fn bound_json(bound: &Bound) -> Json {
    let hex = |hash: &[u8; 32]| HEXLOWER.encode(hash);
    json!({"record": hex(&bound.record), "forms": hex(&bound.forms), "catalogue": hex(&bound.catalogue)})
}

fn read_bound(json: &Json) -> Result<Bound, String> {
    let hash = |name: &str| -> Result<[u8; 32], String> {
        let bytes = HEXLOWER.decode(text(json, name)?.as_bytes()).map_err(|error| error.to_string())?;
        bytes.try_into().map_err(|_| format!("`{name}` is no hash"))
    };
    Ok(Bound { record: hash("record")?, forms: hash("forms")?, catalogue: hash("catalogue")? })
}

fn read_registered(json: &Json) -> Option<Registered> {
    let [element, column, value] = json.as_array()?.as_slice() else { return None };
    let element = u16::try_from(element.as_u64()?).ok()?;
    Some(Registered { element, column: column.as_str()?.to_owned(), value: value.as_str()?.to_owned() })
}

fn tags_json(tags: &BTreeSet<Tag>) -> Json {
    tags.iter().map(|tag| tag.0).collect()
}

fn read_tags(json: &[Json]) -> Result<BTreeSet<Tag>, String> {
    let tag = |json: &Json| json.as_u64().and_then(|tag| u16::try_from(tag).ok()).map(Tag);
    json.iter().map(tag).collect::<Option<_>>().ok_or_else(|| "no tag".to_owned())
}

fn read_printed(json: &Json) -> Result<Printed, String> {
    let all = read_tags(list(json, "printed")?)?;
    let mut by_role = BTreeMap::new();
    for (code, tags) in json.get("by_role").and_then(Json::as_object).into_iter().flatten() {
        let role = Role::of_code(code).ok_or_else(|| format!("unknown role `{code}`"))?;
        by_role.insert(role, read_tags(tags.as_array().ok_or("no tags")?)?);
    }
    Ok(Printed { all, by_role })
}

fn part(json: &Json) -> Result<Part, String> {
    let code = text(json, "part")?;
    Part::of_code(&code).ok_or_else(|| format!("unknown part `{code}`"))
}

fn list<'a>(json: &'a Json, name: &str) -> Result<&'a [Json], String> {
    let list = json.get(name).and_then(Json::as_array).ok_or_else(|| format!("no `{name}`"))?;
    Ok(list)
}

fn number(json: &Json, name: &str) -> Result<u64, String> {
    json.get(name).and_then(Json::as_u64).ok_or_else(|| format!("no `{name}`"))
}

fn change_json(dictionary: &Dictionary, change: &Change) -> Json {
    let path = dictionary.path(change.key());
    match change {
        Change::Set(_, answer) => json!({"set": path, "to": json::answer_json(answer)}),
        Change::Add(_, element) => json!({"add": path, "element": element.number()}),
        Change::Remove(_, element) => json!({"remove": path, "element": element.number()}),
        Change::Order(_, order) => {
            json!({"order": path, "elements": order.iter().map(|id| id.number()).collect::<Vec<_>>()})
        }
    }
}

fn read_change(dictionary: &Dictionary, json: &Json) -> Result<Change, String> {
    let key = |name: &str| -> Result<Option<ItemKey>, String> {
        let Some(path) = json.get(name).and_then(Json::as_str) else { return Ok(None) };
        dictionary.parse_path(path).map(Some).map_err(|error| error.to_string())
    };
    let element = || read_element(json.get("element")).ok_or("no element");
    if let Some(key) = key("set")? {
        let item = dictionary.item(key.tag()).ok_or("no such item")?;
        let answer = json::answer_from_json(item, json.get("to").unwrap_or(&Json::Null))?;
        return Ok(Change::Set(key, answer));
    }
    if let Some(key) = key("add")? {
        return Ok(Change::Add(key, element()?));
    }
    if let Some(key) = key("remove")? {
        return Ok(Change::Remove(key, element()?));
    }
    if let Some(key) = key("order")? {
        let elements = json.get("elements").and_then(Json::as_array).ok_or("no elements")?;
        let order: Option<Vec<ElementId>> = elements.iter().map(|id| read_element(Some(id))).collect();
        return Ok(Change::Order(key, order.ok_or("no elements")?));
    }
    Err("not a change".to_owned())
}

fn changes_json(dictionary: &Dictionary, changes: &[Change]) -> Vec<Json> {
    changes.iter().map(|change| change_json(dictionary, change)).collect()
}

fn read_changes(dictionary: &Dictionary, json: &Json) -> Result<Vec<Change>, String> {
    list(json, "changes")?.iter().map(|change| read_change(dictionary, change)).collect()
}

fn person_json(person: Option<ElementId>) -> Json {
    person.map_or(Json::Null, |person| person.number().into())
}

fn read_person(json: &Json, name: &str) -> Result<Option<ElementId>, String> {
    match json.get(name) {
        None | Some(Json::Null) => Ok(None),
        number => read_element(number).map(Some).ok_or_else(|| format!("`{name}` is nobody")),
    }
}

fn read_procedure(json: &Json) -> Result<(ProcedureId, Option<ElementId>, Adjust, AdjustReason), String> {
    let procedure = text(json, "procedure")?.parse::<ProcedureId>().map_err(|error| error.to_string())?;
    let (how, why) = (text(json, "how")?, text(json, "why")?);
    let how = Adjust::of_code(&how).ok_or_else(|| format!("unknown `{how}`"))?;
    let why = AdjustReason::of_code(&why).ok_or_else(|| format!("unknown reason `{why}`"))?;
    Ok((procedure, read_person(json, "person")?, how, why))
}

fn read_element(json: Option<&Json>) -> Option<ElementId> {
    ElementId::new(u16::try_from(json?.as_u64()?).ok()?)
}

pub(crate) fn text(json: &Json, name: &str) -> Result<String, String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned).ok_or_else(|| format!("no `{name}`"))
}

fn texts(json: &Json, name: &str) -> Result<Vec<String>, String> {
    Ok(list(json, name)?.iter().filter_map(Json::as_str).map(str::to_owned).collect())
}

fn day(text: &str) -> Result<Date, String> {
    date::parse_date(text).ok_or_else(|| format!("`{text}` is no day"))
}
