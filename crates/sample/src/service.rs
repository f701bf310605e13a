//! What a household comes for, and the circumstances of it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::ages;
use crate::dice::Dice;
use crate::household::{self, Household};
use crate::places::{self, Address};

/// Services that sample records are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// 転入, also from abroad.
    MoveIn,
    /// 転居 within the city (within a ward, where there are wards).
    MoveWithin,
    /// 区間異動
    MoveWard,
    /// 転出, also abroad.
    MoveOut,
    /// 証明書交付申請
    Certificates,
    /// 印鑑登録
    SealRegistration,
}

/// A service that has no sample records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there are no sample records for `{name}`; there are for {}", Service::ALL.map(Service::key).join(", "))]
pub struct UnknownService {
    /// The name as given.
    pub name: String,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::MoveIn,
        Self::MoveWithin,
        Self::MoveWard,
        Self::MoveOut,
        Self::Certificates,
        Self::SealRegistration,
    ];

    /// Key of the core code list `service`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::MoveIn => "move_in",
            Self::MoveWithin => "move_within",
            Self::MoveWard => "move_ward",
            Self::MoveOut => "move_out",
            Self::Certificates => "certificates",
            Self::SealRegistration => "seal_registration",
        }
    }

    /// Whether somebody moves.
    pub(crate) const fn is_move(self) -> bool {
        !matches!(self, Self::Certificates | Self::SealRegistration)
    }
}

impl FromStr for Service {
    type Err = UnknownService;

    fn from_str(name: &str) -> Result<Self, UnknownService> {
        let found = Self::ALL.into_iter().find(|service| service.key() == name);
        found.ok_or_else(|| UnknownService { name: name.to_owned() })
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A household with its matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) service: Service,
    pub(crate) today: Date,
    pub(crate) household: Household,
    /// The day of the move; of other matters `today`.
    pub(crate) on: Date,
    /// Address before the move; none where nobody moves.
    pub(crate) old: Option<Address>,
    /// Address after the move, or the present one.
    pub(crate) new: Address,
    /// The movers join a household of the first mover's parents.
    pub(crate) joins: bool,
}

/// The case of a seed.
pub(crate) fn case(service: Service, people: u8, today: Date, dice: &mut Dice) -> Case {
    let on = match service {
        Service::Certificates | Service::SealRegistration => today,
        // A 転出 is filed before, up to two weeks; the others afterwards, seldom late.
        Service::MoveOut => ages::shifted(today, dice.between(0..=14).into()),
        _ if dice.percent(8) => ages::shifted(today, -i64::from(dice.between(15..=90))),
        _ => ages::shifted(today, -i64::from(dice.between(0..=14))),
    };
    let household = household::compose(people, on, dice);
    let foreign = household.head().is_some_and(|head| head.residence.is_some());
    let overseas = dice.percent(if foreign { 50 } else { 6 });
    let (old, new) = match service {
        Service::MoveIn if overseas => (Some(places::abroad(dice)), places::in_city(dice)),
        Service::MoveIn => (Some(places::elsewhere(dice)), places::in_city(dice)),
        Service::MoveOut if overseas => (Some(places::in_city(dice)), places::abroad(dice)),
        Service::MoveOut => (Some(places::in_city(dice)), places::elsewhere(dice)),
        Service::MoveWithin => within(dice, true),
        Service::MoveWard => within(dice, false),
        Service::Certificates | Service::SealRegistration => (None, places::in_city(dice)),
    };
    let joins = service.is_move() && !matches!(new, Address::Abroad { .. }) && dice.percent(8);
    Case { service, today, household, on, old, new, joins }
}

/// Two addresses in the city, in the same ward or in two.
fn within(dice: &mut Dice, same: bool) -> (Option<Address>, Address) {
    let old = places::in_city(dice);
    let ward = match &old {
        Address::Here { place, .. } => place.municipality,
        Address::Abroad { .. } => "",
    };
    let new = places::in_ward(dice, ward, same);
    (Some(old), new)
}
