//! Commands against the store: load, fold, decide, seal, append; again where somebody was faster.
//!
//! [`open`] makes cases, [`summary`] is what lists show of them.

mod open;
mod summary;

use std::sync::Arc;

use kakanai_reception::{
    Actor, Case, CaseId, Command, CommandId, Counted, EnvelopeHash, EventSeq, Happened, Refusal, decide,
};
use kakanai_store::seal::{open_event, seal_blob, seal_event};
use kakanai_store::{
    AccessEntry, Append, CaseHeader, CaseKey, Code, KeyVault, Login, Month, Nonce, OpenCase, Place,
    ProcedureCount, StoreError, StoredEvent, VaultError,
};

use crate::app::{Counter, draw};

pub use summary::{Summary, SummaryCache};

/// Why a command did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The case says no, and why.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store says no, or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault says no, or failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// What is stored cannot be read or does not fit together.
    #[error("case {case} cannot be read: {what}")]
    Damaged {
        /// The case.
        case: CaseId,
        /// Why.
        what: String,
    },
    /// The folders of the hand-over cannot be used.
    #[error("the folders of the hand-over cannot be used: {0}")]
    Files(std::io::Error),
}

/// A case as a person at the counter has it before him.
#[derive(Debug)]
pub struct Loaded {
    /// The clear part.
    pub header: CaseHeader,
    /// The fold.
    pub case: Case,
    /// The events, for the history.
    pub events: Vec<Happened>,
}

/// How often a command is tried again when others are faster.
const TRIES: usize = 8;

impl Counter {
    /// Runs a command on a case. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`CaseError`].
    pub async fn command(
        &self,
        case: CaseId,
        wanted: &Command,
        actor: &Actor,
        command: CommandId,
    ) -> Result<Case, CaseError> {
        self.command_with(case, wanted, actor, command, Vec::new()).await
    }

