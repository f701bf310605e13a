//! One half of the proof that native and WebAssembly answer alike: walks through generated journeys with the native
//! engine and writes every input with the hash of its response, as a stream of JSON lines. The other half,
//! `e2e/parity/replay.mjs`, feeds the inputs to the WebAssembly engine and compares.
//!
//! ```text
//! cargo run -p kakanai-sample --example parity -- --journeys 1000 --seed 1 --catalogue catalogue [--texts]
//! {"request": {"op": "catalogue", …}, "sha": "…", "length": 2}   once, before all else
//! {"table": {"kind": 0, "file": "municipalities.tsv.br"}, …}    half way: from here on with tables
//! {"start": {"op": "start", …}, "sha": "…", "length": 5123}     a new journey
//! {"form": [["name", "text"], …], "sha": "…", "length": 5301}   one step, from the state of the page before
//! {"show": "2026-11-20", "sha": "…", "length": 5301}            the page again, from the same state
//! {"live": [["name", "text"], …], "sha": "…", "length": 93}     what is typed so far, and what it means
//! {"wants": [["name", "text"], …], "sha": "…", "length": 14}    the tables that a step would need
//! {"seal": {"key": "…", "seed": "…"}, "sha": "…", …}            the code of a finished journey
//! {"end": {"journeys": 1000, "steps": 61234, "asides": 7012, "codes": 871, "sealed": 213, "errors": 9034}}
//! ```
//!
//! The length is in bytes. With `--texts` each line carries the response itself as well, to find a difference.
//! `live`, `wants` and `seal` are asides: the next step starts from the page before them.

mod demo;
mod mistakes;
mod walker;

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use kakanai_browser::{Engine, Table};
use kakanai_catalogue::{Catalogue, files};
use kakanai_envelope::{SecretKey, Seed};
use kakanai_interview::places::NoTable;
use kakanai_interview::{Places, State, Tables};
use kakanai_record::Date;
use kakanai_record::date::date_text;
use kakanai_sample::{Dice, Service, whole};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use walker::{Fields, Manner, Move, Walker};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Nobody goes on longer than this.
const MOST_STEPS: u32 = 240;

/// The small tables, by the kind of the C interface; towns are those of the catalogue.
const TABLES: [(u8, Table, &str); 2] =
    [(0, Table::Municipalities, "municipalities.tsv.br"), (2, Table::Countries, "countries.tsv.br")];

struct Options {
    journeys: u64,
    seed: u64,
    catalogue: PathBuf,
    tables: PathBuf,
    texts: bool,
}

impl Options {
    fn read() -> Outcome<Self> {
        let mut options = Self {
            journeys: 1000,
            seed: 1,
            catalogue: PathBuf::from("catalogue"),
            tables: PathBuf::from("crates/domain/tables"),
            texts: false,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut next = || words.next().ok_or_else(|| format!("`{word}` wants a value behind it"));
            match word.as_str() {
                "--journeys" => options.journeys = next()?.parse()?,
                "--seed" => options.seed = next()?.parse()?,
                "--catalogue" => options.catalogue = next()?.into(),
                "--tables" => options.tables = next()?.into(),
                "--texts" => options.texts = true,
                _ => {
                    let known = "--journeys N --seed S --catalogue DIR --tables DIR --texts";
                    return Err(format!("`{word}`: {known}").into());
                }
            }
        }
        Ok(options)
    }
}

/// The engine, and the stream of what it was asked.
struct Recorder<W> {
    engine: Engine,
    /// The city's public key, as text.
    key: String,
    out: W,
    texts: bool,
    tally: Tally,
}

#[derive(Default)]
struct Tally {
    journeys: u64,
    steps: u64,
    asides: u64,
    codes: u64,
    sealed: u64,
    errors: u64,
}

impl<W: Write> Recorder<W> {
    /// Asks the engine, writes the line, and returns the response.
    fn ask(&mut self, line: Json, request: &Json) -> Outcome<Json> {
        let text = self.engine.respond(&request.to_string());
        self.write(line, &text)
    }

    /// Gives a table to the engine, and to the walkers' own places.
    fn take(&mut self, places: &mut Tables, folder: &Path, table: (u8, Table, &str)) -> Outcome<()> {
        let (kind, table, file) = table;
        let packed = std::fs::read(folder.join(file))?;
        let mut bytes = Vec::new();
        brotli_decompressor::BrotliDecompress(&mut packed.as_slice(), &mut bytes)?;
        match table {
            Table::Countries => places.set_countries(&bytes)?,
            _ => places.set_municipalities(&bytes)?,
        }
        let text = self.engine.take(table, &bytes);
        self.write(json!({ "table": { "kind": kind, "file": file } }), &text)?;
        Ok(())
    }

