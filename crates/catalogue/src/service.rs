//! Services, steps, pages and questions, checked and ready to be asked.

use kakanai_record::Tag;
use kakanai_rules::Expr;

/// What a person comes for.
#[derive(Debug, Clone)]
pub struct Service {
    /// Key of the core code list `service`.
    pub id: String,
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// A step of the step bar.
#[derive(Debug, Clone)]
pub struct Step {
    /// Name, unique in the service.
    pub id: String,
    /// Pages in order.
    pub pages: Vec<Page>,
}

/// One page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Name, unique in the service.
    pub id: String,
    /// What is on it.
    pub kind: PageKind,
    /// Asked once for each element of this list.
    pub each: Option<Tag>,
    /// Asked unless certainly false.
    pub when: Option<Expr>,
    /// Asked only while a procedure hangs on one of its questions.
    pub guided: bool,
}

/// What is on a page.
#[derive(Debug, Clone)]
pub enum PageKind {
    /// Questions.
    Fields(Vec<Field>),
    /// Boxes to tick, for the household and for each person: those that a procedure still hangs on.
    Ticks(Vec<Tick>),
    /// The elements of a list (people, certificates), to add to, change and remove.
    Group(Tag),
    /// The procedures that follow from the answers.
    Guidance,
    /// Everything said, with a way back to each page.
    Summary,
    /// The sealed code.
    Code,
}

/// A box to tick: a yes-or-no item, and yes where it is ticked.
#[derive(Debug, Clone)]
pub struct Tick {
    /// The item.
    pub tag: Tag,
    /// The list of those for whom it is asked one by one.
    pub list: Option<Tag>,
    /// Asked unless certainly false.
    pub when: Option<Expr>,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Field {
    /// What is asked.
    pub ask: Ask,
    /// Asked unless certainly false.
    pub when: Option<Expr>,
    /// May be left out.
    pub optional: bool,
    /// Offers わからない.
    pub dont_know: bool,
    /// Begins with the answer of the element before.
    pub like_previous: bool,
    /// Of a code list, only these keys are offered; all where there are none.
    pub choices: Vec<String>,
}

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// One item, in the way of its kind.
    Item(Tag),
    /// A name with its kana.
    Name {
        /// 氏名
        kanji: Tag,
        /// フリガナ
        kana: Tag,
    },
    /// Town, lot and building, after the postal code.
    Town {
        /// 郵便番号, asked on an earlier page.
        postal: Tag,
        /// 市区町村
        municipality: Tag,
        /// 町名
        town: Tag,
        /// 番地
        lot: Tag,
        /// 方書
        building: Tag,
    },
    /// 本籍, of which the municipality is read off the front.
    Koseki {
        /// 市区町村
        municipality: Tag,
        /// 町名
        town: Tag,
        /// 地番
        lot: Tag,
    },
}

impl Ask {
    /// The items it answers.
    pub fn items(self) -> Vec<Tag> {
        match self {
            Self::Item(tag) => vec![tag],
            Self::Name { kanji, kana } => vec![kanji, kana],
            Self::Town { municipality, town, lot, building, .. } => vec![municipality, town, lot, building],
            Self::Koseki { municipality, town, lot } => vec![municipality, town, lot],
        }
    }

    /// The items without which the question is not answered: a municipality follows from what is written.
    pub fn required(self) -> Vec<Tag> {
        match self {
            Self::Town { town, lot, building, .. } => vec![town, lot, building],
            Self::Koseki { town, lot, .. } => vec![town, lot],
            other => other.items(),
        }
    }

    /// The item that names the question in texts.
    pub fn leading(self) -> Tag {
        match self {
            Self::Item(tag)
            | Self::Name { kanji: tag, .. }
            | Self::Town { town: tag, .. }
            | Self::Koseki { town: tag, .. } => tag,
        }
    }
}

impl Service {
    /// All pages with the index of their step.
    pub fn pages(&self) -> impl Iterator<Item = (usize, &Page)> {
        self.steps.iter().enumerate().flat_map(|(step, s)| s.pages.iter().map(move |page| (step, page)))
    }

    /// The lists that its pages ask about, each once.
    pub fn lists(&self) -> Vec<Tag> {
        let mut lists = Vec::new();
        for (_, page) in self.pages() {
            let list = match page.kind {
                PageKind::Group(list) => Some(list),
                _ => page.each,
            };
            lists.extend(list.filter(|list| !lists.contains(list)));
        }
        lists
    }

    /// The page that shows a list.
    pub fn group(&self, list: Tag) -> Option<&Page> {
        let mut pages = self.pages();
        pages
            .find(|(_, page)| matches!(page.kind, PageKind::Group(shown) if shown == list))
            .map(|(_, page)| page)
    }

    /// The page of this name.
    pub fn page(&self, id: &str) -> Option<(usize, &Page)> {
        self.pages().find(|(_, page)| page.id == id)
    }
}
