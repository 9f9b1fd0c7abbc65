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
