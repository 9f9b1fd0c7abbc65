//! `POST /v1/leads`, through the router, with a real database file.

use crate::common::*;
use axum::{
    body::{Body, Bytes},
    http::{Method, Request, StatusCode, header},
};
use http_body_util::channel::Channel;
use proptest::prelude::*;
use std::convert::Infallible;

#[tokio::test]
async fn a_lead_is_stored_and_its_repeat_is_a_duplicate() {
    let receiver = Receiver::new();
    let first = receiver.post(EXAMPLE).await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(first.json(), serde_json::json!({ "id": "0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e", "status": "stored" }));
    let second = receiver.post(EXAMPLE).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(second.json()["status"], "duplicate");
    assert_eq!(receiver.count().await, 1);
}

#[tokio::test]
async fn another_body_under_the_same_id_is_refused_and_the_first_stays() {
    let receiver = Receiver::new();
    receiver.post(lead(1)).await;
    let other = receiver.post(lead(1).replace("Ada", "Eve")).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert_eq!(receiver.post(lead(1).replace("0193f5c2", "0193F5C2")).await.status, StatusCode::CONFLICT, "case makes no other id");
    assert_eq!(receiver.post(lead(1)).await.status, StatusCode::OK);
    assert_eq!(receiver.export("").await["leads"][0]["lead"]["fields"]["name"], "Ada");
    assert_eq!(receiver.count().await, 1);
}

