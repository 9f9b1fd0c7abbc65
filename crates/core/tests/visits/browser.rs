//! A browser of the mind: storage, an outbox, a timer and a network that answers as it is told. It performs the core's effects the way the
//! shell does, and writes down what it did.

use limen_core::{
    Effect, Engine, Event, Place, boot,
    event::{Outcome, Page, Started, Verdict},
    json::{Cursor, Decode, Node, parse},
    lead::{Qualification, Score},
    outbox::{self, Attempt, Changes, Claimed, Entry, Report, Rung},
    popup::{Popup, Step, Update, Value},
    time::Millis,
};
use std::collections::{BTreeMap, VecDeque};

/// When every scenario begins: 2026-11-22T12:00:00Z.
pub const NOON: i64 = 1_795_348_800_000;

/// So often nothing happens at one time, unless something spins.
const MANY: usize = 1_000;

/// One visitor's browser, over all pages of a visit.
pub struct Browser {
    config: String,
    pub now: i64,
    engine: Option<Engine>,
    pages: u8,
    storage: Option<String>,
    /// Whether IndexedDB can be written.
    pub durable: bool,
    /// Whether IndexedDB leaves a write without an answer.
    pub stuck: bool,
    /// Whether add-ons make nothing of a lead.
    pub breaks_add_ons: bool,
    /// What the page answers when a pop-up is about to show.
    pub verdict: Verdict,
    pub outbox: BTreeMap<String, String>,
    /// The attempt that the last claim has made ready.
    claimed: Option<Attempt>,
    /// Whether the page has needed the rules over the store's records: the add-on `outbox`.
    has_rules: bool,
    timer: Option<i64>,
    /// Leads on the wire.
    pub in_flight: VecDeque<String>,
    /// Every body that left the browser.
    pub sent: Vec<String>,
    pub log: Vec<String>,
}

impl Browser {
    pub fn new(config: &str) -> Browser {
        Browser {
            config: config.into(),
            now: NOON,
            engine: None,
            pages: 0,
            storage: None,
            durable: true,
            stuck: false,
            breaks_add_ons: false,
            verdict: Verdict::Allowed,
            outbox: BTreeMap::new(),
            claimed: None,
            has_rules: false,
            timer: None,
            in_flight: VecDeque::new(),
            sent: Vec::new(),
            log: Vec::new(),
        }
    }

    /// Loads a page: a new engine, the same storage.
    pub fn load(&mut self, url: &str, facts: Started) {
        let place = Place { config_name: "limen.json".into(), webhook: None, page_url: url.into() };
        let started = boot(Some(&self.config), &place);
        if let Some(notice) = started.notice {
            self.log.push(format!("warn {notice}"));
        }
        self.engine = started.engine;
        self.timer = None;
        self.has_rules = false;
        self.in_flight.clear();
        self.pages += 1;
        let page = Page { url: url.into(), title: "Acme".into(), ..facts.page };
        self.dispatch(Event::Started(Started { seed: [self.pages; 32], page, ..facts }));
    }

    /// Lets time pass, with every timer on the way.
    pub fn pass_to(&mut self, then: i64) {
        let mut at_once = 0;
        while let Some(due) = self.timer.filter(|&due| due <= then) {
            at_once = if due > self.now { 0 } else { at_once + 1 };
            assert!(at_once < MANY, "a timer that never rests: {:#?}", &self.log[self.log.len() - 10..]);
            self.now = self.now.max(due);
            self.timer = None;
            self.log.push(format!("(timer at {})", span(self.now - NOON)));
            self.dispatch(Event::TimerFired);
        }
        self.now = then;
    }

    /// Ends the oldest attempt on the wire.
    pub fn answer(&mut self, outcome: Outcome) {
        let key =
            self.in_flight.pop_front().unwrap_or_else(|| panic!("no attempt on the wire at {}: {:#?}", span(self.now - NOON), self.log));
        self.dispatch(Event::AttemptEnded { key, outcome });
    }

    pub fn is_loaded(&self) -> bool {
        self.engine.is_some()
    }

    pub fn explain(&self) -> String {
        self.engine.as_ref().expect("an engine").explain(Millis(self.now))
    }

    /// Qualification and score of the explanation.
    pub fn judged(&self) -> (Qualification, Score) {
        fn read<T: Decode + Default>(explanation: &Node, key: &str) -> T {
            let mut value = T::default();
            assert!(value.decode(explanation.member(key).expect("there"), &mut Cursor::default()), "{explanation:?}");
            value
        }
        let explanation = parse(&self.explain()).expect("JSON");
        (read(&explanation, "qualification"), read(&explanation, "score"))
    }

