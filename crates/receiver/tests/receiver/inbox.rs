//! `/inbox`: its sign-in, and that it shows leads whole, found and escaped.

use crate::common::*;
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use std::net::SocketAddr;

/// A browser as far as the inbox needs one: an address and a cookie.
pub(crate) struct Browser<'a> {
    receiver: &'a Receiver,
    address: SocketAddr,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn new(receiver: &'a Receiver) -> Browser<'a> {
        Browser { receiver, address: "192.0.2.1:4000".parse().expect("an address"), cookie: String::new() }
    }

    pub(crate) async fn signed_in(receiver: &'a Receiver) -> Browser<'a> {
        let mut browser = Browser::new(receiver);
        assert_eq!(browser.sign_in(PASSWORD).await.status, StatusCode::SEE_OTHER);
        browser
    }

    async fn ask(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let mut request = request.header(header::COOKIE, self.cookie.as_str()).body(Body::from(body)).expect("fine");
        request.extensions_mut().insert(ConnectInfo(self.address));
        let answer = self.receiver.ask(request).await;
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().expect("a pair").to_owned();
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(Request::get(path), String::new()).await
    }

    async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.ask(Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), form).await
    }

    async fn sign_in(&mut self, password: &str) -> Answer {
        self.post("/inbox/sign-in", &[("password", password)]).await
    }

    async fn csrf(&mut self) -> String {
        let page = self.get("/inbox").await.text;
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("a sign-out form");
        rest.split('"').next().expect("a token").to_owned()
    }
}

#[tokio::test]
async fn nothing_is_shown_before_the_sign_in() {
    let receiver = Receiver::new();
    receiver.post(lead(1)).await;
    let mut browser = Browser::new(&receiver);
    let lead_path = format!("/inbox/{}", id(1));
    for (path, target) in [
        ("/inbox", "/inbox/sign-in".to_owned()),
        ("/inbox?q=ada", "/inbox/sign-in".to_owned()),
        (&*lead_path, format!("/inbox/sign-in?lead={}", id(1))),
    ] {
        for cookie in ["", "limen_session=", "limen_session=x", "other=1; limen_session=0000"] {
            browser.cookie = cookie.to_owned();
            let answer = browser.get(path).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, Some(&*target)), "{path}");
            assert!(!answer.text.contains("ada@example.com"));
        }
    }
}

#[tokio::test]
async fn the_password_opens_the_inbox_and_leads_back_to_the_lead_that_was_asked_for() {
    let receiver = Receiver::new();
    receiver.post(lead(1)).await;
    let mut browser = Browser::new(&receiver);
    let asked = browser.get(&format!("/inbox/sign-in?lead={}", id(1))).await;
    assert!(asked.text.contains(&format!("name=\"lead\" value=\"{}\"", id(1))));
    let answer = browser.post("/inbox/sign-in", &[("password", PASSWORD), ("lead", &id(1))]).await;
    assert_eq!(answer.header("location"), Some(&*format!("/inbox/{}", id(1))));
    let cookie = answer.header("set-cookie").expect("a cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "on plain http a browser would drop it");
    assert!(browser.get("/inbox").await.text.contains("ada@example.com"));
    let elsewhere = browser.post("/inbox/sign-in", &[("password", PASSWORD), ("lead", "//evil.example")]).await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST, "only an id can be a target");
}

#[tokio::test]
async fn behind_a_proxy_that_speaks_https_the_cookie_is_secure() {
    let receiver = Receiver::new();
    let mut browser = Browser::new(&receiver);
    let request = Request::post("/inbox/sign-in").header("x-forwarded-proto", "https");
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("password", PASSWORD).finish();
    let answer = browser.ask(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), form).await;
    assert!(answer.header("set-cookie").is_some_and(|cookie| cookie.ends_with("; Secure")));
}

