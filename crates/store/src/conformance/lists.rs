//! Lists for the counter: what is shown, found and counted.

use std::collections::BTreeSet;

use super::{Draft, Harness, NOW, code, today, unique};
use crate::base::{Code, Day, Millis};
use crate::cases::{CaseFilter, PAGE};
use crate::seal::{Place, open_blob};
use crate::store::Store;
use kakanai_reception::ids::{CaseId, EventSeq, VisitId};

fn codes(names: &[&str]) -> Vec<Code> {
    names.iter().map(|name| code(name)).collect()
}

/// A list longer than two pages: every case once, newest first, summaries readable.
pub async fn lists_page_newest_first(harness: &impl Harness) {
    let store = harness.store();
    let mut drafts = Vec::new();
    for n in 0..(2 * PAGE + 5) {
        let draft = Draft::new();
        let mut opening = draft.opening();
        // Three at the same moment each: ties must not lose or double a case.
        opening.at = Millis(NOW.0 + n as i64 / 3);
        opening.state = code(["received", "review", "closed"][n % 3]);
        store.append(opening).await.unwrap();
        drafts.push(draft);
    }
    let every = codes(&["review", "received", "closed", "review", "unknown"]);
    for filter in [
        CaseFilter::default(),
        CaseFilter { states: every.clone(), ..CaseFilter::default() },
        CaseFilter { day: Some(today()), still: every, ..CaseFilter::default() },
        CaseFilter { changed_after: Some(Millis(0)), ..CaseFilter::default() },
    ] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.list_cases(filter.clone(), after, None).await.unwrap();
            seen.extend(page.cases);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let cases: BTreeSet<_> = seen.iter().map(|row| row.header.case).collect();
        assert_eq!((cases.len(), seen.len()), (drafts.len(), drafts.len()), "{filter:?}");
        assert!(seen.windows(2).all(|pair| pair[0].header.opened_at >= pair[1].header.opened_at));
        let row = seen.iter().find(|row| row.header.case == drafts[0].case).unwrap();
        let place = Place::Summary(row.header.seq);
        let text = open_blob(&drafts[0].key, row.header.case, place, row.summary.as_ref().unwrap());
        assert_eq!(**text.as_ref().unwrap(), *"例示花子".as_bytes());
    }
}

fn tomorrow() -> Day {
    Day::new(20_261_121).unwrap()
}

/// Five cases at two offices on two days; the first moved on to `review` ten seconds later.
async fn five(store: &dyn Store) -> Draft {
    let mut first = None;
    for (office, day, state) in [
        ("E", today(), "received"),
        ("E", today(), "review"),
        ("E", tomorrow(), "received"),
        ("WEST2", today(), "received"),
        ("WEST2", tomorrow(), "closed"),
    ] {
        let draft = Draft::new();
        let mut opening = draft.opening();
        let open = draft.open_at(office, None);
        opening.open = Some(crate::OpenCase { day, ..open });
        opening.state = code(state);
        store.append(opening).await.unwrap();
        first.get_or_insert(draft);
    }
    let moved = first.unwrap();
    let mut step = moved.step(EventSeq(1), &["b"]);
    (step.at, step.state) = (Millis(NOW.0 + 10_000), code("review"));
    store.append(step).await.unwrap();
    moved
}

