//! The desk's own part of a case: documents seen, proof, remarks, the day; saved with one Enter.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_domain::authority::{Notifier, Proof};
use kakanai_domain::identity::{Document, Points, Verdict, verdict};
use kakanai_interview::desk;
use kakanai_reception::{Changed, Command, CommandId, EventSeq, Refusal};
use kakanai_record::codes::Codes;
use kakanai_record::{Answer, Change, Dictionary, ElementId, ItemKind, Record, Tag, Value, codes, core};

use super::address::{Fields, field};
use super::blocks::code_word;
use super::{case, case_id, command_id, new_command};
use crate::app::Counter;
use crate::cases::{CaseError, Loaded};
use crate::fail::{Fail, refusal_words};
use crate::session::Signed;

/// How many documents of other kinds have a line.
const OTHERS: usize = 2;

/// What stands in the form: as the record has it, or as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// Kinds of documents seen, but 「その他」.
    seen: Vec<String>,
    /// Names of other documents.
    others: [String; OTHERS],
    proof: String,
    proof_note: String,
    received_on: String,
    delay: String,
    remarks: String,
    note: String,
    minor: String,
}

/// What cannot be taken, and at which control.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    control: &'static str,
    words: String,
}

/// A document to tick.
struct Tick {
    key: &'static str,
    word: String,
    one: bool,
    seen: bool,
}

impl Tick {
    /// Whether its word needs a line for itself.
    fn is_long(&self) -> bool {
        self.word.chars().count() > 9
    }
}

/// A proof to choose.
struct Choice {
    key: String,
    word: String,
    chosen: bool,
    enough: bool,
}

/// The panel.
#[derive(Template)]
#[template(path = "case_desk.html")]
pub struct DeskPanel {
    id: String,
    command: CommandId,
    seen: u64,
    open: bool,
    typed: Typed,
    ticks: Vec<Tick>,
    verdict: &'static str,
    notifier: String,
    notifier_goto: String,
    proofs: Vec<Choice>,
    proof_needed: bool,
    proof_verdict: &'static str,
    day: String,
    late: bool,
    signed: bool,
    problems: Vec<Wrong>,
    conflicts: Vec<String>,
}

/// What came of saving, where it was not saved.
#[derive(Default)]
pub struct Refused {
    typed: Option<Typed>,
    problems: Vec<Wrong>,
    conflicts: Vec<String>,
}

impl DeskPanel {
    /// Of a case, with what was typed and not taken.
    pub fn of(counter: &Arc<Counter>, loaded: &Loaded, refused: Refused) -> Self {
        let record = &loaded.case.record;
        let typed = refused.typed.unwrap_or_else(|| Typed::of(record));
        let notifier = record.get(core::NOTIFIER_KIND.key()).code().and_then(Notifier::from_key);
        let proofs = notifier.map_or(&[][..], Notifier::proofs);
        let proof = Proof::from_key(&typed.proof);
        let today = counter.clock.today();
        let late = desk::checks(&counter.catalogue, record, today)
            .iter()
            .any(|(_, problem)| problem.key == "desk.late_reason");
        Self {
            id: loaded.header.case.to_string(),
            command: new_command(counter),
            seen: loaded.case.seq.0,
            open: loaded.case.state.is_open(),
            ticks: ticks(&typed),
            verdict: verdict_code(&typed),
            notifier: code_word(record, core::NOTIFIER_KIND.key()).unwrap_or_default(),
            notifier_goto: page_of(counter, record, core::NOTIFIER_KIND),
            proofs: choices(&typed.proof, proofs),
            proof_needed: !proofs.is_empty(),
            proof_verdict: match notifier {
                Some(notifier) if notifier.is_shown_by(proof) => "shown",
                _ => "open",
            },
            day: day_words(&typed.received_on),
            late: late || !typed.delay.is_empty(),
            signed: loaded.case.state.is_open()
                && loaded.case.signatures.values().any(kakanai_reception::Signature::stands),
            problems: refused.problems,
            conflicts: refused.conflicts,
            typed,
        }
    }

    fn problem(&self, control: &str) -> Option<&str> {
        self.problems.iter().find(|wrong| wrong.control == control).map(|wrong| wrong.words.as_str())
    }
}

/// A day in both calendars; nothing where it is none.
fn day_words(text: &str) -> String {
    kakanai_domain::era::parse_date(text).map(|read| kakanai_domain::era::both(read.day)).unwrap_or_default()
}

/// The page of the service that asks for an item; empty where none does.
fn page_of(counter: &Counter, record: &Record, tag: Tag) -> String {
    let today = counter.clock.today();
    let found = kakanai_interview::page::sections(&counter.catalogue, &*counter.towns, record, today);
    let asks = |section: &&kakanai_interview::page::Section| {
        section.rows.iter().any(|row| row.keys.contains(&tag.key()))
    };
    found.iter().find(asks).map(|section| section.goto.clone()).unwrap_or_default()
}

