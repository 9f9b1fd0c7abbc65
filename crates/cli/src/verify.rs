//! `limen verify`: whether a lead's score is what its visitor's log gives.

use crate::check;
use limen_core::{json::line_of, lead::Lead};
use limen_replay::Source;
use std::{fs, path::PathBuf, process::ExitCode};

/// How `limen verify` is called.
#[derive(clap::Args)]
pub(crate) struct Verify {
    /// The lead, as the webhook received it.
    lead: PathBuf,
    /// The visit log, from `limen('export', …)`; `-` is standard input. May be given several times.
    #[arg(long, required = true)]
    log: Vec<PathBuf>,
    /// The config that the page had.
    #[arg(long)]
    config: PathBuf,
}

impl Verify {
    /// Prints whether they are equal, or each difference by its path. Exit status 0 when equal, 1 when not or when it cannot be told.
    pub(crate) fn run(self) -> ExitCode {
        let file = self.lead.display();
        let text = match fs::read_to_string(&self.lead) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("{file}: cannot be read: {error}");
                return ExitCode::FAILURE;
            }
        };
        let lead = match Lead::from_json(&text) {
            Ok(lead) => lead,
            Err(issues) => {
                for issue in issues {
                    eprintln!("{file}:{}: {}: {}", line_of(&text, issue.at.unwrap_or(0)), issue.path, issue.message);
                }
                eprintln!("{file}: not a lead as docs/lead.md describes it");
                return ExitCode::FAILURE;
            }
        };
        let Some(config) = check::load(&self.config) else { return ExitCode::FAILURE };
        let logs: Vec<Source> = self.log.into_iter().map(Source::from).collect();
        match limen_replay::verify(&lead, &config, &logs) {
            Ok(differences) if differences.is_empty() => {
                println!("{file}: equal. Interest {}, {} factors.", lead.qualification.interest, lead.score.factors.len());
                ExitCode::SUCCESS
            }
            Ok(differences) => {
                for difference in &differences {
                    println!("{difference}");
                }
                println!("{file}: not equal.");
                ExitCode::FAILURE
            }
            Err(error) => {
                eprintln!("limen: {error}");
                ExitCode::FAILURE
            }
        }
    }
}
