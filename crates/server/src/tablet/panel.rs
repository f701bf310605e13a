//! The clerk's part: what the terminal's tablet shows, what the citizen said to it, who has still to sign.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::{Extension, Form};
use data_encoding::BASE64;
use kakanai_reception::{Case, CaseId, Command, CommandId, EventSeq, How, Role, Signature, Signer};
use kakanai_store::Tablet;
use serde::Deserialize;

use super::page::WIDTHS;
use super::stage::{all_signers, name, papers_at};
use super::steps::{case_page, roles};
use super::token::Paired;
use super::{Memory, questions, terminal_code};
use crate::app::Counter;
use crate::cases::Loaded;
use crate::counter::{case_id, command_id, new_command};
use crate::fail::Fail;
use crate::session::Signed;

/// A tablet that was not heard of for so long is switched off, or out of the Wi-Fi: two missed beats and a half.
const AWAY_MS: i64 = 150_000;

/// A signature in a role.
struct RoleRow {
    word: &'static str,
    state: String,
    /// `ok`, `doubt` or nothing.
    mark: &'static str,
    /// The handwriting as an address of its own.
    picture: String,
}

struct SignerRow {
    name: String,
    roles: String,
    may_omit: bool,
    rows: Vec<RoleRow>,
}

/// The panel, as a template of its own for the case page.
#[derive(Template)]
#[template(path = "case_tablet.html")]
pub struct TabletPanel {
    id: String,
    terminal: String,
    seq: u64,
    command: CommandId,
    has_tablet: bool,
    is_away: bool,
    state: String,
    mark: &'static str,
    /// The event that put the papers there.
    event: u64,
    may_ask: bool,
    may_clear: bool,
    signers: Vec<SignerRow>,
    /// Roles that sign on paper: they are not at the counter.
    on_paper: String,
}

impl TabletPanel {
    /// How far the citizen is, in a word, and how it is marked.
    pub fn state(&self) -> (&str, &'static str) {
        (&self.state, self.mark)
    }

    /// The panel of a case for the person who has it before him.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(counter: &Arc<Counter>, signed: &Signed, loaded: &Loaded) -> Result<Self, Fail> {
        let tablet = counter.store.tablet_of(terminal_code(&signed.terminal)?).await?;
        let case = &loaded.case;
        let wanted = counter.roles_wanted(loaded);
        let has_forms = wanted.is_some();
        let wanted = &wanted.unwrap_or_default();
        let signers = all_signers(case, wanted);
        let at_counter = |role: &Role| signers.iter().any(|(signer, _)| signer.roles.contains(role));
        let on_paper: Vec<&str> =
            wanted.iter().filter(|role| !at_counter(role)).map(|role| role.word()).collect();
        let all_signed = signers.iter().all(|(_, has)| *has);
        let (state, mark) = state(loaded, tablet.as_ref(), &signed.terminal, all_signed);
        let asks = case.state.is_open() && case.asked.as_ref().is_some_and(|it| it.void.is_none());
        let now = counter.clock.now();
        Ok(Self {
            id: loaded.header.case.to_string(),
            terminal: signed.terminal.clone(),
            seq: case.seq.0,
            command: new_command(counter),
            has_tablet: tablet.is_some(),
            is_away: tablet.as_ref().is_some_and(|tablet| now.0 - tablet.seen.0 > AWAY_MS),
            event: case.asked.as_ref().map_or(0, |asked| asked.seq.0),
            may_ask: case.state.is_open() && tablet.is_some() && has_forms,
            may_clear: tablet.as_ref().is_some_and(|tablet| tablet.shows.is_some()),
            signers: signers
                .iter()
                .map(|(signer, has)| signer_row(loaded, signer, asks && case.is_confirmed() && !has))
                .collect(),
            on_paper: on_paper.join("・"),
            state,
            mark,
        })
    }
}