    /// The visit log.
    pub fn export(&self) -> String {
        self.engine.as_ref().expect("an engine").export()
    }

    pub fn dispatch(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        let mut handled = 0;
        while let Some(event) = events.pop_front() {
            handled += 1;
            assert!(handled < MANY, "effects that never end: {:#?}", &self.log[self.log.len() - 10..]);
            let Some(engine) = self.engine.as_mut() else { return };
            for effect in engine.handle(Millis(self.now), event) {
                self.log.push(self.describe(&effect));
                events.extend(self.perform(effect));
            }
        }
    }

    fn perform(&mut self, effect: Effect) -> Vec<Event> {
        let now = Millis(self.now);
        match effect {
            Effect::LoadSnapshot => vec![Event::SnapshotLoaded(self.storage.clone())],
            Effect::SaveSnapshot(text) => {
                self.storage = Some(text);
                Vec::new()
            }
            Effect::Erase { leads } => {
                self.storage = None;
                if leads {
                    self.outbox.clear();
                }
                Vec::new()
            }
            Effect::WakeAt(time) => {
                self.timer = time.map(|Millis(ms)| ms);
                Vec::new()
            }
            Effect::AskToShow { campaign } => vec![Event::ShowAnswered { campaign, verdict: self.verdict }],
            Effect::Show => vec![Event::Shown],
            Effect::LookForOutbox => (!self.outbox.is_empty()).then_some(Event::OutboxFound).into_iter().collect(),
            Effect::StoreLead(_) if self.stuck => Vec::new(),
            Effect::StoreLead(entries) => {
                let id = entries.first().expect("an entry").id().to_owned();
                let has_rules = self.has_rules;
                self.transact(Report::NotStored { id: id.clone() }, |records| {
                    if has_rules { outbox::store(records, entries, Rung::Durable, now) } else { added(id, &entries) }
                })
            }
            Effect::MarkDelivered { key, record } => {
                self.transact(Report::Settled { key: key.clone() }, |records| marked(records, key, record))
            }
            Effect::ClaimLead { tab, early } => {
                self.need_rules();
                self.transact(Report::Claimed(Claimed::Failed), |records| outbox::claim(records, Rung::Durable, now, tab, early))
            }
            Effect::Send(attempt) => self.send(attempt),
            Effect::SendClaimed => {
                let attempt = self.claimed.take().expect("a claim has made one ready");
                self.send(attempt)
            }
            Effect::SettleLead { key, tab, outcome, jitter } => {
                self.need_rules();
                let refused = Report::Settled { key: key.clone() };
                self.transact(refused, |records| outbox::settle(records, &key, tab, &outcome, now, jitter))
            }
            Effect::PrepareLead { id, .. } if self.breaks_add_ons => vec![Event::LeadPrepared { id, text: String::new() }],
            Effect::PrepareLead { id, lead } => vec![Event::LeadPrepared { id, text: format!("sealed, {} bytes", lead.len()) }],
            // As when they never arrive: what is built in decides.
            Effect::LoadAddresses => Vec::new(),
            Effect::LoadAddOns(_)
            | Effect::Draw(_)
            | Effect::Update(_)
            | Effect::Hide
            | Effect::Emit { .. }
            | Effect::Warn(_)
            | Effect::Listen(_) => Vec::new(),
        }
    }

    fn send(&mut self, attempt: Attempt) -> Vec<Event> {
        self.sent.push(attempt.request.body);
        self.in_flight.push_back(attempt.key);
        Vec::new()
    }

    fn need_rules(&mut self) {
        if !std::mem::replace(&mut self.has_rules, true) {
            self.log.push("(the rules over records are loaded)".into());
        }
    }

    /// One transaction of the store, or what comes of it where nothing can be stored.
    fn transact(&mut self, refused: Report, decide: impl FnOnce(&outbox::Records) -> Changes) -> Vec<Event> {
        if !self.durable {
            return vec![Event::Outbox(refused)];
        }
        let records: Vec<(String, String)> = self.outbox.clone().into_iter().collect();
        let changes = decide(&records);
        self.outbox.extend(changes.put);
        self.outbox.retain(|key, _| !changes.remove.contains(key));
        self.claimed = changes.attempt.or(self.claimed.take());
        changes.reports.into_iter().map(Event::Outbox).collect()
    }

