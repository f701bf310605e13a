//! Who signs what, and how long a signature stands.
//!
//! A box on paper takes the signature of a role; a person has one or more roles. A signature is bound to
//! what the signer saw: the record as printed, the filled forms, the catalogue. A change of something that
//! was printed ends it, unless it is a 軽微な補正 recorded with its reason (`practice.md`).

use std::collections::{BTreeMap, BTreeSet};

use kakanai_record::{Change, Dictionary, ElementId, Owner, Record, Tag, core};

use crate::ids::EventSeq;

/// In which capacity somebody signs. Boxes of forms name roles by their codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 届出人.
    Filer,
    /// 請求者, 申請者.
    Applicant,
    /// 印鑑登録をする人.
    Registrant,
    /// 世帯主.
    Head,
    /// 配偶者.
    Spouse,
    /// 委任者: signs at home, with the pen.
    Delegator,
    /// 同意者.
    Consenter,
    /// 保証人.
    Guarantor,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 8] = [
        Self::Filer,
        Self::Applicant,
        Self::Registrant,
        Self::Head,
        Self::Spouse,
        Self::Delegator,
        Self::Consenter,
        Self::Guarantor,
    ];

    /// The code in storage and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filer => "filer",
            Self::Applicant => "applicant",
            Self::Registrant => "registrant",
            Self::Head => "head",
            Self::Spouse => "spouse",
            Self::Delegator => "delegator",
            Self::Consenter => "consenter",
            Self::Guarantor => "guarantor",
        }
    }

    /// The role of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The word on screens and forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Filer => "届出人",
            Self::Applicant => "請求者",
            Self::Registrant => "登録者",
            Self::Head => "世帯主",
            Self::Spouse => "配偶者",
            Self::Delegator => "委任者",
            Self::Consenter => "同意者",
            Self::Guarantor => "保証人",
        }
    }
}

/// How somebody signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// By hand on the tablet: a small PNG.
    Pen(Vec<u8>),
    /// Typed in.
    Typed(String),
    /// Left out: the box stays free for the pen.
    Omitted,
}

/// What a signature is bound to: three SHA-256 hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// Of the record as the papers may show it.
    pub record: [u8; 32],
    /// Of the filled forms before signing.
    pub forms: [u8; 32],
    /// Of the catalogue that says what is asked and printed.
    pub catalogue: [u8; 32],
}

/// A signature given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// How.
    pub how: How,
    /// What it is bound to.
    pub bound: Bound,
    /// Items that the papers of its role print: a change of one of these ends it.
    pub printed: BTreeSet<Tag>,
    /// The event that gave it.
    pub seq: EventSeq,
    /// The event that ended it.
    pub void: Option<EventSeq>,
}

impl Signature {
    /// Whether it still stands.
    pub const fn stands(&self) -> bool {
        self.void.is_none()
    }
}

/// What papers print of what the citizen answers for: of all of them, and of those that a role signs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Printed {
    /// Of all papers.
    pub all: BTreeSet<Tag>,
    /// Of the papers with a box for a role.
    pub by_role: BTreeMap<Role, BTreeSet<Tag>>,
}

impl Printed {
    /// What ends a signature in a role.
    pub fn of_role(&self, role: Role) -> &BTreeSet<Tag> {
        self.by_role.get(&role).unwrap_or(&self.all)
    }
}

/// Filled forms put before the citizen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The event.
    pub seq: EventSeq,
    /// Names of the forms.
    pub forms: Vec<String>,
    /// Items that they print: a change of one of these makes what was seen out of date.
    pub printed: Printed,
    /// On which terminal's tablet.
    pub terminal: String,
    /// The event that made it out of date.
    pub void: Option<EventSeq>,
}

/// What a 軽微な補正 may touch: slips that change neither who, nor when, nor where to, nor what is asked for.
const MINOR: [Tag; 11] = [
    core::OLD_POSTAL,
    core::OLD_BUILDING,
    core::NEW_POSTAL,
    core::NEW_BUILDING,
    core::MOVER_KANA,
    core::MOVER_CARD_NUMBER,
    core::NOTIFIER_KANA,
    core::NOTIFIER_ADDRESS,
    core::NOTIFIER_PHONE,
    core::CERTIFICATE_PURPOSE,
    core::DELAY_REASON,
];

/// Whether a change can be a 軽微な補正: a slip in an item that says so, or in the desk's own.
pub fn may_be_minor(dictionary: &Dictionary, change: &Change) -> bool {
    let Change::Set(key, _) = change else { return false };
    let staff = dictionary.item(key.tag()).is_some_and(|item| item.owner == Owner::Staff);
    staff || MINOR.contains(&key.tag())
}

/// Somebody who signs, with all roles that are his.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Which of the people; none for somebody who is not one of them.
    pub who: Option<ElementId>,
    /// His roles, among those asked for.
    pub roles: BTreeSet<Role>,
}

/// Who signs on the tablet, for the roles that the forms have boxes for. The person at the counter comes
/// first; 委任者, 保証人 and 同意者 are elsewhere and sign with the pen.
pub fn signers(record: &Record, wanted: &BTreeSet<Role>) -> Vec<Signer> {
    let people = record.elements(core::MOVER.key());
    let is_self = record.get(core::NOTIFIER_KIND.key()).code().unwrap_or("self") == "self";
    let named = record.get(core::NOTIFIER_MOVER.key()).element();
    let notifier = match people {
        [only] if is_self => Some(*only),
        _ if is_self => named,
        _ => None,
    };
    let registrant = match people {
        [only] => Some(*only),
        _ => record.get(core::SEAL_MOVER.key()).element(),
    };
    // Nobody known signs with the pen: an agent must not become the owner of a seal.
    let known_registrant = registrant.is_some();
    let mut signers = vec![Signer { who: notifier, roles: BTreeSet::new() }];
    for role in wanted {
        let who = match role {
            Role::Filer | Role::Applicant => notifier,
            Role::Registrant if known_registrant => registrant,
            Role::Registrant
            | Role::Head
            | Role::Spouse
            | Role::Delegator
            | Role::Consenter
            | Role::Guarantor => continue,
        };
        match signers.iter_mut().find(|signer| signer.who == who) {
            Some(signer) => signer.roles.insert(*role),
            None => {
                signers.push(Signer { who, roles: BTreeSet::from([*role]) });
                true
            }
        };
    }
    signers.retain(|signer| !signer.roles.is_empty());
    signers
}
