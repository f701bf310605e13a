//! The rule language: which page or field is asked, which procedure is needed, which form is printed.
//!
//! ```text
//! service == move_in and any(p in mover, age(p/birth, move/date) < 16 and not p/japanese)
//! ```
//!
//! - A rule is read once against the data dictionary ([`Expr::parse`]): items become tags, words
//!   become codes, and what cannot be compared is refused at its line and column ([`ParseError`]).
//! - Evaluation ([`Expr::eval`]) is three-valued (Kleene): missing facts give [`Truth::Unknown`], and the
//!   [`Verdict`] says what it hangs on, what made it so, and whether something sensitive did.
//! - There is no clock, no randomness and no text comparison of names while evaluating: the same rule
//!   over the same record gives the same verdict in a browser and on a server.
//!
//! Three promises hold exactly and are tested as properties:
//!
//! 1. **Soundness.** What is decided stays decided whatever is answered to what was not asked.
//! 2. **Sufficiency.** The facts in [`Outcome::because`] alone give the same verdict, and while nothing in
//!    [`Outcome::hangs_on`] is answered an unknown verdict stays unknown.
//! 3. **Non-interference.** A verdict that is not [`Outcome::sensitive`] is the same, reasons included,
//!    whatever the sensitive answers are.
//!
//! The language is described for people in `docs/rules.md`.

mod age;
mod answers;
pub mod ast;
mod check;
mod error;
mod eval;
mod expr;
mod fold;
mod outcome;
mod print;
mod read;
mod resolve;
mod scope;
mod syntax;
mod token;
mod trail;
mod value;

pub use error::{Kind, ParseError, Problem, Wanted};
pub use expr::{Evaluator, Expr, Formula};
pub use outcome::{Computed, Outcome, Truth, Verdict};
pub use scope::Scope;

/// Parentheses, sets, calls and `not` within each other, at the most.
pub const MOST_DEPTH: usize = 64;
/// Lists walked within each other (`any(p in mover, any(…))`), at the most: with 20 people to a list one
/// more level would let a slip of the pen stop a browser.
pub const MOST_BOUND: usize = 4;
/// Bytes of one rule, at the most.
pub const MOST_LENGTH: usize = 16_384;
