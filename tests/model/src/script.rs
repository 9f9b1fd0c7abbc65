//! What is done to the world: a row of steps, drawn from a seed. Steps name tabs and transactions by their place among those that there are,
//! so that a row with steps cut out still means something.

use crate::{
    add_on::Files,
    draw::Draw,
    endpoint::{ENDPOINTS, Mood},
};
use limen_core::time::Span;

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// One of all the things that are under way goes on.
    Go(u8),
    /// A transaction of the store is aborted by the browser.
    Abort(u8),
    /// Time passes.
    Pass(Span),
    /// A page is opened; its config names one webhook or two, and wants consent or not.
    Open {
        /// Which of [`ENDPOINTS`].
        endpoint: u8,
        /// That of the second webhook.
        second: Option<u8>,
        /// Whether nothing may be remembered before the visitor has said yes.
        asks: bool,
    },
    /// The visitor submits a form; after a failure with the same answers, or with others.
    Submit {
        /// Which tab.
        tab: u8,
        /// Whether the answers are changed after a failure.
        edited: bool,
    },
    /// A page is left.
    Leave {
        /// Which tab.
        tab: u8,
        /// How.
        how: Leaving,
        /// Whether what was under way, and need not, still comes to its end.
        lucky: bool,
    },
    /// A page comes back from the cache, or out of its frost.
    Return(u8),
    /// The whole browser is killed.
    Kill {
        /// Whether what was under way, and need not, still comes to its end.
        lucky: bool,
    },
    /// The browser reports a network.
    Online(u8),
    /// An endpoint changes its ways.
    Endpoint(u8, Mood),
    /// The database changes its ways.
    Store(Health),
    /// localStorage takes what is written, or does not.
    Spare(bool),
    /// Downloads change their ways.
    Files(Files),
    /// The visitor's clock is set.
    SetClock(i64),
    /// The visitor clears the site's data.
    Wipe,
    /// `limen('forget')`
    Forget(u8),
    /// `limen('consent', …)`
    Consent(u8, bool),
    /// A row that no widget of this version can have written appears in the store.
    Scribble(u8),
}

impl Step {
    /// The same; a page with its first webhook only.
    #[must_use]
    pub fn with_one_webhook(self) -> Step {
        match self {
            Step::Open { endpoint, asks, .. } => Step::Open { endpoint, second: None, asks },
            step => step,
        }
    }
}

/// How a page is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// It is closed, or navigated away from for good.
    Closed,
    /// It goes into the back/forward cache.
    Cached,
    /// It is frozen in the background: it hears nothing, without having been told.
    Frozen,
    /// Its process dies.
    Crashed,
}

/// What the store does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It works.
    Well,
    /// It answers no more.
    Stuck,
    /// It refuses to open.
    Refusing,
    /// It reads, but has no room.
    Full,
}

/// How an interleaving ends, once nothing fails any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All tabs are gone, and the visitor opens a page.
    AnotherVisit,
    /// The visitor opens one more page beside what is there.
    AnotherPage,
    /// The network comes back to one more page, and cached and frozen pages come back too.
    AllReturn,
}

/// An interleaving before it is played.
#[derive(Clone, Debug)]
pub struct Script {
    /// No more tabs than these.
    pub most_tabs: usize,
    /// So many leads wait already.
    pub waiting: u8,
    /// What happens.
    pub steps: Vec<Step>,
    /// And in the end.
    pub ending: Ending,
}

impl Script {
    /// Draws one: 40 to 160 steps.
    #[must_use]
    pub fn draw(draw: &mut Draw) -> Script {
        let most_tabs = if draw.once_in(20) { 10 } else { 2 + draw.below(3) as usize };
        let waiting = if draw.once_in(100) { 44 + draw.below(7) as u8 } else { 0 };
        let length = 40 + draw.below(121) as usize;
        let mut steps = vec![Step::Open { endpoint: 0, second: None, asks: false }];
        while steps.len() < length {
            step(draw, &mut steps);
        }
        let ending = draw.one_of(&[Ending::AnotherVisit, Ending::AnotherPage, Ending::AllReturn]);
        // After all else, so that interleavings of before stay what they were, but for this.
        if draw.once_in(2) {
            add_webhooks(draw, &mut steps);
        }
        Script { most_tabs, waiting, steps, ending }
    }

