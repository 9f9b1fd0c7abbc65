//! A lead's JSON for reading: new lines and indents between the tokens, every token as it came.

/// Indents a JSON text. What is not JSON comes out in some shape, but with nothing lost and nothing added but white space.
pub(super) fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    let new_line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if in_string {
            out.push(character);
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        match character {
            ' ' | '\t' | '\n' | '\r' => {}
            '{' | '[' => {
                out.push(character);
                while characters.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => out.push(end),
                    None => {
                        depth += 1;
                        new_line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(character);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = character == '"';
                out.push(character);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_between_tokens_changes() {
        let text = r#"{"a":[1e400,{}, [ ]],"b, {\" \\":"x: y","c":{"d":null}}"#;
        let expected =
            "{\n  \"a\": [\n    1e400,\n    {},\n    []\n  ],\n  \"b, {\\\" \\\\\": \"x: y\",\n  \"c\": {\n    \"d\": null\n  }\n}";
        assert_eq!(indented(text), expected);
        assert_eq!(indented(expected), expected);
    }
}
