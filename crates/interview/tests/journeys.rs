//! Whole ways through the demonstration city's 転入.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod common;

use common::{TODAY, Walk, alone};
use kakanai_interview::engine::finished;
use kakanai_interview::places::NoTable;
use kakanai_interview::{State, show};
use kakanai_record::{core, json};

#[test]
fn one_person_is_head_without_being_asked() {
    let mut walk = alone();
    walk.answer("people", &[]);
    walk.answer("joining", &[("move/joining", "new")]);
    walk.answer("old_postal", &[("old_address/postal", "０００－９００１")]);
    let old = [
        ("old_address/town", "999962.一番町"),
        ("old_address/lot", "9999番地"),
        ("old_address/building", ""),
    ];
    walk.answer("old_town", &old);
    walk.answer("old_head", &[("old_household/head_name.dont_know", "yes")]);
    walk.answer("new_postal", &[("new_address/postal", "0000012")]);
    let new = [
        ("new_address/town", "999989.架空台団地"),
        ("new_address/lot", "１－２"),
        ("new_address/building", "3号棟401"),
    ];
    walk.answer("new_town", &new);
    walk.answer("insurance", &[("mover:1/insurance", "national")]);
    walk.answer("pension", &[("mover:1/pension", "first")]);
    walk.answer("life", &[("household/dog", "yes"), ("life.dont_know", "yes")]);
    walk.answer("city", &[("x.rubbish_guide", "japanese"), ("x.neighbourhood", "no")]);
    walk.answer("certificates_wanted", &[("certificates_wanted", "no")]);
    walk.answer("seal", &[("seal/wanted", "yes")]);
    walk.answer("seal_name", &[("seal/name", "family")]);
    walk.answer("notifier_kind", &[("notifier/kind", "self")]);
    walk.answer("identity", &[("notifier/identity", "my_number_card")]);
    walk.answer("phone", &[("notifier/phone", "0999-00-0001")]);
    walk.answer("message", &[("message", "")]);
    walk.answer("guidance", &[]);
    assert!(walk.at.view.html.contains("見本　太郎（ミホン　タロウ）"), "{}", walk.at.view.html);
    walk.answer("summary", &[]);
    assert!(walk.at.view.wants_code);
    let record = finished(&walk.catalogue, &walk.at.state).unwrap();
    let written = json::to_json(walk.catalogue.dictionary(), record);
    assert_eq!(written["new_household"]["head"], 1);
    assert_eq!(written["mover"][0]["relationship"], "head");
    assert_eq!(written["new_address"]["lot"], "1-2");
    assert_eq!(written["old_address"]["building"]["?"], "not_applicable");
    assert_eq!(written["household"]["water"]["?"], "dont_know");
    assert_eq!(written["move"]["date"], "2026-11-07");
    assert_eq!(written["mover"][0]["koseki"]["municipality"], "999962");
    assert_eq!(written["mover"][0]["koseki"]["town"], "一番町");
    assert_eq!(written["message"], serde_json::Value::Null, "left empty, it takes no room");
}

#[test]
fn who_joins_a_household_is_not_its_head() {
    let mut walk = alone();
    walk.answer("people", &[]);
    walk.answer("joining", &[("move/joining", "new")]);
    assert_eq!(walk.at.view.page, "old_postal", "the only mover is head without being asked");
    walk.send(&[("action", "goto=joining")]);
    walk.answer("joining", &[("move/joining", "existing")]);
    walk.answer("existing_head", &[("new_household/head_name", "例示　花子")]);
    assert_eq!(walk.at.view.page, "relationship", "{}", walk.at.state.to_json(&walk.catalogue));
    assert!(!walk.at.state.to_json(&walk.catalogue).contains("\"head\":1"));
}

#[test]
fn a_second_person_can_be_added_and_removed_and_leaves_nothing() {
    let mut walk = alone();
    walk.answer("people", &[("action", "add")]);
    walk.person(2, ["見本", "花子"], ["ミホン", "ハナコ"], "1988-4-1", "female");
    walk.answer("people", &[]);
    walk.answer("joining", &[("move/joining", "new")]);
    walk.answer("head", &[("new_household/head", "1")]);
    walk.answer("relationship", &[("mover:2/relationship", "wife")]);
    assert_eq!(walk.at.view.page, "old_postal");
    walk.send(&[("action", "goto=people")]);
    walk.answer("people", &[("action", "remove=2")]);
    assert_eq!(walk.at.view.page, "people");
    let text = walk.at.state.to_json(&walk.catalogue);
    assert!(!text.contains("花子") && !text.contains("wife"), "{text}");
    // Pressing the same button again changes nothing, and a new person gets a new id.
    walk.send(&[("action", "remove=2")]);
    walk.answer("people", &[("action", "add")]);
    assert_eq!(walk.at.state.place.element.map(|id| id.number()), Some(3));
}

