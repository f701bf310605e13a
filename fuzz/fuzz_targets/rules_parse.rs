//! Any text as a rule: reading never panics, and what is read prints as a rule that reads the same.
#![no_main]

use std::sync::LazyLock;

use kakanai_record::{Dictionary, Record};
use kakanai_rules::{Expr, Formula, Scope};
use libfuzzer_sys::fuzz_target;

static CORE: LazyLock<Dictionary> = LazyLock::new(Dictionary::core);

fuzz_target!(|text: &str| {
    if let Ok(expr) = Expr::parse(&CORE, text) {
        assert_eq!(Expr::parse(&CORE, &expr.to_string()).as_ref(), Ok(&expr));
        // Nothing is known: the evaluator must still come to an end without panic.
        let _ = expr.eval(&Record::new(), &Scope::new());
    }
    match Formula::parse(&CORE, text) {
        Ok(formula) => assert_eq!(Formula::parse(&CORE, &formula.to_string()).as_ref(), Ok(&formula)),
        Err(error) => assert!(error.line >= 1 && error.column >= 1 && !error.to_string().is_empty()),
    }
});
