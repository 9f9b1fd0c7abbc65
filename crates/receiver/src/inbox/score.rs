//! Why a lead has its score: every rule that counted, with its part.

use super::{bar, layout};
use limen_core::lead::{Axis, Cap, Factor, Lead};
use maud::{Markup, html};

/// Interest and fit, each with its factors.
pub(super) fn explained(lead: &Lead) -> Markup {
    let qualification = &lead.qualification;
    html! {
        section.card.score aria-labelledby="score" {
            h2 #score { "Why this score" }
            (axis(lead, Axis::Interest, i64::from(qualification.interest), "Interest", "from what the visitor did; it fades with time"))
            @for cap in lead.score.caps.iter().flatten() { p.hint { (capped(cap)) } }
            @if let Some(next) = &lead.score.next { p.hint { (next.points) " more points make it " (next.band.name()) "." } }
            (axis(lead, Axis::Fit, i64::from(qualification.fit), "Fit", "from what the visitor told you"))
            p.hint { "Counted by engine " bdi { (lead.score.engine) } " with config " code { (lead.score.config) } }
        }
    }
}

fn axis(lead: &Lead, axis: Axis, shown: i64, name: &str, meaning: &str) -> Markup {
    let factors: Vec<&Factor> = lead.score.factors.iter().filter(|factor| factor.axis == axis).collect();
    let sum: i64 = factors.iter().map(|factor| i64::from(factor.points)).sum();
    let heaviest = factors.iter().map(|factor| i64::from(factor.points).abs()).max().unwrap_or(1);
    let columns: &[&str] = if axis == Axis::Interest { &["Rule", "Points", "Times", "Last"] } else { &["Rule", "Points", "Times"] };
    html! {
        h3 { (name) " " span.figure { (shown) } " " small { (meaning) } }
        @if factors.is_empty() {
            p.hint { "No rule has counted." }
        } @else {
            table.factors role="table" {
                caption.unseen { (name) ", rule by rule" }
                thead role="rowgroup" {
                    tr role="row" { @for name in columns { th role="columnheader" scope="col" { (name) } } }
                }
                tbody role="rowgroup" { @for factor in factors { (row(factor, heaviest)) } }
                tfoot role="rowgroup" {
                    tr role="row" {
                        th role="rowheader" scope="row" { "Sum" }
                        td.points role="cell" { span.figure { (sum) } }
                        td.note role="cell" colspan=(columns.len() - 2) { (difference(sum, shown)) }
                    }
                }
            }
        }
    }
}

fn row(factor: &Factor, heaviest: i64) -> Markup {
    html! {
        tr role="row" {
            th role="rowheader" scope="row" { bdi { (factor.rule) } }
            td.points role="cell" { span.figure { (signed(factor.points)) } (bar::part(i64::from(factor.points), heaviest)) }
            td.times role="cell" {
                (factor.count) "×"
                @if let Some(refused) = factor.refused { small { (refused) "× over its limit" } }
                @if let Some(faded) = factor.faded { small { (faded.unsigned_abs()) " faded" } }
            }
            @if factor.axis == Axis::Interest {
                td.last role="cell" {
                    @if let Some(at) = factor.last_at { (layout::time(at)) }
                    @if let Some(page) = &factor.last_page { small { bdi { (page) } } }
                }
            }
        }
    }
}

/// Which points a cap took away.
fn capped(cap: &Cap) -> Markup {
    html! {
        @match &cap.group {
            Some(group) => { "The rules of the group " bdi { (group) } " have " },
            None => "All rules together have ",
        }
        (cap.points) " points; at most " (cap.max_points) " count."
    }
}

/// Why the sum is not the figure the lead claims.
fn difference(sum: i64, shown: i64) -> String {
    match shown {
        _ if shown == sum => String::new(),
        0 if sum < 0 => "shown as 0, the least there is".to_owned(),
        _ if shown < sum => format!("shown as {shown}, the most the config allows"),
        _ => format!("the lead claims {shown}, which these rules do not add up to"),
    }
}

/// With its sign, and a real minus.
fn signed(points: i32) -> String {
    if points < 0 { format!("−{}", points.unsigned_abs()) } else { format!("+{points}") }
}
