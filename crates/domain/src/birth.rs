//! Dates of birth as the resident record knows them, including the ones nobody knows exactly.
//!
//! 住民記録システム標準仕様書 1.1.9 allows days that are not in the calendar (29 February of a common year) and
//! 不詳 wordings. A vague date has an earliest and a latest day, so that ages become ranges instead of guesses.

use jiff::civil::Date;

use crate::dates::{add_days, add_months, days_in_month, first_of_next_month};
use crate::era::{DatePart, Era, EraDate, EraError, EraTable};
use crate::era_input::{era_year, number};

/// A year with the era it was written in; without one it is shown in the era of its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BirthYear {
    /// Calendar year.
    pub year: i16,
    /// Era of the record: tells 大正15年 from 昭和元年.
    pub era: Option<Era>,
}

/// Third of a month: 上旬, 中旬, 下旬.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Third {
    /// 上旬: days 1–10.
    Early,
    /// 中旬: days 11–20.
    Middle,
    /// 下旬: day 21 to the end.
    Late,
}

/// Season of a year. The months are our convention: 春 March–May and so on; 冬 is taken within the year named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Season {
    /// 春
    Spring,
    /// 夏
    Summer,
    /// 秋
    Autumn,
    /// 冬
    Winter,
}

/// How much of the date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// 年月日不詳.
    Nothing,
    /// Year only: 「昭和20年月日不詳」.
    Year(BirthYear),
    /// 「昭和20年春」.
    Season(BirthYear, Season),
    /// Year and month: 「昭和20年5月日不詳」.
    Month(BirthYear, u8),
    /// 「昭和20年5月上旬」.
    Third(BirthYear, u8, Third),
    /// A day, which need not be in the calendar (day 1–31 of any month).
    Day(BirthYear, u8, u8),
}

/// How the record states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Certainty {
    /// As a fact.
    #[default]
    Stated,
    /// 頃.
    About,
    /// 推定.
    Estimated,
}

/// A date of birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BirthDate {
    known: Known,
    certainty: Certainty,
}

/// Which years a birth date is shown in: the era for Japanese, the calendar year for foreign residents (標準仕様書 1.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearStyle {
    /// 和暦.
    Japanese,
    /// 西暦.
    Western,
}

impl From<Date> for BirthDate {
    fn from(day: Date) -> Self {
        let year = BirthYear { year: day.year(), era: None };
        let known = Known::Day(year, day.month().unsigned_abs(), day.day().unsigned_abs());
        Self { known, certainty: Certainty::Stated }
    }
}

impl BirthDate {
    /// A vague date; month and day must lie in 1–12 and 1–31 and the year in 1–9998.
    ///
    /// # Errors
    /// Names the part out of range.
    pub fn new(known: Known, certainty: Certainty) -> Result<Self, EraError> {
        let (year, month, day) = match known {
            Known::Nothing => (1, 1, 1),
            Known::Year(y) | Known::Season(y, _) => (y.year, 1, 1),
            Known::Month(y, m) | Known::Third(y, m, _) => (y.year, m, 1),
            Known::Day(y, m, d) => (y.year, m, d),
        };
        if !(1..=9998).contains(&year) {
            return Err(EraError::Part(DatePart::Year));
        }
        if !(1..=12).contains(&month) {
            return Err(EraError::Part(DatePart::Month));
        }
        if !(1..=31).contains(&day) {
            return Err(EraError::Part(DatePart::Day));
        }
        Ok(Self { known, certainty })
    }

