//! Households with what they need, as somebody says who reads the city's rows and not the rules.
//!
//! - `tests/households/*.json`: whole households, and all that comes out for them;
//! - `tests/boundaries/*.json`: a household for which nothing special holds (`base`), and cases that `set` a few answers of it and
//!   name the rows that are then `needed`, `automatic`, `unknown` or `not` there. Other rows are not looked at. Somebody whom
//!   `set` names and the base does not have answers as the first of the base does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kakanai_catalogue::Catalogue;
use kakanai_interview::guide::{Decision, Outcome};
use kakanai_record::{Answer, Change, Dictionary, ElementId, ItemKey, Record, Value, core, json};
use serde_json::{Map, Value as Json};

use super::generate::set;

/// What is to be done, or to be known: a notice is needed in that sense, and only told apart on the screen.
pub(crate) const LISTS: [&str; 3] = ["needed", "automatic", "unknown"];

/// Rows that do not come out.
const NOT: &str = "not";

/// Where the rules read a row otherwise than the lists, on purpose.
const READINGS: [(&str, &str, &str); 7] = [
    (
        "08_in_foreign_unified_card",
        "カードの継続利用",
        "the 特定在留カード's own row does both at once (一括)",
    ),
    ("08_in_foreign_unified_card", "在留カード等の住居地記載", "likewise"),
    ("14_in_joins_parents", "擬制世帯の確認", "what is not known of the head is what this row looks up"),
    (
        "28_within_facility_to_facility",
        "介護保険の住所変更",
        "the insurer is the former city, whose card it is",
    ),
    (
        "36_out_couple_into_facility",
        "市の証（バス券・図書・避難名簿）の返却",
        "whether they are on the list is left out",
    ),
    ("34_out_father_abroad_family_stays", "児童手当の受給事由消滅", "going abroad has a row of its own"),
    ("34_out_father_abroad_family_stays", "児童手当の受給事由消滅（国外）", "likewise"),
];

/// A household, and rows by the list they come into.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) record: Record,
    rows: BTreeMap<&'static str, BTreeSet<String>>,
    /// Whether a row that it does not name must not come out.
    whole: bool,
}

impl Case {
    /// Whether it says anything about a row.
    pub(crate) fn speaks_of(&self, row: &str) -> bool {
        let otherwise = READINGS.iter().any(|(of, read, _)| *of == self.name && *read == row);
        !otherwise && (self.whole || self.rows.values().any(|rows| rows.contains(row)))
    }

    /// The lists that a row has to be in.
    pub(crate) fn wanted(&self, row: &str) -> BTreeSet<&'static str> {
        LISTS.into_iter().filter(|list| self.rows[list].contains(row)).collect()
    }

    /// Every row it names.
    pub(crate) fn named(&self) -> impl Iterator<Item = &String> {
        self.rows.values().flatten()
    }
}

/// Whole households.
pub(crate) fn households(catalogue: &Catalogue) -> Vec<Case> {
    files("tests/households").into_iter().map(|(name, told)| household(catalogue, name, &told)).collect()
}

/// Single answers beside a household for which nothing special holds.
pub(crate) fn boundaries(catalogue: &Catalogue) -> Vec<Case> {
    let mut cases = Vec::new();
    for (file, told) in files("tests/boundaries") {
        let base = read(catalogue, &file, &told["base"]);
        for case in told["cases"].as_array().unwrap() {
            let name = format!("{file}: {}", case["about"].as_str().unwrap());
            let mut record = changed(catalogue.dictionary(), &base, case["set"].as_object(), &name);
            open_further(catalogue.dictionary(), &mut record);
            // Unless the case itself says that the first box is not ticked any more.
            let firsts = |path: &str| FURTHER.iter().any(|(first, _)| path.ends_with(&first[MOVER.len()..]));
            let said = case["set"].as_object().into_iter().flatten().filter(|(path, _)| firsts(path));
            let said = said.map(|(path, written)| (path.clone(), written.clone())).collect();
            let record = changed(catalogue.dictionary(), &record, Some(&said), &name);
            cases.push(Case { record, rows: rows(case), whole: false, name });
        }
    }
    cases
}

fn household(catalogue: &Catalogue, name: String, told: &Json) -> Case {
    let mut record = read(catalogue, &name, &told["record"]);
    open_further(catalogue.dictionary(), &mut record);
    Case { record, rows: rows(told), whole: true, name }
}

