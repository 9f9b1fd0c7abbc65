//! URL patterns: `*` stands for any run of characters, everything else for itself.

use crate::{config::value::Checked, text::split, url::Url};
use alloc::string::String;

/// A pattern over the path (`/docs/*`), or over the whole URL when it starts with `http`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glob(pub(crate) String);

impl Glob {
    /// Whether a page's URL matches. Fragments never count; the query counts only in whole-URL patterns that hold a `?`.
    #[must_use]
    pub fn matches(&self, url: &Url) -> bool {
        let text = match self.0.starts_with("http") {
            true if self.asks_for_query() => url.without_fragment(),
            true => url.without_query(),
            false => url.path(),
        };
        matches(self.0.as_bytes(), text.as_bytes())
    }

    /// Whether it looks at a URL's query.
    #[must_use]
    pub fn asks_for_query(&self) -> bool {
        split(&self.0, b'?').is_some()
    }
}

/// Greedy match with one point to return to: at worst pattern × text, never exponential.
pub(crate) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(byte) if text.get(t) == Some(byte) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    p = after + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|&byte| byte == b'*')
}

impl Checked for Glob {
    const ACCEPTED: &'static str = "a pattern starts with / or * (over the path), or with http (over the whole URL), such as \"/docs/*\"";

    #[inline(always)]
    fn is_fit(text: &str) -> bool {
        can_match(text)
    }

    #[inline(always)]
    fn text(&mut self) -> &mut String {
        &mut self.0
    }
}

/// Whether a pattern could ever match.
fn can_match(pattern: &str) -> bool {
    (matches!(pattern.as_bytes().first(), Some(b'/' | b'*')) || pattern.starts_with("http")) && pattern.len() <= 2_048
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hits(pattern: &str, url: &str) -> bool {
        assert!(can_match(pattern), "{pattern}");
        Glob(pattern.into()).matches(&Url::new(url))
    }

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        assert!(hits("/pricing*", "https://acme.example/pricing"));
        assert!(hits("/pricing*", "https://acme.example/pricing/teams?x=1#top"));
        assert!(hits("/docs/*", "https://acme.example/docs/a/b"));
        assert!(!hits("/docs/*", "https://acme.example/docs"));
        assert!(hits("*/install", "https://acme.example/docs/install"));
        assert!(hits("/*a*b*", "https://acme.example/xaxxab"));
        assert!(!hits("/", "https://acme.example/pricing"));
        assert!(hits("/", "https://acme.example"));
    }

    #[test]
    fn a_pattern_with_a_scheme_looks_at_the_whole_url_with_its_query() {
        assert!(hits("https://*.acme.example/*?plan=team*", "https://eu.acme.example/buy?plan=team&x"));
        assert!(!hits("https://acme.example/*", "http://acme.example/"));
        assert!(hits("https://acme.example/buy", "https://acme.example/buy?plan=team"), "a pattern without a ? does not look at the query");
        assert!(!hits("https://acme.example/buy?*", "https://acme.example/buy"));
    }

    #[test]
    fn a_pattern_that_can_never_match_is_refused() {
        assert!(!can_match("pricing"));
        assert!(!can_match(""));
    }

    proptest! {
        #[test]
        fn a_path_matches_itself_and_itself_with_stars_put_in(path in "/[a-z/]{0,12}", at in 0usize..13) {
            let at = at.min(path.len());
            let starred = format!("{}*{}", &path[..at.max(1)], &path[at.max(1)..]);
            let url = format!("https://a.example{path}");
            prop_assert!(hits(&path, &url));
            prop_assert!(hits(&starred, &url));
        }
    }
}
