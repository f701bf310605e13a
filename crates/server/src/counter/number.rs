//! Numbers of visits as people type them.

use kakanai_store::{Day, OfficeCode, VisitNumber};

/// Reads `1`, `0001`, `E0001`, `20261120-0001` or `E-20261120-0001`, full width or half; what is left out is
/// this office and today.
pub(super) fn read(text: &str, office: &OfficeCode, today: Day) -> Option<VisitNumber> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    let plain = plain.to_uppercase();
    let letters = plain.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(plain.len());
    let (own, rest) = plain.split_at(letters);
    let office = if own.is_empty() { office.clone() } else { OfficeCode::new(own).ok()? };
    let parts: Vec<&str> = rest.split('-').filter(|part| !part.is_empty()).collect();
    let (day, serial) = match parts.as_slice() {
        [serial] => (today, *serial),
        [day, serial] if day.len() == 8 => (Day::new(day.parse().ok()?).ok()?, *serial),
        _ => return None,
    };
    let digits = !serial.is_empty() && serial.len() <= 6 && serial.bytes().all(|b| b.is_ascii_digit());
    let serial = serial.parse().ok().filter(|serial| digits && *serial > 0)?;
    Some(VisitNumber { office, day, serial })
}

/// Full-width letters and digits, and what an input method makes of a hyphen.
fn narrow(c: char) -> char {
    match c {
        'ー' | '−' | '‐' | '–' | '—' | '－' => '-',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let (office, today) = (OfficeCode::new("E").unwrap(), Day::new(20_261_120).unwrap());
        for (text, number) in [
            ("1", "E-20261120-0001"),
            ("0001", "E-20261120-0001"),
            (" ００１２ ", "E-20261120-0012"),
            ("e0003", "E-20261120-0003"),
            ("W-0003", "W-20261120-0003"),
            ("20261119-0007", "E-20261119-0007"),
            ("E-20261119-0007", "E-20261119-0007"),
            ("Ｅー２０２６１１１９ー０００７", "E-20261119-0007"),
        ] {
            assert_eq!(
                read(text, &office, today).map(|number| number.to_string()).as_deref(),
                Some(number),
                "{text}"
            );
        }
        for wrong in
            ["", "0", "0000", "あ", "E", "1-2", "E-20261399-0001", "E-20261120-0001-1", "1234567", "-"]
        {
            assert_eq!(read(wrong, &office, today), None, "{wrong}");
        }
    }
}
