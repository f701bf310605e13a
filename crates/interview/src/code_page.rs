//! The last page: the sealed code, how long it is good, what to bring.

use askama::Template;
use kakanai_catalogue::Catalogue;
use kakanai_record::Date;
use kakanai_rules::Scope;

use crate::fees;
use crate::guidance_page;
use crate::places::NoTable;
use crate::question::{Asking, date};
use crate::state::State;
use crate::words::{Html, Words};

/// What the page with the code shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePage {
    /// One SVG for each symbol, in order.
    pub symbols: Vec<String>,
    /// The same as text, for those who cannot show a picture.
    pub texts: Vec<String>,
    /// The last day on which the city takes it.
    pub valid_until: Date,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodeTemplate<'a> {
    w: Words<'a>,
    title: Html,
    made: Option<Made<'a>>,
    valid_until: String,
    page: &'a str,
    lang: &'a str,
}

/// The page before its code is made: its title, and its inside.
pub(crate) fn waiting(words: Words, page: &str) -> (String, String) {
    html(words, page, None)
}

/// Draws the page with the code in it.
pub fn draw_code(catalogue: &Catalogue, state: &State, code: &CodePage, today: Date) -> String {
    let words = Words::of(catalogue, state);
    // Answers are read back without the national table: what stands on this page names no place.
    let asking = Asking::of(catalogue, &NoTable, state, today);
    let told = guidance_page::tell(&asking);
    let things = catalogue.bring().iter();
    // All that is asked has been answered: what hangs on a question that was never put does not apply, and what
    // nobody knew may.
    let needed = things.filter(|(_, when)| {
        let Some(when) = when else { return false };
        let verdict = when.eval(&state.record, &Scope::new());
        verdict.is_true() || !verdict.is_false() && verdict.hangs_on.is_empty()
    });
    let needed: Vec<&str> = needed.map(|(id, _)| id.as_str()).collect();
    let own = needed.iter().map(|id| words.t(&["bring.", id].concat()));
    let bring = own.chain(guidance_page::bring(words, &told, &needed)).collect();
    let guidance = if told.is_empty() { String::new() } else { guidance_page::html(&asking, &told, true) };
    let fee = fees::total(catalogue, &state.record);
    let fee = fee.map(|yen| words.with("code.fee", "yen", &fees::yen(yen)));
    html(words, &state.place.page, Some(Made { code, bring, fee, guidance })).1
}

/// The code, and what stands with it.
struct Made<'a> {
    code: &'a CodePage,
    bring: Vec<Html>,
    fee: Option<Html>,
    guidance: String,
}

fn html(w: Words, page: &str, made: Option<Made>) -> (String, String) {
    let said = w.said("page.code.title", &[]);
    let valid = made.as_ref().map(|made| date::words(w.language, made.code.valid_until));
    let valid_until = valid.unwrap_or_default();
    let lang = w.language.tag();
    let template = CodeTemplate { w, title: said.html, made, valid_until, page, lang };
    (said.plain, template.render().unwrap_or_default())
}
