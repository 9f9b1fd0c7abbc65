//! Objects of known keys, and the macros that make one table per type: struct, reader, accepted keys and writer cannot drift apart.

use super::{Cursor, Member, Node, Value, nearest};
use crate::text::{Words, concat};
use alloc::{string::String, vec::Vec};

/// What an object does about mistakes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The owner wrote it. Unknown and doubled keys are issues; one mistake makes it unfit.
    Thing,
    /// The owner wrote it. Unknown and doubled keys are issues; an unfit member takes its default, and nothing is required.
    Container,
    /// A program wrote it, perhaps a newer one: keys that are not known are passed over; one mistake makes it unfit.
    Record,
}

/// An object of known keys. The one reader of objects asks it to read a member by its place among the keys, so that the wasm holds one vtable
/// an object and none for its members.
pub trait Members {
    /// Reads a member. False when it is unfit.
    fn decode_member(&mut self, place: usize, node: &Node, cursor: &mut Cursor) -> bool;
}

/// Reads an object: the members under `keys`, in their order. The bits of `required`, from the lowest, say which must be there. False when
/// it is unfit.
pub fn read_object(node: &Node, cursor: &mut Cursor, manner: Manner, keys: &str, required: u32, object: &mut dyn Members) -> bool {
    let Value::Object(members) = &node.value else { return cursor.expected(node, "an object") };
    let mut fit = manner == Manner::Record || check_keys(members, cursor, keys);
    for (place, key) in Words(keys).enumerate() {
        let outer = cursor.enter(key);
        fit &= match members.iter().rev().find(|member| member.key == key) {
            // What may be absent may be null as well.
            Some(member) if member.node.value == Value::Null && required >> place & 1 == 0 => true,
            Some(member) => object.decode_member(place, &member.node, cursor),
            None if manner == Manner::Container || cursor.partial || required >> place & 1 == 0 => true,
            None => {
                cursor.issue_with(node.at, || concat(&["\"", key, "\" is missing"]));
                false
            }
        };
        cursor.leave(outer);
    }
    fit || manner == Manner::Container
}

/// Notes every key that is not accepted, and every one that stands there twice; whether there is none.
pub(crate) fn check_keys(members: &[Member], cursor: &mut Cursor, keys: &str) -> bool {
    let mut fit = true;
    for (index, member) in members.iter().enumerate() {
        let known = Words(keys).any(|key| key == member.key);
        if cursor.read.contains(&member.at) || known && !members.iter().take(index).any(|earlier| earlier.key == member.key) {
            continue;
        }
        fit = false;
        let outer = cursor.enter(&member.key);
        cursor.issue_with(member.at, || match known {
            true => concat(&["\"", &member.key, "\" stands here twice; keep one"]),
            false => unknown_key(&member.key, keys),
        });
        cursor.leave(outer);
    }
    fit
}

/// "unknown key", the nearest right spelling, and what is accepted.
fn unknown_key(key: &str, keys: &str) -> String {
    let keys: Vec<&str> = Words(keys).collect();
    match nearest(key, &keys) {
        Some(near) => concat(&["unknown key \"", key, "\"; did you mean \"", near, "\"?"]),
        None => concat(&["unknown key \"", key, "\"; accepted here: ", &keys.join(", ")]),
    }
}

