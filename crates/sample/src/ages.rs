//! Who is how old, so that nobody is a parent too early.

use std::ops::RangeInclusive;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::dice::Dice;
use crate::household::Shape;
use crate::person::Role;

/// Completed years of each role's bearer, in the order of `roles`; the first is the head.
pub(crate) fn of_all(shape: Shape, roles: &[Role], dice: &mut Dice) -> Vec<u32> {
    let count = |role| u32::try_from(roles.iter().filter(|r| **r == role).count()).unwrap_or(0);
    let children = count(Role::Child);
    let head = head(shape, roles.len(), children, count(Role::Grandchild), dice);
    let partner = between(dice, head.saturating_sub(4).max(20)..=head + 4);
    let has_partner = roles.iter().any(|role| matches!(role, Role::Spouse | Role::Partner));
    let parent = if has_partner { head.min(partner) } else { head };
    let mut own = match shape {
        Shape::ThreeGenerations => grown_child(parent, count(Role::Grandchild), dice),
        _ => brood(parent, children, dice),
    }
    .into_iter();
    let child = own.clone().next().unwrap_or(20);
    let mut grandchildren = brood(child, count(Role::Grandchild), dice).into_iter();
    let one = |role: &Role| match role {
        Role::Head => head,
        Role::Spouse | Role::Partner => partner,
        Role::Child => own.next().unwrap_or(0),
        Role::ChildSpouse => child + dice.below(4),
        Role::Grandchild => grandchildren.next().unwrap_or(0),
        Role::Father | Role::Mother => (head + dice.between(21..=34)).min(102),
        Role::SpouseFather | Role::SpouseMother => (partner + dice.between(21..=34)).min(102),
        Role::Sibling if dice.percent(50) => head + dice.between(1..=8),
        Role::Sibling => head.saturating_sub(dice.between(1..=8)).max(16),
        Role::Relative => dice.between(20..=74),
        Role::Housemate => dice.between(20..=45),
    };
    roles.iter().map(one).collect()
}

fn head(shape: Shape, people: usize, children: u32, grandchildren: u32, dice: &mut Dice) -> u32 {
    let range = match shape {
        Shape::Alone => match dice.below(10) {
            0..=2 => 18..=22,
            3..=7 => 23..=64,
            _ => 65..=95,
        },
        Shape::Couple if people == 2 && dice.percent(30) => 60..=88,
        Shape::Couple | Shape::Unmarried | Shape::SingleParent => 24 + 3 * children..=52,
        Shape::ThreeGenerations => (50 + 3 * grandchildren).max(58)..=76,
        Shape::WithParents => 25..=50,
        Shape::Siblings => 21..=40,
    };
    between(dice, range)
}

/// Children of a parent, oldest first, two or three years apart and at home; the parent was 20 or older.
fn brood(parent: u32, count: u32, dice: &mut Dice) -> Vec<u32> {
    let gaps: Vec<u32> = (1..count).map(|_| dice.between(2..=3)).collect();
    let most = parent.saturating_sub(20).min(22).saturating_sub(gaps.iter().sum());
    let youngest = between(dice, parent.saturating_sub(45).min(most)..=most);
    let mut ages: Vec<u32> = std::iter::once(youngest)
        .chain(gaps.iter().scan(youngest, |age, gap| {
            *age += gap;
            Some(*age)
        }))
        .collect();
    ages.reverse();
    ages.truncate(count as usize);
    ages
}

/// One child old enough to have `children` children.
fn grown_child(parent: u32, children: u32, dice: &mut Dice) -> Vec<u32> {
    let least = (24 + 3 * children).max(parent.saturating_sub(40));
    vec![between(dice, least..=parent.saturating_sub(22).max(least))]
}

fn between(dice: &mut Dice, range: RangeInclusive<u32>) -> u32 {
    dice.between(range)
}

/// A day of birth that gives these completed years on the day `on`.
pub(crate) fn birth(age: u32, on: Date, dice: &mut Dice) -> Date {
    let back = i64::from(age).years().days(i64::from(dice.below(364)));
    on.checked_sub(back).unwrap_or(on)
}

/// The day `days` after another, or before it.
pub(crate) fn shifted(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}
