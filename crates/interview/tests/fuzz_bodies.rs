//! The fuzz targets of rules and of catalogue files over bytes of chance: what `cargo fuzz` looks at for hours with an eye for
//! new ways through the code, the test command looks at for a second.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use kakanai_record::Dictionary;
use kakanai_rules::Truth;
use kakanai_sample::Dice;

#[path = "../../../fuzz/bodies/catalogue_files.rs"]
mod catalogue_files;
#[path = "../../../fuzz/bodies/rules_eval.rs"]
mod rules_eval;

fn bytes(dice: &mut Dice, most: u32) -> Vec<u8> {
    (0..dice.below(most)).map(|_| dice.below(256) as u8).collect()
}

#[test]
fn any_rule_over_any_record_comes_to_an_end_and_what_is_decided_stays() {
    let dictionary = Dictionary::core();
    let mut dice = Dice::new(1);
    let (mut rules, mut decided) = (0, 0);
    for _ in 0..30_000 {
        if let Some(truth) = rules_eval::run(&dictionary, &bytes(&mut dice, 160)) {
            rules += 1;
            decided += usize::from(truth != Truth::Unknown);
        }
    }
    assert!(rules > 15_000 && decided > 2_000, "{rules} rules, {decided} of them decided");
}

#[test]
fn any_text_as_a_file_of_procedures_gives_a_catalogue_or_faults() {
    let mut dice = Dice::new(2);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..3_000 {
        match catalogue_files::run(&bytes(&mut dice, 20)) {
            Some(Ok(_)) => taken += 1,
            Some(Err(_)) => refused += 1,
            None => {}
        }
    }
    assert!(taken > 50 && refused > 1_000, "{taken} taken, {refused} refused");
    // As it is, it is good.
    assert!(catalogue_files::run(&[1]).unwrap().is_ok());
    assert!(catalogue_files::run(&[&[0], catalogue_files::GOOD.as_bytes()].concat()).unwrap().is_ok());
}
