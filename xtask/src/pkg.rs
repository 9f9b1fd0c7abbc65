//! pkg.json: what ships, for which browsers, and how heavy it may be.

use crate::{size::Sizes, workspace::Workspace};
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs};

/// The content of pkg.json.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// The package's name.
    pub(crate) name: String,
    /// The version, the same as in Cargo.toml.
    pub(crate) version: String,
    /// One sentence.
    pub(crate) description: String,
    /// An SPDX expression.
    pub(crate) license: String,
    /// What visitors download, as globs of names in dist/. Every file there must match one, every glob must match a file.
    pub(crate) files: Vec<String>,
    /// The oldest browsers, in esbuild's spelling.
    pub(crate) browsers: Vec<String>,
    /// Those out of `files` that few visitors download: their page's config asks for it, or their lead has to wait.
    #[serde(rename = "onDemand")]
    on_demand: Vec<String>,
    /// Brotli bytes at most, by glob out of `files`; `total` is for what every visitor downloads.
    pub(crate) budgets: BTreeMap<String, u64>,
}

/// The content of dist/package.json, in npm's words.
#[derive(Serialize)]
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    description: &'a str,
    license: &'a str,
    main: &'a str,
    files: Vec<&'a str>,
}

/// The key of the budget for what every visitor downloads.
const TOTAL: &str = "total";

impl Manifest {
    /// Reads pkg.json; fails when it is malformed, or says another version than Cargo.toml.
    pub(crate) fn load(ws: &Workspace) -> Result<Self> {
        let text = fs::read_to_string(ws.root.join("pkg.json")).context("pkg.json cannot be read")?;
        Self::parse(&text, &ws.version)
    }

    fn parse(text: &str, cargo_version: &str) -> Result<Self> {
        let manifest: Self = serde_json::from_str(text).context("pkg.json is malformed")?;
        ensure!(
            manifest.version == cargo_version,
            "pkg.json says version {}, Cargo.toml says {cargo_version}: make them equal",
            manifest.version
        );
        for name in manifest.files.iter().map(String::as_str).chain([TOTAL]) {
            ensure!(manifest.budgets.contains_key(name), "pkg.json: `budgets` lacks `{name}`");
        }
        for name in manifest.budgets.keys() {
            ensure!(
                name == TOTAL || manifest.files.contains(name),
                "pkg.json: the budget `{name}` is neither `{TOTAL}` nor one of `files`"
            );
        }
        for name in &manifest.on_demand {
            ensure!(manifest.files.contains(name), "pkg.json: `onDemand` has `{name}`, which is not one of `files`");
        }
        Ok(manifest)
    }

    /// Whether this file of dist/ is one of those.
    pub(crate) fn is_on_demand(&self, name: &str) -> bool {
        self.on_demand.iter().any(|glob| matches(glob, name))
    }

    /// The text of dist/package.json.
    pub(crate) fn package_json(&self, sizes: &Sizes) -> Result<String> {
        let package = Package {
            name: &self.name,
            version: &self.version,
            description: &self.description,
            license: &self.license,
            main: "limen.js",
            files: sizes.files.iter().map(|file| file.name.as_str()).collect(),
        };
        Ok(serde_json::to_string_pretty(&package)? + "\n")
    }

    /// Fails when a file, or all together, weighs more than its budget, or when files and pkg.json disagree.
    pub(crate) fn check_budgets(&self, sizes: &Sizes) -> Result<()> {
        let mut problems = Vec::new();
        for glob in &self.files {
            if !sizes.files.iter().any(|file| matches(glob, &file.name)) {
                problems.push(format!("dist/ has no file `{glob}`, but pkg.json says that it ships"));
            }
        }
        for file in &sizes.files {
            match self.files.iter().find(|glob| matches(glob, &file.name)) {
                Some(glob) => problems.extend(self.excess(glob, &file.name, file.bytes.brotli)),
                None => problems.push(format!("dist/{} is not among pkg.json's `files`", file.name)),
            }
        }
        problems.extend(self.excess(TOTAL, "what every visitor downloads", sizes.total.brotli));
        if !problems.is_empty() {
            bail!("{}", problems.join("\n"));
        }
        Ok(())
    }

    fn excess(&self, key: &str, what: &str, brotli: u64) -> Option<String> {
        let budget = self.budgets[key];
        (brotli > budget).then(|| {
            format!(
                "{what}: {brotli} bytes in brotli, {} over its budget of {budget}. See what grew with `cargo xtask \
                 size`; make it smaller, or raise `budgets[\"{key}\"]` in pkg.json and say why in the commit.",
                brotli - budget
            )
        })
    }
}

