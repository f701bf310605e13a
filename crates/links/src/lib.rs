//! Hand-over to and intake from other systems.
//!
//! What a system wants is said by a mapping, never by constants of ours: where a national layout is not
//! public, the city's own mapping file carries it.

pub mod rpa;
