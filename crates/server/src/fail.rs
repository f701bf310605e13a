//! Failures in the reader's words: what happened, and what to do next.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kakanai_envelope::OpenError;
use kakanai_forms::FillError;
use kakanai_reception::Refusal;
use kakanai_store::{StoreError, VaultError};

use crate::cases::CaseError;
use crate::layout::{CounterPage, html};

/// Why a handler at the counter gives no page.
#[derive(Debug)]
pub enum Fail {
    /// Nobody is signed in, or the session has ended.
    SignIn,
    /// Not this person's to do.
    Forbidden,
    /// No such page or case.
    NotFound,
    /// A form that none of our pages sends.
    BadRequest,
    /// A command on a case did not happen.
    Case(CaseError),
    /// The store failed.
    Store(StoreError),
    /// A form could not be filled: its name and why, for the clerk.
    Form(String),
    /// A fault of this program or its surroundings, for the operator.
    Internal(String),
}

impl From<CaseError> for Fail {
    fn from(error: CaseError) -> Self {
        Self::Case(error)
    }
}

impl From<StoreError> for Fail {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

#[derive(Template)]
#[template(path = "fail.html")]
struct FailTemplate<'a> {
    what: &'a str,
    next: &'a str,
}

impl Fail {
    /// Tells the operator of what is neither the user's doing nor expected. Errors of the store, the vault and
    /// cases name cases and files, never people or what they said.
    fn log(&self) {
        match self {
            Self::Internal(what) => tracing::error!(%what, "a fault of this program or its surroundings"),
            Self::Store(error) | Self::Case(CaseError::Store(error)) if is_failure(error) => {
                tracing::error!(%error, "the store failed");
            }
            Self::Case(CaseError::Vault(VaultError::Erased { .. })) => {}
            Self::Case(CaseError::Vault(error)) => tracing::error!(%error, "the vault failed"),
            Self::Case(error @ CaseError::Files(_)) => {
                tracing::error!(%error, "a file could not be handed over")
            }
            Self::Case(error @ CaseError::Damaged { .. }) => tracing::error!(%error, "a case cannot be read"),
            _ => {}
        }
    }
}

/// Whether the store itself is in trouble, and not only the request.
fn is_failure(error: &StoreError) -> bool {
    matches!(error, StoreError::Database { .. } | StoreError::Corrupt { .. } | StoreError::Closed)
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        self.log();
        let (status, what, next) = match &self {
            Self::SignIn => return Redirect::to("/sign-in").into_response(),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "この操作をする権限がありません。".to_owned(),
                "権限のある職員に引き継いでください。",
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "その画面や件はありません。".to_owned(),
                "一覧から選び直してください。",
            ),
            Self::BadRequest => (
                StatusCode::BAD_REQUEST,
                "送られた内容を読み取れません。".to_owned(),
                "前の画面に戻って、もう一度操作してください。",
            ),
            Self::Case(error) => case_words(error),
            Self::Store(error) => store_words(error),
            Self::Form(why) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                format!("帳票を作れません。{why}"),
                "項目を直してから、もう一度作ってください。",
            ),
            Self::Internal(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "システムの不具合です。".to_owned(),
                "入力は保存済みの所まで残っています。管理者に連絡してください。",
            ),
        };
        let main = FailTemplate { what: &what, next }.render().unwrap_or_default();
        html(status, &CounterPage { title: "お知らせ", who: "", demo: false, main: &main, modules: &[] })
    }
}

fn case_words(error: &CaseError) -> (StatusCode, String, &'static str) {
    match error {
        CaseError::Refused(refusal) => {
            (StatusCode::CONFLICT, refusal_words(refusal), "件の画面に戻って、今の内容を確かめてください。")
        }
        CaseError::Store(error) => store_words(error),
        CaseError::Vault(VaultError::Erased { .. }) => (
            StatusCode::GONE,
            "この件は消去済みです。".to_owned(),
            "必要なら、新しい件として受け付けてください。",
        ),
        CaseError::Vault(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "件の鍵を読めません。".to_owned(),
            "鍵の保管場所を管理者に確かめてもらってください。内容は失われていません。",
        ),
        CaseError::Files(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "引き渡しのフォルダーを使えません。".to_owned(),
            "何も変わっていません。管理者に確かめてもらい、もう一度操作してください。",
        ),
        CaseError::Damaged { .. } => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "件の記録を読めません。".to_owned(),
            "管理者に連絡してください。控えから戻せます。",
        ),
    }
}

fn store_words(error: &StoreError) -> (StatusCode, String, &'static str) {
    match error {
        StoreError::NoCase { .. } => {
            (StatusCode::NOT_FOUND, "その件はありません。".to_owned(), "一覧から選び直してください。")
        }
        StoreError::Erased { .. } => (
            StatusCode::GONE,
            "この件は消去済みです。".to_owned(),
            "必要なら、新しい件として受け付けてください。",
        ),
        StoreError::Moved { .. } => (
            StatusCode::CONFLICT,
            "ほかの人が同時に操作しています。".to_owned(),
            "少し待って、もう一度操作してください。",
        ),
        _ => (
            StatusCode::SERVICE_UNAVAILABLE,
            "記録先につながりません。".to_owned(),
            "1分ほど待って、もう一度操作してください。続くときは管理者に連絡してください。",
        ),
    }
}

