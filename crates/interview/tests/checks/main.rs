//! Checks of law and practice: what is right, what is a hint, what is an error, and at which control.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod address;
mod dates;
mod desk;
mod household;
mod papers;
mod people;
mod world;

use kakanai_catalogue::{Ask, PageKind};
use kakanai_interview::checks;
use kakanai_record::{Answer, Change, ElementId, ItemKind, Tag, core};

use crate::world::{SERVICES, TODAY, WHOLE, address, record};

/// A family in which everything is as it should be, on every page of every service, with each answer once replaced by
/// each absence: nothing is ever an error for want of an answer.
#[test]
fn an_absence_is_never_an_error() {
    let catalogue = &*WHOLE;
    let family = "move/date=2026-11-10, move/left=paper, move/scope=part, move/joining=new, new_household/head=1, \
        mover:1/name/kanji=見本　太郎, mover:1/name/kana=ミホン　タロウ, mover:1/birth=1985-12-03, mover:1/sex=male, \
        mover:1/relationship=head, mover:2/name/kanji=例示　花子, mover:2/name/kana=レイジ　ハナコ, \
        mover:2/birth=1988-04-01, mover:2/sex=female, mover:2/relationship=wife, mover:2/nationality=VNM, \
        mover:2/residence/status=spouse_of_japanese, mover:2/residence/period=P3Y, \
        mover:2/residence/expires=2028-04-01, mover:2/residence/card_number=ZZ00000001ZZ, mover:1/card/held=no, \
        certificate:1/kind=resident_record, certificate:1/relation=self, certificate:1/copies=1, \
        certificate:1/with_number=no, seal/wanted=yes, seal/reason=new, seal/mover=1, notifier/kind=self, \
        notifier/mover=1, notifier/identity=driving_licence";
    let [east, west, outside] = ["例示町", "架空台団地", "一番町"]
        .map(|town| move |which: &str| address(which, town, "1", "101号室"));
    for service in SERVICES {
        let addresses = match service {
            "move_in" => [outside("old_address"), east("new_address")],
            "move_within" => [east("old_address"), address("new_address", "雛形", "2", "-")],
            "move_out" => [east("old_address"), outside("new_address")],
            _ => [east("old_address"), west("new_address")],
        };
        let whole = record(catalogue, service, &format!("{family}, {}", addresses.join(", ")));
        let told: Vec<String> = checks::whole(catalogue, &whole, TODAY)
            .iter()
            .map(|(_, problem)| problem.key.to_owned())
            .collect();
        let after = if service == "move_out" { vec!["alert.out_after"] } else { Vec::new() };
        assert_eq!(told, after, "{service}");
        let answered: Vec<_> =
            whole.answers().map(|(key, _)| key).filter(|key| key.tag() != core::SERVICE).collect();
        for key in answered {
            for absence in [Answer::NotAsked, Answer::DontKnow, Answer::Unrecorded, Answer::NotApplicable] {
                let mut less = whole.clone();
                less.apply(catalogue.dictionary(), &Change::Set(key, absence.clone())).unwrap();
                let stops = checks::whole(catalogue, &less, TODAY);
                let stop = stops.iter().find(|(_, problem)| !problem.alert);
                assert_eq!(stop, None, "{service}: {} {absence:?}", catalogue.dictionary().path(key));
            }
        }
    }
}

/// The whole record is told each matter once, with the place to mend it; an error there is not hidden by a hint.
#[test]
fn each_matter_is_told_once() {
    let catalogue = &*WHOLE;
    let facts = "move/date=2026-10-01, new_household/head=1, mover:1/birth=1990-01-01, mover:2/birth=1980-01-01, \
        mover:3/birth=1970-01-01, mover:2/relationship=child, mover:3/relationship=child";
    let whole = checks::whole(catalogue, &record(catalogue, "move_in", facts), TODAY);
    let asked = |page: &str| -> Tag {
        let (_, page) = catalogue.service("move_in").unwrap().page(page).unwrap();
        match &page.kind {
            PageKind::Fields(fields) => fields.first().map(|field| field.ask).map(Ask::leading).unwrap(),
            _ => panic!("no questions"),
        }
    };
    let told: Vec<_> = whole
        .iter()
        .map(|(place, problem)| {
            (asked(&place.page), place.element.map(ElementId::number), problem.key, problem.alert)
        })
        .collect();
    assert_eq!(
        told,
        [
            (core::MOVE_DATE, None, "alert.move_late", true),
            (core::MOVER_RELATIONSHIP, Some(2), "error.not_younger", false),
            (core::MOVER_RELATIONSHIP, Some(3), "error.not_younger", false),
        ]
    );
}

/// 個人番号 is asked nowhere: what speaks of it is a yes or no about a card or a copy.
#[test]
fn the_individual_number_is_never_asked_for() {
    let shipped = kakanai_demo::catalogue();
    let mut speaking = Vec::new();
    for (_, page) in shipped.services().iter().flat_map(|service| service.pages()) {
        let PageKind::Fields(fields) = &page.kind else { continue };
        for item in
            fields.iter().flat_map(|field| field.ask.items()).filter_map(|tag| shipped.dictionary().item(tag))
        {
            if ["個人番号", "マイナンバー"].iter().any(|word| item.label.contains(word)) {
                assert_eq!(item.kind, ItemKind::Flag, "{}", item.path);
                speaking.push(item.path.to_string());
            }
        }
    }
    assert!(speaking.iter().any(|path| path == "mover/card/held"), "{speaking:?}");
}

#[test]
fn errors_come_before_hints() {
    let facts = "move/joining=new, new_household/head=1, mover:1/relationship=head, mover:1/birth=1980-05-10, \
        mover:1/sex=male, mover:2/birth=2010-05-10, mover:2/sex=male, mover:2/relationship=wife, \
        mover:3/relationship=wife_unregistered";
    let record = record(&WHOLE, "move_in", facts);
    let (page, element) = world::place(&WHOLE, "move_in", "mover:2/relationship");
    let told = checks::page(&WHOLE, &record, page, element, TODAY);
    let grades: Vec<_> = told.iter().map(|problem| problem.alert).collect();
    assert_eq!(grades, [false, true, true], "{told:?}");
}
