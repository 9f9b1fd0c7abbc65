//! The world: one visitor's browser with its tabs and its store, the network, and endpoints. Nothing in it decides; steps and time do.

use crate::{
    add_on::Files,
    clock::{Clock, written},
    endpoint::{ENDPOINTS, Mood},
    ledger::{Invariant, Ledger, Violation},
    network::Network,
    rules::Rules,
    script::Health,
    store::{Store, Transaction},
    tab::{Heard, Tab},
};
use limen_core::{
    Effect, Event,
    event::{Page, Started},
    outbox::id_of,
};
use std::{fmt, ops::Add};

/// All there is.
pub struct World<'r> {
    /// The rules under test.
    pub rules: &'r dyn Rules,
    /// The visitor's clock.
    pub clock: Clock,
    /// The visitor's store.
    pub store: Store,
    /// What becomes of downloads.
    pub files: Files,
    /// What is on the wire.
    pub network: Network,
    /// The pages that are open.
    pub tabs: Vec<Tab>,
    /// What is known of every lead.
    pub ledger: Ledger,
    /// Rows that no widget of this version has written.
    pub foreign: Vec<(String, String)>,
    /// What happened so far.
    pub counts: Counts,
    trace: Option<Vec<String>>,
    opened: u32,
}

/// Something that a run has to meet often enough to mean anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A step was played.
    Step,
    /// A lead was submitted.
    Submitted,
    /// A lead was prepared for two webhooks.
    Prepared,
    /// A visitor was thanked.
    Thanked,
    /// A visitor was told that it did not work.
    Failed,
    /// A request was begun.
    Sent,
    /// A lead was claimed, be it taken over from another tab.
    Claimed,
    /// A lead was parked.
    Parked,
    /// The database answered after it had been given up.
    Late,
    /// localStorage had to stand in for it.
    Spared,
    /// A page got the rules.
    Loaded,
    /// A page did not get them.
    NotLoaded,
    /// A lead was put into the store without them.
    Plain,
    /// A yes was marked.
    Marked,
    /// A browser was killed, or a page died.
    Killed,
    /// The clock was set.
    ClockSet,
}

impl Happening {
    /// All of them.
    pub const ALL: [Happening; 16] = [
        Happening::Step,
        Happening::Submitted,
        Happening::Prepared,
        Happening::Thanked,
        Happening::Failed,
        Happening::Sent,
        Happening::Claimed,
        Happening::Parked,
        Happening::Late,
        Happening::Spared,
        Happening::Loaded,
        Happening::NotLoaded,
        Happening::Plain,
        Happening::Marked,
        Happening::Killed,
        Happening::ClockSet,
    ];
}

/// How often what has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; Happening::ALL.len()]);

impl Counts {
    /// How often this has happened.
    #[must_use]
    pub fn of(&self, what: Happening) -> u64 {
        self.0[what as usize]
    }
}

impl Add for Counts {
    type Output = Counts;

    fn add(mut self, other: Counts) -> Counts {
        for (one, more) in self.0.iter_mut().zip(other.0) {
            *one += more;
        }
        self
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for what in Happening::ALL {
            writeln!(f, "{:>14}  {what:?}", self.of(what))?;
        }
        Ok(())
    }
}

impl<'r> World<'r> {
    /// An empty world.
    #[must_use]
    pub fn new(rules: &'r dyn Rules, traced: bool) -> World<'r> {
        World {
            rules,
            clock: Clock::new(),
            store: Store::new(),
            files: Files::Well,
            network: Network::new(),
            tabs: Vec::new(),
            ledger: Ledger::default(),
            foreign: Vec::new(),
            counts: Counts::default(),
            trace: traced.then(Vec::new),
            opened: 0,
        }
    }

    /// Writes a line of the trace, if there is one.
    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>12}  {}", written(self.clock.now().0), line()));
        }
    }

    /// Counts something.
    pub fn happened(&mut self, what: Happening) {
        self.counts.0[what as usize] += 1;
    }

    /// The violation, if there was one, and the trace; leads are called by the order in which they came.
    #[must_use]
    pub fn into_story(mut self) -> (Option<Violation>, Vec<String>) {
        let leads = std::mem::take(&mut self.ledger.leads);
        let ids = || leads.iter().map(|lead| &lead.key).filter(|key| id_of(key) == *key);
        let named = |text: String| ids().enumerate().fold(text, |text, (index, id)| text.replace(id, &format!("L{}", index + 1)));
        let violation = self.ledger.violation.map(|violation| Violation { what: named(violation.what), ..violation });
        (violation, self.trace.unwrap_or_default().into_iter().map(named).collect())
    }

    /// Opens a page.
    pub fn open(&mut self, endpoint: u8, second: Option<u8>, asks: bool) {
        self.opened += 1;
        let number = self.opened;
        let webhooks: Vec<_> = [Some(endpoint), second].into_iter().flatten().map(|endpoint| ENDPOINTS[usize::from(endpoint)]).collect();
        self.tell(|| {
            let urls = if let [(one, _), (other, _)] = webhooks[..] { format!(" with {one} and {other}") } else { String::new() };
            format!("tab {number} is opened{urls}{}", if asks { ", and asks for consent" } else { "" })
        });
        self.tabs.push(Tab::new(number, self.clock.now(), &webhooks, asks));
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_le_bytes());
        let page = Page { url: "https://model.example/".into(), ..Page::default() };
        self.dispatch(self.tabs.len() - 1, Event::Started(Started { seed, page, visible: true, focused: true, ..Started::default() }));
    }

    /// Makes all faults stop. What they have left behind stays.
    pub fn mend(&mut self) {
        self.tell(|| "nothing fails any more".into());
        self.store.health = Health::Well;
        self.store.spare_works = true;
        self.files = Files::Well;
        for endpoint in &mut self.network.endpoints {
            endpoint.mood = Mood::Well;
        }
    }

    /// The tab with this number, if its page is still there.
    #[must_use]
    pub fn place(&self, number: u32) -> Option<usize> {
        self.tabs.iter().position(|tab| tab.number == number)
    }

    /// All that the site has stored is erased. A browser does so when whoever has the database open is done with it: what is decided, and
    /// leads that are about to be stored, are so first.
    pub fn wipe(&mut self) {
        let is_first = |transaction: &&Transaction| transaction.decided.is_some() || matches!(transaction.question, Effect::StoreLead(_));
        while let Some(transaction) =
            self.store.queue.iter().find(|transaction| transaction.decided.is_some()).or_else(|| self.store.queue.iter().find(is_first))
        {
            self.transact_on(transaction.number);
        }
        self.foreign.clear();
        self.store.exists = false;
        for key in std::mem::take(&mut self.store.rows).into_keys().chain(std::mem::take(&mut self.store.spare).into_keys()) {
            self.ledger.erase(&key);
        }
    }

    /// A page has something to hear.
    pub fn inform(&mut self, tab: u32, heard: Heard) {
        if let Some(place) = self.place(tab) {
            self.tabs[place].inbox.push_back(heard);
        }
    }

    /// What must hold at every moment.
    pub fn check(&mut self) {
        self.ledger.check();
        if let Some((key, _)) = self.foreign.iter().find(|(key, text)| self.store.rows.get(key) != Some(text)) {
            let what = format!("row {key:?} is not what it was");
            self.ledger.violate(Invariant::ForeignRows, what);
        }
    }
}
