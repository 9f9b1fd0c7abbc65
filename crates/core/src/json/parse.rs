//! Text to [`Node`]s (RFC 8259). Strict, linear in the text, bounded in depth.

use super::{Member, Node, Number, Value};
use crate::text::number;
use alloc::{string::String, vec::Vec};

/// How deep arrays and objects may nest. A config needs 12; the bound keeps recursion off the end of wasm's stack.
const MAX_DEPTH: u32 = 64;

/// Where and why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Byte offset.
    pub at: u32,
    /// What was wrong and what is accepted there.
    pub message: &'static str,
}

/// Reads a whole text.
///
/// # Errors
/// The first place where it is not JSON, or nests deeper than 64.
pub fn parse(text: &str) -> Result<Node, SyntaxError> {
    let text = text.strip_prefix("\u{feff}").unwrap_or(text);
    let mut parser = Parser { text, at: 0, wrong: "" };
    parser.whole().ok_or(SyntaxError { at: parser.at as u32, message: parser.wrong })
}

/// The line (from 1) of a byte offset, for messages.
#[must_use]
pub fn line_of(text: &str, at: u32) -> u32 {
    let before = text.as_bytes().iter().take(at as usize);
    before.fold(1, |line: u32, &byte| line.saturating_add(u32::from(byte == b'\n')))
}

/// What reads something answers with none at a mistake, and `at` stays there.
struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// What was wrong.
    wrong: &'static str,
}

