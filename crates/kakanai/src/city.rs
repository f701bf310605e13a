//! A running city: from folders and keys to the two faces of the server.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use kakanai_catalogue::Catalogue;
use kakanai_envelope::{KeyRing, PublicKey, SecretKey, Seed};
use kakanai_server::{Clock, Counter, Public, Random, counter_router, public_router};
use kakanai_store::{FileVault, Nonce, Store, VaultKey};
use kakanai_store_postgres::{PostgresOptions, PostgresStore};
use kakanai_store_sqlite::{SqliteOptions, SqliteStore};
use tokio::net::TcpListener;

use crate::files::{self, Folders, read, read_text, write_secret};
use crate::system::{SystemClock, SystemRandom, draw};

/// What a city is made of.
pub struct City {
    /// Where things are.
    pub folders: Folders,
    /// Where data are kept.
    pub data: PathBuf,
    /// `sqlite` or `postgres://…`.
    pub database: String,
    /// Address of the public side.
    pub public: Option<SocketAddr>,
    /// Address of the counter.
    pub counter: Option<SocketAddr>,
    /// The clock.
    pub clock: SystemClock,
    /// Whether this is the demonstration.
    pub demo: bool,
}

/// The faces, bound to their addresses and ready to answer.
pub struct Running {
    /// The database.
    pub store: Arc<dyn Store>,
    faces: Vec<(&'static str, TcpListener, axum::Router)>,
}

impl City {
    /// Reads everything and binds the addresses.
    pub async fn start(&self) -> Result<Running> {
        make_private(&self.data)?;
        let catalogue = Arc::new(files::catalogue(&self.folders.catalogue)?);
        let tables = Arc::new(files::tables(&self.folders.tables)?);
        let keys = keys(&self.data.join("keys"))?;
        let public_key = keys.1;
        let clock: Arc<dyn Clock> = Arc::new(self.clock);
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let store = self.store().await?;
        let web = files::public_files(&self.folders)?;
        let mut faces = Vec::new();
        if let Some(address) = self.public {
            let public = Public {
                assets: kakanai_server::public::assets(&catalogue, web.clone()),
                catalogue: Arc::clone(&catalogue),
                towns: tables.clone(),
                key: public_key,
                page_key: draw(),
                clock: Arc::clone(&clock),
                random: Arc::clone(&random),
                demo: self.demo,
            };
            faces.push(("public", bind(address).await?, public_router(Arc::new(public))));
        }
        if let Some(address) = self.counter {
            let counter = Counter {
                assets: kakanai_server::public::assets(&catalogue, web),
                forms: Arc::new(files::forms(&self.folders.catalogue)?),
                fonts: Arc::new(files::fonts(&self.folders)?),
                vault: Arc::new(self.vault()?),
                outbox: Arc::from(self.data.join("outbox")),
                keys: Arc::new(keys.0),
                store: Arc::clone(&store),
                towns: tables,
                catalogue,
                clock,
                random,
                demo: self.demo,
            };
            // What a crash left undone is done before anybody waits for it.
            counter.deliver().await?;
            faces.push(("counter", bind(address).await?, counter_router(Arc::new(counter))));
        }
        if faces.is_empty() {
            bail!("neither `public` nor `counter` has an address: nothing to serve");
        }
        Ok(Running { store, faces })
    }

    async fn store(&self) -> Result<Arc<dyn Store>> {
        if self.database == "sqlite" {
            let file = self.data.join("kakanai.db");
            return Ok(Arc::new(SqliteStore::open(SqliteOptions::new(file)).await?));
        }
        let options = PostgresOptions::new(&self.database)?;
        Ok(Arc::new(PostgresStore::open(&options).await?))
    }

    fn vault(&self) -> Result<FileVault> {
        let path = self.data.join("vault.key");
        if !path.exists() {
            write_secret(&path, &draw::<32>())?;
        }
        let bytes: [u8; 32] = read(&path)?.try_into().map_err(|_| {
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

/// The secret keys of a folder and the public half of the newest; a first pair is made where there is none.
pub fn keys(folder: &Path) -> Result<(KeyRing, PublicKey)> {
    make_private(folder)?;
    let mut secrets = secret_keys(folder)?;
    if secrets.is_empty() {
        new_key(folder)?;
        secrets = secret_keys(folder)?;
    }
    let Some(newest) = secrets.last() else { bail!("{}: no key", folder.display()) };
    let public = newest.public();
    Ok((KeyRing::new(secrets), public))
}

/// Makes a pair: `NNN-id.secret` for the counter, `NNN-id.public` for whoever seals. The largest number is
/// the one in use.
pub fn new_key(folder: &Path) -> Result<PathBuf> {
    make_private(folder)?;
    let number = secret_paths(folder)?.len() + 1;
    let secret = SecretKey::generate(&Seed::new(draw()));
    let public = secret.public();
    let base = folder.join(format!("{number:03}-{}", public.id()));
    write_secret(&base.with_extension("secret"), format!("{}\n", &*secret.to_text()).as_bytes())?;
    fs::write(base.with_extension("public"), format!("{}\n", public.to_text()))?;
    Ok(base)
}

fn secret_paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "secret"));
    paths.sort();
    Ok(paths)
}

fn secret_keys(folder: &Path) -> Result<Vec<SecretKey>> {
    let key = |path: &PathBuf| {
        SecretKey::from_text(read_text(path)?.trim()).with_context(|| path.display().to_string())
    };
    secret_paths(folder)?.iter().map(key).collect()
}

/// A folder that only its owner may enter.
pub fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| folder.display().to_string())
}

/// The catalogue in use, for commands that need nothing else.
pub fn catalogue_of(root: &Path) -> Result<Catalogue> {
    files::catalogue(&root.join("catalogue"))
}
