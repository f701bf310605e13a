//! The ledgers by address from source to compiled: every town and name looked up, every lot in one row and no more.

use crate::fault::Fault;
use crate::ledger::{Column, Ledger, LedgerRow, Lots, Row, lots};
use crate::source::Source;

const FILE: &str = "ledger.toml";

/// A town of a municipality.
type Town<'a> = (&'a str, &'a str);

/// The ledgers of a city; empty where it keeps none.
pub(super) fn ledger(source: &Source, faults: &mut Vec<Fault>) -> Ledger {
    let written = &source.ledger;
    let before = faults.len();
    let mut reading = Reading { source, faults };
    let rows: Vec<Row> = written.row.iter().map(|row| reading.row(row)).collect();
    // A browser reads what was checked when it was published, and loads no check of it.
    if cfg!(feature = "files") && !written.is_empty() {
        reading.names();
        written.row.iter().for_each(|row| reading.places(row));
        // Where a row cannot be read, nobody can say what is missing.
        if reading.faults.len() == before {
            reading.lots(&rows);
            reading.towns(&rows);
        }
    }
    Ledger { names: Column::ALL.map(|column| written.names(column).to_vec()), rows }
}

struct Reading<'a> {
    source: &'a Source,
    faults: &'a mut Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, what: &[&str]) {
        self.faults.push(Fault::new(FILE, what.concat()));
    }

    fn row(&mut self, row: &LedgerRow) -> Row {
        let read = row.lots.as_ref().map(|text| lots(text));
        if let (Some(None), Some(text)) = (&read, &row.lots) {
            self.fault(&["lots `", text, "`: write 1-499, 500- or 7, several with commas"]);
        }
        let values = Column::ALL.map(|column| self.value(row, column));
        let lots = read.flatten().unwrap_or_default();
        Row { municipality: row.municipality.clone(), towns: row.towns.clone(), lots, values }
    }

    fn value(&mut self, row: &LedgerRow, column: Column) -> Option<usize> {
        let id = row.value(column)?;
        let at = self.source.ledger.names(column).iter().position(|name| name.id == id);
        if at.is_none() {
            let name = column.name();
            self.fault(&[name, " `", id, "` is in no [[", name, "]]: add it there, or write one that is"]);
        }
        at
    }

    fn names(&mut self) {
        for column in Column::ALL {
            let names = self.source.ledger.names(column);
            for (at, name) in names.iter().enumerate() {
                if name.name.is_empty() {
                    self.fault(&["`", &name.id, "` in [[", column.name(), "]] has no name: write one"]);
                }
                if names.iter().take(at).any(|other| other.id == name.id) {
                    self.fault(&["`", &name.id, "` is there twice in [[", column.name(), "]]: take one out"]);
                }
            }
        }
    }

    fn places(&mut self, row: &LedgerRow) {
        if !own(self.source).contains(&row.municipality.as_str()) {
            let what = "` is not where people of this city live: write a code of city.toml, a ward's where there are wards";
            self.fault(&["municipality `", &row.municipality, what]);
        }
        if row.towns.is_empty() {
            self.fault(&["a row of `", &row.municipality, "` names no town: write them in `towns`"]);
        }
        let listed = self.source.towns.iter().filter(|town| town.municipality == row.municipality);
        let listed: Vec<&str> = listed.map(|town| town.town.as_str()).collect();
        for town in &row.towns {
            // A real city has its towns in the national table, which is not at hand here.
            if !listed.is_empty() && !listed.contains(&town.as_str()) {
                let what = " in towns.toml: write it as there";
                self.fault(&["`", town, "` is no town of ", &row.municipality, what]);
            }
        }
    }

    /// Each lot of a town stands in one row.
    fn lots(&mut self, rows: &[Row]) {
        let mut all: Vec<(Town, Lots)> = Vec::new();
        for row in rows {
            let lots = if row.lots.is_empty() { &[(1, u32::MAX)] } else { row.lots.as_slice() };
            for town in &row.towns {
                let town = (row.municipality.as_str(), town.as_str());
                all.extend(lots.iter().map(|lots| (town, *lots)));
            }
        }
        all.sort_unstable();
        for same in all.chunk_by(|(one, _), (other, _)| one == other) {
            self.stretches(same);
        }
    }

    fn stretches(&mut self, same: &[(Town, Lots)]) {
        // The last lot that a row has had.
        let mut had = 0;
        for ((_, town), (first, last)) in same {
            if *first <= had {
                let what = " stands in two rows: give each row other `lots`";
                self.fault(&["`", town, "`: lot ", &first.to_string(), what]);
            } else if had + 1 < *first {
                self.gap(town, had, &(first - 1).to_string());
            }
            had = had.max(*last);
        }
        if let Some(((_, town), _)) = same.first().filter(|_| had < u32::MAX) {
            self.gap(town, had, "");
        }
    }

    /// The lots behind `had`, up to the last that is missing.
    fn gap(&mut self, town: &str, had: u32, last: &str) {
        let what = " stand in no row: add one, without values where only the desk can tell";
        self.fault(&["`", town, "`: lots ", &(had + 1).to_string(), "-", last, what]);
    }

    /// All towns of the city are in it, as far as the catalogue knows them.
    fn towns(&mut self, rows: &[Row]) {
        let own = own(self.source);
        for town in &self.source.towns {
            let here = |row: &Row| row.municipality == town.municipality && row.towns.contains(&town.town);
            if own.contains(&town.municipality.as_str()) && !rows.iter().any(here) {
                let what = " stands in towns.toml and in no row: add it, without values where only the desk can tell";
                self.fault(&["`", &town.town, "` of ", &town.municipality, what]);
            }
        }
    }
}

/// The codes that stand in addresses of the city: its wards', or its own where it has none.
fn own(source: &Source) -> Vec<&str> {
    let city = &source.city;
    match city.wards.is_empty() {
        true => vec![&city.code],
        false => city.wards.iter().map(|ward| ward.code.as_str()).collect(),
    }
}
