//! Questions on the tablet: what staff do not ask aloud, or leave to the citizen, page by page (KU-15, KM-05).
//!
//! Which may be asked is said once, by staff (`reception::questions`). Which page comes next follows from the case, so that
//! a lost line, a restart or another tablet loses nothing; what was answered before, and is not for the eyes of whoever
//! holds the tablet, is never on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use kakanai_catalogue::Language;
use kakanai_interview::desk::{self, BoxPage};
use kakanai_interview::page::draw_boxes;
use kakanai_interview::state::State as Interview;
use kakanai_interview::words::{Said, Words as Texts};
use kakanai_reception::questions::{Questions, may_be_asked};
use kakanai_reception::{Case, Command, CommandId, Disclosed, EventSeq};
use kakanai_record::{Answer, Change, ElementId, ItemKey, Record, Value, core};
use serde::Deserialize;

use super::page::{Problem, View, draw};
use super::stage::is_shown;
use super::words::Words;
use super::{Calm, Memory, terminal_code, token};
use crate::app::Counter;
use crate::cases::{CaseError, Loaded};
use crate::counter::{command_id, new_command};
use crate::fail::Fail;
use crate::session::Signed;

/// Names and texts of a form.
type Fields = Vec<(String, String)>;

/// Who sits before the tablet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sitter {
    /// Which of the people he is.
    who: Option<ElementId>,
    /// Whether he may be asked what is asked of a person alone: not who acts for somebody, nor while nobody has said
    /// who came.
    apart: bool,
}

impl Sitter {
    fn of(record: &Record) -> Self {
        let movers = record.elements(core::MOVER.key());
        let said = record.get(core::NOTIFIER_MOVER.key()).value();
        let own = match (said, movers) {
            (Some(Value::Element(id)), _) => Some(*id),
            (_, [only]) => Some(*only),
            _ => None,
        };
        match record.get(core::NOTIFIER_KIND.key()).code() {
            Some("self") => Self { who: own.filter(|id| movers.contains(id)), apart: true },
            Some("household_member" | "legal_agent") => Self { who: None, apart: true },
            _ => Self { who: None, apart: false },
        }
    }
}

/// What may be put before whoever sits there now.
fn to_ask(counter: &Counter, case: &Case, sitter: Sitter) -> BTreeSet<ItemKey> {
    let (dictionary, record) = (counter.catalogue.dictionary(), &case.record);
    let asks = |key: ItemKey| {
        let open = !record.get(key).is_answered();
        open && (sitter.apart || desk::is_aloud(dictionary, key))
            && may_be_asked(dictionary, record, sitter.who, key)
    };
    let pages = desk::box_pages(&counter.catalogue, record, asks);
    pages.into_iter().flat_map(|page| page.keys).collect()
}

/// What staff can do about questions on the tablet, and how far they are.
pub(crate) struct Asks {
    /// They lie before the citizen.
    pub(crate) answering: bool,
    /// They may be put there.
    pub(crate) may_ask: bool,
    /// How many there are to ask.
    pub(crate) questions: usize,
    /// How far he is, in words; nothing where none were asked.
    pub(crate) state: String,
    /// Why some cannot be asked, or what is needed first.
    pub(crate) hint: &'static str,
}

impl Asks {
    /// Of a case, at this terminal.
    pub(crate) async fn of(counter: &Counter, signed: &Signed, loaded: &Loaded) -> Result<Self, Fail> {
        let case = &loaded.case;
        let sitter = Sitter::of(&case.record);
        let questions = if case.state.is_open() { to_ask(counter, case, sitter).len() } else { 0 };
        let hidden = case.state.is_open() && !sitter.apart && {
            let anybody = Sitter { apart: true, ..sitter };
            to_ask(counter, case, anybody).len() > questions
        };
        let has_tablet = counter.store.tablet_of(terminal_code(&signed.terminal)?).await?.is_some();
        let answering = case.questions.as_ref().is_some_and(Questions::is_open);
        let hint = match (has_tablet, hidden) {
            _ if answering => "",
            (false, _) if questions > 0 || hidden => "タブレットをつなぐと、質問を本人の画面で聞けます。",
            (true, true) if case.record.get(core::NOTIFIER_KIND.key()).is_answered() => {
                "来た人は代理なので、本人だけの質問は出しません。"
            }
            (true, true) => "来た人がだれかを入れると、本人だけの質問も聞けます。",
            _ => "",
        };
        let may_ask = has_tablet && questions > 0 && !answering;
        Ok(Self { answering, may_ask, questions, state: on_tablet(loaded), hint })
    }
}

