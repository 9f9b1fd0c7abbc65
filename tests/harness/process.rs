//! Processes that a test starts, and their whole families: browsers fork helpers that outlive a killed parent.
//!
//! Each family carries a mark in its environment, which every descendant inherits; that finds them all again whatever they did with
//! their process groups and command lines.

use crate::wait::until;
use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    collections::HashSet,
    fs::File,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::Stdio,
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};
use tokio::process::{Child, Command};

const MARK: &str = "LIMEN_TEST_FAMILY";

/// A process and all that came from it. Killed as a whole when dropped.
#[derive(Debug)]
pub struct Family {
    child: Child,
    mark: String,
}

impl Family {
    /// Starts `command`; what it says goes to `log`.
    ///
    /// # Errors
    /// When the program cannot be started or the log cannot be written.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let mark = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let out = File::options().create(true).append(true).open(log).with_context(|| format!("cannot write {}", log.display()))?;
        let child = command
            .env(MARK, &mark)
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("cannot start {:?}", command.as_std().get_program()))?;
        Ok(Self { child, mark })
    }

    /// `kill -9` to every member at once, and waits until none is left.
    ///
    /// # Errors
    /// When a member survives.
    pub async fn kill9(mut self) -> Result<()> {
        let mark = self.mark.clone();
        until("the killed processes to be gone", || {
            let survivors = kill_all(&mark);
            let _ = self.child.try_wait();
            async move { Ok((survivors == 0).then_some(())) }
        })
        .await
    }

    /// True as long as the first process runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        // Twice, because a member may have been forking during the first round.
        kill_all(&self.mark);
        kill_all(&self.mark);
        let _ = self.child.try_wait();
    }
}

/// Kills whatever this run has started and not yet ended: the last act of a run, and what Ctrl-C does.
pub fn kill_everything_of_this_run() {
    kill_matching(&format!("{MARK}={}-", std::process::id()), <[u8]>::starts_with);
}

/// Kills every process with the mark; how many there were.
fn kill_all(mark: &str) -> usize {
    kill_matching(&format!("{MARK}={mark}"), |variable, wanted| variable == wanted)
}

/// Kills every process with a matching variable; how many there were, without those already dead and only waiting to be reaped.
fn kill_matching(wanted: &str, matches: fn(&[u8], &[u8]) -> bool) -> usize {
    let Ok(entries) = std::fs::read_dir("/proc") else { return 0 };
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    // The environment of a dead process reads as empty, so the dead are not counted.
    let alive = pids.filter(|pid| {
        std::fs::read(format!("/proc/{pid}/environ"))
            .is_ok_and(|environ| environ.split(|&byte| byte == 0).any(|variable| matches(variable, wanted.as_bytes())))
    });
    let mut killed = 0;
    for pid in alive.filter_map(Pid::from_raw) {
        let _ = kill_process(pid, Signal::KILL); // it may have ended just now
        killed += 1;
    }
    killed
}

/// A listener on a port of loopback that no other test of this run has had: storage belongs to an origin, so a fresh port is a fresh
/// visitor without a fresh browser.
///
/// # Errors
/// When loopback has no port left.
pub fn fresh_listener() -> Result<TcpListener> {
    static USED: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);
    let mut used = USED.lock().unwrap_or_else(PoisonError::into_inner);
    // Refused ports stay bound until the search ends, so that the kernel offers others.
    let mut refused = Vec::new();
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").context("loopback has no free port")?;
        if used.insert(listener.local_addr()?.port()) {
            listener.set_nonblocking(true)?;
            return Ok(listener);
        }
        refused.push(listener);
    }
}

/// An address for a program that insists on being told its port.
///
/// # Errors
/// When loopback has no port left.
pub fn fresh_address() -> Result<SocketAddr> {
    Ok(fresh_listener()?.local_addr()?)
}
