//! Households, heads and relationships.

use crate::world::table;

#[test]
fn heads_of_households() {
    let two = "mover:1/name/kanji=見本　太郎, mover:2/name/kanji=見本　花子, mover:2/name/latin=MIHON HANAKO";
    let with = |facts: &str| format!("{two}, {facts}");
    let is_mover = "stop error.head_is_mover@new_household/head_name";
    let stays = "hint alert.scope_whole@old_household/adults_staying";
    table(&[
        ("move_in", &with("new_household/head_name=例示　花子"), "new_household/head_name", ""),
        ("move_in", &with("new_household/head_name=見本花子"), "new_household/head_name", is_mover),
        ("move_in", &with("new_household/head_name=Mihon Hanako"), "new_household/head_name", is_mover),
        ("move_in", &with("new_household/head_name=?"), "new_household/head_name", ""),
        ("move_out", &with("old_household/next_head_name=例示　花子"), "old_household/next_head_name", ""),
        (
            "move_out",
            &with("old_household/next_head_name=見本 太郎"),
            "old_household/next_head_name",
            "stop error.next_head_moves@old_household/next_head_name",
        ),
        (
            "move_out",
            "move/scope=whole, old_household/adults_staying=1",
            "old_household/adults_staying",
            stays,
        ),
        ("move_out", "move/scope=whole, old_household/head_leaves=no", "old_household/adults_staying", stays),
        ("move_out", "move/scope=whole, old_household/adults_staying=0", "old_household/adults_staying", ""),
        ("move_out", "move/scope=part, old_household/adults_staying=3", "old_household/adults_staying", ""),
        ("move_out", "move/scope=whole, old_household/adults_staying=?", "old_household/adults_staying", ""),
    ]);
    // 15 on the day of the move.
    let births = |one: &str, two: &str| {
        format!(
            "move/date=2026-11-10, mover:1/birth={one}, mover:2/birth={two}, new_household/head=2, move/joining=new"
        )
    };
    let child = "hint alert.head_child@new_household/head";
    let alone = "hint alert.children_alone@move/joining";
    table(&[
        ("move_in", &births("1985-12-03", "2011-11-10"), "new_household/head", ""),
        ("move_in", &births("1985-12-03", "2011-11-11"), "new_household/head", child),
        ("move_in", &births("2012-12-03", "2011-11-11"), "new_household/head", ""),
        ("move_in", &births("2012-12-03", "2011-11-11"), "move/joining", alone),
        ("move_in", &births("2012-12-03", "2011-11-10"), "move/joining", ""),
        ("move_in", &births("1985-12-03", "!"), "new_household/head", ""),
        ("move_in", &births("!", "2012"), "move/joining", ""),
    ]);
}

#[test]
fn chains_of_relationship() {
    let joins = "move/joining=existing, new_household/head_name=例示　花子, mover:1/relationship=";
    let new = "move/joining=new, new_household/head=1, mover:1/relationship=head, mover:2/sex=female, mover:2/relationship=";
    let at = "mover:2/relationship";
    let row = |begin: &str, chain: &str| format!("{begin}{chain}");
    table(&[
        ("move_in", &row(joins, "child.wife"), "mover:1/relationship", ""),
        (
            "move_in",
            &row(joins, "head"),
            "mover:1/relationship",
            "stop error.head_in_existing@mover:1/relationship",
        ),
        ("move_in", &row(new, "head"), at, "stop error.second_head@mover:2/relationship"),
        ("move_in", &row(new, "head"), "mover:1/relationship", ""),
        ("move_in", &row(new, "child.child.child.child"), at, ""),
        ("move_in", &row(new, "head.wife"), at, "stop error.relationship_chain@mover:2/relationship"),
        ("move_in", &row(new, "child.housemate"), at, "stop error.relationship_chain@mover:2/relationship"),
        ("move_in", &row(new, "?"), at, ""),
        ("move_in", &row(new, "!"), at, ""),
    ]);
    let three = |two: &str, three: &str| {
        format!(
            "new_household/head=1, mover:1/birth=1960-01-01, mover:2/relationship={two}, mover:3/relationship={three}"
        )
    };
    let last = "mover:3/relationship";
    table(&[
        ("move_in", &three("wife", "child"), last, ""),
        ("move_in", &three("wife", "wife"), last, "stop error.two_spouses@mover:3/relationship"),
        // On the page of the first of the two it stops nobody: the other may be the one to change.
        ("move_in", &three("wife", "wife"), at, "hint error.two_spouses@mover:2/relationship"),
        ("move_in", &three("wife", "husband"), last, "stop error.two_spouses@mover:3/relationship"),
        (
            "move_in",
            &three("wife", "wife_unregistered"),
            last,
            "hint alert.two_partners@mover:3/relationship",
        ),
        ("move_in", &three("wife", "wife_unregistered"), at, ""),
        ("move_in", &three("father", "mother"), last, ""),
        ("move_in", &three("father", "father"), last, "hint alert.two_parents@mover:3/relationship"),
        ("move_in", &three("child.wife", "child.wife"), last, ""),
        ("move_in", &three("?", "wife"), last, ""),
    ]);
}

