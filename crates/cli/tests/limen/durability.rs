//! A lead that was acknowledged is there: after kill -9, after SIGTERM, after the disk was full.

use crate::process::*;
use rustix::process::{Resource, Rlimit, Signal, prlimit};
use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// Senders at once.
const SENDERS: usize = 4;

/// Posts leads from several threads until the server is gone, while `meanwhile` runs; the ids it said 201 to.
fn under_load(server: Server, next: &AtomicUsize, meanwhile: impl FnOnce(Server, &AtomicUsize)) -> Vec<String> {
    let acknowledged = Mutex::new(Vec::new());
    let (count, gone) = (AtomicUsize::new(0), AtomicBool::new(false));
    let client = server.client();
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            let client = client.clone();
            let (acknowledged, count, gone) = (&acknowledged, &count, &gone);
            scope.spawn(move || {
                while !gone.load(Ordering::Relaxed) {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    match client.try_post(&lead(n)) {
                        Some(201) => {
                            acknowledged.lock().expect("sound").push(id(n));
                            count.fetch_add(1, Ordering::Relaxed);
                        }
                        Some(status) => assert_eq!(status, 503, "only a store on its way out may refuse a lead"),
                        None => break,
                    }
                }
            });
        }
        meanwhile(server, &count);
        gone.store(true, Ordering::Relaxed);
    });
    acknowledged.into_inner().expect("sound")
}

fn assert_sound(data: &Path) {
    let file = rusqlite::Connection::open(data.join("leads.sqlite")).expect("opens");
    let said: String = file.pragma_query_value(None, "integrity_check", |row| row.get(0)).expect("an answer");
    assert_eq!(said, "ok");
}

/// All acknowledged leads are stored, each once.
fn assert_stored(acknowledged: &[String], data: &Path) {
    let server = Server::start(data);
    let ids = server.client().ids();
    let stored: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(stored.len(), ids.len(), "each once");
    let lost: Vec<&String> = acknowledged.iter().filter(|id| !stored.contains(id)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged leads are lost: {lost:?}", lost.len(), acknowledged.len());
}

#[test]
fn kill_9_loses_no_acknowledged_lead_in_twenty_cycles_under_load() {
    let data = tempfile::tempdir().expect("a folder");
    let next = AtomicUsize::new(0);
    let mut acknowledged = Vec::new();
    for cycle in 0..20 {
        let enough = 1 + cycle * 5;
        acknowledged.extend(under_load(Server::start(data.path()), &next, |server, count| {
            until("leads are acknowledged", || count.load(Ordering::Relaxed) >= enough);
            server.kill();
        }));
        assert_sound(data.path());
    }
    assert!(acknowledged.len() >= 20 * 48, "{}", acknowledged.len());
    assert_stored(&acknowledged, data.path());
}

#[test]
fn sigterm_under_load_ends_in_order_and_loses_nothing_acknowledged() {
    let data = tempfile::tempdir().expect("a folder");
    let next = AtomicUsize::new(0);
    let acknowledged = under_load(Server::start(data.path()), &next, |server, count| {
        until("leads are acknowledged", || count.load(Ordering::Relaxed) >= 200);
        server.signal(Signal::TERM);
        let (status, log) = server.wait();
        assert_eq!(status.code(), Some(0), "{log}");
    });
    assert_sound(data.path());
    assert_stored(&acknowledged, data.path());
}

#[test]
fn a_full_disk_is_a_503_reading_goes_on_and_space_alone_repairs_it() {
    let data = tempfile::tempdir().expect("a folder");
    // A limit on file size stands for a full disk: every write beyond it fails. Its signal is ignored, as a disk sends none.
    let mut command = std::process::Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; exec \"$0\" serve --listen 127.0.0.1:0 --data \"$1\"", env!("CARGO_BIN_EXE_limen")])
        .arg(data.path());
    let server = Server::run(command.env("LIMEN_TOKEN", TOKEN).env("LIMEN_INBOX_PASSWORD", PASSWORD));
    let client = server.client();
    assert_eq!(client.post(&lead(1)), 201);

    let limit = |bytes| prlimit(Some(server.pid()), Resource::Fsize, Rlimit { current: bytes, maximum: None }).expect("limited");
    limit(Some(0));
    assert_eq!(client.post(&lead(2)), 503);
    assert_eq!(client.post(&lead(3)), 503);
    let health = client.get("/healthz");
    assert_eq!(health.status(), 503);
    assert!(health.headers().contains_key("retry-after"));
    assert_eq!(client.post(&lead(1)), 503, "no answer about a lead without the store's word");
    assert_eq!(client.ids(), [id(1)]);

    limit(None);
    assert_eq!(client.get("/healthz").status(), 200);
    assert_eq!((client.post(&lead(1)), client.post(&lead(2))), (200, 201));
    assert_eq!(client.ids(), [id(1), id(2)]);
    server.kill();
    assert_sound(data.path());
}
