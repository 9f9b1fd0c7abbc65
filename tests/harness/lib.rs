//! The shared harness of the end-to-end tests: three browser engines behind one enum, a site and a webhook on loopback that misbehave on
//! demand, the real receiver, and a trap in every page that fails the test on any error the visitor's page would have seen.
//!
//! ```text
//! suite  one test per scenario and engine, one browser per engine, counts per engine
//! case   what a test gets: `t.site`, `t.webhook`, `t.page()`, `t.receiver()`
//! ├ site      serves tests/pages and dist under the test's own origin, puts the trap first in every page, collects what it caught
//! ├ webhook   the endpoint that refuses, resets, hangs, redirects, answers any status with or without CORS; remembers every request
//! │ └ mix     the same with a fault for each request, drawn from a seed
//! ├ deletions which leads a visitor's own deletion of the store may have taken
//! ├ receiver  the real `limen serve`, its data directory, kill and restart
//! ├ browser   a WebDriver session (fantoccini) of one engine with one look, with or without storage for sites
//! │ ├ page    what a person does: visit, point, click, press keys, leave
//! │ └ popup   the pop-up on the page: find a control by role and accessible name, fill, press, read
//! └ bare      a browser without WebDriver and with a kept profile, for kill -9 and restart
//! cdp, quiet, rested, figures   for the benchmarks: Chromium by its own protocol, a quiet machine, what it charges for rested memory,
//!                               medians and bars
//! ```
//!
//! Linux only: processes are found by a mark in `/proc/<pid>/environ`, and WebKit runs under Xvfb.

pub mod axe;
pub mod bare;
pub mod browser;
pub mod case;
pub mod cdp;
pub mod deletions;
mod display;
pub mod draw;
pub mod engine;
pub mod figures;
pub mod mix;
pub mod page;
pub mod paths;
pub mod popup;
pub mod process;
pub mod quiet;
pub mod receiver;
pub mod rested;
pub mod site;
pub mod suite;
pub mod trap;
pub mod wait;
pub mod webhook;
mod wire;
