//! `limen-model`: interleavings by the million, on all cores, from any one on. `cargo xtask soak --only model` calls it.

use anyhow::{Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use limen_model::{Core, run, world::Counts};
use pico_args::Arguments;
use std::process::ExitCode;

const HELP: &str = "\
limen-model [--seed 1] [--from 0] [--interleavings 10000000]

Plays random interleavings of crashes, faults and tabs against the outbox. The first that violates an invariant ends the run.
";

/// So many interleavings are played before the bar moves on.
const ROUND: u64 = 10_000;

fn main() -> ExitCode {
    match soak(Arguments::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn soak(mut args: Arguments) -> Result<()> {
    if args.contains("--help") {
        print!("{HELP}");
        return Ok(());
    }
    let seed = args.opt_value_from_str("--seed")?.unwrap_or(1);
    let from: u64 = args.opt_value_from_str("--from")?.unwrap_or(0);
    let interleavings: u64 = args.opt_value_from_str("--interleavings")?.unwrap_or(10_000_000);
    let rest = args.finish();
    ensure!(rest.is_empty(), "unknown: {}\n\n{HELP}", rest.join(" ".as_ref()).to_string_lossy());

    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} interleavings, {per_sec}, {eta} left")?;
    let bar = ProgressBar::new(interleavings).with_style(style);
    let mut counts = Counts::default();
    let mut done = 0;
    while done < interleavings {
        let round = ROUND.min(interleavings - done);
        match run(&Core, seed, from + done..from + done + round) {
            Ok(more) => counts = counts + more,
            Err(failure) => {
                bar.abandon();
                anyhow::bail!("{failure}");
            }
        }
        done += round;
        bar.inc(round);
    }
    bar.finish_and_clear();
    print!("seed {seed}, interleavings {from} to {}: nothing violated.\n{counts}", from + interleavings);
    Ok(())
}
