//! The tablet's page and the pictures of the forms on it.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kakanai_forms::PageText;
use kakanai_reception::{CommandId, Event, Role};
use serde::Deserialize;

use super::stage::{self, Asked, Stage, Who};
use super::token::{self, Paired};
use super::words::{JA, Words};
use super::{Calm, Memory, citizen, pairing, questions};
use crate::app::Counter;
use crate::counter::new_command;
use crate::fail::Fail;
use crate::layout::html;

/// Widths of pictures in pixels: a tablet, a fine display, and looking closely.
pub(super) const WIDTHS: [u16; 3] = [1000, 1500, 2200];
/// Seconds until a page without scripts looks again: while nobody does anything, and while somebody may.
const LOOK_SOON: u32 = 5;
const LOOK_LATER: u32 = 60;

/// How the citizen wants to see the page; it stands in the address alone.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct View {
    #[serde(default)]
    pub(super) lang: String,
    #[serde(default)]
    pub(super) size: String,
    /// The page of questions that somebody went back to.
    #[serde(default)]
    pub(super) page: String,
}

impl View {
    pub(super) fn words(&self) -> &'static Words {
        Words::of(&self.lang)
    }

    pub(super) fn is_big(&self) -> bool {
        self.size == "big"
    }

    /// The address of the page in this view.
    pub(super) fn address(&self) -> String {
        address(self.words().lang, self.is_big(), "")
    }

    /// The address of a page of questions in this view.
    pub(super) fn at(&self, page: &str) -> String {
        address(self.words().lang, self.is_big(), page)
    }
}

fn address(lang: &str, big: bool, page: &str) -> String {
    let plain = page.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let parts = [
        ("lang", if lang == "en" { "en" } else { "" }),
        ("size", if big { "big" } else { "" }),
        ("page", if plain { page } else { "" }),
    ];
    let parts = parts.iter().filter(|(_, text)| !text.is_empty());
    let parts: Vec<String> = parts.map(|(name, text)| format!("{name}={text}")).collect();
    if parts.is_empty() { "/tablet".to_owned() } else { format!("/tablet?{}", parts.join("&")) }
}

/// The document.
#[derive(Template)]
#[template(path = "tablet.html")]
struct TabletTemplate<'a> {
    w: &'a Words,
    big: bool,
    other_lang: String,
    other_size: String,
    /// Tells stages apart: a page that has the same one already keeps what was written on it.
    key: &'a str,
    /// Whether it has a line of its own to listen at.
    paired: bool,
    refresh: u32,
    main: &'a str,
}

/// A heading and a sentence.
#[derive(Template)]
#[template(path = "tablet_said.html")]
struct SaidTemplate<'a> {
    kind: &'a str,
    heading: &'a str,
    code: &'a str,
    more: &'a str,
}

#[derive(Template)]
#[template(path = "tablet_look.html")]
struct LookTemplate<'a> {
    w: &'a Words,
    big: bool,
    command: CommandId,
    event: u64,
    pages: &'a [PageText],
    problem: &'a str,
}

#[derive(Template)]
#[template(path = "tablet_sign.html")]
struct SignTemplate<'a> {
    w: &'a Words,
    big: bool,
    command: CommandId,
    event: u64,
    name: &'a str,
    as_whom: String,
    roles: String,
    problem: &'a str,
}

/// `GET /tablet`
pub(super) async fn page(
    State(counter): State<Arc<Counter>>,
    Extension(memory): Extension<Arc<Memory>>,
    Query(view): Query<View>,
    headers: HeaderMap,
) -> Result<Response, Calm> {
    match token::paired(&counter, &headers).await? {
        Some(tablet) => draw(&counter, &memory, &tablet, &view, StatusCode::OK, Problem::None).await,
        None => code(&counter, &memory, &view, &headers).await,
    }
}

/// The code of a tablet that nobody has let in.
async fn code(
    counter: &Counter,
    memory: &Memory,
    view: &View,
    headers: &HeaderMap,
) -> Result<Response, Calm> {
    let w = view.words();
    let Some(waiting) = pairing::waiting(counter, memory, headers).await? else {
        let said = SaidTemplate { kind: "busy", heading: w.busy, code: "", more: "" };
        return Ok(document(StatusCode::TOO_MANY_REQUESTS, view, "busy", false, LOOK_LATER, &said)?);
    };
    let digits = waiting.code.to_string();
    let spaced = format!("{} {}", digits.get(..3).unwrap_or(""), digits.get(3..).unwrap_or(""));
    let said = SaidTemplate { kind: "code", heading: w.code, code: &spaced, more: w.code_more };
    let key = format!("code-{digits}");
    let mut response = document(StatusCode::OK, view, &key, false, LOOK_SOON, &said)?;
    if let Some(cookie) = waiting.cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What was wrong with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// Nothing.
    None,
    /// The signature's picture is no signature.
    Unreadable,
    /// Words or a name are too long, or empty.
    TooLong,
    /// A name cannot stand in its box.
    Unprintable,
}

