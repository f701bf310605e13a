//! A household: who lives together, and that names, ages and families fit each other.

use jiff::civil::Date;

use crate::ages;
use crate::circumstances;
use crate::dice::Dice;
use crate::names::{self, Word};
use crate::person::{Koseki, Person, Residence, Role, Sex};
use crate::places;

/// How a household is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Alone,
    Couple,
    Unmarried,
    SingleParent,
    ThreeGenerations,
    WithParents,
    Siblings,
}

use Role::{
    Child, ChildSpouse, Father, Grandchild, Head, Housemate, Mother, Partner, Relative, Sibling, Spouse,
    SpouseFather, SpouseMother,
};

impl Shape {
    /// Who joins after the head, in order; beyond that housemates.
    const fn order(self) -> &'static [Role] {
        match self {
            Self::Alone => &[],
            Self::Couple => &[
                Spouse,
                Child,
                Child,
                Child,
                Child,
                Child,
                Father,
                Mother,
                SpouseFather,
                SpouseMother,
                Sibling,
                Sibling,
                Relative,
                Relative,
            ],
            Self::Unmarried => &[Partner, Child, Child, Mother, Sibling, Relative],
            Self::SingleParent => &[Child, Child, Child, Mother, Father, Sibling, Relative],
            Self::ThreeGenerations => &[
                Spouse,
                Child,
                ChildSpouse,
                Grandchild,
                Grandchild,
                Grandchild,
                Grandchild,
                Sibling,
                Relative,
            ],
            Self::WithParents => &[Mother, Father, Sibling, Sibling, Relative],
            Self::Siblings => &[Sibling, Sibling, Sibling, Relative],
        }
    }

    fn choose(people: usize, dice: &mut Dice) -> Self {
        match (people, dice.below(100)) {
            (0 | 1, _) => Self::Alone,
            (_, 0..=57) => Self::Couple,
            (_, 58..=62) => Self::Unmarried,
            (_, 63..=74) => Self::SingleParent,
            (2 | 3, 75..=82) => Self::Siblings,
            (2 | 3, _) => Self::WithParents,
            (_, 75..=89) => Self::ThreeGenerations,
            (_, 90..=95) => Self::WithParents,
            _ => Self::Siblings,
        }
    }
}

/// Whose passports the household has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Japanese,
    Foreign,
    /// The spouse alone is foreign.
    ForeignSpouse,
}

/// People living together; the first is the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Household {
    pub(crate) people: Vec<Person>,
    pub(crate) shape: Shape,
}

impl Household {
    pub(crate) fn head(&self) -> Option<&Person> {
        self.people.first()
    }
}

/// A household of so many people, as they are on the day `on`.
pub(crate) fn compose(people: u8, on: Date, dice: &mut Dice) -> Household {
    let shape = Shape::choose(people.into(), dice);
    let joining = shape.order().iter().copied().chain(std::iter::repeat(Housemate));
    let roles: Vec<Role> = std::iter::once(Head).chain(joining).take(people.into()).collect();
    let ages = ages::of_all(shape, &roles, dice);
    let origin = origin(shape, &roles, dice);
    let mut naming = Naming::new(dice, origin);
    let mut everybody: Vec<Person> = roles
        .iter()
        .zip(ages)
        .map(|(role, age)| naming.person(*role, ages::birth(age, on, dice), dice))
        .collect();
    residences(&mut everybody, origin, on, dice);
    families(&mut everybody, shape, dice);
    let mut household = Household { people: everybody, shape };
    circumstances::fill(&mut household, on, dice);
    household
}

fn origin(shape: Shape, roles: &[Role], dice: &mut Dice) -> Origin {
    // Foreign households are the small ones: parents and siblings seldom come along.
    let small = roles.iter().all(|role| matches!(role, Head | Spouse | Child));
    match dice.below(100) {
        0..=13 if small => Origin::Foreign,
        14..=18 if shape == Shape::Couple && roles.len() >= 2 => Origin::ForeignSpouse,
        _ => Origin::Japanese,
    }
}

/// Gives names, none twice as long as there are others.
struct Naming {
    origin: Origin,
    head: Sex,
    last_child: Sex,
    family: Word,
    other: Word,
    start: u32,
    used: [u32; 2],
}

impl Naming {
    fn new(dice: &mut Dice, origin: Origin) -> Self {
        let family = match origin {
            Origin::Foreign => dice.pick(&names::LATIN),
            _ => names::family(dice),
        };
        let other = names::other_family(dice, family);
        let head = sex(dice, 65);
        Self { origin, head, last_child: Sex::Male, family, other, start: dice.below(10), used: [0; 2] }
    }

    fn person(&mut self, role: Role, birth: Date, dice: &mut Dice) -> Person {
        let sex = match role {
            Head => self.head,
            Spouse | Partner => self.head.other(),
            ChildSpouse => self.last_child.other(),
            Father | SpouseFather => Sex::Male,
            Mother | SpouseMother => Sex::Female,
            Child | Grandchild | Sibling | Relative | Housemate => sex(dice, 50),
        };
        if role == Child {
            self.last_child = sex;
        }
        let foreign_spouse = self.origin == Origin::ForeignSpouse && role == Spouse;
        let family = match role {
            Spouse if foreign_spouse => dice.pick(&names::LATIN),
            Partner | SpouseFather | SpouseMother => self.other,
            Relative if dice.percent(50) => names::other_family(dice, self.family),
            Housemate => names::other_family(dice, self.family),
            _ => self.family,
        };
        let foreign = self.origin == Origin::Foreign || foreign_spouse;
        Person::new(role, family, self.given(sex, foreign), sex, birth)
    }