/// A refusal in words.
pub fn refusal_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::AlreadyOpen => "この件は受付済みです。".to_owned(),
        Refusal::NotOpen => "その件はありません。".to_owned(),
        Refusal::Conflict { changed } => format!("ほかの人が{}項目を変えています。", changed.len()),
        Refusal::Record(_) => "変えようとした項目は、もうありません。".to_owned(),
        Refusal::Closed { state } => format!("この件は「{}」なので変えられません。", state.word()),
        Refusal::StillOpen { state } => {
            format!("この件はまだ「{}」です。終わってから消去できます。", state.word())
        }
        Refusal::NoSuchTurn { from, to } => {
            format!("「{}」から「{}」にはできません。", from.word(), to.word())
        }
        Refusal::OwnWork => "自分が入力した件は審査できません。".to_owned(),
        Refusal::ReasonNeeded => "理由を入れてください。".to_owned(),
        Refusal::NotInReview => "審査に回っていない件です。".to_owned(),
        Refusal::Out { part } => {
            format!("「{}」は送信済みです。取り戻すか、返事を待ってください。", part.word())
        }
        Refusal::WrongPoint { part } => {
            format!("「{}」は、今その操作をする段階ではありません。", part.word())
        }
        Refusal::OutOfDate => "表示した内容が変わっています。もう一度見てもらってください。".to_owned(),
        Refusal::Substance { keys } => {
            format!("{}項目は軽微な補正ではありません。署名をもう一度もらってください。", keys.len())
        }
        Refusal::NoRole => "署名する人がいません。".to_owned(),
        Refusal::NoPerson => "その人は、もうこの件にいません。".to_owned(),
        Refusal::ReasonDoesNotFit => "その操作に合う理由を選んでください。".to_owned(),
        Refusal::NoteTooLong => "補足は200文字までです。".to_owned(),
        Refusal::ProcedureMoved { by, .. } => format!("{by} が、この手続きを先に変えています。"),
        Refusal::NotToAsk { .. } => "その質問はタブレットに出せません。".to_owned(),
        Refusal::NotAsked { .. } => "タブレットに出していない項目です。".to_owned(),
    }
}

/// Why a form cannot be filled, in words; the person's own text stays out of it.
pub fn fill_words(error: &FillError) -> String {
    let code = |c: &char| format!("U+{:04X}", u32::from(*c));
    match error {
        FillError::MissingGlyph { form, placement, character } => {
            format!(
                "「{form}」の欄「{placement}」の文字「{character}」（{}）が書体にありません。",
                code(character)
            )
        }
        FillError::UnresolvedVariation { form, placement, character, selector } => format!(
            "「{form}」の欄「{placement}」の「{character}」の字形（{}）が書体にありません。",
            code(selector)
        ),
        FillError::DoesNotFit { form, label, .. } => {
            format!("「{form}」の欄「{label}」に文字が入りきりません。")
        }
        FillError::UnknownOption { form, placement, .. } => {
            format!("「{form}」の欄「{placement}」に、選んだ項目がありません。")
        }
        FillError::WrongValue { form, placement, .. } => {
            format!("「{form}」の欄「{placement}」の作りが項目と合いません。")
        }
        FillError::Pdf(_) => "PDFを書き出せません。".to_owned(),
    }
}

/// What a code that does not open tells the clerk: what it is, and what to do.
pub fn open_words(error: &OpenError) -> String {
    let words = match error.code() {
        "expired" => "期限が切れたQRコードです。準備からやり直すか、窓口で入力してください。",
        "not_yet" => "先の日付で作られたQRコードです。端末の日付を確かめてください。",
        "other_key" => "ほかの市のQRコードか、使わなくなった鍵のQRコードです。窓口で入力してください。",
        "altered" => "中身が変わっているQRコードです。作り直してもらってください。",
        "unknown_version" | "unknown_suite" => {
            "新しい形式のQRコードです。このシステムの更新を管理者に頼んでください。"
        }
        "unknown_schema" => {
            "今は使われていない質問で作られたQRコードです。作り直すか、窓口で入力してください。"
        }
        "too_large" => "大きすぎて受け付けられないデータです。作り直してもらってください。",
        "bad_length" | "bad_record" => "中身が正しくないQRコードです。作り直してもらってください。",
        "part_missing" | "part_number" => "QRコードが全部そろっていません。残りも続けて読み取ってください。",
        "parts_mixed" | "part_conflict" => {
            "別々の準備のQRコードが混ざっています。1組だけを読み取ってください。"
        }
        "input_method" => "日本語入力のまま読み取ったようです。半角英数にして、もう一度読み取ってください。",
        "not_ours" => "書かない窓口のQRコードではありません。",
        _ => {
            "読み取りが途中で切れたか、中身が変わっています。もう一度読み取り、だめなら作り直してもらってください。"
        }
    };
    words.to_owned()
}
