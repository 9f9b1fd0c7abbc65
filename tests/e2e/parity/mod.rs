//! The same visits give the same bits in every browser as natively: one golden visit, whose fixture is what the native run gives
//! (`tests/parity`), and hundreds of random ones through the shipped wasm.

mod random;
mod recording;

use anyhow::{Context, Result, ensure};
use limen_tests::{browser::Look, case::Case, page::Page, paths, scenarios, site::Answer, suite::Suite};
use recording::Recording;
use serde_json::Value;
use std::{fs, path::PathBuf};
use tokio::{process::Command, sync::OnceCell};

/// Random visits of a run.
const VISITS: u64 = 400;

/// Where they begin, unless `LIMEN_SEED` says otherwise.
const SEED: u64 = 3;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light; the_golden_visit_gives_the_recorded_bits, random_visits_give_the_same_bits_as_natively];
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

async fn random_visits_give_the_same_bits_as_natively(t: &Case) -> Result<()> {
    let seed = match std::env::var("LIMEN_SEED") {
        Ok(seed) => seed.parse().context("LIMEN_SEED is a whole number")?,
        Err(_) => SEED,
    };
    let recordings = (0..VISITS).map(|visit| recording::record(seed, visit)).collect::<Result<Vec<_>>>()?;
    let reached = |what: fn(&Recording) -> usize| recordings.iter().map(what).sum::<usize>();
    let (scores, popups, leads) =
        (reached(|visit| visit.reached.scores), reached(|visit| visit.reached.popups), reached(|visit| visit.reached.leads));
    println!(
        "{}: seed {seed}: {VISITS} visits, {} calls, {scores} scores, {popups} pop-ups, {leads} leads",
        t.engine,
        reached(|visit| visit.calls.len())
    );
    ensure!(scores > 1_000 && popups > 100 && leads > 20, "too little happens in these visits");

    serve(t, &recordings)?;
    let page = t.page().await?;
    page.visit("/pages/plain/").await?;
    let sums: Vec<Vec<u32>> = serde_json::from_value(play(&page, "sums()").await?).context("the player gives two sums a visit")?;
    let expected: Vec<Vec<u32>> = recordings.iter().map(Recording::sum).collect();
    if let Some(visit) = (0..recordings.len()).find(|&visit| sums.get(visit) != expected.get(visit)) {
        let answers: Vec<String> = serde_json::from_value(play(&page, &format!("answers({visit})")).await?)?;
        let recorded = &recordings[visit];
        let first = (0..recorded.answers.len()).find(|&call| answers.get(call) != recorded.answers.get(call)).unwrap_or_default();
        assert_eq!(
            answers.get(first),
            recorded.answers.get(first),
            "visit {visit} of seed {seed} differs from its call {first} on: {}",
            recorded.calls[first]
        );
    }
    ensure!(sums == expected, "the sums differ, but no answer does");
    Ok(())
}

/// Puts the player, the shipped wasm and the visits on the site.
fn serve(t: &Case, recordings: &[Recording]) -> Result<()> {
    let script = |path: &str, text: String| t.site.answer(path, Answer::Content(200, "text/javascript", text.into_bytes()));
    script("/parity/play.js", include_str!("play.js").to_owned());
    script("/parity/wasm.js", fs::read_to_string(paths::repository().join("src/wasm.js"))?);
    let wasm = fs::read(paths::shipped("limen", "wasm")?)?;
    t.site.answer("/parity/shipped.wasm", Answer::Content(200, "application/wasm", wasm));
    let visits: Value = recordings.iter().map(|recording| Value::from(recording.calls.clone())).collect();
    t.site.answer("/parity/visits.json", Answer::Content(200, "application/json", visits.to_string().into_bytes()));
    Ok(())
}

/// What the player gives for an expression.
async fn play(page: &Page<'_>, expression: &str) -> Result<Value> {
    let script = format!(
        "const done = arguments[0];
        import('/parity/play.js').then((player) => player.{expression}).then(done, (error) => done(String(error)))"
    );
    Ok(page.browser.client.execute_async(&script, vec![]).await?)
}
