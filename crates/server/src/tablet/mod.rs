//! The citizen's tablet at the counter, or the second display of its PC.
//!
//! A tablet belongs to a terminal and has no right of its own: it shows what that terminal puts before the citizen,
//! and takes what he says to it. All is checked here, from the token over the terminal to the case shown and the event
//! it was shown at; what a page says of itself is only believed where it is the same.
//!
//! | module | holds |
//! | --- | --- |
//! | [`token`] | the tablet's cookie |
//! | [`pairing`] | the code of six digits, the second display, letting go |
//! | [`stage`] | what the citizen is to see now |
//! | [`page`] | the page, and the pictures of the forms |
//! | [`steps`] | confirming, asking for a change, signing |
//! | [`questions`] | pages of questions, put there by staff |
//! | [`panel`] | the clerk's part, on the case page |
//! | [`words`] | the tablet's own words in two languages |
//!
//! Nothing of a case stays on the tablet: answers are not stored, pictures are asked for anew, and the page clears
//! itself when its case is taken away.

mod page;
mod pairing;
pub mod panel;
pub(crate) mod questions;
mod stage;
mod steps;
pub(crate) mod token;
mod words;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use kakanai_reception::{Actor, CaseId, EventSeq};
use kakanai_store::{Code, Login, Millis, TokenHash};

use crate::app::Counter;
use crate::fail::Fail;
use crate::papers::Papers;

pub use panel::TabletPanel;

/// A signature's picture, as a browser's canvas makes it and a form sends it.
const MOST_SIGNATURE_BYTES: usize = 320 * 1024;
/// Papers kept for their pictures: as many as tablets are read at the same moment.
const KEPT: usize = 32;

/// The routes.
pub fn router() -> Router<Arc<Counter>> {
    Router::new()
        .route("/tablet", get(page::page))
        .route("/tablet/pages/{page}", get(page::picture))
        .route("/tablet/confirm", post(steps::confirm))
        .route("/tablet/object", post(steps::object))
        .route("/tablet/sign", post(steps::sign).layer(DefaultBodyLimit::max(MOST_SIGNATURE_BYTES)))
        .route("/tablet/questions", post(questions::answer))
        .route("/tablet/here", post(pairing::here))
        .route("/pair", get(pairing::page).post(pairing::pair))
        .route("/pair/end", post(pairing::end))
        .route("/cases/{case}/tablet/ask", post(panel::ask))
        .route("/cases/{case}/tablet/clear", post(panel::clear))
        .route("/cases/{case}/tablet/questions", post(questions::ask))
        .route("/cases/{case}/tablet/questions/end", post(questions::end))
        .route("/cases/{case}/tablet/omit", post(panel::omit))
        .layer(Extension(Arc::new(Memory::default())))
}

/// What this process remembers between requests; nothing is lost with it.
#[derive(Default)]
struct Memory {
    papers: Mutex<VecDeque<(CaseId, EventSeq, Arc<Papers>)>>,
    /// Tablets that have had something of a case, and must clear it away.
    used: Mutex<BTreeSet<[u8; 32]>>,
    /// Wrong codes by who typed them: how many, and since when.
    wrong: Mutex<BTreeMap<String, (u32, Millis)>>,
    /// New tablets: how many in the minute that began then.
    begun: Mutex<(u32, Millis)>,
}

impl Memory {
    fn papers(&self, case: CaseId, event: EventSeq) -> Option<Arc<Papers>> {
        let kept = self.papers.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(at, seq, _)| (*at, *seq) == (case, event)).map(|(.., papers)| Arc::clone(papers))
    }

    fn keep(&self, case: CaseId, event: EventSeq, papers: Arc<Papers>) {
        let mut kept = self.papers.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(at, ..)| *at != case);
        kept.push_front((case, event, papers));
        kept.truncate(KEPT);
    }

    fn forget(&self, case: CaseId) {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner).retain(|(at, ..)| *at != case);
    }

    fn use_by(&self, token: TokenHash) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(token.0);
    }

    /// Whether the tablet has something to clear away; asked once.
    fn clears(&self, token: TokenHash) -> bool {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).remove(&token.0)
    }

    /// Whether this login may try a code; a wrong one is counted with [`Memory::missed`].
    fn may_try(&self, login: &Login, now: Millis) -> bool {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.retain(|_, (_, since)| (0..pairing::WRONG_FOR_MS).contains(&(now.0 - since.0)));
        wrong.get(login.as_str()).is_none_or(|(times, _)| *times < pairing::MOST_WRONG)
    }

    fn missed(&self, login: &Login, now: Millis) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.entry(login.as_str().to_owned()).or_insert((0, now)).0 += 1;
    }

    /// Whether one more tablet may wait: anybody in the network can ask for a code.
    fn may_begin(&self, now: Millis) -> bool {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if !(0..60_000).contains(&(now.0 - begun.1.0)) {
            *begun = (0, now);
        }
        begun.0 += 1;
        begun.0 <= pairing::MOST_BEGUN
    }
}

/// The terminal as stores name it.
fn terminal_code(terminal: &str) -> Result<Code, Fail> {
    Code::new(&terminal.to_lowercase()).map_err(|error| Fail::Internal(error.to_string()))
}

/// The doer of the citizen's own steps.
fn citizen(terminal: &Code) -> Actor {
    Actor { login: "tablet".to_owned(), terminal: terminal.as_str().to_uppercase() }
}

/// A failure on the citizen's side: the operator is told as of any other, the citizen is not troubled with it.
struct Calm(Fail);

impl<E: Into<Fail>> From<E> for Calm {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Calm {
    fn into_response(self) -> Response {
        // Words it as for staff, which logs it, and keeps the status alone.
        let status = match self.0 {
            Fail::SignIn => axum::http::StatusCode::FORBIDDEN,
            fail => fail.into_response().status(),
        };
        page::trouble(status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_not_guessed_and_tablets_do_not_pile_up() {
        let memory = Memory::default();
        let (clerk, other) = (Login::new("a").unwrap(), Login::new("b").unwrap());
        for at in 0..i64::from(pairing::MOST_WRONG) {
            assert!(memory.may_try(&clerk, Millis(at)));
            memory.missed(&clerk, Millis(at));
        }
        assert!(!memory.may_try(&clerk, Millis(100)));
        assert!(memory.may_try(&other, Millis(100)), "one clerk's slips are not another's");
        assert!(memory.may_try(&clerk, Millis(pairing::WRONG_FOR_MS)), "and are forgotten");

        let begun = (0..1_000).filter(|at| memory.may_begin(Millis(1_000_000 + at))).count();
        assert_eq!(begun, pairing::MOST_BEGUN as usize);
        assert!(memory.may_begin(Millis(1_070_000)));
    }
}
