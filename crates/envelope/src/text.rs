//! Texts, and what they share with texts before them.

use std::collections::VecDeque;

use kakanai_record::Script;

use crate::bits::{BitReader, BitWriter, width};
use crate::chars::{self, Class};
use crate::error::UnpackError;

/// The latest distinct values of one sort, the most recent first.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<String>);

impl Recent {
    const MOST: usize = 16;

    /// How many are remembered.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The place of a value, 0 for the most recent.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        self.0.iter().position(|known| known == text)
    }

    /// The value at a place.
    pub(crate) fn get(&self, at: usize) -> Option<&str> {
        self.0.get(at).map(String::as_str)
    }

    /// Bits of a place.
    pub(crate) fn width(&self) -> u32 {
        width((self.len() as u64).saturating_sub(1))
    }

    /// Puts a value in front.
    pub(crate) fn remember(&mut self, text: &str) {
        match self.find(text) {
            Some(at) => drop(self.0.remove(at)),
            None => self.0.truncate(Self::MOST - 1),
        }
        self.0.push_front(text.to_owned());
    }

    /// Beginning of the most recent value up to its first space: the family name of whoever stands
    /// before.
    fn family(&self) -> Option<&str> {
        let text = self.get(0)?;
        let (at, space) = text.char_indices().find(|(_, c)| matches!(c, '\u{3000}' | ' '))?;
        Some(&text[..at + space.len_utf8()])
    }
}

/// Writes a text: how many symbols it has, then the symbols. It is never empty.
pub(crate) fn put(bits: &mut BitWriter, script: Script, text: &str) {
    if script == Script::Kana {
        put_length(bits, text.chars().count() as u64);
        return text.chars().for_each(|c| chars::put_kana(bits, c));
    }
    put_length(bits, chars::symbols(text).count() as u64);
    chars::symbols(text).fold(start(script), |class, symbol| chars::put(bits, class, symbol));
}

/// Reads a text.
pub(crate) fn take(bits: &mut BitReader<'_>, script: Script) -> Result<String, UnpackError> {
    let mut text = String::new();
    let mut class = start(script);
    for _ in 0..take_length(bits)? {
        match script {
            Script::Kana => chars::take_kana(bits, &mut text)?,
            _ => class = chars::take(bits, class, &mut text)?,
        }
    }
    Ok(text)
}

/// Writes a name: new, with the family name of the one before, or one seen before.
pub(crate) fn put_name(bits: &mut BitWriter, script: Script, recent: &mut Recent, text: &str) {
    let given =
        recent.family().and_then(|family| text.strip_prefix(family)).filter(|given| !given.is_empty());
    match (recent.find(text), given) {
        (Some(at), _) => {
            bits.put(0b11, 2);
            bits.put(at as u64, recent.width());
        }
        (None, Some(given)) => {
            bits.put(0b10, 2);
            put(bits, script, given);
        }
        (None, None) => {
            if recent.len() > 0 {
                bits.flag(false);
            }
            put(bits, script, text);
        }
    }
    recent.remember(text);
}

/// Reads a name.
pub(crate) fn take_name(
    bits: &mut BitReader<'_>,
    script: Script,
    recent: &mut Recent,
) -> Result<String, UnpackError> {
    let text = if recent.len() == 0 || !bits.flag()? {
        take(bits, script)?
    } else if bits.flag()? {
        let at = bits.take(recent.width())? as usize;
        recent.get(at).ok_or(UnpackError::malformed("refers to a name that did not occur"))?.to_owned()
    } else {
        let family = recent.family().map(str::to_owned);
        family.ok_or(UnpackError::malformed("shares a family name that is not there"))? + &take(bits, script)?
    };
    recent.remember(&text);
    Ok(text)
}

/// The class that rules before the first character.
const fn start(script: Script) -> Class {
    match script {
        Script::Line => Class::Lot,
        Script::Latin => Class::Latin,
        Script::Kana => Class::Kana,
        Script::Name | Script::Lines => Class::Common,
    }
}

/// `0` and 3 bits for 1 to 8, `10` and 5 bits for 9 to 40, `11` and 16 bits for more.
fn put_length(bits: &mut BitWriter, length: u64) {
    match length {
        0..=8 => bits.put(length.saturating_sub(1), 4),
        9..=40 => bits.put(0b10 << 5 | (length - 9), 7),
        _ => bits.put(0b11 << 16 | (length & 0xFFFF), 18),
    }
}

fn take_length(bits: &mut BitReader<'_>) -> Result<u64, UnpackError> {
    Ok(if !bits.flag()? {
        bits.take(3)? + 1
    } else if !bits.flag()? {
        bits.take(5)? + 9
    } else {
        bits.take(16)?
    })
}
