//! The owner's web site: an origin of its own for every test, on `localhost`, with the trap in every page.

use crate::{
    paths, process,
    trap::{self, Caught, Kind},
    wait::until,
};
use anyhow::Result;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use std::{
    collections::HashMap,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

const DRIVE: &str = include_str!("drive.js");
const LARGEST_BODY: usize = 16 << 20;

/// A running site.
#[derive(Clone, Debug)]
pub struct Site {
    port: u16,
    shared: Arc<Mutex<Shared>>,
    http: reqwest::Client,
}

#[derive(Debug, Default)]
struct Shared {
    /// Answers that a test put in place of a file.
    answers: HashMap<String, Answer>,
    /// Headers per path.
    headers: Vec<(String, HeaderName, HeaderValue)>,
    /// `{{name}}` in pages and configs.
    blanks: Vec<(String, String)>,
    /// Where requests go that the site itself has no answer for.
    upstream: Option<SocketAddr>,
    plan: Option<Value>,
    untrapped: bool,
    caught: Vec<Caught>,
    reports: Vec<Report>,
    requests: Vec<String>,
}

/// What to answer for a path instead of a file.
#[derive(Clone, Debug)]
pub enum Answer {
    /// This status, type and body.
    Content(u16, &'static str, Vec<u8>),
    /// Nothing, ever: the connection stays open.
    Never,
}

/// What the visitor inside the page (`drive.js`) told.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// `loaded`, `shown` or `thanked`, or a word of the page's own.
    pub state: String,
    /// More about it: the campaign, the thank-you's text, the lead's id, anything a page of ours wants to tell.
    pub detail: String,
    /// The page's path.
    pub page: String,
}

impl Answer {
    /// A file of `tests/`, under another address than its own.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn file(path: &str) -> Result<Self> {
        let path = paths::repository().join("tests").join(path);
        Ok(Self::Content(200, content_type(&path), std::fs::read(path)?))
    }
}

impl Site {
    /// Opens a site on an origin that this run has not seen yet.
    ///
    /// # Errors
    /// When loopback has no port left.
    pub async fn start() -> Result<Self> {
        let listener = tokio::net::TcpListener::from_std(process::fresh_listener()?)?;
        let site = Self {
            port: listener.local_addr()?.port(),
            shared: Arc::default(),
            http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?,
        };
        let app = Router::new().fallback(answer).with_state(site.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(site)
    }

    /// The port of the origin.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The origin: `http://localhost:<port>`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// A path on this site as an address.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The config at `/limen.json`, where the host pages' tags look for it.
    pub fn config(&self, config: &Value) {
        self.answer("/limen.json", Answer::Content(200, "application/json", config.to_string().into_bytes()));
    }

    /// Puts an answer in place of a file.
    pub fn answer(&self, path: &str, answer: Answer) {
        self.lock().answers.insert(path.to_owned(), answer);
    }

    /// Sends this header with everything whose path begins so.
    ///
    /// # Errors
    /// When it is no header.
    pub fn header(&self, path: &str, name: &str, value: &str) -> Result<()> {
        self.lock().headers.push((path.to_owned(), name.parse()?, value.parse()?));
        Ok(())
    }

    /// Puts `value` wherever a page says `{{name}}`.
    pub fn fill(&self, name: &str, value: &str) {
        self.lock().blanks.push((format!("{{{{{name}}}}}"), value.to_owned()));
    }

    /// Passes on what the site has no answer for, so that the site stands in front of the real receiver and its static files.
    pub fn in_front_of(&self, upstream: SocketAddr) {
        self.lock().upstream = Some(upstream);
    }

    /// Leaves the pages as they are: a benchmark measures them without the trap.
    pub fn without_trap(&self) {
        self.lock().untrapped = true;
    }

    /// Puts a visitor into every page from now on who follows this plan: `{"values": {name: value}, "after": path}`; without values
    /// the visitor only tells that the page is there.
    pub fn drive(&self, plan: Value) {
        self.lock().plan = Some(plan);
    }

    /// What went wrong in the pages so far.
    #[must_use]
    pub fn caught(&self) -> Vec<Caught> {
        self.lock().caught.clone()
    }

    /// The lines on the console so far, each with its level before it.
    #[must_use]
    pub fn console_lines(&self) -> Vec<String> {
        self.caught().into_iter().filter(|caught| caught.kind == Kind::Console).map(|caught| caught.text).collect()
    }

    /// What the pages told so far.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        self.lock().reports.clone()
    }

    /// Forgets the reports, before a second visit with the same site.
    pub fn forget_reports(&self) {
        self.lock().reports.clear();
    }

    /// Waits until a page has told this state.
    ///
    /// # Errors
    /// When none does in time.
    pub async fn until_told(&self, state: &str) -> Result<Report> {
        until(&format!("a page to tell {state:?} (so far: {:?})", self.reports()), || async {
            Ok(self.reports().into_iter().find(|report| report.state == state))
        })
        .await
    }