    fn write(&mut self, mut line: Json, text: &str) -> Outcome<Json> {
        let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        line["sha"] = hash.into();
        line["length"] = text.len().into();
        if self.texts {
            line["text"] = text.into();
        }
        writeln!(self.out, "{line}")?;
        let response: Json = serde_json::from_str(text)?;
        match response.get("error") {
            None => Ok(response),
            Some(error) => Err(format!("the engine refuses {line}: {error}").into()),
        }
    }

    /// What the page's module asks while somebody types.
    fn aside(&mut self, state: &str, form: &Fields, today: &str, dice: &mut Dice) -> Outcome<()> {
        let op = dice.pick(&["live", "live", "wants"]);
        let request = json!({ "op": op, "state": state, "form": form, "today": today });
        self.ask(json!({ (op): form }), &request)?;
        self.tally.asides += 1;
        Ok(())
    }

    /// The code itself, from a seed that the dice give.
    fn seal(&mut self, state: &str, today: &str, dice: &mut Dice) -> Outcome<()> {
        let seed: String = (0..4).map(|_| format!("{:016x}", dice.roll())).collect();
        let key = self.key.clone();
        let request = json!({ "op": "seal", "state": state, "today": today, "key": key, "seed": seed });
        self.ask(json!({ "seal": { "key": key, "seed": seed } }), &request)?;
        self.tally.sealed += 1;
        Ok(())
    }

    fn journey(&mut self, catalogue: &Catalogue, places: &dyn Places, seed: u64) -> Outcome<()> {
        let mut dice = Dice::new(seed);
        let today = dice.pick(&[
            Date::constant(2026, 11, 20),
            Date::constant(2028, 2, 29),
            Date::constant(2027, 1, 1),
        ]);
        let people = dice.pick(&[1, 1, 2, 2, 3, 4, 6]);
        let service = dice.pick(&Service::ALL);
        let plan = whole(catalogue, service, dice.roll(), people, today)?;
        let mistakes = dice.pick(&[0, 3, 10, 25]);
        let manner = Manner { mistakes, detours: dice.pick(&[0, 2, 8]) };
        let mut walker = Walker::new(catalogue, places, &plan, today, manner, dice.roll());
        let language = dice.pick(&["ja", "ja", "ja", "en"]);
        let today = date_text(today);
        let start = json!({ "op": "start", "service": service.key(), "language": language, "today": today });
        let mut response = self.ask(json!({ "start": start }), &start)?;
        self.tally.journeys += 1;
        for _ in 0..MOST_STEPS {
            let text = response["state"].as_str().unwrap_or_default().to_owned();
            let state = State::from_json(catalogue, &text)?;
            response = match walker.next(&state) {
                Move::Send(form) => {
                    if dice.percent(12) {
                        self.aside(&text, &form, &today, &mut dice)?;
                    }
                    let request = json!({ "op": "step", "state": text, "form": form, "today": today });
                    self.ask(json!({ "form": form }), &request)?
                }
                Move::Reload => {
                    let request = json!({ "op": "show", "state": text, "today": today });
                    self.ask(json!({ "show": today }), &request)?
                }
            };
            self.tally.steps += 1;
            self.tally.errors +=
                u64::from(response["title"].as_str().is_some_and(|t| t.starts_with("エラー")));
            if response["wants_code"] == true && !dice.percent(10) {
                self.tally.codes += 1;
                if dice.percent(25) {
                    let state = response["state"].as_str().unwrap_or_default();
                    self.seal(state, &today, &mut dice)?;
                }
                return Ok(());
            }
        }
        Ok(())
    }
}

fn main() -> Outcome<()> {
    let options = Options::read()?;
    let files = kakanai_demo::read(&options.catalogue)?;
    let shipped = files::load(&files).map_err(|faults| kakanai_demo::told(&faults))?;
    let catalogue = demo::with_elsewhere(&shipped)?;
    let out = BufWriter::new(std::io::stdout().lock());
    let key = SecretKey::generate(&Seed::new([7; 32])).public().to_text();
    let (engine, tally) = (Engine::default(), Tally::default());
    let mut recorder = Recorder { engine, key, out, texts: options.texts, tally };
    let request = json!({ "op": "catalogue", "published": catalogue.published() });
    recorder.ask(json!({ "request": request }), &request)?;
    let mut seeds = Dice::new(options.seed);
    let without = options.journeys / 2;
    for _ in 0..without {
        recorder.journey(&catalogue, &NoTable, seeds.roll())?;
    }
    let mut places = Tables::default();
    for table in TABLES {
        recorder.take(&mut places, &options.tables, table)?;
    }
    for _ in without..options.journeys {
        recorder.journey(&catalogue, &places, seeds.roll())?;
    }
    let Tally { journeys, steps, asides, codes, sealed, errors } = recorder.tally;
    let end = json!({ "end": {
        "journeys": journeys, "steps": steps, "asides": asides, "codes": codes, "sealed": sealed, "errors": errors,
    } });
    writeln!(recorder.out, "{end}")?;
    Ok(recorder.out.flush()?)
}
