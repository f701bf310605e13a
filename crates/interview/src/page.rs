//! Drawing a page: from a state to a view model, and from that to HTML.
//!
//! The HTML is the inside of the page's `main` element: the server puts it into its layout, the
//! browser puts it into the document it already has.

use askama::Template;
use kakanai_catalogue::{Catalogue, Field, Page, PageKind, Service};
use kakanai_record::{Date, ElementId, ItemKey, Tag};

use crate::checks;
use crate::code_page;
use crate::engine::finished;
use crate::fees;
use crate::form::Form;
use crate::guidance_page;
use crate::journey::{Journey, asked, journey, service};
use crate::places::Places;
use crate::problem::Problem;
use crate::progress;
use crate::question::{self, Asking, Shown, Widget};
use crate::state::{Place, State};
use crate::summary::{self, goto, page_text};
use crate::words::{Html, Said, Words};

pub use crate::code_page::{CodePage, draw_code};
pub use crate::summary::{Section, SectionRow, sections};

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

/// One message, in words, with the id of its control.
struct Message {
    control: String,
    words: Html,
    alert: bool,
    /// Where it can be mended, on a page that has not the control itself.
    goto: Option<String>,
}

struct Question {
    shown: Shown,
    /// Id of the element that describes it to a screen reader.
    id: String,
    heading: bool,
    /// Has a place for what the typed answer means, filled or empty.
    wants_live: bool,
    messages: Vec<Message>,
}

impl Question {
    /// What is said about a control, or about the whole question.
    fn told<'a>(&'a self, control: &'a str) -> impl Iterator<Item = (usize, &'a Message)> {
        let elsewhere = |of: &str| self.shown.controls.iter().any(|other| other.name == of);
        let about = move |message: &Message| message.control == control || !elsewhere(&message.control);
        self.messages.iter().enumerate().filter(move |(_, message)| about(message))
    }

    /// What a screen reader is told of a control: its messages and the hint, whether it has to be mended or answered.
    /// Ids are paths of items, which hold nothing to escape.
    fn attributes(&self, control: &str) -> String {
        let mut ids = String::new();
        for (at, _) in self.told(control) {
            ids += &[&self.id, ".error.", &(at + 1).to_string(), " "].concat();
        }
        if !self.shown.hint.is_empty() {
            ids += &[&self.id, ".hint"].concat();
        }
        let mut attributes = String::new();
        if self.told(control).any(|(_, message)| !message.alert) {
            attributes += " aria-invalid=\"true\"";
        }
        // Of several controls one cannot tell which have to be filled: the question's mark says it.
        if !self.shown.optional && self.shown.controls.len() == 1 && self.shown.checks.is_empty() {
            attributes += " aria-required=\"true\"";
        }
        if !ids.is_empty() {
            attributes += &[" aria-describedby=\"", ids.trim_end(), "\""].concat();
        }
        attributes
    }

    /// Whether its choices are all there is to it: then they are one group, not one within another.
    fn is_radiogroup(&self) -> bool {
        let only =
            matches!(self.shown.controls.as_slice(), [only] if matches!(only.widget, Widget::Radio(_)));
        only && self.shown.checks.is_empty()
    }
}

struct StepItem {
    words: Html,
    current: bool,
    done: bool,
}

struct Row {
    id: String,
    words: String,
    edit: String,
    removable: bool,
}

/// The elements of a list.
struct Group {
    rows: Vec<Row>,
    add: Html,
    total: Option<String>,
}

/// Somebody added who may have been added by mistake.
struct Unwanted {
    id: String,
    words: Html,
}

/// Somebody whose answers can be taken over.
struct Like {
    id: String,
    name: String,
}

#[derive(Template)]
#[template(path = "page.html")]
struct PageTemplate<'a> {
    w: Words<'a>,
    steps: Vec<StepItem>,
    left: Html,
    title: Said,
    hint: Said,
    messages: Vec<Message>,
    likes: Vec<Like>,
    questions: Vec<Question>,
    group: Option<Group>,
    summary: Option<Vec<Section>>,
    /// The list of procedures.
    guidance: String,
    /// What is needed for certain so far.
    growing: Vec<Said>,
    unwanted: Option<Unwanted>,
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

