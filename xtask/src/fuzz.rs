//! `cargo xtask fuzz`: looks for texts that break what reads strangers' texts.

use crate::{setup, workspace::Workspace};
use anyhow::{Context, Result};
use std::fs;

/// The package of the targets, and its folder.
const PACKAGE: (&str, &str) = ("limen-fuzz", "fuzz");

/// The longest that one text may take, in seconds, and the most memory, in MiB.
const LONGEST: u32 = 10;
const MOST_MEMORY: u32 = 1024;

/// Runs every target for so many seconds, from the corpus in the repository and from what earlier runs have found in `target/fuzz`. The first
/// text that breaks a target ends the run; it is written to `target/fuzz/found`.
pub(crate) fn run(ws: &Workspace, seconds: u32) -> Result<()> {
    setup::for_fuzzing(ws)?;
    // Fuzzing needs flags that only nightly compilers take by themselves.
    let _nightly = ws.sh.push_env("RUSTC_BOOTSTRAP", "1");
    let found = ws.target.join("fuzz/found");
    fs::create_dir_all(&found)?;
    let targets = ws.targets(PACKAGE.0, "bin");
    for name in &targets {
        println!("fuzzing {name} for {seconds} s");
        let (grown, seeds) = (ws.target.join("fuzz/corpus").join(name), ws.root.join(PACKAGE.1).join("corpus").join(name));
        fs::create_dir_all(&grown)?;
        let [grown, seeds] = [&grown, &seeds].map(|folder| folder.to_string_lossy());
        // Without the address sanitizer: the core has no unsafe code, and runs twice as fast.
        let cargo = ["fuzz", "run", "--features", "libfuzzer", "--sanitizer", "none", name, &grown, &seeds, "--"];
        let limits = [
            format!("-max_total_time={seconds}"),
            format!("-timeout={LONGEST}"),
            format!("-rss_limit_mb={MOST_MEMORY}"),
            format!("-artifact_prefix={}/{name}-", found.display()),
            "-print_final_stats=1".to_owned(),
        ];
        let broken = || format!("{name} broke; the text is in {}. Mend it, and keep the text in fuzz/corpus/{name}", found.display());
        ws.cargo(&cargo).args(limits).run().with_context(broken)?;
    }
    println!("{} targets held for {seconds} s each.", targets.len());
    Ok(())
}