/// Each part of a filter narrows the list and the counts, alone and together.
pub async fn lists_filter(harness: &impl Harness) {
    let store = harness.store();
    let moved = five(&*store).await;
    let (visit, day) = (Some(moved.visit), Some(today()));
    let office = Some("E".parse().unwrap());
    let number = |text: &str| Some(text.parse().unwrap());
    let changed = |after| Some(Millis(NOW.0 + after));
    let states = codes(&["review"]);
    let any = codes(&["received", "review"]);
    let none = CaseFilter::default();
    for (filter, due) in [
        (none.clone(), 5),
        (CaseFilter { office: office.clone(), ..none.clone() }, 3),
        (CaseFilter { day, ..none.clone() }, 3),
        (CaseFilter { states: states.clone(), ..none.clone() }, 2),
        (CaseFilter { states: any.clone(), ..none.clone() }, 4),
        (CaseFilter { states: codes(&["unknown"]), ..none.clone() }, 0),
        (CaseFilter { states: any.clone(), office: office.clone(), ..none.clone() }, 3),
        (CaseFilter { office: office.clone(), day, ..none.clone() }, 2),
        (CaseFilter { office: office.clone(), day, states: states.clone(), ..none.clone() }, 2),
        (CaseFilter { day: Some(tomorrow()), states: states.clone(), ..none.clone() }, 0),
        (CaseFilter { day: Some(tomorrow()), still: states.clone(), ..none.clone() }, 4),
        (CaseFilter { day: Some(tomorrow()), still: any.clone(), office: office.clone(), ..none.clone() }, 3),
        (CaseFilter { day: Some(tomorrow()), still: any.clone(), states: states.clone(), ..none.clone() }, 2),
        (CaseFilter { still: states.clone(), ..none.clone() }, 5),
        (CaseFilter { changed_after: changed(-1), ..none.clone() }, 5),
        (CaseFilter { changed_after: changed(0), ..none.clone() }, 1),
        (CaseFilter { changed_after: changed(10_000), ..none.clone() }, 0),
        (CaseFilter { changed_after: changed(0), states: codes(&["closed"]), ..none.clone() }, 0),
        (CaseFilter { changed_after: changed(0), day, office: office.clone(), ..none.clone() }, 1),
        (CaseFilter { visit, ..none.clone() }, 1),
        (CaseFilter { visit, office: office.clone(), day, states: states.clone(), ..none.clone() }, 1),
        (CaseFilter { visit, day: Some(tomorrow()), ..none.clone() }, 0),
        (CaseFilter { visit, states: codes(&["received"]), ..none.clone() }, 0),
        (CaseFilter { number: number("E-20261120-0001"), ..none.clone() }, 1),
        (CaseFilter { number: number("E-20261120-0001"), visit, ..none.clone() }, 1),
        (CaseFilter { number: number("E-20261120-0002"), visit, ..none.clone() }, 0),
        (CaseFilter { number: number("E-20261120-0003"), ..none.clone() }, 0),
        (CaseFilter { number: number("WEST2-20261121-0001"), ..none.clone() }, 1),
        (CaseFilter { number: number("WEST2-20261121-0001"), office, ..none.clone() }, 0),
        (CaseFilter { number: number("WEST2-20261121-0001"), day, ..none.clone() }, 0),
        (CaseFilter { number: number("WEST2-20261121-0001"), states, ..none }, 0),
    ] {
        let page = store.list_cases(filter.clone(), None, None).await.unwrap();
        assert_eq!(page.cases.len(), due, "{filter:?}");
        let counts = store.count_cases(filter.clone()).await.unwrap();
        let mut counted: Vec<_> = Vec::new();
        for (state, cases) in &counts {
            counted.extend(std::iter::repeat_n(state, *cases as usize));
        }
        let mut listed: Vec<_> = page.cases.iter().map(|row| &row.header.state).collect();
        listed.sort();
        assert_eq!(counted, listed, "{filter:?}");
    }
}

/// The cases of a visit come in the order of their opening, also erased ones.
pub async fn a_visit_lists_its_cases(harness: &impl Harness) {
    let (store, visit) = (harness.store(), VisitId::from_bytes(unique()));
    store.append(Draft::new().opening()).await.unwrap();
    let mut due = Vec::new();
    for n in [1, 2, 3] {
        let draft = Draft::of_visit(visit);
        // Identifiers in the other direction: only the moment orders them.
        let draft = Draft { case: CaseId::from_bytes([9 - n; 16]), ..draft };
        let mut opening = draft.opening();
        opening.at = Millis(NOW.0 + i64::from(n));
        store.append(opening).await.unwrap();
        due.push(draft.case);
    }
    store.erase(due[1], NOW).await.unwrap();
    let headers = store.visit_cases(visit).await.unwrap();
    assert_eq!(headers.iter().map(|header| header.case).collect::<Vec<_>>(), due);
    assert_eq!(Some(headers[1].clone()), store.case_header(due[1]).await.unwrap());
    assert!(headers[1].erased_at.is_some() && headers.iter().all(|header| header.visit == visit));
    assert_eq!(store.visit_cases(VisitId::from_bytes(unique())).await.unwrap(), []);
}
