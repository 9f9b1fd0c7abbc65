//! An endpoint on its worst day: every request meets a fault drawn from a seed, until the faults stop. What each request met is noted.

use crate::{
    draw::Draw,
    webhook::{Answer, Behaviour, Received},
};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// What a request can meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The receiver's own answer.
    None,
    /// RST before a byte is read.
    ResetBeforeRead,
    /// RST after the whole request was read.
    ResetAfterRead,
    /// 500.
    ServerError,
    /// 429 with `Retry-After: 1`.
    TooManyRequests,
    /// No answer, ever.
    Hang,
    /// 404 that the page may not read.
    NotFoundWithoutCors,
    /// 408.
    RequestTimeout,
    /// 403, as by a firewall that is set right later.
    Forbidden,
    /// Stored, then RST: the browser never learns of it.
    AnswerLost,
    /// 200 with somebody else's page, as of a hotel's network.
    SomebodyElse,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 11] = [
        Fault::None,
        Fault::ResetBeforeRead,
        Fault::ResetAfterRead,
        Fault::ServerError,
        Fault::TooManyRequests,
        Fault::Hang,
        Fault::NotFoundWithoutCors,
        Fault::RequestTimeout,
        Fault::Forbidden,
        Fault::AnswerLost,
        Fault::SomebodyElse,
    ];

    /// As tables name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Fault::None => "none: answered as it should",
            Fault::ResetBeforeRead => "RST before reading",
            Fault::ResetAfterRead => "RST after reading",
            Fault::ServerError => "500",
            Fault::TooManyRequests => "429 with Retry-After",
            Fault::Hang => "never answered",
            Fault::NotFoundWithoutCors => "404 without CORS",
            Fault::RequestTimeout => "408",
            Fault::Forbidden => "403, later set right",
            Fault::AnswerLost => "stored, answer lost",
            Fault::SomebodyElse => "200 with somebody else's page",
        }
    }

    /// Whether the receiver gets the request.
    #[must_use]
    pub fn reaches_the_receiver(self) -> bool {
        matches!(self, Fault::None | Fault::AnswerLost)
    }

    fn behaviour(self, receiver: SocketAddr) -> Behaviour {
        let answer = |status| Behaviour::Answer(Answer::status(status));
        match self {
            Fault::None => Behaviour::Forward(receiver),
            Fault::ResetBeforeRead => Behaviour::ResetBeforeRead,
            Fault::ResetAfterRead => Behaviour::ResetAfterRead,
            Fault::ServerError => answer(500),
            Fault::TooManyRequests => Behaviour::Answer(Answer::status(429).with("retry-after", "1")),
            Fault::Hang => Behaviour::Hang,
            Fault::NotFoundWithoutCors => Behaviour::Answer(Answer::status(404).without_cors()),
            Fault::RequestTimeout => answer(408),
            Fault::Forbidden => answer(403),
            Fault::AnswerLost => Behaviour::ForwardThenReset(receiver),
            Fault::SomebodyElse => {
                let page = "<!doctype html><title>Welcome</title><p>Please accept our terms to use this network.";
                Behaviour::Answer(Answer { body: page.to_owned(), ..Answer::status(200).with("content-type", "text/html") })
            }
        }
    }
}

/// What one request met.
#[derive(Clone, Debug)]
pub struct Met {
    /// When.
    pub at: Instant,
    /// The fault.
    pub fault: Fault,
    /// The lead's id; nothing when the request was not read.
    pub id: Option<String>,
}

/// The faults of one endpoint, and its notes.
#[derive(Debug)]
pub struct Mix {
    receiver: SocketAddr,
    shares: Vec<(Fault, u64)>,
    notes: Mutex<Notes>,
}

#[derive(Debug)]
struct Notes {
    draw: Draw,
    healthy: bool,
    met: Vec<Met>,
    /// The first body of each id.
    bodies: BTreeMap<String, Vec<u8>>,
    changed: Vec<String>,
}

impl Mix {
    /// Faults in these shares of 1,000, drawn from this seed, in front of the real receiver.
    #[must_use]
    pub fn new(seed: u64, shares: &[(Fault, u64)], receiver: SocketAddr) -> Arc<Self> {
        let notes = Notes { draw: Draw::new(seed, 0), healthy: false, met: Vec::new(), bodies: BTreeMap::new(), changed: Vec::new() };
        Arc::new(Self { receiver, shares: shares.to_vec(), notes: Mutex::new(notes) })
    }

    /// The faults stop.
    pub fn heal(&self) {
        self.lock().healthy = true;
    }

    /// What every request met, in the order they came.
    #[must_use]
    pub fn met(&self) -> Vec<Met> {
        self.lock().met.clone()
    }

    /// The first body that came under each id.
    #[must_use]
    pub fn bodies(&self) -> BTreeMap<String, Vec<u8>> {
        self.lock().bodies.clone()
    }

    /// The ids under which a second body came that was not the first, byte by byte.
    #[must_use]
    pub fn changed(&self) -> Vec<String> {
        self.lock().changed.clone()
    }

    /// The fault of the next request. One that will not be read is noted at once.
    pub(crate) fn draw(&self) -> (Fault, Behaviour) {
        let mut notes = self.lock();
        let fault = if notes.healthy { Fault::None } else { notes.draw.by_share(&self.shares) };
        if fault == Fault::ResetBeforeRead {
            notes.met.push(Met { at: Instant::now(), fault, id: None });
        }
        (fault, fault.behaviour(self.receiver))
    }

    pub(crate) fn note(&self, fault: Fault, post: &Received) {
        let Some(id) = post.json()["id"].as_str().map(str::to_owned) else { return };
        let mut notes = self.lock();
        notes.met.push(Met { at: Instant::now(), fault, id: Some(id.clone()) });
        if notes.bodies.entry(id.clone()).or_insert_with(|| post.body.clone()) != &post.body {
            notes.changed.push(id);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn post(body: &str) -> Received {
        Received { method: "POST".into(), target: "/".into(), headers: vec![], body: body.into(), at: Instant::now() }
    }

    #[test]
    fn the_same_seed_draws_the_same_faults_until_they_stop() {
        let receiver = SocketAddr::from(([127, 0, 0, 1], 1));
        let shares = [(Fault::None, 500), (Fault::Hang, 250), (Fault::ServerError, 250)];
        let faults = |seed| {
            let mix = Mix::new(seed, &shares, receiver);
            let drawn: Vec<Fault> = (0..100).map(|_| mix.draw().0).collect();
            mix.heal();
            assert!((0..100).all(|_| mix.draw().0 == Fault::None));
            drawn
        };
        assert_eq!(faults(1), faults(1));
        assert_ne!(faults(1), faults(2));
        assert!(shares.iter().all(|(fault, _)| faults(1).contains(fault)));
    }

    #[test]
    fn a_body_that_changes_under_its_id_is_noticed() {
        let mix = Mix::new(1, &[(Fault::None, 1_000)], SocketAddr::from(([127, 0, 0, 1], 1)));
        for body in [r#"{"id":"a"}"#, r#"{"id":"a"}"#, r#"{"id":"b"}"#] {
            mix.note(Fault::None, &post(body));
        }
        assert!(mix.changed().is_empty());
        mix.note(Fault::None, &post(r#"{"id":"a" }"#));
        assert_eq!(mix.changed(), ["a"]);
        assert_eq!((mix.met().len(), mix.bodies().len()), (4, 2));
    }
}
