//! The counter's pages.
//!
//! | module | page |
//! | --- | --- |
//! | [`sign_in`] | signing in and out |
//! | [`queue`] | the day's cases, and reading a code |
//! | [`case`] | one case: what was said, what changed, what is missing |
//! | [`edit`] | one page of questions, asked by the same engine as at home |
//! | [`papers`] | filled forms |
//! | [`turn`] | states, hand-over, erasure |

pub mod case;
pub mod edit;
pub mod papers;
pub mod queue;
pub mod sign_in;
pub mod turn;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kakanai_reception::{CaseId, CommandId};
use sha2::{Digest, Sha256};

use crate::app::{Counter, draw};
use crate::fail::Fail;
use crate::headers::guard;
use crate::layout::{CounterPage, html};
use crate::public::assets::respond;
use crate::session::Signed;

/// Forms at the counter are small; an image of a code will have its own limit.
const MOST_BYTES: usize = 256 * 1024;

/// The counter as a router.
pub fn router(counter: Arc<Counter>) -> Router {
    Router::new()
        .route("/", get(queue::page))
        .route("/sign-in", get(sign_in::page).post(sign_in::submit))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/open", post(queue::open))
        .route("/cases/{case}", get(case::page))
        .route("/cases/{case}/edit/{place}", get(edit::page).post(edit::submit))
        .route("/cases/{case}/people", post(edit::people))
        .route("/cases/{case}/papers", post(papers::print))
        .route("/cases/{case}/papers.pdf", get(papers::pdf))
        .route("/cases/{case}/turn", post(turn::turn))
        .route("/cases/{case}/hand-over", post(turn::hand_over))
        .route("/cases/{case}/erase", post(turn::erase))
        .route("/assets/{*path}", get(asset))
        .fallback(|| async { Fail::NotFound })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(axum::middleware::from_fn(guard))
        .with_state(counter)
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
fn frame(counter: &Counter, signed: &Signed, title: &str, inside: &impl Template) -> Response {
    let main = match inside.render() {
        Ok(main) => main,
        Err(error) => return Fail::Internal(error.to_string()).into_response(),
    };
    let who = signed.words();
    html(StatusCode::OK, &CounterPage { title, who: &who, demo: counter.demo, main: &main })
}

fn case_id(text: &str) -> Result<CaseId, Fail> {
    text.parse().map_err(|_| Fail::NotFound)
}

/// The id of a command: the page's own random part and what exactly was asked. The same button pressed
/// twice is one command; another button of the same page, or other words in the same form, is another.
fn command_id(page: &str, asked: &[&str]) -> Result<CommandId, Fail> {
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

fn new_command(counter: &Counter) -> CommandId {
    CommandId::from_bytes(draw(&*counter.random))
}
