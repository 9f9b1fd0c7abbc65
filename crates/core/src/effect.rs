//! What to do, in the imperative. The only way out of the engine; the shell performs each in the order given.

use crate::{
    event::Outcome,
    outbox::{Attempt, Entry},
    popup::{Popup, Update},
    time::Millis,
};
use alloc::{boxed::Box, string::String, vec::Vec};

/// Something the shell is to perform.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read the visitor's snapshot from storage; answer with `SnapshotLoaded`. Never asked for without consent.
    LoadSnapshot,
    /// Keep this text as the visitor's snapshot (key `limen:v1:<site>:visitor`).
    SaveSnapshot(String),
    /// Erase all that the widget keeps in this browser, leads that wait included only when `leads` is true.
    Erase {
        /// Erase waiting leads too.
        leads: bool,
    },
    /// Begin to listen to a source; asked for at most once each, and only when something depends on it.
    Listen(Source),
    /// Set the one timer: dispatch `TimerFired` at this time or soon after. Replaces the time set before; none clears it.
    WakeAt(Option<Millis>),

    /// Load these add-ons (names with spaces between), unless they are there or on their way; `AskToShow` waits for them. Asked for when a form
    /// is to be drawn or shown whose lead passes through them: none ever shows whose lead could not be sent. When one cannot be had, say why
    /// on the console, once; no form shows then.
    LoadAddOns(&'static str),
    /// Let the page have its say (`limen:before-show`), look whether it is a bad moment; answer with `ShowAnswered`.
    AskToShow {
        /// The campaign's id.
        campaign: String,
    },
    /// Draw a pop-up that may be shown next, when the page is idle; it does not come onto the page yet. Replaces the one drawn before.
    Draw(Box<Popup>),
    /// Put the drawn pop-up on the page; answer with `Shown` when it has been painted.
    Show,
    /// Change the pop-up on screen.
    Update(Box<Update>),
    /// Take the pop-up away and give focus back.
    Hide,

    /// Load the lists of free and disposable e-mail domains, and hand them to [`Engine::learn_addresses`](crate::Engine::learn_addresses).
    /// Asked for at most once, where a fit rule needs them and they are not compiled in; until they come, a few names that are built in decide.
    LoadAddresses,

    /// Let the add-ons make of this lead what travels, one after the other in the order of their names; answer with `LeadPrepared` in the same
    /// task: in the next one the page may be gone.
    PrepareLead {
        /// The lead's id.
        id: String,
        /// Its JSON.
        lead: String,
    },
    /// Look whether a store from an earlier page or another tab exists, without opening it; answer with `OutboxFound` when one does.
    LookForOutbox,
    /// Make a lead durable: in one transaction, apply [`outbox::store`](crate::outbox::store) to its entries, which are at least one; answer
    /// with what it reports. Where the rules are not there, because nothing is known to wait, add the records as they are, and say that they are
    /// stored. This and the next three are each tried on one [`Rung`](crate::outbox::Rung) after the other.
    StoreLead(Vec<Entry>),
    /// The receiver has it: put this record, if there is one of its key; answer that it is settled.
    MarkDelivered {
        /// The entry's key.
        key: String,
        /// Its [`tombstone`](crate::outbox::tombstone).
        record: String,
    },
    /// In one transaction, apply [`outbox::claim`](crate::outbox::claim); answer with what it reports.
    ClaimLead {
        /// This page load's name in leases.
        tab: u32,
        /// Whether leads that wait may be tried ahead of their schedule.
        early: bool,
    },
    /// Send; answer with `AttemptEnded`.
    Send(Attempt),
    /// The same with the attempt that the last claim has made ready: [`Changes::attempt`](crate::outbox::Changes::attempt).
    SendClaimed,
    /// The receiver has not said yes. In one transaction, apply [`outbox::settle`](crate::outbox::settle); answer with what it reports.
    SettleLead {
        /// The entry's key.
        key: String,
        /// This page load's name in leases.
        tab: u32,
        /// How the attempt ended.
        outcome: Outcome,
        /// Randomness for the next attempt's time.
        jitter: u32,
    },

    /// Dispatch a `CustomEvent` on `document`.
    Emit {
        /// `limen:ready`, `limen:score`, …
        name: &'static str,
        /// `detail`, as JSON text.
        detail: String,
    },
    /// Say one line on the console. Never holds what a visitor typed.
    Warn(String),
}

/// A source of events that costs something to listen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Scroll depth.
    Scroll,
    /// The pointer leaving through the top.
    ExitIntent,
    /// Signs of life, visibility and focus.
    Engagement,
}
