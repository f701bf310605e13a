//! Drawing a page: from a state to a view model, and from that to HTML.
//!
//! The HTML is the inside of the page's `main` element: the server puts it into its layout, the
//! browser puts it into the document it already has.

use askama::Template;
use kakanai_catalogue::{Catalogue, Language, Page, PageKind, Service};
use kakanai_domain::era;
use kakanai_record::{Date, ElementId, Record};

use crate::checks;
use crate::engine::finished;
use crate::journey::{Journey, asked, journey, service};
use crate::problem::Problem;
use crate::question::{self, Asking, Shown, Widget};
use crate::state::{Place, State};
use crate::towns::Towns;

/// A drawn page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Title of the document.
    pub title: String,
    /// Inside of `main`.
    pub html: String,
    /// Name of the page.
    pub page: String,
    /// Whether this is the page that shows the sealed code: the caller seals and fills it in.
    pub wants_code: bool,
}

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

/// One message, in words, with the id of its control.
struct Message {
    control: String,
    words: String,
    alert: bool,
}

struct Question {
    shown: Shown,
    /// Id of the element that describes it to a screen reader.
    id: String,
    heading: bool,
    messages: Vec<Message>,
}

struct StepItem {
    words: String,
    current: bool,
    done: bool,
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageTemplate<'a> {
    w: Words<'a>,
    steps: Vec<StepItem>,
    title: String,
    hint: String,
    messages: Vec<Message>,
    questions: Vec<Question>,
    people: Option<Vec<Row>>,
    summary: Option<Vec<Section>>,
    first: bool,
    page: &'a str,
    lang: &'a str,
}

#[derive(Template)]
#[template(path = "questions.html")]
struct QuestionsTemplate<'a> {
    w: Words<'a>,
    questions: Vec<Question>,
    messages: Vec<Message>,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodeTemplate<'a> {
    w: Words<'a>,
    title: String,
    code: Option<&'a CodePage>,
    valid_until: String,
    page: &'a str,
    lang: &'a str,
}

struct Row {
    id: String,
    words: String,
    edit: String,
    removable: bool,
}

/// The answers of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Title of the page.
    pub title: String,
    /// Its place, as links name it.
    pub goto: String,
    /// Its questions.
    pub rows: Vec<SectionRow>,
    /// Whether something that must be answered there is not.
    pub incomplete: bool,
}

/// One answered question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionRow {
    /// The question.
    pub label: String,
    /// The answer.
    pub words: String,
    /// The places it answers.
    pub keys: Vec<kakanai_record::ItemKey>,
}

/// Texts for templates.
#[derive(Clone, Copy)]
struct Words<'a> {
    catalogue: &'a Catalogue,
    language: Language,
}

impl Words<'_> {
    fn t(&self, key: &str) -> String {
        self.catalogue.texts().get(self.language, key).to_owned()
    }

    fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.catalogue.texts().fill(self.language, key, &[(name, value)])
    }
}

/// Draws the page of a state with the problems of the last step.
pub fn draw(
    catalogue: &Catalogue,
    towns: &dyn Towns,
    state: &State,
    problems: &[Problem],
    today: Date,
) -> View {
    let way = journey(catalogue, &state.record);
    let Some(drawing) = Drawing::new(catalogue, towns, state, &way, today) else {
        return View { title: String::new(), html: String::new(), page: String::new(), wants_code: false };
    };
    if matches!(drawing.page.kind, PageKind::Code) && finished(catalogue, state).is_some() {
        return drawing.code(None);
    }
    drawing.page(problems)
}

/// Draws the questions of a state's page alone, without the frame of the interview: staff entry has its
/// own. Gives the title and the questions.
pub fn draw_questions(
    catalogue: &Catalogue,
    towns: &dyn Towns,
    state: &State,
    problems: &[Problem],
    today: Date,
) -> Option<(String, String)> {
    let way = journey(catalogue, &state.record);
    let drawing = Drawing::new(catalogue, towns, state, &way, today)?;
    let questions = drawing.questions(problems);
    let title = drawing.title().or_else(|| questions.first().map(|q| q.shown.legend.clone()));
    let messages = problems.iter().map(|problem| drawing.message(problem)).collect();
    let template = QuestionsTemplate { w: drawing.words, questions, messages };
    Some((title.unwrap_or_else(|| state.place.page.clone()), template.render().unwrap_or_default()))
}

