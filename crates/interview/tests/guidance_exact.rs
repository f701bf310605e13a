//! Every way to answer small catalogues: no question that guidance leaves out could change an outcome, and how many of those
//! that it asks could not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod guided;

use std::collections::BTreeSet;

use kakanai_catalogue::{Catalogue, files};
use kakanai_interview::guide::{self, Outcome};
use kakanai_record::{Answer, Change, ElementId, ItemKey, Record, core, json};
use kakanai_sample::Dice;
use serde_json::{Value as Json, json as written};

const CITY: &str = "code = \"999999\"\nname = \"みほん市\"\nprefecture = \"見本県\"\ncode_valid_days = 30\n";

const DESKS: &str = "[[desk]]\nid = \"hall\"\nnumber = 1\nfloor = \"1F\"\nmap = \"1F-1\"\nhow_far = 4\n";

/// A catalogue of a few rules, and everything that may be said to what they read.
struct Small {
    catalogue: Catalogue,
    bare: Record,
    places: Vec<(ItemKey, Vec<Answer>)>,
}

/// A rule for everybody or for each person, and one for whether it needs anything done.
type Rule = (bool, &'static str, Option<&'static str>);

/// The place of わからない among the answers; the first of all is none.
const DONT_KNOW: usize = 1;

const YES_OR_NO: [Json; 2] = [Json::Bool(true), Json::Bool(false)];

impl Small {
    /// `places` with the values that each may have; わからない may be said to all of them.
    fn new(rules: &[(bool, String, Option<String>)], places: &[(&str, Vec<Json>)]) -> Self {
        let mut text = String::new();
        for (at, (each, when, automatic)) in rules.iter().enumerate() {
            text += &format!(
                "[[procedure]]\nid = \"p{at}\"\nrow = \"p{at}\"\nservice = [\"move_out\"]\ndesk = \"hall\"\n"
            );
            text += if *each { "each = \"mover\"\n" } else { "" };
            text += &format!("when = '{when}'\n");
            text += &automatic.iter().map(|rule| format!("automatic = '{rule}'\n")).collect::<String>();
            text += "source = \"law\"\n";
        }
        let files = [("city.toml", CITY), ("desks.toml", DESKS), ("procedures/all.toml", &text)];
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let catalogue = files::load(&files.into()).unwrap_or_else(|faults| panic!("{text}\n{faults:?}"));
        let dictionary = catalogue.dictionary();
        let mut bare = Record::new();
        guided::generate::put(&mut bare, dictionary, core::SERVICE.key(), "move_out");
        let people =
            places.iter().filter_map(|(path, _)| dictionary.parse_path(path).unwrap().innermost()).max();
        for id in (1..=people.map_or(0, ElementId::number)).filter_map(ElementId::new) {
            bare.apply(dictionary, &Change::Add(core::MOVER.key(), id)).unwrap();
        }
        let place = |(path, values): &(&str, Vec<Json>)| {
            let key = dictionary.parse_path(path).unwrap();
            let item = dictionary.item(key.tag()).unwrap();
            let values = values.iter().map(|value| json::answer_from_json(item, value).unwrap());
            (key, [Answer::NotAsked, Answer::DontKnow].into_iter().chain(values).collect())
        };
        let places = places.iter().map(place).collect();
        Self { catalogue, bare, places }
    }

    fn of(rules: &[Rule], places: &[(&str, Vec<Json>)]) -> Self {
        let owned =
            |(each, when, automatic): &Rule| (*each, (*when).to_owned(), automatic.map(str::to_owned));
        Self::new(&rules.iter().map(owned).collect::<Vec<_>>(), places)
    }

    /// Ways to answer it, partly or wholly.
    fn ways(&self) -> usize {
        self.places.iter().map(|(_, answers)| answers.len()).product()
    }

    /// The step from one answer at a place to the next.
    fn stride(&self, at: usize) -> usize {
        self.places[..at].iter().map(|(_, answers)| answers.len()).product()
    }

    /// Which answer a way has at a place; the first is none.
    fn digit(&self, way: usize, at: usize) -> usize {
        way / self.stride(at) % self.places[at].1.len()
    }

    fn record(&self, way: usize) -> Record {
        let mut record = self.bare.clone();
        for (at, (key, answers)) in self.places.iter().enumerate() {
            let answer = answers[self.digit(way, at)].clone();
            guided::generate::set(&mut record, self.catalogue.dictionary(), *key, answer);
        }
        record
    }

    /// Outcomes, and which places are open, of every way.
    fn decided(&self) -> Vec<(Vec<Outcome>, Vec<bool>)> {
        let decide = |way: usize| {
            let decisions = guide::decide(&self.catalogue, &self.record(way), None);
            let open: BTreeSet<ItemKey> = guide::open(&decisions);
            let outcomes = decisions.iter().map(|decision| decision.outcome).collect();
            (outcomes, self.places.iter().map(|(key, _)| open.contains(key)).collect())
        };
        (0..self.ways()).map(decide).collect()
    }

