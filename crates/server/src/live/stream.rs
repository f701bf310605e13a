//! One line: what its audience may know, as server-sent events.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use kakanai_store::{Change, Code, Shown, TokenHash};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::TOUCH_MS;
use super::ring::{Begin, Hub, Told};
use crate::app::Counter;

/// Between two beats. A browser that has heard none for twice as long takes the line for broken.
const BEAT: Duration = Duration::from_secs(15);
/// How soon a browser tries again.
const RETRY: Duration = Duration::from_secs(1);

/// Who listens, and so what he hears.
pub(super) enum Audience {
    /// A member of staff who works on cases, by his session.
    Staff(TokenHash),
    /// A paired tablet.
    Tablet {
        /// The tablet.
        token: TokenHash,
        /// Its terminal.
        terminal: Code,
        /// What it shows now.
        shows: Option<Shown>,
    },
}

/// Events as they come; dropped with the connection.
struct Lines(mpsc::Receiver<Event>);

impl Stream for Lines {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}

/// Begins a line.
pub(super) fn answer(
    counter: &Arc<Counter>,
    hub: &Arc<Hub>,
    audience: Audience,
    heard: Option<String>,
) -> Response {
    let Ok(permit) = Arc::clone(&hub.lines).try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    hub.listen(counter);
    let (events, lines) = mpsc::channel(64);
    let line = Line { counter: Arc::clone(counter), hub: Arc::clone(hub), audience, events, _permit: permit };
    tokio::spawn(line.run(heard));
    let mut response = Sse::new(Lines(lines)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that collects answers before it sends them would make nonsense of this one.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

struct Line {
    counter: Arc<Counter>,
    hub: Arc<Hub>,
    audience: Audience,
    events: mpsc::Sender<Event>,
    _permit: OwnedSemaphorePermit,
}

/// The browser is gone.
struct Gone;

impl Line {
    async fn run(mut self, heard: Option<String>) {
        let (begin, mut news, mut ended) = self.hub.join(heard.as_deref());
        if self.begin(begin).await.is_err() {
            return;
        }
        let mut beat = tokio::time::interval_at(tokio::time::Instant::now() + BEAT, BEAT);
        loop {
            let done = tokio::select! {
                told = news.recv() => match told {
                    Ok(Told::Change(number, change)) => self.tell(number, &change).await,
                    Ok(Told::Gap(number)) => self.gap(number).await,
                    Err(RecvError::Lagged(_)) => self.gap(self.hub.last()).await,
                    Err(RecvError::Closed) => Err(Gone),
                },
                _ = beat.tick() => self.beat().await,
                () = self.events.closed() => Err(Gone),
                _ = ended.changed() => Err(Gone),
            };
            if done.is_err() {
                return;
            }
        }
    }

    async fn begin(&mut self, begin: Begin) -> Result<(), Gone> {
        match begin {
            Begin::New(number) => {
                let hello = Event::default().event("hello").id(self.hub.id(number)).retry(RETRY);
                self.send(hello.data("-")).await
            }
            Begin::Gap(number) => self.gap(number).await,
            Begin::Resumed(missed) => {
                self.send(Event::default().event("resumed").retry(RETRY).data("-")).await?;
                for (number, change) in missed {
                    self.tell(number, &change).await?;
                }
                Ok(())
            }
        }
    }

    async fn tell(&mut self, number: u64, change: &Change) -> Result<(), Gone> {
        if !self.hears(change).await? {
            return Ok(());
        }
        let data = match change {
            Change::Case(change) => json!({ "case": change.case, "seq": change.seq }),
            Change::Tablet { terminal } => json!({ "tablet": terminal.as_str().to_uppercase() }),
        };
        self.send(Event::default().id(self.hub.id(number)).data(data.to_string())).await
    }

    /// Whether this is for the listener. A tablet looks again at what it shows before it is told.
    async fn hears(&mut self, change: &Change) -> Result<bool, Gone> {
        let Audience::Tablet { token, terminal, shows } = &mut self.audience else { return Ok(true) };
        match change {
            Change::Tablet { terminal: changed } if changed == terminal => {
                match self.counter.store.tablet(*token).await {
                    Ok(Some(tablet)) => *shows = tablet.shows,
                    // Let go: it is told so, and the next beat ends the line.
                    Ok(None) => *shows = None,
                    Err(_) => return Err(Gone),
                }
                Ok(true)
            }
            Change::Tablet { .. } => Ok(false),
            Change::Case(change) => Ok(shows.is_some_and(|shown| shown.case == change.case)),
        }
    }

    async fn gap(&mut self, number: u64) -> Result<(), Gone> {
        let gap = Event::default().event("gap").id(self.hub.id(number)).retry(RETRY);
        self.send(gap.data("-")).await
    }

    /// Says that the line is there, while whoever listens still may.
    async fn beat(&mut self) -> Result<(), Gone> {
        let now = self.counter.clock.now();
        let still = match &self.audience {
            Audience::Staff(token) => {
                self.counter.store.find_session(*token, now).await.map(|found| found.is_some())
            }
            Audience::Tablet { token, .. } => match self.counter.store.tablet(*token).await {
                Ok(Some(tablet)) => {
                    let old = now.0 - tablet.seen.0 >= TOUCH_MS;
                    let touched =
                        if old { self.counter.store.tablet_touch(*token, now).await } else { Ok(()) };
                    touched.map(|()| true)
                }
                other => other.map(|_| false),
            },
        };
        match still {
            Ok(true) => self.send(Event::default().event("beat").data("-")).await,
            Ok(false) => {
                self.send(Event::default().event("end").data("-")).await?;
                Err(Gone)
            }
            // The store is away: the browser tries again, and so comes back by itself.
            Err(_) => Err(Gone),
        }
    }

    async fn send(&self, event: Event) -> Result<(), Gone> {
        self.events.send(event).await.map_err(|_| Gone)
    }
}
