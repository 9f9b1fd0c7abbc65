//! What happened to every lead of a run, as the pages told it.

use crate::plan::{Leave, Storage, Turn, Visitor};
use limen_tests::deletions::Deletions;
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// What a lead was up against besides the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trial {
    NavigatedInTheSubmit,
    ClosedInTheSubmit,
    NavigatedAfterwards,
    Killed,
    TwoTabs,
    ThreeToTenTabs,
    ClockWrong,
    StorageBlocked,
    StorageFull,
    StorageDeleted,
}

impl Trial {
    /// All of them.
    pub(crate) const ALL: [Trial; 10] = [
        Trial::Killed,
        Trial::ClosedInTheSubmit,
        Trial::NavigatedInTheSubmit,
        Trial::NavigatedAfterwards,
        Trial::TwoTabs,
        Trial::ThreeToTenTabs,
        Trial::ClockWrong,
        Trial::StorageBlocked,
        Trial::StorageFull,
        Trial::StorageDeleted,
    ];

    /// As tables name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Trial::Killed => "browser killed -9 around the submit",
            Trial::ClosedInTheSubmit => "tab closed in the submit's task",
            Trial::NavigatedInTheSubmit => "navigation in the submit's task",
            Trial::NavigatedAfterwards => "navigation right after the thanks",
            Trial::TwoTabs => "two tabs",
            Trial::ThreeToTenTabs => "three to ten tabs",
            Trial::ClockWrong => "clock off by hours or a year",
            Trial::StorageBlocked => "storage blocked",
            Trial::StorageFull => "storage full",
            Trial::StorageDeleted => "storage deleted by another tab",
        }
    }

    fn of(visitor: &Visitor, turn: &Turn) -> BTreeSet<Trial> {
        let trials = [
            (matches!(turn.leave, Leave::Navigate | Leave::Away), Trial::NavigatedInTheSubmit),
            (turn.leave == Leave::Close, Trial::ClosedInTheSubmit),
            (turn.leave == Leave::NavigateLater, Trial::NavigatedAfterwards),
            (visitor.tabs == 2, Trial::TwoTabs),
            (visitor.tabs > 2, Trial::ThreeToTenTabs),
            (turn.clock != 0, Trial::ClockWrong),
            (visitor.storage == Storage::Blocked, Trial::StorageBlocked),
            (turn.full, Trial::StorageFull),
            (visitor.storage == Storage::Deleted, Trial::StorageDeleted),
        ];
        trials.into_iter().filter(|(is, _)| *is).map(|(_, trial)| trial).collect()
    }
}

/// One lead.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    pub(crate) visitor: usize,
    pub(crate) trials: BTreeSet<Trial>,
    pub(crate) submitted: Option<Instant>,
    /// The widget has announced it, in the moment before it thanks.
    pub(crate) safe: bool,
    /// When the page told that it had thanked: from here on the lead must not be lost.
    pub(crate) thanked: Option<Instant>,
    /// The page told the visitor that it could not be sent.
    pub(crate) failed: bool,
    /// The visitor may have deleted it with the store, after it was safe: no widget can keep it then, though it may have been sent by that time.
    pub(crate) wiped: bool,
}

/// All leads, and everything that was told.
pub(crate) struct Ledger {
    begun: Instant,
    leads: Vec<Lead>,
    deletions: Deletions,
    /// What was told, of whom: a visitor, or everybody.
    log: Vec<(Option<usize>, String)>,
    troubles: Vec<String>,
}

/// A kill concerns what was submitted so short a time before: later it is stored, or its first attempt has ended.
const AROUND: Duration = Duration::from_secs(1);

impl Ledger {
    pub(crate) fn new(visitors: &[Visitor]) -> Self {
        let leads = visitors.iter().enumerate().flat_map(|(number, visitor)| {
            visitor.turns.iter().map(move |turn| Lead {
                visitor: number,
                trials: Trial::of(visitor, turn),
                submitted: None,
                safe: false,
                thanked: None,
                failed: false,
                wiped: false,
            })
        });
        Self { begun: Instant::now(), leads: leads.collect(), deletions: Deletions::default(), log: Vec::new(), troubles: Vec::new() }
    }

    pub(crate) fn leads(&self) -> &[Lead] {
        &self.leads
    }

