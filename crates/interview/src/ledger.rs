//! The city's ledgers: which schools, 町内会, area of collection and polling district an address of a record belongs to.
//!
//! What cannot be read with certainty is unknown, for the desk to tell, and never guessed: a town written otherwise than
//! the ledger has it, a lot without a number. Where all rows that may be meant say the same, that is certain.

mod lot;

use kakanai_catalogue::ledger::Row;
use kakanai_catalogue::{Catalogue, Column, Language, Ledger, LedgerName};
use kakanai_domain::characters::is_variation_selector;
use kakanai_domain::kana::narrow;
use kakanai_record::{Answer, Record, Tag, core};

use crate::question::Asking;
use crate::words::{Said, Words};

/// Which of a record's addresses is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one that somebody leaves.
    Old,
    /// The one where somebody will live, or lives.
    New,
}

impl Which {
    /// Municipality, town and lot.
    const fn tags(self) -> [Tag; 3] {
        match self {
            Self::Old => [core::OLD_MUNICIPALITY, core::OLD_TOWN, core::OLD_LOT],
            Self::New => [core::NEW_MUNICIPALITY, core::NEW_TOWN, core::NEW_LOT],
        }
    }
}

/// What is found of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// This one.
    Named(&'a LedgerName),
    /// There is none.
    NoneThere,
    /// The desk has to tell.
    Unknown,
}

/// What an address belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a>([Found<'a>; 5]);

impl<'a> Entry<'a> {
    /// What is found of a column.
    pub const fn of(&self, column: Column) -> Found<'a> {
        self.0[column as usize]
    }
}

/// Looks an address of a record up.
pub fn lookup<'a>(catalogue: &'a Catalogue, record: &Record, which: Which) -> Entry<'a> {
    let [municipality, town, lot] = which.tags().map(|tag| record.get(tag.key()).text());
    let (Some(municipality), Some(town)) = (municipality, town) else {
        return Entry([Found::Unknown; 5]);
    };
    let ledger = catalogue.ledger();
    let lot = lot.and_then(lot::number);
    let mut rows = rows(ledger, municipality, town);
    rows.retain(|row| row.may_have(lot));
    Entry(Column::ALL.map(|column| agreed(ledger, &rows, column)))
}

/// The rows of a town: of the one that is written so, or of the only one that may be meant.
fn rows<'a>(ledger: &'a Ledger, municipality: &str, town: &str) -> Vec<&'a Row> {
    let here = || ledger.rows().iter().filter(|row| row.municipality == municipality);
    let towns = || here().flat_map(|row| row.towns.iter().map(String::as_str));
    let known = towns().find(|known| *known == town).or_else(|| {
        let mut alike = towns().filter(|known| letters(known).eq(letters(town)));
        let first = alike.next()?;
        alike.all(|other| other == first).then_some(first)
    });
    here().filter(|row| row.towns.iter().any(|town| Some(town.as_str()) == known)).collect()
}

/// A town without what different hands write differently: 一丁目 and １丁目, ケ and が, 﨑 and 崎.
fn letters(town: &str) -> impl Iterator<Item = char> {
    town.chars().filter(|c| !is_variation_selector(*c)).map(narrow).filter(|c| !c.is_whitespace()).map(|c| {
        match c {
            'ヶ' | 'が' | 'ガ' => 'ケ',
            '\u{FA11}' => '崎',
            '1'..='9' => lot::KANJI[(c as u8 - b'0') as usize],
            other => other,
        }
    })
}

/// What all of these rows say.
fn agreed<'a>(ledger: &'a Ledger, rows: &[&Row], column: Column) -> Found<'a> {
    let say = |row: &&Row| match ledger.value(row, column) {
        Some(name) => Found::Named(name),
        None if column == Column::Neighbourhood && ledger.keeps(column) => Found::NoneThere,
        None => Found::Unknown,
    };
    let mut said = rows.iter().map(say);
    match said.next() {
        Some(first) if said.all(|other| other == first) => first,
        _ => Found::Unknown,
    }
}

/// What a move inside the city changes, each where it is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changes {
    /// 小学校 or 中学校 (`move/school_changes`).
    pub schools: Option<bool>,
    /// The area of collection (`move/collection_changes`).
    pub collection: Option<bool>,
}

/// Compares the two addresses of a move inside the city. Of other services nothing is said.
pub fn changes(catalogue: &Catalogue, record: &Record) -> Changes {
    let inside = matches!(record.get(core::SERVICE.key()).code(), Some("move_within" | "move_ward"));
    if !inside || catalogue.ledger().is_empty() {
        return Changes { schools: None, collection: None };
    }
    let [old, new] = [Which::Old, Which::New].map(|which| lookup(catalogue, record, which));
    let differs = |column: Column| match (old.of(column), new.of(column)) {
        (Found::Unknown, _) | (_, Found::Unknown) => None,
        (old, new) => Some(old != new),
    };
    let schools = match [Column::Elementary, Column::JuniorHigh].map(differs) {
        [Some(true), _] | [_, Some(true)] => Some(true),
        [Some(false), Some(false)] => Some(false),
        _ => None,
    };
    Changes { schools, collection: differs(Column::Collection) }
}

/// An entry in words, label and value, in the order in which it is told. Nothing where there is nothing to look up: the
/// city keeps no ledgers, nobody has given the address, or it lies elsewhere.
pub fn tell(asking: &Asking, which: Which) -> Vec<(Said, String)> {
    let catalogue = asking.catalogue();
    let [municipality, town, _] = which.tags().map(|tag| asking.record.get(tag.key()));
    let city = catalogue.city();
    let own = |code: &str| code == city.code || city.wards.iter().any(|ward| ward.code == code);
    let elsewhere = municipality.text().is_some_and(|code| !own(code));
    if catalogue.ledger().is_empty() || *town == Answer::NotAsked || elsewhere {
        return Vec::new();
    }
    let entry = lookup(catalogue, asking.record, which);
    let kept = Column::ALL.into_iter().filter(|column| catalogue.ledger().keeps(*column));
    let line = |column: Column| {
        let label = asking.words.said(&["ledger.", column.name(), ".label"].concat(), &[]);
        (label, value(&asking.words, entry.of(column)))
    };
    kept.map(line).collect()
}

/// A name as the screen wants it: with its reading where furigana are shown, in Latin letters for who reads these.
fn value(words: &Words, found: Found) -> String {
    let name = match found {
        Found::Named(name) => name,
        Found::NoneThere => return words.plain("ledger.none"),
        Found::Unknown => return words.plain("ledger.ask"),
    };
    let japanese = words.language == Language::Ja;
    match (&name.latin, &name.reading) {
        (Some(latin), _) if !japanese => [latin, " (", &name.name, ")"].concat(),
        (_, Some(reading)) if japanese && words.furigana => [&name.name, "（", reading, "）"].concat(),
        _ => name.name.clone(),
    }
}
