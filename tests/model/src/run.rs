//! Runs interleavings on all cores, and makes what fails short enough to read.

use crate::{
    draw::Draw,
    ledger::Violation,
    play::{Played, play},
    rules::Rules,
    script::{Script, Step},
    world::Counts,
};
use rayon::prelude::*;
use std::{fmt, ops::Range};

/// A longer story, of something that spins, is told without its middle.
const LONGEST: usize = 100;

/// An interleaving that violates an invariant.
#[derive(Debug)]
pub struct Failure {
    /// The run's seed.
    pub seed: u64,
    /// Which interleaving of the run.
    pub interleaving: u64,
    /// What did not hold.
    pub violation: Violation,
    /// What happened, as short as it could be made.
    pub trace: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { seed, interleaving, violation, trace } = self;
        writeln!(f, "interleaving {interleaving} of seed {seed} violates {violation}")?;
        for line in trace {
            writeln!(f, "{line}")?;
        }
        write!(f, "again: cargo run --profile model -p limen-model -- --seed {seed} --from {interleaving} --interleavings 1")
    }
}

/// Plays these interleavings on all cores; what happened in all of them.
///
/// # Errors
/// The first of them that violates an invariant.
pub fn run(rules: &dyn Rules, seed: u64, interleavings: Range<u64>) -> Result<Counts, Failure> {
    let one = |interleaving| {
        let Played { violation, counts, .. } = play(&Script::draw(&mut Draw::new(seed, interleaving)), rules, false);
        if violation.is_some() { Err(interleaving) } else { Ok(counts) }
    };
    let failed = |interleaving| explain(rules, seed, interleaving);
    interleavings.into_par_iter().map(one).try_reduce(Counts::default, |one, other| Ok(one + other)).map_err(failed)
}

/// Tells why an interleaving fails, in as few steps as do.
fn explain(rules: &dyn Rules, seed: u64, interleaving: u64) -> Failure {
    let mut script = Script::draw(&mut Draw::new(seed, interleaving));
    let kind = |script: &Script| play(script, rules, false).violation.map(|violation| violation.invariant);
    let wanted = kind(&script);
    shorten(&mut script, |script| kind(script) == wanted);
    let Played { violation, mut trace, .. } = play(&script, rules, true);
    if let Some(left_out) = trace.len().checked_sub(LONGEST).filter(|left_out| *left_out > 0) {
        trace.splice(LONGEST / 2..LONGEST / 2 + left_out, [format!("{:>12}  {left_out} lines are left out", "…")]);
    }
    Failure { seed, interleaving, violation: violation.expect("it failed before"), trace }
}

/// Cuts out steps, in ever smaller pieces, as long as the rest still fails (Zeller's ddmin), and makes what is left simpler.
fn shorten(script: &mut Script, fails: impl Fn(&Script) -> bool) {
    let mut piece = script.steps.len().div_ceil(2);
    while piece > 0 {
        let mut from = 0;
        let mut cut = false;
        while from < script.steps.len() {
            let to = (from + piece).min(script.steps.len());
            let rest: Vec<Step> = [&script.steps[..from], &script.steps[to..]].concat();
            let shorter = Script { steps: rest, ..script.clone() };
            if fails(&shorter) {
                *script = shorter;
                cut = true;
            } else {
                from = to;
            }
        }
        piece = if piece == 1 && cut { 1 } else { piece / 2 };
    }
    for place in 0..script.steps.len() {
        let mut simpler = script.clone();
        simpler.steps[place] = simpler.steps[place].with_one_webhook();
        if simpler.steps[place] != script.steps[place] && fails(&simpler) {
            *script = simpler;
        }
    }
    let simpler = Script { waiting: 0, ..script.clone() };
    if fails(&simpler) {
        *script = simpler;
    }
}
