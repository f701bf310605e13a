//! A service's procedures as zen runs them, in three forms.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow, bail};
use kakanai_catalogue::Catalogue;
use kakanai_interview::guide::Outcome;
use kakanai_record::{ElementId, Record, Tag};
use serde_json::{Value as Json, json};
use zen_engine::model::GraphContent;
use zen_engine::{Decision, EvaluationOptions};
use zen_expression::expression::Standard;
use zen_expression::vm::VM;
use zen_expression::{Expression, Scope, Variable, compile_expression};

use crate::translate::{Translated, Translation};

/// What came out: of each procedure, for whom.
pub type Outcomes = BTreeMap<(usize, Option<ElementId>), Outcome>;

/// How the conditions are given to zen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A decision whose node has an expression for each procedure.
    Each,
    /// The same with its trace: zen's way to tell how a decision came about.
    Traced,
    /// Without trace, and one expression gives all that is asked of each person.
    Together,
    /// The expressions of `Together` in zen's virtual machine, without a decision around them.
    Bare,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Traced, Self::Each, Self::Together, Self::Bare];

    /// What it is called in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Each => "zen: an expression for each procedure",
            Self::Traced => "zen: the same, with trace",
            Self::Together => "zen: one expression for all of a person's",
            Self::Bare => "zen: the latter, expressions alone",
        }
    }
}

/// The compiled forms of one service.
pub struct Peer {
    /// What was translated.
    pub translation: Translation,
    each: Decision,
    together: Decision,
    bare: Vec<Expression<Standard>>,
}

impl Peer {
    /// Translates and compiles a service.
    pub fn of(catalogue: &Catalogue, service: &str) -> Result<Self> {
        let translation = Translation::of(catalogue, service);
        let name =
            |tag: Tag| catalogue.dictionary().item(tag).map(|item| item.path.to_string()).unwrap_or_default();
        let each = translation.procedures.iter().map(|one| {
            let source = match one.each {
                Some(list) => format!("map({}, {})", name(list), one.source),
                None => one.source.clone(),
            };
            (format!("p{}", one.procedure), source)
        });
        let each = each.collect::<Vec<_>>();
        let mut together = Vec::new();
        for one in translation.procedures.iter().filter(|one| one.each.is_none()) {
            together.push((format!("p{}", one.procedure), one.source.clone()));
        }
        for list in lists(&translation) {
            let sources: Vec<&str> = of_list(&translation, list).map(|one| one.source.as_str()).collect();
            together.push((format!("e{}", list.0), format!("map({}, [{}])", name(list), sources.join(", "))));
        }
        let bare = together.iter().map(|(key, source)| {
            compile_expression(source).map_err(|error| anyhow!("{key}: {error}: {source}"))
        });
        let bare = bare.collect::<Result<_>>()?;
        Ok(Self { each: decision(&each)?, together: decision(&together)?, bare, translation })
    }

    /// Runs a form; the results as zen gives them.
    pub async fn run(&self, form: Form, context: &Variable, vm: &mut VM) -> Result<Vec<Variable>> {
        let decision = match form {
            Form::Each | Form::Traced => &self.each,
            Form::Together => &self.together,
            Form::Bare => return self.run_bare(context, vm),
        };
        let options = EvaluationOptions { trace: form == Form::Traced, ..EvaluationOptions::default() };
        let response = decision.evaluate_with_opts(context.clone(), options).await;
        let response = response.map_err(|error| anyhow!("{error}"))?;
        Ok(vec![response.result])
    }

    fn run_bare(&self, context: &Variable, vm: &mut VM) -> Result<Vec<Variable>> {
        let scope = Scope::new(context.clone());
        let mut results = Vec::with_capacity(self.bare.len());
        for expression in &self.bare {
            let result = expression.evaluate_with_scope(&scope, vm).map_err(|error| anyhow!("{error}"))?;
            results.push(result);
        }
        Ok(results)
    }

    /// What a form's results say.
    pub fn outcomes(&self, form: Form, record: &Record, results: &[Variable]) -> Result<Outcomes> {
        let results: Vec<Json> = results.iter().map(Variable::to_value).collect();
        let procedures = || self.translation.procedures.iter();
        let mut outcomes = Outcomes::new();
        let whole = procedures().filter(|one| one.each.is_none());
        for (at, one) in whole.enumerate() {
            let found = match form {
                Form::Bare => results.get(at),
                _ => results[0].get(format!("p{}", one.procedure)),
            };
            outcomes.insert((one.procedure, None), outcome(found)?);
        }
        for (nth, list) in lists(&self.translation).into_iter().enumerate() {
            for (place, id) in record.elements(list.key()).iter().enumerate() {
                for (at, one) in of_list(&self.translation, list).enumerate() {
                    let whole = procedures().filter(|one| one.each.is_none()).count();
                    let found = match form {
                        Form::Each | Form::Traced => {
                            results[0].get(format!("p{}", one.procedure)).and_then(|all| all.get(place))
                        }
                        Form::Together => {
                            let all = results[0].get(format!("e{}", list.0));
                            all.and_then(|all| all.get(place)).and_then(|own| own.get(at))
                        }
                        Form::Bare => results
                            .get(whole + nth)
                            .and_then(|all| all.get(place))
                            .and_then(|own| own.get(at)),
                    };
                    outcomes.insert((one.procedure, Some(*id)), outcome(found)?);
                }
            }
        }
        Ok(outcomes)
    }
}

fn lists(translation: &Translation) -> BTreeSet<Tag> {
    translation.procedures.iter().filter_map(|one| one.each).collect()
}

fn of_list(translation: &Translation, list: Tag) -> impl Iterator<Item = &Translated> {
    translation.procedures.iter().filter(move |one| one.each == Some(list))
}

fn outcome(found: Option<&Json>) -> Result<Outcome> {
    Ok(match found {
        Some(Json::Bool(true)) => Outcome::Needed,
        Some(Json::Bool(false)) => Outcome::NotNeeded,
        Some(Json::Number(number)) => match number.as_f64().context("a number")? as i64 {
            0 => Outcome::NotNeeded,
            1 => Outcome::Needed,
            _ => Outcome::Automatic,
        },
        other => bail!("zen answered {other:?}"),
    })
}

/// A decision of one node with these expressions, compiled.
fn decision(expressions: &[(String, String)]) -> Result<Decision> {
    let expressions: Vec<Json> =
        expressions.iter().map(|(key, value)| json!({ "id": key, "key": key, "value": value })).collect();
    let content: GraphContent = serde_json::from_value(json!({
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode" },
            { "id": "rules", "name": "rules", "type": "expressionNode", "content": { "expressions": expressions } },
            { "id": "out", "name": "out", "type": "outputNode" },
        ],
        "edges": [
            { "id": "1", "sourceId": "in", "targetId": "rules", "type": "edge" },
            { "id": "2", "sourceId": "rules", "targetId": "out", "type": "edge" },
        ],
    }))?;
    let mut decision = Decision::from(content);
    decision.validate().map_err(|error| anyhow!("{error}"))?;
    decision.compile();
    Ok(decision)
}
