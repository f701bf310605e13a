//! What a page does by itself while somebody looks at it: it listens, and fetches again what changed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::Hall;
use crate::http::Browser;
use crate::page::{Fragment, fragments, list};
use crate::stream::{News, listen};

/// Before a line that broke is taken up again.
const AGAIN: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Shown {
    /// Which page it is, counted.
    page: u64,
    fragments: Vec<(Fragment, bool)>,
    list: Option<(String, bool)>,
}

/// A screen.
pub(crate) struct Screen {
    shown: Mutex<Shown>,
    wanted: Notify,
    /// What the part about the tablet says.
    tablet: watch::Sender<String>,
}

impl Screen {
    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page is being left: nothing is fetched for it any more.
    pub(crate) fn leave(&self) {
        let mut shown = self.shown();
        *shown = Shown { page: shown.page + 1, ..Shown::default() };
    }

    /// Another page is there.
    pub(crate) fn show(&self, page: &str) {
        self.leave();
        let mut shown = self.shown();
        shown.fragments = fragments(page).into_iter().map(|fragment| (fragment, false)).collect();
        shown.list = list(page).map(|source| (source, false));
        drop(shown);
        self.tablet.send_replace(page.to_owned());
    }

    /// What the part about the tablet says, as it changes.
    pub(crate) fn tablet(&self) -> watch::Receiver<String> {
        self.tablet.subscribe()
    }

    fn hear(&self, news: &News) {
        let mut shown = self.shown();
        for (fragment, stale) in &mut shown.fragments {
            *stale |= match news {
                News::Case(case, seq) => fragment.case == *case && fragment.seq < *seq,
                News::Tablet(terminal) => fragment.tablet == *terminal,
                News::Gap => true,
                News::Beat => false,
            };
        }
        if let (Some((_, stale)), News::Case(..) | News::Gap) = (&mut shown.list, news) {
            *stale = true;
        }
        drop(shown);
        self.wanted.notify_one();
    }

    /// The next part to fetch, with the page it is of.
    fn stale(&self) -> Option<(u64, String)> {
        let mut shown = self.shown();
        let page = shown.page;
        let (fragment, stale) = shown.fragments.iter_mut().find(|(_, stale)| *stale)?;
        *stale = false;
        Some((page, fragment.source.clone()))
    }

    fn stale_list(&self) -> Option<String> {
        let mut shown = self.shown();
        let (source, stale) = shown.list.as_mut().filter(|(_, stale)| *stale)?;
        *stale = false;
        Some(source.clone())
    }

    /// A part came, for the page that wanted it.
    fn exchange(&self, page: u64, source: &str, html: &str) {
        let mut shown = self.shown();
        if shown.page != page {
            return;
        }
        let fresh = fragments(html);
        for (fragment, _) in shown.fragments.iter_mut().filter(|(fragment, _)| fragment.source == source) {
            fragment.seq = fresh.first().map_or(fragment.seq, |fresh| fresh.seq);
        }
        drop(shown);
        if source.ends_with("/panel/tablet") {
            self.tablet.send_replace(html.to_owned());
        }
    }
}

/// The screen of somebody who is signed in, and what goes on behind it until it is dropped.
pub(crate) struct Live {
    /// What is seen.
    pub(crate) screen: Arc<Screen>,
    tasks: [JoinHandle<()>; 3],
}

impl Drop for Live {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Live {
    /// Begins to listen, and tells the news.
    pub(crate) fn begin(
        hall: &Arc<Hall>,
        browser: &Browser,
        mut heard: impl FnMut(&Hall, &News) + Send + 'static,
    ) -> Self {
        let screen = Arc::new(Screen {
            shown: Mutex::default(),
            wanted: Notify::new(),
            tablet: watch::channel(String::new()).0,
        });
        let line = tokio::spawn({
            let (hall, screen, cookies) = (Arc::clone(hall), Arc::clone(&screen), browser.cookies());
            async move {
                loop {
                    let address = hall.address.clone();
                    let ended = listen(&address, "/live", &cookies, |news| {
                        hall.report.count("events heard by staff");
                        if news == News::Gap {
                            hall.report.count("lines that were told of a gap");
                        }
                        heard(&hall, &news);
                        screen.hear(&news);
                    });
                    lost(&hall, ended.await).await;
                }
            }
        });
        let parts = tokio::spawn(fetch(Arc::clone(hall), Arc::clone(&screen), browser.beside()));
        let lists = tokio::spawn(fetch_lists(Arc::clone(hall), Arc::clone(&screen), browser.beside()));
        Self { screen, tasks: [line, parts, lists] }
    }
}

/// A line that ends is a failure of this run: nobody killed anything.
pub(crate) async fn lost(hall: &Hall, ended: anyhow::Result<()>) {
    hall.report.failed("live line");
    if let Err(error) = ended {
        hall.report.error(format!("a live line: {error:#}"));
    }
    tokio::time::sleep(AGAIN).await;
}

/// Fetches parts of pages one after another, as they become stale.
async fn fetch(hall: Arc<Hall>, screen: Arc<Screen>, mut browser: Browser) {
    loop {
        screen.wanted.notified().await;
        while let Some((page, source)) = screen.stale() {
            match browser.get(&source).await {
                Ok(answer) => screen.exchange(page, &source, &answer.text()),
                Err(error) => hall.report.error(format!("a part of a page: {error:#}")),
            }
        }
    }
}

async fn fetch_lists(hall: Arc<Hall>, screen: Arc<Screen>, mut browser: Browser) {
    loop {
        tokio::time::sleep(hall.lists).await;
        if let Some(source) = screen.stale_list()
            && let Err(error) = browser.get(&source).await
        {
            hall.report.error(format!("a list: {error:#}"));
        }
    }
}
