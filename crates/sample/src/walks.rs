//! Fixed people of whole walks through the product.

use jiff::civil::Date;
use kakanai_record::date::date_text;
use kakanai_record::{Dictionary, ElementId, Record, Tag, core};

use crate::ages::shifted;
use crate::draft::{Draft, SampleError};
use crate::places::Place;

/// What the movers bring as proof of moving out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No マイナンバーカード: a 転出証明書 on paper.
    Paper,
    /// Everybody has a card: 特例転入, no paper exists.
    Cards,
}

/// Words about one person; empty ones are left out.
#[derive(Clone, Copy, Default)]
struct Row<'a> {
    /// In Latin letters with spaces of half width: a foreign resident.
    name: &'a str,
    kana: &'a str,
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
    let mut draft = begin(dictionary, "move_in", moved);
    draft.put(core::MOVE_ORIGIN.key(), "domestic");
    draft.put(core::MOVE_LEFT.key(), if proof == Proof::Cards { "card" } else { "paper" });
    let mut ids = Vec::new();
    for ((name, birth), (sex, relationship, pension, school)) in names.iter().zip(births).zip(rest) {
        let (name, kana) = *name;
        let row = Row { name, kana, sex, relationship, insurance: "national", pension, school };
        let Some(id) = person(&mut draft, &row, &birth) else { break };
        koseki(&mut draft, id, names[0].0);
        draft.flag(core::MOVER_CARD.of(id), proof == Proof::Cards);
        ids.push(id);
    }
    address(&mut draft, OLD, &crate::ELSEWHERE[1], "9999番地", "サンプルハイツ201");
    draft.put(core::OLD_HEAD_NAME.key(), names[0].0);
    draft.flag(core::CHILD_ALLOWANCE.key(), true);
    into_the_city(&mut draft, dictionary, &ids);
    resident_record(&mut draft, "2", core::CERTIFICATE_KOSEKI);
    draft.flag(core::SEAL_WANTED.key(), true);
    draft.put_some_element(core::SEAL_MOVER, ids.first());
    draft.put(core::SEAL_NAME.key(), "family");
    draft.put_some_element(core::NOTIFIER_MOVER, ids.first());
    in_person(draft, if proof == Proof::Cards { "my_number_card" } else { "driving_licence" })
}

/// The student of the third walk moves out, alone, 18, without a card; the parents' household keeps its head.
///
/// # Errors
/// As [`family_of_walk_1`].
pub fn student_of_walk_3(dictionary: &Dictionary, today: Date) -> Result<Record, SampleError> {
    let moved = shifted(today, 10);
    let mut draft = begin(dictionary, "move_out", moved);
    draft.put(core::MOVE_ORIGIN.key(), "domestic");
    draft.put(core::MOVE_SCOPE.key(), "part");
    let row = Row {
        name: "例示　次郎",
        kana: "レイジ　ジロウ",
        sex: "male",
        insurance: "dependent",
        pension: "none",
        school: "none",
        ..Row::default()
    };
    if let Some(id) = person(&mut draft, &row, &born(moved, 18)) {
        draft.flag(core::MOVER_CARD.of(id), false);
    }
    address(&mut draft, OLD, &crate::CITY[3], "123番地", "");
    draft.put(core::OLD_HEAD_NAME.key(), "例示　十郎");
    draft.flag(core::OLD_HEAD_LEAVES.key(), false);
    address(&mut draft, NEW, &crate::ELSEWHERE[2], "9999番地", "コーポ例示101");
    in_person(draft, "passport")
}

/// The trainee of the fifth walk comes from abroad: a long name in Latin letters, no 通称, 技能実習2号ロ.
///
/// # Errors
/// As [`family_of_walk_1`].
pub fn trainee_of_walk_5(dictionary: &Dictionary, today: Date) -> Result<Record, SampleError> {
    let moved = shifted(today, -3);
    let row = Row {
        name: "SAMPLE DINH THI EXAMPLE NGUYET ANH",
        kana: "サンプル　ディン　ティ　エグザンプル　グエット　アイン",
        sex: "female",
        relationship: "head",
        insurance: "employer",
        pension: "second",
        ..Row::default()
    };
    let stay = ("VNM", "trainee_2ro", "P1Y", shifted(moved, 362));
    let mut draft = begin(dictionary, "move_in", moved);
    let id = from_abroad(&mut draft, &row, &born(moved, 24), stay, 1);
    draft.put(core::OLD_OVERSEAS.key(), "ベトナム社会主義共和国ハノイ市サンプル通り9999");
    let ids: Vec<ElementId> = id.into_iter().collect();
    into_the_city(&mut draft, dictionary, &ids);
    resident_record(&mut draft, "1", core::CERTIFICATE_FOREIGN);
    draft.flag(core::SEAL_WANTED.key(), false);
    in_person(draft, "residence_card")
}

