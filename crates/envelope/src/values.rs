//! Values of every kind in their natural width. Each `put` has its `take` beside it.

use kakanai_record::codes::Codes;
use kakanai_record::date::Certainty;
use kakanai_record::{Date, PartialDate, Period, Value};

use crate::bits::{BitReader, BitWriter, width};
use crate::day;
use crate::error::UnpackError;
use crate::text::Recent;

type Taken<T> = Result<T, UnpackError>;

/// One of a code list, by its place in the order of numbers.
pub(crate) fn put_code(bits: &mut BitWriter, codes: &Codes, number: u16) -> Option<()> {
    let at = numbers(codes).binary_search(&number).ok()?;
    bits.put(at as u64, places(codes));
    Some(())
}

pub(crate) fn take_code(bits: &mut BitReader<'_>, codes: &Codes) -> Taken<kakanai_record::Code> {
    let at = bits.take(places(codes))? as usize;
    let code = numbers(codes).get(at).and_then(|number| codes.by_number(*number));
    code.ok_or(UnpackError::malformed("a code outside its list"))
}

/// The numbers of a code list in order, however its entries are offered to people.
fn numbers(codes: &Codes) -> Vec<u16> {
    let mut numbers: Vec<u16> = codes.entries.iter().map(|entry| entry.number).collect();
    numbers.sort_unstable();
    numbers
}

/// Bits of a place in a code list.
pub(crate) fn places(codes: &Codes) -> u32 {
    width((codes.entries.len() as u64).saturating_sub(1))
}

/// Codes in a row; after each but the last possible one a bit tells whether another follows.
pub(crate) fn put_chain(
    bits: &mut BitWriter,
    codes: &Codes,
    most: u8,
    chain: &[kakanai_record::Code],
) -> Option<()> {
    for (at, code) in chain.iter().enumerate() {
        put_code(bits, codes, code.number())?;
        if at + 1 < most.into() {
            bits.flag(at + 1 < chain.len());
        }
    }
    Some(())
}

pub(crate) fn take_chain(bits: &mut BitReader<'_>, codes: &Codes, most: u8) -> Taken<Value> {
    let mut chain = vec![take_code(bits, codes)?];
    while chain.len() < most.into() && bits.flag()? {
        chain.push(take_code(bits, codes)?);
    }
    Ok(Value::Chain(chain))
}

/// A number by its distance from the smallest: `0` for none, `10` and 2 bits for 1 to 4, `11` and all
/// the bits it may need.
pub(crate) fn put_number(bits: &mut BitWriter, least: i64, most: i64, number: i64) {
    let distance = number.wrapping_sub(least) as u64;
    match distance {
        0 => bits.flag(false),
        1..=4 => bits.put(0b10 << 2 | (distance - 1), 4),
        _ => {
            bits.put(0b11, 2);
            bits.put(distance, width(most.wrapping_sub(least) as u64));
        }
    }
}

pub(crate) fn take_number(bits: &mut BitReader<'_>, least: i64, most: i64) -> Taken<Value> {
    let span = most.wrapping_sub(least) as u64;
    let distance = if !bits.flag()? {
        0
    } else if !bits.flag()? {
        bits.take(2)? + 1
    } else {
        bits.take(width(span))?
    };
    match distance <= span {
        true => Ok(Value::Number(least.wrapping_add(distance as i64))),
        false => Err(UnpackError::malformed("a number outside its bounds")),
    }
}

/// Digits: their number above the least, then three in ten bits, two in seven, one in four.
pub(crate) fn put_digits(bits: &mut BitWriter, least: u8, most: u8, text: &str) {
    bits.put((text.len() as u64).saturating_sub(least.into()), width((most - least).into()));
    for group in text.as_bytes().chunks(3) {
        let number = group.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        bits.put(number, group_width(group.len()));
    }
}

pub(crate) fn take_digits(bits: &mut BitReader<'_>, least: u8, most: u8) -> Taken<Value> {
    let length = usize::from(least) + bits.take(width((most - least).into()))? as usize;
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let group = (length - text.len()).min(3);
        let number = bits.take(group_width(group))?;
        if number >= 10u64.pow(group as u32) {
            return Err(UnpackError::malformed("a group of digits above its largest"));
        }
        text += &format!("{number:0group$}");
    }
    Ok(Value::Text(text))
}

const fn group_width(digits: usize) -> u32 {
    match digits {
        1 => 4,
        2 => 7,
        _ => 10,
    }
}

