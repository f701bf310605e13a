//! A page of one question: its record, its draft, and short words for what comes out of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use kakanai_catalogue::{Ask, Catalogue, Field, Language};
use kakanai_record::{Answer, Change, Date, ElementId, ItemKey, Record, core};

use super::places::Invented;
use crate::form::Form;
use crate::places::{NoTable, Places};
use crate::problem::Argument;
use crate::question::{Asking, Reading, Shown, Widget, read, show, words};
use crate::words::Words;

/// The demonstration city's catalogue.
pub(super) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(kakanai_demo::catalogue)
}

/// The question for one item, as the page `field` of a service has it.
pub(super) fn field(path: &str) -> Field {
    ask(Ask::Item(catalogue().dictionary().by_path(path).unwrap().tag))
}

/// A question without conditions.
pub(super) fn ask(ask: Ask) -> Field {
    Field { ask, when: None, optional: false, dont_know: false, like_previous: false, choices: Vec::new() }
}

/// Two people are moving; the page is about the first.
pub(super) struct World {
    pub(super) record: Record,
    pub(super) draft: BTreeMap<String, String>,
    pub(super) language: Language,
    pub(super) furigana: bool,
    pub(super) element: Option<ElementId>,
    pub(super) like: Option<ElementId>,
    pub(super) tables: bool,
}

impl World {
    pub(super) fn new() -> Self {
        let mut record = Record::new();
        for number in [1, 2] {
            let add = Change::Add(core::MOVER.key(), ElementId::new(number).unwrap());
            record.apply(catalogue().dictionary(), &add).unwrap();
        }
        let element = ElementId::new(1);
        let (draft, language) = (BTreeMap::new(), Language::Ja);
        Self { record, draft, language, furigana: false, element, like: None, tables: true }
    }

    pub(super) fn english() -> Self {
        Self { language: Language::En, ..Self::new() }
    }

    /// Accepts answers: the canonical text of a value, or `?`, `-`, `×` as [`said`] writes them.
    pub(super) fn set(&mut self, answers: &[(&str, &str)]) {
        for (path, text) in answers {
            let dictionary = catalogue().dictionary();
            let key = dictionary.parse_path(path).unwrap();
            let answer = match *text {
                "?" => Answer::DontKnow,
                "-" => Answer::NotApplicable,
                "×" => Answer::Unrecorded,
                text => Answer::Known(dictionary.item(key.tag()).unwrap().kind.parse(text).unwrap()),
            };
            self.record.apply(dictionary, &Change::Set(key, answer)).unwrap();
        }
    }

    /// The same with these answers accepted.
    pub(super) fn with(mut self, answers: &[(&str, &str)]) -> Self {
        self.set(answers);
        self
    }

    /// The same with these texts typed and waiting.
    pub(super) fn typing(mut self, typed: &[(&str, &str)]) -> Self {
        self.draft = typed.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        self
    }