impl Parser<'_> {
    /// Notes a mistake. The widget leaves the words out, as with every mistake in a config.
    #[inline(always)]
    fn fail<T>(&mut self, message: &'static str) -> Option<T> {
        if cfg!(feature = "diagnose") {
            self.wrong = message;
        }
        None
    }

    fn whole(&mut self) -> Option<Node> {
        let mut node = Node::default();
        self.node(0, &mut node)?;
        self.skip_space();
        if self.at < self.text.len() {
            return self.fail("there is more text after the end of the JSON value");
        }
        Some(node)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes this byte if it comes next, after white space.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn node(&mut self, depth: u32, node: &mut Node) -> Option<()> {
        self.skip_space();
        node.at = self.at as u32;
        match self.peek() {
            _ if depth > MAX_DEPTH => return self.fail("nested too deep; at most 64 levels are accepted"),
            Some(b'{') => {
                let mut members = Vec::new();
                self.members(depth, &mut members)?;
                node.fill(Value::Object(members));
            }
            Some(b'[') => {
                let mut items = Vec::new();
                self.items(depth, &mut items)?;
                node.fill(Value::Array(items));
            }
            Some(b'"') => {
                let text = self.string()?;
                node.fill(Value::String(text));
            }
            Some(b'-' | b'0'..=b'9') => {
                let number = self.number()?;
                node.fill(Value::Number(number));
            }
            Some(b't') => {
                self.word("true")?;
                node.fill(Value::Bool(true));
            }
            Some(b'f') => {
                self.word("false")?;
                node.fill(Value::Bool(false));
            }
            Some(b'n') => self.word("null")?,
            Some(b'/') => return self.fail("comments are not part of JSON; remove them"),
            Some(b'\'') => return self.fail("strings stand in double quotes"),
            None => return self.fail("the text ends where a value was expected"),
            _ => return self.fail("not a JSON value"),
        }
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        if self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            self.at += word.len();
            Some(())
        } else {
            self.fail("not a JSON value")
        }
    }

    fn members(&mut self, depth: u32, members: &mut Vec<Member>) -> Option<()> {
        self.at += 1;
        if self.take(b'}') {
            return Some(());
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return self.fail(if members.is_empty() {
                    "a key in double quotes or } was expected"
                } else {
                    "a key in double quotes was expected (is there a comma too many?)"
                });
            }
            let at = self.at as u32;
            let key = self.string()?;
            if !self.take(b':') {
                return self.fail("a : was expected after the key");
            }
            let mut member = Member { key, at, node: Node::default() };
            self.node(depth + 1, &mut member.node)?;
            members.push(member);
            if self.take(b'}') {
                return Some(());
            }
            if !self.take(b',') {
                return self.fail("a , or } was expected");
            }
        }
    }

    fn items(&mut self, depth: u32, items: &mut Vec<Node>) -> Option<()> {
        self.at += 1;
        if self.take(b']') {
            return Some(());
        }
        loop {
            let mut item = Node::default();
            self.node(depth + 1, &mut item)?;
            items.push(item);
            if self.take(b']') {
                return Some(());
            }
            if !self.take(b',') {
                return self.fail("a , or ] was expected");
            }
        }
    }

    fn number(&mut self) -> Option<Number> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let len = rest.iter().take_while(|b| matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')).count();
        let Some(number) = self.text.get(self.at..self.at + len).and_then(Number::parse) else {
            return self.fail("not a number of at most 18 digits");
        };
        self.at += len;
        Some(number)
    }

    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let plain = rest.iter().take_while(|&&b| b != b'"' && b != b'\\' && b >= 0x20).count();
            out.push_str(self.text.get(self.at..self.at + plain).unwrap_or_default());
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Some(out);
                }
                Some(b'\\') => {
                    let escaped = self.escape()?;
                    out.push(escaped);
                }
                Some(_) => return self.fail("a line break or control character inside a string; write \\n"),
                None => return self.fail("a string is not closed"),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.at += 1;
        let letter = self.peek();
        let plain = match letter {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return self.fail("not an escape of JSON; a backslash is written \\\\"),
        };
        self.at += 1;
        Some(plain)
    }

    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        let low = |parser: &Self| parser.text.as_bytes().get(parser.at..).is_some_and(|rest| rest.starts_with(b"\\u"));
        if (0xd800..0xdc00).contains(&first) && low(self) {
            let before = self.at;
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Some(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            self.at = before;
        }
        Some(char::from_u32(first).unwrap_or('\u{fffd}'))
    }

    fn hex(&mut self) -> Option<u32> {
        let code = self.text.get(self.at..self.at + 4).and_then(|digits| number(digits, 16));
        let Some(code) = code else { return self.fail("\\u needs four hexadecimal digits") };
        self.at += 4;
        Some(code as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Writer, encode};
    use super::*;
    use proptest::prelude::*;

    fn error(text: &str) -> SyntaxError {
        parse(text).expect_err("should not be JSON")
    }

    #[test]
    fn escapes_and_surrogate_pairs_are_resolved() {
        let node = parse(r#" "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800x" "#).expect("is JSON");
        assert_eq!(node.value, Value::String("a\"\\/\u{8}\u{c}\n\r\té😀\u{fffd}x".into()));
    }

    #[test]
    fn numbers_keep_every_digit() {
        let number = |text: &str| match parse(text).map(|n| n.value) {
            Ok(Value::Number(number)) => Some((number.units, number.scale)),
            _ => None,
        };
        assert_eq!(number("-12"), Some((-12, 0)));
        assert_eq!(number("0.40"), Some((40, 2)));
        assert_eq!(number("1.5e3"), Some((1500, 0)));
        assert_eq!(number("25e-2"), Some((25, 2)));
        for bad in ["01", "1.", ".5", "-", "1e", "1e99", "99999999999999999999", "1-2", "+1"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_at_its_place() {
        assert_eq!(error("{\"a\": 1,}").message, "a key in double quotes was expected (is there a comma too many?)");
        assert_eq!(error("{\"a\": 1 \"b\": 2}").at, 8);
        assert_eq!(error("// hi").message, "comments are not part of JSON; remove them");
        assert_eq!(error("").message, "the text ends where a value was expected");
        assert_eq!(error("[1] 2").message, "there is more text after the end of the JSON value");
        assert_eq!(line_of("a\nb\nc", 4), 3);
        assert_eq!(error(r#""\ud8""#).at, 3, "where the digits should be, not behind the text");
    }

    #[test]
    fn a_depth_bomb_is_refused_without_overflowing_the_stack() {
        assert!(error(&"[".repeat(1_000_000)).message.starts_with("nested too deep"));
    }

    fn json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            any::<bool>().prop_map(|b| b.to_string()),
            any::<i32>().prop_map(|n| n.to_string()),
            "\\PC{0,8}".prop_map(|s| encode(&s.as_str())),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|v| format!("[{}]", v.join(","))),
                prop::collection::vec(("\\PC{0,4}", inner), 0..4).prop_map(|v| format!(
                    "{{{}}}",
                    v.iter().map(|(k, v)| format!("{}:{v}", encode(&k.as_str()))).collect::<Vec<_>>().join(",")
                )),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(text in json()) {
            let node = parse(&text).expect("generated JSON");
            let mut writer = Writer::default();
            writer.node(&node);
            prop_assert_eq!(writer.finish(), text);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "[\\[\\]{}\",:\\\\u0-9a-f\\-\\.eE\\PC]{0,60}") {
            let _ = parse(&text);
        }
    }
}
