//! One half of the proof that native and WebAssembly answer alike: walks through generated journeys with the native
//! engine and writes every input with the hash of its response, as a stream of JSON lines. The other half,
//! `e2e/parity/replay.mjs`, feeds the inputs to the WebAssembly engine and compares.
//!
//! ```text
//! cargo run -p kakanai-sample --example parity -- --journeys 1000 --seed 1 --catalogue catalogue [--texts]
//! {"request": {"op": "catalogue", …}, "sha": "…", "length": 2}   once, before all else
//! {"start": {"op": "start", …}, "sha": "…", "length": 5123}     a new journey
//! {"form": [["name", "text"], …], "sha": "…", "length": 5301}   one step, from the state of the response before
//! {"show": "2026-11-20", "sha": "…", "length": 5301}            the page again, from the same state
//! {"end": {"journeys": 1000, "steps": 61234, "codes": 871, "errors": 9034}}
//! ```
//!
//! The length is in bytes. With `--texts` each line carries the response itself as well, to find a difference.

mod demo;
mod mistakes;
mod walker;

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use kakanai_browser::Engine;
use kakanai_catalogue::Catalogue;
use kakanai_interview::State;
use kakanai_interview::places::NoTable;
use kakanai_record::Date;
use kakanai_record::date::date_text;
use kakanai_sample::{Dice, Service, record};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use walker::{Manner, Move, Walker};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Nobody goes on longer than this.
const MOST_STEPS: u32 = 120;

struct Options {
    journeys: u64,
    seed: u64,
    catalogue: PathBuf,
    texts: bool,
}

impl Options {
    fn read() -> Outcome<Self> {
        let mut options =
            Self { journeys: 1000, seed: 1, catalogue: PathBuf::from("catalogue"), texts: false };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut next = || words.next().ok_or_else(|| format!("`{word}` wants a value behind it"));
            match word.as_str() {
                "--journeys" => options.journeys = next()?.parse()?,
                "--seed" => options.seed = next()?.parse()?,
                "--catalogue" => options.catalogue = next()?.into(),
                "--texts" => options.texts = true,
                _ => return Err(format!("`{word}`: --journeys N --seed S --catalogue DIR --texts").into()),
            }
        }
        Ok(options)
    }
}

/// The engine, and the stream of what it was asked.
struct Recorder<W> {
    engine: Engine,
    out: W,
    texts: bool,
    tally: Tally,
}

#[derive(Default)]
struct Tally {
    journeys: u64,
    steps: u64,
    codes: u64,
    errors: u64,
}

impl<W: Write> Recorder<W> {
    /// Asks the engine, writes the line, and returns the response.
    fn ask(&mut self, mut line: Json, request: &Json) -> Outcome<Json> {
        let text = self.engine.respond(&request.to_string());
        let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        line["sha"] = hash.into();
        line["length"] = text.len().into();
        if self.texts {
            line["text"] = text.as_str().into();
        }
        writeln!(self.out, "{line}")?;
        let response: Json = serde_json::from_str(&text)?;
        match response.get("error") {
            None => Ok(response),
            Some(error) => Err(format!("the engine refuses {line}: {error}").into()),
        }
    }

    fn journey(&mut self, catalogue: &Catalogue, seed: u64) -> Outcome<()> {
        let mut dice = Dice::new(seed);
        let today = dice.pick(&[
            Date::constant(2026, 11, 20),
            Date::constant(2028, 2, 29),
            Date::constant(2027, 1, 1),
        ]);
        let people = dice.pick(&[1, 1, 2, 2, 3, 4, 6]);
        let plan = record(catalogue.dictionary(), Service::MoveIn, dice.roll(), people, today)?;
        let mistakes = dice.pick(&[0, 3, 10, 25]);
        let manner = Manner { mistakes, detours: dice.pick(&[0, 2, 8]) };
        let mut walker = Walker::new(catalogue, &NoTable, &plan, today, manner, dice.roll());
        let language = dice.pick(&["ja", "ja", "ja", "en"]);
        let today = date_text(today);
        let start = json!({ "op": "start", "service": "move_in", "language": language, "today": today });
        let mut response = self.ask(json!({ "start": start }), &start)?;
        self.tally.journeys += 1;
        for _ in 0..MOST_STEPS {
            let text = response["state"].as_str().unwrap_or_default();
            let state = State::from_json(catalogue, text)?;
            response = match walker.next(&state) {
                Move::Send(form) => {
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
                return Ok(());
            }
        }
        Ok(())
    }
}

fn main() -> Outcome<()> {
    let options = Options::read()?;
    let catalogue = demo::with_elsewhere(&demo::catalogue(&options.catalogue)?)?;
    let out = BufWriter::new(std::io::stdout().lock());
    let mut recorder =
        Recorder { engine: Engine::default(), out, texts: options.texts, tally: Tally::default() };
    let request = json!({ "op": "catalogue", "published": catalogue.published() });
    recorder.ask(json!({ "request": request }), &request)?;
    let mut seeds = Dice::new(options.seed);
    for _ in 0..options.journeys {
        recorder.journey(&catalogue, seeds.roll())?;
    }
    let Tally { journeys, steps, codes, errors } = recorder.tally;
    let end = json!({ "end": { "journeys": journeys, "steps": steps, "codes": codes, "errors": errors } });
    writeln!(recorder.out, "{end}")?;
    Ok(recorder.out.flush()?)
}
