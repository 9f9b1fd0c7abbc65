//! Names and values, and how a form sends them.

/// Names and values in order; each name once.
#[derive(Default)]
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

impl Pairs {
    /// Sets a name's value; the last one counts, at the place of the first.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name.into(), value)),
        }
    }

    /// Sets a value where there is none, or an empty one.
    pub(crate) fn set_if_missing(&mut self, name: &str, value: &str) {
        if !self.0.iter().any(|(known, value)| known == name && !value.is_empty()) {
            self.set(name, value.into());
        }
    }

    /// As `application/x-www-form-urlencoded` (URL standard §5.2): the bytes that a browser's own form would send.
    pub(crate) fn urlencoded(&self) -> String {
        let mut out = String::new();
        for (name, value) in &self.0 {
            if !out.is_empty() {
                out.push('&');
            }
            push(&mut out, name);
            out.push('=');
            push(&mut out, value);
        }
        out
    }
}

fn push(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn forms_are_written_as_browsers_write_them(pairs in prop::collection::btree_map("\\PC{0,9}", "[ -~é😀\n\0]{0,20}", 0..5)) {
            let own = Pairs(pairs.clone().into_iter().collect());
            let mut standard = form_urlencoded::Serializer::new(String::new());
            standard.extend_pairs(&pairs);
            prop_assert_eq!(own.urlencoded(), standard.finish());
        }
    }

    #[test]
    fn a_name_stands_once_and_its_last_value_counts() {
        let mut pairs = Pairs::default();
        pairs.set("a", "1".into());
        pairs.set("b", "".into());
        pairs.set("a", "2".into());
        pairs.set_if_missing("a", "3");
        pairs.set_if_missing("b", "4");
        assert_eq!(pairs.urlencoded(), "a=2&b=4");
    }
}
