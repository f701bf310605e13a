//! One browser: a connection that stays, cookies, redirects followed and measured one by one. A stubborn one, for the
//! kills, waits until the server is back and says the same again, as a tablet and a patient clerk do.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::kills::ledger::Ledger;
use crate::report::Report;

/// Longer than any answer may take: a server that does not answer at all is an error, not a wait.
const PATIENCE: Duration = Duration::from_secs(60);
/// Before a stubborn browser tries again.
const PAUSE: Duration = Duration::from_millis(10);
/// Redirects after one request.
const MOST_REDIRECTS: usize = 5;

/// A form's fields in order.
pub(crate) type Fields = Vec<(String, String)>;

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: StatusCode,
    /// Where it was found, after redirects.
    pub(crate) path: String,
    /// Its body.
    pub(crate) body: Bytes,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// An answer that says no.
#[derive(Debug)]
pub(crate) struct Refused {
    /// How.
    pub(crate) status: StatusCode,
    what: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.what)
    }
}

impl std::error::Error for Refused {}

/// What makes a browser stubborn.
#[derive(Clone)]
pub(crate) struct Stubborn {
    /// Whether the server is said to be there.
    pub(crate) open: watch::Receiver<bool>,
    /// Where every step is written down.
    pub(crate) ledger: Ledger,
}

/// One browser.
pub(crate) struct Browser {
    address: String,
    line: Option<SendRequest<Full<Bytes>>>,
    cookies: BTreeMap<String, String>,
    report: Report,
    stubborn: Option<Stubborn>,
    /// The case that its forms are about.
    pub(crate) about: String,
    /// Fetches by itself what is shown: said in a header, as the page's module does.
    by_itself: bool,
}

/// One answer, and where it sends on to.
struct Hop {
    answer: Answer,
    location: Option<String>,
}

impl Browser {
    /// A browser with nothing stored.
    pub(crate) fn new(address: &str, report: &Report) -> Self {
        Self {
            address: address.to_owned(),
            line: None,
            cookies: BTreeMap::new(),
            report: report.clone(),
            stubborn: None,
            about: String::new(),
            by_itself: false,
        }
    }

    /// The same, waiting out every fall of the server.
    pub(crate) fn stubborn(address: &str, report: &Report, stubborn: &Stubborn) -> Self {
        Self { stubborn: Some(stubborn.clone()), ..Self::new(address, report) }
    }

    /// Another connection of the same browser, on which its page fetches by itself.
    pub(crate) fn beside(&self) -> Self {
        Self { cookies: self.cookies.clone(), by_itself: true, ..Self::new(&self.address, &self.report) }
    }

