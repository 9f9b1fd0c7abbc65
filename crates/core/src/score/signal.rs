//! One observed act, with what its rules ask about.

use crate::{
    config::scoring::{FormStep, SignalKind},
    event::Scalar,
    text::before,
    time::Span,
};
use alloc::string::String;

/// An observed act. Amounts (`seconds`, `percent`) are those reached so far on this page view, not what was added.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signal<'a> {
    /// A page was seen.
    PageView,
    /// Engagement with this page has reached so many whole seconds.
    Engaged {
        /// Since the page view.
        seconds: u32,
    },
    /// So much of this page has been seen, in percent.
    Scroll {
        /// 0–100
        percent: u8,
    },
    /// Something was clicked.
    Click {
        /// The one of the config's selectors that it matches; empty when it matches none.
        selector: &'a str,
        /// `data-limen-event`; empty when it has none.
        name: &'a str,
    },
    /// A file was downloaded.
    Download {
        /// Its path, or at least its name; no query.
        file: &'a str,
    },
    /// A link to another site was followed.
    Outbound {
        /// The other site's host.
        host: &'a str,
    },
    /// Text of the page was copied.
    Copy,
    /// Audio or video has been played so far; 0 when it has just begun.
    Media {
        /// 0–100
        percent: u8,
    },
    /// One of the site's own forms was begun or sent.
    SiteForm {
        /// Which of both.
        step: FormStep,
    },
    /// The site was searched.
    SiteSearch {
        /// The query parameter that holds the search words.
        parameter: &'a str,
        /// The search words.
        words: &'a str,
    },
    /// A session began.
    SessionStart {
        /// Which one, from 1.
        number: u32,
        /// Campaign parameters it came with, without `utm_`.
        utm: &'a [(String, String)],
        /// Host of the page before, when it is of another site; empty when there is none.
        referrer: &'a str,
        /// Since the visitor was last seen; none for the first session.
        gap: Option<Span>,
    },
    /// The owner's page said so.
    Custom {
        /// Its name.
        name: &'a str,
        /// Its properties.
        properties: &'a [(String, Scalar)],
    },
}

impl Signal<'_> {
    /// An act of a kind that carries texts and amounts of its own, which are looked up by name (`selector`, `name`, `file`, `host`,
    /// `percent`, `step`, `parameter`, `words`); none for the kinds that the engine observes by itself.
    #[must_use]
    pub fn of<'a>(kind: SignalKind, text: &dyn Fn(&str) -> &'a str, amount: &dyn Fn(&str) -> i64) -> Option<Signal<'a>> {
        Some(match kind {
            SignalKind::Click => Signal::Click { selector: text("selector"), name: text("name") },
            // A file's address may carry a token in its query, and no extension is there.
            SignalKind::Download => Signal::Download { file: before(text("file"), b'?') },
            SignalKind::Outbound => Signal::Outbound { host: text("host") },
            SignalKind::Copy => Signal::Copy,
            SignalKind::Media => Signal::Media { percent: amount("percent").clamp(0, 100) as u8 },
            SignalKind::SiteForm => {
                Signal::SiteForm { step: if text("step") == FormStep::Submit.name() { FormStep::Submit } else { FormStep::Start } }
            }
            SignalKind::SiteSearch => Signal::SiteSearch { parameter: text("parameter"), words: text("words") },
            _ => return None,
        })
    }

    /// Which kind of rule it is for.
    #[must_use]
    pub fn kind(&self) -> SignalKind {
        match self {
            Signal::PageView => SignalKind::PageView,
            Signal::Engaged { .. } => SignalKind::Engaged,
            Signal::Scroll { .. } => SignalKind::Scroll,
            Signal::Click { .. } => SignalKind::Click,
            Signal::Download { .. } => SignalKind::Download,
            Signal::Outbound { .. } => SignalKind::Outbound,
            Signal::Copy => SignalKind::Copy,
            Signal::Media { .. } => SignalKind::Media,
            Signal::SiteForm { .. } => SignalKind::SiteForm,
            Signal::SiteSearch { .. } => SignalKind::SiteSearch,
            Signal::SessionStart { .. } => SignalKind::SessionStart,
            Signal::Custom { .. } => SignalKind::Custom,
        }
    }
}
