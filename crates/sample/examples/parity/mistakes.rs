//! What people and machines send instead of an answer.

use kakanai_sample::Dice;

use crate::walker::Fields;

/// Another text in place of a right one; some are right all the same (full width, hiragana).
pub(crate) fn text(right: &str, dice: &mut Dice) -> String {
    match dice.below(20) {
        0 | 1 => String::new(),
        2 | 3 => right.chars().map(wide).collect(),
        4 | 5 => right.chars().map(hiragana).collect(),
        6 => format!("{right}😀👩‍👩‍👧"),
        7 => "あ".repeat(301),
        // Beyond what a form takes at all.
        8 => "x".repeat(9000),
        9 => "<script>alert(\"1\")</script>".into(),
        10 => format!("{right}'\"&amp;&<b>{{{{7*7}}}}{{at}}"),
        11 => dice.pick(&["no_such", "-1", "0", "99999999999999999999", "1e3", "٣", "Ⅲ", "〇"]).into(),
        12 => format!(" \u{3000}{right}\t "),
        13 => format!("{right}\u{7}\n\0"),
        14 => format!("{right}\u{202E}\u{200B}\u{FEFF}"),
        15 => dice
            .pick(&["か\u{3099}", "𠮷", "邉\u{E010F}", "\u{E0100}", "é", "e\u{301}", "ｶﾞﾁｬ", "\u{E000}"])
            .into(),
        16 => right.to_uppercase() + "Z",
        17 => right.replace(['-', '番'], "ー"),
        18 => right.chars().rev().collect(),
        _ => format!("{right}{right}"),
    }
}

/// Fields missing, twice, unknown, or of other pages.
pub(crate) fn structure(fields: &mut Fields, dice: &mut Dice) {
    let at = dice.below(u32::try_from(fields.len()).unwrap_or(0)) as usize;
    let known = fields.get(at).cloned();
    match (dice.below(6), known) {
        (0, Some(_)) => {
            fields.remove(at);
        }
        (1, Some((name, _))) => fields.push((name, "二度目".into())),
        (2, Some((name, text))) => fields.insert(0, (name, text)),
        (3, _) => fields.push(("mover:99/name/kanji.family".into(), "見本".into())),
        (4, _) => fields.push(("staff_note".into(), "<i>見本</i>".into())),
        _ => fields.push(("\"><x y=\"".into(), "&".into())),
    }
}

/// `1` → `１`
fn wide(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// `ア` → `あ`
fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        other => other,
    }
}
