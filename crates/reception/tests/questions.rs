//! Questions on the citizen's tablet: what may be asked, answered and seen, and by whom.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod story;

use std::collections::BTreeSet;

use kakanai_reception::questions::may_be_asked;
use kakanai_reception::{
    Bound, CaseState, Clerk, Command, Disclosed, Event, EventSeq, Happened, How, Part, Refusal, Role,
};
use kakanai_record::{Change, Dictionary, ItemKey, core, json};

use story::{Story, family, flag, id, key, phone};

const HANDBOOK: &str = "mover:1/handbook";
const PREGNANT: &str = "mover:2/pregnant";
const PHYSICAL: &str = "mover:1/disability/physical";
const HERS: &str = "mover:2/disability/physical";
const DOG: &str = "household/dog";
const LIVELIHOOD: &str = "household/livelihood";

fn keys(paths: &[&str]) -> BTreeSet<ItemKey> {
    paths.iter().map(|path| key(path)).collect()
}

fn ask(paths: &[&str]) -> Command {
    Command::AskQuestions { questions: keys(paths), who: Some(id(1)) }
}

fn answer(asked: EventSeq, changes: Vec<Change>, seen: u64) -> Command {
    Command::AnswerQuestions { asked, changes, seen: EventSeq(seen), done: false }
}

/// A case with questions before 太郎.
fn asked() -> (Story, EventSeq) {
    let mut story = Story::opened();
    story.tell(ask(&[PHYSICAL, HERS, DOG, LIVELIHOOD, "notifier/phone"]), "uketsuke1").unwrap();
    let seq = story.case().seq;
    (story, seq)
}

#[test]
fn what_may_be_put_before_whom() {
    let (dictionary, record) = (Dictionary::core(), family());
    let table = [
        (PHYSICAL, [true, true, true]),
        (HERS, [true, true, true]),
        (LIVELIHOOD, [true, true, true]),
        (DOG, [true, true, true]),
        // Answered already: by whom it concerns alone may it be answered anew, because he alone may see it.
        (HANDBOOK, [true, false, false]),
        (PREGNANT, [false, true, false]),
        // What is no secret may be mended by anybody.
        ("mover:1/name/kanji", [true, true, true]),
        // Nobody's question: gone, a list, the desk's, the city's.
        ("mover:3/disability/physical", [false; 3]),
        ("mover", [false; 3]),
        ("staff_note", [false; 3]),
        ("caution", [false; 3]),
    ];
    for (path, due) in table {
        let found =
            [Some(id(1)), Some(id(2)), None].map(|who| may_be_asked(&dictionary, &record, who, key(path)));
        assert_eq!(found, due, "{path}");
    }
}

#[test]
fn only_what_may_be_asked_is_put_before_somebody() {
    let mut story = Story::opened();
    let refused = |paths: &[&str]| Err(Refusal::NotToAsk { keys: keys(paths).into_iter().collect() });
    assert_eq!(story.tell(ask(&[DOG, PREGNANT, "mover"]), "a"), refused(&[PREGNANT, "mover"]));
    assert_eq!(story.tell(ask(&[]), "a"), refused(&[]));
    let nobody = Command::AskQuestions { questions: keys(&[DOG]), who: Some(id(3)) };
    assert_eq!(story.tell(nobody, "a"), Err(Refusal::NoPerson));
    assert_eq!(story.tell(ask(&[DOG, HANDBOOK]), "a"), Ok(1));
    let questions = story.case().questions.unwrap();
    assert_eq!(
        (questions.seq, questions.keys, questions.terminal.as_str()),
        (EventSeq(2), keys(&[DOG, HANDBOOK]), "E01")
    );
    assert_eq!(story.case().state, CaseState::Received, "nothing was changed yet");
}

#[test]
fn he_answers_page_by_page_and_is_done() {
    let (mut story, asked) = asked();
    story.tell(answer(asked, vec![flag(PHYSICAL, true)], 2), "tablet").unwrap();
    assert_eq!(story.case().state, CaseState::Entry);
    // The same page sent again by somebody who went back, changed.
    let seen = story.seq();
    story.tell(answer(asked, vec![flag(PHYSICAL, false), flag(LIVELIHOOD, true)], seen), "tablet").unwrap();
    let changes = vec![flag(DOG, true)];
    let last = Command::AnswerQuestions { asked, changes, seen: EventSeq(story.seq()), done: true };
    assert_eq!(story.tell(last, "tablet"), Ok(2));
    let case = story.case();
    for (path, due) in [(PHYSICAL, Some(false)), (LIVELIHOOD, Some(true)), (DOG, Some(true)), (HERS, None)] {
        assert_eq!(case.record.get(key(path)).flag(), due, "{path}");
    }
    let questions = case.questions.unwrap();
    assert_eq!((questions.given.clone(), questions.is_open()), (keys(&[PHYSICAL, LIVELIHOOD, DOG]), false));
    let late = story.tell(answer(asked, vec![flag(DOG, false)], 99), "tablet");
    assert_eq!(late, Err(Refusal::OutOfDate));
    assert_eq!(story.tell(Command::EndQuestions { asked }, "tablet"), Ok(0), "ended already");
}

