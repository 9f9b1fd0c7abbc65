//! What the page does, as events for the core. One source a file; sources that cost something are listened to only when
//! the core asks.

pub(crate) mod engagement;
pub(crate) mod exit_intent;
pub(crate) mod network;
pub(crate) mod page;
pub(crate) mod scroll;

use limen_core::effect::Source;

/// Listens to what every page needs.
pub(crate) fn begin() {
    page::begin();
    network::begin();
}

/// Listens to a source that the core has asked for.
pub(crate) fn to(source: Source) {
    match source {
        Source::Scroll => scroll::begin(),
        Source::ExitIntent => exit_intent::begin(),
        Source::Engagement => engagement::begin(),
    }
}
