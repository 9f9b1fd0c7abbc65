//! The figures of a replay by name, and what is expected of them. Their names are documented in docs/replay.md.

use crate::{Forecast, Replayed, forecast::share};
use limen_core::{
    config::{Config, scoring::Bands},
    json::nearest,
    lead::Stage,
    score::qualify,
};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Stages that behaviour alone can make.
const STAGES: [Stage; 3] = [Stage::Mql, Stage::Sql, Stage::Pql];

/// The figures of one config.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Name and value, in the order in which they are told; no value where there is nothing to divide by.
    pub values: Vec<(String, Option<f64>)>,
    /// The thresholds that the config knows, rising.
    pub thresholds: Vec<u32>,
    /// How interest foretells outcomes.
    pub forecast: Forecast,
    /// For each interest that is some visitor's highest, rising: the share of visitors who reach it.
    pub reach: Vec<(u32, f64)>,
}

impl Figures {
    /// Counts up what a replay came to under its config at a place.
    #[must_use]
    pub fn of(replayed: &Replayed, place: usize, config: &Config) -> Figures {
        let visitors = replayed.visitors.len() as u64;
        let mut count = Count { shown_by: vec![0; config.campaigns.0.len()], ..Count::default() };
        let mut peaks = std::collections::BTreeMap::<u32, u64>::new();
        let mut forecast = Forecast::default();
        for visitor in &replayed.visitors {
            count.visits += u64::from(visitor.visits);
            let Some(run) = visitor.runs.get(place) else { continue };
            for (count, reached) in count.bands.iter_mut().zip(run.reached) {
                *count += u64::from(reached.is_some());
            }
            for (count, stage) in count.stages.iter_mut().zip(STAGES) {
                *count += u64::from(run.stage as u8 >= stage as u8);
            }
            count.seeing += u64::from(!run.popups.is_empty());
            for popup in &run.popups {
                count.popups += 1;
                if let Some(count) = count.shown_by.get_mut(popup.campaign) {
                    *count += 1;
                }
            }
            *peaks.entry(run.peak).or_default() += 1;
            if let Some((converted, interest)) = run.outcome {
                forecast.add(interest, converted);
            }
        }
        let mut left = visitors;
        let mut reach = Vec::new();
        for (peak, number) in peaks {
            reach.extend(share(left, visitors).map(|share| (peak, share)));
            left -= number;
        }
        let mut figures = Figures { values: Vec::new(), thresholds: thresholds(config), forecast, reach };
        let [yes, no] = figures.forecast.totals();
        let values = [
            Some(replayed.lines as f64),
            Some(replayed.skipped as f64),
            Some(visitors as f64),
            Some(count.visits as f64),
            Some(count.popups as f64),
            share(count.popups, count.visits),
            share(count.popups, visitors),
            share(count.seeing, visitors),
            Some((yes + no) as f64),
            share(yes, yes + no),
            figures.forecast.auc(),
        ];
        let reached = count.bands.into_iter().chain(count.stages).map(|count| share(count, visitors));
        let values = values.into_iter().chain(reached).chain(count.shown_by.iter().map(|&count| Some(count as f64)));
        let qualities = figures.thresholds.iter().flat_map(|&threshold| {
            let quality = figures.forecast.at(threshold);
            [quality.precision, quality.recall, quality.lift]
        });
        figures.values = Self::names(config).into_iter().zip(values.chain(qualities)).collect();
        figures
    }

    /// The names of a config's figures.
    #[must_use]
    pub fn names(config: &Config) -> Vec<String> {
        const FIXED: &str = "lines skipped visitors visits popups popups_per_visit popups_per_visitor shown outcomes converted auc \
                             reached.lukewarm reached.warm reached.hot reached.mql reached.sql reached.pql";
        let mut names: Vec<String> = FIXED.split_ascii_whitespace().map(str::to_owned).collect();
        names.extend(config.campaigns.0.iter().map(|(_, campaign)| format!("popups.{}", campaign.id)));
        for threshold in thresholds(config) {
            names.extend(["precision", "recall", "lift"].map(|quality| format!("{quality}.{threshold}")));
        }
        names
    }

    /// A figure; none when there is no such, or nothing to divide by.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.values.iter().find(|(known, _)| known == name).and_then(|(_, value)| *value)
    }
}

#[derive(Default)]
struct Count {
    visits: u64,
    popups: u64,
    seeing: u64,
    bands: [u64; 3],
    stages: [u64; 3],
    shown_by: Vec<u64>,
}

/// The interests that a config sets store by: where bands begin, what campaigns and stages ask for.
fn thresholds(config: &Config) -> Vec<u32> {
    let Bands { lukewarm, warm, hot } = *qualify::bands(&config.scoring);
    let stages = &config.scoring.stages;
    let of_campaigns = config.campaigns.0.iter().filter_map(|(_, campaign)| campaign.when.interest.as_ref()?.at_least);
    let of_stages = [&stages.mql, &stages.sql, &stages.pql].into_iter().flatten().filter_map(|stage| stage.interest);
    let all: BTreeSet<u32> = [lukewarm, warm, hot].into_iter().chain(of_campaigns).chain(of_stages).collect();
    all.into_iter().collect()
}

