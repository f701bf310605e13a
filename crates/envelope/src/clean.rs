//! What a scanner that types like a keyboard makes of a code, made good again.

/// Why a text cannot be the letters of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Characters that no code has.
    Foreign,
    /// Kana or kanji: an input method was at work.
    Kana,
    /// More letters than allowed.
    TooLong,
}

/// The letters of a code: capitals, white space gone, full-width letters and digits made narrow.
pub(crate) fn letters(text: &str, most: usize) -> Result<Vec<u8>, Unreadable> {
    let mut letters = Vec::new();
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{0}') {
            continue;
        }
        if letters.len() >= most {
            return Err(Unreadable::TooLong);
        }
        let letter = narrow(c).and_then(|c| u8::try_from(c.to_ascii_uppercase()).ok());
        match letter.filter(|letter| value(*letter).is_some()) {
            Some(letter) => letters.push(letter),
            None if is_japanese(c) => return Err(Unreadable::Kana),
            None => return Err(Unreadable::Foreign),
        }
    }
    Ok(letters)
}

/// The five bits of a letter (RFC 4648 section 6).
pub(crate) const fn value(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'2'..=b'7' => Some(letter - b'2' + 26),
        _ => None,
    }
}

fn narrow(c: char) -> Option<char> {
    match c {
        // Full-width forms stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xff01 + 0x21),
        _ => Some(c),
    }
}

const fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff66}'..='\u{ff9f}')
}
