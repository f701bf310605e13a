//! How often desks added or struck each procedure by hand, and why: for whoever mends the rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kakanai_catalogue::Language;
use kakanai_reception::{Adjust, AdjustReason};
use kakanai_store::{AdjustmentCount, Month};

use super::{frame, lines};
use crate::app::Counter;
use crate::fail::Fail;
use crate::session::Signed;

/// How often something was done in a month, and how often it was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Times {
    made: u64,
    restored: u64,
}

impl Times {
    fn add(&mut self, count: &AdjustmentCount) {
        self.made += count.made;
        self.restored += count.restored;
    }

    /// As a cell says it: nothing where nothing was done.
    fn words(self) -> String {
        match (self.made, self.restored) {
            (0, 0) => String::new(),
            (made, 0) => made.to_string(),
            (made, restored) => format!("{made}（戻し{restored}）"),
        }
    }
}

/// A procedure.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    procedure: String,
    name: String,
    desk: String,
    /// Struck and added, this month and the one before.
    struck: [Times; 2],
    added: [Times; 2],
    /// Why, the most usual first.
    why: String,
}

impl Row {
    const fn total(&self, at: usize) -> u64 {
        self.struck[at].made + self.added[at].made
    }
}

#[derive(Template)]
#[template(path = "counts.html")]
struct CountsTemplate {
    months: [String; 2],
    rows: Vec<Row>,
}

/// `GET /guidance/counts`
pub async fn page(State(counter): State<Arc<Counter>>, signed: Signed) -> Result<Response, Fail> {
    if !["clerk", "reviewer", "editor"].into_iter().any(|role| signed.has(role)) {
        return Err(Fail::Forbidden);
    }
    let now = Month::of(lines::today(&counter)?);
    let last = before(now)?;
    let counts = counter.store.adjustments(last, now).await?;
    let months = [now, last].map(|month| format!("{}月", month.yyyymm() % 100));
    let template = CountsTemplate { rows: rows(&counter, &counts, now), months };
    Ok(frame(&counter, &signed, "手直しの集計", &template))
}

fn before(month: Month) -> Result<Month, Fail> {
    let (year, number) = (month.yyyymm() / 100, month.yyyymm() % 100);
    let before = if number == 1 { (year - 1) * 100 + 12 } else { month.yyyymm() - 1 };
    Month::new(before).map_err(|error| Fail::Internal(error.to_string()))
}

/// A row for each procedure: those that were changed most this month first, then last month.
fn rows(counter: &Counter, counts: &[AdjustmentCount], now: Month) -> Vec<Row> {
    let mut rows: BTreeMap<&str, (Row, BTreeMap<AdjustReason, u64>)> = BTreeMap::new();
    for count in counts {
        let id = count.procedure.as_str();
        let (row, why) = rows.entry(id).or_insert_with(|| (empty(counter, id), BTreeMap::new()));
        let at = usize::from(count.month != now);
        match count.how {
            Adjust::Strike => row.struck[at].add(count),
            Adjust::Add => row.added[at].add(count),
        }
        *why.entry(count.why).or_default() += count.made;
    }
    let mut rows: Vec<Row> = rows.into_values().map(|(row, why)| Row { why: reasons(why), ..row }).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.total(0), row.total(1))));
    rows
}

fn empty(counter: &Counter, id: &str) -> Row {
    let texts = counter.catalogue.texts();
    let said =
        |key: &str| texts.find(Language::Ja, key).is_some().then(|| texts.words(Language::Ja, key, &[]));
    let procedure = counter.catalogue.procedures().iter().find(|known| known.id == id);
    let desk = procedure.and_then(|procedure| match &procedure.at {
        kakanai_catalogue::Where::Desk(at) => {
            counter.catalogue.desks().get(*at).map(|desk| format!("desk.{}.name", desk.id))
        }
        kakanai_catalogue::Where::Outside(place) => Some(format!("outside.{place}.name")),
    });
    Row {
        procedure: id.to_owned(),
        // One that the catalogue has no more is known by its name in the files.
        name: said(&format!("procedure.{id}.name")).unwrap_or_else(|| id.to_owned()),
        desk: desk.and_then(|key| said(&key)).unwrap_or_default(),
        struck: [Times::default(); 2],
        added: [Times::default(); 2],
        why: String::new(),
    }
}

fn reasons(why: BTreeMap<AdjustReason, u64>) -> String {
    let mut all: Vec<(AdjustReason, u64)> = why.into_iter().filter(|(_, times)| *times > 0).collect();
    all.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let words = all.iter().map(|(why, times)| format!("{} {times}", why.word()));
    words.collect::<Vec<_>>().join("・")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_before_january_is_december() {
        for (now, last) in [(202_611, 202_610), (202_701, 202_612)] {
            assert_eq!(before(Month::new(now).unwrap()).unwrap().yyyymm(), last);
        }
    }

    #[test]
    fn reasons_begin_with_the_most_usual() {
        let why = [(AdjustReason::RuleWrong, 1), (AdjustReason::Other, 3), (AdjustReason::AnswerWrong, 0)];
        assert_eq!(reasons(why.into()), "その他 3・条件が合っていない 1");
        assert_eq!(Times { made: 2, restored: 1 }.words(), "2（戻し1）");
        assert_eq!(Times::default().words(), "");
    }
}
