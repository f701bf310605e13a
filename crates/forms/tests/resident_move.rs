//! The pressed 住民異動届, filled and looked at by other programs.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/seen.rs"]
mod seen;
mod support;

use kakanai_forms::{FieldValue, FieldValues, FillError, Filled, Form, check_stamp, fill};
use support::{family, fonts, large_family, resident_move, text};

fn filled(form: &Form, values: &FieldValues) -> Result<Vec<u8>, FillError> {
    fill(&[Filled { form, values }], &fonts())
}

/// The reason of a refusal; a PDF printed into a failing test would help nobody.
fn refused(form: &Form, values: &FieldValues) -> FillError {
    filled(form, values).map(|pdf| pdf.len()).expect_err("the form is filled")
}

fn with(source: &str, value: &str) -> FieldValues {
    let mut values = family();
    values.set(source, text(value));
    values
}

#[test]
fn every_value_stands_in_its_box_and_is_read_again() {
    let form = resident_move();
    let background = std::fs::read(support::catalogue().join("resident_move.pdf")).unwrap();
    let blank = seen::pictures(&background);
    for values in [family(), large_family(), FieldValues::new()] {
        let pdf = filled(&form, &values).unwrap();
        seen::assert_sound(&pdf);
        let sheets = seen::pictures(&pdf);
        assert_eq!(sheets.len(), Filled { form: &form, values: &values }.sheets());
        for (sheet, picture) in sheets.iter().enumerate() {
            let boxes = seen::boxes_with_values(&form, &values, sheet);
            seen::assert_ink_in_boxes(&blank[0], picture, &boxes);
            seen::assert_read_in_boxes(&pdf, &form, &values, sheet);
        }
        let glyphs = seen::shown_glyphs(&pdf);
        assert!(!glyphs.is_empty() && glyphs.iter().all(|g| *g != 0), "a missing glyph is drawn");
    }
}

#[test]
fn no_box_draws_into_its_neighbours() {
    let form = resident_move();
    let background = std::fs::read(support::catalogue().join("resident_move.pdf")).unwrap();
    let blank = seen::pictures(&background);
    // A third of the values at a time, so that the boxes beside most filled ones are empty.
    for third in 0..3 {
        let mut values = FieldValues::new();
        for (_, (key, value)) in family().iter().enumerate().filter(|(i, _)| i % 3 == third) {
            match key.element {
                Some(element) => values.set_row(&key.source, element, value.clone()),
                None => values.set(&key.source, value.clone()),
            }
        }
        let picture = seen::pictures(&filled(&form, &values).unwrap()).remove(0);
        seen::assert_ink_in_boxes(&blank[0], &picture, &seen::boxes_with_values(&form, &values, 0));
    }
}

#[test]
fn a_signature_stands_in_the_box_of_its_role_only() {
    let form = resident_move();
    let background = std::fs::read(support::catalogue().join("resident_move.pdf")).unwrap();
    for signature in [FieldValue::Png(support::SCRIBBLE.to_vec()), text("𠮷見　邉\u{e0110}子")] {
        let mut values = FieldValues::new();
        values.set("signature/filer", signature.clone());
        values.set("signature/head", signature);
        let pdf = filled(&form, &values).unwrap();
        let boxes = seen::boxes_with_values(&form, &values, 0);
        assert!(boxes.iter().any(|(id, _)| id == "signature"));
        seen::assert_ink_in_boxes(&seen::pictures(&background)[0], &seen::pictures(&pdf)[0], &boxes);
        seen::assert_read_in_boxes(&pdf, &form, &values, 0);
    }
}

#[test]
fn the_qr_code_is_read_by_another_program() {
    let pdf = filled(&resident_move(), &family()).unwrap();
    assert_eq!(seen::qr_code(&pdf), "KAKANAI1:999999:0042:SAMPLE");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let form = resident_move();
    let first = filled(&form, &large_family()).unwrap();
    // Another reading of form and fonts, so that no cache or address can hide a difference.
    assert!(first == filled(&resident_move(), &large_family()).unwrap());
    assert!(!String::from_utf8_lossy(&first).contains("CreationDate"));
}

#[test]
fn a_background_is_embedded_once() {
    let form = resident_move();
    let values = family();
    let one = fill(&[Filled { form: &form, values: &values }], &fonts()).unwrap().len();
    let ten = fill(&[Filled { form: &form, values: &values }; 10], &fonts()).unwrap().len();
    assert!(ten < 2 * one, "{ten} bytes for ten, {one} for one");
}

#[test]
fn five_people_take_two_sheets_and_four_take_one() {
    let form = resident_move();
    assert_eq!(Filled { form: &form, values: &large_family() }.sheets(), 2);
    assert_eq!(Filled { form: &form, values: &family() }.sheets(), 1);
    let read = seen::extracted(&filled(&form, &large_family()).unwrap());
    assert!(read.contains("1/2枚") && read.contains("2/2枚"));
}

