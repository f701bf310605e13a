//! Going to another state.

use super::{Refusal, must_be_in_hand, nothing_out, reason_given};
use crate::case::Case;
use crate::command::Actor;
use crate::event::Event;
use crate::state::CaseState;

pub(super) fn turn(case: &Case, to: CaseState, reason: &str, actor: &Actor) -> Result<Vec<Event>, Refusal> {
    if case.state == to {
        return Ok(Vec::new());
    }
    // 完了 comes by itself, when every part has ended.
    if to == CaseState::Completed || !case.state.may_become(to) {
        return Err(Refusal::NoSuchTurn { from: case.state, to });
    }
    must_be_in_hand(case)?;
    if !to.is_open() {
        nothing_out(case)?;
    }
    if to == CaseState::Returned && case.editors.contains(&actor.login) {
        return Err(Refusal::OwnWork);
    }
    let wants_reason = matches!(
        to,
        CaseState::OnHold
            | CaseState::Correction
            | CaseState::Returned
            | CaseState::Withdrawn
            | CaseState::Refused
    );
    let reason = if wants_reason { reason_given(reason)? } else { reason.trim().to_owned() };
    Ok(vec![Event::Turned { to, reason }])
}
