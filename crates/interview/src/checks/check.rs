//! What every check sees, and how it speaks.

use kakanai_catalogue::{Ask, Catalogue, Field, Page, PageKind};
use kakanai_domain::age::{self, Reading};
use kakanai_domain::birth::BirthDate;
use kakanai_domain::kana::narrow;
use kakanai_record::{Answer, Date, ElementId, ItemKind, Record, Tag, core};

use crate::journey::{applies, asked, key, service};
use crate::problem::{Argument, Problem};
use crate::question::birth;

static NOT_ASKED: Answer = Answer::NotAsked;

/// Arguments of a text.
pub(super) type Arguments = Vec<(&'static str, Argument)>;

/// One page with its answers, being checked.
pub(super) struct Check<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) record: &'a Record,
    pub(super) element: Option<ElementId>,
    pub(super) today: Date,
    pub(super) service: &'a str,
    pub(super) problems: Vec<Problem>,
    page: &'a Page,
    /// Items that the page asks now, and whether as a part of a name.
    asked: Vec<(Tag, bool)>,
}

impl<'a> Check<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        record: &'a Record,
        page: &'a Page,
        element: Option<ElementId>,
        today: Date,
    ) -> Option<Self> {
        let service = record.get(core::SERVICE.key()).code()?;
        let items = |field: &Field| {
            let in_name = matches!(field.ask, Ask::Name { .. });
            field.ask.items().into_iter().map(move |tag| (tag, in_name))
        };
        let asked = asked(record, page, element).flat_map(items).collect();
        Some(Self { catalogue, record, element, today, service, problems: Vec::new(), page, asked })
    }

    /// Whether the page asks an item.
    pub(super) fn asks(&self, tag: Tag) -> bool {
        self.asked.iter().any(|(asked, _)| *asked == tag)
    }

    /// The first of these items that the page asks.
    pub(super) fn one_of(&self, tags: &[Tag]) -> Option<Tag> {
        tags.iter().copied().find(|tag| self.asks(*tag))
    }

    /// The same where no later page asks any of them.
    pub(super) fn last_of(&self, tags: &[Tag]) -> Option<Tag> {
        let here = self.one_of(tags)?;
        let service = service(self.catalogue, self.record)?;
        let mut later = service.pages().skip_while(|(_, page)| page.id != self.page.id).skip(1);
        (!later.any(|(_, page)| self.is_asked_on(page, tags))).then_some(here)
    }

    fn is_asked_on(&self, page: &Page, tags: &[Tag]) -> bool {
        let asks = |element| {
            let mut items = asked(self.record, page, element).flat_map(|field| field.ask.items());
            applies(self.record, page.when.as_ref(), page.each, element)
                && items.any(|tag| tags.contains(&tag))
        };
        match page.each {
            None => asks(None),
            Some(list) if Some(list) == self.page.each => asks(self.element),
            Some(list) => self.record.elements(list.key()).iter().any(|id| asks(Some(*id))),
        }
    }

    /// The answer of an item on this page, or of one that belongs to no list. A question that the page has just taken
    /// out has none, whatever was said before.
    pub(super) fn get(&self, tag: Tag) -> &'a Answer {
        let taken_out = self.fields().iter().any(|field| field.ask.items().contains(&tag)) && !self.asks(tag);
        if taken_out { &NOT_ASKED } else { self.record.get(key(self.catalogue, tag, self.element)) }
    }

    /// The answer about an element.
    pub(super) fn of(&self, tag: Tag, id: ElementId) -> &'a Answer {
        if Some(id) == self.element { self.get(tag) } else { self.record.get(tag.of(id)) }
    }

    /// The code answered, or nothing.
    pub(super) fn code(&self, tag: Tag) -> &'a str {
        self.get(tag).code().unwrap_or_default()
    }

    fn fields(&self) -> &'a [Field] {
        match &self.page.kind {
            PageKind::Fields(fields) => fields,
            _ => &[],
        }
    }

    /// Whether the page is about an element of this list.
    pub(super) fn is_about(&self, list: Tag) -> bool {
        self.page.each == Some(list)
    }

    /// The people concerned.
    pub(super) fn movers(&self) -> &'a [ElementId] {
        self.record.elements(core::MOVER.key())
    }

    /// Somebody chosen among the movers; the only one where there is no choice.
    pub(super) fn chosen(&self, tag: Tag) -> Option<ElementId> {
        match self.movers() {
            [only] => Some(*only),
            _ => self.get(tag).element(),
        }
    }

    /// Whether this person is named before another.
    pub(super) fn is_before(&self, one: ElementId, other: ElementId) -> bool {
        let mut both = self.movers().iter().filter(|id| **id == one || **id == other);
        both.next() == Some(&one)
    }

    pub(super) fn birth(&self, id: ElementId) -> Option<BirthDate> {
        birth::known(self.of(core::MOVER_BIRTH, id))
    }

    /// Whether somebody is at least so old on the day that matters; `None` where that is not certain.
    pub(super) fn is_at_least(&self, id: ElementId, years: u8) -> Option<bool> {
        let moved = self.record.get(core::MOVE_DATE.key()).date();
        age::is_at_least(&self.birth(id)?, years, moved.unwrap_or(self.today), Reading::Birthday)
    }

    /// What a person is called; which one in the list where no name is known.
    pub(super) fn name(&self, id: ElementId) -> Arguments {
        let name = [core::MOVER_NAME, core::MOVER_LATIN].into_iter().find_map(|tag| self.of(tag, id).text());
        let place = || self.movers().iter().take_while(|other| **other != id).count() + 1;
        vec![("name", name.map_or_else(|| place().to_string(), str::to_owned).into())]
    }

    /// Whether a name is that of a mover: who that is.
    pub(super) fn mover_named(&self, name: &Answer) -> Option<ElementId> {
        let name = plain(name.text()?);
        let has = |id: &&ElementId| {
            let names = [core::MOVER_NAME, core::MOVER_LATIN].map(|tag| self.of(tag, **id).text());
            names.into_iter().flatten().any(|other| plain(other) == name)
        };
        self.movers().iter().find(has).copied()
    }

    /// Whether a municipality is this city or one of its wards.
    pub(super) fn is_here(&self, code: &str) -> bool {
        let city = self.catalogue.city();
        code == city.code || city.wards.iter().any(|ward| ward.code == code)
    }

    pub(super) fn error(&mut self, at: Tag, key: &'static str, arguments: Arguments) {
        self.raise(true, at, key, arguments);
    }

    pub(super) fn alert(&mut self, at: Tag, key: &'static str, arguments: Arguments) {
        self.raise(false, at, key, arguments);
    }

    /// An error where it is `certain`ly one here, a hint otherwise.
    pub(super) fn raise(&mut self, certain: bool, at: Tag, key: &'static str, arguments: Arguments) {
        self.problems.push(Problem { control: self.control(at), key, arguments, alert: !certain });
    }

    /// The control at which an item's problems stand: its first one.
    fn control(&self, tag: Tag) -> String {
        let path = self.catalogue.dictionary().path(key(self.catalogue, tag, self.element));
        let kind = self.catalogue.dictionary().item(tag).map(|item| &item.kind);
        match kind {
            Some(ItemKind::Date | ItemKind::PartialDate | ItemKind::Period) => path + ".year",
            _ if self.asked.contains(&(tag, true)) => path + ".family",
            _ => path,
        }
    }
}

/// A day as an argument.
pub(super) fn day(day: Date) -> Arguments {
    vec![("day", day.into())]
}

/// A text without what different hands write differently: width, case, spaces.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase()
}