/// An agent files for an aged father, who moves within the city: the sixth walk.
///
/// # Errors
/// As [`family_of_walk_1`].
pub fn father_of_walk_6(dictionary: &Dictionary, today: Date) -> Result<Record, SampleError> {
    let moved = shifted(today, -5);
    let mut draft = begin(dictionary, "move_within", moved);
    draft.put(core::MOVE_SCOPE.key(), "whole");
    let row = Row {
        name: "見本　十郎",
        kana: "ミホン　ジュウロウ",
        sex: "male",
        relationship: "head",
        insurance: "late_elderly",
        pension: "receiving",
        ..Row::default()
    };
    let id = person(&mut draft, &row, &born(moved, 86));
    let ids: Vec<ElementId> = id.into_iter().collect();
    for id in &ids {
        draft.flag(core::MOVER_CARD.of(*id), true);
    }
    address(&mut draft, OLD, &crate::CITY[11], "7番地1", "");
    draft.put(core::OLD_HEAD_NAME.key(), row.name);
    into_the_city(&mut draft, dictionary, &ids);
    resident_record(&mut draft, "1", core::CERTIFICATE_KOSEKI);
    draft.put(core::NOTIFIER_KIND.key(), "agent");
    draft.put(core::NOTIFIER_NAME.key(), "見本　一郎");
    draft.put(core::NOTIFIER_KANA.key(), "ミホン　イチロウ");
    draft.put(core::NOTIFIER_BIRTH.key(), born(moved, 55));
    draft.put(core::NOTIFIER_ADDRESS.key(), "見本県ためし市一番町9999番地　サンプルハイツ201");
    draft.put(core::NOTIFIER_AUTHORITY.key(), "bring");
    end(draft, "driving_licence")
}

/// A foreign couple with a child comes from abroad: long Latin names, 技術・人文知識・国際業務 and 家族滞在.
///
/// # Errors
/// As [`family_of_walk_1`].
pub fn foreign_family(dictionary: &Dictionary, today: Date) -> Result<Record, SampleError> {
    let moved = shifted(today, -6);
    let mut draft = begin(dictionary, "move_in", moved);
    let people = [
        ("SAMPLE JUAN CARLOS DE LA EJEMPLO", "サンプル　フアン　カルロス", "1990-03-04", "male", "head"),
        ("SAMPLE MARIA APARECIDA", "サンプル　マリア　アパレシダ", "1992-05-15", "female", "wife"),
        ("SAMPLE SOFIA BEATRIZ", "サンプル　ソフィア　ベアトリス", "2018-02-24", "female", "child"),
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
        let row = Row { name, kana, sex, relationship, insurance, pension, school };
        let stay = ("BRA", status, "P3Y", shifted(moved, 1080));
        let Some(id) = from_abroad(&mut draft, &row, birth, stay, at + 1) else { break };
        draft.put_some(core::MOVER_RELATIONSHIP_PAPER.of(id), (relationship != "head").then_some("bring"));
        ids.push(id);
    }
    draft.put(core::OLD_OVERSEAS.key(), "ブラジル連邦共和国サンパウロ州エグザンプル市9999");
    into_the_city(&mut draft, dictionary, &ids);
    resident_record(&mut draft, "2", core::CERTIFICATE_FOREIGN);
    draft.flag(core::SEAL_WANTED.key(), false);
    draft.put_some_element(core::NOTIFIER_MOVER, ids.first());
    in_person(draft, "residence_card")
}

/// A day of birth that gives these completed years, a hundred days after the birthday.
fn born(on: Date, years: i64) -> String {
    date_text(shifted(on, -(years * 1461 / 4 + 100)))
}

fn begin<'a>(dictionary: &'a Dictionary, service: &str, moved: Date) -> Draft<'a> {
    let mut draft = Draft::new(dictionary);
    draft.put(core::SERVICE.key(), service);
    draft.put(core::MOVE_DATE.key(), date_text(moved));
    draft
}

fn person(draft: &mut Draft, row: &Row, birth: &str) -> Option<ElementId> {
    let id = draft.add(core::MOVER)?;
    let japanese = row.name.contains('\u{3000}');
    draft.put(if japanese { core::MOVER_NAME } else { core::MOVER_LATIN }.of(id), row.name);
    draft.put(core::MOVER_KANA.of(id), row.kana);
    draft.put(core::MOVER_BIRTH.of(id), birth);
    draft.put(core::MOVER_SEX.of(id), row.sex);
    draft.flag(core::MOVER_JAPANESE.of(id), japanese);
    for (tag, text) in [
        (core::MOVER_RELATIONSHIP, row.relationship),
        (core::MOVER_INSURANCE, row.insurance),
        (core::MOVER_PENSION, row.pension),
        (core::MOVER_SCHOOL, row.school),
    ] {
        draft.put_some(tag.of(id), (!text.is_empty()).then_some(text));
    }
    Some(id)
}

