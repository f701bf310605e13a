//! Requests and responses.

use kakanai_catalogue::{Catalogue, Language};
use kakanai_interview::{Form, Outcome, State};
use kakanai_record::{Date, date::parse_date};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::towns::LoadedTowns;

/// One catalogue, and the towns loaded so far.
#[derive(Debug, Default)]
pub struct Engine {
    catalogue: Option<Catalogue>,
    towns: LoadedTowns,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
enum Request {
    /// Takes the published catalogue.
    Catalogue { published: String },
    /// Takes a shard of the table of towns.
    Towns { shard: String, rows: String },
    /// Begins a service.
    Start { service: String, language: Language, today: String },
    /// Shows a stored state.
    Show { state: String, today: String },
    /// Takes one step.
    Step { state: String, form: Vec<(String, String)>, today: String },
}

impl Engine {
    /// Answers a request. What cannot be answered gives `{"error": …}`.
    pub fn respond(&mut self, request: &str) -> String {
        let response = match serde_json::from_str(request) {
            Ok(request) => self.answer(request),
            Err(error) => Err(error.to_string()),
        };
        response.unwrap_or_else(|error| json!({ "error": error })).to_string()
    }

    fn answer(&mut self, request: Request) -> Result<Json, String> {
        match request {
            Request::Catalogue { published } => {
                let catalogue = Catalogue::from_published(&published);
                self.catalogue = Some(catalogue.map_err(|faults| faults_text(&faults))?);
                Ok(json!({}))
            }
            Request::Towns { shard, rows } => {
                self.towns.load(&shard, &rows).map_err(|error| error.to_string())?;
                Ok(json!({}))
            }
            Request::Start { service, language, today } => {
                let catalogue = self.catalogue()?;
                let state = kakanai_interview::start(catalogue, &service, language);
                let state = state.ok_or_else(|| format!("no service `{service}`"))?;
                Ok(self.outcome(kakanai_interview::show(catalogue, &self.towns, &state, day(&today)?)))
            }
            Request::Show { state, today } => {
                let catalogue = self.catalogue()?;
                let state = State::from_json(catalogue, &state).map_err(|error| error.to_string())?;
                Ok(self.outcome(kakanai_interview::show(catalogue, &self.towns, &state, day(&today)?)))
            }
            Request::Step { state, form, today } => {
                let catalogue = self.catalogue()?;
                let state = State::from_json(catalogue, &state).map_err(|error| error.to_string())?;
                let form = Form::new(form);
                Ok(self.outcome(kakanai_interview::step(catalogue, &self.towns, &state, &form, day(&today)?)))
            }
        }
    }

    fn catalogue(&self) -> Result<&Catalogue, String> {
        self.catalogue.as_ref().ok_or_else(|| "no catalogue has been loaded".to_owned())
    }

    fn outcome(&self, outcome: Outcome) -> Json {
        let state = self.catalogue.as_ref().map(|catalogue| outcome.state.to_json(catalogue));
        json!({
            "state": state,
            "html": outcome.view.html,
            "title": outcome.view.title,
            "page": outcome.view.page,
            "wants_code": outcome.view.wants_code,
        })
    }
}

fn day(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| format!("`{text}` is no day: 2026-11-20"))
}

fn faults_text(faults: &[kakanai_catalogue::Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
