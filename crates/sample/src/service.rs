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

    /// Whether a household in the city is the end of it.
    pub(crate) const fn is_into_a_household(self) -> bool {
        matches!(self, Self::MoveIn | Self::MoveWithin | Self::MoveWard)
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

/// Some of a household go, others stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parting {
    /// The head goes.
    pub(crate) head_leaves: bool,
    /// How many of 15 and over stay.
    pub(crate) staying: u32,
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
    /// Nobody was registered at the address before: a 転入 from within the country without a 転出.
    pub(crate) unregistered: bool,
    /// The movers join a household of the first mover's parents.
    pub(crate) joins: bool,
    /// None where everybody goes.
    pub(crate) parting: Option<Parting>,
    /// Kinds of the certificates wanted.
    pub(crate) certificates: Vec<&'static str>,
    /// Key of the core list `seal_reason`.
    pub(crate) seal_reason: &'static str,
    /// Key of the core list `paper`: what foreign families bring about their 続柄.
    pub(crate) relationship_paper: &'static str,
}

impl Case {
    /// Whether a seal is registered, not only reported lost or ended.
    pub(crate) fn seal_is_new(&self) -> bool {
        matches!(self.seal_reason, "new" | "change")
    }

    /// Whether 本籍 and 筆頭者 are asked: for the 住民票 that a 転入 makes, and to find a 戸籍 that is applied for.
    pub(crate) fn asks_koseki(&self) -> bool {
        let applied_for = || self.certificates.iter().any(|kind| is_from_koseki(kind));
        self.service == Service::MoveIn || self.service == Service::Certificates && applied_for()
    }
}

/// Whether a certificate is made from the 戸籍.
pub(crate) fn is_from_koseki(kind: &str) -> bool {
    kind.starts_with("koseki") || kind == "identity"
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
    let people = if service == Service::SealRegistration { 1 } else { people };
    let household = household::compose(people, on, dice);
    let foreign = household.head().is_some_and(|head| head.residence.is_some());
    let distance = dice.below(100);
    let overseas = distance < if foreign { 50 } else { 6 };
    let (old, new) = match service {
        Service::MoveIn if overseas => (Some(places::abroad(dice)), places::in_city(dice)),
        Service::MoveIn => (Some(places::elsewhere(dice)), places::in_city(dice)),
        Service::MoveOut if overseas => (Some(places::in_city(dice)), places::abroad(dice)),
        Service::MoveOut => (Some(places::in_city(dice)), places::elsewhere(dice)),
        Service::MoveWithin => within(dice, true),
        Service::MoveWard => within(dice, false),
        Service::Certificates | Service::SealRegistration => (None, places::in_city(dice)),
    };
    let seal_reason = dice.pick(&["new", "new", "new", "change", "end", "lost"]);
    Case {
        service,
        today,
        on,
        old,
        new,
        unregistered: service == Service::MoveIn && distance >= 95,
        joins: service.is_into_a_household() && dice.percent(8),
        parting: parting(service, dice),
        certificates: certificates(service, &household, seal_reason, dice),
        seal_reason,
        relationship_paper: dice.pick(&["bring", "bring", "later", "none"]),
        household,
    }
}

/// A 転入 does not ask who stayed.
fn parting(service: Service, dice: &mut Dice) -> Option<Parting> {
    let parts = service.is_move() && service != Service::MoveIn && dice.percent(20);
    parts.then(|| Parting { head_leaves: dice.percent(50), staying: dice.below(4) })
}

fn certificates(
    service: Service,
    household: &Household,
    seal_reason: &str,
    dice: &mut Dice,
) -> Vec<&'static str> {
    let japanese = household.people.iter().any(|person| person.koseki.is_some());
    let wanted: &[&str] = match (service, dice.below(20)) {
        (Service::SealRegistration, 0..=11) if matches!(seal_reason, "new" | "change") => &["seal"],
        (Service::MoveOut | Service::SealRegistration, _) => &[],
        (Service::MoveIn | Service::MoveWithin | Service::MoveWard, 0..=7) => &[],
        (Service::MoveIn | Service::MoveWithin | Service::MoveWard, 8) => &["resident_record", "seal"],
        (Service::MoveIn | Service::MoveWithin | Service::MoveWard, 9 | 10) if japanese => &["koseki_full"],
        (Service::Certificates, 0..=3) => &["resident_record", "seal"],
        (Service::Certificates, 4) => &["removed_record"],
        (Service::Certificates, 5) => &["stated_items", "seal", "resident_record"],
        (Service::Certificates, 6..=8) if japanese => &["koseki_full"],
        (Service::Certificates, 9) if japanese => &["koseki_one", "koseki_addresses", "identity"],
        (Service::Certificates, 10) if japanese => &["koseki_closed", "resident_record"],
        _ => &["resident_record"],
    };
    wanted.to_vec()
}

/// Two addresses in the city, in the same ward or in two.
fn within(dice: &mut Dice, same: bool) -> (Option<Address>, Address) {
    let old = places::in_city(dice);
    let ward = match &old {
        Address::Here { place, .. } => place.municipality,
        Address::Abroad { .. } => "",
    };
    loop {
        let new = places::in_ward(dice, ward, same);
        // Whoever stays where he is does not move.
        if new != old {
            return (Some(old), new);
        }
    }
}