    /// Runs a command that makes codes of the case, which will lead back to it.
    ///
    /// # Errors
    /// [`CaseError`].
    pub async fn command_with(
        &self,
        case: CaseId,
        wanted: &Command,
        actor: &Actor,
        command: CommandId,
        envelopes: Vec<EnvelopeHash>,
    ) -> Result<Case, CaseError> {
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        for _ in 0..TRIES {
            let stored = self.store.load(case, EventSeq::ZERO).await?;
            let repeated = stored.iter().any(|event| event.command == command);
            let events = self.read_events(case, &key, &stored)?;
            let before = self.fold(case, &events)?;
            if repeated {
                return Ok(before);
            }
            let happened = self.happen(Some(&before), wanted, actor)?;
            if happened.is_empty() {
                return Ok(before);
            }
            let mut after = before.clone();
            for event in &happened {
                after.apply(&self.stored, event).map_err(|error| damaged(case, error))?;
            }
            let mut append =
                self.append(case, &key, command, (before.seq, &happened, &after), None, actor)?;
            append.envelopes.clone_from(&envelopes);
            match self.store.append(append).await {
                Ok(_) => return Ok(after),
                // Somebody was faster: decide again against what he did.
                Err(StoreError::Moved { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let header = self.store.case_header(case).await?;
        Err(StoreError::Moved { case, now: header.map_or(EventSeq::ZERO, |header| header.seq) }.into())
    }

    /// A case for a person's eyes; the access log gets its row with it.
    ///
    /// # Errors
    /// [`CaseError`].
    pub async fn view(&self, case: CaseId, actor: &Actor, action: &'static str) -> Result<Loaded, CaseError> {
        let access = self.access(Some(case), actor, action).map_err(|error| damaged(case, error))?;
        let view = self.store.view(case, EventSeq::ZERO, access).await?;
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let events = self.read_events(case, &key, &view.events)?;
        Ok(Loaded { header: view.row.header, case: self.fold(case, &events)?, events })
    }

    /// A case as it stood after one of its events.
    pub(crate) async fn at_event(
        &self,
        case: CaseId,
        key: &CaseKey,
        event: EventSeq,
    ) -> Result<Case, CaseError> {
        let mut stored = self.store.load(case, EventSeq::ZERO).await?;
        stored.retain(|stored| stored.seq <= event);
        self.fold(case, &self.read_events(case, key, &stored)?)
    }

    /// Erases a case: its key first, then all that lists and outboxes know of it.
    ///
    /// # Errors
    /// [`CaseError`]; then it must be repeated, and may be.
    pub async fn erase(&self, case: CaseId, actor: &Actor) -> Result<(), CaseError> {
        if self.store.case_header(case).await?.is_none() {
            return Err(StoreError::NoCase { case }.into());
        }
        let access = self.access(Some(case), actor, "erase").map_err(|error| damaged(case, error))?;
        self.store.log_access(access).await?;
        self.destroy_key(case).await?;
        self.opened.forget(case);
        self.made.clear();
        self.store.erase(case, self.clock.now()).await?;
        // Last: whoever is writing the file just now sees the mark of erasure, or is too early and undone here.
        self.take_back(case).await.map_err(|error| damaged(case, error))
    }

    /// Does something that waits for the vault's disk, where waiting hurts nobody.
    pub(crate) async fn in_vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn KeyVault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let vault = Arc::clone(&self.vault);
        let done = tokio::task::spawn_blocking(move || work(&*vault)).await;
        // It ends early only when the process does, or by a fault of the vault's own.
        done.unwrap_or_else(|error| {
            Err(VaultError::Io { path: "vault".into(), source: std::io::Error::other(error) })
        })
    }

    async fn destroy_key(&self, case: CaseId) -> Result<(), VaultError> {
        let now = self.clock.now();
        self.in_vault(move |vault| vault.destroy(case, now)).await
    }

    /// A row of the access log.
    ///
    /// # Errors
    /// A login or terminal that is no code.
    pub fn access(
        &self,
        case: Option<CaseId>,
        actor: &Actor,
        action: &'static str,
    ) -> Result<AccessEntry, kakanai_store::base::InvalidText> {
        Ok(AccessEntry {
            at: self.clock.now(),
            staff: Login::new(&actor.login)?,
            action: Code::new(action)?,
            case,
            visit: None,
            purpose: Code::new("case")?,
            place: Code::new(&actor.terminal.to_lowercase())?,
        })
    }

    fn happen(
        &self,
        case: Option<&Case>,
        command: &Command,
        actor: &Actor,
    ) -> Result<Vec<Happened>, Refusal> {
        let events = decide(&self.stored, case, command, actor)?;
        let at = self.clock.now().0;
        let mut seq = case.map_or(EventSeq::ZERO, |case| case.seq);
        let happened = events.into_iter().map(|event| {
            seq = seq.next();
            Happened { seq, at, by: actor.clone(), event }
        });
        Ok(happened.collect())
    }

    /// What is to be kept: after `expected` this happened, and the case is now so.
    fn append(
        &self,
        case: CaseId,
        key: &CaseKey,
        command: CommandId,
        (expected, happened, after): (EventSeq, &[Happened], &Case),
        open: Option<OpenCase>,
        actor: &Actor,
    ) -> Result<Append, CaseError> {
        let seal = |event: &Happened| {
            let bytes = zeroize::Zeroizing::new(event.to_bytes(&self.stored));
            seal_event(key, case, event.seq, &bytes, self.nonce()).map_err(|error| damaged(case, error))
        };
        let summary = Summary::of(after).to_bytes();
        let place = Place::Summary(after.seq);
        let access = self.access(Some(case), actor, "change").map_err(|error| damaged(case, error))?;
        Ok(Append {
            command,
            case,
            expected,
            at: self.clock.now(),
            envelopes: Vec::new(),
            events: happened.iter().map(seal).collect::<Result<_, _>>()?,
            open,
            summary: seal_blob(key, case, place, &summary, self.nonce())
                .map_err(|error| damaged(case, error))?,
            state: Code::new(after.state.code()).map_err(|error| damaged(case, error))?,
            outbox: self.outbox_entries(case, key, happened).map_err(|error| damaged(case, error))?,
            counts: self.counts(happened, actor).map_err(|error| damaged(case, error))?,
            access: Some(access),
        })
    }

    /// What is counted of events: how procedures were adjusted by hand, in this month at this office.
    fn counts(
        &self,
        happened: &[Happened],
        actor: &Actor,
    ) -> Result<Vec<ProcedureCount>, kakanai_store::base::InvalidText> {
        let counted = happened.iter().filter_map(|happened| Counted::of(&happened.event));
        let today = self.clock.today();
        let count = |what| {
            let month = Month::new(today.year() as u32 * 100 + today.month() as u32)?;
            Ok(ProcedureCount { month, office: open::office(actor)?, what })
        };
        counted.map(count).collect()
    }

    fn read_events(
        &self,
        case: CaseId,
        key: &CaseKey,
        stored: &[StoredEvent],
    ) -> Result<Vec<Happened>, CaseError> {
        let read = |event: &StoredEvent| {
            let bytes =
                open_event(key, case, event.seq, &event.sealed).map_err(|error| damaged(case, error))?;
            Happened::from_bytes(&self.stored, event.seq, &bytes).map_err(|error| damaged(case, error))
        };
        stored.iter().map(read).collect()
    }

    fn fold(&self, case: CaseId, events: &[Happened]) -> Result<Case, CaseError> {
        let folded = Case::fold(&self.stored, events).map_err(|error| damaged(case, error))?;
        folded.ok_or(CaseError::Store(StoreError::NoCase { case }))
    }

    pub(crate) fn nonce(&self) -> Nonce {
        Nonce(draw(&*self.random))
    }
}

fn damaged(case: CaseId, what: impl std::fmt::Display) -> CaseError {
    CaseError::Damaged { case, what: what.to_string() }
}

/// What handlers hold.
pub type SharedCounter = Arc<Counter>;
