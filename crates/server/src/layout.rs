//! The frame around every page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::public::integrity::Served;

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
    /// The files it asks for, with their hashes.
    pub files: Served<'a>,
    /// "Start over", and the question before it is done.
    pub start_over: [&'a str; 2],
    /// The sealed state of an interview run by the server; empty elsewhere.
    pub state: &'a str,
    /// Code of the city: answers saved in a file belong to one city.
    pub city: &'a str,
    /// The switch of furigana, where the page's language has them.
    pub furigana: Option<FuriganaSwitch>,
    /// Set on a tablet in the hall.
    pub hall: Option<HallFrame>,
    /// Saving answers to a file and opening one: "what this is", "save", "open"; empty where it is not offered.
    pub keep: &'a KeepFrame,
    /// Where to ask a person: the same words in the same place on every page.
    pub help: &'a Help,
    /// Dialogs after the page; made by our own templates.
    pub dialogs: &'a str,
}

/// Where to ask a person.
#[derive(Debug, Clone)]
pub struct Help {
    /// Words.
    pub words: String,
    /// A telephone number as people read it; empty on a tablet in the hall, where people are.
    pub phone: String,
}

impl Help {
    /// The number as a telephone dials it.
    pub fn dialled(&self) -> String {
        self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

/// Furigana on or off.
#[derive(Debug, Clone)]
pub struct FuriganaSwitch {
    /// Whether they are shown now.
    pub on: bool,
    /// "Show" or "hide".
    pub words: String,
    /// The same page with the switch turned.
    pub address: String,
}

/// What a page on a tablet in the hall has besides.
#[derive(Debug, Clone)]
pub struct HallFrame {
    /// The tablet's id.
    pub id: String,
    /// Seconds without a touch until it warns.
    pub warn: u32,
    /// Seconds without a touch until it forgets everything.
    pub end: u32,
    /// The first page, as the next person finds it.
    pub home: String,
    /// "Finish".
    pub finish: String,
    /// Said where scripts are off.
    pub no_script: String,
}

/// Which words of saving and opening a page shows.
#[derive(Debug, Clone, Default)]
pub struct KeepFrame {
    /// "Save"; empty where there is nothing to save.
    pub save: String,
    /// "Open what was saved"; empty where files are not offered.
    pub open: String,
    /// Why neither works here, shown where it is so.
    pub impossible: String,
}

/// A language to choose.
#[derive(Debug, Clone)]
pub struct LanguageLink {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// Whether the page is in it.
    pub current: bool,
    /// The same page in it.
    pub address: String,
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
    /// Its modules, by the names of their files.
    pub modules: &'a [&'a str],
}

impl CounterPage<'_> {
    /// Where its live line begins.
    fn since(&self) -> String {
        crate::live::since()
    }
}

/// Renders a template as an answer.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        // Our templates only write into a String; a failure is a fault of this program.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
