//! Files: styles, modules, the engine, the published catalogue, tables of towns.
//!
//! They are kept compressed, as they are sent. A file whose name carries a hash of its bytes never
//! changes and may be kept for ever; the others are asked for again with their tag.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use kakanai_catalogue::Catalogue;
use sha2::{Digest, Sha256};

use super::integrity;
use crate::app::{Asset, Assets, Public};

/// What the engine's file name begins with.
pub const ENGINE: &str = "engine-";
/// What the catalogue's file name begins with.
pub const CATALOGUE: &str = "catalogue-";
/// Where the tables of towns lie.
pub const POSTAL: &str = "postal/";
/// The table of municipalities.
pub const MUNICIPALITIES: &str = "municipalities";
/// The table of nationalities.
pub const COUNTRIES: &str = "countries";
/// The list of all files with their hashes.
pub const LIST: &str = "files.json";
/// The service worker, served at the root.
pub const WORKER: &str = "worker.js";

/// The files of the public side, as read from wherever they are kept.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Files of `web/` by name: `public.css`, `prepare.js`, `icon.svg`.
    pub web: BTreeMap<String, Vec<u8>>,
    /// The engine; without it every interview runs on the server.
    pub engine: Option<Vec<u8>>,
    /// The same, compressed with brotli when it was built.
    pub engine_compressed: Option<Vec<u8>>,
    /// The table of municipalities, compressed with brotli.
    pub municipalities: Vec<u8>,
    /// The table of nationalities, compressed with brotli.
    pub countries: Vec<u8>,
    /// Tables of towns by the first two digits, compressed with brotli.
    pub towns: BTreeMap<u8, Vec<u8>>,
}

/// Makes files ready to be served, and the list of them.
pub fn assets(catalogue: &Catalogue, files: Files) -> Assets {
    let services: Vec<_> = catalogue.services().iter().map(|service| service.id.as_str()).collect();
    with_list(&services, &catalogue.published(), files)
}

pub(super) fn with_list(services: &[&str], published: &str, files: Files) -> Assets {
    let mut assets = Assets::new();
    for (name, bytes) in files.web {
        assets.insert(name.clone(), compressed(media_type(&name), &bytes));
    }
    let published = compressed("application/json", published.as_bytes());
    assets.insert(format!("{CATALOGUE}{}.json", published.tag), published);
    if let Some(bytes) = files.engine {
        let engine = match files.engine_compressed {
            Some(brotli) => asset("application/wasm", Some("br"), brotli, &bytes),
            None => compressed("application/wasm", &bytes),
        };
        assets.insert(format!("{ENGINE}{}.wasm", engine.tag), engine);
    }
    let table = |bytes| packed("application/octet-stream", bytes);
    for (name, bytes) in [(MUNICIPALITIES, files.municipalities), (COUNTRIES, files.countries)] {
        if !bytes.is_empty() {
            assets.insert(name.to_owned(), table(bytes));
        }
    }
    for (digits, bytes) in files.towns {
        assets.insert(format!("{POSTAL}{digits:02}"), table(bytes));
    }
    // Last: it names all others.
    let list = integrity::list(services, &assets);
    assets.insert(LIST.to_owned(), compressed("application/json", list.as_bytes()));
    assets
}