/// Whoever ticks one of these boxes has ticked the one that leads to it.
fn open_further(dictionary: &Dictionary, record: &mut Record) {
    for person in record.elements(core::MOVER.key()).to_vec() {
        let key = |path: &str| dictionary.by_path(path).unwrap().tag.of(person);
        let has = |record: &Record, path: &&str| {
            let answer = record.get(key(path));
            *answer == Answer::DontKnow || answer.flag() == Some(true)
        };
        for (first, further) in FURTHER {
            let answered = record.get(key(first)).is_answered();
            let ticked = further.iter().any(|path| has(record, path));
            if ticked || !answered {
                set(record, dictionary, key(first), Answer::Known(Value::Flag(ticked)));
            }
        }
    }
}

/// What the paths of somebody's boxes begin with.
const MOVER: &str = "mover";

/// Boxes, and those that are shown because of them.
const FURTHER: [(&str, &[&str]); 2] = [
    (
        "mover/handbook",
        &[
            "mover/disability/physical",
            "mover/disability/intellectual",
            "mover/disability/mental",
            "mover/disability/severe",
            "mover/disability/medical_support",
            "mover/disability/services",
            "mover/disability/allowance",
            "mover/disability/intractable",
            "mover/late_elderly_wanted",
        ],
    ),
    ("mover/care", &["mover/care_heavy", "mover/care_facility"]),
];

fn read(catalogue: &Catalogue, name: &str, written: &Json) -> Record {
    json::from_json(catalogue.dictionary(), written).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn rows(told: &Json) -> BTreeMap<&'static str, BTreeSet<String>> {
    let rows = |list: &str| -> BTreeSet<String> {
        told[list].as_array().into_iter().flatten().map(|row| row.as_str().unwrap().to_owned()).collect()
    };
    let mut all: BTreeMap<_, _> = LISTS.into_iter().chain([NOT]).map(|list| (list, rows(list))).collect();
    all.entry("needed").or_default().extend(rows("notice"));
    all
}

fn files(folder: &str) -> Vec<(String, Json)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let told = serde_json::from_str(&std::fs::read_to_string(&file).unwrap());
        (name.clone(), told.unwrap_or_else(|error| panic!("{name}: {error}")))
    };
    files.into_iter().map(read).collect()
}

/// The base with other answers.
fn changed(dictionary: &Dictionary, base: &Record, sets: Option<&Map<String, Json>>, name: &str) -> Record {
    let mut record = base.clone();
    for (path, written) in sets.into_iter().flatten() {
        let key = dictionary.parse_path(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        if let Some(element) = key.innermost() {
            join(dictionary, &mut record, base, key, element);
        }
        let item = dictionary.item(key.tag()).unwrap();
        let answer =
            json::answer_from_json(item, written).unwrap_or_else(|what| panic!("{name}: {path}: {what}"));
        set(&mut record, dictionary, key, answer);
    }
    record
}

/// Adds somebody, up to the one named, with the answers of the first; to another list, without any.
fn join(dictionary: &Dictionary, record: &mut Record, base: &Record, key: ItemKey, element: ElementId) {
    let Some(list) = dictionary.lists(key.tag()).first() else { return };
    while !record.elements(list.key()).contains(&element) {
        let new = record.next_element(list.key()).unwrap();
        record.apply(dictionary, &Change::Add(list.key(), new)).unwrap();
        let first = base.elements(core::MOVER.key())[0];
        let same: Vec<(ItemKey, Answer)> = base
            .answers()
            .filter(|(key, _)| *list == core::MOVER && key.innermost() == Some(first))
            .map(|(key, answer)| (key.tag().of(new), answer.clone()))
            .collect();
        for (key, answer) in same {
            set(record, dictionary, key, answer);
        }
    }
}

/// Rows by what came out. A row of several procedures is needed where one of them is.
pub(crate) fn found<'a>(
    decided: impl Iterator<Item = (&'a str, Outcome)>,
) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> =
        LISTS.map(|list| (list, BTreeSet::new())).into();
    for (name, outcome) in decided {
        if let Some(list) = list_of(outcome) {
            found.get_mut(list).unwrap().insert(row(name).to_owned());
        }
    }
    let done = found["needed"].clone();
    for list in ["automatic", "unknown"] {
        found.get_mut(list).unwrap().retain(|row| !done.contains(row));
    }
    found
}

/// The lists that one row comes into.
pub(crate) fn lists_of<'a>(decisions: impl Iterator<Item = &'a Decision>) -> BTreeSet<&'static str> {
    let lists: BTreeSet<&'static str> = decisions.filter_map(|decision| list_of(decision.outcome)).collect();
    if lists.contains("needed") { BTreeSet::from(["needed"]) } else { lists }
}

const fn list_of(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Needed => Some("needed"),
        Outcome::Automatic => Some("automatic"),
        Outcome::Unknown => Some("unknown"),
        Outcome::NotNeeded => None,
    }
}

/// Rows that the city's list has under another event too are told by its name alone.
pub(crate) fn row(name: &str) -> &str {
    name.trim_end_matches("（転居）").trim_end_matches("（転出）")
}
