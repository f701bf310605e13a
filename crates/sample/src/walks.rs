//! Fixed people of whole walks through the product.

use jiff::civil::Date;
use kakanai_record::{Dictionary, ElementId, Record, Tag, core};

use crate::ages::shifted;
use crate::draft::{Draft, SampleError};

/// What the movers bring as proof of moving out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No マイナンバーカード: a 転出証明書 on paper.
    Paper,
    /// Everybody has a card: 特例転入, no paper exists.
    Cards,
}

/// Words about one person; empty ones are left out.
struct Row<'a> {
    name: &'a str,
    kana: &'a str,
    birth: String,
    sex: &'a str,
    relationship: &'a str,
    insurance: &'a str,
    pension: &'a str,
    school: &'a str,
}

/// The family of the first walk: a couple (1985, 1988) with children of 7 and 2 comes from another prefecture, with
/// 国民健康保険, 児童手当 and school; two copies of 住民票, and the husband has his seal registered.
///
/// They moved in 13 days before `today`; on Friday 2026-11-20 their two weeks end on a Saturday.
///
/// # Errors
/// Where the dictionary lacks a core item.
pub fn family_of_walk_1(dictionary: &Dictionary, today: Date, proof: Proof) -> Result<Record, SampleError> {
    let names = [
        ("見本　太郎", "ミホン　タロウ"),
        ("見本　花子", "ミホン　ハナコ"),
        ("見本　一郎", "ミホン　イチロウ"),
        ("見本　二葉", "ミホン　フタバ"),
    ];
    family(dictionary, today, proof, names)
}

/// The same family with names in variant characters: beyond the first plane, and with a variation selector.
///
/// # Errors
/// As [`family_of_walk_1`].
pub fn family_with_variants(dictionary: &Dictionary, today: Date) -> Result<Record, SampleError> {
    let names = [
        ("𠮷見　髙志", "ヨシミ　タカシ"),
        ("𠮷見　邉\u{E010F}子", "ヨシミ　ナベコ"),
        ("𠮷見　﨑一", "ヨシミ　サキイチ"),
        ("𠮷見　二葉", "ヨシミ　フタバ"),
    ];
    family(dictionary, today, Proof::Paper, names)
}

fn family(
    dictionary: &Dictionary,
    today: Date,
    proof: Proof,
    names: [(&str, &str); 4],
) -> Result<Record, SampleError> {
    let moved = shifted(today, -13);
    let born = |years: i16, month: i8, day: i8| format!("{:04}-{month:02}-{day:02}", moved.year() - years);
    // Birthdays early in the year, before any day of moving that a test uses, give 7 and 2.
    let births = ["1985-12-03".to_owned(), "1988-04-01".to_owned(), born(7, 1, 5), born(2, 1, 4)];
    let rest = [
        ("male", "head", "first", ""),
        ("female", "wife", "first", ""),
        ("male", "child", "", "elementary"),
        ("female", "child", "", "none"),
    ];
    let mut draft = begin(dictionary, moved, "domestic");
    let mut ids = Vec::new();
    for ((name, birth), (sex, relationship, pension, school)) in names.iter().zip(births).zip(rest) {
        let row = Row {
            name: name.0,
            kana: name.1,
            birth,
            sex,
            relationship,
            insurance: "national",
            pension,
            school,
        };
        let Some(id) = person(&mut draft, &row) else { break };
        koseki(&mut draft, id, names[0].0);
        draft.flag(core::MOVER_CARD.of(id), proof == Proof::Cards);
        ids.push(id);
    }
    old_address(&mut draft, names[0].0);
    draft.flag(core::CHILD_ALLOWANCE.key(), true);
    draft.flag(core::ONE_PARENT.key(), false);
    finish(draft, dictionary, &ids, true)
}