/// Spans of days around the day of making: bits after the prefixes `0`, `10`; `11` has the number.
const NEAR: [u32; 2] = [7, 12];
/// Bits of a day's number, 1800 to 2199.
const DAY: u32 = 18;
/// Bits of a past day reckoned back from the day of making: 89 years.
const PAST: u32 = 15;

/// A day: near the day of making by its distance, else by its number.
pub(crate) fn put_date(bits: &mut BitWriter, made_on: Date, date: Date) -> Option<()> {
    let distance = i64::from(day::between(made_on, date));
    for (rank, width) in NEAR.into_iter().enumerate() {
        let half = 1i64 << (width - 1);
        if (-half..half).contains(&distance) {
            bits.put(rank as u64 * 2, rank as u32 + 1);
            bits.put((distance + half) as u64, width);
            return Some(());
        }
    }
    bits.put(0b11, 2);
    bits.put(u64::try_from(day::number(date)?).ok()?, DAY);
    Some(())
}

pub(crate) fn take_date(bits: &mut BitReader<'_>, made_on: Date) -> Taken<Value> {
    let base = day::number(made_on).unwrap_or_default();
    for width in NEAR {
        if !bits.flag()? {
            return day_value(base + bits.take(width)? as i32 - (1 << (width - 1))).map(Value::Date);
        }
    }
    day_value(bits.take(DAY)? as i32).map(Value::Date)
}

/// A date that may be partly unknown: `00` days back from the day of making, `01` the day's number,
/// `1` certainty, year, month and day apart.
pub(crate) fn put_partial(bits: &mut BitWriter, made_on: Date, date: PartialDate) -> Option<()> {
    if let Some(whole) = date.calendar() {
        let back = day::between(whole, made_on);
        bits.flag(false);
        if (0..1 << PAST).contains(&back) {
            bits.flag(false);
            bits.put(u64::try_from(back).ok()?, PAST);
        } else {
            bits.flag(true);
            bits.put(u64::try_from(day::number(whole)?).ok()?, DAY);
        }
        return Some(());
    }
    bits.flag(true);
    bits.put(
        match date.certainty() {
            Certainty::Stated => 0,
            Certainty::About => 1,
            Certainty::Estimated => 2,
        },
        2,
    );
    bits.put((date.year() - PartialDate::YEARS.start()).into(), 9);
    bits.put(date.month().unwrap_or(0).into(), 4);
    bits.put(date.day().unwrap_or(0).into(), 5);
    Some(())
}

pub(crate) fn take_partial(bits: &mut BitReader<'_>, made_on: Date) -> Taken<Value> {
    if !bits.flag()? {
        let number = match bits.flag()? {
            false => day::number(made_on).unwrap_or_default() - bits.take(PAST)? as i32,
            true => bits.take(DAY)? as i32,
        };
        return Ok(Value::Partial(day_value(number)?.into()));
    }
    let certainty = match bits.take(2)? {
        0 => Certainty::Stated,
        1 => Certainty::About,
        2 => Certainty::Estimated,
        _ => return Err(UnpackError::malformed("a certainty of a date that does not exist")),
    };
    let year = PartialDate::YEARS.start() + bits.small(9)?;
    let mut part = |width| Ok(Some(bits.take(width)? as u8).filter(|part| *part > 0));
    let (month, day) = (part(4)?, part(5)?);
    let date = PartialDate::new(year, month, day, certainty);
    date.map(Value::Partial).ok_or(UnpackError::malformed("a date that cannot be"))
}

fn day_value(number: i32) -> Taken<Date> {
    day::date(number).ok_or(UnpackError::malformed("a day outside 1800 to 2199"))
}

/// A period of stay: `0` and whole years up to 7, or `1` and years, months and days apart.
pub(crate) fn put_period(bits: &mut BitWriter, period: Period) {
    let whole = period.years < 8 && period.months == 0 && period.days == 0;
    bits.flag(!whole);
    if whole {
        return bits.put(period.years.into(), 3);
    }
    bits.put(period.years.into(), 7);
    bits.put(period.months.into(), 7);
    bits.put(period.days.into(), 10);
}

pub(crate) fn take_period(bits: &mut BitReader<'_>) -> Taken<Value> {
    let (years, months, days) = match bits.flag()? {
        false => (bits.take(3)? as u8, 0, 0),
        true => (bits.take(7)? as u8, bits.take(7)? as u8, bits.small(10)?),
    };
    Ok(Value::Period(Period { years, months, days }))
}

