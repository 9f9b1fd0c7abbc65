//! `limen-model`: interleavings by the million, on all cores. `cargo xtask soak --only model` calls it.

use anyhow::{Context, Result, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use limen_model::{Core, run, world::Counts};
use pico_args::Arguments;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

const HELP: &str = "\
limen-model [--seed 1] [--interleavings 10000000] [--from 0]

Plays random interleavings of crashes, faults and tabs against the outbox. The first that violates an invariant ends the run.
A run that was stopped goes on where it was; --from begins at an interleaving of your choice.
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
    let from: Option<u64> = args.opt_value_from_str("--from")?;
    let interleavings: u64 = args.opt_value_from_str("--interleavings")?.unwrap_or(10_000_000);
    let rest = args.finish();
    ensure!(rest.is_empty(), "unknown: {}\n\n{HELP}", rest.join(" ".as_ref()).to_string_lossy());

    let mark = mark(seed)?;
    let first = from.unwrap_or(0);
    let end = first + interleavings;
    let mut next = if from.is_some() { first } else { resume(&mark).min(end) };
    if next > first {
        println!("Goes on at interleaving {next}; without {} it begins anew.", mark.display());
    }
    let began = next;
    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} interleavings, {per_sec}, {eta} left")?;
    let bar = ProgressBar::new(interleavings).with_style(style).with_position(next - first);
    bar.reset_eta();
    let mut counts = Counts::default();
    while next < end {
        let until = end.min(next + ROUND);
        match run(&Core, seed, next..until) {
            Ok(more) => counts = counts + more,
            Err(failure) => {
                bar.abandon();
                bail!("{failure}");
            }
        }
        bar.inc(until - next);
        next = until;
        if from.is_none() {
            fs::write(&mark, next.to_string()).with_context(|| format!("{} cannot be written", mark.display()))?;
        }
    }
    bar.finish_and_clear();
    if from.is_none() && mark.exists() {
        fs::remove_file(&mark)?;
    }
    print!("seed {seed}, interleavings {began} to {end}: nothing violated.\n{counts}");
    Ok(())
}

/// The file that says how far a run of this seed has come: in `soak`, beside this program's folder.
fn mark(seed: u64) -> Result<PathBuf> {
    let program = env::current_exe()?;
    let folder = program.ancestors().nth(2).context("a program lies in a folder")?.join("soak");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder.join(format!("model-seed-{seed}")))
}

/// Where to go on.
fn resume(mark: &Path) -> u64 {
    fs::read_to_string(mark).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}
