//! `limen verify`, on a lead and a log of the engine's own.

use crate::process::limen;
use limen_core::{
    Effect, Engine, Event, Place, boot,
    event::{Page, Started, Verdict},
    popup::Value,
    time::Millis,
};
use std::{fs, path::Path};

const ACME: &str = include_str!("../../../../www/limen.json");
const NOON: i64 = 1_795_348_800_000;

/// A page with the widget on it.
struct Widget {
    engine: Engine,
    snapshot: Option<String>,
    lead: Option<String>,
}

impl Widget {
    fn open(snapshot: Option<String>, now: i64, path: &str) -> Widget {
        let url = format!("https://acme.example{path}");
        let engine = boot(Some(ACME), &Place { page_url: url.clone(), ..Place::default() }).engine.expect("an engine");
        let mut widget = Widget { engine, snapshot, lead: None };
        let page = Page { url, ..Page::default() };
        widget.dispatch(now, Event::Started(Started { seed: [9; 32], page, visible: true, focused: true, ..Started::default() }));
        widget
    }

    fn dispatch(&mut self, now: i64, event: Event) {
        for effect in self.engine.handle(Millis(NOON + now), event) {
            match effect {
                Effect::LoadSnapshot => self.dispatch(now, Event::SnapshotLoaded(self.snapshot.clone())),
                Effect::SaveSnapshot(text) => self.snapshot = Some(text),
                Effect::AskToShow { campaign } => self.dispatch(now, Event::ShowAnswered { campaign, verdict: Verdict::Allowed }),
                Effect::StoreLead(entries) => self.lead = entries.into_iter().next().map(|entry| entry.request.body),
                _ => {}
            }
        }
    }
}

/// A lead, and the log exported some time after it.
fn lead_and_log() -> (String, String) {
    let mut widget = Widget::open(None, 0, "/");
    widget.dispatch(25_000, Event::PageHidden);
    let mut widget = Widget::open(widget.snapshot, 30_000, "/pricing");
    widget.dispatch(35_000, Event::Tracked { name: "trial_started".into(), properties: vec![] });
    widget.dispatch(86_400_000 * 3, Event::Active);
    // The other campaign came up by itself.
    widget.dispatch(86_400_000 * 3 + 5, Event::HideRequested);
    widget.dispatch(86_400_000 * 3 + 10, Event::ShowRequested("pricing-guide".into()));
    let values = vec![("email".into(), Value::Text("ada@mailinator.com".into()))];
    widget.dispatch(86_400_000 * 3 + 9_000, Event::Advanced { values, honeypot: String::new(), time_zone: String::new() });
    widget.dispatch(86_400_000 * 3 + 20_000, Event::Tracked { name: "trial_started".into(), properties: vec![] });
    (widget.lead.take().expect("a lead"), widget.engine.export())
}

/// Exit status, stdout and stderr.
fn verify(lead: &str, log: &str, config: &str) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("lead.json", lead), ("log.jsonl", log), ("limen.json", config)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let output = limen().current_dir(folder.path()).args(["verify", "lead.json", "--log", "log.jsonl", "--config", "limen.json"]).output();
    let output = output.expect("runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_lead_of_the_engines_is_equal_bit_for_bit() {
    let (lead, log) = lead_and_log();
    let (status, told, errors) = verify(&lead, &log, ACME);
    assert_eq!((status, errors.as_str()), (Some(0), ""), "{told}\n{lead}\n{log}");
    assert!(told.starts_with("lead.json: equal. Interest "), "{told}");
}

#[test]
fn what_differs_is_named_by_path_with_both_values() {
    let (lead, log) = lead_and_log();
    let points = lead.split("\"points\":").nth(1).and_then(|rest| rest.split(',').next()).expect("points").to_owned();
    let wrong = lead.replacen(&format!("\"points\":{points}"), "\"points\":99", 1);
    let (status, told, _) = verify(&wrong, &log, ACME);
    assert_eq!(status, Some(1));
    assert_eq!(told, format!("score.factors[0].points: the lead says 99, the log gives {points}\nlead.json: not equal.\n"));

    let (status, told, _) = verify(&lead, &log, &ACME.replace("\"halfLife\": \"7d\"", "\"halfLife\": \"8d\""));
    assert_eq!(status, Some(1));
    assert!(told.contains("\nscore.config: the lead says \"sha256-"), "{told}");

    let without: String = log.lines().filter(|line| !line.contains("trial_started")).map(|line| format!("{line}\n")).collect();
    let (status, told, _) = verify(&lead, &without, ACME);
    assert!(status == Some(1) && told.contains("qualification.interest: the lead says "), "{told}");
}

#[test]
fn a_log_that_cannot_tell_says_why() {
    let (lead, log) = lead_and_log();
    let named = log.replace("{\"v\":1,", "{\"v\":1,\"visitor\":\"somebody\",");
    let (status, _, told) = verify(&lead, &named, ACME);
    assert!(status == Some(1) && told.contains("has no line of the lead's visitor"), "{told}");
    let (_, _, told) = verify(&lead, "", ACME);
    assert_eq!(told, "limen: no line in the log; is this the right file?\n");
    let (_, _, told) = verify(&lead, &log.replace("2026-11-2", "2027-11-2"), ACME);
    assert!(told.contains("the log begins after the lead"), "{told}");
    let (status, _, told) = verify(&lead, &format!("{log}nonsense\n"), ACME);
    assert!(status == Some(1) && told.starts_with("limen: log.jsonl:"), "{told}");
    let (status, _, told) = verify("{}", &log, ACME);
    assert!(status == Some(1) && told.contains("not a lead"), "{told}");
    let output = limen().args(["verify", "missing.json", "--log", "-", "--config", "x"]).output().expect("runs");
    assert!(!output.status.success() && !Path::new("missing.json").exists());
}
