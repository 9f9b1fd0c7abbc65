//! What happened, in the past tense. The only way into the engine.

use crate::{
    json::{self, Cursor, Decode, Encode, Node, Writer},
    object,
    outbox::Report,
    popup::Value,
    words,
};
use alloc::{string::String, vec::Vec};

/// Something that happened in the page, the browser or the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The widget started on a page. First event of every page load.
    Started(Started),
    /// The answer to [`Effect::LoadSnapshot`](crate::Effect::LoadSnapshot): the text stored, or none.
    SnapshotLoaded(Option<String>),
    /// The page's address changed without a load.
    PageViewed(Page),
    /// The page was scrolled: the lowest part of it seen so far, 0–100.
    Scrolled {
        /// Percent of the document's height above the lower edge of the window.
        percent: u8,
    },
    /// A sign of life: pointer, key, touch or scroll. The shell may thin these out to one in [`ACTIVITY_INTERVAL`].
    Active,
    /// The page became visible and focused, or ceased to be.
    AttentionChanged {
        /// `document.visibilityState === "visible"`
        visible: bool,
        /// `document.hasFocus()`
        focused: bool,
    },
    /// The pointer left the window through its top.
    ExitIntended,
    /// The time asked for with [`Effect::WakeAt`](crate::Effect::WakeAt) has come.
    TimerFired,
    /// The page is going away or into the back/forward cache. Last chance to keep the score, and to send
    /// a lead that has not reached the store yet; no work in the store may be begun.
    PageHidden,
    /// The page came back from the back/forward cache.
    PageRestored,
    /// The browser reported a network connection.
    WentOnline,

    /// `limen('track', name, props)`
    Tracked {
        /// The signal's name.
        name: String,
        /// Its properties.
        properties: Vec<(String, Scalar)>,
    },
    /// `limen('identify', traits)`
    Identified(Vec<(String, Scalar)>),
    /// `limen('consent', true | false)`
    ConsentGiven(bool),
    /// `limen('show', id)`: the owner asks for a campaign, whatever its targeting says.
    ShowRequested(String),
    /// `limen('hide')`
    HideRequested,
    /// `limen('forget')`
    ForgetRequested,

    /// The answer to [`Effect::AskToShow`](crate::Effect::AskToShow): whether the page allowed it. The shell also says no when another dialog is
    /// open, an element is fullscreen or the visitor is typing in the host page; then the engine may ask again later.
    ShowAnswered {
        /// The campaign asked for.
        campaign: String,
        /// The verdict.
        verdict: Verdict,
    },
    /// The visitor changed a control.
    FieldEdited {
        /// The control's name.
        name: String,
        /// What it holds now.
        value: Value,
        /// True when the text was pasted or dropped.
        pasted: bool,
    },
    /// The visitor left a control (blur).
    FieldLeft {
        /// The control's name.
        name: String,
    },
    /// The visitor pressed the button that goes on (or Enter): the values of the step's controls, in order. The engine knows whether that is
    /// the next step or the submit.
    Advanced {
        /// Name and value of each control on screen.
        values: Vec<(String, Value)>,
        /// What the trap field held.
        honeypot: String,
        /// IANA name of the visitor's time zone; empty when unknown. It comes with the form and not with the start, for a browser may
        /// load tables to tell it (25 ms).
        time_zone: String,
    },
    /// The visitor pressed back.
    WentBack {
        /// Name and value of each control on screen.
        values: Vec<(String, Value)>,
    },
    /// The pop-up stands on the screen: the frame it came with has been painted.
    Shown,
    /// The visitor closed the pop-up (close button, Esc, or the button on the last screen).
    Dismissed,
    /// The visitor followed the offer's link.
    OfferTaken,

    /// The answer to [`Effect::PrepareLead`](crate::Effect::PrepareLead).
    LeadPrepared {
        /// The lead's id.
        id: String,
        /// What travels; empty when it could not be made.
        text: String,
    },
    /// A store from an earlier page was found: a lead may be waiting.
    OutboxFound,
    /// What came of [`Effect::StoreLead`](crate::Effect::StoreLead), [`Effect::MarkDelivered`](crate::Effect::MarkDelivered), [`Effect::ClaimLead`](crate::Effect::ClaimLead) or
    /// [`Effect::SettleLead`](crate::Effect::SettleLead): their transaction is over.
    Outbox(Report),
    /// An attempt ended.
    AttemptEnded {
        /// The entry's key.
        key: String,
        /// How.
        outcome: Outcome,
    },
}

