//! Whole visits through the core: told in files, and drawn at random.

mod browser;
mod invariants;
mod replay;
mod scenarios;
