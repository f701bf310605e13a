//! The live stream: "case N is at event M", to every screen that may know it.
//!
//! | route | who | what he is told |
//! | --- | --- | --- |
//! | `/live` | staff who work on cases | ids and event numbers of cases; terminals whose tablet changed |
//! | `/tablet/live` | a paired tablet (its cookie is for `/tablet` alone) | itself, and the case it shows |
//!
//! Nothing of a person travels here: screens fetch their own view. [`ring`] remembers the last changes, so that a
//! line that broke goes on where it was; who was away for too long is told of a gap and fetches everything again.
//! A browser cannot see comments in a stream, and a Wi-Fi that went away closes nothing: so the beat is an event.

mod ring;
mod stream;

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use serde::Deserialize;

use crate::app::Counter;
use crate::fail::Fail;
use crate::session;
use crate::tablet::token;

pub use ring::Hub;
use stream::Audience;

/// A tablet's row is written at most once in this time.
pub(crate) const TOUCH_MS: i64 = 60_000;

/// The routes; they want the [`Hub`] as an extension.
pub fn router() -> Router<Arc<Counter>> {
    Router::new().route("/live", get(staff)).route("/tablet/live", get(of_tablet))
}

tokio::task_local! {
    /// The last change before the request that is being answered.
    static SINCE: String;
}

/// Notes what had happened before a page was begun: its line goes on from there, so that nothing is missed and
/// nothing has to be fetched a second time.
pub async fn mark(
    State((counter, hub)): State<(Arc<Counter>, Arc<Hub>)>,
    request: Request,
    next: Next,
) -> Response {
    hub.listen(&counter);
    let since = hub.id(hub.last());
    SINCE.scope(since, next.run(request)).await
}

/// Where the line of the page that is being drawn begins; empty outside of a request.
pub(crate) fn since() -> String {
    SINCE.try_with(Clone::clone).unwrap_or_default()
}

/// Where a new line goes on that replaces a broken one: a browser says it only where it reconnects by itself.
#[derive(Deserialize)]
struct After {
    after: Option<String>,
}

fn last_heard(headers: &HeaderMap, after: After) -> Option<String> {
    let header = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    header.map(str::to_owned).or(after.after)
}

async fn staff(
    State(counter): State<Arc<Counter>>,
    Extension(hub): Extension<Arc<Hub>>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    // Not by `Signed`: listening alone keeps nobody signed in.
    let Some(token) = session::token(&headers) else { return Ok(StatusCode::UNAUTHORIZED.into_response()) };
    let Some((_, staff)) = counter.store.find_session(token, counter.clock.now()).await? else {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    };
    let works = staff.roles.iter().any(|role| matches!(role.as_str(), "clerk" | "reviewer"));
    if !works {
        // Tells a browser not to ask again.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(stream::answer(&counter, &hub, Audience::Staff(token), last_heard(&headers, after)))
}

async fn of_tablet(
    State(counter): State<Arc<Counter>>,
    Extension(hub): Extension<Arc<Hub>>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    // A tablet that waits for its terminal asks from time to time; a line is for those that staff let in.
    let Some(tablet) = token::paired(&counter, &headers).await? else {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    };
    let audience = Audience::Tablet { token: tablet.token, terminal: tablet.terminal, shows: tablet.shows };
    Ok(stream::answer(&counter, &hub, audience, last_heard(&headers, after)))
}
