//! Commands, events, the fold, and what each audience sees.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use kakanai_reception::command::Origin;
use kakanai_reception::{
    Actor, Case, CaseState, Citizen, Clerk, Command, Disclosed, Event, EventSeq, Happened, Refusal, decide,
};
use kakanai_record::{Answer, Change, Date, Dictionary, ElementId, Record, Value, core, json};

fn id(number: u16) -> ElementId {
    ElementId::new(number).unwrap()
}

fn text(text: &str) -> Answer {
    Answer::Known(Value::Text(text.into()))
}

fn clerk(login: &str) -> Actor {
    Actor { login: login.into(), terminal: "E01".into() }
}

fn family() -> Record {
    let dictionary = Dictionary::core();
    let json = r##"{"service": "move_in", "mover": [
        {"#": 1, "name": {"kanji": "見本　太郎"}, "handbook": true},
        {"#": 2, "name": {"kanji": "見本　花子"}, "pregnant": true}]}"##;
    json::from_str(&dictionary, json).unwrap()
}

/// A case and the events that made it.
struct Story {
    dictionary: Dictionary,
    events: Vec<Happened>,
}

impl Story {
    fn opened() -> Self {
        let mut story = Self { dictionary: Dictionary::core(), events: Vec::new() };
        let origin = Origin::Code {
            made_on: Date::new(2026, 11, 20).unwrap(),
            doubts: vec!["new_address/town".into()],
        };
        story.tell(Command::Open { record: Box::new(family()), origin }, "uketsuke1").unwrap();
        story
    }

    fn case(&self) -> Case {
        Case::fold(&self.dictionary, &self.events).unwrap().unwrap()
    }

    fn tell(&mut self, command: Command, login: &str) -> Result<usize, Refusal> {
        let case = (!self.events.is_empty()).then(|| self.case());
        let events = decide(&self.dictionary, case.as_ref(), &command, &clerk(login))?;
        let count = events.len();
        for event in events {
            let seq = self.events.last().map_or(EventSeq::ZERO, |last| last.seq).next();
            self.events.push(Happened { seq, at: 1_763_600_000_000, by: clerk(login), event });
        }
        Ok(count)
    }

    fn amend(&mut self, changes: Vec<Change>, seen: u64, login: &str) -> Result<usize, Refusal> {
        self.tell(Command::Amend { changes, seen: EventSeq(seen) }, login)
    }

    fn turn(&mut self, to: CaseState, reason: &str, login: &str) -> Result<usize, Refusal> {
        self.tell(Command::Turn { to, reason: reason.into() }, login)
    }
}

#[test]
fn two_clerks_on_different_items_do_not_disturb_each_other() {
    let mut story = Story::opened();
    let phone = Change::Set(core::NOTIFIER_PHONE.key(), text("0999000001"));
    let name = Change::Set(core::MOVER_NAME.of(id(2)), text("見本　華子"));
    story.amend(vec![phone], 1, "uketsuke1").unwrap();
    story.amend(vec![name], 1, "uketsuke2").unwrap();
    let case = story.case();
    assert_eq!(case.record.get(core::NOTIFIER_PHONE.key()).text(), Some("0999000001"));
    assert_eq!(case.record.get(core::MOVER_NAME.of(id(2))).text(), Some("見本　華子"));
    assert_eq!(
        case.first.get(core::MOVER_NAME.of(id(2))).text(),
        Some("見本　花子"),
        "what the citizen wrote stays"
    );
    assert_eq!(case.state, CaseState::Entry);
}

#[test]
fn a_change_over_an_unseen_change_is_answered_with_what_changed() {
    let mut story = Story::opened();
    let key = core::MOVER_NAME.of(id(1));
    story.amend(vec![Change::Set(key, text("見本　太朗"))], 1, "uketsuke1").unwrap();
    let refusal = story.amend(vec![Change::Set(key, text("見本　汰郎"))], 1, "uketsuke2").unwrap_err();
    let Refusal::Conflict { changed } = refusal else { panic!("{refusal:?}") };
    assert_eq!((changed.len(), changed[0].key, changed[0].by.as_str()), (1, key, "uketsuke1"));
    assert_eq!(changed[0].now, text("見本　太朗"));
    // The same change twice is no conflict: it is done.
    assert_eq!(story.amend(vec![Change::Set(key, text("見本　太朗"))], 1, "uketsuke2"), Ok(0));
    // Having seen it, the clerk may change it.
    let seen = story.case().seq.0;
    assert_eq!(story.amend(vec![Change::Set(key, text("見本　汰郎"))], seen, "uketsuke2"), Ok(1));
}

