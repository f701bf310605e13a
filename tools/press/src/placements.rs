//! Reads the boxes a source has declared (`forms-src/kit.typ`) from the finished layout.

use anyhow::{Context, Result, bail};
use kakanai_forms::{Align, ChoiceOption, FontRole, Kind, Mark, Placement, Rect, Repeat, SizeRange};
use serde_json::Value;
use typst::foundations::NativeElement;
use typst::introspection::{Introspector, MetadataElem};
use typst_layout::PagedDocument;

/// What a source says about its form.
pub(crate) struct Spots {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) repeat: Option<Repeat>,
    pub(crate) placements: Vec<Placement>,
}

/// A declared spot: its metadata and where it came to stand.
struct Spot {
    data: Value,
    page: usize,
    rect: Rect,
}

pub(crate) fn read(document: &PagedDocument) -> Result<Spots> {
    let spots = spots(document)?;
    let form = spots.iter().find(|s| s.is("form")).context("the source declares no form (kit: form)")?;
    let mut placements = Vec::new();
    for field in spots.iter().filter(|s| s.is("field")) {
        let id = field.text("id")?;
        let parts: Vec<&Spot> =
            spots.iter().filter(|s| s.data.get("of") == Some(&id.clone().into())).collect();
        placements.push(placement(field, &id, &parts).with_context(|| format!("box {id}"))?);
    }
    for part in spots.iter().filter(|s| s.is("part")) {
        let of = part.text("of")?;
        if !placements.iter().any(|p| p.id == of) {
            bail!("a part belongs to the box {of}, which is not declared");
        }
    }
    let repeat = form.data.get("repeat").cloned().unwrap_or_default();
    Ok(Spots {
        id: form.text("id")?,
        title: form.text("title")?,
        repeat: serde_json::from_value(repeat).context("repeat")?,
        placements,
    })
}

/// Coordinates to a hundredth of a point: finer than any printer, and stable to read.
pub(crate) fn round(pt: f64) -> f32 {
    ((pt * 100.0).round() / 100.0) as f32
}

fn spots(document: &PagedDocument) -> Result<Vec<Spot>> {
    let introspector = document.introspector();
    let mut spots = Vec::new();
    for content in introspector.query(&MetadataElem::ELEM.select()) {
        let Some(meta) = content.to_packed::<MetadataElem>() else { continue };
        let data = serde_json::to_value(&meta.value)?;
        if data.get("spot").is_none() {
            continue;
        }
        let at = content
            .location()
            .and_then(|l| introspector.position(l))
            .context("a declared box has no place in the layout")?;
        let length = |key: &str| data.get(key).and_then(Value::as_f64).unwrap_or_default();
        let rect = Rect {
            x: round(at.point.x.to_pt()),
            y: round(at.point.y.to_pt()),
            w: round(length("w")),
            h: round(length("h")),
        };
        spots.push(Spot { page: at.page.get() - 1, rect, data });
    }
    Ok(spots)
}

fn placement(field: &Spot, id: &str, parts: &[&Spot]) -> Result<Placement> {
    let sizes = field.data.get("size").and_then(Value::as_array).context("size is missing")?;
    let size = |i: usize| sizes.get(i).and_then(Value::as_f64).map(round).context("size is a pair");
    Ok(Placement {
        id: id.to_owned(),
        label: field.text("label")?,
        page: field.page,
        rect: field.rect,
        source: field.text("source")?,
        row: field.read("row")?,
        kind: kind(field, parts)?,
        font: field.read::<Option<FontRole>>("font")?.unwrap_or_default(),
        size: SizeRange { min: size(0)?, max: size(1)? },
        align: field.read::<Option<Align>>("align")?.unwrap_or_default(),
        pad: field.data.get("pad").and_then(Value::as_f64).map_or(0.0, round),
    })
}

fn kind(field: &Spot, parts: &[&Spot]) -> Result<Kind> {
    let cells = |name: &str| parts.iter().filter(|p| p.named(name)).map(|p| p.rect).collect::<Vec<_>>();
    let options = |name: &str| {
        let option = |p: &&&Spot| -> Result<ChoiceOption> {
            let mark = p.read::<Option<Mark>>("mark")?.unwrap_or_default();
            let label = p.read::<Option<String>>("label")?.unwrap_or_default();
            Ok(ChoiceOption { key: p.text("key")?, rect: p.rect, mark, label })
        };
        parts.iter().filter(|p| p.named(name)).map(|p| option(&p)).collect::<Result<Vec<_>>>()
    };
    Ok(match field.text("kind")?.as_str() {
        "text" => Kind::Text,
        "kana" => Kind::Kana,
        "multiline" => Kind::Multiline,
        "qr" => Kind::Qr,
        "signature" => Kind::SignatureImage { role: field.text("role")? },
        "fixed" => Kind::Fixed { text: field.text("text")? },
        "choice" => Kind::Choice { options: options("option")? },
        "digits" => Kind::Digits {
            cells: cells("cell"),
            fill: field.read::<Option<Align>>("fill")?.unwrap_or_default(),
        },
        "era_date" => Kind::EraDate {
            eras: options("era")?,
            fixed_era: field.read("fixed_era")?,
            year: cells("year"),
            month: cells("month"),
            day: cells("day"),
        },
        other => bail!("unknown kind {other}"),
    })
}

impl Spot {
    fn is(&self, spot: &str) -> bool {
        self.data.get("spot").and_then(Value::as_str) == Some(spot)
    }

    fn named(&self, part: &str) -> bool {
        self.data.get("part").and_then(Value::as_str) == Some(part)
    }

    fn text(&self, key: &str) -> Result<String> {
        let value = self.data.get(key).and_then(Value::as_str);
        value.map(str::to_owned).with_context(|| format!("{key} is missing"))
    }

    fn read<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<T> {
        let value = self.data.get(key).cloned().unwrap_or_default();
        serde_json::from_value(value).with_context(|| key.to_owned())
    }
}
