//! Commands, events, the fold, and what each audience sees.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod story;

use std::collections::BTreeSet;

use kakanai_reception::signing::signers;
use kakanai_reception::{
    Bound, Case, CaseState, Citizen, Clerk, Command, Disclosed, Event, EventSeq, Happened, How, Paper, Part,
    PartState, Refusal, Registered, Role, Sending,
};
use kakanai_record::{Answer, Change, Dictionary, ElementId, Value, core, json};

use story::{Story, id, phone, text};

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
    story.amend(phone("0999000001"), 1, "uketsuke1").unwrap();
    assert!(matches!(story.turn(CaseState::Completed, "", "shinsa1"), Err(Refusal::NoSuchTurn { .. })));
    assert_eq!(story.approve(true, "shinsa1"), Err(Refusal::NotInReview));
    story.turn(CaseState::Review, "", "uketsuke1").unwrap();
    assert_eq!(story.approve(true, "uketsuke1"), Err(Refusal::OwnWork));
    assert_eq!(story.turn(CaseState::Returned, " ", "shinsa1"), Err(Refusal::ReasonNeeded));
    let seen = story.case().seq.0;
    story.amend(phone("0999000002"), seen, "uketsuke1").unwrap();
    assert_eq!(story.case().state, CaseState::Entry);
    assert_eq!(story.approve(true, "shinsa1"), Err(Refusal::NotInReview));
}

#[test]
fn who_opened_a_case_does_not_review_it() {
    let mut story = Story::opened();
    story.turn(CaseState::Review, "", "uketsuke2").unwrap();
    assert_eq!(story.approve(true, "uketsuke1"), Err(Refusal::OwnWork));
    assert_eq!(story.approve(true, "shinsa1"), Ok(1));
}

#[test]
fn a_part_goes_out_comes_back_and_is_registered_for_good() {
    let mut story = Story::in_review();
    story.approve(true, "shinsa1").unwrap();
    assert_eq!(story.approve(true, "shinsa2"), Ok(0), "sent once");
    assert_eq!(story.part().state, PartState::Sent);
    assert_eq!(story.amend(phone("0999000003"), 99, "uketsuke1"), Err(Refusal::Out { part: Part::Move }));
    let finalise = Command::Finalise { part: Part::Move };
    assert_eq!(story.tell(finalise.clone(), "shinsa1"), Err(Refusal::WrongPoint { part: Part::Move }));
    assert_eq!(story.tell(Command::PickUp { part: Part::Move }, "link"), Ok(1));
    assert_eq!(story.tell(Command::PickUp { part: Part::Move }, "link"), Ok(0), "picked up once");
    let answers = vec![Registered { element: 1, column: "氏名".into(), value: "見本　太朗".into() }];
    story.tell(Command::Register { part: Part::Move, answers: answers.clone() }, "link").unwrap();
    assert_eq!((story.part().state, story.part().answers), (PartState::Provisional, answers));
    assert_eq!(story.tell(finalise.clone(), "uketsuke1"), Err(Refusal::OwnWork));
    story.tell(finalise.clone(), "shinsa1").unwrap();
    assert_eq!((story.part().state, story.case().state), (PartState::Registered, CaseState::Completed));
    assert_eq!(story.tell(finalise, "shinsa1"), Ok(0));
    assert!(matches!(story.amend(phone("0999000004"), 99, "uketsuke1"), Err(Refusal::Closed { .. })));
}

#[test]
fn a_part_that_nobody_answers_ends_when_it_is_taken() {
    let mut story = Story::in_review();
    story.approve(false, "shinsa1").unwrap();
    story.tell(Command::PickUp { part: Part::Move }, "link").unwrap();
    assert_eq!(story.case().state, CaseState::Completed);
}

