//! The story every engine must tell alike.
//!
//! An engine's integration test says how to start a [`Harness`] and calls
//! [`conformance_suite!`](crate::conformance_suite), which makes one test of each chapter.
//! People in it are invented.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, only kept where both engines reach")]

pub mod access;
pub mod cases;
pub mod counts;
pub mod erasure;
pub mod events;
pub mod lists;
pub mod outbox;
pub mod sign_in;
pub mod staff;
pub mod tablets;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kakanai_reception::ids::{CaseId, CommandId, EnvelopeHash, EventSeq, VisitId};

use crate::append::{Append, OpenCase};
use crate::base::{Code, Day, Millis};
use crate::outbox::{OutboxEntry, OutboxId};
use crate::seal::{CaseKey, Nonce, Place, seal_blob, seal_event};
use crate::store::{BoxFuture, Store};

/// An engine with an empty database, for one chapter.
pub trait Harness: Send + Sync {
    /// The engine as the server holds it.
    fn store(&self) -> Arc<dyn Store>;

    /// Alters the first row of the access log behind the program's back, as an administrator could.
    fn tamper_with_access_log(&self) -> BoxFuture<'_, ()>;

    /// Bytes found in any table under any column: all of them, for a search.
    fn dump(&self) -> BoxFuture<'_, Vec<u8>>;
}

/// A moment, the same in all chapters.
pub const NOW: Millis = Millis(1_795_132_800_000);

/// The day of that moment.
pub fn today() -> Day {
    Day::new(20_261_120).unwrap()
}

/// A code.
pub fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

/// Bytes that no other call gives.
pub fn unique<const N: usize>() -> [u8; N] {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    // Spread over the front too, as random identifiers are.
    let mut bytes = [number[7]; N];
    for (at, byte) in bytes.iter_mut().rev().zip(number.iter().rev()) {
        *at = *byte;
    }
    bytes
}

/// A case in the making, with its key.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The case.
    pub case: CaseId,
    /// Its visit.
    pub visit: VisitId,
    /// Its key.
    pub key: CaseKey,
}

impl Draft {
    /// A new case of a new visit.
    pub fn new() -> Self {
        Self::of_visit(VisitId::from_bytes(unique()))
    }

    /// A new case of this visit.
    pub fn of_visit(visit: VisitId) -> Self {
        Self { case: CaseId::from_bytes(unique()), visit, key: CaseKey::from_bytes(unique()) }
    }

    /// A command that opens the case at office E with one event.
    pub fn opening(&self) -> Append {
        let mut append = self.step(EventSeq::ZERO, &["見本太郎"]);
        append.open = Some(self.open_at("E", None));
        append
    }

    /// What opens the case at an office, from a submission or none.
    pub fn open_at(&self, office: &str, envelope: Option<EnvelopeHash>) -> OpenCase {
        OpenCase { visit: self.visit, office: office.parse().unwrap(), day: today(), envelope }
    }

    /// A command that adds events after `expected`.
    pub fn step(&self, expected: EventSeq, events: &[&str]) -> Append {
        let mut seq = expected;
        let seal = |text: &&str| {
            seq = seq.next();
            seal_event(&self.key, self.case, seq, text.as_bytes(), Nonce(unique())).unwrap()
        };
        let events: Vec<_> = events.iter().map(seal).collect();
        let place = Place::Summary(seq);
        let summary = seal_blob(&self.key, self.case, place, "例示花子".as_bytes(), Nonce(unique()));
        Append {
            command: CommandId::from_bytes(unique()),
            case: self.case,
            expected,
            at: NOW,
            envelopes: Vec::new(),
            events,
            open: None,
            summary: summary.unwrap(),
            state: code("received"),
            outbox: Vec::new(),
            counts: Vec::new(),
            access: None,
        }
    }

    /// Work for the outbox.
    pub fn work(&self, kind: &str) -> OutboxEntry {
        let id = OutboxId(unique());
        let payload = seal_blob(&self.key, self.case, Place::Outbox(id), b"print", Nonce(unique()));
        OutboxEntry { id, kind: code(kind), payload: payload.unwrap() }
    }
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes one test of each chapter. `$start` is an async function giving a [`Harness`].
#[macro_export]
macro_rules! conformance_suite {
    ($start:path) => {
        $crate::conformance_suite!(@chapters $start;
            events: opens_and_appends, a_repeated_command_changes_nothing, who_comes_late_is_told,
                fifty_at_once_lose_nothing, the_same_command_twenty_times_at_once,
                contradictions_are_refused, changes_are_told, a_refusal_takes_back_only_itself;
            cases: an_envelope_opens_one_case, envelopes_race, numbers_have_no_gap_and_no_double,
                a_visit_opened_twice_at_once_has_one_number, a_printed_code_leads_to_its_case,
                printed_codes_race;
            lists: lists_page_newest_first, lists_filter, a_visit_lists_its_cases;
            outbox: two_workers_never_share, settling_and_releasing;
            counts: adjustments_are_counted_with_their_command, what_is_refused_is_not_counted,
                counted_at_once_is_counted_whole, counts_outlive_the_case;
            erasure: the_chain_outlives_the_content, an_erased_case_takes_nothing_more;
            access: a_view_leaves_its_row, sealed_rows_verify, tampering_is_found;
            staff: staff_are_kept_and_replaced, sessions_live_and_end, who_is_shut_out_has_no_session;
            sign_in: a_login_waits_after_five_failures, failures_are_forgotten,
                a_success_forgives_its_login_alone, failures_at_once_are_all_counted;
            tablets: a_code_pairs_a_tablet_once, a_new_tablet_replaces_the_former,
                tablets_race_for_a_terminal, what_a_tablet_shows_is_told,
                an_erased_case_leaves_the_tablets, old_tablets_go;
        );
    };
    (@chapters $start:path; $($book:ident: $($chapter:ident),+;)+) => {
        $(mod $book {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $chapter() {
                    $crate::conformance::$book::$chapter(&$start().await).await;
                }
            )+
        })+
    };
}
