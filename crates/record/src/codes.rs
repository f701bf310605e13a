//! Code lists: the core dictionary's own, and those a city adds.
//!
//! Numbers are for packing and are only ever added to; keys are for files and rules; words are for
//! people. Where a national code table is not public, the key is ours and a mapping file of the city
//! says what its systems call it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// One row of a code list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeEntry {
    /// Number used in packing, never given to another entry.
    pub number: u16,
    /// Key used in files and rules.
    pub key: Cow<'static, str>,
    /// The Japanese word.
    pub word: Cow<'static, str>,
}

/// A named list of codes, in the order in which people are offered them.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeList {
    /// Name in files.
    pub id: Cow<'static, str>,
    /// Its rows.
    pub entries: Cow<'static, [CodeEntry]>,
}

/// A handle on a code list, cheap to clone.
#[derive(Debug, Clone)]
pub enum Codes {
    /// A list of the core dictionary.
    Core(&'static CodeList),
    /// A list that a city's catalogue brings.
    City(Arc<CodeList>),
}

impl Deref for Codes {
    type Target = CodeList;

    fn deref(&self) -> &CodeList {
        match self {
            Self::Core(list) => list,
            Self::City(list) => list,
        }
    }
}

impl PartialEq for Codes {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(&raw const **self, &raw const **other) || **self == **other
    }
}
impl Eq for Codes {}

impl Codes {
    /// The entry with this key.
    pub fn by_key(&self, key: &str) -> Option<Code> {
        self.find(|entry| entry.key == key)
    }

    /// The entry with this number.
    pub fn by_number(&self, number: u16) -> Option<Code> {
        self.find(|entry| entry.number == number)
    }

    /// The entry with this Japanese word.
    pub fn by_word(&self, word: &str) -> Option<Code> {
        self.find(|entry| entry.word == word)
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = Code> + '_ {
        (0..self.entries.len()).map(|at| Code { list: self.clone(), at })
    }

    /// The largest number in use.
    pub fn largest_number(&self) -> u16 {
        self.entries.iter().map(|entry| entry.number).max().unwrap_or(0)
    }

    fn find(&self, wanted: impl Fn(&CodeEntry) -> bool) -> Option<Code> {
        let at = self.entries.iter().position(wanted)?;
        Some(Code { list: self.clone(), at })
    }
}

/// One entry of a code list. Equal entries are the same row of the same list.
#[derive(Clone)]
pub struct Code {
    list: Codes,
    at: usize,
}

impl Code {
    /// The number used in packing.
    pub fn number(&self) -> u16 {
        self.entry().number
    }

    /// The key used in files and rules.
    pub fn key(&self) -> &str {
        &self.entry().key
    }

    /// The Japanese word.
    pub fn word(&self) -> &str {
        &self.entry().word
    }

    /// The list it belongs to.
    pub fn list(&self) -> &Codes {
        &self.list
    }

    fn entry(&self) -> &CodeEntry {
        // `at` was found by searching this very list, which never changes.
        &self.list.entries[self.at]
    }

    fn identity(&self) -> (&str, u16) {
        (&self.list.id, self.number())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}
impl Eq for Code {}
impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.identity().cmp(&other.identity())
    }
}
impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.list.id, self.key())
    }
}

/// The core list of this name.
pub fn list(id: &str) -> Option<Codes> {
    ALL.iter().find(|list| list.id == id).map(|list| Codes::Core(list))
}

const fn row(number: u16, key: &'static str, word: &'static str) -> CodeEntry {
    CodeEntry { number, key: Cow::Borrowed(key), word: Cow::Borrowed(word) }
}

const fn core(id: &'static str, entries: &'static [CodeEntry]) -> CodeList {
    CodeList { id: Cow::Borrowed(id), entries: Cow::Borrowed(entries) }
}