/// The rows of a summary: for each page its title, its place, and label, words and items of each question.
pub fn sections(catalogue: &Catalogue, towns: &dyn Towns, record: &Record, today: Date) -> Vec<Section> {
    let way = journey(catalogue, record);
    let Some(first) = way.stops.first() else { return Vec::new() };
    let state = State {
        record: record.clone(),
        place: first.place.clone(),
        draft: std::collections::BTreeMap::new(),
        language: Language::Ja,
        from_summary: false,
    };
    Drawing::new(catalogue, towns, &state, &way, today).map(|drawing| drawing.summary()).unwrap_or_default()
}

/// Draws the page with the code in it.
pub fn draw_code(catalogue: &Catalogue, language: Language, page: &str, code: &CodePage) -> String {
    let words = Words { catalogue, language };
    code_html(words, page, Some(code)).1
}

fn code_html(w: Words, page: &str, code: Option<&CodePage>) -> (String, String) {
    let title = w.t("page.code.title");
    let valid_until = code.map(|code| era::both(code.valid_until)).unwrap_or_default();
    let template = CodeTemplate { w, title: title.clone(), code, valid_until, page, lang: w.language.tag() };
    (title, template.render().unwrap_or_default())
}

struct Drawing<'a> {
    words: Words<'a>,
    service: &'a Service,
    step: usize,
    page: &'a Page,
    way: &'a Journey,
    asking: Asking<'a>,
    state: &'a State,
}

impl<'a> Drawing<'a> {
    fn new(
        catalogue: &'a Catalogue,
        towns: &'a dyn Towns,
        state: &'a State,
        way: &'a Journey,
        today: Date,
    ) -> Option<Self> {
        let service = service(catalogue, &state.record)?;
        let (step, page) = service.page(&state.place.page)?;
        let asking = Asking {
            catalogue,
            towns,
            record: &state.record,
            draft: &state.draft,
            language: state.language,
            element: state.place.element,
            today,
            like: None,
        };
        let words = Words { catalogue, language: state.language };
        Some(Self { words, service, step, page, way, asking, state })
    }

    fn code(&self, code: Option<&CodePage>) -> View {
        let (title, html) = code_html(self.words, &self.page.id, code);
        View { title, html, page: self.page.id.clone(), wants_code: true }
    }

    fn page(&self, problems: &[Problem]) -> View {
        let mut questions = self.questions(problems);
        let title = self.title();
        // A page with one question and no title of its own is headed by the question.
        let title = match (title, questions.as_mut_slice()) {
            (None, [only]) => {
                only.heading = true;
                only.shown.legend.clone()
            }
            (title, _) => title.unwrap_or_else(|| self.page.id.clone()),
        };
        let alerts = match self.page.kind {
            PageKind::Summary => self.alerts(),
            _ => Vec::new(),
        };
        let template = PageTemplate {
            w: self.words,
            steps: self.steps(),
            title: title.clone(),
            hint: self.named(&self.text_key("hint")).unwrap_or_default(),
            messages: problems.iter().chain(&alerts).map(|problem| self.message(problem)).collect(),
            questions,
            people: match self.page.kind {
                PageKind::People(list) => Some(self.people(self.state.record.elements(list.key()))),
                _ => None,
            },
            summary: matches!(self.page.kind, PageKind::Summary).then(|| self.summary()),
            first: self.way.position(&self.state.place) == Some(0),
            page: &self.page.id,
            lang: self.words.language.tag(),
        };
        // Rendering into a String fails only where a template's own filter fails; there is none.
        let html = template.render().unwrap_or_default();
        let title = if problems.iter().any(|p| !p.alert) {
            self.words.with("page.title_error", "title", &title)
        } else {
            title
        };
        View { title, html, page: self.page.id.clone(), wants_code: false }
    }

    fn text_key(&self, what: &str) -> String {
        let own = format!("page.{}.{}.{what}", self.service.id, self.page.id);
        let texts = self.words.catalogue.texts();
        if texts.find(self.words.language, &own).is_some() {
            own
        } else {
            format!("page.{}.{what}", self.page.id)
        }
    }

    /// The text of a key with the person's name filled in; `None` where there is no such text.
    fn named(&self, key: &str) -> Option<String> {
        self.words.catalogue.texts().find(self.words.language, key)?;
        let name = self.state.place.element.map(|id| question::element::words(&self.asking, id));
        Some(self.words.with(key, "name", name.as_deref().unwrap_or_default()))
    }

    fn title(&self) -> Option<String> {
        self.named(&self.text_key("title"))
    }

