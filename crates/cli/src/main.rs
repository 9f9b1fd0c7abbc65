//! The command `limen`: what an owner runs beside the tag on the site.

mod check;
mod dry_run;
mod keygen;
mod open;
mod replay;
mod sample;
mod serve;
mod verify;
mod www;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Lead capture that scores intent in the visitor's own browser: the owner's side.
#[derive(Parser)]
#[command(name = "limen", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Receive leads into a SQLite file, show them at /inbox and, with --www, serve the site itself.
    Serve(serve::Serve),
    /// Check a config: every mistake with its line, exit status 1 if there is one; and warnings of what can never count, show or be reached.
    Check(check::Check),
    /// Replay visit logs: what every visitor's score came to, which campaigns would have shown, how well the score foretells.
    Replay(replay::Replay),
    /// Recompute a lead's score from its visitor's log: exit status 0 when it is equal bit for bit, 1 when it is not.
    Verify(verify::Verify),
    /// Make a key pair for sealed leads: the private key into a file, the public key as the line for the config.
    Keygen(keygen::Keygen),
    /// Open sealed leads with the private key: each lead a line of JSON; exit status 1 if any does not open.
    Open(open::Open),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(serve) => match serve.run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("limen: {error:#}");
                ExitCode::FAILURE
            }
        },
        Command::Check(check) => check.run(),
        Command::Replay(replay) => replay.run(),
        Command::Verify(verify) => verify.run(),
        Command::Keygen(keygen) => keygen.run(),
        Command::Open(open) => open.run(),
    }
}
