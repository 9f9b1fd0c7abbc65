//! The list of what must be on the machine.

use crate::engine::Engine;

/// Something that must be on the machine.
pub(super) struct Need {
    /// What a person calls it.
    pub(super) what: &'static str,
    /// Who cannot do without.
    pub(super) purpose: Purpose,
    /// What shows that it is there.
    pub(super) sign: Sign,
    /// Where it comes from.
    pub(super) source: Source,
}

/// What a need serves.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Purpose {
    /// Any build.
    Compile,
    /// The release build.
    Optimise,
    /// Fuzzing.
    Fuzz,
    /// Tests in any browser.
    Browsers,
    /// Tests in this one.
    Engine(Engine),
}

/// What shows that something is there.
pub(super) enum Sign {
    /// A path below the compiler's own folder.
    InSysroot(&'static str),
    /// One of these programs on the PATH or among cargo's.
    Program(&'static [&'static str]),
    /// One of these folders.
    Folder(&'static [&'static str]),
    /// tools/node_modules as tools/package-lock.json says.
    NpmTools,
}

/// Where something comes from.
pub(super) enum Source {
    /// `rustup` with these words.
    Rustup(&'static str),
    /// Debian's packages.
    Apt(&'static str),
    /// `cargo install --locked`.
    CargoInstall(&'static str),
    /// `npm ci` in tools/.
    Npm,
}

/// In the order in which they are to be installed, Debian's packages before all.
pub(super) const NEEDS: [Need; 13] = [
    Need {
        what: "the Rust target wasm32-unknown-unknown",
        purpose: Purpose::Compile,
        sign: Sign::InSysroot("lib/rustlib/wasm32-unknown-unknown"),
        source: Source::Rustup("target add wasm32-unknown-unknown"),
    },
    Need {
        what: "the source of Rust's standard library",
        purpose: Purpose::Optimise,
        sign: Sign::InSysroot("lib/rustlib/src/rust/library/std/Cargo.toml"),
        source: Source::Rustup("component add rust-src"),
    },
    Need { what: "Node.js", purpose: Purpose::Compile, sign: Sign::Program(&["node"]), source: Source::Apt("nodejs") },
    Need { what: "npm", purpose: Purpose::Compile, sign: Sign::Program(&["npm"]), source: Source::Apt("npm") },
    Need { what: "the npm tools of tools/", purpose: Purpose::Compile, sign: Sign::NpmTools, source: Source::Npm },
    Need { what: "cargo-fuzz", purpose: Purpose::Fuzz, sign: Sign::Program(&["cargo-fuzz"]), source: Source::CargoInstall("cargo-fuzz") },
    Need {
        what: "Chromium",
        purpose: Purpose::Engine(Engine::Chromium),
        sign: Sign::Program(&["chromium", "chromium-browser", "google-chrome"]),
        source: Source::Apt("chromium"),
    },
    Need {
        what: "Chromium's driver",
        purpose: Purpose::Engine(Engine::Chromium),
        sign: Sign::Program(&["chromedriver"]),
        source: Source::Apt("chromium-driver"),
    },
    Need {
        what: "Firefox",
        purpose: Purpose::Engine(Engine::Firefox),
        sign: Sign::Program(&["firefox-esr", "firefox"]),
        source: Source::Apt("firefox-esr"),
    },
    Need {
        what: "Firefox's driver",
        purpose: Purpose::Engine(Engine::Firefox),
        sign: Sign::Program(&["geckodriver"]),
        source: Source::CargoInstall("geckodriver"),
    },
    Need {
        what: "WebKit with its driver",
        purpose: Purpose::Engine(Engine::Webkit),
        sign: Sign::Program(&["WebKitWebDriver"]),
        source: Source::Apt("webkit2gtk-driver"),
    },
    Need {
        what: "an X server without a screen, for WebKit",
        purpose: Purpose::Engine(Engine::Webkit),
        sign: Sign::Program(&["Xvfb"]),
        source: Source::Apt("xvfb xauth"),
    },
    Need {
        what: "fonts",
        purpose: Purpose::Browsers,
        sign: Sign::Folder(&["/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/dejavu", "/Library/Fonts"]),
        source: Source::Apt("fonts-liberation"),
    },
];

impl Need {
    /// One line: what is missing, and the command that installs it.
    pub(super) fn advice(&self) -> String {
        let command = match self.source {
            Source::Rustup(words) => format!("rustup {words}"),
            Source::Apt(packages) => format!("sudo apt-get install {packages} (Debian, Ubuntu)"),
            Source::CargoInstall(name) => format!("cargo install --locked {name}"),
            Source::Npm => "npm ci --prefix tools".to_owned(),
        };
        format!("missing: {}. Get it with: {command}", self.what)
    }
}