macro_rules! core_list {
    ($(#[$doc:meta])* $name:ident, $id:literal, [ $($row:expr),* $(,)? ]) => {
        $(#[$doc])*
        pub static $name: CodeList = {
            const ROWS: &[CodeEntry] = &[$($row),*];
            core($id, ROWS)
        };
    };
}

core_list! {
/// Services of `demo-city`: what a person comes for.
SERVICE, "service", [
        row(1, "move_in", "転入"),
        row(2, "move_within", "転居"),
        row(3, "move_ward", "区間異動"),
        row(4, "move_out", "転出"),
        row(5, "certificates", "証明書交付申請"),
        row(6, "seal_registration", "印鑑登録"),
        row(7, "head_change", "世帯主変更"),
        row(8, "household_split", "世帯分離"),
        row(9, "household_part", "世帯一部変更"),
        row(10, "household_merge", "世帯合併"),
        row(11, "birth", "出生"),
        row(12, "death", "死亡"),
        row(13, "marriage", "婚姻"),
        row(14, "divorce", "離婚"),
        row(15, "name_change", "氏名変更"),
        row(16, "work_change", "退職・就職"),
        row(17, "pregnancy", "妊娠"),
        row(18, "card", "マイナンバーカード"),
    ]
}

core_list! {
/// Where the movers come from or go to.
ORIGIN, "origin", [row(1, "domestic", "国内の他の市区町村"), row(2, "abroad", "国外"), row(3, "unregistered", "届出のない住所")]
}

core_list! {
/// Whether the whole household moves (住民記録システム標準仕様書 4.x 全部・一部).
SCOPE, "scope", [row(1, "whole", "全部"), row(2, "part", "一部")]
}

core_list! {
/// The household at the new address.
JOINING, "joining", [row(1, "new", "新しい世帯"), row(2, "existing", "今ある世帯に入る")]
}

core_list! {
/// 性別, as the resident record writes it.
SEX, "sex", [row(1, "male", "男"), row(2, "female", "女")]
}

core_list! {
/// Atoms of 続柄 (住民記録システム標準仕様書 1.1.11); chains join them with の.
RELATIONSHIP, "relationship", [
        row(2, "head", "世帯主"),
        row(11, "husband", "夫"),
        row(12, "wife", "妻"),
        row(13, "husband_unregistered", "夫（未届）"),
        row(14, "wife_unregistered", "妻（未届）"),
        row(20, "child", "子"),
        row(51, "father", "父"),
        row(52, "mother", "母"),
        row(71, "older_brother", "兄"),
        row(74, "younger_brother", "弟"),
        row(81, "older_sister", "姉"),
        row(84, "younger_sister", "妹"),
        row(96, "relative", "縁故者"),
        row(99, "housemate", "同居人"),
    ]
}

core_list! {
/// Who files (住民基本台帳法 26条, 27条).
NOTIFIER, "notifier", [
        row(1, "self", "本人"),
        row(2, "household_member", "世帯員"),
        row(3, "legal_agent", "法定代理人"),
        row(4, "agent", "任意代理人"),
        row(5, "messenger", "使者"),
        row(6, "same_address", "同住所別世帯"),
    ]
}

core_list! {
/// Certificates a desk issues.
CERTIFICATE, "certificate", [
        row(1, "resident_record", "住民票の写し"),
        row(2, "removed_record", "住民票の除票"),
        row(3, "stated_items", "記載事項証明書"),
        row(4, "koseki_full", "戸籍全部事項証明書"),
        row(5, "koseki_one", "戸籍個人事項証明書"),
        row(6, "koseki_closed", "除籍・改製原戸籍"),
        row(7, "koseki_addresses", "戸籍の附票"),
        row(8, "identity", "身分証明書"),
        row(9, "seal", "印鑑登録証明書"),
    ]
}

core_list! {
/// 住民票: of everybody or of some.
EXTENT, "extent", [row(1, "all", "世帯全員"), row(2, "part", "世帯の一部")]
}

core_list! {
/// Health insurance before the move or now.
INSURANCE, "insurance", [
        row(1, "national", "国民健康保険"),
        row(2, "employer", "職場の健康保険"),
        row(3, "dependent", "家族の職場の健康保険"),
        row(4, "late_elderly", "後期高齢者医療"),
        row(5, "welfare", "生活保護の医療扶助"),
        row(6, "none", "入っていない"),
        row(7, "other", "その他（任意継続・国保組合など）"),
    ]
}

core_list! {
/// 国民年金の種別.
PENSION, "pension", [
        row(1, "first", "第1号（自分で納める）"),
        row(2, "second", "第2号（厚生年金）"),
        row(3, "third", "第3号（配偶者の扶養）"),
        row(4, "receiving", "年金を受けている"),
        row(5, "none", "入っていない"),
    ]
}

core_list! {
/// School attended.
SCHOOL, "school", [
        row(1, "none", "通っていない"),
        row(2, "nursery", "保育所・幼稚園など"),
        row(3, "elementary", "公立の小学校"),
        row(4, "junior_high", "公立の中学校"),
        row(5, "other", "国立・私立・特別支援学校など"),
        row(6, "high", "高校など"),
    ]
}

core_list! {
/// Identity documents shown at the counter.
IDENTITY, "identity", [
        row(1, "my_number_card", "マイナンバーカード"),
        row(2, "driving_licence", "運転免許証"),
        row(3, "passport", "旅券"),
        row(4, "residence_card", "在留カード・特別永住者証明書"),
        row(5, "disability_handbook", "障害者手帳"),
        row(6, "eligibility", "資格確認書"),
        row(7, "pension_notice", "年金手帳・基礎年金番号通知書"),
        row(8, "other", "その他"),
    ]
}

core_list! {
/// 在留資格 as printed, without those that never stand on a 住民票.
RESIDENCE_STATUS, "residence_status", [
        row(1, "professor", "教授"),
        row(2, "artist", "芸術"),
        row(3, "religious", "宗教"),
        row(4, "journalist", "報道"),
        row(5, "highly_skilled_1i", "高度専門職1号イ"),
        row(6, "highly_skilled_1ro", "高度専門職1号ロ"),
        row(7, "highly_skilled_1ha", "高度専門職1号ハ"),
        row(8, "highly_skilled_2", "高度専門職2号"),
        row(9, "business_manager", "経営・管理"),
        row(10, "legal_accounting", "法律・会計業務"),
        row(11, "medical", "医療"),
        row(12, "researcher", "研究"),
        row(13, "instructor", "教育"),
        row(14, "engineer_humanities", "技術・人文知識・国際業務"),
        row(15, "transferee", "企業内転勤"),
        row(16, "nursing_care", "介護"),
        row(17, "entertainer", "興行"),
        row(18, "skilled_labour", "技能"),
        row(19, "specified_skilled_1", "特定技能1号"),
        row(20, "specified_skilled_2", "特定技能2号"),
        row(21, "trainee_1i", "技能実習1号イ"),
        row(22, "trainee_1ro", "技能実習1号ロ"),
        row(23, "trainee_2i", "技能実習2号イ"),
        row(24, "trainee_2ro", "技能実習2号ロ"),
        row(25, "trainee_3i", "技能実習3号イ"),
        row(26, "trainee_3ro", "技能実習3号ロ"),
        row(27, "cultural", "文化活動"),
        row(28, "student", "留学"),
        row(29, "training", "研修"),
        row(30, "dependent", "家族滞在"),
        row(31, "designated", "特定活動"),
        row(32, "permanent", "永住者"),
        row(33, "spouse_of_japanese", "日本人の配偶者等"),
        row(34, "spouse_of_permanent", "永住者の配偶者等"),
        row(35, "long_term", "定住者"),
        row(36, "special_permanent", "特別永住者"),
        row(37, "employment_for_skill", "育成就労"),
    ]
}

core_list! {
/// Whether 転出 was filed where the movers come from, and how (住民基本台帳法 22条2項, 24条の2).
LEFT, "left", [
        row(1, "paper", "転出証明書をもらった"),
        row(2, "card", "カードで届け出た"),
        row(3, "not_yet", "まだ届け出ていない"),
        row(4, "portal", "マイナポータルで届け出た"),
        row(5, "lost", "転出証明書をなくした"),
    ]
}

core_list! {
/// A paper that goes with a matter: brought along, handed in later, or not to be had.
PAPER, "paper", [row(1, "bring", "持っていく"), row(2, "later", "あとで出す"), row(3, "none", "ない")]
}

core_list! {
/// What somebody is to the person of a 戸籍 certificate (戸籍法 10条: the person, spouse, direct line).
RELATION, "relation", [
        row(1, "self", "本人"),
        row(2, "spouse", "配偶者"),
        row(3, "lineal", "父母・祖父母・子・孫"),
        row(4, "other", "そのほか"),
    ]
}

core_list! {
/// What is done with a seal.
SEAL_REASON, "seal_reason", [
        row(1, "new", "はじめて登録する"),
        row(2, "change", "別の印鑑に替える"),
        row(3, "end", "登録をやめる"),
        row(4, "lost", "登録証をなくした"),
    ]
}

core_list! {
/// The name cut into a seal.
SEAL_NAME, "seal_name", [
        row(1, "full", "氏名"),
        row(2, "family", "氏"),
        row(3, "given", "名"),
        row(4, "former", "旧氏"),
        row(5, "alias", "通称"),
    ]
}

core_list! {
/// What showed at the counter that somebody may act for another (住民基本台帳法 27条).
AUTHORITY, "authority", [
        row(1, "power_of_attorney", "委任状"),
        row(2, "family_register", "戸籍謄本"),
        row(3, "guardianship", "登記事項証明書（成年後見など）"),
        row(4, "same_household", "住民記録で確認（同一世帯）"),
        row(5, "statement", "本人の届書（使者）"),
        row(6, "other", "その他"),
    ]
}

/// Every core list.
pub static ALL: &[&CodeList] = &[
    &SERVICE,
    &ORIGIN,
    &SCOPE,
    &JOINING,
    &SEX,
    &RELATIONSHIP,
    &NOTIFIER,
    &CERTIFICATE,
    &EXTENT,
    &INSURANCE,
    &PENSION,
    &SCHOOL,
    &IDENTITY,
    &RESIDENCE_STATUS,
    &LEFT,
    &PAPER,
    &RELATION,
    &SEAL_REASON,
    &SEAL_NAME,
    &AUTHORITY,
];
