//! Check digits and shapes of the numbers met at a counter.
//!
//! Only rules with a public text are hard; the others answer [`Check::Doubtful`], which is a remark to the clerk and
//! never a refusal.

/// What a check digit says about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The check digit is right.
    Right,
    /// It is wrong by a rule with a public text.
    Wrong,
    /// It differs from a rule that is not public or not settled: warn, accept.
    Doubtful,
    /// Not digits, or not that many.
    Shape,
}

fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    let mut count = 0;
    for c in text.chars().map(crate::kana::narrow).filter(|c| !c.is_whitespace() && *c != '-') {
        *out.get_mut(count)? = u8::try_from(c.to_digit(10)?).ok()?;
        count += 1;
    }
    (count == N).then_some(out)
}

/// Sum of digits times weights, the first weight belonging to the last digit.
fn weigh(digits: &[u8], weights_from_right: &[u16]) -> u16 {
    digits.iter().rev().zip(weights_from_right.iter().cycle()).map(|(d, w)| u16::from(*d) * w).sum()
}

/// 11 − r, and 0 for a remainder of 0 or 1.
fn modulus_11(sum: u16) -> u8 {
    match sum % 11 {
        0 | 1 => 0,
        rest => (11 - rest) as u8,
    }
}

const TWO_TO_SEVEN: [u16; 6] = [2, 3, 4, 5, 6, 7];

fn judge(right: bool, otherwise: Check) -> Check {
    if right { Check::Right } else { otherwise }
}

/// 個人番号, 12 digits (平成26年総務省令85号 5条). The product never keeps such a number: this serves to find one where it
/// must not be.
#[must_use]
pub fn individual_number(text: &str) -> Check {
    let Some(d) = digits::<12>(text) else { return Check::Shape };
    judge(modulus_11(weigh(&d[..11], &TWO_TO_SEVEN)) == d[11], Check::Wrong)
}

/// 法人番号, 13 digits, the first one being the check digit (平成26年財務省令70号 2条).
#[must_use]
pub fn corporate_number(text: &str) -> Check {
    let Some(d) = digits::<13>(text) else { return Check::Shape };
    judge(9 - (weigh(&d[1..], &[1, 2]) % 9) as u8 == d[0], Check::Wrong)
}

/// The sixth digit of a 全国地方公共団体コード from its first five digits (0–99,999).
#[must_use]
pub fn municipality_digit(first_five: u32) -> u8 {
    let mut rest = first_five;
    let mut sum = 0;
    for weight in 2..=6 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    ((11 - sum % 11) % 10) as u8
}

/// 運転免許証番号, 12 digits; the eleventh is the check digit by a rule without an official text.
#[must_use]
pub fn driving_licence_number(text: &str) -> Check {
    let Some(d) = digits::<12>(text) else { return Check::Shape };
    let rest = (11 - weigh(&d[..10], &TWO_TO_SEVEN) % 11) % 10;
    judge(rest as u8 == d[10], Check::Doubtful)
}

/// 住民票コード, 11 digits; the formula of the ministry's notice is believed, not read.
#[must_use]
pub fn resident_code(text: &str) -> Check {
    let Some(d) = digits::<11>(text) else { return Check::Shape };
    judge(modulus_11(weigh(&d[..10], &TWO_TO_SEVEN)) == d[10], Check::Doubtful)
}

/// 宛名番号 or 世帯番号 (標準仕様書 1.1.13): modulus 11, weights 2 to 7 from the right, up to 15 digits. Numbers from before
/// the standard keep their own digit, so a difference is only doubtful.
#[must_use]
pub fn addressee_number(text: &str) -> Check {
    let narrow: Vec<u8> =
        text.chars().map(crate::kana::narrow).filter_map(|c| c.to_digit(10)).map(|d| d as u8).collect();
    if narrow.len() != text.chars().count() || !(2..=15).contains(&narrow.len()) {
        return Check::Shape;
    }
    let Some((last, body)) = narrow.split_last() else { return Check::Shape };
    judge(modulus_11(weigh(body, &TWO_TO_SEVEN)) == *last, Check::Doubtful)
}

