//! Sealed leads: taken in by the rules of leads, kept as they came, shown as sealed.

use crate::{common::*, inbox::Browser};
use axum::http::StatusCode;

/// Sealed lead `n`. The receiver cannot open it, so what is under the seal does not matter.
fn envelope(n: u32) -> String {
    format!(r#"{{"type":"lead.sealed","version":1,"id":"{}","site":"acme","sealed":"eyJhbGciOiJFQ0RILUVTIn0..aXY.dGV4dA.dGFn"}}"#, id(n))
}

#[tokio::test]
async fn a_sealed_lead_is_stored_once_by_its_id_and_comes_out_as_it_came() {
    let receiver = Receiver::new();
    let body = envelope(1);
    assert_eq!(receiver.post(body.clone()).await.status, StatusCode::CREATED);
    let again = receiver.post(body.clone()).await;
    assert_eq!((again.status, &again.json()["id"]), (StatusCode::OK, &id(1).into()));
    // A lead is sealed once: the same id with another seal is another body.
    assert_eq!(receiver.post(body.replace("dGV4dA", "dGV4dB")).await.status, StatusCode::CONFLICT);
    assert_eq!(receiver.post(lead(1)).await.status, StatusCode::CONFLICT);
    let export = receiver.export("").await;
    assert_eq!(export["leads"][0]["lead"].to_string().len(), body.len());
    assert_eq!(export["leads"][0]["lead"], serde_json::from_str::<serde_json::Value>(&body).expect("JSON"));
    assert_eq!(receiver.count().await, 1);
}

#[tokio::test]
async fn a_bad_envelope_is_refused_with_what_is_wrong() {
    let receiver = Receiver::new();
    for (right, wrong, path) in [
        ("\"version\":1", "\"version\":2", "version"),
        ("0193f5c2", "93f5c2", "id"),
        ("\"site\":\"acme\",", "", "site"),
        ("..aXY", ".a2V5.aXY", "sealed"),
        (".dGFn", "", "sealed"),
        ("dGV4dA", "dGV4dA==", "sealed"),
        ("\"eyJhbGciOiJFQ0RILUVTIn0..aXY.dGV4dA.dGFn\"", "{}", "sealed"),
    ] {
        let answer = receiver.post(envelope(1).replace(right, wrong)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(answer.json()["issues"][0]["path"], path, "{wrong}");
    }
    assert_eq!(receiver.count().await, 0);
}

#[tokio::test]
async fn the_inbox_shows_it_as_sealed_and_how_to_open_it() {
    let receiver = Receiver::new();
    receiver.post(envelope(1)).await;
    receiver.post(lead(2)).await;
    let mut browser = Browser::signed_in(&receiver).await;
    let list = browser.get("/inbox").await.text;
    assert!(list.contains("Sealed lead") && list.contains("Ada"), "{list}");
    let page = browser.get(&format!("/inbox/{}", id(1))).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["Sealed lead", "limen open --key key.jwk", &id(1), "acme", "eyJhbGciOiJFQ0RILUVTIn0..aXY.dGV4dA.dGFn"] {
        assert!(page.text.contains(part), "{part}");
    }
    let found = browser.get("/inbox?q=sealed").await.text;
    assert!(found.contains("Sealed lead") && !found.contains("Ada"));
}
