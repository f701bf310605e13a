//! Insurance, pension, school and the rest, as they follow from age, work and family.

use jiff::civil::Date;
use kakanai_domain::age::{SchoolGrade, school_entry, school_grade};

use crate::dice::Dice;
use crate::household::{Household, Shape};
use crate::person::{Person, Role};

/// What the head lives on; the others' insurance hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Living {
    Employed,
    SelfEmployed,
    Student,
    Retired,
    Welfare,
}

/// Fills in what is still open about everybody.
pub(crate) fn fill(household: &mut Household, on: Date, dice: &mut Dice) {
    let Some(head) = household.head() else { return };
    let living = living(head, household.shape, on, dice);
    let cards = dice.below(3);
    for person in &mut household.people {
        let age = person.age(on);
        person.insurance = insurance(person, living, age, dice);
        person.pension = (age >= 18).then(|| pension(person, age));
        person.school = (age < 19).then(|| school(person, on, age, dice));
        person.card = match cards {
            0 => Some(false),
            1 => Some(true),
            _ if dice.percent(10) => None,
            _ => Some(dice.percent(70)),
        };
    }
}

fn living(head: &Person, shape: Shape, on: Date, dice: &mut Dice) -> Living {
    let status = head.residence.as_ref().map(|residence| residence.status);
    match (head.age(on), status) {
        (_, Some("student")) => Living::Student,
        (18..=22, None) if shape == Shape::Alone => Living::Student,
        (65.., _) => Living::Retired,
        (_, None) if dice.percent(3) => Living::Welfare,
        // Nobody holds these without an employer.
        (_, Some("trainee_2ro" | "specified_skilled_1" | "engineer_humanities" | "transferee")) => {
            Living::Employed
        }
        _ if dice.percent(70) => Living::Employed,
        _ => Living::SelfEmployed,
    }
}

/// 後期高齢者医療 from the 75th birthday; 医療扶助 for the whole household; dependants of the employed; else 国保.
fn insurance(person: &Person, living: Living, age: u8, dice: &mut Dice) -> &'static str {
    let depends = !matches!(person.role, Role::Head | Role::Relative | Role::Housemate | Role::Sibling);
    match (living, age) {
        (Living::Welfare, _) => "welfare",
        (_, 75..) => "late_elderly",
        (Living::Employed, _) if person.role == Role::Head => "employer",
        (_, 22..=64) if person.role != Role::Head && !is_dependant(person) && dice.percent(45) => "employer",
        (Living::Employed, _) if depends => "dependent",
        // A student away from home often stays with the parents' insurance.
        (Living::Student, _) if person.residence.is_none() && dice.percent(50) => "dependent",
        (Living::Retired, 65..=69) if dice.percent(20) => "other",
        _ => "national",
    }
}

/// Who holds 家族滞在 may not work full time.
fn is_dependant(person: &Person) -> bool {
    person.residence.as_ref().is_some_and(|residence| residence.status == "dependent")
}

/// 国民年金法7条: first from 20 to 59, second with an employer, third for a dependent spouse.
fn pension(person: &Person, age: u8) -> &'static str {
    let spouse = matches!(person.role, Role::Spouse | Role::Partner | Role::ChildSpouse);
    match (person.insurance, age) {
        (_, 65..) => "receiving",
        ("employer", _) => "second",
        (_, 60..) => "none",
        ("dependent", 20..) if spouse => "third",
        (_, 20..) => "first",
        _ => "none",
    }
}

fn school(person: &Person, on: Date, age: u8, dice: &mut Dice) -> &'static str {
    let elsewhere = dice.percent(8);
    match school_grade(person.birth, on) {
        Some(_) if elsewhere => "other",
        Some(SchoolGrade::Primary(_)) => "elementary",
        Some(SchoolGrade::Middle(_)) => "junior_high",
        None if on < school_entry(person.birth) => {
            let often = [0, 30, 50, 90].get(usize::from(age)).copied().unwrap_or(95);
            if dice.percent(often) { "nursery" } else { "none" }
        }
        None if age <= 18 && person.role != Role::Head => "high",
        None => "none",
    }
}