    fn describe(&self, effect: &Effect) -> String {
        match effect {
            Effect::LoadSnapshot => "load snapshot".into(),
            Effect::SaveSnapshot(_) => "save snapshot".into(),
            Effect::Erase { leads } => format!("erase storage{}", if *leads { " and leads" } else { "" }),
            Effect::Listen(source) => format!("listen to {source:?}"),
            Effect::WakeAt(None) => "no timer".into(),
            Effect::WakeAt(Some(Millis(ms))) => format!("wake at {}", span(ms - NOON)),
            Effect::AskToShow { campaign } => format!("ask to show {campaign}"),
            Effect::Draw(popup) => draw(popup),
            Effect::Show => "show".into(),
            Effect::Update(update) => describe_update(update),
            Effect::Hide => "hide".into(),
            Effect::LoadAddresses => "load addresses".into(),
            Effect::LoadAddOns(names) => format!("load add-ons {names}"),
            Effect::PrepareLead { .. } => "prepare lead".into(),
            Effect::LookForOutbox => "look for outbox".into(),
            Effect::StoreLead(_) => "store lead".into(),
            Effect::ClaimLead { early, .. } => format!("claim lead{}", if *early { ", early" } else { "" }),
            Effect::MarkDelivered { .. } => "mark delivered".into(),
            Effect::SendClaimed => match &self.claimed {
                Some(attempt) => self.describe(&Effect::Send(attempt.clone())),
                None => "send nothing".into(),
            },
            Effect::Send(attempt) => {
                let keepalive = if attempt.keepalive { ", keepalive" } else { "" };
                let again = if self.sent.contains(&attempt.request.body) { "the same body" } else { &attempt.request.body };
                format!("send to {} as {}{keepalive}: {again}", attempt.request.url, attempt.request.content_type)
            }
            Effect::SettleLead { outcome, .. } => format!("settle lead: {outcome:?}"),
            Effect::Emit { name, detail } => format!("emit {name} {detail}"),
            Effect::Warn(line) => format!("warn {line}"),
        }
    }
}

/// A lead taken in without the rules: the records as they are, where there are none of their keys.
fn added(id: String, entries: &[Entry]) -> Changes {
    let put = entries.iter().map(|entry| (entry.key.clone(), entry.to_record())).collect();
    Changes { put, reports: vec![Report::Stored { id, durable: true, held: vec![], bound: vec![] }], ..Changes::default() }
}

/// A yes taken in without the rules.
fn marked(records: &outbox::Records, key: String, record: String) -> Changes {
    let is_there = records.iter().any(|(other, _)| *other == key);
    let put = is_there.then(|| (key.clone(), record)).into_iter().collect();
    Changes { put, reports: vec![Report::Settled { key }], ..Changes::default() }
}

fn draw(popup: &Popup) -> String {
    format!("draw {} as {}\n{}", popup.campaign, popup.format.name(), describe_step(&popup.step))
}

fn describe_step(step: &Step) -> String {
    let mut lines = vec![format!("  {} ({} of {})", step.title, step.index + 1, step.of)];
    for field in &step.fields {
        let value = match &field.value {
            Value::Text(text) if text.is_empty() => String::new(),
            value => format!(" = {value:?}"),
        };
        lines.push(format!("  [{}] {}{}{value}", field.kind.name(), field.label, if field.required { " *" } else { "" }));
    }
    let back = step.back.map(|back| format!("({back}) ")).unwrap_or_default();
    lines.push(format!("  {back}({})", step.action));
    lines.join("\n")
}

fn describe_update(update: &Update) -> String {
    match update {
        Update::Step(step) => format!("step\n{}", describe_step(step)),
        Update::Errors(errors) => {
            let lines: Vec<String> = errors.iter().map(|(name, message)| format!("  {name}: {message}")).collect();
            format!("errors\n{}", lines.join("\n"))
        }
        Update::FieldError(name, message) => format!("field {name}: {}", message.as_deref().unwrap_or("right")),
        Update::Busy(text) => format!("busy: {text}"),
        Update::Failed(text) => format!("failed: {text}"),
        Update::Thanks(thanks) => {
            let offer = thanks.offer.as_ref().map(|offer| format!(" [{} {}: {}]", offer.kind.name(), offer.label, offer.url));
            format!("thanks: {} / {}{}", thanks.title, thanks.body.as_deref().unwrap_or("-"), offer.unwrap_or_default())
        }
    }
}

/// `90_000` as `1m30s`.
pub fn span(ms: i64) -> String {
    let mut rest = ms;
    let mut out = String::new();
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
        if rest >= size {
            out.push_str(&format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    if out.is_empty() { "0s".into() } else { out }
}

/// The inverse of [`span`].
pub fn parse_span(text: &str) -> Option<i64> {
    let mut ms = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
        ms += limen_core::time::Span::parse(&rest[..digits + letters])?.0;
        rest = &rest[digits + letters..];
    }
    Some(ms)
}
