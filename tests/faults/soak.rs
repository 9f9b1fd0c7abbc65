//! The long run: the mix again and again, each chunk with leads and faults of its own, written down one by one, so that a run which was
//! stopped goes on where it was. A chunk that failed is played again.

use crate::{
    plan, report, run,
    tally::{Tally, table},
};
use anyhow::{Context, Result, bail, ensure};
use limen_tests::{engine::Engine, paths, process, site::Site, webhook::Webhook};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::PathBuf,
    process::ExitCode,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Leads of a chunk. What is lost at most when a run is stopped is one chunk an engine.
const CHUNK: usize = 334;

/// What is asked for.
struct Options {
    leads: usize,
    seeds: u64,
}

/// A chunk that was played, as the journal has it.
#[derive(Clone, Serialize, Deserialize)]
struct Chunk {
    engine: String,
    seed: u64,
    chunk: u64,
    leads: usize,
    tally: Tally,
}

/// The journal: a line of JSON a chunk.
struct Journal {
    file: PathBuf,
    chunks: Mutex<Vec<Chunk>>,
    begun: Instant,
    leads: usize,
    known: usize,
}

/// Plays `soak [--leads 20000] [--seeds 5]`.
pub(crate) fn main() -> ExitCode {
    let outcome = options().and_then(|options| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.spawn(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                process::kill_everything_of_this_run();
                std::process::exit(130);
            }
        });
        runtime.block_on(soak(&options))
    });
    process::kill_everything_of_this_run();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Options> {
    let mut options = Options { leads: 20_000, seeds: 5 };
    let mut arguments = std::env::args().skip(2);
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<u64> {
            let text = arguments.next().with_context(|| format!("{argument} needs a number"))?;
            let number = text.parse().with_context(|| format!("{argument} {text}: a whole number is accepted"))?;
            ensure!(number > 0, "{argument} is at least 1");
            Ok(number)
        };
        match argument.as_str() {
            "--leads" => options.leads = number()? as usize,
            "--seeds" => options.seeds = number()?,
            _ => bail!("unknown: {argument}\nsoak [--leads 20000] [--seeds 5]"),
        }
    }
    Ok(options)
}

async fn soak(options: &Options) -> Result<()> {
    let engines = Engine::wanted();
    let journal = Journal::open(options)?;
    let mut lanes = tokio::task::JoinSet::new();
    let journal = std::sync::Arc::new(journal);
    for &engine in &engines {
        // Each engine has its share of every seed, in chunks.
        let share = options.leads.div_ceil(engines.len()).div_ceil(options.seeds as usize);
        let (journal, seeds) = (std::sync::Arc::clone(&journal), options.seeds);
        lanes.spawn(async move {
            // By turns, so that a run which is stopped early has something of every seed.
            for chunk in 0..share.div_ceil(CHUNK) as u64 {
                for seed in 1..=seeds {
                    let leads = CHUNK.min(share - chunk as usize * CHUNK);
                    if !journal.has(engine, seed, chunk, leads) {
                        journal.add(play(engine, seed, chunk, leads).await?)?;
                    }
                }
            }
            anyhow::Ok(())
        });
    }
    // An engine that fails does not stop the others; what it says is told at the end.
    let mut failures = Vec::new();
    while let Some(ended) = lanes.join_next().await {
        if let Err(error) = ended? {
            eprintln!("{error:#}");
            failures.push(format!("{error:#}"));
        }
    }
    println!("\n{}", journal.tables());
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// Plays one chunk; nothing may be lost in it.
async fn play(engine: Engine, seed: u64, chunk: u64, leads: usize) -> Result<Chunk> {
    let (site, webhook) = (Site::start().await?, Webhook::start().await?);
    let of = format!("soak, seed {seed}, chunk {chunk}");
    let played = run::play(engine, plan::mix(engine, seed << 32 | chunk, leads), &site, &webhook)
        .await
        .with_context(|| format!("{engine}, {of}"))?;
    let tally = Tally::of(&played);
    report::judge(engine, &of, &played, &tally).with_context(|| format!("{engine}, {of}"))?;
    Ok(Chunk { engine: engine.name().to_owned(), seed, chunk, leads, tally })
}

impl Journal {
    fn open(options: &Options) -> Result<Self> {
        let file = paths::target().join("soak/journal.jsonl");
        fs::create_dir_all(file.parent().context("the journal has a folder")?)?;
        let text = fs::read_to_string(&file).unwrap_or_default();
        // The last line may have been cut off by a kill.
        let chunks: Vec<Chunk> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let known = chunks.iter().map(|chunk| chunk.leads).sum();
        if known > 0 {
            println!("{} has {known} leads already; delete it to begin anew", file.display());
        }
        Ok(Self { file, chunks: Mutex::new(chunks), begun: Instant::now(), leads: options.leads, known })
    }

    fn has(&self, engine: Engine, seed: u64, chunk: u64, leads: usize) -> bool {
        let chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        chunks.iter().any(|of| (of.engine.as_str(), of.seed, of.chunk) == (engine.name(), seed, chunk) && of.leads >= leads)
    }

    fn add(&self, chunk: Chunk) -> Result<()> {
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = File::options().create(true).append(true).open(&self.file)?;
        writeln!(file, "{}", serde_json::to_string(&chunk)?)?;
        file.sync_data()?;
        let of = (chunk.engine.clone(), chunk.seed, chunk.chunk);
        chunks.push(chunk);
        let done: usize = chunks.iter().map(|chunk| chunk.leads).sum();
        let lost: usize = chunks.iter().map(|chunk| chunk.tally.all.lost).sum();
        let rate = (done - self.known) as f64 / self.begun.elapsed().as_secs_f64();
        let left = Duration::from_secs_f64(self.leads.saturating_sub(done) as f64 / rate);
        let (engine, seed, number) = of;
        println!(
            "{done} of {} leads, {lost} lost, {rate:.1} a second, about {} min left ({engine}, seed {seed}, chunk {number})",
            self.leads,
            left.as_secs().div_ceil(60)
        );
        Ok(())
    }

    fn tables(&self) -> String {
        let chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut engines = BTreeMap::<String, (Tally, std::collections::BTreeSet<u64>)>::new();
        for chunk in chunks.iter() {
            let (tally, seeds) = engines.entry(chunk.engine.clone()).or_default();
            *tally += &chunk.tally;
            seeds.insert(chunk.seed);
        }
        let tables = engines.iter().map(|(engine, (tally, seeds))| table(&format!("{engine}, {} seeds", seeds.len()), tally));
        tables.collect::<Vec<_>>().join("\n")
    }
}
