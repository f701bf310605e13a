//! What comes back from an RPA: a CSV with the lines of the file it took, and how it went.
//!
//! Columns are found by name, in any order: the column of `element`, 結果 (仮登録 or 差戻し), 理由, and those
//! that the mapping lists under `answer`. Others are passed over with a note and kept nowhere. With one fault
//! nothing of a file is taken: half an answer is worse than none. One rejected line rejects the part; the
//! reason then says which lines had been registered before, since somebody has to take them back.

use std::collections::BTreeMap;

use kakanai_record::{ElementId, Record};

use crate::alike::alike;
use crate::cells::{Surroundings, elements, lines};
use crate::csv_in::{self, Fault, Line};
use crate::csv_out::original;
use crate::mapping::source::{Source, Whole};
use crate::mapping::{Column, PartMapping, REASON, RESULT};

/// Registered provisionally.
pub const PROVISIONAL: &str = "仮登録";
/// Given back to the clerk.
pub const REJECTED: &str = "差戻し";
/// Characters of one line's reason, at the most.
pub const MOST_REASON: usize = 200;

/// What the other system registered for one line, by the names of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whose line it is; none in a part with one line.
    pub element: Option<ElementId>,
    /// Column and value, in the order of the mapping's `answer`.
    pub values: Vec<(String, String)>,
}

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Every line is registered provisionally.
    Registered(Vec<Row>),
    /// At least one line was not registered.
    Rejected {
        /// Why, for the clerk, in Japanese: of each line, and which lines had been registered.
        reason: String,
        /// The lines that had been registered.
        registered: Vec<Row>,
    },
}

/// A reply as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// How it went.
    pub answer: Answer,
    /// What was passed over, for the log: names of columns, never values.
    pub notes: Vec<String>,
}

/// Reads a reply to the file made of this part, record and surroundings.
///
/// # Errors
/// [`Fault`] with line and column of the first thing that is wrong; nothing of the file is used then.
pub fn read(
    part: &PartMapping,
    record: &Record,
    around: &Surroundings<'_>,
    bytes: &[u8],
) -> Result<Reply, Fault> {
    let table = csv_in::read(bytes)?;
    let Some((first, rest)) = table.split_first() else {
        return Err(Fault::new(1, None, "空のファイルです。"));
    };
    let header = Header::read(part, first)?;
    let expected = elements(part, record);
    let mut answered: BTreeMap<Option<ElementId>, Answered> = BTreeMap::new();
    for line in rest {
        let read = header.line(part, around, &expected, line)?;
        if let Some(earlier) = answered.get(&read.row.element) {
            let what = format!("同じ行への返事が{}行目にもあります。1つにしてください。", earlier.line);
            return Err(Fault::new(line.number, header.element, what));
        }
        answered.insert(read.row.element, read);
    }
    let ordered: Vec<Answered> = expected.iter().filter_map(|element| answered.remove(element)).collect();
    let end = table.last().map_or(1, |line| line.number);
    Ok(Reply { answer: judge(&expected, ordered, end)?, notes: header.notes })
}

fn judge(expected: &[Option<ElementId>], lines: Vec<Answered>, end: usize) -> Result<Answer, Fault> {
    let reason = reason(expected, &lines);
    let whole = lines.len() == expected.len();
    let registered: Vec<Row> =
        lines.into_iter().filter(|line| line.rejected.is_none()).map(|line| line.row).collect();
    match reason {
        Some(reason) => Ok(Answer::Rejected { reason, registered }),
        None if whole && !registered.is_empty() => Ok(Answer::Registered(registered)),
        None => {
            let missing: Vec<String> = expected
                .iter()
                .filter(|element| !registered.iter().any(|row| row.element == **element))
                .map(|element| element.map_or_else(|| "1".to_owned(), |id| id.to_string()))
                .collect();
            let what = format!(
                "{}の行がありません。渡した行のすべてに返事を書くか、{REJECTED}の行を書いてください。",
                missing.join(", ")
            );
            Err(Fault::new(end, None, what))
        }
    }
}

