//! What all public pages share: language, words, and the frame around the page.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use kakanai_catalogue::Language;

use super::integrity::Served;
use crate::app::Public;
use crate::layout::{
    Banner, FuriganaSwitch, HallFrame, Help, KeepFrame, LanguageLink, Local, PublicPage, html,
};
use crate::tickets::Tablet;

/// Seconds without a touch until a tablet in the hall warns, and until it forgets.
const IDLE: Idle = Idle { warn: 120, end: 180 };

/// How long a tablet waits for a touch.
#[derive(Clone, Copy)]
pub(super) struct Idle {
    pub(super) warn: u32,
    pub(super) end: u32,
}

/// The language of a page and the site it belongs to.
#[derive(Clone)]
pub(super) struct Frame<'a> {
    pub(super) public: &'a Public,
    pub(super) language: Language,
    /// Whether furigana are shown.
    pub(super) furigana: bool,
    /// The tablet in the hall that asks, if it is one.
    pub(super) hall: Option<Tablet>,
    /// Chosen by the person: links carry it on.
    explicit: bool,
}

/// What an address asks for besides its page; whatever it does not know it leaves alone.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    language: Option<Language>,
    furigana: bool,
    hall: Option<Tablet>,
}

impl Asked {
    fn of(query: &str) -> Self {
        let text = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(of, _)| *of == name)
                .map(|(_, text)| text)
        };
        Self {
            language: text("lang").and_then(Language::of_tag),
            furigana: text("furigana") == Some("1"),
            hall: text("hall").and_then(Tablet::parse),
        }
    }

    /// The end of an address that asks for the same; empty where it asks for nothing.
    fn query(&self) -> String {
        let hall = self.hall.as_ref().map(|tablet| format!("hall={tablet}"));
        let language = self.language.map(|language| format!("lang={}", language.tag()));
        let furigana = self.furigana.then(|| "furigana=1".to_owned());
        let pairs: Vec<String> = [hall, language, furigana].into_iter().flatten().collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
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
    /// A file with saved answers can be opened here.
    pub(super) opens: bool,
    /// Waits for a touch otherwise than other pages of the hall.
    pub(super) idle: Option<Idle>,
}

/// The dialogs of a page.
#[derive(Template)]
#[template(path = "public_dialogs.html")]
struct DialogsTemplate<'a> {
    frame: &'a Frame<'a>,
    /// Whether answers can be saved here.
    saves: bool,
    /// Whether a file can be opened here.
    opens: bool,
}

impl DialogsTemplate<'_> {
    fn h(&self, key: &str) -> String {
        self.frame.html(key)
    }
}

impl<'a> Frame<'a> {
    /// Takes the language from `?lang=`, else from what the browser prefers, else Japanese; furigana from
    /// `?furigana=1`; the tablet from `?hall=`, whose language is Japanese until somebody chooses another.
    pub(super) fn of(public: &'a Public, query: Option<&str>, headers: &HeaderMap) -> Self {
        let Asked { language: chosen, furigana, hall } = Asked::of(query.unwrap_or_default());
        let browsers = || if hall.is_none() { preferred(headers) } else { None };
        let language = chosen.or_else(browsers).unwrap_or_default();
        Self { public, language, furigana, explicit: chosen.is_some(), hall }
    }

    /// The same frame as an interview speaks.
    pub(super) fn speaking(&self, language: Language, furigana: bool) -> Self {
        Self { language, furigana, ..self.clone() }
    }

    /// A text of the catalogue, without furigana.
    pub(super) fn words(&self, key: &str) -> String {
        self.public.catalogue.texts().get(self.language, key).to_owned()
    }

    /// A text of the catalogue as HTML, with furigana where they are wanted.
    pub(super) fn html(&self, key: &str) -> String {
        self.public.catalogue.texts().html(self.language, key, &[], self.furigana)
    }

    /// What a link within the site carries to keep tablet, language and furigana.
    pub(super) fn suffix(&self) -> String {
        self.suffix_with(self.explicit.then_some(self.language), self.furigana)
    }

    fn suffix_with(&self, language: Option<Language>, furigana: bool) -> String {
        Asked { language, furigana, hall: self.hall.clone() }.query()
    }

