//! The pure core of Limen: events in, effects out.
//!
//! A visit is a row of [`Event`]s. The shell (browser, command line, test) hands each one to [`Engine::handle`] together
//! with the time it happened, and performs the [`Effect`]s that come back. The core itself touches nothing: no clock,
//! no randomness, no I/O, no browser. The same events give the same bits natively and as wasm.
//!
//! Money-bearing data (the lead) and owner-written data (the config) each have one definition here, shared by the
//! widget, the receiver and the command line.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

mod attention;
pub mod config;
mod consent;
mod decide;
pub mod effect;
mod engagement;
mod engine;
pub mod event;
mod form;
mod glob;
mod hash;
pub mod id;
pub mod json;
pub mod lead;
mod location;
mod order;
pub mod outbox;
pub mod popup;
#[cfg(feature = "replay")]
pub mod replay;
pub mod score;
pub mod sealed;
mod snapshot;
mod target;
pub mod text;
pub mod time;
pub mod url;
pub mod visit_log;
mod visitor;
pub mod wire;

pub use effect::Effect;
pub use engine::{Boot, ENGINE, Engine, Place, boot};
pub use event::Event;