/// The same where nothing else says that it is about the tablet.
fn on_tablet(loaded: &Loaded) -> String {
    let state = state(loaded);
    if state.is_empty() { state } else { format!("タブレットで{state}") }
}

/// How far the citizen is, for staff.
pub(super) fn state(loaded: &Loaded) -> String {
    let Some(questions) = &loaded.case.questions else { return String::new() };
    let given = questions.given.len();
    let time = |seq: EventSeq| {
        let event = loaded.events.iter().find(|it| it.seq == seq);
        event.map(|it| crate::counter::lines::clock_time(it.at)).unwrap_or_default()
    };
    match questions.ended {
        None => format!("回答中（{}から・{given}問）", time(questions.seq)),
        Some(ended) => format!("回答済み（{}・{given}問）", time(ended)),
    }
}

/// What the buttons of staff send.
#[derive(Deserialize)]
pub(super) struct AskForm {
    command: String,
}

/// `POST /cases/{case}/tablet/questions`: 「質問をタブレットで聞く」
pub(super) async fn ask(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<AskForm>,
) -> Result<Redirect, Fail> {
    let loaded = super::panel::load(&counter, &signed, &case, "tablet").await?;
    let terminal = terminal_code(&signed.terminal)?;
    if counter.store.tablet_of(terminal.clone()).await?.is_none() {
        return Ok(Redirect::to("/pair"));
    }
    let case = loaded.header.case;
    let sitter = Sitter::of(&loaded.case.record);
    let questions = to_ask(&counter, &loaded.case, sitter);
    let back = Redirect::to(&format!("/cases/{case}/guidance"));
    // Answered meanwhile, or the button was pressed twice and the first press has asked them.
    if questions.is_empty() {
        return Ok(back);
    }
    let command = Command::AskQuestions { questions, who: sitter.who };
    let id = command_id(&form.command, &["ask-questions"])?;
    let after = counter.command(case, &command, &signed.actor(), id).await?;
    if let Some(questions) = after.questions.filter(Questions::is_open) {
        counter.store.tablet_show(terminal, Some((case, questions.seq)), counter.clock.now()).await?;
    }
    Ok(back)
}

/// `POST /cases/{case}/tablet/questions/end`: 「タブレットを引き取る」
pub(super) async fn end(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<Redirect, Fail> {
    let loaded = super::panel::load(&counter, &signed, &case, "tablet").await?;
    take_back(&counter, &signed, &loaded).await?;
    let case = loaded.header.case;
    Ok(Redirect::to(&format!("/cases/{case}/guidance")))
}

/// Ends the questions of a case, and clears this terminal's tablet where it shows the case. What was answered stays.
pub(super) async fn take_back(counter: &Counter, signed: &Signed, loaded: &Loaded) -> Result<(), Fail> {
    let case = loaded.header.case;
    if let Some(questions) = loaded.case.questions.as_ref().filter(|it| it.is_open()) {
        let command = Command::EndQuestions { asked: questions.seq };
        counter.command(case, &command, &signed.actor(), new_command(counter)).await?;
    }
    let terminal = terminal_code(&signed.terminal)?;
    let tablet = counter.store.tablet_of(terminal.clone()).await?;
    let shows = tablet.as_ref().and_then(token::Paired::of).and_then(|tablet| tablet.shows);
    if shows.is_some_and(|shown| shown.case == case) {
        counter.store.tablet_show(terminal, None, counter.clock.now()).await?;
    }
    Ok(())
}

/// The pages before the citizen: with what is open, and what he has answered here.
fn pages(counter: &Counter, case: &Case, questions: &Questions) -> Vec<BoxPage> {
    let record = &case.record;
    let shows = |key: ItemKey| {
        questions.keys.contains(&key) && (questions.given.contains(&key) || !record.get(key).is_answered())
    };
    desk::box_pages(&counter.catalogue, record, shows)
}

/// The page that is wanted; else the first with something open, else the last.
fn page<'a>(record: &Record, pages: &'a [BoxPage], wanted: &str) -> Option<(usize, &'a BoxPage)> {
    let open = |page: &BoxPage| page.keys.iter().any(|key| !record.get(*key).is_answered());
    let named = pages.iter().position(|page| page.place.page == wanted);
    let at = named.or_else(|| pages.iter().position(open)).or_else(|| pages.len().checked_sub(1))?;
    Some((at, pages.get(at)?))
}

