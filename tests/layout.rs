//! The rules that keep the layout as ARCHITECTURE.md says, read from the files themselves.

use limen_tests::paths::repository;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A file that git knows or would take.
struct Source {
    /// Below the repository's root, with `/`.
    path: String,
    text: String,
}

/// Every text file of the repository.
fn sources() -> Vec<Source> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(repository())
        .output()
        .expect("git lists the files");
    let listed = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    // A file that was just deleted is still listed; a picture is no text.
    let read = |path: &str| Some(Source { path: path.to_owned(), text: fs::read_to_string(repository().join(path)).ok()? });
    let all: Vec<_> = listed.lines().filter_map(read).collect();
    assert!(all.iter().any(|source| source.path == "tests/layout.rs"), "the search found nothing, not even itself");
    all
}

fn sources_in(folder: &str, extension: &str) -> Vec<Source> {
    let found: Vec<_> =
        sources().into_iter().filter(|source| source.path.starts_with(folder) && source.path.ends_with(extension)).collect();
    assert!(!found.is_empty(), "{folder} holds no {extension} file: has it moved?");
    found
}

/// What is built into the product: without tests.
fn product(folder: &str, extension: &str) -> Vec<Source> {
    let mut sources = sources_in(folder, extension);
    sources.retain(|source| !source.path.ends_with("tests.rs"));
    for source in &mut sources {
        if let Some(tests) = source.text.find("#[cfg(test)]\nmod tests {") {
            source.text.truncate(tests);
        }
    }
    sources
}

/// Fails with every place where a line of these sources holds one of the words, comments aside.
#[track_caller]
fn forbid(sources: &[Source], words: &[&str], why: &str) {
    let mut found = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            let code = line.trim_start();
            if code.starts_with("//") || code.starts_with('*') {
                continue;
            }
            found.extend(words.iter().filter(|word| code.contains(**word)).map(|word| format!("{}:{}: {word}", source.path, number + 1)));
        }
    }
    assert!(found.is_empty(), "{why}\n{}", found.join("\n"));
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(repository())
        .output()
        .expect("cargo describes the workspace");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

/// Names of a package's dependencies of a kind: null for ordinary ones, `dev`, `build`.
fn dependencies(package: &str, kind: Option<&str>) -> BTreeSet<String> {
    let metadata = metadata();
    let package = metadata["packages"].as_array().into_iter().flatten().find(|candidate| candidate["name"] == package);
    let package = package.expect("the package is in the workspace");
    let of_kind = package["dependencies"].as_array().into_iter().flatten().filter(|dependency| dependency["kind"].as_str() == kind);
    of_kind.filter_map(|dependency| dependency["name"].as_str()).map(str::to_owned).collect()
}

fn json(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("the file is there")).expect("the file is JSON")
}

#[test]
fn the_core_is_no_std_and_leans_on_nothing() {
    let root = fs::read_to_string(repository().join("crates/core/src/lib.rs")).expect("the core is there");
    assert!(root.contains("no_std)]"), "crates/core/src/lib.rs must say #![no_std] (outside tests)");
    let used = dependencies("limen-core", None);
    assert!(used.is_empty(), "the core may use nothing, but it uses {used:?}");
}

#[test]
fn the_core_reads_no_clock_and_rolls_no_dice() {
    let words = ["std::time", "SystemTime", "Instant::now", "getrandom", "std::fs", "std::net", "HashMap", "HashSet"];
    forbid(&product("crates/core/src/", ".rs"), &words, "the core decides and touches nothing: time and randomness arrive in events");
}

#[test]
fn the_same_mathematics_everywhere() {
    let words = [".exp(", ".exp2(", ".powf(", ".powi(", ".ln(", ".log2("];
    forbid(&product("crates/core/src/", ".rs"), &words, "std's functions differ between platforms in the last bit: use libm or integers");
}

