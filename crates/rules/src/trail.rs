//! What has been read on the way to a verdict.
//!
//! Every part of a rule leaves its facts at the end of one list; whoever joins parts drops those that
//! did not matter. Nothing is allocated per part.

use kakanai_record::ItemKey;

use crate::outcome::Truth;

/// How a place took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Its answer made it so.
    Because,
    /// A reference that was followed: matters whatever is found behind it.
    Through,
    /// It does not apply: decides a comparison alone.
    NotApplicable,
    /// Known in part: decides, or keeps undecided.
    Vague,
    /// It makes a count at least what it is.
    AtLeast,
    /// It makes a count at most what it is.
    AtMost,
    /// Not asked yet.
    Hangs,
    /// わからない or 不詳.
    Stuck,
}

/// One place on the trail.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fact {
    pub(crate) key: ItemKey,
    pub(crate) why: Why,
    /// The walk whose not yet existing element it belongs to, from 1; 0 for a real place.
    pub(crate) imagined: u8,
}

/// The facts so far; none where nobody asks for reasons.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    facts: Vec<Fact>,
    wanted: bool,
}

impl Trail {
    /// Forgets everything. `wanted` says whether facts are kept from now on.
    pub(crate) fn begin(&mut self, wanted: bool) {
        self.facts.clear();
        self.wanted = wanted;
        if wanted {
            self.facts.reserve(16);
        }
    }

    /// Whether facts are kept: else the first part that decides is enough.
    pub(crate) const fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// Where the next part begins.
    pub(crate) fn mark(&self) -> usize {
        self.facts.len()
    }

    #[inline]
    pub(crate) fn push(&mut self, key: ItemKey, why: Why, imagined: u8) {
        if self.wanted {
            self.facts.push(Fact { key, why, imagined });
        }
    }

    /// Drops everything from `mark` on.
    pub(crate) fn drop_from(&mut self, mark: usize) {
        self.facts.truncate(mark);
    }

    /// Drops what lies between two marks.
    pub(crate) fn drop_between(&mut self, from: usize, to: usize) {
        if from < to {
            self.facts.drain(from..to);
        }
    }

    /// Keeps, from `mark` on, what `judge` keeps, with the part it now plays.
    pub(crate) fn settle(&mut self, mark: usize, judge: impl Fn(Fact) -> Option<Why>) {
        let mut to = mark;
        for from in mark..self.facts.len() {
            let fact = self.facts[from];
            if let Some(why) = judge(fact) {
                self.facts[to] = Fact { why, ..fact };
                to += 1;
            }
        }
        self.facts.truncate(to);
    }

    /// Settles a comparison: `without` names facts that do not matter for this decision.
    pub(crate) fn settle_comparison(
        &mut self,
        mark: usize,
        truth: Truth,
        absent: bool,
        without: Option<Why>,
    ) {
        if self.facts.len() == mark {
            return;
        }
        self.settle(mark, |fact| match (truth, fact.why) {
            (Truth::Unknown, Why::Hangs) => Some(Why::Hangs),
            (Truth::Unknown, Why::Stuck | Why::Vague) => Some(Why::Stuck),
            (Truth::Unknown, _) | (_, Why::Hangs | Why::Stuck) => None,
            (_, Why::NotApplicable | Why::Through) => Some(Why::Because),
            (_, why) => (!absent && Some(why) != without).then_some(Why::Because),
        });
    }

    /// The keys that play a part, sorted, each once.
    pub(crate) fn keys(&self, plays: impl Fn(Why) -> bool) -> Vec<ItemKey> {
        let mut keys = Vec::with_capacity(self.facts.len());
        keys.extend(self.facts.iter().filter(|fact| plays(fact.why)).map(|fact| fact.key));
        keys.sort_unstable_by_key(|key| key.number());
        keys.dedup();
        keys
    }
}
