//! Seeing what was taken and what came back.

use kakanai_links::answer::{self, Answer, Difference, Row};
use kakanai_links::csv_in::MOST_BYTES;
use kakanai_links::names::{FileName, NameError};
use kakanai_reception::{
    Actor, Case, CaseId, Command, CommandId, EventSeq, Handover, Part, PartState, Refusal, Registered,
};
use kakanai_store::{CaseFilter, CaseHeader, Millis, StoreError};
use sha2::{Digest, Sha256};

use super::folders::Folder;
use super::{Release, in_files};
use crate::app::Counter;
use crate::cases::CaseError;

/// A file of which nothing is expected soon is looked at again after so long.
const HOUR_MS: i64 = 3_600_000;
/// A file that nobody needs any more stays where it is for so long after the last step of its case: whoever took
/// it may still be reading it.
const DAY_MS: i64 = 24 * HOUR_MS;

/// Other systems act under a name of their own.
fn link() -> Actor {
    Actor { login: "link".to_owned(), terminal: "LINK".to_owned() }
}

/// Whose file it is.
enum Whose {
    /// No case of ours has such a file.
    Nobody,
    /// Erased: the file must not be.
    Erased(CaseId),
    /// This release, and its case as it is now.
    Case(Box<(Release, Case)>),
}

impl Counter {
    /// Notes what was taken, reads answers, sends out again what was called back by halves, and puts aside what
    /// nobody needs any more. The upkeep's: nobody at the counter waits for it. A folder or a file that cannot be
    /// dealt with is told to the operator and does not keep the others waiting.
    pub async fn collect(&self) {
        if self.folders.is_unswept() {
            match self.sweep().await {
                Ok(()) => self.folders.swept(),
                Err(error) => tracing::error!(%error, "files of erased cases could not be looked for"),
            }
        }
        for folder in [Folder::Recalled, Folder::Taken, Folder::Answers] {
            if let Err(error) = self.collect_from(folder).await {
                tracing::error!(%error, "a folder of the hand-over could not be read");
            }
        }
    }

    async fn collect_from(&self, folder: Folder) -> Result<(), CaseError> {
        let (folders, now) = (self.folders.clone(), self.clock.now());
        for name in in_files(move || folders.due(folder, now)).await? {
            let done = match folder {
                Folder::Recalled => self.recalled(&name).await,
                Folder::Answers => self.answered(&name).await,
                _ => self.taken(&name).await,
            };
            if let Err(error) = done {
                tracing::error!(%name, %error, "a file of the hand-over could not be dealt with");
            }
        }
        if folder == Folder::Answers {
            let folders = self.folders.clone();
            for text in in_files(move || folders.list(folder)).await? {
                if let Err(error) = text.parse::<FileName>() {
                    self.refuse(&text, &unnamed(&error)).await?;
                }
            }
        }
        Ok(())
    }

    /// Removes what a crash has left of erased cases; once after each start.
    async fn sweep(&self) -> Result<(), CaseError> {
        for folder in Folder::ALL {
            let (folders, now) = (self.folders.clone(), self.clock.now());
            for name in in_files(move || folders.due(folder, now)).await? {
                if let Some(header) = self.header_of(&name).await?
                    && header.erased_at.is_some()
                {
                    self.take_back(header.case).await?;
                }
            }
        }
        Ok(())
    }

    async fn header_of(&self, name: &FileName) -> Result<Option<CaseHeader>, CaseError> {
        let Ok(number) = name.number().parse() else { return Ok(None) };
        let filter = CaseFilter { number: Some(number), ..CaseFilter::default() };
        let rows = self.store.list_cases(filter, None, None).await?.cases;
        Ok(rows.into_iter().map(|row| row.header).find(|header| name.is_of(&header.case.to_string())))
    }

    async fn whose(&self, name: &FileName) -> Result<Whose, CaseError> {
        let Some(header) = self.header_of(name).await? else { return Ok(Whose::Nobody) };
        let case = header.case;
        if header.erased_at.is_some() {
            return Ok(Whose::Erased(case));
        }
        let key = self.in_vault(move |vault| vault.load(case)).await?;
        let folded = self.at_event(case, &key, header.seq).await?;
        let release = Release { part: name.part(), event: EventSeq(name.event()), header };
        Ok(Whose::Case(Box::new((release, folded))))
    }

    async fn taken(&self, name: &FileName) -> Result<(), CaseError> {
        let (release, case) = match self.whose(name).await? {
            Whose::Nobody => {
                self.later(Folder::Taken, name);
                return Ok(());
            }
            Whose::Erased(case) => return self.take_back(case).await,
            Whose::Case(found) => *found,
        };
        let (folders, copied) = (self.folders.clone(), name.clone());
        if in_files(move || folders.drop_copy(&copied)).await? {
            tracing::error!(%name, "taken by copying: the file was still in outbox, where another robot would have taken it too; move files, do not copy them");
        }
        let handover = case.handover(release.part);
        let is_this = handover.sent == release.event;
        if is_this && handover.state == PartState::Sent {
            if !handover.taken {
                let pick_up = Command::PickUp { part: release.part };
                self.command(release.header.case, &pick_up, &link(), id("taken", name, &[])).await?;
            }
            self.later(Folder::Taken, name);
            return Ok(());
        }
        if is_this && handover.state == PartState::Waiting {
            tracing::error!(%name, "taken although the counter had called it back: the robot copies instead of moving; do not key it in");
        }
        self.put_aside(Folder::Taken, name, &release).await
    }

