//! The answers of a record as rules read them, laid out once for many rules.

use kakanai_record::{Answer, ItemKey, Record};

use crate::trail::Why;
use crate::value::Known;

/// What is known by the answer at a place, and the part that it plays in a comparison.
#[derive(Debug)]
pub(crate) struct Stands<'a> {
    pub(crate) known: Known<'a>,
    pub(crate) why: Why,
}

impl<'a> Stands<'a> {
    pub(crate) fn of(answer: &'a Answer) -> Self {
        let known = Known::of_answer(answer);
        let why = match answer {
            Answer::NotAsked => Why::Hangs,
            Answer::DontKnow | Answer::Unrecorded => Why::Stuck,
            Answer::NotApplicable => Why::NotApplicable,
            Answer::Known(_) if known.is_vague() => Why::Vague,
            Answer::Known(_) => Why::Because,
        };
        Self { known, why }
    }
}

/// Answers by place: a table with open places, at most half of them taken.
///
/// A rule finds an answer here with one look where the record's tree takes a dozen comparisons. That pays where rules
/// read the record more often than it has answers.
#[derive(Debug)]
pub(crate) struct Answers<'a> {
    entries: Vec<(ItemKey, Stands<'a>)>,
    /// Places in `entries`, from 1; 0 where nothing is.
    slots: Vec<u32>,
    /// What remains of a spread number is a place in `slots`.
    shift: u32,
}

impl<'a> Answers<'a> {
    pub(crate) fn of(record: &'a Record) -> Self {
        let entries: Vec<_> = record.answers().map(|(key, answer)| (key, Stands::of(answer))).collect();
        let bits = (2 * entries.len()).next_power_of_two().trailing_zeros().max(1);
        let mut answers = Self { entries, slots: vec![0; 1 << bits], shift: u64::BITS - bits };
        for (at, (key, _)) in (1..).zip(&answers.entries) {
            let mut slot = answers.first(*key);
            while answers.slots[slot] != 0 {
                slot = answers.next(slot);
            }
            answers.slots[slot] = at;
        }
        answers
    }

    #[inline]
    pub(crate) fn at(&self, key: ItemKey) -> &Stands<'a> {
        let mut slot = self.first(key);
        while let Some((known, stands)) = self.entries.get((self.slots[slot] as usize).wrapping_sub(1)) {
            if *known == key {
                return stands;
            }
            slot = self.next(slot);
        }
        &Stands { known: Known::Unknown, why: Why::Hangs }
    }

    /// Numbers of keys lie close together: multiplying by the golden ratio spreads them (Knuth).
    #[inline]
    fn first(&self, key: ItemKey) -> usize {
        (key.number().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }

    #[inline]
    fn next(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use kakanai_record::{Dictionary, core, json};

    use super::*;

    #[test]
    fn every_answer_is_found_and_nothing_else() {
        let dictionary = Dictionary::core();
        let people: Vec<String> = (1..=20)
            .map(|n| {
                format!(
                    r##"{{"#": {n}, "birth": "19{:02}", "japanese": true, "care": {{"?": "dont_know"}}}}"##,
                    n + 9
                )
            })
            .collect();
        let text = format!(r#"{{"service": "move_in", "mover": [{}]}}"#, people.join(","));
        for record in [Record::new(), json::from_str(&dictionary, &text).unwrap()] {
            let answers = Answers::of(&record);
            assert!(answers.slots.iter().filter(|slot| **slot == 0).count() * 2 >= answers.slots.len());
            for item in dictionary.items() {
                let people = record.elements(core::MOVER.key()).iter();
                for key in people.map(|id| item.tag.of(*id)).chain([item.tag.key()]) {
                    let (found, wanted) = (answers.at(key), Stands::of(record.get(key)));
                    assert_eq!(format!("{found:?}"), format!("{wanted:?}"), "{}", dictionary.path(key));
                }
            }
        }
    }
}
