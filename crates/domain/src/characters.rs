//! What a name or an address may be written with, without changing anybody's characters.
//!
//! Unicode normalisation (NFC) replaces compatibility ideographs such as 神 (U+FA19) by the plain character, which is a
//! different glyph on somebody's 住民票. So it is never applied: only separate sound marks of kana are joined, as they
//! come from some keyboards. Variation selectors stay behind their character.

use std::fmt::Write as _;

use crate::kana::{is_dash, narrow, with_mark};

/// Which rules a text is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Names: ideographs, kana, Latin letters, spaces, and ・ 々 ー . , ' -.
    Name,
    /// Everything printable: addresses, 方書, remarks.
    Text,
}

/// Why a character is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Control, line break, direction mark, zero width: invisible.
    Invisible,
    /// Emoji and pictographs.
    Emoji,
    /// A city's own character (外字) outside Unicode: the clerk chooses the real one.
    PrivateUse,
    /// A combining mark or variation selector without a character it belongs to.
    StrayMark,
    /// Latin letters with marks: the 在留カード writes plain A–Z.
    AccentedLetter,
    /// Printable, but not in a name.
    NotInAName,
    /// Not a character at all.
    Unassigned,
}

/// One refused character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {position} (U+{:04X}) cannot be used: {reason:?}", u32::from(*character))]
pub struct Refused {
    /// The character.
    pub character: char,
    /// Its place in user-perceived characters, from 1.
    pub position: usize,
    /// Why.
    pub reason: Reason,
}

/// Joins separate sound marks of kana (か + U+3099 → が, as some keyboards send them); nothing else changes.
#[must_use]
pub fn join_sound_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let joined = match c {
            '\u{3099}' => out.chars().next_back().and_then(|base| with_mark(base, true)),
            '\u{309A}' => out.chars().next_back().and_then(|base| with_mark(base, false)),
            _ => None,
        };
        if let Some(joined) = joined {
            out.pop();
            out.push(joined);
        } else {
            out.push(c);
        }
    }
    out
}

/// Joins sound marks, trims spaces at the ends, and checks every character.
///
/// # Errors
/// All refused characters, with their positions, so that a screen can mark each.
pub fn accept(text: &str, profile: Profile) -> Result<String, Vec<Refused>> {
    let joined = join_sound_marks(text.trim_matches([' ', '\u{3000}']));
    let mut refused = Vec::new();
    for (index, cluster) in clusters(&joined).enumerate() {
        let mut base = None;
        for character in cluster.chars() {
            if let Some(reason) = judge(character, base, profile) {
                refused.push(Refused { character, position: index + 1, reason });
            }
            base = base.or(Some(character));
        }
    }
    if refused.is_empty() { Ok(joined) } else { Err(refused) }
}

fn judge(c: char, base: Option<char>, profile: Profile) -> Option<Reason> {
    match c {
        c if c.is_control() || is_invisible(c) => Some(Reason::Invisible),
        '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' => Some(Reason::Emoji),
        c if is_variation_selector(c) => (!base.is_some_and(is_ideograph)).then_some(Reason::StrayMark),
        '\u{3099}' | '\u{309A}' => Some(Reason::StrayMark),
        c if is_combining(c) => {
            let letter = base.is_some_and(|base| base.is_ascii_alphabetic());
            Some(if letter { Reason::AccentedLetter } else { Reason::StrayMark })
        }
        c if is_emoji(c) => Some(Reason::Emoji),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Some(Reason::PrivateUse),
        '\u{FFF0}'..='\u{FFFF}' | '\u{FDD0}'..='\u{FDEF}' => Some(Reason::Unassigned),
        c if profile == Profile::Name && !in_a_name(c) => Some(match c {
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if !matches!(c, '×' | '÷') => {
                Reason::AccentedLetter
            }
            _ => Reason::NotInAName,
        }),
        _ => None,
    }
}

/// Han ideographs of every plane, unified and compatibility, and 々 〆 〇.
#[must_use]
pub fn is_ideograph(c: char) -> bool {
    matches!(c,
        '々' | '〆' | '〇' | '\u{303B}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

/// Standardised selectors of compatibility ideographs and ideographic variation selectors.
#[must_use]
pub fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0E}' | '\u{E0100}'..='\u{E01EF}')
}

fn in_a_name(c: char) -> bool {
    is_ideograph(c)
        || matches!(c, 'ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ァ'..='ヾ' | ' ' | '\u{3000}' | '.' | ',' | '\'' | '’' | '-' | '‐')
        || narrow(c).is_ascii_alphabetic()
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E00FF}')
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{302A}'..='\u{302F}' | '\u{FE20}'..='\u{FE2F}')
}

/// Pictographs. Plain symbols of Japanese print (① ㈱ ★ ♨ 〒 ○) are text.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1F0FF}' | '\u{1F18E}' | '\u{1F191}'..='\u{1F19A}' | '\u{1F1E6}'..='\u{1F1FF}'
        | '\u{1F300}'..='\u{1FAFF}' | '\u{2728}' | '\u{2705}' | '\u{274C}' | '\u{2764}' | '\u{2B50}' | '\u{2B55}')
}

/// The characters a person sees: a base with the selectors and marks behind it is one.
pub fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        chars.next()?;
        let end = chars.find(|&(_, c)| !extends(c)).map_or(rest.len(), |(at, _)| at);
        let (cluster, after) = rest.split_at(end);
        rest = after;
        Some(cluster)
    })
}