#[tokio::test]
async fn a_hundred_copies_at_once_make_one_row_and_one_201() {
    let receiver = Receiver::new();
    let copies: Vec<_> = (0..100)
        .map(|_| {
            let request = Request::post("/v1/leads").body(Body::from(lead(1))).expect("fine");
            tokio::spawn(ask(receiver.router.clone(), request))
        })
        .collect();
    let (mut created, mut repeated) = (0, 0);
    for copy in copies {
        match copy.await.expect("finishes").status {
            StatusCode::CREATED => created += 1,
            StatusCode::OK => repeated += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!((created, repeated), (1, 99));
    assert_eq!(receiver.count().await, 1);
}

#[tokio::test]
async fn what_is_stored_is_what_came_byte_for_byte() {
    let receiver = Receiver::new();
    let body = lead(1).replace("Ada", "A\\u0064a \\ud83d\\ude00");
    receiver.post(body.clone()).await;
    let file = rusqlite::Connection::open(receiver.folder.path().join("leads.sqlite")).expect("opens");
    let stored: String = file.query_row("SELECT body FROM leads", [], |row| row.get(0)).expect("one");
    assert_eq!(stored, body);
}

#[tokio::test]
async fn every_format_of_the_widget_is_read_alike_and_others_are_refused() {
    let receiver = Receiver::new();
    let typed = async |body: String, content_type: Option<&str>| {
        let mut request = Request::post("/v1/leads");
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        receiver.ask(request.body(Body::from(body)).expect("fine")).await.status
    };
    let formats = ["simple", "json", "form", "blind"];
    let sent = |n: u32, format: &str| {
        let config = format!(r#"{{ "version": 1, "webhook": {{ "url": "/v1/leads", "format": "{format}" }} }}"#);
        let config = limen_core::json::parse(&config).expect("JSON");
        let webhooks = limen_core::config::webhook::read_all(&config, &mut limen_core::json::Cursor::default());
        limen_formats::request(&webhooks.0[0].1, &lead(n))
    };
    for (n, format) in (0..).zip(formats) {
        let request = sent(n, format);
        assert_eq!(typed(request.body.clone(), Some(&request.content_type)).await, StatusCode::CREATED, "{format}");
        assert_eq!(typed(request.body, None).await, StatusCode::OK, "{format} without a Content-Type is the same lead");
        for other in formats {
            let again = sent(n, other);
            assert_eq!(typed(again.body, Some(&again.content_type)).await, StatusCode::OK, "{format}, then {other}: the same lead");
        }
    }
    for (n, content_type) in (10..).zip(["text/plain", "Application/JSON; charset=utf-8"]) {
        assert_eq!(typed(lead(n), Some(content_type)).await, StatusCode::CREATED, "{content_type:?}");
    }
    for content_type in ["multipart/form-data; boundary=x", "text/html", "application/jsonx", "", "text/plain, x"] {
        assert_eq!(typed(lead(99), Some(content_type)).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
    }
    let zipped = Request::post("/v1/leads").header(header::CONTENT_ENCODING, "gzip").body(Body::from(lead(99))).expect("fine");
    assert_eq!(receiver.ask(zipped).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(receiver.count().await, 6);
}

#[tokio::test]
async fn a_form_without_the_lead_says_which_field_it_wants() {
    let receiver = Receiver::new();
    let form =
        |body: String| Request::post("/v1/leads").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body));
    let answer = receiver.ask(form("email=ada%40example.com&JSON=%7B%7D".into()).expect("fine")).await;
    assert_eq!((answer.status, &answer.json()["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &"urn:limen:no-lead-in-form".into()));
    assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains("\"json\"")), "{}", answer.text);
    assert_eq!(receiver.ask(form("json=%7B".into()).expect("fine")).await.json()["type"], "urn:limen:not-json");
    let large = format!("json={}", "x".repeat(64 * 1024 + 1));
    assert_eq!(receiver.ask(form(large).expect("fine")).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(receiver.count().await, 0);
}

#[tokio::test]
async fn what_is_no_json_is_a_400_that_says_where() {
    let receiver = Receiver::new();
    let unfinished = EXAMPLE.replace("\"site\": \"acme\",", "\"site\": ,");
    for body in ["", "{", "null}", "id=1&name=x", unfinished.as_str(), &"[".repeat(60_000)] {
        let answer = receiver.post(body.to_owned()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body:.40}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.json()["type"], "urn:limen:not-json");
    }
    let answer = receiver.post(unfinished).await;
    assert!(answer.json()["detail"].as_str().expect("text").contains("(line 6)"), "{}", answer.text);
    assert_eq!(receiver.post(&b"{\"id\": \"\xff\xfe\"}"[..]).await.json()["type"], "urn:limen:not-utf8");
    assert_eq!(receiver.count().await, 0);
}

#[tokio::test]
async fn json_that_is_no_lead_is_a_422_that_names_everything_wrong() {
    let receiver = Receiver::new();
    let body = EXAMPLE.replace("\"warm\"", "\"wram\"").replace("\"site\": \"acme\",", "").replace("\"edits\": 31", "\"edits\": -1");
    let answer = receiver.post(body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let issues = answer.json()["issues"].clone();
    let named = |path: &str| issues.as_array().expect("a list").iter().find(|issue| issue["path"] == path).cloned().unwrap_or_default();
    assert_eq!(named("site")["message"], "\"site\" is missing");
    assert_eq!(named("qualification.band")["message"], "unknown value \"wram\"; did you mean \"warm\"?");
    assert!(named("evidence.edits")["line"].as_u64().is_some_and(|line| line > 30), "{issues}");
    for body in ["null", "[]", "7", "\"x\"", "{}", "{\"id\": []}"] {
        assert_eq!(receiver.post(body).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
    assert_eq!(receiver.count().await, 0);
}

#[tokio::test]
async fn an_id_that_is_no_uuid_is_refused() {
    let receiver = Receiver::new();
    let long = "a".repeat(10_000);
    for garbage in [
        "",
        "1",
        "0193f5c27d1e7c409a513f0a1c2b4d5e",
        "{0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e}",
        "../../etc/passwd",
        "'; DROP TABLE leads; --",
        "0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5g",
        "0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5é",
        &long,
    ] {
        let answer = receiver.post(EXAMPLE.replace("0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e", garbage)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{garbage:.40}");
        assert_eq!(answer.json()["issues"][0]["path"], "id");
    }
    assert_eq!(receiver.count().await, 0);
}

#[tokio::test]
async fn a_body_of_64_kib_is_read_and_one_byte_more_is_refused() {
    let receiver = Receiver::new();
    let filled = |n, size: usize| {
        let lead = lead(n);
        format!("{lead}{}", " ".repeat(size - lead.len()))
    };
    assert_eq!(receiver.post(filled(1, 65_536)).await.status, StatusCode::CREATED);
    assert_eq!(receiver.post(filled(2, 65_537)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(receiver.post(filled(3, 10_000_000)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(receiver.post(vec![0; 100_000_000]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(receiver.count().await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_in_ten_seconds_is_a_408() {
    let receiver = Receiver::new();
    let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
    sender.send_data(Bytes::from_static(b"{\"type\":")).await.expect("room");
    let began = tokio::time::Instant::now();
    let answer = receiver.post(Body::new(body)).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(began.elapsed().as_secs(), 10);
    drop(sender);
}

#[tokio::test]
async fn a_body_that_breaks_off_stores_nothing() {
    let receiver = Receiver::new();
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    sender.send_data(Bytes::from(lead(1))).await.expect("room");
    sender.abort(std::io::Error::other("gone"));
    assert_eq!(receiver.post(Body::new(body)).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(receiver.count().await, 0);
}

#[tokio::test]
async fn other_methods_are_405_and_other_addresses_404_each_with_a_problem() {
    let receiver = Receiver::new();
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::from_bytes(b"BREW").expect("a token")] {
        let request = Request::builder().method(method.clone()).uri("/v1/leads").body(Body::empty()).expect("fine");
        let answer = receiver.ask(request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(answer.header("allow"), Some("POST"));
        assert_eq!(answer.json()["status"], 405);
    }
    for path in ["/", "/v1", "/v1/leads/", "/v1/leads.csv", "/%00", "/../x"] {
        let answer = receiver.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.json()["type"], "urn:limen:not-found");
    }
}

#[tokio::test]
async fn hostile_texts_are_stored_exactly() {
    let receiver = Receiver::new();
    for (n, text) in HOSTILE.iter().enumerate() {
        let answer = receiver.post(lead_saying(n as u32, text)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{text:?}: {}", answer.text);
    }
    let leads = receiver.export("?limit=1000").await["leads"].clone();
    let leads = leads.as_array().expect("a list");
    assert_eq!(leads.len(), HOSTILE.len());
    for (item, text) in leads.iter().rev().zip(HOSTILE) {
        for field in ["name", "email", "company", "message"] {
            assert_eq!(item["lead"]["fields"][field], *text);
        }
        assert_eq!(item["lead"]["page"]["title"], *text);
    }
}

/// A body near a lead: the example with a piece of it replaced.
fn nearly_a_lead() -> impl Strategy<Value = Vec<u8>> {
    (0..EXAMPLE.len(), 0..60usize, proptest::collection::vec(any::<u8>(), 0..12)).prop_map(|(from, length, put)| {
        let to = (from + length).min(EXAMPLE.len());
        [&EXAMPLE.as_bytes()[..from], &put, &EXAMPLE.as_bytes()[to..]].concat()
    })
}

#[test]
fn no_body_whatever_is_answered_with_a_5xx() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let receiver = Receiver::new();
    let any_body = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..2_000),
        "[\\[\\]{}\",:0-9a-zé\\\\ ]{0,200}".prop_map(String::into_bytes),
        nearly_a_lead(),
    ];
    proptest!(ProptestConfig::with_cases(1_000), |(body in any_body, content_type in "\\PC{0,20}")| {
        let mut request = Request::post("/v1/leads");
        if let Ok(value) = header::HeaderValue::from_str(&content_type)
            && content_type.len() % 2 == 0
        {
            request = request.header(header::CONTENT_TYPE, value);
        }
        let answer = runtime.block_on(receiver.ask(request.body(Body::from(body)).expect("fine")));
        prop_assert!(answer.status.as_u16() < 500, "{} {}", answer.status, answer.text);
    });
}