/// Where the citizen is, in words.
fn state(
    loaded: &Loaded,
    tablet: Option<&Tablet>,
    terminal: &str,
    all_signed: bool,
) -> (String, &'static str) {
    let case = &loaded.case;
    let shown = tablet.and_then(Paired::of).and_then(|tablet| tablet.shows);
    let elsewhere = shown.is_some_and(|shown| shown.case != loaded.header.case);
    if let Some(asked) = &case.questions
        && case.asked.as_ref().is_none_or(|papers| papers.seq < asked.seq)
    {
        return (questions::state(loaded), if asked.is_open() { "news" } else { "ok" });
    }
    let Some(asked) = &case.asked else {
        let words = if elsewhere {
            "ほかの件を表示しています"
        } else {
            "まだ見てもらっていません"
        };
        return (words.to_owned(), "");
    };
    let at = |seq: EventSeq| {
        let event = loaded.events.iter().find(|it| it.seq == seq);
        event.map(|it| format!("（{}）", clock_time(it.at))).unwrap_or_default()
    };
    if let Some(void) = asked.void {
        return (format!("見せた内容が変わりました{}。もう一度出してください", at(void)), "doubt");
    }
    if let Some(words) = &case.objection {
        let words =
            if words.is_empty() { "（言葉なし。口頭で聞いてください）" } else { words };
        return (format!("直してほしい：{words}"), "doubt");
    }
    if case.is_confirmed() {
        let seq = case.confirmed.unwrap_or(asked.seq);
        return (format!("{}{}", if all_signed { "署名済み" } else { "確認済み" }, at(seq)), "ok");
    }
    if asked.terminal != terminal {
        return (format!("{}のタブレットに出しました{}", asked.terminal, at(asked.seq)), "");
    }
    match shown {
        Some(shown) if (shown.case, shown.event) == (loaded.header.case, asked.seq) => {
            (format!("見てもらっています{}", at(asked.seq)), "")
        }
        _ if elsewhere => ("ほかの件を表示しています".to_owned(), ""),
        _ => ("確認の前に片付けました".to_owned(), ""),
    }
}

fn signer_row(loaded: &Loaded, signer: &Signer, may_omit: bool) -> SignerRow {
    let case = &loaded.case;
    let codes: Vec<&str> = signer.roles.iter().map(|role| role.code()).collect();
    SignerRow {
        name: name(case, signer),
        roles: codes.join(","),
        may_omit,
        rows: signer.roles.iter().map(|role| role_row(loaded, case, *role)).collect(),
    }
}

fn role_row(loaded: &Loaded, case: &Case, role: Role) -> RoleRow {
    let Some(signature) = case.signatures.get(&role) else {
        return RoleRow { word: role.word(), state: "まだ".to_owned(), mark: "", picture: String::new() };
    };
    let event = loaded.events.iter().find(|it| it.seq == signature.seq);
    let time = event.map(|it| clock_time(it.at)).unwrap_or_default();
    let (state, mark) = match signature.stands() {
        true => (format!("{} {time}", how_words(signature)), "ok"),
        false => (format!("{} {time}のあと内容が変わりました。取り直し", how_words(signature)), "doubt"),
    };
    let picture = match &signature.how {
        How::Pen(png) => format!("data:image/png;base64,{}", BASE64.encode(png)),
        How::Typed(_) | How::Omitted => String::new(),
    };
    RoleRow { word: role.word(), state, mark, picture }
}

fn how_words(signature: &Signature) -> String {
    match &signature.how {
        How::Pen(_) => "署名".to_owned(),
        How::Typed(name) => format!("入力「{name}」"),
        How::Omitted => "署名なし（紙に書く）".to_owned(),
    }
}

