//! Whole visits, told in files: what happens on the left margin, what the core does about it indented below. `BLESS=1 cargo test` writes the
//! indented lines anew; a reviewer sees a change of behaviour as a change of text.
//!
//! They run with the demo site's config, or with the one of `tests/fixtures` that a line `config …` names.

use crate::browser::{Browser, NOON, parse_span};
use limen_core::{
    Event,
    config::check,
    event::{Outcome, Page, Scalar, Started, Verdict},
    lead::Qualification,
    popup::Value,
};
use std::{fs, path::Path};

const ACME: &str = include_str!("../../../../www/limen.json");

#[test]
fn every_scenario_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= 8, "scenarios are missing");
    for file in files {
        let written = fs::read_to_string(&file).expect("readable");
        let played = play(&written);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, played).expect("writable");
        } else {
            assert_eq!(written, played, "{} (BLESS=1 takes the new text over)", file.display());
        }
    }
}

/// Plays the unindented lines; gives them back with what the core did.
fn play(text: &str) -> String {
    let mut browser = Browser::new(ACME);
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.starts_with(' ')) {
        out.push_str(line);
        out.push('\n');
        if let Some(name) = line.strip_prefix("config ") {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
            let config = fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(check(&config).1, [], "{name}");
            browser = Browser::new(&config);
        } else if let Some((at, act)) = line.split_once(' ').filter(|_| !line.starts_with('#')) {
            let at = parse_span(at).unwrap_or_else(|| panic!("no time at the start of: {line}"));
            browser.pass_to(NOON + at);
            perform(&mut browser, act.trim());
        }
        for done in browser.log.drain(..) {
            done.lines().for_each(|line| out.push_str(&format!("    {line}\n")));
        }
    }
    out
}

fn perform(browser: &mut Browser, act: &str) {
    let (verb, rest) = act.split_once(' ').unwrap_or((act, ""));
    let event = match verb {
        "load" => {
            let (url, flags) = rest.split_once(' ').unwrap_or((rest, ""));
            let referrer = flags.split(' ').find_map(|flag| flag.strip_prefix("from=")).unwrap_or_default();
            let has = |flag: &str| flags.split(' ').any(|given| given == flag);
            let facts = Started {
                page: Page { referrer: referrer.into(), ..Page::default() },
                language: "en-GB".into(),
                utc_offset_minutes: 60,
                viewport: (1280, 800),
                touch: has("touch"),
                gpc: has("gpc"),
                visible: !has("hidden"),
                focused: !has("hidden"),
                ..Started::default()
            };
            return browser.load(&format!("https://acme.example{url}"), facts);
        }
        "go" => Event::PageViewed(Page { url: format!("https://acme.example{rest}"), title: "Acme".into(), referrer: String::new() }),
        "scroll" => Event::Scrolled { percent: rest.parse().expect("a percentage") },
        "active" => Event::Active,
        "exit" => Event::ExitIntended,
        "hidden" => Event::AttentionChanged { visible: false, focused: false },
        "visible" => Event::AttentionChanged { visible: true, focused: true },
        "pagehide" => Event::PageHidden,
        "restored" => Event::PageRestored,
        "online" => Event::WentOnline,
        "track" => {
            let (name, properties) = rest.split_once(' ').unwrap_or((rest, ""));
            Event::Tracked { name: name.into(), properties: scalars(properties) }
        }
        "identify" => Event::Identified(scalars(rest)),
        "consent" => Event::ConsentGiven(rest == "yes"),
        "forget" => Event::ForgetRequested,
        "show" => Event::ShowRequested(rest.into()),
        "hide" => Event::HideRequested,
        "type" => {
            let (name, value) = pair(rest);
            Event::FieldEdited { name, value, pasted: false }
        }
        "leave" => Event::FieldLeft { name: rest.into() },
        "press" => Event::Advanced { values: values(rest), honeypot: String::new(), time_zone: "Europe/Berlin".into() },
        "back" => Event::WentBack { values: values(rest) },
        "close" => Event::Dismissed,
        "page-says" => {
            browser.verdict = match rest {
                "veto" => Verdict::Vetoed,
                "not-now" => Verdict::NotNow,
                _ => Verdict::Allowed,
            };
            return;
        }
        "storage" => {
            browser.durable = rest == "works";
            browser.stuck = rest == "stuck";
            return;
        }
        "explain" => return browser.log.push(browser.explain()),
        "score" => return browser.log.push(score(browser)),
        "export" => return browser.log.push(browser.export().trim_end().into()),
        "answer" => {
            return browser.answer(match rest.split_once(' ').unwrap_or((rest, "")) {
                ("network-error", _) => Outcome::NetworkError,
                ("timeout", _) => Outcome::TimedOut,
                ("redirect", _) => Outcome::Redirected,
                (status, retry_after) => Outcome::Status {
                    status: status.parse().expect("a status"),
                    retry_after: (!retry_after.is_empty()).then(|| retry_after.into()),
                    echoed: None,
                },
            });
        }
        _ => panic!("no such act: {act}"),
    };
    browser.dispatch(event);
}

/// The explanation, for people.
fn score(browser: &Browser) -> String {
    let (Qualification { stage, band, grade, interest, fit, bant }, score) = browser.judged();
    let mut lines = vec![format!("interest {interest} ({}), fit {fit}, grade {grade}, stage {}", band.name(), stage.name())];
    for factor in score.factors {
        let mut line = format!("  {:+} {} ×{}", factor.points, factor.rule, factor.count);
        for (what, amount) in [("faded", factor.faded), ("refused", factor.refused.map(i64::from))] {
            line.push_str(&amount.map_or(String::new(), |amount| format!(", {what} {amount}")));
        }
        line.push_str(&factor.last_page.map_or(String::new(), |page| format!(", last on {page}")));
        lines.push(line);
    }
    for cap in score.caps.into_iter().flatten() {
        lines.push(format!("  cap {}: {} of {}", cap.group.as_deref().unwrap_or("maxPoints"), cap.max_points, cap.points));
    }
    lines.extend(score.next.map(|next| format!("  {} more to be {}", next.points, next.band.name())));
    lines.extend(bant.recycle.map(|criteria| format!("  recycle later: {}", criteria.join(", "))));
    lines.join("\n")
}

/// `plan=team; seats=12; trial=true`
fn scalars(text: &str) -> Vec<(String, Scalar)> {
    let scalar = |value: String| match value.as_str() {
        "true" | "false" => Scalar::Flag(value == "true"),
        text => text.parse().map_or_else(|_| Scalar::Text(text.into()), Scalar::Integer),
    };
    let pairs = text.split("; ").filter(|part| !part.is_empty()).map(|part| part.split_once('=').expect("name=value"));
    pairs.map(|(name, value)| (name.to_owned(), scalar(value.to_owned()))).collect()
}

/// `email=ada@example.com; consent.marketing=yes`
fn values(text: &str) -> Vec<(String, Value)> {
    text.split("; ").filter(|part| !part.is_empty()).map(pair).collect()
}

fn pair(text: &str) -> (String, Value) {
    let (name, value) = text.split_once('=').expect("name=value");
    let value = if name.starts_with("consent.") { Value::Flag(value == "yes") } else { Value::Text(value.into()) };
    (name.into(), value)
}
