//! The city's mapping `handover.toml`: which file each part of a case becomes, and what stands in its columns.
//!
//! ```toml
//! [move]
//! returns = true        # whether an answer 仮登録 / 差戻し is awaited
//! each = "mover"        # the list whose entries are lines; one line where it is not set
//! columns = [
//!   { name = "人", source = "element" },
//!   { name = "氏名", source = "mover/name/written" },
//!   { name = "異動事由", source = "move/reason", form = "table", table = "reason" },
//! ]
//! answer = ["氏名"]     # columns that come back and are compared
//! ```
//!
//! The file is checked against the data dictionary as a whole: with one fault none of it is used. What may
//! not stand on paper cannot be mapped either: sensitive items, items of the city's own data, the staff's
//! note. There is no switch for them. 個人番号 is no item, and a column of that name is refused.

mod file;
mod form;
pub(crate) mod source;

use std::collections::BTreeMap;

use kakanai_record::{Dictionary, ItemKind, Tag};
use toml::Spanned;

pub use form::Form;
pub(crate) use form::Shape;
use source::{Resolved, Source};

use crate::Part;
use file::{ColumnSource, File, PartSource};

/// The column in which an answer says how it went.
pub const RESULT: &str = "結果";
/// The column in which an answer says why it was rejected.
pub const REASON: &str = "理由";
/// Columns of one part, at the most.
pub const MOST_COLUMNS: usize = 300;
/// Characters of a column's name, at the most.
const MOST_NAME: usize = 100;

/// A fault of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("handover.toml:{line}:{column}: {what}")]
pub struct Fault {
    /// Line from 1.
    pub line: usize,
    /// Column in characters from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub what: String,
}

/// A mapping that fits its dictionary.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    parts: BTreeMap<Part, PartMapping>,
}

/// What becomes of one part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartMapping {
    part: Part,
    returns: bool,
    each: Option<Tag>,
    columns: Vec<Column>,
    /// Places among the columns.
    answer: Vec<usize>,
}

/// One column of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    name: String,
    form: Form,
    pub(crate) source: Source,
    pub(crate) shape: Shape,
    /// What stands for a key, where the form is a table.
    pub(crate) table: BTreeMap<String, String>,
}

impl Mapping {
    /// Reads and checks the file.
    ///
    /// # Errors
    /// All faults found, in the order of the file; a text that is no TOML has one.
    pub fn read(dictionary: &Dictionary, text: &str) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            vec![fault_at(text, at, error.message().to_owned())]
        })?;
        let mut reader = Reader { dictionary, tables: &file.table, text, faults: Vec::new() };
        let sources =
            [(Part::Move, &file.moving), (Part::Certificates, &file.certificates), (Part::Seal, &file.seal)];
        let parts: BTreeMap<Part, PartMapping> = sources
            .into_iter()
            .filter_map(|(part, source)| Some((part, reader.part(part, source.as_ref()?))))
            .collect();
        if parts.is_empty() {
            reader.fault(0, "no part at all: write at least one of [move], [certificates], [seal]");
        }
        if reader.faults.is_empty() {
            return Ok(Self { parts });
        }
        reader.faults.sort_by_key(|fault| (fault.line, fault.column));
        Err(reader.faults)
    }

    /// What becomes of a part; nothing where the city hands it over by hand.
    #[must_use]
    pub fn part(&self, part: Part) -> Option<&PartMapping> {
        self.parts.get(&part)
    }

    /// All parts that are handed over.
    pub fn parts(&self) -> impl Iterator<Item = &PartMapping> {
        self.parts.values()
    }
}

impl PartMapping {
    /// Which part it is.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub const fn returns(&self) -> bool {
        self.returns
    }

    /// The list whose entries are lines; none where there is one line.
    #[must_use]
    pub const fn each(&self) -> Option<Tag> {
        self.each
    }

    /// The columns in their order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns that come back and are compared.
    pub fn answer(&self) -> impl Iterator<Item = &Column> {
        self.answer.iter().filter_map(|at| self.columns.get(*at))
    }

    pub(crate) fn answer_places(&self) -> &[usize] {
        &self.answer
    }

    /// The name of the column that has exactly this source.
    pub(crate) fn named(&self, source: &Source) -> Option<&str> {
        self.columns.iter().find(|column| column.source == *source).map(Column::name)
    }
}

