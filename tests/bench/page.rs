//! What the tag costs a page, measured in Chromium on a processor made four times slower: a small page with the tag against the same page
//! without it, in turns, medians. And how soon a visitor who wants to leave sees the form. With `--demo` on the demo's own pages, which are
//! heavier than the tag and drown it.

mod trace;

use anyhow::{Context, Result, bail, ensure};
use limen_tests::{
    cdp::{Chromium, Tab},
    figures::{Verdicts, median, spread},
    paths, process, quiet,
    receiver::Receiver,
    rested,
    site::{Answer, Site},
    wait::until_within,
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, time::Duration};
use trace::Tasks;

/// The bars of the product, at four times slower.
const MAX_ADDED_TASK_TIME: f64 = 75.0;
const MAX_VISIBLE: f64 = 60.0;

/// How long after the navigation the main thread is watched, in milliseconds: the page is loaded, the widget started and idle long before.
const WATCHED: u32 = 4_000;

/// Where the pointer of a visitor who leaves is seen, from below to above the page: nobody's jumps out.
const WAY_OUT: [i32; 16] = [680, 640, 600, 560, 510, 460, 410, 360, 310, 260, 210, 160, 110, 60, 20, -10];

/// First script of every page: when the widget is ready, and when the pop-up stands on the screen after the pointer has left. It keeps what
/// it sees to itself: an attribute written to the page would be styled and painted, and counted. Its own work is done before the pointer
/// leaves as far as it can be, and nobody asks it meanwhile: it tells.
const WATCH: &str = r"(() => {
  const channel = new MessageChannel();
  const watched = {};
  Object.defineProperty(window, 'watched', { value: watched });
  // The events as they are: what they say is read when somebody asks.
  const keep = (name) => (event) => { watched[name] = event; };
  document.addEventListener('limen:ready', keep('ready'));
  document.addEventListener('limen:score', keep('score'));
  Object.defineProperty(watched, 'interest', { get: () => String(watched.score?.detail.interest ?? '') });
  // Compiled before it counts.
  keep('warm')();
  let left;
  // A message runs after the frame that a callback belongs to has been painted.
  watched.visible = new Promise((done) => {
    channel.port1.onmessage = () => { if (left) done(String(performance.now() - left)); };
  });
  const look = () => {
    const frame = document.querySelector('limen-popup')?.shadowRoot?.querySelector('[part~=popup]');
    if (frame && frame.getBoundingClientRect().height > 0) channel.port2.postMessage(null);
    else if (left) requestAnimationFrame(look);
  };
  const leave = (event) => {
    if (left || event.relatedTarget !== null) return;
    left = performance.now();
    requestAnimationFrame(look);
  };
  addEventListener('mouseout', leave, true);
  // Compiled before it counts.
  watched.warm = () => { leave({ relatedTarget: document }); look(); channel.port2.postMessage(null); };
})()";

/// The small page, with the tag.
const PAGE: &str = include_str!("page.html");

struct Options {
    /// How often: one load with the tag differs from the next by 25 ms (standard deviation), so that the medians of 9 tell what is added to
    /// within 12 ms only, those of 25 to within 7.
    rounds: usize,
    slower: f64,
    assert: bool,
    demo: bool,
    /// Where to keep the last round's traces, for DevTools. They hold more then, and what that takes is in the figures.
    traces: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = options()?;
    let result = measure(&options).await;
    process::kill_everything_of_this_run();
    result
}

fn options() -> Result<Options> {
    let mut options = Options { rounds: 25, slower: 4.0, assert: false, demo: false, traces: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut text = || arguments.next().with_context(|| format!("{argument} needs a value"));
        let mut number = |least: f64| -> Result<f64> {
            let value: f64 = text()?.parse()?;
            ensure!(value >= least, "{argument} is at least {least}");
            Ok(value)
        };
        match argument.as_str() {
            "--rounds" => options.rounds = number(1.0)? as usize,
            "--slower" => options.slower = number(1.0)?,
            "--assert" => options.assert = true,
            "--demo" => options.demo = true,
            "--traces" => options.traces = Some(text()?.into()),
            _ => bail!("unknown: {argument}\nbench-page [--rounds 25] [--slower 4] [--demo] [--assert] [--traces <folder>]"),
        }
    }
    Ok(options)
}

impl Options {
    /// What is traced: details only for a person who wants to see them.
    fn categories(&self) -> Vec<&'static str> {
        trace::TASKS.into_iter().chain(self.traces.iter().map(|_| trace::DETAILS)).collect()
    }

    /// Keeps a trace for a person to look at, if they want it.
    fn keep(&self, name: &str, events: &[Value]) -> Result<()> {
        let Some(folder) = &self.traces else { return Ok(()) };
        fs::create_dir_all(folder)?;
        Ok(fs::write(folder.join(name).with_extension("json"), serde_json::to_string(&json!({ "traceEvents": events }))?)?)
    }
}

