//! The real receiver: the `limen` binary that ships, its own data directory, killed and started again at will.

use crate::{paths, process, process::Family, wait::until};
use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use std::net::SocketAddr;
use tempfile::TempDir;
use tokio::process::Command;

/// What `/v1/leads.json` asks for.
const TOKEN: &str = "a token for tests";
/// What the inbox asks for.
pub const PASSWORD: &str = "a password for tests";

/// A receiver, running or not.
#[derive(Debug)]
pub struct Receiver {
    /// Where it listens; the same after a restart.
    pub address: SocketAddr,
    data: TempDir,
    arguments: Vec<String>,
    family: Option<Family>,
}

impl Receiver {
    /// Starts one that takes leads from pages of this origin.
    ///
    /// # Errors
    /// When there is no `limen` binary or it does not listen.
    pub async fn start(origin: &str) -> Result<Self> {
        Self::with(vec!["--origin".to_owned(), origin.to_owned()]).await
    }

    /// Starts one that also serves a directory of static files.
    ///
    /// # Errors
    /// When there is no `limen` binary or it does not listen.
    pub async fn serving(www: &std::path::Path) -> Result<Self> {
        Self::with(vec!["--www".to_owned(), www.display().to_string()]).await
    }

    async fn with(arguments: Vec<String>) -> Result<Self> {
        let data = TempDir::with_prefix("limen-receiver-")?;
        let mut receiver = Self { address: process::fresh_address()?, data, arguments, family: None };
        receiver.restart().await?;
        Ok(receiver)
    }

    /// Starts it again, with the same data and port.
    ///
    /// # Errors
    /// When it does not listen in time; its log under `<target>/e2e/logs` says why.
    pub async fn restart(&mut self) -> Result<()> {
        let log = paths::artifacts("logs")?.join("receiver.log");
        let mut command = Command::new(paths::limen()?);
        command
            .args(["serve", "--listen", &self.address.to_string(), "--data"])
            .arg(self.data.path())
            .args(&self.arguments)
            .env("LIMEN_TOKEN", TOKEN)
            .env("LIMEN_INBOX_PASSWORD", PASSWORD);
        let mut family = Family::start(&mut command, &log)?;
        let address = self.address;
        until(&format!("the receiver to be healthy (see {})", log.display()), || {
            let running = family.is_running();
            async move {
                ensure!(running, "the receiver ended instead of serving");
                let answer = reqwest::get(format!("http://{address}/healthz")).await;
                Ok(answer.is_ok_and(|answer| answer.status().is_success()).then_some(()))
            }
        })
        .await?;
        self.family = Some(family);
        Ok(())
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// When it survives.
    pub async fn kill9(&mut self) -> Result<()> {
        match self.family.take() {
            Some(family) => family.kill9().await,
            None => Ok(()),
        }
    }

    /// Where pages post leads.
    #[must_use]
    pub fn webhook(&self) -> String {
        format!("http://{}/v1/leads", self.address)
    }

    /// The leads, as the owner's back end reads them.
    ///
    /// # Errors
    /// When the receiver does not answer with a list.
    pub async fn leads(&self) -> Result<Vec<Value>> {
        let url = format!("http://{}/v1/leads.json", self.address);
        let answer = reqwest::Client::new().get(url).bearer_auth(TOKEN).send().await?.error_for_status()?;
        let answer: Value = answer.json().await?;
        let list = answer["leads"].as_array().with_context(|| format!("/v1/leads.json holds no list: {answer}"))?;
        Ok(list.iter().map(|entry| entry["lead"].clone()).collect())
    }

    /// Waits for this many leads.
    ///
    /// # Errors
    /// When they do not come in time.
    pub async fn until_leads(&self, count: usize) -> Result<Vec<Value>> {
        until(&format!("{count} leads at the receiver"), || async {
            let leads = self.leads().await?;
            Ok((leads.len() >= count).then_some(leads))
        })
        .await
    }

    /// The leads as they lie in the SQLite file, past the receiver: id and body, oldest first. Works while it runs and after.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows(&self) -> Result<Vec<(String, Value)>> {
        let file = self.data.path().join("leads.sqlite");
        let database = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .with_context(|| format!("cannot open {}", file.display()))?;
        let mut statement = database.prepare("SELECT id, body FROM leads ORDER BY seq")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (id, body) = row?;
            Ok((id, serde_json::from_str(&body)?))
        })
        .collect()
    }
}