#[test]
fn two_clerks_adding_a_person_do_not_become_one() {
    let mut story = Story::opened();
    let movers = core::MOVER.key();
    story
        .amend(
            vec![Change::Add(movers, id(3)), Change::Set(core::MOVER_NAME.of(id(3)), text("見本　一子"))],
            1,
            "a",
        )
        .unwrap();
    let second =
        vec![Change::Add(movers, id(3)), Change::Set(core::MOVER_NAME.of(id(3)), text("見本　二子"))];
    assert!(matches!(story.amend(second, 1, "b"), Err(Refusal::Conflict { .. })));
    assert_eq!(story.case().record.get(core::MOVER_NAME.of(id(3))).text(), Some("見本　一子"));
}

#[test]
fn editing_somebody_who_was_removed_is_refused() {
    let mut story = Story::opened();
    story.amend(vec![Change::Remove(core::MOVER.key(), id(2))], 1, "a").unwrap();
    let late = story.amend(vec![Change::Set(core::MOVER_NAME.of(id(2)), text("見本　はな"))], 1, "b");
    assert!(matches!(late, Err(Refusal::Record(_))));
}

#[test]
fn review_is_a_second_persons_and_work_after_it_takes_the_case_back() {
    let mut story = Story::opened();
    story.amend(vec![Change::Set(core::NOTIFIER_PHONE.key(), text("0999000001"))], 1, "uketsuke1").unwrap();
    assert!(matches!(story.turn(CaseState::Completed, "", "shinsa1"), Err(Refusal::NoSuchTurn { .. })));
    story.turn(CaseState::Review, "", "uketsuke1").unwrap();
    assert_eq!(story.turn(CaseState::Completed, "", "uketsuke1"), Err(Refusal::OwnWork));
    assert_eq!(story.turn(CaseState::Returned, " ", "shinsa1"), Err(Refusal::ReasonNeeded));
    let seen = story.case().seq.0;
    story
        .amend(vec![Change::Set(core::NOTIFIER_PHONE.key(), text("0999000002"))], seen, "uketsuke1")
        .unwrap();
    assert_eq!(story.case().state, CaseState::Entry);
    story.turn(CaseState::Review, "", "uketsuke1").unwrap();
    assert_eq!(story.tell(Command::HandOver { to: "rpa".into() }, "shinsa1"), Err(Refusal::NotReviewed));
    story.turn(CaseState::Completed, "", "shinsa1").unwrap();
    assert_eq!(story.tell(Command::HandOver { to: "rpa".into() }, "shinsa1"), Ok(1));
    assert_eq!(story.tell(Command::HandOver { to: "rpa".into() }, "shinsa1"), Ok(0), "handed over once");
    let change = vec![Change::Set(core::NOTIFIER_PHONE.key(), text("0999000003"))];
    assert!(matches!(story.amend(change, 99, "uketsuke1"), Err(Refusal::Closed { .. })));
}

#[test]
fn who_opened_a_case_does_not_review_it() {
    let mut story = Story::opened();
    story.turn(CaseState::Review, "", "uketsuke2").unwrap();
    assert_eq!(story.turn(CaseState::Completed, "", "uketsuke1"), Err(Refusal::OwnWork));
    assert_eq!(story.turn(CaseState::Completed, "", "shinsa1"), Ok(1));
}

