//! Procedures from source to compiled: every name in them is looked up, every rule read.

use kakanai_record::codes::{self, Codes};
use kakanai_record::{Date, Dictionary, ItemDef, ItemKind, Tag, Value};
use kakanai_rules::{Expr, Formula, Kind};

use super::{Place, expression};
use crate::fault::Fault;
use crate::procedure::{Desk, Filer, HowFar, Procedure, Where};
use crate::source::{DeskSource, ProcedureSource, Source};

/// The desks in walking order.
pub(super) fn desks(source: &Source, faults: &mut Vec<Fault>) -> Vec<Desk> {
    let mut desks: Vec<Desk> = Vec::with_capacity(source.desks.len());
    for written in &source.desks {
        let DeskSource { id, number, floor, map, how_far } = written.clone();
        let mut fault =
            |what: &str| faults.push(Fault::new("desks.toml", ["desk `", &id, "` ", what].concat()));
        let Some(how_far) = HowFar::of(how_far) else {
            fault("goes as far as 1 (points to another desk) to 6 (advises)");
            continue;
        };
        if desks.iter().any(|desk| desk.id == id) {
            fault("is there twice");
        }
        desks.push(Desk { id, number, floor, map, how_far });
    }
    desks
}

/// The procedures in the order of the files.
pub(super) fn procedures(
    dictionary: &Dictionary,
    source: &Source,
    desks: &[Desk],
    faults: &mut Vec<Fault>,
) -> Vec<Procedure> {
    let mut known: Vec<&str> = Vec::with_capacity(source.procedures.len());
    let mut compiled = Vec::with_capacity(source.procedures.len());
    for written in &source.procedures {
        let before = faults.len();
        let of = ["procedure `", &written.id, "`"].concat();
        if known.contains(&written.id.as_str()) {
            faults.push(Fault::new(FILES, [&of, " is there twice"].concat()));
        }
        known.push(&written.id);
        let reading = Reading { dictionary, source, desks, written, of };
        let procedure = reading.procedure(faults);
        compiled.extend(procedure.filter(|_| faults.len() == before));
    }
    compiled
}

/// Procedures lie in several files; the one with the fault is found by the name in its message.
pub(crate) const FILES: &str = "procedures/";

struct Reading<'a> {
    dictionary: &'a Dictionary,
    source: &'a Source,
    desks: &'a [Desk],
    written: &'a ProcedureSource,
    of: String,
}

