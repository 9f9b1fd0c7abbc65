//! From the bytes of a block to lines, and what is wrong with those that are none.

use crate::block::Block;
use limen_core::{json::Issue, visit_log::Line};

/// The longest line that is read, in bytes: 1 MiB. The widget's longest are some kilobytes.
pub const LONGEST_LINE: usize = 1 << 20;

/// The lines of a block.
#[derive(Default)]
pub(crate) struct Parsed {
    /// Those that are right.
    pub(crate) lines: Vec<Line>,
    /// What is wrong with the others: which line of the block, from 0, and why.
    pub(crate) wrong: Vec<(u64, String)>,
    /// How many there are, empty ones included.
    pub(crate) count: u64,
}

impl Parsed {
    pub(crate) fn of(block: &Block) -> Parsed {
        let mut parsed = Parsed::default();
        match block {
            Block::TooLong => parsed.take(Err(format!("longer than {} MiB", LONGEST_LINE >> 20))),
            Block::Lines(text) => {
                let text = text.strip_suffix(b"\n").unwrap_or(text);
                for line in text.split(|&byte| byte == b'\n') {
                    if line.iter().all(u8::is_ascii_whitespace) {
                        parsed.count += 1;
                    } else {
                        parsed.take(read(line));
                    }
                }
            }
        }
        parsed
    }

    fn take(&mut self, line: Result<Line, String>) {
        match line {
            Ok(line) => self.lines.push(line),
            Err(why) => self.wrong.push((self.count, why)),
        }
        self.count += 1;
    }
}

/// Reads a line.
fn read(line: &[u8]) -> Result<Line, String> {
    let text = std::str::from_utf8(line).map_err(|_| "not UTF-8 text".to_owned())?;
    Line::from_json(text).map_err(|issues| issues.iter().map(describe).collect::<Vec<_>>().join("; "))
}

fn describe(issue: &Issue) -> String {
    match (issue.path.as_str(), issue.at) {
        ("", Some(at)) => format!("not a line of JSON: {} (byte {})", issue.message, at + 1),
        ("", None) => issue.message.clone(),
        (path, _) => format!("{path}: {}", issue.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Parsed {
        Parsed::of(&Block::Lines(text.as_bytes().to_vec()))
    }

    #[test]
    fn what_is_no_line_is_named_with_its_place_and_the_nearest_right_spelling() {
        let of = |line: &str| parsed(line).wrong.first().map(|(_, why)| why.clone()).expect("wrong");
        let at = r#""at":"2026-11-22T12:00:00Z""#;
        assert!(of("{").starts_with("not a line of JSON: "), "{}", of("{"));
        assert_eq!(
            of(&format!(r#"{{"v":1,{at},"signal":"pageview","url":"/"}}"#)),
            "signal: unknown value \"pageview\"; did you mean \"page_view\"?"
        );
        assert_eq!(of(&format!(r#"{{"v":2,{at},"signal":"copy"}}"#)), "v: this reader knows lines of version 1");
        assert_eq!(of(&format!(r#"{{"v":1,{at},"signal":"page_view"}}"#)), "url: \"page_view\" needs \"url\", the page's address or path");
        assert_eq!(Parsed::of(&Block::Lines(b"\xff\n".to_vec())).wrong, [(0, "not UTF-8 text".to_owned())]);
        assert_eq!(Parsed::of(&Block::TooLong).wrong, [(0, "longer than 1 MiB".to_owned())]);
    }

    #[test]
    fn empty_lines_count_as_lines_and_are_passed_over() {
        let text = "\n{\"v\":1,\"at\":\"2026-11-22T12:00:00Z\",\"signal\":\"copy\"}\r\n  \nx\n";
        let parsed = parsed(text);
        assert_eq!((parsed.lines.len(), parsed.count), (1, 4));
        assert_eq!(parsed.wrong[0].0, 3);
    }
}
