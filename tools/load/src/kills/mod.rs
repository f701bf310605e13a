//! Kills: few people at work, the server ended hard at a random moment, started again, and compared with the ledger.

mod check;
mod crew;
mod journal;
pub(crate) mod ledger;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use kakanai_sample::Dice;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use self::check::Told;
use self::crew::{Desk, Reviewer, Shared};
use self::journal::{Batch, Journal};
use self::ledger::{Entry, Known, Ledger};
use crate::cluster::Database;
use crate::http::{Browser, Stubborn};
use crate::load::Folder;
use crate::product::Product;
use crate::report::Report;
use crate::robot::{Habits, Robot};
use crate::{codes, complain, say, steps};

/// Options of `kills`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The product.
    #[arg(long, default_value = "target/release/kakanai")]
    binary: PathBuf,
    /// `sqlite`, or `postgres` for a throw-away cluster.
    #[arg(long, default_value = "sqlite")]
    database: String,
    /// Kills in all, with those of the journal.
    #[arg(long, default_value_t = 1_000)]
    kills: u64,
    /// Kills on the same data, before everything is compared and begins anew.
    #[arg(long, default_value_t = 50)]
    batch: u64,
    /// All chances follow from it, but not how the machine distributes its time.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A file with the batches done; a second run goes on after them.
    #[arg(long)]
    journal: Option<PathBuf>,
    /// Clerks, each with a tablet.
    #[arg(long, default_value_t = 3)]
    desks: usize,
    /// Folder for data of the batches; without it a temporary one, which stays only where something did not hold.
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Reviewers, each with a login of his own.
const REVIEWERS: [&str; 2] = ["shinsa1", "shinsa2"];
/// Clerks, each with a login of his own.
const CLERKS: [&str; 6] = ["uketsuke1", "uketsuke2", "uketsuke3", "uketsuke4", "uketsuke5", "uketsuke6"];
/// Requests between two kills, or steps.
const REQUESTS: (u32, u32) = (8, 60);
const STEPS: (u32, u32) = (2, 15);
/// After the last of them, a kill comes within so many microseconds: two to a power out of these, so that both quick
/// and slow steps are hit before, in and after their commit.
const AFTER: (u32, u32) = (7, 17);
/// Nobody sends anything for so long: the run has come to a standstill.
const STANDSTILL: Duration = Duration::from_secs(90);

/// Runs it.
pub(crate) async fn run(args: Args) -> Result<bool> {
    let mut journal = Journal::open(args.journal.clone(), args.seed, &args.database)?;
    let mut folder = Folder::new(args.data.clone())?;
    while journal.total(|batch| batch.kills) < args.kills {
        let number = journal.batches.len() as u64 + 1;
        let left = args.kills - journal.total(|batch| batch.kills);
        let mut batch = Running::begin(&args, &folder, number).await?;
        let done = batch.run(left.min(args.batch)).await.with_context(|| format!("batch {number}"));
        let violations = batch.violations();
        if let Err(error) = &done {
            complain(format_args!("batch {number} could not be finished: {error:#}"))?;
        }
        for words in &violations {
            complain(format_args!("batch {number}: {words}"))?;
        }
        if done.is_err() || !violations.is_empty() {
            folder.keep();
            complain(format_args!(
                "to look at: {} (ledger, log, data); seed {}, batch {number}, {}",
                folder.path.display(),
                args.seed,
                args.database
            ))?;
        }
        let mut done = done?;
        done.violations = violations.len() as u64;
        complain(format_args!("batch {number}: {done:?}"))?;
        journal.add(done)?;
        if !violations.is_empty() {
            break;
        }
    }
    tell(&args, &journal)?;
    Ok(journal.total(|batch| batch.violations) == 0)
}

fn tell(args: &Args, journal: &Journal) -> Result<()> {
    let total = |of: fn(&Batch) -> u64| journal.total(of);
    say(
        "| database | kills | steps acknowledged | said again | under way at a kill | of these arrived | cases | files | violations |",
    )?;
    say("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
    say(format_args!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        args.database,
        total(|it| it.kills),
        total(|it| it.acknowledged),
        total(|it| it.said_again),
        total(|it| it.under_way),
        total(|it| it.arrived),
        total(|it| it.cases),
        total(|it| it.files),
        total(|it| it.violations)
    ))?;
    Ok(())
}

