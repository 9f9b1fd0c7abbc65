//! Requests on the wire.

use crate::{
    clock::Monotonic,
    endpoint::{ENDPOINTS, Endpoint, Mood, Reply},
};
use limen_core::{event::Outcome, outbox::Attempt, time::Span};

/// All endpoints, and what is on its way to them and back.
pub struct Network {
    /// Where leads go to.
    pub endpoints: [Endpoint; ENDPOINTS.len()],
    /// Requests whose end somebody, the endpoint or the tab, has yet to see.
    pub flights: Vec<Flight>,
    next: u32,
}

/// A request.
pub struct Flight {
    /// Its number.
    pub number: u32,
    /// Whose it is; none once its page is gone or has given it up.
    pub tab: Option<u32>,
    /// What was sent.
    pub attempt: Attempt,
    /// How far it has come.
    pub stage: Stage,
    /// When the tab gives it up.
    pub deadline: Monotonic,
}

/// How far a request has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// On its way to the endpoint.
    Leaving,
    /// The endpoint holds it and says nothing.
    Held,
    /// This is on its way back.
    Returning(Outcome),
}

impl Network {
    /// All endpoints well, nothing under way.
    #[must_use]
    pub fn new() -> Network {
        Network { endpoints: ENDPOINTS.map(|(url, _)| Endpoint { url, mood: Mood::Well }), flights: Vec::new(), next: 0 }
    }

    /// A request begins.
    pub fn send(&mut self, tab: u32, attempt: Attempt, now: Monotonic) {
        self.next += 1;
        let deadline = now.plus(Span(i64::from(attempt.deadline)));
        self.flights.push(Flight { number: self.next, tab: Some(tab), attempt, stage: Stage::Leaving, deadline });
    }

    /// A request reaches its endpoint: of which lead, and whether that is the endpoint's now.
    pub fn arrive(&mut self, number: u32) -> Option<(String, bool)> {
        let place = self.flights.iter().position(|flight| flight.number == number)?;
        let flight = &mut self.flights[place];
        let endpoint = self.endpoints.iter().find(|endpoint| endpoint.url == flight.attempt.request.url)?;
        let Reply { accepted, outcome } = endpoint.mood.reply(&flight.attempt);
        let key = flight.attempt.key.clone();
        flight.stage = outcome.map_or(Stage::Held, Stage::Returning);
        if flight.tab.is_none() {
            self.flights.remove(place);
        }
        Some((key, accepted))
    }

    /// Takes a request out.
    pub fn take(&mut self, number: u32) -> Option<Flight> {
        let place = self.flights.iter().position(|flight| flight.number == number)?;
        Some(self.flights.remove(place))
    }

    /// A page gives a request up: with luck it still reaches its endpoint.
    pub fn give_up(&mut self, number: u32, lucky: bool) -> Option<Attempt> {
        let flight = self.take(number)?;
        if lucky && flight.stage == Stage::Leaving {
            self.flights.push(Flight { tab: None, attempt: flight.attempt.clone(), ..flight });
        }
        Some(flight.attempt)
    }

    /// A page is gone: what outlives it goes on, the rest with luck.
    pub fn abandon(&mut self, tab: u32, outlives: bool, lucky: bool) {
        self.flights.retain_mut(|flight| {
            if flight.tab != Some(tab) {
                return true;
            }
            flight.tab = None;
            flight.stage == Stage::Leaving && (lucky || outlives && flight.attempt.keepalive)
        });
    }
}

impl Default for Network {
    fn default() -> Self {
        Network::new()
    }
}