fn ticks(typed: &Typed) -> Vec<Tick> {
    let named = Document::ALL.into_iter().filter(|document| *document != Document::Other);
    let word = |key: &str| Codes::Core(&codes::IDENTITY).by_key(key).map(|code| code.word().to_owned());
    let mut ticks: Vec<Tick> = named
        .map(|document| Tick {
            key: document.key(),
            word: word(document.key()).unwrap_or_default(),
            one: document.points() == Points::One,
            seen: typed.seen.iter().any(|seen| seen == document.key()),
        })
        .collect();
    // Two to a line, and then those whose words are long.
    ticks.sort_by_key(Tick::is_long);
    ticks
}

fn choices(chosen: &str, enough: &[Proof]) -> Vec<Choice> {
    let choice = |code: kakanai_record::Code| Choice {
        chosen: code.key() == chosen,
        enough: Proof::from_key(code.key()).is_some_and(|proof| enough.contains(&proof)),
        key: code.key().to_owned(),
        word: code.word().to_owned(),
    };
    Codes::Core(&codes::AUTHORITY).iter().map(choice).collect()
}

/// `enough`, `one` (more is needed) or `none`; the page's module finds the same at each tick.
fn verdict_code(typed: &Typed) -> &'static str {
    let named = typed.seen.iter().filter_map(|key| Document::from_key(key));
    let others = typed.others.iter().filter(|name| !name.trim().is_empty()).map(|_| Document::Other);
    match verdict(&named.chain(others).collect::<Vec<_>>()) {
        Verdict::Enough => "enough",
        Verdict::OneMore => "one",
        Verdict::None => "none",
    }
}

impl Typed {
    /// As the record has it.
    fn of(record: &Record) -> Self {
        let text = |tag: Tag| record.get(tag.key()).text().unwrap_or_default().to_owned();
        let mut typed = Self {
            proof: record.get(core::AUTHORITY_KIND.key()).code().unwrap_or_default().to_owned(),
            proof_note: text(core::AUTHORITY_NOTE),
            received_on: record
                .get(core::RECEIVED_ON.key())
                .date()
                .map(kakanai_record::date::date_text)
                .unwrap_or_default(),
            delay: text(core::DELAY_REASON),
            remarks: text(core::REMARKS),
            note: text(core::STAFF_NOTE),
            ..Self::default()
        };
        let mut others = Vec::new();
        for id in record.elements(core::IDENTITY.key()) {
            match record.get(core::IDENTITY_KIND.of(*id)).code() {
                Some("other") => others.push(other_name(record, *id)),
                Some(kind) => typed.seen.push(kind.to_owned()),
                None => {}
            }
        }
        for (line, name) in typed.others.iter_mut().zip(others) {
            *line = name;
        }
        typed
    }

    /// As it was sent.
    fn sent(fields: &[(String, String)]) -> Self {
        let text = |name: &str| field(fields, name).replace("\r\n", "\n").trim().to_owned();
        Self {
            seen: fields.iter().filter(|(name, _)| name == "doc").map(|(_, key)| key.clone()).collect(),
            others: [text("other1"), text("other2")],
            proof: text("proof"),
            proof_note: text("proof_note"),
            received_on: text("received_on"),
            delay: text("delay"),
            remarks: text("remarks"),
            note: text("note"),
            minor: text("minor"),
        }
    }

    /// The changes that make the record say this.
    fn changes(&self, dictionary: &Dictionary, record: &Record) -> Result<Vec<Change>, Vec<Wrong>> {
        let mut next = record.clone();
        let mut wrong = Vec::new();
        let texts = [
            ("proof", core::AUTHORITY_KIND, &self.proof),
            ("proof_note", core::AUTHORITY_NOTE, &self.proof_note),
            ("delay", core::DELAY_REASON, &self.delay),
            ("remarks", core::REMARKS, &self.remarks),
            ("note", core::STAFF_NOTE, &self.note),
        ];
        for (control, tag, text) in texts {
            put(dictionary, &mut next, tag, text)
                .unwrap_or_else(|words| wrong.push(Wrong { control, words }));
        }
        match self.day() {
            Ok(day) => set(dictionary, &mut next, core::RECEIVED_ON, day),
            Err(words) => wrong.push(Wrong { control: "received_on", words }),
        }
        self.documents(dictionary, &mut next)
            .unwrap_or_else(|words| wrong.push(Wrong { control: "other1", words }));
        if wrong.is_empty() { Ok(record.changes_to(dictionary, &next)) } else { Err(wrong) }
    }

