//! A clerk with a citizen and his tablet: whole cases, one after another.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kakanai_sample::Dice;
use tokio::sync::watch;

use super::Hall;
use super::screen::{Live, lost};
use crate::http::Browser;
use crate::steps;
use crate::stream::{News, listen};

/// What is counted when a clerk has done his part.
pub(crate) const COMPLETED: &str = "cases worked from the code to the review";
/// A citizen who takes longer than this is a tablet that was never told.
const CITIZEN: Duration = Duration::from_secs(240);
/// What the clerk sees when all have signed.
const SIGNED: &str = "署名済み";

/// Who works where.
pub(crate) struct Desk {
    /// Login.
    pub(crate) login: &'static str,
    /// Terminal.
    pub(crate) terminal: String,
    /// Whether its tablet is let in by its code.
    pub(crate) by_code: bool,
}

/// Comes in and works for ever.
pub(crate) async fn work(hall: Arc<Hall>, desk: Desk, mut dice: Dice) {
    let (mut clerk, live) = match begin(&hall, &desk, &mut dice).await {
        Ok(begun) => begun,
        Err(error) => return hall.report.error(format!("{} at {}: {error:#}", desk.login, desk.terminal)),
    };
    loop {
        if let Err(error) = case(&hall, &desk, &mut clerk, &live, &mut dice).await {
            hall.report.error(format!("{} at {}: {error:#}", desk.login, desk.terminal));
            hall.think(&mut dice).await;
        }
    }
}

async fn begin(hall: &Arc<Hall>, desk: &Desk, dice: &mut Dice) -> Result<(Browser, Live)> {
    let mut clerk = Browser::new(&hall.address, &hall.report);
    let mut tablet = Browser::new(&hall.address, &hall.report);
    steps::sign_in(&mut clerk, desk.login, &hall.password, &desk.terminal).await?;
    match desk.by_code {
        true => steps::pair(&mut clerk, &mut tablet).await?,
        false => steps::pair_here(&mut clerk, &mut tablet).await?,
    }
    let live = Live::begin(hall, &clerk, Dice::new(dice.roll()), |hall, news| {
        if let News::Case(case, _) = news {
            hall.heard(&format!("citizen {case}"), "tablet's step → its clerk");
        }
    });
    let citizen =
        Citizen { hall: Arc::clone(hall), terminal: desk.terminal.clone(), dice: Dice::new(dice.roll()) };
    tokio::spawn(citizen.sit(tablet));
    Ok((clerk, live))
}

/// One case.
async fn case(
    hall: &Arc<Hall>,
    desk: &Desk,
    clerk: &mut Browser,
    live: &Live,
    dice: &mut Dice,
) -> Result<()> {
    let screen = &live.screen;
    hall.think(dice).await;
    screen.leave();
    let list = steps::queue(clerk).await?;
    screen.show("/", &list);
    hall.think(dice).await;
    screen.leave();
    let (case, page) = steps::open(clerk, &list, &hall.code()?).await?;
    let address = format!("/cases/{case}");
    screen.show(&address, &page);
    hall.think(dice).await;
    screen.leave();
    let edit = steps::edit(clerk, &case).await?;
    hall.think(dice).await;
    let page = steps::amend(clerk, &case, &edit, dice.below(10_000)).await?;
    screen.show(&address, &page);
    hall.think(dice).await;
    screen.leave();
    let page = steps::identify(clerk, &case, &page, dice.below(10_000)).await?;
    screen.show(&address, &page);
    hall.think(dice).await;
    screen.leave();
    hall.is_about(&desk.terminal, &case);
    hall.doing(format!("clerk {}", desk.terminal));
    let page = steps::ask(clerk, &case, &page).await.with_context(|| format!("case {case}"))?;
    screen.show(&address, &page);
    signed(live, &case).await?;
    hall.think(dice).await;
    screen.leave();
    steps::print(clerk, &case, &page).await.with_context(|| format!("case {case}"))?;
    hall.think(dice).await;
    let page = steps::look(clerk, &case).await?;
    screen.show(&address, &page);
    hall.think(dice).await;
    screen.leave();
    hall.doing(format!("review {case}"));
    let page = steps::turn(clerk, &case, &page, "review").await?;
    screen.show(&address, &page);
    hall.report.count(COMPLETED);
    Ok(())
}

/// Waits until the part about the tablet says that all have signed.
async fn signed(live: &Live, case: &str) -> Result<()> {
    let mut tablet = live.screen.tablet();
    let signed = tablet.wait_for(|said| said.contains(SIGNED));
    match tokio::time::timeout(CITIZEN, signed).await {
        Ok(done) => done.map(drop).context("a screen went dark"),
        Err(_) => bail!("the clerk of case {case} was not told of a signature in {} s", CITIZEN.as_secs()),
    }
}

/// Whoever sits before the tablet.
struct Citizen {
    hall: Arc<Hall>,
    terminal: String,
    dice: Dice,
}

impl Citizen {
    async fn sit(mut self, mut tablet: Browser) {
        let (told, mut news) = watch::channel(0_u64);
        let line = tokio::spawn({
            let (hall, cookies, terminal) = (Arc::clone(&self.hall), tablet.cookies(), self.terminal.clone());
            async move {
                loop {
                    let address = hall.address.clone();
                    let ended = listen(&address, "/tablet/live", &cookies, |news| {
                        hall.report.count("events heard by tablets");
                        if news == News::Beat {
                            return;
                        }
                        hall.heard(&format!("clerk {terminal}"), "clerk's step → his tablet");
                        told.send_modify(|heard| *heard += 1);
                    });
                    lost(&hall, ended.await).await;
                }
            }
        });
        while news.changed().await.is_ok() {
            if let Err(error) = self.look(&mut tablet, &mut news).await {
                self.hall.report.error(format!("the tablet of {}: {error:#}", self.terminal));
            }
        }
        line.abort();
    }

    /// Looks at what is shown, confirms it and signs, for everybody who is to sign.
    async fn look(&mut self, tablet: &mut Browser, news: &mut watch::Receiver<u64>) -> Result<()> {
        let (mut key, mut page) = steps::tablet(tablet).await?;
        loop {
            let looks = key.starts_with("look-");
            if !looks && !key.starts_with("sign-") {
                return Ok(());
            }
            if looks {
                steps::pictures(tablet, &page).await?;
            }
            self.hall.think(&mut self.dice).await;
            let before = key.clone();
            (key, page) = again(tablet, news, page).await?;
            if key != before {
                continue;
            }
            self.doing();
            page = if looks {
                steps::confirm(tablet, &page).await?
            } else {
                let png = self.dice.choose(&self.hall.signatures).context("no signatures")?;
                steps::sign(tablet, &page, png).await?
            };
            (key, page) = again(tablet, news, page).await?;
            if looks && key == before {
                bail!("what was confirmed is to be confirmed again: {key}");
            }
        }
    }

    /// The case is not named on a tablet: its clerk has told which one it is.
    fn doing(&self) {
        let case = self.hall.case_at(&self.terminal);
        self.hall.doing(format!("citizen {case}"));
    }
}

/// What the tablet shows: fetched again where there was news since, if only of what it said itself.
async fn again(
    tablet: &mut Browser,
    news: &mut watch::Receiver<u64>,
    page: String,
) -> Result<(String, String)> {
    if news.has_changed()? {
        news.mark_unchanged();
        return steps::tablet(tablet).await;
    }
    Ok((steps::stage(&page)?, page))
}
