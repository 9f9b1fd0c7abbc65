//! Runs every scenario in every engine: `chromium::delivery::a_lead_is_never_sent_twice`.
//!
//! One test at a time per engine, the engines side by side. An engine that is not installed is skipped with a line on a laptop and fails
//! where `CI` is set. Counts per engine go to `<target>/e2e/<suite>-counts.json`.

use crate::{
    browser::{Browser, Look},
    case::Case,
    engine::Engine,
    paths, process,
};
use anyhow::{Context, Result};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde_json::json;
use std::{
    collections::BTreeMap,
    panic::AssertUnwindSafe,
    pin::Pin,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::runtime::Runtime;

/// What a test does.
pub type Body = for<'a> fn(&'a Case) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// The longest a test may take in all, unless the suite says otherwise; a browser that hangs must not take the run with it.
const LONGEST: Duration = Duration::from_secs(120);

/// All scenarios.
pub struct Suite {
    name: &'static str,
    scenarios: Vec<Scenario>,
    longest: Duration,
}

impl Default for Suite {
    fn default() -> Self {
        Self::new("e2e", LONGEST)
    }
}

#[derive(Clone, Copy)]
struct Scenario {
    module: &'static str,
    name: &'static str,
    look: Look,
    engines: &'static [Engine],
    body: Body,
}

/// The scenarios of a module, by the names of their functions: `scenarios![suite, Look::Light; a_lead_is_stored, …]`.
#[macro_export]
macro_rules! scenarios {
    ($suite:expr, $look:expr; $($name:ident),+ $(,)?) => {
        $crate::scenarios![$suite, $look, &$crate::engine::Engine::ALL; $($name),+]
    };
    ($suite:expr, $look:expr, $engines:expr; $($name:ident),+ $(,)?) => {
        $($suite.add(module_path!(), stringify!($name), $look, $engines, |case| Box::pin($name(case)));)+
    };
}

#[derive(Default)]
struct Counts {
    passed: u32,
    failed: u32,
    skipped: u32,
}

struct Runner {
    runtime: Runtime,
    longest: Duration,
    browsers: BTreeMap<Engine, tokio::sync::Mutex<Option<Browser>>>,
    counts: Mutex<BTreeMap<Engine, Counts>>,
}

impl Suite {
    /// One of this name, whose tests may take this long each.
    #[must_use]
    pub fn new(name: &'static str, longest: Duration) -> Self {
        Self { name, scenarios: Vec::new(), longest }
    }

    /// Adds a scenario for these engines; use [`scenarios!`](crate::scenarios).
    pub fn add(&mut self, module: &'static str, name: &'static str, look: Look, engines: &'static [Engine], body: Body) {
        let module = module.rsplit("::").next().unwrap_or(module);
        self.scenarios.push(Scenario { module, name, look, engines, body });
    }

    /// Runs what the command line asks for, with the options of `cargo test`.
    pub fn run(mut self) -> ExitCode {
        let mut arguments = Arguments::from_args();
        let engines = Engine::wanted();
        arguments.test_threads.get_or_insert(engines.len());
        // Each change of look restarts two of the three browsers: once each is enough.
        self.scenarios.sort_by_key(|scenario| scenario.look);
        let runner = match Runner::new(&engines, self.longest) {
            Ok(runner) => Arc::new(runner),
            Err(error) => {
                eprintln!("the suite cannot start: {error:#}");
                return ExitCode::FAILURE;
            }
        };
        let per_scenario = self.scenarios.iter().flat_map(|scenario| {
            let engines = engines.iter().filter(|engine| scenario.engines.contains(engine));
            engines.map(|&engine| trial(Arc::clone(&runner), engine, *scenario))
        });
        let trials = per_scenario.collect();
        let conclusion = libtest_mimic::run(&arguments, trials);
        let written = runner.finish(self.name, arguments.list);
        process::kill_everything_of_this_run();
        if let Err(error) = written {
            eprintln!("the counts could not be written: {error:#}");
            return ExitCode::FAILURE;
        }
        conclusion.exit_code()
    }
}

