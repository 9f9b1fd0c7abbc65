//! Plays a script: each step is done to the world, then everything is looked at.

use crate::{
    clock::written,
    endpoint::ENDPOINTS,
    going::Going,
    ledger::{Invariant, Violation},
    rules::Rules,
    script::{Ending, Leaving, Script, Step},
    tab::{CAMPAIGN, Form, Presence},
    world::{Counts, Happening, World},
};
use limen_core::{
    Event,
    json::encode,
    outbox::{Entry, Format, KEPT},
    popup::Value,
    time::{Millis, Span},
};

/// The longest that a lead may wait once nothing fails any more: a parked one's 18 h, and time to spare for those before it.
const PATIENCE: Span = Span(21 * 3_600_000);

/// So many things happen at one time in the end only if something spins.
const MANY: usize = 2_000;

/// What playing a script came to.
pub struct Played {
    /// What did not hold, if anything.
    pub violation: Option<Violation>,
    /// What happened.
    pub counts: Counts,
    /// What happened, line by line, when asked for.
    pub trace: Vec<String>,
}

/// Plays a script under these rules.
#[must_use]
pub fn play(script: &Script, rules: &dyn Rules, traced: bool) -> Played {
    let mut world = World::new(rules, traced);
    world.fill(script.waiting);
    for step in &script.steps {
        world.step(*step, script.most_tabs);
        world.check();
        if world.ledger.violation.is_some() {
            break;
        }
    }
    if world.ledger.violation.is_none() {
        world.end_well(script.ending);
    }
    for _ in 0..world.ledger.submitted() {
        world.happened(Happening::Submitted);
    }
    let counts = world.counts;
    let (violation, trace) = world.into_story();
    Played { violation, counts, trace }
}

