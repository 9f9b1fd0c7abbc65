//! One WebDriver session of one engine.

use crate::{
    display,
    engine::{CHROMIUM_FLAGS, Engine, FIREFOX_PREFERENCES},
    paths,
    process::{self, Family},
    wait::until_within,
};
use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder, wd::TimeoutConfiguration, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;

/// What the visitor's system prefers. Fixed when the browser starts, because two of the three engines read it only then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// Light colours, animations.
    #[default]
    Light,
    /// Dark colours.
    Dark,
    /// Light colours, no animations.
    ReducedMotion,
}

/// What the browser's own settings say about sites that want to store something. Fixed when it starts, as for the look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// Sites may, as by default.
    #[default]
    Allowed,
    /// No site may, as a visitor sets who blocks all cookies.
    Refused,
}

/// The size of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Viewport {
    /// 1280 by 800 CSS pixels.
    #[default]
    Desktop,
    /// 390 by 844, or the narrowest window the engine has.
    Phone,
}

impl Viewport {
    /// Width and height in CSS pixels.
    #[must_use]
    pub fn size(self) -> (u32, u32) {
        match self {
            Viewport::Desktop => (1280, 800),
            Viewport::Phone => (390, 844),
        }
    }
}

/// A running browser with its driver.
#[derive(Debug)]
pub struct Browser {
    /// The engine.
    pub engine: Engine,
    /// The look it was started with.
    pub look: Look,
    /// Whether it was started with storage for sites.
    pub storage: Storage,
    /// The WebDriver client.
    pub client: Client,
    family: Family,
    _home: TempDir,
}

impl Browser {
    /// Starts the driver and a session.
    ///
    /// # Errors
    /// When a program is missing or the session is refused; the driver's log under `<target>/e2e/logs` says why.
    pub async fn start(engine: Engine, look: Look, storage: Storage) -> Result<Self> {
        let programs = engine.programs().map_err(anyhow::Error::msg)?;
        let home = TempDir::with_prefix("limen-browser-")?;
        let address = process::fresh_address()?;
        let port = address.port();
        let mut command = Command::new(&programs.driver);
        match engine {
            Engine::Chromium => command.arg(format!("--port={port}")),
            Engine::Firefox => command.arg("--port").arg(port.to_string()).arg("--log").arg("warn"),
            Engine::Webkit => {
                prepare_webkit(&mut command, home.path(), look).await?;
                command.arg(format!("--port={port}"))
            }
        };
        command.env("TMPDIR", home.path());
        let log = paths::artifacts("logs")?.join(format!("{engine}.log"));
        let family = Family::start(&mut command, &log)?;
        let url = format!("http://{address}");
        // Asking in HTTP, not just connecting: geckodriver drops a request that comes right after a connection without one.
        until_within(Duration::from_secs(30), &format!("the {engine} driver to be ready"), || async {
            Ok(reqwest::get(format!("{url}/status")).await.is_ok_and(|answer| answer.status().is_success()).then_some(()))
        })
        .await?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(engine, look, storage, &programs.browser))
            .connect(&url)
            .await
            .with_context(|| format!("{engine} did not start; see {}", log.display()))?;
        let timeouts = TimeoutConfiguration::new(Some(Duration::from_secs(20)), Some(Duration::from_secs(30)), Some(Duration::ZERO));
        client.update_timeouts(timeouts).await?;
        Ok(Self { engine, look, storage, client, family, _home: home })
    }

    /// Gives the page this size. Engines whose windows cannot get that narrow take the narrowest they have.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn resize(&self, viewport: Viewport) -> Result<()> {
        let (width, height) = viewport.size();
        if self.engine == Engine::Chromium {
            let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": viewport == Viewport::Phone });
            self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
            let touch = json!({ "enabled": viewport == Viewport::Phone });
            self.devtools("Emulation.setTouchEmulationEnabled", touch).await?;
            return Ok(());
        }
        // The window is larger than the page by the browser's own bars: ask, look, correct.
        self.client.set_window_size(width, height).await?;
        let inner = self.client.execute("return [outerWidth - innerWidth, outerHeight - innerHeight]", vec![]).await?;
        let bars: (u32, u32) = serde_json::from_value(inner)?;
        self.client.set_window_size(width + bars.0, height + bars.1).await?;
        Ok(())
    }

    /// A command of Chromium's DevTools protocol.
    ///
    /// # Errors
    /// When the browser is not Chromium or refuses the command.
    pub async fn devtools(&self, method: &str, params: Value) -> Result<Value> {
        let body = json!({ "cmd": method, "params": params });
        Ok(self.client.issue_cmd(Endpoint { path: "goog/cdp/execute".to_owned(), body: Some(body) }).await?)
    }

    /// Ends the session, then the processes.
    pub async fn close(self) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.close()).await;
        drop(self.family);
    }
}

