//! 在留資格 and 在留期間 of foreign residents, as they stand on the 住民票.
//!
//! The list is dated: a status is offered on days between `from` and `to`. 外交, 公用 and 短期滞在 never stand on a
//! 住民票 (their holders are not 中長期在留者) and are marked so. Numeric codes are not public: a city maps them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};

/// One 在留資格.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidenceStatus {
    /// Name as printed on the 在留カード.
    pub name: &'static str,
    /// Part of the law it stands in.
    pub group: Group,
    /// First day it exists; none = since before this list.
    pub from: Option<Date>,
    /// Last day it exists.
    pub to: Option<Date>,
    /// From this day it is no longer newly granted, while held ones run on (技能実習 after 育成就労).
    pub succeeded_from: Option<Date>,
    /// Whether the name is to be confirmed with the city before use.
    pub to_confirm: bool,
}

/// Part of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// 入管法別表第一 一.
    Table1a,
    /// 別表第一 二.
    Table1b,
    /// 別表第一 三, 四.
    Table1c,
    /// 別表第一 五: 特定活動.
    Designated,
    /// 別表第二: by status or position.
    Table2,
    /// 特別永住者 (入管特例法), without period.
    SpecialPermanent,
    /// On the 住民票 without a 在留資格 (住民基本台帳法30条の45): chosen as 区分, not offered as a status.
    WithoutStatus,
    /// Never on a 住民票: 外交, 公用, 短期滞在.
    NotRegistered,
}

const fn status(group: Group, name: &'static str) -> ResidenceStatus {
    ResidenceStatus { name, group, from: None, to: None, succeeded_from: None, to_confirm: false }
}

const TRAINING_REFORM: Date = date(2027, 4, 1);

const fn training(name: &'static str) -> ResidenceStatus {
    ResidenceStatus { succeeded_from: Some(TRAINING_REFORM), ..status(Group::Table1b, name) }
}

const fn from_reform(name: &'static str, to_confirm: bool) -> ResidenceStatus {
    ResidenceStatus { from: Some(TRAINING_REFORM), to_confirm, ..status(Group::Table1b, name) }
}

static STATUSES: [ResidenceStatus; 46] = [
    status(Group::NotRegistered, "外交"),
    status(Group::NotRegistered, "公用"),
    status(Group::Table1a, "教授"),
    status(Group::Table1a, "芸術"),
    status(Group::Table1a, "宗教"),
    status(Group::Table1a, "報道"),
    status(Group::Table1b, "高度専門職1号イ"),
    status(Group::Table1b, "高度専門職1号ロ"),
    status(Group::Table1b, "高度専門職1号ハ"),
    status(Group::Table1b, "高度専門職2号"),
    status(Group::Table1b, "経営・管理"),
    status(Group::Table1b, "法律・会計業務"),
    status(Group::Table1b, "医療"),
    status(Group::Table1b, "研究"),
    status(Group::Table1b, "教育"),
    status(Group::Table1b, "技術・人文知識・国際業務"),
    status(Group::Table1b, "企業内転勤"),
    from_reform("企業内転勤1号", true),
    from_reform("企業内転勤2号", true),
    status(Group::Table1b, "介護"),
    status(Group::Table1b, "興行"),
    status(Group::Table1b, "技能"),
    status(Group::Table1b, "特定技能1号"),
    status(Group::Table1b, "特定技能2号"),
    training("技能実習1号イ"),
    training("技能実習1号ロ"),
    training("技能実習2号イ"),
    training("技能実習2号ロ"),
    training("技能実習3号イ"),
    training("技能実習3号ロ"),
    from_reform("育成就労", false),
    status(Group::Table1c, "文化活動"),
    status(Group::NotRegistered, "短期滞在"),
    status(Group::Table1c, "留学"),
    status(Group::Table1c, "研修"),
    status(Group::Table1c, "家族滞在"),
    status(Group::Designated, "特定活動"),
    status(Group::Table2, "永住者"),
    status(Group::Table2, "日本人の配偶者等"),
    status(Group::Table2, "永住者の配偶者等"),
    status(Group::Table2, "定住者"),
    status(Group::SpecialPermanent, "特別永住者"),
    status(Group::WithoutStatus, "一時庇護許可者"),
    status(Group::WithoutStatus, "仮滞在許可者"),
    status(Group::WithoutStatus, "出生による経過滞在者"),
    status(Group::WithoutStatus, "国籍喪失による経過滞在者"),
];

