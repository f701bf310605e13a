//! One line: what its audience may know, as server-sent events.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use kakanai_store::{Change, Code, Shown, TokenHash};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::TOUCH_MS;
use super::ring::{Batch, Begin, Hub, Told};
use crate::app::Counter;

/// Between two beats. A browser that has heard none for twice as long takes the line for broken.
const BEAT: Duration = Duration::from_secs(15);
/// How soon a browser tries again, and no data: without any, browsers pass an event over.
const RETRY: &str = "retry: 1000\ndata: -\n\n";

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

impl Audience {
    /// Whether a change is for the listener.
    fn hears(&self, change: &Change) -> bool {
        let Self::Tablet { terminal, shows, .. } = self else { return true };
        match change {
            Change::Tablet { terminal: changed } => changed == terminal,
            Change::Case(change) => shows.is_some_and(|shown| shown.case == change.case),
        }
    }
}

/// Events as they come; dropped with the connection.
struct Lines(mpsc::Receiver<Bytes>);

impl Stream for Lines {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|events| events.map(Ok))
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
    let mut response = Body::from_stream(Lines(lines)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that collects answers before it sends them would make nonsense of this one.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

struct Line {
    counter: Arc<Counter>,
    hub: Arc<Hub>,
    audience: Audience,
    events: mpsc::Sender<Bytes>,
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
                    Ok(Told::Changes(batch)) => self.tell(&batch).await,
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
                self.send(format!("event: hello\nid: {}\n{RETRY}", self.hub.id(number))).await
            }
            Begin::Gap(number) => self.gap(number).await,
            Begin::Resumed(missed) => {
                self.send(format!("event: resumed\n{RETRY}")).await?;
                if missed.is_empty() { Ok(()) } else { self.tell(&self.hub.batch(missed)).await }
            }
        }
    }

    async fn tell(&mut self, batch: &Batch) -> Result<(), Gone> {
        if matches!(self.audience, Audience::Staff(_)) {
            return self.send(batch.staff.clone()).await;
        }
        for (number, change) in &batch.changes {
            if self.audience.hears(change) {
                self.look_again(change).await?;
                self.send(self.hub.event(*number, change)).await?;
            }
        }
        Ok(())
    }

    /// A tablet that changed looks again at what it shows before it is told.
    async fn look_again(&mut self, change: &Change) -> Result<(), Gone> {
        let (Audience::Tablet { token, shows, .. }, Change::Tablet { .. }) = (&mut self.audience, change)
        else {
            return Ok(());
        };
        // Let go: it is told so, and the next beat ends the line.
        let tablet = self.counter.store.tablet(*token).await.map_err(|_| Gone)?;
        *shows = tablet.and_then(|tablet| tablet.shows);
        Ok(())
    }

    async fn gap(&mut self, number: u64) -> Result<(), Gone> {
        self.send(format!("event: gap\nid: {}\n{RETRY}", self.hub.id(number))).await
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
            Ok(true) => self.send("event: beat\ndata: -\n\n").await,
            Ok(false) => {
                self.send("event: end\ndata: -\n\n").await?;
                Err(Gone)
            }
            // The store is away: the browser tries again, and so comes back by itself.
            Err(_) => Err(Gone),
        }
    }

    async fn send(&self, events: impl Into<Bytes>) -> Result<(), Gone> {
        self.events.send(events.into()).await.map_err(|_| Gone)
    }
}

#[cfg(test)]
mod tests {
    use kakanai_reception::{CaseId, EventSeq};
    use kakanai_store::{CaseChange, Millis};

    use super::*;

    #[test]
    fn a_tablet_hears_only_of_itself_and_of_the_case_it_shows() {
        let [own, other] = ["e01", "e02"].map(|terminal| Code::new(terminal).unwrap());
        let [shown, hidden] = [1, 2].map(|last| CaseId::from_bytes([last; 16]));
        let case = |case| Change::Case(CaseChange { case, seq: EventSeq(3) });
        let tablet = |shows: Option<CaseId>| Audience::Tablet {
            token: TokenHash([7; 32]),
            terminal: own.clone(),
            shows: shows.map(|case| Shown { case, event: EventSeq(2), at: Millis(0) }),
        };
        for (change, idle, showing) in [
            (case(shown), false, true),
            (case(hidden), false, false),
            (Change::Tablet { terminal: own.clone() }, true, true),
            (Change::Tablet { terminal: other }, false, false),
        ] {
            assert_eq!(tablet(None).hears(&change), idle, "{change:?}");
            assert_eq!(tablet(Some(shown)).hears(&change), showing, "{change:?}");
            assert!(Audience::Staff(TokenHash([7; 32])).hears(&change), "{change:?}");
        }
    }
}