    /// Gets a page.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer> {
        let hop = self.hop(&Method::GET, path, None).await?;
        self.follow(hop).await
    }

    /// Posts a form, and goes where the answer leads.
    pub(crate) async fn post(&mut self, step: &'static str, path: &str, fields: &Fields) -> Result<Answer> {
        let hop = self.step(step, path, fields).await?;
        self.follow(hop).await
    }

    /// Posts a form without going on.
    async fn step(&mut self, step: &'static str, path: &str, fields: &Fields) -> Result<Hop> {
        let body = form(fields);
        let Some(ledger) = self.stubborn.as_ref().map(|stubborn| stubborn.ledger.clone()) else {
            return self.hop(&Method::POST, path, Some(&body)).await;
        };
        let entry = ledger.intend(step, &self.about);
        let hop = match self.hop(&Method::POST, path, Some(&body)).await {
            Ok(hop) => hop,
            Err(error) => {
                ledger.refused(entry, &format!("{error:#}"));
                return Err(error);
            }
        };
        let case = hop.location.as_deref().and_then(case_of).unwrap_or_default();
        ledger.acknowledged(entry, &case);
        if ledger.says_again(entry) {
            match self.hop(&Method::POST, path, Some(&body)).await {
                Ok(_) => ledger.said_again(),
                Err(error) => ledger.violation(&format!("{step} {path} said again: {error:#}")),
            }
        }
        Ok(hop)
    }

    /// The cookies, as another connection of the same browser sends them.
    pub(crate) fn cookies(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Gives a cookie to another browser, such as that on the second display.
    pub(crate) fn give(&mut self, name: &str, other: &mut Self) -> Result<()> {
        let value = self.cookies.remove(name).with_context(|| format!("no cookie {name}"))?;
        other.cookies.insert(name.to_owned(), value);
        Ok(())
    }

    async fn follow(&mut self, mut hop: Hop) -> Result<Answer> {
        for _ in 0..MOST_REDIRECTS {
            if !hop.answer.status.is_redirection() {
                return Ok(hop.answer);
            }
            let mut next = hop.location.context("a redirect to nowhere")?;
            next.truncate(next.find('#').unwrap_or(next.len()));
            hop = self.hop(&Method::GET, &next, None).await?;
        }
        bail!("{}: redirected without end", hop.answer.path)
    }

    /// One request, measured; a stubborn browser makes it until it is answered.
    async fn hop(&mut self, method: &Method, path: &str, body: Option<&str>) -> Result<Hop> {
        let mut what = kind(method, path);
        if self.by_itself {
            what.push_str(", by itself");
        }
        loop {
            if let Some(stubborn) = &mut self.stubborn {
                stubborn.open.wait_for(|open| *open).await?;
                stubborn.ledger.sending();
            }
            let began = Instant::now();
            let sent = tokio::time::timeout(PATIENCE, self.send(method.clone(), path, body)).await;
            let sent = sent.unwrap_or_else(|_| bail!("no answer in {} s", PATIENCE.as_secs()));
            match sent {
                Ok(hop) => {
                    self.report.took(&what, began.elapsed());
                    return self.judged(&what, hop);
                }
                Err(_) if self.stubborn.is_some() && began.elapsed() < PATIENCE => {
                    self.line = None;
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => {
                    self.line = None;
                    self.report.failed(&what);
                    return Err(error.context(what));
                }
            }
        }
    }

    fn judged(&self, what: &str, hop: Hop) -> Result<Hop> {
        let status = hop.answer.status;
        if status.is_success() || status.is_redirection() {
            return Ok(hop);
        }
        self.report.failed(what);
        Err(Refused { status, what: format!("{what}: {}", said(&hop.answer.text())) }.into())
    }

    async fn send(&mut self, method: Method, path: &str, body: Option<&str>) -> Result<Hop> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.address);
        if !self.cookies.is_empty() {
            request = request.header(COOKIE, self.cookies());
        }
        if self.by_itself {
            request = request.header("kakanai-live", "1");
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = Bytes::from(body.unwrap_or_default().to_owned());
        let answer = self.line().await?.send_request(request.body(Full::new(body))?).await?;
        let status = answer.status();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = answer.headers().get(LOCATION).map(|value| value.to_str().map(str::to_owned));
        let body = answer.into_body().collect().await?.to_bytes();
        Ok(Hop { answer: Answer { status, path: path.to_owned(), body }, location: location.transpose()? })
    }

    /// The connection, a new one where the old one has ended.
    async fn line(&mut self) -> Result<&mut SendRequest<Full<Bytes>>> {
        let usable = match &mut self.line {
            Some(line) => line.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            self.line = Some(connect(&self.address).await?);
        }
        self.line.as_mut().context("no connection")
    }
}

/// Connects, and keeps the connection going beside whoever uses it.
pub(crate) async fn connect(address: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (line, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(line)
}

/// A request without what differs from case to case.
fn kind(method: &Method, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let mut kind = method.as_str().to_owned();
    let mut before = "";
    for part in path.split('/').skip(1) {
        kind.push('/');
        let is_id = part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        kind.push_str(match before {
            _ if is_id => "*",
            "edit" | "pages" => "*",
            _ => part,
        });
        before = part;
    }
    kind.replacen('/', " /", 1)
}

/// The case that an address is of.
pub(crate) fn case_of(path: &str) -> Option<String> {
    let id = path.strip_prefix("/cases/")?.get(..32)?;
    id.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| id.to_owned())
}

/// What a page that says no says, without its frame.
fn said(page: &str) -> String {
    let main = page.split_once("<main").map_or(page, |(_, main)| main);
    let text: String =
        main.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect()
}

/// `application/x-www-form-urlencoded`.
fn form(fields: &Fields) -> String {
    let pair = |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn requests_are_counted_by_what_they_ask() {
        for (path, wanted) in [
            ("/".to_owned(), "GET /"),
            (format!("/cases/{ID}"), "GET /cases/*"),
            (format!("/cases/{ID}/edit/person:1"), "GET /cases/*/edit/*"),
            (format!("/cases/{ID}/tablet/ask"), "GET /cases/*/tablet/ask"),
            ("/tablet/pages/2.png?event=7&w=1500".to_owned(), "GET /tablet/pages/*"),
        ] {
            assert_eq!(kind(&Method::GET, &path), wanted);
        }
    }

    #[test]
    fn a_case_is_known_by_its_address() {
        assert_eq!(case_of(&format!("/cases/{ID}/edit/name")).as_deref(), Some(ID));
        for none in ["/", "/cases/", "/cases/0123", "/visits/0123456789abcdef0123456789abcdef"] {
            assert_eq!(case_of(none), None, "{none}");
        }
    }

    #[test]
    fn a_form_is_written_as_browsers_write_it() {
        let fields = vec![("a".to_owned(), "1 &\n".to_owned()), ("b:2".to_owned(), "あ".to_owned())];
        assert_eq!(form(&fields), "a=1%20%26%0A&b%3A2=%E3%81%82");
    }
}
