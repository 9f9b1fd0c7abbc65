//! What a trace says about the main thread of the page.

use serde_json::Value;

/// Tasks of this length and above block a visitor (W3C Long Tasks).
const LONG: f64 = 50.0;

/// The tasks of a page's main thread.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tasks {
    /// Time in all of them together, in milliseconds.
    pub(crate) total: f64,
    /// What of it the thread was on a processor: less than `total` where other programs took their turns.
    pub(crate) on_processor: f64,
    /// The longest.
    pub(crate) longest: f64,
    /// How many are long.
    pub(crate) long: usize,
    /// What of the long ones is above the mark.
    pub(crate) blocking: f64,
}

/// Categories that a trace needs to hold for [`tasks`], and no more: what Chromium writes down is charged to the page that it watches. The
/// events that DevTools shows besides took some 8 ms of the processor from what the tag adds at 4x (28 loads each in turns, give or take 5).
pub(crate) const TASKS: [&str; 2] = ["disabled-by-default-devtools.timeline", "blink.user_timing"];

/// What a person wants to see in DevTools besides.
pub(crate) const DETAILS: &str = "devtools.timeline";

/// The tasks of the main thread that showed a page of this origin. (Others belong to Chromium's own surface, and to spares.) They count from the
/// moment when the page takes the place of the one before: what comes earlier (that one's end, the tracing's own start) is nobody's tag, and
/// may differ by 20 ms from one load to the next. Whether a task is long is said of all of it.
pub(crate) fn tasks(events: &[Value], origin: &str) -> Option<Tasks> {
    let shows = |event: &&Value| {
        let url = event["args"]["data"]["documentLoaderURL"].as_str();
        event["name"] == "navigationStart" && url.is_some_and(|url| url.starts_with(origin))
    };
    let page = events.iter().find(shows)?;
    let of_page = |event: &&Value| event["pid"] == page["pid"] && event["tid"] == page["tid"];
    // Traces count in microseconds.
    let milliseconds = |event: &Value, what: &str| event[what].as_f64().unwrap_or_default() / 1_000.0;
    let navigated = milliseconds(page, "ts");
    let committed = |event: &&Value| event["name"] == "commitNavigationEnd" && milliseconds(event, "ts") >= navigated;
    let begin = milliseconds(events.iter().filter(of_page).find(committed)?, "ts");
    let mut tasks = Tasks::default();
    for event in events.iter().filter(of_page).filter(|event| event["name"] == "RunTask") {
        let length = milliseconds(event, "dur");
        let counted = (milliseconds(event, "ts") + length - begin).clamp(0.0, length);
        if counted <= 0.0 {
            continue;
        }
        tasks.total += counted;
        tasks.on_processor += milliseconds(event, "tdur") * counted / length;
        tasks.longest = tasks.longest.max(length);
        if length >= LONG {
            tasks.long += 1;
            tasks.blocking += length - LONG;
        }
    }
    Some(tasks)
}
