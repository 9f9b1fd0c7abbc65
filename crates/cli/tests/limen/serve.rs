//! `limen serve` as a person starts it.

use crate::process::*;
use rustix::process::Signal;
use std::process::Output;

#[test]
fn without_a_password_set_one_is_printed_once_and_it_works() {
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::run(limen().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data.path()));
    let password = server.banner.lines().find_map(|line| line.trim().strip_prefix("Password")).expect("printed").trim();
    assert_eq!(server.banner.matches(password).count(), 1);
    assert!(server.banner.contains(&format!("{}/inbox", server.url)));
    let client = server.client();
    let sign_in = |password: &str| {
        let form = [("password", password)];
        client.agent().post(format!("{}/inbox/sign-in", server.url)).send_form(form).expect("an answer").status().as_u16()
    };
    assert_eq!((sign_in("guess"), sign_in(password)), (403, 303));
}

#[test]
fn a_password_that_is_set_is_not_printed() {
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::start(data.path());
    assert_eq!(server.banner, "");
    server.signal(Signal::TERM);
    let (_, log) = server.wait();
    assert!(!log.contains(PASSWORD), "{log}");
}

#[test]
fn it_stops_on_sigterm_and_on_ctrl_c_with_status_0_and_leaves_one_file() {
    for signal in [Signal::TERM, Signal::INT] {
        let data = tempfile::tempdir().expect("a folder");
        let server = Server::start(data.path());
        assert_eq!(server.client().post(&lead(1)), 201);
        server.signal(signal);
        let (status, log) = server.wait();
        assert_eq!(status.code(), Some(0), "{signal:?}: {log}");
        let files: Vec<_> = data.path().read_dir().expect("a folder").map(|file| file.expect("a file").file_name()).collect();
        assert_eq!(files, ["leads.sqlite"], "a copy of it is a backup");
    }
}

#[test]
fn nothing_a_visitor_typed_reaches_the_log() {
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::start(data.path());
    let client = server.client();
    let canary = |n| lead(n).replace("ada@example.com", "canary@example.com").replace("\"Ada\"", "\"Canary\"");
    assert_eq!(client.post(&canary(1)), 201);
    assert_eq!(client.post(&canary(1).replace("modal", "gate")), 409);
    assert_eq!(client.post(&canary(2).replace("\"warm\"", "\"canary\"")), 422);
    assert_eq!(client.post(&canary(3).replace(':', "")), 400);
    client.get("/inbox?q=canary");
    client.get("/canary");
    server.signal(Signal::TERM);
    let (_, log) = server.wait();
    assert!(log.contains(&id(1)), "the conflict is in the log: {log}");
    assert!(!log.to_lowercase().contains("canary"), "{log}");
}

#[test]
fn what_it_cannot_do_it_says_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "a file").expect("writes");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let busy = listener.local_addr().expect("an address").to_string();
    let data = folder.path().join("data").display().to_string();
    let taken = taken.display().to_string();
    for (args, said) in [
        (["--listen", &busy, "--data", &data], "cannot listen on"),
        (["--listen", "127.0.0.1:0", "--data", &taken], "cannot make the data folder"),
        (["--origin", "shop.example", "--data", &data], "is no origin"),
        (["--www", "/nowhere/at/all", "--data", &data], "is no folder"),
    ] {
        let Output { status, stderr, .. } = limen().arg("serve").args(args).output().expect("runs");
        let stderr = String::from_utf8(stderr).expect("text");
        assert_eq!(status.code(), Some(1), "{stderr}");
        assert!(stderr.starts_with("limen: ") && stderr.contains(said) && stderr.lines().count() == 1, "{stderr}");
    }
    assert_eq!(limen().args(["serve", "--listen", "nonsense"]).output().expect("runs").status.code(), Some(2));
}

#[test]
fn the_help_names_every_flag_and_variable() {
    let Output { status, stdout, .. } = limen().args(["serve", "--help"]).output().expect("runs");
    let help = String::from_utf8(stdout).expect("text");
    assert_eq!(status.code(), Some(0));
    for name in ["--listen", "--data", "--www", "--origin", "LIMEN_INBOX_PASSWORD", "LIMEN_TOKEN"] {
        assert!(help.contains(name), "{name} is missing in:\n{help}");
    }
}
