//! Many people at once: who comes when, for how long, and what is told at the end.

mod desk;
mod reviewer;
mod screen;
mod shown;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use kakanai_sample::Dice;
use tokio::task::JoinSet;

use crate::cluster::Database;
use crate::product::{Product, Used, used};
use crate::report::Report;
use crate::robot::{Habits, Robot};
use crate::{codes, complain, pen, say};

/// Options of `load`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The product.
    #[arg(long, default_value = "target/release/kakanai")]
    binary: PathBuf,
    /// `sqlite`, `postgres` (a throw-away cluster), or the address of an empty PostgreSQL database.
    #[arg(long, default_value = "sqlite")]
    database: String,
    /// People at the counter; those without a tablet review.
    #[arg(long, default_value_t = 200)]
    clerks: usize,
    /// Tablets, one for each clerk who serves citizens.
    #[arg(long, default_value_t = 172)]
    tablets: usize,
    /// Seconds that are measured.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Seconds that somebody thinks before each step, on average.
    #[arg(long, default_value_t = 4.0)]
    think: f64,
    /// Seconds in which they come in, before measuring.
    #[arg(long, default_value_t = 60)]
    ramp: u64,
    /// All chances follow from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for data; it must not exist yet, and stays. Without it a temporary one, which goes.
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Terminals of an office have two digits.
const MOST_TERMINALS: usize = 99;
/// Tablets that are let in by their code; within a minute the counter takes no more than 60.
const PAIRED_BY_CODE: usize = 50;
/// Clerks of the demonstration.
const CLERKS: [&str; 7] =
    ["uketsuke1", "uketsuke2", "uketsuke3", "uketsuke4", "uketsuke5", "uketsuke6", "nishi1"];
/// Its reviewers.
const REVIEWERS: [&str; 2] = ["shinsa1", "shinsa2"];
/// Its offices.
const OFFICES: [char; 2] = ['E', 'W'];
/// Steps of a case, at the least: so many codes are needed.
const STEPS_OF_A_CASE: f64 = 9.0;

/// What everybody shares.
pub(crate) struct Hall {
    address: String,
    password: String,
    report: Report,
    think: f64,
    codes: Mutex<VecDeque<String>>,
    signatures: Vec<String>,
    /// When something was done that another screen will hear of.
    done: Mutex<BTreeMap<String, Instant>>,
    /// Cases that a reviewer has before him.
    taken: Mutex<BTreeSet<String>>,
    /// Cases by the terminals that work on them.
    about: Mutex<BTreeMap<String, String>>,
}

impl Hall {
    /// The next citizen's code.
    fn code(&self) -> Result<String> {
        let code = self.codes.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        code.ok_or_else(|| anyhow::anyhow!("no citizens are left: more codes are needed"))
    }

    /// Says that something is being done now.
    fn doing(&self, what: String) {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).insert(what, Instant::now());
    }

    /// The news of it arrived.
    fn heard(&self, what: &str, named: &'static str) {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner).remove(what);
        if let Some(done) = done {
            self.report.arrived(named, done.elapsed());
        }
    }

    /// Takes a case before oneself, unless another reviewer has.
    fn take(&self, case: &str) -> bool {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(case.to_owned())
    }

    /// Whether a reviewer has it before him.
    fn is_taken(&self, case: &str) -> bool {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).contains(case)
    }

    /// The case that a terminal's tablet is about, for measuring alone.
    fn is_about(&self, terminal: &str, case: &str) {
        let mut about = self.about.lock().unwrap_or_else(PoisonError::into_inner);
        about.insert(terminal.to_owned(), case.to_owned());
    }

    fn case_at(&self, terminal: &str) -> String {
        self.about.lock().unwrap_or_else(PoisonError::into_inner).get(terminal).cloned().unwrap_or_default()
    }

    fn give_back(&self, case: &str) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).remove(case);
    }

    /// Thinks: mostly shortly, sometimes for long.
    async fn think(&self, dice: &mut Dice) {
        tokio::time::sleep(thinking(self.think, dice)).await;
    }
}

/// A time out of an exponential distribution with this mean, cut off at eight times as long.
fn thinking(mean: f64, dice: &mut Dice) -> Duration {
    let part = (f64::from(dice.below(1_000_000)) + 0.5) / 1_000_000.0;
    Duration::from_secs_f64((-part.ln()).min(8.0) * mean)
}

/// Runs it.
pub(crate) async fn run(args: Args) -> Result<bool> {
    let reviewers = args.clerks.saturating_sub(args.tablets);
    if args.tablets == 0 || reviewers == 0 || args.tablets.div_ceil(OFFICES.len()) > MOST_TERMINALS {
        bail!(
            "one tablet at the least, more clerks than tablets, and at most {MOST_TERMINALS} tablets in an office"
        );
    }
    let folder = Folder::new(args.data.clone())?;
    let database = Database::open(&args.database, "load").await?;
    let mut product = Product::new(&args.binary, &folder.path.join("data"), &database.address)?;
    product.start().await?;
    complain(format_args!("the product answers at {}; sealing codes", product.counter))?;
    let hall = Arc::new(hall(&args, &product).await?);
    let handover = product.data.join("handover");
    let robot = Robot::start(&handover, Habits { seed: args.seed, wait: (500, 4_000), rejects: 0 });
    let mut people = JoinSet::new();
    come_in(&args, &hall, &mut people);
    complain(format_args!("{} people come in, {} s; then {} s", args.clerks, args.ramp, args.seconds))?;
    tokio::time::sleep(Duration::from_secs(args.ramp)).await;
    let before = (product.used()?, used("self")?);
    hall.report.begin();
    // What was done before somebody listened tells nothing.
    hall.done.lock().unwrap_or_else(PoisonError::into_inner).clear();
    tokio::time::sleep(Duration::from_secs(args.seconds)).await;
    hall.report.end();
    let after = (product.used()?, used("self")?);
    people.shutdown().await;
    let wrong = robot.violations();
    let (answered, _) = robot.answered();
    drop(robot);
    tell(&args, &hall, (before, after), (answered, &wrong))?;
    product.stop().await?;
    let verified = product.verify().await?;
    say(format_args!("- kakanai verify: {}", verified.trim().replace('\n', "; ")))?;
    Ok(hall.report.failures() == 0 && wrong.is_empty() && hall.report.counted(desk::COMPLETED) > 0)
}

