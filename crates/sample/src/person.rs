//! One invented person.

use jiff::civil::Date;
use kakanai_domain::age::{Reading, age_on};

use crate::names::Word;
use crate::places::Place;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Male,
    Female,
}

impl Sex {
    /// Key of the core list `sex`.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Male => Self::Female,
            Self::Female => Self::Male,
        }
    }

    /// Key of the core list `relationship`.
    pub(crate) const fn spouse(self) -> &'static str {
        match self {
            Self::Male => "husband",
            Self::Female => "wife",
        }
    }
}

/// What a person is in the household, seen from its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Head,
    Spouse,
    /// 夫・妻（未届）
    Partner,
    Child,
    ChildSpouse,
    Grandchild,
    Father,
    Mother,
    SpouseFather,
    SpouseMother,
    Sibling,
    Relative,
    Housemate,
}

/// 国籍, 在留資格 and the card of a foreign resident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Residence {
    /// ISO 3166-1 alpha-3.
    pub(crate) country: &'static str,
    /// Key of the core list `residence_status`.
    pub(crate) status: &'static str,
    /// 在留期間 and the day it ends; none for 永住者.
    pub(crate) period: Option<(&'static str, Date)>,
    /// None where the person has not the card at hand.
    pub(crate) card_number: Option<String>,
    /// The name in kanji, of somebody from a country that writes it so.
    pub(crate) kanji: Option<String>,
    /// 通称
    pub(crate) alias: Option<String>,
}

/// 本籍 and 筆頭者; none where the person does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Koseki {
    pub(crate) place: Option<(Place, &'static str)>,
    pub(crate) head: Option<String>,
}

/// A person of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) role: Role,
    pub(crate) family: Word,
    pub(crate) given: Word,
    pub(crate) sex: Sex,
    pub(crate) birth: Date,
    /// None for Japanese.
    pub(crate) residence: Option<Residence>,
    /// None for foreign residents.
    pub(crate) koseki: Option<Koseki>,
    /// Keys of the core lists; none where it is not asked at that age.
    pub(crate) insurance: &'static str,
    pub(crate) pension: Option<&'static str>,
    pub(crate) school: Option<&'static str>,
    /// マイナンバーカード; none where the person does not know.
    pub(crate) card: Option<bool>,
}

impl Person {
    /// A Japanese person of whom nothing further is known.
    pub(crate) const fn new(role: Role, family: Word, given: Word, sex: Sex, birth: Date) -> Self {
        Self {
            role,
            family,
            given,
            sex,
            birth,
            residence: None,
            koseki: None,
            insurance: "national",
            pension: None,
            school: None,
            card: Some(false),
        }
    }

    /// 氏名, parted by one full-width space as the resident record does.
    pub(crate) fn name(&self) -> String {
        format!("{}\u{3000}{}", self.family.written, self.given.written.replace(' ', "\u{3000}"))
    }

    pub(crate) fn kana(&self) -> String {
        format!("{}\u{3000}{}", self.family.kana, self.given.kana)
    }

    /// Name in Latin letters as on the 在留カード; foreign residents only.
    pub(crate) fn latin(&self) -> Option<String> {
        self.residence.as_ref().map(|_| format!("{} {}", self.family.written, self.given.written))
    }

    /// Somebody of the same family who lives elsewhere.
    pub(crate) fn relative(&self, given: &str) -> String {
        format!("{}\u{3000}{given}", self.family.written)
    }

    /// Completed years.
    pub(crate) fn age(&self, on: Date) -> u8 {
        age_on(self.birth, on, Reading::Birthday).unwrap_or(0)
    }

    /// 続柄 as the text form of its item.
    pub(crate) fn relationship(&self, head: &Self) -> String {
        let spouse_of_head = head.sex.other().spouse();
        match self.role {
            Role::Head => "head".into(),
            Role::Spouse => self.sex.spouse().into(),
            Role::Partner => format!("{}_unregistered", self.sex.spouse()),
            Role::Child => "child".into(),
            Role::ChildSpouse => format!("child.{}", self.sex.spouse()),
            Role::Grandchild => "child.child".into(),
            Role::Father => "father".into(),
            Role::Mother => "mother".into(),
            Role::SpouseFather => format!("{spouse_of_head}.father"),
            Role::SpouseMother => format!("{spouse_of_head}.mother"),
            Role::Sibling => match (self.birth < head.birth, self.sex) {
                (true, Sex::Male) => "older_brother",
                (false, Sex::Male) => "younger_brother",
                (true, Sex::Female) => "older_sister",
                (false, Sex::Female) => "younger_sister",
            }
            .into(),
            Role::Relative => "relative".into(),
            Role::Housemate => "housemate".into(),
        }
    }
}
