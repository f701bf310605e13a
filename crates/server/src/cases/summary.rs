//! What a list shows of a case, kept sealed beside it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kakanai_reception::{Case, CaseId, EventSeq, Part, PartState};
use kakanai_record::{Tag, core};
use kakanai_store::seal::open_blob;
use kakanai_store::{CaseRow, KeyVault, Place, VaultError};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::app::Counter;

/// What a list shows of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Name of the service.
    pub service: String,
    /// Name of the first person.
    pub name: String,
    /// How many people.
    pub people: usize,
    /// Whether forms lie before the citizen.
    pub asked: bool,
    /// Whether he confirmed them.
    pub confirmed: bool,
    /// Whether he wants something changed.
    pub objected: bool,
    /// How many signatures stand.
    pub signatures: usize,
    /// Parts by their codes, with the words of their states.
    pub parts: Vec<(String, String)>,
    /// Login and terminal of whoever worked on it last.
    pub last: (String, String),
}

impl Summary {
    pub(super) fn of(case: &Case) -> Self {
        let people = case.record.elements(core::MOVER.key());
        let name = people.first().and_then(|id| {
            let name = |tag: Tag| case.record.get(tag.of(*id)).text();
            name(core::MOVER_NAME).or_else(|| name(core::MOVER_LATIN))
        });
        let name = name.or_else(|| case.record.get(core::NOTIFIER_NAME.key()).text());
        let standing = case.signatures.values().filter(|signature| signature.stands());
        Self {
            service: case.record.get(core::SERVICE.key()).code().unwrap_or_default().to_owned(),
            name: name.unwrap_or_default().to_owned(),
            people: people.len(),
            asked: case.asked.as_ref().is_some_and(|asked| asked.void.is_none()),
            confirmed: case.is_confirmed(),
            objected: case.objection.is_some(),
            signatures: standing.count(),
            parts: case.parts().map(|(part, handover)| words(part, handover.state)).collect(),
            last: (case.last.login.clone(), case.last.terminal.clone()),
        }
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        // Strings and numbers: there is nothing in it that could not be written.
        Zeroizing::new(serde_json::to_vec(self).unwrap_or_default())
    }
}

fn words(part: Part, state: PartState) -> (String, String) {
    (part.code().to_owned(), state.word().to_owned())
}

/// Summaries opened lately: every page at the counter shows some fifty, and most have not changed since the
/// last one.
#[derive(Default)]
pub struct SummaryCache(Mutex<HashMap<CaseId, (EventSeq, Summary)>>);

/// Summaries kept at a time: a busy day of a large city.
const KEPT: usize = 5_000;

impl SummaryCache {
    fn get(&self, row: &CaseRow) -> Option<Summary> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (seq, summary) = kept.get(&row.header.case)?;
        (*seq == row.header.seq && row.summary.is_some()).then(|| summary.clone())
    }

    fn put(&self, row: &CaseRow, summary: &Summary) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(row.header.case, (row.header.seq, summary.clone()));
    }

    /// Forgets a case, such as when it is erased.
    pub(super) fn forget(&self, case: CaseId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&case);
    }
}

impl Counter {
    /// The summaries of cases in a list, in their order; `None` for what is erased.
    ///
    /// # Errors
    /// When the vault cannot be asked at all.
    pub async fn summaries(&self, rows: Vec<CaseRow>) -> Result<Vec<(CaseRow, Option<Summary>)>, VaultError> {
        let mut known: Vec<Option<Summary>> = rows.iter().map(|row| self.opened.get(row)).collect();
        let sealed = |row: &CaseRow, known: &Option<Summary>| known.is_none() && row.summary.is_some();
        let unknown = rows.iter().zip(&known).filter(|(row, known)| sealed(row, known));
        let unknown: Vec<CaseRow> = unknown.map(|(row, _)| row.clone()).collect();
        if !unknown.is_empty() {
            let read = move |vault: &dyn KeyVault| Ok(read(vault, &unknown));
            let mut read = self.in_vault(read).await?.into_iter();
            for (row, known) in rows.iter().zip(&mut known).filter(|(row, known)| sealed(row, known)) {
                *known = read.next().flatten();
                if let Some(summary) = known {
                    self.opened.put(row, summary);
                }
            }
        }
        Ok(rows.into_iter().zip(known).collect())
    }
}

fn read(vault: &dyn KeyVault, rows: &[CaseRow]) -> Vec<Option<Summary>> {
    rows.iter().map(|row| summary(vault, row)).collect()
}

fn summary(vault: &dyn KeyVault, row: &CaseRow) -> Option<Summary> {
    let key = vault.load(row.header.case).ok()?;
    let bytes =
        open_blob(&key, row.header.case, Place::Summary(row.header.seq), row.summary.as_ref()?).ok()?;
    serde_json::from_slice(&bytes).ok()
}
