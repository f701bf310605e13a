//! The few who work while the server is killed: clerks with their tablets, and reviewers. They wait out every fall and
//! say again what was not answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use kakanai_sample::Dice;
use tokio::sync::mpsc;

use crate::http::{Browser, Refused};
use crate::kills::ledger::Ledger;
use crate::page::between;
use crate::{pen, steps};

/// Between two looks of a reviewer who has nothing to do.
const IDLE: Duration = Duration::from_millis(30);
/// After the last kill, a case ends within this.
const ENDS: Duration = Duration::from_secs(90);

/// What they share.
pub(crate) struct Shared {
    /// Nobody begins another case.
    pub(crate) ended: AtomicBool,
    /// Cases that have come to their end.
    pub(crate) completed: AtomicU64,
    /// What they did.
    pub(crate) ledger: Ledger,
}

impl Shared {
    fn is_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}

/// A clerk and the tablet beside him.
pub(crate) struct Desk {
    /// The clerk.
    pub(crate) clerk: Browser,
    /// The tablet.
    pub(crate) tablet: Browser,
    /// What citizens bring.
    pub(crate) codes: Vec<String>,
    /// Chances.
    pub(crate) dice: Dice,
    /// Who reviews.
    pub(crate) reviewer: mpsc::UnboundedSender<String>,
    /// Everybody's.
    pub(crate) shared: Arc<Shared>,
}

impl Desk {
    /// Works cases until it is told to end.
    pub(crate) async fn work(mut self) {
        while !self.shared.is_ended() {
            if let Err(error) = self.case().await {
                self.shared.ledger.violation(&format!("a step of a clerk or citizen: {error:#}"));
            }
        }
    }

    async fn case(&mut self) -> Result<()> {
        let list = steps::queue(&mut self.clerk).await?;
        if self.dice.percent(12) {
            return self.by_hand(&list).await;
        }
        let Some(code) = self.codes.pop() else { bail!("no citizens are left") };
        let (case, mut page) = steps::open(&mut self.clerk, &list, &code).await?;
        if self.dice.percent(60) {
            page = self.amend(&case).await?;
        }
        page = steps::identify(&mut self.clerk, &case, &page, self.dice.below(10_000)).await?;
        self.citizen(&case, &page).await?;
        for _ in 0..self.dice.between(1..=2) {
            page = steps::look(&mut self.clerk, &case).await?;
            steps::print(&mut self.clerk, &case, &page).await?;
        }
        steps::turn(&mut self.clerk, &case, &page, "review").await?;
        self.reviewer.send(case).context("the reviewers are gone")
    }

    /// A case without a code, which is withdrawn.
    async fn by_hand(&mut self, list: &str) -> Result<()> {
        let case = steps::open_by_hand(&mut self.clerk, list, "move_in").await?;
        self.amend(&case).await?;
        let page = steps::look(&mut self.clerk, &case).await?;
        steps::turn(&mut self.clerk, &case, &page, "withdrawn").await.map(drop)
    }

    async fn amend(&mut self, case: &str) -> Result<String> {
        let page = steps::edit(&mut self.clerk, case).await?;
        steps::amend(&mut self.clerk, case, &page, self.dice.below(10_000)).await
    }

    /// The citizen looks, now and then wants a change, confirms, and signs.
    async fn citizen(&mut self, case: &str, page: &str) -> Result<()> {
        let mut page = steps::ask(&mut self.clerk, case, page).await?;
        self.tablet.about = case.to_owned();
        let (mut key, mut shown) = steps::tablet(&mut self.tablet).await?;
        if self.dice.percent(15) {
            steps::object(&mut self.tablet, &shown, "見本の申し出").await?;
            self.amend(case).await?;
            page.clear();
            page.push_str(&steps::look(&mut self.clerk, case).await?);
            steps::ask(&mut self.clerk, case, &page).await?;
            (key, shown) = steps::tablet(&mut self.tablet).await?;
        }
        if self.dice.percent(30) {
            steps::pictures(&mut self.tablet, &shown).await?;
        }
        if !key.starts_with("look-") {
            bail!("the tablet shows {key} when case {case} was put before it");
        }
        shown = steps::confirm(&mut self.tablet, &shown).await?;
        key = steps::stage(&shown)?;
        while key.starts_with("sign-") {
            let png = pen::signature(self.dice.roll())?;
            shown = steps::sign(&mut self.tablet, &shown, &png).await?;
            key = steps::stage(&shown)?;
        }
        if !key.starts_with("done-") {
            bail!("the tablet shows {key} when all of case {case} have signed");
        }
        Ok(())
    }
}

