//! The face of a database engine.

use std::future::Future;
use std::pin::Pin;

use kakanai_reception::ids::{CaseId, EnvelopeHash, EventSeq, VisitId};
use tokio::sync::broadcast;

use crate::access::{AccessEntry, AccessSeal, AccessVerdict};
use crate::append::{Append, Appended};
use crate::base::{Code, Login, Millis, Month, SignInPlace};
use crate::cases::{CaseCursor, CaseFilter, CaseHeader, CasePage, CaseView, Change, StoredEvent};
use crate::counts::AdjustmentCount;
use crate::error::Result;
#[cfg(doc)]
use crate::error::StoreError;
use crate::outbox::{OutboxId, OutboxItem};
use crate::sign_in::SignInFailures;
use crate::staff::{Session, Staff, TokenHash};
use crate::tablet::{PairTablet, PairingCode, Tablet};

/// A boxed future, so that [`Store`] can stand behind `dyn`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A database engine. Every change is synced to disk before its future gives the answer.
///
/// All methods fail with [`StoreError::Database`] when the database does, [`StoreError::Corrupt`]
/// when it holds what cannot be, [`StoreError::Closed`] after the store was closed; the other
/// errors are named with each method. On any error nothing was changed.
pub trait Store: Send + Sync {
    /// Keeps one command's outcome.
    ///
    /// Looks in this order: a command kept before gives its first answer again; an erased case
    /// [`StoreError::Erased`]; a wrong `expected` [`StoreError::Moved`]; an envelope used before
    /// [`StoreError::AlreadyOpened`]; an unknown case [`StoreError::NoCase`]; a printed code that
    /// leads to another case [`StoreError::AlreadyOpened`].
    fn append(&self, append: Append) -> BoxFuture<'_, Result<Appended>>;

    /// The events of a case after `after`, for the program's own use: folding, checking, working off
    /// the outbox. What a person looks at goes through [`Store::view`]. An unknown case has none.
    fn load(&self, case: CaseId, after: EventSeq) -> BoxFuture<'_, Result<Vec<StoredEvent>>>;

    /// A case for a person's eyes: the access log's row is kept before it is given.
    ///
    /// [`StoreError::NoCase`].
    fn view(&self, case: CaseId, after: EventSeq, access: AccessEntry) -> BoxFuture<'_, Result<CaseView>>;

    /// The clear part of a case.
    fn case_header(&self, case: CaseId) -> BoxFuture<'_, Result<Option<CaseHeader>>>;

    /// The case a submission opened or a printed code belongs to, also after it was erased.
    fn case_by_envelope(&self, envelope: EnvelopeHash) -> BoxFuture<'_, Result<Option<CaseId>>>;

    /// A page of cases with their summaries, newest first, continuing after `after`. With `access`
    /// the row is kept before it is given; leave it out only where no summary is
    /// opened, or where the same page reads another list that says it.
    fn list_cases(
        &self,
        filter: CaseFilter,
        after: Option<CaseCursor>,
        access: Option<AccessEntry>,
    ) -> BoxFuture<'_, Result<CasePage>>;

    /// How many cases of a list are in each state, by state; states without any are left out.
    fn count_cases(&self, filter: CaseFilter) -> BoxFuture<'_, Result<Vec<(Code, u64)>>>;

    /// The clear parts of the cases of a visit, in the order of their opening.
    fn visit_cases(&self, visit: VisitId) -> BoxFuture<'_, Result<Vec<CaseHeader>>>;

    /// Removes summary and outbox entries of a case, takes it from the tablets and marks it erased;
    /// what was counted stays, and events stay as ciphertext, so that the chain verifies. Destroy the key in the vault **first**: that is the step that
    /// erases, and both may be repeated after a crash. A second time changes nothing.
    ///
    /// [`StoreError::NoCase`].
    fn erase(&self, case: CaseId, at: Millis) -> BoxFuture<'_, Result<()>>;

    /// Hands at most `limit` oldest entries of a kind to `worker`, and to nobody else.
    fn outbox_take(
        &self,
        kind: Code,
        limit: u32,
        worker: Code,
        at: Millis,
    ) -> BoxFuture<'_, Result<Vec<OutboxItem>>>;

    /// Marks an entry as done and drops its payload.
    ///
    /// [`StoreError::NotHeld`] where `worker` does not hold it.
    fn outbox_settle(&self, id: OutboxId, worker: Code, at: Millis) -> BoxFuture<'_, Result<()>>;

    /// Puts back entries taken before `taken_before` and not settled, whose worker is thought dead;
    /// gives their number. They will be delivered again: receivers know them by their id.
    fn outbox_release(&self, taken_before: Millis) -> BoxFuture<'_, Result<u64>>;

    /// How often procedures were added or struck by hand, from one month to another, both included: by month, office,
    /// procedure, what was done and why, in the order of their codes.
    fn adjustments(&self, from: Month, until: Month) -> BoxFuture<'_, Result<Vec<AdjustmentCount>>>;

    /// Keeps a row of the access log by itself.
    fn log_access(&self, entry: AccessEntry) -> BoxFuture<'_, Result<()>>;