#[test]
fn only_the_shell_names_the_browser() {
    let browser = BTreeSet::from(["gloo", "js-sys", "wasm-bindgen", "web-sys"].map(str::to_owned));
    let metadata = metadata();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().expect("packages have names");
        let used: Vec<_> = dependencies(name, None).intersection(&browser).cloned().collect();
        assert!(used.is_empty() || name == "limen", "{name} uses {used:?}; only the shell (src/) may");
    }
}

#[test]
fn no_text_becomes_markup_or_code() {
    let words = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "'style'",
        "createContextualFragment",
        "DOMParser",
        "srcdoc",
    ];
    forbid(
        &sources_in("src/", ".js"),
        &words,
        "text reaches the page through textContent, checked attributes and adopted style sheets only",
    );
}

#[test]
fn listening_only_dispatches_and_performing_only_performs() {
    forbid(&sources_in("src/listen/", ".js"), &["/perform/"], "listen/ turns what happened into events; it performs nothing");
    let mut performers = sources_in("src/perform/", ".js");
    // The one place where an effect meets its performer; to listen is an effect too.
    performers.retain(|source| source.path != "src/perform/effects.js");
    forbid(&performers, &["/listen/"], "perform/ carries effects out; it does not begin to listen by itself");
}

#[test]
fn nothing_listens_to_unload() {
    forbid(&sources_in("src/", ".js"), &["unload"], "a listener for unload costs the host page its back/forward cache");
}

#[test]
fn the_shell_keeps_the_natives_it_found() {
    // Whatever is a global of the browser and is used later than at first run has to be taken in natives.js.
    let natives = fs::read_to_string(repository().join("src/natives.js")).expect("the natives are there");
    let shell = sources_in("src/", ".js");
    let used = ["fetch", "setTimeout", "clearTimeout", "JSON", "Object", "Promise", "Reflect", "URL", "indexedDB", "WebAssembly", "crypto"];
    for name in used {
        assert!(natives.contains(&format!("{name},")), "src/natives.js does not take {name}");
    }
    forbid(&shell, &["window.fetch", "window.setTimeout", "window.JSON", "globalThis"], "take it in natives.js and use it by its name");
    let others: Vec<_> = shell.into_iter().filter(|source| source.path != "src/natives.js").collect();
    // As methods these would be the page's own: natives.js gives them as functions.
    forbid(&others, &["JSON.parse(", "JSON.stringify(", ".attachShadow(", "document.addEventListener("], "call it as natives.js gives it");
}

#[test]
fn sql_lives_in_the_store() {
    let elsewhere: Vec<_> = sources()
        .into_iter()
        .filter(|source| source.path.starts_with("crates/") && source.path.contains("/src/") && source.path.ends_with(".rs"))
        .filter(|source| !source.path.starts_with("crates/receiver/src/store"))
        .collect();
    let words = ["SELECT ", "INSERT INTO", "UPDATE leads", "DELETE FROM", "CREATE TABLE", "PRAGMA ", "rusqlite::"];
    forbid(&elsewhere, &words, "SQL belongs into crates/receiver/src/store");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    // About 400 lines; the rest is for the last test of a file.
    const LONGEST: usize = 450;
    let code = |path: &str| [".rs", ".js", ".css", ".html", ".md"].iter().any(|extension| path.ends_with(extension));
    let long: Vec<_> = sources()
        .iter()
        .filter(|source| code(&source.path))
        .map(|source| (source.text.lines().count(), source.path.clone()))
        .filter(|(lines, _)| *lines > LONGEST)
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn every_hostile_page_is_visited_and_told_of() {
    let folders: BTreeSet<_> = sources()
        .into_iter()
        .filter_map(|source| Some(source.path.strip_prefix("tests/pages/hostile/")?.split_once('/')?.0.to_owned()))
        .collect();
    assert!(folders.len() >= 40, "there are {} hostile pages", folders.len());
    for file in ["tests/e2e/hostile_pages.rs", "docs/hostile-pages.md"] {
        let text = fs::read_to_string(repository().join(file)).expect("the file is there");
        let missing: Vec<_> = folders.iter().filter(|folder| !text.contains(folder.as_str())).collect();
        assert!(missing.is_empty(), "{file} lacks {missing:?}");
    }
}

#[test]
fn no_file_is_named_for_having_no_place() {
    let nameless = ["utils", "util", "helpers", "helper", "misc"];
    let found: Vec<_> = sources()
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.split(['/', '.']).any(|part| nameless.contains(&part)))
        .collect();
    assert!(found.is_empty(), "name these for what they do: {found:?}");
}