/// Draws the page of a state with the problems of the last step.
pub fn draw(
    catalogue: &Catalogue,
    places: &dyn Places,
    state: &State,
    problems: &[Problem],
    today: Date,
) -> View {
    let way = journey(catalogue, &state.record);
    let Some(drawing) = Drawing::new(catalogue, places, state, &way, today) else {
        return View { title: String::new(), html: String::new(), page: String::new(), wants_code: false };
    };
    if matches!(drawing.page.kind, PageKind::Code) && finished(catalogue, state).is_some() {
        let (title, html) = code_page::waiting(drawing.asking.words, &drawing.page.id);
        return View { title, html, page: drawing.page.id.clone(), wants_code: true };
    }
    drawing.page(problems)
}

/// Draws the questions of a state's page alone, without the frame of the interview: staff entry has its
/// own. Gives the title and the questions.
pub fn draw_questions(
    catalogue: &Catalogue,
    places: &dyn Places,
    state: &State,
    problems: &[Problem],
    today: Date,
) -> Option<(String, String)> {
    let way = journey(catalogue, &state.record);
    let drawing = Drawing::new(catalogue, places, state, &way, today)?;
    let questions = drawing.questions(problems);
    let title = drawing.text("title").or_else(|| questions.first().map(|q| q.shown.legend.clone()));
    let messages = problems.iter().map(|problem| drawing.message(problem)).collect();
    let template = QuestionsTemplate { w: drawing.asking.words, questions, messages };
    let title = title.map_or_else(|| state.place.page.clone(), |title| title.plain);
    Some((title, template.render().unwrap_or_default()))
}

/// Draws these boxes of a state's page alone: those that whoever is asked now may see. Gives the title and the boxes.
pub fn draw_boxes(
    catalogue: &Catalogue,
    places: &dyn Places,
    state: &State,
    keys: &[ItemKey],
    today: Date,
) -> Option<(Said, String)> {
    let way = Journey::default();
    let drawing = Drawing::new(catalogue, places, state, &way, today)?;
    let title = drawing.text("title").unwrap_or_else(|| Said::of(state.place.page.as_str()));
    let questions = drawing.boxes(keys);
    let template = QuestionsTemplate { w: drawing.asking.words, questions, messages: Vec::new() };
    Some((title, template.render().unwrap_or_default()))
}

/// What the answers typed on a page mean so far: id of each question that says it, and the words.
pub fn live(
    catalogue: &Catalogue,
    places: &dyn Places,
    state: &State,
    form: &Form,
    today: Date,
) -> Vec<(String, String)> {
    let draft = form.fields().map(|(name, text)| (name.to_owned(), text.trim().to_owned())).collect();
    let typing = State { draft, ..state.clone() };
    let asking = Asking::of(catalogue, places, &typing, today);
    let fields = crate::engine::questions(catalogue, &typing);
    let live = fields.into_iter().filter_map(|field| {
        let name = asking.name(field.ask.leading());
        question::speaks(&asking, field)
            .then(|| (name, question::show(&asking, field).live.unwrap_or_default()))
    });
    live.collect()
}

