//! The replay as tables for people.

use super::{Column, plot, rows::is_ratio};
use comfy_table::{CellAlignment, Table, presets};
use limen_replay::{Replayed, Run, Source, Visitor, Whose};
use std::io::{self, Write};

/// How many visitors are shown; all of them are in `--json`.
const MOST_ROWS: usize = 20;

/// Visitors, figures, thresholds, and the curve.
pub(super) fn write(replayed: &Replayed, sources: &[Source], columns: &[Column<'_>], out: &mut impl Write) -> io::Result<()> {
    let Some(first) = columns.first() else { return Ok(()) };
    writeln!(out, "{}", visitors(replayed, sources, columns))?;
    if replayed.visitors.len() > MOST_ROWS {
        writeln!(out, "… and {} more visitors; --json tells of all", replayed.visitors.len() - MOST_ROWS)?;
    }
    writeln!(out, "\n{}", figures(columns))?;
    if columns.len() > 1 {
        let differ = |visitor: &&Visitor| visitor.runs.windows(2).any(|pair| !decides_alike(&pair[0], &pair[1], columns));
        let number = replayed.visitors.iter().filter(differ).count();
        writeln!(out, "\nFor {number} of {} visitors the pop-ups differ.", replayed.visitors.len())?;
    }
    if first.figures.forecast.auc().is_some() {
        writeln!(out, "\n{}", thresholds(first))?;
    }
    writeln!(out, "\n{}", plot::text(first))
}

fn decides_alike(one: &Run, other: &Run, columns: &[Column<'_>]) -> bool {
    let [own, others] = columns else { return true };
    let times = |run: &Run| run.popups.iter().map(|popup| popup.at).collect::<Vec<_>>();
    times(one) == times(other) && one.campaigns(own.config).eq(other.campaigns(others.config))
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_BORDERS_ONLY).set_header(header);
    table
}

fn visitors(replayed: &Replayed, sources: &[Source], columns: &[Column<'_>]) -> Table {
    let mut table = table(&["visitor", "visits", "lines", "highest", "stage", "pop-ups", "outcome"]);
    for visitor in replayed.visitors.iter().take(MOST_ROWS) {
        let name = match &visitor.whose {
            Whose::Name(name) => name.to_string(),
            Whose::Log(index) => sources.get(*index).map(Source::name).unwrap_or_default(),
        };
        let of_runs = |tell: &dyn Fn(&Run, &Column<'_>) -> String| {
            visitor.runs.iter().zip(columns).map(|(run, column)| tell(run, column)).collect::<Vec<_>>().join(" → ")
        };
        let outcome =
            visitor.runs.first().and_then(|run| run.outcome).map(|(converted, _)| if converted { "converted" } else { "did not" });
        table.add_row([
            name,
            visitor.visits.to_string(),
            visitor.lines.to_string(),
            of_runs(&|run, _| run.peak.to_string()),
            of_runs(&|run, _| run.stage.name().to_owned()),
            of_runs(&|run, column| {
                let popups = run.popups.iter().zip(run.campaigns(column.config));
                let told: Vec<String> =
                    popups.map(|(popup, campaign)| format!("{} {campaign} ({})", popup.at.to_rfc3339(), popup.trigger)).collect();
                if told.is_empty() { "none".to_owned() } else { told.join("\n") }
            }),
            outcome.unwrap_or("").to_owned(),
        ]);
    }
    right(&mut table, 1..4);
    table
}

fn figures(columns: &[Column<'_>]) -> Table {
    let mut header = vec!["figure"];
    header.extend(columns.iter().map(|column| column.name.as_str()));
    if columns.len() > 1 {
        header.push("difference");
    }
    let mut table = table(&header);
    let mut names: Vec<&String> = columns.iter().flat_map(|column| column.figures.values.iter().map(|(name, _)| name)).collect();
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(*name));
    for name in names {
        // They have a table of their own.
        if ["precision.", "recall.", "lift."].iter().any(|quality| name.starts_with(quality)) {
            continue;
        }
        let values: Vec<Option<f64>> = columns.iter().map(|column| column.figures.get(name)).collect();
        let mut row = vec![name.clone()];
        row.extend(values.iter().map(|value| number(name, *value)));
        if let [Some(one), Some(other)] = values[..] {
            row.push(number(name, Some(other - one)));
        }
        table.add_row(row);
    }
    right(&mut table, 1..4);
    table
}

fn thresholds(column: &Column<'_>) -> Table {
    let mut table = table(&["interest at least", "visitors", "precision", "recall", "lift"]);
    for &threshold in &column.figures.thresholds {
        let quality = column.figures.forecast.at(threshold);
        let ratio = |value| number("", value);
        table.add_row([
            threshold.to_string(),
            quality.reached.to_string(),
            ratio(quality.precision),
            ratio(quality.recall),
            ratio(quality.lift),
        ]);
    }
    right(&mut table, 0..5);
    table
}

/// Aligns columns of numbers.
fn right(table: &mut Table, columns: std::ops::Range<usize>) {
    for index in columns {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn number(name: &str, value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if is_ratio(name) => format!("{value:.3}"),
        Some(value) => format!("{value}"),
    }
}