/// How often [`Event::Active`] is worth dispatching, in milliseconds. Engaged time is counted until 30 s after the last of them, so 5 s loses nothing.
pub const ACTIVITY_INTERVAL: i64 = 5_000;

/// The facts of a page load.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Started {
    /// Fresh random bytes; every id of this page load grows from them.
    pub seed: [u8; 32],
    /// The page.
    pub page: Page,
    /// `navigator.language`
    pub language: String,
    /// Minutes east of UTC, −1,440–1,440.
    pub utc_offset_minutes: i32,
    /// Width and height of the window in CSS pixels.
    pub viewport: (u32, u32),
    /// True when the main pointer is coarse.
    pub touch: bool,
    /// `navigator.webdriver`
    pub webdriver: bool,
    /// `navigator.globalPrivacyControl === true`
    pub gpc: bool,
    /// Whether the page is visible.
    pub visible: bool,
    /// Whether the page has focus.
    pub focused: bool,
}

object! {
    /// A page, as the browser names it.
    pub container Page {
        /// `location.href`
        url: String = "url",
        /// `document.referrer`; empty when there is none.
        referrer: String = "referrer",
        /// `document.title`
        title: String = "title",
    }
}

/// A value an owner's page may hand over with `track` and `identify`.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Text; cut at 256 characters.
    Text(String),
    /// A whole number. The shell passes numbers with a fraction as text.
    Integer(i64),
    /// True or false.
    Flag(bool),
}

words! {
    /// May the pop-up show?
    pub enum Verdict {
        /// Not now: another dialog, fullscreen media, or the visitor is typing. Ask again later.
        NotNow = "notNow",
        /// Yes.
        Allowed = "allowed",
        /// A listener of `limen:before-show` cancelled it. Not again on this page.
        Vetoed = "vetoed",
    }
}

/// How an attempt to deliver ended, as the browser saw it. What it means is decided by [`outbox::outcome`](crate::outbox).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver answered.
    Status {
        /// HTTP status, 100–599.
        status: u16,
        /// The text of the `Retry-After` header, when it can be read.
        retry_after: Option<String>,
        /// Whether the body holds the text that it had to hold; none when it did not have to.
        echoed: Option<bool>,
    },
    /// An opaque redirect: the endpoint has moved.
    Redirected,
    /// An opaque answer (`blind` format): sent, unconfirmed.
    Opaque,
    /// No answer: refused, reset, DNS, CORS, offline.
    #[default]
    NetworkError,
    /// No answer within the attempt's deadline.
    TimedOut,
}

impl Outcome {
    /// The HTTP status; 0 for none.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Outcome::Status { status, .. } => *status,
            _ => 0,
        }
    }
}

impl Default for Scalar {
    fn default() -> Self {
        Scalar::Flag(false)
    }
}

impl Decode for Scalar {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        *self = match &node.value {
            json::Value::String(text) => Scalar::Text(text.clone()),
            json::Value::Bool(flag) => Scalar::Flag(*flag),
            json::Value::Number(number) => match number.as_integer() {
                Some(whole) => Scalar::Integer(whole),
                None => {
                    let mut text = Writer::default();
                    text.number(*number);
                    Scalar::Text(text.finish())
                }
            },
            _ => return cursor.expected(node, "a string, a number, true or false"),
        };
        true
    }
}

impl Encode for Scalar {
    fn encode(&self, out: &mut Writer) {
        match self {
            Scalar::Text(text) => text.encode(out),
            Scalar::Flag(flag) => flag.encode(out),
            Scalar::Integer(whole) => whole.encode(out),
        }
    }
}
