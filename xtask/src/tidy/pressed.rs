//! Pressed forms are current: each `catalogue/forms/*.json` carries the hash of what it was pressed from and of the
//! background beside it, and every form source has been pressed.
//!
//! Nothing is laid out here: hashes alone tell. The hash over sources is that of `kakanai_forms::hash_sources`, done
//! again so that this program, which runs first, need not build the PDF crates.

use std::path::Path;

use anyhow::{Context, Result};
use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::finding::Finding;
use crate::tree::Source;

const RULE: &str = "pressed forms";
const PRESSED: &str = "catalogue/forms/";
const SOURCES: &str = "forms-src/";
const REMEDY: &str = "run tools/press (see its head) and commit what it writes";

/// The part of a pressed form that tells what it was pressed from.
#[derive(Debug, Deserialize)]
struct Form {
    background_sha256: String,
    sources: Option<Stamp>,
}

#[derive(Debug, Deserialize)]
struct Stamp {
    /// Names under the folder of sources; the form's own first.
    files: Vec<String>,
    sha256: String,
}

pub(crate) fn check(root: &Path, sources: &[Source]) -> Result<Vec<Finding>> {
    let read = |path: &str| std::fs::read(root.join(path)).ok();
    let mut findings = Vec::new();
    let mut pressed = Vec::new();
    for source in sources.iter().filter(|source| is_form(&source.path)) {
        let form: Form = serde_json::from_str(&source.text)
            .with_context(|| format!("{} is not the JSON of a pressed form", source.path))?;
        findings.extend(judge(&source.path, &form, &read));
        pressed.extend(form.sources.and_then(|stamp| stamp.files.into_iter().next()));
    }
    let wanted = sources.iter().filter_map(|source| form_source(&source.path));
    for name in wanted.filter(|name| !pressed.iter().any(|own| own == name)) {
        let path = format!("{SOURCES}{name}");
        findings.push(Finding::new(path, 0, RULE, "no pressed form comes from this source", REMEDY));
    }
    Ok(findings)
}

fn is_form(path: &str) -> bool {
    path.strip_prefix(PRESSED).is_some_and(|name| name.ends_with(".json") && !name.contains('/'))
}

/// The name of a form's own source; files that begin with `kit` are parts that forms share.
fn form_source(path: &str) -> Option<&str> {
    let name = path.strip_prefix(SOURCES)?;
    (name.ends_with(".typ") && !name.starts_with("kit") && !name.contains('/')).then_some(name)
}

fn judge(path: &str, form: &Form, read: &impl Fn(&str) -> Option<Vec<u8>>) -> Option<Finding> {
    let stale = |what: String| Some(Finding::new(path, 0, RULE, what, REMEDY));
    let background = path.replace(".json", ".pdf");
    match read(&background) {
        None => return stale(format!("its background {background} is missing")),
        Some(bytes) if HEXLOWER.encode(&Sha256::digest(&bytes)) != form.background_sha256 => {
            return stale(format!("its background {background} is not the one that was pressed"));
        }
        Some(_) => {}
    }
    let stamp = form.sources.as_ref()?;
    let mut hash = Sha256::new();
    for file in &stamp.files {
        let Some(content) = read(&format!("{SOURCES}{file}")) else {
            return stale(format!("its source {SOURCES}{file} is missing"));
        };
        for part in [file.as_bytes(), &content] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    if HEXLOWER.encode(&hash.finalize()) == stamp.sha256 {
        return None;
    }
    stale(format!("its sources have changed since it was pressed: {}", stamp.files.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256 of nothing, FIPS 180-4.
    const OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn told(form: &Form, files: &[&str]) -> Option<String> {
        let read = |path: &str| files.contains(&path).then(Vec::new);
        judge("catalogue/forms/a.json", form, &read).map(|finding| finding.what)
    }

    #[test]
    fn an_uploaded_background_needs_only_itself() {
        let form = Form { background_sha256: OF_NOTHING.to_owned(), sources: None };
        assert_eq!(told(&form, &["catalogue/forms/a.pdf"]), None);
        assert_eq!(told(&form, &[]), Some("its background catalogue/forms/a.pdf is missing".to_owned()));
    }

    #[test]
    fn changed_sources_and_backgrounds_are_stale() {
        let files = ["catalogue/forms/a.pdf", "forms-src/a.typ"];
        let stamp = |sha256: String| Some(Stamp { files: vec!["a.typ".to_owned()], sha256 });
        // The length and bytes of the name, then the length of an empty file.
        let hash = Sha256::digest([&5_u64.to_be_bytes()[..], b"a.typ", &[0; 8]].concat());
        let current =
            Form { background_sha256: OF_NOTHING.to_owned(), sources: stamp(HEXLOWER.encode(&hash)) };
        assert_eq!(told(&current, &files), None);
        let stale = Form { background_sha256: OF_NOTHING.to_owned(), sources: stamp(OF_NOTHING.to_owned()) };
        assert!(told(&stale, &files).is_some_and(|what| what.contains("sources have changed")));
        let other = Form { background_sha256: "0".to_owned(), sources: None };
        assert!(told(&other, &files).is_some_and(|what| what.contains("not the one")));
    }
}