#[test]
fn he_may_end_without_an_answer() {
    let (mut story, asked) = asked();
    let nothing = Command::AnswerQuestions { asked, changes: Vec::new(), seen: EventSeq(2), done: true };
    assert_eq!(story.tell(nothing, "tablet"), Ok(1));
    assert_eq!((story.case().state, story.case().questions.unwrap().is_open()), (CaseState::Received, false));
}

#[test]
fn nothing_but_what_was_asked_can_be_answered() {
    let (mut story, asked) = asked();
    let movers = core::MOVER.key();
    let table = [
        (flag("household/car", true), key("household/car")),
        (flag(HANDBOOK, false), key(HANDBOOK)),
        (Change::Add(movers, id(3)), movers),
        (Change::Remove(movers, id(2)), movers),
        (Change::Order(movers, vec![id(2), id(1)]), movers),
    ];
    for (change, place) in table {
        let together = vec![flag(DOG, true), change];
        let refused = story.tell(answer(asked, together, 2), "tablet");
        assert_eq!(refused, Err(Refusal::NotAsked { keys: vec![place] }));
    }
    assert_eq!(story.case().record.get(key(DOG)).flag(), None, "all or nothing");
}

#[test]
fn staff_go_on_meanwhile_and_nothing_unseen_is_overwritten() {
    let (mut story, asked) = asked();
    story.amend(phone("0999000001"), 2, "uketsuke1").unwrap();
    story.amend(vec![flag(DOG, false)], 2, "uketsuke1").unwrap();
    assert!(story.case().questions.unwrap().is_open());
    let refusal = story.tell(answer(asked, vec![flag(DOG, true), flag(PHYSICAL, true)], 2), "tablet");
    let Err(Refusal::Conflict { changed }) = refusal else { panic!("{refusal:?}") };
    assert_eq!((changed.len(), changed[0].key, changed[0].by.as_str()), (1, key(DOG), "uketsuke1"));
    // What staff changed elsewhere is no matter; the same answer is none either.
    assert_eq!(story.tell(answer(asked, vec![flag(DOG, false), flag(PHYSICAL, true)], 2), "tablet"), Ok(1));
    // And a clerk who has not seen the citizen's answer does not overwrite it.
    let seen = story.seq();
    story.tell(answer(asked, vec![flag(DOG, true)], seen), "tablet").unwrap();
    let late = story.amend(vec![flag(DOG, false)], seen, "uketsuke1");
    assert!(matches!(late, Err(Refusal::Conflict { .. })), "{late:?}");
}

#[test]
fn what_takes_the_questions_away() {
    let table = [
        ("staff end them", Command::EndQuestions { asked: EventSeq(2) }, EventSeq(2)),
        ("others take their place", ask(&[DOG]), EventSeq(2)),
    ];
    for (what, command, was) in table {
        let (mut story, asked) = asked();
        assert_eq!(asked, was);
        story.tell(command, "uketsuke1").unwrap();
        let late = story.tell(answer(asked, vec![flag(DOG, true)], 99), "tablet");
        assert_eq!(late, Err(Refusal::OutOfDate), "{what}");
    }
    let (mut story, asked) = asked();
    assert_eq!(story.tell(Command::EndQuestions { asked: EventSeq(1) }, "a"), Ok(0), "others");
    story.ask();
    assert!(!story.case().questions.unwrap().is_open(), "papers take their place");
    let papers = story.case().asked.unwrap().seq;
    assert_eq!(story.tell(Command::Confirm { seen: papers }, "tablet"), Ok(1));
    // Questions leave papers that were shown as they are.
    story.tell(ask(&[DOG]), "a").unwrap();
    assert!(story.case().is_confirmed());
    assert_eq!(story.tell(answer(asked, vec![flag(DOG, true)], 99), "tablet"), Err(Refusal::OutOfDate));
}

