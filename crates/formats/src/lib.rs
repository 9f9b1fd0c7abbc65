//! Leads as other people's endpoints take them.
//!
//! A config may name several webhooks, for some leads each, and some that do not take a lead's JSON as it is: forms, and services with requests of
//! their own. Which webhooks get a lead and what each request looks like is made here, once, at the submit. The page loads this as an add-on wasm,
//! when its config asks for it; the command line links it: what `limen check --dry-run` and the webhook tester print is what is sent.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod flat;
mod lead;
mod names;
pub mod page;
mod pairs;
mod presets;
mod text;

use lead::LeadView;
use limen_core::{
    config::webhook::{Ack, Format, Webhook, chosen},
    json::{Cursor, Decode, Each},
    lead::Band,
    outbox::{self, Request},
};

/// The requests for a lead (its JSON text), to those webhooks that get it, in their order. `travels` is what travels of the lead where that is
/// not its text itself: the sealed one.
#[must_use]
pub fn requests(webhooks: &Each<Webhook>, lead: &str, travels: Option<&str>) -> Vec<Request> {
    let view = LeadView::new(lead);
    let mut band = Band::default();
    if let Some(node) = view.at("qualification.band") {
        band.decode(node, &mut Cursor::default());
    }
    let places = chosen(webhooks, view.string("campaign.id"), band, view.string("qualification.grade"));
    let get = |place: usize| webhooks.0.get(place).map(|(_, webhook)| request(webhook, travels.unwrap_or(lead)));
    places.into_iter().filter_map(get).collect()
}

/// The request for what travels of a lead to one webhook.
#[must_use]
pub fn request(webhook: &Webhook, travels: &str) -> Request {
    let plain = match webhook.format {
        _ if webhook.is_shaped() => return presets::request(webhook, &LeadView::new(travels)),
        Some(Format::Json) => outbox::Format::Json,
        Some(Format::Blind) => outbox::Format::Blind,
        _ => outbox::Format::Simple,
    };
    plain.request(webhook.url.0.clone(), webhook.ack == Some(Ack::Id), travels.into())
}

/// The add-on's functions, as src/perform/add_ons.js asks them.
#[cfg(target_arch = "wasm32")]
mod exports {
    use crate::page::{Shaper, boot as start};
    use std::cell::Cell;

    thread_local! {
        static SHAPER: Cell<Option<Shaper>> = const { Cell::new(None) };
    }

    /// [`page::boot`](crate::page::boot).
    #[unsafe(no_mangle)]
    extern "C" fn boot(_: f64) -> *const u8 {
        limen_border::answer(|question| {
            let (shaper, answer) = start(question);
            SHAPER.set(shaper);
            answer
        })
    }

    /// [`Shaper::ask`]; nothing before [`boot`].
    #[unsafe(no_mangle)]
    extern "C" fn ask(_: f64) -> *const u8 {
        limen_border::answer(|question| {
            let shaper = SHAPER.take();
            let answer = shaper.as_ref().map(|shaper| shaper.ask(question)).unwrap_or_default();
            SHAPER.set(shaper);
            answer
        })
    }
}
