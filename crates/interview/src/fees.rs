//! What the certificates of a record cost (price × copies), and its seal (the city's `fees.toml`).

use kakanai_catalogue::Catalogue;
use kakanai_catalogue::source::{SEAL_CARD, SEAL_REGISTRATION};
use kakanai_record::{ElementId, Record, core};

/// Yen for one certificate with its copies; `None` while kind, copies or price are not known.
pub fn of(catalogue: &Catalogue, record: &Record, certificate: ElementId) -> Option<u32> {
    let each = catalogue.fee(record.get(core::CERTIFICATE_KIND.of(certificate)).code()?)?;
    let copies = record.get(core::CERTIFICATE_COPIES.of(certificate)).number()?;
    each.checked_mul(u32::try_from(copies).ok()?)
}

/// Yen for all certificates together; `None` where there are none, or one has no price.
pub fn certificates(catalogue: &Catalogue, record: &Record) -> Option<u32> {
    let all = record.elements(core::CERTIFICATE.key());
    let prices = all.iter().map(|id| of(catalogue, record, *id));
    if all.is_empty() { None } else { prices.sum() }
}

/// Yen for all that is paid at the counter, certificates and seal; `None` where nothing is, or a price is not known.
pub fn total(catalogue: &Catalogue, record: &Record) -> Option<u32> {
    let wanted = record.get(core::SEAL_WANTED.key()).flag() == Some(true);
    let matter = match record.get(core::SEAL_REASON.key()).code() {
        Some("new" | "change") => Some(SEAL_REGISTRATION),
        Some("lost") => Some(SEAL_CARD),
        _ => wanted.then_some(SEAL_REGISTRATION),
    };
    let none = record.elements(core::CERTIFICATE.key()).is_empty();
    match (none, matter) {
        (true, None) => None,
        (true, Some(matter)) => catalogue.fee(matter),
        (false, None) => certificates(catalogue, record),
        (false, Some(matter)) => certificates(catalogue, record)?.checked_add(catalogue.fee(matter)?),
    }
}

/// 1,200
pub fn yen(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::yen;

    #[test]
    fn thousands_are_set_apart() {
        let table =
            [(0, "0"), (300, "300"), (1_200, "1,200"), (123_456, "123,456"), (1_234_567, "1,234,567")];
        for (number, text) in table {
            assert_eq!(yen(number), text);
        }
    }
}
