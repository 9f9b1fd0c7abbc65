//! `limen check`.

use crate::process::limen;
use std::path::Path;

/// Exit status and what was printed; nothing goes to stderr.
fn check(file: &Path) -> (i32, String) {
    check_with(&[], file)
}

fn check_with(options: &[&str], file: &Path) -> (i32, String) {
    let output = limen().arg("check").args(options).arg(file).output().expect("runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    (output.status.code().expect("ends by itself"), String::from_utf8(output.stdout).expect("text"))
}

fn check_text(text: impl AsRef<[u8]>) -> (i32, String) {
    check_text_with(&[], text)
}

fn check_text_with(options: &[&str], text: impl AsRef<[u8]>) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("limen.json");
    std::fs::write(&file, text).expect("written");
    let (status, printed) = check_with(options, &file);
    (status, printed.replace(&file.display().to_string(), "limen.json"))
}

#[test]
fn a_right_config_is_summed_up() {
    let (status, printed) = check_text(include_str!("../../../core/src/config/built_in.json"));
    assert_eq!((status, printed.as_str()), (0, "limen.json: right. 7 page roles, 10 rules, 0 fit rules, 1 campaign.\n"));
    assert_eq!(check_text("{ \"version\": 1 }").0, 0);
}

#[test]
fn a_config_that_is_right_may_still_draw_warnings_and_they_fail_only_when_asked() {
    let demo = include_str!("../../../../www/limen.json");
    let (status, printed) = check_text(demo);
    assert_eq!(status, 0);
    assert_eq!(
        printed.lines().collect::<Vec<_>>(),
        [
            "limen.json:32: warning: scoring.fit.rules[2].field: \"decision-maker\" can never count: no form asks for \"bant.authority\"; add the field to one",
            "limen.json:33: warning: scoring.fit.rules[3].field: \"student\" can never count: no form asks for \"job_title\"; add the field to one",
            "limen.json:39: warning: scoring.stages.sql.fields: nobody is ever sql: no form asks for \"bant.need\"; add the field to one",
            "limen.json: right, with 3 warnings. 5 page roles, 10 rules, 4 fit rules, 2 campaigns.",
        ]
    );
    assert_eq!(check_text_with(&["--strict"], demo), (1, printed));
    assert_eq!(check_text_with(&["--strict"], "{ \"version\": 1 }").0, 0);
}

#[test]
fn warnings_come_after_mistakes() {
    let text = "{\n  \"version\": 1, \"attention\": { \"maxPerSession\": true },\n  \"scoring\": { \"stages\": { \"mql\": {} } }\n}";
    let (status, printed) = check_text(text);
    assert_eq!(status, 1);
    assert_eq!(
        printed.lines().collect::<Vec<_>>(),
        [
            "limen.json:2: attention.maxPerSession: expected a whole number, found true or false",
            "limen.json:3: warning: scoring.stages.mql: every visitor is mql: it has no condition; add \"interest\", \"fit\", \"fields\" or \"signals\"",
            "limen.json: 1 mistake and 1 warning",
        ]
    );
}

#[test]
fn every_mistake_is_a_line_with_file_line_path_and_the_nearest_spelling() {
    let text = "{\n  \"version\": 1,\n  \"scoring\": {\n    \"halflife\": \"7d\",\n    \"rules\": [\n      { \"id\": \"a\", \"on\": \"pageview\", \"points\": 5 }\n    ]\n  },\n  \"theme\": { \"brand\": \"blue\" }\n}\n";
    let (status, printed) = check_text(text);
    assert_eq!(status, 1);
    assert_eq!(
        printed.lines().collect::<Vec<_>>(),
        [
            "limen.json:4: scoring.halflife: unknown key \"halflife\"; did you mean \"halfLife\"?",
            "limen.json:6: scoring.rules[0].on: unknown value \"pageview\"; did you mean \"page_view\"?",
            "limen.json:9: theme.brand: expected a colour such as \"#1d4ed8\"",
            "limen.json: 3 mistakes",
        ]
    );
}

#[test]
fn what_is_no_json_says_where() {
    let (status, printed) = check_text("{\n  \"version\": 1,\n}");
    assert_eq!(status, 1);
    assert_eq!(printed, "limen.json:3: a key in double quotes was expected (is there a comma too many?)\nlimen.json: 1 mistake\n");
    assert_eq!(check_text("").0, 1);
}

