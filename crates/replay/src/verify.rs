//! Whether a lead's score is what its visitor's log gives.

use crate::{Error, LineIssue, Source, block::Blocks, line::Parsed};
use indicatif::ProgressBar;
use limen_core::{
    config::Config,
    json::{Encode, Writer},
    lead::{Lead, Qualification, Score},
    replay::{Player, Visit},
    visit_log::{Act, Line},
};
use serde_json::Value;
use std::fmt;

/// A part of a lead that the log does not give.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which: `score.factors[0].points`.
    pub path: String,
    /// What the lead says; none when it says nothing.
    pub lead: Option<Value>,
    /// What the log gives; none when it gives nothing.
    pub log: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), Value::to_string);
        write!(f, "{}: the lead says {}, the log gives {}", self.path, text(&self.lead), text(&self.log))
    }
}

/// Recomputes the score of a lead from the lines of its visitor up to its time. Of a log that names visitors, those of the lead's count;
/// lines without a name count as theirs. Everything in `score` and `qualification` is compared.
///
/// # Errors
/// When the logs cannot be read, have a wrong line, or do not tell of the lead's visitor.
pub fn verify(lead: &Lead, config: &Config, logs: &[Source]) -> Result<Vec<Difference>, Error> {
    let (mut player, mut visit) = (Player::new(config), Visit::default());
    let mut playing = player.resume(&mut visit);
    let (mut lines, mut others, mut later) = (0, 0, 0);
    for log in logs {
        each_line(log, |line| {
            let is_theirs = line.visitor.is_none() || line.visitor == lead.visitor.id;
            match (is_theirs, line.at <= lead.occurred_at, line.act) {
                (_, _, Act::Outcome) => {}
                (true, true, _) => {
                    playing.take(&line, &mut |_| ());
                    lines += 1;
                }
                (true, false, _) => later += 1,
                (false, ..) => others += 1,
            }
        })?;
    }
    if lines == 0 {
        let id = lead.visitor.id.as_deref().unwrap_or("(unnamed)");
        return Err(Error::NotOfTheLead(match (later, others) {
            (0, 0) => "no line in the log; is this the right file?".to_owned(),
            (0, _) => format!("the log has no line of the lead's visitor {id}, only {others} of others"),
            _ => format!("the log begins after the lead, which is of {}; export it before it begins anew", lead.occurred_at.to_rfc3339()),
        }));
    }
    let found = playing.judge(&lead.fields, lead.occurred_at);
    let mut differences = Vec::new();
    compare("", Some(&told(&lead.qualification, &lead.score)), Some(&told(&found.0, &found.1)), &mut differences);
    Ok(differences)
}

/// Reads the lines of a log one after the other; the first wrong one is an error.
fn each_line(log: &Source, mut take: impl FnMut(Line)) -> Result<(), Error> {
    let mut before = 0;
    for block in Blocks::new(log.open(&ProgressBar::hidden())?) {
        let parsed = Parsed::of(&block.map_err(|error| Error::Read { name: log.name(), error })?);
        if let Some((line, message)) = parsed.wrong.into_iter().next() {
            return Err(Error::Line(LineIssue { name: log.name(), line: before + line + 1, message }));
        }
        before += parsed.count;
        parsed.lines.into_iter().for_each(&mut take);
    }
    Ok(())
}

/// What is compared of a judgement.
fn told(qualification: &Qualification, score: &Score) -> Value {
    let value = |part: &dyn Encode| -> Value {
        let mut out = Writer::default();
        part.encode(&mut out);
        serde_json::from_str(&out.finish()).unwrap_or_default()
    };
    serde_json::json!({ "qualification": value(qualification), "score": value(score) })
}

fn compare(path: &str, lead: Option<&Value>, log: Option<&Value>, differences: &mut Vec<Difference>) {
    match (lead, log) {
        (Some(Value::Object(lead)), Some(Value::Object(log))) => {
            for key in lead.keys().chain(log.keys().filter(|key| !lead.contains_key(*key))) {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(&path, lead.get(key), log.get(key), differences);
            }
        }
        (Some(Value::Array(lead)), Some(Value::Array(log))) => {
            for index in 0..lead.len().max(log.len()) {
                compare(&format!("{path}[{index}]"), lead.get(index), log.get(index), differences);
            }
        }
        _ if lead == log => {}
        _ => differences.push(Difference { path: path.to_owned(), lead: lead.cloned(), log: log.cloned() }),
    }
}