#[test]
fn a_part_comes_back_with_its_reason_and_goes_out_again() {
    let mut story = Story::in_review();
    story.approve(true, "shinsa1").unwrap();
    let reject = |reason: &str| Command::Reject { part: Part::Move, reason: reason.into() };
    assert_eq!(story.tell(reject(""), "link"), Err(Refusal::ReasonNeeded));
    story.tell(reject("方書がちがう"), "link").unwrap();
    assert_eq!((story.part().state, story.case().state), (PartState::Rejected, CaseState::Returned));
    assert!(story.case().reason.contains("方書がちがう"));
    let seen = story.case().seq.0;
    story.amend(phone("0999000005"), seen, "uketsuke1").unwrap();
    story.turn(CaseState::Review, "", "uketsuke1").unwrap();
    let first = story.part().sent;
    story.approve(true, "shinsa1").unwrap();
    assert!(story.part().sent > first, "a file of its own");
}

#[test]
fn parts_go_their_own_ways() {
    let mut story = Story::opened();
    let wanted = |wanted| vec![Change::Set(core::SEAL_WANTED.key(), Answer::Known(Value::Flag(wanted)))];
    story.amend(wanted(true), 1, "uketsuke1").unwrap();
    story.turn(CaseState::Review, "", "uketsuke1").unwrap();
    let both = [Part::Move, Part::Seal].map(|part| Sending { part, returns: true });
    story.tell(Command::Approve { parts: both.to_vec() }, "shinsa1").unwrap();
    story.tell(Command::Reject { part: Part::Seal, reason: "別の人の印鑑".into() }, "link").unwrap();
    // The case is in work again, though its other part is out; closed it cannot be.
    let withdrawn = story.turn(CaseState::Withdrawn, "もうよい", "uketsuke1");
    assert_eq!(withdrawn, Err(Refusal::Out { part: Part::Move }));
    story.amend(wanted(false), story.seq(), "uketsuke1").unwrap();
    let parts: Vec<Part> = story.case().parts().map(|(part, _)| part).collect();
    assert_eq!(parts, [Part::Move], "what came back and is not wanted any more is no part");
    story.tell(Command::Register { part: Part::Move, answers: Vec::new() }, "link").unwrap();
    story.tell(Command::Finalise { part: Part::Move }, "shinsa1").unwrap();
    assert_eq!(story.case().state, CaseState::Completed);
}

#[test]
fn what_was_not_taken_can_be_called_back() {
    let mut story = Story::in_review();
    story.approve(true, "shinsa1").unwrap();
    let recall = Command::Recall { part: Part::Move, reason: "氏名を直す".into() };
    story.tell(recall.clone(), "uketsuke1").unwrap();
    assert_eq!((story.part().state, story.case().state), (PartState::Waiting, CaseState::Entry));
    story.turn(CaseState::Review, "", "uketsuke1").unwrap();
    story.approve(true, "shinsa1").unwrap();
    story.tell(Command::PickUp { part: Part::Move }, "link").unwrap();
    assert_eq!(story.tell(recall, "uketsuke1"), Err(Refusal::WrongPoint { part: Part::Move }));
}

#[test]
fn a_confirmation_stands_for_what_was_seen() {
    let mut story = Story::opened();
    assert_eq!(story.tell(Command::Confirm { seen: EventSeq(1) }, "tablet"), Err(Refusal::OutOfDate));
    let asked = story.ask();
    story.tell(Command::Confirm { seen: asked }, "tablet").unwrap();
    assert!(story.case().is_confirmed());
    // Something that no paper shows leaves it alone; something printed does not.
    let water = Change::Set(core::WATER.key(), Answer::Known(Value::Flag(true)));
    story.amend(vec![water], story.seq(), "a").unwrap();
    assert!(story.case().is_confirmed());
    story.amend(vec![Change::Remove(core::MOVER.key(), id(2))], story.seq(), "a").unwrap();
    assert!(!story.case().is_confirmed());
    assert_eq!(story.tell(Command::Confirm { seen: asked }, "tablet"), Err(Refusal::OutOfDate));
}

#[test]
fn what_the_citizen_wants_changed_stands_until_it_is_shown_again() {
    let mut story = Story::opened();
    let asked = story.ask();
    story.tell(Command::Object { words: "電話がちがう".into(), seen: asked }, "tablet").unwrap();
    assert_eq!(story.case().objection.as_deref(), Some("電話がちがう"));
    assert!(!story.case().is_confirmed());
    story.ask();
    assert_eq!(story.case().objection, None);
}

