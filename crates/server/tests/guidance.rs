//! The guidance sheet and slips over HTTP, as a clerk's browser asks for them; the PDF is read by poppler.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

#[allow(dead_code, reason = "made for the tests of the hand-over")]
#[path = "handover/city.rs"]
mod city;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use kakanai_catalogue::{Catalogue, Language, Procedure, Where};
use kakanai_envelope::{EnvelopeHash, KeyId, Opened};
use kakanai_interview::guide::{self, Decision, Outcome};
use kakanai_reception::CaseId;
use kakanai_record::{Change, Record, json};
use kakanai_store::{Code, Login, Millis, OfficeCode, Session, Staff, TokenHash};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use city::City;

const DISABLED: &str = "09_in_disability_couple";
const FAMILY: &str = "01_in_family_cards";

/// A counter that answers, and a clerk signed in there.
struct Hall {
    city: City,
    address: SocketAddr,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Hall {
    async fn new() -> Self {
        let city = City::new().await;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = kakanai_server::counter_router(city.counter.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let hall = Self { city, address };
        for role in ["clerk", "admin"] {
            hall.sign_in(role).await;
        }
        hall
    }

    /// Somebody with one role, whose login and token are its name.
    async fn sign_in(&self, role: &str) {
        let store = &self.city.counter.store;
        let login = Login::new(role).unwrap();
        let roles = vec![Code::new(role).unwrap()];
        let (name, office) = (role.to_owned(), OfficeCode::new("E").unwrap());
        let staff =
            Staff { login: login.clone(), name, password: String::new(), roles, office, active: true };
        store.put_staff(staff).await.unwrap();
        let now = self.city.counter.clock.now();
        let (token, expires) = (TokenHash(Sha256::digest(role).into()), Millis(now.0 + 60_000));
        let session = Session { token, staff: login, created: now, seen: now, expires };
        store.create_session(session).await.unwrap();
    }

    /// A case of a household.
    async fn case(&self, record: Record) -> CaseId {
        let hash = Sha256::digest(json::to_json(self.catalogue().dictionary(), &record).to_string());
        let opened = Opened {
            record,
            made_on: self.city.counter.clock.today(),
            schema: *self.catalogue().schema_hash(),
            envelope: EnvelopeHash(hash.into()),
            key: KeyId([0; 4]),
            doubts: Vec::new(),
        };
        let (by, command) = (city::clerk(), self.city.fresh());
        self.city.counter.open_from_code(opened, None, &by, command).await.unwrap().0
    }

    fn catalogue(&self) -> &Catalogue {
        &self.city.counter.catalogue
    }

    async fn get(&self, who: &str, path: String) -> Answer {
        let (address, cookie) = (self.address, format!("kakanai_session={who}; kakanai_terminal=E01"));
        let asking = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            let head =
                format!("GET {path} HTTP/1.1\r\nHost: hall\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            let mut all = Vec::new();
            stream.read_to_end(&mut all).unwrap();
            let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
            let head = String::from_utf8(all[..end].to_vec()).unwrap().to_lowercase();
            let status = head.split(' ').nth(1).unwrap().parse().unwrap();
            Answer { status, head, body: all[end + 4..].to_vec() }
        });
        asking.await.unwrap()
    }

    /// The text of a paper, page by page without white space. The paper lies in the folder of tests to be looked at.
    async fn pages(&self, case: CaseId, paper: &str, kept: &str) -> Vec<String> {
        let answer = self.get("clerk", format!("/cases/{case}/{paper}")).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{kept}.pdf"));
        std::fs::write(&file, &answer.body).unwrap();
        let read = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output().unwrap();
        let text = String::from_utf8(read.stdout).unwrap();
        text.trim_end_matches('\u{c}').split('\u{c}').map(squeezed).collect()
    }

    fn said(&self, key: &str) -> String {
        squeezed(&self.catalogue().texts().words(Language::Ja, key, &[]))
    }

    fn procedure(&self, decision: &Decision) -> &Procedure {
        &self.catalogue().procedures()[decision.procedure]
    }

    fn name(&self, decision: &Decision) -> String {
        self.said(&format!("procedure.{}.name", self.procedure(decision).id))
    }

    /// What is to be done at desks, as the rules decide it.
    fn needed(&self, record: &Record) -> Vec<Decision> {
        let mut decisions = guide::decide(self.catalogue(), record, guide::day_of(record));
        decisions.retain(|decision| decision.outcome == Outcome::Needed && !self.procedure(decision).notice);
        decisions
    }

    /// Number and name of a desk as papers have them.
    fn desk(&self, at: usize) -> String {
        let desk = &self.catalogue().desks()[at];
        format!("{:02}{}{}", desk.number, self.said(&format!("desk.{}.name", desk.id)), desk.floor)
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn household(name: &str) -> Record {
    let file = kakanai_demo::root().join(format!("crates/interview/tests/households/{name}.json"));
    let mut told: Json = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    // Whoever ticked one of the further boxes has ticked the one that leads to them.
    for person in told["record"]["mover"].as_array_mut().unwrap() {
        let boxes = person.get("disability").and_then(Json::as_object);
        let ticked = boxes.is_some_and(|boxes| boxes.values().any(|ticked| *ticked == true));
        person["handbook"] = ticked.into();
    }
    json::from_json(kakanai_demo::catalogue().dictionary(), &told["record"]).unwrap()
}

/// The household with another notifier.
fn brought_by(record: &Record, kind: &str) -> Record {
    let catalogue = kakanai_demo::catalogue();
    let mut record = record.clone();
    let item = catalogue.dictionary().item(kakanai_record::core::NOTIFIER_KIND).unwrap();
    let value = item.kind.parse(kind).unwrap();
    let change = Change::Set(kakanai_record::core::NOTIFIER_KIND.key(), value.into());
    record.apply(catalogue.dictionary(), &change).unwrap();
    record
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_leads_from_desk_to_desk() {
    let hall = Hall::new().await;
    for household_name in [FAMILY, DISABLED, "26_within_disability_family", "38_out_one_parent_disability"] {
        let record = household(household_name);
        let case = hall.case(record.clone()).await;
        let text = hall.pages(case, "guidance.pdf?reader=all", household_name).await.concat();
        let needed = hall.needed(&record);
        let wanted: BTreeSet<usize> = needed.iter().filter_map(|it| desk(hall.procedure(it))).collect();
        assert!(wanted.len() >= 3, "{household_name} goes to few desks");
        // In the order of desks.toml, which is that of walking; each once.
        let mut from = 0;
        for at in 0..hall.catalogue().desks().len() {
            let heading = hall.desk(at);
            assert_eq!(text.matches(&heading).count(), usize::from(wanted.contains(&at)), "{heading}");
            if let Some(found) = text.find(&heading) {
                assert!(found > from, "{heading} stands too early in {text}");
                from = found;
            }
        }
        let route: String =
            wanted.iter().map(|at| format!("{:02}", hall.catalogue().desks()[*at].number)).collect();
        assert!(text.contains(&route), "{route} in {text}");
        for decision in &needed {
            assert!(text.contains(&hall.name(decision)), "{} in {text}", hall.name(decision));
        }
        for words in ["みほん市", "手続きのご案内", "受付番号E-20261120-", "2026年11月20日（令和8年）作成"]
        {
            assert!(text.contains(words), "{words} in {text}");
        }
        assert!(text.contains(&hall.said("guide.bring_all")));
    }
}

const fn desk(procedure: &Procedure) -> Option<usize> {
    match procedure.at {
        Where::Desk(at) => Some(at),
        Where::Outside(_) => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_holds_no_more_than_its_reader_may_know() {
    let hall = Hall::new().await;
    let record = household(DISABLED);
    let case = hall.case(record.clone()).await;
    let needed = hall.needed(&record);
    let sensitive: Vec<&Decision> = needed.iter().filter(|it| it.sensitive).collect();
    assert!(sensitive.len() > 5 && sensitive.iter().any(|it| it.person.is_none()));
    let mut told = BTreeMap::new();
    for reader in ["all", "agent", "person:1", "person:2", "person:3"] {
        for paper in ["guidance", "slips"] {
            let (path, kept) =
                (format!("{paper}.pdf?reader={reader}"), format!("{paper}-{}", reader.replace(':', "-")));
            told.insert((paper, reader), hall.pages(case, &path, &kept).await.concat());
        }
    }
    for ((paper, reader), text) in &told {
        let own = reader.strip_prefix("person:").map(|id| id.parse::<u16>().unwrap());
        for procedure in sensitive.iter().map(|it| it.procedure).collect::<BTreeSet<_>>() {
            let of: Vec<&&Decision> = sensitive.iter().filter(|it| it.procedure == procedure).collect();
            let may = *reader == "all"
                || own.is_some_and(|own| {
                    of.iter().any(|it| it.person.is_none_or(|person| person.number() == own))
                });
            let name = hall.name(of[0]);
            assert_eq!(text.contains(&name), may, "{name} on {paper} for {reader}: {text}");
        }
    }
    // Why it is so stands there where it is asked for: what was answered on the citizen's own screen is on no paper,
    // whoever reads it.
    let why = hall.pages(case, "guidance.pdf?reader=all&reasons=yes", "guidance-reasons").await.concat();
    let said_aloud = hall.said("item.move/left.label");
    assert!(why.contains(&said_aloud) && !told[&("guidance", "all")].contains(&said_aloud), "{why}");
    told.insert(("guidance with reasons", "all"), why);
    for item in hall.catalogue().dictionary().items().filter(|item| item.sensitive) {
        let question = hall.said(&format!("item.{}.label", item.path));
        let on = told.iter().find(|(_, text)| !question.is_empty() && text.contains(&question));
        assert!(on.is_none(), "{question} on {on:?}");
    }
    // Whoever came gets his own.
    let mine = hall.pages(case, "guidance.pdf", "guidance-mine").await.concat();
    assert_eq!(mine, told[&("guidance", "person:1")]);
    let brought = hall.case(brought_by(&record, "agent")).await;
    let agents = hall.pages(brought, "guidance.pdf", "guidance-agents").await.concat();
    assert!(agents.contains("代理の方"));
    assert!(sensitive.iter().all(|it| !agents.contains(&hall.name(it))), "{agents}");
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_a_slip_for_each_desk_and_person() {
    let hall = Hall::new().await;
    for household_name in [FAMILY, DISABLED] {
        let record = household(household_name);
        let case = hall.case(record.clone()).await;
        let mut wanted: BTreeMap<(usize, u16), BTreeSet<String>> = BTreeMap::new();
        for decision in hall.needed(&record) {
            let Some(at) = desk(hall.procedure(&decision)) else { continue };
            let person = decision.person.map_or(0, |person| person.number());
            wanted.entry((at, person)).or_default().insert(hall.name(&decision));
        }
        assert!(wanted.len() > 5);
        let pages = hall.pages(case, "slips.pdf?reader=all", &format!("slips-{household_name}")).await;
        // What is longer than a page goes on overleaf; none of these is.
        assert_eq!(pages.len(), wanted.len(), "{pages:#?}");
        for (page, ((at, person), names)) in pages.iter().zip(&wanted) {
            let whose = match person {
                0 => "世帯".to_owned(),
                _ => squeezed(&format!("氏名{}", name_of(&record, *person))),
            };
            assert!(page.contains(&hall.desk(*at)), "{} on {page}", hall.desk(*at));
            assert!(page.contains(&whose) && page.contains("受付番号E-20261120-"), "{whose} on {page}");
            assert!(names.iter().all(|name| page.contains(name)), "{names:?} on {page}");
            let others = wanted.values().flatten().filter(|name| !names.contains(*name));
            for other in others.filter(|other| !names.iter().any(|name| name.contains(other.as_str()))) {
                assert!(!page.contains(other), "{other} on {page}");
            }
        }
    }
}

fn name_of(record: &Record, person: u16) -> String {
    let id = kakanai_record::ElementId::new(person).unwrap();
    record.get(kakanai_record::core::MOVER_NAME.of(id)).text().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_for_staff_who_work_on_cases_and_are_not_kept() {
    let hall = Hall::new().await;
    let case = hall.case(household(FAMILY)).await;
    for paper in ["guidance", "slips"] {
        let path = |query: &str| format!("/cases/{case}/{paper}.pdf{query}");
        let good = hall.get("clerk", path("")).await;
        assert_eq!((good.status, &good.body[..5]), (200, &b"%PDF-"[..]));
        assert!(
            good.head.contains("cache-control: no-store")
                && good.head.contains("content-type: application/pdf")
        );
        assert!(good.head.contains(&format!("-{paper}.pdf")), "{}", good.head);
        let again = hall.get("clerk", path("")).await;
        assert!(good.body == again.body, "the same case, the same bytes");
        assert_eq!(hall.get("admin", path("")).await.status, 403);
        assert_eq!(hall.get("nobody", path("")).await.status, 303);
        for query in ["?reader=person:9", "?reader=spouse", "?reader="] {
            assert_eq!(hall.get("clerk", path(query)).await.status, 400, "{query}");
        }
    }
    let unknown = hall.get("clerk", format!("/cases/{}/guidance.pdf", "0".repeat(32))).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_procedures_says_so() {
    let hall = Hall::new().await;
    let record = json::from_str(hall.catalogue().dictionary(), r#"{"service":"certificates"}"#).unwrap();
    let case = hall.case(record).await;
    let sheet = hall.pages(case, "guidance.pdf", "guidance-nothing").await;
    assert!(sheet.len() == 1 && sheet[0].contains(&hall.said("guide.none")), "{sheet:?}");
    let slips = hall.pages(case, "slips.pdf", "slips-nothing").await;
    assert!(slips.len() == 1 && slips[0].contains("窓口に渡す連絡票はありません。"), "{slips:?}");
}