/// Defines a struct with its JSON form: `field: Type = "key"` a line. What `thing`, `container` and `record` mean stands at
/// [`Manner`](crate::json::Manner); a record can be written too. Things, and the containers called `section`, are the config's: they are read
/// by their place, and have to be listed among the [places](crate::config::place). A thing `checked by` a method is unfit when that answers
/// with what is wrong between its members (overlays are not checked).
#[macro_export]
macro_rules! object {
    (@struct $(#[$meta:meta])* $vis:vis $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $key:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        $vis struct $name { $($(#[$fmeta])* pub $field: $type,)* }
    };
    (@required $reader:path: $($type:ty,)*) => {{
        let (mut required, mut places) = (0, 0..u32::BITS);
        $(required |= u32::from(<$type as $reader>::is_required()) << places.next().unwrap_or_default();)*
        required
    }};
    // An object that reads itself.
    (@read $manner:ident $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $key:literal,)* }) => {
        impl $crate::json::Decode for $name {
            #[inline]
            fn decode(&mut self, node: &$crate::json::Node, cursor: &mut $crate::json::Cursor) -> bool {
                let required = $crate::object!(@required $crate::json::Decode: $($type,)*);
                $crate::json::read_object(node, cursor, $crate::json::Manner::$manner, concat!($($key, " "),*), required, self)
            }
        }
        impl $crate::json::Members for $name {
            fn decode_member(&mut self, place: usize, node: &$crate::json::Node, cursor: &mut $crate::json::Cursor) -> bool {
                let mut places = 0..;
                $(if places.next() == Some(place) {
                    return $crate::json::Decode::decode(&mut self.$field, node, cursor);
                })*
                false
            }
        }
    };
    // An object of the config, read by its place.
    (@place $manner:ident $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $key:literal,)* } $($check:ident)?) => {
        impl $crate::config::place::Object for $name {
            #[inline(always)]
            fn shape() -> ($crate::json::Manner, &'static str, u32) {
                let required = $crate::object!(@required $crate::config::place::Placed: $($type,)*);
                ($crate::json::Manner::$manner, concat!($($key, " "),*), required)
            }
            #[inline(always)]
            fn member(&mut self, index: usize) -> $crate::config::place::Place<'_> {
                let mut places = 0..;
                $(if places.next() == Some(index) {
                    return $crate::config::place::Placed::place(&mut self.$field);
                })*
                $crate::config::place::Place::Nowhere
            }
            #[inline(always)]
            fn forget_member(&mut self, index: usize) {
                if $crate::json::Manner::$manner == $crate::json::Manner::Container {
                    let mut places = 0..;
                    $(if places.next() == Some(index) {
                        return $crate::config::place::Placed::forget(&mut self.$field);
                    })*
                }
            }
            $(#[inline(always)]
            fn wrong(&self) -> Option<&'static str> {
                self.$check()
            })?
        }
        // The widget reads whole configs only.
        #[cfg(test)]
        impl $crate::json::Decode for $name {
            fn decode(&mut self, node: &$crate::json::Node, cursor: &mut $crate::json::Cursor) -> bool {
                $crate::config::place::Placed::place(self).fill(node, cursor)
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis thing $name:ident $fields:tt) => {
        $crate::object!(@struct $(#[$meta])* $vis $name $fields);
        $crate::object!(@place Thing $name $fields);
    };
    ($(#[$meta:meta])* $vis:vis thing $name:ident checked by $check:ident $fields:tt) => {
        $crate::object!(@struct $(#[$meta])* $vis $name $fields);
        $crate::object!(@place Thing $name $fields $check);
    };
    ($(#[$meta:meta])* $vis:vis section $name:ident $fields:tt) => {
        $crate::object!(@struct $(#[$meta])* $vis $name $fields);
        $crate::object!(@place Container $name $fields);
    };
    ($(#[$meta:meta])* $vis:vis container $name:ident $fields:tt) => {
        $crate::object!(@struct $(#[$meta])* $vis $name $fields);
        $crate::object!(@read Container $name $fields);
    };
    ($(#[$meta:meta])* $vis:vis record $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty = $key:literal,)* }) => {
        $crate::object!(@struct $(#[$meta])* $vis $name { $($(#[$fmeta])* $field: $type = $key,)* });
        $crate::object!(@read Record $name { $($(#[$fmeta])* $field: $type = $key,)* });
        impl $name {
            /// Its keys, in the order of the members.
            $vis const KEYS: &'static str = concat!($($key, " "),*);
        }
        impl $crate::json::Encode for $name {
            fn encode(&self, out: &mut $crate::json::Writer) {
                $crate::write_object!(out, Self::KEYS, $(self.$field),*);
            }
        }
    };
}

/// Defines an enum of fixed words with its JSON form (a string), and `name()`; the first is the default.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name { $($(#[$vmeta])* $variant,)* }
        $crate::words!(@impl $name { $($variant = $word,)* });
    };
    (@first $name:ident $first:ident $($rest:ident)*) => {
        $name::$first
    };
    (@impl $name:ident { $($variant:ident = $word:literal,)* }) => {
        impl $name {
            const WORDS: &'static str = concat!($($word, " "),*);
            const VALUES: &'static [$name] = &[$($name::$variant),*];

            /// The word in configs and payloads.
            #[must_use]
            pub fn name(self) -> &'static str {
                $crate::json::word_at(Self::WORDS, self as usize)
            }
        }
        impl $crate::json::OneOf for $name {
            const WORDS: &'static str = $name::WORDS;

            #[inline(always)]
            fn at(place: usize) -> Option<$name> {
                Self::VALUES.get(place).copied()
            }
        }
        /// The first of them.
        impl Default for $name {
            fn default() -> Self {
                $crate::words!(@first $name $($variant)*)
            }
        }
        impl $crate::json::Decode for $name {
            fn decode(&mut self, node: &$crate::json::Node, cursor: &mut $crate::json::Cursor) -> bool {
                let found = $crate::json::word(node, cursor, Self::WORDS).and_then(|index| Self::VALUES.get(index));
                found.inspect(|value| *self = **value).is_some()
            }
        }
        impl $crate::json::Encode for $name {
            fn encode(&self, out: &mut $crate::json::Writer) {
                out.string(self.name());
            }
        }
    };
}

/// One of some words.
pub trait OneOf: Sized {
    /// Whether an object must have such a member.
    const IS_REQUIRED: bool = true;
    /// The words, with spaces between.
    const WORDS: &'static str;
    /// What the word at a place stands for.
    fn at(place: usize) -> Option<Self>;
}

impl<T: OneOf> OneOf for Option<T> {
    const IS_REQUIRED: bool = false;
    const WORDS: &'static str = T::WORDS;

    #[inline(always)]
    fn at(place: usize) -> Option<Self> {
        T::at(place).map(Some)
    }
}

/// The word at a place.
#[must_use]
pub fn word_at(words: &str, place: usize) -> &str {
    Words(words).nth(place).unwrap_or_default()
}

/// The place of a string among the accepted words; an issue with the nearest right spelling when it is none of them.
pub fn word(node: &Node, cursor: &mut Cursor, words: &str) -> Option<usize> {
    let text = node.text(cursor)?;
    let found = Words(words).position(|word| word == text);
    if found.is_none() {
        cursor.issue_with(node.at, || {
            let words: Vec<&str> = Words(words).collect();
            match nearest(text, &words) {
                Some(near) => concat(&["unknown value \"", text, "\"; did you mean \"", near, "\"?"]),
                None => concat(&["unknown value \"", text, "\"; accepted here: ", &words.join(", ")]),
            }
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::json::{decode, encode};

    object! {
        /// A record.
        record Row {
            /// A key.
            id: String = "id",
            /// A number, perhaps.
            n: Option<u32> = "n",
        }
    }

    #[test]
    fn a_record_passes_over_keys_of_a_newer_program_and_reads_what_it_wrote() {
        let row: Row = decode(r#"{"id":"x","n":null,"added-later":[1]}"#).expect("fit");
        assert_eq!(encode(&row), r#"{"id":"x"}"#);
        let full = Row { id: "y".into(), n: Some(4) };
        assert_eq!(decode::<Row>(&encode(&full)).expect("fit"), full);
    }
}
