//! The owner's endpoint, on another origin than the site (`127.0.0.1`), which misbehaves as told and remembers every request.

pub use crate::wire::Received;
use crate::{process, wait::until, wire};
use anyhow::{Context, Result};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What the endpoint does with a request.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// Answers.
    Answer(Answer),
    /// Answers after this time.
    Slow(Duration, Answer),
    /// Reads the request and never answers.
    Hang,
    /// RST before a byte is read.
    ResetBeforeRead,
    /// Reads the whole request, then RST.
    ResetAfterRead,
    /// Hands the request to the real receiver and its answer back.
    Forward(SocketAddr),
    /// Hands the request to the real receiver, then RST: stored, but the browser never learns of it.
    ForwardThenReset(SocketAddr),
    /// Hands the request to the real receiver and never answers.
    ForwardThenHang(SocketAddr),
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Whether the headers that let another origin's page read it are there.
    pub cors: bool,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// This status, readable for every origin.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status, cors: true, headers: Vec::new(), body: String::new() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without CORS headers: the browser hides it from the page.
    #[must_use]
    pub fn without_cors(mut self) -> Self {
        self.cors = false;
        self
    }

    /// A captive portal's page: 200 and HTML.
    #[must_use]
    pub fn captive_portal() -> Self {
        let body = "<!doctype html><title>Welcome to our free Wi-Fi</title>".to_owned();
        Self { body, ..Self::status(200).with("content-type", "text/html") }
    }
}

/// A running endpoint.
#[derive(Clone, Debug)]
pub struct Webhook {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug)]
struct Shared {
    behaviour: Behaviour,
    preflight: Behaviour,
    received: Vec<Received>,
    connections: JoinSet<()>,
}

impl Webhook {
    /// Opens an endpoint that answers 200 to everything, preflights included.
    ///
    /// # Errors
    /// When loopback has no port left.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::from_std(process::fresh_listener()?)?;
        let ok = Behaviour::Answer(Answer::status(200));
        let shared = Shared { behaviour: ok.clone(), preflight: ok, received: Vec::new(), connections: JoinSet::new() };
        let webhook = Self { address: listener.local_addr()?, shared: Arc::new(Mutex::new(shared)) };
        webhook.listen(listener);
        Ok(webhook)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Its origin, as policies name it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Whether it is down by [`close`](Self::close).
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.lock().connections.is_empty()
    }

    /// Does this from now on, also on connections that are already open.
    pub fn behave(&self, behaviour: Behaviour) {
        self.lock().behaviour = behaviour;
    }

    /// Does this with preflights (OPTIONS) from now on.
    pub fn behave_to_preflights(&self, behaviour: Behaviour) {
        self.lock().preflight = behaviour;
    }

    /// Goes down: open connections break, new ones are refused.
    ///
    /// # Errors
    /// When the port does not close.
    pub async fn close(&self) -> Result<()> {
        let mut connections = std::mem::take(&mut self.lock().connections);
        connections.shutdown().await;
        until("the endpoint to refuse", || async { Ok(TcpStream::connect(self.address).await.is_err().then_some(())) }).await
    }

    /// Comes back on the same port.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn open(&self) -> Result<()> {
        let listener = until("the endpoint's port to be free", || async { Ok(TcpListener::bind(self.address).await.ok()) }).await?;
        self.listen(listener);
        Ok(())
    }

    /// Every POST that was on the wire, the browser's own repetitions included.
    #[must_use]
    pub fn posts(&self) -> Vec<Received> {
        self.lock().received.iter().filter(|received| received.method == "POST").cloned().collect()
    }

    /// Every request that was on the wire.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        self.lock().received.clone()
    }

    /// The distinct ids among the POSTs.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<String> {
        self.posts().iter().filter_map(|post| post.json()["id"].as_str().map(str::to_owned)).collect()
    }

    /// Waits for this many POSTs in all.
    ///
    /// # Errors
    /// When they do not come in time.
    pub async fn until_posts(&self, count: usize) -> Result<Vec<Received>> {
        until(&format!("{count} POSTs at the webhook"), || async {
            let posts = self.posts();
            Ok((posts.len() >= count).then_some(posts))
        })
        .await
    }

    fn listen(&self, listener: TcpListener) {
        let webhook = self.clone();
        self.lock().connections.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = webhook.clone();
                webhook.lock().connections.spawn(async move {
                    // A browser that goes away mid-request is no fault of the endpoint.
                    let _ = connection.converse(stream).await;
                });
            }
        });
    }

    async fn converse(&self, mut stream: TcpStream) -> Result<()> {
        loop {
            if matches!(self.lock().behaviour, Behaviour::ResetBeforeRead) {
                wire::reset(&stream);
                return Ok(());
            }
            let Some(received) = wire::read(&mut stream).await? else { return Ok(()) };
            let behaviour = {
                let mut shared = self.lock();
                shared.received.push(received.clone());
                if received.method == "OPTIONS" { shared.preflight.clone() } else { shared.behaviour.clone() }
            };
            match behaviour {
                Behaviour::Answer(answer) => respond(&mut stream, &received, &answer).await?,
                Behaviour::Slow(time, answer) => {
                    tokio::time::sleep(time).await;
                    respond(&mut stream, &received, &answer).await?;
                }
                Behaviour::Hang => std::future::pending().await,
                Behaviour::ResetBeforeRead | Behaviour::ResetAfterRead => {
                    wire::reset(&stream);
                    return Ok(());
                }
                Behaviour::Forward(receiver) => {
                    let answer = forward(receiver, &received).await?;
                    respond(&mut stream, &received, &answer).await?;
                }
                Behaviour::ForwardThenHang(receiver) => {
                    forward(receiver, &received).await?;
                    std::future::pending().await
                }
                Behaviour::ForwardThenReset(receiver) => {
                    forward(receiver, &received).await?;
                    wire::reset(&stream);
                    return Ok(());
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn respond(stream: &mut TcpStream, received: &Received, answer: &Answer) -> Result<()> {
    let origin = received.header("origin").unwrap_or("*");
    let mut headers: Vec<(&str, &str)> = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    if answer.cors {
        headers.extend([
            ("access-control-allow-origin", origin),
            ("access-control-allow-headers", received.header("access-control-request-headers").unwrap_or("content-type")),
            ("access-control-allow-methods", "POST"),
            ("access-control-expose-headers", "Retry-After"),
            ("vary", "Origin"),
        ]);
    }
    wire::write(stream, answer.status, &headers, answer.body.as_bytes()).await
}

async fn forward(receiver: SocketAddr, received: &Received) -> Result<Answer> {
    let mut request = reqwest::Client::new().post(format!("http://{receiver}/v1/leads")).body(received.body.clone());
    if let Some(content_type) = received.header("content-type") {
        request = request.header("content-type", content_type);
    }
    let answer = request.send().await.context("the receiver behind the webhook is down")?;
    let status = answer.status().as_u16();
    Ok(Answer { body: answer.text().await?, ..Answer::status(status).with("content-type", "application/json") })
}
