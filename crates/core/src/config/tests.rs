use super::*;
use proptest::prelude::*;

const ACME: &str = include_str!("../../../../www/limen.json");

fn lines(text: &str) -> Vec<String> {
    let (_, issues) = check(text);
    issues.iter().map(|issue| format!("{}: {}: {}", crate::json::line_of(text, issue.at.unwrap_or(0)), issue.path, issue.message)).collect()
}

#[test]
fn the_example_config_is_right_as_it_stands() {
    let (config, issues) = check(ACME);
    assert_eq!(issues, []);
    let config = config.expect("a config");
    assert_eq!((config.pages.0.len(), config.scoring.rules.0.len(), config.campaigns.0.len()), (5, 10, 2));
    assert_eq!(config.campaigns.0[0].1.variants.len(), 2);
}

#[test]
fn the_built_in_config_is_right() {
    assert_eq!(check(BUILT_IN).1, []);
}

#[test]
fn each_kind_of_value_says_what_it_accepts() {
    let text = r##"{ "version": 1, "scoring": {
  "rules": [ { "id": "a", "on": "download", "point": 3 }, { "id": 7, "on": "download", "points": 99999999999 }, 5 ],
  "maxPoints": -1, "maxPoints": 2, "bands": { "lukewarm": true } },
  "attention": { "backOff": { "factor": 300 } },
  "theme": { "radius": 33, "scheme": "drak", "brand": "blue", "font": "a{}" }, "consent": { "honourGpc": "no" }, "webhook": null }"##;
    let expected = [
        "2: scoring.rules[0].points: \"points\" is missing",
        "2: scoring.rules[0].point: unknown key \"point\"; did you mean \"points\"?",
        "2: scoring.rules[1].id: expected a string, found a number",
        "2: scoring.rules[1].points: expected a whole number from -2147483648 to 2147483647",
        "2: scoring.rules[2]: expected an object, found a number",
        "3: scoring.maxPoints: \"maxPoints\" stands here twice; keep one",
        "3: scoring.bands.warm: \"warm\" is missing",
        "3: scoring.bands.hot: \"hot\" is missing",
        "3: scoring.bands.lukewarm: expected a whole number, found true or false",
        "4: attention.backOff.factor: expected a whole number from 0 to 255",
        "5: theme.radius: expected a whole number from 0 to 32",
        "5: theme.scheme: unknown value \"drak\"; did you mean \"dark\"?",
        "5: theme.brand: expected a colour such as \"#1d4ed8\"",
        "5: theme.font: expected \"inherit\", \"system\" or a list of font names: letters, digits, spaces, commas, quotes",
        "5: consent.honourGpc: expected true or false, found a string",
    ];
    assert_eq!(lines(text), expected);
    let config = check(text).0.expect("a config");
    assert_eq!(
        (config.webhook, config.scoring.bands, config.attention.back_off),
        (None, None, None),
        "what is unfit is as if it were absent"
    );
    assert_eq!((config.theme, config.consent.honour_gpc), (Theme::default(), None));
    assert_eq!((config.scoring.rules.0.len(), config.scoring.max_points), (0, Some(2)));
}

