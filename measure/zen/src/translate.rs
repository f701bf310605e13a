//! From a rule of the catalogue to an expression of the zen language.
//!
//! What zen has no function for (ages by the law, school years, the next open day, months, prefectures) is computed
//! before and given to it as a value: see [`Given`].

use anyhow::{Result, bail};
use kakanai_catalogue::{Catalogue, Procedure};
use kakanai_record::{Date, ItemKind, Tag};
use kakanai_rules::ast::{Condition, Literal, Path, Start, State, Term, Walk};
use kakanai_rules::{Expr, Formula};

/// A value computed before: one for the household, or one for each element of a list.
pub struct Given {
    /// For whose elements.
    pub list: Option<Tag>,
    /// What, as the catalogue's language says it.
    pub text: String,
    /// The same, read.
    pub formula: Formula,
}

impl Given {
    /// The name under which zen finds it.
    pub fn name(at: usize) -> String {
        format!("given_{at}")
    }
}

/// A procedure in zen's language.
pub struct Translated {
    /// Its place in the catalogue.
    pub procedure: usize,
    /// The list whose elements it belongs to.
    pub each: Option<Tag>,
    /// The condition; for an element, of `#`. True and false, or 0 not needed, 1 needed, 2 automatic.
    pub source: String,
}

/// All procedures of a service that zen can express.
pub struct Translation {
    /// They.
    pub procedures: Vec<Translated>,
    /// What they are given.
    pub given: Vec<Given>,
    /// What zen cannot express, and why.
    pub left_out: Vec<(String, String)>,
}

impl Translation {
    /// Translates a service.
    pub fn of(catalogue: &Catalogue, service: &str) -> Self {
        let mut translation = Self { procedures: Vec::new(), given: Vec::new(), left_out: Vec::new() };
        for (at, procedure) in catalogue.procedures().iter().enumerate() {
            if !procedure.services.iter().any(|of| of == service) {
                continue;
            }
            let mut translator =
                Translator { catalogue, given: &mut translation.given, each: procedure.each, depth: 0 };
            match translator.procedure(procedure) {
                Ok(source) => {
                    translation.procedures.push(Translated { procedure: at, each: procedure.each, source });
                }
                Err(why) => translation.left_out.push((procedure.id.clone(), why.to_string())),
            }
        }
        translation
    }
}

/// Days since 1970: zen's dates are objects, numbers compare faster.
pub fn day_number(day: Date) -> i64 {
    i64::from(Date::constant(1970, 1, 1).until(day).map_or(0, |span| span.get_days()))
}

struct Translator<'a> {
    catalogue: &'a Catalogue,
    given: &'a mut Vec<Given>,
    each: Option<Tag>,
    /// Walks around what is translated.
    depth: u8,
}

