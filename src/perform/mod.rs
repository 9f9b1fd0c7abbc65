//! The core's effects, done to the page, the visitor's storage and the network. One effect a file.

mod ask;
mod emit;
pub(crate) mod notice;
pub(crate) mod outbox;
pub(crate) mod popup;
pub(crate) mod send;
mod storage;
pub(crate) mod timer;

use crate::listen;
use limen_core::Effect;

/// Does one thing that the core asked for.
pub(crate) fn perform(effect: Effect) {
    match effect {
        Effect::LoadSnapshot => storage::load(),
        Effect::SaveSnapshot(text) => storage::save(&text),
        Effect::Erase { leads } => {
            storage::erase();
            if leads {
                outbox::erase();
            }
        }
        Effect::Listen(source) => listen::to(source),
        Effect::WakeAt(time) => timer::set(time),
        Effect::AskToShow { campaign } => ask::may_show(campaign),
        Effect::Show(popup) => popup::show(*popup),
        Effect::Update(update) => popup::update(*update),
        Effect::Hide => popup::hide(),
        Effect::LookForOutbox => outbox::look(),
        Effect::StoreLead(entry) => outbox::store(&entry),
        Effect::ClaimLead { tab, early } => outbox::claim(tab, early),
        Effect::Send(attempt) => send::send(&attempt),
        Effect::SettleLead { id, tab, outcome, jitter } => outbox::settle(id, tab, outcome, jitter),
        Effect::Emit { name, detail } => emit::tell(name, &detail),
        Effect::Warn(text) => notice::warn(&text),
    }
}

/// The page is being left or kept for later: nothing that it could leave half done stays open, nothing new begins.
pub(crate) fn suspend() {
    outbox::suspend();
    send::suspend();
}

/// The page is back.
pub(crate) fn resume() {
    outbox::resume();
}