impl World<'_> {
    /// Leads that have waited since an earlier visit, every other one written by the widget's first version, every fourth about to expire.
    fn fill(&mut self, waiting: u8) {
        let (url, now) = (ENDPOINTS[0].0, self.clock.wall());
        for index in 0..waiting {
            let (key, body) = (format!("waiting-{index}"), format!("{{\"waits\":{index}}}"));
            let record = if index % 2 == 0 {
                let mut entry = Entry::new(key.clone(), Format::Simple.request(url.into(), false, body), now, 1);
                entry.queue();
                if index % 4 == 0 {
                    (entry.attempts, entry.created) = (20, Millis(now.0 - KEPT.0));
                }
                entry.to_record()
            } else {
                first_version(&key, url, &body, now)
            };
            let entry = Entry::from_record(&record).expect("a record that this version reads");
            self.ledger.write(&entry, self.clock.now(), &self.clock);
            self.store.rows.insert(key.clone(), record);
            self.store.exists = true;
            if let Some(lead) = self.ledger.lead(&key) {
                lead.thanked = true;
                lead.since = lead.since.plus(Span(entry.created.0 - now.0));
            }
        }
    }

    fn step(&mut self, step: Step, most_tabs: usize) {
        self.happened(Happening::Step);
        match step {
            Step::Go(which) => {
                let (going, _) = self.going();
                if let Some(chosen) = pick(which, going.len()) {
                    self.go(going[chosen]);
                }
            }
            Step::Abort(which) => {
                if let Some(chosen) = pick(which, self.store.queue.len()) {
                    self.abort(self.store.queue[chosen].number);
                }
            }
            Step::Pass(span) => self.clock.pass(span),
            Step::Open { endpoint, second, asks } if self.tabs.len() < most_tabs => self.open(endpoint, second, asks),
            Step::Open { .. } => {}
            Step::Submit { tab, edited } => {
                if let Some(place) = self.running(tab) {
                    self.submit(place, edited);
                }
            }
            Step::Leave { tab, how, lucky } => {
                if let Some(place) = self.running(tab) {
                    self.leave(place, how, lucky);
                }
            }
            Step::Return(tab) => {
                let away: Vec<usize> = (0..self.tabs.len()).filter(|place| self.tabs[*place].presence != Presence::Here).collect();
                if let Some(chosen) = pick(tab, away.len()) {
                    self.come_back(away[chosen]);
                }
            }
            Step::Kill { lucky } => {
                self.happened(Happening::Killed);
                self.tell(|| "the browser is killed".into());
                while !self.tabs.is_empty() {
                    self.remove(0, false, lucky);
                }
                if !lucky {
                    for key in self.store.lose_spare(self.clock.now()) {
                        self.ledger.come_back(&key);
                    }
                }
            }
            Step::Online(tab) => {
                if let Some(place) = self.running(tab) {
                    self.dispatch(place, Event::WentOnline);
                }
            }
            Step::Endpoint(which, mood) => {
                let endpoint = &mut self.network.endpoints[usize::from(which)];
                endpoint.mood = mood;
                let url = endpoint.url;
                self.tell(|| format!("{url} is now {mood:?}"));
            }
            Step::Store(health) => {
                self.tell(|| format!("the store is now {health:?}"));
                self.store.health = health;
            }
            Step::Spare(works) => {
                self.tell(|| format!("localStorage {}", if works { "works" } else { "refuses" }));
                self.store.spare_works = works;
            }
            Step::Files(files) => {
                self.tell(|| format!("downloads are now {files:?}"));
                self.files = files;
            }
            Step::SetClock(by) => {
                self.happened(Happening::ClockSet);
                self.tell(|| format!("the clock is set by {}", written(by)));
                self.clock.set(by);
            }
            Step::Wipe => {
                self.tell(|| "the visitor clears the site's data".into());
                self.wipe();
            }
            Step::Forget(tab) => {
                if let Some(place) = self.running(tab) {
                    self.dispatch(place, Event::ForgetRequested);
                }
            }
            Step::Consent(tab, given) => {
                if let Some(place) = self.running(tab) {
                    let number = self.tabs[place].number;
                    self.tell(|| format!("tab {number} hears that its visitor {}", if given { "consents" } else { "does not consent" }));
                    self.dispatch(place, Event::ConsentGiven(given));
                }
            }
            Step::Scribble(which) => self.scribble(which),
        }
    }

    /// The place of one of the tabs that run.
    fn running(&self, which: u8) -> Option<usize> {
        let here: Vec<usize> = (0..self.tabs.len()).filter(|place| self.tabs[*place].presence == Presence::Here).collect();
        pick(which, here.len()).map(|chosen| here[chosen])
    }

    fn submit(&mut self, place: usize, edited: bool) {
        let form = self.tabs[place].form;
        let number = self.tabs[place].number;
        self.tell(|| format!("the visitor of tab {number} submits"));
        if form == Form::Thanked {
            self.dispatch(place, Event::Dismissed);
        }
        if matches!(form, Form::Thanked | Form::Closed) {
            self.dispatch(place, Event::ShowRequested(CAMPAIGN.into()));
        }
        if form != Form::Busy {
            let tab = &mut self.tabs[place];
            tab.stored.retain(|key| !tab.submitted.contains(key));
            tab.submitted.clear();
        }
        if !matches!(form, Form::Failed | Form::Busy) || form == Form::Failed && edited {
            self.tabs[place].email = format!("v{}@model.example", self.counts.of(Happening::Step));
        }
        let values = vec![("email".to_owned(), Value::Text(self.tabs[place].email.clone()))];
        self.dispatch(place, Event::Advanced { values, honeypot: String::new(), time_zone: String::new() });
    }

    fn leave(&mut self, place: usize, how: Leaving, lucky: bool) {
        let number = self.tabs[place].number;
        self.tell(|| format!("tab {number} is {}", format!("{how:?}").to_lowercase()));
        match how {
            Leaving::Closed => {
                self.hide(place);
                self.remove(place, true, lucky);
            }
            Leaving::Cached => self.hide(place),
            Leaving::Frozen => self.tabs[place].presence = Presence::Frozen,
            Leaving::Crashed => {
                self.happened(Happening::Killed);
                self.remove(place, false, lucky);
            }
        }
    }

    /// The page at this place is no more. What it has asked for and need not outlive it does so with luck.
    fn remove(&mut self, place: usize, outlives: bool, lucky: bool) {
        let tab = self.tabs.remove(place);
        self.store.abandon(tab.number, lucky);
        self.network.abandon(tab.number, outlives, lucky);
    }

    fn come_back(&mut self, place: usize) {
        let number = self.tabs[place].number;
        let was = std::mem::replace(&mut self.tabs[place].presence, Presence::Here);
        self.tell(|| format!("tab {number} is back"));
        if was == Presence::Cached {
            self.dispatch(place, Event::PageRestored);
        }
    }

    /// Writes a row that is not this version's: garbage, a newer version's, one under another key than its own.
    fn scribble(&mut self, which: u8) {
        let request = Format::Simple.request(ENDPOINTS[0].0.into(), false, "{}".into());
        let mut entry = Entry::new("foreign".into(), request, self.clock.wall(), 9);
        entry.queue();
        let record = entry.to_record();
        let text = match which % 5 {
            0 => String::new(),
            1 => "\u{0}{not JSON".into(),
            2 => record.replacen("\"v\":", "\"v\":9", 1),
            3 => record,
            _ => r#"{"v":1e999,"id":null}"#.into(),
        };
        let key = format!("foreign-{which}");
        self.foreign.retain(|(other, _)| *other != key);
        self.store.rows.insert(key.clone(), text.clone());
        self.foreign.push((key, text));
    }

    /// Nothing fails any more: whatever waits must be delivered, and then there must be rest.
    fn end_well(&mut self, ending: Ending) {
        self.mend();
        match ending {
            Ending::AnotherVisit => {
                while !self.tabs.is_empty() {
                    self.remove(0, false, false);
                }
            }
            Ending::AnotherPage => {}
            Ending::AllReturn => {
                for place in 0..self.tabs.len() {
                    if self.tabs[place].presence != Presence::Here {
                        self.come_back(place);
                    }
                }
            }
        }
        // What pages that hear no more have left in the store's hands is done before the visitor gets to the next page.
        loop {
            let Some(number) = self.store.ready(|_| false).next() else { break };
            self.go(Going::Transact(number));
        }
        self.open(0, None, false);
        let end = self.clock.now().plus(PATIENCE);
        let mut at_once = 0;
        while self.ledger.violation.is_none() {
            let (going, next) = self.going();
            if at_once > MANY {
                let what = "so much happens at one time that something must spin".into();
                self.ledger.violate(Invariant::Silence, what);
            }
            if let Some(first) = going.first() {
                at_once += 1;
                self.go(*first);
                self.check();
            } else if let Some(next) = next.filter(|next| *next <= end) {
                at_once = 0;
                self.clock.pass(Span(next.0 - self.clock.now().0));
            } else {
                break;
            }
        }
        self.check_end();
    }

    /// A lead that waits, and that nobody has had erased.
    fn waiting(&self) -> Option<String> {
        let waits = |(key, record): &(String, String)| Entry::from_record(record).is_some_and(|entry| entry.waits() && entry.key == *key);
        let erased = |key: &String| self.ledger.leads.iter().any(|lead| lead.key == *key && lead.excused);
        self.store.all().into_iter().filter(|(key, _)| !erased(key)).find(waits).map(|(key, _)| key)
    }

    fn check_end(&mut self) {
        if let Some(key) = self.waiting() {
            let what = format!("lead {key} still waits {} after the faults have ended", written(PATIENCE.0));
            self.ledger.violate(Invariant::EventualSend, what);
        }
        // A page whose clock was set back has other timers that are late: its snapshot's.
        let in_time = |opened| self.clock.set_at.is_none_or(|at| at < opened);
        let mut timed = self.tabs.iter().filter(|tab| tab.presence == Presence::Here && tab.timer.is_some());
        if let Some(tab) = timed.find(|tab| in_time(tab.opened)) {
            let what = format!("nothing waits, but tab {} has set a timer", tab.number);
            self.ledger.violate(Invariant::Silence, what);
        }
    }
}

/// A record as the widget's first version wrote it.
fn first_version(key: &str, url: &str, body: &str, created: Millis) -> String {
    let (body, created) = (encode(&body.to_owned()), encode(&created));
    format!(
        r#"{{"v":1,"id":"{key}","url":"{url}","format":"simple","body":{body},"created":{created},"attempts":0,"tried":{created},"next":{created},"state":"queued","lastStatus":0}}"#
    )
}

/// One of so many, if there are any.
fn pick(which: u8, of: usize) -> Option<usize> {
    usize::from(which).checked_rem(of)
}
