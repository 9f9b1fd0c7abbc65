//! The size table of README.md, between two comments.

use super::{Bytes, File, Sizes};
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::{fmt::Write, fs};

const BEGIN: &str = "<!-- size -->";
const END: &str = "<!-- /size -->";

/// By how much the table may be off, in percent: another patch release of the compiler is no reason to edit a README.
const TOLERANCE: u64 = 2;

/// Writes today's table into README.md.
pub(super) fn write(ws: &Workspace, sizes: &Sizes) -> Result<()> {
    let readme = ws.root.join("README.md");
    let text = fs::read_to_string(&readme).context("README.md cannot be read")?;
    fs::write(&readme, replaced(&text, sizes)?).context("README.md cannot be written")
}

/// Fails when README.md tells sizes that are no longer true.
pub(crate) fn check(ws: &Workspace) -> Result<()> {
    let text = fs::read_to_string(ws.root.join("README.md")).context("README.md cannot be read")?;
    compare(&text, &Sizes::load(&ws.dist())?)
}

fn compare(text: &str, sizes: &Sizes) -> Result<()> {
    let (_, told, _) = parts(text)?;
    let (told, true_now) = (rows(told), rows(&table(sizes)));
    let close = |(told, now): (&Row, &Row)| {
        let numbers = told.numbers.iter().zip(&now.numbers);
        told.name == now.name && told.numbers.len() == now.numbers.len() && numbers.into_iter().all(|(a, b)| is_close(*a, *b))
    };
    let fresh = told.len() == true_now.len() && told.iter().zip(&true_now).all(close);
    ensure!(fresh, "README.md's size table is more than {TOLERANCE} % off: run `cargo xtask size --readme`");
    Ok(())
}

fn is_close(told: u64, now: u64) -> bool {
    told.abs_diff(now) * 100 <= now * TOLERANCE
}

/// README's text before, between and after the two comments.
fn parts(text: &str) -> Result<(&str, &str, &str)> {
    let around = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (between, after) = rest.split_once(END)?;
        Some((before, between, after))
    });
    around.with_context(|| format!("README.md has no place for the size table: add a line {BEGIN} and a line {END}"))
}

fn replaced(text: &str, sizes: &Sizes) -> Result<String> {
    let (before, _, after) = parts(text)?;
    Ok(format!("{before}{BEGIN}\n{}{END}{after}", table(sizes)))
}

/// The table in Markdown, in bytes.
fn table(sizes: &Sizes) -> String {
    let mut table = String::from("| bytes | raw | gzip -9 | brotli -11 |\n|---|--:|--:|--:|\n");
    let mut row = |name: &str, Bytes { raw, gzip, brotli }| {
        writeln!(table, "| {name} | {} | {} | {} |", grouped(raw), grouped(gzip), grouped(brotli)).expect("writing to a string succeeds");
    };
    let (on_demand, always): (Vec<&File>, Vec<&File>) = sizes.files.iter().partition(|file| file.on_demand);
    for file in always {
        row(&format!("`{}`", without_hash(&file.name)), file.bytes);
    }
    row("all that a visitor downloads", sizes.total);
    for file in on_demand {
        row(&format!("`{}`, on demand", without_hash(&file.name)), file.bytes);
    }
    table
}

/// The hash changes with each build; a reader cares for none.
fn without_hash(name: &str) -> String {
    match (name.rsplit_once('-'), name.rsplit_once('.')) {
        (Some((stem, _)), Some((_, extension))) => format!("{stem}-*.{extension}"),
        _ => name.to_owned(),
    }
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// One row of a table that [`table`] wrote.
struct Row {
    name: String,
    numbers: Vec<u64>,
}

fn rows(table: &str) -> Vec<Row> {
    let body = table.lines().filter(|line| !line.trim().is_empty()).skip(2);
    body.map(|line| {
        let mut cells = line.trim().trim_matches('|').split('|').map(str::trim);
        let name = cells.next().unwrap_or_default().to_owned();
        Row { name, numbers: cells.map_while(|cell| cell.replace(',', "").parse().ok()).collect() }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "# Limen\n\n<!-- size -->\nold\n<!-- /size -->\n\nMore.\n";

    fn sizes(brotli: u64) -> Sizes {
        let file = |name: &str, on_demand, bytes| File { name: name.into(), bytes, on_demand };
        let wasm = Bytes { raw: 1_234_567, gzip: 20_000, brotli };
        Sizes::of(vec![
            file("limen.js", false, Bytes { raw: 900, gzip: 500, brotli: 400 }),
            file("limen-0a1b2c3d.wasm", false, wasm),
            file("limen-lists-0a1b2c3d.bin", true, Bytes { raw: 90, gzip: 90, brotli: 90 }),
        ])
    }

    #[test]
    fn the_table_takes_the_place_between_the_comments() {
        let expected = "# Limen\n\n<!-- size -->\n| bytes | raw | gzip -9 | brotli -11 |\n|---|--:|--:|--:|\n\
            | `limen.js` | 900 | 500 | 400 |\n| `limen-*.wasm` | 1,234,567 | 20,000 | 10,000 |\n\
            | all that a visitor downloads | 1,235,467 | 20,500 | 10,400 |\n\
            | `limen-lists-*.bin`, on demand | 90 | 90 | 90 |\n<!-- /size -->\n\nMore.\n";
        assert_eq!(replaced(README, &sizes(10_000)).unwrap(), expected);
    }

    #[test]
    fn the_table_is_fresh_right_after_it_was_written() {
        compare(&replaced(README, &sizes(10_000)).unwrap(), &sizes(10_000)).unwrap();
    }

    #[test]
    fn two_percent_off_is_fresh_and_three_is_not() {
        let text = replaced(README, &sizes(10_000)).unwrap();
        compare(&text, &sizes(10_199)).unwrap();
        let error = compare(&text, &sizes(10_310)).unwrap_err().to_string();
        assert!(error.contains("cargo xtask size --readme"), "{error}");
        assert!(compare(&text, &sizes(9_700)).is_err());
    }

    #[test]
    fn a_table_that_was_never_written_or_lost_a_row_is_not_fresh() {
        assert!(compare(README, &sizes(10_000)).is_err());
        let text = replaced(README, &sizes(10_000)).unwrap();
        let shorter = text.replace("| `limen.js` | 900 | 500 | 400 |\n", "");
        assert!(compare(&shorter, &sizes(10_000)).is_err());
        assert!(compare(&text.replace("| 500 | 400 |", "|"), &sizes(10_000)).is_err());
    }

    #[test]
    fn a_readme_without_a_place_for_it_is_told_so() {
        let error = replaced("# Limen\n", &sizes(1)).unwrap_err().to_string();
        assert!(error.contains(BEGIN) && error.contains(END), "{error}");
    }
}
