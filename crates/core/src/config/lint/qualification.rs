//! Bands, fit, grades, stages and BANT that nobody can reach.

use super::{Warnings, condition, reach::Reach, rules::is_reported};
use crate::{
    config::{
        Config,
        campaign::Campaign,
        form::Form,
        scoring::{Condition, FitRule, Grades, StageRule},
    },
    json::nearest,
    score::qualify::bands,
};
use alloc::{format, string::String, vec::Vec};

pub(super) fn warn(config: &Config, reach: &Reach<'_>, warnings: &mut Warnings) {
    warn_of_bands(config, reach, warnings);
    warn_of_fit(config, warnings);
    warn_of_bant(config, warnings);
    let stages = &config.scoring.stages;
    for (name, stage) in [("mql", &stages.mql), ("sql", &stages.sql), ("pql", &stages.pql)] {
        if let Some(stage) = stage {
            warn_of_stage(config, reach, name, stage, warnings);
        }
    }
}

fn warn_of_bands(config: &Config, reach: &Reach<'_>, warnings: &mut Warnings) {
    let (scoring, bands) = (&config.scoring, bands(&config.scoring));
    if scoring.rules.0.is_empty() && scoring.bands.is_none() {
        return;
    }
    for (name, from) in [("lukewarm", bands.lukewarm), ("warm", bands.warm), ("hot", bands.hot)] {
        if from > reach.interest {
            let message =
                format!("nobody is ever {name}: {}; the threshold is {from}. Lower it, or let rules give more", reach.most(scoring));
            warnings.add(format!("scoring.bands.{name}"), message);
        }
    }
}

/// The forms that visitors may see.
pub(super) fn forms(config: &Config) -> impl Iterator<Item = &Form> {
    config.campaigns.0.iter().map(|(_, campaign): &(usize, Campaign)| &campaign.form)
}

fn is_asked(config: &Config, field: &str) -> bool {
    forms(config).any(|form| form.has_field(field))
}

/// "no form asks for …", with the nearest field that one does ask for.
fn not_asked(config: &Config, field: &str) -> String {
    let names: Vec<&str> =
        forms(config).flat_map(|form| &form.steps).flat_map(|step| &step.fields).map(|field| field.name.as_str()).collect();
    match nearest(field, &names) {
        Some(near) => format!("no form asks for \"{field}\"; did you mean \"{near}\"?"),
        None => format!("no form asks for \"{field}\"; add the field to one"),
    }
}

/// The most fit that a form can give.
fn most_fit(config: &Config, form: &Form) -> i64 {
    let holds = |rule: &FitRule| {
        let is_told = form.has_field(&rule.field) || rule.condition.present == Some(false);
        is_told && condition::impossible(&rule.condition).is_none()
    };
    let rules = config.scoring.fit.rules.0.iter().map(|(_, rule)| rule);
    rules.filter(|rule| rule.points > 0 && holds(rule)).map(|rule| i64::from(rule.points)).sum()
}

fn warn_of_fit(config: &Config, warnings: &mut Warnings) {
    let fit = &config.scoring.fit;
    for (index, rule) in &fit.rules.0 {
        let path = format!("scoring.fit.rules[{index}]");
        if let Some(why) = condition::impossible(&rule.condition) {
            warnings.add(path, format!("\"{}\" can never count: {why}", rule.id));
        } else if let Some(message) = condition::idle(&rule.condition) {
            warnings.add(path, message.into());
        } else if !is_asked(config, &rule.field) {
            let outcome = if rule.condition.present == Some(false) { "counts for every lead" } else { "can never count" };
            warnings.add(format!("{path}.field"), format!("\"{}\" {outcome}: {}", rule.id, not_asked(config, &rule.field)));
        }
    }
    if fit.rules.0.is_empty() && fit.grades.is_none() {
        return;
    }
    let most = forms(config).map(|form| most_fit(config, form)).max().unwrap_or(0);
    let grades = fit.grades.as_ref().unwrap_or(&Grades::STANDARD);
    for (name, from) in [("A", grades.a), ("B", grades.b), ("C", grades.c)] {
        if i64::from(from) > most {
            let message = format!(
                "no lead is ever graded {name}: the most fit that a form can give is {most}; the threshold is {from}. Lower it, or let fit rules give more"
            );
            warnings.add(format!("scoring.fit.grades.{name}"), message);
        }
    }
}

fn warn_of_bant(config: &Config, warnings: &mut Warnings) {
    let bant = &config.scoring.bant;
    let criteria: [(&str, &Option<Condition>); 4] =
        [("budget", &bant.budget), ("authority", &bant.authority), ("need", &bant.need), ("timescale", &bant.timescale)];
    for (name, condition) in criteria {
        let Some(condition) = condition else { continue };
        let (path, field) = (format!("scoring.bant.{name}"), format!("bant.{name}"));
        if let Some(why) = condition::impossible(condition) {
            warnings.add(path, format!("every answer means \"recycle later\": {why}"));
        } else if condition.present == Some(false) {
            // Only answers are judged, and an answer is present.
            warnings.add(path, "every answer means \"recycle later\": only answers are judged, and this asks for none".into());
        } else if !is_asked(config, &field) {
            warnings.add(path, format!("it is never judged: {}", not_asked(config, &field)));
        }
    }
}

fn warn_of_stage(config: &Config, reach: &Reach<'_>, name: &str, stage: &StageRule, warnings: &mut Warnings) {
    let path = |key: &str| format!("scoring.stages.{name}{key}");
    if *stage == StageRule::default() {
        warnings
            .add(path(""), format!("every visitor is {name}: it has no condition; add \"interest\", \"fit\", \"fields\" or \"signals\""));
    }
    if let Some(interest) = stage.interest.filter(|interest| *interest > reach.interest) {
        let message = format!(
            "nobody is ever {name}: {}; the threshold is {interest}. Lower it, or let rules give more",
            reach.most(&config.scoring)
        );
        warnings.add(path(".interest"), message);
    }
    for signal in stage.signals.iter().filter(|signal| is_reported(signal)) {
        let message = format!(
            "nobody is ever {name}: limen('track', '{signal}') reports the signal \"{signal}\", which is no custom one; give it another name"
        );
        warnings.add(path(".signals"), message);
    }
    let missing: Vec<&String> = stage.fields.iter().filter(|field| !is_asked(config, field)).collect();
    for field in &missing {
        warnings.add(path(".fields"), format!("nobody is ever {name}: {}", not_asked(config, field)));
    }
    if !missing.is_empty() {
        return;
    }
    let with_fields: Vec<&Form> = forms(config).filter(|form| stage.fields.iter().all(|field| form.has_field(field))).collect();
    if with_fields.is_empty() && !stage.fields.is_empty() {
        warnings
            .add(path(".fields"), format!("nobody is ever {name}: no form asks for all of these fields; a lead holds those of one form"));
    } else if let Some(fit) = stage.fit.filter(|fit| *fit > 0) {
        let most = with_fields.iter().map(|form| most_fit(config, form)).max().unwrap_or(0);
        if i64::from(fit) > most {
            let message = format!(
                "nobody is ever {name}: the most fit that such a form can give is {most}; the threshold is {fit}. Lower it, or let fit rules give more"
            );
            warnings.add(path(".fit"), message);
        }
    }
}
