//! Seeing what was taken and what came back.

use kakanai_links::answer::{self, Answer, Difference, Row};
use kakanai_links::csv_in::MOST_BYTES;
use kakanai_links::names::FileName;
use kakanai_reception::{
    Actor, Case, CaseId, Command, CommandId, Part, PartState, Refusal, Registered,
};
use kakanai_store::{CaseFilter, StoreError};
use sha2::{Digest, Sha256};

use super::folders::Folder;
use super::{Release, in_files};
use crate::app::Counter;
use crate::cases::CaseError;


/// Nobody's case: for failures of a folder as a whole.
const NONE: CaseId = CaseId::from_bytes([0; 16]);

/// Other systems act under a name of their own.
fn link() -> Actor {
    Actor { login: "link".to_owned(), terminal: "LINK".to_owned() }
}

impl Counter {
    /// Notes what was taken, reads answers, and sends out again what was called back by halves.
    pub(super) async fn collect(&self) -> Result<(), CaseError> {
        for name in self.list(Folder::Recalled).await? {
            self.finish_recall(&name).await?;
        }
        for name in self.list(Folder::Taken).await? {
            self.tell(&name, self.taken(&name).await);
        }
        let folders = self.folders.clone();
        for text in in_files(NONE, move || folders.list(Folder::Answers)).await? {
            match text.parse::<FileName>() {
                Ok(name) => self.tell(&name, self.answered(&name).await),
                Err(error) => self.refuse(&text, &error.to_string()).await?,
            }
        }
        Ok(())
    }

    /// One file that cannot be dealt with does not keep the others waiting.
    fn tell(&self, name: &FileName, result: Result<(), CaseError>) {
        if let Err(error) = result {
            tracing::error!(%name, %error, "a file of the hand-over could not be dealt with");
        }
    }

