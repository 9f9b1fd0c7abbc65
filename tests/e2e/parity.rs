//! The same visit gives the same bits in every browser as natively: the fixture is what the native run gives (`tests/parity`).

use anyhow::{Context, Result, ensure};
use limen_tests::{browser::Look, case::Case, paths, scenarios, site::Answer, suite::Suite};
use std::{fs, path::PathBuf};
use tokio::{process::Command, sync::OnceCell};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light; the_golden_visit_gives_the_recorded_bits];
}

/// The visit as wasm; built once for all engines.
async fn module() -> Result<&'static PathBuf> {
    static BUILT: OnceCell<PathBuf> = OnceCell::const_new();
    BUILT
        .get_or_try_init(|| async {
            let target = paths::target();
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args([
                "build",
                "--quiet",
                "--release",
                "--package",
                "limen-parity",
                "--target",
                "wasm32-unknown-unknown",
                "--target-dir",
            ]);
            let status = cargo.arg(&target).current_dir(paths::repository()).status().await.context("cargo does not start")?;
            ensure!(status.success(), "limen-parity does not build as wasm: is the target installed? `cargo xtask setup`");
            Ok(target.join("wasm32-unknown-unknown/release/limen_parity.wasm"))
        })
        .await
}

async fn the_golden_visit_gives_the_recorded_bits(t: &Case) -> Result<()> {
    t.site.answer("/parity.wasm", Answer::Content(200, "application/wasm", fs::read(module().await?)?));
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    let script = "const done = arguments[0];
        WebAssembly.instantiateStreaming(fetch('/parity.wasm')).then(({ instance: { exports } }) => {
            const at = exports.run();
            const length = new DataView(exports.memory.buffer).getUint32(at, true);
            done(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at + 4, length)));
        }).catch((error) => done(String(error)))";
    let played = page.browser.client.execute_async(script, vec![]).await?;
    let recorded = fs::read_to_string(paths::repository().join("tests/fixtures/golden-visit.txt"))?;
    let played = played.as_str().unwrap_or_default();
    let first = played.lines().zip(recorded.lines()).position(|(played, recorded)| played != recorded);
    assert_eq!(first, None, "the first line that differs");
    assert_eq!(played, recorded);
    Ok(())
}