/// The statuses a citizen may choose on this day, in the order of the law.
pub fn offered_on(day: Date) -> impl Iterator<Item = &'static ResidenceStatus> {
    let offered = |row: &ResidenceStatus| !matches!(row.group, Group::NotRegistered | Group::WithoutStatus);
    STATUSES.iter().filter(move |row| offered(row) && row.exists_on(day))
}

/// The status of a name; digits of either width, brackets and dots as on cards.
#[must_use]
pub fn find(name: &str) -> Option<&'static ResidenceStatus> {
    let key = |text: &str| -> String {
        text.chars()
            .map(crate::kana::narrow)
            .filter(|c| !c.is_whitespace() && !matches!(c, '・' | '･'))
            .collect()
    };
    let wanted = key(name);
    STATUSES.iter().find(|row| key(row.name) == wanted)
}

impl ResidenceStatus {
    /// Whether the status exists on the day.
    #[must_use]
    pub fn exists_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether it has neither period nor expiry: 永住者, 高度専門職2号, 特別永住者.
    #[must_use]
    pub fn is_indefinite(&self) -> bool {
        matches!(self.name, "永住者" | "高度専門職2号" | "特別永住者")
    }
}

/// 在留期間 as the columns 在留期間等コード_年, _月, _日 hold it. All zero is 無期限.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct StayPeriod {
    /// Years, 0–99.
    pub years: u8,
    /// Months, 0–99.
    pub months: u8,
    /// Days, 0–999.
    pub days: u16,
}

/// A text that is no 在留期間.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a period of stay: write for example 3年, 1年3月, 90日 or 無期限")]
pub struct NotAPeriod(pub String);

impl fmt::Display for StayPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::default() {
            return f.write_str("無期限");
        }
        let parts = [(u16::from(self.years), "年"), (u16::from(self.months), "月"), (self.days, "日")];
        parts.iter().filter(|(count, _)| *count > 0).try_for_each(|(count, unit)| write!(f, "{count}{unit}"))
    }
}

impl FromStr for StayPeriod {
    type Err = NotAPeriod;

    fn from_str(input: &str) -> Result<Self, NotAPeriod> {
        let text: String = input.chars().map(crate::kana::narrow).filter(|c| !c.is_whitespace()).collect();
        let text =
            text.replace("か月", "月").replace("ヶ月", "月").replace("カ月", "月").replace("ケ月", "月");
        if matches!(text.as_str(), "無期限" | "無期") {
            return Ok(Self::default());
        }
        read_period(&text)
            .filter(|period| *period != Self::default())
            .ok_or_else(|| NotAPeriod(input.to_owned()))
    }
}

impl StayPeriod {
    /// A period typed into three boxes; an empty box counts as none, digits are of either width.
    ///
    /// # Errors
    /// Where a box holds no number, or one too large for its column, or nothing is counted in any: 無期限 follows from
    /// the status ([`ResidenceStatus::is_indefinite`]) and is not typed in boxes.
    pub fn from_parts(years: &str, months: &str, days: &str) -> Result<Self, NotAPeriod> {
        let read = || {
            let (years, months, days) = (count(years, 99)?, count(months, 99)?, count(days, 999)?);
            let period = Self { years: u8::try_from(years).ok()?, months: u8::try_from(months).ok()?, days };
            (period != Self::default()).then_some(period)
        };
        read().ok_or_else(|| NotAPeriod([years, "年", months, "月", days, "日"].concat()))
    }
}

/// The number in a box, 0 where it is empty.
fn count(typed: &str, most: u16) -> Option<u16> {
    let digits: String = typed.trim().chars().map(crate::kana::narrow).collect();
    if digits.is_empty() {
        return Some(0);
    }
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten().filter(|number| *number <= most)
}

fn read_period(text: &str) -> Option<StayPeriod> {
    let mut period = StayPeriod::default();
    let mut rest = text;
    let mut last = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: u16 = rest.get(..end)?.parse().ok()?;
        let unit = rest.get(end..)?.chars().next()?;
        let rank = match unit {
            '年' => 1,
            '月' => 2,
            '日' => 3,
            _ => return None,
        };
        if rank <= last {
            return None;
        }
        last = rank;
        match rank {
            1 => period.years = u8::try_from(count).ok().filter(|n| *n < 100)?,
            2 => period.months = u8::try_from(count).ok().filter(|n| *n < 100)?,
            _ => period.days = Some(count).filter(|n| *n < 1000)?,
        }
        rest = rest.get(end + unit.len_utf8()..)?;
    }
    Some(period)
}

/// Where a day stands against 在留期間の満了の日.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// On or before the day of expiry.
    Valid,
    /// Past, within two months: with an application pending the stay continues (特例期間, 入管法20条6項): ask for the stamp
    /// on the card.
    MaybeExtended,
    /// Past by more than two months.
    Expired,
}