#[test]
fn an_answer_ends_signatures_as_any_change_does() {
    let (mut story, _) = asked();
    let papers = story.ask();
    story.tell(Command::Confirm { seen: papers }, "tablet").unwrap();
    let bound = Box::new(Bound { record: [1; 32], forms: [2; 32], catalogue: [3; 32] });
    let roles = BTreeSet::from([Role::Filer]);
    story.tell(Command::Sign { roles, how: How::Omitted, bound, seen: papers }, "tablet").unwrap();
    story.tell(ask(&[PHYSICAL, "notifier/phone"]), "a").unwrap();
    let asked = story.case().seq;
    story.tell(answer(asked, vec![flag(PHYSICAL, true)], asked.0), "tablet").unwrap();
    assert!(story.case().signature(Role::Filer).is_some(), "no paper prints it");
    story.tell(answer(asked, phone("0999000009"), story.seq()), "tablet").unwrap();
    assert!(story.case().signature(Role::Filer).is_none() && !story.case().is_confirmed());
}

#[test]
fn questions_wait_until_the_case_is_in_hand() {
    let (mut story, asked) = asked();
    let yes = || answer(asked, vec![flag(DOG, true)], 99);
    story.turn(CaseState::Review, "", "uketsuke1").unwrap();
    story.approve(true, "shinsa1").unwrap();
    let out = Err(Refusal::Out { part: Part::Move });
    assert_eq!(story.tell(yes(), "tablet"), out);
    assert_eq!(story.tell(ask(&[DOG]), "a"), out);
    story.tell(Command::Recall { part: Part::Move, reason: "質問が残っている".into() }, "a").unwrap();
    story.turn(CaseState::Review, "", "uketsuke1").unwrap();
    assert_eq!(story.tell(yes(), "tablet"), Ok(2), "and takes the case back");
    assert_eq!(story.case().state, CaseState::Entry);
    story.turn(CaseState::Withdrawn, "もうよい", "a").unwrap();
    for command in [yes(), ask(&[DOG])] {
        assert!(matches!(story.tell(command, "tablet"), Err(Refusal::Closed { .. })));
    }
    assert_eq!(story.tell(Command::EndQuestions { asked }, "a"), Ok(1), "taken away they can be always");
}

#[test]
fn who_answers_sees_what_is_his_and_what_he_has_just_said() {
    let (mut story, asked) = asked();
    let changes = vec![flag(PHYSICAL, true), flag(HERS, true), flag(LIVELIHOOD, true), flag(DOG, true)];
    story.tell(answer(asked, changes, 2), "tablet").unwrap();
    let shown = |story: &Story| {
        let case = story.case();
        let audience = case.questions.as_ref().unwrap().audience();
        let view = Disclosed::of_case(&story.dictionary, &case, &audience);
        [HANDBOOK, PHYSICAL, HERS, LIVELIHOOD, DOG, PREGNANT]
            .map(|path| view.record().get(key(path)).is_answered())
    };
    assert_eq!(shown(&story), [true, true, true, true, true, false]);
    let clerk = Disclosed::of_case(&story.dictionary, &story.case(), &Clerk { cautions: true });
    let text = json::to_json(&story.dictionary, clerk.record()).to_string();
    for hidden in ["handbook", "disability", "livelihood", "pregnant"] {
        assert!(!text.contains(hidden), "{hidden} is the citizen's alone: {text}");
    }
    assert!(text.contains("dog"), "{text}");
    story.tell(Command::EndQuestions { asked }, "uketsuke1").unwrap();
    assert_eq!(shown(&story), [true, true, false, false, true, false], "afterwards as always");
}

#[test]
fn stored_questions_are_read_as_they_were() {
    let (mut story, asked) = asked();
    let changes = vec![flag(PHYSICAL, true), flag(DOG, false)];
    let last = Command::AnswerQuestions { asked, changes, seen: EventSeq(2), done: true };
    story.tell(last, "tablet").unwrap();
    story.tell(Command::AskQuestions { questions: keys(&[HERS]), who: None }, "a").unwrap();
    for happened in &story.events {
        let bytes = happened.to_bytes(&story.dictionary);
        assert_eq!(Happened::from_bytes(&story.dictionary, happened.seq, &bytes).as_ref(), Ok(happened));
    }
    // As written since the first of them: must be readable for ever.
    let written = br#"{"v":3,"at":1,"by":"tablet","terminal":"E01","kind":"answered","asked":2,
        "changes":[{"set":"household/dog","to":true}]}"#;
    let read = Happened::from_bytes(&story.dictionary, EventSeq(3), written).unwrap();
    assert_eq!(read.event, Event::Answered { asked: EventSeq(2), changes: vec![flag(DOG, true)] });
}