impl Column {
    /// Its name in the header.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How its values are written.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }
}

struct Reader<'a> {
    dictionary: &'a Dictionary,
    tables: &'a BTreeMap<String, Spanned<BTreeMap<String, Spanned<String>>>>,
    text: &'a str,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, what: impl Into<String>) {
        self.faults.push(fault_at(self.text, at, what.into()));
    }

    fn part(&mut self, part: Part, source: &PartSource) -> PartMapping {
        let each = source.each.as_ref().and_then(|list| self.list(list));
        let mut columns: Vec<Column> = Vec::new();
        for column in source.columns.get_ref() {
            let (at, name) = (column.span().start, column.get_ref().name.get_ref());
            if columns.iter().any(|earlier| earlier.name == *name) {
                self.fault(
                    at,
                    format!("two columns `{name}`: an answer could not say which is meant, rename one"),
                );
            }
            columns.extend(self.column(column.get_ref(), at, each));
        }
        let at = source.columns.span().start;
        if columns.len() > MOST_COLUMNS {
            self.fault(at, format!("more than {MOST_COLUMNS} columns: drop what nobody keys in"));
        }
        if source.columns.get_ref().is_empty() {
            self.fault(at, "no columns: name at least one, or drop the part");
        }
        self.doubtful_dates(source, &columns);
        let answer = self.answer(source, &columns, each);
        PartMapping { part, returns: source.returns, each, columns, answer }
    }

    fn list(&mut self, name: &Spanned<String>) -> Option<Tag> {
        let path = name.get_ref().as_str();
        if path == "none" {
            return None;
        }
        let item = self.dictionary.by_path(path).filter(|item| matches!(item.kind, ItemKind::List { .. }));
        match item.filter(|item| self.dictionary.lists(item.tag).is_empty()) {
            Some(item) => Some(item.tag),
            None => {
                let what =
                    format!("`{path}` is no list of the case: write \"mover\", \"certificate\" or \"none\"");
                self.fault(name.span().start, what);
                None
            }
        }
    }

    fn column(&mut self, source: &ColumnSource, at: usize, each: Option<Tag>) -> Option<Column> {
        let name = source.name.get_ref();
        if let Err(what) = check_name(name) {
            self.fault(source.name.span().start, what);
        }
        let path = source.source.get_ref();
        let resolved = source::resolve(self.dictionary, path, each)
            .map_err(|what| self.fault(source.source.span().start, what))
            .ok()?;
        let form = self.form(source, &resolved)?;
        let table = self.table(source, at, form, &resolved.shape)?;
        Some(Column { name: name.clone(), form, source: resolved.source, shape: resolved.shape, table })
    }

    fn form(&mut self, source: &ColumnSource, resolved: &Resolved) -> Option<Form> {
        let forms = resolved.shape.forms();
        let Some(wanted) = &source.form else { return forms.first().copied() };
        if forms.contains(wanted.get_ref()) {
            return Some(*wanted.get_ref());
        }
        let keys: Vec<&str> = forms.iter().map(|form| form.key()).collect();
        let what = format!(
            "`{}` cannot be written as \"{}\": choose \"{}\"",
            source.source.get_ref(),
            wanted.get_ref().key(),
            keys.join("\", \"")
        );
        self.fault(wanted.span().start, what);
        None
    }

    /// The table of a column whose form is one: it has to know each key, and no other.
    fn table(
        &mut self,
        source: &ColumnSource,
        at: usize,
        form: Form,
        shape: &Shape,
    ) -> Option<BTreeMap<String, String>> {
        let named = match (form, &source.table) {
            (Form::Table, Some(named)) => named,
            (Form::Table, None) => {
                self.fault(at, "the form \"table\" needs the name of a table: add `table = \"…\"`");
                return None;
            }
            (_, Some(named)) => {
                self.fault(
                    named.span().start,
                    "`table` goes with `form = \"table\"` alone: set the form, or drop it",
                );
                return None;
            }
            (_, None) => return Some(BTreeMap::new()),
        };
        let tables = self.tables;
        let Some(table) = tables.get(named.get_ref()) else {
            self.fault(named.span().start, format!("no table `{0}`: write [table.{0}]", named.get_ref()));
            return None;
        };
        let (keys, rows) = (shape.keys(), table.get_ref());
        let missing: Vec<&str> =
            keys.iter().map(String::as_str).filter(|key| !rows.contains_key(*key)).collect();
        if !missing.is_empty() {
            let what = format!(
                "the table `{}` says nothing for {}: add them (\"\" leaves the cell empty)",
                named.get_ref(),
                missing.join(", ")
            );
            self.fault(table.span().start, what);
        }
        for (key, text) in rows.iter().filter(|(key, _)| !keys.contains(key)) {
            let what = format!(
                "`{key}` is no key of `{}`: drop it, or correct its spelling",
                source.source.get_ref()
            );
            self.fault(text.span().start, what);
        }
        Some(rows.iter().map(|(key, text)| (key.clone(), text.get_ref().clone())).collect())
    }

    /// A date that may be known in part only needs a column that can say so.
    fn doubtful_dates(&mut self, source: &PartSource, columns: &[Column]) {
        let says = |column: &Column| matches!(column.form, Form::Wareki | Form::Western | Form::Uncertain);
        let lost = |column: &Column| {
            column.shape == Shape::Partial
                && column.form.needs_a_whole_date()
                && !columns.iter().any(|other| other.source == column.source && says(other))
        };
        let lost: Vec<&str> = columns.iter().filter(|column| lost(column)).map(Column::name).collect();
        for column in source.columns.get_ref() {
            let name = column.get_ref().name.get_ref();
            if lost.contains(&name.as_str()) {
                let what = format!(
                    "`{name}` cannot say a date such as 昭和20年頃: add a column of the same source with the form \"uncertain\" (or \"wareki\")"
                );
                self.fault(column.span().start, what);
            }
        }
    }

    fn answer(&mut self, source: &PartSource, columns: &[Column], each: Option<Tag>) -> Vec<usize> {
        let at = source.answer.as_ref().map_or(source.columns.span().start, |answer| answer.span().start);
        let names: &[Spanned<String>] = source.answer.as_ref().map_or(&[], |answer| answer.get_ref());
        if !source.returns && !names.is_empty() {
            self.fault(at, "`answer` goes with `returns = true`: nothing comes back from this part");
        }
        let element = Source::Whole(source::Whole::Element);
        if source.returns && each.is_some() && !columns.iter().any(|column| column.source == element) {
            self.fault(at, "an answer has to say whose line it is: add a column with `source = \"element\"`");
        }
        let mut places = Vec::new();
        for name in names {
            let place = columns.iter().position(|column| column.name == *name.get_ref());
            match place.filter(|place| columns.get(*place).is_some_and(|column| column.source != element)) {
                Some(place) if !places.contains(&place) => places.push(place),
                Some(_) => {
                    self.fault(name.span().start, format!("`{}` is named twice: drop one", name.get_ref()))
                }
                None => {
                    let what = format!(
                        "`{}` is no column to compare: name one of `columns`, and not the one of `element`",
                        name.get_ref()
                    );
                    self.fault(name.span().start, what);
                }
            }
        }
        places
    }
}

fn check_name(name: &str) -> Result<(), String> {
    let what = match name {
        "" => "a column has no name: write what stands in the header".to_owned(),
        RESULT | REASON => format!("`{name}` is the answer's own column: give this one another name"),
        "個人番号" | "マイナンバー" => {
            format!("`{name}` is never handed over: no item can hold it, drop the column")
        }
        _ if name.chars().count() > MOST_NAME => {
            format!("a name of more than {MOST_NAME} characters: shorten it")
        }
        _ if name.trim() != name || name.chars().any(char::is_control) => {
            format!("`{}` has spaces at its ends or control characters: drop them", name.escape_debug())
        }
        _ if name.starts_with(['=', '+', '-', '@', '\'', '＝', '＋', '－', '＠']) => {
            format!("a spreadsheet would take the name `{name}` for a formula: begin it with a letter")
        }
        _ => return Ok(()),
    };
    Err(what)
}

fn fault_at(text: &str, at: usize, what: String) -> Fault {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Fault { line, column, what }
}
