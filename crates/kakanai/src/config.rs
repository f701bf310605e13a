//! What a city says about where things are.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::files::{Folders, read_text};

/// The configuration file, TOML. Paths are relative to the file.
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
    /// Address of the public side; left out on a counter-only machine.
    pub public: Option<SocketAddr>,
    /// Address of the counter; left out on a public-only machine.
    pub counter: Option<SocketAddr>,
    /// Font for what is written on forms.
    pub text_font: Option<PathBuf>,
    /// Font for names.
    pub name_font: Option<PathBuf>,
}

fn sqlite() -> String {
    "sqlite".to_owned()
}

impl Config {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = read_text(path)?;
        let mut config: Self = toml::from_str(&text).with_context(|| path.display().to_string())?;
        let beside = path.parent().unwrap_or(Path::new("."));
        config.root = beside.join(&config.root);
        config.data = beside.join(&config.data);
        Ok(config)
    }

    /// Where things are.
    pub fn folders(&self) -> Folders {
        let tree = Folders::of_tree(&self.root);
        Folders {
            catalogue: self.catalogue.as_ref().map_or(tree.catalogue, |path| self.root.join(path)),
            text_font: self.text_font.clone().unwrap_or(tree.text_font),
            name_font: self.name_font.clone().unwrap_or(tree.name_font),
            ..tree
        }
    }
}
