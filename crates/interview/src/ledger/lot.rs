//! The number of a lot (番地), read off what people write.

use kakanai_domain::kana::{is_dash, narrow};

/// The digits, by their value.
pub(super) const KANJI: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// What stands behind a digit, by its value.
const UNITS: [(char, u32); 3] = [('十', 10), ('百', 100), ('千', 1000)];

/// The first number of a lot: 500 of 「500」「５００番地２」「五百番地」「500-2」「500の2」. Nothing where that is not for certain
/// the number of the lot: 番外地, 甲500番地, 500番地先, 3丁目5.
pub(super) fn number(text: &str) -> Option<u32> {
    let text: Vec<char> = text.chars().map(narrow).collect();
    let text = skip_spaces(&text);
    let arabic = text.iter().take_while(|c| c.is_ascii_digit()).count();
    let kanji = text.iter().take_while(|c| is_kanji(**c)).count();
    let (digits, rest) = text.split_at(arabic.max(kanji));
    let number = if arabic > 0 { positional(digits) } else { spelled(digits) }?;
    ends(skip_spaces(rest)).then_some(number)
}

fn skip_spaces(text: &[char]) -> &[char] {
    let spaces = text.iter().take_while(|c| c.is_whitespace()).count();
    text.get(spaces..).unwrap_or_default()
}

/// Whether what comes behind a number leaves it the lot's. Two numbers without a word between them do not: nobody knows
/// whether they are one.
fn ends(rest: &[char]) -> bool {
    match rest {
        ['番', '地', after @ ..] | ['番', after @ ..] => match skip_spaces(after) {
            [c, ..] if is_digit(*c) || c.is_ascii_alphabetic() || is_katakana(*c) => true,
            after => part(after),
        },
        rest => part(rest),
    }
}

/// Nothing, or 「-2」「の2」.
fn part(rest: &[char]) -> bool {
    match rest {
        [] => true,
        [c, next, ..] => (is_dash(*c) || matches!(c, 'の' | 'ノ' | '之')) && is_digit(*next),
        [_] => false,
    }
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || is_kanji(c)
}

fn is_kanji(c: char) -> bool {
    KANJI.contains(&c) || UNITS.iter().any(|(unit, _)| *unit == c)
}

fn value(c: char) -> Option<u32> {
    let kanji = || KANJI.iter().position(|digit| *digit == c).and_then(|value| value.try_into().ok());
    c.to_digit(10).or_else(kanji)
}

/// 「500」「五〇〇」.
fn positional(digits: &[char]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |sum, c| sum.checked_mul(10)?.checked_add(value(*c)?))
}

/// 「五百」「千二百三十四」; without such words the digits alone.
fn spelled(digits: &[char]) -> Option<u32> {
    let unit = |c: char| UNITS.iter().find(|(unit, _)| *unit == c).map(|(_, value)| *value);
    if digits.is_empty() || !digits.iter().any(|c| unit(*c).is_some()) {
        return positional(digits).filter(|_| !digits.is_empty());
    }
    let (mut sum, mut digit, mut above) = (0, None, 10_000);
    for c in digits {
        match unit(*c) {
            Some(unit) if unit < above => {
                sum += digit.take().unwrap_or(1) * unit;
                above = unit;
            }
            Some(_) => return None,
            None if digit.is_some() => return None,
            None => digit = Some(value(*c).filter(|value| *value > 0)?),
        }
    }
    Some(sum + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_has_one_first_number_or_none() {
        let table: [(&str, Option<u32>); 52] = [
            ("499", Some(499)),
            ("500", Some(500)),
            ("0500", Some(500)),
            ("500-2", Some(500)),
            ("1-2-3 A101", Some(1)),
            ("１－２－３", Some(1)),
            ("1ー2", Some(1)),
            ("１番地", Some(1)),
            ("12番地3", Some(12)),
            ("12 番地 3", Some(12)),
            ("500番地の2", Some(500)),
            ("５００番地", Some(500)),
            (" 500番地 ", Some(500)),
            ("12番3号", Some(12)),
            ("500の2", Some(500)),
            ("500ノ2", Some(500)),
            ("500番地イ", Some(500)),
            ("500番地サンプルハイツ", Some(500)),
            ("五百番地", Some(500)),
            ("五〇〇番地", Some(500)),
            ("四百九十九", Some(499)),
            ("千二百三十四番地五", Some(1234)),
            ("十番地", Some(10)),
            ("二十番二号", Some(20)),
            ("一の二", Some(1)),
            ("", None),
            ("番外地", None),
            ("500番外地", None),
            ("500番地外", None),
            ("500番地先", None),
            ("500番地内", None),
            ("無番地", None),
            ("甲500番地", None),
            ("イ123番地", None),
            ("3丁目5番", None),
            ("三丁目5", None),
            ("3 丁目5", None),
            ("一番町3", None),
            ("第5地割12", None),
            ("5線12", None),
            ("500A", None),
            ("500 2", None),
            ("500-", None),
            ("500番地-", None),
            ("-500", None),
            ("5百", None),
            ("百千", None),
            ("十二三番地", None),
            ("百〇五", None),
            ("50百番地", None),
            ("99999999999", None),
            ("例示町500", None),
        ];
        for (text, wanted) in table {
            assert_eq!(number(text), wanted, "{text}");
        }
    }
}