impl Runner {
    fn new(engines: &[Engine], longest: Duration) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.spawn(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                process::kill_everything_of_this_run();
                std::process::exit(130);
            }
        });
        Ok(Self {
            runtime,
            longest,
            browsers: engines.iter().map(|&engine| (engine, tokio::sync::Mutex::default())).collect(),
            counts: Mutex::new(engines.iter().map(|&engine| (engine, Counts::default())).collect()),
        })
    }

    fn count(&self, engine: Engine, add: impl FnOnce(&mut Counts)) {
        add(self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(engine).or_default());
    }

    async fn run(&self, engine: Engine, scenario: Scenario) -> Result<()> {
        let slot = self.browsers.get(&engine).context("an engine nobody asked for")?;
        // Held to the end: one test at a time per engine.
        let mut kept = slot.lock().await;
        let case = Case::open(engine, scenario.look, kept.take()).await?;
        let body = CatchUnwind(Box::pin((scenario.body)(&case)));
        let outcome = match tokio::time::timeout(self.longest, body).await {
            Ok(outcome) => outcome,
            Err(_) => Err(anyhow::anyhow!("took longer than {} s", self.longest.as_secs())),
        };
        // What the pages saw explains most failures, so it is told with them.
        let outcome = match (outcome, case.judge()) {
            (Err(error), Err(seen)) => Err(error.context(format!("{seen}"))),
            (outcome, judged) => outcome.and(judged),
        };
        match outcome {
            Ok(()) => {
                *kept = case.close().await;
                Ok(())
            }
            Err(error) => {
                let Some(picture) = case.abandon().await else { return Err(error) };
                let file = paths::artifacts("failures")?.join(format!("{engine}-{}-{}.png", scenario.module, scenario.name));
                std::fs::write(&file, picture)?;
                Err(error.context(format!("screenshot: {}", file.display())))
            }
        }
    }

    fn finish(&self, suite: &str, only_listed: bool) -> Result<()> {
        self.runtime.block_on(async {
            for browser in self.browsers.values() {
                if let Some(browser) = browser.lock().await.take() {
                    browser.close().await;
                }
            }
        });
        if only_listed {
            return Ok(());
        }
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let per_engine = counts.iter().map(|(engine, counts)| {
            let counts = json!({ "passed": counts.passed, "failed": counts.failed, "skipped": counts.skipped });
            (engine.name().to_owned(), counts)
        });
        let report = serde_json::Value::Object(per_engine.collect());
        println!("{report}");
        std::fs::write(paths::artifacts("")?.join(format!("{suite}-counts.json")), format!("{report}\n"))?;
        Ok(())
    }
}

fn trial(runner: Arc<Runner>, engine: Engine, scenario: Scenario) -> Trial {
    let name = format!("{engine}::{}::{}", scenario.module, scenario.name);
    Trial::ignorable_test(name, move || {
        if let Err(missing) = engine.programs() {
            if std::env::var_os("CI").is_some() {
                runner.count(engine, |counts| counts.failed += 1);
                return Err(Failed::from(missing));
            }
            runner.count(engine, |counts| counts.skipped += 1);
            return Ok(Completion::ignored_with(missing));
        }
        match runner.runtime.block_on(runner.run(engine, scenario)) {
            Ok(()) => {
                runner.count(engine, |counts| counts.passed += 1);
                Ok(Completion::Completed)
            }
            Err(error) => {
                runner.count(engine, |counts| counts.failed += 1);
                Err(Failed::from(error.chain().map(ToString::to_string).collect::<Vec<_>>().join("\nbecause ")))
            }
        }
    })
}

/// Turns a failed `assert!` into an error, so that the browser is still looked at and closed.
struct CatchUnwind<'a>(Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>);

impl Future for CatchUnwind<'_> {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, context: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        match std::panic::catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                std::task::Poll::Ready(Err(anyhow::anyhow!(text.unwrap_or_else(|| "a panic without words".to_owned()))))
            }
        }
    }
}