async fn measure(options: &Options) -> Result<()> {
    let www = paths::repository().join("www");
    let receiver = Receiver::serving(&www).await?;
    let site = Site::start().await?;
    site.without_trap();
    site.in_front_of(receiver.address);
    let html = |page: &str| Answer::Content(200, "text/html; charset=utf-8", page.as_bytes().to_vec());
    let home = if options.demo { fs::read_to_string(www.join("index.html"))? } else { PAGE.to_owned() };
    site.answer("/without", html(&without_tag(&home)?));
    if !options.demo {
        site.answer("/", html(PAGE));
        site.answer("/pricing", html(PAGE));
    }

    let mut chromium = Chromium::start().await?;
    println!("{}, {} rounds, processor {}x slower", chromium.version().await?, options.rounds, options.slower);
    let (fresh, rested) = rested::page_read().await;
    println!(
        "a page of memory is read in {fresh:.2} µs, in {rested:.2} µs after three seconds: the nearer, the more these figures are worth"
    );
    let (mut without, mut with, mut ready) = (Vec::new(), Vec::new(), Vec::new());
    let (mut drawing, mut visible) = (Vec::new(), Vec::new());
    // One round more than asked for: the first warms the machine and does not count.
    for round in 0..=options.rounds {
        let mut pair = Vec::new();
        // In turns, so that whatever else the machine does falls on both.
        let order = if round % 2 == 0 { ["/without", "/"] } else { ["/", "/without"] };
        for path in order {
            pair.push((path, load(&mut chromium, options, &site, path).await?));
        }
        let (drew, shown) = trigger(&mut chromium, options, &site).await?;
        if round == 0 {
            continue;
        }
        for (path, (tasks, started)) in pair {
            match path {
                "/" => {
                    with.push(tasks);
                    ready.push(started.context("the widget did not start within the watched time")?);
                }
                _ => without.push(tasks),
            }
        }
        drawing.push(drew);
        visible.push(shown);
    }
    report(options, &without, &with, &ready, &drawing, &visible)
}

fn without_tag(page: &str) -> Result<String> {
    let without: String = page.lines().filter(|line| !line.contains("/limen.js")).map(|line| format!("{line}\n")).collect();
    ensure!(without.lines().count() + 1 == page.lines().count(), "the page has one line with the tag");
    Ok(without)
}

/// Loads a page as a first-time visitor: the main thread's tasks, and when the widget was ready.
async fn load(chromium: &mut Chromium, options: &Options, site: &Site, path: &str) -> Result<(Tasks, Option<f64>)> {
    let tab = chromium.tab(WATCH).await?;
    let tasks = watch(chromium, options, site, &tab, path, if path == "/" { "with" } else { "without" }).await?;
    let ready = chromium.eval(&tab, "watched.ready?.timeStamp ?? null").await?;
    chromium.close(tab).await?;
    Ok((tasks, ready.as_f64()))
}

/// The main thread's tasks while a tab loads a page; the trace is kept under this name.
async fn watch(chromium: &mut Chromium, options: &Options, site: &Site, tab: &Tab, path: &str, name: &str) -> Result<Tasks> {
    quiet::wait(Duration::from_secs(20)).await?;
    chromium.slow_down(tab, options.slower).await?;
    chromium.begin_trace(&options.categories()).await?;
    chromium.in_tab(tab, "Page.navigate", json!({ "url": site.url(path) })).await?;
    // The same stretch of time for all, counted by the page from its navigation on.
    chromium.eval(tab, &format!("new Promise((done) => setTimeout(done, {WATCHED} - performance.now()))")).await?;
    let events = chromium.end_trace().await?;
    options.keep(name, &events)?;
    trace::tasks(&events, &site.origin()).context("the trace does not show the page")
}