/// A WebDriver command that fantoccini has no method for.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// The path below the session.
    pub(crate) path: String,
    /// The JSON to post; nothing makes it a GET.
    pub(crate) body: Option<Value>,
}

impl WebDriverCompatibleCommand for Endpoint {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        match &self.body {
            Some(body) => (http::Method::POST, Some(body.to_string())),
            None => (http::Method::GET, None),
        }
    }
}

fn capabilities(engine: Engine, look: Look, storage: Storage, program: &std::path::Path) -> Map<String, Value> {
    let dark = look == Look::Dark;
    let still = look == Look::ReducedMotion;
    let refused = storage == Storage::Refused;
    let all = match engine {
        Engine::Chromium => {
            let mut flags = CHROMIUM_FLAGS.map(String::from).to_vec();
            flags.extend(dark.then(|| "--force-dark-mode".to_owned()));
            flags.extend(dark.then(|| "--blink-settings=preferredColorScheme=0".to_owned()));
            flags.extend(still.then(|| "--force-prefers-reduced-motion".to_owned()));
            // "Block all cookies", which is how Chromium calls all that sites store.
            let preferences = if refused { json!({ "profile.default_content_setting_values.cookies": 2 }) } else { json!({}) };
            json!({ "browserName": "chrome", "goog:chromeOptions": { "binary": program, "args": flags, "prefs": preferences } })
        }
        Engine::Firefox => {
            let mut preferences: Map<_, _> = FIREFOX_PREFERENCES.iter().map(|(name, value)| ((*name).to_owned(), value.json())).collect();
            preferences.insert("layout.css.prefers-color-scheme.content-override".into(), i32::from(!dark).into());
            preferences.insert("ui.prefersReducedMotion".into(), i32::from(still).into());
            if refused {
                preferences.insert("network.cookie.cookieBehavior".into(), 2.into());
            }
            json!({ "browserName": "firefox", "moz:firefoxOptions": { "binary": program, "args": ["-headless"], "prefs": preferences } })
        }
        Engine::Webkit => {
            let mut flags = vec!["--automation"];
            flags.extend(dark.then_some("--dark-mode"));
            if refused {
                flags.extend(["--enable-html5-local-storage=false", "--enable-html5-database=false"]);
            }
            json!({ "browserName": "MiniBrowser", "webkitgtk:browserOptions": { "binary": program, "args": flags } })
        }
    };
    match all {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// What WebKitGTK needs around it: a screen, a home of its own, its sandbox off (a container has no user namespaces), and the
/// desktop setting that `prefers-reduced-motion` follows.
pub(crate) async fn prepare_webkit(command: &mut Command, home: &std::path::Path, look: Look) -> Result<()> {
    let settings = home.join("config/gtk-3.0");
    std::fs::create_dir_all(&settings)?;
    let animations = look != Look::ReducedMotion;
    std::fs::write(settings.join("settings.ini"), format!("[Settings]\ngtk-enable-animations={animations}\n"))?;
    command
        .env("DISPLAY", display::name().await?)
        .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
        .env("GSETTINGS_BACKEND", "memory")
        .env("NO_AT_BRIDGE", "1")
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_RUNTIME_DIR", home);
    Ok(())
}
