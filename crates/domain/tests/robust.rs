//! Whatever somebody types or sends: an answer or an error, never a panic, and normalising twice changes nothing.

use jiff::civil::{Date, date};
use kakanai_domain::age::{Reading, age_on, day_of_reaching, march_31_after, school_grade};
use kakanai_domain::birth::{BirthDate, YearStyle};
use kakanai_domain::calendar::ClosedDays;
use kakanai_domain::country::CountryTable;
use kakanai_domain::deadline::{Counting, Deadline, Period};
use kakanai_domain::era::{EraDate, parse_date};
use kakanai_domain::municipality::{MunicipalityCode, MunicipalityTable};
use kakanai_domain::relationship::Relationship;
use kakanai_domain::residence_status::StayPeriod;
use kakanai_domain::town::PostalCode;
use kakanai_domain::{characters, check_digit, kana};
use proptest::prelude::*;

/// Digits, eras, kana, marks and odd characters, so that parsers get further than the first step.
const TYPED: &str =
    "[0-9０-９SHRT昭和令元年月日.の子妻父()（）ー－ \u{3000}ァ-ヴｱ-ﾟﾞか゛\u{3099}\u{E0100}😀]{0,14}";

prop_compose! {
    fn any_day()(year in -9999i16..=9999, month in 1i8..=12, day in 1i8..=28) -> Date {
        date(year, month, day)
    }
}

proptest! {
    #[test]
    fn parsers_take_anything(text in prop_oneof![TYPED, any::<String>()], more in TYPED) {
        let _ = parse_date(&text);
        if let Ok(birth) = BirthDate::from_parts(&text, &more, &text, &more) {
            let _ = (birth.words(YearStyle::Japanese), birth.range());
        }
        let _ = (MunicipalityCode::parse(&text), PostalCode::parse(&text), text.parse::<Relationship>());
        let _ = (text.parse::<StayPeriod>(), kana::Furigana::parse(&text), check_digit::addressee_number(&text));
        let _ = (check_digit::individual_number(&text), check_digit::ResidenceCardNumber::parse(&text));
        let _ = MunicipalityTable::parse(format!("{}\n{text}\t{more}", MunicipalityTable::HEAD).as_bytes());
        let _ = CountryTable::parse(format!("{}\nZZZ\t{text}\t{more}\t{text}\t0", CountryTable::HEAD).as_bytes());
        let _ = StayPeriod::from_parts(&text, &more, &text);
    }

    #[test]
    fn normalising_is_stable(text in prop_oneof![TYPED, any::<String>()]) {
        let key = kana::search_key(&text);
        prop_assert_eq!(&kana::search_key(&key), &key);
        let lot = characters::normalise_lot(&text);
        prop_assert_eq!(&characters::normalise_lot(&lot), &lot);
        if let Ok(name) = characters::accept(&text, characters::Profile::Name) {
            prop_assert_eq!(characters::accept(&name, characters::Profile::Name), Ok(name));
        }
        prop_assert_eq!(characters::clusters(&text).collect::<String>(), text);
    }

    #[test]
    fn eras_convert_back(year in 1800i16..3000, month in 1i8..=12, number in 1i8..=28) {
        let day = date(year, month, number);
        if let Ok(era) = EraDate::try_from(day) {
            prop_assert_eq!(Date::try_from(era), Ok(day));
            prop_assert_eq!(parse_date(&era.to_string()).map(|read| read.day), Ok(day));
        }
    }

    #[test]
    fn calendars_have_no_edge_to_fall_off(day in any_day(), on in any_day(), count in any::<u16>(), years in any::<u8>()) {
        let closed = ClosedDays::default();
        for counting in [Counting::FromTheDay, Counting::FromNextDay] {
            for period in [Period::Days(count % 400), Period::Months(count)] {
                let _ = Deadline::of(day, (period, counting), &closed);
            }
        }
        let _ = (school_grade(day, on), march_31_after(day, years), day_of_reaching(day, years, Reading::Eve));
        if let (Some(birthday), Some(eve)) = (age_on(day, on, Reading::Birthday), age_on(day, on, Reading::Eve)) {
            prop_assert!(eve == birthday || eve == birthday + 1);
        }
    }
}
