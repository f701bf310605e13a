//! What goes on behind a page while somebody looks at it: a line that listens, and the page's own fetches.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kakanai_sample::Dice;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::Hall;
use super::shown::Shown;
use crate::http::Browser;
use crate::page::between;
use crate::stream::{News, listen};

/// Before a line that broke is taken up again.
const AGAIN: Duration = Duration::from_secs(1);

/// A screen.
pub(crate) struct Screen {
    shown: Mutex<Shown>,
    /// The page is to be fetched.
    wanted: Notify,
    /// Its lists are due at another moment.
    timed: Notify,
    /// What the part about the tablet says.
    tablet: watch::Sender<String>,
}

impl Screen {
    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is shown, and wakes whoever has something to do now.
    fn change(&self, change: impl FnOnce(&mut Shown)) {
        let mut shown = self.shown();
        let before = shown.due();
        change(&mut shown);
        let (is_wanted, is_timed) = (shown.fetch().is_some(), shown.due() != before);
        drop(shown);
        if is_wanted {
            self.wanted.notify_one();
        }
        if is_timed {
            self.timed.notify_one();
        }
    }

    /// The page is being left: nothing is fetched for it any more.
    pub(crate) fn leave(&self) {
        self.change(Shown::leave);
    }

    /// Another page is there.
    pub(crate) fn show(&self, address: &str, html: &str) {
        self.change(|shown| shown.show(address, html, Instant::now()));
        self.tablet.send_replace(panel(html));
    }

    /// What the part about the tablet says, as it changes.
    pub(crate) fn tablet(&self) -> watch::Receiver<String> {
        self.tablet.subscribe()
    }

    fn hear(&self, news: &News) {
        self.change(|shown| shown.hear(news, Instant::now()));
    }

    /// What the page fetched came, or nothing did.
    fn fetched(&self, page: u64, html: Option<&str>) {
        let is_shown = self.shown().fetched(page, html);
        if let (true, Some(html)) = (is_shown, html) {
            self.tablet.send_replace(panel(html));
        }
    }
}

/// The part of a page about the tablet; nothing where it has none.
fn panel(html: &str) -> String {
    between(html, " id=\"tablet-panel\"", "</section>").unwrap_or_default().to_owned()
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
        dice: Dice,
        mut heard: impl FnMut(&Hall, &News) + Send + 'static,
    ) -> Self {
        let screen = Arc::new(Screen {
            shown: Mutex::new(Shown::new(dice, Instant::now())),
            wanted: Notify::new(),
            timed: Notify::new(),
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
        let page = tokio::spawn(fetch(Arc::clone(hall), Arc::clone(&screen), browser.beside()));
        let lists = tokio::spawn(wait_for_lists(Arc::clone(&screen)));
        Self { screen, tasks: [line, page, lists] }
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

/// Fetches the page that is shown, as often as it wants, one fetch after another.
async fn fetch(hall: Arc<Hall>, screen: Arc<Screen>, mut browser: Browser) {
    loop {
        let wanted = screen.shown().fetch();
        let Some((page, address)) = wanted else {
            screen.wanted.notified().await;
            continue;
        };
        match browser.get(&address).await {
            Ok(answer) if answer.path == address => screen.fetched(page, Some(&answer.text())),
            Ok(answer) => {
                hall.report.error(format!("{address}, fetched by itself, was sent on to {}", answer.path));
                screen.fetched(page, None);
            }
            Err(error) => {
                hall.report.error(format!("a page that fetches itself: {error:#}"));
                screen.fetched(page, None);
            }
        }
    }
}

/// Has the page fetched when its lists are due.
async fn wait_for_lists(screen: Arc<Screen>) {
    loop {
        let due = screen.shown().due();
        let Some(due) = due else {
            screen.timed.notified().await;
            continue;
        };
        tokio::select! {
            () = tokio::time::sleep_until(due.into()) => screen.change(|shown| shown.list(due, Instant::now())),
            () = screen.timed.notified() => {}
        }
    }
}
