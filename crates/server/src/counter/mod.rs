//! The counter's pages.
//!
//! | module | page |
//! | --- | --- |
//! | [`door`], [`sign_in`] | signing in and out, and what was being sent meanwhile |
//! | [`queue`] | the day's cases, and reading a code |
//! | [`visit`] | one visit with its cases |
//! | [`new`] | a case by hand, or as a copy |
//! | [`case`] | one case in three zones; [`blocks`], [`side`], [`desk`], [`lists`], [`history`] are parts of it |
//! | [`edit`] | one page of questions, asked by the same engine as at home |
//! | [`guidance`], [`adjust`], [`counts`] | which procedures a case needs, changing that by hand, and how often that was done |
//! | [`undo`] | putting back who was removed last |
//! | [`papers`] | filled forms |
//! | [`turn`] | states, erasure |
//! | [`review`] | approving, hand-over and what comes back |
//! | [`keys`] | the map of the keyboard |

mod address;
pub mod adjust;
pub mod blocks;
pub mod case;
pub mod counts;
pub mod desk;
pub mod door;
pub mod edit;
pub mod guidance;
pub mod history;
pub mod keys;
pub mod lines;
pub mod lists;
pub mod new;
mod number;
pub mod papers;
pub mod queue;
pub mod review;
pub mod scan;
pub mod side;
pub mod sign_in;
pub mod turn;
pub mod undo;
pub mod visit;

use std::sync::Arc;

use askama::Template;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use kakanai_reception::{CaseId, CommandId};
use sha2::{Digest, Sha256};

use crate::api;
use crate::app::{Counter, draw};
use crate::fail::Fail;
use crate::headers::guard_counter;
use crate::layout::{CounterPage, html};
use crate::live;
use crate::public::assets::respond;
use crate::session::Signed;

/// Forms at the counter are small; an image of a code will have its own limit.
const MOST_BYTES: usize = 256 * 1024;

/// The counter as a router.
pub fn router(counter: Arc<Counter>) -> Router {
    let hub = Arc::new(live::Hub::default());
    let marked = (Arc::clone(&counter), Arc::clone(&hub));
    let pages = Router::new()
        .route("/", get(queue::page))
        .route("/sign-in", get(sign_in::page))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/alive", post(keys::alive))
        .route("/keys", get(keys::page))
        .route("/new", get(new::page).post(new::open))
        .route("/visits/{visit}", get(visit::page))
        .route("/open", post(scan::open))
        .route("/open/picture", post(scan::upload).layer(DefaultBodyLimit::max(scan::MOST_PICTURE)))
        .route("/scan", post(scan::picture).layer(DefaultBodyLimit::max(scan::MOST_PICTURE)))
        .route("/cases/{case}", get(case::page))
        .route("/cases/{case}/edit/{place}", get(edit::page).post(edit::submit))
        .route("/cases/{case}/desk", get(desk::page).post(desk::submit))
        .route("/cases/{case}/lists/{list}", post(lists::change))
        .route("/cases/{case}/undo", post(undo::undo))
        .route("/cases/{case}/copy", post(new::copy))
        .route("/cases/{case}/papers", post(papers::print))
        .route("/cases/{case}/papers.pdf", get(papers::pdf))
        .route("/cases/{case}/guidance", get(guidance::page).post(adjust::adjust))
        .route("/guidance/counts", get(counts::page))
        .route("/cases/{case}/turn", post(turn::turn))
        .route("/cases/{case}/approve", post(review::approve))
        .route("/cases/{case}/recall", post(review::recall))
        .route("/cases/{case}/register", post(review::register))
        .route("/cases/{case}/finalise", post(review::finalise))
        .route("/cases/{case}/reject", post(review::reject))
        .route("/cases/{case}/erase", post(turn::erase))
        .route("/assets/{*path}", get(asset))
        .merge(crate::guidance::router())
        .merge(crate::tablet::router())
        .merge(live::router())
        .nest(api::BASE, api::router())
        .fallback(|| async { Fail::NotFound })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(Extension(hub))
        .with_state(Arc::clone(&counter));
    // Around the routes and not among them: what the door sends on is routed anew.
    Router::new()
        .fallback_service(pages)
        .layer(axum::middleware::from_fn_with_state(counter, door::door))
        .layer(axum::middleware::from_fn_with_state(marked, live::mark))
        .layer(axum::middleware::from_fn(guard_counter))
}

async fn asset(
    State(counter): State<Arc<Counter>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let asset = counter.assets.get(&path).ok_or(Fail::NotFound)?;
    Ok(respond(&path, asset, &headers))
}

/// Puts a page's inside into the frame.
pub(crate) fn frame(counter: &Counter, signed: &Signed, title: &str, inside: &impl Template) -> Response {
    frame_with(counter, signed, (StatusCode::OK, title), inside, &["keys.js"])
}

/// The same with a status and modules of the page's own.
pub(crate) fn frame_with(
    counter: &Counter,
    signed: &Signed,
    (status, title): (StatusCode, &str),
    inside: &impl Template,
    modules: &[&str],
) -> Response {
    let main = match inside.render() {
        Ok(main) => main,
        Err(error) => return Fail::Internal(error.to_string()).into_response(),
    };
    let who = signed.words();
    html(status, &CounterPage { title, who: &who, demo: counter.demo, main: &main, modules })
}

/// A part of a page by itself.
fn part(inside: &impl Template) -> Result<String, Fail> {
    inside.render().map_err(|error| Fail::Internal(error.to_string()))
}

pub(crate) fn case_id(text: &str) -> Result<CaseId, Fail> {
    text.parse().map_err(|_| Fail::NotFound)
}

/// The id of a command: the page's own random part and what exactly was asked. The same button pressed
/// twice is one command; another button of the same page, or other words in the same form, is another.
pub(crate) fn command_id(page: &str, asked: &[&str]) -> Result<CommandId, Fail> {
    let page: CommandId = page.parse().map_err(|_| Fail::BadRequest)?;
    let mut hash = Sha256::new();
    hash.update(page.as_bytes());
    for part in asked {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let hash: [u8; 32] = hash.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    Ok(CommandId::from_bytes(id))
}

pub(crate) fn new_command(counter: &Counter) -> CommandId {
    CommandId::from_bytes(draw(&*counter.random))
}
