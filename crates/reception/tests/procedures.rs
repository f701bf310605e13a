//! Procedures added and struck by hand: what stands, what is refused, what is counted.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod story;

use std::collections::BTreeMap;

use kakanai_reception::{
    Adjust, AdjustReason, CaseState, Command, Counted, EventSeq, Happened, Part, ProcedureId, Refusal,
};
use kakanai_record::{Change, Dictionary, core};

use story::{Story, id};

use Adjust::{Add, Strike};
use AdjustReason::{AnswerWrong, CitizenAsks, CitizenDeclines, DoneElsewhere, Other, RuleWrong};

fn procedure(name: &str) -> ProcedureId {
    ProcedureId::new(name).unwrap()
}

fn adjust(name: &str, person: Option<u16>, how: Adjust, why: AdjustReason, seen: u64) -> Command {
    let (procedure, person, seen) = (procedure(name), person.map(id), EventSeq(seen));
    Command::AdjustProcedure { procedure, person, how, why, note: String::new(), seen }
}

fn noted(why: AdjustReason, note: &str) -> Command {
    let (procedure, note) = (procedure("p"), note.to_owned());
    Command::AdjustProcedure { procedure, person: None, how: Strike, why, note, seen: EventSeq(99) }
}

fn restore(name: &str, person: Option<u16>, seen: u64) -> Command {
    Command::RestoreProcedure { procedure: procedure(name), person: person.map(id), seen: EventSeq(seen) }
}

/// What stands: name, person, added or struck, why.
fn standing(story: &Story) -> Vec<(String, Option<u16>, Adjust, AdjustReason)> {
    let procedures = story.case().procedures;
    let line = |((name, person), it): (&(ProcedureId, Option<_>), &kakanai_reception::Adjustment)| {
        let person = person.map(kakanai_record::ElementId::number);
        (name.to_string(), person, it.how, it.why)
    };
    procedures.iter().map(line).collect()
}

/// What is counted of all events: made and restored, by what was done and why.
fn counted(story: &Story) -> BTreeMap<(Adjust, AdjustReason), (u32, u32)> {
    let mut counts = BTreeMap::new();
    for it in story.events.iter().filter_map(|happened| Counted::of(&happened.event)) {
        let (made, restored) = counts.entry((it.how, it.why)).or_default();
        *if it.restored { restored } else { made } += 1;
    }
    counts
}

#[test]
fn each_step_leaves_what_stands_and_what_is_counted() {
    let mut story = Story::opened();
    let household = |how, why| ("p".to_owned(), None, how, why);
    let none = || Vec::new();
    let steps = [
        ("added", adjust("p", None, Add, CitizenAsks, 1), 1, vec![household(Add, CitizenAsks)]),
        ("the same again", adjust("p", None, Add, CitizenAsks, 1), 0, vec![household(Add, CitizenAsks)]),
        ("struck instead", adjust("p", None, Strike, RuleWrong, 2), 2, vec![household(Strike, RuleWrong)]),
        (
            "another reason",
            adjust("p", None, Strike, AnswerWrong, 4),
            2,
            vec![household(Strike, AnswerWrong)],
        ),
        (
            "a person's is another",
            adjust("p", Some(2), Add, RuleWrong, 6),
            1,
            vec![household(Strike, AnswerWrong), ("p".to_owned(), Some(2), Add, RuleWrong)],
        ),
        ("left to its rule", restore("p", None, 7), 1, vec![("p".to_owned(), Some(2), Add, RuleWrong)]),
        ("twice", restore("p", None, 7), 0, vec![("p".to_owned(), Some(2), Add, RuleWrong)]),
        ("and his", restore("p", Some(2), 8), 1, none()),
        ("never adjusted", restore("q", None, 9), 0, none()),
    ];
    for (what, command, events, left) in steps {
        assert_eq!(story.tell(command, "uketsuke1"), Ok(events), "{what}");
        assert_eq!(standing(&story), left, "{what}");
    }
    let due = [
        ((Add, RuleWrong), (1, 1)),
        ((Add, CitizenAsks), (1, 1)),
        ((Strike, RuleWrong), (1, 1)),
        ((Strike, AnswerWrong), (1, 1)),
    ];
    assert_eq!(counted(&story), BTreeMap::from(due));
}

#[test]
fn what_cannot_be_is_refused() {
    let long = "字".repeat(201);
    let table = [
        (adjust("p", Some(3), Add, RuleWrong, 1), Refusal::NoPerson),
        (noted(Other, " \u{3000}"), Refusal::ReasonNeeded),
        (noted(Other, &long), Refusal::NoteTooLong),
        (noted(RuleWrong, "a\u{7}b"), Refusal::NoteTooLong),
        (noted(CitizenAsks, ""), Refusal::ReasonDoesNotFit),
        (adjust("p", None, Add, CitizenDeclines, 1), Refusal::ReasonDoesNotFit),
        (adjust("p", None, Add, DoneElsewhere, 1), Refusal::ReasonDoesNotFit),
    ];
    let mut story = Story::opened();
    for (command, refusal) in table {
        assert_eq!(story.tell(command.clone(), "a"), Err(refusal), "{command:?}");
    }
    assert_eq!(story.tell(noted(Other, &"字".repeat(200)), "a"), Ok(1));
    assert_eq!(story.tell(noted(Other, " 2行に\nわたる "), "a"), Ok(2));
    assert_eq!(story.case().procedures[&(procedure("p"), None)].note, "2行に わたる");
    let closed = Refusal::Closed { state: CaseState::Withdrawn };
    story.turn(CaseState::Withdrawn, "もうよい", "a").unwrap();
    for command in [adjust("p", None, Add, RuleWrong, 99), restore("p", None, 99)] {
        assert_eq!(story.tell(command, "a"), Err(closed.clone()));
    }
}

