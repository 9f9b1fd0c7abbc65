//! Where things are: the repository, what was built, what the tests leave behind.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The repository's root.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo's target directory that this very program was built into, however it was chosen.
#[must_use]
pub fn target() -> PathBuf {
    // <target>/<profile>/deps/<test> or <target>/<profile>/<binary>: the directory marked as a cache is the target.
    std::env::current_exe()
        .ok()
        .and_then(|exe| exe.ancestors().find(|dir| dir.join("CACHEDIR.TAG").exists()).map(Path::to_path_buf))
        .unwrap_or_else(|| repository().join("target"))
}

/// What `cargo xtask build` wrote; `LIMEN_DIST` names another place.
#[must_use]
pub fn dist() -> PathBuf {
    std::env::var_os("LIMEN_DIST").map_or_else(|| repository().join("dist"), PathBuf::from)
}

/// The file `<stem>-<hash>.<extension>` of what was built.
///
/// # Errors
/// When there is none.
pub fn shipped(stem: &str, extension: &str) -> Result<PathBuf> {
    for file in std::fs::read_dir(dist())? {
        let path = file?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let hash = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(extension)?.strip_suffix('.'));
        if hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            return Ok(path);
        }
    }
    bail!("dist/ has no {stem}-*.{extension}: run `cargo xtask build`")
}

/// The same file's path on a site.
///
/// # Errors
/// When there is none.
pub fn served(stem: &str, extension: &str) -> Result<String> {
    let file = shipped(stem, extension)?;
    Ok(format!("/{}", file.file_name().and_then(|name| name.to_str()).context("a name")?))
}

/// The `limen` binary: `LIMEN_BIN`, or the one next to the tests, or the repository's own debug build.
///
/// # Errors
/// When there is none.
pub fn limen() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("LIMEN_BIN") {
        return Ok(path.into());
    }
    [target(), repository().join("target")]
        .iter()
        .flat_map(|dir| [dir.join("debug/limen"), dir.join("release/limen")])
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .max()
        .map(|(_, path)| path)
        .context("there is no `limen` binary: run `cargo build -p limen-cli`, or name it in LIMEN_BIN")
}

/// The axe-core script: `LIMEN_AXE`, or the one `cargo xtask setup` installs.
#[must_use]
pub fn axe() -> PathBuf {
    std::env::var_os("LIMEN_AXE").map_or_else(|| npm().join("axe-core/axe.min.js"), PathBuf::from)
}

/// The npm packages that `cargo xtask setup` installs.
#[must_use]
pub fn npm() -> PathBuf {
    repository().join("tools/node_modules")
}

/// A directory under `<target>/e2e` for what the tests leave behind; made when missing.
///
/// # Errors
/// When it cannot be made.
pub fn artifacts(name: &str) -> Result<PathBuf> {
    let dir = target().join("e2e").join(name);
    std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
    Ok(dir)
}
