//! The product as a child process, with data of its own on ports that nobody else uses.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The day of all runs: a Friday before a long weekend, as in the walks.
pub(crate) const TODAY: &str = "2026-11-20";
/// How long a start may take.
const START: Duration = Duration::from_secs(120);
/// How long an orderly end may take.
const END: Duration = Duration::from_secs(20);

/// Where it is and what it works on.
pub(crate) struct Product {
    binary: PathBuf,
    /// Its data folder.
    pub(crate) data: PathBuf,
    database: String,
    public: String,
    /// Address of the counter.
    pub(crate) counter: String,
    /// Password of all logins.
    pub(crate) password: String,
    child: Option<Child>,
}

/// What a process has used.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    /// Most memory it ever had, in MB.
    pub(crate) most_mb: f64,
    /// Memory it has, in MB.
    pub(crate) now_mb: f64,
    /// Seconds of processors.
    pub(crate) cpu: f64,
}

impl Product {
    /// A product that has not been started yet.
    pub(crate) fn new(binary: &Path, data: &Path, database: &str) -> Result<Self> {
        if !binary.exists() {
            bail!("{} is not there: build it with `cargo build -p kakanai`", binary.display());
        }
        Ok(Self {
            binary: binary.to_owned(),
            data: data.to_owned(),
            database: database.to_owned(),
            public: free_address()?,
            counter: free_address()?,
            password: String::new(),
            child: None,
        })
    }

    /// Starts it, on the data that it had before, and waits until it answers.
    pub(crate) async fn start(&mut self) -> Result<()> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log())?;
        let mut child = Command::new(&self.binary)
            .current_dir(kakanai_demo::root())
            .args(["demo", "--today", TODAY, "--public", &self.public, "--counter", &self.counter])
            .args(["--database", &self.database, "--data"])
            .arg(&self.data)
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", self.binary.display()))?;
        let out = child.stdout.take().context("a child without output")?;
        let told = tokio::time::timeout(START, self.told(BufReader::new(out).lines())).await;
        self.child = Some(child);
        match told {
            Ok(told) => told,
            Err(_) => {
                bail!("the product told no addresses in {} s; see {}", START.as_secs(), self.log().display())
            }
        }
    }

    async fn told(
        &mut self,
        mut lines: tokio::io::Lines<BufReader<tokio::process::ChildStdout>>,
    ) -> Result<()> {
        let mut counter = false;
        while let Some(line) = lines.next_line().await? {
            if let Some(password) = line.strip_prefix("password ") {
                password.trim().clone_into(&mut self.password);
            }
            counter |= line.contains(&self.counter);
            if counter && !self.password.is_empty() {
                // Whatever else it says is read away, so that it never waits for us.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(());
            }
        }
        bail!("the product ended before it answered; see {}", self.log().display())
    }

    /// Where it writes what went wrong.
    pub(crate) fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    /// Ends it as a power cut would.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Ends it as an administrator would.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        if let Some(pid) = child.id() {
            let told = Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?;
            if !told.success() {
                bail!("the product could not be told to end");
            }
        }
        match tokio::time::timeout(END, child.wait()).await {
            Ok(ended) => {
                ended?;
                Ok(())
            }
            Err(_) => {
                child.kill().await?;
                bail!("the product did not end in {} s after it was told to", END.as_secs())
            }
        }
    }

    /// Runs `kakanai verify` on its data; nothing may be running on them.
    pub(crate) async fn verify(&self) -> Result<String> {
        let root = kakanai_demo::root().canonicalize()?;
        let config = self.data.with_extension("toml");
        let words = format!(
            "root = {:?}\ndata = {:?}\ndatabase = {:?}\n",
            root.display().to_string(),
            self.data.display().to_string(),
            self.database
        );
        std::fs::write(&config, words)?;
        let done = Command::new(&self.binary).arg("verify").arg("--config").arg(&config).output().await?;
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        if !done.status.success() {
            bail!("kakanai verify: {said}{}", String::from_utf8_lossy(&done.stderr));
        }
        Ok(said)
    }

    /// What it has used so far.
    pub(crate) fn used(&self) -> Result<Used> {
        let pid = self.child.as_ref().and_then(Child::id).context("the product does not run")?;
        used(&pid.to_string())
    }
}

/// What a process has used so far; `self` is this one.
pub(crate) fn used(pid: &str) -> Result<Used> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().find_map(|word| word.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    };
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // After the name in brackets: utime and stime are fields 14 and 15 of all, in hundredths of a second.
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 =
        rest.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<f64>().ok()).sum();
    Ok(Used { most_mb: megabytes("VmHWM:"), now_mb: megabytes("VmRSS:"), cpu: ticks / 100.0 })
}

fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
