//! The web server: the public side, where citizens prepare, and the counter, where staff work.
//!
//! The two are separate routers for separate addresses: the public side holds no personal data and has
//! no way to the store. Handlers are thin; what they decide stands in the pure crates below.
//!
//! - [`app`] is what handlers share; [`cases`] runs commands against the store;
//! - [`papers`] fills the forms of a case, `guidance` makes the sheet and slips to take along; [`release`] hands cases over to other systems;
//! - [`public`] and [`counter`] are the two faces;
//! - [`api`] answers other programs, with [`guidance_json`] as the command line does;
//! - [`guided`] is what a case needs, by the rules and by hand;
//! - [`tickets`] is what a tablet in the hall asks for at the end;
//! - [`session`] knows who is signed in; [`headers`] guards every answer; [`fail`] words every failure.

pub mod api;
pub mod app;
pub mod cases;
pub mod counter;
pub mod fail;
mod guidance;
pub mod guidance_json;
pub mod guided;
pub mod headers;
mod heavy;
pub mod layout;
pub mod live;
pub mod papers;
pub mod public;
pub mod release;
pub mod session;
pub mod tablet;
pub mod tickets;
pub mod upkeep;

pub use app::{Clock, Counter, Public, Random};
pub use counter::router as counter_router;
pub use public::router as public_router;
