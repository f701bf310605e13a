//! Handing over: what a released case leaves for other systems.
//!
//! The work is left in the outbox in the transaction of its event, and done afterwards: written whole
//! under a name of its own, then settled. Whoever dies in between, the next start does it again under the
//! same name. A case's file is known by the case, so that erasure finds it.

use std::io::Write;
use std::path::{Path, PathBuf};

use kakanai_reception::{CaseId, Event, EventSeq, Happened};
use kakanai_store::seal::{open_blob, seal_blob};
use kakanai_store::{
    CaseKey, Code, Millis, OutboxEntry, OutboxId, OutboxItem, Place, StoreError, VaultError,
};

use crate::app::{Counter, draw};
use crate::cases::CaseError;

/// The resident-record system, as the outbox names its work.
const RESIDENT_RECORD: &str = "resident_record";
/// Who works off the outbox here.
const WORKER: &str = "server";
/// Taken this long ago and not settled: its worker is dead.
const LOST_MS: i64 = 60_000;

impl Counter {
    /// The work that events leave for others: which event released the case.
    pub(crate) fn outbox_entries(
        &self,
        case: CaseId,
        key: &CaseKey,
        happened: &[Happened],
    ) -> Result<Vec<OutboxEntry>, String> {
        let handed_over =
            happened.iter().filter(|happened| matches!(happened.event, Event::HandedOver { .. }));
        let entry = |happened: &Happened| {
            let id = OutboxId(draw(&*self.random));
            let event = happened.seq.to_string();
            let payload = seal_blob(key, case, Place::Outbox(id), event.as_bytes(), self.nonce());
            let kind = Code::new(RESIDENT_RECORD).map_err(|error| error.to_string())?;
            Ok(OutboxEntry { id, kind, payload: payload.map_err(|error| error.to_string())? })
        };
        handed_over.map(entry).collect()
    }

    /// Works off the outbox. Run after a hand-over, and by the upkeep again and again; what cannot be done
    /// now is told to the operator and tried later.
    pub async fn deliver(&self) {
        if let Err(error) = self.try_to_deliver().await {
            tracing::error!(%error, "the outbox could not be worked off");
        }
    }

    async fn try_to_deliver(&self) -> Result<(), CaseError> {
        let code = |text| Code::new(text).map_err(|_| StoreError::Invalid { what: "a name of the outbox" });
        let now = self.clock.now();
        self.store.outbox_release(Millis(now.0 - LOST_MS)).await?;
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
                self.store.outbox_settle(id, code(WORKER)?, self.clock.now()).await?;
            }
        }
    }

    /// Writes the case as it stood when it was released.
    async fn write(&self, item: OutboxItem) -> Result<(), CaseError> {
        let (case, id) = (item.case, item.entry.id);
        let damaged = |what: String| CaseError::Damaged { case, what };
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let payload = open_blob(&key, case, Place::Outbox(id), &item.entry.payload);
        let event = payload.map_err(|error| damaged(error.to_string()))?;
        let event = std::str::from_utf8(&event).ok().and_then(|text| text.parse().ok());
        let event = EventSeq(event.ok_or_else(|| damaged("the outbox names no event".into()))?);
        let released = self.at_event(case, &key, event).await?;
        let header = self.store.case_header(case).await?.ok_or(StoreError::NoCase { case })?;
        let csv = kakanai_links::rpa::csv(&released.record, &header.number.to_string());
        let target = self.released_path(case);
        let written = tokio::task::spawn_blocking(move || write_whole(&target, &csv)).await;
        written.map_err(|error| damaged(error.to_string()))?.map_err(|error| damaged(error.to_string()))?;
        // Erased while it was being written: nothing of it may stay.
        let header = self.store.case_header(case).await?.ok_or(StoreError::NoCase { case })?;
        if header.erased_at.is_some() {
            self.take_back(case).await.map_err(|error| damaged(error.to_string()))?;
        }
        Ok(())
    }

    /// Takes back what was released of a case, where nobody has picked it up.
    pub(crate) async fn take_back(&self, case: CaseId) -> std::io::Result<()> {
        let target = self.released_path(case);
        let gone = tokio::task::spawn_blocking(move || {
            for path in [beside(&target), target] {
                match std::fs::remove_file(path) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            Ok(())
        });
        gone.await.map_err(std::io::Error::other)?
    }

    fn released_path(&self, case: CaseId) -> PathBuf {
        self.outbox.join(format!("rpa-{case}.csv"))
    }
}

fn beside(target: &Path) -> PathBuf {
    target.with_extension("part")
}

/// Writes a file whole or not at all.
fn write_whole(target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let beside = beside(target);
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, target)?;
    std::fs::File::open(folder)?.sync_all()
}