    fn given(&mut self, sex: Sex, foreign: bool) -> Word {
        let used = &mut self.used[usize::from(sex == Sex::Female)];
        let at = (self.start + *used) as usize;
        *used += 1;
        match (sex, foreign) {
            (Sex::Male, false) => names::MALE[at % names::MALE.len()],
            (Sex::Female, false) => names::FEMALE[at % names::FEMALE.len()],
            (Sex::Male, true) => names::LATIN_MALE[at % names::LATIN_MALE.len()],
            (Sex::Female, true) => names::LATIN_FEMALE[at % names::LATIN_FEMALE.len()],
        }
    }
}

fn sex(dice: &mut Dice, men: u32) -> Sex {
    if dice.percent(men) { Sex::Male } else { Sex::Female }
}

/// Status and country of foreign residents.
fn residences(people: &mut [Person], origin: Origin, on: Date, dice: &mut Dice) {
    if origin == Origin::Japanese {
        return;
    }
    let country = dice.pick(&["VNM", "CHN", "KOR", "PHL", "BRA", "NPL", "IDN", "USA"]);
    let alone = people.len() == 1;
    let head_status = match (origin, alone) {
        (Origin::ForeignSpouse, _) => "spouse_of_japanese",
        (_, true) => dice.pick(&["student", "trainee_2ro", "specified_skilled_1", "engineer_humanities"]),
        (_, false) => dice.pick(&["engineer_humanities", "long_term", "permanent", "transferee"]),
    };
    let first_card = dice.between(1..=99_999_900);
    for (at, person) in people.iter_mut().enumerate() {
        let status = match (origin, person.role) {
            (Origin::ForeignSpouse, Spouse) => head_status,
            (Origin::ForeignSpouse, _) => continue,
            (_, Head) => head_status,
            _ if matches!(head_status, "long_term" | "permanent") => head_status,
            _ => "dependent",
        };
        let period = match status {
            "permanent" => None,
            "trainee_2ro" => Some(dice.pick(&[("P1Y", 365), ("P2Y", 730)])),
            "student" => Some(dice.pick(&[("P1Y3M", 455), ("P2Y3M", 820), ("P4Y3M", 1550)])),
            _ => Some(dice.pick(&[("P1Y", 365), ("P3Y", 1095), ("P5Y", 1826)])),
        };
        let ends = |days: u32, dice: &mut Dice| ages::shifted(on, i64::from(dice.between(60..=days)));
        person.residence = Some(Residence {
            country,
            status,
            period: period.map(|(text, days)| (text, ends(days, dice))),
            card_number: (!dice.percent(5)).then(|| format!("ZZ{:08}ZZ", first_card as usize + at)),
            kanji: names::kanji(country, dice),
            alias: names::alias(person.given, dice),
        });
    }
}

/// 本籍 and 筆頭者: one for each married couple with its children, the parents' for who never married.
fn families(people: &mut [Person], shape: Shape, dice: &mut Dice) {
    let ours = (!dice.percent(5)).then_some(places::koseki(dice));
    let (theirs, knows_head) = (Some(places::koseki(dice)), !dice.percent(5));
    let parents_stay = dice.percent(60);
    let heads = KosekiHeads::of(people, shape, parents_stay);
    for person in people.iter_mut().filter(|person| person.residence.is_none()) {
        let grown_children = shape == Shape::ThreeGenerations;
        let (place, head) = match person.role {
            Head | Spouse => (ours, heads.own.clone()),
            Child if !grown_children => (ours, heads.own.clone()),
            Child | ChildSpouse | Grandchild => (ours, heads.young.clone()),
            Father | Mother | Sibling => (ours, heads.parents.clone()),
            Partner | SpouseFather | SpouseMother | Relative | Housemate => {
                (theirs, absent_father(person.family))
            }
        };
        person.koseki = Some(Koseki { place, head: knows_head.then_some(head) });
    }
}

/// 筆頭者 of the families within a household.
struct KosekiHeads {
    own: String,
    parents: String,
    young: String,
}

impl KosekiHeads {
    fn of(people: &[Person], shape: Shape, parents_stay: bool) -> Self {
        let japanese = |roles: &[Role]| {
            let fits = |p: &&Person| roles.contains(&p.role) && p.residence.is_none();
            // Nearly always the husband; the Japanese spouse where the other is foreign.
            let man = people.iter().filter(fits).find(|p| p.sex == Sex::Male);
            man.or_else(|| people.iter().find(fits)).map(Person::name)
        };
        let family = people.first().map_or(names::PLAIN[0], |head| head.family);
        let parents = japanese(&[Father]).unwrap_or_else(|| absent_father(family));
        let married = matches!(shape, Shape::Couple | Shape::SingleParent | Shape::ThreeGenerations);
        let own = match shape {
            Shape::SingleParent => japanese(&[Head]),
            _ if married => japanese(&[Head, Spouse]),
            _ if parents_stay => Some(parents.clone()),
            _ => japanese(&[Head]),
        };
        let young = japanese(&[Child, ChildSpouse]).unwrap_or_default();
        Self { own: own.unwrap_or_default(), parents, young }
    }
}

/// Somebody's father who lives elsewhere.
fn absent_father(family: Word) -> String {
    format!("{}\u{3000}十郎", family.written)
}