/// A page of questions, ready for the tablet's document.
#[derive(Template)]
#[template(path = "tablet_questions.html")]
pub(super) struct QuestionsTemplate {
    w: &'static Words,
    big: bool,
    command: CommandId,
    event: u64,
    seen: u64,
    at: String,
    boxes: String,
    title: Said,
    hint: Said,
    questions: String,
    step: usize,
    steps: usize,
    back: Option<String>,
}

impl QuestionsTemplate {
    /// Tells the pages apart.
    pub(super) fn key(&self) -> String {
        format!("questions-{}-{}", self.event, self.at)
    }
}

/// The page that lies before the citizen; nothing where there is none any more.
pub(super) fn template(
    counter: &Counter,
    view: &View,
    loaded: &Loaded,
    questions: &Questions,
) -> Option<QuestionsTemplate> {
    let (catalogue, case) = (&counter.catalogue, &loaded.case);
    let pages = pages(counter, case, questions);
    let (at, page) = page(&case.record, &pages, &view.page)?;
    // Drawn from what he may see; which boxes there are was found in all of it.
    let shown = Disclosed::of_case(catalogue.dictionary(), case, &questions.audience());
    let language = Language::of_tag(view.words().lang).unwrap_or(Language::Ja);
    let state = Interview { language, ..Interview::at(shown.record().clone(), page.place.clone()) };
    let (title, drawn) = draw_boxes(catalogue, &*counter.towns, &state, &page.keys, counter.clock.today())?;
    let hint = Texts::of(catalogue, &state).said_there(&format!("page.{}.hint", page.place.page));
    let before = at.checked_sub(1).and_then(|before| pages.get(before));
    Some(QuestionsTemplate {
        w: view.words(),
        big: view.is_big(),
        command: new_command(counter),
        event: questions.seq.0,
        seen: case.seq.0,
        at: page.place.page.clone(),
        boxes: paths(counter, &page.keys).join(","),
        title,
        hint: hint.unwrap_or_default(),
        questions: drawn,
        step: at + 1,
        steps: pages.len(),
        back: before.map(|page| view.at(&page.place.page)),
    })
}

/// Boxes by their paths, as a page names them.
pub(crate) fn paths(counter: &Counter, keys: &[ItemKey]) -> Vec<String> {
    keys.iter().map(|key| counter.catalogue.dictionary().path(*key)).collect()
}

/// The boxes that stood on the page that was sent, as far as they are still asked there: what somebody has not seen he
/// has not answered.
pub(crate) fn shown(counter: &Counter, keys: &[ItemKey], boxes: &str) -> Vec<ItemKey> {
    let seen: BTreeSet<&str> = boxes.split(',').collect();
    let dictionary = counter.catalogue.dictionary();
    keys.iter().filter(|key| seen.contains(dictionary.path(**key).as_str())).copied().collect()
}

/// `POST /tablet/questions`: the answers of a page; or 「あとは係に聞く」, which keeps what is ticked and nothing else.
pub(super) async fn answer(
    State(counter): State<Arc<Counter>>,
    Extension(memory): Extension<Arc<Memory>>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Calm> {
    let Form(fields) = form.map_err(|_| Fail::BadRequest)?;
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text.as_str());
    let Some(tablet) = token::paired(&counter, &headers).await? else {
        return Ok(Redirect::to("/tablet").into_response());
    };
    let view = View { lang: field("lang").to_owned(), size: field("size").to_owned(), page: String::new() };
    let stale = StatusCode::CONFLICT;
    let Some((case, asked, actor)) = is_shown(&tablet, field("event")) else {
        return draw(&counter, &memory, &tablet, &view, stale, Problem::None).await;
    };
    let sent: Vec<&str> = fields.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]).collect();
    let id = command_id(field("command"), &sent)?;
    let loaded = counter.view(case, &actor, "tablet").await?;
    let lies = loaded.case.questions.as_ref().filter(|it| it.is_open() && it.seq == asked);
    // Ended already, by staff or by this same page sent twice: the tablet shows what is so now.
    let Some(questions) = lies else { return Ok(Redirect::to(&view.address()).into_response()) };
    let leaves = field("go") == "leave";
    let changes = changes(&counter, &loaded.case, questions, &fields, leaves);
    let done = leaves || is_done(&counter, &loaded.case, questions, &changes);
    let seen = EventSeq(field("seen").parse().map_err(|_| Fail::BadRequest)?);
    let command = Command::AnswerQuestions { asked, changes, seen, done };
    match counter.command(case, &command, &actor, id).await {
        Ok(_) => Ok(Redirect::to(&view.address()).into_response()),
        Err(CaseError::Refused(_)) => draw(&counter, &memory, &tablet, &view, stale, Problem::None).await,
        Err(error) => Err(error.into()),
    }
}

