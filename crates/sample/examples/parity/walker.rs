//! Somebody who goes through an interview with a household in mind: mostly right, sometimes wrong, and not always
//! straight on. What is on a page is asked of the engine, not read out of HTML.

use std::collections::BTreeMap;

use kakanai_catalogue::{Ask, Catalogue, Field, PageKind};
use kakanai_interview::desk::box_pages;
use kakanai_interview::question::ticks::rest;
use kakanai_interview::question::{self, Asking, Control, Shown, Widget};
use kakanai_interview::words::Words;
use kakanai_interview::{Places, State, engine, journey};
use kakanai_record::{Answer, Date, ElementId, ItemKind, Record, core};
use kakanai_sample::Dice;

use crate::mistakes;

/// Names and texts as a browser sends them.
pub(crate) type Fields = Vec<(String, String)>;

/// What the walker does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Move {
    /// Sends the page.
    Send(Fields),
    /// Loads the page again.
    Reload,
}

/// How often out of a hundred things go otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// A control is filled in wrongly.
    pub(crate) mistakes: u32,
    /// Another button than the next is pressed.
    pub(crate) detours: u32,
}

/// One person at one device.
pub(crate) struct Walker<'a> {
    catalogue: &'a Catalogue,
    towns: &'a dyn Places,
    plan: &'a Record,
    today: Date,
    manner: Manner,
    dice: Dice,
    last: Fields,
    page: String,
    tries: u32,
}

impl<'a> Walker<'a> {
    /// Somebody who wants to enter `plan`.
    pub(crate) fn new(
        catalogue: &'a Catalogue,
        towns: &'a dyn Places,
        plan: &'a Record,
        today: Date,
        manner: Manner,
        seed: u64,
    ) -> Self {
        let dice = Dice::new(seed);
        Self { catalogue, towns, plan, today, manner, dice, last: Vec::new(), page: String::new(), tries: 0 }
    }

    /// The next move on the page of a state.
    pub(crate) fn next(&mut self, state: &State) -> Move {
        let here = format!("{}:{:?}", state.place.page, state.place.element);
        self.tries = if here == self.page { self.tries + 1 } else { 0 };
        self.page = here;
        if self.dice.percent(self.manner.detours) && self.dice.percent(10) {
            return Move::Reload;
        }
        if self.dice.percent(self.manner.detours) && self.dice.percent(20) {
            return Move::Send(self.last.clone());
        }
        let mut fields = self.fields(state);
        fields.extend(self.action(state).map(|action| ("action".to_owned(), action)));
        self.last.clone_from(&fields);
        Move::Send(fields)
    }

    fn fields(&mut self, state: &State) -> Fields {
        let mut fields = Vec::new();
        for field in engine::questions(self.catalogue, state) {
            fields.extend(self.answer(state, field));
        }
        fields.extend(self.boxes(state));
        if self.dice.percent(self.manner.mistakes) {
            mistakes::structure(&mut fields, &mut self.dice);
        }
        fields
    }

    /// The boxes of a page of ticks, as the plan has them of whoever stands in the same place of the list.
    fn boxes(&mut self, state: &State) -> Fields {
        let pages = box_pages(self.catalogue, &state.record, |_| true);
        let Some(page) = pages.into_iter().find(|page| page.place == state.place) else { return Vec::new() };
        let mut fields = Vec::new();
        let mut unknown = false;
        for key in page.keys {
            let planned = match key.innermost() {
                Some(here) => match self.in_plan(state, here) {
                    Some(id) => self.plan.get(key.tag().of(id)),
                    None => &Answer::NotAsked,
                },
                None => self.plan.get(key),
            };
            unknown |= *planned == Answer::DontKnow;
            if planned.flag() == Some(true) || self.dice.percent(self.manner.mistakes / 3) {
                fields.push((self.catalogue.dictionary().path(key), "yes".to_owned()));
            }
        }
        if unknown {
            fields.push((rest(&state.place.page), "yes".to_owned()));
        }
        fields
    }

    /// Who stands in the plan where a mover stands here.
    fn in_plan(&self, state: &State, here: ElementId) -> Option<ElementId> {
        let list = core::MOVER.key();
        let at = state.record.elements(list).iter().position(|id| *id == here)?;
        let planned = self.plan.elements(list);
        planned.get(at % planned.len().max(1)).copied()
    }

    /// The button that is pressed; none where the form is sent with the return key.
    fn action(&mut self, state: &State) -> Option<String> {
        if self.tries >= 3 && self.dice.percent(60) {
            // Stuck: an earlier answer may be to blame.
            return Some("back".into());
        }
        if self.dice.percent(self.manner.detours) {
            return Some(self.detour(state));
        }
        let service = journey::service(self.catalogue, &state.record)?;
        if let PageKind::Group(list) = service.page(&state.place.page)?.1.kind {
            let (here, planned) = (state.record.elements(list.key()), self.plan.elements(list.key()));
            if here.len() < planned.len() {
                return Some("add".into());
            }
            // One element stays whatever happens: a list that is asked for is never empty.
            if let (true, Some(last)) = (here.len() > planned.len().max(1), here.last()) {
                return Some(format!("remove={last}"));
            }
        }
        self.dice.percent(80).then(|| "next".into())
    }

