//! The last changes, numbered, for lines that broke.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use data_encoding::HEXLOWER;
use kakanai_store::{CaseChange, Change};
use serde_json::json;
use tokio::sync::{Semaphore, broadcast, watch};

use crate::app::{Counter, draw};

/// Changes that are remembered.
const REMEMBERED: usize = 4096;
/// Lines at a time: every browser and tablet of a large hall, and no more than the process can hold.
const LINES: usize = 2_000;
/// How long what follows a change may wait, so that it is told in one go.
const GATHER: Duration = Duration::from_millis(40);

/// Changes with their numbers, oldest first.
pub(super) type Numbered = Vec<(u64, Arc<Change>)>;

/// Changes that are told together.
#[derive(Debug)]
pub(super) struct Batch {
    /// Each of them.
    pub changes: Numbered,
    /// Their events for staff, written once for all lines.
    pub staff: Bytes,
}

/// What a line is told.
#[derive(Debug, Clone)]
pub(super) enum Told {
    /// Changes.
    Changes(Arc<Batch>),
    /// Changes were missed here: everything must be fetched again.
    Gap(u64),
}

/// How a line begins.
#[derive(Debug)]
pub(super) enum Begin {
    /// Newly: what comes next has a higher number.
    New(u64),
    /// After what it had heard: the changes since.
    Resumed(Numbered),
    /// After something nobody remembers.
    Gap(u64),
}

/// Everybody's changes of this process.
pub struct Hub {
    /// Tells numbers of this process from those of another: a new one counts from the beginning.
    boot: OnceLock<String>,
    ring: Mutex<Ring>,
    news: broadcast::Sender<Told>,
    ended: watch::Sender<bool>,
    begun: Once,
    pub(super) lines: Arc<Semaphore>,
}

#[derive(Default)]
struct Ring {
    last: u64,
    changes: VecDeque<(u64, Arc<Change>)>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            boot: OnceLock::new(),
            ring: Mutex::default(),
            news: broadcast::channel(1024).0,
            ended: watch::channel(false).0,
            begun: Once::new(),
            lines: Arc::new(Semaphore::new(LINES)),
        }
    }
}

impl Hub {
    /// Begins to listen to the store, the first time it is called.
    pub(super) fn listen(self: &Arc<Self>, counter: &Counter) {
        self.begun.call_once(|| {
            self.boot.get_or_init(|| HEXLOWER.encode(&draw::<6>(&*counter.random)));
            let changes = counter.store.changes();
            tokio::spawn(Arc::clone(self).pass_on(changes));
        });
    }

    async fn pass_on(self: Arc<Self>, mut changes: broadcast::Receiver<Change>) {
        let end = told_to_end();
        tokio::pin!(end);
        loop {
            let first = tokio::select! { change = changes.recv() => change, () = &mut end => break };
            let mut together = Vec::new();
            match first {
                Ok(change) => together.push(change),
                Err(broadcast::error::RecvError::Lagged(_)) => self.lose(),
                Err(broadcast::error::RecvError::Closed) => break,
            }
            loop {
                match changes.try_recv() {
                    Ok(change) => together.push(change),
                    Err(broadcast::error::TryRecvError::Lagged(_)) => {
                        self.tell(std::mem::take(&mut together));
                        self.lose();
                    }
                    // Closed is heard of by the next `recv`.
                    Err(_) => break,
                }
            }
            self.tell(together);
            // Where many follow, they are told together: each telling wakes every line.
            tokio::select! { () = tokio::time::sleep(GATHER) => {}, () = &mut end => break }
        }
        // Open lines would hold up the end of the process.
        self.ended.send_replace(true);
    }

    fn tell(&self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let changes = changes.into_iter().map(|change| ring.add(Arc::new(change))).collect();
        // Told while the ring is held: whoever joins hears each change once. Nobody listening is no error.
        let _ = self.news.send(Told::Changes(Arc::new(self.batch(changes))));
    }