async fn hall(args: &Args, product: &Product) -> Result<Hall> {
    let data = product.data.clone();
    let time = (args.seconds + args.ramp) as f64 / (args.think.max(0.05) * STEPS_OF_A_CASE) + 2.0;
    let many = (args.tablets as f64 * time).ceil() as usize;
    let seed = args.seed;
    let codes = tokio::task::spawn_blocking(move || codes::make(&data, seed, many)).await??;
    Ok(Hall {
        address: product.counter.clone(),
        password: product.password.clone(),
        report: Report::default(),
        think: args.think,
        codes: Mutex::new(codes.into()),
        signatures: (0..8).map(|at| pen::signature(args.seed + at)).collect::<Result<_>>()?,
        done: Mutex::default(),
        taken: Mutex::default(),
        about: Mutex::default(),
    })
}

/// Everybody comes at his moment of the ramp.
fn come_in(args: &Args, hall: &Arc<Hall>, people: &mut JoinSet<()>) {
    let step = Duration::from_secs(args.ramp) / (args.clerks as u32 + 1);
    for at in 0..args.clerks {
        let wait = step * at as u32;
        let dice = Dice::new(args.seed.wrapping_mul(1_000_003).wrapping_add(at as u64));
        let hall = Arc::clone(hall);
        let office = OFFICES[at % OFFICES.len()];
        if at < args.tablets {
            let desk = desk::Desk {
                login: CLERKS[at % CLERKS.len()],
                terminal: format!("{office}{:02}", at / OFFICES.len() + 1),
                by_code: at < PAIRED_BY_CODE,
            };
            people.spawn(async move {
                tokio::time::sleep(wait).await;
                desk::work(hall, desk, dice).await;
            });
        } else {
            let terminal = format!("{office}{MOST_TERMINALS}");
            let first = at == args.tablets;
            people.spawn(async move {
                tokio::time::sleep(wait).await;
                reviewer::work(hall, REVIEWERS[at % REVIEWERS.len()], terminal, first, dice).await;
            });
        }
    }
}

type Both = (Used, Used);

fn tell(
    args: &Args,
    hall: &Hall,
    (before, after): (Both, Both),
    (answered, wrong): (u64, &[String]),
) -> Result<()> {
    let seconds = hall.report.seconds();
    say(format_args!(
        "{} people, {} tablets, {} s measured after a ramp of {} s, {} s of thinking before each step on average, {}, seed {}\n",
        args.clerks,
        args.tablets,
        seconds.round(),
        args.ramp,
        args.think,
        if args.database.starts_with("postgres") { "PostgreSQL" } else { "SQLite" },
        args.seed
    ))?;
    say(hall.report.tables())?;
    let completed = hall.report.counted(desk::COMPLETED);
    say(format_args!("- cases a minute: {:.1}", completed as f64 * 60.0 / seconds.max(0.001)))?;
    for (name, before, after) in [("server", before.0, after.0), ("generator", before.1, after.1)] {
        let cpu = after.cpu - before.cpu;
        say(format_args!(
            "- {name}: {:.0} s of processors ({:.0} % of one), {:.0} MB now, {:.0} MB at the most",
            cpu,
            cpu * 100.0 / seconds.max(0.001),
            after.now_mb,
            after.most_mb
        ))?;
    }
    say(format_args!("- files answered by the other system: {answered}"))?;
    for words in wrong {
        say(format_args!("- hand-over: {words}"))?;
    }
    Ok(())
}

/// A folder for the run.
pub(crate) struct Folder {
    /// Where it is.
    pub(crate) path: PathBuf,
    goes: bool,
}

impl Folder {
    /// The one wanted, or a temporary one.
    pub(crate) fn new(wanted: Option<PathBuf>) -> Result<Self> {
        let goes = wanted.is_none();
        let path = wanted.unwrap_or_else(|| {
            let moment = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
            std::env::temp_dir().join(format!("kakanai-load-{}-{moment}", std::process::id()))
        });
        if path.exists() {
            bail!("{} is there already: name a new folder", path.display());
        }
        std::fs::create_dir_all(&path)?;
        Ok(Self { path: path.canonicalize()?, goes })
    }

    /// Keeps it: somebody will want to look.
    pub(crate) fn keep(&mut self) {
        self.goes = false;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.goes {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_think_for_the_mean_on_average() {
        let mut dice = Dice::new(7);
        let all: f64 = (0..20_000).map(|_| thinking(4.0, &mut dice).as_secs_f64()).sum();
        assert!((all / 20_000.0 - 4.0).abs() < 0.1, "{}", all / 20_000.0);
    }
}
