//! What points amount to: band, grade, stage, BANT.

use crate::{
    config::scoring::{Bands, Grades, Scoring, StageRule},
    form::template::entered,
    lead::{Band, Bant, Nullable, Qualification, Stage},
    popup::Value,
};
use alloc::string::String;

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

/// The points missing for the next band; `None` when hot.
#[must_use]
pub fn missing(interest: u32, bands: &Bands) -> Option<(Band, u32)> {
    let steps = [(Band::Lukewarm, bands.lukewarm), (Band::Warm, bands.warm), (Band::Hot, bands.hot)];
    steps.into_iter().find(|(_, from)| interest < *from).map(|(band, from)| (band, from - interest))
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

/// What a visitor amounts to.
pub struct Known<'a> {
    /// Interest now.
    pub interest: u32,
    /// Fit of the fields.
    pub fit: i32,
    /// What is being submitted; empty when nothing is.
    pub fields: &'a [(String, Value)],
    /// Whether they have left a lead before.
    pub converted: bool,
    /// Custom signals seen.
    pub signals: &'a [String],
}

/// The whole of it. The stage is the highest whose conditions all hold.
#[must_use]
pub fn qualify(scoring: &Scoring, known: &Known<'_>) -> Qualification {
    let band = band(known.interest, bands(scoring));
    let reached = |rule: &Option<StageRule>| rule.as_ref().is_some_and(|rule| holds(rule, known));
    let stage = match &scoring.stages {
        stages if reached(&stages.pql) => Stage::Pql,
        stages if reached(&stages.sql) => Stage::Sql,
        stages if reached(&stages.mql) => Stage::Mql,
        _ if known.fields.is_empty() && !known.converted => Stage::Visitor,
        _ => Stage::Lead,
    };
    let answer = |name: &str| Nullable(entered(known.fields, name).map(Into::into));
    Qualification {
        stage,
        band,
        grade: grade(known.fit, scoring.fit.grades.as_ref().unwrap_or(&Grades::STANDARD), band),
        interest: known.interest,
        fit: known.fit,
        bant: Bant {
            budget: answer("bant.budget"),
            authority: answer("bant.authority"),
            need: answer("bant.need"),
            timescale: answer("bant.timescale"),
        },
    }
}

fn holds(rule: &StageRule, known: &Known<'_>) -> bool {
    rule.interest.is_none_or(|least| known.interest >= least)
        && rule.fit.is_none_or(|least| known.fit >= least)
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
        assert_eq!(missing(30, &bands), Some((Band::Warm, 5)));
        assert_eq!(missing(60, &bands), None);
    }
}
