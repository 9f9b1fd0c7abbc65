//! The model test of the outbox: whole engines, several to a browser, with one store and a network between them that fail in every way that is
//! known, in virtual time. What happens in which order is drawn from a seed.
//!
//! The world stands in for the shell (`src/perform/outbox.js`, `send.js`) and for browser, disk and internet behind it; decisions are
//! those of the core, asked through `Event`, `Effect` and the functions that the shell calls inside a transaction. After each step [`World::check`](world::World::check)
//! and [`ledger`] look whether an invariant is violated; in the end all faults stop, and whatever waits must be delivered.

pub mod add_on;
pub mod clock;
pub mod draw;
pub mod endpoint;
pub mod going;
pub mod ledger;
pub mod network;
pub mod play;
pub mod prepare;
pub mod rules;
pub mod run;
pub mod script;
pub mod shell;
pub mod store;
pub mod tab;
pub mod world;

pub use ledger::Invariant;
pub use rules::{Core, Rules};
pub use run::{Failure, run};