#[test]
fn a_signature_is_bound_to_what_was_confirmed_and_ends_with_a_change_of_substance() {
    let mut story = Story::opened();
    let asked = story.ask();
    let sign = |seen| Command::Sign {
        roles: BTreeSet::from([Role::Filer, Role::Applicant]),
        how: How::Pen(vec![1, 2, 3]),
        bound: Box::new(Bound { record: [1; 32], forms: [2; 32], catalogue: [3; 32] }),
        seen,
    };
    assert_eq!(story.tell(sign(asked), "tablet"), Err(Refusal::OutOfDate), "confirmed first");
    story.tell(Command::Confirm { seen: asked }, "tablet").unwrap();
    story.tell(sign(asked), "tablet").unwrap();
    assert!(story.case().signature(Role::Filer).is_some() && story.case().signature(Role::Head).is_none());
    // 軽微な補正 with its reason keeps it; the reason does not make a new name a slip.
    let minor = |changes, seen| Command::Amend { changes, seen, minor: "書き誤り".into() };
    story.tell(minor(phone("0999000001"), EventSeq(story.seq())), "a").unwrap();
    assert!(story.case().signature(Role::Filer).is_some());
    let name = vec![Change::Set(core::MOVER_NAME.of(id(1)), text("見本　次郎"))];
    let refusal = story.tell(minor(name.clone(), EventSeq(story.seq())), "a");
    assert_eq!(refusal, Err(Refusal::Substance { keys: vec![core::MOVER_NAME.of(id(1))] }));
    story.amend(name, story.seq(), "a").unwrap();
    let case = story.case();
    assert!(case.signature(Role::Filer).is_none() && !case.is_confirmed());
    assert!(!case.signatures[&Role::Filer].stands(), "it stays in the case, ended");
    assert_eq!(story.tell(sign(asked), "tablet"), Err(Refusal::OutOfDate));
}

#[test]
fn a_change_ends_the_signatures_of_the_papers_that_print_it() {
    let mut story = Story::opened();
    let add = Change::Add(core::CERTIFICATE.key(), id(1));
    story.amend(vec![add], 1, "a").unwrap();
    let asked = story.ask();
    story.tell(Command::Confirm { seen: asked }, "tablet").unwrap();
    let bound = Box::new(Bound { record: [1; 32], forms: [2; 32], catalogue: [3; 32] });
    let roles = BTreeSet::from([Role::Filer, Role::Applicant]);
    story.tell(Command::Sign { roles, how: How::Omitted, bound, seen: asked }, "tablet").unwrap();
    let copies = Change::Set(core::CERTIFICATE_COPIES.of(id(1)), Answer::Known(Value::Number(2)));
    story.amend(vec![copies], story.seq(), "other desk").unwrap();
    let case = story.case();
    assert!(case.signature(Role::Applicant).is_none(), "he asked for something else");
    assert!(case.signature(Role::Filer).is_some(), "the move is what it was");
    assert!(!case.is_confirmed(), "what he saw is not what there is");
}

