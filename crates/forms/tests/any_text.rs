//! Any text either stands whole inside its box or is refused.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/seen.rs"]
mod seen;
mod support;

use std::sync::LazyLock;

use kakanai_forms::{FieldValues, FillError, Filled, Fonts, Form, fill, hash_bytes};
use krilla::Document;
use krilla::page::PageSettings;
use proptest::prelude::*;
use support::text;

static FONTS: LazyLock<Fonts> = LazyLock::new(support::fonts);
static PAGE: LazyLock<(Form, Vec<u8>)> = LazyLock::new(small_form);

/// A blank page of 160 by 80 points with a box for each way of setting text.
fn small_form() -> (Form, Vec<u8>) {
    let mut document = Document::new();
    document.start_page_with(PageSettings::from_wh(160.0, 80.0).unwrap()).finish();
    let background = document.finish().unwrap();
    let hash = hash_bytes(&background);
    let json = format!(
        r#"{{"format":1,"id":"small","title":"","pages":[{{"width":160,"height":80}}],"background_sha256":"{hash}",
        "placements":[
        {{"id":"a","label":"a","page":0,"rect":[10,5,60,9],"source":"a","kind":{{"type":"text"}},"font":"name","size":{{"min":5,"max":9}}}},
        {{"id":"b","label":"b","page":0,"rect":[10,20,60,40],"source":"a","kind":{{"type":"text"}},"align":"right","size":{{"min":5,"max":14}},"pad":1}},
        {{"id":"c","label":"c","page":0,"rect":[80,5,70,55],"source":"a","kind":{{"type":"multiline"}},"align":"center","size":{{"min":4,"max":9}}}}
        ]}}"#
    );
    (Form::load(json.as_bytes(), background.clone()).unwrap(), background)
}

fn some_text() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        6 => "[ぁ-んァ-ヶー一-龠々]",
        2 => "[A-Za-z0-9ｱ-ﾟ０-９Ａ-ｚ・、。（）「」 　.'-]",
        1 => prop::sample::select(vec!["𠮷", "髙", "﨑", "邉\u{e0110}", "葛\u{e0102}", "辻\u{e0102}", "Å", "ﷺ"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(one, 1..24).prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn ink_stays_inside_or_the_text_is_refused(value in some_text()) {
        let (form, background) = &*PAGE;
        let mut values = FieldValues::new();
        values.set("a", text(&value));
        match fill(&[Filled { form, values: &values }], &FONTS) {
            Ok(pdf) => {
                let blank = seen::pictures(background);
                let pages = seen::pictures(&pdf);
                let ink = seen::changed(&blank[0], &pages[0]);
                let boxes: Vec<_> = form.def().placements.iter().map(|p| p.rect).collect();
                for pixel in ink {
                    prop_assert!(boxes.iter().any(|b| b.contains(pixel, 0.5)), "ink outside at {:?}", pixel);
                }
                prop_assert!(seen::shown_glyphs(&pdf).iter().all(|g| *g != 0));
            }
            Err(FillError::MissingGlyph { character, .. }) => prop_assert!(value.contains(character)),
            Err(FillError::UnresolvedVariation { selector, .. }) => prop_assert!(value.contains(selector)),
            Err(FillError::DoesNotFit { text, .. }) => prop_assert_eq!(text, value),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}

#[test]
fn text_of_every_shape_is_read_again_as_it_was_written() {
    let (form, _) = &*PAGE;
    // One glyph for two characters each: the compatibility character must not turn into the plain one.
    for value in ["﨑崎", "邉\u{e0110}邉\u{e010f}邉", "ＡA･・", "O'REILLY-見本"] {
        let mut values = FieldValues::new();
        values.set("a", text(value));
        let pdf = fill(&[Filled { form, values: &values }], &FONTS).unwrap();
        let read = seen::extracted(&pdf);
        assert_eq!(read.matches(value).count(), 3, "{value:?} in {read:?}");
    }
}
