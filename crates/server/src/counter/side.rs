//! The right of the case page but for the desk: what the checks found, papers, next states, history.

use std::sync::Arc;

use askama::Template;
use kakanai_interview::summary::Finding;
use kakanai_reception::{CaseState, CommandId, Disclosed, Paper};
use kakanai_record::core;

use super::guidance::GuidancePanel;
use super::history::{Entry, entries};
use super::new_command;
use crate::app::Counter;
use crate::cases::Loaded;
use crate::session::Signed;
use crate::tablet::TabletPanel;

struct Step {
    to: &'static str,
    word: &'static str,
}

struct Form {
    title: String,
    printed: bool,
}

/// What stands first in the right zone: what has to be noticed.
#[derive(Template)]
#[template(path = "case_findings.html")]
pub struct Findings {
    id: String,
    seen: u64,
    cautions: String,
    objection: Option<String>,
    message: String,
    findings: Vec<Finding>,
}

impl Findings {
    /// Of a case.
    pub fn of(loaded: &Loaded, findings: Vec<Finding>) -> Self {
        let record = &loaded.case.record;
        let text = |tag: kakanai_record::Tag| record.get(tag.key()).text().unwrap_or_default().to_owned();
        Self {
            id: loaded.header.case.to_string(),
            seen: loaded.case.seq.0,
            cautions: text(core::CAUTION),
            objection: loaded.case.objection.clone(),
            message: text(core::MESSAGE),
            findings,
        }
    }
}

/// What stands at the foot of the right zone, whatever is scrolled: how far tablet, papers and review are, and
/// the way there.
#[derive(Template)]
#[template(path = "case_acts.html")]
pub struct Acts {
    id: String,
    seen: u64,
    tablet: String,
    mark: &'static str,
    papers: usize,
    printed: bool,
    state: &'static str,
    /// How many procedures; nothing where the service has none.
    guidance: String,
    guidance_open: bool,
    /// The part of the page where the next step of the review is.
    review_at: &'static str,
}

impl Acts {
    /// Of a case.
    pub fn of(loaded: &Loaded, tablet: &TabletPanel, papers: &PaperList, guidance: &GuidancePanel) -> Self {
        let (word, mark) = tablet.state();
        let in_review = matches!(loaded.case.state, CaseState::Review | CaseState::Completed);
        Self {
            id: loaded.header.case.to_string(),
            seen: loaded.case.seq.0,
            tablet: word.to_owned(),
            mark,
            papers: papers.forms.len(),
            printed: !papers.forms.is_empty() && papers.forms.iter().all(|form| form.printed),
            state: loaded.case.state.word(),
            guidance: guidance.in_short(),
            guidance_open: guidance.is_open(),
            review_at: if in_review { "review" } else { "steps" },
        }
    }
}

/// The forms that are to be made.
#[derive(Template)]
#[template(path = "case_papers.html")]
pub struct PaperList {
    id: String,
    seen: u64,
    command: CommandId,
    forms: Vec<Form>,
}

impl PaperList {
    /// Of a case.
    pub fn of(counter: &Arc<Counter>, loaded: &Loaded) -> Self {
        Self {
            id: loaded.header.case.to_string(),
            seen: loaded.case.seq.0,
            command: new_command(counter),
            forms: forms(counter, loaded),
        }
    }
}

/// What stands last: states, history.
#[derive(Template)]
#[template(path = "case_ends.html")]
pub struct Ends {
    id: String,
    seen: u64,
    command: CommandId,
    open: bool,
    plain: Vec<Step>,
    reasoned: Vec<Step>,
    may_erase: bool,
    history: Vec<Entry>,
}

impl Ends {
    /// Of a case.
    pub fn of(counter: &Arc<Counter>, signed: &Signed, loaded: &Loaded) -> Self {
        let case = &loaded.case;
        let own = case.editors.contains(&signed.actor().login);
        let steps = steps(case.state, signed.has("reviewer") && !own);
        let (reasoned, plain) = steps.into_iter().partition(|to| needs_reason(*to));
        let step = |to: CaseState| Step { to: to.code(), word: to.word() };
        let words = |steps: Vec<CaseState>| steps.into_iter().map(step).collect();
        Self {
            id: loaded.header.case.to_string(),
            seen: case.seq.0,
            command: new_command(counter),
            open: case.state.is_open(),
            plain: words(plain),
            reasoned: words(reasoned),
            may_erase: signed.has("reviewer") && !case.state.is_open(),
            history: entries(&counter.catalogue, &loaded.events),
        }
    }
}

fn forms(counter: &Counter, loaded: &Loaded) -> Vec<Form> {
    let record = Disclosed::of_case(&counter.stored, &loaded.case, &Paper);
    let form = |(id, title): (&str, &str)| Form {
        title: title.to_owned(),
        printed: loaded.case.printed.iter().any(|printed| printed == id),
    };
    counter.needed_forms(record.record()).into_iter().map(form).collect()
}

/// Where a person may take the case, in the order of the counter.
fn steps(state: CaseState, reviews: bool) -> Vec<CaseState> {
    let offered = [
        CaseState::Review,
        CaseState::Entry,
        CaseState::Returned,
        CaseState::OnHold,
        CaseState::Correction,
        CaseState::Withdrawn,
        CaseState::Refused,
    ];
    let possible = |to: &CaseState| *to != state && state.may_become(*to);
    offered.into_iter().filter(possible).filter(|to| reviews || *to != CaseState::Returned).collect()
}

const fn needs_reason(to: CaseState) -> bool {
    !matches!(to, CaseState::Review | CaseState::Completed | CaseState::Entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_those_that_a_person_may_take() {
        let words = |state, reviews| -> Vec<&str> {
            steps(state, reviews).into_iter().map(CaseState::word).collect()
        };
        assert_eq!(words(CaseState::Entry, false), ["審査", "保留", "補正", "取下げ", "不受理"]);
        assert_eq!(words(CaseState::Review, true), ["差戻し", "保留", "補正", "取下げ", "不受理"]);
        assert_eq!(words(CaseState::Review, false), ["保留", "補正", "取下げ", "不受理"]);
        assert!(words(CaseState::Completed, true).is_empty());
        assert!(needs_reason(CaseState::OnHold) && !needs_reason(CaseState::Review));
    }
}
