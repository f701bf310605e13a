//! Who comes to the counter, certificates and seals.

use kakanai_record::core;

use crate::world::{TODAY, WHOLE, catalogue, table, told};

#[test]
fn who_comes_to_the_counter() {
    let papers = |kind: &str, paper: &str| format!("notifier/kind={kind}, notifier/authority={paper}");
    let at = "notifier/authority";
    for (kind, none, bring) in [
        ("agent", "alert.authority_none", "alert.authority_bring"),
        ("same_address", "alert.authority_none", "alert.authority_bring"),
        ("messenger", "alert.authority_none", "alert.authority_bring"),
        ("legal_agent", "alert.proof_none", "alert.proof_bring"),
        ("self", "", ""),
        ("household_member", "", ""),
    ] {
        for (paper, key) in [("bring", ""), ("later", bring), ("none", none)] {
            let wanted = if key.is_empty() { String::new() } else { format!("hint {key}@{at}") };
            table(&[("move_in|certificates", &papers(kind, paper), at, &wanted)]);
        }
    }
    // Whoever brings the 登録証 gets a seal certificate.
    let seal = format!("{}, certificate:1/kind=seal", papers("agent", "none"));
    let both = format!("{seal}, certificate:2/kind=resident_record");
    table(&[
        ("certificates", &seal, at, ""),
        ("certificates", &both, at, "hint alert.authority_none@notifier/authority"),
    ]);
    let unasked = catalogue(&["notifier/authority"]);
    let told = told(&unasked, "move_in", "notifier/kind=agent", "notifier/kind", TODAY);
    assert_eq!(told, ["hint alert.authority_bring@notifier/kind"]);
    let identity = |document: &str| format!("notifier/identity={document}");
    table(&[
        ("move_in", &identity("driving_licence"), "notifier/identity", ""),
        (
            "move_in",
            &identity("eligibility"),
            "notifier/identity",
            "hint alert.identity_two@notifier/identity",
        ),
        ("move_in", &identity("?"), "notifier/identity", ""),
    ]);
}

#[test]
fn notifiers_by_age_and_name() {
    let own = |birth: &str| format!("notifier/kind=self, mover:1/birth={birth}");
    let agent = |facts: &str| {
        format!("notifier/kind=agent, mover:1/name/kanji=見本　太郎, mover:1/birth=1940-01-01, {facts}")
    };
    let child = "hint alert.notifier_child@notifier/kind";
    let named = "hint alert.notifier_is_mover@notifier/name/kanji.family";
    let unasked = catalogue(&["notifier/mover", "notifier/name"]);
    for (birth, wanted) in [("2011-11-20", ""), ("2011-11-21", child), ("!", ""), ("2011", "")] {
        assert_eq!(
            told(&unasked, "move_in", &own(birth), "notifier/kind", TODAY).join(""),
            wanted,
            "{birth}"
        );
    }
    table(&[
        ("move_in", &agent("notifier/birth=2011-11-20"), "notifier/birth", ""),
        (
            "move_in",
            &agent("notifier/birth=2011-11-21"),
            "notifier/birth",
            "hint alert.notifier_child@notifier/birth.year",
        ),
        ("move_in", &agent("notifier/name/kanji=例示　花子"), "notifier/birth", ""),
        ("move_in", &agent("notifier/name/kanji=見本　太郎"), "notifier/birth", named),
        (
            "move_in",
            &agent("notifier/name/kanji=見本　太郎, notifier/birth=1940-01-01"),
            "notifier/birth",
            named,
        ),
        // The grandson of the same name.
        (
            "move_in",
            &agent("notifier/name/kanji=見本　太郎, notifier/birth=1990-01-01"),
            "notifier/birth",
            "",
        ),
    ]);
}