#[test]
fn nobody_undoes_what_he_has_not_seen() {
    let mut story = Story::opened();
    story.tell(adjust("p", None, Strike, RuleWrong, 1), "uketsuke1").unwrap();
    let moved = |seq| Err(Refusal::ProcedureMoved { seq: EventSeq(seq), by: "uketsuke1".into() });
    assert_eq!(story.tell(restore("p", None, 1), "uketsuke2"), moved(2));
    assert_eq!(story.tell(adjust("p", None, Add, RuleWrong, 1), "uketsuke2"), moved(2));
    // Both struck it for the same reason: that is done, whoever was first.
    assert_eq!(story.tell(adjust("p", None, Strike, RuleWrong, 1), "uketsuke2"), Ok(0));
    // Another procedure is another matter.
    assert_eq!(story.tell(adjust("q", None, Strike, RuleWrong, 1), "uketsuke2"), Ok(1));
    story.tell(restore("p", None, 3), "uketsuke1").unwrap();
    assert_eq!(story.tell(adjust("p", None, Strike, RuleWrong, 3), "uketsuke2"), moved(4), "restored since");
    assert_eq!(story.tell(adjust("p", None, Strike, RuleWrong, 4), "uketsuke2"), Ok(1));
}

#[test]
fn who_goes_takes_his_adjustments_along() {
    let mut story = Story::opened();
    for person in [None, Some(1), Some(2)] {
        story.tell(adjust("p", person, Strike, RuleWrong, 99), "a").unwrap();
    }
    story.amend(vec![Change::Remove(core::MOVER.key(), id(2))], 99, "a").unwrap();
    let left: Vec<_> = standing(&story).into_iter().map(|(_, person, ..)| person).collect();
    assert_eq!(left, [None, Some(1)]);
    assert_eq!(counted(&story)[&(Strike, RuleWrong)], (3, 0), "the judgement on the rule stands");
    assert_eq!(story.tell(restore("p", Some(2), 99), "a"), Ok(0));
}

#[test]
fn an_adjustment_disturbs_neither_review_nor_signatures() {
    let mut story = Story::in_review();
    story.tell(adjust("p", None, Strike, RuleWrong, 99), "shinsa1").unwrap();
    assert_eq!(story.case().state, CaseState::Review);
    assert_eq!(story.approve(true, "shinsa1"), Ok(1), "he has not worked on what is filed");
    // The household still goes from desk to desk while the part is out.
    assert_eq!(story.tell(restore("p", None, 99), "uketsuke1"), Ok(1));
    assert_eq!(story.tell(Command::PickUp { part: Part::Move }, "link"), Ok(1));
}

#[test]
fn stored_adjustments_are_read_as_they_were() {
    let mut story = Story::opened();
    story.tell(adjust("move_in_paper", Some(2), Add, CitizenAsks, 1), "a").unwrap();
    story.tell(noted(Other, "窓口で確かめた"), "a").unwrap();
    story.tell(restore("move_in_paper", Some(2), 99), "a").unwrap();
    for happened in &story.events {
        let bytes = happened.to_bytes(&story.dictionary);
        assert_eq!(Happened::from_bytes(&story.dictionary, happened.seq, &bytes).as_ref(), Ok(happened));
    }
    // As written since the first of them: must be readable for ever.
    let written = br#"{"v":3,"at":1,"by":"a","terminal":"E01","kind":"procedure_adjusted","procedure":"p",
        "person":2,"how":"strike","why":"done_elsewhere","note":""}"#;
    let read = Happened::from_bytes(&story.dictionary, EventSeq(2), written).unwrap();
    let due = adjust("p", Some(2), Strike, DoneElsewhere, 1);
    let mut same = Story::opened();
    same.tell(due, "a").unwrap();
    assert_eq!(read.event, same.events[1].event);
    let broken = [
        (r#""procedure":"p""#, r#""procedure":"P q""#),
        (r#""person":2"#, r#""person":0"#),
        (r#""how":"strike""#, r#""how":"erase""#),
        (r#""why":"done_elsewhere""#, r#""why":"mood""#),
    ];
    let written = std::str::from_utf8(written).unwrap();
    for (right, wrong) in broken {
        let bytes = written.replace(right, wrong).into_bytes();
        assert!(Happened::from_bytes(&Dictionary::core(), EventSeq(2), &bytes).is_err(), "{wrong}");
    }
}
