//! The public side alone, from the repository's own files, for work on its pages:
//! `cargo run -p kakanai-server --example public_demo [ADDRESS]`. Its key is made at the start and thrown away.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use kakanai_catalogue::{Catalogue, files};
use kakanai_envelope::{SecretKey, Seed};
use kakanai_interview::Tables;
use kakanai_record::Date;
use kakanai_server::app::{Clock, Public, Random, draw};
use kakanai_server::public::{Files, assets};
use kakanai_store::Millis;

type Fallible<T> = Result<T, Box<dyn Error>>;

struct System;

impl Random for System {
    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}

impl Clock for System {
    fn now(&self) -> Millis {
        let now = std::time::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_millis());
        Millis(i64::try_from(now).unwrap_or(i64::MAX))
    }

    fn today(&self) -> Date {
        Date::constant(2026, 11, 20)
    }
}

#[tokio::main]
async fn main() -> Fallible<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let catalogue = catalogue(&root.join("catalogue"))?;
    let tables = root.join("crates/domain/tables");
    let mut towns = Tables::default();
    towns.set_municipalities(&unpacked(&std::fs::read(tables.join("municipalities.tsv.br"))?)?)?;
    towns.add_towns(&unpacked(&std::fs::read(tables.join("postal/all.kpt.br"))?)?)?;
    let key = SecretKey::generate(&Seed::new(draw(&System))).public();
    let public = Public {
        assets: assets(&catalogue, served(&root)?),
        catalogue: Arc::new(catalogue),
        towns: Arc::new(towns),
        key,
        page_key: draw(&System),
        clock: Arc::new(System),
        random: Arc::new(System),
        demo: true,
    };
    let listener = tokio::net::TcpListener::bind(&address).await?;
    axum::serve(listener, kakanai_server::public_router(Arc::new(public))).await?;
    Ok(())
}

fn served(root: &Path) -> Fallible<Files> {
    let mut web = BTreeMap::new();
    for folder in ["css", "js", "icon"] {
        for entry in std::fs::read_dir(root.join("web").join(folder))? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            web.insert(name, std::fs::read(path)?);
        }
    }
    let tables = root.join("crates/domain/tables");
    let shard = |digits: u8| Ok((digits, std::fs::read(tables.join(format!("postal/{digits:02}.kpt.br")))?));
    Ok(Files {
        web,
        engine: std::fs::read(root.join("target/browser/engine.wasm")).ok(),
        municipalities: std::fs::read(tables.join("municipalities.tsv.br"))?,
        towns: (0..100).map(shard).collect::<Fallible<_>>()?,
    })
}

fn catalogue(folder: &Path) -> Fallible<Catalogue> {
    let mut found = BTreeMap::new();
    for below in ["", "services", "texts"] {
        for entry in std::fs::read_dir(folder.join(below))? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "toml") {
                let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
                found.insert(name, std::fs::read_to_string(&path)?);
            }
        }
    }
    files::load(&found).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        faults.join("\n").into()
    })
}

fn unpacked(bytes: &[u8]) -> Fallible<Vec<u8>> {
    let mut plain = Vec::new();
    brotli_decompressor::Decompressor::new(bytes, 4096).read_to_end(&mut plain)?;
    Ok(plain)
}
