//! Who is signed in: sessions kept on the server, found by a random token in a cookie.
//!
//! A session ends when it was not used for two hours, after twelve hours in any case, at sign-out and when the process
//! ends. The map holds hashes: a leaked memory dump of the keys opens nothing.

use crate::random::{self, NoRandomness};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

const IDLE: Duration = Duration::from_secs(2 * 3_600);
const ABSOLUTE: Duration = Duration::from_secs(12 * 3_600);

/// The sessions of one process.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<Key, Session>>);

type Key = [u8; 32];

struct Session {
    csrf: String,
    began: Instant,
    used: Instant,
}

impl Session {
    fn is_alive(&self, now: Instant) -> bool {
        now.duration_since(self.used) < IDLE && now.duration_since(self.began) < ABSOLUTE
    }
}

impl Sessions {
    /// Begins a session and returns its token, for the cookie. Each sign-in has a token of its own.
    pub(super) fn begin(&self, now: Instant) -> Result<String, NoRandomness> {
        let token = random::token()?;
        let session = Session { csrf: random::token()?, began: now, used: now };
        let mut sessions = self.lock();
        sessions.retain(|_, session| session.is_alive(now));
        sessions.insert(key(&token), session);
        Ok(token)
    }

    /// The CSRF token of a living session; marks the session as used.
    pub(super) fn find(&self, token: &str, now: Instant) -> Option<String> {
        let mut sessions = self.lock();
        let session = sessions.get_mut(&key(token)).filter(|session| session.is_alive(now))?;
        session.used = now;
        Some(session.csrf.clone())
    }

    /// Ends a session, if there is one with this token.
    pub(super) fn end(&self, token: &str) {
        self.lock().remove(&key(token));
    }

    /// Nothing here panics while it holds the lock, so a poisoned lock guards a sound map.
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(token: &str) -> Key {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lives_while_it_is_used_and_no_longer_than_twelve_hours() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let token = sessions.begin(start).unwrap();
        let mut now = start;
        while now + IDLE / 2 < start + ABSOLUTE {
            now += IDLE / 2;
            assert!(sessions.find(&token, now).is_some());
        }
        assert!(sessions.find(&token, start + ABSOLUTE).is_none());
    }

    #[test]
    fn a_session_that_is_not_used_for_two_hours_is_over() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let token = sessions.begin(start).unwrap();
        assert!(sessions.find(&token, start + IDLE).is_none());
    }

    #[test]
    fn a_session_ends_at_sign_out_and_others_stay() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let (one, other) = (sessions.begin(now).unwrap(), sessions.begin(now).unwrap());
        assert_ne!(one, other);
        sessions.end(&one);
        assert!(sessions.find(&one, now).is_none());
        assert!(sessions.find(&other, now).is_some());
        assert!(sessions.find("", now).is_none());
    }
}
