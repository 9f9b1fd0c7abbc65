//! Waiting for a quiet machine: Chromium builds its own surface in another process after a tab is opened, and other programs run too.

use crate::wait::until_within;
use anyhow::{Context, Result};
use std::{cell::Cell, fs, time::Duration};

/// Up to this share of the processors' time may be in use.
const BUSY: f64 = 0.1;
/// For so many of the kernel's ticks, summed over the processors: 0.3 s on two of them.
const SPAN: u64 = 60;

/// Waits until the machine is quiet. Where other programs never rest, the figures are worth less, but there are some.
///
/// # Errors
/// When the kernel does not tell.
pub async fn wait(patience: Duration) -> Result<()> {
    let begin = Cell::new(ticks()?);
    let waited = until_within(patience, "a quiet machine", || async {
        let (now, then) = (ticks()?, begin.get());
        if now.total - then.total < SPAN {
            return Ok(None);
        }
        begin.set(now);
        let busy = (now.busy - then.busy) as f64 / (now.total - then.total) as f64;
        Ok((busy <= BUSY).then_some(()))
    });
    if waited.await.is_err() {
        eprintln!("the machine is not quiet: these figures are worth less");
    }
    Ok(())
}

/// Time over all processors since the machine was started, in hundredths of a second.
#[derive(Clone, Copy)]
struct Ticks {
    busy: u64,
    total: u64,
}

fn ticks() -> Result<Ticks> {
    let text = fs::read_to_string("/proc/stat").context("the kernel does not tell how busy it is")?;
    let fields: Vec<u64> = text.lines().next().unwrap_or_default().split_whitespace().filter_map(|field| field.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal; what follows is counted in them already (proc_stat(5)).
    let total = fields.iter().take(8).sum();
    let idle: u64 = fields.iter().skip(3).take(2).sum();
    Ok(Ticks { busy: total - idle, total })
}
