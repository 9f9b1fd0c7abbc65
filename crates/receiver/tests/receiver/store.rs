//! The database file: what it survives.

use crate::common::*;
use axum::http::StatusCode;
use limen_receiver::{AppState, OpenError, Origins, Settings};
use rusqlite::{Connection, params};
use std::path::Path;

fn file(folder: &Path) -> Connection {
    Connection::open(folder.join("leads.sqlite")).expect("opens")
}

fn settings(folder: &Path) -> Settings {
    Settings { data: folder.to_owned(), origins: Origins::default(), token: None, inbox_password: PASSWORD.to_owned() }
}

#[tokio::test]
async fn rows_are_there_after_a_restart_and_repeats_are_still_known() {
    let receiver = Receiver::new();
    receiver.post(lead(1)).await;
    let receiver = receiver.reopen();
    assert_eq!(receiver.count().await, 1);
    assert_eq!(receiver.post(lead(1)).await.status, StatusCode::OK);
    assert_eq!(receiver.post(lead(2)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_201_comes_after_the_commit() {
    let receiver = Receiver::new();
    receiver.post(lead(1)).await;
    let rows: i64 = file(receiver.folder.path()).query_row("SELECT count(*) FROM leads", [], |row| row.get(0)).expect("a count");
    assert_eq!(rows, 1, "another process sees it at once");
}

#[tokio::test]
async fn a_file_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = file(folder.path());
    old.execute_batch(include_str!("../../migrations/001_leads.sql")).expect("the first version");
    let insert = "INSERT INTO leads (id, received_at, body, occurred_at, site, campaign, page, name, band, grade, stage, interest, fit)
                  VALUES (?1, 7, ?2, 'x', 'acme', 'c', 'p', 'Ada', 'warm', 'A2', 'mql', 47, 60)";
    old.execute(insert, params![id(1), lead_saying(1, "ÅSTRÖM")]).expect("a row");
    old.execute(insert, params![id(2), "not readable any more"]).expect("a row");
    old.pragma_update(None, "user_version", 1).expect("a version");
    drop(old);

    let receiver = Receiver::open(folder, &[], Some(TOKEN));
    assert_eq!(receiver.post(lead(1)).await.status, StatusCode::CONFLICT, "the old row counts");
    assert_eq!(receiver.post(lead(3)).await.status, StatusCode::CREATED);
    let file = file(receiver.folder.path());
    let found: String = file
        .query_row("SELECT id FROM leads JOIN lead_words USING (seq) WHERE instr(words, 'åström')", [], |row| row.get(0))
        .expect("found");
    assert_eq!(found, id(1));
    let version: u32 = file.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
    assert_eq!(version, 2);
}

#[tokio::test]
async fn a_file_of_a_newer_limen_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    file(folder.path()).pragma_update(None, "user_version", 99).expect("a version");
    match AppState::open(settings(folder.path())).err() {
        Some(OpenError::TooNew { found: 99, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_folder_or_file_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "a file").expect("writes");
    let message = |path: &Path| AppState::open(settings(path)).err().expect("refused").to_string();
    assert!(message(&taken.join("data")).contains("taken"));
    std::fs::write(folder.path().join("leads.sqlite"), "this is no database at all, it is a text".repeat(100)).expect("writes");
    assert!(message(folder.path()).contains("leads.sqlite"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_data_folder_made_here_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("deep/data");
    AppState::open(settings(&data)).expect("opens").close();
    assert_eq!(std::fs::metadata(&data).expect("there").permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn a_locked_database_is_a_503_and_the_next_try_succeeds_without_a_restart() {
    let receiver = Receiver::new();
    receiver.post(lead(1)).await;
    let other = file(receiver.folder.path());
    other.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    let (posted, checked) = tokio::join!(receiver.post(lead(2)), receiver.get("/healthz"));
    for answer in [posted, checked] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.header("retry-after"), Some("5"));
        assert_eq!(answer.json()["type"], "urn:limen:store-unavailable");
    }
    assert_eq!(receiver.count().await, 1, "reading goes on");
    other.execute_batch("ROLLBACK").expect("unlocks");
    assert_eq!(receiver.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(receiver.post(lead(2)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn after_closing_a_lead_is_refused_and_not_lost_in_silence() {
    let receiver = Receiver::new();
    receiver.state.close();
    assert_eq!(receiver.post(lead(1)).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(receiver.get("/healthz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    receiver.state.close();
}