    fn day(&self) -> Result<Answer, String> {
        if self.received_on.is_empty() {
            return Ok(Answer::NotAsked);
        }
        let read = kakanai_domain::era::parse_date(&self.received_on);
        let day = read.map_err(|_| "日付を読み取れません。R8.11.20 のように入れてください。".to_owned())?;
        Ok(Value::Date(day.day).into())
    }

    /// One element for each document seen. Those that stay keep their ids.
    fn documents(&self, dictionary: &Dictionary, record: &mut Record) -> Result<(), String> {
        let mut wanted: Vec<&str> =
            self.seen.iter().map(String::as_str).filter(|key| Document::from_key(key).is_some()).collect();
        let mut names: Vec<&str> =
            self.others.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
        names.reverse();
        for id in record.elements(core::IDENTITY.key()).to_vec() {
            let kind = record.get(core::IDENTITY_KIND.of(id)).code().unwrap_or_default().to_owned();
            let stays = match kind.as_str() {
                "other" => {
                    names.pop().map(|name| detail(dictionary, record, id, name)).transpose()?.is_some()
                }
                kind => wanted.iter().position(|key| *key == kind).map(|at| wanted.remove(at)).is_some(),
            };
            if !stays {
                let _ = record.apply(dictionary, &Change::Remove(core::IDENTITY.key(), id));
            }
        }
        for key in wanted {
            document(dictionary, record, key)?;
        }
        while let Some(name) = names.pop() {
            let id = document(dictionary, record, "other")?;
            detail(dictionary, record, id, name)?;
        }
        Ok(())
    }
}

/// What another document is called; it was seen, even where nobody said what it was.
fn other_name(record: &Record, id: ElementId) -> String {
    record.get(core::IDENTITY_DETAIL.of(id)).text().unwrap_or("その他").to_owned()
}

fn document(dictionary: &Dictionary, record: &mut Record, key: &str) -> Result<ElementId, String> {
    let full = || "書類が多すぎます。".to_owned();
    let id = record.next_element(core::IDENTITY.key()).ok_or_else(full)?;
    let code = Codes::Core(&codes::IDENTITY).by_key(key).ok_or_else(full)?;
    let kind = Change::Set(core::IDENTITY_KIND.of(id), Value::Code(code).into());
    let changes = [Change::Add(core::IDENTITY.key(), id), kind];
    record.apply_all(dictionary, &changes).map_err(|_| full())?;
    Ok(id)
}

fn detail(dictionary: &Dictionary, record: &mut Record, id: ElementId, name: &str) -> Result<(), String> {
    let key = core::IDENTITY_DETAIL.of(id);
    if other_name(record, id) == name {
        return Ok(());
    }
    let set = Change::Set(key, Value::Text(name.to_owned()).into());
    record.apply(dictionary, &set).map_err(|_| too_long(dictionary, core::IDENTITY_DETAIL))
}

fn put(dictionary: &Dictionary, record: &mut Record, tag: Tag, text: &str) -> Result<(), String> {
    let now = record.get(tag.key());
    let same = now.value().map(Value::text_form).unwrap_or_default() == text;
    // わからない and the like are not what a field left empty says.
    if same {
        return Ok(());
    }
    let kind = dictionary.item(tag).map(|item| &item.kind);
    let answer = match (text, kind) {
        ("", _) | (_, None) => Answer::NotAsked,
        (text, Some(kind)) => kind.parse(text).map_err(|_| too_long(dictionary, tag))?.into(),
    };
    set(dictionary, record, tag, answer);
    Ok(())
}

fn set(dictionary: &Dictionary, record: &mut Record, tag: Tag, answer: Answer) {
    // The value was read by the item's own kind.
    let _ = record.apply(dictionary, &Change::Set(tag.key(), answer));
}

fn too_long(dictionary: &Dictionary, tag: Tag) -> String {
    match dictionary.item(tag).map(|item| &item.kind) {
        Some(ItemKind::Text { most, .. }) => format!("{most}文字までにしてください。"),
        _ => "選び直してください。".to_owned(),
    }
}

/// The panel is a part of the case page.
pub async fn page(Path(case): Path<String>) -> Redirect {
    Redirect::to(&format!("/cases/{case}#desk"))
}