/// Somebody alone: a student of 18 from another prefecture, without a card, insured through the parents.
///
/// # Errors
/// As [`family_of_walk_1`].
pub fn single_student(dictionary: &Dictionary, today: Date) -> Result<Record, SampleError> {
    let moved = shifted(today, -13);
    let mut draft = begin(dictionary, moved, "domestic");
    let row = Row {
        name: "例示　次郎",
        kana: "レイジ　ジロウ",
        birth: format!("{:04}-01-15", moved.year() - 18),
        sex: "male",
        relationship: "head",
        insurance: "dependent",
        pension: "none",
        school: "none",
    };
    let id = person(&mut draft, &row);
    let ids: Vec<ElementId> = id.into_iter().collect();
    for id in &ids {
        koseki(&mut draft, *id, "例示　十郎");
        draft.flag(core::MOVER_CARD.of(*id), false);
    }
    old_address(&mut draft, "例示　十郎");
    draft.flag(core::CHILD_ALLOWANCE.key(), false);
    finish(draft, dictionary, &ids, false)
}

/// A foreign couple with a child comes from abroad: long Latin names, 技術・人文知識・国際業務 and 家族滞在.
///
/// # Errors
/// As [`family_of_walk_1`].
pub fn foreign_family(dictionary: &Dictionary, today: Date) -> Result<Record, SampleError> {
    let moved = shifted(today, -6);
    let mut draft = begin(dictionary, moved, "abroad");
    let people = [
        ("SAMPLE　JUAN　CARLOS　DE　LA　EJEMPLO", "サンプル　フアン　カルロス", "1990-03-04", "male", "head"),
        ("SAMPLE　MARIA　APARECIDA", "サンプル　マリア　アパレシダ", "1992-05-15", "female", "wife"),
        ("SAMPLE　SOFIA　BEATRIZ", "サンプル　ソフィア　ベアトリス", "2018-02-24", "female", "child"),
    ];
    let rest = [
        ("engineer_humanities", "employer", "second", ""),
        ("dependent", "dependent", "third", ""),
        ("dependent", "dependent", "", "elementary"),
    ];
    let mut ids = Vec::new();
    for (at, (who, rest)) in people.into_iter().zip(rest).enumerate() {
        let (name, kana, birth, sex, relationship) = who;
        let (status, insurance, pension, school) = rest;
        let birth = birth.to_owned();
        let row = Row { name, kana, birth, sex, relationship, insurance, pension, school };
        let Some(id) = person(&mut draft, &row) else { break };
        draft.put(core::MOVER_LATIN.of(id), name.replace('\u{3000}', " "));
        draft.put(core::MOVER_NATIONALITY.of(id), "BRA");
        draft.put(core::MOVER_STATUS.of(id), status);
        draft.put(core::MOVER_PERIOD.of(id), "P3Y");
        draft.put(core::MOVER_EXPIRES.of(id), day(shifted(moved, 1080)));
        draft.put(core::MOVER_CARD_NUMBER.of(id), format!("ZZ{:08}ZZ", at + 1));
        draft.flag(core::MOVER_CARD.of(id), false);
        ids.push(id);
    }
    draft.put(core::OLD_COUNTRY.key(), "BRA");
    draft.put(core::OLD_OVERSEAS.key(), "ブラジル連邦共和国サンパウロ州エグザンプル市9999");
    draft.flag(core::CHILD_ALLOWANCE.key(), false);
    finish(draft, dictionary, &ids, false)
}

fn day(date: Date) -> String {
    kakanai_record::date::date_text(date)
}

fn begin<'a>(dictionary: &'a Dictionary, moved: Date, origin: &str) -> Draft<'a> {
    let mut draft = Draft::new(dictionary);
    draft.put(core::SERVICE.key(), "move_in");
    draft.put(core::MOVE_DATE.key(), day(moved));
    draft.put(core::MOVE_ORIGIN.key(), origin);
    draft.put(core::MOVE_SCOPE.key(), "whole");
    draft.put(core::MOVE_JOINING.key(), "new");
    draft
}

