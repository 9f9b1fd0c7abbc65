//! Visits drawn from a seed: a config that uses anything the score knows, and what happens then, in many page loads.

use limen_tests::draw::Draw;
use serde_json::{Map, Value, json};

const ROLES: [(&str, &str, Option<&str>); 5] = [
    ("home", "/", None),
    ("pricing", "/pricing*", Some("price")),
    ("docs", "/docs/*", Some("how")),
    ("proof", "*/customers/*", Some("proof")),
    ("careers", "http*careers*", None),
];
const PAGES: [&str; 8] = [
    "/",
    "/pricing",
    "/pricing?q=Team%20Prices&utm_medium=cpc&utm_source=news",
    "/docs/install?q=jobs",
    "/customers/ünïcode",
    "/careers",
    "/about",
    "/docs/a<b\"c",
];
const NAMES: [&str; 4] = ["trial", "demo", "naïve \u{2028}<name>", "order"];
const SPANS: [&str; 6] = ["1ms", "5m", "1h", "1d", "7d", "52w"];
const POINTS: [i64; 9] = [1, 2, 5, 8, 13, 40, -7, i32::MAX as i64, i32::MIN as i64];

/// One of them, or a list of one or two.
fn any_of(draw: &mut Draw, choices: &[&str]) -> Value {
    match draw.below(3) {
        0 => json!([draw.one_of(choices), draw.one_of(choices)]),
        1 => json!([draw.one_of(choices)]),
        _ => json!(draw.one_of(choices)),
    }
}

/// A config without a mistake.
pub(super) fn config(draw: &mut Draw) -> Value {
    let pages: Vec<Value> = ROLES
        .iter()
        .map(|(role, pattern, topic)| match topic {
            Some(topic) => json!({ "role": role, "match": pattern, "topic": topic }),
            None => json!({ "role": role, "match": [pattern] }),
        })
        .collect();
    let rules = draw.below(14) + 1;
    let mut scoring = json!({
        "rules": (0..rules).map(|place| rule(draw, place, rules)).collect::<Vec<_>>(),
        "groups": [{ "id": "g", "maxPoints": draw.below(60) }],
        "fit": { "rules": [
            { "id": "role", "field": "email", "is": "role_email", "points": draw.one_of(&POINTS) },
            { "id": "size", "field": "size", "points": 20, "atLeast": draw.below(100), "atMost": 500 },
            { "id": "words", "field": "bant.need", "points": -5, "contains": "nO" },
        ] },
        "stages": { "mql": { "interest": draw.below(80) }, "sql": { "fit": 10, "fields": ["size"] }, "pql": { "signals": [draw.one_of(&NAMES)] } },
        "bant": { "need": { "present": true } },
    });
    let mut perhaps = |key: &str, value: Value| {
        if draw.once_in(2) {
            scoring[key] = value;
        }
    };
    perhaps("halfLife", json!("7d"));
    perhaps("maxPoints", json!(100));
    perhaps("bands", json!({ "lukewarm": 5, "warm": 20, "hot": 41 }));
    let campaigns: Vec<Value> = (0..draw.below(3)).map(|place| campaign(draw, place)).collect();
    json!({
        "version": 1,
        "site": "parity",
        "webhook": { "url": "/v1/leads", "format": draw.one_of(&["simple", "json"]) },
        "pages": pages,
        "scoring": scoring,
        "attention": { "minGap": draw.one_of(&SPANS), "maxPerSession": draw.below(4), "backOff": { "first": "1h", "factor": 2, "max": "10d" } },
        "campaigns": campaigns,
        "consent": { "mode": if draw.once_in(6) { "required" } else { "implied" } },
    })
}

fn rule(draw: &mut Draw, place: u64, rules: u64) -> Value {
    let own = match draw.below(13) {
        0 | 1 => json!({ "on": "page_view" }),
        2 => json!({ "on": "engaged", "seconds": draw.below(90) + 1 }),
        3 => json!({ "on": "scroll", "percent": draw.below(100) + 1 }),
        4 => json!({ "on": "click", "selector": any_of(draw, &["#buy", ".cta > a"]) }),
        5 => json!({ "on": "download", "extension": any_of(draw, &["pdf", "ZIP"]) }),
        6 => json!({ "on": "outbound", "host": any_of(draw, &["partner.example", "example"]) }),
        7 => json!({ "on": "copy" }),
        8 => json!({ "on": "media", "percent": draw.below(100) + 1 }),
        9 => json!({ "on": "site_form", "step": draw.one_of(&["start", "submit"]) }),
        10 => json!({ "on": "site_search", "parameter": "q", "contains": any_of(draw, &["price", "JOB"]) }),
        11 => {
            json!({ "on": "session_start", "minSession": draw.below(3) + 1, "utm": { "medium": any_of(draw, &["cpc", "mail"]) }, "gap": draw.one_of(&SPANS) })
        }
        _ => {
            json!({ "on": "custom", "name": any_of(draw, &NAMES), "where": { "seats": { "atLeast": draw.below(20) }, "plan": { "in": ["pro", "team"] } } })
        }
    };
    let mut rule = own;
    rule["id"] = format!("r{place}").into();
    rule["points"] = draw.one_of(&POINTS).into();
    let roles: Vec<&str> = ROLES.iter().map(|(role, ..)| *role).collect();
    let extras = [
        ("page", any_of(draw, &roles)),
        ("url", any_of(draw, &["/*", "http*", "/pricing*"])),
        ("after", json!({ "page": draw.one_of(&roles), "within": draw.one_of(&SPANS) })),
        ("after", json!({ "rule": format!("r{}", draw.below(rules)) })),
        ("limit", json!({ "max": draw.below(3) + 1, "per": draw.one_of(&["page", "session", "day", "visitor"]) })),
        ("halfLife", json!(draw.one_of(&SPANS))),
        ("group", json!("g")),
        ("traits", json!({ "plan": { "in": ["pro", "free"], "present": true } })),
    ];
    for (key, value) in extras {
        // The first two would leave most rules without a page; traits come late in a visit.
        if draw.once_in(5) {
            rule[key] = value;
        }
    }
    rule
}

