//! Whole visits through the core: told in files, and drawn at random.

mod any_config;
mod browser;
mod configs;
mod invariants;
mod replay;
mod scenarios;
