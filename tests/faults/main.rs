//! No lead is ever lost: counted runs of real browsers in front of the real receiver, while everything that can go wrong does.
//!
//! `cargo xtask test` plays the short runs (`LIMEN_SEED` draws others), `cargo xtask soak` the long one.

mod ledger;
mod plan;
mod report;
mod run;
mod soak;
mod stage;
mod tally;

use anyhow::{Result, ensure};
use limen_tests::{browser::Look, case::Case, scenarios, suite::Suite, trap::Kind};
use plan::Plan;
use std::{process::ExitCode, time::Duration};
use tally::Tally;

/// Over the three engines together 1,000.
const LEADS: [usize; 3] = [334, 333, 333];
const KILLS: usize = 20;
const LEAVING: usize = 100;

/// The longest that a run may take; each takes two to five minutes where three engines share two cores.
const LONGEST: Duration = Duration::from_secs(600);

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("soak") {
        return soak::main();
    }
    let mut suite = Suite::new("faults", LONGEST);
    scenarios![suite, Look::Light;
        a_thousand_leads_under_all_faults_are_stored_once_each,
        browsers_killed_right_after_the_thanks_keep_every_lead,
        leaving_in_the_task_of_the_submit_loses_no_first_attempt,
    ];
    suite.run()
}

fn seed() -> u64 {
    std::env::var("LIMEN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1)
}

async fn a_thousand_leads_under_all_faults_are_stored_once_each(t: &Case) -> Result<()> {
    let tally = play(t, "mix", plan::mix(t.engine, seed(), LEADS[t.engine as usize])).await?;
    ensure!(tally.all.submitted == LEADS[t.engine as usize], "{} leads were submitted", tally.all.submitted);
    ensure!(tally.browser_kills > 0 && tally.all.wire_duplicates > 0, "the faults did not happen");
    Ok(())
}

async fn browsers_killed_right_after_the_thanks_keep_every_lead(t: &Case) -> Result<()> {
    let tally = play(t, "kills right after the thanks", plan::kills(t.engine, seed(), KILLS)).await?;
    ensure!(
        (tally.browser_kills, tally.all.acknowledged) == (KILLS, KILLS),
        "{} kills after {} thanks",
        tally.browser_kills,
        tally.all.acknowledged
    );
    ensure!(tally.all.stored == KILLS, "{} leads of {KILLS} are stored", tally.all.stored);
    Ok(())
}

async fn leaving_in_the_task_of_the_submit_loses_no_first_attempt(t: &Case) -> Result<()> {
    let tally = play(t, "leaving in the task of the submit", plan::leaving(seed(), LEAVING)).await?;
    ensure!(
        (tally.all.submitted, tally.all.stored) == (LEAVING, LEAVING),
        "{} leads of {} are stored",
        tally.all.stored,
        tally.all.submitted
    );
    Ok(())
}

/// Plays a plan and judges it by what holds for every run.
async fn play(t: &Case, title: &str, plan: Plan) -> Result<Tally> {
    // A store that refuses is told of on the console.
    t.allow(Kind::Console, &["warn: limen: "]);
    let seed = plan.seed;
    let played = run::play(t.engine, plan, &t.site, &t.webhook).await?;
    let tally = Tally::of(&played);
    report::write(t.engine, title, seed, &tally)?;
    report::judge(t.engine, title, &played, &tally)?;
    Ok(tally)
}