    fn steps(&self) -> Vec<StepItem> {
        let steps = self.service.steps.iter().enumerate();
        steps
            .map(|(at, step)| StepItem {
                words: self.words.t(&format!("step.{}", step.id)),
                current: at == self.step,
                done: at < self.step,
            })
            .collect()
    }

    fn message(&self, problem: &Problem) -> Message {
        let arguments: Vec<(&str, &str)> =
            problem.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let words = self.words.catalogue.texts().fill(self.words.language, problem.key, &arguments);
        Message { control: problem.control.clone(), words, alert: problem.alert }
    }

    fn questions(&self, problems: &[Problem]) -> Vec<Question> {
        let fields = asked(&self.state.record, self.page, self.state.place.element);
        let mut questions: Vec<Question> = fields
            .map(|field| {
                let asking = self.with_previous(field);
                let shown = question::show(&asking, field);
                let id = asking.name(field.ask.leading());
                Question { shown, id, heading: false, messages: Vec::new() }
            })
            .collect();
        for question in &mut questions {
            let names: Vec<&str> =
                question.shown.controls.iter().map(|control| control.name.as_str()).collect();
            let own = problems.iter().filter(|problem| {
                names.contains(&problem.control.as_str()) || problem.control == question.id
            });
            question.messages = own.map(|problem| self.message(problem)).collect();
        }
        questions
    }

    /// A question not yet answered may begin with the answer of the person before.
    fn with_previous(&self, field: &kakanai_catalogue::Field) -> Asking<'a> {
        let mut asking = self.asking;
        let (Some(list), Some(element)) = (self.page.each, self.state.place.element) else { return asking };
        let unanswered = field.ask.items().iter().all(|tag| !asking.answer(*tag).is_answered());
        if !field.like_previous || !unanswered || !asking.draft.is_empty() {
            return asking;
        }
        let elements = self.state.record.elements(list.key());
        let at = elements.iter().position(|id| *id == element);
        if let Some(previous) = at.and_then(|at| at.checked_sub(1)).and_then(|at| elements.get(at)) {
            // The controls keep this person's names: only the accepted values come from the other.
            asking.like = Some(*previous);
        }
        asking
    }

    fn alerts(&self) -> Vec<Problem> {
        let mut alerts = Vec::new();
        for stop in &self.way.stops {
            let Some((_, page)) = self.service.page(&stop.place.page) else { continue };
            let found = checks::page(
                self.words.catalogue,
                &self.state.record,
                page,
                stop.place.element,
                self.asking.today,
            );
            alerts.extend(found.into_iter().filter(|problem| problem.alert));
        }
        alerts
    }

    fn people(&self, elements: &[ElementId]) -> Vec<Row> {
        let page_about = |id: ElementId| self.way.stops.iter().find(|stop| stop.place.element == Some(id));
        elements
            .iter()
            .map(|id| Row {
                id: id.to_string(),
                words: question::element::words(&self.asking, *id),
                edit: page_about(*id).map(|stop| goto(&stop.place)).unwrap_or_default(),
                removable: elements.len() > 1,
            })
            .collect()
    }

    fn summary(&self) -> Vec<Section> {
        let mut sections = Vec::new();
        for stop in &self.way.stops {
            let Some((_, page)) = self.service.page(&stop.place.page) else { continue };
            let asking = Asking { element: stop.place.element, ..self.asking };
            let there = Drawing { page, asking, ..*self };
            let rows = asked(&self.state.record, page, stop.place.element).map(|field| {
                let words = question::words(&asking, field);
                let words = if words.is_empty() { self.words.t("answer.none") } else { words };
                let keys = field.ask.items().into_iter().map(|tag| asking.key(tag)).collect();
                SectionRow { label: asking.label(field.ask.leading()), words, keys }
            });
            let rows: Vec<_> = rows.collect();
            if rows.is_empty() {
                continue;
            }
            let name =
                stop.place.element.map(|id| question::element::words(&self.asking, id)).unwrap_or_default();
            let key = there.text_key("title");
            let title = match self.words.catalogue.texts().find(self.words.language, &key) {
                Some(_) => self.words.with(&key, "name", &name),
                None if name.is_empty() => rows[0].label.clone(),
                None => format!("{}（{name}）", rows[0].label),
            };
            sections.push(Section { title, goto: goto(&stop.place), rows, incomplete: !stop.complete });
        }
        sections
    }
}

fn goto(place: &Place) -> String {
    match place.element {
        Some(element) => format!("{}:{element}", place.page),
        None => place.page.clone(),
    }
}