#[test]
fn a_mistake_keeps_what_was_typed_and_says_what_to_do() {
    let mut walk = Walk::begin("move_in");
    walk.answer("origin", &[]);
    assert!(
        walk.at.view.html.contains("1つ選んでください") || walk.at.view.html.contains("答えを入れてください")
    );
    walk.answer("origin", &[("move/origin", "domestic")]);
    let future = [("move/date.year", "2026"), ("move/date.month", "12"), ("move/date.day", "1")];
    walk.answer("move_date", &future);
    assert_eq!(walk.at.view.page, "move_date");
    assert!(
        walk.at.view.html.contains("value=\"2026\"")
            && walk.at.view.html.contains("住みはじめる前は届けられません")
    );
    assert!(walk.at.view.title.starts_with("エラー"));
}

#[test]
fn late_is_accepted_with_a_hint() {
    let mut walk = Walk::begin("move_in");
    walk.answer("origin", &[("move/origin", "domestic")]);
    let late = [("move/date.year", "2026"), ("move/date.month", "9"), ("move/date.day", "1")];
    walk.send(&late);
    assert_eq!(walk.at.view.page, "move_date", "the hint is seen");
    assert!(!walk.at.view.title.starts_with("エラー"));
    for words in ["もう一度「次へ」", "2026年9月15日（令和8年）", "id=\"move/date.error.1\""]
    {
        assert!(walk.html().contains(words), "{words}: {}", walk.html());
    }
    walk.send(&[("action", "language=en")]);
    walk.send(&[("action", "back")]);
    walk.send(&[("action", "goto=move_date")]);
    walk.send(&late);
    assert_eq!(walk.at.view.page, "left", "once is enough");
}

#[test]
fn a_hint_in_english_writes_its_day_in_english() {
    let mut walk = Walk::begin("move_in");
    walk.answer("origin", &[("move/origin", "domestic")]);
    walk.send(&[("action", "language=en")]);
    walk.send(&[("move/date.year", "2026"), ("move/date.month", "9"), ("move/date.day", "1")]);
    assert!(walk.html().contains("15 September 2026 (Reiwa 8)"), "{}", walk.html());
}

#[test]
fn another_head_asks_for_the_relationships_again() {
    let mut walk = alone();
    walk.answer("people", &[("action", "add")]);
    walk.person(2, ["見本", "花子"], ["ミホン", "ハナコ"], "1988-4-1", "female");
    walk.answer("people", &[]);
    walk.answer("joining", &[("move/joining", "new")]);
    walk.answer("head", &[("new_household/head", "1")]);
    walk.answer("relationship", &[("mover:2/relationship", "wife")]);
    walk.send(&[("action", "goto=head")]);
    walk.answer("head", &[("new_household/head", "2")]);
    assert_eq!(walk.at.view.page, "relationship");
    assert!(!walk.at.view.title.contains("太郎"), "titles stand in the history: {}", walk.at.view.title);
    assert!(walk.html().contains("<h1>見本　太郎の続柄</h1>"), "{}", walk.html());
    walk.answer("relationship", &[("mover:1/relationship", "husband")]);
    let text = walk.at.state.to_json(&walk.catalogue);
    assert!(text.contains("\"relationship\":\"husband\"") && !text.contains("wife"), "{text}");
}

#[test]
fn an_answer_that_takes_a_page_away_takes_its_answers_along() {
    let mut walk = alone();
    walk.send(&[("action", "back")]);
    walk.send(&[("action", "goto=nationality:1")]);
    walk.answer("nationality", &[("mover:1/japanese", "no")]);
    assert_eq!(walk.at.view.page, "person", "the name in Latin letters is still wanted");
    assert!(!walk.at.state.to_json(&walk.catalogue).contains("koseki"));
}

#[test]
fn a_state_reads_back_what_it_wrote_and_a_made_up_one_lands_on_a_page_that_exists() {
    let walk = alone();
    let text = walk.at.state.to_json(&walk.catalogue);
    assert_eq!(State::from_json(&walk.catalogue, &text), Ok(walk.at.state.clone()));
    let ahead = text.replace("\"page\":\"people\"", "\"page\":\"code\"");
    let state = State::from_json(&walk.catalogue, &ahead).unwrap();
    let at = show(&walk.catalogue, &NoTable, &state, TODAY);
    assert!(!at.view.wants_code);
    assert!(at.state.record.get(core::SERVICE.key()).code().is_some());
}
