//! `kakanai ledger`: what an address belongs to, by the city's own ledgers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use kakanai_catalogue::{Catalogue, Column};
use kakanai_interview::ledger::{self, Found, Which};
use kakanai_interview::places::{self, Places, Town};
use kakanai_interview::question::Asking;
use kakanai_interview::words::Words;
use kakanai_record::{ItemKind, Record, json};
use serde_json::{Map, Value as Json, json};

use super::{Place, catalogue_of, read_record, say};
use crate::files::{Folders, tables};

/// Options of `ledger`.
#[derive(clap::Args)]
pub struct Args {
    /// A record as JSON, whose addresses are looked up; `-` reads standard input.
    #[arg(required_unless_present = "postal")]
    file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Postal code of an address, in place of a record.
    #[arg(long, conflicts_with = "file")]
    postal: Option<String>,
    /// Its town; not needed where the postal code has only one.
    #[arg(long, requires = "postal")]
    town: Option<String>,
    /// Its lot (番地).
    #[arg(long, requires = "postal")]
    lot: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Does it.
pub fn run(args: Args) -> Result<()> {
    let catalogue = catalogue_of(&args.place.root)?;
    if catalogue.ledger().is_empty() {
        bail!("the city keeps no ledgers: ledger.toml is not in its catalogue, or has no rows");
    }
    let tables = tables(&Folders::of_tree(&args.place.root).tables)?;
    let telling = Telling { catalogue: &catalogue, places: &tables, args: &args };
    match (&args.file, &args.postal) {
        (Some(file), _) => telling.record(&read_record(&catalogue, file)?),
        (None, Some(postal)) => telling.address(postal),
        (None, None) => bail!("name a record, or an address with --postal"),
    }
}

struct Telling<'a> {
    catalogue: &'a Catalogue,
    places: &'a dyn Places,
    args: &'a Args,
}

impl Telling<'_> {
    fn address(&self, postal: &str) -> Result<()> {
        let digits: String = postal.chars().filter(|c| *c != '-').collect();
        if ItemKind::Postal.parse(&digits).is_err() {
            bail!("--postal {postal}: a postal code has seven digits, such as 000-0002");
        }
        let postal = digits;
        let town = self.town(&postal)?;
        let city = self.catalogue.city();
        if town.municipality != city.code && city.wards.iter().all(|ward| ward.code != town.municipality) {
            bail!("{postal} lies in {}: only that city's own ledgers know it", town.municipality_name);
        }
        let mut address = json!({ "postal": postal, "municipality": town.municipality, "town": town.town });
        if let Some(lot) = &self.args.lot {
            address["lot"] = json!(lot);
        }
        let record = json::from_json(self.catalogue.dictionary(), &json!({ "new_address": address }))?;
        if self.args.json {
            return say(serde_json::to_string_pretty(&self.entry_json(&record, Which::New))?);
        }
        self.entry(&record, Which::New)
    }

    /// The one of the postal code's towns that is meant.
    fn town(&self, postal: &str) -> Result<Town> {
        let mut towns = places::find(self.catalogue, self.places, postal);
        if let Some(wanted) = &self.args.town {
            let same = |town: &Town| town.town.is_empty() || town.town == *wanted;
            let meant = towns
                .iter()
                .find(|town| town.town == *wanted)
                .or_else(|| towns.iter().find(|town| same(town)));
            if let Some(town) = meant {
                return Ok(Town { town: wanted.clone(), ..town.clone() });
            }
        } else if towns.len() == 1 && towns.iter().all(|town| !town.town.is_empty()) {
            return towns.pop().context("no town");
        }
        let names: Vec<&str> = towns.iter().map(|town| town.town.as_str()).collect();
        match names.is_empty() {
            true => bail!("{postal} is no postal code of a table: look it up again"),
            false => bail!("say which town of {postal} it is, with --town: {}", names.join(", ")),
        }
    }

    /// Both addresses, and what a move inside the city changes.
    fn record(&self, record: &Record) -> Result<()> {
        let changes = ledger::changes(self.catalogue, record);
        if self.args.json {
            let json = json!({
                "old_address": self.entry_json(record, Which::Old),
                "new_address": self.entry_json(record, Which::New),
                "school_changes": changes.schools,
                "collection_changes": changes.collection,
            });
            return say(serde_json::to_string_pretty(&json)?);
        }
        for (title, which) in [("旧住所", Which::Old), ("新住所", Which::New)] {
            say(title)?;
            self.entry(record, which)?;
        }
        for (label, change) in [("学区が変わる", changes.schools), ("収集区が変わる", changes.collection)]
        {
            if let Some(change) = change {
                say(format_args!("{label}：{}", if change { "はい" } else { "いいえ" }))?;
            }
        }
        Ok(())
    }

    fn entry(&self, record: &Record, which: Which) -> Result<()> {
        let draft = BTreeMap::new();
        let asking = Asking {
            words: Words::japanese(self.catalogue, record),
            places: self.places,
            record,
            draft: &draft,
            element: None,
            today: self.args.place.today(),
            like: None,
        };
        for (label, value) in ledger::tell(&asking, which) {
            say(format_args!("  {}：{value}", label.plain))?;
        }
        Ok(())
    }

    fn entry_json(&self, record: &Record, which: Which) -> Json {
        let entry = ledger::lookup(self.catalogue, record, which);
        let found = |column: Column| match entry.of(column) {
            Found::Named(name) => json!({
                "found": "named",
                "id": name.id,
                "name": name.name,
                "reading": name.reading,
                "latin": name.latin,
            }),
            Found::NoneThere => json!({ "found": "none" }),
            Found::Unknown => json!({ "found": "unknown" }),
        };
        let columns = Column::ALL.into_iter().map(|column| (column.name().to_owned(), found(column)));
        Json::Object(columns.collect::<Map<_, _>>())
    }
}