#[test]
fn each_signs_in_his_own_roles() {
    let dictionary = Dictionary::core();
    let wanted = BTreeSet::from([Role::Filer, Role::Applicant, Role::Registrant, Role::Delegator]);
    let people = r##""mover": [{"#": 1}, {"#": 2}]"##;
    let table = [
        // A husband files, asks for certificates and registers his own seal: one signature.
        (
            r#""notifier": {"kind": "self", "mover": 1}, "seal": {"mover": 1}"#,
            vec![(Some(1), vec![Role::Filer, Role::Applicant, Role::Registrant])],
        ),
        // His wife's seal is hers to sign for.
        (
            r#""notifier": {"kind": "self", "mover": 1}, "seal": {"mover": 2}"#,
            vec![(Some(1), vec![Role::Filer, Role::Applicant]), (Some(2), vec![Role::Registrant])],
        ),
        // An agent is none of the people; who gives authority signs at home.
        (
            r#""notifier": {"kind": "agent"}, "seal": {"mover": 2}"#,
            vec![(None, vec![Role::Filer, Role::Applicant]), (Some(2), vec![Role::Registrant])],
        ),
        // Whose seal it is was not said: the agent does not sign for it.
        (r#""notifier": {"kind": "agent"}"#, vec![(None, vec![Role::Filer, Role::Applicant])]),
    ];
    for (items, expected) in table {
        let record = json::from_str(&dictionary, &format!("{{{people}, {items}}}")).unwrap();
        let found: Vec<_> = signers(&record, &wanted)
            .into_iter()
            .map(|signer| (signer.who.map(ElementId::number), signer.roles.into_iter().collect::<Vec<_>>()))
            .collect();
        assert_eq!(found, expected, "{items}");
    }
}

#[test]
fn the_parts_of_a_case_follow_from_its_record() {
    let dictionary = Dictionary::core();
    let table: [(&str, &[Part]); 4] = [
        (r#"{"service": "move_in"}"#, &[Part::Move]),
        (r#"{"service": "move_in", "certificates_wanted": true, "seal": {"wanted": true}}"#, &Part::ALL),
        (r#"{"service": "certificates"}"#, &[Part::Certificates]),
        (r#"{"service": "seal_registration"}"#, &[Part::Seal]),
    ];
    for (text, expected) in table {
        assert_eq!(Part::of(&json::from_str(&dictionary, text).unwrap()), expected, "{text}");
    }
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
    let asked = story.ask();
    story.tell(Command::Object { words: "これは？".into(), seen: asked }, "tablet").unwrap();
    story.tell(Command::Confirm { seen: asked }, "tablet").unwrap();
    for how in [How::Pen(vec![0, 255, 7]), How::Typed("見本　太郎".into()), How::Omitted] {
        let bound = Box::new(Bound { record: [1; 32], forms: [2; 32], catalogue: [3; 32] });
        let roles = BTreeSet::from([Role::Filer, Role::Registrant]);
        story.tell(Command::Sign { roles, how, bound, seen: asked }, "tablet").unwrap();
    }
    story.turn(CaseState::Review, "", "a").unwrap();
    story.approve(true, "b").unwrap();
    let recall = Command::Recall { part: Part::Move, reason: "待って".into() };
    story.tell(recall, "a").unwrap();
    story.turn(CaseState::Review, "", "a").unwrap();
    story.approve(true, "b").unwrap();
    let answers = vec![Registered { element: 1, column: "氏名".into(), value: "見本".into() }];
    story.tell(Command::Register { part: Part::Move, answers }, "link").unwrap();
    story.tell(Command::Reject { part: Part::Move, reason: "ちがう".into() }, "b").unwrap();
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
    let old = br#"{"v":2,"at":1,"by":"shinsa1","terminal":"E01","kind":"handed_over","to":"x"}"#;
    let event = Happened::from_bytes(&dictionary, EventSeq(2), old).unwrap();
    let whole = Sending { part: Part::Move, returns: false };
    assert_eq!(event.event, Event::Sent { parts: vec![whole] });
    let newer = br#"{"v":4,"at":1,"by":"a","terminal":"","kind":"turned","to":"entry","reason":""}"#;
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
    let paper = Disclosed::of_case(&story.dictionary, &case, &Paper);
    let text = json::to_json(&story.dictionary, paper.record()).to_string();
    assert!(
        text.contains("カナリア備考") && text.contains("identity"),
        "paper has what the desk fills in: {text}"
    );
    for hidden in ["カナリア注意", "カナリアメモ", "handbook", "pregnant"] {
        assert!(!text.contains(hidden), "{hidden} does not belong on paper: {text}");
    }
    let clerk = Disclosed::of_case(&story.dictionary, &case, &Clerk { cautions: false });
    let text = json::to_json(&story.dictionary, clerk.record()).to_string();
    assert!(
        text.contains("カナリアメモ") && !text.contains("カナリア注意") && !text.contains("pregnant"),
        "{text}"
    );
}
