//! The frame around every page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// A whole document of the public side.
#[derive(Template)]
#[template(path = "public.html")]
pub struct PublicPage<'a> {
    /// Language of the page.
    pub lang: &'a str,
    /// Title of the document.
    pub title: &'a str,
    /// Name of the site.
    pub site: &'a str,
    /// "Skip to the content".
    pub skip: &'a str,
    /// Address of the first page.
    pub home: &'a str,
    /// "Language".
    pub language: &'a str,
    /// Languages to choose from.
    pub languages: &'a [LanguageLink],
    /// Said at the top.
    pub banners: &'a [Banner],
    /// Inside of `main`; made by our own templates.
    pub main: &'a str,
    /// Set where the browser is to run the interview.
    pub local: Option<&'a Local<'a>>,
    /// "Start over", and the question before it is done.
    pub start_over: [&'a str; 2],
    /// The sealed state of an interview run by the server; empty elsewhere.
    pub state: &'a str,
}

/// A language to choose.
#[derive(Debug, Clone, Copy)]
pub struct LanguageLink {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// Whether the page is in it.
    pub current: bool,
}

/// A line at the top of a page.
#[derive(Debug, Clone)]
pub struct Banner {
    /// `demo`, `warning` or `local`.
    pub kind: &'static str,
    /// Words.
    pub words: String,
    /// Not shown until the page's module says that it is so.
    pub hidden: bool,
}

/// What the page's module needs to run the interview in the browser.
#[derive(Debug, Clone, Copy)]
pub struct Local<'a> {
    /// The service to begin.
    pub service: &'a str,
    /// Today in Japan.
    pub today: &'a str,
    /// The city's public key.
    pub key: &'a str,
    /// Hash of the schema, in hex digits: an engine of another build would seal what nobody opens.
    pub schema: &'a str,
    /// Address of the engine; empty where it was not built.
    pub engine: &'a str,
    /// Address of the published catalogue.
    pub catalogue: &'a str,
}

/// A whole document of the counter.
#[derive(Template)]
#[template(path = "counter.html")]
pub struct CounterPage<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// Who is signed in, and where; empty before.
    pub who: &'a str,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// Inside of `main`.
    pub main: &'a str,
}

/// Renders a template as an answer.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        // Our templates only write into a String; a failure is a fault of this program.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
