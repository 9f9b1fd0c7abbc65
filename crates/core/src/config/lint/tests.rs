use super::*;
use crate::{config::check, json::line_of};

fn warnings(text: &str) -> Vec<String> {
    let (config, issues) = check(text);
    assert_eq!(issues, []);
    let warnings = lint(text, &config.expect("a config"));
    warnings.iter().map(|warning| format!("{}: {}: {}", line_of(text, warning.at.unwrap_or(0)), warning.path, warning.message)).collect()
}

const FORM: &str =
    r#""format": "modal", "form": { "steps": [ { "title": "T", "fields": [ { "name": "email", "type": "email", "label": "E" } ] } ] }"#;

fn with_rules(rules: &str) -> Vec<String> {
    warnings(&format!(
        r#"{{"version":1,"pages":[{{"role":"home","match":"/"}},{{"role":"docs","match":"/docs/*"}},{{"role":"ghost","match":"/docs/x*"}}],
        "scoring":{{"bands":{{"lukewarm":1,"warm":2,"hot":3}},"rules":[{{"id":"any","on":"copy","points":9}},
{rules}]}}}}"#
    ))
    .into_iter()
    .filter(|warning| warning.contains(": scoring."))
    .collect()
}

#[test]
fn the_example_configs_warnings_are_true() {
    assert_eq!(
        warnings(include_str!("../../../../../www/limen.json")),
        [
            "32: scoring.fit.rules[2].field: \"decision-maker\" can never count: no form asks for \"bant.authority\"; add the field to one",
            "33: scoring.fit.rules[3].field: \"student\" can never count: no form asks for \"job_title\"; add the field to one",
            "39: scoring.stages.sql.fields: nobody is ever sql: no form asks for \"bant.need\"; add the field to one",
        ]
    );
}

#[test]
fn the_built_in_config_is_free_of_warnings() {
    assert_eq!(warnings(crate::config::BUILT_IN), [] as [&str; 0]);
}

#[test]
fn thresholds_that_nobody_reaches_are_named_with_the_most_there_is() {
    let text = format!(
        r#"{{ "version": 1,
"scoring": {{
  "maxPoints": 85,
  "bands": {{ "lukewarm": 10, "warm": 50, "hot": 100 }},
  "rules": [ {{ "id": "a", "on": "copy", "points": 50 }} ],
  "fit": {{ "rules": [ {{ "id": "mail", "field": "email", "present": true, "points": 20 }} ], "grades": {{ "A": 30, "B": 20, "C": 5 }} }},
  "stages": {{ "mql": {{ "interest": 86, "fit": 21 }} }}
}},
"campaigns": [ {{ "id": "c", "when": {{
  "interest": {{ "atLeast": 90 }}, "trigger": {{ "immediate": true }} }}, {FORM} }} ] }}"#
    );
    assert_eq!(
        warnings(&text),
        [
            "4: scoring.bands.hot: nobody is ever hot: the most a visitor can have is 85 (by \"maxPoints\"); the threshold is 100. Lower it, or let rules give more",
            "6: scoring.fit.grades.A: no lead is ever graded A: the most fit that a form can give is 20; the threshold is 30. Lower it, or let fit rules give more",
            "7: scoring.stages.mql.interest: nobody is ever mql: the most a visitor can have is 85 (by \"maxPoints\"); the threshold is 86. Lower it, or let rules give more",
            "7: scoring.stages.mql.fit: nobody is ever mql: the most fit that such a form can give is 20; the threshold is 21. Lower it, or let fit rules give more",
            "10: campaigns[0].when.interest.atLeast: \"c\" can never show by itself: the most a visitor can have is 85 (by \"maxPoints\"); the threshold is 90. Lower it, or let rules give more",
        ]
    );
}

