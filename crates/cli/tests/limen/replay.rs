//! `limen replay`.

use crate::process::limen;
use limen_replay::sample::Sample;
use serde_json::Value;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

const ACME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/limen.json");

/// A visitor who looks at home and pricing, leaves through the top, and buys; one who looks at home; and one at careers, without an outcome.
const LOG: &str = r#"{"v":1,"at":"2026-11-22T12:00:00Z","visitor":"ada","signal":"session_start","url":"https://acme.example/"}
{"v":1,"at":"2026-11-22T12:00:00Z","visitor":"ada","signal":"page_view","url":"https://acme.example/"}
{"v":1,"at":"2026-11-22T12:00:10Z","visitor":"bob","signal":"session_start","url":"https://acme.example/"}
{"v":1,"at":"2026-11-22T12:00:10Z","visitor":"bob","signal":"page_view","url":"https://acme.example/"}
{"v":1,"at":"2026-11-22T12:00:30Z","visitor":"ada","signal":"page_view","url":"https://acme.example/pricing"}
{"v":1,"at":"2026-11-22T12:00:40Z","visitor":"ada","signal":"exit_intent"}
{"v":1,"at":"2026-11-22T12:00:50Z","visitor":"eve","signal":"page_view","url":"https://acme.example/careers"}
{"v":1,"at":"2026-11-23T12:00:00Z","visitor":"bob","signal":"outcome","converted":false}
{"v":1,"at":"2026-11-24T12:00:00Z","visitor":"ada","signal":"outcome","converted":true}
"#;

/// A folder with a log.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new(log: impl AsRef<[u8]>) -> Case {
        let case = Case { folder: tempfile::tempdir().expect("a folder") };
        fs::write(case.path("log.jsonl"), log).expect("written");
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `limen replay --config … <args>` in the folder.
    fn replay(&self, args: &[&str]) -> Output {
        limen().current_dir(self.folder.path()).args(["replay", "--config", ACME]).args(args).output().expect("runs")
    }

    /// The same on the log, as JSON: visitors, and the summary.
    fn json(&self, args: &[&str]) -> (Vec<Value>, Value) {
        let output = self.replay(&[&["--json", "log.jsonl"], args].concat());
        assert_eq!(text(&output.stderr), "");
        let mut lines: Vec<Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let summary = lines.pop().expect("a summary")["summary"].take();
        (lines, summary)
    }

    /// Status and stderr of a replay that comes to no end.
    fn fails(&self, args: &[&str]) -> (Option<i32>, String) {
        let output = self.replay(args);
        assert_eq!(text(&output.stdout), "");
        (output.status.code(), text(&output.stderr))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text).expect("written");
    out.finish().expect("written")
}

