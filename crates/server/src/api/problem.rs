//! Refusals for programs: what happened, where, what to do (RFC 9457).

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kakanai_record::Dictionary;
use kakanai_record::json::JsonError;
use serde_json::{Map, Value as Json};

use super::MOST_BYTES;
use crate::fail::Fail;

/// A refusal. Its `code` is for programs to compare and never changes; the rest is for people.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    /// Where: names of the problem's own.
    place: Vec<(&'static str, Json)>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, title, detail: detail.into(), place: Vec::new() }
    }

    fn at(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        self.place.push((name, value.into()));
        self
    }

    /// Neither a token nor a session.
    pub fn unauthorized() -> Self {
        let detail =
            "Authorization: Bearer に正しいトークンを付けるか、窓口にサインインしてから呼んでください。";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "だれが呼んでいるか確かめられません。", detail)
    }

    /// No such address.
    pub fn not_found() -> Self {
        let detail = "アドレスを /api/v1/openapi.json で確かめてください。";
        Self::new(StatusCode::NOT_FOUND, "not_found", "そのアドレスはありません。", detail)
    }

    /// The catalogue has no list to compare with.
    pub fn no_report() -> Self {
        let detail = "カタログに rows.tsv を置き、サーバーを始め直してください。";
        Self::new(StatusCode::NOT_FOUND, "no_rows", "市の手続き一覧がありません。", detail)
    }

    /// An address that is asked in another way.
    pub fn method() -> Self {
        let detail = "Allow ヘッダーにあるメソッドで呼んでください。";
        let title = "そのメソッドは使えません。";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", title, detail)
    }

    /// A body that says it is something else than JSON.
    pub fn media_type() -> Self {
        let detail = "Content-Type を application/json にして、記録をJSONで送ってください。";
        let title = "本文の形式が違います。";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_media_type", title, detail)
    }

    /// More than a record can be.
    pub fn too_large() -> Self {
        let detail = format!("記録は{MOST_BYTES}バイトまでです。1世帯ずつ送ってください。");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "本文が大きすぎます。", detail)
    }

    /// A body that ended before its end.
    pub fn broken_off() -> Self {
        let detail = "もう一度送ってください。";
        Self::new(StatusCode::BAD_REQUEST, "broken_off", "本文が途中で切れました。", detail)
    }

    /// A body that is no JSON.
    pub fn not_json(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let detail = format!("{line}行目の{column}バイト目で読めなくなりました。そこを直してください。");
        Self::new(StatusCode::BAD_REQUEST, "not_json", "本文がJSONではありません。", detail)
            .at("line", line)
            .at("column", column)
            .at("what", error.to_string())
    }

    /// JSON that is no record.
    pub fn not_a_record(dictionary: &Dictionary, error: &JsonError) -> Self {
        let known = dictionary.by_path(&without_ids(&error.at)).is_some();
        let (code, title, detail) = match known {
            false => (
                "unknown_item",
                "項目表にない項目です。",
                format!("「{}」という項目はありません。kakanai items で確かめてください。", error.at),
            ),
            true => (
                "wrong_value",
                "項目の値が正しくありません。",
                format!("「{}」の値を、項目の種類に合わせて直してください。", error.at),
            ),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title, detail)
            .at("path", error.at.as_str())
            .at("what", error.what.as_str())
    }

    /// JSON that is not even an object.
    pub fn no_object() -> Self {
        let detail = "項目の道をたどるオブジェクトで送ってください。docs/cli.md に形があります。";
        let title = "本文が記録の形ではありません。";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "not_a_record", title, detail)
    }

    /// A record from which nothing can be decided.
    pub fn no_service() -> Self {
        let detail = "「service」に、このカタログにあるサービスを入れてください。";
        let title = "何の届出か分かりません。";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "no_service", title, detail).at("path", "service")
    }

    /// A parameter of the address that nobody understands; `wanted` says what it may be.
    pub fn parameter(name: &str, wanted: &str) -> Self {
        let detail = format!("パラメーター「{name}」：{wanted}");
        Self::new(StatusCode::BAD_REQUEST, "wrong_parameter", "パラメーターが正しくありません。", detail)
            .at("parameter", name)
    }

    /// What is not the caller's doing.
    pub fn fail(fail: Fail) -> Self {
        // Told to the operator where it has to be; of its page only the status is wanted here.
        let status = fail.into_response().status();
        let detail = "1分ほど待って、もう一度呼んでください。続くときは管理者に連絡してください。";
        Self::new(status, "failure", "サーバーで処理できません。", detail)
    }

    fn json(self) -> Json {
        let own: [(&str, Json); 4] = [
            ("title", self.title.into()),
            ("status", self.status.as_u16().into()),
            ("code", self.code.into()),
            ("detail", self.detail.into()),
        ];
        let names = own.into_iter().chain(self.place).map(|(name, value)| (name.to_owned(), value));
        Json::Object(Map::from_iter(names))
    }
}

/// The path of an item without the ids of elements.
fn without_ids(path: &str) -> String {
    let parts: Vec<&str> =
        path.split('/').map(|part| part.split_once(':').map_or(part, |(name, _)| name)).collect();
    parts.join("/")
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status;
        let body = self.json().to_string();
        let mut response = (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"kakanai\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
