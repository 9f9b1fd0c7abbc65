//! Objects of known keys, and the macros that make one table per type: struct, reader, accepted keys and writer cannot drift apart.

use super::{Cursor, Decode, Member, Node, Value, decode::concat, nearest};
use alloc::string::String;

/// An object whose keys have been compared with the accepted ones.
pub struct Object<'a> {
    members: &'a [Member],
    at: u32,
    fit: bool,
}

impl<'a> Object<'a> {
    /// Opens an object that the owner wrote: an unknown or doubled key is an issue, with the nearest right spelling, and makes it unfit.
    pub fn strict(node: &'a Node, keys: &[&str], cursor: &mut Cursor) -> Option<Self> {
        let mut object = Self::tolerant(node, cursor)?;
        for (index, member) in object.members.iter().enumerate() {
            let message = if !keys.contains(&member.key.as_str()) {
                unknown_key(&member.key, keys)
            } else if object.members.iter().take(index).any(|earlier| earlier.key == member.key) {
                concat(&["\"", &member.key, "\" stands here twice; keep one"])
            } else {
                continue;
            };
            cursor.issue(member.at, message);
            object.fit = false;
        }
        Some(object)
    }

    /// Opens an object that a program wrote, perhaps a newer one: keys that are not known are passed over.
    pub fn tolerant(node: &'a Node, cursor: &mut Cursor) -> Option<Self> {
        match &node.value {
            Value::Object(members) => Some(Object { members, at: node.at, fit: true }),
            _ => cursor.expected(node, "an object"),
        }
    }

    /// Reads a member; what is missing and required, or unfit, makes the object unfit.
    pub fn member<T: Decode>(&mut self, key: &str, cursor: &mut Cursor) -> Option<T> {
        let value = self.forgiving_member(key, cursor, !cursor.partial);
        self.fit &= value.is_some();
        value
    }

    /// Reads a member whose absence or unfitness does not spoil the object.
    pub fn forgiving_member<T: Decode>(&self, key: &str, cursor: &mut Cursor, required: bool) -> Option<T> {
        match self.members.iter().rev().find(|member| member.key == key) {
            Some(member) => cursor.within(key, |cursor| T::decode(&member.node, cursor)),
            None => {
                let absent = T::absent();
                if absent.is_none() && required {
                    cursor.issue(self.at, concat(&["\"", key, "\" is missing"]));
                }
                absent
            }
        }
    }

    /// The finished value, unless something made the object unfit.
    pub fn finish<T>(self, value: Option<T>) -> Option<T> {
        value.filter(|_| self.fit)
    }
}

/// "unknown key", the nearest right spelling, and what is accepted.
fn unknown_key(key: &str, keys: &[&str]) -> String {
    match nearest(key, keys) {
        Some(near) => concat(&["unknown key \"", key, "\"; did you mean \"", near, "\"?"]),
        None => concat(&["unknown key \"", key, "\"; accepted here: ", &keys.join(", ")]),
    }
}

