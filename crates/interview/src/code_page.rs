//! The last page: the sealed code, how long it is good, what to bring.

use askama::Template;
use kakanai_catalogue::Catalogue;
use kakanai_record::Date;
use kakanai_rules::Scope;

use crate::fees;
use crate::question::date;
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
    code: Option<&'a CodePage>,
    valid_until: String,
    bring: Vec<Html>,
    fee: Option<Html>,
    page: &'a str,
    lang: &'a str,
}

/// The page before its code is made: its title, and its inside.
pub(crate) fn waiting(words: Words, page: &str) -> (String, String) {
    html(words, page, None, Vec::new(), None)
}

/// Draws the page with the code in it.
pub fn draw_code(catalogue: &Catalogue, state: &State, code: &CodePage) -> String {
    let words = Words::of(catalogue, state);
    let things = catalogue.bring().iter();
    // All that is asked has been answered: what hangs on a question that was never put does not apply, and what
    // nobody knew may.
    let needed = things.filter(|(_, when)| {
        let Some(when) = when else { return false };
        let verdict = when.eval(&state.record, &Scope::new());
        verdict.is_true() || !verdict.is_false() && verdict.hangs_on.is_empty()
    });
    let bring = needed.map(|(id, _)| words.t(&["bring.", id].concat())).collect();
    let fee = fees::total(catalogue, &state.record);
    let fee = fee.map(|yen| words.with("code.fee", "yen", &fees::yen(yen)));
    html(words, &state.place.page, Some(code), bring, fee).1
}

fn html(
    w: Words,
    page: &str,
    code: Option<&CodePage>,
    bring: Vec<Html>,
    fee: Option<Html>,
) -> (String, String) {
    let said = w.said("page.code.title", &[]);
    let valid_until = code.map(|code| date::words(w.language, code.valid_until)).unwrap_or_default();
    let lang = w.language.tag();
    let template = CodeTemplate { w, title: said.html, code, valid_until, bring, fee, page, lang };
    (said.plain, template.render().unwrap_or_default())
}
