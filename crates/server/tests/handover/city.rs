//! A counter on a folder that can be stopped, put back to what it was, and started again.
#![allow(clippy::expect_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use kakanai_catalogue::Catalogue;
use kakanai_envelope::{EnvelopeHash, KeyId, KeyRing, Opened};
use kakanai_forms::Fonts;
use kakanai_interview::places::NoTable;
use kakanai_links::mapping::Mapping;
use kakanai_reception::{Actor, Case, CaseId, CaseState, Command, CommandId, Handover, Part};
use kakanai_record::Date;
use kakanai_sample::Service;
use kakanai_server::api::Api;
use kakanai_server::cases::{CaseError, SummaryCache};
use kakanai_server::papers::PaperCache;
use kakanai_server::release::Folders;
use kakanai_server::{Clock, Counter, Random};
use kakanai_store::{FileVault, Millis, Nonce, VaultKey};
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};
use tempfile::TempDir;

const DAY_MS: i64 = 86_400_000;

/// A clock that stands until it is moved on.
pub struct Standing(AtomicI64);

impl Clock for Standing {
    fn now(&self) -> Millis {
        Millis(self.0.fetch_add(1, Ordering::Relaxed))
    }
    fn today(&self) -> Date {
        Date::new(2026, 11, 20).unwrap()
    }
}

/// Never the same twice.
struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let next = (next ^ (next >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_le_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}

static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(kakanai_demo::catalogue()));
static FONTS: LazyLock<Arc<Fonts>> = LazyLock::new(|| {
    let font = |name| Arc::new(fs::read(Path::new("/usr/share/fonts/truetype").join(name)).unwrap());
    Arc::new(Fonts::new(font("bizud-mincho/BIZUDMincho-Regular.ttf"), font("ipamj/ipamjm.ttf")).unwrap())
});
/// Randomness that no two processes share.
static PROCESSES: AtomicU64 = AtomicU64::new(1);

/// One process on the city's folder.
pub struct City {
    pub counter: Arc<Counter>,
    pub clock: Arc<Standing>,
    store: Arc<SqliteStore>,
    pub folder: PathBuf,
    _kept: Option<TempDir>,
}