#[test]
fn a_file_that_cannot_be_a_config_is_one_clear_line() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(check(&folder.path().join("missing.json")).1.ends_with("missing.json: there is no such file\n"));
    assert!(check(folder.path()).1.ends_with(": is a folder; name the config file in it\n"));
    let large = format!("{{ \"version\": 1, \"site\": \"{}\" }}", "a".repeat(5_000_000));
    assert_eq!(check_text(large), (1, "limen.json: is larger than 256 KiB; is this the right file?\n".to_owned()));
    assert_eq!(check_text(b"{\n\"site\": \"\xe9\" }"), (1, "limen.json: is not UTF-8 text (line 2); save it as UTF-8\n".to_owned()));
}

#[test]
fn a_call_that_names_no_file_is_a_usage_error() {
    let status = |args: &[&str]| limen().args(args).output().expect("runs").status.code();
    assert_eq!(status(&["check"]), Some(2));
    assert_eq!(status(&["chek", "x"]), Some(2));
    assert_eq!(status(&[]), Some(2));
    assert_eq!(status(&["--version"]), Some(0));
}

#[test]
fn a_dry_run_shows_the_exact_request_for_each_webhook_and_for_which_leads() {
    let config = r#"{ "version": 1, "site": "acme",
  "webhook": [
    { "url": "/v1/leads", "ack": "id", "format": "json" },
    { "url": "https://hooks.slack.com/services/T/B/X", "preset": "slack", "when": { "band": ["hot", "warm"], "campaign": "demo" } },
    { "url": "https://hook.example/x", "format": "form", "fields": { "email": "Email" }, "when": { "grade": ["A", "B1"] } }
  ],
  "campaigns": [ { "id": "demo", "format": "modal", "when": { "trigger": { "immediate": true } }, "form": { "steps": [ { "title": "T", "fields": [
    { "name": "email", "type": "email", "label": "E" }, { "name": "consent.news", "type": "consent", "label": "News, please" } ] } ] } } ] }"#;
    let (status, printed) = check_text_with(&["--dry-run"], config);
    assert_eq!(status, 0);
    let blocks: Vec<&str> = printed.split("\nwebhook ").collect();
    assert_eq!(blocks.len(), 4, "{printed}");
    let [json, slack, form] = blocks[1..] else { panic!("three webhooks") };
    let id = "019b7960-9000-7000-8000-000000000001";
    let head = format!(
        "1 of 3: for every lead\n  mode cors: delivered when the answer is 2xx and holds the lead's id\n  a redirect is no yes: the endpoint has moved\n\n\
         POST /v1/leads\nContent-Type: application/json\nwebhook-id: {id}\nwebhook-timestamp: 1767268800\nIdempotency-Key: {id}\n\n{{\"type\":\"lead.captured\""
    );
    assert!(json.starts_with(&head), "{json}");
    assert!(slack.starts_with("2 of 3: for leads of \"demo\" that are hot or warm\n  mode blind"), "{slack}");
    assert!(slack.contains(
        "POST https://hooks.slack.com/services/T/B/X\nContent-Type: application/x-www-form-urlencoded;charset=UTF-8\n\npayload=%7B%22text"
    ));
    assert!(form.starts_with("3 of 3: for leads graded A or B1\n"), "{form}");
    assert!(form.contains("&Email=ada%40example.com&consent.news=true&") && form.contains("\n  Email = ada@example.com\n"), "{form}");
    assert!(form.contains("qualification_grade=A2"), "a lead that meets the condition: {form}");
}

#[test]
fn a_dry_run_of_a_config_with_mistakes_fails_and_shows_the_right_webhooks() {
    let (status, printed) =
        check_text_with(&["--dry-run"], r#"{ "version": 1, "webhook": [ { "url": "/a", "preset": "zapir" }, { "url": "/b" } ] }"#);
    assert_eq!(status, 1);
    assert!(printed.contains("webhook[0].preset: unknown value \"zapir\"; did you mean \"zapier\"?"), "{printed}");
    assert!(printed.contains("webhook 1 of 1: for every lead") && printed.contains("POST /b\n"), "{printed}");
    assert!(check_text_with(&["--dry-run"], r#"{ "version": 1 }"#).1.contains("data-webhook"));
}
