//! Time as it passes, and time as the visitor's clock tells it.

use limen_core::time::{Millis, Span};

/// Time as it truly passes, in milliseconds since an interleaving began. Timers go by it; no clock can set it back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Monotonic(pub i64);

impl Monotonic {
    /// This much later.
    #[must_use]
    pub fn plus(self, span: Span) -> Monotonic {
        Monotonic(self.0 + span.0)
    }

    /// How much time lies between then and here.
    #[must_use]
    pub fn since(self, then: Monotonic) -> Span {
        Span(self.0 - then.0)
    }
}

/// The visitor's clock, which may be set to any time while time passes.
#[derive(Clone, Debug)]
pub struct Clock {
    now: Monotonic,
    shown: i64,
    /// When it was last set; leases that held then are excused from what follows.
    pub set_at: Option<Monotonic>,
}

/// What the clock shows when an interleaving begins: 2026-11-22T12:00:00Z.
const NOON: i64 = 1_795_348_800_000;

impl Clock {
    /// A clock that is right.
    #[must_use]
    pub fn new() -> Clock {
        Clock { now: Monotonic(0), shown: NOON, set_at: None }
    }

    /// How much time has passed.
    #[must_use]
    pub fn now(&self) -> Monotonic {
        self.now
    }

    /// What the clock shows: `Date.now()`.
    #[must_use]
    pub fn wall(&self) -> Millis {
        Millis(self.shown)
    }

    /// Whether it was ever set.
    #[must_use]
    pub fn was_set(&self) -> bool {
        self.set_at.is_some()
    }

    /// Time passes.
    pub fn pass(&mut self, span: Span) {
        self.now = self.now.plus(span);
        self.shown += span.0;
    }

    /// The clock is set on or back.
    pub fn set(&mut self, by: i64) {
        self.shown += by;
        self.set_at = Some(self.now);
    }
}

impl Default for Clock {
    fn default() -> Self {
        Clock::new()
    }
}

/// `90_000` as `1m30s`.
#[must_use]
pub fn written(ms: i64) -> String {
    let mut rest = ms.unsigned_abs();
    let mut out = String::from(if ms < 0 { "-" } else { "" });
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
        if rest >= size {
            out.push_str(&format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    if rest == 0 && ms == 0 { "0s".into() } else { out }
}
