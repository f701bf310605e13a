//! Every form: empty, for ordinary people, and for people who strain every box; on paper and in words.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/seen.rs"]
mod seen;
mod support;

use std::sync::LazyLock;

use kakanai_forms::{FieldValue, FieldValues, FillError, Filled, Fonts, Form, FormDef, Kind, describe, fill};
use support::people;

static FONTS: LazyLock<Fonts> = LazyLock::new(support::fonts);

/// The form as it is drawn without any box: rasterising the background alone rounds some hairlines differently.
fn paper(form: &Form, id: &str) -> Vec<u8> {
    let background = std::fs::read(support::catalogue().join(format!("{id}.pdf"))).unwrap();
    let def = FormDef { placements: Vec::new(), ..form.def().clone() };
    let bare = Form::load(&serde_json::to_vec(&def).unwrap(), background).unwrap();
    fill(&[Filled { form: &bare, values: &FieldValues::new() }], &FONTS).unwrap()
}

/// Fails unless the filled form is sound, in its boxes, and read again.
fn look(id: &str, values: &FieldValues) -> usize {
    let form = support::form(id);
    let blank = seen::pictures(&paper(&form, id));
    assert_eq!(blank.len(), 1, "{id} is laid out on more than one page");
    let pdf = fill(&[Filled { form: &form, values }], &FONTS).unwrap_or_else(|e| panic!("{e}: {e:?}"));
    seen::assert_sound(&pdf);
    let sheets = seen::pictures(&pdf);
    for (sheet, picture) in sheets.iter().enumerate() {
        seen::assert_ink_in_boxes(&blank[0], picture, &seen::boxes_with_values(&form, values, sheet));
        seen::assert_read_in_boxes(&pdf, &form, values, sheet);
    }
    assert!(seen::shown_glyphs(&pdf).iter().all(|g| *g != 0), "{id}: a missing glyph is drawn");
    sheets.len()
}

#[test]
fn empty_forms_are_for_the_pen() {
    for id in support::FORMS {
        assert_eq!(look(id, &FieldValues::new()), 1, "{id}");
    }
}

#[test]
fn ordinary_people_stand_in_their_boxes() {
    let record = people::read(&people::ordinary());
    for id in support::FORMS {
        assert_eq!(look(id, &people::resolved(&support::form(id), &record)), 1, "{id}");
    }
}

#[test]
fn ugly_people_stand_in_their_boxes_too() {
    let record = people::read(&people::ugly());
    let sheets = [2, 1, 1, 3, 1];
    for (id, sheets) in support::FORMS.into_iter().zip(sheets) {
        assert_eq!(look(id, &people::resolved(&support::form(id), &record)), sheets, "{id}");
    }
}

#[test]
fn what_is_too_long_is_refused_with_its_box_and_row() {
    let form = support::form("certificate_application");
    let mut record = people::ugly();
    record["certificate"][5]["purpose"] = "例".repeat(120).into();
    let values = people::resolved(&form, &people::read(&record));
    let error =
        fill(&[Filled { form: &form, values: &values }], &FONTS).map(|pdf| pdf.len()).expect_err("it fits");
    let FillError::DoesNotFit { placement: found, label: told, .. } = error else { panic!("{error}") };
    assert_eq!((found.as_str(), told.as_str()), ("certificate2_purpose", "6つ目の使いみち・提出先"));
}

#[test]
fn a_reason_of_a_thousand_letters_is_on_the_paper_or_refused() {
    let form = support::form("delay_statement");
    for (length, fits) in [(600, true), (1000, true)] {
        let mut record = people::ordinary();
        record["delay_reason"] = "届".repeat(length).into();
        let values = people::resolved(&form, &people::read(&record));
        assert_eq!(fill(&[Filled { form: &form, values: &values }], &FONTS).is_ok(), fits, "{length}");
    }
}

#[test]
fn places_of_stamps_and_of_the_pen_stay_free() {
    // No box at all may reach into the place of the seal: left of the first column of the 印鑑登録申請書.
    let form = support::form("seal_application");
    let mm = 72.0 / 25.4;
    let place = (20.0 * mm, 64.0 * mm, 43.0 * mm, 80.0 * mm);
    for p in &form.def().placements {
        let (left, right, top, bottom) = (p.rect.x, p.rect.x + p.rect.w, p.rect.y, p.rect.y + p.rect.h);
        let inside = left < place.1 - 1.0 && right > place.0 + 1.0 && top < place.3 && bottom > place.2;
        assert!(!inside, "{} stands where the seal is pressed", p.id);
    }
}

#[test]
fn nothing_stands_in_the_margin_where_papers_are_punched() {
    let margin = 20.0 * 72.0 / 25.4 - 0.5;
    for id in support::FORMS {
        let form = support::form(id);
        for p in &form.def().placements {
            let page = form.def().pages[p.page];
            let free = [p.rect.x, p.rect.y, page.width - p.rect.right(), page.height - p.rect.bottom()];
            assert!(free.iter().all(|free| *free >= margin), "{id}: {} stands in the margin", p.id);
        }
    }
}

