//! The citizen's own steps. Each is sent until it is acknowledged, and counts once: its command's id is the page's.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64;
use kakanai_devices::handwriting;
use kakanai_reception::{Bound, CaseId, Command, How, Role, Signature};
use serde::Deserialize;

use super::page::{Problem, View, draw};
use super::stage::{all_signers, is_shown, papers_at};
use super::token::{self, Paired};
use super::{Calm, Memory};
use crate::app::Counter;
use crate::cases::{CaseError, Loaded};
use crate::counter::command_id;
use crate::fail::Fail;
use crate::heavy::heavy;

/// Longest words of what should be changed, in characters.
const MOST_WORDS: usize = 200;
/// Longest typed name, in characters.
const MOST_NAME: usize = 40;

/// What the page sends.
#[derive(Deserialize)]
pub(super) struct StepForm {
    command: String,
    event: String,
    #[serde(flatten)]
    view: View,
    #[serde(default)]
    words: String,
    #[serde(default)]
    roles: String,
    #[serde(default)]
    how: String,
    #[serde(default)]
    png: String,
    #[serde(default)]
    name: String,
}

/// A request with all that it needs.
pub(super) struct Step {
    counter: Arc<Counter>,
    memory: Arc<Memory>,
    tablet: Paired,
    form: StepForm,
}

impl FromRequest<Arc<Counter>> for Step {
    /// The tablet's own page, where it is not paired any more (a new code), or a page that says less than staff
    /// would be told.
    type Rejection = Response;

    async fn from_request(request: Request, counter: &Arc<Counter>) -> Result<Self, Response> {
        let headers = request.headers().clone();
        let memory = request.extensions().get::<Arc<Memory>>().cloned();
        let form = Form::<StepForm>::from_request(request, counter).await;
        let (Some(memory), Ok(Form(form))) = (memory, form) else {
            return Err(Calm::from(Fail::BadRequest).into_response());
        };
        match token::paired(counter, &headers).await {
            Ok(Some(tablet)) => Ok(Self { counter: Arc::clone(counter), memory, tablet, form }),
            Ok(None) => Err(Redirect::to("/tablet").into_response()),
            Err(fail) => Err(Calm::from(fail).into_response()),
        }
    }
}

impl Step {
    /// Does it, where what the citizen sees is what is shown.
    async fn run(&self, command: Command, asked: &[&str]) -> Result<Response, Calm> {
        let Some((case, _, actor)) = is_shown(&self.tablet, &self.form.event) else {
            return self.stale().await;
        };
        let id = command_id(&self.form.command, asked)?;
        match self.counter.command(case, &command, &actor, id).await {
            Ok(_) => Ok(Redirect::to(&self.form.view.address()).into_response()),
            // Staff were faster: the page says that they are changing something.
            Err(CaseError::Refused(_)) => self.stale().await,
            Err(error) => Err(error.into()),
        }
    }

    async fn stale(&self) -> Result<Response, Calm> {
        self.again(StatusCode::CONFLICT, Problem::None).await
    }

    async fn again(&self, status: StatusCode, problem: Problem) -> Result<Response, Calm> {
        draw(&self.counter, &self.memory, &self.tablet, &self.form.view, status, problem).await
    }

    async fn wrong(&self, problem: Problem) -> Result<Response, Calm> {
        self.again(StatusCode::UNPROCESSABLE_ENTITY, problem).await
    }
}

/// `POST /tablet/confirm`: 「まちがいありません」
pub(super) async fn confirm(step: Step) -> Result<Response, Calm> {
    let Some((_, seen, _)) = is_shown(&step.tablet, &step.form.event) else { return step.stale().await };
    step.run(Command::Confirm { seen }, &["confirm", &step.form.event]).await
}

