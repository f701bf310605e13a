//! `kakanai guide`: which procedures a household needs, why, and what would still have to be asked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, bail};
use kakanai_catalogue::{Catalogue, Language, Procedure, Where};
use kakanai_interview::guide::{self, Decision, Entry, List, Outcome, Reader};
use kakanai_interview::journey::service;
use kakanai_record::{Date, ElementId, ItemKey, Record, core};
use serde_json::{Value as Json, json};

use super::{Place, catalogue_of, day, read_record, say};

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
}

/// Does it.
pub fn run(args: Args) -> Result<()> {
    let catalogue = catalogue_of(&args.place.root)?;
    let today = args.at.unwrap_or_else(|| args.place.today());
    let record = read_record(&catalogue, &args.file)?;
    if service(&catalogue, &record).is_none() {
        bail!(
            "{}: the record has no `service` of this catalogue: nothing can be decided",
            args.file.display()
        );
    }
    let record = guide::at_home(&catalogue, &record, today);
    let decisions = guide::decide(&catalogue, &record, guide::day_of(&record));
    let telling = Telling { catalogue: &catalogue, record: &record, explain: args.explain };
    match (args.next, args.json) {
        (true, true) => say(serde_json::to_string_pretty(&telling.open_json(&decisions))?),
        (true, false) => telling.open(&decisions),
        (false, true) => say(serde_json::to_string_pretty(&telling.json(&decisions))?),
        (false, false) => telling.list(&guide::list(&catalogue, &record, &decisions, Reader::All)),
    }
}

struct Telling<'a> {
    catalogue: &'a Catalogue,
    record: &'a Record,
    explain: bool,
}

impl Telling<'_> {
    fn words(&self, key: &str) -> String {
        let texts = self.catalogue.texts();
        texts
            .find(Language::Ja, key)
            .map_or_else(|| key.to_owned(), |_| texts.get(Language::Ja, key).to_owned())
    }

    fn procedure(&self, at: usize) -> Option<&Procedure> {
        self.catalogue.procedures().get(at)
    }

    fn name(&self, procedure: &Procedure) -> String {
        self.words(&format!("procedure.{}.name", procedure.id))
    }

    fn place(&self, at: &Where) -> String {
        match at {
            Where::Desk(at) => match self.catalogue.desks().get(*at) {
                Some(desk) => {
                    format!(
                        "{:02} {}（{}）",
                        desk.number,
                        self.words(&format!("desk.{}.name", desk.id)),
                        desk.map
                    )
                }
                None => String::new(),
            },
            Where::Outside(id) => self.words(&format!("outside.{id}.name")),
        }
    }

    fn person(&self, id: ElementId) -> String {
        let name = [core::MOVER_NAME, core::MOVER_LATIN]
            .into_iter()
            .find_map(|tag| self.record.get(tag.of(id)).text());
        name.map_or_else(|| id.to_string(), str::to_owned)
    }

    fn list(&self, list: &List) -> Result<()> {
        for stop in &list.desks {
            say(self.place(&stop.at))?;
            for entry in &stop.entries {
                self.entry(entry)?;
            }
        }
        let parts =
            [("案内", &list.notices), ("手続不要（自動）", &list.automatic), ("窓口で確かめる", &list.ask)];
        for (title, entries) in parts {
            if !entries.is_empty() {
                say(title)?;
            }
            for entry in entries {
                self.entry(entry)?;
            }
        }
        Ok(())
    }

    fn entry(&self, entry: &Entry) -> Result<()> {
        let Some(procedure) = self.procedure(entry.procedure) else { return Ok(()) };
        let people: Vec<String> = entry.people.iter().map(|id| self.person(*id)).collect();
        let people = if people.is_empty() { String::new() } else { format!("［{}］", people.join("、")) };
        let due = entry.due.map(|due| format!("　{due}まで")).unwrap_or_default();
        say(format_args!("  {}{people}{due}", self.name(procedure)))?;
        for thing in &entry.bring {
            let perhaps = if thing.perhaps { "（いるかもしれません）" } else { "" };
            say(format_args!("    □ {}{perhaps}", self.words(&format!("bring.{}", thing.id))))?;
        }
        if self.explain {
            for decision in &entry.decisions {
                self.reasons(decision)?;
            }
        }
        Ok(())
    }

    fn reasons(&self, decision: &Decision) -> Result<()> {
        let parts = [
            ("because", &decision.because),
            ("hangs on", &decision.hangs_on),
            ("stuck on", &decision.stuck_on),
        ];
        for (word, keys) in parts {
            for key in keys {
                let answer = self.record.get(*key);
                let text = answer.value().map(kakanai_record::Value::text_form).unwrap_or_default();
                say(format_args!("    {word} {} {text}", self.path(*key)))?;
            }
        }
        Ok(())
    }

    fn path(&self, key: ItemKey) -> String {
        self.catalogue.dictionary().path(key)
    }

    fn json(&self, decisions: &[Decision]) -> Json {
        let paths = |keys: &[ItemKey]| keys.iter().map(|key| self.path(*key)).collect::<Vec<_>>();
        let one = |decision: &Decision| {
            let procedure = self.procedure(decision.procedure)?;
            let mut told = json!({
                "id": procedure.id,
                "row": procedure.row,
                "name": self.name(procedure),
                "outcome": decision.outcome.name(),
                "notice": procedure.notice,
                "sensitive": decision.sensitive,
                "person": decision.person.map(ElementId::number),
                "at": self.place(&procedure.at),
                "due": guide::due(procedure, self.record, decision.person).map(|due| due.to_string()),
                "form": procedure.form,
                "source": procedure.source,
            });
            if self.explain {
                told["because"] = json!(paths(&decision.because));
                told["hangs_on"] = json!(paths(&decision.hangs_on));
                told["stuck_on"] = json!(paths(&decision.stuck_on));
            }
            Some(told)
        };
        let told = decisions.iter().filter(|decision| decision.outcome != Outcome::NotNeeded);
        json!({ "procedures": told.filter_map(one).collect::<Vec<_>>() })
    }

    /// The open questions with how many procedures hang on each, the most telling first.
    fn open_by_weight(&self, decisions: &[Decision]) -> Vec<(String, usize)> {
        let mut weights: BTreeMap<ItemKey, usize> = BTreeMap::new();
        for decision in decisions.iter().filter(|decision| decision.outcome == Outcome::Unknown) {
            for key in &decision.hangs_on {
                *weights.entry(*key).or_default() += 1;
            }
        }
        let mut open: Vec<(String, usize)> =
            weights.into_iter().map(|(key, n)| (self.path(key), n)).collect();
        open.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        open
    }

    fn open(&self, decisions: &[Decision]) -> Result<()> {
        for (path, procedures) in self.open_by_weight(decisions) {
            say(format_args!("{path} {procedures}"))?;
        }
        Ok(())
    }

    fn open_json(&self, decisions: &[Decision]) -> Json {
        let open = self.open_by_weight(decisions).into_iter();
        let open = open.map(|(path, procedures)| json!({ "item": path, "procedures": procedures }));
        json!({ "open": open.collect::<Vec<_>>() })
    }
}
