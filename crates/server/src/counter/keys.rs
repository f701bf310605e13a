//! The map of the keyboard, and the sign of life of an open page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::frame;
use crate::app::Counter;
use crate::fail::Fail;
use crate::session::Signed;

/// A key and what it does; the same table stands in `docs/keyboard.md`.
pub const KEYS: [(&str, &str); 15] = [
    ("F1", "この表を出します。"),
    ("F2", "QRコードを読む欄に移ります。"),
    ("F3", "手で入力を始めます。"),
    ("F4", "次の「未入力」「要確認」「不一致」に移ります。"),
    ("F6", "件の画面で、案内（必要な手続き）を開きます。"),
    ("F7", "タブレットの操作に移ります。もう一度で押します。"),
    ("F8", "帳票を作ります。"),
    ("F9", "審査の操作に移ります。もう一度で押します。"),
    ("↑ ↓", "件の画面で、前の欄・次の欄に移ります。"),
    ("Enter", "欄を直します。入力の画面では、保存して次へ進みます。"),
    ("Ctrl＋Enter", "文章の欄から保存します。"),
    ("Esc", "前の画面に戻ります。入力があれば、確かめます。"),
    ("1～6", "手で入力する手続きを選びます。"),
    ("Tab", "次の場所に移ります。"),
    ("Home End", "件の画面で、最初の欄・最後の欄に移ります。"),
];

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysTemplate {
    keys: [(&'static str, &'static str); 15],
}

/// The page.
pub async fn page(State(counter): State<Arc<Counter>>, signed: Signed) -> Result<Response, Fail> {
    Ok(frame(&counter, &signed, "キー操作", &KeysTemplate { keys: KEYS }))
}

/// Says that a page is open and looked at; the session goes on. A session that has ended is told as such.
pub async fn alive(signed: Option<Signed>) -> StatusCode {
    if signed.is_some() { StatusCode::NO_CONTENT } else { StatusCode::UNAUTHORIZED }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_the_same_table() {
        let document = include_str!("../../../../docs/keyboard.md");
        for (key, words) in KEYS {
            assert!(
                document.contains(&format!("| {key} | {words} |")),
                "docs/keyboard.md lacks {key}: {words}"
            );
        }
        let rows = document.lines().filter(|line| line.starts_with("| ")).count();
        assert_eq!(rows, KEYS.len() + 2, "a head, a rule, and a row for each key");
    }
}
