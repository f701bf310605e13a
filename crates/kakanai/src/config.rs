//! What a city says about where things are.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kakanai_server::api::caller::Tokens;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::city::City;
use crate::files::{Folders, read_text};
use crate::system::SystemClock;

/// The configuration file, TOML. All paths are relative to the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The source tree or installation: catalogue, web, tables below it.
    pub root: PathBuf,
    /// The catalogue, where it is elsewhere.
    pub catalogue: Option<PathBuf>,
    /// Where data are kept.
    pub data: PathBuf,
    /// `sqlite` (in the data folder) or `postgres://…`.
    #[serde(default = "sqlite")]
    pub database: String,
    /// File of the vault's master key: on another disk than the data, or a credential of the service manager.
    pub vault_key: Option<PathBuf>,
    /// Whether the counter is reached without TLS (for trying out on one machine). Otherwise a proxy with TLS
    /// stands before it, and the browser sends its session over TLS only.
    #[serde(default)]
    pub plain_http: bool,
    /// Address of the public side; left out on a counter-only machine.
    pub public: Option<SocketAddr>,
    /// Address of the counter; left out on a public-only machine.
    pub counter: Option<SocketAddr>,
    /// A program that gives tickets of the queue to tablets in the hall, and its arguments; without it they are
    /// numbered here.
    pub ticket_command: Option<Vec<String>>,
    /// SHA-256 of the tokens of programs that may ask the counter's interface, in hexadecimal digits.
    #[serde(default, deserialize_with = "tokens")]
    pub api_tokens: Tokens,
    /// Font for what is written on forms.
    pub text_font: Option<PathBuf>,
    /// Font for names.
    pub name_font: Option<PathBuf>,
}

fn sqlite() -> String {
    "sqlite".to_owned()
}

fn tokens<'de, D: Deserializer<'de>>(from: D) -> Result<Tokens, D::Error> {
    let hashes = Vec::<String>::deserialize(from)?;
    Tokens::of_hashes(&hashes)
        .map_err(|error| D::Error::custom(format!("{error}; make it with `printf %s TOKEN | sha256sum`")))
}

impl Config {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = read_text(path)?;
        let mut config: Self = toml::from_str(&text).with_context(|| path.display().to_string())?;
        if config.ticket_command.as_ref().is_some_and(Vec::is_empty) {
            bail!("{}: `ticket_command` names no program; leave it out, or give one", path.display());
        }
        let beside = path.parent().unwrap_or(Path::new("."));
        config.root = beside.join(&config.root);
        config.data = beside.join(&config.data);
        let optional =
            [&mut config.catalogue, &mut config.vault_key, &mut config.text_font, &mut config.name_font];
        for path in optional.into_iter().flatten() {
            *path = beside.join(&*path);
        }
        Ok(config)
    }

    /// The city it describes.
    pub fn city(self) -> City {
        City {
            folders: self.folders(),
            vault_key: self.vault_key.unwrap_or_else(|| self.data.join("vault.key")),
            data: self.data,
            database: self.database,
            public: self.public,
            counter: self.counter,
            plain_http: self.plain_http,
            ticket_command: self.ticket_command,
            api_tokens: self.api_tokens,
            clock: SystemClock::default(),
            demo: false,
        }
    }

    /// Where things are.
    fn folders(&self) -> Folders {
        let tree = Folders::of_tree(&self.root);
        Folders {
            catalogue: self.catalogue.clone().unwrap_or(tree.catalogue),
            text_font: self.text_font.clone().unwrap_or(tree.text_font),
            name_font: self.name_font.clone().unwrap_or(tree.name_font),
            ..tree
        }
    }
}
