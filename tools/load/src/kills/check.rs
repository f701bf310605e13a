//! The comparison: what was acknowledged is in the case's history once, nothing is there that nobody asked for, and
//! every released file was written once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};

use super::ledger::{Entry, Known, Ledger};
use crate::http::Browser;
use crate::page::{between, history};
use crate::robot::names;

/// What a line of a history begins with, by the step that it comes from. Steps with the same beginning are counted
/// together.
const LINES: [(&str, &[&str]); 11] = [
    ("受付", &["open", "open by hand"]),
    ("変更：", &["amend", "identify"]),
    ("タブレットに表示", &["ask"]),
    ("本人が確認", &["confirm"]),
    ("本人の申し出", &["object"]),
    ("署名（", &["sign"]),
    ("帳票の作成", &["print"]),
    ("審査", &["turn to review"]),
    ("取下げ", &["turn"]),
    ("送信（", &["approve"]),
    ("本登録（", &["finalise"]),
];
/// The same for what is called back, which needs its own rule for files.
const RECALLED: (&str, &[&str]) = ("取り戻し（", &["recall"]);
/// Lines that follow by themselves.
const FOLLOWS: [&str; 5] = ["入力", "受け取り済み（", "仮登録（", "差戻し（", "完了"];
/// Parts: the word of a history, and the code of a file's name.
const PARTS: [(&str, &str); 3] = [("届出", "move"), ("証明書", "certificates"), ("印鑑登録", "seal")];

/// A case as its page tells it.
pub(crate) struct Told {
    /// Number of the visit.
    pub(crate) number: String,
    /// Lines of the history, the first first.
    pub(crate) lines: Vec<String>,
}

/// Reads a case's page.
pub(crate) async fn told(reader: &mut Browser, case: &str) -> Result<Told> {
    let page = reader.get(&format!("/cases/{case}")).await?.text();
    let number = between(&page, "<h1>", " ").context("a case without a number")?.to_owned();
    let lines = history(&page).with_context(|| format!("case {case} shows no history"))?;
    Ok(Told { number, lines: lines.into_iter().map(|(what, _)| what).collect() })
}

/// How the steps of a case stand against its history. Steps that were under way may be there or not.
pub(crate) fn compare(case: &str, told: &Told, before: &[Entry], after: &[Entry], ledger: &Ledger) -> u64 {
    let mut arrived = 0;
    for (begins, steps) in LINES.iter().chain([&RECALLED]) {
        let there = told.lines.iter().filter(|line| line.starts_with(begins)).count();
        let of = |entries: &[Entry], known: Known| {
            let is = |it: &&Entry| it.case == case && it.known == known && steps.contains(&it.step);
            entries.iter().filter(is).count()
        };
        let least = of(before, Known::Acknowledged);
        let most = of(after, Known::Acknowledged) + of(after, Known::Intended);
        if there < least || there > most {
            ledger.violation(&format!(
                "case {case}: {there} lines 「{begins}」, {least} acknowledged, {most} asked for ({})",
                steps.join(", ")
            ));
        }
        arrived += there.saturating_sub(least) as u64;
    }
    let count = |begins: &str| told.lines.iter().filter(|line| line.starts_with(begins)).count();
    for (word, _) in PARTS {
        let sent = told.lines.iter().filter(|line| is_of(line, "送信（", word)).count();
        let taken = count(&format!("受け取り済み（{word}"));
        // A rejection is told of the part and of the case.
        let answered = count(&format!("仮登録（{word}")) + count(&format!("差戻し（{word}")).div_ceil(2);
        if taken > sent || answered > sent {
            ledger.violation(&format!(
                "case {case}: {word} was sent {sent} times, taken {taken} times, answered {answered} times"
            ));
        }
    }
    let known = |line: &String| {
        LINES.iter().chain([&RECALLED]).any(|(begins, _)| line.starts_with(begins))
            || FOLLOWS.iter().any(|begins| line.starts_with(begins))
    };
    for line in told.lines.iter().filter(|line| !known(line)) {
        ledger.violation(&format!("case {case}: nobody asked for 「{line}」"));
    }
    arrived
}

