//! `limen keygen` and `limen open`, and what `limen check` says of keys.

use crate::process::{Server, TOKEN, id, lead, limen};
use limen_core::sealed::Sealed;
use limen_seal::{PublicKey, RANDOM_BYTES, seal};
use serde_json::Value;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn keygen(out: &Path, curve: &str) -> Output {
    limen().args(["keygen", "--curve", curve, "--out"]).arg(out).output().expect("runs")
}

/// A key file and its public key, as keygen prints it for the config.
fn pair(folder: &Path, curve: &str) -> (PathBuf, PublicKey) {
    let file = folder.join(format!("{curve}.jwk"));
    let output = keygen(&file, curve);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let config: Value = serde_json::from_str(&format!("{{{}}}", text(&output.stdout))).expect("a line for the config");
    (file, PublicKey::from_jwk(&config["seal"]["key"].to_string()).expect("a public key"))
}

/// Lead `n`, in one line, and its envelope.
fn sealed(n: usize, key: &PublicKey) -> (String, String) {
    let lead = lead(n).lines().map(str::trim).collect::<String>();
    let random: Vec<u8> = (0..RANDOM_BYTES).map(|place| (place * 7 + n) as u8).collect();
    let envelope = seal(&lead, key, &random).expect("sealed");
    (lead, envelope)
}

/// Exit status, stdout and stderr of `limen open`.
fn open(key: &Path, files: &[&Path], stdin: &str) -> (i32, String, String) {
    let mut command = limen();
    command.arg("open").arg("--key").arg(key).args(files).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    // It may end without reading, for want of a key.
    let _ = child.stdin.take().expect("piped").write_all(stdin.as_bytes());
    let output = child.wait_with_output().expect("ends");
    (output.status.code().expect("ends by itself"), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_key_is_for_its_owner_only_and_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, _) = pair(folder.path(), "P-256");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).expect("there").permissions()) & 0o777, 0o600);
    let before = fs::read_to_string(&file).expect("readable");
    let again = keygen(&file, "X25519");
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("is there already") && again.stdout.is_empty(), "{}", text(&again.stderr));
    assert_eq!(fs::read_to_string(&file).expect("readable"), before);
    let nowhere = keygen(&folder.path().join("no/such/folder.jwk"), "X25519");
    assert!(!nowhere.status.success() && text(&nowhere.stderr).contains("cannot be written"));
    assert!(!text(&nowhere.stderr).contains("panicked"));
}

#[test]
fn the_printed_line_makes_a_right_config() {
    let folder = tempfile::tempdir().expect("a folder");
    for curve in ["P-256", "X25519"] {
        let (_, key) = pair(folder.path(), curve);
        let config = folder.path().join("limen.json");
        fs::write(&config, format!("{{ \"version\": 1, \"seal\": {{ \"key\": {} }} }}", key.to_jwk())).expect("written");
        let output = limen().arg("check").arg(&config).output().expect("runs");
        assert!(output.status.success(), "{}", text(&output.stdout));
    }
}

#[test]
fn a_key_that_is_of_no_use_is_a_mistake_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("limen.json");
    let (file, key) = pair(folder.path(), "P-256");
    let published = fs::read_to_string(file).expect("readable");
    for (key, told) in [
        (published.trim(), ":3: seal.key: this is a private key"),
        (&*key.to_jwk().replace("P-256", "P-384"), ":3: seal.key: accepted are"),
        (&*key.to_jwk().replace("\"y\":\"", "\"y\":\"A"), ":3: seal.key: x, and of P-256 also y"),
        ("null", ":3: seal.key: this is no JWK"),
    ] {
        fs::write(&config, format!("{{ \"version\": 1,\n  \"seal\": {{\n    \"key\": {key} }} }}")).expect("written");
        let output = limen().arg("check").arg(&config).output().expect("runs");
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stdout).contains(told), "{told}: {}", text(&output.stdout));
    }
}

