//! What a page knows of itself while it is shown, and when it fetches itself again: `web/js/live.js` without a browser.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use kakanai_sample::Dice;

use crate::page::{Part, live_page, parts};
use crate::stream::News;

/// Lists of many screens are not all fetched in the same moment: each waits up to so many milliseconds more.
const CHANCE_MS: u32 = 500;
/// News that a browser keeps for a page that is still on its way.
const RECENT: usize = 500;

/// A page as it is shown.
pub(crate) struct Shown {
    /// Which page it is, counted.
    page: u64,
    address: String,
    parts: Vec<Part>,
    /// Fetches of itself: the one under way, and one more where news came meanwhile.
    wanted: u8,
    /// When its lists were last brought up to date.
    listed: Instant,
    /// When they will be.
    due: Option<Instant>,
    /// What the browser heard last: cases and their events.
    recent: VecDeque<(String, u64)>,
    dice: Dice,
}

impl Shown {
    /// A browser that shows nothing yet.
    pub(crate) fn new(dice: Dice, now: Instant) -> Self {
        Self {
            page: 0,
            address: String::new(),
            parts: Vec::new(),
            wanted: 0,
            listed: now,
            due: None,
            recent: VecDeque::new(),
            dice,
        }
    }

    /// The page is being left: nothing is fetched for it any more.
    pub(crate) fn leave(&mut self) {
        self.page += 1;
        self.parts.clear();
        self.wanted = 0;
        self.due = None;
    }

    /// Another page is there, and is told what it may have missed on its way.
    pub(crate) fn show(&mut self, address: &str, html: &str, now: Instant) {
        self.leave();
        self.address = live_page(html).unwrap_or_else(|| address.to_owned());
        self.parts = parts(html);
        self.listed = now;
        let newest: BTreeMap<String, u64> = self.recent.iter().cloned().collect();
        for (case, seq) in newest {
            self.hear_case(&case, seq, now);
        }
    }

    /// News came.
    pub(crate) fn hear(&mut self, news: &News, now: Instant) {
        match news {
            News::Case(case, seq) => {
                if self.recent.len() == RECENT {
                    self.recent.pop_front();
                }
                self.recent.push_back((case.clone(), *seq));
                self.hear_case(case, *seq, now);
            }
            News::Tablet(terminal) => {
                if self.parts.iter().any(|part| part.tablet.as_ref() == Some(terminal)) {
                    self.want();
                }
            }
            News::Hello | News::Gap => {
                if !self.parts.is_empty() {
                    self.want();
                }
            }
            News::Beat => {}
        }
    }

    fn hear_case(&mut self, case: &str, seq: u64, now: Instant) {
        let is_old = |part: &Part| part.case == case && part.seq.is_some_and(|shown| shown < seq);
        if self.parts.iter().any(is_old) {
            return self.want();
        }
        let every = self.parts.iter().filter_map(|part| part.every).min();
        if let (Some(every), None) = (every, self.due) {
            let chance = Duration::from_millis(u64::from(self.dice.below(CHANCE_MS)));
            self.due = Some((self.listed + every).max(now) + chance);
        }
    }

    fn want(&mut self) {
        self.wanted = (self.wanted + 1).min(2);
    }

    /// Which page is to be fetched now, and from where.
    pub(crate) fn fetch(&self) -> Option<(u64, String)> {
        (self.wanted > 0).then(|| (self.page, self.address.clone()))
    }

    /// Its fetch has ended; with what came, its parts are exchanged. False where the page has been left meanwhile.
    pub(crate) fn fetched(&mut self, page: u64, html: Option<&str>) -> bool {
        if self.page != page {
            return false;
        }
        self.wanted = self.wanted.saturating_sub(1);
        for fresh in html.map(parts).unwrap_or_default() {
            if let Some(old) = self.parts.iter_mut().find(|part| part.name == fresh.name) {
                *old = fresh;
            }
        }
        true
    }

