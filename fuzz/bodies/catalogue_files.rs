//! Any text as a file of procedures: the catalogue's reader gives a catalogue, or faults that say what and where, and never
//! panics; what it takes can be published, read again, and decided.
//!
//! The first byte says how the text is made: the bytes as they are, or a good file with so many places spoiled.

use kakanai_catalogue::{Catalogue, Fault, files};
use kakanai_interview::guide;
use kakanai_record::Record;

const CITY: &str = "code = \"999999\"\nname = \"みほん市\"\nprefecture = \"見本県\"\ncode_valid_days = 30\n";

const DESKS: &str = "[[desk]]\nid = \"hall\"\nnumber = 1\nfloor = \"1F\"\nmap = \"1F-1\"\nhow_far = 4\n";

/// A good file with all that may stand in one.
pub(crate) const GOOD: &str = r#"unless = "move/cancelled"

[[always]]
id = "cancel"
row = "転出の取消し"
service = ["move_out"]
desk = "hall"
when = "move/cancelled"
source = "実務"

[[procedure]]
id = "care"
row = "介護"
service = ["move_in", "move_out"]
desk = "hall"
each = "mover"
when = "mover/care and age(mover/birth, move/date) >= 40 and not (move/origin == domestic and mover/facility)"
automatic = "mover/insurance in {national, none}"
sensitive = true
form = "generic"
due = "next_open(move/date + 14 days)"
after = "registration"
bring = ["card", { id = "paper", when = "prefecture(old_address/municipality) != \"99\"" }]
who = ["self", "agent"]
source = "介護保険法36条"
city = true
confirm = true
from = "2026-04-01"
until = "2027-03-31"

[[procedure]]
id = "dog"
row = "犬"
service = ["move_out"]
outside = "vet"
notice = true
source = "法"

[[thing]]
id = "card"
original = true

[[thing]]
id = "paper"
"#;

/// What the text came to: a catalogue, or its faults.
pub(crate) fn run(bytes: &[u8]) -> Option<Result<Catalogue, Vec<Fault>>> {
    let (first, rest) = bytes.split_first()?;
    let text = match first % 4 {
        0 => std::str::from_utf8(rest).ok()?.to_owned(),
        _ => spoiled(rest)?,
    };
    let named = [("city.toml", CITY), ("desks.toml", DESKS), ("procedures/all.toml", &text)];
    let loaded = files::load(&named.map(|(name, text)| (name.to_owned(), text.to_owned())).into());
    match &loaded {
        Ok(catalogue) => decided(catalogue),
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a fault:\n{text}");
            for fault in faults {
                assert!(!fault.what.is_empty() && fault.to_string().contains(&fault.file), "{fault:?}");
                assert!(
                    fault.line.is_none_or(|line| line <= text.lines().count().max(20) + 1),
                    "{fault}\n{text}"
                );
            }
        }
    }
    Some(loaded)
}

/// What was taken says the same once more, and can be decided for nobody.
fn decided(catalogue: &Catalogue) {
    let again = Catalogue::from_published(&catalogue.published());
    assert_eq!(again.map(|again| *again.version()).ok(), Some(*catalogue.version()));
    let mut record = Record::new();
    for service in ["move_in", "move_out"] {
        let written = format!("{{\"service\": \"{service}\", \"mover\": [{{\"#\": 1}}]}}");
        if let Ok(read) = kakanai_record::json::from_str(catalogue.dictionary(), &written) {
            record = read;
        }
        let decisions = guide::decide(catalogue, &record, None);
        let _ = guide::list(catalogue, &record, &decisions, guide::Reader::All);
    }
}

/// Three bytes a place: where, what is done there, and with what.
fn spoiled(bytes: &[u8]) -> Option<String> {
    let mut text = GOOD.to_owned();
    for place in bytes.chunks_exact(3).take(12) {
        let many = text.chars().count();
        let at = (usize::from(place[0]) * 256 + usize::from(place[1])) % many.max(1);
        let at = text.char_indices().nth(at)?.0;
        let found = text[at..].chars().next()?;
        match place[2] % 4 {
            0 => text.replace_range(at..at + found.len_utf8(), ""),
            1 => text.insert(at, char::from(place[2] % 96 + 32)),
            2 => text.truncate(at.max(1)),
            _ => {
                text.replace_range(at..at + found.len_utf8(), WORDS[usize::from(place[2] / 4) % WORDS.len()])
            }
        }
    }
    Some(text)
}

const WORDS: [&str; 12] = ["\"", "[", "]", "=", "\n", "{", "}", "and ", "not ", "(", "mover", "\u{3000}"];
