//! One half of the proof that guidance comes out alike in the server and in the browser: makes households from seeds, has the
//! native engine draw each one's list of procedures, and writes the states with the hashes of what was drawn. The other half,
//! `e2e/test/households.test.mjs`, gives the same states to the WebAssembly engine and compares.
//!
//! ```text
//! cargo run -p kakanai-sample --example households -- --households 1000 --seed 1 --catalogue catalogue
//! {"published": "…"}                                              once: the catalogue
//! {"state": "…", "today": "2026-11-20", "sha": "…", "length": 5}  a household
//! {"end": {"households": 1000, "lists": 750}}                     how many there were, and how many saw the whole list
//! ```
//!
//! Three of four have answered everything and see the whole list; of the others some answers are taken away, and they see
//! the page that asks for the first of them, with the list as far as it goes.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use kakanai_browser::Engine;
use kakanai_catalogue::{Catalogue, Language, files};
use kakanai_interview::State;
use kakanai_interview::state::Place;
use kakanai_record::date::date_text;
use kakanai_record::{Answer, ItemKey, Tag, core};
use kakanai_sample::Dice;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

#[path = "../../../interview/tests/guided/generate.rs"]
#[allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "helpers of tests, of which this is one")]
mod generate;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The page with the list of procedures.
const PAGE: &str = "guidance";

struct Options {
    households: u64,
    seed: u64,
    catalogue: PathBuf,
}

impl Options {
    fn read() -> Outcome<Self> {
        let mut options = Self { households: 1000, seed: 1, catalogue: PathBuf::from("catalogue") };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("`{word}` wants a value behind it"))?;
            match word.as_str() {
                "--households" => options.households = value.parse()?,
                "--seed" => options.seed = value.parse()?,
                "--catalogue" => options.catalogue = value.into(),
                _ => return Err(format!("`{word}`: --households N --seed S --catalogue DIR").into()),
            }
        }
        Ok(options)
    }
}

/// Somebody at the page with the list.
fn state(catalogue: &Catalogue, items: &BTreeSet<Tag>, dice: &mut Dice) -> State {
    let dictionary = catalogue.dictionary();
    let service = dice.pick(&generate::MOVES);
    let mut record = generate::plausible(dictionary, items, service, dice);
    if dice.percent(25) {
        let keys: Vec<ItemKey> =
            record.answers().map(|(key, _)| key).filter(|key| key.tag() != core::SERVICE).collect();
        let gone = dice.pick(&[1, 5, 30]);
        for key in keys {
            if dice.percent(gone) {
                generate::set(&mut record, dictionary, key, Answer::NotAsked);
            }
        }
    }
    let state = State::at(record, Place { page: PAGE.to_owned(), element: None });
    let language = if dice.percent(20) { Language::En } else { Language::Ja };
    State { language, furigana: dice.percent(20), ..state }
}

fn main() -> Outcome<()> {
    let options = Options::read()?;
    let files = kakanai_demo::read(&options.catalogue)?;
    let catalogue = files::load(&files).map_err(|faults| kakanai_demo::told(&faults))?;
    let items = generate::items(&catalogue);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut engine = Engine::default();
    let published = catalogue.published();
    let taken = engine.respond(&json!({ "op": "catalogue", "published": published }).to_string());
    writeln!(out, "{}", json!({ "published": published, "taken": taken }))?;
    let mut dice = Dice::new(options.seed);
    let (today, mut lists) = (date_text(generate::TODAY), 0u64);
    for _ in 0..options.households {
        let state = state(&catalogue, &items, &mut dice).to_json(&catalogue);
        let drawn = engine.respond(&json!({ "op": "show", "state": state, "today": today }).to_string());
        let response: Json = serde_json::from_str(&drawn)?;
        if let Some(error) = response.get("error") {
            return Err(format!("the engine refuses {state}: {error}").into());
        }
        lists += u64::from(response["page"] == PAGE);
        let sha: String = Sha256::digest(drawn.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(out, "{}", json!({ "state": state, "today": today, "sha": sha, "length": drawn.len() }))?;
    }
    writeln!(out, "{}", json!({ "end": { "households": options.households, "lists": lists } }))?;
    Ok(out.flush()?)
}
