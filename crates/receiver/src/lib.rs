//! The receiver: where leads arrive, stay and are read.
//!
//! A browser sends a lead at least once: it retries until it hears a 2xx, and may send again although it was heard. So
//! the receiver says 2xx only after the lead is committed to disk, and keeps one row for one id. Together that is
//! *exactly once*, whatever dies in between.
//!
//! - [`app`] is the whole service as an axum router: `POST /v1/leads`, `GET /v1/leads.json`, `/inbox`, `/healthz`;
//! - [`AppState::open`] opens the database behind it;
//! - [`serve`] runs a router on a socket with the limits that a public address needs.
//!
//! Invariants: SQL occurs only in `store`; what a lead contains is data, bound to parameters and escaped in pages;
//! nothing a visitor typed reaches a log.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod app;
mod cors;
mod error;
mod export;
mod health;
mod inbox;
mod ingest;
mod listing;
mod random;
mod serve;
mod store;

pub use app::{AppState, Settings, app};
pub use cors::{InvalidOrigin, Origins};
pub use random::{NoRandomness, random_password};
pub use serve::serve;
pub use store::OpenError;
