//! Visits, cases, commands, events, the fold, and a view for each audience.

pub mod ids;
