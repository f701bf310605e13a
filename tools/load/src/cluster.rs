//! Databases that are thrown away: SQLite lies in the data folder anyway, PostgreSQL runs for us alone.

use std::process::Stdio;

use anyhow::{Result, bail};
use tokio::process::{Child, Command};

/// A database for one run.
pub(crate) struct Database {
    /// As the product takes it.
    pub(crate) address: String,
    /// Holds the throw-away cluster, which ends when nobody is connected.
    _held: Option<Child>,
}

impl Database {
    /// `sqlite`; `postgres` for a throw-away cluster; or the address of an empty PostgreSQL database.
    pub(crate) async fn open(wanted: &str, name: &str) -> Result<Self> {
        if wanted != "postgres" {
            return Ok(Self { address: wanted.to_owned(), _held: None });
        }
        let script = kakanai_demo::root().join("tools/postgres-cluster.sh");
        let socket = said(Command::new(script).arg("start")).await?;
        let socket = socket.trim();
        let name = format!("load_{}_{name}", std::process::id());
        let psql = |database: &str| {
            let mut psql = Command::new("psql");
            psql.args(["-X", "-q", "-h", socket, "-U", "kakanai", "-d", database]);
            psql
        };
        said(psql("postgres").args(["-c", &format!("CREATE DATABASE {name}")])).await?;
        // A client that says nothing: while the product is down, somebody is still connected.
        let held = psql("postgres").stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true).spawn()?;
        let address = format!("postgres://kakanai@localhost/{name}?host={socket}");
        Ok(Self { address, _held: Some(held) })
    }
}

async fn said(command: &mut Command) -> Result<String> {
    let done = command.stdin(Stdio::null()).output().await?;
    if !done.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
