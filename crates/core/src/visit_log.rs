//! The visit log: what was observed, one JSON object a line. Replaying it gives every score again, bit for bit (docs/visit-log.md).
//!
//! It holds what the rules ask about and nothing else of what a visitor typed or a page said: no queries, no search words, properties or
//! traits that no rule tests.

use crate::{
    config::scoring::{Condition, FormStep, Scoring, SignalKind},
    event::Scalar,
    json::{self, Issue, Writer, encode},
    location::Location,
    object,
    score::{Remembered, Scorer, Signal},
    time::{Millis, Span},
    visitor::Visitor,
    words,
};
use alloc::{string::String, vec::Vec};

/// The version of lines.
pub const VERSION: u32 = 1;

/// The most lines that the widget keeps. When they are full the log begins anew from the score as it is.
const MOST_LINES: usize = 64;

words! {
    /// What a line tells: the signals, and what else decisions depend on.
    pub enum Act {
        /// [`Signal::PageView`]; needs `url`.
        PageView = "page_view",
        /// [`Signal::Engaged`]
        Engaged = "engaged",
        /// [`Signal::Scroll`]
        Scroll = "scroll",
        /// [`Signal::Click`]
        Click = "click",
        /// [`Signal::Download`]
        Download = "download",
        /// [`Signal::Outbound`]
        Outbound = "outbound",
        /// [`Signal::Copy`]
        Copy = "copy",
        /// [`Signal::Media`]
        Media = "media",
        /// [`Signal::SiteForm`]
        SiteForm = "site_form",
        /// [`Signal::SiteSearch`]
        SiteSearch = "site_search",
        /// [`Signal::SessionStart`]
        SessionStart = "session_start",
        /// [`Signal::Custom`]
        Custom = "custom",
        /// The owner's page named traits.
        Identify = "identify",
        /// The pointer left through the top of the window.
        ExitIntent = "exit_intent",
        /// How it turned out; not scored. Needs `converted`.
        Outcome = "outcome",
        /// The score from which the lines after it go on. Needs `state`.
        Base = "base",
    }
}

impl Act {
    /// The act that tells a signal of this kind.
    fn of(kind: SignalKind) -> Act {
        Self::VALUES.iter().copied().find(|act| act.name() == kind.name()).unwrap_or_default()
    }
}

object! {
    /// A line. Members beyond those of its signal are passed over.
    pub record Line {
        /// Always 1.
        version: u32 = "v",
        /// When.
        at: Millis = "at",
        /// Whose; lines without one belong to one visitor.
        visitor: Option<String> = "visitor",
        /// What.
        act: Act = "signal",
        /// The page, from here on: an address or a path, with its query only where a pattern of the config matches on it.
        url: Option<String> = "url",
        /// Minutes east of UTC, from here on; 0 at first.
        utc_offset: Option<i32> = "utcOffset",
        /// Of `engaged`: seconds so far on this page view.
        seconds: Option<u32> = "seconds",
        /// Of `scroll` and `media`: percent so far on this page view.
        percent: Option<u8> = "percent",
        /// Of `click`: the one of the config's selectors that it matches.
        selector: Option<String> = "selector",
        /// Of `custom` and `click`.
        name: Option<String> = "name",
        /// Of `download`: path or name.
        file: Option<String> = "file",
        /// Of `outbound`.
        host: Option<String> = "host",
        /// Of `site_form`.
        step: Option<FormStep> = "step",
        /// Of `site_search`.
        parameter: Option<String> = "parameter",
        /// Of `site_search`.
        words: Option<String> = "words",
        /// Of `session_start`: which one, from 1.
        number: Option<u32> = "number",
        /// Of `session_start`: campaign parameters without `utm_`.
        utm: Vec<(String, String)> = "utm",
        /// Of `session_start`: host of the page before, when of another site.
        referrer: Option<String> = "referrer",
        /// Of `session_start`: seconds since the visitor was last seen.
        gap: Option<i64> = "gap",
        /// Of `custom` and `identify`.
        properties: Vec<(String, Scalar)> = "properties",
        /// Of `outcome`.
        converted: Option<bool> = "converted",
        /// Of `base`: names of custom signals seen so far.
        signals: Vec<String> = "signals",
        /// Of `base`.
        state: Option<Remembered> = "state",
    }
}

