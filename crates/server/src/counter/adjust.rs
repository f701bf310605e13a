//! Adding and striking procedures by hand, with a reason, and leaving them to their rules again.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_interview::guide::Outcome;
use kakanai_reception::{Adjust, AdjustReason, Case, Command, EventSeq, ProcedureId, Refusal};
use kakanai_record::{ElementId, core};
use serde::Deserialize;

use super::guidance::{draw, load};
use super::{case_id, command_id, history};
use crate::app::Counter;
use crate::cases::{CaseError, Loaded};
use crate::fail::{Fail, refusal_words};
use crate::guided::Guided;
use crate::session::Signed;

/// Procedures that a search shows: what finds room.
const MOST_FOUND: usize = 12;
/// Longest words to search for, in characters.
const MOST_WANTED: usize = 60;

/// What was done by hand and stands.
pub(super) struct ByHand {
    pub(super) procedure: String,
    pub(super) name: String,
    /// The person's id; empty where it is nobody single's.
    pub(super) person: String,
    pub(super) whom: String,
    pub(super) how: &'static str,
    pub(super) struck: bool,
    pub(super) why: &'static str,
    pub(super) note: String,
    pub(super) by: String,
}

/// All of them, the newest first.
pub(super) fn by_hand(counter: &Counter, loaded: &Loaded, guided: &Guided) -> Vec<ByHand> {
    let mut all: Vec<_> = loaded.case.procedures.iter().collect();
    all.sort_by_key(|(_, it)| std::cmp::Reverse(it.seq));
    let row = |((procedure, person), it): (
        &kakanai_reception::procedure::Whose,
        &kakanai_reception::Adjustment,
    )| {
        let event = loaded.events.iter().find(|event| event.seq == it.seq);
        ByHand {
            procedure: procedure.to_string(),
            name: guided.called(counter, procedure.as_str()),
            person: person.map(|id| id.to_string()).unwrap_or_default(),
            whom: person.map(|id| guided.name(counter, id)).unwrap_or_default(),
            how: it.how.word(),
            struck: !it.how.is_needed(),
            why: it.why.word(),
            note: it.note.clone(),
            by: event.map(|event| format!("{} {}", it.by, history::moment(event.at))).unwrap_or_default(),
        }
    };
    all.into_iter().map(row).collect()
}

/// A procedure that a search found.
pub(super) struct Found {
    pub(super) procedure: String,
    pub(super) name: String,
    pub(super) place: String,
    /// How it stands now, where it is on the list.
    pub(super) state: &'static str,
    pub(super) may_add: bool,
    /// Belongs to persons.
    pub(super) each: bool,
}

/// The procedures of the service that have all of these words: in their name, their row, their desk or what they are for.
pub(super) fn found(counter: &Counter, guided: &Guided, case: &Case, wanted: &str) -> Vec<Found> {
    let wanted: String = plain(wanted).chars().take(MOST_WANTED).collect();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let procedures = counter.catalogue.procedures();
    let mut hits: Vec<(bool, Found)> = Vec::new();
    for told in guided.every(counter) {
        let Some(at) = procedures.iter().position(|known| known.id == told.id) else { continue };
        let Some(procedure) = procedures.get(at) else { continue };
        let name = plain(&told.name.plain);
        let all = [&name, &plain(&procedure.row), &plain(&told.place.plain), &plain(&told.what.plain)]
            .map(String::as_str)
            .join("\n");
        if !words.iter().all(|word| all.contains(word)) {
            continue;
        }
        let elsewhere = !words.iter().all(|word| name.contains(word));
        let (state, may_add) = standing(guided, case, at, procedure.each.is_some());
        let each = procedure.each == Some(core::MOVER);
        let (name, place) = (told.name.plain, told.place.plain);
        hits.push((elsewhere, Found { procedure: told.id, name, place, state, may_add, each }));
    }
    // What is called so before what only speaks of it.
    hits.sort_by_key(|(elsewhere, _)| *elsewhere);
    hits.into_iter().map(|(_, found)| found).take(MOST_FOUND).collect()
}

/// How a procedure stands on the list, and whether it can still be added for somebody.
fn standing(guided: &Guided, case: &Case, at: usize, each: bool) -> (&'static str, bool) {
    let of = || guided.decisions().iter().filter(|decision| decision.procedure == at);
    let any = |outcome| of().any(|decision| decision.outcome == outcome);
    let all = of().next().is_some() && of().all(|decision| decision.outcome == Outcome::Needed);
    let open = case.state.is_open();
    match () {
        () if any(Outcome::Needed) => ("案内中", open && each && !all),
        () if any(Outcome::Unknown) => ("確かめる", open),
        () if any(Outcome::Automatic) => ("手続不要", open),
        () => ("", open),
    }
}

