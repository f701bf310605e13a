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
    ONE_PARENT = 111, "household/one_parent", ItemKind::Flag, Citizen + sensitive, "ひとり親";
    PROTECTION = 112, "household/protection", ItemKind::Flag, Citizen + sensitive, "支援措置の希望";
    SCOOTER = 113, "household/scooter", ItemKind::Flag, Citizen, "原付・軽自動車";
    DOG = 114, "household/dog", ItemKind::Flag, Citizen, "犬";
    WATER = 115, "household/water", ItemKind::Flag, Citizen, "水道の使用";
    MESSAGE = 116, "message", NOTES, Citizen, "窓口に伝えたいこと";
    DELAY_REASON = 117, "delay_reason", NOTES, Citizen, "遅延理由";

    // What decides which procedures a household needs. Most are boxes to tick.
    CARD_PIN_FORGOTTEN = 120, "mover/card/pin_forgotten", ItemKind::Flag, Citizen, "カードの暗証番号を忘れた";
    CARD_UNUSABLE = 121, "mover/card/unusable", ItemKind::Flag, Citizen, "カードが使えない（期限切れ・停止）";
    CARD_SIGNATURE_WANTED = 122, "mover/card/signature_wanted", ItemKind::Flag, Citizen, "署名用電子証明書の希望";
    CARD_WANTED = 123, "mover/card/wanted", ItemKind::Flag, Citizen, "カードの申請の希望";
    UNIFIED_CARD = 124, "mover/residence/unified_card", ItemKind::Flag, Citizen, "特定在留カード";
    OTHER_NAME_WANTED = 125, "mover/name/other_wanted", ItemKind::Flag, Citizen, "旧氏・通称の記載の希望";
    SEAL_REGISTERED = 126, "mover/seal_registered", ItemKind::Flag, Citizen, "印鑑登録がある";
    FACILITY = 127, "mover/facility", ItemKind::Flag, Citizen, "施設・病院に入る";
    FACILITY_BEFORE = 128, "mover/facility_before", ItemKind::Flag, Citizen, "これまで住所地特例";
    HEALTH_CARD_LINKED = 129, "mover/health_card_linked", ItemKind::Flag, Citizen, "マイナ保険証の利用登録";
    INCOME_UNDECLARED = 130, "mover/income_undeclared", ItemKind::Flag, Citizen, "所得の申告をしていない";
    HIGH_COST = 131, "mover/high_cost", ItemKind::Flag, Citizen, "入院・高い医療費の予定";
    PENSION_UNLINKED = 132, "mover/pension_unlinked", ItemKind::Flag, Citizen, "年金と個人番号が結びついていない";
    PENSION_RELIEF = 133, "mover/pension_relief", ItemKind::Flag, Citizen, "年金保険料の免除などの希望";
    PENSION_VOLUNTARY = 134, "mover/pension_voluntary", ItemKind::Flag, Citizen, "海外での国民年金の任意加入の希望";
    PENSION_SPOUSE_ENDED = 135, "mover/pension_spouse_ended", ItemKind::Flag, Citizen, "配偶者の扶養が終わった";
    NURSERY_WANTED = 136, "mover/nursery_wanted", ItemKind::Flag, Citizen, "保育の希望";
    KINDERGARTEN = 137, "mover/kindergarten", ItemKind::Flag, Citizen, "幼稚園・認可外施設などの利用";
    AFTER_SCHOOL = 138, "mover/after_school", ItemKind::Flag, Citizen, "放課後児童クラブの利用・希望";
    STUDENT_AWAY = 139, "mover/student_away", ItemKind::Flag, Citizen, "修学のための転出";
    LATE_ELDERLY_WANTED = 140, "mover/late_elderly_wanted", ItemKind::Flag, Citizen + sensitive, "後期高齢者医療の障害認定の希望";
    PHYSICAL_HANDBOOK = 141, "mover/disability/physical", ItemKind::Flag, Citizen + sensitive, "身体障害者手帳";
    INTELLECTUAL_HANDBOOK = 142, "mover/disability/intellectual", ItemKind::Flag, Citizen + sensitive, "療育手帳";
    MENTAL_HANDBOOK = 143, "mover/disability/mental", ItemKind::Flag, Citizen + sensitive, "精神障害者保健福祉手帳";
    SEVERE_DISABILITY = 144, "mover/disability/severe", ItemKind::Flag, Citizen + sensitive, "重い障がい（身体1〜3級・療育A・精神1級）";
    MEDICAL_SUPPORT = 145, "mover/disability/medical_support", ItemKind::Flag, Citizen + sensitive, "自立支援医療の受給者証";
    WELFARE_SERVICES = 146, "mover/disability/services", ItemKind::Flag, Citizen + sensitive, "障害福祉サービスの受給者証";
    DISABILITY_ALLOWANCE = 147, "mover/disability/allowance", ItemKind::Flag, Citizen + sensitive, "特別障害者手当・障害児福祉手当";
    INTRACTABLE_DISEASE = 148, "mover/disability/intractable", ItemKind::Flag, Citizen + sensitive, "難病・小児慢性の受給者証";
    SPECIFIED_DISEASE = 149, "mover/specified_disease", ItemKind::Flag, Citizen + sensitive, "人工透析・血友病・HIVの療養";
    PREGNANCY_GRANT = 150, "mover/pregnancy_grant", ItemKind::Flag, Citizen + sensitive, "妊婦のための支援給付を受けた";
    EVACUATION_LISTED = 151, "mover/evacuation_listed", ItemKind::Flag, Citizen + sensitive, "避難行動要支援者名簿への登録";
    CARE_FACILITY = 152, "mover/care_facility", ItemKind::Flag, Citizen + sensitive, "介護施設・短期入所の利用";
    CARE_HEAVY = 153, "mover/care_heavy", ItemKind::Flag, Citizen + sensitive, "要介護3以上";
    CAR = 160, "household/car", ItemKind::Flag, Citizen, "自動車・二輪";
    DRIVING_LICENCE = 161, "household/driving_licence", ItemKind::Flag, Citizen, "運転免許";
    SEPTIC_TANK = 162, "household/septic_tank", ItemKind::Flag, Citizen, "浄化槽";
    CITY_HOUSING = 163, "household/city_housing", ItemKind::Flag, Citizen, "市営住宅";
    REAL_ESTATE = 164, "household/real_estate", ItemKind::Flag, Citizen, "土地・建物";
    DIRECT_DEBIT = 165, "household/direct_debit", ItemKind::Flag, Citizen, "口座払い";
    MAIL_ELSEWHERE = 166, "household/mail_elsewhere", ItemKind::Flag, Citizen, "納税通知の送付先の指定";
    CITY_CARDS = 167, "household/city_cards", ItemKind::Flag, Citizen, "市のバス券・図書などの証";
    TAX_LEFT = 168, "household/tax_left", ItemKind::Flag, Citizen, "市税・国保料の納付が残る";
    PUBLIC_SERVANT = 169, "household/public_servant", ItemKind::Flag, Citizen, "児童手当を受ける人が公務員";
    CHILD_APART = 170, "household/child_apart", ItemKind::Flag, Citizen, "別に住む子の養育";
    OLDER_CHILD = 171, "household/older_child", ItemKind::Flag, Citizen, "19〜22歳の子の養育";
    OTHER_SCHOOL_WANTED = 172, "household/other_school_wanted", ItemKind::Flag, Citizen, "指定校以外の学校の希望";
    LIVELIHOOD = 174, "household/livelihood", ItemKind::Flag, Citizen + sensitive, "生活保護・生活の困りごと";
    REARING_ALLOWANCE = 175, "household/rearing_allowance", ItemKind::Flag, Citizen + sensitive, "児童扶養手当";
    SPECIAL_CHILD_ALLOWANCE = 176, "household/special_child_allowance", ItemKind::Flag, Citizen + sensitive, "特別児童扶養手当";
    SCHOOL_AID = 177, "household/school_aid", ItemKind::Flag, Citizen + sensitive, "就学援助の希望";
    TAX_EXEMPT = 178, "household/tax_exempt", ItemKind::Flag, Citizen + sensitive, "住民税非課税の世帯";
    MOVE_CANCELLED = 179, "move/cancelled", ItemKind::Flag, Citizen, "転出の取りやめ";
    MOVE_CHANGED = 180, "move/changed", ItemKind::Flag, Citizen, "転出の予定の変更";
    CANNOT_COME = 181, "move/cannot_come", ItemKind::Flag, Citizen, "窓口に来られない";
    // Found from the addresses and the city's ledgers, never asked.
    SCHOOL_CHANGES = 182, "move/school_changes", ItemKind::Flag, Citizen, "学区が変わる";
    COLLECTION_CHANGES = 183, "move/collection_changes", ItemKind::Flag, Citizen, "ごみの収集区が変わる";

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
