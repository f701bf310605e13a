//! `kakanai seal`: from a record to its codes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kakanai_envelope::qr::{Symbol, symbol};
use kakanai_envelope::{Schema, Seed, pack, seal, split};
use kakanai_interview::code::CityTowns;

use super::{Place, catalogue_of, read_record, say};
use crate::files::{self, Folders};
use crate::keys;
use crate::system::draw;

/// Options of `seal`.
#[derive(clap::Args)]
pub struct Args {
    /// The record as JSON; `-` reads standard input.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Public key file; without it the newest of `--keys`.
    #[arg(long)]
    key: Option<PathBuf>,
    /// Folder of key pairs.
    #[arg(long, default_value = "var/demo/keys")]
    keys: PathBuf,
    /// Prints the codes as text, one line each (also without this, where no pictures are asked for).
    #[arg(long, conflicts_with = "png")]
    text: bool,
    /// Writes the codes as pictures into this folder.
    #[arg(long)]
    png: Option<PathBuf>,
}

/// Pixels of one module, and modules of the quiet zone.
const MODULE: u32 = 8;
const QUIET: u32 = 4;

/// Seals it.
pub fn run(args: Args) -> Result<()> {
    let catalogue = catalogue_of(&args.place.root)?;
    let record = read_record(&catalogue, &args.file)?;
    let key = match &args.key {
        Some(path) => keys::read_public(path)?,
        None => keys::public(&args.keys)?,
    };
    let tables = files::tables(&Folders::of_tree(&args.place.root).tables)?;
    let schema = Schema { dictionary: catalogue.dictionary(), hash: *catalogue.schema_hash() };
    let towns = CityTowns { catalogue: &catalogue, table: &tables };
    let packed = pack(&schema, &record, args.place.today(), &towns)?;
    let parts = split(&seal(&key, &packed, &Seed::new(draw()))?)?;
    match args.png {
        Some(folder) => write_pictures(&folder, &parts),
        None => {
            for part in &parts {
                say(part)?;
            }
            Ok(())
        }
    }
}

fn write_pictures(folder: &Path, parts: &[String]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for (at, part) in parts.iter().enumerate() {
        let path = folder.join(format!("code-{}-of-{}.png", at + 1, parts.len()));
        picture(&symbol(part)?).save(&path).with_context(|| path.display().to_string())?;
        say(path.display())?;
    }
    Ok(())
}

fn picture(symbol: &Symbol) -> image::GrayImage {
    let side = (symbol.size() as u32 + 2 * QUIET) * MODULE;
    image::GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| (at / MODULE).checked_sub(QUIET).map(|at| at as usize);
        let dark = module(x).zip(module(y)).is_some_and(|(column, row)| symbol.is_dark(column, row));
        image::Luma([if dark { 0 } else { 255 }])
    })
}