/// The list of all files, as it is served; empty where there are none.
pub fn list(assets: &Assets) -> String {
    let list = assets.get(LIST).and_then(plain);
    list.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The address of the one file that begins so; empty where there is none.
pub fn address(assets: &Assets, beginning: &str) -> String {
    let name = assets.keys().find(|name| name.starts_with(beginning));
    name.map(|name| format!("/assets/{name}")).unwrap_or_default()
}

/// `GET /assets/{path}`
pub(super) async fn serve(
    State(public): State<Arc<Public>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    match public.assets.get(&path) {
        Some(asset) if path != WORKER => respond(&path, asset, &headers),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /worker.js`: at the root, so that it may answer for every page.
pub(super) async fn worker(State(public): State<Arc<Public>>, headers: HeaderMap) -> Response {
    match public.assets.get(WORKER) {
        Some(asset) => respond(WORKER, asset, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Answers with a file; with nothing but its tag where the browser has it already.
pub fn respond(path: &str, asset: &Asset, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", asset.tag);
    let caching = if path.contains(&asset.tag) {
        "public, max-age=31536000, immutable"
    } else if path.starts_with(POSTAL) || [MUNICIPALITIES, COUNTRIES].contains(&path) {
        // The tables change once a month; a reference into them carries a check.
        "public, max-age=604800"
    } else {
        "no-cache"
    };
    let fixed = [(header::CACHE_CONTROL, caching), (header::VARY, "accept-encoding"), (header::ETAG, &tag)];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.contains(&tag)) {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    let media_type = [(header::CONTENT_TYPE, asset.media_type)];
    match asset.encoding.filter(|encoding| accepts(headers, encoding)) {
        Some(encoding) => {
            let encoding = [(header::CONTENT_ENCODING, HeaderValue::from_static(encoding))];
            (fixed, media_type, encoding, asset.bytes.to_vec()).into_response()
        }
        None => match plain(asset) {
            Some(bytes) => (fixed, media_type, bytes).into_response(),
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
    }
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|entry| entry.split(';').next().is_some_and(|name| name.trim() == encoding))
}

/// The bytes as they were before compression, for the rare client that takes no other.
pub(super) fn plain(asset: &Asset) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    match asset.encoding {
        Some("gzip") => GzDecoder::new(&*asset.bytes).read_to_end(&mut bytes).ok()?,
        Some("br") => return unbrotli(&asset.bytes),
        _ => return Some(asset.bytes.to_vec()),
    };
    Some(bytes)
}

fn unbrotli(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    brotli_decompressor::Decompressor::new(packed, 65_536).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn compressed(media_type: &'static str, bytes: &[u8]) -> Asset {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail; where it did, the file would go out as it is.
    let zipped = encoder.write_all(bytes).and_then(|()| encoder.finish());
    match zipped {
        Ok(zipped) if zipped.len() < bytes.len() => asset(media_type, Some("gzip"), zipped, bytes),
        _ => asset(media_type, None, bytes.to_vec(), bytes),
    }
}

/// A file that was compressed with brotli when it was made. One that is no brotli is listed with a hash that
/// no reader of it can find, and so is never taken for whole.
fn packed(media_type: &'static str, brotli: Vec<u8>) -> Asset {
    let plain = unbrotli(&brotli).unwrap_or_default();
    asset(media_type, Some("br"), brotli, &plain)
}

/// The tag is the SHA-256 of the content, whatever it is compressed with: the one that everybody can check.
fn asset(media_type: &'static str, encoding: Option<&'static str>, bytes: Vec<u8>, plain: &[u8]) -> Asset {
    let tag = HEXLOWER.encode(&Sha256::digest(plain));
    Asset { media_type, encoding, bytes: Arc::from(bytes), tag, size: plain.len() }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: &[u8] = b"p { color: black; } p { color: black; } p { color: black; } p { color: black; }";

    fn ask(path: &str, asset: &Asset, headers: &[(header::HeaderName, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        respond(path, asset, &headers)
    }

    fn header_of(response: &Response, name: header::HeaderName) -> &str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[test]
    fn a_file_is_sent_compressed_to_those_who_can_read_it_and_plain_to_others() {
        let asset = compressed("text/css; charset=utf-8", STYLE);
        assert!(asset.bytes.len() < STYLE.len());
        assert_eq!(plain(&asset).unwrap(), STYLE);
        let modern = ask("public.css", &asset, &[(header::ACCEPT_ENCODING, "gzip, deflate, br")]);
        assert_eq!(header_of(&modern, header::CONTENT_ENCODING), "gzip");
        let other = ask("public.css", &asset, &[(header::ACCEPT_ENCODING, "identity")]);
        assert_eq!(header_of(&other, header::CONTENT_ENCODING), "");
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn a_file_named_by_its_hash_is_kept_and_others_are_asked_for_again() {
        let asset = compressed("text/css; charset=utf-8", STYLE);
        let named = ask(&format!("engine-{}.wasm", asset.tag), &asset, &[]);
        assert!(header_of(&named, header::CACHE_CONTROL).contains("immutable"));
        let style = ask("public.css", &asset, &[]);
        assert_eq!(header_of(&style, header::CACHE_CONTROL), "no-cache");
        let tag = header_of(&style, header::ETAG).to_owned();
        let again = ask("public.css", &asset, &[(header::IF_NONE_MATCH, tag.as_str())]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let changed = compressed("text/css; charset=utf-8", b"p { color: blue; }");
        let again = ask("public.css", &changed, &[(header::IF_NONE_MATCH, tag.as_str())]);
        assert_eq!(again.status(), StatusCode::OK);
    }
}