    /// The first page as the next person at this tablet finds it.
    fn fresh_home(tablet: &Tablet) -> String {
        format!("/?hall={tablet}")
    }

    fn language_link(&self, language: Language) -> LanguageLink {
        LanguageLink {
            tag: language.tag(),
            name: language.own_name(),
            current: language == self.language,
            address: self.suffix_with(Some(language), self.furigana),
        }
    }

    /// Only Japanese has furigana.
    fn furigana_switch(&self) -> Option<FuriganaSwitch> {
        let on = self.furigana;
        let turned = self.suffix_with(self.explicit.then_some(self.language), !on);
        (self.language == Language::Ja).then(|| FuriganaSwitch {
            on,
            words: self.words(if on { "site.furigana_off" } else { "site.furigana_on" }),
            // An empty address would be this one, with its query.
            address: if turned.is_empty() { "?".to_owned() } else { turned },
        })
    }

    fn hall_frame(&self, idle: Idle) -> Option<HallFrame> {
        self.hall.as_ref().map(|tablet| HallFrame {
            id: tablet.to_string(),
            warn: idle.warn,
            end: idle.end,
            home: Self::fresh_home(tablet),
            finish: self.words("hall.finish"),
            no_script: self.words("hall.no_script"),
        })
    }

    /// Whom to ask: staff in the hall, else the city by telephone.
    fn help(&self) -> Help {
        match self.hall {
            Some(_) => Help { words: self.words("hall.help"), phone: String::new() },
            None => Help { words: self.words("site.help"), phone: self.words("site.help_phone") },
        }
    }

    fn banners(&self, extras: &Extras) -> Vec<Banner> {
        let said = |kind, key: &str| Banner { kind, words: self.words(key), hidden: false };
        let demo = self.public.demo.then(|| said("demo", "site.demo"));
        let warning = extras.warning.map(|key| said("warning", key));
        // Shown by the page's module once it is true.
        let local = extras.local.is_some().then(|| Banner { hidden: true, ..said("local", "local.banner") });
        [demo, warning, local].into_iter().flatten().collect()
    }

    /// The whole document around the inside of `main`.
    pub(super) fn document(&self, status: StatusCode, title: &str, main: &str, extras: Extras) -> Response {
        let banners = self.banners(&extras);
        // A shared tablet keeps nothing of anybody, so it neither saves nor opens.
        let opens = extras.opens && self.hall.is_none();
        let saves = opens && extras.local.is_some();
        let dialogs = DialogsTemplate { frame: self, saves, opens };
        let offered = |offered: bool, key: &str| if offered { self.words(key) } else { String::new() };
        let page = PublicPage {
            lang: self.language.tag(),
            title,
            site: &self.words("site.title"),
            skip: &self.words("site.skip"),
            home: &format!("/{}", self.suffix()),
            language: &self.words("site.language"),
            languages: &Language::ALL.map(|language| self.language_link(language)),
            banners: &banners,
            main,
            local: extras.local.as_ref(),
            start_over: [&self.words("prepare.start_over"), &self.words("prepare.start_over_ask")],
            state: extras.state,
            files: Served(&self.public.assets),
            city: &self.public.catalogue.city().code,
            furigana: self.furigana_switch(),
            hall: self.hall_frame(extras.idle.unwrap_or(IDLE)),
            keep: &KeepFrame {
                save: offered(saves, "keep.save"),
                open: offered(opens, "keep.open"),
                impossible: offered(opens, "keep.impossible"),
            },
            help: &self.help(),
            dialogs: &dialogs.render().unwrap_or_default(),
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
    fn what_an_address_asks_for_is_carried_on_and_nothing_else() {
        for (query, carried) in [
            ("", ""),
            ("lang=en", "?lang=en"),
            ("furigana=1&lang=ja&hall=EH1", "?hall=EH1&lang=ja&furigana=1"),
            ("hall=EH1&hall=WH1", "?hall=EH1"),
            ("hall=eh1&lang=xx&furigana=on", ""),
            ("hall=%45H1", ""),
            ("hall=EH1\"><script>", ""),
            ("lang&hall&=&x=1", ""),
        ] {
            let asked = Asked::of(query);
            assert_eq!(asked.query(), carried, "{query}");
            assert_eq!(Asked::of(asked.query().trim_start_matches('?')), asked, "{query}");
        }
    }

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
