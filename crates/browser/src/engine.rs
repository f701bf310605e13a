//! Requests and responses.

use kakanai_catalogue::{Catalogue, Language};
use kakanai_envelope::{PublicKey, Seed};
use kakanai_interview::{Form, Outcome, State, Tables, code, page};
use kakanai_record::{Date, date::parse_date, json};
use serde_json::{Value as Json, json};

/// One catalogue, and the towns loaded so far.
#[derive(Debug, Default)]
pub struct Engine {
    catalogue: Option<Catalogue>,
    tables: Tables,
}

/// Which table the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Municipalities of the country.
    Municipalities,
    /// Towns by postal code: a part, or the whole country.
    Towns,
    /// Nationalities.
    Countries,
}

/// A request: its parts are read by name, since a derived reader of all their shapes would be a tenth
/// of what the browser has to load.
struct Request(Json);

impl Request {
    fn text(&self, name: &str) -> Result<&str, Refusal> {
        let text = self.0.get(name).and_then(Json::as_str);
        text.ok_or_else(|| Refusal("request", format!("`{name}` is no text")))
    }

    /// Pairs of name and text.
    fn form(&self) -> Result<Form, Refusal> {
        let pair = |pair: &Json| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned()));
        let pairs: Option<Vec<_>> =
            self.0.get("form").and_then(Json::as_array).and_then(|pairs| pairs.iter().map(pair).collect());
        pairs.map(Form::new).ok_or_else(|| Refusal("request", "`form` is no list of pairs".into()))
    }
}

