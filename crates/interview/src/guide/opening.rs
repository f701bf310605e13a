//! Offices and their hours in words: what cannot be done then, when it can, and where.

use kakanai_catalogue::{Clock, HowFar, Language, Procedure, Where};
use kakanai_record::Date;

use super::office::{Plan, is_elsewhere, next_open_time, open_at, openings};
use crate::question::date::month_name;
use crate::words::{Said, Words};

/// Minutes before the end that are worth a word.
const SOON: u16 = 30;

/// What somebody who comes then has to know about a procedure that the office receives; nothing where it is open.
pub(super) fn notice(words: &Words, procedure: &Procedure, plan: &Plan) -> Said {
    let (&Where::Desk(desk), Some((day, clock))) = (&procedure.at, plan.at) else { return Said::default() };
    if is_elsewhere(procedure, plan.office) {
        return Said::default();
    }
    let language = words.language;
    let needs = procedure.needs.as_deref();
    let next = next_open_time(plan.office, desk, needs, day, clock);
    if let Some(open) = next.filter(|next| next.is_at(day, clock)) {
        let soon = clock.until(open.until) <= SOON;
        let ends = || words.said("opening.ends", &[("time", &time(language, open.until))]);
        return if soon { ends() } else { Said::default() };
    }
    let mut said = why(words, desk, needs, plan);
    // The desk is open, so it is the service that is not.
    if let Some(needs) = needs.filter(|_| open_at(plan.office, desk, None, day, clock).is_some()) {
        let name = name(words, &["service_hours.", needs, ".name"]);
        said = and(language, said, &words.said_with("opening.needs", "service", &name));
    }
    if let Some(next) = next {
        let when = when(language, next.day, next.from);
        said = and(language, said, &words.said("opening.next", &[("time", &when)]));
    }
    said
}

/// Why nothing can be done then: never on such a day of the week, not on this day, or no longer. Who comes too early
/// is told the next time alone.
fn why(words: &Words, desk: usize, needs: Option<&str>, plan: &Plan) -> Said {
    let Some((day, clock)) = plan.at else { return Said::default() };
    let language = words.language;
    match openings(plan.office, desk, needs, day).last() {
        Some(last) if clock < last.until => Said::default(),
        Some(last) => words.said("opening.after", &[("time", &time(language, last.until))]),
        None => {
            let mut weeks = (1..=4).filter_map(|weeks| later(day, 7 * weeks));
            let otherwise = weeks.any(|day| !openings(plan.office, desk, needs, day).is_empty());
            match otherwise {
                true => words.said("opening.day", &[("day", &day_words(language, day))]),
                false => words.said("opening.weekday", &[("day", weekday(language, day))]),
            }
        }
    }
}

/// The offices that have something, after the words of a key.
pub(super) fn offices(words: &Words, key: &str, offices: &[String]) -> Said {
    let mut names = offices.iter().map(|id| name(words, &["office.", id, ".name"]));
    let Some(first) = names.next() else { return Said::default() };
    let between = words.said("elsewhere.and", &[]);
    let all = names.fold(first, |all, name| all.followed_by(&between).followed_by(&name));
    words.said_with(key, "offices", &all)
}

/// How far an office goes that does not receive something.
pub(super) fn here(words: &Words, how_far: HowFar) -> Said {
    match how_far {
        HowFar::Points => words.said("elsewhere.points", &[]),
        HowFar::Names => words.said("elsewhere.names", &[]),
        _ => words.said("elsewhere.makes", &[]),
    }
}

fn name(words: &Words, key: &[&str]) -> Said {
    words.said(&key.concat(), &[])
}

fn and(language: Language, said: Said, other: &Said) -> Said {
    match (said.is_empty(), language) {
        (false, Language::En) => said.followed_by(&Said::of(" ")).followed_by(other),
        _ => said.followed_by(other),
    }
}

/// 9時, 17時15分; 9:00, 17:15
fn time(language: Language, clock: Clock) -> String {
    match (language, clock.minute()) {
        (Language::Ja, 0) => [&clock.hour().to_string(), "時"].concat(),
        (Language::Ja, minute) => [&clock.hour().to_string(), "時", &minute.to_string(), "分"].concat(),
        (Language::En, _) => clock.to_string(),
    }
}

/// 11月24日（火）9時; Tuesday 24 November, 9:00
fn when(language: Language, day: Date, clock: Clock) -> String {
    let between = match language {
        Language::Ja => "",
        Language::En => ", ",
    };
    [&day_words(language, day), between, &time(language, clock)].concat()
}

fn day_words(language: Language, day: Date) -> String {
    let (weekday, number) = (weekday(language, day), day.day().to_string());
    match language {
        Language::Ja => [&day.month().to_string(), "月", &number, "日（", weekday, "）"].concat(),
        Language::En => [weekday, " ", &number, " ", month_name(day.month().unsigned_abs())].concat(),
    }
}

fn weekday(language: Language, day: Date) -> &'static str {
    const JA: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
    const EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let names = match language {
        Language::Ja => JA,
        Language::En => EN,
    };
    let at = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
    names.get(at).copied().unwrap_or_default()
}

fn later(day: Date, days: usize) -> Option<Date> {
    (0..days).try_fold(day, |day, _| day.tomorrow().ok())
}