    /// The same, each page with its first webhook only.
    #[must_use]
    pub fn with_one_webhook(mut self) -> Script {
        for step in &mut self.steps {
            *step = step.with_one_webhook();
        }
        self
    }
}

/// Spans that something turns at: the store's deadline, an attempt's, a lease, the first waits, an hour, a parked lead's.
const SPANS: [i64; 14] =
    [1, 40, 400, 1_000, 2_000, 3_000, 5_000, 15_000, 20_000, 25_000, 120_000, 3_600_000, 12 * 3_600_000, 3 * 86_400_000];

const YEAR: i64 = 365 * 86_400_000;
const JUMPS: [i64; 8] = [YEAR, -YEAR, 3_600_000, -3_600_000, 10_000, -10_000, 10 * 3_600_000, -10 * 3_600_000];

fn step(draw: &mut Draw, steps: &mut Vec<Step>) {
    let next = match draw.below(100) {
        0..58 => Step::Go(draw.any()),
        58..72 => Step::Pass(Span(draw.one_of(&SPANS) + draw.below(3) as i64 - 1)),
        72..80 => Step::Submit { tab: draw.any(), edited: draw.once_in(4) },
        80..83 => return submit_and_leave(draw, steps),
        83..86 => Step::Open { endpoint: draw.one_of(&[0, 0, 0, 1, 1, 2]), second: None, asks: draw.once_in(12) },
        86..89 => Step::Leave { tab: draw.any(), how: leaving(draw), lucky: draw.once_in(2) },
        89..91 => Step::Return(draw.any()),
        91..95 => Step::Endpoint(draw.below(ENDPOINTS.len() as u64) as u8, mood(draw)),
        95 => match draw.below(13) {
            0..4 => Step::Store(Health::Well),
            4 => Step::Store(draw.one_of(&[Health::Refusing, Health::Full])),
            5 => Step::Store(Health::Stuck),
            6..8 => Step::Spare(draw.once_in(2)),
            _ => Step::Files(draw.one_of(&[Files::Well, Files::Failing, Files::Hanging])),
        },
        96 => Step::Abort(draw.any()),
        97 => Step::Online(draw.any()),
        98 => match draw.below(4) {
            0 => Step::Kill { lucky: draw.once_in(2) },
            1 => Step::SetClock(draw.one_of(&JUMPS)),
            _ => Step::Go(draw.any()),
        },
        _ => match draw.below(18) {
            16.. => Step::Pass(Span(31 * 86_400_000)),
            0 => Step::Wipe,
            1 => Step::Forget(draw.any()),
            2..5 => Step::Consent(draw.any(), !draw.once_in(3)),
            5..8 => Step::Scribble(draw.any()),
            _ => Step::Kill { lucky: draw.once_in(2) },
        },
    };
    steps.push(next);
}

/// Gives two of three pages a second webhook, at another endpoint.
fn add_webhooks(draw: &mut Draw, steps: &mut [Step]) {
    for step in steps {
        if let Step::Open { endpoint, second, .. } = step
            && !draw.once_in(3)
        {
            *second = Some((*endpoint + 1 + draw.below(ENDPOINTS.len() as u64 - 1) as u8) % ENDPOINTS.len() as u8);
        }
    }
}

/// The moments around a submit are those that lose leads elsewhere.
fn submit_and_leave(draw: &mut Draw, steps: &mut Vec<Step>) {
    let tab = draw.any();
    steps.push(Step::Submit { tab, edited: false });
    for _ in 0..draw.below(5) {
        steps.push(Step::Go(draw.any()));
    }
    let lucky = draw.once_in(2);
    steps.push(if draw.once_in(3) { Step::Kill { lucky } } else { Step::Leave { tab, how: leaving(draw), lucky } });
}

fn leaving(draw: &mut Draw) -> Leaving {
    draw.one_of(&[Leaving::Closed, Leaving::Cached, Leaving::Frozen, Leaving::Frozen, Leaving::Crashed])
}

fn mood(draw: &mut Draw) -> Mood {
    match draw.below(11) {
        0..3 => Mood::Well,
        3 => Mood::Refusing,
        4..6 => Mood::LosingAnswers,
        6..8 => Mood::Saying(draw.one_of(&Mood::STATUSES)),
        8 => Mood::Busy(draw.one_of(&[429, 503]), draw.one_of(&Mood::WAITS)),
        9 => Mood::Hanging,
        _ => Mood::Moved,
    }
}