    /// Reads the fields of a form; fields left empty from the end on are unknown (年月日不詳, 月日不詳, 日不詳).
    ///
    /// A complete date in an era must lie in it, but may be a day missing in the calendar.
    ///
    /// # Errors
    /// Names the part that cannot be read; a day without a month is refused.
    pub fn from_parts(era: &str, year: &str, month: &str, day: &str) -> Result<Self, EraError> {
        let table = EraTable::standard();
        if [year, month, day].iter().all(|part| part.trim().is_empty()) {
            return Self::new(Known::Nothing, Certainty::Stated);
        }
        let year = read_year(&table, era, year)?;
        let part = |text: &str, part| match text.trim() {
            "" => Ok(None),
            text => number(text, 2).map(|n| Some(n as u8)).ok_or(EraError::Part(part)),
        };
        let known = match (part(month, DatePart::Month)?, part(day, DatePart::Day)?) {
            (None, None) => Known::Year(year),
            (Some(month), None) => Known::Month(year, month),
            (Some(month), Some(day)) => Known::Day(year, month, day),
            (None, Some(_)) => return Err(EraError::Part(DatePart::Month)),
        };
        let birth = Self::new(known, Certainty::Stated)?;
        if let (Some(era), Some(day)) = (year.era, birth.calendar()) {
            let first = table.row(era).map_or(0, |row| row.first_year);
            let (month, number) = (day.month().unsigned_abs(), day.day().unsigned_abs());
            table.to_civil(EraDate {
                era,
                year: (year.year - first + 1).unsigned_abs(),
                month,
                day: number,
            })?;
        }
        Ok(birth)
    }

    /// How much is known.
    #[must_use]
    pub fn known(&self) -> Known {
        self.known
    }

    /// How it is stated.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        self.certainty
    }

    /// The calendar day, where the date is exact, stated as a fact and in the calendar.
    #[must_use]
    pub fn calendar(&self) -> Option<Date> {
        match (self.known, self.certainty) {
            (Known::Day(y, m, d), Certainty::Stated) => civil(y.year, m, d),
            _ => None,
        }
    }

    /// Earliest and latest day the birth may have been; none where nothing is known.
    ///
    /// A day missing in the calendar spans the last existing day before it and the first one after it. 頃 widens the
    /// span by one unit on both sides (a year; a month; ten days for a day, a third or a season): our convention,
    /// since no text gives one. 推定 is taken at its word.
    #[must_use]
    pub fn range(&self) -> Option<(Date, Date)> {
        let (from, to) = match self.known {
            Known::Nothing => return None,
            Known::Year(y) => (civil(y.year, 1, 1)?, civil(y.year, 12, 31)?),
            Known::Season(y, season) => season_range(y.year, season)?,
            Known::Month(y, m) => (civil(y.year, m, 1)?, month_end(y.year, m)?),
            Known::Third(y, m, third) => third_range(y.year, m, third)?,
            Known::Day(y, m, d) => match civil(y.year, m, d) {
                Some(day) => (day, day),
                None => (month_end(y.year, m)?, first_of_next_month(y.year, m as i8)),
            },
        };
        Some(if self.certainty == Certainty::About { widen(self.known, from, to) } else { (from, to) })
    }

    /// For sorting: earliest, then latest day; births of which nothing is known come last.
    #[must_use]
    pub fn order_key(&self) -> (Date, Date) {
        self.range().unwrap_or((Date::MAX, Date::MAX))
    }

    /// The words of the 住民票: 「昭和60年12月3日」, 「昭和20年月日不詳」, 「推定昭和20年5月」, 「昭和20年頃」, 「年月日不詳」.
    #[must_use]
    pub fn words(&self, style: YearStyle) -> String {
        let stated = self.certainty == Certainty::Stated;
        let body = match self.known {
            Known::Nothing => return "年月日不詳".to_owned(),
            Known::Year(y) => year_words(y, 12, 31, style) + if stated { "月日不詳" } else { "" },
            Known::Season(y, season) => year_words(y, 12, 31, style) + season_word(season),
            Known::Month(y, m) => {
                format!("{}{m}月{}", year_words(y, m, 31, style), if stated { "日不詳" } else { "" })
            }
            Known::Third(y, m, third) => format!("{}{m}月{}", year_words(y, m, 31, style), third_word(third)),
            Known::Day(y, m, d) => format!("{}{m}月{d}日", year_words(y, m, d, style)),
        };
        match self.certainty {
            Certainty::Stated => body,
            Certainty::About => body + "頃",
            Certainty::Estimated => format!("推定{body}"),
        }
    }
}

