//! What the widget knows about the visitor: counts, how they came, what the owner's page said. No form values, ever.

use crate::{
    event::{Page, Scalar},
    lead::Touch,
    object,
    text::{Words, concat, first_chars},
    time::{Millis, Span},
    url::Url,
};
use alloc::{string::String, vec::Vec};

/// A session ends after this long without a signal.
const SESSION_IDLE: Span = Span(30 * Span::MINUTE.0);
/// Bounds on what pages may make the widget remember.
const MAX_TRAITS: usize = 50;
const MAX_SIGNALS: usize = 50;
const MAX_TEXT: usize = 256;

/// Campaign parameters that are kept, without `utm_`.
pub const UTM: &str = "source medium campaign term content";

object! {
    /// One visitor, on one site, in one browser.
    pub record Visitor {
        /// UUIDv7.
        id: String = "id",
        /// When first seen.
        first_seen: Millis = "first",
        /// When a signal was last observed.
        last_seen: Millis = "last",
        /// Sessions, this one included.
        sessions: u32 = "sessions",
        /// Page views.
        page_views: u32 = "views",
        /// Engaged time in ms.
        engaged: i64 = "engaged",
        /// How they first came.
        first_touch: Touch = "firstTouch",
        /// How they came to this session.
        last_touch: Touch = "lastTouch",
        /// What the owner's page said with `identify`.
        traits: Vec<(String, Scalar)> = "traits",
        /// Names of custom signals seen.
        signals: Vec<String> = "signals",
        /// When they last left a lead.
        converted: Option<Millis> = "converted",
    }
}

impl Visitor {
    /// Somebody new.
    #[must_use]
    pub fn new(id: String, now: Millis, page: &Page) -> Visitor {
        let touch = touch(page);
        Visitor {
            id,
            first_seen: now,
            last_seen: now,
            sessions: 0,
            page_views: 0,
            engaged: 0,
            first_touch: touch.clone(),
            last_touch: touch,
            traits: Vec::new(),
            signals: Vec::new(),
            converted: None,
        }
    }

    /// Takes note of a page view; true when it begins a session.
    pub fn view(&mut self, now: Millis, page: &Page) -> bool {
        let begins = self.sessions == 0 || now.since(self.last_seen) > SESSION_IDLE;
        if begins {
            self.sessions = self.sessions.saturating_add(1);
            self.last_touch = touch(page);
        }
        self.page_views = self.page_views.saturating_add(1);
        self.seen(now);
        begins
    }

    /// A signal was observed.
    pub fn seen(&mut self, now: Millis) {
        self.last_seen = self.last_seen.max(now);
    }

    /// Takes traits in; see [`take_traits`].
    pub fn identify(&mut self, traits: Vec<(String, Scalar)>) {
        take_traits(&mut self.traits, traits);
    }

    /// Remembers that a custom signal was seen; at most 50 names are kept.
    pub fn signalled(&mut self, name: &str) {
        let name = cut(name);
        if self.signals.len() < MAX_SIGNALS && !self.signals.contains(&name) {
            self.signals.push(name);
        }
    }
}

/// Takes traits in: a name again replaces its value; at most 50 are kept.
pub fn take_traits(kept: &mut Vec<(String, Scalar)>, traits: Vec<(String, Scalar)>) {
    for (name, value) in traits {
        let value = match value {
            Scalar::Text(text) => Scalar::Text(cut(&text)),
            value => value,
        };
        let name = cut(&name);
        if let Some(at) = kept.iter().position(|(key, _)| *key == name) {
            kept.remove(at);
        }
        if kept.len() < MAX_TRAITS {
            kept.push((name, value));
        }
    }
}

/// The first 256 characters.
fn cut(text: &str) -> String {
    first_chars(text, MAX_TEXT).into()
}

/// How a page view came about: the page before, when it is of another site, without its query; and the campaign parameters.
fn touch(page: &Page) -> Touch {
    let (url, referrer) = (Url::new(&page.url), Url::new(&page.referrer));
    let own = referrer.origin() == url.origin();
    let mut utm = Vec::new();
    for key in Words(UTM) {
        if let Some(value) = url.parameter(&concat(&["utm_", key])) {
            utm.push((key.into(), cut(&value)));
        }
    }
    Touch { referrer: if own { String::new() } else { cut(referrer.without_query()) }, utm }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, referrer: &str) -> Page {
        Page { url: url.into(), referrer: referrer.into(), title: String::new() }
    }

    #[test]
    fn a_session_ends_after_thirty_idle_minutes() {
        let page = page("https://acme.example/", "");
        let mut visitor = Visitor::new("v".into(), Millis(0), &page);
        assert!(visitor.view(Millis(0), &page));
        assert!(!visitor.view(Millis(30 * Span::MINUTE.0), &page));
        assert!(visitor.view(Millis(60 * Span::MINUTE.0 + 1), &page));
        assert_eq!((visitor.sessions, visitor.page_views), (2, 3));
    }

    #[test]
    fn a_touch_keeps_campaign_and_foreign_referrer_but_no_search_words_and_no_pages_of_ones_own() {
        let came =
            touch(&page("https://acme.example/?utm_source=news&utm_medium=email&token=secret", "https://search.example/find?q=private"));
        assert_eq!(came.referrer, "https://search.example/find");
        assert_eq!(came.utm, [("source".to_owned(), "news".to_owned()), ("medium".to_owned(), "email".to_owned())]);
        assert_eq!(touch(&page("https://acme.example/a", "https://acme.example/b")).referrer, "");
    }

    #[test]
    fn what_pages_say_is_bounded() {
        let mut visitor = Visitor::new("v".into(), Millis(0), &Page::default());
        for n in 0..100 {
            visitor.identify(vec![(format!("t{n}"), Scalar::Text("é".repeat(1_000)))]);
            visitor.signalled(&format!("s{n}"));
        }
        visitor.identify(vec![("t0".into(), Scalar::Flag(true))]);
        assert_eq!((visitor.traits.len(), visitor.signals.len()), (50, 50));
        assert!(visitor.traits.contains(&("t0".into(), Scalar::Flag(true))));
    }
}
