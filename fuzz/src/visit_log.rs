use limen_core::{
    config::{Config, check},
    event::Scalar,
    json::{decode, encode},
    score::{Moment, Remembered, Scorer, address::Lists},
    time::Millis,
    url::Url,
    visit_log::{Act, Line},
};
use std::sync::LazyLock;

/// Rules of every kind, limits of every kind, a group, sequences, caps.
const CONFIG: &str = include_str!("rules.json");

static RULES: LazyLock<Config> = LazyLock::new(|| {
    let (config, issues) = check(CONFIG);
    assert_eq!(issues, [], "the config of the visit log's target");
    config.expect("a config")
});

/// A visit log: each line is read or refused without a panic, and what was read is written and read again as the same line. Scoring them
/// never panics, keeps interest within its cap and its factors' sum, and goes on from a snapshot as if nothing had been.
pub fn visit_log(text: &str) {
    let scoring = &RULES.scoring;
    let lists = Lists::default();
    let (mut whole, mut parted) = (Scorer::new(scoring, Remembered::default()), Scorer::new(scoring, Remembered::default()));
    let (mut url, mut offset) = (Url::new("/"), 0);
    let mut traits: Vec<(String, Scalar)> = Vec::new();
    let mut last = Millis(0);
    for line in text.lines() {
        let Ok(line) = Line::from_json(line) else { continue };
        let again = line.to_json();
        assert_eq!(Line::from_json(&again).as_ref(), Ok(&line), "written as {again}");
        if let Some(told) = &line.url {
            url = Url::new(told);
        }
        offset = line.utc_offset.unwrap_or(offset);
        last = line.at;
        match (&line.act, line.signal()) {
            (Act::Identify, _) => traits.clone_from(&line.properties),
            (Act::Base, _) => {
                let state = line.state.clone().unwrap_or_default();
                (whole, parted) = (Scorer::new(scoring, state.clone()), Scorer::new(scoring, state));
            }
            (_, Some(signal)) => {
                let page = RULES.pages.0.iter().map(|(_, page)| page).find(|page| page.matches(&url));
                let (role, topic) = (page.map(|page| page.role.as_str()), page.and_then(|page| page.topic.as_deref()));
                let (day, path) = (line.at.day(offset), url.path());
                let moment = Moment { now: line.at, day, url: &url, path, role, topic, traits: &traits, lists: &lists };
                assert_eq!(whole.observe(scoring, &signal, &moment), parted.observe(scoring, &signal, &moment));
                let remembered = decode(&encode(&parted)).expect("what a score remembers can be read");
                parted = Scorer::new(scoring, remembered);
            }
            (_, None) => {}
        }
    }
    assert_eq!(whole.factors(scoring, last), parted.factors(scoring, last), "a score that was put away and taken up again");
    let interest = whole.interest(scoring, last);
    assert_eq!(interest, parted.interest(scoring, last));
    assert!(scoring.max_points.is_none_or(|most| interest.points <= most), "{interest:?}");
}
