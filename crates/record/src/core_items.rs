//! The core data dictionary. Tags are only ever added: `published/core-items.txt` is the list that
//! other implementations rely on, and a test holds this file against it.
//!
//! Items follow the 住民異動届 and the 基本データリスト of the resident record (住民基本台帳法 22–25条,
//! 30条の46; 住民記録システム標準仕様書 1.1). 個人番号 is not an item, on purpose.

use std::borrow::Cow;

use crate::codes::{self, Codes};
use crate::dictionary::{ItemDef, Owner};
use crate::key::Tag;
use crate::kind::{ItemKind, Script};

macro_rules! core_items {
    ($( $name:ident = $tag:literal, $path:literal, $kind:expr, $owner:ident $(+ $sensitive:ident)?, $label:literal; )*) => {
        $( #[doc = concat!("`", $path, "`: ", $label)] pub const $name: Tag = Tag($tag); )*

        /// Every core item, lists before what lies in them.
        pub fn all() -> Vec<ItemDef> {
            vec![ $( ItemDef {
                tag: $name,
                path: Cow::Borrowed($path),
                kind: $kind,
                owner: Owner::$owner,
                sensitive: false $( || stringify!($sensitive) == "sensitive" )?,
                label: Cow::Borrowed($label),
            } ),* ]
        }
    };
}

const NAME: ItemKind = ItemKind::Text { most: 100, script: Script::Name };
const KANA: ItemKind = ItemKind::Text { most: 100, script: Script::Kana };
const LATIN: ItemKind = ItemKind::Text { most: 100, script: Script::Latin };
const LINE: ItemKind = ItemKind::Text { most: 120, script: Script::Line };
const BUILDING: ItemKind = ItemKind::Text { most: 300, script: Script::Line };
const NOTES: ItemKind = ItemKind::Text { most: 1000, script: Script::Lines };
const PHONE: ItemKind = ItemKind::Digits { least: 9, most: 15 };

fn code(list: &'static codes::CodeList) -> ItemKind {
    ItemKind::Code(Codes::Core(list))
}

fn relationship() -> ItemKind {
    ItemKind::Chain { codes: Codes::Core(&codes::RELATIONSHIP), most: 4 }
}

core_items! {
    SERVICE = 1, "service", code(&codes::SERVICE), Citizen, "手続き";
    PREPARED_ON = 2, "prepared_on", ItemKind::Date, Citizen, "準備した日";
    MOVE_DATE = 3, "move/date", ItemKind::Date, Citizen, "異動日";
    MOVE_ORIGIN = 4, "move/origin", code(&codes::ORIGIN), Citizen, "どこから・どこへ";
    MOVE_SCOPE = 5, "move/scope", code(&codes::SCOPE), Citizen, "全部・一部";
    MOVE_JOINING = 6, "move/joining", code(&codes::JOINING), Citizen, "新しい住所の世帯";
    MOVE_LEFT = 7, "move/left", code(&codes::LEFT), Citizen, "転出届";

    OLD_POSTAL = 10, "old_address/postal", ItemKind::Postal, Citizen, "旧住所の郵便番号";
    OLD_MUNICIPALITY = 11, "old_address/municipality", ItemKind::Municipality, Citizen, "旧住所の市区町村";
    OLD_TOWN = 12, "old_address/town", ItemKind::Town, Citizen, "旧住所の町名";
    OLD_LOT = 13, "old_address/lot", LINE, Citizen, "旧住所の番地";
    OLD_BUILDING = 14, "old_address/building", BUILDING, Citizen, "旧住所の方書";
    OLD_COUNTRY = 15, "old_address/country", ItemKind::Country, Citizen, "旧住所の国";
    OLD_OVERSEAS = 16, "old_address/overseas", BUILDING, Citizen, "国外の旧住所";

    NEW_POSTAL = 20, "new_address/postal", ItemKind::Postal, Citizen, "新住所の郵便番号";
    NEW_MUNICIPALITY = 21, "new_address/municipality", ItemKind::Municipality, Citizen, "新住所の市区町村";
    NEW_TOWN = 22, "new_address/town", ItemKind::Town, Citizen, "新住所の町名";
    NEW_LOT = 23, "new_address/lot", LINE, Citizen, "新住所の番地";
    NEW_BUILDING = 24, "new_address/building", BUILDING, Citizen, "新住所の方書";
    NEW_COUNTRY = 25, "new_address/country", ItemKind::Country, Citizen, "新住所の国";
    NEW_OVERSEAS = 26, "new_address/overseas", BUILDING, Citizen, "国外の新住所";

    OLD_HEAD_LEAVES = 30, "old_household/head_leaves", ItemKind::Flag, Citizen, "世帯主も出る";
    OLD_ADULTS_STAYING = 31, "old_household/adults_staying", ItemKind::Number { least: 0, most: 20 }, Citizen, "残る15歳以上の人数";
    OLD_NEXT_HEAD = 32, "old_household/next_head_name", NAME, Citizen, "残る世帯の新しい世帯主";

    MOVER = 40, "mover", ItemKind::List { most: 20 }, Citizen, "異動する人";
    MOVER_NAME = 41, "mover/name/kanji", NAME, Citizen, "氏名";
    MOVER_KANA = 42, "mover/name/kana", KANA, Citizen, "フリガナ";
    MOVER_LATIN = 43, "mover/name/latin", LATIN, Citizen, "氏名（ローマ字）";
    MOVER_ALIAS = 44, "mover/name/alias", NAME, Citizen, "通称";
    MOVER_BIRTH = 45, "mover/birth", ItemKind::PartialDate, Citizen, "生年月日";
    MOVER_SEX = 46, "mover/sex", code(&codes::SEX), Citizen, "性別";
    MOVER_RELATIONSHIP = 47, "mover/relationship", relationship(), Citizen, "続柄";
    MOVER_OLD_RELATIONSHIP = 48, "mover/old_relationship", relationship(), Citizen, "旧続柄";
    MOVER_JAPANESE = 49, "mover/japanese", ItemKind::Flag, Citizen, "日本国籍";
    MOVER_NATIONALITY = 50, "mover/nationality", ItemKind::Country, Citizen, "国籍・地域";
    MOVER_STATUS = 51, "mover/residence/status", code(&codes::RESIDENCE_STATUS), Citizen, "在留資格";
    MOVER_PERIOD = 52, "mover/residence/period", ItemKind::Period, Citizen, "在留期間";
    MOVER_EXPIRES = 53, "mover/residence/expires", ItemKind::Date, Citizen, "在留期間の満了の日";
    MOVER_CARD_NUMBER = 54, "mover/residence/card_number", ItemKind::CardNumber, Citizen, "在留カード等の番号";
    MOVER_CARD = 55, "mover/card/held", ItemKind::Flag, Citizen, "マイナンバーカード";
    MOVER_RELATIONSHIP_PAPER = 56, "mover/relationship_paper", code(&codes::PAPER), Citizen, "続柄を証する文書";

    KOSEKI_MUNICIPALITY = 60, "mover/koseki/municipality", ItemKind::Municipality, Citizen, "本籍の市区町村";
    KOSEKI_TOWN = 61, "mover/koseki/town", LINE, Citizen, "本籍の町名";
    KOSEKI_LOT = 62, "mover/koseki/lot", LINE, Citizen, "本籍の地番";
    KOSEKI_HEAD = 63, "mover/koseki/head", NAME, Citizen, "筆頭者";

    OLD_HEAD = 65, "old_household/head", ItemKind::Element(MOVER), Citizen, "旧世帯主（異動する人）";
    OLD_HEAD_NAME = 66, "old_household/head_name", NAME, Citizen, "旧世帯主の氏名";
    NEW_HEAD = 67, "new_household/head", ItemKind::Element(MOVER), Citizen, "新世帯主（異動する人）";
    NEW_HEAD_NAME = 68, "new_household/head_name", NAME, Citizen, "新世帯主の氏名";

    NOTIFIER_KIND = 70, "notifier/kind", code(&codes::NOTIFIER), Citizen, "届出人";
    NOTIFIER_MOVER = 71, "notifier/mover", ItemKind::Element(MOVER), Citizen, "届出人（異動する人）";
    NOTIFIER_NAME = 72, "notifier/name/kanji", NAME, Citizen, "届出人の氏名";
    NOTIFIER_KANA = 73, "notifier/name/kana", KANA, Citizen, "届出人のフリガナ";
    NOTIFIER_ADDRESS = 74, "notifier/address", BUILDING, Citizen, "届出人の住所";
    NOTIFIER_PHONE = 75, "notifier/phone", PHONE, Citizen, "電話番号";
    NOTIFIER_BIRTH = 76, "notifier/birth", ItemKind::PartialDate, Citizen, "届出人の生年月日";
    NOTIFIER_AUTHORITY = 77, "notifier/authority", code(&codes::PAPER), Citizen, "委任状など";
    NOTIFIER_IDENTITY = 78, "notifier/identity", code(&codes::IDENTITY), Citizen, "持ってくる本人確認書類";

    CERTIFICATE = 80, "certificate", ItemKind::List { most: 20 }, Citizen, "証明書";
    CERTIFICATE_KIND = 81, "certificate/kind", code(&codes::CERTIFICATE), Citizen, "証明書の種類";
    CERTIFICATE_COPIES = 82, "certificate/copies", ItemKind::Number { least: 1, most: 99 }, Citizen, "通数";
    CERTIFICATE_EXTENT = 83, "certificate/extent", code(&codes::EXTENT), Citizen, "全員・一部";
    CERTIFICATE_MOVER = 84, "certificate/mover", ItemKind::Element(MOVER), Citizen, "だれの証明書";
    CERTIFICATE_RELATIONSHIP = 85, "certificate/with_relationship", ItemKind::Flag, Citizen, "続柄の記載";
    CERTIFICATE_KOSEKI = 86, "certificate/with_koseki", ItemKind::Flag, Citizen, "本籍・筆頭者の記載";
    CERTIFICATE_NUMBER = 87, "certificate/with_number", ItemKind::Flag, Citizen, "個人番号の記載";
    CERTIFICATE_CODE = 88, "certificate/with_code", ItemKind::Flag, Citizen, "住民票コードの記載";
    CERTIFICATE_FOREIGN = 89, "certificate/with_foreign", ItemKind::Flag, Citizen, "国籍等の記載";
    CERTIFICATE_HISTORY = 90, "certificate/with_history", ItemKind::Flag, Citizen, "履歴の記載";
    CERTIFICATE_PURPOSE = 91, "certificate/purpose", LINE, Citizen, "使いみち・提出先";
    CERTIFICATE_RELATION = 92, "certificate/relation", code(&codes::RELATION), Citizen, "証明書の人との関係";
    CERTIFICATES_WANTED = 93, "certificates_wanted", ItemKind::Flag, Citizen, "証明書の請求";

    SEAL_WANTED = 95, "seal/wanted", ItemKind::Flag, Citizen, "印鑑登録";
    SEAL_MOVER = 96, "seal/mover", ItemKind::Element(MOVER), Citizen, "印鑑登録をする人";
    SEAL_REASON = 97, "seal/reason", code(&codes::SEAL_REASON), Citizen, "印鑑の手続き";
    SEAL_NAME = 98, "seal/name", code(&codes::SEAL_NAME), Citizen, "印鑑に彫られた名前";
    SEAL_GUARANTOR = 99, "seal/guarantor", ItemKind::Flag, Citizen, "保証人";

    MOVER_INSURANCE = 100, "mover/insurance", code(&codes::INSURANCE), Citizen, "健康保険";
    MOVER_PENSION = 101, "mover/pension", code(&codes::PENSION), Citizen, "国民年金";
    MOVER_SCHOOL = 102, "mover/school", code(&codes::SCHOOL), Citizen, "学校・保育";
    MOVER_CARE = 103, "mover/care", ItemKind::Flag, Citizen + sensitive, "介護の認定";
    MOVER_HANDBOOK = 104, "mover/handbook", ItemKind::Flag, Citizen + sensitive, "障害者手帳";
    MOVER_PREGNANT = 105, "mover/pregnant", ItemKind::Flag, Citizen + sensitive, "妊娠";
    CHILD_ALLOWANCE = 110, "household/child_allowance", ItemKind::Flag, Citizen, "児童手当を受けている";
    ONE_PARENT = 111, "household/one_parent", ItemKind::Flag, Citizen, "ひとり親";
    PROTECTION = 112, "household/protection", ItemKind::Flag, Citizen + sensitive, "支援措置の希望";
    SCOOTER = 113, "household/scooter", ItemKind::Flag, Citizen, "原付・軽自動車";
    DOG = 114, "household/dog", ItemKind::Flag, Citizen, "犬";
    WATER = 115, "household/water", ItemKind::Flag, Citizen, "水道の使用";
    MESSAGE = 116, "message", NOTES, Citizen, "窓口に伝えたいこと";
    DELAY_REASON = 117, "delay_reason", NOTES, Citizen, "遅延理由";

    IDENTITY = 200, "identity", ItemKind::List { most: 6 }, Staff, "本人確認書類";
    IDENTITY_KIND = 201, "identity/kind", code(&codes::IDENTITY), Staff, "書類の種類";
    IDENTITY_DETAIL = 202, "identity/detail", LINE, Staff, "書類の名前（その他のとき）";
    RECEIVED_ON = 205, "received_on", ItemKind::Date, Staff, "届出日";
    REMARKS = 206, "remarks", NOTES, Staff, "備考";
    STAFF_NOTE = 207, "staff_note", NOTES, Staff, "職員メモ";
    AUTHORITY_KIND = 208, "authority/kind", code(&codes::AUTHORITY), Staff, "権限を証する書類";
    AUTHORITY_NOTE = 209, "authority/note", LINE, Staff, "権限の確認メモ";
    CAUTION = 210, "caution", NOTES, City, "注意情報";
}
