//! Chromium's DevTools protocol over its WebSocket: commands, answers, and the events of a trace.

use crate::{
    engine::{CHROMIUM_FLAGS, Engine},
    paths,
    process::Family,
    wait::until,
};
use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpStream, process::Command};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

/// A browser of its own, driven by its protocol.
#[derive(Debug)]
pub struct Chromium {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last: u64,
    /// Events that came while an answer was awaited.
    events: Vec<Value>,
    _family: Family,
    _profile: TempDir,
}

/// A page in a browser context of its own: an empty cache, no storage.
#[derive(Debug)]
pub struct Tab {
    context: String,
    session: String,
}

impl Chromium {
    /// Starts it.
    ///
    /// # Errors
    /// When there is none, or it does not open its protocol.
    pub async fn start() -> Result<Self> {
        let program = Engine::Chromium.programs().map_err(anyhow::Error::msg)?.browser;
        let profile = TempDir::with_prefix("limen-bench-")?;
        let mut command = Command::new(program);
        command.args(CHROMIUM_FLAGS).args(["--remote-debugging-port=0", "--window-size=1280,800"]);
        command.arg(format!("--user-data-dir={}", profile.path().display())).arg("about:blank");
        let family = Family::start(&mut command, &paths::artifacts("logs")?.join("bench.log"))?;
        // Chromium writes the port it took and the socket's path into its profile.
        let told = profile.path().join("DevToolsActivePort");
        let url = until("Chromium to open its protocol", || async {
            let text = std::fs::read_to_string(&told).unwrap_or_default();
            Ok(text.split_once('\n').map(|(port, path)| format!("ws://127.0.0.1:{port}{path}")))
        })
        .await?;
        let (socket, _) = tokio_tungstenite::connect_async(url).await.context("Chromium's protocol does not answer")?;
        Ok(Self { socket, last: 0, events: Vec::new(), _family: family, _profile: profile })
    }

    /// Its version.
    ///
    /// # Errors
    /// When Chromium does not answer.
    pub async fn version(&mut self) -> Result<String> {
        let version = self.call(None, "Browser.getVersion", json!({})).await?;
        Ok(version["product"].as_str().unwrap_or_default().to_owned())
    }

    /// A page of a first-time visitor; `script` runs first in everything it loads.
    ///
    /// # Errors
    /// When Chromium does not answer.
    pub async fn tab(&mut self, script: &str) -> Result<Tab> {
        let text = |value: &Value| value.as_str().map(str::to_owned).context("Chromium gave no id");
        let context = text(&self.call(None, "Target.createBrowserContext", json!({})).await?["browserContextId"])?;
        let target = json!({ "url": "about:blank", "browserContextId": context, "width": 1280, "height": 800 });
        let target = text(&self.call(None, "Target.createTarget", target).await?["targetId"])?;
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&self.call(None, "Target.attachToTarget", attach).await?["sessionId"])?;
        let tab = Tab { context, session };
        self.in_tab(&tab, "Page.enable", json!({})).await?;
        self.in_tab(&tab, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(tab)
    }

    /// Makes a page's main thread so many times slower. Chromium does it by keeping the thread busy, so from here on no machine is quiet.
    ///
    /// # Errors
    /// When Chromium does not answer.
    pub async fn slow_down(&mut self, tab: &Tab, times: f64) -> Result<()> {
        self.in_tab(tab, "Emulation.setCPUThrottlingRate", json!({ "rate": times })).await.map(drop)
    }

    /// Closes a page with all it has stored.
    ///
    /// # Errors
    /// When Chromium does not answer.
    pub async fn close(&mut self, tab: Tab) -> Result<()> {
        self.call(None, "Target.disposeBrowserContext", json!({ "browserContextId": tab.context })).await.map(drop)
    }

    /// A command to a page.
    ///
    /// # Errors
    /// When Chromium refuses it.
    pub async fn in_tab(&mut self, tab: &Tab, method: &str, params: Value) -> Result<Value> {
        self.call(Some(&tab.session), method, params).await
    }

    /// The value of an expression in a page; a promise is awaited.
    ///
    /// # Errors
    /// When it throws.
    pub async fn eval(&mut self, tab: &Tab, expression: &str) -> Result<Value> {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.in_tab(tab, "Runtime.evaluate", params).await?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("in the page: {expression}: {thrown}");
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Begins a trace of these categories.
    ///
    /// # Errors
    /// When one is under way.
    pub async fn begin_trace(&mut self, categories: &[&str]) -> Result<()> {
        self.events.clear();
        let config = json!({ "includedCategories": categories });
        self.call(None, "Tracing.start", json!({ "transferMode": "ReportEvents", "traceConfig": config })).await.map(drop)
    }

    /// Ends it and hands over what it holds.
    ///
    /// # Errors
    /// When none is under way.
    pub async fn end_trace(&mut self) -> Result<Vec<Value>> {
        self.call(None, "Tracing.end", json!({})).await?;
        while !self.events.iter().any(|event| event["method"] == "Tracing.tracingComplete") {
            let event = self.receive().await?;
            self.events.push(event);
        }
        let chunks = std::mem::take(&mut self.events).into_iter().filter(|event| event["method"] == "Tracing.dataCollected");
        Ok(chunks.filter_map(|mut event| event["params"]["value"].as_array_mut().map(std::mem::take)).flatten().collect())
    }

    async fn call(&mut self, session: Option<&str>, method: &str, params: Value) -> Result<Value> {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        self.socket.send(Message::text(command.to_string())).await?;
        loop {
            let mut message = self.receive().await?;
            if message["id"] != self.last {
                self.events.push(message);
            } else if let Some(error) = message.get("error") {
                bail!("{method}: {error}");
            } else {
                return Ok(message["result"].take());
            }
        }
    }

    async fn receive(&mut self) -> Result<Value> {
        loop {
            match self.socket.next().await.context("Chromium ended its protocol")?? {
                Message::Text(text) => return Ok(serde_json::from_str(&text)?),
                Message::Close(_) => bail!("Chromium closed its protocol"),
                _ => {}
            }
        }
    }
}
