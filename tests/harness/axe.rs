//! axe-core over the page with its pop-up: every rule of WCAG 2.0 to 2.2, A and AA, and the best practices.

use crate::{page::Page, paths};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;
use std::sync::OnceLock;

#[derive(Debug, Deserialize)]
struct Answer {
    violations: Vec<Violation>,
    passes: usize,
}

#[derive(Debug, Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<String>,
}

/// Runs axe on the page as it stands.
///
/// # Errors
/// When axe is not installed, or with a list of what it found.
pub async fn check(page: &Page<'_>) -> Result<()> {
    // Colours on their way to others are nobody's colours.
    page.until("document.getAnimations().every((animation) => animation.playState !== 'running' || !isFinite(animation.effect.getComputedTiming().endTime))")
        .await?;
    page.run::<Option<bool>>(source()?, vec![]).await?;
    let tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: arguments[0], resultTypes: ['violations'] }).then(
            (result) => done({ passes: result.passes.length, violations: result.violations.map(({ id, help, nodes }) => (
                { id, help, nodes: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`) })) }),
            (error) => done({ passes: 0, violations: [{ id: 'axe', help: String(error), nodes: [] }] }))";
    let answer = page.browser.client.execute_async(script, vec![json!(tags)]).await?;
    let answer: Answer = serde_json::from_value(answer)?;
    let list: Vec<_> =
        answer.violations.iter().map(|found| format!("{}: {}\n  {}", found.id, found.help, found.nodes.join("\n  "))).collect();
    ensure!(list.is_empty(), "axe found\n{}", list.join("\n"));
    // No rule applied means that axe did not look at all.
    ensure!(answer.passes > 0, "axe checked nothing");
    Ok(())
}

fn source() -> Result<&'static str> {
    static SOURCE: OnceLock<String> = OnceLock::new();
    if let Some(source) = SOURCE.get() {
        return Ok(source);
    }
    let file = paths::axe();
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("{} is not there: run `npm ci` in tools/, or name axe.min.js in LIMEN_AXE", file.display()))?;
    Ok(SOURCE.get_or_init(|| text))
}