#[test]
fn certificates() {
    let one = |facts: &str| format!("certificate:1/{}", facts.replace(", ", ", certificate:1/"));
    let at = "certificate:1/relation";
    let family = "hint alert.koseki_other@certificate:1/relation";
    let own = "hint alert.identity_certificate@certificate:1/relation";
    table(&[
        ("certificates", &one("kind=koseki_full, relation=lineal"), at, ""),
        ("certificates", &one("kind=koseki_full, relation=other"), at, family),
        ("certificates", &one("kind=koseki_addresses, relation=other"), at, family),
        ("certificates", &one("kind=koseki_one, relation=?"), at, ""),
        ("certificates", &one("kind=resident_record, relation=other"), at, ""),
        ("certificates", &one("kind=identity, relation=self"), at, ""),
        ("certificates", &one("kind=identity, relation=spouse"), at, own),
        ("certificates", &one("copies=10"), "certificate:1/copies", ""),
        (
            "certificates",
            &one("copies=11"),
            "certificate:1/copies",
            "hint alert.copies_many@certificate:1/copies",
        ),
        ("certificates", &one("copies=?"), "certificate:1/copies", ""),
        ("certificates", &one("kind=seal"), "certificate:1/kind", ""),
        ("certificates", &one("kind=seal"), "seal/wanted", "hint alert.seal_card@seal/wanted"),
        ("move_in", &one("kind=seal"), "seal/wanted", "hint alert.seal_first@seal/wanted"),
        ("move_in", "certificate:1/kind=seal, seal/wanted=yes", "seal/wanted", ""),
        ("seal_registration", &one("kind=seal"), "seal/wanted", ""),
        ("certificates", &one("kind=resident_record"), "seal/wanted", ""),
    ]);
    for (kind, post) in [("agent", true), ("messenger", true), ("self", false), ("legal_agent", false)] {
        for (number, asked) in [("with_number=yes", true), ("with_code=yes", true), ("with_number=no", false)]
        {
            let facts = format!("{}, notifier/kind={kind}, notifier/authority=bring", one(number));
            let wanted = if post && asked { "hint alert.number_by_post@notifier/kind" } else { "" };
            table(&[("certificates", &facts, "notifier/kind", wanted)]);
        }
    }
    let none = WHOLE.dictionary().item(core::CERTIFICATE_COPIES).unwrap().kind.parse("0");
    assert!(none.is_err(), "no copy at all is no answer");
}

#[test]
fn seals() {
    let last = "seal/guarantor";
    let own = |facts: &str| format!("mover:1/birth=1985-12-03, seal/reason=new, {facts}");
    let letter = "hint alert.seal_letter@seal/guarantor";
    let no_photo = "hint alert.seal_no_photo@seal/guarantor";
    table(&[
        ("seal_registration", &own("notifier/kind=self, notifier/identity=driving_licence"), last, ""),
        ("seal_registration", &own("notifier/kind=self, notifier/identity=eligibility"), last, no_photo),
        (
            "seal_registration",
            &own("notifier/kind=self, notifier/identity=eligibility, seal/guarantor=yes"),
            last,
            "",
        ),
        (
            "seal_registration",
            &own("notifier/kind=self, notifier/identity=other, seal/guarantor=no"),
            last,
            no_photo,
        ),
        ("seal_registration", &own("notifier/kind=agent, notifier/identity=passport"), last, letter),
        ("seal_registration", "mover:1/birth=1985-12-03, seal/reason=end, notifier/kind=agent", last, ""),
        (
            "seal_registration",
            "mover:1/birth=1985-12-03, seal/reason=lost, notifier/kind=agent",
            last,
            letter,
        ),
        ("move_in", &own("notifier/kind=agent"), last, ""),
        ("move_in", &own("seal/wanted=yes, notifier/kind=agent"), last, letter),
        ("seal_registration", &own("notifier/identity=?, notifier/kind=?"), last, ""),
    ]);
    let two = |owner: &str, comes: &str| {
        format!(
            "seal/wanted=yes, mover:1/birth=1985-12-03, mover:2/birth=2011-11-21, seal/mover={owner}, notifier/kind=self, notifier/mover={comes}"
        )
    };
    let child = "stop error.seal_child@seal/mover";
    table(&[
        ("move_in", &two("1", "1"), last, ""),
        ("move_in", &two("1", "2"), last, letter),
        ("move_in", &two("1", "1"), "seal/mover", ""),
        ("move_in", &two("2", "1"), "seal/mover", child),
        ("move_in", &two("2", "1"), "mover:2/birth", "hint error.seal_child@mover:2/birth.year"),
        ("move_in", &two("2", "1"), "mover:1/birth", ""),
        ("move_in", "seal/wanted=yes, mover:1/birth=2011-11-20", "seal/mover", ""),
        ("move_in", "seal/wanted=no, mover:1/birth=2020-11-20", "seal/mover", ""),
        ("seal_registration", "mover:1/birth=2011-11-21", "seal/mover", child),
        ("seal_registration", "mover:1/birth=!", "seal/mover", ""),
    ]);
    let alone = catalogue(&["seal/mover", "seal/wanted"]);
    let told = told(&alone, "seal_registration", "mover:1/birth=2011-11-21", "mover:1/birth", TODAY);
    assert_eq!(told, ["stop error.seal_child@mover:1/birth.year"]);
}