/// A batch under way.
struct Running {
    _database: Database,
    product: Product,
    robot: Robot,
    ledger: Ledger,
    shared: Arc<Shared>,
    open: watch::Sender<bool>,
    reader: Browser,
    crew: JoinSet<()>,
    desks: JoinSet<()>,
    dice: Dice,
    /// Entries of the ledger that have been compared.
    compared: usize,
    batch: Batch,
}

impl Running {
    async fn begin(args: &Args, folder: &Folder, number: u64) -> Result<Self> {
        let database = Database::open(&args.database, &number.to_string()).await?;
        let data = folder.path.join(format!("batch-{number}"));
        let mut product = Product::new(&args.binary, &data, &database.address)?;
        product.start().await?;
        let seed = args.seed.wrapping_mul(1_000_003).wrapping_add(number);
        let ledger = Ledger::new(&data.with_extension("ledger"), seed)?;
        let shared = Arc::new(Shared {
            ended: AtomicBool::new(false),
            completed: AtomicU64::new(0),
            ledger: ledger.clone(),
        });
        let (open, is_open) = watch::channel(true);
        let stubborn = Stubborn { open: is_open, ledger: ledger.clone() };
        let habits = Habits { seed, wait: (0, 300), rejects: 10 };
        let robot = Robot::start(&product.data.join("handover"), habits);
        let mut reader = Browser::new(&product.counter, &Report::default());
        steps::sign_in(&mut reader, "nishi1", &product.password, "W01").await?;
        let batch = Batch { number, database: args.database.clone(), seed: args.seed, ..Batch::default() };
        let mut running = Self {
            _database: database,
            product,
            robot,
            ledger,
            shared,
            open,
            reader,
            crew: JoinSet::new(),
            desks: JoinSet::new(),
            dice: Dice::new(seed),
            compared: 0,
            batch,
        };
        running.come_in(args, &stubborn).await?;
        Ok(running)
    }

    async fn come_in(&mut self, args: &Args, stubborn: &Stubborn) -> Result<()> {
        let report = Report::default();
        let browser = || Browser::stubborn(&self.product.counter, &report, stubborn);
        let mut reviewers = Vec::new();
        for (at, login) in REVIEWERS.iter().enumerate() {
            let mut browser = browser();
            steps::sign_in(&mut browser, login, &self.product.password, &format!("E9{at}")).await?;
            let (sender, cases) = mpsc::unbounded_channel();
            reviewers.push(sender);
            let (dice, shared) = (Dice::new(self.dice.roll()), Arc::clone(&self.shared));
            self.crew.spawn(Reviewer { browser, cases, dice, shared }.work());
        }
        for (at, login) in CLERKS.iter().take(args.desks).enumerate() {
            let (mut clerk, mut tablet) = (browser(), browser());
            steps::sign_in(&mut clerk, login, &self.product.password, &format!("E{:02}", at + 1)).await?;
            steps::pair(&mut clerk, &mut tablet).await?;
            let (data, seed) = (self.product.data.clone(), self.dice.roll());
            let many = 40 + args.batch as usize * 8;
            let codes = tokio::task::spawn_blocking(move || codes::make(&data, seed, many)).await??;
            let reviewer = reviewers.get(at % reviewers.len()).context("no reviewer")?.clone();
            let (dice, shared) = (Dice::new(self.dice.roll()), Arc::clone(&self.shared));
            self.desks.spawn(Desk { clerk, tablet, codes, dice, reviewer, shared }.work());
        }
        Ok(())
    }

    fn violations(&self) -> Vec<String> {
        [self.ledger.violations(), self.robot.violations()].concat()
    }

