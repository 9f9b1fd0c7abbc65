//! What this machine charges for memory that has rested. Some virtual machines take pages back that were not touched for a second or two;
//! reading one then costs up to 30 µs, which no counter of the guest shows. A page that a visitor has read for a while is such memory, and
//! Chromium's throttling makes four times of it.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

const PAGE: usize = 4096;
const PAGES: usize = 4096;
/// As long as a browser rests between two loads of a benchmark.
const REST: Duration = Duration::from_secs(3);

/// Microseconds to read a page of memory: at once, and after three seconds.
pub async fn page_read() -> (f64, f64) {
    let memory = vec![1_u8; PAGES * PAGE];
    read(&memory);
    let fresh = read(&memory);
    tokio::time::sleep(REST).await;
    (fresh, read(&memory))
}

/// Microseconds for each page of it.
fn read(memory: &[u8]) -> f64 {
    let begin = Instant::now();
    let sum: u64 = memory.iter().step_by(PAGE).map(|&byte| u64::from(byte)).sum();
    black_box(sum);
    begin.elapsed().as_secs_f64() * 1e6 / PAGES as f64
}
