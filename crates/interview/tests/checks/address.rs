//! Addresses in the city and out of it.

use crate::world::{address, table};

#[test]
fn addresses_in_and_out_of_the_city() {
    let old = |town| address("old_address", town, "1", "-");
    let new = |town| address("new_address", town, "2", "-");
    let moves = "move_in|move_within|move_ward";
    table(&[
        (moves, &new("例示町"), "new_address/town", ""),
        (moves, &new("一番町"), "new_address/town", "stop error.not_this_city@new_address/town"),
        (moves, &new("千代田"), "new_address/town", "stop error.not_this_city@new_address/town"),
        (moves, "new_address/municipality=?, new_address/town=?", "new_address/town", ""),
        ("move_out", &new("一番町"), "new_address/town", ""),
        ("move_out", &new("例示町"), "new_address/town", "stop error.out_stays_here@new_address/town"),
        ("move_out", &old("例示町"), "old_address/town", ""),
        ("move_out", &old("一番町"), "old_address/town", "stop error.out_not_from_here@old_address/town"),
        ("move_within|move_ward", &old("例示町"), "old_address/town", ""),
        (
            "move_within|move_ward",
            &old("千代田"),
            "old_address/town",
            "stop error.old_not_here@old_address/town",
        ),
        ("move_in", &old("千代田"), "old_address/town", ""),
        ("move_in", &old("例示町"), "old_address/town", "hint alert.old_is_here@old_address/town"),
        ("seal_registration", &new("例示町"), "new_address/town", ""),
        (
            "seal_registration",
            &new("一番町"),
            "new_address/town",
            "stop error.seal_not_resident@new_address/town",
        ),
        ("certificates", &new("一番町"), "new_address/town", ""),
    ]);
    let wants = |kind: &str| format!("{}, certificate:1/kind={kind}", new("一番町"));
    let elsewhere = "hint alert.certificate_elsewhere@certificate:1/kind";
    table(&[
        ("certificates", &wants("resident_record"), "certificate:1/kind", elsewhere),
        // The hint comes with the last answer, the error wherever it can be mended.
        ("certificates", &wants("resident_record"), "new_address/town", ""),
        ("certificates", &wants("removed_record"), "certificate:1/kind", ""),
        ("certificates", &wants("koseki_full"), "certificate:1/kind", ""),
        ("certificates", &wants("seal"), "new_address/town", "stop error.seal_elsewhere@new_address/town"),
    ]);
}

#[test]
fn old_and_new_address() {
    let pair = |old: [&str; 3], new: [&str; 3]| {
        [("old_address", old), ("new_address", new)]
            .map(|(which, [town, lot, building])| address(which, town, lot, building))
            .join(", ")
    };
    let same = "stop error.same_address@new_address/town";
    table(&[
        ("move_within", &pair(["例示町", "1-2", "-"], ["例示町", "1-2", "-"]), "new_address/town", same),
        (
            "move_within",
            &pair(["例示町", "1-2", "A棟"], ["例示町", "1-2", "Ａ 棟"]),
            "new_address/town",
            same,
        ),
        ("move_within", &pair(["例示町", "1-2", "A棟"], ["例示町", "1-2", "B棟"]), "new_address/town", ""),
        ("move_within", &pair(["例示町", "1-2", "A棟"], ["例示町", "1-2", "-"]), "new_address/town", ""),
        ("move_within", &pair(["例示町", "1-2", "-"], ["例示町", "1-3", "-"]), "new_address/town", ""),
        ("move_within", &pair(["例示町", "1-2", "-"], ["雛形", "1-2", "-"]), "new_address/town", ""),
        ("move_within", &pair(["例示町", "1-2", "?"], ["例示町", "1-2", "?"]), "new_address/town", ""),
        ("move_within", &pair(["例示町", "?", "-"], ["例示町", "?", "-"]), "new_address/town", ""),
        (
            "move_within",
            &pair(["例示町", "1", "-"], ["例示町", "1", "-"]),
            "old_address/town",
            "stop error.same_address@old_address/town",
        ),
    ]);
    let between = pair(["例示町", "1", "-"], ["架空台団地", "1", "1号棟"]);
    let within = pair(["例示町", "1", "-"], ["雛形", "1", "-"]);
    table(&[
        ("move_within", &between, "new_address/town", "hint alert.ward_differs@new_address/town"),
        ("move_within", &between, "old_address/town", ""),
        ("move_within", &within, "new_address/town", ""),
        ("move_ward", &within, "new_address/town", "hint alert.ward_same@new_address/town"),
        ("move_ward", &between, "new_address/town", ""),
    ]);
}

#[test]
fn parts_of_an_address() {
    let estate = |building| address("new_address", "架空台団地", "1", building);
    let missing = "hint alert.building_missing@new_address/building";
    let town = |postal: &str, town: &str| {
        format!("old_address/postal={postal}, old_address/municipality=999962, old_address/town={town}")
    };
    let unfit = "stop error.postal_town@old_address/town";
    table(&[
        ("move_in", &estate("3号棟401"), "new_address/town", ""),
        ("move_in", &estate("-"), "new_address/town", missing),
        ("move_in", &estate("?"), "new_address/town", ""),
        ("move_in", &town("0009001", "一番町"), "old_address/town", ""),
        ("move_in", &town("0009002", "一番町"), "old_address/town", unfit),
        ("move_in", &town("0009001", "二番町"), "old_address/town", unfit),
        // A town of the catalogue is under no code that the catalogue does not know.
        ("move_in", &town("1000001", "一番町"), "old_address/town", unfit),
        ("move_in", &town("1000001", "二番町"), "old_address/town", ""),
        ("move_in", &town("?", "一番町"), "old_address/town", ""),
        // The code was changed: the town comes next.
        (
            "move_in",
            &town("0009002", "一番町"),
            "old_address/postal",
            "hint error.postal_town@old_address/postal",
        ),
        ("move_in", "old_address/country=VNM", "old_address/country", ""),
        (
            "move_in",
            "old_address/country=JPN",
            "old_address/country",
            "stop error.country_japan@old_address/country",
        ),
        ("move_in", "old_address/country=?", "old_address/country", ""),
        ("move_out", "new_address/overseas=Example City", "new_address/overseas", ""),
        (
            "move_out",
            "new_address/overseas=Ｊａｐａｎ Example",
            "new_address/overseas",
            "stop error.country_japan@new_address/overseas",
        ),
    ]);
}
