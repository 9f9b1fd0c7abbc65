use limen_core::{
    Effect, Event, Place, boot,
    config::{Config, check},
    event::{Page, Scalar, Started, Verdict},
    json::{Issue, line_of},
    popup::Value,
    time::Millis,
};

/// A config: whatever the text, it is checked without a panic, the same way twice, and what is wrong lies within the text. What the check
/// accepts runs a whole visit: through pages, signals and its forms, and into the snapshot and out of it again.
pub fn config(text: &str) {
    let (checked, issues) = check(text);
    assert_eq!((&checked, &issues), (&check(text).0, &check(text).1), "twice the same text, twice the same answer");
    for issue in &issues {
        assert_in(text, issue);
    }
    let config = checked.unwrap_or_default();
    let place = Place { config_name: "limen.json".into(), webhook: None, page_url: "https://acme.example/".into() };
    let boot = boot(Some(text), &place);
    let Some(engine) = boot.engine else { return };
    let mut visit = Visit { engine, now: Millis(1_795_348_800_000), snapshot: None, values: Vec::new() };
    visit.dispatch(Event::Started(Started { page: page("/"), visible: true, focused: true, ..Started::default() }), 0);
    for path in ["/pricing?q=price&utm_medium=cpc", "/docs/x"] {
        visit.dispatch(Event::PageViewed(page(path)), 0);
        visit.dispatch(Event::Scrolled { percent: 60 }, 0);
        visit.dispatch(Event::Identified(vec![("plan".into(), Scalar::Text("pro".into()))]), 0);
        for name in names(&config) {
            visit.dispatch(Event::Tracked { name, properties: vec![("seats".into(), Scalar::Integer(i64::MAX))] }, 0);
        }
        visit.dispatch(Event::ExitIntended, 0);
        visit.dispatch(Event::TimerFired, 0);
    }
    visit.dispatch(Event::PageHidden, 0);
    let explained = visit.engine.explain(visit.now);
    limen_core::json::parse(&explained).expect("the explanation is JSON");
    visit.goes_on_elsewhere(text, &place);
}

/// An issue points into the text, and names what it is about.
fn assert_in(text: &str, issue: &Issue) {
    assert!(!issue.message.is_empty(), "{issue:?} says nothing");
    if let Some(at) = issue.at {
        assert!(at as usize <= text.len(), "{issue:?} is not in the text");
        assert!(line_of(text, at) >= 1);
    }
}

fn page(path: &str) -> Page {
    Page { url: format!("https://acme.example{path}"), referrer: "https://search.example/".into(), title: "A page".into() }
}

/// The custom signals that rules wait for, and those that a page may report itself.
fn names(config: &Config) -> Vec<String> {
    let custom = config.scoring.rules.0.iter().filter_map(|(_, rule)| rule.name.as_ref()).flat_map(|names| names.0.clone());
    let own = ["click", "download", "outbound", "copy", "media", "site_form", "site_search"].map(str::to_owned);
    custom.take(20).chain(own).collect()
}

struct Visit {
    engine: limen_core::Engine,
    now: Millis,
    snapshot: Option<String>,
    /// The fields of the form that is drawn, with what is entered into them.
    values: Vec<(String, Value)>,
}

impl Visit {
    /// `depth` bounds how far effects lead to further events.
    fn dispatch(&mut self, event: Event, depth: u32) {
        self.now.0 += 7_000;
        for effect in self.engine.handle(self.now, event) {
            match effect {
                Effect::LoadSnapshot => self.dispatch(Event::SnapshotLoaded(self.snapshot.clone()), depth + 1),
                Effect::SaveSnapshot(text) => self.snapshot = Some(text),
                Effect::Emit { detail, .. } => drop(limen_core::json::parse(&detail).expect("a detail is JSON")),
                _ if depth > 8 => {}
                Effect::AskToShow { campaign } => self.dispatch(Event::ShowAnswered { campaign, verdict: Verdict::Allowed }, depth + 1),
                Effect::Draw(popup) => {
                    let values = popup.step.fields.iter().map(|field| (field.name.clone(), Value::Text("ada@acme.example".into())));
                    self.values = values.collect();
                }
                Effect::Show => {
                    self.dispatch(Event::Shown, depth + 1);
                    // Some forms refuse this in some fields, and say so; one with a single step of text takes it.
                    for _ in 0..2 {
                        let advanced = Event::Advanced { values: self.values.clone(), honeypot: String::new(), time_zone: String::new() };
                        self.dispatch(advanced, depth + 1);
                    }
                    self.dispatch(Event::Dismissed, depth + 1);
                }
                // As where a lead stays as it is.
                Effect::PrepareLead { id, lead } => self.dispatch(Event::LeadPrepared { id, text: lead }, depth + 1),
                Effect::StoreLead(entries) => {
                    let entry = entries.first().expect("a lead has an entry");
                    let lead = limen_core::lead::Lead::from_json(&entry.request.body).expect("the widget's own lead can be read");
                    assert_eq!(lead.id, entry.id());
                    let stored = limen_core::outbox::Report::Stored { id: lead.id, durable: true, held: Vec::new(), bound: Vec::new() };
                    self.dispatch(Event::Outbox(stored), depth + 1);
                }
                _ => {}
            }
        }
    }

    /// On the next page the visit goes on from what was remembered: the same score.
    fn goes_on_elsewhere(mut self, text: &str, place: &Place) {
        let before = self.engine.export();
        let Some(engine) = boot(Some(text), place).engine else { return };
        let remembers = self.snapshot.is_some();
        self.engine = engine;
        self.dispatch(Event::Started(Started { page: page("/"), ..Started::default() }), 0);
        let after = self.engine.export();
        // A log that was full begins anew; else its first line stays.
        let begins_anew = before.lines().count() > 60;
        if remembers && !begins_anew {
            assert_eq!(before.lines().next(), after.lines().next(), "the log goes on");
        }
    }
}
