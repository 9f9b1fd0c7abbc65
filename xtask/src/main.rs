//! `cargo xtask <command>`: everything that a contributor runs.

mod build;
mod pkg;
mod setup;
mod size;
mod workspace;

use anyhow::{Result, bail, ensure};
use build::Mode;
use pico_args::Arguments;
use std::process::ExitCode;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  build [--dev]     Makes dist/, what ships. --dev: in seconds, unoptimised, not for shipping.
";

fn main() -> ExitCode {
    match run(Arguments::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: Arguments) -> Result<()> {
    let Some(command) = args.subcommand()? else {
        print!("{HELP}");
        return Ok(());
    };
    let ws = Workspace::load()?;
    match command.as_str() {
        "build" => {
            let mode = if args.contains("--dev") { Mode::Dev } else { Mode::Release };
            no_more(args)?;
            build::run(&ws, mode)
        }
        _ => bail!("there is no command `{command}`\n\n{HELP}"),
    }
}

/// Fails when the command line holds something that the command did not ask for.
fn no_more(args: Arguments) -> Result<()> {
    let rest = args.finish();
    ensure!(rest.is_empty(), "unknown: {}\n\n{HELP}", rest.join(" ".as_ref()).to_string_lossy());
    Ok(())
}
