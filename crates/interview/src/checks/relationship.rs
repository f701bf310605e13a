//! 続柄 of each mover: chains, the sex and the age they imply, and one head, one spouse.
//!
//! 住民記録システム標準仕様書 1.1.11. The error stands at the 続柄. On the page of a birth or a sex that was changed
//! later it is a hint: the 続柄 may be what is wrong, and it is on another page.

use kakanai_domain::age::{Reading, day_of_reaching};
use kakanai_domain::relationship::{Atom, Relationship};
use kakanai_record::{Answer, Date, ElementId, Tag, core};

use super::check::Check;

/// Years between generations below which adoption or a slip is likely.
const GENERATION: u8 = 12;

pub(super) fn run(check: &mut Check) {
    let Some(id) = check.element.filter(|_| check.is_about(core::MOVER)) else { return };
    if check.asks(core::MOVER_RELATIONSHIP) {
        alone(check, core::MOVER_RELATIONSHIP, id);
        implied(check, core::MOVER_RELATIONSHIP, id);
        spouse_of_age(check, id);
    } else if let Some(at) = check.one_of(&[core::MOVER_SEX, core::MOVER_BIRTH]) {
        implied(check, at, id);
        if head(check) == Some(id) {
            for other in check.movers().iter().filter(|other| **other != id) {
                ages(check, core::MOVER_BIRTH, *other);
            }
        }
    }
    let paper = check.code(core::MOVER_RELATIONSHIP_PAPER);
    if check.asks(core::MOVER_RELATIONSHIP_PAPER) && matches!(paper, "none" | "later") {
        check.alert(core::MOVER_RELATIONSHIP_PAPER, "alert.relationship_paper", check.name(id));
    }
}

/// The head, where one of the movers is it.
fn head(check: &Check) -> Option<ElementId> {
    let joins = check.record.get(core::MOVE_JOINING.key()).code() == Some("existing");
    if joins { None } else { check.record.get(core::NEW_HEAD.key()).element() }
}

fn relationship(check: &Check, id: ElementId) -> Option<Relationship> {
    of_answer(check.of(core::MOVER_RELATIONSHIP, id)).ok()
}

fn of_answer(answer: &Answer) -> Result<Relationship, ()> {
    let codes: Option<Vec<u8>> = answer
        .chain()
        .map(|chain| chain.iter().map(|code| u8::try_from(code.number()).unwrap_or(0)).collect());
    Relationship::from_codes(&codes.ok_or(())?).map_err(|_| ())
}

/// A 続柄 by itself, and beside those of the people before.
fn alone(check: &mut Check, at: Tag, id: ElementId) {
    let answer = check.get(at);
    let Ok(own) = of_answer(answer) else {
        if answer.chain().is_some() {
            check.error(at, "error.relationship_chain", Vec::new());
        }
        return;
    };
    let joins = check.record.get(core::MOVE_JOINING.key()).code() == Some("existing");
    if own == Relationship::HEAD && joins {
        check.error(at, "error.head_in_existing", Vec::new());
    } else if own == Relationship::HEAD && head(check).is_some_and(|head| head != id) {
        check.error(at, "error.second_head", check.name(id));
    }
    let [one] = own.atoms() else { return };
    for other in check.movers().iter().filter(|other| **other != id) {
        let Some(theirs) = relationship(check, *other) else { continue };
        let [two] = theirs.atoms() else { continue };
        let last = check.is_before(*other, id);
        match (one, two) {
            _ if is_wed(*one) && is_wed(*two) => check.raise(last, at, "error.two_spouses", Vec::new()),
            _ if is_spouse(*one) && is_spouse(*two) && last => {
                check.alert(at, "alert.two_partners", Vec::new())
            }
            (Atom::Father, Atom::Father) | (Atom::Mother, Atom::Mother) if last => {
                check.alert(at, "alert.two_parents", Vec::new());
            }
            _ => {}
        }
    }
}

fn is_wed(atom: Atom) -> bool {
    matches!(atom, Atom::Husband | Atom::Wife)
}

fn is_spouse(atom: Atom) -> bool {
    is_wed(atom) || matches!(atom, Atom::UnregisteredHusband | Atom::UnregisteredWife)
}

