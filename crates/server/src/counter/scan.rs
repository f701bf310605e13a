//! Reading codes: from a scanner that types, from the camera, from a picture, from pasted text.
//!
//! A scanner types into the box; `web/js/scan.js` reads its keys by their places, so that an input method left
//! on does not spoil them. Pictures are read here: they never leave the city.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use kakanai_catalogue::Catalogue;
use kakanai_devices::symbols::{self, Effort, ImageError};
use kakanai_envelope::parts::MOST_PARTS;
use kakanai_envelope::{OpenError, Opened, Reader, Schema, open_text};
use kakanai_interview::code::{CityTowns, last_day};
use kakanai_reception::{CommandId, VisitId};
use serde::Deserialize;
use serde_json::json;

use super::visit::of_form;
use super::{command_id, frame_with, new_command};
use crate::app::Counter;
use crate::fail::{Fail, open_words};
use crate::heavy::heavy;
use crate::session::Signed;

/// Bytes of a request with a picture. More than are read of one: whoever sends a larger picture is told so on a
/// page of ours, which a connection closed in the middle would not show.
pub(super) const MOST_PICTURE: usize = 4 * symbols::MOST_BYTES;

/// The box for codes, as part of a page.
#[derive(Template)]
#[template(path = "scan.html")]
pub(super) struct ScanPanel {
    command: CommandId,
    /// The visit that the case will belong to; empty for a new one.
    visit: String,
    text: String,
    problem: String,
}

impl ScanPanel {
    /// An empty box, for a new visit or within one.
    pub(super) fn new(counter: &Counter, visit: Option<VisitId>) -> Self {
        let visit = visit.map(|visit| visit.to_string()).unwrap_or_default();
        Self { command: new_command(counter), visit, text: String::new(), problem: String::new() }
    }
}

/// What reading a code sends.
#[derive(Deserialize)]
pub struct OpenForm {
    text: String,
    command: String,
    #[serde(default)]
    visit: String,
}

/// Opens a case from what was read; a second reading shows the case it made.
pub async fn open(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    Form(form): Form<OpenForm>,
) -> Result<Response, Fail> {
    opened(&counter, &signed, form).await
}

/// The same from pictures, where scripts are off: the symbols of one code may stand on several.
pub async fn upload(
    State(counter): State<Arc<Counter>>,
    signed: Signed,
    mut fields: Multipart,
) -> Result<Response, Fail> {
    works(&signed)?;
    let mut form = OpenForm { text: String::new(), command: String::new(), visit: String::new() };
    let mut pictures = Vec::new();
    while let Some(field) = fields.next_field().await.map_err(|_| Fail::BadRequest)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = whole(field).await?;
        let text = || String::from_utf8(bytes.to_vec()).map_err(|_| Fail::BadRequest);
        match name.as_str() {
            "command" => form.command = text()?,
            "visit" => form.visit = text()?,
            "picture" => pictures.push(bytes),
            _ => {}
        }
    }
    // Nothing is done with a form that none of our pages sends.
    command_id(&form.command, &[])?;
    let mut found = Vec::new();
    for picture in pictures.into_iter().take(MOST_PARTS) {
        match texts(picture, Effort::File).await? {
            Ok(mut texts) => found.append(&mut texts),
            Err(error) => return Ok(again(&counter, &signed, form, picture_words(error).to_owned())),
        }
    }
    if found.is_empty() {
        return Ok(again(&counter, &signed, form, NOTHING_FOUND.to_owned()));
    }
    form.text = found.join("\n");
    opened(&counter, &signed, form).await
}

/// What a field holds, up to one byte more than is read of a picture; the rest is taken from the wire and let go.
async fn whole(mut field: Field<'_>) -> Result<Bytes, Fail> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| Fail::BadRequest)? {
        let room = (symbols::MOST_BYTES + 1).saturating_sub(bytes.len());
        bytes.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
    }
    Ok(bytes.into())
}

/// The texts of the codes in a picture, for the page's module: one frame of a camera, or a file.
pub async fn picture(signed: Signed, headers: axum::http::HeaderMap, body: Bytes) -> Result<Response, Fail> {
    works(&signed)?;
    let effort = match headers.get("x-effort").map(axum::http::HeaderValue::as_bytes) {
        Some(b"frame") => Effort::Frame,
        _ => Effort::File,
    };
    Ok(match texts(body, effort).await? {
        Ok(texts) => Json(json!({ "texts": texts })).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "problem": picture_words(error) })))
            .into_response(),
    })
}

async fn texts(picture: Bytes, effort: Effort) -> Result<Result<Vec<String>, ImageError>, Fail> {
    heavy(move || symbols::read(&picture, effort)).await
}

const NOTHING_FOUND: &str = "写真からQRコードを見つけられません。明るい所で、画面いっぱいに写してください。";

fn picture_words(error: ImageError) -> &'static str {
    match error {
        ImageError::TooLarge { .. } | ImageError::TooManyPixels { .. } => {
            "写真が大きすぎます。小さくして、もう一度選んでください。"
        }
        _ => "写真を読み取れません。PNGかJPEGの写真を選んでください。",
    }
}

async fn opened(counter: &Counter, signed: &Signed, form: OpenForm) -> Result<Response, Fail> {
    works(signed)?;
    let visit = of_form(counter, &form.visit).await?.map(|(visit, _)| visit);
    match read(counter, &form.text) {
        Ok(opened) => {
            let command = command_id(&form.command, &["open", &form.visit, &form.text])?;
            let (case, _) = counter.open_from_code(opened, visit, &signed.actor(), command).await?;
            Ok(Redirect::to(&format!("/cases/{case}")).into_response())
        }
        Err(error) => Ok(again(counter, signed, form, open_words(&error))),
    }
}

/// The box again, with what was read and what is wrong with it.
fn again(counter: &Counter, signed: &Signed, form: OpenForm, problem: String) -> Response {
    let command = new_command(counter);
    let panel = ScanPanel { command, visit: form.visit, text: form.text, problem };
    frame_with(counter, signed, (StatusCode::OK, "QRコードを読む"), &panel, &["keys.js", "scan.js"])
}

fn works(signed: &Signed) -> Result<(), Fail> {
    if signed.works_on_cases() { Ok(()) } else { Err(Fail::Forbidden) }
}

/// Opens what was read. The city may take codes for a shorter time than envelopes allow.
fn read(counter: &Counter, text: &str) -> Result<Opened, OpenError> {
    fn schema(catalogue: &Catalogue) -> Schema<'_> {
        Schema { dictionary: catalogue.dictionary(), hash: *catalogue.schema_hash() }
    }
    let (catalogue, today) = (&counter.catalogue, counter.clock.today());
    let mut schemas = vec![schema(catalogue)];
    schemas.extend(counter.older.iter().map(|older| schema(older)));
    let towns = CityTowns { catalogue, table: &*counter.towns };
    let reader = Reader { keys: &counter.keys, schemas: &schemas, towns: &towns, today };
    // One line for each symbol: scanners end each with a line break.
    let texts: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut opened = open_text(&texts, &reader)?;
    let last_day = last_day(catalogue, opened.made_on);
    if today > last_day {
        return Err(OpenError::Expired { made_on: opened.made_on });
    }
    if let Some(older) = counter.older.iter().find(|older| *older.schema_hash() == opened.schema) {
        let (then, now) = (older.dictionary(), catalogue.dictionary());
        // An item that the city changed or dropped since is asked again rather than misunderstood.
        opened.record.retain(|key| then.item(key.tag()) == now.item(key.tag()));
    }
    Ok(opened)
}