#[test]
fn a_confirmation_stands_for_what_was_seen() {
    let mut story = Story::opened();
    story.tell(Command::Confirm { seen: EventSeq(1) }, "tablet").unwrap();
    assert!(story.case().is_confirmed());
    let seen = story.case().seq.0;
    story.amend(vec![Change::Set(core::NOTIFIER_PHONE.key(), text("0999000001"))], seen, "a").unwrap();
    assert!(!story.case().is_confirmed());
    assert!(matches!(
        story.tell(Command::Confirm { seen: EventSeq(1) }, "tablet"),
        Err(Refusal::Conflict { .. })
    ));
}

#[test]
fn stored_events_fold_to_the_same_case() {
    let mut story = Story::opened();
    story
        .amend(
            vec![
                Change::Add(core::MOVER.key(), id(3)),
                Change::Set(core::MOVER_NAME.of(id(3)), text("見本　三郎")),
            ],
            1,
            "a",
        )
        .unwrap();
    story.amend(vec![Change::Order(core::MOVER.key(), vec![id(2), id(1), id(3)])], 3, "a").unwrap();
    story.tell(Command::Print { forms: vec!["resident_move".into()] }, "a").unwrap();
    story.turn(CaseState::Review, "", "a").unwrap();
    let stored: Vec<Vec<u8>> = story.events.iter().map(|event| event.to_bytes(&story.dictionary)).collect();
    let read: Vec<Happened> = (1..)
        .zip(&stored)
        .map(|(seq, bytes)| Happened::from_bytes(&story.dictionary, EventSeq(seq), bytes).unwrap())
        .collect();
    assert_eq!(read, story.events);
    assert_eq!(Case::fold(&story.dictionary, &read).unwrap().unwrap(), story.case());
}

#[test]
fn events_of_the_first_version_are_raised_and_newer_ones_refused() {
    let dictionary = Dictionary::core();
    let old = br#"{"v":1,"at":1,"by":"uketsuke1","kind":"moved","to":"entry","reason":""}"#;
    let event = Happened::from_bytes(&dictionary, EventSeq(2), old).unwrap();
    assert_eq!(event.event, Event::Turned { to: CaseState::Entry, reason: String::new() });
    assert_eq!(event.by.terminal, "");
    let newer = br#"{"v":3,"at":1,"by":"a","terminal":"","kind":"turned","to":"entry","reason":""}"#;
    assert!(Happened::from_bytes(&dictionary, EventSeq(2), newer).unwrap_err().what.contains("newer"));
}

#[test]
fn gaps_and_second_openings_do_not_fold() {
    let story = Story::opened();
    let mut again = story.events.clone();
    again.push(Happened { seq: EventSeq(2), ..story.events[0].clone() });
    assert!(Case::fold(&story.dictionary, &again).is_err());
    let gap =
        Happened { seq: EventSeq(5), event: Event::Printed { forms: Vec::new() }, ..story.events[0].clone() };
    assert!(Case::fold(&story.dictionary, &[story.events[0].clone(), gap]).is_err());
}

#[test]
fn canaries_never_reach_the_citizens_view() {
    let mut story = Story::opened();
    let canaries = vec![
        Change::Set(core::CAUTION.key(), text("カナリア注意")),
        Change::Set(core::STAFF_NOTE.key(), text("カナリアメモ")),
        Change::Set(core::REMARKS.key(), text("カナリア備考")),
        Change::Add(core::IDENTITY.key(), id(1)),
    ];
    story.amend(canaries, 1, "a").unwrap();
    let case = story.case();
    let shown = |who| {
        let view = Disclosed::of_case(&story.dictionary, &case, &Citizen { who });
        json::to_json(&story.dictionary, view.record()).to_string()
    };
    for who in [None, Some(id(1)), Some(id(2))] {
        let text = shown(who);
        assert!(!text.contains("カナリア") && !text.contains("identity"), "{text}");
        assert_eq!(text.contains("handbook"), who == Some(id(1)), "only his own: {text}");
        assert_eq!(text.contains("pregnant"), who == Some(id(2)), "only her own: {text}");
    }
    let clerk = Disclosed::of_case(&story.dictionary, &case, &Clerk { cautions: false });
    let text = json::to_json(&story.dictionary, clerk.record()).to_string();
    assert!(
        text.contains("カナリアメモ") && !text.contains("カナリア注意") && !text.contains("pregnant"),
        "{text}"
    );
}