    fn lose(&self) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let told = ring.lose();
        let _ = self.news.send(told);
    }

    /// Joins a line: how it begins, what comes, and when it ends.
    pub(super) fn join(
        &self,
        heard: Option<&str>,
    ) -> (Begin, broadcast::Receiver<Told>, watch::Receiver<bool>) {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = match heard {
            None => Begin::New(ring.last),
            Some(id) => match self.number(id).and_then(|number| ring.since(number)) {
                Some(missed) => Begin::Resumed(missed),
                None => Begin::Gap(ring.last),
            },
        };
        (begin, self.news.subscribe(), self.ended.subscribe())
    }

    /// Changes as they are told. Screens compare event numbers, so that staff need hear of a case only once: with
    /// its highest event, at the place of its last change.
    pub(super) fn batch(&self, changes: Numbered) -> Batch {
        let mut cases = HashMap::new();
        for (number, change) in &changes {
            if let Change::Case(change) = &**change {
                let (last, seq) = cases.entry(change.case).or_insert((*number, change.seq));
                (*last, *seq) = (*number, change.seq.max(*seq));
            }
        }
        let mut staff = String::new();
        for (number, change) in &changes {
            match &**change {
                Change::Case(change) => match cases.get(&change.case) {
                    Some((last, seq)) if last == number => {
                        staff += &self.event(*number, &Change::Case(CaseChange { seq: *seq, ..*change }));
                    }
                    _ => {}
                },
                tablet @ Change::Tablet { .. } => staff += &self.event(*number, tablet),
            }
        }
        Batch { changes, staff: staff.into() }
    }

    /// The event that tells of a change.
    pub(super) fn event(&self, number: u64, change: &Change) -> String {
        let data = match change {
            Change::Case(change) => json!({ "case": change.case, "seq": change.seq }),
            Change::Tablet { terminal } => json!({ "tablet": terminal.as_str().to_uppercase() }),
        };
        format!("id: {}\ndata: {data}\n\n", self.id(number))
    }

    /// The number of the last change.
    pub(super) fn last(&self) -> u64 {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner).last
    }

    /// A number as browsers give it back.
    pub(super) fn id(&self, number: u64) -> String {
        format!("{}-{number}", self.boot.get().map_or("", String::as_str))
    }

    fn number(&self, id: &str) -> Option<u64> {
        let (boot, number) = id.split_once('-')?;
        (Some(boot) == self.boot.get().map(String::as_str)).then(|| number.parse().ok())?
    }
}

impl Ring {
    fn add(&mut self, change: Arc<Change>) -> (u64, Arc<Change>) {
        self.last += 1;
        if self.changes.len() == REMEMBERED {
            self.changes.pop_front();
        }
        self.changes.push_back((self.last, Arc::clone(&change)));
        (self.last, change)
    }

    /// Something was missed: nobody can go on from before it.
    fn lose(&mut self) -> Told {
        self.last += 1;
        self.changes.clear();
        Told::Gap(self.last)
    }

    /// The changes after a number; nothing where some of them are forgotten or it was never given.
    fn since(&self, number: u64) -> Option<Numbered> {
        let first = self.last + 1 - self.changes.len() as u64;
        (number <= self.last && number + 1 >= first)
            .then(|| self.changes.iter().filter(|(at, _)| *at > number).cloned().collect())
    }
}

