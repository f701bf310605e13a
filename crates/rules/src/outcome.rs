//! What an evaluation gives.

use kakanai_record::{ItemKey, Value};

/// The three truth values of Kleene's logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold.
    False,
    /// It depends on what is not known.
    Unknown,
    /// It holds.
    True,
}

impl Truth {
    /// Whether it is true or false.
    pub const fn is_decided(self) -> bool {
        !matches!(self, Self::Unknown)
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

/// A result and what it rests on.
///
/// A decided result has only `because`; an undecided one only `hangs_on` and `stuck_on`, at least one
/// of them. The keys are sorted and stand once each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<T> {
    /// The result itself.
    pub result: T,
    /// The answers that made it so. The key of a list stands for who is in it.
    pub because: Vec<ItemKey>,
    /// Places nobody was asked about that could still change it; the key of a list: more elements.
    pub hangs_on: Vec<ItemKey>,
    /// Places answered わからない or 不詳, or partly known dates, that keep it undecided.
    pub stuck_on: Vec<ItemKey>,
    /// Whether a sensitive answer, or data of the city about people, had a part in it. Where this is
    /// `false` the whole outcome would be the same whatever those answers were.
    pub sensitive: bool,
}

/// Whether a rule holds.
pub type Verdict = Outcome<Truth>;

impl Outcome<Truth> {
    /// Whether the rule holds.
    pub const fn truth(&self) -> Truth {
        self.result
    }

    /// Whether the rule holds for certain.
    pub fn is_true(&self) -> bool {
        self.result == Truth::True
    }

    /// Whether the rule fails for certain.
    pub fn is_false(&self) -> bool {
        self.result == Truth::False
    }
}

/// The value of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Computed {
    /// It is known.
    Value(Value),
    /// An item in it does not apply.
    NotApplicable,
    /// It depends on what is not known.
    Unknown,
}
