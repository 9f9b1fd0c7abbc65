//! What must hold for any text that a stranger has written: a config, a visit log, a lead. Each function panics when it does not.
//!
//! `cargo xtask fuzz` looks for such texts; what it has found lies in `corpus/`, and an ordinary test runs all of that.

mod config;
mod lead;
mod sealed;
mod visit_log;

pub use config::config;
pub use lead::lead;
pub use sealed::sealed;
pub use visit_log::visit_log;

/// Takes a text; panics when something does not hold.
pub type Target = fn(&str);

/// The targets by name.
pub const TARGETS: [(&str, Target); 4] = [("config", config), ("visit_log", visit_log), ("lead", lead), ("sealed", sealed)];