/// Time of day in Japan, which knows no summer time.
fn clock_time(unix_ms: i64) -> String {
    let minutes = (unix_ms.div_euclid(60_000) + 9 * 60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// What the panel's buttons send.
#[derive(Deserialize)]
pub(super) struct PanelForm {
    #[serde(default)]
    command: String,
    #[serde(default)]
    seen: u64,
    #[serde(default)]
    event: u64,
    #[serde(default)]
    roles: String,
}

pub(super) async fn load(
    counter: &Counter,
    signed: &Signed,
    case: &str,
    action: &'static str,
) -> Result<Loaded, Fail> {
    if !signed.works_on_cases() {
        return Err(Fail::Forbidden);
    }
    Ok(counter.view(case_id(case)?, &signed.actor(), action).await?)
}

/// `POST /cases/{case}/tablet/ask`: 「タブレットに出す」
pub(super) async fn ask(
    State(counter): State<Arc<Counter>>,
    Extension(memory): Extension<Arc<Memory>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<PanelForm>,
) -> Result<Redirect, Fail> {
    let terminal = terminal_code(&signed.terminal)?;
    let loaded = load(&counter, &signed, &case, "tablet").await?;
    let case = loaded.header.case;
    if counter.store.tablet_of(terminal.clone()).await?.is_none() {
        return Ok(Redirect::to("/pair"));
    }
    let papers = counter.papers(&loaded, false).await?;
    let seen = EventSeq(form.seen.min(loaded.case.seq.0));
    let command = Command::Ask { forms: papers.forms.clone(), printed: papers.printed.clone(), seen };
    let id = command_id(&form.command, &["ask"])?;
    let after = counter.command(case, &command, &signed.actor(), id).await?;
    if let Some(asked) = after.asked.filter(|asked| asked.void.is_none()) {
        memory.forget(case);
        papers.draw_ahead(WIDTHS[0]);
        counter.store.tablet_show(terminal, Some((case, asked.seq)), counter.clock.now()).await?;
    }
    Ok(case_page(case))
}

/// `POST /cases/{case}/tablet/clear`: 「片付ける」
pub(super) async fn clear(
    State(counter): State<Arc<Counter>>,
    Extension(memory): Extension<Arc<Memory>>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<Redirect, Fail> {
    let loaded = load(&counter, &signed, &case, "tablet").await?;
    let case: CaseId = loaded.header.case;
    // Questions that lie on this terminal's tablet end with it; what was answered stays.
    if loaded.case.questions.as_ref().is_some_and(|it| it.terminal == signed.terminal) {
        questions::take_back(&counter, &signed, &loaded).await?;
    }
    counter.store.tablet_show(terminal_code(&signed.terminal)?, None, counter.clock.now()).await?;
    memory.forget(case);
    Ok(case_page(case))
}

/// `POST /cases/{case}/tablet/omit`: 「署名なしで進む」, by the clerk for somebody who signs on paper.
pub(super) async fn omit(
    State(counter): State<Arc<Counter>>,
    Extension(memory): Extension<Arc<Memory>>,
    signed: Signed,
    Path(case): Path<String>,
    Form(form): Form<PanelForm>,
) -> Result<Redirect, Fail> {
    let loaded = load(&counter, &signed, &case, "tablet").await?;
    let seen = EventSeq(form.event);
    let roles_wanted = roles(&form.roles).ok_or(Fail::BadRequest)?;
    let asked = loaded.case.asked.as_ref().filter(|asked| asked.seq == seen);
    let event = asked.map_or(loaded.case.seq, |asked| asked.seq);
    let papers = papers_at(&counter, Some(&memory), &loaded, event).await?;
    if !all_signers(&loaded.case, &papers.roles).iter().any(|(signer, _)| signer.roles == roles_wanted) {
        return Err(Fail::BadRequest);
    }
    let bound = Box::new(papers.bound);
    let command = Command::Sign { roles: roles_wanted, how: How::Omitted, bound, seen };
    let id = command_id(&form.command, &["omit", &form.roles])?;
    counter.command(loaded.header.case, &command, &signed.actor(), id).await?;
    Ok(case_page(loaded.header.case))
}
