//! A running city: from folders and keys to the two faces of the server.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use kakanai_catalogue::Catalogue;
use kakanai_interview::tables::Tables;
use kakanai_server::api::Api;
use kakanai_server::api::caller::Tokens;
use kakanai_server::app::Assets;
use kakanai_server::cases::SummaryCache;
use kakanai_server::papers::PaperCache;
use kakanai_server::{Counter, Public, counter_router, public_router};
use kakanai_store::{FileVault, Nonce, Store, VaultKey};
use kakanai_store_postgres::{PostgresOptions, PostgresStore};
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};
use tokio::net::TcpListener;

use crate::command::catalogue::{faults_json, faults_of_words, report};
use crate::files::{self, Folders, read, write_secret};
use crate::system::{SystemClock, SystemRandom, draw};
use crate::tickets::Desk;
use crate::{catalogues, keys};

/// What a city is made of.
pub struct City {
    /// Where things are.
    pub folders: Folders,
    /// Where data are kept.
    pub data: PathBuf,
    /// `sqlite` or `postgres://…`.
    pub database: String,
    /// File of the vault's master key.
    pub vault_key: PathBuf,
    /// Address of the public side.
    pub public: Option<SocketAddr>,
    /// Address of the counter.
    pub counter: Option<SocketAddr>,
    /// Whether the counter is reached without TLS: on this machine only.
    pub plain_http: bool,
    /// The program that gives tickets of the queue; without it they are numbered here.
    pub ticket_command: Option<Vec<String>>,
    /// Programs that may ask the counter's interface.
    pub api_tokens: Tokens,
    /// The clock.
    pub clock: SystemClock,
    /// Whether this is the demonstration.
    pub demo: bool,
}

/// The faces, bound to their addresses and ready to answer.
pub struct Running {
    faces: Vec<(&'static str, TcpListener, axum::Router)>,
}

impl City {
    /// Reads everything and binds the addresses.
    pub async fn start(&self) -> Result<Running> {
        make_private(&self.data)?;
        let catalogue = Arc::new(files::catalogue(&self.folders.catalogue)?);
        let tables = Arc::new(files::tables(&self.folders.tables)?);
        let assets = kakanai_server::public::assets(&catalogue, files::public_files(&self.folders)?);
        let mut faces = Vec::new();
        // The counter first: where both run on one machine, it makes the first pair of keys.
        if let Some(address) = self.counter {
            let counter = Arc::new(self.counter(&catalogue, &tables, assets.clone()).await?);
            tokio::spawn(kakanai_server::upkeep::upkeep(Arc::clone(&counter)));
            faces.push(("counter", bind(address).await?, counter_router(counter)));
        }
        if let Some(address) = self.public {
            let public = self.public(&catalogue, &tables, assets)?;
            faces.insert(0, ("public", bind(address).await?, public_router(Arc::new(public))));
        }
        if faces.is_empty() {
            bail!("neither `public` nor `counter` has an address: nothing to serve");
        }
        Ok(Running { faces })
    }

    /// The public side: no secret key, no database, no vault.
    fn public(&self, catalogue: &Arc<Catalogue>, tables: &Arc<Tables>, assets: Assets) -> Result<Public> {
        Ok(Public {
            assets,
            catalogue: Arc::clone(catalogue),
            towns: tables.clone(),
            key: keys::public(&self.data.join("keys"))?,
            page_key: draw(),
            clock: Arc::new(self.clock),
            random: Arc::new(SystemRandom),
            tickets: Arc::new(Desk::new(self.data.join("tickets"), self.ticket_command.clone())),
            demo: self.demo,
        })
    }

    async fn counter(
        &self,
        catalogue: &Arc<Catalogue>,
        tables: &Arc<Tables>,
        assets: Assets,
    ) -> Result<Counter> {
        let keys = self.data.join("keys");
        if keys::is_empty(&keys)? {
            keys::make(&keys)?;
        }
        let older = catalogues::older(&self.data.join("catalogues"), catalogue)?;
        Ok(Counter {
            assets,
            older: older.recent,
            stored: older.dictionary,
            catalogue: Arc::clone(catalogue),
            towns: tables.clone(),
            keys: Arc::new(keys::ring(&keys)?),
            store: self.store().await?,
            vault: Arc::new(self.vault()?),
            forms: Arc::new(files::forms(&self.folders.catalogue)?),
            fonts: Arc::new(files::fonts(&self.folders)?),
            mapping: Arc::new(files::mapping(&self.folders.catalogue, catalogue)?),
            folders: handover_folders(&self.data.join("handover"))?,
            handing_over: tokio::sync::Mutex::default(),
            to_deliver: tokio::sync::Notify::new(),
            made: PaperCache::default(),
            opened: SummaryCache::default(),
            api: self.api(catalogue)?,
            clock: Arc::new(self.clock),
            random: Arc::new(SystemRandom),
            plain_http: self.plain_http,
            demo: self.demo,
        })
    }

    /// What the interface tells of the catalogue's files; its own list of procedures need not be there.
    fn api(&self, catalogue: &Catalogue) -> Result<Api> {
        let folder = &self.folders.catalogue;
        let rows = report::rows_of(folder);
        Ok(Api {
            tokens: self.api_tokens.clone(),
            check: faults_json(&faults_of_words(&files::catalogue_files(folder)?, catalogue)),
            report: rows.exists().then(|| report::json(folder, catalogue)).transpose()?,
        })
    }

    /// Opens the database.
    pub async fn store(&self) -> Result<Arc<dyn Store>> {
        if self.database == "sqlite" {
            make_private(&self.data)?;
            let file = self.data.join("kakanai.db");
            return Ok(Arc::new(SqliteStore::open(SqliteOptions::new(file)).await?));
        }
        let options = PostgresOptions::new(&self.database)?;
        Ok(Arc::new(PostgresStore::open(&options).await?))
    }

    fn vault(&self) -> Result<FileVault> {
        let path = &self.vault_key;
        if !path.exists() {
            write_secret(path, &draw::<32>())
                .context("the vault's key cannot be made: is its folder there?")?;
        }
        let bytes: [u8; 32] = read(path)?.try_into().map_err(|_| {
            anyhow::anyhow!("{}: a vault key has 32 bytes; put back the right file", path.display())
        })?;
        Ok(FileVault::open(&self.data.join("vault"), VaultKey::from_bytes(bytes), Nonce(draw()))?)
    }
}

impl Running {
    /// Each face with the address it has.
    pub fn addresses(&self) -> Result<Vec<(&'static str, SocketAddr)>> {
        self.faces.iter().map(|(name, listener, _)| Ok((*name, listener.local_addr()?))).collect()
    }

    /// Answers until the process is told to end; requests under way are finished.
    pub async fn serve(self) -> Result<()> {
        let mut tasks = tokio::task::JoinSet::new();
        for (_, listener, router) in self.faces {
            tasks.spawn(
                async move { axum::serve(listener, router).with_graceful_shutdown(told_to_end()).await },
            );
        }
        while let Some(ended) = tasks.join_next().await {
            ended??;
        }
        Ok(())
    }
}

/// Ctrl-C, or the service manager's word.
async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("{address} cannot be used: is another program on it? Choose another address")
    })
}

/// The folders of the hand-over; whoever takes files from them gets access from the operator.
fn handover_folders(root: &Path) -> Result<kakanai_server::release::Folders> {
    make_private(root)?;
    kakanai_server::release::Folders::open(root).with_context(|| root.display().to_string())
}

/// A folder that only its owner may enter.
pub fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| folder.display().to_string())
}
