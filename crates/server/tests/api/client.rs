//! A counter that listens, and a program that calls it.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;

use kakanai_catalogue::Catalogue;
use kakanai_server::api::{Api, BASE, caller::Tokens};
use kakanai_server::{Counter, counter_router};
use serde_json::{Value as Json, json};

#[allow(dead_code, reason = "the hand-over needs more of a city")]
#[path = "../handover/city.rs"]
pub mod city;

use city::City;

pub const TOKEN: &str = "a-token-of-the-tests";

/// A city whose counter answers until the test ends.
pub struct Running {
    pub counter: Arc<Counter>,
    address: SocketAddr,
    _city: City,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }
}

impl Running {
    pub async fn new() -> Self {
        Self::with(Some(report())).await
    }

    pub async fn with(report: Option<Json>) -> Self {
        let mut city = City::new().await;
        let counter = Arc::get_mut(&mut city.counter).unwrap();
        counter.api = Api {
            tokens: Tokens::default().with("another").with(TOKEN),
            check: json!({ "faults": [{ "file": "texts/ja.toml", "line": 7, "what": "is not plain" }] }),
            report,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let counter = Arc::clone(&city.counter);
        let router = counter_router(Arc::clone(&counter));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { counter, address, _city: city }
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.counter.catalogue
    }

    /// Sends exactly this.
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let mut head = format!("{method} {BASE}{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        stream.write_all(head.as_bytes()).unwrap();
        // What is too long is answered before it is read.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let pair =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.into()));
        Answer { status, headers: lines.filter_map(pair).collect(), body: answer[end + 4..].to_vec() }
    }

    /// Posts a text as JSON, with the token.
    pub fn post(&self, path: &str, text: &str) -> Answer {
        let bearer = format!("Bearer {TOKEN}");
        let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
        self.call("POST", path, &headers, text.as_bytes())
    }

    /// Posts a record, which is taken.
    pub fn told(&self, path: &str, record: &Json) -> Json {
        let answer = self.post(path, &record.to_string());
        assert_eq!(answer.status, 200, "{}", answer.json());
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "no-store");
        answer.json()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &[("authorization", &format!("Bearer {TOKEN}"))], b"")
    }
}

pub fn report() -> Json {
    json!({
        "procedures": 2,
        "events": [{ "event": "転入", "rows": 3, "covered": 2 }],
        "open": [{ "event": "転入", "row": "見本の手続き", "desk": "01" }],
        "not_in_list": ["sample"],
    })
}

/// The households of the interview's tests: name and record.
pub fn households() -> Vec<(String, Json)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../interview/tests/households");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    let read = |file: &PathBuf| {
        let told: Json = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        (file.file_stem().unwrap().to_string_lossy().into_owned(), told["record"].clone())
    };
    files.iter().map(read).collect()
}

pub fn household(name: &str) -> Json {
    households().into_iter().find(|(known, _)| known == name).unwrap().1
}