/// `POST /tablet/object`: 「直してほしい」
pub(super) async fn object(step: Step) -> Result<Response, Calm> {
    let Some((_, seen, _)) = is_shown(&step.tablet, &step.form.event) else { return step.stale().await };
    let words = step.form.words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > MOST_WORDS {
        return step.wrong(Problem::TooLong).await;
    }
    step.run(Command::Object { words: words.clone(), seen }, &["object", &step.form.event, &words]).await
}

/// `POST /tablet/sign`
pub(super) async fn sign(step: Step) -> Result<Response, Calm> {
    let Some((case, seen, actor)) = is_shown(&step.tablet, &step.form.event) else {
        return step.stale().await;
    };
    let how = match how(&step.form).await? {
        Ok(how) => how,
        Err(problem) => return step.wrong(problem).await,
    };
    let loaded = step.counter.view(case, &actor, "tablet").await?;
    let papers = papers_at(&step.counter, Some(&step.memory), &loaded, seen).await?;
    let roles = roles(&step.form.roles).ok_or(Fail::BadRequest)?;
    // Nobody signs in another's place: the roles are those of one signer.
    if !all_signers(&loaded.case, &papers.roles).iter().any(|(signer, _)| signer.roles == roles) {
        return Err(Fail::BadRequest.into());
    }
    let bound = Box::new(papers.bound);
    if !is_printable(&step.counter, &loaded, &roles, &how, *bound).await? {
        return step.wrong(Problem::Unprintable).await;
    }
    let command = Command::Sign { roles, how, bound, seen };
    let form = &step.form;
    step.run(command, &["sign", &form.event, &form.roles, &form.how, &form.name, &form.png]).await
}

/// Whether the papers can be made with this signature: a typed name may have characters without a glyph, and then
/// nothing of the case could be printed any more.
async fn is_printable(
    counter: &Arc<Counter>,
    loaded: &Loaded,
    roles: &BTreeSet<Role>,
    how: &How,
    bound: Bound,
) -> Result<bool, Fail> {
    let mut case = loaded.case.clone();
    for role in roles {
        let signature =
            Signature { how: how.clone(), bound, printed: Default::default(), seq: case.seq, void: None };
        case.signatures.insert(*role, signature);
    }
    let tried = Loaded { header: loaded.header.clone(), case, events: Vec::new() };
    match counter.papers(&tried, true).await {
        Ok(_) => Ok(true),
        Err(Fail::Form(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Roles by their codes.
pub(super) fn roles(codes: &str) -> Option<BTreeSet<Role>> {
    codes.split(',').map(Role::of_code).collect()
}

async fn how(form: &StepForm) -> Result<Result<How, Problem>, Fail> {
    Ok(match form.how.as_str() {
        "pen" => pen(&form.png).await?.map(How::Pen),
        "typed" => typed(&form.name).map(How::Typed),
        "omit" => Ok(How::Omitted),
        _ => return Err(Fail::BadRequest),
    })
}

async fn pen(base64: &str) -> Result<Result<Vec<u8>, Problem>, Fail> {
    let Ok(png) = BASE64.decode(base64.as_bytes()) else { return Ok(Err(Problem::Unreadable)) };
    let read = heavy(move || handwriting::signature(&png)).await?;
    Ok(read.map_err(|_| Problem::Unreadable))
}

fn typed(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    let fits = (1..=MOST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(Problem::TooLong) }
}

/// The terminal's page of a case.
pub(super) fn case_page(case: CaseId) -> Redirect {
    Redirect::to(&format!("/cases/{case}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_name_is_short_and_plain() {
        assert_eq!(typed(" 見本　太郎 "), Ok("見本　太郎".to_owned()));
        for wrong in ["", "　", "a\u{7}b", &"字".repeat(41)] {
            assert_eq!(typed(wrong), Err(Problem::TooLong), "{wrong}");
        }
    }

    #[test]
    fn roles_are_known_ones() {
        assert_eq!(roles("filer,applicant"), Some(BTreeSet::from([Role::Filer, Role::Applicant])));
        for wrong in ["", "filer,", "king"] {
            assert_eq!(roles(wrong), None, "{wrong}");
        }
    }
}
