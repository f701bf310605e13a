//! The public side: citizens prepare. Nothing of theirs is kept here, and there is no way to the store.
//!
//! With scripts on, the interview runs in the browser and no answer leaves it. Without, the same
//! engine runs here once the person has agreed: each page carries the sealed state of its interview,
//! so that this process remembers nothing between two requests.

pub mod assets;
mod body;
mod document;
mod hall;
mod home;
pub mod integrity;
mod page_state;
mod prepare;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware;
use axum::response::Response;
use axum::routing::get;

pub use assets::{Files, assets, list};
pub use page_state::LIMIT_MS;

use crate::app::Public;
use crate::headers;

/// The routes of the public side.
pub fn router(public: Arc<Public>) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/prepare/{service}", get(prepare::shell).post(prepare::step))
        .route(hall::TICKET, get(hall::ask).post(hall::take))
        .route("/assets/{*path}", get(assets::serve))
        .route("/worker.js", get(assets::worker))
        .fallback(missing)
        .layer(middleware::from_fn(headers::guard))
        .with_state(public)
}

async fn missing(State(public): State<Arc<Public>>, uri: Uri, headers: HeaderMap) -> Response {
    let frame = document::Frame::of(&public, uri.query(), &headers);
    home::message(&frame, StatusCode::NOT_FOUND, "missing.title", "missing.next")
}
