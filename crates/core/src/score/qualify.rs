//! What points amount to: band, grade, stage, BANT.

use super::{Interest, Scorer, address::Lists, condition::holds_for_field, fit};
use crate::{
    config::Config,
    config::scoring::{Bands, BantRules, Condition, Grades, Scoring, StageRule},
    engine::ENGINE,
    form::template::entered,
    lead::{Band, Bant, Next, Nullable, Qualification, Score, Stage},
    popup::Value,
    time::Millis,
};
use alloc::{string::String, vec::Vec};

/// The bands that hold.
#[must_use]
pub fn bands(scoring: &Scoring) -> &Bands {
    scoring.bands.as_ref().unwrap_or(&Bands::STANDARD)
}

/// The band of an interest.
#[must_use]
pub fn band(interest: u32, bands: &Bands) -> Band {
    match interest {
        _ if interest >= bands.hot => Band::Hot,
        _ if interest >= bands.warm => Band::Warm,
        _ if interest >= bands.lukewarm => Band::Lukewarm,
        _ => Band::Cold,
    }
}

/// What is missing for the next band; `None` when hot.
#[must_use]
pub fn next(interest: u32, bands: &Bands) -> Option<Next> {
    let steps = [(Band::Lukewarm, bands.lukewarm), (Band::Warm, bands.warm), (Band::Hot, bands.hot)];
    steps.into_iter().find(|(_, from)| interest < *from).map(|(band, from)| Next { band, points: from - interest })
}

/// Fit letter A–D and interest digit 1–4 (1 = hot).
#[must_use]
pub fn grade(fit: i32, grades: &Grades, band: Band) -> String {
    let letter = match fit {
        _ if fit >= grades.a => 'A',
        _ if fit >= grades.b => 'B',
        _ if fit >= grades.c => 'C',
        _ => 'D',
    };
    let digit = match band {
        Band::Hot => '1',
        Band::Warm => '2',
        Band::Lukewarm => '3',
        Band::Cold => '4',
    };
    let mut grade = String::from(letter);
    grade.push(digit);
    grade
}

/// What is known of a visitor beside the score.
pub struct Known<'a> {
    /// What is being submitted; empty when nothing is.
    pub fields: &'a [(String, Value)],
    /// Whether they have left a lead before.
    pub converted: bool,
    /// Custom signals seen.
    pub signals: &'a [String],
    /// What is known of e-mail domains.
    pub lists: &'a Lists,
}

/// The whole judgement of a visitor: what they amount to, and every point of it. `hash` is the config's.
#[must_use]
pub fn judge(config: &Config, hash: &str, scorer: &Scorer, known: &Known<'_>, now: Millis) -> (Qualification, Score) {
    let scoring = &config.scoring;
    let Interest { points: interest, caps } = scorer.interest(scoring, now);
    let mut factors = scorer.factors(scoring, now);
    fit::add_factors(&mut factors, &scoring.fit, known.fields, known.lists);
    let fit = fit::points(&factors);
    let band = band(interest, bands(scoring));
    let qualification = Qualification {
        stage: stage(scoring, known, interest, fit),
        band,
        grade: grade(fit, scoring.fit.grades.as_ref().unwrap_or(&Grades::STANDARD), band),
        interest,
        fit,
        bant: bant(&scoring.bant, known),
    };
    let caps = Some(caps).filter(|caps| !caps.is_empty());
    let score = Score { factors, config: hash.into(), engine: ENGINE.into(), caps, next: next(interest, bands(scoring)) };
    (qualification, score)
}

/// The highest stage whose conditions all hold.
pub(crate) fn stage(scoring: &Scoring, known: &Known<'_>, interest: u32, fit: i32) -> Stage {
    let reached = |rule: &Option<StageRule>| rule.as_ref().is_some_and(|rule| holds(rule, known, interest, fit));
    match &scoring.stages {
        stages if reached(&stages.pql) => Stage::Pql,
        stages if reached(&stages.sql) => Stage::Sql,
        stages if reached(&stages.mql) => Stage::Mql,
        _ if known.fields.is_empty() && !known.converted => Stage::Visitor,
        _ => Stage::Lead,
    }
}

/// The four answers, and those among them that do not pass.
fn bant(rules: &BantRules, known: &Known<'_>) -> Bant {
    let mut recycle = Vec::new();
    let mut answer = |criterion: &str, name: &str, rule: &Option<Condition>| {
        let value = known.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let text = entered(known.fields, name);
        if text.is_some() && !passes(rule, value, known.lists) {
            recycle.push(criterion.into());
        }
        Nullable(text.map(Into::into))
    };
    let mut bant = Bant {
        budget: answer("budget", "bant.budget", &rules.budget),
        authority: answer("authority", "bant.authority", &rules.authority),
        need: answer("need", "bant.need", &rules.need),
        timescale: answer("timescale", "bant.timescale", &rules.timescale),
        recycle: None,
    };
    bant.recycle = Some(recycle).filter(|recycle| !recycle.is_empty());
    bant
}

/// Whether an answer passes.
fn passes(rule: &Option<Condition>, value: Option<&Value>, lists: &Lists) -> bool {
    match rule {
        Some(condition) => holds_for_field(condition, value, lists),
        None => {
            !matches!(value, Some(Value::Text(text)) if ["no", "none", "false"].iter().any(|no| text.eq_ignore_ascii_case(no)))
                && value != Some(&Value::Flag(false))
        }
    }
}

fn holds(rule: &StageRule, known: &Known<'_>, interest: u32, fit: i32) -> bool {
    rule.interest.is_none_or(|least| interest >= least)
        && rule.fit.is_none_or(|least| fit >= least)
        && rule.fields.iter().all(|name| entered(known.fields, name).is_some())
        && rule.signals.iter().all(|name| known.signals.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_and_grades_begin_where_the_config_says() {
        let (bands, grades) = (Bands::STANDARD, Grades::STANDARD);
        let of = |interest| band(interest, &bands);
        assert_eq!(
            [of(14), of(15), of(34), of(35), of(59), of(60)],
            [Band::Cold, Band::Lukewarm, Band::Lukewarm, Band::Warm, Band::Warm, Band::Hot]
        );
        assert_eq!(grade(60, &grades, Band::Warm), "A2");
        assert_eq!(grade(-40, &grades, Band::Cold), "D4");
        assert_eq!(grade(35, &grades, Band::Hot), "B1");
        assert_eq!(next(30, &bands), Some(Next { band: Band::Warm, points: 5 }));
        assert_eq!(next(60, &bands), None);
    }
}
