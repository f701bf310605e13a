//! Towns of addresses by reference into the postal table instead of letter by letter.

/// The postal table of whoever packs or opens.
pub trait TownTable {
    /// The towns (町字) of a seven-digit postal code, in the order of the table; none when the code
    /// is unknown or no table is at hand.
    fn towns(&self, postal: &str) -> Vec<String>;
}

/// No table at hand: towns are spelled out when packing and doubted when opening.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTowns;

impl TownTable for NoTowns {
    fn towns(&self, _postal: &str) -> Vec<String> {
        Vec::new()
    }
}

/// References reach this many towns of one postal code; later ones are spelled.
pub(crate) const MOST_TOWNS: usize = 4096;

/// The check that goes with a reference: CRC-16/IBM-3740 (polynomial 0x1021, start 0xFFFF, not
/// reflected) of the town in UTF-8. Tables change every month; a reference into another version must
/// not become a wrong address without a word.
pub fn town_check16(town: &str) -> u16 {
    town.bytes().fold(0xFFFF, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
        })
    })
}

/// The place of a town among those of its postal code, and its check.
pub(crate) fn reference(table: &dyn TownTable, postal: &str, town: &str) -> Option<(u16, u16)> {
    let at = table.towns(postal).iter().take(MOST_TOWNS).position(|known| known == town)?;
    Some((at as u16, town_check16(town)))
}

/// The town at a place, when the check holds and the packer would have named it by this place.
pub(crate) fn resolve(table: &dyn TownTable, postal: &str, index: u16, check: u16) -> Option<String> {
    let town = table.towns(postal).into_iter().nth(index.into())?;
    (reference(table, postal, &town) == Some((index, check))).then_some(town)
}
