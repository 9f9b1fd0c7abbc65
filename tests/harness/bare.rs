//! A browser without WebDriver and with a profile that is kept: what a visitor really runs, and what can really be killed.
//! (WebKit's automation sessions are ephemeral, so a lead that outlives a kill can be shown only like this.)
//!
//! The page drives itself (`drive.js`) and reports to the site.

use crate::{
    browser::{Look, prepare_webkit},
    engine::{CHROMIUM_FLAGS, Engine, FIREFOX_PREFERENCES, Preference},
    paths,
    process::Family,
};
use anyhow::Result;
use std::fmt::Write;
use tempfile::TempDir;
use tokio::process::Command;

/// Pages may open windows by themselves, as a visitor would by hand; those in the background run as fast as the one in front.
const CHROMIUM_POPUPS: [&str; 4] = [
    "--disable-popup-blocking",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
];
const FIREFOX_POPUPS: [(&str, Preference); 2] =
    [("dom.disable_open_during_load", Preference::Flag(false)), ("dom.popup_maximum", Preference::Number(-1))];

/// A visitor's profile, which outlives the browser.
#[derive(Debug)]
pub struct Profile {
    engine: Engine,
    directory: TempDir,
}

impl Profile {
    /// An empty one.
    ///
    /// # Errors
    /// When the directory cannot be made.
    pub fn new(engine: Engine) -> Result<Self> {
        let directory = TempDir::with_prefix("limen-profile-")?;
        let mut preferences = String::new();
        for (name, value) in FIREFOX_PREFERENCES.into_iter().chain(FIREFOX_POPUPS) {
            writeln!(preferences, "user_pref({name:?}, {});", value.json())?;
        }
        std::fs::write(directory.path().join("user.js"), preferences)?;
        Ok(Self { engine, directory })
    }

    /// Starts the browser with this profile on an address.
    ///
    /// # Errors
    /// When the browser is not installed or does not start.
    pub async fn open(&self, url: &str) -> Result<Family> {
        let program = self.engine.programs().map_err(anyhow::Error::msg)?.browser;
        let profile = self.directory.path();
        let mut command = Command::new(program);
        match self.engine {
            Engine::Chromium => {
                command
                    .args(CHROMIUM_FLAGS)
                    .args(CHROMIUM_POPUPS)
                    .arg("--no-default-browser-check")
                    .arg(format!("--user-data-dir={}", profile.display()));
            }
            Engine::Firefox => {
                command.args(["-headless", "-no-remote", "-profile"]).arg(profile);
            }
            Engine::Webkit => {
                prepare_webkit(&mut command, profile, Look::Light).await?;
                command.arg("--javascript-can-open-windows-automatically=true");
            }
        }
        command.arg(url);
        let log = paths::artifacts("logs")?.join(format!("{}-bare.log", self.engine));
        Family::start(&mut command, &log)
    }
}
