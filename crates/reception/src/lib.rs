//! The counter's memory: visits, cases, commands, events, and a view for each audience.
//!
//! A visit has cases, a case has people. A case is an append-only sequence of events; its state is
//! their fold. Commands carry an id, so that repeating one is harmless, and the event up to which
//! their maker had seen the case, so that nobody overwrites what he has not seen. Raw events never
//! leave the server: each audience gets its own view, made for it.
//!
//! - [`command`] is what people ask for; [`decide`] answers with events or says why not;
//! - [`event`] is what happened, with its stored form and its older versions;
//! - [`case`] is the fold;
//! - [`part`] is how far each part has come on its way to the resident-record system;
//! - [`procedure`] is what the desk added or struck by hand, and what is counted of it;
//! - [`questions`] is what lies before the citizen to be answered;
//! - [`signing`] is who signs what, and how long that stands;
//! - [`audience`] decides by type who may see what.

pub mod audience;
pub mod case;
pub mod command;
pub mod decide;
pub mod event;
pub mod ids;
pub mod part;
pub mod procedure;
pub mod questions;
pub mod signing;
pub mod state;
mod stored;

pub use audience::{Answering, Audience, Citizen, Clerk, Disclosed, Paper};
pub use case::{Case, Version};
pub use command::{Actor, Command};
pub use decide::{Changed, Refusal, decide};
pub use event::{Event, EventError, Happened};
pub use ids::{CaseId, CommandId, EnvelopeHash, EventSeq, VisitId};
pub use part::{Handover, Part, PartState, Registered, Sending};
pub use procedure::{Adjust, AdjustReason, Adjustment, Counted, ProcedureId};
pub use questions::Questions;
pub use signing::{Asked, Bound, How, Printed, Role, Signature, Signer};
pub use state::CaseState;
