//! Made-up visit logs of any length, for benchmarks and tests: hundreds of visitors at a time, as a server that collects logs gets them.
//! The same seed gives the same log.

use fastrand::Rng;
use limen_core::{
    event::Scalar,
    time::{Millis, Span},
    visit_log::{Act, Line, VERSION},
};
use std::io::{self, Write};

/// What a log is to be like.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Lines that tell signals. Outcomes come on top: one for every tenth visitor or so.
    pub signals: u64,
    /// Different visitors.
    pub visitors: u32,
    /// What it grows from.
    pub seed: u64,
}

/// How many visits go on at the same time.
const AT_ONCE: usize = 400;

const PAGES: [&str; 9] =
    ["/", "/pricing", "/docs/install", "/docs/api", "/customers/borealis", "/customers/voss", "/careers", "/book", "/blog/why"];

/// A visit that goes on.
struct Going {
    visitor: u32,
    /// Signals until it ends.
    left: u32,
    page: &'static str,
    seconds: u32,
    percent: u8,
    /// Signals that are to come before anything else: a page was entered.
    enters: bool,
}

impl Sample {
    /// Writes the log.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut draw = Rng::with_seed(self.seed);
        let mut now = Millis(1_795_348_800_000);
        // Sessions so far, and when the last one began, by visitor.
        let mut sessions = vec![(0u32, Millis(0)); self.visitors.max(1) as usize];
        let mut going: Vec<Going> = Vec::new();
        for _ in 0..self.signals {
            now = now.plus(Span(draw.i64(20..180)));
            if going.len() < AT_ONCE.min(sessions.len()) {
                let visitor = draw.u32(0..self.visitors.max(1));
                let (number, last) = &mut sessions[visitor as usize];
                *number += 1;
                let gap = (*number > 1).then(|| now.since(*last).0 / 1_000);
                *last = now;
                let page = PAGES[draw.usize(0..PAGES.len())];
                let mut line = line(now, visitor, Act::SessionStart);
                (line.url, line.number, line.gap) = (Some(address(page)), Some(*number), gap);
                if draw.u8(0..4) == 0 {
                    line.utm = vec![("source".to_owned(), "news".to_owned()), ("medium".to_owned(), "cpc".to_owned())];
                }
                writeln!(out, "{}", line.to_json())?;
                going.push(Going { visitor, left: draw.u32(5..40), page, seconds: 0, percent: 0, enters: true });
                continue;
            }
            let at = draw.usize(0..going.len());
            let Some(visit) = going.get_mut(at) else { continue };
            writeln!(out, "{}", visit.next(now, &mut draw).to_json())?;
            visit.left -= 1;
            if visit.left == 0 {
                let visitor = going.swap_remove(at).visitor;
                // Every fifth visitor wants something, and buys more often.
                if draw.u8(0..60) == 0 {
                    let mut line = line(now, visitor, Act::Outcome);
                    line.converted = Some(draw.u8(0..10) < if wants(visitor) { 6 } else { 1 });
                    writeln!(out, "{}", line.to_json())?;
                }
            }
        }
        Ok(())
    }
}

impl Going {
    fn next(&mut self, now: Millis, draw: &mut Rng) -> Line {
        let of = |act| line(now, self.visitor, act);
        if std::mem::take(&mut self.enters) {
            return Line { url: Some(address(self.page)), ..of(Act::PageView) };
        }
        match draw.u8(0..20) {
            0..6 => {
                self.page = if wants(self.visitor) && draw.bool() { "/pricing" } else { PAGES[draw.usize(0..PAGES.len())] };
                (self.seconds, self.percent) = (0, 0);
                Line { url: Some(address(self.page)), ..of(Act::PageView) }
            }
            6..12 => {
                self.seconds += draw.u32(5..40);
                Line { seconds: Some(self.seconds), ..of(Act::Engaged) }
            }
            12..16 => {
                self.percent = (self.percent + draw.u8(5..50)).min(100);
                Line { percent: Some(self.percent), ..of(Act::Scroll) }
            }
            16 => Line { selector: Some(".cta".to_owned()), name: Some("cta".to_owned()), ..of(Act::Click) },
            17 => Line { host: Some("docs.example.com".to_owned()), ..of(Act::Outbound) },
            18 if wants(self.visitor) => Line {
                name: Some("trial_started".to_owned()),
                properties: vec![("plan".to_owned(), Scalar::Text("team".to_owned()))],
                ..of(Act::Custom)
            },
            18 => of(Act::Copy),
            _ => of(Act::ExitIntent),
        }
    }
}

fn wants(visitor: u32) -> bool {
    visitor.is_multiple_of(5)
}

fn address(page: &str) -> String {
    format!("https://acme.example{page}")
}

fn line(at: Millis, visitor: u32, act: Act) -> Line {
    Line { version: VERSION, at, visitor: Some(format!("0193f5c2-7d1e-7c40-9a51-{visitor:012x}")), act, ..Line::default() }
}