impl Reading<'_> {
    fn fault(&self, what: &str) -> Fault {
        Fault::new(FILES, [&self.of, ": ", what].concat())
    }

    fn procedure(&self, faults: &mut Vec<Fault>) -> Option<Procedure> {
        let written = self.written;
        for service in &written.service {
            if Codes::Core(&codes::SERVICE).by_key(service).is_none() {
                faults.push(self.fault(&["`", service, "` is no service of the core code list"].concat()));
            }
        }
        let each = self.each(faults);
        let when = match &written.when {
            Some(when) => self.rule(when, each, faults),
            None => Some(Expr::constant(true)),
        };
        let automatic = written.automatic.as_ref().and_then(|rule| self.rule(rule, each, faults));
        let bring = self.bring(each, faults);
        Some(Procedure {
            id: written.id.clone(),
            row: written.row.clone(),
            services: written.service.clone(),
            at: self.place(faults)?,
            each,
            reads: [when.as_ref(), automatic.as_ref()].into_iter().flatten().flat_map(Expr::items).collect(),
            when: when?,
            automatic,
            notice: written.notice,
            sensitive: written.sensitive,
            form: written.form.clone(),
            due: self.due(each, faults),
            after_registration: self.after(faults),
            needs: self.needs(faults),
            bring,
            who: self.who(faults),
            source: written.source.clone(),
            holds: (self.day(&written.from, faults), self.day(&written.until, faults)),
        })
    }

    fn each(&self, faults: &mut Vec<Fault>) -> Option<Tag> {
        let path = self.written.each.as_ref()?;
        match self.dictionary.by_path(path) {
            Some(ItemDef { tag, kind: ItemKind::List { .. }, .. }) => Some(*tag),
            _ => {
                faults.push(self.fault(&["`", path, "` is not a list"].concat()));
                None
            }
        }
    }

    fn rule(&self, text: &str, each: Option<Tag>, faults: &mut Vec<Fault>) -> Option<Expr> {
        expression(self.dictionary, text, &Place { file: FILES, of: &self.of, each }, faults)
    }

    fn place(&self, faults: &mut Vec<Fault>) -> Option<Where> {
        match (&self.written.desk, &self.written.outside) {
            (Some(id), None) => {
                let at = self.desks.iter().position(|desk| desk.id == *id);
                if at.is_none() {
                    faults.push(self.fault(&["`", id, "` is no desk of desks.toml"].concat()));
                }
                at.map(Where::Desk)
            }
            (None, Some(outside)) => Some(Where::Outside(outside.clone())),
            _ => {
                faults.push(self.fault("needs either `desk` or `outside`"));
                None
            }
        }
    }

    fn bring(&self, each: Option<Tag>, faults: &mut Vec<Fault>) -> Vec<(String, Option<Expr>)> {
        let mut things = Vec::with_capacity(self.written.bring.len());
        for thing in &self.written.bring {
            if !self.source.bring.iter().any(|known| known.id == thing.id) {
                let what =
                    ["`", &thing.id, "` is nothing to bring: no [[thing]] and not in bring.toml"].concat();
                faults.push(self.fault(&what));
            }
            things
                .push((thing.id.clone(), thing.when.as_ref().and_then(|rule| self.rule(rule, each, faults))));
        }
        things
    }

    fn due(&self, each: Option<Tag>, faults: &mut Vec<Fault>) -> Option<Formula> {
        let text = self.written.due.as_ref()?;
        let formula = match Formula::parse(self.dictionary, text) {
            Ok(formula) => formula,
            Err(error) => {
                faults.push(self.fault(&["`due` `", text, "`: ", &error.to_string()].concat()));
                return None;
            }
        };
        let here = formula.current_lists().into_iter().all(|list| Some(list) == each);
        if *formula.kind() != Kind::Date || !here {
            let what = "`: gives no date, or speaks of a single person although `each` does not";
            faults.push(self.fault(&["`due` `", text, what].concat()));
        }
        Some(formula)
    }

    fn after(&self, faults: &mut Vec<Fault>) -> bool {
        match self.written.after.as_deref() {
            None => false,
            Some("registration") => true,
            Some(other) => {
                faults.push(self.fault(&["`after = \"", other, "\"` is not registration"].concat()));
                false
            }
        }
    }

    fn needs(&self, faults: &mut Vec<Fault>) -> Option<String> {
        let needs = self.written.needs.as_ref()?;
        if !self.source.hours.iter().any(|hours| hours.service.as_ref() == Some(needs)) {
            faults.push(self.fault(&["`", needs, "` is no service that offices.toml has hours of"].concat()));
        }
        Some(needs.clone())
    }

    fn who(&self, faults: &mut Vec<Fault>) -> Vec<Filer> {
        let mut filers = Vec::with_capacity(self.written.who.len());
        for name in &self.written.who {
            match Filer::by_name(name) {
                Some(filer) => filers.push(filer),
                None => {
                    let what = ["`who`: `", name, "` is not self, household, legal_agent or agent"].concat();
                    faults.push(self.fault(&what));
                }
            }
        }
        filers
    }

    fn day(&self, text: &Option<String>, faults: &mut Vec<Fault>) -> Option<Date> {
        let text = text.as_ref()?;
        match ItemKind::Date.parse(text) {
            Ok(Value::Date(day)) => Some(day),
            _ => {
                faults.push(self.fault(&["`", text, "` is no day such as 2026-11-20"].concat()));
                None
            }
        }
    }
}