/// What a paired tablet shows now.
pub(super) async fn draw(
    counter: &Arc<Counter>,
    memory: &Memory,
    tablet: &Paired,
    view: &View,
    status: StatusCode,
    problem: Problem,
) -> Result<Response, Calm> {
    let w = view.words();
    let problem = match problem {
        Problem::None => "",
        Problem::Unreadable => w.unreadable,
        Problem::TooLong => w.too_long,
        Problem::Unprintable => w.unprintable,
    };
    let stage = stage::of(counter, memory, tablet).await?;
    let is_idle = matches!(stage, Stage::Idle);
    let said = |kind, heading, more| SaidTemplate { kind, heading, code: "", more };
    let mut response = match stage {
        Stage::Idle => document(status, view, "idle", true, LOOK_SOON, &said("idle", w.idle, w.idle_more))?,
        Stage::Mending(event) => {
            let key = format!("mending-{event}");
            document(status, view, &key, true, LOOK_SOON, &said("mending", w.mending, w.mending_more))?
        }
        Stage::Done(event) => {
            let key = format!("done-{event}");
            document(status, view, &key, true, LOOK_SOON, &said("done", w.thanks, w.thanks_more))?
        }
        Stage::Questions(loaded, questions) => {
            match questions::template(counter, view, &loaded, &questions) {
                Some(template) => document(status, view, &template.key(), true, LOOK_LATER, &template)?,
                None => document(status, view, "idle", true, LOOK_SOON, &said("idle", w.idle, w.idle_more))?,
            }
        }
        Stage::Answered(event) => {
            let key = format!("done-{event}");
            document(status, view, &key, true, LOOK_SOON, &said("done", w.thanks, w.give_back))?
        }
        Stage::Look(asked) => look(counter, view, status, &asked, problem)?,
        Stage::Sign(asked, who) => sign(counter, view, status, &asked, &who, problem)?,
    };
    if !is_idle {
        memory.use_by(tablet.token);
    } else if memory.clears(tablet.token) {
        let name = HeaderName::from_static("clear-site-data");
        response.headers_mut().insert(name, HeaderValue::from_static("\"cache\""));
    }
    Ok(response)
}

fn look(
    counter: &Counter,
    view: &View,
    status: StatusCode,
    asked: &Asked,
    problem: &str,
) -> Result<Response, Fail> {
    let template = LookTemplate {
        w: view.words(),
        big: view.is_big(),
        command: new_command(counter),
        event: asked.event.0,
        pages: &asked.papers.pages,
        problem,
    };
    document(status, view, &format!("look-{}", asked.event), true, LOOK_LATER, &template)
}

fn sign(
    counter: &Counter,
    view: &View,
    status: StatusCode,
    asked: &Asked,
    who: &Who,
    problem: &str,
) -> Result<Response, Fail> {
    let w = view.words();
    let roles: Vec<&str> = who.roles.iter().map(|role: &Role| role.code()).collect();
    let roles = roles.join(",");
    let words = w.roles(who.roles.iter().copied());
    let as_whom =
        if w.lang == "ja" { format!("{words}{}", w.sign_as) } else { format!("{} {words}", w.sign_as) };
    let key = format!("sign-{}-{roles}", asked.event);
    let (command, event) = (new_command(counter), asked.event.0);
    let (name, big) = (who.name.as_str(), view.is_big());
    let template = SignTemplate { w, big, command, event, name, as_whom, roles, problem };
    document(status, view, &key, true, LOOK_LATER, &template)
}

fn document(
    status: StatusCode,
    view: &View,
    key: &str,
    paired: bool,
    refresh: u32,
    inside: &impl Template,
) -> Result<Response, Fail> {
    let main = inside.render().map_err(|error| Fail::Internal(error.to_string()))?;
    let (w, big) = (view.words(), view.is_big());
    let other = if w.lang == "ja" { "en" } else { "ja" };
    let page = TabletTemplate {
        other_lang: address(other, big, &view.page),
        other_size: address(w.lang, !big, &view.page),
        main: &main,
        w,
        big,
        key,
        paired,
        refresh,
    };
    let mut response = html(status, &page);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Something went wrong here, which is nothing to the citizen.
pub(super) fn trouble(status: StatusCode) -> Response {
    let said = SaidTemplate { kind: "trouble", heading: JA.trouble, code: "", more: JA.trouble_more };
    match document(status, &View::default(), "trouble", false, LOOK_SOON, &said) {
        Ok(response) => response,
        Err(_) => status.into_response(),
    }
}

/// Which picture is wanted.
#[derive(Deserialize)]
pub(super) struct Wanted {
    event: u64,
    w: u16,
}

/// `GET /tablet/pages/{n}.png`: a page of what is shown, as it was put before the citizen.
pub(super) async fn picture(
    State(counter): State<Arc<Counter>>,
    Extension(memory): Extension<Arc<Memory>>,
    Path(page): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Calm> {
    let tablet = token::paired(&counter, &headers).await?.ok_or(Fail::Forbidden)?;
    let shown = tablet.shows.filter(|shown| shown.event.0 == wanted.event).ok_or(Fail::NotFound)?;
    let page = page.strip_suffix(".png").and_then(|page| page.parse::<usize>().ok());
    let page = page.filter(|_| WIDTHS.contains(&wanted.w)).and_then(|page| page.checked_sub(1));
    let page = page.ok_or(Fail::NotFound)?;
    let papers = match memory.papers(shown.case, shown.event) {
        Some(papers) => papers,
        None => {
            let loaded = counter.view(shown.case, &citizen(&tablet.terminal), "tablet").await?;
            // Where questions are shown, no papers are.
            let put = loaded.events.iter().find(|it| it.seq == shown.event);
            if !put.is_some_and(|it| matches!(it.event, Event::Asked { .. })) {
                return Err(Fail::NotFound.into());
            }
            stage::papers_at(&counter, Some(&memory), &loaded, shown.event).await?
        }
    };
    let png = papers.png(page, wanted.w).await?.ok_or(Fail::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, png.to_vec()).into_response())
}
