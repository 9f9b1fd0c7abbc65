//! A receiver on a real SQLite file in a folder of its own, asked through its router.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use limen_receiver::{AppState, Origins, Settings, app};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// The lead that widget, receiver and docs share.
pub(crate) const EXAMPLE: &str = include_str!("../../../core/tests/fixtures/lead.json");
pub(crate) const TOKEN: &str = "a-token";
pub(crate) const PASSWORD: &str = "a password with blanks & signs";

pub(crate) struct Receiver {
    pub(crate) router: Router,
    pub(crate) state: AppState,
    pub(crate) folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("readable"))
    }
}

/// The id of test lead `n`.
pub(crate) fn id(n: u32) -> String {
    format!("0193f5c2-7d1e-7c40-9a51-{n:012x}")
}

/// A lead that differs from the example by its id only.
pub(crate) fn lead(n: u32) -> String {
    EXAMPLE.replace("0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e", &id(n))
}

/// A lead with one text put in wherever a visitor can put text.
pub(crate) fn lead_saying(n: u32, text: &str) -> String {
    let mut lead: Value = serde_json::from_str(&lead(n)).expect("JSON");
    for field in ["name", "email", "company", "message"] {
        lead["fields"][field] = text.into();
    }
    for place in ["/page/url", "/page/title", "/campaign/id", "/campaign/variant", "/visitor/firstTouch/referrer", "/client/language"] {
        *lead.pointer_mut(place).expect("there") = text.into();
    }
    lead["visitor"]["traits"] = serde_json::json!({ text: text });
    lead["consents"][0]["text"] = text.into();
    lead["score"]["factors"][0]["rule"] = text.into();
    lead["score"]["factors"][0]["lastPage"] = text.into();
    lead.to_string()
}

impl Receiver {
    pub(crate) fn new() -> Receiver {
        Self::with_origins(&[])
    }

    pub(crate) fn with_origins(list: &[&str]) -> Receiver {
        Self::open(tempfile::tempdir().expect("a folder"), list, Some(TOKEN))
    }

    pub(crate) fn open(folder: TempDir, list: &[&str], token: Option<&str>) -> Receiver {
        let mut origins = Origins::default();
        list.iter().for_each(|origin| origins.add(origin).expect("an origin"));
        let settings =
            Settings { data: folder.path().to_owned(), origins, token: token.map(str::to_owned), inbox_password: PASSWORD.to_owned() };
        let state = AppState::open(settings).expect("opens");
        Receiver { router: app(state.clone()), state, folder }
    }

    /// Closes and opens again, as a restart of the process does.
    pub(crate) fn reopen(self) -> Receiver {
        self.state.close();
        Self::open(self.folder, &[], Some(TOKEN))
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        ask(self.router.clone(), request).await
    }

    pub(crate) async fn post(&self, body: impl Into<Body>) -> Answer {
        self.ask(Request::post("/v1/leads").header(header::CONTENT_TYPE, "text/plain;charset=UTF-8").body(body.into()).expect("fine")).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("fine")).await
    }

    /// `/v1/leads.json` with the token.
    pub(crate) async fn export(&self, query: &str) -> Value {
        let request = Request::get(format!("/v1/leads.json{query}")).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        let answer = self.ask(request.body(Body::empty()).expect("fine")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    /// How many leads are stored.
    pub(crate) async fn count(&self) -> usize {
        self.export("?limit=1000").await["leads"].as_array().expect("a list").len()
    }
}

pub(crate) async fn ask(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.expect("the router never fails");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).expect("text") }
}

/// Texts that break a receiver which puts values into SQL, HTML, headers or terminals.
pub(crate) const HOSTILE: &[&str] = &[
    "'; DROP TABLE leads; --",
    "\" OR 1=1 --",
    "Robert'); DELETE FROM leads WHERE ('a'='a",
    "%_\\%",
    "?1 :name @name $name",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "</title></style></textarea></pre></details><script>alert(1)</script>",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp;amp; &#60;",
    "javascript:alert(1)",
    "jAvAsCrIpT&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://evil.example/\" onclick=\"alert(1)",
    "a@b.example?cc=everyone@b.example&body=<b>",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "=HYPERLINK(\"http://evil.example\")",
    "\u{0}\u{1}\u{1b}[31m\u{7f}",
    "line\r\nSet-Cookie: a=b",
    "\u{202e}txt.exe\u{2066}",
    "\u{200d}\u{feff}\u{fffd}",
    "👩‍👩‍👧‍👦 ﷽ Z̷̡̛a̴l̶g̵o̷",
];
