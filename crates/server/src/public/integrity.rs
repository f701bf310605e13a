//! What is served to citizens, with the SHA-256 of each file: browsers check what they load against it,
//! their service worker keeps a set that fits together, and anybody outside can compare.
//!
//! Pages are not in it: they carry the day and the city's key. Each names the list it was made with.

use std::fmt::Write;

use data_encoding::{BASE64, HEXLOWER};
use kakanai_catalogue::Language;

use super::assets::{LIST, POSTAL, WORKER};
use crate::app::Assets;

/// What a browser that works without a network does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Fetched and kept at once, before the set it belongs to is used.
    First,
    /// Kept once a page has loaded it.
    Loaded,
    /// Not for citizens' pages at home.
    Never,
}

impl Keep {
    fn of(name: &str) -> Self {
        match name {
            WORKER => Self::Never,
            _ if name.starts_with("counter") || name.starts_with("hall") => Self::Never,
            _ if name.starts_with(POSTAL) => Self::Loaded,
            _ => Self::First,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Loaded => "loaded",
            Self::Never => "never",
        }
    }
}

/// The list as JSON: one file a line, in the order of their paths, so that two lists can be compared as texts.
pub(super) fn list(services: &[&str], assets: &Assets) -> String {
    let services = services.iter().map(|service| format!("/prepare/{service}"));
    let pages: Vec<_> = std::iter::once("/".to_owned()).chain(services).collect();
    let mut files: Vec<_> = assets.iter().filter(|(name, _)| *name != LIST).collect();
    files.sort_by_key(|(name, _)| path(name));
    let mut json = format!("{{\n\"product\": \"kakanai {}\",\n", env!("CARGO_PKG_VERSION"));
    let variants = variants();
    // Writing into a String does not fail. Names are ids, tags and file names of our own: nothing to escape
    // but what `Debug` escapes as JSON does.
    let _ = write!(json, "\"pages\": {pages:?},\n\"variants\": {variants:?},\n\"files\": [\n");
    for (at, (name, asset)) in files.iter().enumerate() {
        let comma = if at + 1 == files.len() { "" } else { "," };
        let (path, keep) = (path(name), Keep::of(name).word());
        let _ = writeln!(
            json,
            "{{ \"path\": {path:?}, \"bytes\": {}, \"sha256\": \"{}\", \"keep\": \"{keep}\" }}{comma}",
            asset.size, asset.tag
        );
    }
    json.push_str("]\n}\n");
    json
}

/// The queries under which a page is worth keeping: each language, and furigana where there are any.
fn variants() -> Vec<String> {
    let mut variants = Vec::new();
    for language in Language::ALL {
        let plain = format!("lang={}", language.tag());
        let furigana = (language == Language::Ja).then(|| format!("{plain}&furigana=1"));
        variants.extend(std::iter::once(plain).chain(furigana));
    }
    variants
}

/// Where a file is served: a service worker has the whole site for its scope only at the root.
fn path(name: &str) -> String {
    if name == WORKER { format!("/{name}") } else { format!("/assets/{name}") }
}

/// What pages say of the files they ask for.
#[derive(Clone, Copy)]
pub struct Served<'a>(pub &'a Assets);