fn person(draft: &mut Draft, row: &Row) -> Option<ElementId> {
    let id = draft.add(core::MOVER)?;
    draft.put(core::MOVER_NAME.of(id), row.name);
    draft.put(core::MOVER_KANA.of(id), row.kana);
    draft.put(core::MOVER_BIRTH.of(id), &row.birth);
    draft.put(core::MOVER_SEX.of(id), row.sex);
    draft.put(core::MOVER_RELATIONSHIP.of(id), row.relationship);
    draft.flag(core::MOVER_JAPANESE.of(id), row.name.chars().next().is_some_and(|c| !c.is_ascii()));
    draft.put(core::MOVER_INSURANCE.of(id), row.insurance);
    for (tag, text) in [(core::MOVER_PENSION, row.pension), (core::MOVER_SCHOOL, row.school)] {
        draft.put_some(tag.of(id), (!text.is_empty()).then_some(text));
    }
    Some(id)
}

fn koseki(draft: &mut Draft, id: ElementId, head: &str) {
    draft.put(core::KOSEKI_TOWN.of(id), "見本県ためし市一番町");
    draft.put(core::KOSEKI_LOT.of(id), "9999番地");
    draft.put(core::KOSEKI_HEAD.of(id), head);
}

fn old_address(draft: &mut Draft, head: &str) {
    let place = &crate::ELSEWHERE[1];
    draft.put(core::OLD_POSTAL.key(), place.postal);
    draft.put(core::OLD_MUNICIPALITY.key(), place.municipality);
    draft.put(core::OLD_TOWN.key(), place.town);
    draft.put(core::OLD_LOT.key(), "9999番地");
    draft.put(core::OLD_BUILDING.key(), "サンプルハイツ201");
    draft.put(core::OLD_HEAD_NAME.key(), head);
}

/// New address, life, seal, certificates and who comes: alike for all.
fn finish(
    mut draft: Draft,
    dictionary: &Dictionary,
    ids: &[ElementId],
    seal: bool,
) -> Result<Record, SampleError> {
    let place = &crate::CITY[12];
    draft.put(core::NEW_POSTAL.key(), place.postal);
    draft.put(core::NEW_MUNICIPALITY.key(), place.municipality);
    draft.put(core::NEW_TOWN.key(), place.town);
    draft.put(core::NEW_LOT.key(), "1-2");
    draft.put(core::NEW_BUILDING.key(), "3号棟401");
    for (tag, answer) in [(core::SCOOTER, false), (core::DOG, false), (core::WATER, true)] {
        draft.flag(tag.key(), answer);
    }
    draft.flag(core::SEAL_WANTED.key(), seal);
    draft.put(core::NOTIFIER_KIND.key(), "self");
    draft.put(core::NOTIFIER_PHONE.key(), "0999000001");
    if let Some(first) = ids.first() {
        draft.element(core::NEW_HEAD.key(), *first);
        let several = |tag: Tag, wanted: bool| (wanted && ids.len() > 1).then_some(tag);
        for tag in
            [several(core::SEAL_MOVER, seal), several(core::NOTIFIER_MOVER, true)].into_iter().flatten()
        {
            draft.element(tag.key(), *first);
        }
    }
    if let Some(id) = draft.add(core::CERTIFICATE) {
        draft.put(core::CERTIFICATE_KIND.of(id), "resident_record");
        draft.put(core::CERTIFICATE_COPIES.of(id), if ids.len() > 1 { "2" } else { "1" });
        draft.put(core::CERTIFICATE_EXTENT.of(id), "all");
    }
    for (path, text) in [("x.rubbish_guide", "japanese"), ("x.neighbourhood", "yes")] {
        // Questions of the demonstration city, where the dictionary has them.
        if let Some(item) = dictionary.by_path(path) {
            draft.put(item.tag.key(), text);
        }
    }
    draft.finish()
}
