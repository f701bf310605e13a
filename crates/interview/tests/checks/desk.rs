//! What only the counter can check: documents seen, proof, certificates, a delay without its reason.

use kakanai_catalogue::Language;
use kakanai_interview::desk;
use kakanai_interview::summary::findings;

use crate::world::{TODAY, WHOLE, record};

/// What the desk tells: `key@control`, errors marked.
fn told(service: &str, facts: &str) -> String {
    let catalogue = &*WHOLE;
    let record = record(catalogue, service, facts);
    let told = desk::checks(catalogue, &record, TODAY);
    for (place, problem) in &told {
        assert!(place.page == desk::DESK || place.element.is_some(), "{place:?}");
        for language in Language::ALL {
            assert!(catalogue.texts().find(language, problem.key).is_some(), "{}", problem.key);
        }
    }
    let line = |(_, problem): &(_, kakanai_interview::problem::Problem)| {
        let stop = if problem.alert { "" } else { "stop " };
        format!("{stop}{}@{}", problem.key, problem.control)
    };
    told.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn table(rows: &[(&str, &str, &str)]) {
    for (services, facts, wanted) in rows {
        for service in services.split('|') {
            assert_eq!(told(service, facts), *wanted, "{service}: {facts}");
        }
    }
}

const CARD: &str = "identity:1/kind=my_number_card";
const MOVES: &str = "move_in|move_within|move_ward|move_out";

#[test]
fn documents_seen() {
    let none = "desk.identity_none@identity";
    let more = "desk.identity_one_more@identity";
    let two = "identity:1/kind=eligibility, identity:2/kind=pension_notice";
    table(&[
        ("certificates", "", none),
        ("certificates", CARD, ""),
        ("certificates", "identity:1/kind=eligibility", more),
        ("certificates", "identity:1/kind=?", none),
        ("certificates", two, ""),
        (MOVES, "", "desk.identity_none_move@identity"),
        (MOVES, CARD, ""),
        (MOVES, "identity:1/kind=other, identity:1/detail=社員証", "desk.identity_one_more_move@identity"),
        (MOVES, two, ""),
        // The 登録証 is all that a seal certificate needs, where nothing else is wanted.
        ("certificates", "certificate:1/kind=seal", ""),
        ("certificates", "certificate:1/kind=seal, certificate:2/kind=resident_record", none),
    ]);
}

#[test]
fn proof_of_who_comes() {
    let with = |kind: &str, proof: &str| format!("{CARD}, notifier/kind={kind}{proof}");
    let at = "@authority/kind";
    for (kind, missing, enough, wrong) in [
        ("self", "", "power_of_attorney", ""),
        ("household_member", "", "same_household", ""),
        ("agent", "desk.authority_none", "power_of_attorney", "statement"),
        ("same_address", "desk.authority_none", "power_of_attorney", "same_household"),
        ("messenger", "desk.authority_messenger", "statement", "family_register"),
        ("messenger", "desk.authority_messenger", "power_of_attorney", "guardianship"),
        ("legal_agent", "desk.authority_legal", "family_register", "power_of_attorney"),
        ("legal_agent", "desk.authority_legal", "guardianship", "statement"),
    ] {
        let missing = if missing.is_empty() { String::new() } else { format!("{missing}{at}") };
        table(&[
            ("move_in|certificates", &with(kind, ""), &missing),
            ("move_in|certificates", &with(kind, &format!(", authority/kind={enough}")), ""),
        ]);
        if !wrong.is_empty() {
            let wrong = with(kind, &format!(", authority/kind={wrong}"));
            table(&[("move_in", &wrong, &format!("stop desk.authority_wrong{at}"))]);
        }
    }
    let seal = "notifier/kind=agent, certificate:1/kind=seal";
    table(&[("certificates", seal, "desk.seal_card@certificate:1/kind")]);
}

#[test]
fn certificates_for_this_person() {
    let ask = |kind: &str, facts: &str| format!("{CARD}, certificate:1/kind={kind}, {facts}");
    let needs = "desk.certificate_authority@certificate:1/kind";
    let refused = "stop desk.certificate_refused@certificate:1/kind";
    let shown = "notifier/kind=household_member, authority/kind=power_of_attorney";
    let agent = "notifier/kind=agent, authority/kind=power_of_attorney";
    let here = "mover:1/koseki/municipality=999971";
    let away = "mover:1/koseki/municipality=131016";
    let certificates = |rows: &[(&str, String, &str)]| {
        for (service, facts, wanted) in rows {
            table(&[(service, facts, wanted)]);
        }
    };
    certificates(&[
        ("certificates", ask("resident_record", "notifier/kind=household_member"), ""),
        ("certificates", ask("resident_record", agent), ""),
        ("certificates", ask("resident_record", "notifier/kind=agent"), "desk.authority_none@authority/kind"),
        ("certificates", ask("removed_record", "notifier/kind=household_member"), needs),
        ("certificates", ask("removed_record", shown), ""),
        ("certificates", ask("koseki_full", "notifier/kind=self"), ""),
        (
            "certificates",
            ask("koseki_full", "notifier/kind=household_member, certificate:1/relation=other"),
            needs,
        ),
        (
            "certificates",
            ask("koseki_full", "notifier/kind=household_member, certificate:1/relation=spouse"),
            "",
        ),
        ("certificates", ask("koseki_full", &format!("{shown}, certificate:1/relation=other")), ""),
        (
            "certificates",
            ask("identity", "notifier/kind=household_member, certificate:1/relation=lineal"),
            needs,
        ),
        ("certificates", ask("seal", "notifier/kind=self"), "desk.seal_card@certificate:1/kind"),
        // 転入: nobody has a 登録証 yet; and one that is made now is made here.
        ("move_in", ask("seal", "notifier/kind=self"), ""),
        ("seal_registration", ask("seal", "notifier/kind=self, mover:1/japanese=yes"), ""),
        // 広域交付
        ("certificates", ask("koseki_full", &format!("notifier/kind=self, {here}")), ""),
        ("certificates", ask("koseki_full", &format!("notifier/kind=self, {away}")), ""),
        ("certificates", ask("koseki_one", &format!("notifier/kind=self, {here}")), ""),
        ("certificates", ask("koseki_one", &format!("notifier/kind=self, {away}")), refused),
        ("certificates", ask("koseki_full", &format!("{agent}, {away}")), refused),
        ("certificates", ask("resident_record", &format!("notifier/kind=self, {away}")), ""),
    ]);
    let two = "identity:1/kind=eligibility, identity:2/kind=other, certificate:1/kind=koseki_closed, notifier/kind=self";
    table(&[
        ("certificates", &format!("{two}, {here}"), ""),
        ("certificates", &format!("{two}, {away}"), "desk.identity_photo@certificate:1/kind"),
    ]);
}

#[test]
fn one_of_the_people_asks_for_anothers() {
    let of = |kind: &str, mover: u16, comes: u16| {
        format!(
            "{CARD}, mover:1/sex=male, mover:2/sex=female, certificate:1/kind={kind}, certificate:1/mover={mover}, \
             notifier/kind=self, notifier/mover={comes}"
        )
    };
    let needs = "desk.certificate_authority@certificate:1/kind";
    for (kind, another) in
        [("identity", needs), ("removed_record", needs), ("resident_record", ""), ("koseki_one", "")]
    {
        table(&[("certificates", &of(kind, 1, 1), ""), ("certificates", &of(kind, 1, 2), another)]);
    }
}

#[test]
fn a_seal_the_same_day_or_by_letter() {
    let letter = "desk.seal_letter@identity";
    let agent = "desk.seal_agent@identity";
    let two = "identity:1/kind=eligibility, identity:2/kind=pension_notice";
    let with =
        |documents: &str, facts: &str| format!("{documents}, seal/reason=new, mover:1/sex=male, {facts}");
    let wanted = |owner: u16| {
        format!(
            "{CARD}, seal/wanted=yes, mover:1/sex=male, mover:2/sex=female, seal/mover={owner}, \
             notifier/kind=self, notifier/mover=1"
        )
    };
    let power = "notifier/kind=agent, authority/kind=power_of_attorney";
    table(&[
        ("seal_registration", &with(CARD, "notifier/kind=self"), ""),
        ("seal_registration", &with(two, "notifier/kind=self"), letter),
        ("seal_registration", &with(two, "notifier/kind=self, seal/guarantor=yes"), ""),
        ("seal_registration", &with(two, "notifier/kind=self, seal/guarantor=no"), letter),
        ("seal_registration", &with(CARD, power), agent),
        ("seal_registration", &with(CARD, ""), ""),
        ("seal_registration", &format!("{two}, seal/reason=end, notifier/kind=self"), ""),
        ("move_in", &format!("{two}, seal/wanted=no, notifier/kind=self"), ""),
        ("move_in", &wanted(1), ""),
        ("move_in", &wanted(2), agent),
    ]);
}

#[test]
fn a_delay_has_its_reason() {
    let late = "desk.late_reason@delay_reason";
    let moved = |on: &str, facts: &str| format!("{CARD}, move/date={on}, {facts}");
    table(&[
        ("move_in|move_within|move_ward", &moved("2026-11-06", ""), ""),
        ("move_in|move_within|move_ward", &moved("2026-11-05", ""), late),
        ("move_in", &moved("2026-11-05", "delay_reason=入院していたため"), ""),
        // The day of filing counts, not the day on which the case is looked at.
        ("move_in", &moved("2026-11-05", "received_on=2026-11-19"), ""),
        ("move_in", &moved("2026-11-06", "received_on=2026-11-21"), late),
        ("move_out", &moved("2026-11-05", ""), ""),
        ("move_in", &moved("?", ""), ""),
    ]);
}

/// What tells people at home to bring something gives way to whether it was seen.
#[test]
fn staff_read_each_matter_once() {
    let catalogue = &*WHOLE;
    let facts = "move/date=2026-10-01, notifier/kind=agent, notifier/authority=none, notifier/identity=other, \
        certificate:1/kind=koseki_full, certificate:1/relation=other, seal/wanted=yes, mover:1/sex=male";
    let words = |facts: &str| -> Vec<String> {
        let found = findings(catalogue, &record(catalogue, "move_in", facts), TODAY);
        found.into_iter().map(|finding| finding.words).collect()
    };
    let wanting = words(facts);
    for (begin, times) in [
        ("本人確認の書類を", 1),
        ("委任状を", 1),
        ("14日の期間は2026年10月15日", 1),
        ("印鑑登録をする本人が", 1),
    ] {
        let found = wanting.iter().filter(|words| words.starts_with(begin)).count();
        assert_eq!(found, times, "{begin}: {wanting:#?}");
    }
    assert!(wanting.iter().all(|words| !words.contains("持ってきて")), "{wanting:#?}");
    let seen = "identity:1/kind=passport, authority/kind=power_of_attorney, delay_reason=入院";
    let left = words(&format!("{facts}, {seen}"));
    assert_eq!(left.len(), 1, "the letter about the seal alone: {left:#?}");
}
