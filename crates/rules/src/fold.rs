//! `and`, `or`, `any` and `all`: parts joined so that only what matters stays on the trail.

use crate::outcome::Truth;
use crate::trail::Trail;

/// A truth value and whether something guarded had a part in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged {
    pub(crate) truth: Truth,
    pub(crate) sensitive: bool,
}

/// Parts joined so far.
///
/// One part that absorbs (false in `and`, true in `or`) decides alone. If such a part is free of
/// sensitive facts then the result is, whatever the others say: reasons then name only free parts,
/// so that neither result nor reasons tell what a sensitive answer was.
pub(crate) struct Fold {
    absorbing: Truth,
    start: usize,
    truth: Truth,
    /// A part free of sensitive facts absorbs.
    free: bool,
    sensitive: bool,
}

impl Fold {
    /// `absorbing` is false for `and` and `all`, true for `or` and `any`.
    pub(crate) fn new(absorbing: Truth, trail: &Trail) -> Self {
        Self { absorbing, start: trail.mark(), truth: !absorbing, free: false, sensitive: false }
    }

    /// Joins a part whose facts begin at `mark`.
    #[inline]
    pub(crate) fn join(&mut self, trail: &mut Trail, mark: usize, part: Judged) {
        self.sensitive |= part.sensitive;
        let rank = |truth: Truth| match truth {
            truth if truth == self.absorbing => 2,
            Truth::Unknown => 1,
            _ => 0,
        };
        let absorbs_freely = rank(part.truth) == 2 && !part.sensitive;
        let is_stronger = rank(part.truth) > rank(self.truth) || (absorbs_freely && !self.free);
        let is_weaker = rank(part.truth) < rank(self.truth) || (self.free && !absorbs_freely);
        if is_stronger {
            trail.drop_between(self.start, mark);
            self.truth = part.truth;
        } else if is_weaker {
            trail.drop_from(mark);
        }
        self.free |= absorbs_freely;
    }

    /// Whether the parts still to come change nothing, because nobody asks for reasons.
    pub(crate) fn is_over(&self, trail: &Trail) -> bool {
        self.truth == self.absorbing && !trail.is_wanted()
    }

    pub(crate) const fn end(self) -> Judged {
        Judged { truth: self.truth, sensitive: self.sensitive && !self.free }
    }
}
