//! Waiting for a condition, with a deadline, instead of sleeping for a guess.

use anyhow::{Result, bail};
use std::{
    future::Future,
    time::{Duration, Instant},
};

/// How long anything on this machine may take before a test calls it broken. Generous, because two cores run three browsers; a
/// passing test never waits for it.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// Asks again and again until `probe` has a value; fails after [`PATIENCE`] with the name of what was awaited.
pub async fn until<T, F, Fut>(what: &str, probe: F) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Option<T>>>,
{
    until_within(PATIENCE, what, probe).await
}

/// [`until`] with another deadline.
pub async fn until_within<T, F, Fut>(patience: Duration, what: &str, mut probe: F) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Option<T>>>,
{
    let started = Instant::now();
    loop {
        if let Some(value) = probe().await? {
            return Ok(value);
        }
        if started.elapsed() > patience {
            bail!("waited {} s in vain for {what}", patience.as_secs());
        }
        // The interval between two looks; the condition, not this, decides when to go on.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