impl Line {
    /// Reads a line.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_json(text: &str) -> Result<Line, Vec<Issue>> {
        let line: Line = json::decode(text)?;
        let needs = match line.act {
            Act::PageView => (line.url.is_some(), "url", "\"page_view\" needs \"url\", the page's address or path"),
            Act::Engaged => (line.seconds.is_some(), "seconds", "\"engaged\" needs \"seconds\", those so far on this page view"),
            Act::Scroll => (line.percent.is_some(), "percent", "\"scroll\" needs \"percent\", what has been seen of this page so far"),
            Act::Custom => (line.name.is_some(), "name", "\"custom\" needs \"name\", the one given to limen('track', name)"),
            Act::Outcome => (line.converted.is_some(), "converted", "\"outcome\" needs \"converted\", true or false"),
            Act::Base => (line.state.is_some(), "state", "\"base\" needs \"state\", as the widget writes it"),
            _ => (true, "", ""),
        };
        let mut issues = Vec::new();
        for (fit, path, message) in [(line.version == VERSION, "v", "this reader knows lines of version 1"), needs] {
            if !fit {
                issues.push(Issue { path: path.into(), at: None, message: message.into() });
            }
        }
        if issues.is_empty() { Ok(line) } else { Err(issues) }
    }

    /// The signal that it tells; none when it tells something else.
    #[must_use]
    pub fn signal(&self) -> Option<Signal<'_>> {
        let text = |key: &str| -> &str {
            let text = match key {
                "selector" => &self.selector,
                "name" => &self.name,
                "file" => &self.file,
                "host" => &self.host,
                "parameter" => &self.parameter,
                "words" => &self.words,
                _ => return self.step.unwrap_or_default().name(),
            };
            text.as_deref().unwrap_or_default()
        };
        let kind = SignalKind::from_name(self.act.name())?;
        Some(match kind {
            SignalKind::PageView => Signal::PageView,
            SignalKind::Engaged => Signal::Engaged { seconds: self.seconds.unwrap_or(0) },
            SignalKind::Scroll => Signal::Scroll { percent: self.percent.unwrap_or(0).min(100) },
            SignalKind::SessionStart => Signal::SessionStart {
                number: self.number.unwrap_or(1),
                utm: &self.utm,
                referrer: self.referrer.as_deref().unwrap_or_default(),
                gap: self.gap.map(|seconds| Span::SECOND.times(seconds)),
            },
            SignalKind::Custom => Signal::Custom { name: text("name"), properties: &self.properties },
            kind => return Signal::of(kind, &text, &|_| i64::from(self.percent.unwrap_or(0))),
        })
    }
}

object! {
    /// The widget's own log: where it begins, and its lines.
    pub record Kept {
        /// The line that tells the score from which the others go on; empty before there is one.
        base: String = "base",
        /// The lines since, JSON texts.
        lines: Vec<String> = "lines",
        /// What the last line tells when a further one of its kind may replace it: amounts grow, and no rule has matched.
        open: Option<Act> = "open",
    }
}

/// What is to be written down.
pub struct Observed<'a> {
    /// When.
    pub at: Millis,
    /// Where.
    pub location: &'a Location,
    /// What.
    pub signal: &'a Signal<'a>,
    /// Whether a rule has matched.
    pub matched: bool,
    /// Minutes east of UTC.
    pub utc_offset: i32,
}

impl Kept {
    /// Makes room for a line. When there is none left, or no beginning yet, the log begins anew from the score, page and traits as they are.
    pub fn make_room(&mut self, at: Millis, scoring: &Scoring, scorer: &Scorer, url: &str, utc_offset: i32, visitor: &Visitor) {
        if self.base.is_empty() || self.lines.len() >= MOST_LINES {
            let traits = tested(&visitor.traits, scoring, |rule| &rule.traits);
            self.lines.clear();
            self.open = None;
            let mut line = begin(at, Act::Base);
            stand(&mut line, url, utc_offset);
            line.member("properties", &traits);
            line.member("signals", &visitor.signals);
            line.member("state", scorer);
            self.base = end(line);
        }
    }