/// A reviewer with his cases.
pub(crate) struct Reviewer {
    /// His browser.
    pub(crate) browser: Browser,
    /// Cases that come to him.
    pub(crate) cases: mpsc::UnboundedReceiver<String>,
    /// Chances.
    pub(crate) dice: Dice,
    /// Everybody's.
    pub(crate) shared: Arc<Shared>,
}

/// What was found to do with a case.
enum Done {
    /// Something.
    Step,
    /// Others have to do something first.
    Waits,
    /// It has come to its end.
    Ended,
}

impl Reviewer {
    /// Works until all cases have ended after the desks did.
    pub(crate) async fn work(mut self) {
        let mut mine: Vec<String> = Vec::new();
        let mut last = Instant::now();
        loop {
            let mut closed = false;
            loop {
                match self.cases.try_recv() {
                    Ok(case) => mine.push(case),
                    Err(mpsc::error::TryRecvError::Empty) => break,
                    Err(mpsc::error::TryRecvError::Disconnected) => {
                        closed = true;
                        break;
                    }
                }
            }
            if closed && mine.is_empty() {
                return;
            }
            let mut idle = true;
            let mut kept = Vec::new();
            for case in mine.drain(..) {
                match self.case(&case).await {
                    Ok(Done::Ended) => {
                        self.shared.completed.fetch_add(1, Ordering::Relaxed);
                        idle = false;
                    }
                    Ok(Done::Step) => {
                        idle = false;
                        kept.push(case);
                    }
                    Ok(Done::Waits) => kept.push(case),
                    Err(error) => {
                        self.shared.ledger.violation(&format!("a reviewer's step in case {case}: {error:#}"))
                    }
                }
            }
            mine = kept;
            if !idle || !closed {
                last = Instant::now();
            }
            if last.elapsed() > ENDS {
                let words = format!(
                    "{} cases have not ended {} s after the last step: {}",
                    mine.len(),
                    ENDS.as_secs(),
                    mine.join(", ")
                );
                return self.shared.ledger.violation(&words);
            }
            if idle {
                tokio::time::sleep(IDLE).await;
            }
        }
    }

    async fn case(&mut self, case: &str) -> Result<Done> {
        let page = steps::look(&mut self.browser, case).await?;
        let state = between(&page, "<p class=\"state\"><span", "</span>").unwrap_or_default();
        let state = state.split_once('>').map_or("", |(_, word)| word);
        if state == "完了" {
            return Ok(Done::Ended);
        }
        if let Some(_page) = steps::finalise(&mut self.browser, case, &page).await? {
            return Ok(Done::Step);
        }
        if matches!(state, "入力" | "差戻し") {
            steps::turn(&mut self.browser, case, &page, "review").await?;
            return Ok(Done::Step);
        }
        if steps::may_approve(case, &page) {
            let approved = steps::approve(&mut self.browser, case, &page).await;
            // A 差戻し of another part came between his look and his step: he looks again.
            if let Some(page) = unless_late(approved)?
                && self.dice.percent(25)
            {
                unless_late(steps::recall(&mut self.browser, case, &page).await)?;
            }
            return Ok(Done::Step);
        }
        Ok(Done::Waits)
    }
}

/// What a step gave; nothing where the case had moved on since its page was looked at.
fn unless_late<T>(step: Result<T>) -> Result<Option<T>> {
    match step {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.downcast_ref::<Refused>().is_some_and(|no| no.status.as_u16() == 409) => Ok(None),
        Err(error) => Err(error),
    }
}
