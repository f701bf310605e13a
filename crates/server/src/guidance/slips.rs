//! Slips: what one desk has to do for one person, on a paper of its own that goes there with him.

use kakanai_forms::sheet::{Block, Line, Sheet, Size};
use kakanai_interview::guide::{Decision, ToldPlace};
use kakanai_record::ElementId;

use super::{Paper, line};

const TITLE: &str = "窓口連絡票";
const FOOT: &str = "窓口の職員に渡してください。";
const NOTHING: &str = "窓口に渡す連絡票はありません。";

/// The slips in walking order; of a desk, what is the household's first, then person by person.
pub(super) fn slips(paper: &Paper<'_>) -> Vec<Sheet> {
    let mut slips: Vec<(usize, Sheet)> = Vec::new();
    let people = paper.people.iter().map(|(id, _)| Some(*id));
    for person in std::iter::once(None).chain(people) {
        let (list, told) = paper.told(|decision: &Decision| decision.person == person);
        for (stop, place) in list.desks.iter().zip(&told.places) {
            if let Some(at) = desk(&stop.at) {
                slips.push((at, slip(paper, place, person)));
            }
        }
    }
    // Stable: at a desk they stay as they are.
    slips.sort_by_key(|(at, _)| *at);
    let slips: Vec<Sheet> = slips.into_iter().map(|(_, slip)| slip).collect();
    if slips.is_empty() { vec![nothing(paper)] } else { slips }
}

/// The place of a desk in walking order; none for offices outside, which get no slips.
const fn desk(at: &kakanai_catalogue::Where) -> Option<usize> {
    match at {
        kakanai_catalogue::Where::Desk(at) => Some(*at),
        kakanai_catalogue::Where::Outside(_) => None,
    }
}

fn slip(paper: &Paper<'_>, place: &ToldPlace, person: Option<ElementId>) -> Sheet {
    let mut blocks = vec![Block::Place(paper.place(place))];
    for entry in &place.entries {
        let mut one = paper.to_do(entry);
        one.people.clear();
        blocks.push(Block::Entry(one));
    }
    let (label, words) = match person {
        Some(person) => ("氏名", vec![paper.name(person)]),
        None => ("世帯", paper.everybody()),
    };
    let whose = Line { strong: person.is_some(), ..line(label, words) };
    frame(paper, vec![whose, paper.service()], blocks)
}

fn nothing(paper: &Paper<'_>) -> Sheet {
    frame(paper, vec![paper.service()], vec![Block::Paragraph(NOTHING.to_owned())])
}

fn frame(paper: &Paper<'_>, lines: Vec<Line>, blocks: Vec<Block>) -> Sheet {
    Sheet {
        size: Size::A5,
        issuer: paper.city(),
        made: paper.made(),
        title: TITLE.to_owned(),
        number: paper.number(),
        lines,
        blocks,
        footer: FOOT.to_owned(),
    }
}
