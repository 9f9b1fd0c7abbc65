//! The little of URLs that the core needs. The browser hands over absolute, normalised addresses (WHATWG URL); the url crate would cost 70 kB.

use crate::text::{before, from_utf8, number, split, split_last};
use alloc::{string::String, vec::Vec};

/// A page's address, absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url(String);

impl Url {
    /// Takes an absolute URL as the browser gives it.
    #[must_use]
    pub fn new(href: &str) -> Url {
        Url(href.into())
    }

    /// The whole of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without `#…`.
    #[must_use]
    pub fn without_fragment(&self) -> &str {
        before(&self.0, b'#')
    }

    /// Scheme, host and port: `https://acme.example`; empty when the text is not of that form.
    #[must_use]
    pub fn origin(&self) -> &str {
        let Some(scheme) = self.0.as_bytes().windows(3).position(|part| part == b"://") else { return "" };
        let rest = self.0.get(scheme + 3..).unwrap_or_default();
        let host = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
        self.0.get(..scheme + 3 + host).unwrap_or_default()
    }

    /// Host and port: `acme.example:8443`; empty when there is none.
    #[must_use]
    pub fn host(&self) -> &str {
        split_last(self.origin(), b'/').map_or("", |(_, host)| host)
    }

    /// The path, from its first `/`; `/` when there is none.
    #[must_use]
    pub fn path(&self) -> &str {
        let rest = self.without_fragment().get(self.origin().len()..).unwrap_or_default();
        let path = before(rest, b'?');
        if path.is_empty() { "/" } else { path }
    }

    /// Origin and path: what a lead carries of an address, so that tokens and search words in queries stay in the browser.
    #[must_use]
    pub fn without_query(&self) -> &str {
        before(self.without_fragment(), b'?')
    }

    /// The value of a query parameter, percent-decoded; the first of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut rest = split(self.without_fragment(), b'?')?.1;
        loop {
            let pair = before(rest, b'&');
            let (key, value) = split(pair, b'=').unwrap_or((pair, ""));
            if key == name {
                return Some(percent_decode(value));
            }
            rest = rest.get(pair.len() + 1..)?;
        }
    }
}

/// `+` and `%XX` resolved (URL Standard, application/x-www-form-urlencoded); broken sequences stay as they are, and so does a text that is no UTF-8.
fn percent_decode(text: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let code = text.get(at..at + 2).filter(|_| byte == b'%').and_then(|digits| number(digits, 16));
        out.push(match code {
            Some(code) => code as u8,
            None if byte == b'+' => b' ',
            None => byte,
        });
        if code.is_some() {
            at += 2;
        }
    }
    from_utf8(&out).unwrap_or_else(|| text.into())
}

/// Whether a link from a config may reach the page: http, https, mailto, tel or a path on the page's own origin, without white space or
/// control characters (browsers drop those, so `java\nscript:` would come back to life).
#[must_use]
pub fn is_safe_link(text: &str) -> bool {
    let plain = !text.bytes().any(|byte| byte <= b' ' || byte == 0x7f || byte == b'\\');
    let starts =
        |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)) && text.len() > prefix.len();
    let same_origin = text.starts_with("/") && !text.starts_with("//");
    plain && (same_origin || ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| starts(scheme)))
}

/// Whether a text can be a webhook's address: http, https or a path on the page's own origin.
#[must_use]
pub fn is_endpoint(text: &str) -> bool {
    is_safe_link(text) && (text.starts_with("/") || text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_falls_into_its_parts() {
        let url = Url::new("https://acme.example:8443/pricing/teams?utm_source=news%20letter&utm_medium=cpc+x&flag#plans?no");
        assert_eq!(url.origin(), "https://acme.example:8443");
        assert_eq!(url.path(), "/pricing/teams");
        assert_eq!(url.without_query(), "https://acme.example:8443/pricing/teams");
        assert_eq!(url.parameter("utm_source").as_deref(), Some("news letter"));
        assert_eq!(url.parameter("utm_medium").as_deref(), Some("cpc x"));
        assert_eq!(url.parameter("flag").as_deref(), Some(""));
        assert_eq!(url.parameter("no"), None);
        assert_eq!(Url::new("https://acme.example").path(), "/");
    }

    #[test]
    fn links_that_run_script_or_leave_by_a_trick_are_refused() {
        for bad in [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "java\nscript:x",
            "\tjavascript:x",
            "data:text/html,x",
            "//evil.example",
            "/\\evil.example",
            "vbscript:x",
            "",
            "https://",
            "book",
            " /book",
        ] {
            assert!(!is_safe_link(bad), "{bad:?}");
        }
        for good in ["/book", "https://acme.example/x?y=1#z", "HTTPS://acme.example", "mailto:sales@acme.example", "tel:+4930123", "/"] {
            assert!(is_safe_link(good), "{good:?}");
        }
        assert!(is_endpoint("/v1/leads") && is_endpoint("https://hooks.example/x") && !is_endpoint("mailto:a@b.c"));
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart_without_a_panic(text in "\\PC{0,40}", name in "[a-z]{0,3}") {
            let url = Url::new(&text);
            let _ = (url.origin(), url.path(), url.without_query(), url.parameter(&name), is_safe_link(&text));
        }
    }
}