    fn told(&self, way: usize) -> String {
        guided::generate::told(self.catalogue.dictionary(), &self.record(way))
    }
}

/// Questions that were open over all ways, and how many of them no answer to the rest could have made matter: where nobody said
/// わからない, and where somebody did.
#[derive(Debug, Default, Clone, Copy)]
struct Figures {
    open: usize,
    idle: usize,
    open_in_doubt: usize,
    idle_in_doubt: usize,
}

impl Figures {
    fn count(&mut self, doubt: bool, idle: bool) {
        let (open, none) = match doubt {
            true => (&mut self.open_in_doubt, &mut self.idle_in_doubt),
            false => (&mut self.open, &mut self.idle),
        };
        *open += 1;
        *none += usize::from(idle);
    }

    fn and(self, other: Self) -> Self {
        Self {
            open: self.open + other.open,
            idle: self.idle + other.idle,
            open_in_doubt: self.open_in_doubt + other.open_in_doubt,
            idle_in_doubt: self.idle_in_doubt + other.idle_in_doubt,
        }
    }

    fn told(self) -> String {
        let Self { open, idle, open_in_doubt, idle_in_doubt } = self;
        format!(
            "{idle} of {open} open questions could not have mattered, after a わからない {idle_in_doubt} of {open_in_doubt}"
        )
    }
}

fn figures(small: &Small) -> Figures {
    let decided = small.decided();
    let mut figures = Figures::default();
    for way in 0..decided.len() {
        let (outcomes, open) = &decided[way];
        let doubt = (0..small.places.len()).any(|at| small.digit(way, at) == DONT_KNOW);
        for at in (0..small.places.len()).filter(|at| small.digit(way, *at) == 0) {
            if open[at] {
                figures.count(doubt, !matters(small, &decided, way, at));
                continue;
            }
            for answer in 1..small.places[at].1.len() {
                let next = way + answer * small.stride(at);
                let (now, then) = &decided[next];
                let why = || format!("{}\nthen {}", small.told(way), small.told(next));
                assert_eq!(now, outcomes, "a question left out changes an outcome: {}", why());
                // Nor does it open another: so none of those left out can, however many of them are answered.
                assert!(
                    then.iter().zip(open).all(|(then, open)| *open || !then),
                    "opens a question: {}",
                    why()
                );
            }
        }
    }
    figures
}

/// Whether, with some answers to all other open questions, the answer at this place makes a difference.
fn matters(small: &Small, decided: &[(Vec<Outcome>, Vec<bool>)], way: usize, at: usize) -> bool {
    let rest: Vec<usize> =
        (0..small.places.len()).filter(|other| *other != at && small.digit(way, *other) == 0).collect();
    let ends: usize = rest.iter().map(|other| small.places[*other].1.len() - 1).product();
    (0..ends).any(|end| {
        let (mut left, mut full) = (end, way);
        for other in &rest {
            let choices = small.places[*other].1.len() - 1;
            full += (1 + left % choices) * small.stride(*other);
            left /= choices;
        }
        let stride = small.stride(at);
        let first = &decided[full + stride].0;
        (2..small.places[at].1.len()).any(|answer| decided[full + answer * stride].0 != *first)
    })
}

