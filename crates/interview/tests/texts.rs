//! Every text that the interview asks for by name is there.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod common;

use std::path::{Path, PathBuf};

use kakanai_catalogue::Language;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

/// Literals that look like a text's key; those that end in a dot are made longer while running.
fn keys(source: &str) -> Vec<String> {
    const HEADS: [&str; 14] = [
        "error",
        "alert",
        "desk",
        "button",
        "question",
        "answer",
        "code",
        "fee",
        "page",
        "messages",
        "progress",
        "steps",
        "live",
        "certificate",
    ];
    let literals = source.split('"').skip(1).step_by(2);
    let is_key = |literal: &&str| {
        let mut parts = literal.split('.');
        let plain = literal.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '_'));
        HEADS.contains(&parts.next().unwrap_or_default())
            && parts.next().is_some()
            && plain
            && !literal.ends_with('.')
    };
    literals.filter(is_key).map(str::to_owned).collect()
}

#[test]
fn no_text_is_missing() {
    let catalogue = common::catalogue();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut files);
    let mut checked = 0;
    let mut missing = Vec::new();
    for file in files {
        for key in keys(&std::fs::read_to_string(&file).unwrap()) {
            // Places of pages in the source code of templates.
            if key.ends_with(".html") {
                continue;
            }
            checked += 1;
            if catalogue.texts().find(Language::Ja, &key).is_none() {
                missing.push(key);
            }
        }
    }
    assert!(checked > 80, "only {checked} keys were found");
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_page_and_question_has_words() {
    let catalogue = common::catalogue();
    let has = |key: &str, service: &str| {
        let texts = catalogue.texts();
        [key.to_owned(), format!("{key}.{service}")].iter().any(|key| texts.find(Language::Ja, key).is_some())
    };
    let mut missing = Vec::new();
    for service in catalogue.services() {
        for step in &service.steps {
            missing.extend(
                (!has(&format!("step.{}", step.id), &service.id)).then(|| format!("step.{}", step.id)),
            );
        }
        for (_, page) in service.pages() {
            let kakanai_catalogue::PageKind::Fields(fields) = &page.kind else { continue };
            for field in fields {
                let path = &catalogue.dictionary().item(field.ask.leading()).unwrap().path;
                let key = format!("item.{path}.label");
                missing.extend((!has(&key, &service.id)).then_some(key));
            }
            let key = format!("page.{}.title", page.id);
            missing.extend((fields.len() > 1 && !has(&key, &service.id)).then_some(key));
        }
    }
    for (id, _) in catalogue.bring() {
        missing.extend((!has(&format!("bring.{id}"), "")).then(|| format!("bring.{id}")));
    }
    assert_eq!(missing, Vec::<String>::new());
}
