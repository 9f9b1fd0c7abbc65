//! Plays a plan in one engine: real browsers with a kept profile, killed and started again, in front of the real receiver behind an endpoint
//! that misbehaves.

use crate::plan::Kill;
use crate::{
    ledger::Lead,
    plan::{self, Plan},
    stage::{Heard, Stage},
};
use anyhow::{Context, Result, bail};
use limen_tests::{
    bare::Profile,
    engine::Engine,
    mix::{Met, Mix},
    paths,
    receiver::Receiver,
    site::Site,
    wait::until_within,
    webhook::{Behaviour, Webhook},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use tokio::sync::mpsc::UnboundedReceiver;

/// How long nothing may be heard of a browser before it counts as stuck. A form may wait 15 s for an answer, three times.
const SILENCE: Duration = Duration::from_secs(60);

/// How long it may take until all visitors have come back and all that waited has arrived.
const LONGEST_RETURN: Duration = Duration::from_secs(120);

/// Everything that a run has brought about.
pub(crate) struct Played {
    pub(crate) leads: Vec<Lead>,
    /// The ids under which each lead was stored.
    pub(crate) stored: BTreeMap<usize, Vec<String>>,
    pub(crate) met: Vec<Met>,
    /// The lead of each id that was on the wire.
    pub(crate) numbers: BTreeMap<String, usize>,
    /// Ids under which the body changed from one attempt to another.
    pub(crate) changed: Vec<String>,
    pub(crate) kills: usize,
    pub(crate) troubles: Vec<String>,
    pub(crate) stories: BTreeMap<usize, Vec<String>>,
    /// Everything that was told.
    pub(crate) log: Vec<String>,
    pub(crate) took: Duration,
}

/// Plays it to its end.
pub(crate) async fn play(engine: Engine, mut plan: Plan, site: &Site, webhook: &Webhook) -> Result<Played> {
    let begun = Instant::now();
    let receiver = Receiver::start(&site.origin()).await?;
    let mix = Mix::new(plan.seed, &plan.shares, receiver.address);
    webhook.behave(Behaviour::Mixed(mix.clone()));
    let count = plan.leads();
    let (stage, mut heard) = Stage::open(&mut plan, site, &webhook.url()).await?;
    let profile = Profile::new(engine)?;
    let mut kills = 0;
    while !stage.is_idle() {
        let browser = profile.open(&site.url("/lanes")).await?;
        let killed = until_killed(&stage, &mut plan, &mut heard).await?;
        if !killed && !plan.come_back {
            // What does not come now does not come.
            let all = || async { Ok((mix.bodies().len() >= count).then_some(())) };
            let _ = until_within(Duration::from_secs(20), "all leads to arrive", all).await;
        }
        stage.browser_dies();
        browser.kill9().await?;
        kills += usize::from(killed);
        stage.browser_gone(killed);
    }
    if plan.come_back {
        mix.heal();
        stage.come_back();
        let _browser = profile.open(&site.url("/lanes")).await?;
        let drained = until_within(LONGEST_RETURN, "every outbox to be empty", || async { Ok(stage.is_drained().then_some(())) }).await;
        if let Err(error) = drained {
            let log = paths::artifacts("faults")?.join(format!("{engine}-seed-{}.txt", plan.seed));
            std::fs::write(&log, stage.ledger(|ledger| ledger.everything()).join("\n"))?;
            return Err(error.context(format!("visitors {:?} are still there; what was told: {}", stage.present(), log.display())));
        }
    }
    let number = |body: &[u8]| plan::number(&serde_json::from_slice(body).ok()?);
    let numbers: BTreeMap<String, usize> = mix.bodies().into_iter().filter_map(|(id, body)| Some((id, number(&body)?))).collect();
    let mut stored = BTreeMap::<usize, Vec<String>>::new();
    for (id, body) in receiver.rows()? {
        stored.entry(plan::number(&body).context("a lead that nobody has submitted")?).or_default().push(id);
    }
    let leads = stage.ledger(|ledger| {
        ledger.close();
        for met in mix.met() {
            if let Some(&lead) = met.id.as_ref().and_then(|id| numbers.get(id)) {
                ledger.met(met.at, lead, met.fault.name());
            }
        }
        ledger.leads().to_vec()
    });
    let questionable = leads.iter().enumerate().filter(|(number, lead)| {
        let rows = stored.get(number).map_or(0, Vec::len);
        rows > 1 || lead.thanked.is_some() && rows == 0 && !lead.wiped
    });
    let stories = questionable.map(|(number, _)| (number, stage.ledger(|ledger| ledger.story(number)))).collect();
    Ok(Played {
        stored,
        met: mix.met(),
        numbers,
        changed: mix.changed(),
        kills,
        troubles: stage.ledger(|ledger| ledger.troubles().to_vec()),
        stories,
        log: stage.ledger(|ledger| ledger.everything()),
        took: begun.elapsed(),
        leads,
    })
}

/// Waits until it is time to kill the browser (true), or until every lead was handed out and the tabs are closed (false).
async fn until_killed(stage: &Stage, plan: &mut Plan, heard: &mut UnboundedReceiver<Heard>) -> Result<bool> {
    while heard.try_recv().is_ok() {} // what the last browser told
    let next = plan.kills.front().copied();
    let mut submits = 0;
    let mut last = Instant::now();
    loop {
        let told = tokio::time::timeout(Duration::from_millis(100), heard.recv()).await;
        match (told, next) {
            (Ok(Some(Heard::Submitting)), Some(Kill::Submit(which, delay))) => {
                submits += 1;
                if submits == which {
                    return die(plan, delay).await;
                }
                last = Instant::now();
            }
            (Ok(Some(Heard::Thanked)), Some(Kill::Thanks(delay))) => return die(plan, delay).await,
            (Ok(Some(_)), _) => last = Instant::now(),
            (Ok(None), _) => bail!("the stage is closed"),
            (Err(_), _) if stage.is_idle() => return Ok(false),
            (Err(_), _) if last.elapsed() > SILENCE => {
                stage.silent(SILENCE);
                return Ok(true);
            }
            (Err(_), _) => {}
        }
    }
}

async fn die(plan: &mut Plan, delay: Duration) -> Result<bool> {
    plan.kills.pop_front();
    // The very thing under test: a kill so long after something happened.
    tokio::time::sleep(delay).await;
    Ok(true)
}
