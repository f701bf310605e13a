//! Addresses: in this city or not, old against new, postal code against town, countries.

use kakanai_record::{Answer, Tag, core};

use super::check::{Check, plain};

/// The items of one address.
struct Address {
    postal: Tag,
    municipality: Tag,
    town: Tag,
    lot: Tag,
    building: Tag,
    country: Tag,
    overseas: Tag,
}

const OLD: Address = Address {
    postal: core::OLD_POSTAL,
    municipality: core::OLD_MUNICIPALITY,
    town: core::OLD_TOWN,
    lot: core::OLD_LOT,
    building: core::OLD_BUILDING,
    country: core::OLD_COUNTRY,
    overseas: core::OLD_OVERSEAS,
};
const NEW: Address = Address {
    postal: core::NEW_POSTAL,
    municipality: core::NEW_MUNICIPALITY,
    town: core::NEW_TOWN,
    lot: core::NEW_LOT,
    building: core::NEW_BUILDING,
    country: core::NEW_COUNTRY,
    overseas: core::NEW_OVERSEAS,
};

impl Address {
    fn place(&self) -> [Tag; 2] {
        [self.town, self.municipality]
    }
}

pub(super) fn run(check: &mut Check) {
    for address in [&OLD, &NEW] {
        city(check, address);
        postal(check, address);
        building(check, address);
        overseas(check, address);
    }
    certificates_elsewhere(check);
    same(check);
    wards(check);
}

/// Which procedure it is follows from what lies in this city.
fn city(check: &mut Check, address: &Address) {
    let Some(at) = check.one_of(&address.place()) else { return };
    let Some(code) = check.get(address.municipality).text() else { return };
    let here = check.is_here(code);
    let new = address.town == core::NEW_TOWN;
    match (check.service, new, here) {
        ("move_in" | "move_within" | "move_ward", true, false) => {
            check.error(at, "error.not_this_city", Vec::new());
        }
        ("move_out", true, true) => check.error(at, "error.out_stays_here", Vec::new()),
        ("seal_registration", true, false) => check.error(at, "error.seal_not_resident", Vec::new()),
        ("move_within" | "move_ward", false, false) => check.error(at, "error.old_not_here", Vec::new()),
        ("move_out", false, false) => check.error(at, "error.out_not_from_here", Vec::new()),
        ("move_in", false, true) => check.alert(at, "alert.old_is_here", Vec::new()),
        _ => {}
    }
}

/// Of a resident of another city, this one has no 住民票 and no seal; 除票 and 戸籍 it may have.
fn certificates_elsewhere(check: &mut Check) {
    const TAGS: [Tag; 3] = [core::NEW_TOWN, core::NEW_MUNICIPALITY, core::CERTIFICATE_KIND];
    let elsewhere = check.get(core::NEW_MUNICIPALITY).text().is_some_and(|code| !check.is_here(code));
    let (Some(at), true) = (check.one_of(&TAGS), check.service == "certificates" && elsewhere) else {
        return;
    };
    let kinds = super::certificates::kinds(check);
    if kinds.contains(&"seal") {
        check.error(at, "error.seal_elsewhere", Vec::new());
    }
    let resident = kinds.iter().any(|kind| matches!(*kind, "resident_record" | "stated_items"));
    if resident && check.last_of(&TAGS).is_some() {
        check.alert(at, "alert.certificate_elsewhere", Vec::new());
    }
}

/// A town stands under its postal code, as far as the catalogue's own towns tell.
fn postal(check: &mut Check, address: &Address) {
    let Some(at) = check.one_of(&[address.town, address.postal]) else { return };
    let answers = [address.postal, address.municipality, address.town].map(|tag| check.get(tag).text());
    let [Some(postal), Some(municipality), Some(town)] = answers else { return };
    let rows = || check.catalogue.towns().iter();
    let is_town = |row: &&kakanai_catalogue::TownSource| row.municipality == municipality && row.town == town;
    let known = rows().any(|row| row.postal == postal) || rows().any(|row| is_town(&row));
    if known && !rows().filter(is_town).any(|row| row.postal == postal) {
        // On the page of the postal code the town is still to be chosen anew.
        check.raise(at == address.town, at, "error.postal_town", Vec::new());
    }
}

/// A housing estate has a building and a number for each home.
fn building(check: &mut Check, address: &Address) {
    let none = *check.get(address.building) == Answer::NotApplicable;
    let estate = check.get(address.town).text().is_some_and(|town| town.ends_with("団地"));
    if check.asks(address.building) && none && estate {
        check.alert(address.building, "alert.building_missing", Vec::new());
    }
}

fn overseas(check: &mut Check, address: &Address) {
    if check.asks(address.country) && check.get(address.country).text() == Some("JPN") {
        check.error(address.country, "error.country_japan", Vec::new());
    }
    let text = check.get(address.overseas).text().map(plain).unwrap_or_default();
    if check.asks(address.overseas) && ["日本", "JAPAN"].iter().any(|japan| text.starts_with(japan)) {
        check.error(address.overseas, "error.country_japan", Vec::new());
    }
}

/// Another house on the same lot is a 転居; the same house is none.
fn same(check: &mut Check) {
    let Some(at) = check.one_of(&[NEW.town, NEW.lot, OLD.town, OLD.lot]) else { return };
    let line = |address: &Address| -> Option<[String; 4]> {
        let building = check.get(address.building);
        let building = match building {
            Answer::NotApplicable => "",
            other => other.text()?,
        };
        let text = |tag| check.get(tag).text().map(plain);
        Some([text(address.municipality)?, text(address.town)?, text(address.lot)?, plain(building)])
    };
    if line(&OLD).is_some_and(|old| line(&NEW) == Some(old)) {
        check.error(at, "error.same_address", Vec::new());
    }
}

/// 転居 stays in a ward, 区間異動 changes it.
fn wards(check: &mut Check) {
    let [old, new] = [&OLD, &NEW].map(|address| check.get(address.municipality).text());
    let (Some(old), Some(new)) = (old, new) else { return };
    let is_ward = |code: &str| check.catalogue.city().wards.iter().any(|ward| ward.code == code);
    let key = match (check.service, old == new) {
        ("move_within", false) => "alert.ward_differs",
        ("move_ward", true) => "alert.ward_same",
        _ => return,
    };
    let [old_place, new_place] = [OLD.place(), NEW.place()];
    if is_ward(old)
        && is_ward(new)
        && let Some(at) = check.last_of(&[old_place, new_place].concat())
    {
        check.alert(at, key, Vec::new());
    }
}
