//! `kakanai catalogue report`: which rows of the city's own list of procedures the catalogue covers.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use kakanai_catalogue::{Catalogue, Procedure};
use serde_json::json;

use crate::command::say;
use crate::files::read_text;

/// The city's own list: event, row, desk, behind a line of heads; separated by tabs.
const ROWS: &str = "rows.tsv";

struct Row {
    event: String,
    name: String,
    desk: String,
}

/// Says what is covered and what is not.
pub(super) fn run(folder: &Path, catalogue: &Catalogue, as_json: bool) -> Result<()> {
    let rows = rows(folder)?;
    let covered = |row: &Row| catalogue.procedures().iter().any(|procedure| covers(procedure, row));
    let mut events: Vec<(&str, usize, usize)> = Vec::new();
    for row in &rows {
        let (all, done) = (1, usize::from(covered(row)));
        match events.iter_mut().find(|(event, ..)| *event == row.event) {
            Some((_, known, reached)) => {
                *known += all;
                *reached += done;
            }
            None => events.push((&row.event, all, done)),
        }
    }
    let open: Vec<&Row> = rows.iter().filter(|row| !covered(row)).collect();
    let unlisted: Vec<&str> = {
        let listed = |procedure: &Procedure| rows.iter().any(|row| covers(procedure, row));
        let procedures = catalogue.procedures().iter();
        procedures.filter(|procedure| !listed(procedure)).map(|procedure| procedure.id.as_str()).collect()
    };
    if as_json {
        let events: Vec<_> = events
            .iter()
            .map(|(event, all, done)| json!({ "event": event, "rows": all, "covered": done }))
            .collect();
        let open: Vec<_> =
            open.iter().map(|row| json!({ "event": row.event, "row": row.name, "desk": row.desk })).collect();
        let told = json!({
            "procedures": catalogue.procedures().len(), "events": events, "open": open, "not_in_list": unlisted,
        });
        return say(serde_json::to_string_pretty(&told)?);
    }
    say(format_args!("procedures {}", catalogue.procedures().len()))?;
    for (event, all, done) in events {
        say(format_args!("{event} {done}/{all}"))?;
    }
    by_event(&open)?;
    if !unlisted.is_empty() {
        say(format_args!("not in {ROWS}: {}", unlisted.join(", ")))?;
    }
    Ok(())
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
    let path = folder.join(ROWS);
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
