//! Presses the built-in forms: Typst source → background PDF and placements.
//!
//! ```text
//! kakanai-press [--sources forms-src] [--out catalogue/forms] [--fonts /usr/share/fonts]
//! kakanai-press --check     tells stale forms by their hashes, without laying anything out
//! ```
//!
//! A form is current when the hash over its sources, written beside its placements, is that of the files;
//! only stale forms are pressed, unless `--all` is given.

mod placements;
mod press;
mod world;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser;
use kakanai_forms::{FormDef, check_stamp};

#[derive(Parser)]
#[command(about = "Presses the built-in forms from their Typst sources")]
struct Options {
    /// Folder of the Typst sources; every file but `kit*.typ` is a form.
    #[arg(long, default_value = "forms-src")]
    sources: PathBuf,
    /// Folder of the pressed forms.
    #[arg(long, default_value = "catalogue/forms")]
    out: PathBuf,
    /// Folder searched for fonts, with its subfolders.
    #[arg(long, default_value = "/usr/share/fonts")]
    fonts: PathBuf,
    /// Only tell which forms are stale; fails if any is.
    #[arg(long)]
    check: bool,
    /// Press forms that are current too.
    #[arg(long)]
    all: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let pressed = pressed_forms(&options.out)?;
    let mut stale = Vec::new();
    for source in form_sources(&options.sources)? {
        let current = pressed.iter().any(|form| is_current(form, &source, &options));
        if options.all || !current {
            stale.push(source);
        }
    }
    if options.check {
        if stale.is_empty() {
            return Ok(());
        }
        bail!("stale forms: {}; run kakanai-press", stale.join(", "));
    }
    if stale.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(&options.out)?;
    let fonts = world::FontShelf::read(&options.fonts)?;
    for source in stale {
        press::press(&options.sources, &source, &options.out, &fonts)
            .with_context(|| format!("pressing {source}"))?;
    }
    Ok(())
}

/// Names of the form sources, sorted. Files whose name starts with `kit` are shared parts.
fn form_sources(folder: &Path) -> Result<Vec<String>> {
    let mut names = names_ending(folder, ".typ")?;
    names.retain(|name| !name.starts_with("kit"));
    Ok(names)
}

fn pressed_forms(folder: &Path) -> Result<Vec<FormDef>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    // A definition that no longer parses counts as stale, not as an error.
    let read = |name: String| FormDef::parse(&fs::read(folder.join(name)).ok()?).ok();
    Ok(names_ending(folder, ".json")?.into_iter().filter_map(read).collect())
}

fn is_current(form: &FormDef, source: &str, options: &Options) -> bool {
    let own = form.sources.as_ref().and_then(|s| s.files.first());
    let Ok(background) = fs::read(options.out.join(format!("{}.pdf", form.id))) else { return false };
    own.is_some_and(|file| file == source)
        && check_stamp(form, &background, |file| fs::read(options.sources.join(file)).ok()).is_ok()
}

fn names_ending(folder: &Path, end: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading folder {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(end) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
