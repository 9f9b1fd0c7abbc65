//! A lead as its parts are asked for: by the field's name, or by the path of the part.

use limen_core::{
    json::{Node, Value, encode, parse},
    text::{concat, split},
};

/// A lead that has been read as far as it can be.
pub(crate) struct LeadView<'a> {
    /// Its text, as it came.
    pub(crate) text: &'a str,
    root: Node,
}

/// How values are written where there is only text.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// For true and false.
    pub(crate) flags: (&'static str, &'static str),
    /// Between the values of a list.
    pub(crate) comma: &'static str,
}

/// As people read them.
pub(crate) const PLAIN: Style = Style { flags: ("true", "false"), comma: ", " };

impl<'a> LeadView<'a> {
    /// Reads a lead's JSON. What is no JSON has no parts.
    pub(crate) fn new(text: &'a str) -> LeadView<'a> {
        LeadView { text, root: parse(text).unwrap_or(Node { value: Value::Null, at: 0 }) }
    }

    /// All of it.
    pub(crate) fn root(&self) -> &Node {
        &self.root
    }

    /// What the visitor entered, in the form's order.
    pub(crate) fn fields(&self) -> Vec<(&str, &Node)> {
        members(self.root.member("fields"))
    }

    /// The consents that were asked for: name, whether given, text.
    pub(crate) fn consents(&self) -> Vec<(&str, bool, &str)> {
        let mut consents = Vec::new();
        if let Some(Node { value: Value::Array(items), .. }) = self.root.member("consents") {
            for item in items {
                let given = item.member("given").is_some_and(|given| given.value == Value::Bool(true));
                consents.push((string(item.member("name")), given, string(item.member("text"))));
            }
        }
        consents
    }

    /// Whether a field is a consent.
    pub(crate) fn is_consent(&self, field: &str) -> bool {
        self.consents().iter().any(|(name, _, _)| *name == field)
    }

    /// The full path of what an owner calls a part: a field's own name goes before everything else, then the qualification's members by their
    /// bare names (`grade`), and `score` for the interest.
    pub(crate) fn path(&self, name: &str) -> String {
        if self.fields().iter().any(|(field, _)| *field == name) {
            concat(&["fields.", name])
        } else if name == "score" {
            "qualification.interest".into()
        } else if self.root.member("qualification").is_some_and(|known| known.member(name).is_some()) {
            concat(&["qualification.", name])
        } else {
            name.into()
        }
    }

    /// The part at a full path. A key may hold dots itself (`fields.bant.need`).
    pub(crate) fn at(&self, path: &str) -> Option<&Node> {
        at(&self.root, path)
    }

    /// The text at a path; empty when there is none.
    pub(crate) fn string(&self, path: &str) -> &str {
        string(self.at(path))
    }
}

fn at<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    node.member(path).or_else(|| {
        let (key, rest) = split(path, b'.')?;
        at(node.member(key)?, rest)
    })
}

/// The members of an object, in their order; none of anything else.
pub(crate) fn members(node: Option<&Node>) -> Vec<(&str, &Node)> {
    match node.map(|node| &node.value) {
        Some(Value::Object(members)) => members.iter().map(|member| (member.key.as_str(), &member.node)).collect(),
        _ => Vec::new(),
    }
}

fn string(node: Option<&Node>) -> &str {
    match node.map(|node| &node.value) {
        Some(Value::String(text)) => text,
        _ => "",
    }
}

/// A value as text; none of an object, a list of objects, an empty list and null.
pub(crate) fn written(node: &Node, style: Style) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(if *flag { style.flags.0 } else { style.flags.1 }.into()),
        Value::Number(number) => Some(encode(number)),
        Value::Array(items) if !items.is_empty() => {
            let mut out = String::new();
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(style.comma);
                }
                out.push_str(&written(item, style)?);
            }
            Some(out)
        }
        Value::Array(_) | Value::Null | Value::Object(_) => None,
    }
}
