//! What the desk says over the rules: procedures added or struck by hand.

use kakanai_catalogue::Catalogue;
use kakanai_record::ElementId;

use super::{Decision, Outcome};

/// A procedure that somebody added or struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adjustment<'a> {
    /// Its name in the catalogue.
    pub procedure: &'a str,
    /// Whose, where it belongs to a person.
    pub person: Option<ElementId>,
    /// Added; else struck.
    pub needed: bool,
}

/// The decisions as the desk wants them, each that somebody touched with its mark. What was added is needed, whatever its
/// rule says, also where its service is another one; what was struck is not needed, and the list tells it apart. Left out
/// is what the catalogue does not know, or knows as belonging to somebody else than was said.
///
/// Reasons are those of the rule. Where it had come out otherwise they speak against what was added, so that has none; of
/// what was struck they say why it would be needed.
pub fn adjusted(
    catalogue: &Catalogue,
    mut decisions: Vec<Decision>,
    adjustments: &[Adjustment],
) -> Vec<Decision> {
    for adjustment in adjustments {
        let mut procedures = catalogue.procedures().iter();
        let Some(at) = procedures.position(|procedure| procedure.id == adjustment.procedure) else {
            continue;
        };
        let same =
            |decision: &&mut Decision| decision.procedure == at && decision.person == adjustment.person;
        match decisions.iter_mut().find(same) {
            Some(decision) => adjust(decision, adjustment.needed),
            None => decisions.extend(added(catalogue, at, adjustment)),
        }
    }
    // Stable: people stay in their order.
    decisions.sort_by_key(|decision| decision.procedure);
    decisions
}

fn adjust(decision: &mut Decision, needed: bool) {
    decision.by_hand = true;
    let outcome = if needed { Outcome::Needed } else { Outcome::NotNeeded };
    if needed && decision.outcome != Outcome::Needed {
        decision.because.clear();
        decision.hangs_on.clear();
        decision.stuck_on.clear();
    }
    decision.outcome = outcome;
}

/// A procedure that the rules did not even look at; striking it changes nothing.
fn added(catalogue: &Catalogue, at: usize, adjustment: &Adjustment) -> Option<Decision> {
    let procedure = catalogue.procedures().get(at)?;
    let fits = adjustment.needed && procedure.each.is_some() == adjustment.person.is_some();
    fits.then(|| Decision {
        procedure: at,
        person: adjustment.person,
        outcome: Outcome::Needed,
        because: Vec::new(),
        hangs_on: Vec::new(),
        stuck_on: Vec::new(),
        sensitive: procedure.sensitive,
        by_hand: true,
    })
}