/// Judges a day of expiry on a day.
#[must_use]
pub fn standing(expiry: Date, on: Date) -> Standing {
    if on <= expiry {
        Standing::Valid
    } else if on <= two_months_later(expiry) {
        Standing::MaybeExtended
    } else {
        Standing::Expired
    }
}

/// The corresponding day two months on, or the last of that month where there is none (民法143条).
fn two_months_later(expiry: Date) -> Date {
    let (day, missing) = crate::dates::add_months(expiry, 2);
    if missing { crate::dates::add_days(day, -1) } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offered_by_date() {
        let names = |day| offered_on(day).map(|row| row.name).collect::<Vec<_>>();
        let today = names(date(2026, 11, 20));
        assert!(today.contains(&"技能実習2号ロ") && today.contains(&"特別永住者"));
        assert!(
            !today.contains(&"育成就労") && !today.contains(&"短期滞在") && !today.contains(&"仮滞在許可者")
        );
        assert!(!names(date(2027, 3, 31)).contains(&"育成就労"));
        let later = names(date(2027, 4, 1));
        assert!(later.contains(&"育成就労") && later.contains(&"技能実習2号ロ"), "held ones run on");
        assert_eq!(find("技能実習2号ロ").unwrap().succeeded_from, Some(date(2027, 4, 1)));
    }

    #[test]
    fn names_are_unique_and_found_as_written() {
        for row in &STATUSES {
            assert_eq!(find(row.name), Some(row));
        }
        assert_eq!(find("特定技能１号").unwrap().name, "特定技能1号");
        assert_eq!(find("技術･人文知識 ・国際業務").unwrap().name, "技術・人文知識・国際業務");
        assert_eq!(find("見本"), None);
        assert!(find("永住者").unwrap().is_indefinite() && !find("定住者").unwrap().is_indefinite());
    }

    #[test]
    fn periods() {
        for (text, years, months, days, shown) in [
            ("3年", 3, 0, 0, "3年"),
            ("１年３月", 1, 3, 0, "1年3月"),
            ("4か月", 0, 4, 0, "4月"),
            ("90日", 0, 0, 90, "90日"),
            ("2年6ヶ月15日", 2, 6, 15, "2年6月15日"),
            ("無期限", 0, 0, 0, "無期限"),
        ] {
            let period: StayPeriod = text.parse().unwrap();
            assert_eq!(period, StayPeriod { years, months, days }, "{text}");
            assert_eq!(period.to_string(), shown);
        }
        for text in ["", "3", "年", "3月1年", "1年1年", "100年", "1000日", "0日", "3週", "99999年"]
        {
            assert!(text.parse::<StayPeriod>().is_err(), "{text}");
        }
    }

    #[test]
    fn three_never_end() {
        let indefinite: Vec<&str> =
            STATUSES.iter().filter(|row| row.is_indefinite()).map(|row| row.name).collect();
        assert_eq!(indefinite, ["高度専門職2号", "永住者", "特別永住者"]);
    }

    #[test]
    fn periods_in_boxes() {
        for (typed, years, months, days) in [
            (["3", "", ""], 3, 0, 0),
            (["１", " ３ ", "0"], 1, 3, 0),
            (["", "04", ""], 0, 4, 0),
            (["", "", "90"], 0, 0, 90),
            (["99", "99", "999"], 99, 99, 999),
        ] {
            let [first, second, third] = typed;
            assert_eq!(
                StayPeriod::from_parts(first, second, third),
                Ok(StayPeriod { years, months, days }),
                "{typed:?}"
            );
        }
        for [years, months, days] in [
            ["", "", ""],
            ["0", "0", "0"],
            ["100", "", ""],
            ["", "100", ""],
            ["", "", "1000"],
            ["3年", "", ""],
            ["-1", "", ""],
            ["+1", "", ""],
            ["1.5", "", ""],
            ["99999999", "", ""],
        ] {
            let told = StayPeriod::from_parts(years, months, days);
            assert_eq!(told, Err(NotAPeriod(format!("{years}年{months}月{days}日"))));
        }
    }

    #[test]
    fn expiry() {
        let expiry = date(2026, 12, 31);
        for (on, want) in [
            (date(2026, 12, 31), Standing::Valid),
            (date(2027, 1, 1), Standing::MaybeExtended),
            (date(2027, 2, 28), Standing::MaybeExtended),
            (date(2027, 3, 1), Standing::Expired),
        ] {
            assert_eq!(standing(expiry, on), want, "{on}");
        }
    }
}