fn is_of(line: &str, begins: &str, word: &str) -> bool {
    line.strip_prefix(begins)
        .is_some_and(|parts| parts.trim_end_matches('）').split('・').any(|part| part == word))
}

/// Names of the files that a case has released, and whether each was called back.
fn released(case: &str, told: &Told) -> BTreeMap<String, bool> {
    let mut files = BTreeMap::new();
    for (word, code) in PARTS {
        for (at, line) in told.lines.iter().enumerate() {
            if is_of(line, "送信（", word) {
                let later = told.lines.iter().skip(at + 1);
                let next = later.clone().position(|line| is_of(line, "送信（", word)).unwrap_or(usize::MAX);
                let back = later.clone().position(|line| line.starts_with(&format!("取り戻し（{word}")));
                let name = format!("{}-{code}-{}-{}.csv", told.number, &case[..8], at + 1);
                files.insert(name, back.is_some_and(|back| back < next));
            }
        }
    }
    files
}

/// Where every released file is: exactly once, or, called back, at most once; and nothing beside them.
pub(crate) fn files(folder: &Path, cases: &BTreeMap<String, Told>, ledger: &Ledger) -> Result<u64> {
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for place in ["outbox", "taken", "recalled", "done"] {
        for name in names(&folder.join(place))? {
            places.entry(name).or_default().push(place);
        }
    }
    let mut wanted = BTreeSet::new();
    for (case, told) in cases {
        for (name, back) in released(case, told) {
            let there = places.get(&name).map_or(&[][..], Vec::as_slice);
            if there.len() > 1 || (there.is_empty() && !back) {
                ledger.violation(&format!("{name} lies in {} folders: {}", there.len(), there.join(", ")));
            }
            if there.contains(&"outbox") || (back && there.iter().any(|place| *place != "recalled")) {
                ledger.violation(&format!("{name} lies in {}, called back: {back}", there.join(", ")));
            }
            wanted.insert(name);
        }
    }
    for name in places.keys().filter(|name| !wanted.contains(*name)) {
        ledger.violation(&format!("{name} is a file that nobody released"));
    }
    for entry in std::fs::read_dir(folder.join("answers"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        ledger.violation(&format!("an answer was not read, or refused: {name}"));
    }
    Ok(wanted.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "0123456789abcdef0123456789abcdef";

    fn told(lines: &[&str]) -> Told {
        Told {
            number: "E-20261120-0001".to_owned(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    fn ledger() -> Ledger {
        Ledger::new(&std::env::temp_dir().join(format!("kakanai-ledger-{}", std::process::id())), 1).unwrap()
    }

    #[test]
    fn lost_and_doubled_steps_are_found() {
        for (lines, known, wrong) in [
            (&["受付", "印刷"][..], Known::Acknowledged, 2),
            (&["受付", "帳票の作成（1件）"][..], Known::Acknowledged, 0),
            (&["受付"][..], Known::Acknowledged, 1),
            (&["受付"][..], Known::Intended, 0),
            (&["受付", "帳票の作成（1件）"][..], Known::Intended, 0),
            (&["受付", "帳票の作成（1件）", "帳票の作成（1件）"][..], Known::Intended, 1),
            (&["受付", "帳票の作成（1件）"][..], Known::Refused, 1),
        ] {
            let entry = |step, known| Entry { step, case: CASE.to_owned(), known };
            let entries = [entry("open", Known::Acknowledged), entry("print", known)];
            let ledger = ledger();
            compare(CASE, &told(lines), &entries, &entries, &ledger);
            assert_eq!(ledger.violations().len(), wrong, "{lines:?} {known:?} {:?}", ledger.violations());
        }
    }

    #[test]
    fn a_file_is_named_by_what_released_it() {
        let told = told(&["受付", "送信（届出・証明書）", "取り戻し（届出：見本）", "送信（届出）"]);
        let files: Vec<(String, bool)> = released(CASE, &told).into_iter().collect();
        assert_eq!(
            files,
            [
                ("E-20261120-0001-certificates-01234567-2.csv".to_owned(), false),
                ("E-20261120-0001-move-01234567-2.csv".to_owned(), true),
                ("E-20261120-0001-move-01234567-4.csv".to_owned(), false),
            ]
        );
    }
}