/// A stable code, and what happened in words for whoever looks for the cause.
struct Refusal(&'static str, String);

type Answer = Result<Json, Refusal>;

impl Engine {
    /// Answers a request. What cannot be answered gives `{"error": code, "detail": words}`.
    pub fn respond(&mut self, request: &str) -> String {
        let request = serde_json::from_str(request).map_err(|error| Refusal("request", error.to_string()));
        finish(request.and_then(|request| self.answer(&Request(request))))
    }

    /// Takes the decompressed bytes of a table; answers `{}` or an error.
    pub fn take(&mut self, table: Table, bytes: &[u8]) -> String {
        let taken = match table {
            Table::Municipalities => self.tables.set_municipalities(bytes).map_err(|error| error.to_string()),
            Table::Countries => self.tables.set_countries(bytes).map_err(|error| error.to_string()),
            Table::Towns => self.tables.add_towns(bytes).map_err(|error| error.to_string()),
        };
        finish(taken.map(|()| json!({})).map_err(|error| Refusal("table", error)))
    }

    fn answer(&mut self, request: &Request) -> Answer {
        match request.text("op")? {
            "catalogue" => {
                let catalogue = Catalogue::from_published(request.text("published")?);
                let catalogue = catalogue.map_err(|faults| Refusal("catalogue", faults_text(&faults)))?;
                let hash = catalogue.schema_hash().iter();
                let schema: String = hash.map(|byte| format!("{byte:02x}")).collect();
                self.catalogue = Some(catalogue);
                Ok(json!({ "schema": schema }))
            }
            "start" => {
                let service = request.text("service")?;
                let language = Language::of_tag(request.text("language")?).unwrap_or_default();
                let state = kakanai_interview::start(self.catalogue()?, service, language);
                let state = state.ok_or_else(|| Refusal("service", format!("no service `{service}`")))?;
                self.page(kakanai_interview::show(self.catalogue()?, &self.tables, &state, day(request)?))
            }
            "show" => {
                let state = self.state(request)?;
                self.page(kakanai_interview::show(self.catalogue()?, &self.tables, &state, day(request)?))
            }
            "wants" => {
                let shards = self.tables.wanted(self.catalogue()?, &self.state(request)?, &request.form()?);
                let shards: Vec<String> = shards.iter().map(|shard| format!("{shard:02}")).collect();
                Ok(json!({ "shards": shards }))
            }
            "step" => {
                let (state, form) = (self.state(request)?, request.form()?);
                let today = day(request)?;
                self.page(kakanai_interview::step(self.catalogue()?, &self.tables, &state, &form, today))
            }
            "live" => {
                let (state, form) = (self.state(request)?, request.form()?);
                let live = page::live(self.catalogue()?, &self.tables, &state, &form, day(request)?);
                Ok(live.into_iter().map(|(id, words)| (id, Json::from(words))).collect())
            }
            "seal" => self.seal(request),
            "code" => self.code(request),
            op => Err(Refusal("request", format!("`{op}` is nothing that can be asked"))),
        }
    }

    fn seal(&self, request: &Request) -> Answer {
        let catalogue = self.catalogue()?;
        let state = self.state(request)?;
        let key = PublicKey::from_text(request.text("key")?);
        let key = key.map_err(|error| Refusal("key", error.to_string()))?;
        let seed = seed_of(request.text("seed")?);
        let seed = seed.ok_or_else(|| Refusal("seed", "the seed is not 64 hex digits".into()))?;
        let code = code::make(catalogue, &self.tables, &state, day(request)?, &key, &seed)
            .map_err(|error| Refusal(error.code(), error.to_string()))?;
        Ok(Self::code_page(catalogue, &state, &code, day(request)?))
    }

    /// Draws a code made before; sealing again would make another.
    fn code(&self, request: &Request) -> Answer {
        let (catalogue, state) = (self.catalogue()?, self.state(request)?);
        let parts = request.0.get("parts").and_then(Json::as_array);
        let texts =
            parts.map(|parts| parts.iter().filter_map(|part| Some(part.as_str()?.to_owned())).collect());
        let texts = texts.ok_or_else(|| Refusal("request", "`parts` is no list".into()))?;
        let code = code::drawn(catalogue, &state, day(request)?, texts)
            .map_err(|error| Refusal(error.code(), error.to_string()))?;
        Ok(Self::code_page(catalogue, &state, &code, day(request)?))
    }

    fn code_page(catalogue: &Catalogue, state: &State, code: &page::CodePage, today: Date) -> Json {
        json!({
            "html": page::draw_code(catalogue, state, code, today),
            "parts": code.texts,
            "valid_until": code.valid_until.to_string(),
        })
    }

    fn catalogue(&self) -> Result<&Catalogue, Refusal> {
        self.catalogue.as_ref().ok_or_else(|| Refusal("catalogue", "no catalogue has been loaded".into()))
    }

    fn state(&self, request: &Request) -> Result<State, Refusal> {
        State::from_json(self.catalogue()?, request.text("state")?)
            .map_err(|error| Refusal("state", error.to_string()))
    }

    fn page(&self, outcome: Outcome) -> Answer {
        let place = &outcome.state.place;
        let element = place.element.map(|element| format!(":{element}")).unwrap_or_default();
        Ok(json!({
            "state": outcome.state.to_json(self.catalogue()?),
            "html": outcome.view.html,
            "title": outcome.view.title,
            "page": outcome.view.page,
            "place": format!("{}{element}", place.page),
            "wants_code": outcome.view.wants_code,
        }))
    }
}

fn finish(answer: Answer) -> String {
    let json = answer.unwrap_or_else(|Refusal(code, detail)| json!({ "error": code, "detail": detail }));
    json::text(&json)
}

fn day(request: &Request) -> Result<Date, Refusal> {
    let text = request.text("today")?;
    parse_date(text).ok_or_else(|| Refusal("today", format!("`{text}` is no day: 2026-11-20")))
}

/// 64 hex digits to 32 bytes.
fn seed_of(text: &str) -> Option<Seed> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
    let bytes: Vec<u8> =
        digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    (text.len() == 64).then(|| bytes.try_into().ok()).flatten().map(Seed::new)
}

fn faults_text(faults: &[kakanai_catalogue::Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
