//! Names: kana that cannot be the reading, an alias that is none.
//!
//! Hints only: people are called in ways no rule foresees.

use kakanai_domain::characters::is_ideograph;
use kakanai_domain::kana::{search_key, to_katakana};
use kakanai_record::core;

use super::check::{Check, plain};

pub(super) fn run(check: &mut Check) {
    for (name, kana) in [(core::MOVER_NAME, core::MOVER_KANA), (core::NOTIFIER_NAME, core::NOTIFIER_KANA)] {
        if check.asks(name)
            && check.asks(kana)
            && let (Some(written), Some(read)) = (check.get(name).text(), check.get(kana).text())
            && let Some(key) = misread(written, read)
        {
            check.alert(kana, key, Vec::new());
        }
    }
    let Some(alias) = check.get(core::MOVER_ALIAS).text().filter(|_| check.asks(core::MOVER_ALIAS)) else {
        return;
    };
    let Some(id) = check.element else { return };
    let names = [core::MOVER_NAME, core::MOVER_LATIN].map(|tag| check.of(tag, id).text());
    if names.into_iter().flatten().any(|name| plain(name) == plain(alias)) {
        check.alert(core::MOVER_ALIAS, "alert.alias_same", Vec::new());
    }
}

/// A reading has as many parts as the name of kanji it reads, and a part written in kana reads as it is written.
fn misread(written: &str, read: &str) -> Option<&'static str> {
    let parts = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (written, read) = (parts(written), parts(read));
    if written.len() != read.len() {
        // A name of Latin letters has its own parts.
        let kanji = written.iter().any(|part| part.chars().any(is_ideograph));
        return (kanji && written.len().min(read.len()) == 1).then_some("alert.kana_parts");
    }
    let is_kana = |part: &str| to_katakana(part).chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ー'));
    let differs =
        |(written, read): (&String, &String)| is_kana(written) && search_key(written) != search_key(read);
    written.iter().zip(&read).any(differs).then_some("alert.kana_differs")
}