#[test]
fn everything_wrong_is_reported_at_once_with_line_path_and_nearest_spelling() {
    let text = r##"{
  "version": 1,
  "pages": [ { "role": "pricing", "match": ["pricing"] }, { "role": "docs", "match": [] }, { "role": "home", "match": "/" } ],
  "scoring": {
    "halflife": "7d",
    "bands": { "lukewarm": 30, "warm": 20, "hot": 60 },
    "rules": [
      { "id": "a", "on": "pageview", "points": 5 },
      { "id": "b", "on": "page_view", "page": "pricng", "points": 5 },
      { "id": "c", "on": "engaged", "points": 5 },
      { "id": "c", "on": "page_view", "points": 5, "percent": 3 }
    ]
  },
  "campaigns": [
    { "id": "x", "format": "popup", "when": { "trigger": {} },
      "form": { "steps": [ { "title": "T", "fields": [ { "name": "e mail", "type": "email", "label": "E" } ] } ] },
      "then": { "title": "t", "offer": { "type": "link", "url": "javascript:alert(1)", "label": "l" } } }
  ],
  "theme": { "brand": "blue", "radius": 200 }
}"##;
    assert_eq!(
        lines(text),
        [
            "3: pages[0].match[0]: a pattern starts with / or * (over the path), or with http (over the whole URL), such as \"/docs/*\"",
            "3: pages[1].match: an empty list matches nothing; name at least one",
            "5: scoring.halflife: unknown key \"halflife\"; did you mean \"halfLife\"?",
            "6: scoring.bands: bands must rise: lukewarm below warm below hot",
            "8: scoring.rules[0].on: unknown value \"pageview\"; did you mean \"page_view\"?",
            "9: scoring.rules[1].page: no page role is called \"pricng\"; did you mean \"pricing\"?",
            "10: scoring.rules[2]: a rule on \"engaged\" needs \"seconds\", from 1 to 86400",
            "11: scoring.rules[3]: \"percent\" belongs to rules on \"scroll\" and \"media\"",
            "11: scoring.rules[3].id: \"c\" is taken by an earlier one; names are unique, and only the first counts",
            "15: campaigns[0].format: unknown value \"popup\"; accepted here: modal, slide-in",
            "15: campaigns[0].when.trigger: nothing sets this campaign off; name at least one of immediate, delay, scroll, exitIntent",
            "16: campaigns[0].form.steps[0].fields[0]: a field's name is 1 to 64 letters, digits, _, - or .",
            "17: campaigns[0].then.offer.url: expected an http, https, mailto or tel address, or a path on this site that starts with one /",
            "19: theme.brand: expected a colour such as \"#1d4ed8\"",
            "19: theme.radius: expected a whole number from 0 to 32",
        ]
    );
}

#[test]
fn a_wrong_part_disables_only_the_smallest_thing_it_belongs_to() {
    let text =
        ACME.replace("\"saw-pricing\", \"on\": \"page_view\"", "\"saw-pricing\", \"on\": \"page_vieww\"").replace("\"#1d4ed8\"", "7");
    let (config, issues) = check(&text);
    let config = config.expect("a config");
    assert_eq!(issues.len(), 2);
    assert_eq!(config.scoring.rules.0.len(), 9);
    assert_eq!(config.campaigns.0.len(), 2);
    assert_eq!(config.theme.brand, None);
    assert!(config.theme.radius.is_some());
}

#[test]
fn a_variant_is_checked_against_the_same_types_with_nothing_required() {
    let text = ACME.replace("Would it work for you? Find out in 20 minutes\" }", "x\", \"titel\": 1 }");
    assert_eq!(lines(&text), ["76: campaigns[0].variants[1].form.steps[0].titel: unknown key \"titel\"; did you mean \"title\"?"]);
}

#[test]
fn a_text_that_cannot_be_read_gives_no_config_and_one_issue() {
    for (text, message) in [
        ("{ \"version\": 1, }", "1: : a key in double quotes was expected (is there a comma too many?)"),
        ("[]", "1: : expected an object, found a list"),
        ("{ \"version\": 2 }", "1: version: this widget reads configs of \"version\": 1"),
        ("", "1: : the text ends where a value was expected"),
    ] {
        assert_eq!((check(text).0, lines(text)), (None, vec![message.to_owned()]), "{text}");
    }
    assert_eq!(lines(&" ".repeat(MAX_BYTES + 1)), ["1: : the config is larger than 256 KiB; is this the right file?"]);
}

#[test]
fn the_hash_is_of_the_meaning_not_of_the_white_space_or_the_order_of_keys() {
    let hash = |text: &str| check(text).0.expect("a config").hash();
    assert_eq!(hash(r#"{"version":1,"site":"a"}"#), hash("{ \"site\" : \"a\",\n \"version\": 1 }"));
    assert_ne!(hash(r#"{"version":1,"site":"a"}"#), hash(r#"{"version":1,"site":"b"}"#));
}

proptest! {
    #[test]
    fn a_config_with_any_part_broken_is_read_without_a_panic(from in 0usize..5000, len in 0usize..40, put in "[\\[\\]{}\",:0-9a-z\\- ]{0,6}") {
        let from = from.min(ACME.len());
        let to = (from + len).min(ACME.len());
        if let (Some(head), Some(tail)) = (ACME.get(..from), ACME.get(to..)) {
            let _ = check(&format!("{head}{put}{tail}"));
        }
    }
}