#[tokio::test]
async fn each_sign_in_has_a_session_of_its_own_and_ends_the_one_before() {
    let receiver = Receiver::new();
    let mut browser = Browser::signed_in(&receiver).await;
    let first = browser.cookie.clone();
    browser.sign_in(PASSWORD).await;
    assert_ne!(first, browser.cookie);
    assert_eq!(browser.get("/inbox").await.status, StatusCode::OK);
    browser.cookie = first;
    assert_eq!(browser.get("/inbox").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn after_five_wrong_passwords_even_the_right_one_has_to_wait_and_other_addresses_do_not() {
    let receiver = Receiver::new();
    let mut browser = Browser::new(&receiver);
    for wrong in ["", "x", "A password with blanks & signs", " a password with blanks & signs", "0"] {
        let answer = browser.sign_in(wrong).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{wrong}");
        assert!(answer.text.contains("That is not the password"));
        assert_eq!(browser.cookie, "");
    }
    let answer = browser.sign_in(PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = answer.header("retry-after").and_then(|text| text.parse().ok()).expect("seconds");
    assert!((25..=31).contains(&wait), "{wait}");
    browser.address = "198.51.100.7:4000".parse().expect("an address");
    assert_eq!(browser.sign_in(PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_right_password_never_has_to_wait() {
    let receiver = Receiver::new();
    let mut browser = Browser::new(&receiver);
    for _ in 0..10 {
        assert_eq!(browser.sign_in("wrong").await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.sign_in(PASSWORD).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_form_on_another_site_cannot_sign_in_or_out() {
    let receiver = Receiver::new();
    let mut browser = Browser::new(&receiver);
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("password", PASSWORD).finish();
    for site in ["cross-site", "same-site"] {
        let request = Request::post("/inbox/sign-in").header("sec-fetch-site", site);
        let answer = browser.ask(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), form.clone()).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (StatusCode::FORBIDDEN, None), "{site}");
    }
    let mut browser = Browser::signed_in(&receiver).await;
    for pairs in [&[][..], &[("csrf", "")], &[("csrf", "0000")], &[("other", "1")]] {
        assert_eq!(browser.post("/inbox/sign-out", pairs).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.get("/inbox").await.status, StatusCode::OK, "still signed in");
    }
    assert_eq!(browser.get("/inbox/sign-out").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let receiver = Receiver::new();
    let mut browser = Browser::signed_in(&receiver).await;
    let (cookie, csrf) = (browser.cookie.clone(), browser.csrf().await);
    let answer = browser.post("/inbox/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!(answer.header("location"), Some("/inbox/sign-in"));
    assert!(answer.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
    browser.cookie = cookie;
    assert_eq!(browser.get("/inbox").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn every_page_is_kept_from_caches_scripts_and_frames() {
    let receiver = Receiver::new();
    receiver.post(lead(1)).await;
    let mut browser = Browser::signed_in(&receiver).await;
    for path in ["/inbox", "/inbox/sign-in", "/inbox/nonsense", &format!("/inbox/{}", id(1))] {
        let answer = browser.get(path).await;
        let csp = answer.header("content-security-policy").expect("a policy");
        for part in ["default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"] {
            assert!(csp.contains(part), "{path}: {csp}");
        }
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        for forbidden in ["<script", " style=", "javascript:"] {
            assert!(!answer.text.contains(forbidden), "{path} contains {forbidden}");
        }
    }
}

#[tokio::test]
async fn a_lead_page_shows_everything_and_explains_the_score() {
    let receiver = Receiver::new();
    receiver.post(lead(1)).await;
    let page = Browser::signed_in(&receiver).await.get(&format!("/inbox/{}", id(1))).await.text;
    for shown in [
        "Ada",
        "mailto:ada@example.com",
        "50-249",
        "Send me product news. I can unsubscribe at any time.",
        "2026-11",
        "mql",
        "warm",
        "A2",
        "saw-pricing",
        "+20",
        "home-then-pricing",
        "business-email",
        "+35",
        "2026-11-19T09:10:02.000Z",
        "/pricing",
        "sha256-Zk1…",
        "book-a-demo",
        "exitIntent",
        "https://acme.example/pricing",
        "5 min 12 s",
        "newsletter",
        "proof",
        "40 %",
        "Europe/Berlin",
        "1280 × 800",
        "14.2 s",
        "&quot;lead.captured&quot;",
    ] {
        assert!(page.contains(shown), "{shown} is missing");
    }
    let sums: Vec<&str> = page.match_indices("Sum</th>").map(|(at, _)| &page[at..at + 120]).collect();
    assert!(sums[0].contains(">47<") && sums[1].contains(">60<"), "{sums:?}");
}

#[tokio::test]
async fn a_lead_page_tells_what_limits_fading_and_caps_took_away_and_what_is_missing() {
    let receiver = Receiver::new();
    let mut told: serde_json::Value = serde_json::from_str(&lead(1)).expect("JSON");
    told["score"]["factors"][0]["refused"] = 3.into();
    told["score"]["factors"][0]["faded"] = 12.into();
    told["score"]["caps"] = serde_json::json!([{ "group": "reading", "points": 31, "maxPoints": 12 }, { "points": 140, "maxPoints": 100 }]);
    told["score"]["next"] = serde_json::json!({ "band": "hot", "points": 13 });
    told["qualification"]["bant"]["recycle"] = serde_json::json!(["budget", "timescale"]);
    receiver.post(told.to_string()).await;
    let page = Browser::signed_in(&receiver).await.get(&format!("/inbox/{}", id(1))).await.text;
    for shown in [
        "3× over its limit",
        "12 faded",
        "The rules of the group <bdi>reading</bdi> have 31 points; at most 12 count.",
        "All rules together have 140 points; at most 100 count.",
        "13 more points make it hot.",
        "Recycle later: not yet right in budget, timescale.",
    ] {
        assert!(page.contains(shown), "{shown} is missing");
    }
}

#[tokio::test]
async fn hostile_texts_are_shown_escaped_in_list_and_lead() {
    let receiver = Receiver::new();
    let mut browser = Browser::signed_in(&receiver).await;
    for (n, text) in HOSTILE.iter().enumerate() {
        receiver.post(lead_saying(n as u32, text)).await;
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        for path in ["/inbox".to_owned(), format!("/inbox/{}", id(n as u32))] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{text:?}");
            assert!(answer.text.contains(&*escaped), "{path}: {text:?} is not shown");
            assert!(escaped == *text || !answer.text.contains(text), "{path}: {text:?} is not escaped");
            assert!(!answer.text.contains("href=\"javascript"), "{text:?}");
            assert!(!answer.text.contains("href=\"data"), "{text:?}");
        }
        let search = form_urlencoded::Serializer::new(String::new()).append_pair("q", text).finish();
        assert_eq!(browser.get(&format!("/inbox?{search}")).await.status, StatusCode::OK, "{text:?}");
    }
}

#[tokio::test]
async fn search_finds_words_in_any_case_and_alphabet() {
    let receiver = Receiver::new();
    receiver.post(lead_saying(1, "Søren ÅSTRÖM of Ünïcode GmbH")).await;
    receiver.post(lead(2)).await;
    let mut browser = Browser::signed_in(&receiver).await;
    for (query, found) in
        [("åström", true), ("SØREN", true), ("%C3%BCn%C3%AFcode+gmbh", true), ("%25", false), ("_", false), ("nobody", false)]
    {
        let page =
            browser.get(&format!("/inbox?q={}", query.replace('å', "%C3%A5").replace('ö', "%C3%B6").replace('Ø', "%C3%98"))).await.text;
        assert_eq!(page.contains(&id(1)), found, "{query}");
    }
    let nothing = browser.get("/inbox?q=nobody").await.text;
    assert!(nothing.contains("No lead has") && nothing.contains("nobody"));
}

#[tokio::test]
async fn the_list_goes_on_over_pages_and_keeps_the_search() {
    let receiver = Receiver::new();
    for n in 0..120 {
        receiver.post(lead(n)).await;
    }
    let mut browser = Browser::signed_in(&receiver).await;
    let (mut path, mut seen, mut pages) = ("/inbox?q=ada".to_owned(), 0, 0);
    loop {
        let page = browser.get(&path).await.text;
        pages += 1;
        seen += page.matches("href=\"/inbox/0193f5c2").count();
        let Some((_, next)) = page.split_once("rel=\"next\" href=\"") else { break };
        path = next.split('"').next().expect("an address").replace("&amp;", "&");
        assert!(path.contains("q=ada"), "{path}");
    }
    assert_eq!((seen, pages), (120, 3));
    for nonsense in ["?before=x", "?before=-1", "?q=%FF", "?q=a&q=b", "?before=999999999999999999999"] {
        assert_eq!(browser.get(&format!("/inbox{nonsense}")).await.status, StatusCode::OK, "{nonsense}");
    }
}

#[tokio::test]
async fn an_empty_inbox_says_what_to_do_and_an_unknown_lead_is_a_404() {
    let receiver = Receiver::new();
    let mut browser = Browser::signed_in(&receiver).await;
    assert!(browser.get("/inbox").await.text.contains("data-webhook=&quot;/v1/leads&quot;"));
    for path in [format!("/inbox/{}", id(9)), "/inbox/x".to_owned(), "/inbox/%00".to_owned(), "/inbox/%FF".to_owned()] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn when_the_store_does_not_answer_a_person_reads_so() {
    let receiver = Receiver::new();
    let mut browser = Browser::signed_in(&receiver).await;
    receiver.state.close();
    for path in ["/inbox".to_owned(), format!("/inbox/{}", id(1))] {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.text.contains("<h1>Not available now</h1>"), "{}", answer.text);
    }
}
