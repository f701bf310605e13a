//! Reading what the product needs from its folders.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use kakanai_catalogue::{Catalogue, files};
use kakanai_forms::{FontBytes, Fonts, Form};
use kakanai_interview::tables::Tables;
use kakanai_links::mapping::Mapping;

/// Where things are.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The city's catalogue.
    pub catalogue: PathBuf,
    /// Styles and modules.
    pub web: PathBuf,
    /// The engine for browsers.
    pub engine: PathBuf,
    /// Tables of towns and municipalities.
    pub tables: PathBuf,
    /// Font for what is written on forms.
    pub text_font: PathBuf,
    /// Font for names with rare characters.
    pub name_font: PathBuf,
}

impl Folders {
    /// The folders of a source tree, with the fonts of Debian's packages.
    pub fn of_tree(root: &Path) -> Self {
        let fonts = Path::new("/usr/share/fonts/truetype");
        Self {
            catalogue: root.join("catalogue"),
            web: root.join("web"),
            engine: root.join("target/browser/engine.wasm"),
            tables: root.join("crates/domain/tables"),
            text_font: fonts.join("bizud-mincho/BIZUDMincho-Regular.ttf"),
            name_font: fonts.join("ipamj/ipamjm.ttf"),
        }
    }
}

/// Reads and checks a catalogue.
pub fn catalogue(folder: &Path) -> Result<Catalogue> {
    files::load(&catalogue_files(folder)?).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the catalogue in {} has faults:\n{}", folder.display(), faults.join("\n"))
    })
}

/// The text files of a catalogue by path below its folder.
pub fn catalogue_files(folder: &Path) -> Result<files::Files> {
    if !folder.is_dir() {
        bail!("there is no catalogue at {}", folder.display());
    }
    let mut found = BTreeMap::new();
    let mut inside = vec![folder.to_owned()];
    while let Some(here) = inside.pop() {
        for entry in fs::read_dir(&here).with_context(|| here.display().to_string())? {
            let entry = entry?;
            let path = entry.path();
            // Links to folders are not followed: they may lead in circles.
            if entry.file_type()?.is_dir() {
                inside.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                found.insert(name, read_text(&path)?);
            }
        }
    }
    Ok(found)
}

/// What goes to other systems.
pub fn mapping(folder: &Path, catalogue: &Catalogue) -> Result<Mapping> {
    let path = folder.join("handover.toml");
    let text = read_text(&path)?;
    Mapping::read(catalogue.dictionary(), &text).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{} has faults:\n{}", path.display(), faults.join("\n"))
    })
}

/// The forms of a catalogue by name.
pub fn forms(folder: &Path) -> Result<BTreeMap<String, Form>> {
    let mut forms = BTreeMap::new();
    for path in files_in(&folder.join("forms"))? {
        if path.extension().is_some_and(|end| end == "json") {
            let background = read(&path.with_extension("pdf"))?;
            let form = Form::load(&read(&path)?, background).with_context(|| path.display().to_string())?;
            forms.insert(form.def().id.clone(), form);
        }
    }
    Ok(forms)
}

/// The fonts of forms.
pub fn fonts(folders: &Folders) -> Result<Fonts> {
    let font = |path: &Path| -> Result<FontBytes> {
        Ok(Arc::new(read(path).with_context(|| "a font is missing: run tools/setup.sh runtime")?))
    };
    Ok(Fonts::new(font(&folders.text_font)?, font(&folders.name_font)?)?)
}

/// All towns and municipalities of the country, and all nationalities.
pub fn tables(folder: &Path) -> Result<Tables> {
    let mut tables = Tables::default();
    tables.set_municipalities(&unbrotli(&read(&folder.join("municipalities.tsv.br"))?)?)?;
    tables.set_countries(&unbrotli(&read(&folder.join("countries.tsv.br"))?)?)?;
    tables.add_towns(&unbrotli(&read(&folder.join("postal/all.kpt.br"))?)?)?;
    Ok(tables)
}

/// The files of the public side.
pub fn public_files(folders: &Folders) -> Result<kakanai_server::public::Files> {
    let mut towns = BTreeMap::new();
    for path in files_in(&folders.tables.join("postal"))? {
        let digits =
            path.file_name().and_then(|name| name.to_str()).and_then(|name| name.get(..2)?.parse().ok());
        if let Some(digits) = digits {
            towns.insert(digits, read(&path)?);
        }
    }
    Ok(kakanai_server::public::Files {
        web: web(&folders.web)?,
        engine: fs::read(&folders.engine).ok(),
        engine_compressed: compressed_beside(&folders.engine),
        municipalities: read(&folders.tables.join("municipalities.tsv.br"))?,
        countries: read(&folders.tables.join("countries.tsv.br"))?,
        towns,
    })
}

/// The compressed form beside a file, where it is not older than the file itself.
fn compressed_beside(path: &Path) -> Option<Vec<u8>> {
    let beside = path.with_extension("wasm.br");
    let made = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    (made(&beside)? >= made(path)?).then(|| fs::read(&beside).ok())?
}

fn web(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(&inside).with_context(|| inside.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Some(name) = path.file_name() {
                found.insert(name.to_string_lossy().into_owned(), read(&path)?);
            }
        }
    }
    Ok(found)
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}

/// Reads a file; the error names it.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}

/// Reads a text file; the error names it.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Writes a file that only its owner may read, whole or not at all.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let written = || -> std::io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    written().with_context(|| path.display().to_string())
}

fn unbrotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    brotli_decompressor::Decompressor::new(bytes, 4096).read_to_end(&mut plain)?;
    Ok(plain)
}