fn read_year(table: &EraTable<'_>, era: &str, year: &str) -> Result<BirthYear, EraError> {
    let missing = EraError::Part(DatePart::Year);
    if era.trim().is_empty() {
        let year = number(year, 4).and_then(|y| i16::try_from(y).ok()).ok_or(missing)?;
        return Ok(BirthYear { year, era: None });
    }
    let era = table.era(era)?;
    let row = table.row(era).ok_or_else(|| EraError::UnknownEra(era.0.to_string()))?;
    let number = era_year(year).filter(|&n| n > 0).and_then(|n| i16::try_from(n).ok()).ok_or(missing)?;
    let year = row.first_year + number - 1;
    if row.last_day.is_some_and(|last| year > last.year()) {
        let day = civil(year, 12, 31).ok_or(EraError::Part(DatePart::Year))?;
        return Err(EraError::AfterEra(table.to_era(day)?));
    }
    if year < row.first_day.year() {
        return Err(EraError::BeforeEra(row.name.clone().into_owned()));
    }
    Ok(BirthYear { year, era: Some(era) })
}

fn civil(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn month_end(year: i16, month: u8) -> Option<Date> {
    civil(year, month, days_in_month(year, i8::try_from(month).ok()?).unsigned_abs())
}

fn third_range(year: i16, month: u8, third: Third) -> Option<(Date, Date)> {
    Some(match third {
        Third::Early => (civil(year, month, 1)?, civil(year, month, 10)?),
        Third::Middle => (civil(year, month, 11)?, civil(year, month, 20)?),
        Third::Late => (civil(year, month, 21)?, month_end(year, month)?),
    })
}

fn season_range(year: i16, season: Season) -> Option<(Date, Date)> {
    Some(match season {
        Season::Spring => (civil(year, 3, 1)?, civil(year, 5, 31)?),
        Season::Summer => (civil(year, 6, 1)?, civil(year, 8, 31)?),
        Season::Autumn => (civil(year, 9, 1)?, civil(year, 11, 30)?),
        // 冬 of a year may be its beginning or its end.
        Season::Winter => (civil(year, 1, 1)?, civil(year, 12, 31)?),
    })
}

fn widen(known: Known, from: Date, to: Date) -> (Date, Date) {
    match known {
        Known::Year(_) => {
            let back = Date::new(from.year() - 1, 1, 1).unwrap_or(from);
            (back, Date::new(to.year() + 1, 12, 31).unwrap_or(to))
        }
        Known::Month(..) => {
            let before = add_days(from, -1);
            let (next, _) = add_months(from, 1);
            (before.first_of_month(), next.last_of_month())
        }
        _ => (add_days(from, -10), add_days(to, 10)),
    }
}

fn year_words(year: BirthYear, month: u8, day: u8, style: YearStyle) -> String {
    let table = EraTable::standard();
    let civil_day = civil(year.year, month, day).or_else(|| month_end(year.year, month));
    let era = match (style, year.era) {
        (YearStyle::Western, _) => None,
        (YearStyle::Japanese, Some(era)) => Some(era),
        (YearStyle::Japanese, None) => civil_day.and_then(|day| table.to_era(day).ok()).map(|date| date.era),
    };
    match era.and_then(|era| table.row(era)) {
        Some(row) => table.year_words(row.era, (year.year - row.first_year + 1).unsigned_abs()),
        None => format!("{}年", year.year),
    }
}

fn third_word(third: Third) -> &'static str {
    match third {
        Third::Early => "上旬",
        Third::Middle => "中旬",
        Third::Late => "下旬",
    }
}

