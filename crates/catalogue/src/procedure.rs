//! Procedures, desks and what to bring, checked and ready to be decided.

use std::collections::BTreeSet;

use kakanai_record::{Date, Tag};
use kakanai_rules::{Expr, Formula};

/// Something that a household may have to do.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Name.
    pub id: String,
    /// Its row in the city's own list.
    pub row: String,
    /// Keys of the services that look at it.
    pub services: Vec<String>,
    /// Where it is done.
    pub at: Where,
    /// The list whose persons it belongs to; the household's where there is none.
    pub each: Option<Tag>,
    /// Whether it is needed.
    pub when: Expr,
    /// Whether, being needed, it is done without anybody doing anything (自動).
    pub automatic: Option<Expr>,
    /// Items that `when` and `automatic` read.
    pub reads: BTreeSet<Tag>,
    /// Something to know, or to do elsewhere (案内).
    pub notice: bool,
    /// Told to the person alone.
    pub sensitive: bool,
    /// Which paper it takes.
    pub form: Option<String>,
    /// The last day.
    pub due: Option<Formula>,
    /// It waits until the move is registered (本登録).
    pub after_registration: bool,
    /// The service without whose hours it cannot be done.
    pub needs: Option<String>,
    /// What to bring, with conditions.
    pub bring: Vec<(String, Option<Expr>)>,
    /// Who may file it.
    pub who: Vec<Filer>,
    /// What it rests on.
    pub source: String,
    /// First and last day on which it holds.
    pub holds: (Option<Date>, Option<Date>),
}

impl Procedure {
    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.holds.0.is_none_or(|from| from <= day) && self.holds.1.is_none_or(|until| day <= until)
    }
}

/// Where a procedure is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// At this desk, by its place in [`crate::Catalogue::desks`].
    Desk(usize),
    /// Outside the town hall; the words are the text `outside.ID.name`.
    Outside(String),
}

/// Who may file a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filer {
    /// The person himself, in person.
    Own,
    /// Somebody of the household.
    Household,
    /// A legal representative.
    LegalAgent,
    /// Somebody with a 委任状.
    Agent,
}

impl Filer {
    /// All, with their names in the files.
    pub const ALL: [(&'static str, Self); 4] = [
        ("self", Self::Own),
        ("household", Self::Household),
        ("legal_agent", Self::LegalAgent),
        ("agent", Self::Agent),
    ];

    /// By its name in the files.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, filer)| filer)
    }

    /// Its name in the files.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, filer)| *filer == self).map_or("", |(name, _)| name)
    }
}

/// A desk of the town hall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Name.
    pub id: String,
    /// Its number, as on the signs.
    pub number: u16,
    /// The floor, as on the signs.
    pub floor: String,
    /// Where it lies on the map of the hall.
    pub map: String,
    /// How far it goes with its own matters.
    pub how_far: HowFar,
}

/// How far a desk goes with a procedure (MO-09: the six levels of Matsusaka).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HowFar {
    /// It points to another desk.
    Points = 1,
    /// It names the procedure.
    Names = 2,
    /// It makes the form.
    Makes = 3,
    /// It receives it.
    Receives = 4,
    /// It hands over the card or the certificate.
    HandsOver = 5,
    /// It advises.
    Advises = 6,
}

impl HowFar {
    /// By its number.
    pub const fn of(number: u16) -> Option<Self> {
        Some(match number {
            1 => Self::Points,
            2 => Self::Names,
            3 => Self::Makes,
            4 => Self::Receives,
            5 => Self::HandsOver,
            6 => Self::Advises,
            _ => return None,
        })
    }
}