    /// So many kills, and the comparison of everything.
    async fn run(&mut self, kills: u64) -> Result<Batch> {
        for _ in 0..kills {
            self.kill().await?;
            if !self.violations().is_empty() {
                break;
            }
        }
        self.shared.ended.store(true, Ordering::Relaxed);
        while self.desks.join_next().await.is_some() {}
        while self.crew.join_next().await.is_some() {}
        let cases = self.compare_all().await?;
        self.product.stop().await?;
        let verified = self.product.verify().await?;
        self.compare_whole(&verified, &cases);
        self.batch.files = check::files(&self.product.data.join("handover"), &cases, &self.ledger)?;
        let entries = self.ledger.entries();
        let acknowledged = entries.iter().filter(|it| it.known == Known::Acknowledged && !it.case.is_empty());
        self.batch.acknowledged = acknowledged.count() as u64;
        let (answered, rejected) = self.robot.answered();
        complain(format_args!("the robot answered {answered} files, {rejected} of them with a no"))?;
        self.batch.said_again = self.ledger.times_said_again();
        self.batch.cases = cases.len() as u64;
        Ok(self.batch.clone())
    }

    /// One kill, at a moment when requests are under way.
    async fn kill(&mut self) -> Result<()> {
        let (mut sent, (least, most)) = match self.dice.percent(40) {
            true => (self.ledger.requests(), REQUESTS),
            false => (self.ledger.steps(), STEPS),
        };
        let target = *sent.borrow_and_update() + u64::from(self.dice.between(least..=most));
        let reached = tokio::time::timeout(STANDSTILL, sent.wait_for(|sent| *sent >= target)).await;
        reached.context("everybody has come to a standstill")??;
        let within = 1 << self.dice.between(AFTER.0..=AFTER.1);
        tokio::time::sleep(Duration::from_micros(u64::from(self.dice.below(within)))).await;
        self.open.send_replace(false);
        self.product.kill().await?;
        self.batch.kills += 1;
        self.product.start().await.context("after a kill")?;
        self.compare_since().await?;
        self.open.send_replace(true);
        Ok(())
    }

    /// Compares the cases that somebody worked on since the last comparison.
    async fn compare_since(&mut self) -> Result<()> {
        let before = self.ledger.entries();
        let fresh = before.get(self.compared..).unwrap_or_default();
        let open = |it: &&Entry| it.known == Known::Intended;
        let touched: BTreeSet<String> = fresh.iter().map(|it| it.case.clone()).collect();
        self.batch.under_way += before.iter().filter(open).count() as u64;
        for case in touched.iter().filter(|case| !case.is_empty()) {
            let told =
                check::told(&mut self.reader, case).await.with_context(|| format!("case {case} is lost"))?;
            let after = self.ledger.entries();
            self.batch.arrived += check::compare(case, &told, &before, &after, &self.ledger);
        }
        // What is still open is looked at again next time.
        self.compared = before.iter().position(|it| it.known == Known::Intended).unwrap_or(before.len());
        Ok(())
    }

    /// Compares every case there ever was.
    async fn compare_all(&mut self) -> Result<BTreeMap<String, Told>> {
        let entries = self.ledger.entries();
        let mut cases = BTreeMap::new();
        for case in entries.iter().map(|it| &it.case).filter(|case| !case.is_empty()) {
            if !cases.contains_key(case) {
                let told = check::told(&mut self.reader, case).await?;
                check::compare(case, &told, &entries, &entries, &self.ledger);
                cases.insert(case.clone(), told);
            }
        }
        Ok(cases)
    }

    /// The chains hold, and there are no more cases and events than the pages told.
    fn compare_whole(&self, verified: &str, cases: &BTreeMap<String, Told>) {
        let events: usize = cases.values().map(|told| told.lines.len()).sum();
        let wanted = format!("cases {}, events {events}, broken chains 0", cases.len());
        if !verified.contains(&wanted) {
            self.ledger
                .violation(&format!("the pages tell of {wanted}; kakanai verify says {}", verified.trim()));
        }
        let opened = self.ledger.entries();
        let opened =
            opened.iter().filter(|it| it.step.starts_with("open") && it.known == Known::Acknowledged);
        if opened.count() != cases.len() {
            self.ledger.violation("cases and acknowledged openings are not as many");
        }
    }
}