impl Served<'_> {
    /// The value of `integrity` for a file; empty, which checks nothing, where there is no such file.
    pub fn sri(&self, name: &str) -> String {
        let hash = self.0.get(name).and_then(|asset| HEXLOWER.decode(asset.tag.as_bytes()).ok());
        hash.map(|hash| format!("sha256-{}", BASE64.encode(&hash))).unwrap_or_default()
    }

    /// The hash of the list: the set of files that this page belongs to.
    pub fn list(&self) -> &str {
        self.0.get(LIST).map_or("", |list| &list.tag)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sha2::{Digest, Sha256};

    use super::*;
    use crate::public::Files;
    use crate::public::assets::{plain, with_list};

    const WEB: [(&str, &str); 5] = [
        ("public.css", "p { color: black; }"),
        ("counter.css", "p { color: red; }"),
        ("offline.js", "// offline"),
        ("worker.js", "// worker"),
        ("icon.svg", "<svg/>"),
    ];

    fn served(web: &[(&str, &str)]) -> Assets {
        // Brotli of nothing, and of five bytes as they are.
        let (nothing, hello) = (vec![0x06], vec![0x0f, 0x02, 0x80, b'h', b'e', b'l', b'l', b'o', 0x03]);
        let files = Files {
            web: web.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect(),
            engine: Some(b"\0asm engine".to_vec()),
            municipalities: nothing,
            towns: BTreeMap::from([(6, hello)]),
            ..Files::default()
        };
        with_list(&["move_in"], "{}", files)
    }

    fn entries(assets: &Assets) -> (serde_json::Value, BTreeMap<String, (u64, String, String)>) {
        let json: serde_json::Value = serde_json::from_slice(&plain(&assets[LIST]).unwrap()).unwrap();
        let text = |entry: &serde_json::Value, name: &str| entry[name].as_str().unwrap().to_owned();
        let files = json["files"].as_array().unwrap().iter();
        let files = files
            .map(|file| {
                let bytes = file["bytes"].as_u64().unwrap();
                (text(file, "path"), (bytes, text(file, "sha256"), text(file, "keep")))
            })
            .collect();
        (json, files)
    }

    fn sha256(text: &[u8]) -> String {
        HEXLOWER.encode(&Sha256::digest(text))
    }

    #[test]
    fn every_file_is_listed_with_the_hash_of_what_it_says_not_of_how_it_is_sent() {
        let assets = served(&WEB);
        let (json, files) = entries(&assets);
        assert_eq!(json["pages"], serde_json::json!(["/", "/prepare/move_in"]));
        assert_eq!(json["variants"], serde_json::json!(["lang=ja", "lang=ja&furigana=1", "lang=en"]));
        assert_eq!(json["product"], format!("kakanai {}", env!("CARGO_PKG_VERSION")));
        let engine = format!("/assets/engine-{}.wasm", sha256(b"\0asm engine"));
        let cases: [(&str, &[u8], &str); 8] = [
            ("/assets/public.css", WEB[0].1.as_bytes(), "first"),
            ("/assets/counter.css", WEB[1].1.as_bytes(), "never"),
            ("/assets/offline.js", WEB[2].1.as_bytes(), "first"),
            ("/worker.js", WEB[3].1.as_bytes(), "never"),
            ("/assets/icon.svg", WEB[4].1.as_bytes(), "first"),
            (&engine, b"\0asm engine", "first"),
            ("/assets/municipalities", b"", "first"),
            ("/assets/postal/06", b"hello", "loaded"),
        ];
        for (path, content, keep) in cases {
            let expected = (content.len() as u64, sha256(content), keep.to_owned());
            assert_eq!(files.get(path), Some(&expected), "{path}");
        }
        // These and the catalogue; neither the list itself nor the worker under a second name.
        assert_eq!(files.len(), cases.len() + 1);
        assert!(files.keys().any(|path| path.starts_with("/assets/catalogue-")));
    }

    #[test]
    fn the_same_files_make_the_same_list_in_the_order_of_their_paths() {
        let mut turned = WEB;
        turned.reverse();
        let (one, other) = (served(&WEB), served(&turned));
        assert_eq!(one[LIST].tag, other[LIST].tag);
        let json = list(&["move_in"], &one);
        assert_eq!(json.as_bytes(), plain(&one[LIST]).unwrap());
        let files = json.lines().filter(|line| line.starts_with('{') && line.len() > 1);
        let paths: Vec<_> = files.filter_map(|line| line.split('"').nth(3)).collect();
        assert!(paths.is_sorted() && paths.len() == 9, "{paths:?}");
    }

    #[test]
    fn one_changed_file_changes_its_hash_the_list_and_nothing_else() {
        let mut changed = WEB;
        changed[0].1 = "p { color: blue; }";
        let (before, after) = (served(&WEB), served(&changed));
        assert_ne!(Served(&before).list(), Served(&after).list());
        assert_ne!(Served(&before).sri("public.css"), Served(&after).sri("public.css"));
        let differing: Vec<_> = before.keys().filter(|name| before[*name].tag != after[*name].tag).collect();
        assert_eq!(differing, [LIST, "public.css"]);
    }

    #[test]
    fn integrity_is_what_a_browser_reckons() {
        // `printf hello | openssl dgst -sha256 -binary | base64`
        let assets = served(&[("hello.js", "hello")]);
        let expected = "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
        assert_eq!(Served(&assets).sri("hello.js"), expected);
        assert_eq!(Served(&assets).sri("missing.js"), "");
        assert_eq!(Served(&Assets::new()).list(), "");
    }
}