/// Capitals as digits of base 26.
pub(crate) fn put_capitals(bits: &mut BitWriter, letters: &[u8]) {
    let number = letters.iter().fold(0, |number, letter| number * 26 + u64::from(letter - b'A'));
    bits.put(number, capitals_width(letters.len()));
}

pub(crate) fn take_capitals(bits: &mut BitReader<'_>, count: usize) -> Taken<String> {
    let mut number = bits.take(capitals_width(count))?;
    let mut letters = Vec::with_capacity(count);
    for _ in 0..count {
        letters.push(char::from(b'A' + (number % 26) as u8));
        number /= 26;
    }
    match number {
        0 => Ok(letters.into_iter().rev().collect()),
        _ => Err(UnpackError::malformed("letters beyond Z")),
    }
}

const fn capitals_width(count: usize) -> u32 {
    width(26u64.pow(count as u32) - 1)
}

/// A card number: four letters, then eight digits.
pub(crate) fn put_card(bits: &mut BitWriter, text: &str) -> Option<()> {
    let bytes = text.as_bytes();
    put_capitals(bits, &[*bytes.first()?, *bytes.get(1)?, *bytes.get(10)?, *bytes.get(11)?]);
    bits.put(text.get(2..10)?.parse().ok()?, 27);
    Some(())
}

pub(crate) fn take_card(bits: &mut BitReader<'_>) -> Taken<Value> {
    let letters = take_capitals(bits, 4)?;
    let number = bits.take(27)?;
    if number > 99_999_999 {
        return Err(UnpackError::malformed("a card number above its largest"));
    }
    Ok(Value::Text(format!("{}{number:08}{}", &letters[..2], &letters[2..])))
}

/// A municipality: `1` and a recent one, or `0` (left out where there is none); then `0`, prefecture
/// in 6 bits and number in 10 where the check digit holds, or `1` and the six digits in 20 bits.
pub(crate) fn put_municipality(bits: &mut BitWriter, recent: &mut Recent, text: &str) -> Option<()> {
    let seen = recent.find(text);
    if recent.len() > 0 {
        bits.flag(seen.is_some());
    }
    match (seen, text.parse::<u64>().ok()?) {
        (Some(at), _) => bits.put(at as u64, recent.width()),
        (None, number) if has_short_form(number) => {
            bits.flag(false);
            bits.put(number / 10_000, 6);
            bits.put(number / 10 % 1_000, 10);
        }
        (None, number) => {
            bits.flag(true);
            bits.put(number, 20);
        }
    }
    recent.remember(text);
    Some(())
}

pub(crate) fn take_municipality(bits: &mut BitReader<'_>, recent: &mut Recent) -> Taken<Value> {
    let text = if recent.len() > 0 && bits.flag()? {
        let at = bits.take(recent.width())? as usize;
        recent
            .get(at)
            .ok_or(UnpackError::malformed("refers to a municipality that did not occur"))?
            .to_owned()
    } else if bits.flag()? {
        format!("{:06}", bits.take(20)?)
    } else {
        let first = bits.take(6)? * 1_000 + bits.take(10)?;
        format!("{:06}", first * 10 + check_digit(first))
    };
    recent.remember(&text);
    Ok(Value::Text(text))
}

fn has_short_form(number: u64) -> bool {
    number / 10_000 < 64 && check_digit(number / 10) == number % 10
}

/// The check digit of a municipality code (全国地方公共団体コード, modulus 11 over its first five
/// digits, weights 6 to 2).
fn check_digit(first: u64) -> u64 {
    let sum: u64 = (0..5).map(|at| first / 10u64.pow(at) % 10 * u64::from(at + 2)).sum();
    (11 - sum % 11) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_published_codes() {
        for (first, digit) in [(3201, 8), (1100, 2), (13101, 6), (14401, 1)] {
            assert_eq!(check_digit(first), digit, "{first}");
        }
        assert!(!has_short_form(999_999));
    }

    #[test]
    fn numbers_of_every_span() {
        for (least, most) in [(1, 99), (0, 3), (i64::MIN, i64::MAX), (5, 5), (-3, 4)] {
            for number in [least, most, least.midpoint(most)] {
                let mut writer = BitWriter::default();
                put_number(&mut writer, least, most, number);
                let bytes = writer.finish();
                assert_eq!(take_number(&mut BitReader::new(&bytes), least, most), Ok(Value::Number(number)));
            }
        }
    }
}