#[test]
fn the_most_interest_takes_limits_groups_and_dead_rules_into_account() {
    let most = |scoring: &str| {
        let (config, issues) = check(&format!(r#"{{"version":1,"pages":[{{"role":"home","match":"/"}}],"scoring":{scoring}}}"#));
        assert_eq!(issues, []);
        most_interest(&config.expect("a config"))
    };
    let limited = r#""limit":{"max":3,"per":"visitor"}"#;
    assert_eq!(most(r#"{"rules":[]}"#), 0);
    assert_eq!(most(&format!(r#"{{"rules":[{{"id":"a","on":"copy","points":7,{limited}}},{{"id":"b","on":"copy","points":-50}}]}}"#)), 21);
    assert_eq!(
        most(r#"{"rules":[{"id":"a","on":"copy","points":1,"limit":{"max":1,"per":"session"}}]}"#),
        i32::MAX as u32,
        "sessions come again"
    );
    let group = r#""groups":[{"id":"g","maxPoints":10}]"#;
    assert_eq!(
        most(&format!(
            r#"{{{group},"rules":[{{"id":"a","on":"copy","points":7,"group":"g"}},{{"id":"b","on":"copy","points":5,{limited}}}]}}"#
        )),
        25
    );
    assert_eq!(
        most(
            r#"{"rules":[{"id":"a","on":"copy","points":7,"after":{"rule":"b"}},{"id":"b","on":"copy","points":7,"after":{"rule":"a"}}]}"#
        ),
        0
    );
}

#[test]
fn a_rule_that_can_never_count_is_named_with_the_reason() {
    let cases = [
        (
            r#""on":"copy","limit":{"max":0,"per":"day"}"#,
            "[1].limit.max: \"r\" can never count: its limit is 0; write 1 or more, or remove the rule",
        ),
        (r#""on":"copy","page":"ghost""#, "[1].page: \"r\" can never count: no page has this role; see what is said of it under \"pages\""),
        (
            r#""on":"copy","after":{"page":"ghost"}"#,
            "[1].after.page: \"r\" can never count: no page has this role; see what is said of it under \"pages\"",
        ),
        (
            r#""on":"copy","page":"docs","url":"/pricing*""#,
            "[1].url: \"r\" can never count: no page has both this address and the role in \"page\"; keep one of them",
        ),
        (r#""on":"copy","after":{"rule":"r"}"#, "[1].after.rule: \"r\" can never count: it waits for itself (\"r\"); name one that can"),
        (
            r#""on":"download","extension":[".pdf","tar.gz"]"#,
            "[1].extension: \"r\" can never count: an extension is what follows the last dot of a file's name: write \"pdf\", \"gz\"",
        ),
        (
            r#""on":"copy","traits":{"plan":{"equals":"free","in":["pro","team"]}}"#,
            "[1].traits.plan: \"r\" can never count: its tests contradict each other: no value passes all of them",
        ),
        (
            r#""on":"custom","name":"x","where":{"seats":{"atLeast":9,"atMost":3}}"#,
            "[1].where.seats: \"r\" can never count: no number is at least 9 and at most 3",
        ),
    ];
    for (rule, expected) in cases {
        assert_eq!(with_rules(&format!(r#"{{"id":"r","points":1,{rule}}}"#)), [format!("3: scoring.rules{expected}")], "{rule}");
    }
    let waits = with_rules(
        r#"{"id":"r","points":1,"on":"copy","limit":{"max":0,"per":"day"}},{"id":"s","points":1,"on":"copy","after":{"rule":"r"}}"#,
    );
    assert!(waits[1].ends_with("it waits for a rule that can never count before it (\"r\"); name one that can"), "{waits:?}");
}

#[test]
fn a_rule_that_counts_to_no_effect_is_named() {
    let cases = [
        (r#""points":0,"on":"copy""#, "points: \"r\" is worth nothing, and no rule comes \"after\" it; give it points or remove it"),
        (
            r#""points":1,"on":"copy","after":{"within":"1h"}"#,
            "after: it names neither \"page\" nor \"rule\", so it has no effect; name what must come before",
        ),
        (
            r#""points":1,"on":"custom","name":"download""#,
            "name: limen('track', 'download') reports the signal \"download\", which no rule on \"custom\" hears; write \"on\": \"download\"",
        ),
        (
            r#""points":1,"on":"copy","url":["/","/s?q=*"]"#,
            "url[1]: \"/s?q=*\" matches no page: a pattern over the path never sees the query; write the whole address, such as \"http*/search?q=*\"",
        ),
        (r#""points":1,"on":"copy","url":"/über*""#, "url[0]: browsers write this address with percent signs; write \"/%C3%BCber*\""),
        (
            r#""points":1,"on":"copy","traits":{"a":{"present":false,"equals":"x"}}"#,
            "traits.a: \"present\": false holds only where there is no value, so the tests beside it have no effect; remove them or it",
        ),
    ];
    for (rule, expected) in cases {
        assert_eq!(with_rules(&format!(r#"{{"id":"r",{rule}}}"#)), [format!("3: scoring.rules[1].{expected}")], "{rule}");
    }
    assert_eq!(with_rules(r#"{"id":"r","on":"copy","points":0},{"id":"s","on":"copy","points":1,"after":{"rule":"r"}}"#), [] as [&str; 0]);
}

#[test]
fn roles_that_match_nothing_or_everything_and_patterns_in_the_shade_are_named() {
    let of_pages = |pages: &str| warnings(&format!(r#"{{"version":1,"pages":[{pages}]}}"#));
    assert_eq!(
        of_pages(
            r#"{"role":"docs","match":"/docs*"},{"role":"api","match":["/docs/api*","/api*"]},{"role":"guide","match":"/docs/guide"}"#
        ),
        [
            "1: pages[1].match[0]: \"/docs/api*\" matches no page: every such page is \"docs\" already, by \"/docs*\"; the first role counts: put this one before it",
            "1: pages[2].role: no page has the role \"guide\": none of its patterns matches",
            "1: pages[2].match[0]: \"/docs/guide\" matches no page: every such page is \"docs\" already, by \"/docs*\"; the first role counts: put this one before it",
        ]
    );
    assert_eq!(
        of_pages(r#"{"role":"all","match":["/*","/a"]}"#),
        [
            "1: pages[0].role: every page has the role \"all\", and no other role counts; put it last, or narrow its patterns",
            "1: pages[0].match[1]: \"/a\" adds nothing to \"/*\" beside it; remove it",
        ]
    );
    assert_eq!(of_pages(r#"{"role":"home","match":"/"},{"role":"other","match":"/*"}"#), [] as [&str; 0], "a last resort is fine");
}

#[test]
fn campaigns_that_never_show_by_themselves_are_named() {
    let of = |campaigns: &str, more: &str| {
        let pages = r#"[{"role":"all","match":"/a*"},{"role":"ghost","match":"/ab"}]"#;
        let text = format!(r#"{{"version":1,"pages":{pages},{more} "campaigns":[{}]}}"#, campaigns.replace("FORM", FORM));
        warnings(&text).into_iter().filter(|warning| !warning.contains(": pages[")).collect::<Vec<_>>()
    };
    let copied = r#""scoring":{"rules":[{"id":"a","on":"copy","points":9}]},"#;
    let one = |when: &str| of(&format!(r#"{{"id":"c","when":{when},FORM}}"#), copied);
    assert_eq!(
        one(r#"{"interest":{"atLeast":9,"atMost":3},"trigger":{"immediate":true}}"#),
        ["1: campaigns[0].when.interest: \"c\" can never show by itself: no interest is at least 9 and at most 3"]
    );
    assert_eq!(
        one(r#"{"pages":"ghost","trigger":{"immediate":true}}"#),
        ["1: campaigns[0].when.pages: \"c\" can never show by itself: no page has this role; see what is said of it under \"pages\""]
    );
    assert_eq!(
        one(r#"{"trigger":{"immediate":true,"delay":"1s"}}"#),
        ["1: campaigns[0].when.trigger: \"immediate\" comes first, so the triggers beside it have no effect; remove them or it"]
    );
    assert_eq!(
        of(r#"{"id":"c","when":{"trigger":{"immediate":true}},FORM}"#, r#""attention":{"maxPerSession":0},"#),
        ["1: attention.maxPerSession: it is 0, so no campaign shows by itself; write 1 or more"]
    );
    let two = |first: &str, second: &str| {
        of(&format!(r#"{{"id":"a","priority":2,"when":{first},FORM}},{{"id":"b","priority":1,"when":{second},FORM}}"#), copied)
    };
    assert_eq!(
        two(
            r#"{"interest":{"atLeast":5},"trigger":{"delay":"5s","scroll":10}}"#,
            r#"{"interest":{"atLeast":6},"pages":"all","trigger":{"delay":"9s"}}"#
        ),
        [
            "1: campaigns[1].when: \"b\" stands behind \"a\", which is for all of its visitors and goes off no later; it shows only where the page refuses \"a\". Raise its \"priority\", or narrow \"a\""
        ]
    );
    assert_eq!(two(r#"{"trigger":{"delay":"5s"}}"#, r#"{"trigger":{"scroll":10}}"#), [] as [&str; 0]);
}

#[test]
fn groups_fit_rules_stages_and_bant_that_lead_nowhere_are_named() {
    let text = format!(
        r#"{{ "version": 1, "scoring": {{ "groups": [ {{ "id": "g", "maxPoints": 5 }} ],
"fit": {{ "grades": {{ "A": 3, "B": 2, "C": 1 }}, "rules": [ {{ "id": "x", "field": "emial", "present": true, "points": 9 }},
  {{ "id": "y", "field": "email", "equals": "a", "contains": "b", "points": 9 }}, {{ "id": "z", "field": "email", "is": "business_email", "points": 9 }} ] }},
"bant": {{ "need": {{ "equals": "yes" }},
  "budget": {{ "present": false }} }},
"stages": {{ "mql": {{}},
  "pql": {{ "signals": ["media"] }} }} }},
"campaigns": [ {{ "id": "c", "when": {{ "trigger": {{ "immediate": true }} }}, {FORM} }} ] }}"#
    );
    assert_eq!(
        warnings(&text),
        [
            "1: scoring.groups[0]: no rule is in the group \"g\"; write \"group\": \"g\" into those that share its cap",
            "2: scoring.fit.rules[0].field: \"x\" can never count: no form asks for \"emial\"; did you mean \"email\"?",
            "3: scoring.fit.rules[1]: \"y\" can never count: its tests contradict each other: no value passes all of them",
            "4: scoring.bant.need: it is never judged: no form asks for \"bant.need\"; add the field to one",
            "5: scoring.bant.budget: every answer means \"recycle later\": only answers are judged, and this asks for none",
            "6: scoring.stages.mql: every visitor is mql: it has no condition; add \"interest\", \"fit\", \"fields\" or \"signals\"",
            "7: scoring.stages.pql.signals: nobody is ever pql: limen('track', 'media') reports the signal \"media\", which is no custom one; give it another name",
        ]
    );
}

const CAMPAIGNS: &str = r#""campaigns": [ { "id": "demo", "when": { "trigger": { "immediate": true } }, "format": "modal", "form": { "steps": [ { "title": "T", "fields": [
    { "name": "email", "type": "email", "label": "E" }, { "name": "bant.need", "type": "text", "label": "N" } ] } ] } } ]"#;

fn of_webhooks(webhooks: &str) -> Vec<String> {
    let all = warnings(&format!("{{ \"version\": 1, {CAMPAIGNS},\n\"webhook\": {webhooks} }}"));
    all.into_iter().filter(|warning| warning.contains(": webhook")).collect()
}

#[test]
fn leads_that_no_webhook_asks_for_are_named_with_where_they_go() {
    let hot = r#"[ { "url": "/hot", "when": { "band": "hot" } }, { "url": "/fit", "when": { "grade": ["A", "B"] } } ]"#;
    assert_eq!(
        of_webhooks(hot),
        [
            "3: webhook: no webhook asks for a lead of \"demo\" that is cold with grade C4, among others; what nobody asks for goes to the first, /hot. Leave \
             out its \"when\" if that is meant, or widen another"
        ]
    );
    let all = r#"[ { "url": "/hot", "when": { "band": ["hot", "warm"] } }, { "url": "/cold", "when": { "grade": ["3", "4"] } } ]"#;
    assert_eq!(of_webhooks(all), [] as [&str; 0], "every band is asked for");
    assert_eq!(of_webhooks(r#"[ { "url": "/hot", "when": { "band": "hot" } }, { "url": "/all" } ]"#), [] as [&str; 0]);
    assert_eq!(of_webhooks(r#"{ "url": "/all" }"#), [] as [&str; 0]);
}

#[test]
fn a_webhook_that_can_get_no_lead_is_named() {
    let webhooks = r#"[ { "url": "/all" }, { "url": "/never", "when": { "band": "hot", "grade": ["A4", "3"] } } ]"#;
    assert_eq!(
        of_webhooks(webhooks),
        ["3: webhook[1].when: it gets no lead: nothing is all of that at once (the digit of a grade is its band: 1 is hot, 4 is cold)"]
    );
}

#[test]
fn services_that_would_get_nothing_but_a_seal_are_named() {
    let webhook = r#"[ { "url": "/x", "preset": "zapier" }, { "url": "/y", "preset": "slack" } ], "seal": {}"#;
    assert_eq!(
        of_webhooks(webhook),
        [
            "3: webhook[1].preset: leads are sealed, so there is nothing in them that this service could read; remove \"seal\", or send them to a webhook of yours"
        ]
    );
}

#[test]
fn names_for_what_no_lead_holds_are_named() {
    let fields = r#"{ "email": "E", "bant.need": "N", "fields.email": "E2", "page.url": "P", "grade": null, "score": "S", "visitor.traits.plan": "T" }"#;
    assert_eq!(of_webhooks(&format!(r#"{{ "url": "/x", "format": "form", "fields": {fields} }}"#)), [] as [&str; 0]);
    assert_eq!(
        of_webhooks(r#"{ "url": "/x", "preset": "zapier", "fields": { "emial": "E", "favourite_colour": "F" } }"#),
        [
            "3: webhook.fields: no form asks for \"emial\" and no lead has such a part; did you mean \"email\"?",
            "3: webhook.fields: no form asks for \"favourite_colour\" and no lead has such a part; write a field's name, or a path such as \"page.url\"",
        ]
    );
}
