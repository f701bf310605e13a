//! Calling back what was sent and nobody has taken.

use kakanai_reception::{Actor, CaseId, Command, CommandId, Part, PartState, Refusal};
use kakanai_store::StoreError;

use super::folders::Folder;
use super::{Release, in_files};
use crate::app::Counter;
use crate::cases::CaseError;

impl Counter {
    /// Calls a part back. Its file is moved first: either whoever takes files has it, or we do. A file in
    /// `recalled` whose part is still sent (we died in between) goes out again with the next collection.
    ///
    /// # Errors
    /// [`Refusal::WrongPoint`] where it was taken, and whatever [`Counter::command`] says.
    pub async fn recall(
        &self,
        case: CaseId,
        part: Part,
        reason: String,
        actor: &Actor,
        command: CommandId,
    ) -> Result<(), CaseError> {
        let _one_at_a_time = self.handing_over.lock().await;
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let header = self.store.case_header(case).await?.ok_or(StoreError::NoCase { case })?;
        let handover = self.at_event(case, &key, header.seq).await?.handover(part);
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonNeeded.into());
        }
        if handover.state == PartState::Sent {
            let name = Release { part, event: handover.sent, header }.name()?;
            let folders = self.folders.clone();
            let ours = in_files(case, move || {
                let back = folders.transfer(&name, Folder::Outbox, Folder::Recalled)?;
                Ok(back || !folders.knows(&name) || folders.list(Folder::Recalled)?.contains(&name.to_string()))
            });
            if !ours.await? {
                return Err(Refusal::WrongPoint { part }.into());
            }
        }
        self.command(case, &Command::Recall { part, reason }, actor, command).await.map(drop)
    }
}
