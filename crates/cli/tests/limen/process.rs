//! A running `limen serve`, and a client for it.

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use ureq::http::Response;

pub(crate) const TOKEN: &str = "a-token";
pub(crate) const PASSWORD: &str = "a password";
const EXAMPLE: &str = include_str!("../../../core/tests/fixtures/lead.json");

/// The id of test lead `n`.
pub(crate) fn id(n: usize) -> String {
    format!("0193f5c2-7d1e-7c40-9a51-{n:012x}")
}

/// A lead that differs from the example by its id only.
pub(crate) fn lead(n: usize) -> String {
    EXAMPLE.replace("0193f5c2-7d1e-7c40-9a51-3f0a1c2b4d5e", &id(n))
}

/// `limen`, without anything of this process's environment that it would heed.
pub(crate) fn limen() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_limen"));
    command.env_remove("LIMEN_TOKEN").env_remove("LIMEN_INBOX_PASSWORD");
    command
}

/// A process that is killed when the test ends, however it ends.
pub(crate) struct Server {
    child: Child,
    /// What it printed up to the line with the address.
    pub(crate) banner: String,
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
}

impl Server {
    /// Serves a data folder on a free port.
    pub(crate) fn start(data: &Path) -> Server {
        let mut command = limen();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        Server::run(command.env("LIMEN_TOKEN", TOKEN).env("LIMEN_INBOX_PASSWORD", PASSWORD))
    }

    /// Runs a command that serves, and waits until it says where.
    pub(crate) fn run(command: &mut Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut banner = String::new();
        let url = loop {
            let line = lines.next().expect("an address before the end").expect("text");
            if let Some(url) = line.strip_prefix("listening on ") {
                break url.to_owned();
            }
            banner.push_str(&line);
            banner.push('\n');
        };
        Server { child, banner, url }
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("it runs");
    }

    /// Waits for the end; the status and everything it wrote to stderr.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let mut log = String::new();
        self.child.stderr.take().expect("piped").read_to_string(&mut log).expect("text");
        (self.child.wait().expect("ends"), log)
    }

    /// SIGKILL, and gone.
    pub(crate) fn kill(self) {
        self.signal(Signal::KILL);
        self.wait();
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.url)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that keeps its connection.
#[derive(Clone)]
pub(crate) struct Client {
    agent: ureq::Agent,
    url: String,
}

impl Client {
    fn new(url: &str) -> Client {
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(Some(Duration::from_secs(30)));
        Client { agent: agent.build().into(), url: url.to_owned() }
    }

    /// Posts a lead; the status, or `None` when the server was gone.
    pub(crate) fn try_post(&self, lead: &str) -> Option<u16> {
        let sent = self.agent.post(format!("{}/v1/leads", self.url)).content_type("text/plain").send(lead);
        sent.ok().map(|response| response.status().as_u16())
    }

    pub(crate) fn post(&self, lead: &str) -> u16 {
        self.try_post(lead).expect("an answer")
    }

    pub(crate) fn get(&self, path: &str) -> Response<ureq::Body> {
        self.agent.get(format!("{}{path}", self.url)).header("authorization", format!("Bearer {TOKEN}")).call().expect("an answer")
    }

    pub(crate) fn agent(&self) -> &ureq::Agent {
        &self.agent
    }

    /// The ids of all stored leads, sorted.
    pub(crate) fn ids(&self) -> Vec<String> {
        let (mut ids, mut before) = (Vec::new(), String::new());
        loop {
            let text = self.get(&format!("/v1/leads.json?limit=1000{before}")).body_mut().read_to_string().expect("text");
            let page: Value = serde_json::from_str(&text).expect("JSON");
            ids.extend(page["leads"].as_array().expect("a list").iter().map(|item| item["lead"]["id"].as_str().expect("an id").to_owned()));
            match page["next"].as_str() {
                Some(next) => before = format!("&before={next}"),
                None => break,
            }
        }
        ids.sort();
        ids
    }
}

/// Waits until a condition holds, at most 10 seconds.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(10), "{what}: not within 10 s");
        std::thread::yield_now();
    }
}
