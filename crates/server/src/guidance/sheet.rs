//! The guidance sheet: where to go in which order, until when, with what.

use kakanai_forms::sheet::{Block, Detail, Entry, Line, Said, Sheet, Size};
use kakanai_interview::guide::{Reader, Told, ToldEntry, ToldReason};

use super::{Paper, line};

const TITLE: &str = "手続きのご案内";
const FOOT: &str = "この紙はご案内です。届出は窓口で行います。わからないことは、どの窓口でも聞いてください。";
const FOOT_OWN: &str = "本人だけにお知らせする手続きは、本人の紙だけに書きます。";
const FOOT_STAFF: &str = "職員用です。本人だけにお知らせする手続きも書いてあります。";

/// The sheet.
pub(super) fn sheet(paper: &Paper<'_>) -> Sheet {
    let (_, told) = paper.told(|_| true);
    Sheet {
        size: Size::A4,
        issuer: paper.city(),
        made: paper.made(),
        title: TITLE.to_owned(),
        number: paper.number(),
        lines: lines(paper),
        blocks: blocks(paper, &told),
        footer: foot(paper.reader),
    }
}

fn lines(paper: &Paper<'_>) -> Vec<Line> {
    let reader = match paper.reader {
        Reader::All => "職員用（全員の手続き）".to_owned(),
        Reader::One(person) => paper.name(person),
        Reader::Agent => "代理の方".to_owned(),
    };
    vec![paper.service(), line("対象の人", paper.everybody()), line("渡す人", vec![reader])]
}

fn foot(reader: Reader) -> String {
    let more = if reader == Reader::All { FOOT_STAFF } else { FOOT_OWN };
    [FOOT, more].join("\n")
}

fn blocks(paper: &Paper<'_>, told: &Told) -> Vec<Block> {
    let mut blocks = Vec::new();
    if told.is_empty() {
        return vec![Block::Paragraph(paper.words("guide.none", &[]))];
    }
    let numbers = told.places.iter().map(|place| place.number.clone());
    let numbers: Vec<String> = numbers.filter(|number| !number.is_empty()).collect();
    if !numbers.is_empty() {
        blocks.push(Block::Paragraph(paper.words("guide.map", &[])));
        blocks.push(Block::Route(numbers));
    }
    for place in &told.places {
        blocks.push(Block::Place(paper.place(place)));
        blocks.extend(place.entries.iter().map(|entry| Block::Entry(at_a_desk(paper, entry))));
    }
    if !told.bring.is_empty() {
        blocks.push(Block::Heading(paper.words("guide.bring_all", &[])));
        blocks.push(Block::List(paper.things(&told.bring, true)));
    }
    let address = paper.guided.address(paper.counter);
    if !address.is_empty() {
        blocks.push(Block::Heading(paper.words("guide.address", &[])));
        let lines: Vec<String> = address.iter().map(|(label, value)| format!("{label}：{value}")).collect();
        blocks.push(Block::Paragraph(lines.join("\n")));
    }
    if !told.ask.is_empty() {
        blocks.push(Block::Heading(paper.words("guide.ask", &[])));
        blocks.push(Block::Paragraph(paper.words("guide.ask_hint", &[])));
        blocks.extend(told.ask.iter().map(|entry| Block::Entry(elsewhere(paper, entry, true))));
    }
    if !told.notices.is_empty() {
        blocks.push(Block::Heading(paper.words("guide.notices", &[])));
        blocks.extend(told.notices.iter().map(|entry| Block::Entry(notice(paper, entry))));
    }
    if !told.automatic.is_empty() {
        blocks.push(Block::Heading(paper.words("guide.automatic", &[])));
        blocks.extend(told.automatic.iter().map(|entry| Block::Entry(elsewhere(paper, entry, false))));
    }
    blocks
}

fn at_a_desk(paper: &Paper<'_>, entry: &ToldEntry) -> Entry {
    let mut one = Entry { what: entry.what.plain.clone(), ..paper.to_do(entry) };
    if paper.reasons {
        one.details.extend(reasons("理由", &entry.reasons, true));
    }
    one
}

/// What is done in another place, and what is only to be known.
fn notice(paper: &Paper<'_>, entry: &ToldEntry) -> Entry {
    let mut one = at_a_desk(paper, entry);
    one.details.insert(0, where_to(entry));
    Entry { tick: false, ..one }
}

/// A name and where it is asked or done by itself.
fn elsewhere(paper: &Paper<'_>, entry: &ToldEntry, open: bool) -> Entry {
    let mut details = Vec::new();
    if open {
        details.push(where_to(entry));
        details.extend(reasons("聞くこと", &entry.reasons, false));
    }
    Entry {
        tick: open,
        name: entry.name.plain.clone(),
        people: paper.whose(entry),
        what: String::new(),
        details,
    }
}

fn where_to(entry: &ToldEntry) -> Detail {
    Detail { label: "場所".to_owned(), said: Said::Plain(entry.place.plain.clone()) }
}

/// The answers that made it so, or the questions that are open; what is the same of several people is said once.
fn reasons(label: &str, reasons: &[ToldReason], answered: bool) -> Option<Detail> {
    let mut told: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for reason in reasons.iter().filter(|reason| reason.answer.is_empty() != answered) {
        let (question, answer) = (reason.label.plain.as_str(), reason.answer.as_str());
        let names = (!reason.name.is_empty()).then_some(reason.name.as_str());
        match told.iter_mut().find(|known| (known.0, known.1) == (question, answer)) {
            Some(known) => known.2.extend(names),
            None => told.push((question, answer, names.into_iter().collect())),
        }
    }
    let words: Vec<String> = told.iter().map(words).collect();
    let said = Said::Quiet(words.join("\n"));
    (!words.is_empty()).then(|| Detail { label: label.to_owned(), said })
}

fn words((question, answer, names): &(&str, &str, Vec<&str>)) -> String {
    let whose = if names.is_empty() { String::new() } else { format!("（{}）", names.join("、")) };
    let answer = if answer.is_empty() { String::new() } else { format!("：{answer}") };
    [*question, &whose, &answer].concat()
}