    /// Seals the rows written since the last seal; nothing where there are none. Call again while
    /// the seal is full ([`crate::access::SEAL_ROWS`]).
    fn seal_access(&self, at: Millis) -> BoxFuture<'_, Result<Option<AccessSeal>>>;

    /// Checks every sealed row of the access log.
    fn verify_access(&self) -> BoxFuture<'_, Result<AccessVerdict>>;

    /// Adds a member of staff or replaces what is kept under the same login.
    fn put_staff(&self, staff: Staff) -> BoxFuture<'_, Result<()>>;

    /// A member of staff, active or not.
    fn staff(&self, login: Login) -> BoxFuture<'_, Result<Option<Staff>>>;

    /// All staff, by login.
    fn all_staff(&self) -> BoxFuture<'_, Result<Vec<Staff>>>;

    /// Shuts a member of staff out: not active any more, every session ended. Gives their number.
    ///
    /// [`StoreError::NoStaff`].
    fn deactivate_staff(&self, login: Login) -> BoxFuture<'_, Result<u64>>;

    /// Notes a wrong password (or login) and what follows from it. The rule: [`crate::sign_in`].
    fn sign_in_failed(
        &self,
        login: Login,
        place: SignInPlace,
        at: Millis,
    ) -> BoxFuture<'_, Result<SignInFailures>>;

    /// Until when a password must not even be looked at; nothing where it may be.
    fn sign_in_allowed(
        &self,
        login: Login,
        place: SignInPlace,
        now: Millis,
    ) -> BoxFuture<'_, Result<Option<Millis>>>;

    /// Forgets the failures of a login that has now signed in, wherever they happened.
    fn sign_in_succeeded(&self, login: Login) -> BoxFuture<'_, Result<()>>;

    /// Keeps a new session.
    ///
    /// [`StoreError::NoStaff`].
    fn create_session(&self, session: Session) -> BoxFuture<'_, Result<()>>;

    /// A session that has not expired at `now`, of a person who is active.
    fn find_session(&self, token: TokenHash, now: Millis) -> BoxFuture<'_, Result<Option<(Session, Staff)>>>;

    /// Notes that a session was used and moves its end; an unknown one is left alone.
    fn touch_session(&self, token: TokenHash, seen: Millis, expires: Millis) -> BoxFuture<'_, Result<()>>;

    /// Ends a session; an unknown one is left alone.
    fn delete_session(&self, token: TokenHash) -> BoxFuture<'_, Result<()>>;

    /// Removes sessions that have expired at `now`; gives their number.
    fn delete_expired_sessions(&self, now: Millis) -> BoxFuture<'_, Result<u64>>;

    /// Keeps a new tablet, waiting to be paired.
    ///
    /// [`StoreError::CodeTaken`] while another tablet waits with this code.
    fn tablet_begin(&self, token: TokenHash, code: PairingCode, at: Millis) -> BoxFuture<'_, Result<()>>;

    /// Gives the tablet that waits with a code to a terminal, whose former tablet is let go and
    /// unknown from now on. Nothing where none waits with it, or for too long.
    fn tablet_pair(&self, pair: PairTablet) -> BoxFuture<'_, Result<Option<TokenHash>>>;

    /// A tablet by its token.
    fn tablet(&self, token: TokenHash) -> BoxFuture<'_, Result<Option<Tablet>>>;

    /// The tablet of a terminal.
    fn tablet_of(&self, terminal: Code) -> BoxFuture<'_, Result<Option<Tablet>>>;

    /// Puts a case as of an event on the tablet of a terminal, or takes off what it shows.
    ///
    /// For something to show: [`StoreError::NoTablet`], [`StoreError::NoCase`],
    /// [`StoreError::Erased`]. A terminal without tablet shows nothing already.
    fn tablet_show(
        &self,
        terminal: Code,
        show: Option<(CaseId, EventSeq)>,
        at: Millis,
    ) -> BoxFuture<'_, Result<()>>;

    /// Notes that a tablet was heard of; an unknown one is left alone.
    fn tablet_touch(&self, token: TokenHash, seen: Millis) -> BoxFuture<'_, Result<()>>;

    /// Lets a tablet go; an unknown one is left alone.
    fn tablet_end(&self, token: TokenHash) -> BoxFuture<'_, Result<()>>;

    /// Lets go tablets that first asked before `waiting_before` and wait still, and paired ones not
    /// heard of since `seen_before`; gives their number.
    fn delete_old_tablets(&self, waiting_before: Millis, seen_before: Millis) -> BoxFuture<'_, Result<u64>>;

    /// Changes of cases and tablets as they are kept, by this process and, where the engine can tell,
    /// by others.
    /// A receiver that falls behind misses some ([`broadcast::error::RecvError::Lagged`]) and
    /// should fetch its view again.
    fn changes(&self) -> broadcast::Receiver<Change>;

    /// Whether the database answers.
    fn ping(&self) -> BoxFuture<'_, Result<()>>;
}

/// The trait must stay usable behind `dyn`.
const _: Option<&dyn Store> = None;