    /// Writes a signal down, after [`make_room`](Kept::make_room).
    pub fn note(&mut self, scoring: &Scoring, observed: &Observed<'_>) {
        let Observed { at, location, signal, matched, utc_offset } = *observed;
        let act = Act::of(signal.kind());
        let mut line = begin(at, act);
        if let Signal::PageView | Signal::SessionStart { .. } = signal {
            stand(&mut line, location.logged(), utc_offset);
        }
        match *signal {
            Signal::PageView | Signal::Copy => {}
            Signal::Engaged { seconds } => line.member("seconds", &seconds),
            Signal::Scroll { percent } | Signal::Media { percent } => line.member("percent", &percent),
            Signal::Click { selector, name } => {
                line.member("selector", selector);
                line.member("name", name);
            }
            Signal::Download { file } => line.member("file", file),
            Signal::Outbound { host } => line.member("host", host),
            Signal::SiteForm { step } => line.member("step", &step),
            Signal::SiteSearch { parameter, words } => {
                line.member("parameter", parameter);
                if scoring.rules.0.iter().any(|(_, rule)| rule.contains.is_some()) {
                    line.member("words", words);
                }
            }
            Signal::SessionStart { number, utm, referrer, gap } => {
                line.member("number", &number);
                line.member("utm", utm);
                line.member("referrer", referrer);
                if let Some(gap) = gap {
                    line.member("gap", &(gap.0 / Span::SECOND.0));
                }
            }
            Signal::Custom { name, properties } => {
                line.member("name", name);
                line.member("properties", &tested(properties, scoring, |rule| &rule.properties));
            }
        }
        if self.open == Some(act) {
            self.lines.pop();
        }
        self.lines.push(end(line));
        let grows = matches!(signal, Signal::Engaged { .. } | Signal::Scroll { .. });
        self.open = (grows && !matched).then_some(act);
    }

    /// Writes down the traits that rules test.
    pub fn note_traits(&mut self, at: Millis, scoring: &Scoring, traits: &[(String, Scalar)]) {
        let tested = tested(traits, scoring, |rule| &rule.traits);
        if !tested.is_empty() {
            let mut line = begin(at, Act::Identify);
            line.member("properties", &tested);
            self.push(end(line));
        }
    }

    /// Writes down that the pointer left through the top of the window.
    pub fn note_exit_intent(&mut self, at: Millis) {
        self.push(end(begin(at, Act::ExitIntent)));
    }

    fn push(&mut self, line: String) {
        self.lines.push(line);
        self.open = None;
    }

    /// All of it: JSON lines, with line feeds between them; empty before anything was seen.
    #[must_use]
    pub fn export(&self) -> String {
        let mut out = self.base.clone();
        for line in &self.lines {
            out.push('\n');
            out.push_str(line);
        }
        out
    }
}

/// Those values that a rule tests.
fn tested(
    values: &[(String, Scalar)],
    scoring: &Scoring,
    tests: fn(&crate::config::scoring::Rule) -> &Vec<(String, Condition)>,
) -> Vec<(String, Scalar)> {
    let mut kept = Vec::new();
    for (name, value) in values {
        if scoring.rules.0.iter().any(|(_, rule)| tests(rule).iter().any(|(test, _)| test == name)) {
            kept.push((name.clone(), value.clone()));
        }
    }
    kept
}

/// Begins a line. Its members follow in the order of [`Line`], and under its keys, but only those that it has: to write all of them, absent
/// ones too, costs visitors 0.2 kB.
fn begin(at: Millis, act: Act) -> Writer {
    let mut line = Writer::default();
    line.open('{');
    line.member("v", &VERSION);
    line.member("at", &at);
    line.member("signal", &act);
    line
}

/// Writes where the visitor is, and in which time zone.
fn stand(line: &mut Writer, url: &str, utc_offset: i32) {
    line.member("url", url);
    line.member("utcOffset", &utc_offset);
}

fn end(mut line: Writer) -> String {
    line.close('}');
    line.finish()
}

/// Writes a line as the type says, for programs that make logs.
impl Line {
    /// The line's text, without a line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        encode(self)
    }
}
