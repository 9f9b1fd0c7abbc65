//! `GET /v1/leads.json`: its token and its pages.

use crate::common::*;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::Value;

async fn with_token(receiver: &Receiver, authorization: Option<&str>) -> Answer {
    let mut request = Request::get("/v1/leads.json");
    if let Some(value) = authorization {
        request = request.header(header::AUTHORIZATION, value);
    }
    receiver.ask(request.body(Body::empty()).expect("fine")).await
}

#[tokio::test]
async fn only_the_token_opens_it() {
    let receiver = Receiver::new();
    for wrong in [
        None,
        Some(""),
        Some("Bearer"),
        Some("Bearer "),
        Some("Bearer a-toke"),
        Some("Bearer a-token2"),
        Some("Basic a-token"),
        Some("a-token"),
        Some("é"),
    ] {
        let answer = with_token(&receiver, wrong).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong:?}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"limen\""));
        assert_eq!(answer.json()["type"], "urn:limen:unauthorized");
    }
    for right in ["Bearer a-token", "bearer a-token"] {
        assert_eq!(with_token(&receiver, Some(right)).await.status, StatusCode::OK, "{right}");
    }
}

#[tokio::test]
async fn without_a_token_set_it_is_off_and_says_how_to_turn_it_on() {
    for token in [None, Some("")] {
        let receiver = Receiver::open(tempfile::tempdir().expect("a folder"), &[], token);
        for given in [None, Some("Bearer "), Some("Bearer x")] {
            let answer = with_token(&receiver, given).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert!(answer.text.contains("LIMEN_TOKEN"), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn pages_walk_through_every_lead_once_newest_first() {
    let receiver = Receiver::new();
    for n in 0..25 {
        receiver.post(lead(n)).await;
    }
    let (mut seen, mut before, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = receiver.export(&format!("?limit=10{before}")).await;
        pages += 1;
        seen.extend(page["leads"].as_array().expect("a list").iter().map(|item| item["lead"]["id"].as_str().expect("an id").to_owned()));
        match &page["next"] {
            Value::String(next) => before = format!("&before={next}"),
            next => {
                assert_eq!(*next, Value::Null);
                break;
            }
        }
    }
    assert_eq!(seen, (0..25).rev().map(id).collect::<Vec<_>>());
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn an_item_is_the_lead_as_it_came_and_when() {
    let receiver = Receiver::new();
    receiver.post(format!("\u{feff}{EXAMPLE}")).await;
    let item = receiver.export("").await["leads"][0].clone();
    assert_eq!(item["lead"], serde_json::from_str::<Value>(EXAMPLE).expect("JSON"));
    let received = item["receivedAt"].as_str().and_then(limen_core::time::Millis::from_rfc3339).expect("a time");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_millis() as i64;
    assert!((0..60_000).contains(&(now - received.0)), "{received:?}");
}

#[tokio::test]
async fn a_limit_or_cursor_that_is_none_is_a_400() {
    let receiver = Receiver::new();
    for query in ["limit=0", "limit=1001", "limit=-1", "limit=ten", "limit=", "before=x", "before=", "before=1.5", "limit=1&limit=2"] {
        let request = Request::get(format!("/v1/leads.json?{query}")).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        let answer = receiver.ask(request.body(Body::empty()).expect("fine")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.json()["type"], "urn:limen:bad-query", "{query}");
    }
}