/// Why the part was rejected, if it was. Lines are counted as in the file, since names belong on no log.
fn reason(expected: &[Option<ElementId>], lines: &[Answered]) -> Option<String> {
    let place =
        |line: &Answered| expected.iter().position(|element| *element == line.row.element).unwrap_or(0) + 1;
    let mut words: Vec<String> = Vec::new();
    for line in lines {
        if let Some(reason) = &line.rejected {
            words.push(if expected.len() > 1 {
                format!("{}行目：{reason}", place(line))
            } else {
                reason.clone()
            });
        }
    }
    let registered: Vec<String> = lines
        .iter()
        .filter(|line| line.rejected.is_none())
        .map(|line| format!("{}行目", place(line)))
        .collect();
    if !words.is_empty() && !registered.is_empty() {
        words.push(format!("{}は仮登録ずみです。取り消しが必要です。", registered.join("、")));
    }
    let silent =
        expected.iter().enumerate().filter(|(_, id)| !lines.iter().any(|line| line.row.element == **id));
    let silent: Vec<String> = silent.map(|(at, _)| format!("{}行目", at + 1)).collect();
    if !words.is_empty() && !silent.is_empty() {
        words.push(format!("{}は返答がありません。確かめてください。", silent.join("、")));
    }
    (!words.is_empty()).then(|| words.join("\n"))
}

struct Answered {
    line: usize,
    row: Row,
    /// Why, where it was rejected.
    rejected: Option<String>,
}

/// Where the columns stand, from 1.
struct Header {
    element: Option<usize>,
    result: usize,
    reason: Option<usize>,
    /// Columns that come back, where they do: name and place.
    values: Vec<(String, Option<usize>)>,
    /// Columns that say which file this answers.
    same: Vec<(usize, Whole)>,
    notes: Vec<String>,
}

impl Header {
    fn read(part: &PartMapping, first: &Line) -> Result<Self, Fault> {
        let names: Vec<&str> = first.cells.iter().map(|cell| original(cell).trim()).collect();
        for (at, name) in names.iter().enumerate() {
            if names.get(..at).is_some_and(|earlier| !name.is_empty() && earlier.contains(name)) {
                let what = format!("「{}」の列が2つあります。1つにしてください。", shown(name));
                return Err(Fault::new(first.number, Some(at + 1), what));
            }
        }
        let place = |name: &str| names.iter().position(|known| *known == name).map(|at| at + 1);
        let needed = |name: &str| {
            let what = format!("見出しに「{name}」の列がありません。加えてください。");
            place(name).ok_or_else(|| Fault::new(first.number, None, what))
        };
        let element_name = part.named(&Source::Whole(Whole::Element)).filter(|_| part.each().is_some());
        let element = element_name.map(needed).transpose()?;
        let same = [Whole::Number, Whole::CaseId, Whole::Event].into_iter();
        let same = same.filter_map(|whole| Some((place(part.named(&Source::Whole(whole))?)?, whole)));
        let values = part.answer().map(|column| (column.name().to_owned(), place(column.name())));
        let mut header = Self {
            element,
            result: needed(RESULT)?,
            reason: place(REASON),
            values: values.collect(),
            same: same.collect(),
            notes: Vec::new(),
        };
        header.notes = names
            .iter()
            .enumerate()
            .filter(|(at, _)| !header.reads(at + 1))
            .map(|(at, name)| format!("column {} `{}` was passed over", at + 1, shown(name)))
            .collect();
        Ok(header)
    }

    fn reads(&self, place: usize) -> bool {
        self.element == Some(place)
            || self.result == place
            || self.reason == Some(place)
            || self.same.iter().any(|(at, _)| *at == place)
            || self.values.iter().any(|(_, at)| *at == Some(place))
    }

    fn line(
        &self,
        part: &PartMapping,
        around: &Surroundings<'_>,
        expected: &[Option<ElementId>],
        line: &Line,
    ) -> Result<Answered, Fault> {
        let cell = |place: usize| line.cells.get(place - 1).map_or("", |cell| original(cell));
        let fault = |place: usize, what: String| Fault::new(line.number, Some(place), what);
        for (place, whole) in &self.same {
            let want = same_words(part, around, *whole);
            if cell(*place).trim() != want {
                return Err(fault(*place, format!("「{want}」ではありません。ほかのファイルへの返事です。")));
            }
        }
        let element = match self.element {
            None => None,
            Some(place) => {
                let text = cell(place).trim();
                let known = expected.iter().flatten().find(|id| id.to_string() == text);
                let what = || {
                    format!(
                        "「{}」は、渡したファイルにない番号です。渡した行の番号を写してください。",
                        shown(text)
                    )
                };
                Some(*known.ok_or_else(|| fault(place, what()))?)
            }
        };
        let rejected = match cell(self.result).trim() {
            PROVISIONAL => None,
            REJECTED => Some(self.reason(line, &cell)?),
            other => {
                let what = format!(
                    "「{}」は結果ではありません。{PROVISIONAL}か{REJECTED}と書いてください。",
                    shown(other)
                );
                return Err(fault(self.result, what));
            }
        };
        let mut values = Vec::new();
        for (name, place) in &self.values {
            match place {
                Some(place) => values.push((name.clone(), cell(*place).to_owned())),
                None if rejected.is_some() => {}
                None => {
                    let what = format!("登録した内容の「{name}」の列がありません。加えてください。");
                    return Err(Fault::new(line.number, None, what));
                }
            }
        }
        Ok(Answered { line: line.number, row: Row { element, values }, rejected })
    }