/// What a 続柄 says of sex and age.
fn implied(check: &mut Check, at: Tag, id: ElementId) {
    let Some(own) = relationship(check, id) else { return };
    let sex = check.of(core::MOVER_SEX, id).code();
    let wanted = own.atoms().last().and_then(|atom| sex_of(*atom));
    if let (Some((wanted, key)), Some(sex)) = (wanted, sex)
        && sex != wanted
    {
        let at = if at == core::MOVER_BIRTH { check.one_of(&[core::MOVER_SEX]) } else { Some(at) };
        if let Some(at) = at {
            check.raise(at == core::MOVER_RELATIONSHIP, at, key, check.name(id));
        }
    }
    let at = if at == core::MOVER_SEX { check.one_of(&[core::MOVER_BIRTH]) } else { Some(at) };
    if let Some(at) = at {
        ages(check, at, id);
    }
}

fn sex_of(atom: Atom) -> Option<(&'static str, &'static str)> {
    match atom {
        Atom::Husband
        | Atom::UnregisteredHusband
        | Atom::Father
        | Atom::ElderBrother
        | Atom::YoungerBrother => Some(("male", "error.relationship_male")),
        Atom::Wife | Atom::UnregisteredWife | Atom::Mother | Atom::ElderSister | Atom::YoungerSister => {
            Some(("female", "error.relationship_female"))
        }
        Atom::Head | Atom::Child | Atom::Kin | Atom::Lodger => None,
    }
}

/// Whether a 続柄 goes up or down from the head, and by how many generations.
fn direction(own: &Relationship) -> Option<(bool, u8)> {
    let atoms = own.atoms();
    let generations = u8::try_from(atoms.len()).ok()?;
    match atoms {
        [Atom::ElderBrother | Atom::ElderSister] => Some((true, 0)),
        [Atom::YoungerBrother | Atom::YoungerSister] => Some((false, 0)),
        _ if atoms.iter().all(|atom| matches!(atom, Atom::Father | Atom::Mother)) => {
            Some((true, generations))
        }
        _ if atoms.iter().all(|atom| *atom == Atom::Child) => Some((false, generations)),
        _ => None,
    }
}

/// Ages against the head's. Nobody adopts somebody older (民法793条), so a child is never older than its parent.
fn ages(check: &mut Check, at: Tag, id: ElementId) {
    if !check.asks(at) {
        return;
    }
    let range = |id| check.birth(id).and_then(|birth| birth.range());
    let Some((older, generations)) = relationship(check, id).as_ref().and_then(direction) else { return };
    let (Some(own), Some(heads)) = (range(id), head(check).and_then(range)) else { return };
    let (elder, younger): ((Date, Date), (Date, Date)) = if older { (own, heads) } else { (heads, own) };
    let certain = at == core::MOVER_RELATIONSHIP;
    if elder.0 > younger.1 {
        let key = if older { "error.not_older" } else { "error.not_younger" };
        check.raise(certain, at, key, check.name(id));
    } else if certain
        && generations > 0
        && younger.1 < day_of_reaching(elder.0, GENERATION * generations, Reading::Birthday)
    {
        check.alert(at, "alert.age_gap", check.name(id));
    }
}

/// Nobody under 18 marries here since 2022-04-01 (民法731条); elsewhere they may have.
fn spouse_of_age(check: &mut Check, id: ElementId) {
    let Some(own) = relationship(check, id) else { return };
    if !own.atoms().last().is_some_and(|atom| is_wed(*atom)) {
        return;
    }
    let both = [Some(id), head(check).filter(|_| own.atoms().len() == 1)];
    for person in both.into_iter().flatten() {
        if check.is_at_least(person, 18) == Some(false) {
            check.alert(core::MOVER_RELATIONSHIP, "alert.spouse_minor", check.name(person));
        }
    }
    let sex = |id| check.of(core::MOVER_SEX, id).code();
    if let [_, Some(head)] = both
        && sex(id).is_some()
        && sex(id) == sex(head)
    {
        check.alert(core::MOVER_RELATIONSHIP, "alert.spouse_same_sex", check.name(id));
    }
}