/// A foreign resident who arrives: nationality, status, period and last day; the card is the nth of them.
fn from_abroad(
    draft: &mut Draft,
    row: &Row,
    birth: &str,
    (country, status, period, expires): (&str, &str, &str, Date),
    card: usize,
) -> Option<ElementId> {
    draft.put(core::MOVE_ORIGIN.key(), "abroad");
    let id = person(draft, row, birth)?;
    draft.put(core::MOVER_NATIONALITY.of(id), country);
    draft.put(core::MOVER_STATUS.of(id), status);
    draft.put(core::MOVER_PERIOD.of(id), period);
    draft.put(core::MOVER_EXPIRES.of(id), date_text(expires));
    draft.put(core::MOVER_CARD_NUMBER.of(id), format!("ZZ{card:08}ZZ"));
    draft.flag(core::MOVER_CARD.of(id), false);
    Some(id)
}

fn koseki(draft: &mut Draft, id: ElementId, head: &str) {
    let place = &crate::NEIGHBOURS[0];
    draft.put(core::KOSEKI_MUNICIPALITY.of(id), place.municipality);
    draft.put(core::KOSEKI_TOWN.of(id), place.town);
    draft.put(core::KOSEKI_LOT.of(id), "9999番地");
    draft.put(core::KOSEKI_HEAD.of(id), head);
}

/// Postal code, municipality, town, lot and building of an address.
const OLD: [Tag; 5] =
    [core::OLD_POSTAL, core::OLD_MUNICIPALITY, core::OLD_TOWN, core::OLD_LOT, core::OLD_BUILDING];
const NEW: [Tag; 5] =
    [core::NEW_POSTAL, core::NEW_MUNICIPALITY, core::NEW_TOWN, core::NEW_LOT, core::NEW_BUILDING];

fn address(draft: &mut Draft, tags: [Tag; 5], place: &Place, lot: &str, building: &str) {
    let [postal, municipality, town, lot_tag, building_tag] = tags.map(Tag::key);
    draft.put(postal, place.postal);
    draft.put(municipality, place.municipality);
    draft.put(town, place.town);
    draft.put(lot_tag, lot);
    draft.put_or_none(building_tag, (!building.is_empty()).then_some(building));
}

/// A new household in a housing estate of the city, the first of them its head.
fn into_the_city(draft: &mut Draft, dictionary: &Dictionary, ids: &[ElementId]) {
    draft.put(core::MOVE_JOINING.key(), "new");
    if let Some(first) = ids.first() {
        draft.element(core::NEW_HEAD.key(), *first);
    }
    address(draft, NEW, &crate::CITY[12], "1-2", "3号棟401");
    for (path, text) in [("x.rubbish_guide", "japanese"), ("x.neighbourhood", "yes")] {
        // Questions of the demonstration city, where the dictionary has them.
        draft.put_some_item(dictionary.by_path(path), text);
    }
}

/// 住民票 of everybody, with 続柄; what else the people of it are asked about, without.
fn resident_record(draft: &mut Draft, copies: &str, also: Tag) {
    draft.flag(core::CERTIFICATES_WANTED.key(), true);
    let Some(id) = draft.add(core::CERTIFICATE) else { return };
    draft.put(core::CERTIFICATE_KIND.of(id), "resident_record");
    draft.put(core::CERTIFICATE_COPIES.of(id), copies);
    draft.put(core::CERTIFICATE_EXTENT.of(id), "all");
    draft.flag(core::CERTIFICATE_RELATIONSHIP.of(id), true);
    for tag in [also, core::CERTIFICATE_HISTORY, core::CERTIFICATE_NUMBER, core::CERTIFICATE_CODE] {
        draft.flag(tag.of(id), false);
    }
}

/// One of those concerned comes himself.
fn in_person(mut draft: Draft, identity: &str) -> Result<Record, SampleError> {
    draft.put(core::NOTIFIER_KIND.key(), "self");
    end(draft, identity)
}

fn end(mut draft: Draft, identity: &str) -> Result<Record, SampleError> {
    draft.put(core::NOTIFIER_IDENTITY.key(), identity);
    draft.put(core::NOTIFIER_PHONE.key(), "0999000001");
    draft.finish()
}
