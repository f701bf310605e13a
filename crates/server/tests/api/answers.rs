//! What is answered: the lists of households, the day, the language, and what is asked next.

use kakanai_catalogue::Language;
use kakanai_record::{Date, json as record_json};
use kakanai_server::guidance_json::Guidance;
use serde_json::{Value as Json, json};

use crate::client::{Running, household, households};

fn procedure<'a>(told: &'a Json, id: &str, person: Option<u64>) -> Option<&'a Json> {
    let all = told["procedures"].as_array().unwrap();
    all.iter().find(|it| it["id"] == id && it["person"].as_u64() == person)
}

fn ids(told: &Json) -> Vec<&str> {
    told["procedures"].as_array().unwrap().iter().filter_map(|it| it["id"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_gets_its_list() {
    let city = Running::new().await;
    let told = city.told("/guide?explain=1", &household("06_in_one_parent_national"));
    assert_eq!((&told["service"], &told["day"]), (&json!("move_in"), &json!("2026-11-19")));
    let paper = procedure(&told, "move_in_paper", None).unwrap();
    assert_eq!(paper["outcome"], "needed");
    assert_eq!(paper["due"], "2026-11-27");
    assert!(paper["due_words"].as_str().unwrap().contains("11月27日"));
    assert_eq!(paper["desk"]["number"], 1);
    assert_eq!(paper["because"], json!(["move/origin", "move/left"]));
    assert_eq!(paper["reasons"][0]["name"], Json::Null);
    assert_eq!(paper["bring"][0]["id"], "transfer_certificate");
    // A procedure of single persons is told for each of them, with the name.
    let of_persons: Vec<_> =
        told["procedures"].as_array().unwrap().iter().filter(|it| it["person"] == 2).collect();
    assert!(!of_persons.is_empty());
    assert!(of_persons.iter().all(|it| it["person_name"] == "例示　陽菜"), "{of_persons:?}");
    // Where to go holds what is needed and not only to be known, in walking order.
    let places = told["places"].as_array().unwrap();
    assert_eq!(places[0]["at"], paper["at"]);
    let mut to_do: Vec<&str> = told["procedures"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["outcome"] == "needed" && it["notice"] == false)
        .filter_map(|it| it["id"].as_str())
        .collect();
    let mut at_places: Vec<&str> = places
        .iter()
        .flat_map(|place| place["procedures"].as_array().unwrap())
        .filter_map(Json::as_str)
        .collect();
    for ids in [&mut to_do, &mut at_places] {
        ids.sort_unstable();
        ids.dedup();
    }
    assert_eq!(to_do, at_places);
    assert!(told["bring"].as_array().unwrap().iter().any(|it| it["id"] == "transfer_certificate"));
    let short = city.told("/guide", &household("06_in_one_parent_national"));
    assert!(procedure(&short, "move_in_paper", None).unwrap().get("because").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_decides_what_is_in_force() {
    let city = Running::new().await;
    let record = json!({
        "service": "move_in",
        "move": { "date": "2026-11-09", "origin": "domestic", "left": "card" },
        "mover": [{ "#": 1, "japanese": true, "card": { "held": true, "unusable": false, "pin_forgotten": false } }],
    });
    for (at, there, gone) in [
        ("2026-11-20", "move_in_card", "move_in_card_fails"),
        ("2026-12-20", "move_in_card_fails", "move_in_card"),
    ] {
        let told = city.told(&format!("/guide?at={at}"), &record);
        assert_eq!(told["day"], at);
        assert!(ids(&told).contains(&there) && !ids(&told).contains(&gone), "{at}: {:?}", ids(&told));
    }
    // Without it, today: the clock of this counter stands on the 20th.
    assert_eq!(city.told("/guide", &record)["day"], "2026-11-20");
    // What the record itself says of its day wins.
    let mut filed = record.clone();
    filed["received_on"] = json!("2026-11-10");
    assert_eq!(city.told("/guide?at=2026-12-20", &filed)["day"], "2026-11-10");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_tells_apart_what_it_does_not_receive() {
    let city = Running::new().await;
    let record = household("01_in_family_cards");
    let home = city.told("/guide", &record);
    let told = city.told("/guide?office=nishi&when=2026-11-21T10:00", &record);
    assert_eq!((&told["office"], &home["office"]), (&json!("nishi"), &Json::Null));
    let elsewhere = told["elsewhere"].as_array().unwrap();
    let water = elsewhere.iter().find(|it| it["id"] == "move_in_water").unwrap();
    assert_eq!(water["offices"], json!(["honcho"]));
    let has = |told: &Json, id: &str| {
        let places = told["places"].as_array().unwrap().iter();
        places.flat_map(|place| place["procedures"].as_array().unwrap()).any(|known| known == id)
    };
    assert!(has(&home, "move_in_water") && !has(&told, "move_in_water"));
    let offices = city.get("/catalogue").json()["offices"].clone();
    assert!(offices.as_array().unwrap().iter().any(|it| it["id"] == "nishi" && it["name"] != "nishi"));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_in_the_language_that_was_asked_for() {
    let city = Running::new().await;
    let record = household("06_in_one_parent_national");
    let [ja, en] = ["ja", "en"].map(|tag| city.told(&format!("/guide?explain=1&language={tag}"), &record));
    assert_eq!((&ja["language"], &en["language"]), (&json!("ja"), &json!("en")));
    assert_eq!(ids(&ja), ids(&en));
    for (one, other) in ja["procedures"].as_array().unwrap().iter().zip(en["procedures"].as_array().unwrap())
    {
        for name in ["name", "at"] {
            assert_ne!(one[name], other[name], "{}", one["id"]);
        }
        for name in ["outcome", "due", "person", "because", "form", "source"] {
            assert_eq!(one[name], other[name], "{}", one["id"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_citys_ledgers_answer_what_follows_from_addresses() {
    let city = Running::new().await;
    let address = |town: &str| json!({ "municipality": "999971", "town": town, "lot": "1番地" });
    let mut record = json!({
        "service": "move_within",
        "move": { "date": "2026-11-09" },
        "old_address": address("見本本町一丁目"),
        "new_address": address("見本本町二丁目"),
        "mover": [{ "#": 1 }],
    });
    let open = |told: &Json| -> Vec<String> {
        told["open"].as_array().unwrap().iter().map(|it| it["item"].as_str().unwrap().to_owned()).collect()
    };
    let changes = "move/collection_changes".to_owned();
    let told = city.told("/guide", &record);
    assert!(!open(&told).contains(&changes), "one area of collection: {:?}", open(&told));
    // What the record says itself stands, were it わからない.
    record["move"]["collection_changes"] = json!({ "?": "dont_know" });
    let told = city.told("/guide?explain=1", &record);
    let stuck =
        told["procedures"].as_array().unwrap().iter().flat_map(|it| it["stuck_on"].as_array().unwrap());
    assert!(stuck.into_iter().any(|path| *path == json!(changes)));
    record["move"].as_object_mut().unwrap().remove("collection_changes");
    record["old_address"].as_object_mut().unwrap().remove("town");
    assert!(open(&city.told("/guide", &record)).contains(&changes));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_what_is_asked_next_ends_with_nothing_open() {
    let city = Running::new().await;
    let mut record = json!({ "service": "move_in", "mover": [{ "#": 1 }] });
    let mut asked = Vec::new();
    loop {
        let told = city.told("/guide/next?at=2026-11-20", &record);
        let open = told["open"].as_array().unwrap();
        let weights: Vec<u64> = open.iter().map(|it| it["procedures"].as_u64().unwrap()).collect();
        assert!(weights.is_sorted_by(|a, b| a >= b), "{weights:?}");
        let Some(first) = open.first() else { break };
        let item = first["item"].as_str().unwrap().to_owned();
        assert!(!asked.contains(&item), "{item} is asked twice");
        put(&mut record, &item, answer(first));
        asked.push(item);
        assert!(asked.len() < 200, "it asks for ever");
    }
    assert!(asked.len() > 5, "{asked:?}");
    let told = city.told("/guide?at=2026-11-20", &record);
    assert_eq!(told["open"], json!([]));
    assert!(ids(&told).len() > 3);
}

/// The last of the choices; a day where there are none, or nobody knows.
fn answer(question: &Json) -> Json {
    match question["choices"].as_array() {
        Some(choices) => choices.last().unwrap()["value"].clone(),
        None => match question["kind"].as_str().unwrap() {
            "date" => json!("2026-11-09"),
            "partial_date" => json!("1985-12-03"),
            _ => json!({ "?": "dont_know" }),
        },
    }
}

/// Puts an answer at a path such as `mover:1/card/held`.
fn put(record: &mut Json, path: &str, answer: Json) {
    let mut place = record;
    for part in path.split('/') {
        place = match part.split_once(':') {
            None => &mut place[part],
            Some((list, id)) => {
                let all = place[list].as_array_mut().unwrap();
                all.iter_mut().find(|it| it["#"].as_u64() == id.parse().ok()).unwrap()
            }
        };
    }
    *place = answer;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_every_household_it_says_what_the_command_line_says() {
    let city = Running::new().await;
    let (catalogue, today) = (city.catalogue(), Date::constant(2026, 11, 20));
    let households = households();
    assert!(households.len() >= 40);
    for (name, json) in households {
        let record = record_json::from_json(catalogue.dictionary(), &json).unwrap();
        for (tag, language) in [("ja", Language::Ja), ("en", Language::En)] {
            let guidance = Guidance::of(catalogue, &*city.counter.towns, &record, today, language).unwrap();
            let path = |path: &str| format!("{path}at=2026-11-20&language={tag}");
            assert_eq!(city.told(&path("/guide?explain=1&"), &json), guidance.json(true), "{name}");
            assert_eq!(city.told(&path("/guide?"), &json), guidance.json(false), "{name}");
            assert_eq!(city.told(&path("/guide/next?"), &json), guidance.next_json(), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_tells_what_it_is() {
    let city = Running::new().await;
    let told = city.get("/catalogue").json();
    assert_eq!(told["city"]["name"], "みほん市");
    assert_eq!(told["procedures"], city.catalogue().procedures().len());
    let services: Vec<_> = told["services"].as_array().unwrap().iter().collect();
    assert_eq!(services.len(), city.catalogue().services().len());
    let move_in = services.iter().find(|it| it["id"] == "move_in").unwrap();
    assert!(move_in["procedures"].as_u64().unwrap() > 50);
    assert!(!move_in["name"].as_str().unwrap().contains('{'), "readings are no words");
    assert_eq!(city.get("/catalogue/check").json(), city.counter.api.check);
    assert_eq!(Some(city.get("/catalogue/report").json()), city.counter.api.report);
}