impl Translator<'_> {
    fn procedure(&mut self, procedure: &Procedure) -> Result<String> {
        let mut parts = Vec::new();
        let bounds = [(">=", procedure.holds.0), ("<=", procedure.holds.1)];
        for (by, day) in bounds {
            parts.extend(day.map(|day| format!("(received_on {by} {})", day_number(day))));
        }
        parts.push(self.rule(&procedure.when)?);
        let when = match parts.len() {
            1 => parts.remove(0),
            _ => format!("({})", parts.join(" and ")),
        };
        let Some(automatic) = &procedure.automatic else { return Ok(when) };
        Ok(match automatic.condition() {
            Condition::Constant(true) => format!("({when} ? 2 : 0)"),
            _ => format!("({when} ? ({} ? 2 : 1) : 0)", self.rule(automatic)?),
        })
    }

    fn rule(&mut self, rule: &Expr) -> Result<String> {
        self.condition(rule.condition())
    }

    fn condition(&mut self, condition: &Condition) -> Result<String> {
        Ok(match condition {
            Condition::Constant(flag) => flag.to_string(),
            Condition::Flag(path) => self.path(path)?,
            Condition::Not(inner) => format!("(not {})", self.condition(inner)?),
            Condition::And(parts) => self.joined(" and ", parts)?,
            Condition::Or(parts) => self.joined(" or ", parts)?,
            Condition::Compare { left, by, right } => {
                format!("({} {} {})", self.term(left)?, by.sign(), self.term(right)?)
            }
            Condition::OneOf { term, negated, set } => {
                let set: Vec<String> = set.iter().map(|member| self.term(member)).collect::<Result<_>>()?;
                let by = if *negated { "not in" } else { "in" };
                format!("({} {by} [{}])", self.term(term)?, set.join(", "))
            }
            Condition::State(State::Known, path) => format!("({} != null)", self.path(path)?),
            Condition::State(state, _) => bail!("zen has no absences: {}", state.name()),
            Condition::Any(walk) => self.walk("some", walk)?,
            Condition::All(walk) => self.walk("all", walk)?,
        })
    }

    fn joined(&mut self, by: &str, parts: &[Condition]) -> Result<String> {
        let parts: Vec<String> = parts.iter().map(|part| self.condition(part)).collect::<Result<_>>()?;
        Ok(format!("({})", parts.join(by)))
    }

    fn walk(&mut self, function: &str, walk: &Walk) -> Result<String> {
        if self.depth > 0 || self.each.is_some() {
            bail!("a walk within another, or within what is asked of each");
        }
        let list = self.path(&walk.list)?;
        self.depth += 1;
        let body = self.condition(&walk.body);
        self.depth -= 1;
        Ok(format!("{function}({list}, {})", body?))
    }

    fn term(&mut self, term: &Term) -> Result<String> {
        Ok(match term {
            Term::Literal(literal) => literal_text(literal)?,
            Term::Path(path) => self.path(path)?,
            Term::Call(_, arguments) => self.given(term, arguments)?,
            Term::Count(walk) => self.walk("count", walk)?,
            Term::Length { list, .. } => format!("len({})", self.path(list)?),
            Term::Condition(condition) => self.condition(condition)?,
            Term::Sum { .. } | Term::Total(_) => bail!("a sum outside of a function"),
        })
    }

    /// A function's value, computed before.
    fn given(&mut self, term: &Term, arguments: &[Term]) -> Result<String> {
        let mut list = None;
        let mut text = term.to_string();
        if let [Term::Path(path), ..] = arguments
            && matches!(path.start, Start::Bound(_) | Start::Current(_))
        {
            let (Some(end), true) = (path.end, path.through.is_empty()) else {
                bail!("a function of what is found behind a reference");
            };
            let [of] = self.catalogue.dictionary().lists(end) else { bail!("a list within a list") };
            list = Some(*of);
            // Whoever is walked is called by the list's own name.
            text = text.replacen(path.text.as_ref(), &self.name(end)?, 1);
        }
        let known = self.given.iter().position(|given| given.list == list && given.text == text);
        let at = known.map_or_else(
            || {
                let formula = Formula::parse(self.catalogue.dictionary(), &text)?;
                self.given.push(Given { list, text, formula });
                anyhow::Ok(self.given.len() - 1)
            },
            Ok,
        )?;
        let name = Given::name(at);
        Ok(if list.is_some() { format!("#.{name}") } else { name })
    }

    fn path(&mut self, path: &Path) -> Result<String> {
        let mut text = match path.start {
            Start::Record => String::new(),
            Start::Current(_) | Start::Bound(_) if !path.through.is_empty() => {
                bail!("a reference of somebody walked")
            }
            Start::Current(_) if self.depth > 0 => bail!("whoever is asked about, within a walk"),
            Start::Current(_) | Start::Bound(_) => "#".to_owned(),
        };
        for reference in &path.through {
            text = joined(&text, &self.leaf(*reference, text.is_empty())?);
        }
        let Some(end) = path.end else { return Ok(format!("{text}.id")) };
        text = joined(&text, &self.leaf(end, text.is_empty())?);
        let item = self.catalogue.dictionary().item(end);
        match item.map(|item| &item.kind) {
            Some(ItemKind::Element(_)) => Ok(format!("{text}.id")),
            Some(ItemKind::PartialDate | ItemKind::Chain { .. } | ItemKind::Period) => {
                bail!("a value that zen has no kind for: {}", path.text)
            }
            _ => Ok(text),
        }
    }

    /// The names of an item: from the record on, or from the element it lies in.
    fn leaf(&self, tag: Tag, from_record: bool) -> Result<String> {
        let name = self.name(tag)?;
        let lists = self.catalogue.dictionary().lists(tag);
        let inside = match lists.last() {
            Some(list) if !from_record => {
                name.strip_prefix(&self.name(*list)?).map(|rest| rest[1..].to_owned())
            }
            _ => Some(name),
        };
        Ok(dotted(&inside.unwrap_or_default()))
    }

    fn name(&self, tag: Tag) -> Result<String> {
        match self.catalogue.dictionary().item(tag) {
            Some(item) => Ok(item.path.to_string()),
            None => bail!("an item that the dictionary does not know"),
        }
    }
}

/// A path in zen's spelling: a city's own items begin with `x.`.
pub fn dotted(path: &str) -> String {
    path.replace('.', "_").replace('/', ".")
}

fn joined(one: &str, other: &str) -> String {
    if one.is_empty() { other.to_owned() } else { format!("{one}.{other}") }
}

fn literal_text(literal: &Literal) -> Result<String> {
    Ok(match literal {
        Literal::Flag(flag) => flag.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::Date(day) => day_number(*day).to_string(),
        Literal::Text(text) => format!("'{text}'"),
        Literal::Code(code) => format!("'{}'", code.key()),
        Literal::Duration(_) | Literal::Chain(_) => bail!("a value that zen has no kind for"),
    })
}