#[test]
fn an_unknown_character_is_refused_by_name() {
    let error = refused(&resident_move(), &with("notifier/name/kanji", "見本🐟太郎"));
    let expected = FillError::MissingGlyph {
        form: "resident_move".to_owned(),
        placement: "notifier_name".to_owned(),
        character: '🐟',
    };
    assert_eq!(error, expected);
    assert!(!error.to_string().contains("太郎"), "the message is logged and must hold no name: {error}");
}

#[test]
fn a_selector_without_glyph_is_refused_and_not_ignored() {
    // IPAmj begins its sequences of this character with U+E010F.
    let error = refused(&resident_move(), &with("notifier/name/kanji", "邉\u{e0105}見"));
    assert!(matches!(error, FillError::UnresolvedVariation { character: '邉', selector: '\u{e0105}', .. }));
}

#[test]
fn a_combining_mark_is_refused_rather_than_misplaced() {
    let error = refused(&resident_move(), &with("notifier/address", "か\u{309a}町"));
    assert!(matches!(error, FillError::MissingGlyph { character: '\u{309a}', .. }), "{error}");
}

#[test]
fn a_line_feed_is_refused_where_the_box_takes_one_line() {
    let error = refused(&resident_move(), &with("notifier/address", "見本町\n一丁目"));
    assert!(matches!(error, FillError::MissingGlyph { character: '\n', .. }), "{error}");
}

#[test]
fn a_long_building_name_shrinks_and_a_longer_one_is_refused() {
    let building = |n: usize| with("new_address/building", &"例示マンション見本町".repeat(n));
    let form = resident_move();
    assert!(filled(&form, &building(4)).is_ok());
    let error = refused(&form, &building(9));
    let FillError::DoesNotFit { placement, label, text, .. } = error else { panic!("{error}") };
    assert_eq!((placement.as_str(), label.as_str()), ("new_address_building", "新しい住所の方書"));
    assert_eq!(text, "例示マンション見本町".repeat(9));
}

#[test]
fn a_reading_of_eighty_letters_fits_and_one_of_a_hundred_and_twenty_is_refused() {
    let reading = |n: usize| with("notifier/name/kana", &"レイジミホン　".repeat(n));
    let form = resident_move();
    assert!(filled(&form, &reading(12)).is_ok());
    assert!(matches!(refused(&form, &reading(18)), FillError::DoesNotFit { .. }));
}

#[test]
fn numbers_with_more_digits_than_cells_are_refused() {
    let error = refused(&resident_move(), &with("new_address/postal", "99900012"));
    assert!(matches!(error, FillError::DoesNotFit { .. }));
}

#[test]
fn an_option_or_era_the_form_does_not_print_is_refused() {
    let form = resident_move();
    let mut values = family();
    values.set("move/date", support::date("taisho", 15, 4, 30));
    assert!(matches!(filled(&form, &values), Err(FillError::UnknownOption { key, .. }) if key == "taisho"));
}

#[test]
fn a_value_of_another_kind_is_refused() {
    let mut values = family();
    values.set("notification/qr", text("QR"));
    let error = refused(&resident_move(), &values);
    assert!(matches!(error, FillError::WrongValue { expected: "the content of a QR code", .. }));
    values.set("notification/qr", FieldValue::Qr(Vec::new()));
    values.set("signature/filer", FieldValue::Png(b"not a picture".to_vec()));
    assert!(matches!(filled(&resident_move(), &values), Err(FillError::WrongValue { .. })));
}

#[test]
fn a_variant_is_drawn_as_another_picture_than_its_plain_character() {
    let form = resident_move();
    let picture = |name: &str| {
        let pdf = filled(&form, &with("notifier/name/kanji", name)).unwrap();
        seen::pictures(&pdf).remove(0)
    };
    // 𠮷 brings both names into the same font, so that only the selector differs.
    let (plain, variant) = (picture("𠮷邉"), picture("𠮷邉\u{e0110}"));
    assert!(!seen::changed(&plain, &variant).is_empty());
}

#[test]
fn the_pressed_forms_are_current() {
    let sources = support::catalogue().join("../../forms-src");
    for id in support::FORMS {
        let background = std::fs::read(support::catalogue().join(format!("{id}.pdf"))).unwrap();
        let form = support::form(id);
        let read = |file: &str| std::fs::read(sources.join(file)).ok();
        check_stamp(form.def(), &background, read).unwrap();
        let stale = check_stamp(form.def(), &background, |file| {
            read(file).map(|mut b| {
                b.push(b' ');
                b
            })
        });
        assert!(stale.is_err(), "{id}");
    }
}
