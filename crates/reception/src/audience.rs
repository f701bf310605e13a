//! Who sees what, by type.
//!
//! A [`Disclosed`] record can only be made through the rules of its audience, and functions that draw
//! for the citizen take a `Disclosed<Citizen>`: a caution or a staff note cannot get there by mistake.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use kakanai_record::{Dictionary, ElementId, ItemDef, ItemKey, Owner, Record, core};

use crate::case::Case;

/// An audience and its rule.
pub trait Audience {
    /// Whether it may see an item at a place.
    fn may_see(&self, item: &ItemDef, key: ItemKey) -> bool;
}

/// The citizen at the tablet, or at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citizen {
    /// Which of the people he is; `None` for somebody who files for others. Only his own sensitive
    /// answers are his to see: a spouse or an agent must not learn of a 手帳 or a pregnancy.
    pub who: Option<ElementId>,
}

impl Audience for Citizen {
    fn may_see(&self, item: &ItemDef, key: ItemKey) -> bool {
        let own = key.innermost().is_some() && key.innermost() == self.who;
        item.owner == Owner::Citizen && (!item.sensitive || own)
    }
}

/// The citizen while he answers questions on the tablet: he goes back to what he has just answered, also where it is
/// about somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answering {
    /// Who he is.
    pub citizen: Citizen,
    /// What he answered since the questions were put before him.
    pub given: BTreeSet<ItemKey>,
}

impl Audience for Answering {
    fn may_see(&self, item: &ItemDef, key: ItemKey) -> bool {
        let given = item.owner == Owner::Citizen && self.given.contains(&key);
        given || self.citizen.may_see(item, key)
    }
}

/// A clerk with the case open. Sensitive answers belong to the citizen's own screen (KM-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clerk {
    /// Whether the clerk may see cautions.
    pub cautions: bool,
}

impl Audience for Clerk {
    fn may_see(&self, item: &ItemDef, _key: ItemKey) -> bool {
        match item.owner {
            Owner::Citizen => !item.sensitive,
            Owner::Staff => true,
            Owner::City => self.cautions,
        }
    }
}

/// Paper, and its picture on the citizen's tablet. What is printed lies on the counter for everybody to
/// read: no sensitive answer, no note among staff, nothing of the city's own data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper;

impl Audience for Paper {
    fn may_see(&self, item: &ItemDef, _key: ItemKey) -> bool {
        match item.owner {
            Owner::Citizen => !item.sensitive,
            Owner::Staff => item.tag != core::STAFF_NOTE,
            Owner::City => false,
        }
    }
}

/// What an audience sees of a record, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed<A> {
    record: Record,
    audience: PhantomData<A>,
}

impl<A: Audience> Disclosed<A> {
    /// Shows a record to an audience. What it may not see is as if never asked.
    pub fn of(dictionary: &Dictionary, record: &Record, audience: &A) -> Self {
        let mut shown = record.clone();
        shown.retain(|key| dictionary.item(key.tag()).is_some_and(|item| audience.may_see(item, key)));
        Self { record: shown, audience: PhantomData }
    }

    /// Shows the record of a case.
    pub fn of_case(dictionary: &Dictionary, case: &Case, audience: &A) -> Self {
        Self::of(dictionary, &case.record, audience)
    }

    /// What is shown.
    pub const fn record(&self) -> &Record {
        &self.record
    }
}