/// What the page says. Who leaves midway has answered what he ticked.
fn changes(
    counter: &Counter,
    case: &Case,
    questions: &Questions,
    fields: &[(String, String)],
    leaves: bool,
) -> Vec<Change> {
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text.as_str());
    let pages = pages(counter, case, questions);
    let Some(page) = pages.iter().find(|page| page.place.page == field("at")) else { return Vec::new() };
    let keys = shown(counter, &page.keys, field("boxes"));
    let state = Interview::at(case.record.clone(), page.place.clone());
    let form = fields.iter().cloned().collect();
    let (catalogue, today) = (&counter.catalogue, counter.clock.today());
    let mut changes = desk::ticked(catalogue, &*counter.towns, &state, &keys, &form, today);
    if leaves {
        let yes = Answer::Known(Value::Flag(true));
        changes.retain(|change| matches!(change, Change::Set(_, answer) if *answer == yes));
    }
    changes
}

/// Whether nothing is open after these answers.
fn is_done(counter: &Counter, case: &Case, questions: &Questions, changes: &[Change]) -> bool {
    let mut after = case.clone();
    // What does not fit is refused by the command.
    let _ = after.record.apply_all(counter.catalogue.dictionary(), changes);
    let open = |page: &BoxPage| page.keys.iter().any(|key| !after.record.get(*key).is_answered());
    !pages(counter, &after, questions).iter().any(open)
}

#[cfg(test)]
mod tests {
    use kakanai_record::{Dictionary, json};
    use serde_json::{Value as Json, json};

    use super::*;

    fn sitter(notifier: Json, movers: usize) -> Sitter {
        let people: Vec<Json> = (1..=movers).map(|id| json!({ "#": id })).collect();
        let record = json!({ "service": "move_in", "mover": people, "notifier": notifier });
        Sitter::of(&json::from_json(&Dictionary::core(), &record).unwrap())
    }

    #[test]
    fn what_is_for_the_person_alone_is_not_asked_of_who_acts_for_him() {
        let second = ElementId::new(2);
        for (notifier, movers, who, apart) in [
            (json!({ "kind": "self", "mover": 2 }), 3, second, true),
            (json!({ "kind": "self" }), 1, ElementId::new(1), true),
            (json!({ "kind": "self" }), 3, None, true),
            (json!({ "kind": "household_member" }), 2, None, true),
            (json!({ "kind": "legal_agent" }), 2, None, true),
            (json!({ "kind": "agent" }), 2, None, false),
            (json!({ "kind": "messenger" }), 2, None, false),
            (json!({ "kind": "same_address" }), 2, None, false),
            (json!({}), 2, None, false),
        ] {
            assert_eq!(sitter(notifier.clone(), movers), Sitter { who, apart }, "{notifier} of {movers}");
        }
    }

    #[test]
    fn the_first_open_page_comes_where_none_is_named() {
        let dictionary = Dictionary::core();
        let record = json!({ "service": "move_in", "household": { "dog": true } });
        let record = json::from_json(&dictionary, &record).unwrap();
        let page = |name: &str, key: ItemKey| BoxPage {
            place: kakanai_interview::state::Place { page: name.to_owned(), element: None },
            keys: vec![key],
        };
        let pages = [page("first", core::DOG.key()), page("second", core::WATER.key())];
        for (wanted, found) in [("", 1), ("first", 0), ("gone", 1)] {
            assert_eq!(super::page(&record, &pages, wanted).map(|(at, _)| at), Some(found), "{wanted}");
        }
        assert_eq!(super::page(&record, &pages[..1], "").map(|(at, _)| at), Some(0), "all done: the last");
        assert!(super::page(&record, &[], "first").is_none());
    }
}