/// Small letters, half-width, no hiragana apart from katakana: what people type to find something.
fn plain(text: &str) -> String {
    let letter = |letter: char| match letter {
        'ァ'..='ヶ' => char::from_u32(letter as u32 - 0x60).unwrap_or(letter),
        '！'..='～' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        '　' => ' ',
        other => other,
    };
    text.chars().map(letter).flat_map(char::to_lowercase).collect()
}

/// What the page's forms send.
#[derive(Deserialize)]
pub struct AdjustForm {
    command: String,
    seen: u64,
    /// `add`, `strike` or `restore`.
    how: String,
    procedure: String,
    /// Ids with commas; nothing where it is nobody single's.
    #[serde(default)]
    person: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    q: String,
}

/// What was typed and not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) procedure: String,
    pub(super) person: String,
    pub(super) why: String,
    pub(super) note: String,
}

/// `POST /cases/{case}/guidance`
pub async fn adjust(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<AdjustForm>,
) -> Result<Response, Fail> {
    let loaded = load(&counter, &signed, &case).await?;
    if form.why.is_empty() && form.how != "restore" {
        return again(&counter, &signed, &case, &form, StatusCode::UNPROCESSABLE_ENTITY, NO_REASON).await;
    }
    let wanted = Wanted::of(&form)?;
    for person in &wanted.people {
        let command = wanted.command(*person);
        let person = person.map(|id| id.to_string()).unwrap_or_default();
        let asked = [form.how.as_str(), &form.procedure, &person, &form.why, &form.note];
        let id = command_id(&form.command, &asked)?;
        let refusal = match counter.command(loaded.header.case, &command, &signed.actor(), id).await {
            Ok(_) => continue,
            Err(CaseError::Refused(refusal)) => refusal,
            Err(error) => return Err(error.into()),
        };
        let status = match refusal {
            Refusal::ReasonNeeded | Refusal::ReasonDoesNotFit | Refusal::NoteTooLong => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            _ => StatusCode::CONFLICT,
        };
        let why = match refusal {
            Refusal::ReasonNeeded => NO_NOTE.to_owned(),
            refusal => refusal_words(&refusal),
        };
        return again(&counter, &signed, &case, &form, status, &why).await;
    }
    let case = case_id(&case)?;
    Ok(Redirect::to(&format!("/cases/{case}/guidance#by-hand")).into_response())
}

const NO_REASON: &str = "理由を選んでください。";
const NO_NOTE: &str = "「その他」のときは、補足に理由を入れてください。";

/// The page again, with what was typed, and with what somebody else did meanwhile.
async fn again(
    counter: &Arc<Counter>,
    signed: &Signed,
    case: &str,
    form: &AdjustForm,
    status: StatusCode,
    why: &str,
) -> Result<Response, Fail> {
    let loaded = load(counter, signed, case).await?;
    let typed = Typed {
        procedure: form.procedure.clone(),
        person: form.person.clone(),
        why: form.why.clone(),
        note: form.note.clone(),
    };
    draw(counter, signed, &loaded, &form.q, Some((typed, why.to_owned())), status).await
}

/// What is wanted, read at the edge.
struct Wanted {
    procedure: ProcedureId,
    people: Vec<Option<ElementId>>,
    /// Nothing where it is left to its rule again.
    how: Option<Adjust>,
    why: AdjustReason,
    note: String,
    seen: EventSeq,
}

impl Wanted {
    fn of(form: &AdjustForm) -> Result<Self, Fail> {
        let how = match form.how.as_str() {
            "restore" => None,
            code => Some(Adjust::of_code(code).ok_or(Fail::BadRequest)?),
        };
        let why = match how {
            Some(_) => AdjustReason::of_code(&form.why).ok_or(Fail::BadRequest)?,
            None => AdjustReason::Other,
        };
        let person = |text: &str| text.parse().ok().and_then(ElementId::new).ok_or(Fail::BadRequest);
        let people = match form.person.as_str() {
            "" => vec![None],
            ids => ids.split(',').map(|id| person(id).map(Some)).collect::<Result<_, _>>()?,
        };
        Ok(Self {
            procedure: form.procedure.parse().map_err(|_| Fail::BadRequest)?,
            people,
            how,
            why,
            note: form.note.split_whitespace().collect::<Vec<_>>().join(" "),
            seen: EventSeq(form.seen),
        })
    }

    fn command(&self, person: Option<ElementId>) -> Command {
        let (procedure, seen) = (self.procedure.clone(), self.seen);
        match self.how {
            Some(how) => Command::AdjustProcedure {
                procedure,
                person,
                how,
                why: self.why,
                note: self.note.clone(),
                seen,
            },
            None => Command::RestoreProcedure { procedure, person, seen },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_searches_need_not_type_as_it_is_written() {
        for (typed, written) in [("ナイ　", "ない "), ("ｶ", "ｶ"), ("Ａｂ１", "ab1"), ("児童手当", "児童手当")]
        {
            assert_eq!(plain(typed), written);
        }
    }
}