struct Drawing<'a> {
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
        places: &'a dyn Places,
        state: &'a State,
        way: &'a Journey,
        today: Date,
    ) -> Option<Self> {
        let service = service(catalogue, &state.record)?;
        let (step, page) = service.page(&state.place.page)?;
        Some(Self { service, step, page, way, asking: Asking::of(catalogue, places, state, today), state })
    }

    fn page(&self, problems: &[Problem]) -> View {
        let words = self.asking.words;
        let mut questions = self.questions(problems);
        // A page with one question and no title of its own is headed by the question.
        let title = match (self.text("title"), questions.as_mut_slice()) {
            (None, [only]) => {
                only.heading = true;
                only.shown.legend.clone()
            }
            (title, _) => title.unwrap_or_else(|| Said::of(self.page.id.as_str())),
        };
        let summary = matches!(self.page.kind, PageKind::Summary);
        let messages = match summary {
            true => self.told(),
            false => problems.iter().map(|problem| self.message(problem)).collect(),
        };
        let mistaken = messages.iter().any(|message| !message.alert);
        let template = PageTemplate {
            w: words,
            steps: self.steps(),
            left: self.left(),
            title: title.clone(),
            hint: self.text("hint").unwrap_or_default(),
            messages,
            likes: self.likes(),
            questions,
            group: self.group(),
            summary: summary.then(|| summary::of(self.service, self.way, &self.asking)),
            guidance: self.guidance(),
            growing: self.growing(),
            unwanted: self.unwanted(),
            first: self.way.position(&self.state.place) == Some(0),
            page: &self.page.id,
            lang: words.language.tag(),
        };
        // Rendering into a String fails only where a template's own filter fails; there is none.
        let html = template.render().unwrap_or_default();
        // The document's title stands in the browser's history: nobody is named there.
        let title = page_text(&words, &self.page.id, "title", &self.ordinal()).unwrap_or(title).plain;
        let title = match mistaken {
            true => words.fill("page.title_error", &[("title", &title)]),
            false => title,
        };
        View { title, html, page: self.page.id.clone(), wants_code: false }
    }

    fn guidance(&self) -> String {
        match self.page.kind {
            PageKind::Guidance => {
                guidance_page::html(&self.asking, &guidance_page::tell(&self.asking), false)
            }
            _ => String::new(),
        }
    }

    fn growing(&self) -> Vec<Said> {
        match self.page.kind {
            PageKind::Fields(_) | PageKind::Ticks(_) => guidance_page::growing(&self.asking),
            _ => Vec::new(),
        }
    }

    /// A text of the page with the name of whoever it is about.
    fn text(&self, what: &str) -> Option<Said> {
        let element = self.state.place.element;
        let name = element.map(|id| summary::name(&self.asking, self.page.each, id)).unwrap_or_default();
        page_text(&self.asking.words, &self.page.id, what, &name)
    }

    /// Whoever the page is about, by his place in the list.
    fn ordinal(&self) -> String {
        let about = self.page.each.zip(self.state.place.element);
        about.map(|(list, id)| question::element::ordinal(&self.asking, list, id)).unwrap_or_default()
    }

    fn steps(&self) -> Vec<StepItem> {
        let steps = self.service.steps.iter().enumerate();
        let item = |(at, step): (usize, &kakanai_catalogue::Step)| StepItem {
            words: self.asking.words.said_there(&["step.", &step.id].concat()).unwrap_or_default().html,
            current: at == self.step,
            done: at < self.step,
        };
        steps.map(item).collect()
    }

    /// あと約3分; nothing once all is asked.
    fn left(&self) -> Html {
        let catalogue = self.asking.catalogue();
        let left = progress::left(catalogue, &self.state.record, self.way, &self.state.place);
        match left.questions {
            0 => Html::default(),
            _ => self.asking.words.with("progress.left", "minutes", &left.minutes().to_string()),
        }
    }

    fn message(&self, problem: &Problem) -> Message {
        let words = problem.said(&self.asking.words).html;
        Message { control: problem.control.clone(), words, alert: problem.alert, goto: None }
    }

    fn questions(&self, problems: &[Problem]) -> Vec<Question> {
        let fields = asked(&self.state.record, self.page, self.state.place.element);
        let question = |field: &Field| {
            let asking = self.with_previous(field);
            let shown = question::show(&asking, field);
            let id = asking.name(field.ask.leading());
            let own = problems.iter().filter(|problem| {
                problem.control == id || shown.controls.iter().any(|control| control.name == problem.control)
            });
            let messages = own.map(|problem| self.message(problem)).collect();
            let wants_live = question::speaks(&asking, field);
            Question { shown, id, heading: false, wants_live, messages }
        };
        fields.map(question).chain(self.ticks()).collect()
    }

    /// The groups of boxes of a page of ticks.
    fn ticks(&self) -> Vec<Question> {
        if !matches!(self.page.kind, PageKind::Ticks(_)) {
            return Vec::new();
        }
        self.boxes(&self.way.open.shown(&self.state.record, self.page))
    }

    fn boxes(&self, keys: &[ItemKey]) -> Vec<Question> {
        if keys.is_empty() {
            return Vec::new();
        }
        let group = |(at, shown): (usize, Shown)| Question {
            shown,
            id: ["ticks.", &at.to_string()].concat(),
            heading: false,
            wants_live: false,
            messages: Vec::new(),
        };
        question::ticks::show(&self.asking, &self.page.id, keys).into_iter().enumerate().map(group).collect()
    }

    /// A question not yet answered may begin with the answer of the person before.
    fn with_previous(&self, field: &Field) -> Asking<'a> {
        let mut asking = self.asking;
        let open = |tag: &Tag| !asking.answer(*tag).is_answered() && !asking.is_typed(*tag);
        if field.like_previous && field.ask.items().iter().all(open) {
            // The controls keep this person's names: only the accepted values come from the other.
            asking.like = self.before().last().copied();
        }
        asking
    }

    /// Those of the page's list who come before the one it is about.
    fn before(&self) -> &'a [ElementId] {
        let (Some(list), Some(element)) = (self.page.each, self.state.place.element) else { return &[] };
        let elements = self.state.record.elements(list.key());
        let at = elements.iter().position(|id| *id == element);
        at.and_then(|at| elements.get(..at)).unwrap_or_default()
    }

    /// Whose answers can be taken over with one press.
    fn likes(&self) -> Vec<Like> {
        let PageKind::Fields(fields) = &self.page.kind else { return Vec::new() };
        let Some(field) = fields.iter().find(|field| field.like_previous) else { return Vec::new() };
        let answered = |id: &&ElementId| {
            let record = &self.state.record;
            field.ask.items().iter().any(|tag| record.get(tag.of(**id)).is_answered())
        };
        let others = self.before().iter().filter(answered);
        let like = |id: &ElementId| Like {
            id: id.to_string(),
            name: summary::name(&self.asking, self.page.each, *id),
        };
        others.map(like).collect()
    }

    /// As long as something about somebody is open, he can still be left out.
    fn unwanted(&self) -> Option<Unwanted> {
        let (list, id) = (self.page.each?, self.state.place.element?);
        let others = self.state.record.elements(list.key()).len() > 1;
        let about =
            |stop: &&crate::journey::Stop| stop.place.element == Some(id) && self.lists(stop) == Some(list);
        let open = self.way.stops.iter().filter(about).any(|stop| !stop.complete);
        self.service.group(list).filter(|_| others && open)?;
        let path = self.asking.catalogue().dictionary().path(list.key());
        Some(Unwanted {
            id: id.to_string(),
            words: self.asking.words.t(&["button.unwanted.", &path].concat()),
        })
    }

    /// The list that a page is asked for each of.
    fn lists(&self, stop: &crate::journey::Stop) -> Option<Tag> {
        self.service.page(&stop.place.page).and_then(|(_, page)| page.each)
    }

    /// Hints of all pages, each once. What an earlier answer, changed later, has made wrong stands among them.
    /// All that is to be said about the whole record, errors first, each with the way to its page.
    fn told(&self) -> Vec<Message> {
        let mut told = checks::whole(self.asking.catalogue(), &self.state.record, self.asking.today);
        told.sort_by_key(|(_, problem)| problem.alert);
        let message = |(place, problem): (Place, Problem)| Message {
            goto: Some(goto(&place)),
            ..self.message(&problem)
        };
        told.into_iter().map(message).collect()
    }

    fn group(&self) -> Option<Group> {
        let PageKind::Group(list) = self.page.kind else { return None };
        let elements = self.state.record.elements(list.key());
        let page_about = |id: ElementId| {
            self.way.stops.iter().find(|stop| {
                let of_list =
                    self.service.page(&stop.place.page).is_some_and(|(_, page)| page.each == Some(list));
                of_list && stop.place.element == Some(id)
            })
        };
        let row = |id: &ElementId| Row {
            id: id.to_string(),
            words: question::element::named(&self.asking, list, *id),
            edit: page_about(*id).map(|stop| goto(&stop.place)).unwrap_or_default(),
            removable: elements.len() > 1,
        };
        let path = self.asking.catalogue().dictionary().path(list.key());
        let total = (list == kakanai_record::core::CERTIFICATE)
            .then(|| fees::certificates(self.asking.catalogue(), &self.state.record))
            .flatten();
        Some(Group {
            rows: elements.iter().map(row).collect(),
            add: self.asking.words.t(&["button.add.", &path].concat()),
            total: total.map(|yen| self.asking.words.fill("fee.total", &[("yen", &fees::yen(yen))])),
        })
    }
}
