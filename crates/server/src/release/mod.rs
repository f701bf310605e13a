//! Handing over: what an approved case leaves for other systems, and what comes back.
//!
//! The work is left in the outbox of the store in the transaction of its event, and done afterwards: written
//! whole under the name that this release has for ever, then settled. Whoever dies in between, the next start
//! finds the name, wherever its file has gone by then, and writes nothing twice. [`collect`] sees what was
//! taken and answered, [`recall`] what a person takes out of the robots' hands; [`folders`] are the folders.
//!
//! Looking for a name and writing it, and moving a file back and saying so to the case, are two steps: they are
//! done [alone](Counter::alone), in this process and among all that share the folders. Robots know no lock; they
//! move files in one step, which is why every question is asked of a move and not of a look.

mod collect;
mod folders;
mod recall;

use kakanai_catalogue::Language;
use kakanai_interview::places;
use kakanai_links::mapping::PartMapping;
use kakanai_links::names::FileName;
use kakanai_links::{Surroundings, csv};
use kakanai_reception::{
    Case, CaseId, Disclosed, Event, EventSeq, Happened, Paper, Part, PartState, Sending,
};
use kakanai_record::Record;
use kakanai_store::seal::{open_blob, seal_blob};
use kakanai_store::{
    CaseHeader, CaseKey, Code, Millis, OutboxEntry, OutboxId, OutboxItem, Place, StoreError, VaultError,
};
use serde_json::json;

use crate::app::{Counter, draw};
use crate::cases::CaseError;

pub use folders::Folders;

/// The resident-record system, as the outbox names its work.
const RESIDENT_RECORD: &str = "resident_record";
/// Who works off the outbox here.
const WORKER: &str = "server";
/// Taken this long ago and not settled: its worker is dead.
const LOST_MS: i64 = 60_000;

/// One release: a part of a case, as it stood after an event.
struct Release {
    part: Part,
    event: EventSeq,
    header: CaseHeader,
}

impl Release {
    fn name(&self) -> Result<FileName, CaseError> {
        let (number, case) = (self.header.number.to_string(), self.header.case.to_string());
        FileName::new(&number, self.part, &case, self.event.0)
            .map_err(|error| damaged(self.header.case, error))
    }
}

impl Counter {
    /// The parts of a case, and whether the city's mapping awaits an answer for each. A part that the mapping
    /// does not have is handed over by a person.
    pub fn sendings(&self, case: &Case) -> Vec<Sending> {
        let returns = |part| self.mapping.part(part).is_some_and(PartMapping::returns);
        case.parts().map(|(part, _)| Sending { part, returns: returns(part) }).collect()
    }

    /// The work that events leave for others: the parts that they send.
    pub(crate) fn outbox_entries(
        &self,
        case: CaseId,
        key: &CaseKey,
        happened: &[Happened],
    ) -> Result<Vec<OutboxEntry>, String> {
        let sent = happened.iter().filter_map(|happened| match &happened.event {
            Event::Sent { parts } => Some(parts.iter().map(|sending| (sending.part, happened.seq))),
            _ => None,
        });
        let mapped = sent.flatten().filter(|(part, _)| self.mapping.part(*part).is_some());
        let entry = |(part, event): (Part, EventSeq)| {
            let id = OutboxId(draw(&*self.random));
            let work = json!({"part": part.code(), "event": event.0}).to_string();
            let payload = seal_blob(key, case, Place::Outbox(id), work.as_bytes(), self.nonce());
            let kind = Code::new(RESIDENT_RECORD).map_err(|error| error.to_string())?;
            Ok(OutboxEntry { id, kind, payload: payload.map_err(|error| error.to_string())? })
        };
        mapped.map(entry).collect()
    }

    /// Works off the outbox: what was approved is written. The upkeep does it, at once after an approval and again
    /// and again; what cannot be done now is told to the operator and tried later. What comes back is the upkeep's ([`Counter::collect`]).
    pub async fn deliver(&self) {
        if let Err(error) = self.try_to_deliver().await {
            tracing::error!(%error, "the outbox could not be worked off");
        }
    }