    fn reason<'a>(&self, line: &Line, cell: &impl Fn(usize) -> &'a str) -> Result<String, Fault> {
        let Some(place) = self.reason else {
            let what =
                format!("{REJECTED}なのに「{REASON}」の列がありません。加えて、理由を書いてください。");
            return Err(Fault::new(line.number, Some(self.result), what));
        };
        // One line of the clerk's screen, whatever ends of lines the other system has.
        let words = cell(place).split_whitespace().collect::<Vec<_>>().join(" ");
        match words.chars().count() {
            0 => Err(Fault::new(
                line.number,
                Some(place),
                format!("{REJECTED}なのに理由がありません。理由を書いてください。"),
            )),
            1..=MOST_REASON => Ok(words),
            _ => Err(Fault::new(
                line.number,
                Some(place),
                format!("理由が{MOST_REASON}文字を超えています。短くしてください。"),
            )),
        }
    }
}

fn same_words(part: &PartMapping, around: &Surroundings<'_>, whole: Whole) -> String {
    match whole {
        Whole::Number => around.number.to_owned(),
        Whole::CaseId => around.case.to_owned(),
        Whole::Event => around.event.to_string(),
        _ => part.part().word().to_owned(),
    }
}

/// A word of the file for a message: short, and without what could break a log's line.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(20).collect()
}

/// How much a difference matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A variant of a glyph, a width, a space: the other system's way of writing the same.
    Slight,
    /// Anything else.
    Plain,
}

/// One place where the other system registered something else than was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Whose line it is; none in a part with one line.
    pub element: Option<ElementId>,
    /// The column.
    pub column: String,
    /// What went out, in the mapping's form.
    pub filed: String,
    /// What came back.
    pub registered: String,
    /// How much it matters.
    pub weight: Weight,
}

/// Compares what came back with what the file said, in the mapping's own form, line by line. Give the record
/// as it stood at the event that released the part. What cannot be compared, because the mapping or the
/// record changed since, counts as a plain difference.
#[must_use]
pub fn compare(
    part: &PartMapping,
    record: &Record,
    around: &Surroundings<'_>,
    answer: &Answer,
) -> Vec<Difference> {
    let (Answer::Registered(rows) | Answer::Rejected { registered: rows, .. }) = answer;
    let filed: BTreeMap<Option<ElementId>, Vec<String>> = lines(part, record, around).into_iter().collect();
    let mut differences = Vec::new();
    for row in rows {
        let cells = filed.get(&row.element);
        let filed_in = |at: usize| cells.and_then(|cells| cells.get(at));
        for (name, registered) in &row.values {
            let at = part.columns().iter().position(|column| column.name() == name);
            differences.extend(difference(row.element, name, at.and_then(filed_in), Some(registered)));
        }
        for at in part.answer_places() {
            let name = part.columns().get(*at).map_or("", Column::name);
            if !row.values.iter().any(|(column, _)| column == name) {
                differences.extend(difference(row.element, name, filed_in(*at), None));
            }
        }
    }
    differences
}

fn difference(
    element: Option<ElementId>,
    column: &str,
    filed: Option<&String>,
    registered: Option<&String>,
) -> Option<Difference> {
    let weight = match (filed, registered) {
        (Some(filed), Some(registered)) if filed == registered => return None,
        (Some(filed), Some(registered)) if alike(filed, registered) => Weight::Slight,
        _ => Weight::Plain,
    };
    let words = |text: Option<&String>| text.cloned().unwrap_or_default();
    Some(Difference {
        element,
        column: column.to_owned(),
        filed: words(filed),
        registered: words(registered),
        weight,
    })
}