    /// A file called back by halves goes out after all: its part is still sent.
    async fn recalled(&self, name: &FileName) -> Result<(), CaseError> {
        // Whoever is calling it back just now has done both halves, or neither.
        let _alone = self.alone().await?;
        let (release, case) = match self.whose(name).await? {
            Whose::Nobody => {
                self.later(Folder::Recalled, name);
                return Ok(());
            }
            Whose::Erased(case) => return self.take_back(case).await,
            Whose::Case(found) => *found,
        };
        let handover = case.handover(release.part);
        if handover.sent != release.event || handover.state != PartState::Sent || handover.taken {
            return self.put_aside(Folder::Recalled, name, &release).await;
        }
        let (folders, name) = (self.folders.clone(), name.clone());
        in_files(move || folders.transfer(&name, Folder::Recalled, Folder::Outbox)).await.map(drop)
    }

    /// Puts a file aside of which nothing is expected, a day after the last step of its case.
    async fn put_aside(&self, from: Folder, name: &FileName, release: &Release) -> Result<(), CaseError> {
        if self.clock.now().0.saturating_sub(release.header.changed_at.0) < DAY_MS {
            self.later(from, name);
            return Ok(());
        }
        let (folders, name) = (self.folders.clone(), name.clone());
        in_files(move || folders.transfer(&name, from, Folder::Done)).await.map(drop)
    }

    fn later(&self, folder: Folder, name: &FileName) {
        self.folders.look_later(folder, name, Millis(self.clock.now().0.saturating_add(HOUR_MS)));
    }

    async fn answered(&self, name: &FileName) -> Result<(), CaseError> {
        let (release, case) = match self.whose(name).await? {
            Whose::Nobody => return self.refuse(&name.to_string(), "その件はありません。").await,
            Whose::Erased(case) => {
                tracing::error!(%name, "an answer to an erased case was removed unread");
                return self.take_back(case).await;
            }
            Whose::Case(found) => *found,
        };
        let (folders, text) = (self.folders.clone(), name.to_string());
        let bytes = in_files(move || folders.answer(&text, MOST_BYTES)).await?;
        let (part, case_id, command) = (release.part, release.header.case, id("answer", name, &bytes));
        if !self.happened(case_id, command).await? {
            let handover = case.handover(part);
            if let Some(why) = unawaited(&handover, release.event) {
                return self.refuse(&name.to_string(), why).await;
            }
            let wanted = match self.read_answer(&release, &bytes).await? {
                Ok(wanted) => wanted,
                Err(why) => return self.refuse(&name.to_string(), &why).await,
            };
            match self.command(case_id, &wanted, &link(), command).await {
                Ok(_) => {}
                // Somebody at the counter was faster.
                Err(CaseError::Refused(Refusal::WrongPoint { .. } | Refusal::Closed { .. })) => {
                    return self.refuse(&name.to_string(), ANSWERED).await;
                }
                Err(error) => return Err(error),
            }
        }
        let (folders, name) = (self.folders.clone(), name.clone());
        in_files(move || folders.put_answer_aside(&name)).await
    }

    /// Whether a command has been done: an answer that was read before a crash is only put aside.
    async fn happened(&self, case: CaseId, command: CommandId) -> Result<bool, CaseError> {
        let events = self.store.load(case, EventSeq::ZERO).await?;
        Ok(events.iter().any(|event| event.command == command))
    }

    async fn refuse(&self, name: &str, why: &str) -> Result<(), CaseError> {
        // What is wrong may quote the answer, which belongs in no log.
        tracing::error!(name, "an answer was refused; the file `.fault.txt` beside it says why");
        let (folders, name, why) = (self.folders.clone(), name.to_owned(), why.to_owned());
        in_files(move || folders.refuse_answer(&name, &why)).await
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
        let read =
            self.around(release, &sent.record, |record, around| answer::read(mapping, record, around, bytes));
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

const ANSWERED: &str = "この件の返事は、もう受け取っています。";

/// Why an answer is not wanted any more, if it is not.
fn unawaited(handover: &Handover, event: EventSeq) -> Option<&'static str> {
    match handover.state {
        _ if handover.sent != event => {
            Some("取り戻して送り直したファイルへの返事です。新しいファイルに返事をしてください。")
        }
        PartState::Sent => None,
        PartState::Waiting => {
            Some("窓口が取り戻したファイルへの返事です。仮登録した分は取り消してください。")
        }
        PartState::Provisional | PartState::Registered | PartState::Rejected => Some(ANSWERED),
    }
}

/// A file that answers nothing, in the words of those who write answers.
fn unnamed(error: &NameError) -> String {
    ["返事のファイル名は、受け取ったファイルと同じ名前にしてください。\r\n", &error.to_string()].concat()
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