impl City {
    pub async fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        let city = Self::on(kept.path(), 1_790_000_000_000).await;
        Self { _kept: Some(kept), ..city }
    }

    /// Another process on a folder.
    pub async fn on(folder: &Path, now: i64) -> Self {
        let clock = Arc::new(Standing(AtomicI64::new(now)));
        let store = SqliteStore::open(SqliteOptions::new(folder.join("kakanai.db"))).await.unwrap();
        let store = Arc::new(store);
        let seed = PROCESSES.fetch_add(1, Ordering::Relaxed);
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&seed.to_le_bytes());
        let vault = FileVault::open(&folder.join("vault"), VaultKey::from_bytes([7; 32]), Nonce(nonce));
        let mapping = fs::read_to_string(kakanai_demo::root().join("catalogue/handover.toml")).unwrap();
        let dictionary = CATALOGUE.dictionary();
        let counter = Counter {
            catalogue: Arc::clone(&CATALOGUE),
            older: Vec::new(),
            stored: dictionary.clone(),
            towns: Arc::new(NoTable),
            keys: Arc::new(KeyRing::new([])),
            store: store.clone(),
            vault: Arc::new(vault.unwrap()),
            forms: Arc::default(),
            fonts: Arc::clone(&FONTS),
            assets: BTreeMap::new(),
            mapping: Arc::new(Mapping::read(dictionary, &mapping).unwrap()),
            folders: Folders::open(&folder.join("handover")).unwrap(),
            handing_over: tokio::sync::Mutex::default(),
            to_deliver: tokio::sync::Notify::new(),
            made: PaperCache::default(),
            opened: SummaryCache::default(),
            api: Api::default(),
            clock: clock.clone(),
            random: Arc::new(Counting(AtomicU64::new(seed << 40))),
            plain_http: true,
            demo: true,
        };
        Self { counter: Arc::new(counter), clock, store, folder: folder.to_owned(), _kept: None }
    }

    /// Dies here and is started again; in between, something happens to what is on disk.
    pub async fn crash(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let now = self.clock.0.load(Ordering::Relaxed);
        self.store.close().await;
        meanwhile(&self.folder);
        let Self { folder, _kept, .. } = self;
        Self { _kept, ..Self::on(&folder, now).await }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join("handover").join(name)
    }

    /// What lies in a folder of the hand-over.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// What lies in any of them.
    pub fn everywhere(&self) -> Vec<String> {
        let folders = ["outbox", "recalled", "taken", "answers", "done"];
        folders
            .iter()
            .flat_map(|folder| self.files(folder).into_iter().map(move |name| format!("{folder}/{name}")))
            .collect()
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn shift(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    pub fn a_day_later(&self) {
        self.clock.0.fetch_add(DAY_MS + 3_700_000, Ordering::Relaxed);
    }

    /// A case that a clerk gave to review.
    pub async fn in_review(&self, service: Service, seed: u64) -> CaseId {
        let today = self.clock.today();
        // The first of many that has one part alone.
        let samples = (seed * 1000..)
            .map(|seed| kakanai_sample::record(CATALOGUE.dictionary(), service, seed, 2, today).unwrap());
        let record = samples.into_iter().find(|record| Part::of(record).len() == 1).unwrap();
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&seed.to_le_bytes());
        let opened = Opened {
            record,
            made_on: today,
            schema: *CATALOGUE.schema_hash(),
            envelope: EnvelopeHash(hash),
            key: KeyId([0; 4]),
            doubts: Vec::new(),
        };
        let (case, _) = self.counter.open_from_code(opened, None, &clerk(), self.fresh()).await.unwrap();
        self.again_in_review(case).await;
        case
    }

    pub async fn again_in_review(&self, case: CaseId) {
        let turn = Command::Turn { to: CaseState::Review, reason: String::new() };
        self.counter.command(case, &turn, &clerk(), self.fresh()).await.unwrap();
    }

    pub async fn approve(&self, case: CaseId) {
        let parts = self.counter.sendings(&self.case(case).await);
        self.counter.command(case, &Command::Approve { parts }, &reviewer(), self.fresh()).await.unwrap();
    }

    /// An approved case whose file is there: its id and the name of the file.
    pub async fn sent(&self, service: Service, seed: u64) -> (CaseId, String) {
        let case = self.in_review(service, seed).await;
        let before = self.files("outbox");
        self.approve(case).await;
        self.counter.deliver().await;
        let mut after = self.files("outbox");
        after.retain(|name| !before.contains(name));
        assert_eq!(after.len(), 1, "{after:?}");
        (case, after.remove(0))
    }

    pub async fn case(&self, case: CaseId) -> Case {
        self.counter.view(case, &reviewer(), "view").await.unwrap().case
    }

    pub async fn handover(&self, case: CaseId, part: Part) -> Handover {
        self.case(case).await.handover(part)
    }

    pub async fn recall(&self, case: CaseId, part: Part) -> Result<(), CaseError> {
        self.counter.recall(case, part, "住所の誤り".to_owned(), &clerk(), self.fresh()).await
    }

    pub fn fresh(&self) -> CommandId {
        CommandId::from_bytes(kakanai_server::app::draw(&*self.counter.random))
    }
}

pub fn clerk() -> Actor {
    Actor { login: "uketsuke1".into(), terminal: "E01".into() }
}

pub fn reviewer() -> Actor {
    Actor { login: "shinsa1".into(), terminal: "E02".into() }
}

/// The answer of a robot that keyed everything in as it stood: the lines of the file, and 仮登録 behind each.
pub fn answer(file: &str) -> String {
    let body = file.trim_start_matches('\u{feff}').trim_end();
    let mut lines = body.split("\r\n");
    let head = lines.next().expect("a file has a header");
    let rows: Vec<String> = lines.map(|line| format!("{line},仮登録,\r\n")).collect();
    format!("{head},結果,理由\r\n{}", rows.concat())
}