fn extends(c: char) -> bool {
    is_variation_selector(c)
        || is_combining(c)
        || matches!(c, '\u{FE0F}' | '\u{3099}' | '\u{309A}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// Number of characters a person sees (base and variation selector are one).
#[must_use]
pub fn count(text: &str) -> usize {
    clusters(text).count()
}

/// 番地以下 as it is kept: half-width digits, letters and hyphens, 「１－２－３」 → `1-2-3`; the words 番地, 番, 号, の and a
/// ー inside a word stay as they are (DS-442 address guide).
#[must_use]
pub fn normalise_lot(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let mut out = String::with_capacity(chars.len());
    for (index, &c) in chars.iter().enumerate() {
        let after_number = out.chars().next_back().is_some_and(|last| last.is_ascii_alphanumeric());
        let next = chars.iter().skip(index + 1).find(|c| !c.is_whitespace());
        let before_number = next.is_some_and(char::is_ascii_alphanumeric);
        match c {
            c if c.is_whitespace() => {
                if after_number && before_number {
                    out.push(' ');
                }
            }
            c if is_dash(c) && after_number && before_number => out.push('-'),
            c => out.push(c),
        }
    }
    out
}

/// `U+9089 U+E0100` for logs of checks and for the clerk who looks a character up.
#[must_use]
pub fn code_points(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let gap = if out.is_empty() { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(out, "{gap}U+{:04X}", u32::from(c));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_character_is_changed() {
        for name in [
            "書見﨑",        // U+FA11, in the compatibility block
            "髙例 花子",     // U+9AD9
            "\u{FA19}見",    // 神: NFC would make it U+795E
            "\u{2F80F}見",   // compatibility supplement: NFC would make it 兔
            "𠮷見",          // second plane
            "邉\u{E0100}見", // ideographic variation sequence
            "神\u{FE00}見",  // standardised variation sequence
            "〆木　々子",
            "SAMPLE O'EXAMPLE-TARO JR.",
            "ヴァン・デル・例示",
        ] {
            assert_eq!(accept(name, Profile::Name).as_deref(), Ok(name), "{}", code_points(name));
        }
    }

    #[test]
    fn only_sound_marks_are_joined() {
        assert_eq!(accept(" か\u{3099}んは\u{309A}　", Profile::Name).unwrap(), "がんぱ");
        assert_eq!(join_sound_marks("e\u{301}\u{3099}"), "e\u{301}\u{3099}");
    }

    #[test]
    fn refused_with_position_and_reason() {
        for (text, position, character, reason) in [
            ("見本\u{7}太郎", 3, '\u{7}', Reason::Invisible),
            ("見本\n太郎", 3, '\n', Reason::Invisible),
            ("邉\u{E0100}見\u{200B}", 3, '\u{200B}', Reason::Invisible),
            ("見本\u{202E}", 3, '\u{202E}', Reason::Invisible),
            ("見本😀", 3, '😀', Reason::Emoji),
            ("見本☺\u{FE0F}", 3, '☺', Reason::NotInAName),
            ("見\u{E000}本", 2, '\u{E000}', Reason::PrivateUse),
            ("\u{E0100}見", 1, '\u{E0100}', Reason::StrayMark),
            ("ア\u{E0100}", 1, '\u{E0100}', Reason::StrayMark),
            ("JOSE\u{301}", 4, '\u{301}', Reason::AccentedLetter),
            ("JOSÉ", 4, 'É', Reason::AccentedLetter),
            ("見本3", 3, '3', Reason::NotInAName),
            ("見本\u{FFFD}", 3, '\u{FFFD}', Reason::Unassigned),
        ] {
            let refused = accept(text, Profile::Name).unwrap_err();
            assert_eq!(refused[0], Refused { character, position, reason }, "{}", code_points(text));
        }
        assert_eq!(accept("a\tb😀", Profile::Text).unwrap_err().len(), 2);
        assert!(accept("1丁目2-3 ①号棟(仮)", Profile::Text).is_ok());
    }

    #[test]
    fn a_person_sees_one_character() {
        for (text, want) in [
            ("", 0),
            ("見本", 2),
            ("邉\u{E0100}見", 2),
            ("𠮷", 1),
            ("か\u{3099}", 1),
            ("\u{E0100}", 1),
            ("神\u{FE00}\u{E0101}本", 2),
        ] {
            assert_eq!(count(text), want, "{}", code_points(text));
            assert_eq!(clusters(text).collect::<String>(), text);
        }
    }

    #[test]
    fn lots() {
        for (text, want) in [
            ("１－２－３", "1-2-3"),
            ("１ー２−３", "1-2-3"),
            ("1 ‐ 2 ‐ 3", "1-2-3"),
            ("１番地２", "1番地2"),
            ("１２番３号", "12番3号"),
            ("９９９９番地の２", "9999番地の2"),
            ("１－２－３　Ａ１０１", "1-2-3 A101"),
            ("１－２　サンプルハイツ", "1-2サンプルハイツ"),
            ("ハイツー1", "ハイツー1"),
            ("イ１２３番地", "イ123番地"),
            ("", ""),
        ] {
            assert_eq!(normalise_lot(text), want, "{text}");
        }
    }
}