#[test]
fn envelopes_bare_jwes_and_lists_are_opened_from_files_and_stdin() {
    let folder = tempfile::tempdir().expect("a folder");
    for curve in ["P-256", "X25519"] {
        let (file, key) = pair(folder.path(), curve);
        let (one, two, three) = (sealed(1, &key), sealed(2, &key), sealed(3, &key));
        let jwe = Sealed::from_json(&three.1).expect("an envelope").jwe;
        let indented = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&two.1).expect("JSON")).expect("JSON");
        let expected = format!("{}\n{}\n{}\n", one.0, two.0, three.0);
        let stdin = format!("{}\n{indented}\n\n{jwe}\n", one.1);
        assert_eq!(open(&file, &[], &stdin), (0, expected.clone(), String::new()));
        let (first, second) = (folder.path().join("1.jsonl"), folder.path().join("2.jsonl"));
        fs::write(&first, format!("[{},{}]", one.1, two.1)).expect("written");
        fs::write(&second, &jwe).expect("written");
        assert_eq!(open(&file, &[&first, &second], ""), (0, expected, String::new()));
    }
    assert_eq!(open(&folder.path().join("P-256.jwk"), &[], ""), (0, String::new(), String::new()));
}

#[test]
fn what_does_not_open_is_told_by_file_and_line_and_the_rest_is_opened_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let ((file, key), (_, other)) = (pair(folder.path(), "P-256"), pair(folder.path(), "X25519"));
    let (one, two) = (sealed(1, &key), sealed(2, &key));
    let stdin = format!("{}\n{}\nno sealed lead\n{{ broken\n{}\n{}\n", one.1, sealed(3, &other).1, two.1.replace(&id(2), &id(9)), two.1);
    let (status, out, errors) = open(&file, &[], &stdin);
    assert_eq!((status, out), (1, format!("{}\n{}\n", one.0, two.0)));
    let told: Vec<&str> = errors.lines().collect();
    assert_eq!(told.len(), 4, "{errors}");
    for (line, (number, why)) in told.iter().zip([(2, "sealed for the key"), (3, "five parts"), (4, "not JSON"), (5, "its id is not")]) {
        assert!(line.starts_with(&format!("standard input:{number}: ")) && line.contains(why), "{why}: {line}");
    }
    let (status, out, errors) = open(&file, &[Path::new("no-such-file")], "");
    assert!((status, out.as_str()) == (1, "") && errors.starts_with("no-such-file: cannot be read"), "{errors}");
}

#[test]
fn a_key_that_opens_nothing_is_told_before_anything_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let public = folder.path().join("public.jwk");
    fs::write(&public, pair(folder.path(), "X25519").1.to_jwk()).expect("written");
    for (key, why) in [(public.as_path(), "this is a public key"), (Path::new("no-such-key"), "cannot be read")] {
        let (status, out, errors) = open(key, &[], "x");
        assert!((status, out.as_str()) == (1, "") && errors.starts_with("limen: the key ") && errors.contains(why), "{errors}");
    }
}

#[test]
fn an_export_of_the_receiver_is_opened_as_it_is_with_the_leads_that_were_not_sealed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, key) = pair(folder.path(), "X25519");
    let server = Server::start(&folder.path().join("data"));
    let (one, envelope) = sealed(1, &key);
    let plain = sealed(2, &key).0;
    for (body, status) in [(&envelope, 201), (&plain, 201), (&envelope, 200)] {
        let answer = ureq::post(format!("{}/v1/leads", server.url)).send(body).expect("an answer");
        assert_eq!(answer.status().as_u16(), status);
    }
    let url = format!("{}/v1/leads.json", server.url);
    let mut answer = ureq::get(url).header("authorization", format!("Bearer {TOKEN}")).call().expect("an answer");
    let export = answer.body_mut().read_to_string().expect("text");
    assert_eq!(open(&file, &[], &export), (0, format!("{plain}\n{one}\n"), String::new()));
}
