//! What the citizen is to see now: it follows from the tablet's row and the case alone, so that a restart, another
//! tablet or a second look find the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use kakanai_reception::signing::{Signer, signers};
use kakanai_reception::{Actor, Case, CaseId, Event, EventSeq, Questions, Role};
use kakanai_record::core;
use kakanai_store::{StoreError, VaultError};

use super::token::Paired;
use super::{Memory, citizen};
use crate::app::Counter;
use crate::cases::{CaseError, Loaded};
use crate::fail::Fail;
use crate::papers::Papers;

/// So long the thanks stay.
pub(super) const THANKS_MS: i64 = 60_000;

/// A stage of the way.
pub(super) enum Stage {
    /// Nothing is shown.
    Idle,
    /// The filled forms, to be looked at.
    Look(Asked),
    /// Staff are changing something.
    Mending(EventSeq),
    /// Somebody is to sign.
    Sign(Asked, Who),
    /// All is done.
    Done(EventSeq),
    /// Questions to answer.
    Questions(Box<Loaded>, Box<Questions>),
    /// They are answered, or were left to staff.
    Answered(EventSeq),
}

/// Papers as they were put before the citizen.
pub(super) struct Asked {
    pub(super) event: EventSeq,
    pub(super) papers: Arc<Papers>,
}

/// Who signs next.
pub(super) struct Who {
    pub(super) roles: BTreeSet<Role>,
    /// His name, where he is one of the people.
    pub(super) name: String,
}

/// What a tablet shows now.
pub(super) async fn of(counter: &Arc<Counter>, memory: &Memory, tablet: &Paired) -> Result<Stage, Fail> {
    let Some(shown) = tablet.shows else { return Ok(Stage::Idle) };
    let loaded = match counter.view(shown.case, &citizen(&tablet.terminal), "tablet").await {
        Ok(loaded) => loaded,
        // Erased in this moment: the store takes it from the tablet.
        Err(
            CaseError::Store(StoreError::NoCase { .. } | StoreError::Erased { .. })
            | CaseError::Vault(VaultError::Erased { .. }),
        ) => return Ok(Stage::Idle),
        Err(error) => return Err(error.into()),
    };
    let case = &loaded.case;
    if !case.state.is_open() {
        return Ok(Stage::Idle);
    }
    if let Some(questions) = case.questions.as_ref().filter(|it| it.seq == shown.event) {
        let Some(ended) = questions.ended else {
            let questions = Box::new(questions.clone());
            return Ok(Stage::Questions(Box::new(loaded), questions));
        };
        let at = loaded.events.iter().find(|it| it.seq == ended).map_or(0, |it| it.at);
        return thanks(counter, tablet, at, Stage::Answered(ended)).await;
    }
    let is_current = case.asked.as_ref().is_some_and(|it| it.seq == shown.event && it.void.is_none());
    if !is_current || case.objection.is_some() {
        return Ok(Stage::Mending(shown.event));
    }
    let papers = papers_at(counter, Some(memory), &loaded, shown.event).await?;
    let asked = Asked { event: shown.event, papers };
    if !case.is_confirmed() {
        return Ok(Stage::Look(asked));
    }
    if let Some(who) = next_signer(case, &asked.papers.roles) {
        return Ok(Stage::Sign(asked, who));
    }
    thanks(counter, tablet, ended_at(&loaded), Stage::Done(shown.event)).await
}

/// A minute of thanks, and then nothing.
async fn thanks(counter: &Counter, tablet: &Paired, since: i64, thanks: Stage) -> Result<Stage, Fail> {
    let now = counter.clock.now();
    if now.0 - since >= THANKS_MS {
        counter.store.tablet_show(tablet.terminal.clone(), None, now).await?;
        return Ok(Stage::Idle);
    }
    Ok(thanks)
}

/// The papers as they were at an event: what the citizen has seen, whatever minor slip was mended since.
pub(super) async fn papers_at(
    counter: &Arc<Counter>,
    memory: Option<&Memory>,
    loaded: &Loaded,
    event: EventSeq,
) -> Result<Arc<Papers>, Fail> {
    let case = loaded.header.case;
    if let Some(papers) = memory.and_then(|memory| memory.papers(case, event)) {
        return Ok(papers);
    }
    let events: Vec<_> = loaded.events.iter().filter(|it| it.seq <= event).cloned().collect();
    let damaged = |what: String| CaseError::Damaged { case, what };
    let then = Case::fold(&counter.stored, &events).map_err(|error| damaged(error.to_string()))?;
    let then = then.ok_or_else(|| damaged(format!("it has no event {event}")))?;
    let then = Loaded { header: loaded.header.clone(), case: then, events };
    let papers = counter.papers(&then, false).await?;
    if let Some(memory) = memory {
        memory.keep(case, event, Arc::clone(&papers));
    }
    Ok(papers)
}

/// Those who are to sign, with whether each has (or has left it out).
pub(super) fn all_signers(case: &Case, wanted: &BTreeSet<Role>) -> Vec<(Signer, bool)> {
    let has = |signer: &Signer| signer.roles.iter().all(|role| case.signature(*role).is_some());
    signers(&case.record, wanted).into_iter().map(|signer| (signer.clone(), has(&signer))).collect()
}

fn next_signer(case: &Case, wanted: &BTreeSet<Role>) -> Option<Who> {
    let (signer, _) = all_signers(case, wanted).into_iter().find(|(_, has)| !has)?;
    Some(Who { name: name(case, &signer), roles: signer.roles })
}

/// The name of a signer: one of the people, or who comes for them.
pub(super) fn name(case: &Case, signer: &Signer) -> String {
    let text = |key| case.record.get(key).text();
    let name = match signer.who {
        Some(who) => text(core::MOVER_NAME.of(who)).or_else(|| text(core::MOVER_LATIN.of(who))),
        None => text(core::NOTIFIER_NAME.key()),
    };
    name.unwrap_or_default().to_owned()
}

/// When the citizen's last step was.
fn ended_at(loaded: &Loaded) -> i64 {
    let steps = loaded.events.iter().rev();
    let mut steps = steps.filter(|it| matches!(it.event, Event::Confirmed { .. } | Event::Signed { .. }));
    steps.next().map_or(0, |it| it.at)
}

/// The citizen's own step needs a page that shows what is shown. `None` where it shows something else.
pub(super) fn is_shown(tablet: &Paired, event: &str) -> Option<(CaseId, EventSeq, Actor)> {
    let shown = tablet.shows?;
    let seen = event.parse().map(EventSeq).ok()?;
    (seen == shown.event).then(|| (shown.case, seen, citizen(&tablet.terminal)))
}
