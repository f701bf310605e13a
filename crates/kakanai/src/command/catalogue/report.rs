//! `kakanai catalogue report`: which rows of the city's own list of procedures the catalogue covers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kakanai_catalogue::{Catalogue, Procedure};
use serde_json::{Value as Json, json};

use crate::command::say;
use crate::files::read_text;

/// The city's own list: event, row, desk, behind a line of heads; separated by tabs.
const ROWS: &str = "rows.tsv";

struct Row {
    event: String,
    name: String,
    desk: String,
}

/// Rows against procedures.
struct Report<'a> {
    /// Event, rows, rows covered; in the order of the list.
    events: Vec<(&'a str, usize, usize)>,
    /// Rows without a procedure.
    open: Vec<&'a Row>,
    /// Procedures that name no row of the list.
    not_in_list: Vec<&'a str>,
}

/// Where the list of a catalogue lies.
pub fn rows_of(folder: &Path) -> PathBuf {
    folder.join(ROWS)
}

/// Says what is covered and what is not.
pub(super) fn run(folder: &Path, catalogue: &Catalogue, as_json: bool) -> Result<()> {
    if as_json {
        return say(serde_json::to_string_pretty(&json(folder, catalogue)?)?);
    }
    let rows = rows(folder)?;
    let report = report(&rows, catalogue);
    say(format_args!("procedures {}", catalogue.procedures().len()))?;
    for (event, all, done) in report.events {
        say(format_args!("{event} {done}/{all}"))?;
    }
    by_event(&report.open)?;
    if !report.not_in_list.is_empty() {
        say(format_args!("not in {ROWS}: {}", report.not_in_list.join(", ")))?;
    }
    Ok(())
}

/// The same for programs.
pub fn json(folder: &Path, catalogue: &Catalogue) -> Result<Json> {
    let rows = rows(folder)?;
    let Report { events, open, not_in_list } = report(&rows, catalogue);
    let events =
        events.iter().map(|(event, all, done)| json!({ "event": event, "rows": all, "covered": done }));
    let open = open.iter().map(|row| json!({ "event": row.event, "row": row.name, "desk": row.desk }));
    Ok(json!({
        "procedures": catalogue.procedures().len(),
        "events": events.collect::<Vec<_>>(),
        "open": open.collect::<Vec<_>>(),
        "not_in_list": not_in_list,
    }))
}

fn report<'a>(rows: &'a [Row], catalogue: &'a Catalogue) -> Report<'a> {
    let covered = |row: &Row| catalogue.procedures().iter().any(|procedure| covers(procedure, row));
    let mut events: Vec<(&str, usize, usize)> = Vec::new();
    for row in rows {
        let (all, done) = (1, usize::from(covered(row)));
        match events.iter_mut().find(|(event, ..)| *event == row.event) {
            Some((_, known, reached)) => {
                *known += all;
                *reached += done;
            }
            None => events.push((&row.event, all, done)),
        }
    }
    let listed = |procedure: &Procedure| rows.iter().any(|row| covers(procedure, row));
    let unlisted = catalogue.procedures().iter().filter(|procedure| !listed(procedure));
    let not_in_list = unlisted.map(|procedure| procedure.id.as_str()).collect();
    Report { events, open: rows.iter().filter(|row| !covered(row)).collect(), not_in_list }
}

/// Whether a row is a procedure's: rows of different events may share a name.
fn covers(procedure: &Procedure, row: &Row) -> bool {
    procedure.row == row.name && procedure.services.iter().any(|service| event(service) == row.event)
}

/// What the city's list calls the event of a service.
fn event(service: &str) -> &str {
    match service {
        "move_in" => "転入",
        "move_within" | "move_ward" => "転居",
        "move_out" => "転出",
        other => other,
    }
}

fn by_event(open: &[&Row]) -> Result<()> {
    let mut events: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in open {
        events.entry(&row.event).or_default().push(&row.name);
    }
    for (event, rows) in events {
        say(format_args!("not covered, {event}: {}", rows.join("、")))?;
    }
    Ok(())
}

fn rows(folder: &Path) -> Result<Vec<Row>> {
    let path = rows_of(folder);
    let text = read_text(&path)?;
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let mut cells = line.split('\t').map(str::to_owned);
            let row = cells.next().zip(cells.next()).zip(cells.next());
            let ((event, name), desk) =
                row.with_context(|| format!("{}:{}: needs event, row and desk", path.display(), at + 1))?;
            Ok(Row { event, name, desk })
        })
        .collect()
}