fn campaign(draw: &mut Draw, place: u64) -> Value {
    let trigger = draw.one_of(&[json!({ "immediate": true }), json!({ "delay": "5s" }), json!({ "scroll": 40, "exitIntent": true })]);
    json!({
        "id": format!("c{place}"),
        "priority": draw.below(3),
        "when": { "interest": { "atLeast": draw.below(30) }, "trigger": trigger },
        "format": draw.one_of(&["modal", "slide-in"]),
        "form": { "steps": [{ "title": "Hello", "fields": [
            { "name": "email", "type": "email", "label": "E-mail", "required": true },
            { "name": "size", "type": "text", "label": "Size", "required": false },
            { "name": "bant.need", "type": "text", "label": "Need", "required": false },
        ] }] },
    })
}

/// A page's address and what the browser says beside it.
pub(super) fn page(draw: &mut Draw) -> Value {
    let referrer = draw.one_of(&["", "https://www.search.example/", "https://acme.example/about"]);
    json!({ "url": format!("https://acme.example{}", draw.one_of(&PAGES)), "referrer": referrer, "title": "Acme – ünïcode" })
}

/// Something that happens on a page, as the browser's shell tells it.
pub(super) fn event(draw: &mut Draw) -> Value {
    match draw.below(20) {
        0..2 => json!({ "type": "pageViewed", "page": page(draw) }),
        2..5 => json!({ "type": "scrolled", "percent": draw.below(120) }),
        5..8 => json!({ "type": "active" }),
        8 => json!({ "type": "attentionChanged", "visible": draw.once_in(2), "focused": true }),
        9 => json!({ "type": "exitIntended" }),
        10 => json!({ "type": "timerFired" }),
        11 => json!({ "type": "identified", "properties": { "plan": draw.one_of(&["pro", "free", "none"]), "seats": draw.below(50) } }),
        12 if draw.once_in(3) => json!({ "type": "consentGiven", "given": !draw.once_in(4) }),
        12 if draw.once_in(4) => json!({ "type": "forgetRequested" }),
        12 => json!({ "type": "dismissed" }),
        13 => submitted(draw),
        _ => tracked(draw),
    }
}

fn submitted(draw: &mut Draw) -> Value {
    let email = draw.one_of(&["ada@acme.example", "info@acme.example", "nobody", ""]);
    let values = json!({ "email": email, "size": draw.one_of(&["50-249", "", "12"]), "bant.need": draw.one_of(&["no", "now"]) });
    json!({ "type": "advanced", "values": values, "honeypot": "", "timeZone": "Europe/Berlin" })
}

fn tracked(draw: &mut Draw) -> Value {
    let (name, properties) = match draw.below(10) {
        0 => ("click", json!({ "selector": draw.one_of(&["#buy", ".cta > a", ""]), "name": draw.one_of(&NAMES) })),
        1 => ("download", json!({ "file": draw.one_of(&["/a.pdf?token=1", "/b.zip", "c"]) })),
        2 => ("outbound", json!({ "host": draw.one_of(&["docs.partner.example", "else.invalid"]) })),
        3 => ("copy", json!({})),
        4 => ("media", json!({ "percent": draw.below(300) })),
        5 => ("site_form", json!({ "step": draw.one_of(&["start", "submit", "?"]) })),
        6 => ("site_search", json!({ "parameter": "q", "words": draw.one_of(&["Prices", "jobs"]) })),
        _ => {
            let mut properties = Map::new();
            properties.insert("seats".to_owned(), json!(draw.one_of(&[0, 12, 40, -3, 9_007_199_254_740_991_i64])));
            properties.insert("plan".to_owned(), json!(draw.one_of(&["pro", "PRO", "free"])));
            properties.insert("paid".to_owned(), json!(draw.once_in(2)));
            (draw.one_of(&NAMES), Value::Object(properties))
        }
    };
    json!({ "type": "tracked", "name": name, "properties": properties })
}

/// Milliseconds from one event to the next: mostly seconds, at times days, years, or back.
pub(super) fn pause(draw: &mut Draw) -> i64 {
    match draw.below(40) {
        0 => -((draw.below(100_000_000)) as i64),
        1 => 86_400_000 + draw.below(400_000_000) as i64,
        2 => 20 * 365 * 86_400_000,
        3..6 => 31 * 60_000,
        _ => draw.below(40_000) as i64,
    }
}
