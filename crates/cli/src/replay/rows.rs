//! The replay as JSON lines.

use super::Column;
use limen_core::{
    json::{Encode, Writer},
    replay::Player,
};
use limen_replay::{Replayed, Run, Source, Visitor, Whose};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// A line a visitor, in the order of their first lines, and the summary as the last.
pub(super) fn write(replayed: &Replayed, sources: &[Source], columns: &[Column<'_>], out: &mut impl Write) -> io::Result<()> {
    let mut players: Vec<Player<'_>> = columns.iter().map(|column| Player::new(column.config)).collect();
    for visitor in &replayed.visitors {
        let mut row = Map::new();
        match &visitor.whose {
            Whose::Name(name) => row.insert("visitor".to_owned(), json!(name)),
            Whose::Log(index) => row.insert("log".to_owned(), json!(sources.get(*index).map(Source::name))),
        };
        row.insert("lines".to_owned(), json!(visitor.lines));
        row.insert("visits".to_owned(), json!(visitor.visits));
        row.insert("firstAt".to_owned(), json!(visitor.first_at.to_rfc3339()));
        row.insert("lastAt".to_owned(), json!(visitor.last_at.to_rfc3339()));
        let mut runs = visitor.runs.iter().zip(columns).zip(&mut players);
        if let Some(((run, column), player)) = runs.next() {
            row.append(&mut told(visitor, run, column, player));
        }
        if let Some(((run, column), player)) = runs.next() {
            row.insert("other".to_owned(), Value::Object(told(visitor, run, column, player)));
        }
        writeln!(out, "{}", Value::Object(row))?;
    }
    let mut summary = summary(columns.first());
    if columns.len() > 1 {
        summary.insert("other".to_owned(), Value::Object(self::summary(columns.last())));
    }
    writeln!(out, "{}", json!({ "summary": summary }))
}

/// What came of a visitor under a config: decisions, and the whole explanation at their last line.
fn told(visitor: &Visitor, run: &Run, column: &Column<'_>, player: &mut Player<'_>) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("peak".to_owned(), json!({ "interest": run.peak, "at": (run.peak > 0).then(|| run.peak_at.to_rfc3339()) }));
    let bands = ["lukewarm", "warm", "hot"].into_iter().zip(run.reached);
    let reached: Map<String, Value> = bands.filter_map(|(band, at)| Some((band.to_owned(), json!(at?.to_rfc3339())))).collect();
    row.insert("reached".to_owned(), Value::Object(reached));
    row.insert("stage".to_owned(), json!(run.stage.name()));
    let popups = run.popups.iter().zip(run.campaigns(column.config)).map(|(popup, campaign)| {
        let (trigger, at) = (popup.trigger, popup.at.to_rfc3339());
        json!({ "campaign": campaign, "trigger": trigger, "at": at, "visit": popup.visit, "interest": popup.interest })
    });
    row.insert("popups".to_owned(), popups.collect());
    if let Some((converted, interest)) = run.outcome {
        row.insert("outcome".to_owned(), json!({ "converted": converted, "interest": interest }));
    }
    let mut visit = run.visit();
    let (qualification, score) = player.resume(&mut visit).judge(&[], visitor.last_at);
    row.insert("qualification".to_owned(), value(&qualification));
    row.insert("score".to_owned(), value(&score));
    row
}

/// A type of the core's, by its own writer.
fn value(part: &dyn Encode) -> Value {
    let mut out = Writer::default();
    part.encode(&mut out);
    serde_json::from_str(&out.finish()).unwrap_or_default()
}

fn summary(column: Option<&Column<'_>>) -> Map<String, Value> {
    let mut summary = Map::new();
    if let Some(column) = column {
        summary.insert("config".to_owned(), json!(column.config.hash()));
        for (name, value) in &column.figures.values {
            // A count is a whole number.
            let whole = value.filter(|value| value.fract() == 0.0 && !is_ratio(name)).map(|value| value as u64);
            summary.insert(name.clone(), whole.map_or_else(|| json!(value), |whole| json!(whole)));
        }
    }
    summary
}

/// Whether a figure is a ratio, not a count.
pub(super) fn is_ratio(name: &str) -> bool {
    let count = matches!(name, "lines" | "skipped" | "visitors" | "visits" | "popups" | "outcomes");
    !count && !name.starts_with("popups.")
}
