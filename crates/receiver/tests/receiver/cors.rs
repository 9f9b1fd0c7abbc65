//! Which pages of other sites may post leads and read the answer.

use crate::common::*;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};

const SHOP: &str = "https://shop.example";

async fn allowed(receiver: &Receiver, origin: Option<&str>) -> Option<String> {
    let mut request = Request::post("/v1/leads");
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    let answer = receiver.ask(request.body(Body::from(lead(1))).expect("fine")).await;
    assert!(answer.status.is_success(), "the lead is stored whatever the origin: {}", answer.text);
    assert!(answer.header("vary").is_some_and(|vary| vary.to_ascii_lowercase().contains("origin")));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    answer.header("access-control-allow-origin").map(str::to_owned)
}

#[tokio::test]
async fn an_origin_is_answered_when_it_is_listed_or_any_is() {
    let none = Receiver::new();
    let listed = Receiver::with_origins(&["HTTPS://Shop.example/", "http://localhost:8080"]);
    let any = Receiver::with_origins(&["*"]);
    let table = [
        (None, None, None, Some("*")),
        (Some(SHOP), None, Some(SHOP), Some("*")),
        (Some("http://localhost:8080"), None, Some("http://localhost:8080"), Some("*")),
        (Some("http://shop.example"), None, None, Some("*")),
        (Some("https://shop.example:8443"), None, None, Some("*")),
        (Some("https://shop.example.evil.example"), None, None, Some("*")),
        (Some("https://evil.example"), None, None, Some("*")),
        (Some("null"), None, None, Some("*")),
    ];
    for (origin, by_none, by_listed, by_any) in table {
        assert_eq!(allowed(&none, origin).await.as_deref(), by_none, "no origins, {origin:?}");
        assert_eq!(allowed(&listed, origin).await.as_deref(), by_listed, "listed, {origin:?}");
        assert_eq!(allowed(&any, origin).await.as_deref(), by_any, "any, {origin:?}");
    }
}

#[tokio::test]
async fn a_preflight_allows_what_the_widget_sends_for_two_hours() {
    let receiver = Receiver::with_origins(&[SHOP]);
    let preflight = async |origin: &str| {
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri("/v1/leads")
            .header(header::ORIGIN, origin)
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "content-type,webhook-id,webhook-timestamp,idempotency-key,x-attempt");
        receiver.ask(request.body(Body::empty()).expect("fine")).await
    };
    let answer = preflight(SHOP).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), Some(SHOP));
    assert_eq!(answer.header("access-control-allow-methods"), Some("POST"));
    assert_eq!(answer.header("access-control-max-age"), Some("7200"));
    let headers: Vec<&str> = answer.header("access-control-allow-headers").expect("listed").split(',').collect();
    assert_eq!(headers, ["content-type", "webhook-id", "webhook-timestamp", "idempotency-key", "x-attempt"]);
    assert_eq!(preflight("https://evil.example").await.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn a_page_may_read_retry_after_and_the_reason_of_a_refusal() {
    let receiver = Receiver::with_origins(&[SHOP]);
    let request = Request::post("/v1/leads").header(header::ORIGIN, SHOP).body(Body::from("{")).expect("fine");
    let answer = receiver.ask(request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header("access-control-allow-origin"), Some(SHOP));
    assert_eq!(answer.header("access-control-expose-headers"), Some("retry-after"));
}

#[tokio::test]
async fn leads_are_never_readable_from_another_site() {
    let receiver = Receiver::with_origins(&["*"]);
    for path in ["/v1/leads.json", "/inbox", "/healthz"] {
        let request = Request::get(path).header(header::ORIGIN, SHOP).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        let answer = receiver.ask(request.body(Body::empty()).expect("fine")).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}
