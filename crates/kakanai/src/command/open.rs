//! `kakanai open`: from codes to the record.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kakanai_envelope::{Reader, Schema, open_text};
use kakanai_interview::code::CityTowns;
use kakanai_record::json;

use super::{Place, catalogue_of, read_input, say};
use crate::files::{self, Folders};
use crate::keys;

/// Options of `open`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Folder of key pairs.
    #[arg(long, default_value = "var/demo/keys")]
    keys: PathBuf,
    /// A file with the text of the codes, one a line; `-` or nothing reads standard input.
    #[arg(long, conflicts_with = "image")]
    text: Option<PathBuf>,
    /// Pictures of the codes.
    #[arg(long, num_args = 1..)]
    image: Vec<PathBuf>,
}

/// Prints the record as JSON, and on standard error what could not be read with certainty.
pub fn run(args: Args) -> Result<()> {
    let texts = if args.image.is_empty() {
        let text = read_input(args.text.as_deref().unwrap_or(Path::new("-")))?;
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    } else {
        args.image.iter().map(|path| read_picture(path)).collect::<Result<Vec<String>>>()?
    };
    if texts.is_empty() {
        bail!("nothing to open: give --text FILE, --image FILE, or the text on standard input");
    }
    let catalogue = catalogue_of(&args.place.root)?;
    let tables = files::tables(&Folders::of_tree(&args.place.root).tables)?;
    let schema = Schema { dictionary: catalogue.dictionary(), hash: *catalogue.schema_hash() };
    let towns = CityTowns { catalogue: &catalogue, table: &tables };
    let ring = keys::ring(&args.keys)?;
    let reader = Reader { keys: &ring, schemas: &schema, towns: &towns, today: args.place.today() };
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let opened = open_text(&texts, &reader)?;
    for doubt in &opened.doubts {
        eprintln!("kakanai: {}: the town could not be read with certainty; ask again", doubt.path);
    }
    say(serde_json::to_string_pretty(&json::to_json(catalogue.dictionary(), &opened.record))?)?;
    Ok(())
}

/// Finds the one code on a picture.
fn read_picture(path: &Path) -> Result<String> {
    let picture = image::open(path).with_context(|| path.display().to_string())?.to_luma8();
    let (width, height) = picture.dimensions();
    let found = rxing::helpers::detect_in_luma(
        picture.into_raw(),
        width,
        height,
        Some(rxing::BarcodeFormat::QR_CODE),
    );
    let found =
        found.map_err(|_| anyhow::anyhow!("{}: no QR code found; take the picture again", path.display()))?;
    Ok(found.getText().to_owned())
}