/// Defines a struct with its JSON form: `field: Type = "key"` a line. Three kinds:
/// `thing` (config; one mistake makes it unfit), `container` (config; an unfit member takes its default, unknown keys are reported),
/// `record` (written by programs; unknown keys are passed over; can be written too).
#[macro_export]
macro_rules! object {
    (@struct $(#[$meta:meta])* $vis:vis $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $key:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name { $($(#[$fmeta])* pub $field: $type,)* }
    };
    ($(#[$meta:meta])* $vis:vis thing $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $key:literal,)* }) => {
        $crate::object!(@struct $(#[$meta])* $vis $name { $($(#[$fmeta])* $field: $type = $key,)* });
        impl $crate::json::Decode for $name {
            fn decode(node: &$crate::json::Node, cursor: &mut $crate::json::Cursor) -> Option<Self> {
                let mut object = $crate::json::Object::strict(node, &[$($key),*], cursor)?;
                $(let $field = object.member::<$type>($key, cursor);)*
                object.finish((|| Some($name { $($field: $field?,)* }))())
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis container $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $key:literal,)* }) => {
        $crate::object!(@struct #[derive(Default)] $(#[$meta])* $vis $name { $($(#[$fmeta])* $field: $type = $key,)* });
        impl $crate::json::Decode for $name {
            fn decode(node: &$crate::json::Node, cursor: &mut $crate::json::Cursor) -> Option<Self> {
                let object = $crate::json::Object::strict(node, &[$($key),*], cursor)?;
                Some($name { $($field: object.forgiving_member($key, cursor, false).unwrap_or_default(),)* })
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis record $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $key:literal,)* }) => {
        $crate::object!(@struct $(#[$meta])* $vis $name { $($(#[$fmeta])* $field: $type = $key,)* });
        impl $crate::json::Decode for $name {
            fn decode(node: &$crate::json::Node, cursor: &mut $crate::json::Cursor) -> Option<Self> {
                let mut object = $crate::json::Object::tolerant(node, cursor)?;
                $(let $field = object.member::<$type>($key, cursor);)*
                object.finish((|| Some($name { $($field: $field?,)* }))())
            }
        }
        impl $crate::json::Encode for $name {
            fn encode(&self, out: &mut $crate::json::Writer) {
                out.object(|out| { $(out.member($key, &self.$field);)* });
            }
        }
    };
}

/// Defines an enum of fixed words with its JSON form (a string), and `name()`.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name { $($(#[$vmeta])* $variant,)* }
        $crate::words!(@impl $name { $($variant = $word,)* });
    };
    (@impl $name:ident { $($variant:ident = $word:literal,)* }) => {
        impl $name {
            /// The word in configs and payloads.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }
        impl $crate::json::Decode for $name {
            fn decode(node: &$crate::json::Node, cursor: &mut $crate::json::Cursor) -> Option<Self> {
                const WORDS: &[&str] = &[$($word),*];
                const VALUES: &[$name] = &[$($name::$variant),*];
                $crate::json::word(node, cursor, WORDS).and_then(|index| VALUES.get(index).copied())
            }
        }
        impl $crate::json::Encode for $name {
            fn encode(&self, out: &mut $crate::json::Writer) {
                out.string(self.name());
            }
        }
    };
}

/// The place of a string among the accepted words; an issue with the nearest right spelling when it is none of them.
pub fn word(node: &Node, cursor: &mut Cursor, words: &[&str]) -> Option<usize> {
    let Value::String(text) = &node.value else { return cursor.expected(node, "a string") };
    let found = words.iter().position(|word| word == text);
    if found.is_none() {
        let message = match nearest(text, words) {
            Some(near) => concat(&["unknown value \"", text, "\"; did you mean \"", near, "\"?"]),
            None => concat(&["unknown value \"", text, "\"; accepted here: ", &words.join(", ")]),
        };
        cursor.issue(node.at, message);
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::json::{Each, Issue, decode, encode};

    object! {
        /// A thing.
        thing Rule {
            /// Its name.
            id: String = "id",
            /// Points.
            points: i32 = "points",
            /// Perhaps.
            page: Option<String> = "page",
        }
    }
    object! {
        /// A container.
        container Config {
            /// Rules.
            rules: Each<Rule> = "rules",
            /// A limit.
            most: Option<u8> = "most",
        }
    }
    object! {
        /// A record.
        record Row {
            /// A key.
            id: String = "id",
            /// A number, perhaps.
            n: Option<u32> = "n",
        }
    }

    fn issues(text: &str) -> Vec<(String, String)> {
        let issues: Vec<Issue> = decode::<Config>(text).expect_err("should be unfit");
        issues.into_iter().map(|issue| (issue.path, issue.message)).collect()
    }

    #[test]
    fn every_mistake_is_reported_at_once_with_its_path() {
        let text = r#"{ "rules": [ { "id": "a", "point": 3 }, { "id": 7, "points": 99999999999 }, 5 ], "most": 300, "rles": [] }"#;
        let expected = [
            ("", "unknown key \"rles\"; did you mean \"rules\"?"),
            ("rules[0]", "unknown key \"point\"; did you mean \"points\"?"),
            ("rules[0]", "\"points\" is missing"),
            ("rules[1].id", "expected a string, found a number"),
            ("rules[1].points", "expected a whole number from -2147483648 to 2147483647"),
            ("rules[2]", "expected an object, found a number"),
            ("most", "expected a whole number from 0 to 255"),
        ];
        assert_eq!(issues(text), expected.map(|(path, message)| (path.to_owned(), message.to_owned())));
    }

    #[test]
    fn a_doubled_key_is_reported() {
        assert_eq!(issues(r#"{"most":1,"most":2}"#)[0].1, "\"most\" stands here twice; keep one");
    }

    #[test]
    fn a_record_passes_over_keys_of_a_newer_program_and_reads_what_it_wrote() {
        let row: Row = decode(r#"{"id":"x","n":null,"added-later":[1]}"#).expect("fit");
        assert_eq!(encode(&row), r#"{"id":"x"}"#);
        let full = Row { id: "y".into(), n: Some(4) };
        assert_eq!(decode::<Row>(&encode(&full)).expect("fit"), full);
    }
}