#[test]
fn each_visitor_is_a_line_of_decisions_and_explanation() {
    let (visitors, summary) = Case::new(LOG).json(&[]);
    let names: Vec<&str> = visitors.iter().filter_map(|visitor| visitor["visitor"].as_str()).collect();
    assert_eq!(names, ["ada", "bob", "eve"], "in the order of their first lines");
    let ada = &visitors[0];
    assert_eq!(
        ada["popups"].to_string(),
        r#"[{"campaign":"book-a-demo","trigger":"exitIntent","at":"2026-11-22T12:00:40.000Z","visit":1,"interest":40}]"#
    );
    assert_eq!(ada["peak"].to_string(), r#"{"interest":40,"at":"2026-11-22T12:00:30.000Z"}"#);
    assert_eq!(ada["outcome"].to_string(), r#"{"converted":true,"interest":40}"#);
    assert_eq!(ada["reached"].to_string(), r#"{"lukewarm":"2026-11-22T12:00:30.000Z","warm":"2026-11-22T12:00:30.000Z"}"#);
    assert_eq!(ada["score"]["factors"][0]["rule"], "saw-pricing");
    assert_eq!(ada["score"]["next"]["band"], "warm", "two days later, at the last line");
    let figure = |name: &str| summary[name].as_f64().unwrap_or_else(|| panic!("{name}: {summary}"));
    for (name, value) in [
        ("lines", 9.0),
        ("visitors", 3.0),
        ("visits", 3.0),
        ("popups", 1.0),
        ("popups_per_visit", 1.0 / 3.0),
        ("popups.book-a-demo", 1.0),
        ("popups.pricing-guide", 0.0),
        ("reached.warm", 1.0 / 3.0),
        ("reached.hot", 0.0),
        ("outcomes", 2.0),
        ("auc", 1.0),
        ("precision.35", 1.0),
        ("recall.35", 1.0),
        ("lift.35", 2.0),
    ] {
        assert_eq!(figure(name), value, "{name}");
    }
    assert!(summary["precision.60"].is_null(), "nobody reached it");
}

#[test]
fn people_get_tables_and_a_curve() {
    let output = Case::new(LOG).replay(&["log.jsonl"]);
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    let printed = text(&output.stdout);
    for part in
        ["2026-11-22T12:00:40.000Z book-a-demo (exitIntent)", "popups_per_visit", "0.333", "interest at least", "(ROC)", "converted"]
    {
        assert!(printed.contains(part), "{part} in\n{printed}");
    }
}

#[test]
fn packed_logs_and_standard_input_are_read_alike() {
    let case = Case::new(LOG);
    let plain = case.replay(&["--json", "log.jsonl"]).stdout;
    fs::write(case.path("log.jsonl.gz"), gzip(LOG.as_bytes())).expect("written");
    fs::write(case.path("log.jsonl.zst"), zstd::encode_all(LOG.as_bytes(), 1).expect("packed")).expect("written");
    for name in ["log.jsonl.gz", "log.jsonl.zst"] {
        assert_eq!(text(&case.replay(&["--json", name]).stdout), text(&plain), "{name}");
    }
    let mut child =
        limen().args(["replay", "--config", ACME, "--json", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
    child.stdin.take().expect("piped").write_all(&gzip(LOG.as_bytes())).expect("read");
    assert_eq!(text(&child.wait_with_output().expect("ends").stdout), text(&plain));
}

#[test]
fn a_visitor_without_a_name_is_one_a_log() {
    let case = Case::new("");
    let line = r#"{"v":1,"at":"2026-11-22T12:00:00Z","signal":"page_view","url":"/pricing"}"#;
    fs::write(case.path("a"), format!("{line}\n{line}")).expect("written");
    fs::write(case.path("b"), line).expect("written");
    let printed = text(&case.replay(&["--json", "a", "b"]).stdout);
    let rows: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told = |row: &Value| (row["log"].as_str().map(str::to_owned), row["lines"].as_u64());
    assert_eq!([told(&rows[0]), told(&rows[1])], [(Some("a".to_owned()), Some(2)), (Some("b".to_owned()), Some(1))]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let case = Case::new("");
    let mut log = fs::File::create(case.path("log.jsonl")).expect("a file");
    // Some twenty blocks.
    Sample { signals: 30_000, visitors: 700, seed: 3 }.write(&mut log).expect("written");
    let of = |threads| text(&case.replay(&["--json", "--threads", threads, "log.jsonl"]).stdout);
    let one = of("1");
    assert!(one.lines().count() > 600 && one.contains("\"popups\":[{"));
    for threads in ["2", "3", "8"] {
        assert_eq!(of(threads), one, "{threads} threads");
    }
}

#[test]
fn lines_that_are_none_are_told_counted_and_skipped_or_fatal() {
    let wrong = format!(
        "{LOG}nonsense\n{{\"v\":2,\"at\":\"2026-11-22T12:00:00Z\",\"signal\":\"copy\"}}\n{{\"v\":1,\"at\":\"2026-11-22T12:00:00Z\",\"signal\":\"pageview\",\"url\":\"/\"}}\n"
    );
    let case = Case::new(&wrong);
    let output = case.replay(&["--json", "log.jsonl"]);
    assert_eq!(output.status.code(), Some(0));
    let told = text(&output.stderr);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("log.jsonl:10: not a line of JSON: "), "{told}");
    assert_eq!(lines[1], "log.jsonl:11: v: this reader knows lines of version 1");
    assert_eq!(lines[2], "log.jsonl:12: signal: unknown value \"pageview\"; did you mean \"page_view\"?");
    assert_eq!(lines[3], "3 of 12 lines skipped; --strict makes them fatal");
    let (status, told) = case.fails(&["--strict", "log.jsonl"]);
    assert_eq!(status, Some(1));
    assert!(told.starts_with("limen: log.jsonl:10: not a line of JSON: ") && told.lines().count() == 1, "{told}");

    let output = Case::new(format!("{LOG}{}", "x\n".repeat(1_000))).replay(&["log.jsonl"]);
    let told = text(&output.stderr);
    assert!(told.lines().count() == 12 && told.contains("… and 990 more\n1000 of 1009 lines skipped"), "{told}");
}

#[test]
fn logs_that_cannot_be_read_are_one_clear_line_and_a_failure() {
    let case = Case::new("\n  \n");
    assert_eq!(case.fails(&["log.jsonl"]), (Some(1), "limen: log.jsonl: no line in it; is this the right file?\n".to_owned()));
    assert_eq!(case.fails(&["missing"]), (Some(1), "limen: missing: there is no such file\n".to_owned()));
    assert_eq!(case.fails(&["."]), (Some(1), "limen: .: is a folder; name the logs in it\n".to_owned()));
    fs::write(case.path("x"), "one\ntwo\n").expect("written");
    let (status, told) = case.fails(&["x"]);
    assert_eq!(status, Some(1));
    assert!(told.starts_with("limen: x: none of 2 lines could be read"), "{told}");

    let mut long = Vec::new();
    Sample { signals: 20_000, visitors: 100, seed: 5 }.write(&mut long).expect("written");
    let cut = |packed: Vec<u8>| packed[..packed.len() / 2].to_vec();
    fs::write(case.path("cut.gz"), cut(gzip(&long))).expect("written");
    fs::write(case.path("cut.zst"), cut(zstd::encode_all(&long[..], 1).expect("packed"))).expect("written");
    for name in ["cut.gz", "cut.zst"] {
        let expected = format!("limen: {name}: ends before its compressed data does: it is cut off; copy it anew\n");
        assert_eq!(case.fails(&[name]), (Some(1), expected));
    }
    let mut damaged = gzip(&long);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0xff);
    fs::write(case.path("damaged.gz"), damaged).expect("written");
    let (status, told) = case.fails(&["damaged.gz"]);
    assert!(status == Some(1) && told.contains("compressed data is damaged"), "{told}");
}

#[test]
fn a_line_of_a_gigabyte_is_passed_over_in_little_memory() {
    // The limit is the process's own: it could not hold the line.
    let script = "ulimit -v 600000; exec \"$0\" \"$@\"";
    let mut child = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_limen"), "replay", "--config", ACME, "--threads", "2", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    let mut input = child.stdin.take().expect("piped");
    let (megabyte, log) = (vec![b'a'; 1 << 20], LOG);
    let feeding = std::thread::spawn(move || {
        input.write_all(b"{\"v\":1,\"signal\":\"").expect("read");
        for _ in 0..1024 {
            input.write_all(&megabyte).expect("read");
        }
        input.write_all(b"\"}\n").expect("read");
        input.write_all(log.as_bytes()).expect("read");
    });
    let output = child.wait_with_output().expect("ends");
    feeding.join().expect("all is read");
    assert_eq!(text(&output.stderr), "-:1: longer than 1 MiB\n1 of 10 lines skipped; --strict makes them fatal\n");
    assert_eq!((output.status.code(), text(&output.stdout).lines().count()), (Some(0), 4));
}

#[test]
fn an_expectation_that_does_not_hold_fails_the_run() {
    let case = Case::new(LOG);
    let run = |expectations: &[&str]| {
        let args: Vec<&str> = expectations.iter().flat_map(|expectation| ["--expect", expectation]).chain(["log.jsonl"]).collect();
        let output = case.replay(&args);
        (output.status.code(), text(&output.stderr))
    };
    assert_eq!(run(&["popups_per_visit<=0.5", "auc >= 0.9"]), (Some(0), String::new()));
    let told = "limen: popups_per_visit<=0.3 does not hold: it is 0.3333333333333333\nlimen: visitors>5 does not hold: it is 3\n";
    assert_eq!(run(&["popups_per_visit<=0.3", "popups<2", "visitors>5"]), (Some(1), told.to_owned()));
    assert_eq!(
        run(&["popup_per_visit<=0.3"]),
        (Some(2), "limen: --expect: unknown figure \"popup_per_visit\"; did you mean \"popups_per_visit\"?\n".to_owned())
    );
    let (status, told) = run(&["auc=>0.7"]);
    assert!(status == Some(2) && told.contains("unknown operator \"=>\""), "{told}");
    assert_eq!(
        run(&["precision.60>0"]),
        (Some(1), "limen: precision.60>0 does not hold: the logs have too few outcomes to tell it\n".to_owned())
    );
}

#[test]
fn two_configs_are_compared_over_the_same_log() {
    let case = Case::new(LOG);
    let other = fs::read_to_string(ACME).expect("the example").replace("\"exitIntent\": true, \"delay\": \"20s\"", "\"delay\": \"20s\"");
    fs::write(case.path("other.json"), other).expect("written");
    let (visitors, summary) = case.json(&["--diff", "other.json"]);
    assert_eq!((summary["popups"].as_u64(), summary["other"]["popups"].as_u64()), (Some(1), Some(0)));
    assert_eq!(visitors[0]["other"]["popups"].to_string(), "[]");
    assert_eq!(visitors[0]["other"]["peak"], visitors[0]["peak"]);
    let printed = text(&case.replay(&["--diff", "other.json", "log.jsonl"]).stdout);
    assert!(printed.contains("difference") && printed.contains("For 1 of 3 visitors the pop-ups differ."), "{printed}");
}

#[test]
fn the_curve_is_drawn_into_a_file() {
    let case = Case::new(LOG);
    let svg = |args: &[&str]| {
        let output = case.replay(&[args, &["--plot", "out.svg"]].concat());
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
        fs::read_to_string(case.path("out.svg")).expect("the picture")
    };
    let roc = svg(&["log.jsonl"]);
    assert!(roc.starts_with("<svg ") && roc.contains("<polyline") && roc.contains("ROC"), "{roc}");
    fs::write(case.path("plain"), LOG.lines().take(7).collect::<Vec<_>>().join("\n")).expect("written");
    assert!(svg(&["plain"]).contains("Visitors by highest interest"), "without outcomes");
    let (status, told) = case.fails(&["log.jsonl", "--plot", "no/such/folder.svg"]);
    assert!(status == Some(1) && told.starts_with("limen: no/such/folder.svg: "), "{told}");
}

#[test]
fn a_config_with_a_mistake_is_told_and_its_right_parts_are_used() {
    let case = Case::new(LOG);
    let config = fs::read_to_string(ACME).expect("the example").replace("\"maxPoints\": 100", "\"maxPoint\": 100");
    fs::write(case.path("limen.json"), config).expect("written");
    let run = |config: &Path| {
        limen().current_dir(case.folder.path()).args(["replay", "log.jsonl", "--config"]).arg(config).output().expect("runs")
    };
    let output = run(Path::new("limen.json"));
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).starts_with("limen.json:14: scoring.maxPoint: unknown key"), "{}", text(&output.stderr));
    let output = run(Path::new("missing.json"));
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(1), "missing.json: there is no such file\n"));
}
