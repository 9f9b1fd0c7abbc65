//! What the score costs: signals a second of the core beside json-rules-engine, what the cost of one signal depends on, and one signal in
//! Chromium from the call to the decision. What is measured and how: README.md beside this file.

mod browser;
mod native;
mod peer;
mod visit;

use anyhow::{Context, Result, bail, ensure};
use limen_core::config::Config;
use limen_tests::{
    figures::{Verdicts, median, spread},
    process,
};
use native::Work;
use peer::Peer;

/// The bars of the product.
const MIN_SIGNALS_A_SECOND: f64 = 5e6;
const MIN_TIMES_PEER: f64 = 500.0;
/// What may be noise where a cost must not grow.
const MAX_GROWTH: f64 = 1.25;

/// Signals of the visit that both engines play.
const VISIT: usize = 10_000;

struct Options {
    rounds: usize,
    assert: bool,
    browser: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = options()?;
    let result = measure(&options).await;
    process::kill_everything_of_this_run();
    result
}

fn options() -> Result<Options> {
    let mut options = Options { rounds: 7, assert: false, browser: true };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rounds" => options.rounds = arguments.next().context("a number is missing")?.parse()?,
            "--assert" => options.assert = true,
            "--no-browser" => options.browser = false,
            _ => bail!("unknown: {argument}\nbench-score [--rounds 7] [--no-browser] [--assert]"),
        }
    }
    ensure!(options.rounds > 0, "--rounds is at least 1");
    Ok(options)
}

async fn measure(options: &Options) -> Result<()> {
    let config = visit::config(visit::CONFIG)?;
    let mut verdicts = Verdicts::default();
    throughput(options, &config, &mut verdicts)?;
    length_of_visit(options, &config, &mut verdicts);
    number_of_rules(options, &mut verdicts)?;
    if options.browser {
        browser::measure(options.rounds, &mut verdicts).await?;
    }
    verdicts.conclude(options.assert)
}

/// The core and json-rules-engine on the same signals, in turns.
fn throughput(options: &Options, config: &Config, verdicts: &mut Verdicts) -> Result<()> {
    let visit = visit::draw(config, VISIT);
    let mut peer = Peer::start(&visit)?;
    let expected = native::counts(config, &visit);
    ensure!(expected.len() == config.scoring.rules.0.len(), "a rule never counts in this visit: {expected:?}");
    let (mut fold, mut read, mut theirs, mut times) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // One round more than asked for: the first warms both engines and does not count.
    for round in 0..=options.rounds {
        let pass = peer.pass()?;
        ensure!(pass.counts == expected, "the engines disagree\nours:   {expected:?}\ntheirs: {:?}", pass.counts);
        let ours = native::pass(config, &visit, Work::Fold);
        let with_reading = native::pass(config, &visit, Work::FoldAndRead);
        if round > 0 {
            let per_signal = pass.nanoseconds / VISIT as f64;
            fold.push(1e9 / ours);
            read.push(1e9 / with_reading);
            theirs.push(1e9 / per_signal);
            times.push(per_signal / ours);
        }
    }
    let counted: u32 = expected.values().sum();
    println!("20 rules, a visit of {VISIT} signals, {counted} counts, the same in both engines; medians of {} rounds", options.rounds);
    println!("signals a second");
    let row = |name: &str, rates: &[f64]| {
        let thousands: Vec<f64> = rates.iter().map(|rate| rate / 1e3).collect();
        println!("  {name:<38}{:>12.1} k     from {}", median(&thousands), spread(&thousands));
    };
    row("core", &fold);
    row("core, interest read after each", &read);
    row("json-rules-engine", &theirs);
    let (rate, times) = (median(&fold), median(&times));
    verdicts.add(
        rate >= MIN_SIGNALS_A_SECOND,
        format!("core: {:.1} million signals a second of {:.0}", rate / 1e6, MIN_SIGNALS_A_SECOND / 1e6),
    );
    verdicts.add(times >= MIN_TIMES_PEER, format!("core: {times:.0} times json-rules-engine's rate of {MIN_TIMES_PEER:.0}"));
    Ok(())
}

/// The next signals after visits of several lengths.
fn length_of_visit(options: &Options, config: &Config, verdicts: &mut Verdicts) {
    let visit = visit::draw(config, 1_000);
    let lengths = [10, 1_000, 100_000];
    let histories = lengths.map(|length| native::history(config, &visit, length));
    let costs = in_turns(options, lengths.len(), |place| {
        let (history, later) = &histories[place];
        native::after(config, &visit, history, *later)
    });
    println!("\na signal after a visit of            ns");
    for (length, cost) in lengths.iter().zip(&costs) {
        println!("  {length:>7} signals             {:>9.1}     from {}", median(cost), spread(cost));
    }
    let growth = median(&costs[2]) / median(&costs[0]);
    verdicts.add(growth <= MAX_GROWTH, format!("a signal after 100,000 costs {growth:.2} times one after 10, of at most {MAX_GROWTH}"));
}

/// Signals that some of the rules listen to.
fn number_of_rules(options: &Options, verdicts: &mut Verdicts) -> Result<()> {
    let cases = [(10, 5), (100, 5), (1_000, 5), (1_000, 50), (1_000, 500)];
    let made = cases.iter().map(|&(rules, listeners)| native::listening(rules, listeners)).collect::<Result<Vec<_>>>()?;
    let costs = in_turns(options, cases.len(), |place| {
        let (config, visit) = &made[place];
        native::pass(config, visit, Work::Fold)
    });
    println!("\na signal                             ns");
    for ((rules, listeners), cost) in cases.iter().zip(&costs) {
        println!("  {rules:>5} rules, {listeners:>3} listen     {:>9.1}     from {}", median(cost), spread(cost));
    }
    let of = |place: usize| median(&costs[place]);
    let growth = of(2) / of(0);
    verdicts.add(growth <= MAX_GROWTH, format!("with 1,000 rules a signal costs {growth:.2} times one with 10, of at most {MAX_GROWTH}"));
    let growth = of(4) / of(2);
    // A hundred times the listeners: not more than a hundred times the cost, and clearly more than with the listeners as they were.
    verdicts.add(
        (10.0..=100.0 * MAX_GROWTH).contains(&growth),
        format!("with 100 times the listeners a signal costs {growth:.0} times as much"),
    );
    Ok(())
}

/// Costs of several cases, measured in turns so that whatever else the machine does falls on all of them; one round first to warm up.
fn in_turns(options: &Options, cases: usize, measure: impl Fn(usize) -> f64) -> Vec<Vec<f64>> {
    let mut costs = vec![Vec::new(); cases];
    for round in 0..=options.rounds {
        for (place, cost) in costs.iter_mut().enumerate() {
            let measured = measure(place);
            if round > 0 {
                cost.push(measured);
            }
        }
    }
    costs
}
