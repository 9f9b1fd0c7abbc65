//! The table at the end.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::{collections::BTreeMap, fmt, fs, path::Path, time::Duration};

/// What ran.
#[derive(Default)]
pub(super) struct Report {
    suites: Vec<(&'static str, Tally)>,
    engines: BTreeMap<String, Counts>,
}

/// What one suite did.
#[derive(Default)]
pub(super) struct Tally {
    /// Tests by their end.
    pub(super) counts: Counts,
    /// Something failed, be it that it did not compile.
    pub(super) broken: bool,
    /// How long it took, compiling included.
    pub(super) time: Duration,
}

/// Tests by their end.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
pub(super) struct Counts {
    passed: u32,
    failed: u32,
    skipped: u32,
}

impl Tally {
    /// Takes a line of a test program's output, such as `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
    pub(super) fn count(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else { return };
        for part in result.split([';', '.']) {
            let mut words = part.split_whitespace();
            let Some(number) = words.next().and_then(|word| word.parse::<u32>().ok()) else { continue };
            match words.next() {
                Some("passed") => self.counts.passed += number,
                Some("failed") => self.counts.failed += number,
                Some("ignored") => self.counts.skipped += number,
                _ => {}
            }
        }
    }
}

impl Report {
    /// Adds what a suite did.
    pub(super) fn add(&mut self, suite: &'static str, tally: Tally) {
        self.suites.push((suite, tally));
    }

    /// Adds what the end-to-end tests wrote about each engine; they write nothing when they did not compile.
    pub(super) fn add_engines(&mut self, counts: &Path) -> Result<()> {
        if counts.exists() {
            let text = fs::read_to_string(counts)?;
            self.engines = serde_json::from_str(&text).with_context(|| format!("{} is malformed", counts.display()))?;
        }
        Ok(())
    }

    /// Fails when a suite did, or when nothing ran: a filter that fits no test is a typing error.
    pub(super) fn verdict(&self) -> Result<()> {
        let broken: Vec<&str> = self.suites.iter().filter(|(_, tally)| tally.broken).map(|(name, _)| *name).collect();
        ensure!(broken.is_empty(), "failed: {}", broken.join(", "));
        ensure!(self.suites.iter().any(|(_, tally)| tally.counts.passed > 0), "no test ran");
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<14}{:>8}{:>8}{:>8}{:>10}", "", "passed", "failed", "skipped", "seconds")?;
        for (name, Tally { counts: Counts { passed, failed, skipped }, broken, time }) in &self.suites {
            let mark = if *broken { "  FAILED" } else { "" };
            writeln!(f, "{name:<14}{passed:>8}{failed:>8}{skipped:>8}{:>10.1}{mark}", time.as_secs_f32())?;
        }
        for (name, Counts { passed, failed, skipped }) in &self.engines {
            writeln!(f, "  {name:<12}{passed:>8}{failed:>8}{skipped:>8}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.count(line));
        tally
    }

    #[test]
    fn the_results_of_several_programs_add_up() {
        let tally = tally(&[
            "running 7 tests",
            "test result: ok. 5 passed; 0 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.12s",
            "test a_test_that_prints_numbers ... ok",
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 2.00s",
        ]);
        assert_eq!(tally.counts, Counts { passed: 6, failed: 1, skipped: 2 });
    }

    #[test]
    fn one_broken_suite_fails_the_run_and_is_named() {
        let mut report = Report::default();
        report.add("unit", tally(&["test result: ok. 5 passed; 0 failed"]));
        assert!(report.verdict().is_ok());
        report.add("e2e", Tally { broken: true, ..Tally::default() });
        assert_eq!(report.verdict().unwrap_err().to_string(), "failed: e2e");
        assert!(report.to_string().contains("FAILED"));
    }

    #[test]
    fn a_run_without_a_test_fails() {
        let mut report = Report::default();
        report.add("unit", tally(&["test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 40 filtered out"]));
        assert_eq!(report.verdict().unwrap_err().to_string(), "no test ran");
    }

    #[test]
    fn the_table_shows_each_engine_under_its_suite() {
        let mut report = Report::default();
        report.add("e2e", tally(&["test result: ok. 30 passed; 0 failed; 10 ignored"]));
        report.engines =
            serde_json::from_str(r#"{"chromium":{"passed":30,"failed":0,"skipped":0},"webkit":{"passed":0,"failed":0,"skipped":10}}"#)
                .unwrap();
        let table = report.to_string();
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["e2e", "30", "0", "10", "0.0"]);
        assert_eq!(lines[2], ["chromium", "30", "0", "0"]);
        assert_eq!(lines[3], ["webkit", "0", "0", "10"]);
    }
}
