//! The rules' add-on, as `src/perform/outbox.js` loads it: on a page's first question that needs it, again after a download that failed.

use crate::{
    clock::Monotonic,
    tab::Presence,
    world::{Happening, World},
};
use limen_core::{
    Effect, Event,
    outbox::{Claimed, Report, id_of},
    time::Span,
};

/// How long a download may take: `DEADLINE` in `src/download.js`.
const DOWNLOAD_DEADLINE: Span = Span(10_000);

/// What becomes of downloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// They arrive.
    Well,
    /// They fail.
    Failing,
    /// They hang.
    Hanging,
}

/// What a page has of the add-on.
#[derive(Default)]
pub struct AddOn {
    /// Whether it is there.
    pub is_there: bool,
    /// Its download, while there is one.
    pub download: Option<Download>,
}

/// A download.
pub struct Download {
    /// When the page gives it up.
    pub deadline: Monotonic,
    /// Whether the page was left in the meantime. Its end may be heard in the cache, or afterwards.
    pub canceled: bool,
    /// The questions that wait for it.
    questions: Vec<Effect>,
}

/// Whether the rules have to be there for it.
#[must_use]
pub fn needs_rules(question: &Effect) -> bool {
    matches!(question, Effect::ClaimLead { .. } | Effect::SettleLead { .. })
}

/// What comes of a question that the store does not answer.
#[must_use]
pub fn refuse(question: &Effect) -> Report {
    match question {
        Effect::StoreLead(entries) => Report::NotStored { id: entries.first().map(|entry| id_of(&entry.key).into()).unwrap_or_default() },
        Effect::MarkDelivered { key, .. } | Effect::SettleLead { key, .. } => Report::Settled { key: key.clone() },
        _ => Report::Claimed(Claimed::Failed),
    }
}

impl World<'_> {
    /// Whether this tab has the rules.
    #[must_use]
    pub fn has_rules(&self, tab: u32) -> bool {
        self.place(tab).is_some_and(|place| self.tabs[place].add_on.is_there)
    }

    /// A question waits for the download, which begins unless it has.
    pub fn await_rules(&mut self, place: usize, question: Effect) {
        let deadline = self.clock.now().plus(DOWNLOAD_DEADLINE);
        let download = &mut self.tabs[place].add_on.download;
        download.get_or_insert_with(|| Download { deadline, canceled: false, questions: Vec::new() }).questions.push(question);
    }

    /// Whether the download of this place can end now, by itself.
    #[must_use]
    pub fn may_load(&self, place: usize) -> bool {
        let tab = &self.tabs[place];
        match (&tab.add_on.download, tab.presence) {
            (Some(Download { canceled: true, .. }), Presence::Here | Presence::Cached) => true,
            (Some(_), Presence::Here) => self.files != Files::Hanging,
            _ => false,
        }
    }

    /// The download ends: the questions that wait for it are asked, or refused where it came to nothing.
    pub fn load(&mut self, place: usize, in_time: bool) {
        let arrives = in_time && self.files == Files::Well;
        let tab = &mut self.tabs[place];
        let Some(Download { canceled, questions, .. }) = tab.add_on.download.take() else { return };
        tab.add_on.is_there = arrives && !canceled;
        let (number, is_there) = (tab.number, tab.add_on.is_there);
        self.happened(if is_there { Happening::Loaded } else { Happening::NotLoaded });
        self.tell(|| format!("tab {number} {} the rules", if is_there { "has" } else { "cannot have" }));
        for question in questions {
            if is_there {
                self.begin(place, question);
            } else {
                self.dispatch(place, Event::Outbox(refuse(&question)));
            }
        }
    }
}