    /// How often something was asked for.
    #[must_use]
    pub fn requests(&self, path: &str) -> usize {
        self.lock().requests.iter().filter(|asked| *asked == path).count()
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn dress(&self, content_type: &str, body: Vec<u8>) -> Vec<u8> {
        let html = content_type.starts_with("text/html");
        if !html && content_type != "application/json" {
            return body;
        }
        let Ok(mut text) = String::from_utf8(body) else { return Vec::new() };
        let shared = self.lock();
        for (blank, value) in &shared.blanks {
            text = text.replace(blank, value);
        }
        if html && !shared.untrapped {
            let drive = if shared.plan.is_some() { "<script src=\"/__drive.js\"></script>" } else { "" };
            let head = text.find("<head").and_then(|at| Some(at + text[at..].find('>')? + 1)).unwrap_or(0);
            text.insert_str(head, &format!("<script src=\"/__trap.js\"></script>{drive}"));
        }
        text.into_bytes()
    }
}

async fn answer(State(site): State<Site>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    site.lock().requests.push(path.clone());
    let mut response =
        respond(&site, &path, head, body).await.unwrap_or_else(|error| (StatusCode::BAD_GATEWAY, error.to_string()).into_response());
    let headers = site.lock().headers.clone();
    for (prefix, name, value) in headers {
        if path.starts_with(&prefix) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

async fn respond(site: &Site, path: &str, head: axum::http::request::Parts, body: Body) -> Result<Response> {
    let own = |content_type, text: &str| Ok(content(200, content_type, text.to_owned().into_bytes()));
    match path {
        "/__trap.js" => return own("text/javascript", trap::SCRIPT),
        "/__drive.js" => return own("text/javascript", DRIVE),
        "/__plan.json" => return own("application/json", &site.lock().plan.clone().unwrap_or_default().to_string()),
        "/__trap" => {
            let body = axum::body::to_bytes(body, LARGEST_BODY).await?;
            // A page that bends JSON bends the trap's words too; they count all the same.
            let bent = |_| Caught { kind: Kind::Error, text: String::from_utf8_lossy(&body).into_owned(), page: String::new() };
            let caught = serde_json::from_slice(&body).unwrap_or_else(bent);
            site.lock().caught.push(caught);
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        "/__report" => {
            let body = axum::body::to_bytes(body, LARGEST_BODY).await?;
            let mut report = Report::default();
            for (name, value) in url::form_urlencoded::parse(&body) {
                match &*name {
                    "state" => report.state = value.into_owned(),
                    "detail" => report.detail = value.into_owned(),
                    _ => report.page = value.into_owned(),
                }
            }
            site.lock().reports.push(report);
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        _ => {}
    }
    let placed = site.lock().answers.get(path).cloned();
    match placed {
        Some(Answer::Content(status, content_type, body)) => return Ok(content(status, content_type, site.dress(content_type, body))),
        Some(Answer::Never) => return std::future::pending().await,
        None => {}
    }
    if let Some((content_type, body)) = file(path) {
        return Ok(content(200, content_type, site.dress(content_type, body)));
    }
    let upstream = site.lock().upstream;
    match upstream {
        Some(upstream) => pass_on(site, upstream, head, body).await,
        None => Ok((StatusCode::NOT_FOUND, "there is no such file").into_response()),
    }
}

/// A file of `dist/`, as it would lie beside the owner's pages, or of `tests/` (`/pages/…`).
fn file(path: &str) -> Option<(&'static str, Vec<u8>)> {
    let inside = path.trim_start_matches('/');
    if inside.split('/').any(|part| part == "..") {
        return None;
    }
    let inside = if inside.ends_with('/') { format!("{inside}index.html") } else { inside.to_owned() };
    let tests = paths::repository().join("tests").join(&inside);
    let built = paths::dist().join(&inside);
    let file = [built, tests].into_iter().find(|file| file.is_file())?;
    let content_type = content_type(&file);
    Some((content_type, std::fs::read(file).ok()?))
}

async fn pass_on(site: &Site, upstream: SocketAddr, head: axum::http::request::Parts, body: Body) -> Result<Response> {
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let body = axum::body::to_bytes(body, LARGEST_BODY).await?;
    let mut headers = head.headers;
    // A packed page could not be given its trap.
    headers.remove(header::ACCEPT_ENCODING);
    let request = site.http.request(head.method, format!("http://{upstream}{target}")).headers(headers).body(body);
    let answer = request.send().await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let body = answer.bytes().await?;
    // Pages with a policy of their own (the inbox) are left as they are: the policy would refuse the trap.
    let body =
        if headers.contains_key(header::CONTENT_SECURITY_POLICY) { body } else { Bytes::from(site.dress(&content_type, body.to_vec())) };
    let mut kept: HeaderMap = headers;
    for hop in [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION] {
        kept.remove(hop);
    }
    Ok((status, kept, body).into_response())
}

fn content(status: u16, content_type: &'static str, body: Vec<u8>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-cache")];
    (status, headers, body).into_response()
}

/// The type that a careful web server sends for a file.
#[must_use]
pub fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}