    async fn try_to_deliver(&self) -> Result<(), CaseError> {
        let code = |text| Code::new(text).map_err(|_| StoreError::Invalid { what: "a name of the outbox" });
        let now = self.clock.now();
        // After a start nobody who took work before is alive. Should another process be, both find the name.
        let lost = if self.folders.is_first_delivery() { now.0.saturating_add(1) } else { now.0 - LOST_MS };
        self.store.outbox_release(Millis(lost)).await?;
        loop {
            let work = self.store.outbox_take(code(RESIDENT_RECORD)?, 20, code(WORKER)?, now).await?;
            if work.is_empty() {
                return Ok(());
            }
            for item in work {
                let (id, case) = (item.entry.id, item.case);
                match self.write(item).await {
                    Ok(()) => {}
                    // Erased before it was handed over: there is nothing left to do, for good.
                    Err(CaseError::Vault(VaultError::Erased { .. })) => {}
                    Err(error) => {
                        // Left in this worker's hands: released again after a while, and the others go on.
                        tracing::error!(%case, %error, "a released case could not be written");
                        continue;
                    }
                }
                match self.store.outbox_settle(id, code(WORKER)?, self.clock.now()).await {
                    // Erased with its case meanwhile, or settled by another process that found the file.
                    Ok(()) | Err(StoreError::NotHeld { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }

    /// Nobody else who knows the lock does anything with the files while this is held.
    async fn alone(&self) -> Result<Alone<'_>, CaseError> {
        let turn = self.handing_over.lock().await;
        let folders = self.folders.clone();
        let lock = in_files(move || folders.lock()).await?;
        Ok(Alone { _turn: turn, _lock: lock })
    }

    /// Writes a part of a case as it stood when it was sent, unless that was done or called back.
    async fn write(&self, item: OutboxItem) -> Result<(), CaseError> {
        let (case, id) = (item.case, item.entry.id);
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let work = open_blob(&key, case, Place::Outbox(id), &item.entry.payload);
        let (part, event) = read_work(&work.map_err(|error| damaged(case, error))?)
            .ok_or_else(|| damaged(case, "the outbox names no part and event"))?;
        let Some(mapping) = self.mapping.part(part) else { return Ok(()) };
        // From here on nobody calls the part back between the look at the case and the file.
        let _alone = self.alone().await?;
        let (header, now) = self.now_of(case, &key).await?;
        let handover = now.handover(part);
        let release = Release { part, event, header };
        let (name, folders) = (release.name()?, self.folders.clone());
        if handover.sent != event || handover.state != PartState::Sent || handover.taken {
            return in_files(move || folders.drop_half(&name)).await;
        }
        let sent = self.at_event(case, &key, event).await?;
        let bytes = self.around(&release, &sent.record, |record, around| csv(mapping, record, around));
        let written = in_files(move || match folders.knows(&name)? {
            true => folders.drop_half(&name),
            false => folders.write(&name, &bytes),
        });
        written.await?;
        // Erased while it was being written: nothing of it may stay.
        let header = self.store.case_header(case).await?.ok_or(StoreError::NoCase { case })?;
        if header.erased_at.is_some() {
            self.take_back(case).await?;
        }
        Ok(())
    }

    /// A case as it is now.
    async fn now_of(&self, case: CaseId, key: &CaseKey) -> Result<(CaseHeader, Case), CaseError> {
        let header = self.store.case_header(case).await?.ok_or(StoreError::NoCase { case })?;
        let folded = self.at_event(case, key, header.seq).await?;
        Ok((header, folded))
    }

    /// Gives what mappings need beside a record: what may stand on paper may go out, and nothing more.
    fn around<T>(
        &self,
        release: &Release,
        record: &Record,
        with: impl FnOnce(&Record, &Surroundings<'_>) -> T,
    ) -> T {
        let place_name = |code: &str| places::place_name(&self.catalogue, &*self.towns, code);
        let country_name =
            |code: &str| self.towns.country(code, Language::Ja).unwrap_or_else(|| code.to_owned());
        let (number, case) = (release.header.number.to_string(), release.header.case.to_string());
        let around = Surroundings {
            place_name: &place_name,
            country_name: &country_name,
            number: &number,
            case: &case,
            event: release.event.0,
            filed_on: None,
        };
        with(Disclosed::of(&self.stored, record, &Paper).record(), &around)
    }

    /// Takes back what was released of a case, wherever its files lie.
    pub(crate) async fn take_back(&self, case: CaseId) -> Result<(), CaseError> {
        let header = self.store.case_header(case).await?.ok_or(StoreError::NoCase { case })?;
        let (folders, number) = (self.folders.clone(), header.number.to_string());
        in_files(move || folders.remove_all_of(&number, &case.to_string())).await
    }
}

/// Held by whoever does something with the files in several steps.
struct Alone<'a> {
    _turn: tokio::sync::MutexGuard<'a, ()>,
    _lock: std::fs::File,
}

fn read_work(bytes: &[u8]) -> Option<(Part, EventSeq)> {
    let work: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    Some((Part::of_code(work.get("part")?.as_str()?)?, EventSeq(work.get("event")?.as_u64()?)))
}

/// Does something with files, where waiting for the disk hurts nobody.
async fn in_files<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, CaseError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(CaseError::Files),
        Err(error) => Err(CaseError::Files(std::io::Error::other(error))),
    }
}

fn damaged(case: CaseId, what: impl std::fmt::Display) -> CaseError {
    CaseError::Damaged { case, what: what.to_string() }
}
