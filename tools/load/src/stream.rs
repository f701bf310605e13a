//! The live line of a browser: server-sent events as they come.

use anyhow::{Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::client::conn::http1::handshake;
use hyper::header::{COOKIE, HOST};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// What a line tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// A case is at an event.
    Case(String, u64),
    /// What a terminal's tablet shows has changed.
    Tablet(String),
    /// The line begins: what was before, it does not tell.
    Hello,
    /// Something was missed.
    Gap,
    /// The line is there.
    Beat,
}

/// Listens until the line ends, and tells each piece of news.
pub(crate) async fn listen(
    address: &str,
    path: &str,
    cookies: &str,
    mut heard: impl FnMut(News),
) -> Result<()> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut line, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get(path).header(HOST, address).header(COOKIE, cookies);
    let answer = line.send_request(request.body(Empty::<Bytes>::new())?).await?;
    if !answer.status().is_success() || answer.status() == 204 {
        bail!("{path} answered {}", answer.status());
    }
    let mut body = answer.into_body();
    let mut text = String::new();
    while let Some(frame) = body.frame().await {
        if let Ok(bytes) = frame?.into_data() {
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            if let Some(news) = read(&event) {
                heard(news);
            }
        }
    }
    Ok(())
}

fn read(event: &str) -> Option<News> {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    match field("event:") {
        Some("gap") => return Some(News::Gap),
        Some("hello") => return Some(News::Hello),
        Some(_) => return Some(News::Beat),
        None => {}
    }
    let data: serde_json::Value = serde_json::from_str(field("data:")?).ok()?;
    let text = |name: &str| data.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    match (text("case"), data.get("seq").and_then(serde_json::Value::as_u64), text("tablet")) {
        (Some(case), Some(seq), _) => Some(News::Case(case, seq)),
        (.., Some(terminal)) => Some(News::Tablet(terminal)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_as_they_are_written() {
        for (event, news) in [
            ("id: a-1\ndata: {\"case\":\"00ff\",\"seq\":3}\n\n", Some(News::Case("00ff".to_owned(), 3))),
            ("id: a-2\ndata: {\"tablet\":\"E01\"}\n\n", Some(News::Tablet("E01".to_owned()))),
            ("event: gap\nid: a-3\ndata: -\n\n", Some(News::Gap)),
            ("event: hello\nid: a-3\nretry: 1000\ndata: -\n\n", Some(News::Hello)),
            ("event: beat\ndata: -\n\n", Some(News::Beat)),
            (": nothing\n\n", None),
        ] {
            assert_eq!(read(event), news, "{event}");
        }
    }
}
