//! Dates in the ways in which systems want them keyed.
//!
//! A date that is not wholly known is written in words only (住民記録システム標準仕様書 1.1.8); a field for
//! digits stays empty then. A year that two eras share, without a month, is written in the western calendar.

use kakanai_domain::era::{EraDate, EraTable};
use kakanai_record::date::Certainty;
use kakanai_record::{Date, PartialDate};

use crate::mapping::Form;

/// What is written for a date that is wholly unknown.
pub(crate) const UNRECORDED: &str = "年月日不詳";

/// A date in a form; empty where the form cannot say it. `western` makes its words western ones.
pub(crate) fn date_words(date: PartialDate, form: Form, western: bool) -> String {
    let whole = is_whole(date);
    match form {
        Form::Iso if whole => date.to_string(),
        Form::Compact if whole => date.to_string().replace('-', ""),
        Form::Western => words(date, true),
        Form::Wareki => words(date, western),
        Form::Uncertain if !whole => words(date, western),
        Form::Unknown => if whole { "0" } else { "1" }.to_owned(),
        Form::Era => era_day(date).map_or_else(String::new, |era| era.era.0.to_string()),
        Form::EraDigits if whole => era_day(date).map_or_else(String::new, |era| {
            format!("{}{:02}{:02}{:02}", era.era.0, era.year, era.month, date.day().unwrap_or(era.day))
        }),
        Form::Short if whole => era_day(date).map_or_else(String::new, |era| {
            EraTable::standard().short(EraDate { day: date.day().unwrap_or(era.day), ..era })
        }),
        _ => String::new(),
    }
}

/// Year, month and day, and nothing doubtful about them.
fn is_whole(date: PartialDate) -> bool {
    date.certainty() == Certainty::Stated && date.day().is_some()
}

/// 昭和20年頃, 推定昭和20年3月4日, 昭和20年3月日不詳.
fn words(date: PartialDate, western: bool) -> String {
    let year = match era_day(date) {
        Some(era) if !western => EraTable::standard().year_words(era.era, era.year),
        _ => format!("{}年", date.year()),
    };
    let month = date.month().map(|month| format!("{month}月")).unwrap_or_default();
    let day = date.day().map(|day| format!("{day}日")).unwrap_or_default();
    let (before, behind) = match (date.certainty(), date.month(), date.day()) {
        (Certainty::About, ..) => ("", "頃"),
        (Certainty::Estimated, ..) => ("推定", ""),
        (Certainty::Stated, None, _) => ("", "月日不詳"),
        (Certainty::Stated, Some(_), None) => ("", "日不詳"),
        (Certainty::Stated, Some(_), Some(_)) => ("", ""),
    };
    [before, &year, &month, &day, behind].concat()
}

/// The day in its era; for a date without a day, the era that all its days have.
fn era_day(date: PartialDate) -> Option<EraDate> {
    let table = EraTable::standard();
    let in_era = |month: u8, day: u8| {
        let year = i16::try_from(date.year()).ok()?;
        table.to_era(Date::new(year, month as i8, day as i8).ok()?).ok()
    };
    let (first, last) = match (date.month(), date.day()) {
        (Some(month), Some(day)) => {
            // A day that the calendar lacks (2/29 of a common year) lies in the era of its month.
            let day = in_era(month, day).or_else(|| in_era(month, 1))?;
            (day, day)
        }
        (Some(month), None) => (in_era(month, 1)?, in_era(month, 28)?),
        (None, _) => (in_era(1, 1)?, in_era(12, 31)?),
    };
    (first.era == last.era).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_every_form() {
        use Form::*;
        for (date, form, want) in [
            ("2026-11-20", Iso, "2026-11-20"),
            ("2026-11-20", Compact, "20261120"),
            ("2026-11-20", Wareki, "令和8年11月20日"),
            ("2019-05-01", Wareki, "令和元年5月1日"),
            ("2026-11-20", Western, "2026年11月20日"),
            ("2026-11-20", Short, "R8.11.20"),
            ("2026-11-20", Era, "5"),
            ("2026-11-20", EraDigits, "5081120"),
            ("1989-01-07", EraDigits, "3640107"),
            ("2026-11-20", Unknown, "0"),
            ("2026-11-20", Uncertain, ""),
            ("1945-02-29", Iso, "1945-02-29"),
            ("1945-02-29", Wareki, "昭和20年2月29日"),
            ("1945-02-29", EraDigits, "3200229"),
            ("1945-02-29", Short, "S20.2.29"),
            ("1945~", Wareki, "昭和20年頃"),
            ("1945~", Uncertain, "昭和20年頃"),
            ("1945-03-04?", Wareki, "推定昭和20年3月4日"),
            ("1945-03", Wareki, "昭和20年3月日不詳"),
            ("1945", Uncertain, "昭和20年月日不詳"),
            ("1945~", Unknown, "1"),
            ("1945~", Era, "3"),
            ("1989", Wareki, "1989年月日不詳"),
            ("1989-01", Wareki, "1989年1月日不詳"),
            ("1989-02", Wareki, "平成元年2月日不詳"),
            ("1945~", Iso, ""),
            ("1945-03", Compact, ""),
            ("1945-03-04?", EraDigits, ""),
            ("1945-03", Short, ""),
            ("1860-01-01", Wareki, "1860年1月1日"),
            ("1860-01-01", EraDigits, ""),
            ("1860-01-01", Era, ""),
        ] {
            let parsed = PartialDate::parse(date).unwrap();
            assert_eq!(date_words(parsed, form, false), want, "{date} {form:?}");
        }
        let date = PartialDate::parse("1985-12-03").unwrap();
        assert_eq!(date_words(date, Wareki, true), "1985年12月3日", "foreign residents' dates");
    }
}
