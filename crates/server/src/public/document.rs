//! What all public pages share: language, words, and the frame around the page.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use kakanai_catalogue::Language;

use crate::app::Public;
use crate::layout::{Banner, LanguageLink, Local, PublicPage, html};

/// The language of a page and the site it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) public: &'a Public,
    pub(super) language: Language,
    /// Chosen by the person: links carry it on.
    explicit: bool,
}

/// What a page brings besides its words.
#[derive(Default)]
pub(super) struct Extras<'a> {
    /// Runs the interview in the browser.
    pub(super) local: Option<Local<'a>>,
    /// The sealed state of an interview run here.
    pub(super) state: &'a str,
    /// A warning above the page, by its key.
    pub(super) warning: Option<&'static str>,
}

impl<'a> Frame<'a> {
    /// Takes the language from `?lang=`, else from what the browser prefers, else Japanese.
    pub(super) fn of(public: &'a Public, query: Option<&str>, headers: &HeaderMap) -> Self {
        let asked = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
        let chosen = asked.and_then(Language::of_tag);
        let language = chosen.or_else(|| preferred(headers)).unwrap_or_default();
        Self { public, language, explicit: chosen.is_some() }
    }

    /// The same frame in the language of an interview.
    pub(super) fn speaking(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// A text of the catalogue.
    pub(super) fn words(&self, key: &str) -> String {
        self.public.catalogue.texts().get(self.language, key).to_owned()
    }

    /// What a link within the site carries to keep the language.
    pub(super) fn suffix(&self) -> String {
        if self.explicit { format!("?lang={}", self.language.tag()) } else { String::new() }
    }

    /// The whole document around the inside of `main`.
    pub(super) fn document(&self, status: StatusCode, title: &str, main: &str, extras: Extras) -> Response {
        let demo =
            self.public.demo.then(|| Banner { kind: "demo", words: self.words("site.demo"), hidden: false });
        let warning =
            extras.warning.map(|key| Banner { kind: "warning", words: self.words(key), hidden: false });
        // Shown by the page's module once it is true.
        let local = extras.local.is_some().then(|| Banner {
            kind: "local",
            words: self.words("local.banner"),
            hidden: true,
        });
        let banners: Vec<Banner> = [demo, warning, local].into_iter().flatten().collect();
        let link = |language: Language| LanguageLink {
            tag: language.tag(),
            name: language.own_name(),
            current: language == self.language,
        };
        let page = PublicPage {
            lang: self.language.tag(),
            title,
            site: &self.words("site.title"),
            skip: &self.words("site.skip"),
            home: &format!("/{}", self.suffix()),
            language: &self.words("site.language"),
            languages: &Language::ALL.map(link),
            banners: &banners,
            main,
            local: extras.local.as_ref(),
            start_over: [&self.words("prepare.start_over"), &self.words("prepare.start_over_ask")],
            state: extras.state,
        };
        html(status, &page)
    }
}

/// The first language of `Accept-Language` that there are texts for. The order given is taken as the
/// order of preference, as browsers write it.
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let wanted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    wanted.split(',').find_map(|entry| {
        let tag = entry.split(';').next()?.trim();
        Language::of_tag(&tag.split('-').next()?.to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_language_that_we_have_is_taken() {
        let ask = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, text.parse().unwrap());
            preferred(&headers)
        };
        assert_eq!(ask("ja-JP,ja;q=0.9,en;q=0.8"), Some(Language::Ja));
        assert_eq!(ask("vi, EN-gb;q=0.7, ja;q=0.3"), Some(Language::En));
        assert_eq!(ask("vi"), None);
        assert_eq!(ask(""), None);
    }
}
