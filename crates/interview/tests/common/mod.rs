//! Goes through the demonstration city's services as a person does, page by page.
#![allow(dead_code, reason = "each test file uses a part")]

use kakanai_catalogue::{Catalogue, Language};
pub(crate) use kakanai_demo::catalogue;
use kakanai_interview::places::NoTable;
use kakanai_interview::{Form, Outcome, show, start, step};
use kakanai_record::Date;

pub(crate) const TODAY: Date = Date::constant(2026, 11, 20);

/// Pages of boxes, and the list of procedures.
const STEPPED_OVER: [&str; 9] =
    ["filed_before", "cards", "insured", "children", "life", "health", "health_more", "support", "guidance"];

pub(crate) struct Walk {
    pub(crate) catalogue: Catalogue,
    pub(crate) at: Outcome,
}

impl Walk {
    pub(crate) fn begin(service: &str) -> Self {
        let catalogue = catalogue();
        let state = start(&catalogue, service, Language::Ja).unwrap();
        let at = show(&catalogue, &NoTable, &state, TODAY);
        Self { catalogue, at }
    }

    pub(crate) fn send(&mut self, fields: &[(&str, &str)]) {
        let form = fields.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect::<Form>();
        self.at = step(&self.catalogue, &NoTable, &self.at.state, &form, TODAY);
    }

    /// Answers the page that must be shown now.
    pub(crate) fn answer(&mut self, page: &str, fields: &[(&str, &str)]) {
        // Boxes that nobody ticks and the list of procedures are stepped over, unless they are asked for by name.
        while self.at.view.page != page && STEPPED_OVER.contains(&&*self.at.view.page) {
            self.send(&[]);
        }
        assert_eq!(self.at.view.page, page, "{}", self.at.view.html);
        let before = self.at.state.place.clone();
        self.send(fields);
        // A hint stops once; who goes on sends the same page again.
        if self.at.state.place == before && self.html().contains("notice alert") {
            self.send(fields);
        }
    }

    /// Plain text of the page.
    pub(crate) fn html(&self) -> &str {
        &self.at.view.html
    }

    /// Says no to each of these pages' only question, or leaves it empty.
    pub(crate) fn pass(&mut self, pages: &[(&str, &[(&str, &str)])]) {
        for (page, fields) in pages {
            self.answer(page, fields);
        }
    }

    /// Somebody Japanese: nationality, name, 本籍, card.
    pub(crate) fn person(&mut self, n: u16, name: [&str; 2], kana: [&str; 2], birth: &str, sex: &str) {
        let at = |path: &str| format!("mover:{n}/{path}");
        let parts: Vec<&str> = birth.split('-').collect();
        let fields = [
            (at("name/kanji.family"), name[0]),
            (at("name/kanji.given"), name[1]),
            (at("name/kana.family"), kana[0]),
            (at("name/kana.given"), kana[1]),
            (at("birth.era"), ""),
            (at("birth.year"), parts[0]),
            (at("birth.month"), parts[1]),
            (at("birth.day"), parts[2]),
            (at("sex"), sex),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        self.answer("nationality", &[(&at("japanese"), "yes")]);
        self.answer("person", &fields);
        let koseki = [
            (at("koseki/town"), "見本県ためし市一番町"),
            (at("koseki/lot"), "９９９９番地"),
            (at("koseki/head"), "見本　太郎"),
        ];
        let koseki: Vec<(&str, &str)> = koseki.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        self.answer("koseki", &koseki);
        self.answer("card", &[(&at("card/held"), "no")]);
    }
}

/// Somebody who moved in alone, up to the list of people.
pub(crate) fn alone() -> Walk {
    let mut walk = Walk::begin("move_in");
    walk.answer("origin", &[("move/origin", "domestic")]);
    let date =
        [("move/date.era", "R"), ("move/date.year", "８"), ("move/date.month", "11"), ("move/date.day", "7")];
    walk.answer("move_date", &date);
    walk.answer("left", &[("move/left", "paper")]);
    walk.person(1, ["見本", "太郎"], ["みほん", "タロウ"], "1985-12-3", "male");
    walk
}