/// Saves it; what cannot be taken is shown with what was typed.
pub async fn submit(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    let loaded = counter.view(case_id(&id)?, &signed.actor(), "edit").await?;
    let asked: Vec<&str> = fields.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]).collect();
    let command = command_id(field(&fields, "command"), &asked)?;
    let seen = EventSeq(field(&fields, "seen").parse().map_err(|_| Fail::BadRequest)?);
    let typed = Typed::sent(&fields);
    let changes = match typed.changes(&counter.stored, &loaded.case.record) {
        Ok(changes) => changes,
        Err(problems) => {
            let refused = Refused { typed: Some(typed), problems, ..Refused::default() };
            return case::draw(&counter, &signed, loaded, refused, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let amend = Command::Amend { changes, seen, minor: typed.minor.clone() };
    let refused = match counter.command(loaded.header.case, &amend, &signed.actor(), command).await {
        Ok(_) => return Ok(Redirect::to(&format!("/cases/{id}#desk")).into_response()),
        Err(CaseError::Refused(Refusal::Conflict { changed })) => {
            let conflicts = changed.iter().map(|changed| conflict(&counter.stored, changed)).collect();
            Refused { typed: Some(typed), conflicts, ..Refused::default() }
        }
        Err(CaseError::Refused(refusal @ Refusal::Substance { .. })) => {
            let problems = vec![Wrong { control: "minor", words: refusal_words(&refusal) }];
            Refused { typed: Some(typed), problems, ..Refused::default() }
        }
        Err(error) => return Err(error.into()),
    };
    let loaded = counter.view(loaded.header.case, &signed.actor(), "edit").await?;
    case::draw(&counter, &signed, loaded, refused, StatusCode::CONFLICT).await
}

/// What somebody else has changed in the meantime: the item, what it says now, who.
fn conflict(dictionary: &Dictionary, changed: &Changed) -> String {
    let label = dictionary.item(changed.key.tag()).map(|item| item.label.to_string()).unwrap_or_default();
    let now = match changed.now.value() {
        Some(Value::Code(code)) => code.word().to_owned(),
        Some(value) => value.text_form(),
        None => "なし".to_owned(),
    };
    format!("{label}：今は「{now}」（{}、履歴{}）", changed.by, changed.seq.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(record: &Record, typed: &Typed) -> Record {
        let dictionary = Dictionary::core();
        let mut next = record.clone();
        next.apply_all(&dictionary, &typed.changes(&dictionary, record).unwrap()).unwrap();
        next
    }

    fn typed(seen: &[&str], others: [&str; 2]) -> Typed {
        Typed {
            seen: seen.iter().map(|key| (*key).to_owned()).collect(),
            others: others.map(str::to_owned),
            ..Typed::default()
        }
    }

    #[test]
    fn ticks_become_elements_and_come_back() {
        let first = after(&Record::new(), &typed(&["passport", "eligibility"], ["学生証", ""]));
        assert_eq!(first.elements(core::IDENTITY.key()).len(), 3);
        assert_eq!(Typed::of(&first), typed(&["passport", "eligibility"], ["学生証", ""]));
        // What stays keeps its id; what goes, goes.
        let second = after(&first, &typed(&["eligibility"], ["社員証", "学生証"]));
        let ids: Vec<u16> = second.elements(core::IDENTITY.key()).iter().map(|id| id.number()).collect();
        assert_eq!(ids, [2, 3, 4]);
        assert_eq!(Typed::of(&second), typed(&["eligibility"], ["社員証", "学生証"]));
        let dictionary = Dictionary::core();
        assert!(
            Typed::of(&second).changes(&dictionary, &second).unwrap().is_empty(),
            "nothing typed, nothing changed"
        );
    }

    #[test]
    fn the_verdict_is_the_law_s() {
        for (seen, others, wanted) in [
            (&[][..], ["", ""], "none"),
            (&["passport"][..], ["", ""], "enough"),
            (&["eligibility"][..], ["", ""], "one"),
            (&["eligibility"][..], ["学生証", ""], "enough"),
            (&[][..], ["学生証", " "], "one"),
            (&[][..], ["学生証", "社員証"], "enough"),
        ] {
            assert_eq!(verdict_code(&typed(seen, others)), wanted, "{seen:?} {others:?}");
        }
    }

    #[test]
    fn texts_are_taken_as_typed_or_refused_at_their_control() {
        let ok = Typed {
            received_on: "R8.11.20".into(),
            proof: "power_of_attorney".into(),
            remarks: "一行目\n二行目".into(),
            ..Typed::default()
        };
        let record = after(&Record::new(), &ok);
        assert_eq!(Typed::of(&record).received_on, "2026-11-20");
        assert_eq!(Typed::of(&record).remarks, "一行目\n二行目");
        let wrong = Typed {
            received_on: "きのう".into(),
            proof: "なにか".into(),
            proof_note: "長".repeat(5000),
            ..Typed::default()
        };
        let found = wrong.changes(&Dictionary::core(), &Record::new()).unwrap_err();
        let controls: Vec<&str> = found.iter().map(|wrong| wrong.control).collect();
        assert_eq!(controls, ["proof", "proof_note", "received_on"]);
    }
}
