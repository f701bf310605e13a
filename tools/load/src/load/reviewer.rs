//! A reviewer: looks at the list, opens what waits, approves it, and finishes what came back.

use std::sync::Arc;

use anyhow::Result;
use kakanai_sample::Dice;

use super::Hall;
use super::screen::Live;
use crate::http::{Browser, case_of};
use crate::page::{attribute, between, heads};
use crate::steps;
use crate::stream::News;

/// Comes in and works for ever.
pub(crate) async fn work(hall: Arc<Hall>, login: &str, terminal: String, first: bool, mut dice: Dice) {
    let mut reviewer = Browser::new(&hall.address, &hall.report);
    if let Err(error) = steps::sign_in(&mut reviewer, login, &hall.password, &terminal).await {
        return hall.report.error(format!("{login} at {terminal}: {error:#}"));
    }
    // One of them tells how soon reviewers hear of a case.
    let live = Live::begin(&hall, &reviewer, Dice::new(dice.roll()), move |hall, news| {
        if let (true, News::Case(case, _)) = (first, news) {
            hall.heard(&format!("review {case}"), "clerk's step → a reviewer");
        }
    });
    loop {
        if let Err(error) = round(&hall, &mut reviewer, &live, &mut dice).await {
            hall.report.error(format!("{login} at {terminal}: {error:#}"));
        }
    }
}

/// The list, and one case of it.
async fn round(hall: &Arc<Hall>, reviewer: &mut Browser, live: &Live, dice: &mut Dice) -> Result<()> {
    hall.think(dice).await;
    live.screen.leave();
    let list = steps::queue(reviewer).await?;
    live.screen.show("/", &list);
    let waiting = waiting(&list);
    let free: Vec<&String> = waiting.iter().filter(|case| !hall.is_taken(case)).collect();
    let Some(case) = dice.choose(&free).map(|case| (*case).clone()) else { return Ok(()) };
    if !hall.take(&case) {
        return Ok(());
    }
    let done = review(hall, reviewer, live, &case, dice).await;
    hall.give_back(&case);
    done
}

async fn review(
    hall: &Arc<Hall>,
    reviewer: &mut Browser,
    live: &Live,
    case: &str,
    dice: &mut Dice,
) -> Result<()> {
    let address = format!("/cases/{case}");
    hall.think(dice).await;
    live.screen.leave();
    let mut page = steps::look(reviewer, case).await?;
    live.screen.show(&address, &page);
    if steps::may_approve(case, &page) {
        hall.think(dice).await;
        live.screen.leave();
        page = steps::approve(reviewer, case, &page).await?;
        live.screen.show(&address, &page);
        hall.report.count("cases approved and sent");
    }
    loop {
        if !page.contains(&format!("/cases/{case}/finalise")) {
            return Ok(());
        }
        hall.think(dice).await;
        live.screen.leave();
        let Some(after) = steps::finalise(reviewer, case, &page).await? else { return Ok(()) };
        page = after;
        live.screen.show(&address, &page);
        hall.report.count("parts registered for good");
    }
}

/// The cases that stand before the others.
fn waiting(list: &str) -> Vec<String> {
    let table = between(list, "<table class=\"first\"", "</table>").unwrap_or_default();
    heads(table, "a").filter_map(|head| case_of(&attribute(head, "href")?)).collect()
}