    pub(crate) fn loaded(&mut self, visitor: usize) {
        self.note(Some(visitor), format!("visitor {visitor} loads a page"));
    }

    pub(crate) fn given(&mut self, lead: usize) {
        self.note(self.whose(lead), format!("lead {lead} is handed out"));
    }

    pub(crate) fn submitted(&mut self, lead: usize) {
        self.note(self.whose(lead), format!("lead {lead} is submitted"));
        self.leads[lead].submitted = Some(Instant::now());
    }

    pub(crate) fn safe(&mut self, lead: usize) {
        self.note(self.whose(lead), format!("lead {lead} is safe"));
        self.leads[lead].safe = true;
    }

    pub(crate) fn thanked(&mut self, lead: usize) {
        self.note(self.whose(lead), format!("lead {lead} is thanked for"));
        self.leads[lead].thanked = Some(Instant::now());
    }

    pub(crate) fn failed(&mut self, lead: usize) {
        self.note(self.whose(lead), format!("lead {lead}: the visitor is told that it could not be sent"));
        self.leads[lead].failed = true;
    }

    /// A visitor's store is about to be deleted, by the tab that submits this lead next.
    pub(crate) fn deleting(&mut self, visitor: usize, before: usize) {
        self.note(Some(visitor), format!("visitor {visitor}: the store is about to be deleted"));
        self.deletions.began(visitor, before);
    }

    /// It was deleted.
    pub(crate) fn deleted(&mut self, visitor: usize, before: usize) {
        self.note(Some(visitor), format!("visitor {visitor}: the store is deleted"));
        self.deletions.ended(before, Instant::now());
    }

    /// The run is over.
    pub(crate) fn close(&mut self) {
        for (number, lead) in self.leads.iter_mut().enumerate().filter(|(_, lead)| lead.safe) {
            lead.wiped = lead.submitted.is_some_and(|submitted| self.deletions.may_have_taken(lead.visitor, number, submitted));
        }
    }

    /// The browser is gone, closed or killed.
    pub(crate) fn browser_gone(&mut self, killed: bool) {
        self.deletions.browser_gone(Instant::now());
        if killed {
            self.killed();
        }
    }

    fn killed(&mut self) {
        self.note(None, "the browser is killed".to_owned());
        for lead in &mut self.leads {
            if lead.submitted.is_some_and(|at| at.elapsed() < AROUND) {
                lead.trials.insert(Trial::Killed);
            }
        }
    }

    /// Something that should not happen, and is not about one lead.
    pub(crate) fn trouble(&mut self, text: String) {
        self.note(None, text.clone());
        self.troubles.push(text);
    }

    pub(crate) fn troubles(&self) -> &[String] {
        &self.troubles
    }

    /// Everything that was told.
    pub(crate) fn everything(&self) -> Vec<String> {
        self.log.iter().map(|(_, text)| text.clone()).collect()
    }

    /// What was told about a lead's visitor, and of everybody.
    pub(crate) fn story(&self, lead: usize) -> Vec<String> {
        let whose = self.whose(lead);
        self.log.iter().filter(|(visitor, _)| visitor.is_none() || *visitor == whose).map(|(_, text)| text.clone()).collect()
    }

    /// The last that was told about a visitor.
    pub(crate) fn last_of(&self, visitor: usize) -> &str {
        self.log.iter().rfind(|(of, _)| *of == Some(visitor)).map_or("nothing", |(_, text)| text.trim_start())
    }

    /// What a request with the lead has met, which was noted elsewhere.
    pub(crate) fn met(&mut self, at: Instant, lead: usize, fault: &str) {
        self.note_at(at, self.whose(lead), &format!("lead {lead} is on the wire: {fault}"));
        self.log.sort_by(|(_, one), (_, other)| one.cmp(other)); // the times have one width
    }

    // The visitor of a lead.
    fn whose(&self, lead: usize) -> Option<usize> {
        Some(self.leads[lead].visitor)
    }

    fn note(&mut self, visitor: Option<usize>, text: String) {
        self.note_at(Instant::now(), visitor, &text);
    }

    fn note_at(&mut self, at: Instant, visitor: Option<usize>, text: &str) {
        self.log.push((visitor, format!("{:>9.3} s  {text}", (at - self.begun).as_secs_f64())));
    }
}
