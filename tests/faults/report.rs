//! What is left behind of the runs: the tables, `<target>/e2e/faults.json`, and the story of every lead that went wrong.

use crate::{
    run::Played,
    tally::{Tally, table},
};
use anyhow::{Result, ensure};
use limen_tests::{engine::Engine, paths};
use serde_json::{Map, Value, json};
use std::{
    fs,
    sync::{LazyLock, Mutex, PoisonError},
};

/// Prints a run's table and adds it to `faults.json`, which holds the runs of this process by title and engine.
pub(crate) fn write(engine: Engine, title: &str, seed: u64, tally: &Tally) -> Result<()> {
    static RUNS: LazyLock<Mutex<Map<String, Value>>> = LazyLock::new(Mutex::default);
    println!("{}", table(&format!("{engine}, {title}"), tally));
    let mut runs = RUNS.lock().unwrap_or_else(PoisonError::into_inner);
    let engines = runs.entry(title).or_insert_with(|| json!({}));
    engines[engine.name()] = json!({ "seed": seed, "figures": tally });
    Ok(fs::write(paths::artifacts("")?.join("faults.json"), serde_json::to_string_pretty(&*runs)?)?)
}

/// Nothing lost, nothing twice, no body changed, and the run itself went as it should.
///
/// # Errors
/// A sentence with the place of the stories of the leads that went wrong.
pub(crate) fn judge(engine: Engine, title: &str, played: &Played, tally: &Tally) -> Result<()> {
    let folder = paths::artifacts("faults")?;
    for (lead, story) in &played.stories {
        let text = format!("{:?}\n{}\n\nrows: {:?}\n", played.leads[*lead], story.join("\n"), played.stored.get(lead));
        fs::write(folder.join(format!("{engine}-{}-lead-{lead}.txt", title.replace(' ', "-"))), text)?;
    }
    if !played.troubles.is_empty() {
        fs::write(folder.join(format!("{engine}-{}.txt", title.replace(' ', "-"))), played.log.join("\n"))?;
    }
    let place = folder.display();
    ensure!(tally.all.lost == 0, "{} acknowledged leads are lost; their stories are in {place}", tally.all.lost);
    ensure!(tally.all.stored_twice == 0, "{} leads are stored twice; their stories are in {place}", tally.all.stored_twice);
    ensure!(played.changed.is_empty(), "the bodies of these changed from attempt to attempt: {:?}", played.changed);
    ensure!(played.troubles.is_empty(), "{}", played.troubles.join("\n"));
    Ok(())
}