/// Home, pricing, and out through the top: the tasks of the page that draws the form in advance, and milliseconds from the pointer's leaving to
/// the painted form.
async fn trigger(chromium: &mut Chromium, options: &Options, site: &Site) -> Result<(Tasks, f64)> {
    let tab = chromium.tab(WATCH).await?;
    chromium.in_tab(&tab, "Page.navigate", json!({ "url": site.url("/") })).await?;
    until_told(chromium, &tab, "interest", |told| told == "5").await?;
    let drawing = watch(chromium, options, site, &tab, "/pricing", "drawing").await?;
    until_told(chromium, &tab, "interest", |told| told == "40").await?;
    // Nothing of the load is left to do when the visitor decides to leave; but by itself the form opens after 20 s. Not `quiet::wait`: no
    // machine is quiet beside a slowed page, and waiting would only let the page rest (see `rested`).
    chromium.eval(&tab, "new Promise((done) => requestIdleCallback(done))").await?;
    if options.traces.is_some() {
        chromium.begin_trace(&options.categories()).await?;
    }
    let early = chromium.eval(&tab, "watched.warm(), document.querySelector('limen-popup') !== null").await?;
    ensure!(early == json!(false), "the form was there before the visitor left");
    for y in WAY_OUT {
        let event = json!({ "type": "mouseMoved", "x": 400, "y": y });
        chromium.in_tab(&tab, "Input.dispatchMouseEvent", event).await?;
    }
    let visible = chromium.eval(&tab, "watched.visible").await?;
    let visible = visible.as_str().context("the page does not tell when the form was visible")?;
    if options.traces.is_some() {
        options.keep("trigger", &chromium.end_trace().await?)?;
    }
    chromium.close(tab).await?;
    Ok((drawing, visible.parse()?))
}

/// Waits until the watching script has written a value that is right.
async fn until_told(chromium: &mut Chromium, tab: &Tab, name: &str, right: impl Fn(&str) -> bool) -> Result<String> {
    let chromium = tokio::sync::Mutex::new(chromium);
    until_within(Duration::from_secs(30), name, || async {
        let told = chromium.lock().await.eval(tab, &format!("window.watched?.{name} ?? ''")).await?;
        Ok(told.as_str().filter(|told| right(told)).map(str::to_owned))
    })
    .await
}

fn report(options: &Options, without: &[Tasks], with: &[Tasks], ready: &[f64], drawing: &[Tasks], visible: &[f64]) -> Result<()> {
    let of = |tasks: &[Tasks], figure: fn(&Tasks) -> f64| median(&tasks.iter().map(figure).collect::<Vec<_>>());
    let both = |figure: fn(&Tasks) -> f64| (of(without, figure), of(with, figure));
    let (bare, tagged) = both(|tasks| tasks.total);
    let added = tagged - bare;
    let more_long = both(|tasks| tasks.long as f64);
    let more_long = (more_long.1 - more_long.0).max(0.0);
    let shown = median(visible);

    println!("\nmedians, ms                      without      with     added");
    type Figure = fn(&Tasks) -> f64;
    let rows: [(&str, Figure); 5] = [
        ("main-thread task time", |tasks| tasks.total),
        ("  of it on the processor", |tasks| tasks.on_processor),
        ("longest task", |tasks| tasks.longest),
        ("long tasks (50 ms and more)", |tasks| tasks.long as f64),
        ("  time in them above 50 ms", |tasks| tasks.blocking),
    ];
    for (name, figure) in rows {
        let (without, with) = both(figure);
        println!("{name:<28} {without:>11.1} {with:>9.1} {:>9.1}", with - without);
    }
    println!("navigation -> widget ready               {:>9.1}           from {}", median(ready), spread(ready));
    println!("a page that draws the form in advance:   {:>9.1}           longest task", of(drawing, |tasks| tasks.longest));
    let drawn_long = of(drawing, |tasks| tasks.long as f64);
    println!("trigger -> visible form                  {shown:>9.1}           from {}", spread(visible));
    bytes()?;

    let mut verdicts = Verdicts::default();
    verdicts.add(added <= MAX_ADDED_TASK_TIME, format!("main-thread task time added: {added:.1} ms of {MAX_ADDED_TASK_TIME} ms"));
    verdicts.add(more_long < 1.0, format!("long tasks added: {more_long:.0} of 0"));
    verdicts.add(drawn_long < 1.0, format!("long tasks where the form is drawn: {drawn_long:.0} of 0"));
    verdicts.add(shown <= MAX_VISIBLE, format!("trigger -> visible: {shown:.1} ms of {MAX_VISIBLE} ms"));
    if options.slower != 4.0 {
        println!("\nthe bars hold for a processor 4x slower; these are for comparison only");
    }
    verdicts.conclude(options.assert)
}

fn bytes() -> Result<()> {
    let file = paths::dist().join("size.json");
    let size: Value =
        serde_json::from_str(&fs::read_to_string(&file).with_context(|| format!("{} is not there: build first", file.display()))?)?;
    println!("\nbytes                                raw      gzip    brotli");
    let files = size["files"].as_array().into_iter().flatten().map(|file| (file["name"].as_str().unwrap_or_default(), file));
    for (name, of) in files.chain([("together", &size["total"])]) {
        let [raw, gzip, brotli] = ["raw", "gzip", "brotli"].map(|how| of[how].as_u64().unwrap_or_default());
        println!("{name:<29}{raw:>11}{gzip:>10}{brotli:>10}");
    }
    Ok(())
}
