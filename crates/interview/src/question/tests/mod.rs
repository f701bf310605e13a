//! Every kind of question: what is read, what is refused, what is shown, and that what is shown is read again.

mod birth;
mod choice;
mod country;
mod date;
mod element;
mod fixture;
mod koseki;
mod name;
mod number;
mod period;
mod phone;
mod places;
mod postal;
mod relationship;
mod rules;
mod text;
mod town;

use fixture::{World, ask, field};
