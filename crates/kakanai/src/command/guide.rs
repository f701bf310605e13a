//! `kakanai guide`: which procedures a household needs, why, and what would still have to be asked.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use kakanai_catalogue::{Catalogue, Clock, Language, Office};
use kakanai_interview::guide::{Plan, Told, ToldEntry};
use kakanai_record::Date;
use kakanai_server::guidance_json::{Guidance, place_words};

use super::{Place, catalogue_of, day, read_record, say};
use crate::files::{self, Folders};

/// Options of `guide`.
#[derive(clap::Args)]
pub struct Args {
    /// The record as JSON; `-` reads standard input.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Day to judge on, in place of today (YYYY-MM-DD).
    #[arg(long, value_parser = day)]
    at: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// With the answers that made it so.
    #[arg(long)]
    explain: bool,
    /// Only the questions on which anything still hangs, the most telling first.
    #[arg(long, conflicts_with_all = ["explain"])]
    next: bool,
    /// The office that the list is read at, by its name in `offices.toml`.
    #[arg(long)]
    office: Option<String>,
    /// When somebody comes there (YYYY-MM-DDTHH:MM), which is also the day to judge on where `--at` gives none.
    #[arg(long, value_parser = moment, requires = "office")]
    when: Option<(Date, Clock)>,
    /// Language of the words: `ja` or `en`.
    #[arg(long, default_value = "ja", value_parser = language)]
    language: Language,
}

fn language(tag: &str) -> Result<Language, String> {
    Language::of_tag(tag).ok_or_else(|| format!("there are no words in `{tag}`: ja, en"))
}

fn moment(text: &str) -> Result<(Date, Clock), String> {
    let parts = text.split_once('T').and_then(|(at, clock)| day(at).ok().zip(Clock::parse(clock)));
    parts.ok_or_else(|| format!("`{text}` is no day and time: 2026-11-21T10:00"))
}

fn office<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a Office> {
    catalogue.office(id).with_context(|| {
        let known: Vec<&str> = catalogue.offices().iter().map(|office| office.id.as_str()).collect();
        format!("`{id}` is no office of this catalogue; its offices are: {}", known.join(", "))
    })
}

/// Does it.
pub fn run(args: Args) -> Result<()> {
    let catalogue = catalogue_of(&args.place.root)?;
    let tables = files::tables(&Folders::of_tree(&args.place.root).tables)?;
    let coming = args.when.map(|(day, _)| day);
    let today = args.at.or(coming).unwrap_or_else(|| args.place.today());
    let record = read_record(&catalogue, &args.file)?;
    let Some(mut guidance) = Guidance::of(&catalogue, &tables, &record, today, args.language) else {
        bail!(
            "{}: the record has no `service` of this catalogue: nothing can be decided",
            args.file.display()
        );
    };
    if let Some(id) = &args.office {
        guidance = guidance.at(Plan { office: office(&catalogue, id)?, at: args.when });
    }
    match (args.next, args.json) {
        (true, true) => say(serde_json::to_string_pretty(&guidance.next_json())?),
        (true, false) => guidance.open().iter().try_for_each(|(path, _, many)| say(format!("{path} {many}"))),
        (false, true) => say(serde_json::to_string_pretty(&guidance.json(args.explain))?),
        (false, false) => Telling { language: args.language, explain: args.explain }.list(&guidance.told()),
    }
}

/// The list on paper of one width.
struct Telling {
    language: Language,
    explain: bool,
}

impl Telling {
    fn list(&self, told: &Told) -> Result<()> {
        for place in &told.places {
            say(place_words(place, self.language))?;
            self.entries(&place.entries)?;
        }
        let titles = match self.language {
            Language::Ja => ["案内", "手続不要（自動）", "窓口で確かめる"],
            Language::En => ["To know", "Done by itself", "To be asked at the desk"],
        };
        for (title, entries) in titles.into_iter().zip([&told.notices, &told.automatic, &told.ask]) {
            if !entries.is_empty() {
                say(title)?;
            }
            self.entries(entries)?;
        }
        self.elsewhere(told)
    }

    fn elsewhere(&self, told: &Told) -> Result<()> {
        if !told.elsewhere.is_empty() {
            say(match self.language {
                Language::Ja => "ここではできません",
                Language::En => "Not done here",
            })?;
        }
        for away in &told.elsewhere {
            self.entry(&away.entry)?;
            for words in [&away.at, &away.here].into_iter().filter(|words| !words.is_empty()) {
                say(format_args!("    → {}", words.plain))?;
            }
        }
        Ok(())
    }

    fn entries(&self, entries: &[ToldEntry]) -> Result<()> {
        entries.iter().try_for_each(|entry| self.entry(entry))
    }

    fn entry(&self, entry: &ToldEntry) -> Result<()> {
        let [until, perhaps, unasked, colon] = match self.language {
            Language::Ja => ["まで", "（いるかもしれません）", "（まだ聞いていません）", "："],
            Language::En => ["", " (perhaps)", "(not asked yet)", ": "],
        };
        let people = match entry.names.is_empty() {
            true => String::new(),
            false => format!("［{}］", entry.names.join("、")),
        };
        let due = if entry.due.is_empty() { String::new() } else { format!("　{}{until}", entry.due) };
        say(format_args!("  {}{people}{due}", entry.name.plain))?;
        if !entry.notice.is_empty() {
            say(format_args!("    ！ {}", entry.notice.plain))?;
        }
        for thing in &entry.bring {
            say(format_args!("    □ {}{}", thing.name.plain, if thing.perhaps { perhaps } else { "" }))?;
        }
        for reason in entry.reasons.iter().filter(|_| self.explain) {
            let name = if reason.name.is_empty() { String::new() } else { format!("{}　", reason.name) };
            let answer = if reason.answer.is_empty() { unasked } else { &reason.answer };
            say(format_args!("    ・{name}{}{colon}{answer}", reason.label.plain))?;
        }
        Ok(())
    }
}
