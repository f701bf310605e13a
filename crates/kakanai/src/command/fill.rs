//! `kakanai fill`: from a record to filled forms.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use kakanai_catalogue::Language;
use kakanai_forms::resolve::{Surroundings, resolve};
use kakanai_forms::{Filled, fill};
use kakanai_interview::{Places, places};

use super::{Place, catalogue_of, read_record};
use crate::files::{self, Folders};

/// Options of `fill`.
#[derive(clap::Args)]
pub struct Args {
    /// The record as JSON; `-` reads standard input.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Names of forms, or `all`.
    #[arg(long, value_delimiter = ',', default_value = "all")]
    forms: Vec<String>,
    /// The PDF to write.
    #[arg(short, long)]
    out: PathBuf,
}

/// Fills them into one PDF.
pub fn run(args: Args) -> Result<()> {
    let catalogue = catalogue_of(&args.place.root)?;
    let record = read_record(&catalogue, &args.file)?;
    let folders = Folders::of_tree(&args.place.root);
    let tables = files::tables(&folders.tables)?;
    let forms = files::forms(&folders.catalogue)?;
    let fonts = files::fonts(&folders)?;
    let wanted: Vec<&str> = if args.forms == ["all"] {
        forms.keys().map(String::as_str).collect()
    } else {
        args.forms.iter().map(String::as_str).collect()
    };
    let place_name = |code: &str| places::place_name(&catalogue, &tables, code);
    let country_name = |code: &str| tables.country(code, Language::Ja).unwrap_or_else(|| code.to_owned());
    let around = Surroundings {
        dictionary: catalogue.dictionary(),
        place_name: &place_name,
        country_name: &country_name,
        number: "",
        filed_on: Some(args.place.today()),
        signatures: &[],
        qr: None,
    };
    let mut values = Vec::new();
    for name in wanted {
        let Some(form) = forms.get(name) else {
            let known: Vec<&str> = forms.keys().map(String::as_str).collect();
            bail!("no form `{name}`; there are: {}", known.join(", "));
        };
        values.push((form, resolve(form, &record, &around)));
    }
    let filled: Vec<Filled<'_>> = values.iter().map(|(form, values)| Filled { form, values }).collect();
    let pdf = fill(&filled, &fonts)?;
    fs::write(&args.out, pdf).with_context(|| args.out.display().to_string())
}
