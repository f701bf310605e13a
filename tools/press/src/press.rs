//! Lays out one source and writes its background and placements.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use kakanai_forms::{FormDef, PageSize, SourceStamp, hash_bytes, hash_sources};
use typst::World;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::placements::{self, round};
use crate::world::{FontShelf, PressWorld};

/// Presses `source` into `out/{id}.pdf` and `out/{id}.json`.
pub(crate) fn press(folder: &Path, source: &str, out: &Path, fonts: &FontShelf) -> Result<()> {
    let world = PressWorld::new(folder, source, fonts)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    // A warning (an unknown font above all) would change the paper without a word.
    if !compiled.warnings.is_empty() {
        bail!("{}", told(&world, &compiled.warnings));
    }
    let document = compiled.output.map_err(|errors| anyhow::anyhow!("{}", told(&world, &errors)))?;
    let spots = placements::read(&document)?;
    let options = PdfOptions {
        ident: Smart::Custom(spots.id.clone()),
        creator: Smart::Custom(None),
        tagged: false,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|e| anyhow::anyhow!("{}", told(&world, &e)))?;
    let def = FormDef {
        format: 1,
        id: spots.id,
        title: spots.title,
        repeat: spots.repeat,
        pages: document.pages().iter().map(page_size).collect(),
        background_sha256: hash_bytes(&pdf),
        sources: Some(stamp(&world, source)),
        placements: spots.placements,
    };
    let json = to_json(&def)?;
    FormDef::parse(json.as_bytes()).context("the pressed definition does not hold")?;
    fs::write(out.join(format!("{}.pdf", def.id)), pdf)?;
    fs::write(out.join(format!("{}.json", def.id)), json)?;
    Ok(())
}

fn page_size(page: &typst_layout::Page) -> PageSize {
    let size = page.frame.size();
    PageSize { width: round(size.x.to_pt()), height: round(size.y.to_pt()) }
}

/// The stamp: the form's own source first, then what it read, by name.
fn stamp(world: &PressWorld<'_>, own: &str) -> SourceStamp {
    let mut files: Vec<_> = world.files_read().into_iter().collect();
    files.sort_by_key(|(name, _)| (name != own, name.clone()));
    let sha256 = hash_sources(files.iter().map(|(n, c)| (n.as_str(), c.as_slice())));
    SourceStamp { files: files.into_iter().map(|(name, _)| name).collect(), sha256 }
}

/// JSON with one box per line, so that a change of the source reads well in a review.
fn to_json(def: &FormDef) -> Result<String> {
    let placements: Vec<String> =
        def.placements.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let head = serde_json::to_string_pretty(&FormDef { placements: Vec::new(), ..def.clone() })?;
    let Some(head) = head.strip_suffix("[]\n}") else { bail!("placements must be the last key") };
    Ok(format!("{head}[\n    {}\n  ]\n}}\n", placements.join(",\n    ")))
}

fn told(world: &PressWorld<'_>, diagnostics: &[SourceDiagnostic]) -> String {
    let line = |d: &SourceDiagnostic| {
        let place = d.span.id().and_then(|id| {
            let range = typst::WorldExt::range(world, d.span)?;
            let line = world.source(id).ok()?.lines().byte_to_line(range.start)? + 1;
            Some(format!("{}:{line}: ", id.get().vpath().get_without_slash()))
        });
        let hints: String = d.hints.iter().map(|h| format!(" ({})", h.v)).collect();
        format!("{}{}{hints}", place.unwrap_or_default(), d.message)
    };
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}
