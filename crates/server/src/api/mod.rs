//! The interface for other programs: guidance over HTTP, described by `api/openapi.json` and docs/api.md.
//!
//! | module | holds |
//! | --- | --- |
//! | [`guide`] | procedures and open questions of a record that is sent |
//! | [`catalogue`] | what the city's catalogue holds and covers |
//! | [`caller`] | who may ask: staff signed in, or a program with a token |
//! | [`problem`] | refusals, as `application/problem+json` |
//!
//! It is part of the counter's address and of no other. It keeps nothing: a record is read, decided on and forgotten,
//! and nothing of it is logged. So nothing can be changed through it either, by whatever page a browser came from; and
//! a page of elsewhere cannot send JSON here without asking first, which is never allowed.

pub mod caller;
pub mod catalogue;
pub mod guide;
pub mod problem;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use serde_json::Value as Json;

use crate::app::Counter;
use caller::Tokens;
use problem::Problem;

/// Where it lies.
pub const BASE: &str = "/api/v1";

/// The most that a record may take: that of a large household has some ten kilobytes.
pub const MOST_BYTES: usize = 64 * 1024;

/// The description of it all (OpenAPI 3.1).
pub const DESCRIPTION: &str = include_str!("../../api/openapi.json");

/// What the interface needs besides the counter's own.
#[derive(Debug, Default)]
pub struct Api {
    /// Programs that may ask.
    pub tokens: Tokens,
    /// What `kakanai catalogue check --json` says of the catalogue in force.
    pub check: Json,
    /// What `kakanai catalogue report --json` says of it; nothing where the city has no list of its own.
    pub report: Option<Json>,
}

/// The routes, below [`BASE`].
pub fn router() -> Router<Arc<Counter>> {
    let routes = routes().into_iter();
    routes
        .fold(Router::new(), |router, (path, methods)| router.route(path, methods))
        .method_not_allowed_fallback(|| async { Problem::method() })
        .fallback(|| async { Problem::not_found() })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// The paths below [`BASE`].
pub fn paths() -> Vec<&'static str> {
    routes().into_iter().map(|(path, _)| path).collect()
}

fn routes() -> [(&'static str, MethodRouter<Arc<Counter>>); 6] {
    [
        ("/guide", post(guide::list)),
        ("/guide/next", post(guide::next)),
        ("/catalogue", get(catalogue::about)),
        ("/catalogue/check", get(catalogue::check)),
        ("/catalogue/report", get(catalogue::report)),
        ("/openapi.json", get(description)),
    ]
}

/// The same in every city, and no secret: whoever writes a program reads it before he has a token.
async fn description() -> Response {
    ([(CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}