    /// When its lists will be brought up to date.
    pub(crate) const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// They are due, unless the page has been left meanwhile.
    pub(crate) fn list(&mut self, due: Instant, now: Instant) {
        if self.due == Some(due) {
            self.due = None;
            self.listed = now;
            self.want();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = r#"<div data-live-page="/cases/1"><div data-live="left" data-live-any="10"></div>
        <nav data-live="acts" data-live-case="1" data-live-seq="7"></nav>
        <section data-live="tablet" data-live-case="1" data-live-seq="7" data-live-tablet="E01"></section></div>"#;
    const FRESH: &str = r#"<nav data-live="acts" data-live-case="1" data-live-seq="8"></nav>
        <section data-live="tablet" data-live-case="1" data-live-seq="8" data-live-tablet="E01"></section>"#;

    fn case(id: &str, seq: u64) -> News {
        News::Case(id.to_owned(), seq)
    }

    fn shown(html: &str, now: Instant) -> Shown {
        let mut shown = Shown::new(Dice::new(1), now);
        shown.show("/list", html, now);
        shown
    }

    #[test]
    fn each_news_is_answered_as_the_page_answers_it() {
        let now = Instant::now();
        let tablet = |terminal: &str| News::Tablet(terminal.to_owned());
        for (html, news, fetches, waits) in [
            (CASE, case("1", 8), true, false),
            (CASE, case("1", 7), false, true),
            (CASE, case("2", 1), false, true),
            (CASE, tablet("E01"), true, false),
            (CASE, tablet("E02"), false, false),
            (CASE, News::Hello, true, false),
            (CASE, News::Gap, true, false),
            (CASE, News::Beat, false, false),
            (FRESH, case("2", 1), false, false),
            ("<p>", News::Gap, false, false),
            ("<p>", case("1", 8), false, false),
        ] {
            let mut shown = shown(html, now);
            shown.hear(&news, now);
            assert_eq!((shown.fetch().is_some(), shown.due().is_some()), (fetches, waits), "{news:?} {html}");
        }
    }

    #[test]
    fn the_page_is_fetched_once_and_once_more_for_all_that_came_meanwhile() {
        let now = Instant::now();
        let mut shown = shown(CASE, now);
        for seq in [8, 9, 10] {
            shown.hear(&case("1", seq), now);
        }
        let (page, address) = shown.fetch().unwrap();
        assert_eq!(address, "/cases/1", "where the page says that it is");
        assert!(shown.fetched(page, Some(FRESH)) && shown.fetch().is_some());
        assert!(shown.fetched(page, Some(FRESH)) && shown.fetch().is_none());
        shown.hear(&case("1", 8), now);
        assert_eq!(shown.fetch(), None, "it shows that event already");
        shown.hear(&case("1", 9), now);
        shown.leave();
        assert!(!shown.fetched(page, Some(CASE)) && shown.fetch().is_none(), "nobody looks at it any more");
    }

    #[test]
    fn lists_wait_for_the_seconds_that_they_say() {
        let begun = Instant::now();
        let mut shown = shown(CASE, begun);
        let second = Duration::from_secs(1);
        shown.hear(&case("2", 1), begun + second);
        let due = shown.due().unwrap();
        assert!(due >= begun + 10 * second && due < begun + 11 * second);
        shown.hear(&case("3", 1), begun + 2 * second);
        assert_eq!(shown.due(), Some(due), "one fetch for both");
        shown.list(due, due);
        assert!(shown.fetch().is_some() && shown.due().is_none());
        shown.hear(&case("2", 2), due + 60 * second);
        let soon = shown.due().unwrap();
        assert!(soon >= due + 60 * second && soon < due + 61 * second, "they were long due");
        shown.leave();
        shown.show("/list", FRESH, soon);
        shown.list(soon, soon);
        assert_eq!(shown.fetch(), None, "those of another page");
    }

    #[test]
    fn a_page_hears_what_came_while_it_was_on_its_way() {
        let now = Instant::now();
        let mut shown = shown("<p>", now);
        shown.leave();
        shown.hear(&case("1", 7), now);
        shown.hear(&case("1", 8), now);
        shown.show("/cases/1", CASE, now);
        assert!(shown.fetch().is_some() && shown.due().is_none());
        let (page, _) = shown.fetch().unwrap();
        assert!(shown.fetched(page, None) && shown.fetch().is_none(), "fetched once, though both were new");
    }
}
