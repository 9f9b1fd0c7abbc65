//! The core, native, on one thread: how many signals a second, and what the cost of one depends on.

use super::visit::{self, Visit};
use anyhow::Result;
use limen_core::{
    config::Config,
    score::{Remembered, Scorer, Signal},
    time::Span,
};
use std::{collections::BTreeMap, fmt::Write, hint::black_box, time::Instant};

/// Passes of a measurement take at least so many signals: long enough for the clock, short enough for many rounds.
const SIGNALS: usize = 200_000;

/// What is measured.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Work {
    /// Each signal is folded into the score.
    Fold,
    /// And interest is read after each.
    FoldAndRead,
}

/// A score of nothing yet.
pub(crate) fn scorer(config: &Config) -> Scorer {
    Scorer::new(&config.scoring, Remembered::default())
}

/// Nanoseconds a signal, over some passes, each by a new visitor.
pub(crate) fn pass(config: &Config, visit: &Visit, work: Work) -> f64 {
    let fresh = scorer(config);
    let passes = SIGNALS.div_ceil(visit.steps.len());
    let mut scorers: Vec<Scorer> = (0..passes).map(|_| fresh.clone()).collect();
    let started = Instant::now();
    for scorer in &mut scorers {
        play(config, visit, scorer, Span(0), work);
    }
    started.elapsed().as_nanos() as f64 / (passes * visit.steps.len()) as f64
}

fn play(config: &Config, visit: &Visit, scorer: &mut Scorer, later: Span, work: Work) {
    for step in &visit.steps {
        let moment = visit.moment(step, later);
        black_box(scorer.observe(&config.scoring, black_box(&step.signal), black_box(&moment)));
        if work == Work::FoldAndRead {
            black_box(scorer.interest(&config.scoring, moment.now).points);
        }
    }
}

/// How often each rule has counted after the visit.
pub(crate) fn counts(config: &Config, visit: &Visit) -> BTreeMap<String, u32> {
    let mut scorer = scorer(config);
    play(config, visit, &mut scorer, Span(0), Work::Fold);
    let now = visit.steps.last().map(|step| step.now).unwrap_or_default();
    scorer.factors(&config.scoring, now).into_iter().map(|factor| (factor.rule, factor.count)).collect()
}

/// Nanoseconds a signal when the visit goes on after a history of so many signals.
pub(crate) fn after(config: &Config, visit: &Visit, history: &Scorer, later: Span) -> f64 {
    let passes = SIGNALS.div_ceil(visit.steps.len());
    let mut scorers: Vec<Scorer> = (0..passes).map(|_| history.clone()).collect();
    let started = Instant::now();
    for scorer in &mut scorers {
        play(config, visit, scorer, later, Work::Fold);
    }
    started.elapsed().as_nanos() as f64 / (passes * visit.steps.len()) as f64
}

/// A visitor of so many signals: the visit over and over again.
pub(crate) fn history(config: &Config, visit: &Visit, signals: usize) -> (Scorer, Span) {
    let mut scorer = scorer(config);
    let mut later = Span(0);
    for (number, step) in visit.steps.iter().cycle().take(signals).enumerate() {
        if number > 0 && number % visit.steps.len() == 0 {
            later.0 += visit.length().0;
        }
        scorer.observe(&config.scoring, &step.signal, &visit.moment(step, later));
    }
    later.0 += visit.length().0;
    (scorer, later)
}

/// A config of so many rules on custom signals, of which so many listen to `heard` and each of the others to a signal of its own; and a
/// visit of nothing but `heard`.
pub(crate) fn listening(rules: usize, listeners: usize) -> Result<(Config, Visit)> {
    let mut text = r#"{"version":1,"scoring":{"halfLife":"7d","rules":["#.to_owned();
    for rule in 0..rules {
        // Spread over the list, as an owner's are.
        let listens = rule * listeners / rules != (rule + 1) * listeners / rules;
        let comma = if rule == 0 { "" } else { "," };
        let name = if listens { "heard".to_owned() } else { format!("other-{rule}") };
        write!(text, r#"{comma}{{"id":"rule-{rule}","on":"custom","name":"{name}","points":1}}"#)?;
    }
    text.push_str("]}}");
    let config = visit::config(&text)?;
    let heard = Signal::Custom { name: "heard", properties: &[] };
    let visit = visit::at_one_page(&config, "/", std::iter::repeat_n(heard, 1_000));
    Ok((config, visit))
}
