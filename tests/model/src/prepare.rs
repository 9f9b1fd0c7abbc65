//! What the add-on `formats` makes of a lead for two webhooks, as `src/perform/add_ons.js` asks for it. It is always there: on a page that
//! cannot have it no form shows.

use crate::world::{Happening, World};
use limen_core::{Event, json::decode, outbox::Request};
use limen_formats::page::{Shaper, boot};

/// The add-on, started with the text that the core was started with.
///
/// # Panics
/// When it finds no webhook in the config, which is this test's own mistake.
#[must_use]
pub fn shaper(config: &str) -> Shaper {
    let place = r#"{"pageUrl":"https://model.example/"}"#;
    boot(&format!("{place}\n{config}")).0.expect("webhooks")
}

impl World<'_> {
    /// Makes the requests of a lead. From here on the world knows where it goes to, whatever becomes of them.
    pub fn prepare(&mut self, place: usize, id: String, lead: &str) -> Event {
        let text = self.tabs[place].shaper.as_ref().map(|shaper| shaper.ask(&format!("[]\n{lead}\n"))).unwrap_or_default();
        let requests: Vec<Request> = decode(&text).unwrap_or_default();
        for (index, request) in requests.iter().enumerate() {
            let key = if index == 0 { id.clone() } else { format!("{id}.{index}") };
            self.ledger.see(&key, [&request.url, &request.content_type, &request.body], self.clock.now());
        }
        if requests.len() > 1 {
            self.happened(Happening::Prepared);
        }
        Event::LeadPrepared { id, text }
    }
}