/// Ctrl-C, or the service manager's word.
async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use kakanai_reception::EventSeq;
    use kakanai_store::Code;

    use super::*;

    fn ring(changes: usize) -> Ring {
        let mut ring = Ring::default();
        for _ in 0..changes {
            ring.add(Arc::new(Change::Tablet { terminal: Code::new("e01").unwrap() }));
        }
        ring
    }

    fn numbers(ring: &Ring, heard: u64) -> Option<Vec<u64>> {
        Some(ring.since(heard)?.into_iter().map(|(number, _)| number).collect())
    }

    #[test]
    fn a_line_goes_on_after_what_it_heard_or_is_told_of_a_gap() {
        let empty = ring(0);
        assert_eq!(numbers(&empty, 0), Some(vec![]));
        assert_eq!(numbers(&empty, 1), None, "never given");
        let few = ring(3);
        assert_eq!(numbers(&few, 0), Some(vec![1, 2, 3]));
        assert_eq!(numbers(&few, 2), Some(vec![3]));
        assert_eq!(numbers(&few, 3), Some(vec![]));
        assert_eq!(numbers(&few, 4), None, "never given");
        let lapped = ring(REMEMBERED + 2);
        assert_eq!(lapped.changes.len(), REMEMBERED);
        assert_eq!(numbers(&lapped, 1), None, "forgotten");
        assert_eq!(numbers(&lapped, 2).map(|all| all.len()), Some(REMEMBERED));
        let mut lost = ring(3);
        lost.lose();
        assert_eq!(numbers(&lost, 3), None, "something was missed after it");
        assert_eq!(numbers(&lost, 4), Some(vec![]));
        lost.add(Arc::new(Change::Tablet { terminal: Code::new("e01").unwrap() }));
        assert_eq!(numbers(&lost, 4), Some(vec![5]));
    }

    #[test]
    fn a_number_of_another_process_is_unknown() {
        let hub = Hub::default();
        hub.boot.set("aa".into()).unwrap();
        assert!(matches!(hub.join(None).0, Begin::New(0)));
        assert!(matches!(hub.join(Some("aa-0")).0, Begin::Resumed(missed) if missed.is_empty()));
        for other in ["bb-0", "aa-", "aa-x", "0", ""] {
            assert!(matches!(hub.join(Some(other)).0, Begin::Gap(0)), "{other}");
        }
    }

    fn case(case: &str, seq: u64) -> Change {
        Change::Case(CaseChange { case: case.parse().unwrap(), seq: EventSeq(seq) })
    }

    const ONE: &str = "018f0000000070008000000000000001";
    const TWO: &str = "018f0000000070008000000000000002";

    #[test]
    fn changes_are_told_together_and_each_case_once() {
        let hub = Hub::default();
        hub.boot.set("aa".into()).unwrap();
        let (_, mut news, _) = hub.join(None);
        hub.tell(vec![]);
        // The highest event, also where its change was told too early.
        let tablet = Change::Tablet { terminal: Code::new("e01").unwrap() };
        hub.tell(vec![case(ONE, 4), case(TWO, 2), tablet, case(ONE, 6), case(ONE, 5)]);
        let Ok(Told::Changes(batch)) = news.try_recv() else { panic!("not told") };
        let told = format!(
            "id: aa-2\ndata: {{\"case\":\"{TWO}\",\"seq\":2}}\n\nid: aa-3\ndata: {{\"tablet\":\"E01\"}}\n\n\
             id: aa-5\ndata: {{\"case\":\"{ONE}\",\"seq\":6}}\n\n"
        );
        assert_eq!(String::from_utf8_lossy(&batch.staff), told);
        let numbers: Vec<_> = batch.changes.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5], "tablets go through all of them");
        assert!(news.try_recv().is_err(), "one message");
    }

    #[test]
    fn a_line_goes_on_in_the_middle_of_a_batch() {
        let hub = Hub::default();
        hub.boot.set("aa".into()).unwrap();
        hub.tell(vec![case(ONE, 1), case(TWO, 1), case(ONE, 2)]);
        for (heard, after) in
            [("aa-0", vec![1, 2, 3]), ("aa-1", vec![2, 3]), ("aa-2", vec![3]), ("aa-3", vec![])]
        {
            let Begin::Resumed(missed) = hub.join(Some(heard)).0 else { panic!("{heard} is remembered") };
            assert_eq!(missed.iter().map(|(number, _)| *number).collect::<Vec<_>>(), after, "{heard}");
        }
    }
}