#[test]
fn sex_against_relationship() {
    for (chain, fits) in [
        ("husband", "male"),
        ("wife", "female"),
        ("husband_unregistered", "male"),
        ("wife_unregistered", "female"),
        ("father", "male"),
        ("mother", "female"),
        ("older_brother", "male"),
        ("younger_brother", "male"),
        ("older_sister", "female"),
        ("younger_sister", "female"),
        ("child.husband", "male"),
        ("wife.mother", "female"),
        ("child.wife_unregistered", "female"),
        ("child", "any"),
        ("wife.child", "any"),
        ("housemate", "any"),
    ] {
        for sex in ["male", "female"] {
            let facts = format!(
                "mover:1/relationship={chain}, mover:1/sex={sex}, new_household/head=2, mover:2/sex=?"
            );
            let wanted = match fits {
                fits if fits == sex || fits == "any" => String::new(),
                fits => format!("error.relationship_{fits}@mover:1/"),
            };
            let told_at = |grade: &str, item: &str| match wanted.as_str() {
                "" => String::new(),
                wanted => format!("{grade} {wanted}{item}"),
            };
            table(&[
                ("move_in", &facts, "mover:1/relationship", &told_at("stop", "relationship")),
                ("move_in", &facts, "mover:1/sex", &told_at("hint", "sex")),
            ]);
        }
        let unknown = format!("mover:1/relationship={chain}, mover:1/sex=?");
        table(&[("move_in", &unknown, "mover:1/relationship", ""), ("move_in", &unknown, "mover:1/sex", "")]);
    }
}

#[test]
fn age_against_relationship() {
    let head = "move/joining=new, new_household/head=1, mover:1/relationship=head, mover:1/birth=1980-05-10";
    for (chain, birth, wanted) in [
        ("child", "1992-05-10", ""),
        ("child", "1992-05-09", "hint alert.age_gap"),
        ("child", "1980-05-10", "hint alert.age_gap"),
        ("child", "1980-05-09", "stop error.not_younger"),
        ("child", "1980-05", "hint alert.age_gap"),
        ("child", "1980-04", "stop error.not_younger"),
        ("child", "1992", ""),
        ("child.child", "2004-05-10", ""),
        ("child.child", "2004-05-09", "hint alert.age_gap"),
        ("child.child", "1979-01-01", "stop error.not_younger"),
        ("father", "1968-05-10", ""),
        ("father", "1968-05-11", "hint alert.age_gap"),
        ("mother", "1980-05-11", "stop error.not_older"),
        ("father.father", "1956-05-10", ""),
        ("father.mother", "1956-05-11", "hint alert.age_gap"),
        ("older_sister", "1980-05-10", ""),
        ("older_sister", "1980-05-11", "stop error.not_older"),
        ("younger_sister", "1980-05-10", ""),
        ("younger_sister", "1980-05-09", "stop error.not_younger"),
        // The wife's child may be older than the head, and so may the child's husband.
        ("wife.child", "1979-01-01", ""),
        ("child.husband", "1979-01-01", ""),
        ("wife", "1950-01-01", ""),
        ("child", "!", ""),
        ("father", "?", ""),
    ] {
        let facts = format!("{head}, mover:2/birth={birth}, mover:2/relationship={chain}");
        let at = |grade: &str, item: &str| match wanted.split_once(' ') {
            None => String::new(),
            Some((_, key)) => format!("{grade} {key}@{item}"),
        };
        let stops = wanted.starts_with("stop");
        let here = at(if stops { "stop" } else { "hint" }, "mover:2/relationship");
        // A hint is given once; an error is hinted at where a birth is corrected, of the one or of the other.
        let [own, heads] = ["mover:2/birth.year", "mover:1/birth.year"]
            .map(|item| if stops { at("hint", item) } else { String::new() });
        table(&[
            ("move_in", &facts, "mover:2/relationship", &here),
            ("move_in", &facts, "mover:2/birth", &own),
            ("move_in", &facts, "mover:1/birth", &heads),
        ]);
    }
    // A head chosen before they said that they join a household is none.
    let joins = "move/joining=existing, new_household/head=1, mover:1/birth=1980-01-01, mover:2/birth=1970-01-01, mover:2/relationship=child";
    table(&[("move_in", joins, "mover:2/relationship", "")]);
}

#[test]
fn spouses() {
    let couple = |chain: &str, birth: &str, heads: &str| {
        format!(
            "move/date=2026-11-10, new_household/head=1, mover:1/birth={heads}, mover:1/sex=male, mover:2/sex=female, \
             mover:2/birth={birth}, mover:2/relationship={chain}"
        )
    };
    let at = "mover:2/relationship";
    let minor = "hint alert.spouse_minor@mover:2/relationship";
    table(&[
        ("move_in", &couple("wife", "2008-11-10", "1990-01-01"), at, ""),
        ("move_in", &couple("wife", "2008-11-11", "1990-01-01"), at, minor),
        ("move_in", &couple("wife", "1990-01-01", "2008-11-11"), at, minor),
        ("move_in", &couple("child.wife", "2009-01-01", "1960-01-01"), at, minor),
        ("move_in", &couple("wife_unregistered", "2008-11-11", "1990-01-01"), at, ""),
        ("move_in", &couple("wife", "!", "1990-01-01"), at, ""),
    ]);
    let same = "new_household/head=1, mover:1/sex=male, mover:2/sex=male, mover:2/relationship=";
    table(&[
        ("move_in", &format!("{same}husband"), at, "hint alert.spouse_same_sex@mover:2/relationship"),
        ("move_in", &format!("{same}husband_unregistered"), at, ""),
        ("move_in", &format!("{same}older_brother"), at, ""),
    ]);
    let paper = "mover:1/name/kanji=見本, mover:1/relationship_paper=";
    let without = "hint alert.relationship_paper@mover:1/relationship_paper";
    table(&[
        ("move_in", &format!("{paper}bring"), "mover:1/relationship_paper", ""),
        ("move_in", &format!("{paper}later"), "mover:1/relationship_paper", without),
        ("move_in", &format!("{paper}none"), "mover:1/relationship_paper", without),
        ("move_in", &format!("{paper}?"), "mover:1/relationship_paper", ""),
    ]);
}