#[test]
fn the_code_on_the_sheet_is_large_enough_and_read_again() {
    let form = support::resident_move();
    let qr = form.def().placements.iter().find(|p| p.kind == Kind::Qr).unwrap();
    let side = qr.rect.w.min(qr.rect.h) - 2.0 * qr.pad;
    assert!(side >= 26.0 * 72.0 / 25.4, "{side} points");
    let values = people::resolved(&form, &people::read(&people::ordinary()));
    let pdf = fill(&[Filled { form: &form, values: &values }], &FONTS).unwrap();
    assert_eq!(seen::qr_code(&pdf), "A".repeat(300));
}

#[test]
fn words_tell_the_same_pages() {
    let record = people::read(&people::ugly());
    let forms = support::FORMS.map(support::form);
    let values: Vec<FieldValues> = forms.iter().map(|form| people::resolved(form, &record)).collect();
    let filled: Vec<Filled<'_>> =
        forms.iter().zip(&values).map(|(form, values)| Filled { form, values }).collect();
    let pages = describe(&filled);
    let pdf = fill(&filled, &FONTS).unwrap();
    assert_eq!(pages.len(), seen::pictures(&pdf).len());
    let numbers: Vec<(&str, usize, usize)> =
        pages.iter().map(|page| (page.form.as_str(), page.page, page.pages)).collect();
    assert_eq!(
        numbers[0..3],
        [("certificate_application", 1, 2), ("certificate_application", 2, 2), ("delay_statement", 1, 1)]
    );
    assert_eq!(pages[0].title, "住民票・印鑑登録証明・戸籍等交付申請書");
    // Every value is said once: on each sheet for what is no row, on its own sheet for a row.
    for (form, values) in forms.iter().zip(&values) {
        let of_form: Vec<_> = pages.iter().filter(|page| page.form == form.def().id).collect();
        let said: usize = of_form.iter().map(|page| page.lines.len()).sum();
        let boxes =
            form.def().placements.iter().filter(|p| p.row.is_none() && values.get(&p.source, None).is_some());
        let rows = values.iter().filter(|(key, _)| key.element.is_some()).count();
        assert_eq!(said, boxes.count() * of_form.len() + rows, "{}", form.def().id);
    }
}

#[test]
fn words_are_those_of_the_paper() {
    let form = support::form("certificate_application");
    let values = people::resolved(&form, &people::read(&people::ugly()));
    let pages = describe(&[Filled { form: &form, values: &values }]);
    let said = |page: usize, label: &str| {
        let line = pages[page].lines.iter().find(|(l, _)| l == label);
        line.map_or("", |(_, text)| text.as_str())
    };
    assert_eq!(said(0, "申請日"), "令和8年11月20日");
    assert_eq!(said(0, "請求者の署名"), "署名あり");
    assert_eq!(said(0, "1つ目の証明書の種類"), "住民票の写し");
    assert_eq!(said(1, "6つ目の証明書の種類"), "除籍・改製原戸籍");
    assert_eq!(
        said(0, "1つ目の載せるもの"),
        "世帯主・続柄、本籍・筆頭者、個人番号、住民票コード、国籍等、履歴"
    );
    assert_eq!(said(0, "本人確認書類"), "在留カード・特永証明書、年金手帳・通知書、その他");
    assert_eq!(said(0, "請求者の生年月日"), "昭和45年2月3日");
    let first = pages[0].lines.first().map(|(label, _)| label.as_str());
    assert_eq!(first, Some("申請日"), "in the order of reading");
}

#[test]
fn every_option_and_label_has_words() {
    for id in support::FORMS {
        for p in &support::form(id).def().placements {
            assert!(!p.label.is_empty(), "{id}: {}", p.id);
            assert_eq!(p.row.is_some(), p.label.contains("{row}"), "{id}: {}", p.id);
            let (Kind::Choice { options } | Kind::EraDate { eras: options, .. }) = &p.kind else { continue };
            assert!(
                options.iter().all(|o| !o.label.is_empty()),
                "{id}: {} has an option without words",
                p.id
            );
        }
    }
}

#[test]
fn an_empty_box_says_nothing_and_a_typed_name_is_no_text() {
    let form = support::resident_move();
    let mut values = FieldValues::new();
    assert!(describe(&[Filled { form: &form, values: &values }])[0].lines.is_empty());
    values.set("signature/filer", FieldValue::Text("見本　太郎".to_owned()));
    let pages = describe(&[Filled { form: &form, values: &values }]);
    assert_eq!(pages[0].lines, [("届出人の署名".to_owned(), "署名あり".to_owned())]);
}
