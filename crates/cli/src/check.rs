//! `limen check`: what is wrong with a config, all at once.

use std::{path::PathBuf, process::ExitCode};

/// How `limen check` is called.
#[derive(clap::Args)]
pub(crate) struct Check {
    /// The config file.
    config: PathBuf,
}

impl Check {
    pub(crate) fn run(self) -> ExitCode {
        eprintln!("{}: waiting for the core's config", self.config.display());
        ExitCode::FAILURE
    }
}
