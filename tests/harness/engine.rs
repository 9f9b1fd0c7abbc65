//! The three browser engines, and which of them this machine has.

use std::{
    fmt,
    path::{Path, PathBuf},
};

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Engine {
    /// Chromium by chromedriver.
    Chromium,
    /// Firefox by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser by WebKitWebDriver, under Xvfb.
    Webkit,
}

impl Engine {
    /// All three.
    pub const ALL: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::Webkit];

    /// The name in test names, in `LIMEN_BROWSERS` and in the counts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
            Engine::Webkit => "webkit",
        }
    }

    /// The engines to test: all, or those that `LIMEN_BROWSERS` lists (`LIMEN_BROWSERS=chromium,webkit`).
    ///
    /// # Panics
    /// On a name that is no engine: a typing error must not look like success.
    #[must_use]
    pub fn wanted() -> Vec<Engine> {
        let Ok(list) = std::env::var("LIMEN_BROWSERS") else { return Self::ALL.to_vec() };
        list.split(',')
            .map(|name| {
                let engine = Self::ALL.into_iter().find(|engine| engine.name() == name.trim());
                engine
                    .unwrap_or_else(|| panic!("LIMEN_BROWSERS names {name:?}; accepted are chromium, firefox, webkit, separated by commas"))
            })
            .collect()
    }

    /// The programs it needs, or a sentence about what is missing.
    ///
    /// # Errors
    /// The sentence, when one is missing.
    pub fn programs(self) -> Result<Programs, String> {
        let find =
            |names: &[&str]| names.iter().find_map(|name| on_path(name)).ok_or_else(|| format!("{} is not installed", names.join(" or ")));
        let (browser, driver) = match self {
            Engine::Chromium => (find(&["chromium", "chromium-browser", "google-chrome"])?, find(&["chromedriver"])?),
            Engine::Firefox => (find(&["firefox-esr", "firefox"])?, find(&["geckodriver"])?),
            Engine::Webkit => {
                find(&["Xvfb"])?;
                (mini_browser().ok_or("MiniBrowser (Debian: webkit2gtk-driver) is not installed")?, find(&["WebKitWebDriver"])?)
            }
        };
        Ok(Programs { browser, driver })
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The programs of an engine.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The browser itself.
    pub browser: PathBuf,
    /// Its WebDriver server.
    pub driver: PathBuf,
}

/// The flags under which Chromium runs everywhere here: without a window, as root in a container, and without calls home.
pub const CHROMIUM_FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// The preferences under which Firefox runs everywhere here: no first-run pages, no calls home.
pub const FIREFOX_PREFERENCES: [(&str, Preference); 13] = [
    ("app.normandy.enabled", Preference::Flag(false)),
    ("app.update.disabledForTesting", Preference::Flag(true)),
    ("browser.aboutwelcome.enabled", Preference::Flag(false)),
    // For its pictures of pages Firefox visits them again by itself, with a storage that it throws away.
    ("browser.pagethumbnails.capturing_disabled", Preference::Flag(true)),
    ("browser.sessionstore.resume_from_crash", Preference::Flag(false)),
    ("browser.shell.checkDefaultBrowser", Preference::Flag(false)),
    ("datareporting.policy.dataSubmissionEnabled", Preference::Flag(false)),
    ("extensions.getAddons.cache.enabled", Preference::Flag(false)),
    ("network.captive-portal-service.enabled", Preference::Flag(false)),
    ("network.connectivity-service.enabled", Preference::Flag(false)),
    ("services.settings.server", Preference::Text("data:,#remote-settings-dummy/v1")),
    ("toolkit.startup.max_resumed_crashes", Preference::Number(-1)),
    ("toolkit.telemetry.reportingpolicy.firstRun", Preference::Flag(false)),
];

/// The value of a Firefox preference.
#[derive(Clone, Copy, Debug)]
pub enum Preference {
    /// True or false.
    Flag(bool),
    /// A number.
    Number(i32),
    /// A text.
    Text(&'static str),
}

impl Preference {
    /// As JSON, which is also how `user.js` writes it.
    #[must_use]
    pub fn json(self) -> serde_json::Value {
        match self {
            Preference::Flag(flag) => flag.into(),
            Preference::Number(number) => number.into(),
            Preference::Text(text) => text.into(),
        }
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo/bin"));
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).chain(home).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Debian puts MiniBrowser into the library directory of the architecture, beside WebKit's own helpers.
fn mini_browser() -> Option<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib").ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let libraries = libraries.chain(["/usr/lib".into(), "/usr/libexec".into()]);
    let mut found: Vec<_> = libraries
        .flat_map(|dir| ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"].map(|version| dir.join(version).join("MiniBrowser")))
        .filter(|file| file.is_file())
        .collect();
    // 4.1 is the one that webkit2gtk-driver belongs to on Debian.
    found.sort_by_key(|file| !file.to_string_lossy().contains("4.1"));
    found.into_iter().next()
}