fn season_word(season: Season) -> &'static str {
    match season {
        Season::Spring => "春",
        Season::Summer => "夏",
        Season::Autumn => "秋",
        Season::Winter => "冬",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn year(year: i16) -> BirthYear {
        BirthYear { year, era: None }
    }

    fn birth(known: Known, certainty: Certainty) -> BirthDate {
        BirthDate::new(known, certainty).unwrap()
    }

    #[test]
    fn words_and_ranges() {
        use Certainty::{About, Estimated, Stated};
        for (known, certainty, words, from, to) in [
            (Known::Day(year(1985), 12, 3), Stated, "昭和60年12月3日", date(1985, 12, 3), date(1985, 12, 3)),
            (Known::Day(year(1985), 2, 29), Stated, "昭和60年2月29日", date(1985, 2, 28), date(1985, 3, 1)),
            (
                Known::Day(year(1945), 5, 1),
                Estimated,
                "推定昭和20年5月1日",
                date(1945, 5, 1),
                date(1945, 5, 1),
            ),
            (Known::Day(year(1945), 5, 15), About, "昭和20年5月15日頃", date(1945, 5, 5), date(1945, 5, 25)),
            (Known::Month(year(1945), 5), Stated, "昭和20年5月日不詳", date(1945, 5, 1), date(1945, 5, 31)),
            (Known::Month(year(1945), 1), About, "昭和20年1月頃", date(1944, 12, 1), date(1945, 2, 28)),
            (Known::Month(year(1945), 5), Estimated, "推定昭和20年5月", date(1945, 5, 1), date(1945, 5, 31)),
            (Known::Year(year(1945)), Stated, "昭和20年月日不詳", date(1945, 1, 1), date(1945, 12, 31)),
            (Known::Year(year(1945)), About, "昭和20年頃", date(1944, 1, 1), date(1946, 12, 31)),
            (
                Known::Third(year(1945), 2, Third::Late),
                Stated,
                "昭和20年2月下旬",
                date(1945, 2, 21),
                date(1945, 2, 28),
            ),
            (
                Known::Third(year(1945), 5, Third::Middle),
                About,
                "昭和20年5月中旬頃",
                date(1945, 5, 1),
                date(1945, 5, 30),
            ),
            (
                Known::Season(year(1945), Season::Spring),
                Stated,
                "昭和20年春",
                date(1945, 3, 1),
                date(1945, 5, 31),
            ),
        ] {
            let birth = birth(known, certainty);
            assert_eq!(birth.words(YearStyle::Japanese), words);
            assert_eq!(birth.range(), Some((from, to)), "{words}");
        }
        let unknown = birth(Known::Nothing, Stated);
        assert_eq!((unknown.words(YearStyle::Japanese).as_str(), unknown.range()), ("年月日不詳", None));
    }

    #[test]
    fn foreign_residents_read_the_calendar_year() {
        let day = BirthDate::from(date(1990, 4, 1));
        assert_eq!(day.words(YearStyle::Western), "1990年4月1日");
        assert_eq!(
            birth(Known::Year(year(1990)), Certainty::Stated).words(YearStyle::Western),
            "1990年月日不詳"
        );
    }

    #[test]
    fn the_era_of_the_record_is_kept() {
        for (era, number, words) in [("T", "15", "大正15年月日不詳"), ("S", "元", "昭和元年月日不詳")]
        {
            let birth = BirthDate::from_parts(era, number, "", "").unwrap();
            assert_eq!(birth.words(YearStyle::Japanese), words);
            assert_eq!(birth.range().unwrap().0, date(1926, 1, 1));
        }
        assert_eq!(
            BirthDate::from_parts("M", "45", "7", "30").unwrap().words(YearStyle::Japanese),
            "明治45年7月30日"
        );
    }

    #[test]
    fn form_fields() {
        let exact = BirthDate::from_parts("S", "60", "12", "3").unwrap();
        assert_eq!(exact.calendar(), Some(date(1985, 12, 3)));
        assert_eq!(BirthDate::from_parts("S", "60", "2", "29").unwrap().calendar(), None);
        assert_eq!(BirthDate::from_parts("", "", "", "").unwrap().known(), Known::Nothing);
        assert_eq!(BirthDate::from_parts("", "1985", "", "3"), Err(EraError::Part(DatePart::Month)));
        assert_eq!(BirthDate::from_parts("", "1985", "13", ""), Err(EraError::Part(DatePart::Month)));
        assert_eq!(BirthDate::from_parts("", "1985", "1", "32"), Err(EraError::Part(DatePart::Day)));
        assert!(matches!(BirthDate::from_parts("S", "64", "1", "8"), Err(EraError::AfterEra(_))));
        assert!(matches!(BirthDate::from_parts("S", "70", "", ""), Err(EraError::AfterEra(_))));
    }

    #[test]
    fn sorts_by_range() {
        let mut births = ["1950-05-01", "", "1950", "1949-12-31"].map(|text| {
            match text.split('-').collect::<Vec<_>>()[..] {
                [y, m, d] => BirthDate::from_parts("", y, m, d).unwrap(),
                [y] => BirthDate::from_parts("", y, "", "").unwrap(),
                _ => unreachable!(),
            }
        });
        births.sort_by_key(BirthDate::order_key);
        assert_eq!(
            births.map(|b| b.words(YearStyle::Western)),
            ["1949年12月31日", "1950年月日不詳", "1950年5月1日", "年月日不詳"]
        );
    }
}