#[test]
fn no_unfinished_or_silenced_code() {
    let code: Vec<_> = sources().into_iter().filter(|source| source.path.ends_with(".rs") && source.path != "tests/layout.rs").collect();
    forbid(&code, &["allow(dead_code", "allow(unused", "todo!(", "unimplemented!("], "code is used and finished, or it is not there");
}

#[test]
fn tests_wait_for_conditions_not_for_time() {
    let tests = sources_in("tests/e2e/", ".rs");
    forbid(&tests, &["sleep("], "poll for the condition with `until`");
}

#[test]
fn no_file_knows_this_machine() {
    // Spelled in two pieces, or the rule would find itself.
    let paths = [concat!("/wo", "rk/"), concat!("/home", "/"), concat!("/ro", "ot/"), concat!("arti", "factory")];
    let found: Vec<_> = sources()
        .iter()
        .flat_map(|source| paths.iter().filter(|path| source.text.contains(**path)).map(|path| format!("{}: {path}", source.path)))
        .collect();
    assert!(found.is_empty(), "these files name a machine or a registry's address: {found:?}");
}

#[test]
fn what_ships_and_what_cargo_builds_have_one_version() {
    let shipped = json(repository().join("pkg.json"))["version"].clone();
    let metadata = metadata();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        assert_eq!(package["version"], shipped, "version of {} and of pkg.json", package["name"]);
    }
}

#[test]
fn the_demo_site_runs_the_example_config_as_it_stands() {
    let own = json(repository().join("www/limen.json"));
    assert_eq!(own["version"], 1);
    // The example lies beside the repository where the design is kept; elsewhere there is nothing to compare with.
    let example = repository().join("../shared/examples/acme.limen.json");
    if example.exists() {
        assert_eq!(own, json(example), "www/limen.json differs from the example");
    }
}

#[test]
fn every_link_in_the_documents_leads_to_a_file() {
    let documents: Vec<_> = sources().into_iter().filter(|source| source.path.ends_with(".md")).collect();
    for expected in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        assert!(documents.iter().any(|document| document.path == expected), "{expected} is missing");
    }
    let mut broken = Vec::new();
    for document in &documents {
        let folder = Path::new(&document.path).parent().unwrap_or(Path::new(""));
        for link in links(&document.text) {
            let file = link.split('#').next().unwrap_or_default();
            let target: PathBuf = repository().join(folder).join(file);
            if !file.is_empty() && !target.exists() {
                broken.push(format!("{}: {link}", document.path));
            }
        }
    }
    assert!(broken.is_empty(), "broken links: {broken:?}");
}

/// The targets of `[text](target)` outside code, without those that leave the repository.
fn links(markdown: &str) -> Vec<String> {
    let mut in_code = false;
    let mut found = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Every other piece of a line cut at back-ticks is code.
        for prose in line.split('`').step_by(2) {
            found.extend(prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned));
        }
    }
    found.retain(|link| !link.contains("://") && !link.starts_with("mailto:"));
    found
}

#[test]
fn links_are_found_in_prose_only() {
    let text = "see [a](a.md) and [b](https://b.example)\n```\n[c](c.md)\n```\n`[d](d.md)` [e](docs/e.md#part)";
    assert_eq!(links(text), ["a.md", "docs/e.md#part"]);
}
