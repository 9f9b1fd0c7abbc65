//! What a replay of ten million signals costs: `cargo xtask bench replay`. It generates the log, replays it with the command `limen` in a
//! process of its own, and asks the system what that process took. Time and CPU are of the same run.

use limen_replay::sample::Sample;
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use std::{
    env,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/limen.json");

fn main() {
    let number = |name: &str, default| env::var(name).ok().map_or(default, |value| value.parse().expect(name));
    let signals: u64 = number("LIMEN_SIGNALS", 10_000_000);
    let visitors = u32::try_from(number("LIMEN_VISITORS", (signals / 100).max(1))).expect("LIMEN_VISITORS");
    let limen = env::var_os("LIMEN_BIN").map(PathBuf::from).expect("LIMEN_BIN names the command; run `cargo xtask bench replay`");
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("replay.jsonl");
    let mut out = BufWriter::new(File::create(&log).expect("the log's file"));
    Sample { signals, visitors, seed: 7 }.write(&mut out).expect("written");
    out.flush().expect("written");

    let began = Instant::now();
    let status = Command::new(limen).args(["replay", "--config", CONFIG]).arg(&log).stdout(Stdio::null()).status().expect("limen starts");
    let seconds = began.elapsed().as_secs_f64();
    assert!(status.success(), "the replay failed");

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let cpu = (usage.user_time() + usage.system_time()).num_milliseconds() as f64 / 1_000.0;
    let bytes = fs::metadata(&log).expect("the log").len();
    println!("replay of {signals} signals of {visitors} visitors, {} MB:", bytes / 1_000_000);
    println!("  time       {seconds:.2} s");
    println!("  signals/s  {:.0}", signals as f64 / seconds);
    // Linux counts in kibibytes.
    println!("  memory     {} MB at its peak", usage.max_rss() * 1_024 / 1_000_000);
    println!("  CPU        {cpu:.2} s, {:.2} cores at work", cpu / seconds);
}