/// Whether a glob with at most one `*` fits the name.
fn matches(glob: &str, name: &str) -> bool {
    match glob.split_once('*') {
        Some((head, tail)) => name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail),
        None => glob == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::size::{Bytes, File};

    const TEXT: &str = r#"{"name":"limen","version":"1.2.3","description":"d","license":"MIT","files":["limen.js",
        "limen-*.wasm"],"onDemand":[],"browsers":["chrome109"],"budgets":{"limen.js":100,"limen-*.wasm":200,"total":250}}"#;

    fn sizes(script: u64, wasm: u64) -> Sizes {
        let file = |name: &str, brotli| File { name: name.into(), bytes: Bytes { raw: 1000, gzip: 500, brotli }, on_demand: false };
        Sizes::of(vec![file("limen.js", script), file("limen-0a1b.wasm", wasm)])
    }

    #[test]
    fn a_version_unlike_cargos_fails_and_names_both() {
        let error = Manifest::parse(TEXT, "1.2.4").unwrap_err().to_string();
        assert!(error.contains("1.2.3") && error.contains("1.2.4"), "{error}");
        assert!(Manifest::parse(TEXT, "1.2.3").is_ok());
    }

    #[test]
    fn a_file_without_a_budget_fails() {
        let error = Manifest::parse(&TEXT.replace(r#""limen.js":100,"#, ""), "1.2.3").unwrap_err();
        assert_eq!(error.to_string(), "pkg.json: `budgets` lacks `limen.js`");
    }

    #[test]
    fn what_is_loaded_on_demand_has_to_ship() {
        let error = Manifest::parse(&TEXT.replace(r#""onDemand":[]"#, r#""onDemand":["limen-*.bin"]"#), "1.2.3").unwrap_err();
        assert_eq!(error.to_string(), "pkg.json: `onDemand` has `limen-*.bin`, which is not one of `files`");
        let manifest = Manifest::parse(&TEXT.replace(r#""onDemand":[]"#, r#""onDemand":["limen-*.wasm"]"#), "1.2.3").unwrap();
        assert!(manifest.is_on_demand("limen-0a1b.wasm") && !manifest.is_on_demand("limen.js"));
    }

    #[test]
    fn a_misspelt_budget_fails() {
        let error = Manifest::parse(&TEXT.replace(r#""total":250"#, r#""total":250,"limen.mjs":1"#), "1.2.3");
        assert!(error.unwrap_err().to_string().contains("limen.mjs"));
    }

    #[test]
    fn within_budget_passes_at_the_very_border() {
        let manifest = Manifest::parse(TEXT, "1.2.3").unwrap();
        manifest.check_budgets(&sizes(100, 150)).unwrap();
    }

    #[test]
    fn over_budget_fails_with_file_number_budget_and_what_to_do() {
        let manifest = Manifest::parse(TEXT, "1.2.3").unwrap();
        let error = manifest.check_budgets(&sizes(101, 10)).unwrap_err().to_string();
        for part in ["limen.js", "101 bytes", "1 over its budget of 100", "cargo xtask size", "pkg.json"] {
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn the_total_has_its_own_budget() {
        let manifest = Manifest::parse(TEXT, "1.2.3").unwrap();
        let error = manifest.check_budgets(&sizes(90, 161)).unwrap_err().to_string();
        assert!(error.starts_with("what every visitor downloads: 251 bytes"), "{error}");
    }

    #[test]
    fn a_file_that_is_missing_or_was_not_announced_fails() {
        let manifest = Manifest::parse(TEXT, "1.2.3").unwrap();
        let mut sizes = sizes(1, 1);
        sizes.files[0].name = "other.js".into();
        let error = manifest.check_budgets(&sizes).unwrap_err().to_string();
        assert!(error.contains("no file `limen.js`") && error.contains("dist/other.js is not"), "{error}");
    }

    #[test]
    fn package_json_lists_the_files_by_their_real_names() {
        let manifest = Manifest::parse(TEXT, "1.2.3").unwrap();
        let package: serde_json::Value = serde_json::from_str(&manifest.package_json(&sizes(1, 1)).unwrap()).unwrap();
        assert_eq!(package["version"], "1.2.3");
        assert_eq!(package["files"], serde_json::json!(["limen.js", "limen-0a1b.wasm"]));
        assert!(package.get("budgets").is_none());
    }
}
