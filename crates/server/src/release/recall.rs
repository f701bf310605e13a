//! Taking a part out of the robots' hands: calling back what was sent, and keying in by hand.

use kakanai_reception::{Actor, CaseId, Command, CommandId, Part, PartState, Refusal};

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
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonNeeded.into());
        }
        let _alone = self.alone().await?;
        if !self.is_out_of_hands(case, part).await? {
            return Err(Refusal::WrongPoint { part }.into());
        }
        self.command(case, &Command::Recall { part, reason }, actor, command).await.map(drop)
    }

    /// What a person says became of a part: keyed in, or given back. Where no robot has its file yet, none gets it
    /// any more, for it would key in the same a second time. Dying in between ends as with [`Counter::recall`].
    ///
    /// # Errors
    /// Whatever [`Counter::command`] says.
    pub async fn by_hand(
        &self,
        case: CaseId,
        part: Part,
        wanted: &Command,
        actor: &Actor,
        command: CommandId,
    ) -> Result<(), CaseError> {
        let _alone = self.alone().await?;
        // Where a robot has it, a person speaks for the robot.
        self.is_out_of_hands(case, part).await?;
        self.command(case, wanted, actor, command).await.map(drop)
    }

    /// Moves the file of a part that is sent and not taken out of reach; false where somebody has it.
    async fn is_out_of_hands(&self, case: CaseId, part: Part) -> Result<bool, CaseError> {
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let (header, folded) = self.now_of(case, &key).await?;
        let handover = folded.handover(part);
        if handover.state != PartState::Sent || handover.taken {
            // What that means is the case's to say.
            return Ok(true);
        }
        let name = Release { part, event: handover.sent, header }.name()?;
        let folders = self.folders.clone();
        in_files(move || folders.call_back(&name)).await
    }
}