    pub(super) fn asking(&self) -> Asking<'_> {
        let places: &dyn Places = if self.tables { &Invented } else { &NoTable };
        Asking {
            words: Words {
                catalogue: catalogue(),
                language: self.language,
                furigana: self.furigana,
                service: "move_in",
            },
            places,
            record: &self.record,
            draft: &self.draft,
            element: self.element,
            today: Date::constant(2026, 11, 20),
            like: self.like,
        }
    }

    pub(super) fn show(&self, field: &Field) -> Shown {
        show(&self.asking(), field)
    }

    /// What is read from the texts of these controls.
    pub(super) fn read(&self, field: &Field, sent: &[(&str, &str)]) -> String {
        let form: Form = sent.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        said(read(&self.asking(), field, &form))
    }

    /// What is read back from what is shown, untouched.
    pub(super) fn again(&self, field: &Field) -> String {
        let shown = self.show(field);
        let chosen = |control: &crate::question::Control| match &control.widget {
            Widget::Line { .. } | Widget::Lines => control.value.clone(),
            _ => control.choices().iter().find(|c| c.chosen).map(|c| c.value.clone()).unwrap_or_default(),
        };
        let controls = shown.controls.iter().map(|control| (control.name.clone(), chosen(control)));
        let checks = shown.checks.iter().filter(|check| check.chosen);
        let checks = checks.map(|check| (check.name.clone(), "yes".to_owned()));
        said(read(&self.asking(), field, &controls.chain(checks).collect()))
    }

    /// The accepted answers to a question, as [`said`] writes what is read.
    pub(super) fn accepted(&self, field: &Field) -> String {
        let asking = self.asking();
        said(Ok(field
            .ask
            .items()
            .into_iter()
            .map(|tag| (asking.key(tag), asking.answer(tag).clone()))
            .collect()))
    }

    pub(super) fn words(&self, field: &Field) -> String {
        words(&self.asking(), field)
    }

    /// Holds a table of what is typed into one control against what is read of it: a value as `=value`, a problem
    /// as its key without `error.`.
    pub(super) fn reads(&self, field: &Field, control: &str, table: &[(&str, &str)]) {
        let path = self.asking().name(field.ask.leading());
        for (typed, want) in table {
            let want = match want.strip_prefix('=') {
                Some(value) => [&path, "=", value].concat(),
                None => ["! ", want, "@", control].concat(),
            };
            let shown: String = typed.chars().take(60).collect();
            assert_eq!(self.read(field, &[(control, typed)]), want, "{shown:?}");
        }
    }

    /// Each of these values, accepted, is shown so that it is read again.
    pub(super) fn round(self, field: &Field, values: &[&str]) {
        let mut world = self;
        let path = world.asking().name(field.ask.leading());
        for value in values {
            world.set(&[(&path, value)]);
            assert_eq!(world.again(field), [&path, "=", value].concat());
        }
    }
}

fn argument(argument: &Argument) -> &str {
    match argument {
        Argument::Text(text) => text,
        Argument::Day(day) => panic!("no question speaks of a day: {day}"),
    }
}

/// `path=value` of each answer; or `! key@control` of each problem, its arguments behind it.
pub(super) fn said(reading: Reading) -> String {
    let answer = |(key, answer): &(ItemKey, Answer)| {
        let text = match answer {
            Answer::NotAsked => "·".to_owned(),
            Answer::NotApplicable => "-".to_owned(),
            Answer::DontKnow => "?".to_owned(),
            Answer::Unrecorded => "×".to_owned(),
            Answer::Known(value) => value.text_form(),
        };
        [catalogue().dictionary().path(*key), text].join("=")
    };
    match reading {
        Ok(answers) => answers.iter().map(answer).collect::<Vec<_>>().join(" "),
        Err(problems) => {
            let problem = |problem: &crate::problem::Problem| {
                assert!(catalogue().texts().find(Language::Ja, problem.key).is_some(), "{}", problem.key);
                let arguments =
                    problem.arguments.iter().map(|(name, value)| [" ", name, "=", argument(value)].concat());
                let key = problem.key.strip_prefix("error.").unwrap();
                ["! ", key, "@", &problem.control, &arguments.collect::<String>()].concat()
            };
            problems.iter().map(problem).collect::<Vec<_>>().join(" ")
        }
    }
}

/// `name label=value` of each control, choices in brackets with a star at the chosen one, then the boxes.
pub(super) fn drawn(shown: &Shown) -> Vec<String> {
    let control = |control: &crate::question::Control| {
        let choices = control.choices().iter();
        let choices = choices.map(|c| [if c.chosen { "*" } else { "" }, &c.value].concat());
        let inside = match control.widget {
            Widget::Line { .. } | Widget::Lines => control.value.clone(),
            _ => ["[", &choices.collect::<Vec<_>>().join("|"), "]"].concat(),
        };
        [&control.name, " ", &control.label.plain, "=", &inside].concat()
    };
    let check = |check: &crate::question::Check| {
        [check.name.as_str(), " ", &check.words.plain, if check.chosen { "=[*]" } else { "=[]" }].concat()
    };
    let all: Vec<String> = shown.controls.iter().map(control).chain(shown.checks.iter().map(check)).collect();
    let names: BTreeSet<&str> = all.iter().filter_map(|one| one.split(' ').next()).collect();
    assert_eq!(names.len(), all.len(), "names and ids are unique: {all:?}");
    all
}