    fn detour(&mut self, state: &State) -> String {
        let people = state.record.elements(core::MOVER.key());
        match self.dice.below(12) {
            0..=2 => "back".into(),
            3 | 4 => match self.dice.choose(&journey::journey(self.catalogue, &state.record).stops) {
                Some(stop) => match stop.place.element {
                    Some(element) => format!("goto={}:{element}", stop.place.page),
                    None => format!("goto={}", stop.place.page),
                },
                None => "goto=".into(),
            },
            5 => {
                self.dice.pick(&["goto=code", "goto=person:99", "goto=person:0", "goto=:", "goto=<b>"]).into()
            }
            6 => self.dice.pick(&["language=en", "furigana=on", "furigana=off", "keep"]).into(),
            7 => self.dice.pick(&["language=ja", "language=xx", "language="]).into(),
            8 => "add".into(),
            9 => match self.dice.choose(people) {
                Some(id) if self.dice.percent(50) => format!("copy={id}"),
                Some(id) => format!("remove={id}"),
                None => "remove=1".into(),
            },
            10 => self.dice.pick(&["remove=99", "remove=x", "add=1", "forward", "next=1"]).into(),
            _ => "next".into(),
        }
    }

    /// Name and text of each control of a question.
    fn answer(&mut self, state: &State, field: &Field) -> Fields {
        let draft = BTreeMap::new();
        let asking = |record, element| Asking {
            words: Words::japanese(self.catalogue, record),
            places: self.towns,
            record,
            draft: &draft,
            element,
            today: self.today,
            like: None,
        };
        let here = question::show(&asking(&state.record, state.place.element), field);
        let planned = question::show(&asking(self.plan, self.planned(state)), field);
        let is_planned = self.is_planned(state, field);
        let mut fields = Vec::new();
        for (at, control) in here.controls.iter().enumerate() {
            let wanted = planned.controls.get(at).map(|control| control.value.as_str()).unwrap_or_default();
            let value = self.value(state, field, control, wanted, is_planned, at);
            let value = match self.dice.percent(self.manner.mistakes) {
                true => mistakes::text(&value, &mut self.dice),
                false => value,
            };
            fields.push((control.name.clone(), value));
        }
        fields.extend(self.ticked(&here, &planned));
        fields
    }

    /// わからない and its like, where the plan says so, or out of the blue.
    fn ticked(&mut self, here: &Shown, planned: &Shown) -> Fields {
        let mut ticked = Vec::new();
        for (at, check) in here.checks.iter().enumerate() {
            let wanted = planned.checks.get(at).is_some_and(|planned| planned.chosen);
            if wanted || self.dice.percent(self.manner.mistakes / 3) {
                ticked.push((check.name.clone(), "yes".to_owned()));
            }
        }
        ticked
    }

    /// Whether the plan answers a question, or leaves an optional one empty.
    fn is_planned(&self, state: &State, field: &Field) -> bool {
        let key = journey::key(self.catalogue, field.ask.leading(), self.planned(state));
        field.optional || matches!(self.plan.get(key), Answer::Known(_))
    }

    /// The element of the plan that the page is about: the one in the same place of its list.
    fn planned(&self, state: &State) -> Option<ElementId> {
        let page = journey::service(self.catalogue, &state.record)?.page(&state.place.page)?.1;
        let list = page.each?.key();
        let at = state.record.elements(list).iter().position(|id| Some(*id) == state.place.element)?;
        let planned = self.plan.elements(list);
        planned.get(at % planned.len().max(1)).copied()
    }

    /// What the plan has for a control; an invention where it has nothing.
    fn value(
        &mut self,
        state: &State,
        field: &Field,
        control: &Control,
        planned: &str,
        is_planned: bool,
        at: usize,
    ) -> String {
        let kind = match field.ask {
            Ask::Item(tag) => self.catalogue.dictionary().item(tag).map(|item| &item.kind),
            _ => None,
        };
        let wanted = match kind {
            Some(ItemKind::Element(_)) => self.counterpart(state, planned),
            _ => planned.to_owned(),
        };
        match &control.widget {
            Widget::Radio(choices) | Widget::Select { choices, .. } => {
                let fits = choices.iter().any(|choice| choice.value == wanted);
                let other = self.dice.choose(choices).map(|choice| choice.value.clone());
                if fits { wanted } else { other.unwrap_or_default() }
            }
            Widget::Line { .. } | Widget::Lines if is_planned => wanted,
            Widget::Line { .. } | Widget::Lines => invention(field, kind, at).to_owned(),
        }
    }

    /// The id that a person of the plan has here.
    fn counterpart(&self, state: &State, planned: &str) -> String {
        let at = self.plan.elements(core::MOVER.key()).iter().position(|id| id.to_string() == planned);
        let here = at.and_then(|at| state.record.elements(core::MOVER.key()).get(at));
        here.map(ToString::to_string).unwrap_or_default()
    }
}

fn invention(field: &Field, kind: Option<&ItemKind>, at: usize) -> &'static str {
    match (field.ask, kind) {
        (Ask::Name { .. }, _) => ["見本", "十郎", "ミホン", "ジュウロウ"][at % 4],
        // Without a building there is nothing to write.
        (Ask::Town { .. } | Ask::Koseki { .. }, _) => ["見本県ためし市一番町", "9999番地", ""][at % 3],
        (_, Some(ItemKind::Date)) => ["", "2028", "3", "31"][at % 4],
        (_, Some(ItemKind::PartialDate)) => ["S", "60", "12", "3"][at % 4],
        (_, Some(ItemKind::Postal)) => "000-0001",
        (_, Some(ItemKind::Digits { .. })) => "0999-00-0099",
        (_, Some(ItemKind::Country)) => "VNM",
        (_, Some(ItemKind::CardNumber)) => "ZZ00000001ZZ",
        (_, Some(ItemKind::Number { .. })) => "1",
        _ => "見本県ためし市一番町9999番地",
    }
}
