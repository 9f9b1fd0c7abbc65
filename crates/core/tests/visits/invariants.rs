//! Whatever happens, in whatever order: what must never be.

use crate::browser::Browser;
use limen_core::{
    Event,
    event::{Outcome, Page, Scalar, Started, Verdict},
    lead::Lead,
    outbox::Report,
    popup::Value,
};
use proptest::prelude::*;

const ACME: &str = include_str!("../../../../www/limen.json");
const PAGES: [&str; 6] = ["/", "/pricing", "/docs/install", "/customers/x", "/careers", "/elsewhere?utm_source=a#b"];

#[derive(Clone, Debug)]
enum Act {
    Load(usize, bool),
    Wait(i64),
    Event(Event),
    Answer(Outcome),
    Storage(bool),
    PageSays(Verdict),
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Text("ada@example.com".into())),
        Just(Value::Text("50-249".into())),
        "\\PC{0,20}".prop_map(Value::Text),
        any::<bool>().prop_map(Value::Flag),
    ]
}

/// The controls of both of the demo form's steps at once: the engine takes what belongs to the step.
fn values() -> impl Strategy<Value = Vec<(String, Value)>> {
    let right = vec![
        ("email".into(), Value::Text("ada@example.com".into())),
        ("name".into(), Value::Text("Ada".into())),
        ("company_size".into(), Value::Text("250+".into())),
    ];
    prop_oneof![2 => Just(right), 1 => prop::collection::vec(("email|name|company_size|consent.marketing|x", value()), 0..4)]
}

fn act() -> impl Strategy<Value = Act> {
    let event = prop_oneof![
        (0usize..6).prop_map(|page| Event::PageViewed(Page { url: format!("https://acme.example{}", PAGES[page]), ..Page::default() })),
        (0u8..=120).prop_map(|percent| Event::Scrolled { percent }),
        Just(Event::Active),
        any::<(bool, bool)>().prop_map(|(visible, focused)| Event::AttentionChanged { visible, focused }),
        Just(Event::ExitIntended),
        Just(Event::ExitIntended),
        Just(Event::PageHidden),
        Just(Event::PageRestored),
        Just(Event::WentOnline),
        Just(Event::Tracked { name: "trial_started".into(), properties: vec![] }),
        Just(Event::Identified(vec![("plan".into(), Scalar::Integer(3))])),
        any::<bool>().prop_map(Event::ConsentGiven),
        Just(Event::ShowRequested("book-a-demo".into())),
        Just(Event::ShowRequested("pricing-guide".into())),
        Just(Event::HideRequested),
        ("email|company_size|nothing", value()).prop_map(|(name, value)| Event::FieldEdited { name, value, pasted: true }),
        Just(Event::FieldLeft { name: "email".into() }),
        values().prop_map(|values| Event::WentBack { values }),
        Just(Event::Shown),
        Just(Event::Dismissed),
        Just(Event::OfferTaken),
        Just(Event::ForgetRequested),
        // Answers that nobody asked for must do no harm.
        Just(Event::Outbox(Report::Stored { id: "x".into(), durable: true, held: vec![], bound: vec![] })),
        Just(Event::Outbox(Report::NotStored { id: "x".into() })),
        Just(Event::AttemptEnded { key: "x".into(), outcome: Outcome::TimedOut }),
        Just(Event::ShowAnswered { campaign: "book-a-demo".into(), verdict: Verdict::Allowed }),
        Just(Event::TimerFired),
    ];
    let advanced = values().prop_map(|values| Event::Advanced { values, honeypot: String::new(), time_zone: String::new() });
    let outcome = prop_oneof![
        Just(Outcome::Status { status: 201, retry_after: None, echoed: None }),
        Just(Outcome::Status { status: 500, retry_after: None, echoed: None }),
        Just(Outcome::Status { status: 403, retry_after: None, echoed: None }),
        Just(Outcome::NetworkError),
    ];
    prop_oneof![
        2 => (0usize..6, prop::bool::weighted(0.1)).prop_map(|(page, gpc)| Act::Load(page, gpc)),
        2 => (0i64..100_000).prop_map(Act::Wait),
        1 => (0i64..10_000_000_000).prop_map(Act::Wait),
        6 => event.prop_map(Act::Event),
        4 => advanced.prop_map(Act::Event),
        3 => outcome.prop_map(Act::Answer),
        1 => any::<bool>().prop_map(Act::Storage),
        1 => prop_oneof![Just(Verdict::Allowed), Just(Verdict::NotNow), Just(Verdict::Vetoed)].prop_map(Act::PageSays),
    ]
}

fn perform(browser: &mut Browser, act: Act) {
    match act {
        Act::Load(page, gpc) => {
            let facts = Started { gpc, visible: true, focused: true, ..Started::default() };
            browser.load(&format!("https://acme.example{}", PAGES[page]), facts);
        }
        Act::Wait(ms) => browser.pass_to(browser.now + ms),
        Act::Event(event) => browser.dispatch(event),
        Act::Answer(outcome) if !browser.in_flight.is_empty() => browser.answer(outcome),
        Act::Answer(_) => {}
        Act::Storage(works) => browser.durable = works,
        Act::PageSays(verdict) => browser.verdict = verdict,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_the_rules(acts in prop::collection::vec(act(), 0..60)) {
        let mut browser = Browser::new(ACME);
        // Whether the page knows of a lead that waits: that one it sees through, consent withdrawn or not.
        let (mut open, mut remembers, mut knows) = (false, false, false);
        for act in acts {
            if let Act::Load(_, gpc) = &act {
                (open, remembers, knows) = (false, !gpc, false);
            }
            // Withdrawn consent is withdrawn before its own effects are performed.
            match &act {
                Act::Event(Event::ConsentGiven(given)) if browser.is_loaded() => remembers = *given,
                _ => {}
            }
            perform(&mut browser, act);
            for done in browser.log.drain(..) {
                let verb = done.split(' ').next().unwrap_or_default();
                match verb {
                    "show" => {
                        prop_assert!(!open, "two pop-ups at once");
                        open = true;
                    }
                    "hide" => {
                        prop_assert!(open, "nothing to hide");
                        open = false;
                    }
                    "step" | "errors" | "thanks:" | "busy:" | "failed:" | "field" => prop_assert!(open, "an update of nothing: {done}"),
                    "save" | "load" | "store" | "look" => {
                        prop_assert!(remembers, "storage without consent: {done}");
                        knows |= matches!(verb, "store" | "look");
                    }
                    "claim" => prop_assert!(knows, "storage without consent: {done}"),
                    _ => {}
                }
            }
        }
        for body in &browser.sent {
            let lead = Lead::from_json(body).expect("every body is a right lead");
            prop_assert!(lead.fields.iter().any(|(name, _)| name == "email"));
            let interest: i64 = lead.score.factors.iter().filter(|factor| factor.last_at.is_some()).map(|factor| i64::from(factor.points)).sum();
            prop_assert_eq!(i64::from(lead.qualification.interest), interest.clamp(0, 100), "the factors add up");
        }
        for lead in browser.sent.iter().map(|body| Lead::from_json(body).expect("a lead")) {
            let same_id = browser.sent.iter().filter(|body| Lead::from_json(body).is_ok_and(|other| other.id == lead.id));
            prop_assert!(same_id.clone().all(|body| *body == *same_id.clone().next().expect("itself")), "one id, two bodies");
        }
    }
}