fn flags(paths: &[&'static str]) -> Vec<(&'static str, Vec<Json>)> {
    paths.iter().map(|path| (*path, YES_OR_NO.to_vec())).collect()
}

/// Boxes of a household, as most rules of the city read them; one is read twice.
fn boxes() -> Small {
    let rules = [
        (false, "household/dog and not move/cancelled", None),
        (
            false,
            "(household/car or household/scooter) and not move/cancelled",
            Some("not household/tax_left"),
        ),
        (false, "household/real_estate or household/direct_debit and household/tax_left", None),
        (false, "not move/cancelled", Some("household/car and household/dog")),
    ];
    let paths = [
        "household/dog",
        "household/car",
        "household/scooter",
        "household/real_estate",
        "household/direct_debit",
        "household/tax_left",
        "move/cancelled",
    ];
    Small::of(&rules, &flags(&paths))
}

/// Two people: ages, some of them not known to the day, and rules that look at all of them.
fn people() -> Small {
    let rules = [
        (true, "mover/care and age(mover/birth, move/date) >= 40", None),
        (
            true,
            "age(mover/birth, move/date) >= 75 or age(mover/birth, move/date) >= 65 and mover/insurance == late_elderly",
            None,
        ),
        (false, "not any(p in mover, p/card/held) and move/origin == domestic", None),
        (false, "count(p in mover, age(p/birth, move/date) >= 65) >= 2", Some("all(p in mover, p/care)")),
    ];
    let mut places = flags(&["mover:1/care", "mover:2/card/held"]);
    places.push(("move/date", vec![written!("2026-11-16")]));
    places.push(("move/origin", vec![written!("domestic"), written!("abroad")]));
    places.push(("mover:1/birth", ["1986-11-17", "1961", "1951-11-16"].map(Json::from).to_vec()));
    places.push(("mover:2/birth", ["1956-01-01", "1990-01-01"].map(Json::from).to_vec()));
    places.push(("mover:1/insurance", ["national", "late_elderly"].map(Json::from).to_vec()));
    Small::of(&rules, &places)
}

/// References to somebody, days with closed ones among them, sets, and questions about answers.
fn references() -> Small {
    let rules = [
        (false, "old_household/head/card/held", None),
        (false, "received_on > next_open(move/date + 14 days) and move/scope == part", None),
        (false, "move/scope in {part} or received_on < 2026-12-01", Some("known(old_household/head)")),
        (true, "mover/card/held and not (known(mover/sex) and mover/sex == male)", None),
    ];
    let mut places = flags(&["mover:1/card/held", "mover:2/card/held"]);
    places.push(("old_household/head", vec![written!(1), written!(2)]));
    places.push(("move/date", vec![written!("2026-11-14"), written!("2026-11-16")]));
    places.push(("received_on", vec![written!("2026-11-30"), written!("2026-12-01")]));
    places.push(("move/scope", vec![written!("whole"), written!("part")]));
    places.push(("mover:1/sex", vec![written!("male"), written!("female")]));
    Small::of(&rules, &places)
}

/// Any rules over six boxes, each of which may be read again and again.
fn chance(seed: u64) -> Small {
    const PATHS: [&str; 6] = [
        "household/dog",
        "household/car",
        "household/scooter",
        "household/real_estate",
        "mover:1/care",
        "mover:2/care",
    ];
    fn rule(dice: &mut Dice, depth: u32) -> String {
        let shared = ["household/dog", "household/car", "household/scooter", "household/real_estate"];
        match dice.below(if depth == 0 { 4 } else { 8 }) {
            0..=2 => dice.pick(&shared).to_owned(),
            3 => ["any(p in mover, p/care)", "count(p in mover, p/care) == 1", "known(household/dog)"]
                [dice.below(3) as usize]
                .to_owned(),
            4 => format!("not ({})", rule(dice, depth - 1)),
            5 | 6 => format!("({}) and ({})", rule(dice, depth - 1), rule(dice, depth - 1)),
            _ => format!("({}) or ({})", rule(dice, depth - 1), rule(dice, depth - 1)),
        }
    }
    let mut dice = Dice::new(seed);
    let rules: Vec<_> = (0..dice.between(1..=3))
        .map(|_| (false, rule(&mut dice, 3), dice.percent(30).then(|| rule(&mut dice, 1))))
        .collect();
    Small::new(&rules, &flags(&PATHS))
}

#[test]
fn no_question_left_out_could_change_an_outcome_and_few_asked_could_not() {
    for (name, small, most) in
        [("boxes", boxes(), 0), ("references", references(), 0), ("people", people(), 5)]
    {
        let figures = figures(&small);
        println!("{name}, {} ways: {}", small.ways(), figures.told());
        // Those of the boxes and of the references read each item once in a rule: there only what somebody does not know
        // leaves a question idle. An age that a rule reads twice costs some.
        assert!(
            figures.open > 300 && figures.idle * 100 <= figures.open * most,
            "{name}: {}",
            figures.told()
        );
        assert!(figures.idle_in_doubt * 3 < figures.open_in_doubt, "{name}: {}", figures.told());
    }
}

#[test]
fn rules_that_read_things_twice_ask_too_much_rather_than_too_little() {
    let sum = (0..40).map(|seed| figures(&chance(seed))).fold(Figures::default(), Figures::and);
    println!("rules of chance: {}", sum.told());
    assert!(sum.open > 3_000 && sum.idle * 10 < sum.open, "{}", sum.told());
    assert!(sum.idle_in_doubt * 5 < sum.open_in_doubt, "{}", sum.told());
}

#[test]
fn a_question_too_few_is_seen() {
    // A check of the check: guidance that forgets one question.
    let small = Small::of(
        &[(false, "household/dog and household/car", None)],
        &flags(&["household/dog", "household/car"]),
    );
    let decided = small.decided();
    assert!(
        decided[0].1 == [true, true] && matters(&small, &decided, 0, 0) && matters(&small, &decided, 0, 1)
    );
    // A dog is known not to be there: what remains could not matter.
    let without = small.stride(0) * 3;
    assert!(decided[without].1 == [false, false] && !matters(&small, &decided, without, 1));
}
