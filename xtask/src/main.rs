//! `cargo xtask <command>`: everything that a contributor runs.

mod bench;
mod build;
mod ci;
mod demo;
mod engine;
mod fuzz;
mod lint;
mod lists;
mod pkg;
mod repro;
mod setup;
mod size;
mod soak;
mod test;
mod workspace;

use anyhow::{Result, bail, ensure};
use build::Mode;
use engine::Engine;
use pico_args::Arguments;
use soak::Soak;
use std::process::ExitCode;
use test::Selection;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  demo    [--listen 127.0.0.1:4173] [--no-open]
          Builds all and serves the demo site with its receiver; its leads stay in target/demo/data.
  test    [--only unit|model|receiver|e2e|faults] [--browser chromium,firefox,webkit] [filter]
          Runs every test, or those whose names hold the filter.
  build   [--dev]
          Makes dist/, what ships. --dev: in seconds, unoptimised, not for shipping.
  size    [--readme]
          Prints what is heavy. --readme: writes README.md's size table.
  bench   [<what> [options]]
          Measures. Without a name: lists what there is to measure.
  fuzz    [--seconds 60]
          Looks for configs, visit logs and leads that break their readers, so many seconds each.
  soak    [--only model|browsers] [--interleavings 10000000] [--leads 20000] [--seeds 5] [--browser chromium,firefox,webkit]
          Loses no lead, at length. The leads go on where they were stopped (target/soak).
  screenshots
          Takes pictures of everything a person sees, into target/screenshots.
  fmt, lint
          Formats; fails on anything unformatted and on any warning.
  ci      All that must be right before a commit goes out: lint, test, budgets, README.md's sizes.
  lists   Writes the lists of free and disposable e-mail domains from the npm packages that tools/package.json pins.
  repro   Builds the last commit twice, in two places, and compares the bytes.
  setup   [--check]
          Installs what the other commands would install by themselves. --check: only tells what is missing.
";

/// Where the demo listens unless told otherwise.
const DEMO_ADDRESS: &str = "127.0.0.1:4173";

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
        "demo" => {
            let listen = args.opt_value_from_str("--listen")?.unwrap_or_else(|| DEMO_ADDRESS.to_owned());
            let open = !args.contains("--no-open");
            no_more(args)?;
            demo::run(&ws, &listen, open)
        }
        "test" => {
            let mut selection = Selection { only: args.opt_value_from_str("--only")?, ..Selection::default() };
            if let Some(names) = args.opt_value_from_str::<_, String>("--browser")? {
                selection.engines = Engine::list(&names)?;
            }
            selection.filter = args.opt_free_from_str()?;
            no_more(args)?;
            test::run(&ws, &selection)
        }
        "build" => {
            let mode = if args.contains("--dev") { Mode::Dev } else { Mode::Release };
            no_more(args)?;
            build::run(&ws, mode)
        }
        "size" => {
            let readme = args.contains("--readme");
            no_more(args)?;
            size::run(&ws, readme)
        }
        "bench" => match args.subcommand()? {
            Some(name) => bench::run(&ws, &name, &args.finish()),
            None => {
                no_more(args)?;
                bench::list(&ws);
                Ok(())
            }
        },
        "fuzz" => {
            let seconds = args.opt_value_from_str("--seconds")?.unwrap_or(60);
            no_more(args)?;
            fuzz::run(&ws, seconds)
        }
        "soak" => {
            let mut soak = Soak { only: args.opt_value_from_str("--only")?, ..Soak::default() };
            if let Some(names) = args.opt_value_from_str::<_, String>("--browser")? {
                soak.engines = Engine::list(&names)?;
            }
            soak.leads = args.opt_value_from_str("--leads")?.unwrap_or(soak.leads);
            soak.seeds = args.opt_value_from_str("--seeds")?.unwrap_or(soak.seeds);
            soak.interleavings = args.opt_value_from_str("--interleavings")?.unwrap_or(soak.interleavings);
            no_more(args)?;
            soak::run(&ws, &soak)
        }
        "screenshots" => no_more(args).and_then(|()| bench::screenshots(&ws)),
        "fmt" => no_more(args).and_then(|()| lint::fmt(&ws)),
        "lint" => no_more(args).and_then(|()| lint::run(&ws)),
        "lists" => no_more(args).and_then(|()| lists::run(&ws)),
        "ci" => no_more(args).and_then(|()| ci::run(&ws)),
        "repro" => no_more(args).and_then(|()| repro::run(&ws)),
        "setup" => {
            let check = args.contains("--check");
            no_more(args)?;
            if check { setup::check(&ws) } else { setup::for_engines(&ws, &Engine::ALL) }
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