    async fn list(&self, folder: Folder) -> Result<Vec<FileName>, CaseError> {
        let folders = self.folders.clone();
        let names = in_files(NONE, move || folders.list(folder)).await?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The case of a file; `None` where there is none, or it was erased.
    async fn case_of(&self, name: &FileName) -> Result<Option<(Release, Case)>, CaseError> {
        let filter = CaseFilter { number: name.number().parse().ok(), ..CaseFilter::default() };
        if filter.number.is_none() {
            return Ok(None);
        }
        let rows = self.store.list_cases(filter, None, None).await?.cases;
        let row = rows.into_iter().find(|row| name.is_of(&row.header.case.to_string()));
        let Some(header) = row.map(|row| row.header).filter(|header| header.erased_at.is_none()) else {
            return Ok(None);
        };
        let case = header.case;
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let folded = self.at_event(case, &key, header.seq).await?;
        let event = kakanai_reception::EventSeq(name.event());
        Ok(Some((Release { part: name.part(), event, header }, folded)))
    }

    async fn taken(&self, name: &FileName) -> Result<(), CaseError> {
        let Some((release, case)) = self.case_of(name).await? else { return Ok(()) };
        let handover = case.handover(release.part);
        if handover.sent != release.event || handover.state != PartState::Sent || handover.taken {
            return Ok(());
        }
        let pick_up = Command::PickUp { part: release.part };
        self.command(release.header.case, &pick_up, &link(), id("taken", name, &[])).await.map(drop)
    }

    /// A file called back by halves: its part is still sent, so that it has to go out after all.
    async fn finish_recall(&self, name: &FileName) -> Result<(), CaseError> {
        let Some((release, case)) = self.case_of(name).await? else { return Ok(()) };
        let handover = case.handover(release.part);
        if handover.sent == release.event && handover.state == PartState::Sent {
            let (folders, name) = (self.folders.clone(), name.clone());
            in_files(release.header.case, move || folders.transfer(&name, Folder::Recalled, Folder::Outbox))
                .await?;
        }
        Ok(())
    }

    async fn answered(&self, name: &FileName) -> Result<(), CaseError> {
        let folders = self.folders.clone();
        let text = name.to_string();
        let bytes = in_files(NONE, move || folders.answer(&text, MOST_BYTES)).await?;
        let Some((release, case)) = self.case_of(name).await? else {
            return self.refuse(&name.to_string(), "その件はありません。").await;
        };
        let (part, id_) = (release.part, release.header.case);
        if case.handover(part).sent != release.event {
            return self.refuse(&name.to_string(), "取り戻したか、送り直したファイルへの返事です。").await;
        }
        let command = match self.read_answer(&release, &bytes).await? {
            Ok(command) => command,
            Err(why) => return self.refuse(&name.to_string(), &why).await,
        };
        match self.command(id_, &command, &link(), id("answer", name, &bytes)).await {
            Ok(_) => {}
            // Answered before, or by hand: the first answer stands, and nobody has to be told twice.
            Err(CaseError::Refused(Refusal::WrongPoint { .. } | Refusal::Closed { .. })) => {
                return self.refuse(&name.to_string(), "この件の返事は、もう受け取っています。").await;
            }
            Err(error) => return Err(error),
        }
        let (folders, name) = (self.folders.clone(), name.clone());
        in_files(id_, move || folders.put_answer_aside(&name)).await
    }

    async fn refuse(&self, name: &str, why: &str) -> Result<(), CaseError> {
        tracing::error!(name, why, "an answer was refused");
        let (folders, name, why) = (self.folders.clone(), name.to_owned(), why.to_owned());
        in_files(NONE, move || folders.refuse_answer(&name, &why)).await
    }

    /// Reads an answer against what was sent; the inner error says what is wrong with it.
    async fn read_answer(
        &self,
        release: &Release,
        bytes: &[u8],
    ) -> Result<Result<Command, String>, CaseError> {
        let case = release.header.case;
        let Some(mapping) = self.mapping.part(release.part) else {
            return Ok(Err("今の対応表では渡していない種類です。".to_owned()));
        };
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let sent = self.at_event(case, &key, release.event).await?;
        let read = self.around(release, &sent.record, |record, around| {
            answer::read(mapping, record, around, bytes)
        });
        let part = release.part;
        Ok(match read {
            Err(fault) => Err(fault.to_string()),
            Ok(reply) => {
                for note in reply.notes {
                    tracing::warn!(%case, note, "something in an answer was passed over");
                }
                Ok(match reply.answer {
                    Answer::Registered(rows) => Command::Register { part, answers: registered(rows) },
                    Answer::Rejected { reason, .. } => Command::Reject { part, reason },
                })
            }
        })
    }

    /// Reads an answer that a person put in at the counter.
    ///
    /// # Errors
    /// The outer one is the store's; the inner one says where the text is wrong.
    pub async fn answer_by_hand(
        &self,
        case: CaseId,
        part: Part,
        bytes: &[u8],
    ) -> Result<Result<Command, String>, CaseError> {
        let header = self.store.case_header(case).await?.ok_or(StoreError::NoCase { case })?;
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let event = self.at_event(case, &key, header.seq).await?.handover(part).sent;
        self.read_answer(&Release { part, event, header }, bytes).await
    }

    /// What came back of a part and differs from what was sent.
    ///
    /// # Errors
    /// [`CaseError`].
    pub async fn differences(&self, case: CaseId, part: Part) -> Result<Vec<Difference>, CaseError> {
        let header = self.store.case_header(case).await?.ok_or(StoreError::NoCase { case })?;
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let handover = self.at_event(case, &key, header.seq).await?.handover(part);
        let Some(mapping) = self.mapping.part(part) else { return Ok(Vec::new()) };
        if handover.answers.is_empty() {
            return Ok(Vec::new());
        }
        let sent = self.at_event(case, &key, handover.sent).await?;
        let release = Release { part, event: handover.sent, header };
        let answer = Answer::Registered(rows(&handover.answers));
        let compared = self.around(&release, &sent.record, |record, around| {
            answer::compare(mapping, record, around, &answer)
        });
        Ok(compared)
    }
}

fn registered(rows: Vec<Row>) -> Vec<Registered> {
    let of = |row: Row| {
        let element = row.element.map_or(0, |id| id.number());
        row.values.into_iter().map(move |(column, value)| Registered { element, column, value })
    };
    rows.into_iter().flat_map(of).collect()
}

fn rows(answers: &[Registered]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for answer in answers {
        let element = kakanai_record::ElementId::new(answer.element);
        let value = (answer.column.clone(), answer.value.clone());
        match rows.iter_mut().find(|row| row.element == element) {
            Some(row) => row.values.push(value),
            None => rows.push(Row { element, values: vec![value] }),
        }
    }
    rows
}

/// The command of a file: seeing it again is the same command.
fn id(what: &str, name: &FileName, bytes: &[u8]) -> CommandId {
    let mut hash = Sha256::new();
    hash.update(format!("{what} {name} "));
    hash.update(bytes);
    let hash: [u8; 32] = hash.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    CommandId::from_bytes(id)
}

