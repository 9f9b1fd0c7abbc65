//! What URL patterns have in common: whether one can match at all, takes in another, or excludes it.

use crate::glob::{Glob, matches};
use alloc::{format, string::String, vec::Vec};

/// What a pattern is compared with. Only patterns over the same can be compared with each other.
#[derive(Clone, Copy, PartialEq)]
enum Over {
    Path,
    Address,
    AddressWithQuery,
}

fn over(glob: &Glob) -> Over {
    match glob.0.starts_with("http") {
        true if glob.asks_for_query() => Over::AddressWithQuery,
        true => Over::Address,
        false => Over::Path,
    }
}

/// Why a pattern matches no page; none when it may match some.
pub(super) fn impossible(glob: &Glob) -> Option<&'static str> {
    if glob.0.contains('#') {
        return Some("patterns never see what follows a #; leave it out");
    }
    (over(glob) == Over::Path && glob.asks_for_query())
        .then_some("a pattern over the path never sees the query; write the whole address, such as \"http*/search?q=*\"")
}

/// How a path is written in browsers, when this pattern writes it otherwise.
pub(super) fn encoded(glob: &Glob) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii() && byte != b' ';
    if over(glob) != Over::Path || glob.0.bytes().all(plain) {
        return None;
    }
    let mut out = String::new();
    for byte in glob.0.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(out)
}

/// Whether it matches every page of a site.
pub(super) fn is_everything(glob: &Glob) -> bool {
    matches!(glob.0.as_str(), "*" | "/*" | "http*")
}

/// Whether every page that `special` matches is matched by `general` as well.
pub(super) fn covers(general: &Glob, special: &Glob) -> bool {
    if general.0 == "*" {
        return true;
    }
    let has_path = ["http://", "https://"].iter().any(|scheme| special.0.starts_with(scheme));
    if general.0 == "/*" && has_path {
        return true;
    }
    // A byte that no text holds stands for whatever a star stands for: only a star takes it.
    let any: Vec<u8> = special.0.bytes().map(|byte| if byte == b'*' { 0xff } else { byte }).collect();
    over(general) == over(special) && matches(general.0.as_bytes(), &any)
}

/// Whether no page is matched by both, as far as their beginnings and ends tell.
pub(super) fn exclude_each_other(a: &Glob, b: &Glob) -> bool {
    if over(a) != over(b) {
        return false;
    }
    let (a, b) = (a.0.as_bytes(), b.0.as_bytes());
    let has_star = |pattern: &[u8]| pattern.contains(&b'*');
    if !has_star(a) {
        return !matches(b, a);
    }
    if !has_star(b) {
        return !matches(a, b);
    }
    let differ = |a: &mut dyn Iterator<Item = &u8>, b: &mut dyn Iterator<Item = &u8>| {
        let literal = |byte: &&u8| **byte != b'*';
        a.take_while(literal).zip(b.take_while(literal)).any(|(a, b)| a != b)
    };
    differ(&mut a.iter(), &mut b.iter()) || differ(&mut a.iter().rev(), &mut b.iter().rev())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::Url;
    use proptest::prelude::*;

    fn glob(text: &str) -> Glob {
        Glob(text.into())
    }

    #[test]
    fn a_pattern_takes_in_those_that_say_more() {
        for (general, special) in
            [("/docs*", "/docs/api*"), ("/*", "/a*b"), ("*", "http*"), ("/*", "https://a.example/x?y*"), ("/a*c*", "/abc")]
        {
            assert!(covers(&glob(general), &glob(special)), "{general} {special}");
        }
        for (general, special) in [("/docs/*", "/docs*"), ("/a*", "*a"), ("/*", "http*"), ("/", "/*"), ("http*/a", "/a")] {
            assert!(!covers(&glob(general), &glob(special)), "{general} {special}");
        }
    }

    proptest! {
        #[test]
        fn what_is_said_of_two_patterns_holds_for_every_page(
            a in "(/|\\*|https://a.example/)[ab*?/]{0,4}",
            b in "(/|\\*|https://a.example/)[ab*?/]{0,4}",
            path in "[ab/]{0,5}(\\?[ab]{0,2})?(#a)?",
        ) {
            let (a, b, url) = (glob(&a), glob(&b), Url::new(&format!("https://a.example/{path}")));
            prop_assert!(impossible(&a).is_none() || !a.matches(&url));
            prop_assert!(!is_everything(&a) || a.matches(&url));
            prop_assert!(!covers(&a, &b) || !b.matches(&url) || a.matches(&url));
            prop_assert!(!(exclude_each_other(&a, &b) && a.matches(&url) && b.matches(&url)));
        }
    }
}