/// What a figure must be: `popups_per_visit<=0.3`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    figure: String,
    operator: Operator,
    value: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    AtMost,
    AtLeast,
    Is,
    IsNot,
    Below,
    Above,
}

/// As they are written; those of two signs before those of one.
const OPERATORS: [(&str, Operator); 7] = [
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("==", Operator::Is),
    ("!=", Operator::IsNot),
    ("<", Operator::Below),
    (">", Operator::Above),
    ("=", Operator::Is),
];

impl FromStr for Expectation {
    type Err = String;

    fn from_str(text: &str) -> Result<Expectation, String> {
        const ACCEPTED: &str = "write FIGURE, one of <= >= < > == !=, and a number, such as popups_per_visit<=0.3";
        let is_sign = |c: char| matches!(c, '<' | '>' | '=' | '!' | '~');
        let at = text.find(is_sign).ok_or_else(|| format!("no operator in it; {ACCEPTED}"))?;
        let (figure, rest) = text.split_at(at);
        let value = rest.trim_start_matches(is_sign);
        let written = rest.strip_suffix(value).unwrap_or_default();
        let operator = OPERATORS.iter().find(|(sign, _)| *sign == written);
        let (_, operator) = operator.ok_or_else(|| format!("unknown operator \"{written}\"; {ACCEPTED}"))?;
        let number = value.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let value = number.ok_or_else(|| format!("\"{}\" is not a number; {ACCEPTED}", value.trim()))?;
        Ok(Expectation { figure: figure.trim().to_owned(), operator: *operator, value })
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = OPERATORS.iter().find(|(_, operator)| *operator == self.operator).map_or("", |(sign, _)| sign);
        write!(f, "{}{sign}{}", self.figure, self.value)
    }
}

impl Expectation {
    /// Whether there is such a figure under a config.
    ///
    /// # Errors
    /// What there is instead.
    pub fn check(&self, config: &Config) -> Result<(), String> {
        let names = Figures::names(config);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if names.contains(&self.figure.as_str()) {
            return Ok(());
        }
        Err(match nearest(&self.figure, &names) {
            Some(near) => format!("unknown figure \"{}\"; did you mean \"{near}\"?", self.figure),
            None => format!("unknown figure \"{}\"; there are: {}", self.figure, names.join(", ")),
        })
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// Why not.
    pub fn hold(&self, figures: &Figures) -> Result<(), String> {
        let Some(found) = figures.get(&self.figure) else {
            let why = match self.figure.split('.').next() {
                Some("auc" | "converted" | "precision" | "recall" | "lift") => "the logs have too few outcomes to tell it",
                _ => "there is nothing to tell it from",
            };
            return Err(format!("{self} does not hold: {why}"));
        };
        let holds = match self.operator {
            Operator::AtMost => found <= self.value,
            Operator::AtLeast => found >= self.value,
            Operator::Is => found == self.value,
            Operator::IsNot => found != self.value,
            Operator::Below => found < self.value,
            Operator::Above => found > self.value,
        };
        if holds { Ok(()) } else { Err(format!("{self} does not hold: it is {found}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_is_a_figure_an_operator_and_a_number() {
        let of = |text: &str| text.parse::<Expectation>();
        assert_eq!(of(" auc >= 0.7"), Ok(Expectation { figure: "auc".to_owned(), operator: Operator::AtLeast, value: 0.7 }));
        for (text, shown) in [("a<1", "a<1"), ("a = 1", "a==1"), ("a!=1", "a!=1"), ("popups.x-y > -2.5", "popups.x-y>-2.5")] {
            assert_eq!(of(text).expect(text).to_string(), shown);
        }
        assert!(of("auc=>0.7").expect_err("turned round").starts_with("unknown operator \"=>\"; write FIGURE"));
        assert!(of("auc").expect_err("alone").starts_with("no operator"));
        assert!(of("auc>=high").expect_err("a word").starts_with("\"high\" is not a number"));
        assert!(of("auc>=NaN").is_err());
    }

    #[test]
    fn a_figure_that_does_not_exist_is_answered_with_the_nearest() {
        let config = limen_core::config::check(include_str!("../../../www/limen.json")).0.expect("the example is right");
        let of = |name: &str| format!("{name}<=1").parse::<Expectation>().expect("an expectation").check(&config);
        assert_eq!(of("popup_per_visit"), Err("unknown figure \"popup_per_visit\"; did you mean \"popups_per_visit\"?".to_owned()));
        assert_eq!(of("popups.book-a-demo"), Ok(()));
        assert_eq!(of("precision.35"), Ok(()));
        assert!(of("happiness").expect_err("unknown").contains("there are: lines, skipped, visitors"));
    }
}
