//! Opening cases: from a code, by hand, as a copy of one that has ended.

use kakanai_envelope::Opened;
use kakanai_interview::desk;
use kakanai_reception::command::Origin;
use kakanai_reception::{Actor, Case, CaseId, Command, CommandId, EnvelopeHash, EventSeq, Refusal, VisitId};
use kakanai_record::{Change, Record, Value, core};
use kakanai_store::base::InvalidText;
use kakanai_store::{CaseKey, Day, OfficeCode, OpenCase, StoreError};

use super::{CaseError, damaged};
use crate::app::{Counter, draw};

impl Counter {
    /// Opens a case from a sealed submission, in a visit or as a new one; a second reading, and reading what
    /// this city printed on a notification, gives the case that is there.
    ///
    /// # Errors
    /// [`CaseError`]; being opened before is not one.
    pub async fn open_from_code(
        &self,
        opened: Opened,
        visit: Option<VisitId>,
        actor: &Actor,
        command: CommandId,
    ) -> Result<(CaseId, bool), CaseError> {
        let envelope = EnvelopeHash(opened.envelope.0);
        if let Some(case) = self.store.case_by_envelope(envelope).await? {
            return Ok((case, false));
        }
        let doubts = opened.doubts.into_iter().map(|doubt| doubt.path).collect();
        let origin = Origin::Code { made_on: opened.made_on, doubts };
        let mut record = opened.record;
        let made_on = Change::Set(core::PREPARED_ON.key(), Value::Date(opened.made_on).into());
        record.apply(&self.stored, &made_on).map_err(Refusal::from)?;
        self.open_case(record, origin, (visit, Some(envelope)), actor, command).await
    }

    /// Opens a case that staff will fill in; `None` where there is no such service.
    ///
    /// # Errors
    /// [`CaseError`].
    pub async fn open_by_hand(
        &self,
        service: &str,
        visit: Option<VisitId>,
        actor: &Actor,
        command: CommandId,
    ) -> Result<Option<CaseId>, CaseError> {
        let Some(record) = desk::begin(&self.catalogue, service) else { return Ok(None) };
        let opened = self.open_case(record, Origin::Hand, (visit, None), actor, command).await?;
        Ok(Some(opened.0))
    }

    /// Opens a copy of a case that has ended, as a new visit: the same answers, for the same people to file
    /// again. What the desk noted is not copied.
    ///
    /// # Errors
    /// [`CaseError`]; a case that has not ended is carried on, not copied.
    pub async fn open_copy(
        &self,
        of: CaseId,
        actor: &Actor,
        command: CommandId,
    ) -> Result<CaseId, CaseError> {
        let before = self.view(of, actor, "copy").await?.case;
        if before.state.is_open() {
            return Err(Refusal::StillOpen { state: before.state }.into());
        }
        let mut record = before.record;
        let owner = |key: kakanai_record::ItemKey| self.stored.item(key.tag()).map(|item| item.owner);
        record.retain(|key| owner(key) == Some(kakanai_record::Owner::Citizen));
        Ok(self.open_case(record, Origin::Copy { of }, (None, None), actor, command).await?.0)
    }

    /// Opens a case today.
    async fn open_case(
        &self,
        mut record: Record,
        origin: Origin,
        (visit, envelope): (Option<VisitId>, Option<EnvelopeHash>),
        actor: &Actor,
        command: CommandId,
    ) -> Result<(CaseId, bool), CaseError> {
        let today = self.clock.today();
        let received = Change::Set(core::RECEIVED_ON.key(), Value::Date(today).into());
        record.apply(&self.stored, &received).map_err(Refusal::from)?;
        let open = Command::Open { record: Box::new(record), origin };
        let case = CaseId::from_bytes(draw(&*self.random));
        let visit = visit.unwrap_or_else(|| VisitId::from_bytes(draw(&*self.random)));
        let key_bytes = draw(&*self.random);
        // The key is on disk before anything that needs it is.
        let nonce = self.nonce();
        self.in_vault(move |vault| vault.create(case, &CaseKey::from_bytes(key_bytes), nonce)).await?;
        let key = CaseKey::from_bytes(key_bytes);
        let happened = self.happen(None, &open, actor)?;
        let folded = Case::fold(&self.stored, &happened);
        let folded = folded.map_err(|error| damaged(case, error))?.ok_or(Refusal::NotOpen)?;
        let day = (today.year() as u32) * 10_000 + (today.month() as u32) * 100 + today.day() as u32;
        let opening = OpenCase {
            visit,
            office: office(actor).map_err(|error| damaged(case, error))?,
            day: Day::new(day).map_err(|error| damaged(case, error))?,
            envelope,
        };
        let outcome = (EventSeq::ZERO, happened.as_slice(), &folded);
        let append = self.append(case, &key, command, outcome, Some(opening), actor)?;
        match self.store.append(append).await {
            Ok(done) if done.case == case => Ok((case, true)),
            Ok(done) => {
                self.destroy_key(case).await?;
                Ok((done.case, false))
            }
            Err(StoreError::AlreadyOpened { case: before }) => {
                self.destroy_key(case).await?;
                Ok((before, false))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The office of a terminal is its letter: E01 stands in office E.
pub(super) fn office(actor: &Actor) -> Result<OfficeCode, InvalidText> {
    OfficeCode::new(actor.terminal.get(..1).unwrap_or("E"))
}