/// 在留カード番号 or 特別永住者証明書番号: two letters, eight digits, two letters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResidenceCardNumber(String);

/// Not the shape of a 在留カード番号.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a residence card number has two letters, eight digits and two letters, such as ZZ00000001ZZ")]
pub struct NotAResidenceCardNumber;

impl ResidenceCardNumber {
    /// Reads either width and case; spaces and hyphens fall away.
    ///
    /// # Errors
    /// Where the shape differs. Whether the number was issued cannot be seen from it.
    pub fn parse(text: &str) -> Result<Self, NotAResidenceCardNumber> {
        let number: String = text
            .chars()
            .map(crate::kana::narrow)
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let fits = number.len() == 12
            && number.bytes().enumerate().all(|(index, b)| match index {
                2..=9 => b.is_ascii_digit(),
                _ => b.is_ascii_uppercase(),
            });
        if fits { Ok(Self(number)) } else { Err(NotAResidenceCardNumber) }
    }

    /// The number, half width, upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn individual_numbers_of_the_published_rule() {
        for (text, want) in [
            ("123456789018", Check::Right),
            ("983205673214", Check::Right),
            ("１２３４ ５６７８ ９０１８", Check::Right),
            ("123456789019", Check::Wrong),
            ("12345678901", Check::Shape),
            ("1234567890180", Check::Shape),
            ("12345678901x", Check::Shape),
        ] {
            assert_eq!(individual_number(text), want, "{text}");
        }
    }

    #[test]
    fn corporate_numbers_of_public_bodies() {
        for text in [
            "7000012050002",
            "8000012010038",
            "2000012020001",
            "1180301018771",
            "8000020130001",
            "9000020011002",
            "3000020141003",
            "6000020271004",
        ] {
            assert_eq!(corporate_number(text), Check::Right, "{text}");
        }
        assert_eq!(corporate_number("7000012050003"), Check::Wrong);
        assert_eq!(corporate_number("0000000000000"), Check::Wrong);
    }

    #[test]
    fn sixth_digits() {
        for (code, digit) in [
            (13101, 6),
            (1101, 1),
            (1100, 2),
            (27100, 4),
            (99997, 1),
            (99998, 9),
            (99996, 2),
            (99995, 4),
            (99999, 7),
        ] {
            assert_eq!(municipality_digit(code), digit, "{code}");
        }
    }

    #[test]
    fn rules_without_a_public_text_only_warn() {
        assert_eq!(driving_licence_number("309012345620"), Check::Right);
        assert_eq!(driving_licence_number("309012345630"), Check::Doubtful);
        assert_eq!(resident_code("12345678901"), Check::Doubtful);
        assert_eq!(resident_code("00000000019"), Check::Right);
        assert_eq!(addressee_number("19"), Check::Right);
        assert_eq!(addressee_number("000000000000019"), Check::Right);
        assert_eq!(addressee_number("18"), Check::Doubtful);
        assert_eq!(addressee_number("1a"), Check::Shape);
        assert_eq!(addressee_number(""), Check::Shape);
    }

    #[test]
    fn residence_cards() {
        for text in
            ["ZZ00000001ZZ", "zz 00000001 zz", "ＺＺ００００００００１ＺＺ", "ＺＺ０００００００１ＺＺ"]
        {
            let read = ResidenceCardNumber::parse(text);
            if text.chars().count() == 13 {
                assert!(read.is_err(), "{text}");
            } else {
                assert_eq!(read.unwrap().as_str(), "ZZ00000001ZZ", "{text}");
            }
        }
        for text in ["Z000000001ZZ", "ZZ0000000OZZ", "", "ZZ00000001Z"] {
            assert_eq!(ResidenceCardNumber::parse(text), Err(NotAResidenceCardNumber), "{text}");
        }
    }
}
