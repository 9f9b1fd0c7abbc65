//! The figures of runs: what was lost, what was stored twice, and how much each fault had to do with it.

use crate::{
    ledger::{Lead, Trial},
    run::Played,
};
use limen_tests::mix::Fault;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::AddAssign,
};

/// The figures of some leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Figures {
    /// POSTs on the wire.
    pub(crate) requests: usize,
    /// Leads whose submit button was pressed.
    pub(crate) submitted: usize,
    /// Leads that a page has thanked for.
    pub(crate) acknowledged: usize,
    /// Leads in the receiver's database.
    pub(crate) stored: usize,
    /// POSTs that brought the receiver a lead which it had already.
    pub(crate) wire_duplicates: usize,
    /// Acknowledged and not stored, although nobody has deleted the visitor's own store.
    pub(crate) lost: usize,
    /// Leads with more than one row.
    pub(crate) stored_twice: usize,
    /// Acknowledged and not stored, because the visitor's own store was deleted in between.
    pub(crate) wiped: usize,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, more: Self) {
        self.requests += more.requests;
        self.submitted += more.submitted;
        self.acknowledged += more.acknowledged;
        self.stored += more.stored;
        self.wire_duplicates += more.wire_duplicates;
        self.lost += more.lost;
        self.stored_twice += more.stored_twice;
        self.wiped += more.wiped;
    }
}

/// The figures of a run in all, and of each fault.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tally {
    pub(crate) all: Figures,
    /// By the fault's name: requests that met it, and the leads that have met it at least once.
    pub(crate) faults: BTreeMap<String, Figures>,
    pub(crate) browser_kills: usize,
    pub(crate) changed_bodies: usize,
    pub(crate) seconds: f64,
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, more: &Tally) {
        self.all += more.all;
        for (name, figures) in &more.faults {
            *self.faults.entry(name.clone()).or_default() += *figures;
        }
        self.browser_kills += more.browser_kills;
        self.changed_bodies += more.changed_bodies;
        self.seconds += more.seconds;
    }
}

impl Tally {
    /// The figures of a run.
    pub(crate) fn of(played: &Played) -> Self {
        let wire = Wire::of(played);
        let everybody = 0..played.leads.len();
        let mut all = wire.figures(played, everybody.clone());
        all.requests = played.met.len();
        let mut faults = BTreeMap::new();
        for fault in Fault::ALL {
            let requests = played.met.iter().filter(|met| met.fault == fault).count();
            let leads = wire.met.get(&fault).into_iter().flatten().copied();
            let figures = Figures { requests, ..wire.figures(played, leads) };
            if requests > 0 {
                faults.insert(fault.name().to_owned(), figures);
            }
        }
        for trial in Trial::ALL {
            let leads = everybody.clone().filter(|&lead| played.leads[lead].trials.contains(&trial));
            let figures = wire.figures(played, leads);
            if figures.submitted > 0 {
                faults.insert(trial.name().to_owned(), figures);
            }
        }
        Self { all, faults, browser_kills: played.kills, changed_bodies: played.changed.len(), seconds: played.took.as_secs_f64() }
    }
}

/// What was on the wire, by lead.
struct Wire {
    requests: BTreeMap<usize, usize>,
    arrived: BTreeMap<usize, usize>,
    met: BTreeMap<Fault, BTreeSet<usize>>,
}

impl Wire {
    fn of(played: &Played) -> Self {
        let mut wire = Wire { requests: BTreeMap::new(), arrived: BTreeMap::new(), met: BTreeMap::new() };
        for met in &played.met {
            let Some(&lead) = met.id.as_ref().and_then(|id| played.numbers.get(id)) else { continue };
            *wire.requests.entry(lead).or_default() += 1;
            *wire.arrived.entry(lead).or_default() += usize::from(met.fault.reaches_the_receiver());
            wire.met.entry(met.fault).or_default().insert(lead);
        }
        wire
    }

    fn figures(&self, played: &Played, leads: impl Iterator<Item = usize>) -> Figures {
        let mut figures = Figures::default();
        for number in leads {
            let lead: &Lead = &played.leads[number];
            let rows = played.stored.get(&number).map_or(0, Vec::len);
            let (acknowledged, stored) = (lead.thanked.is_some(), rows > 0);
            figures += Figures {
                requests: self.requests.get(&number).copied().unwrap_or_default(),
                submitted: usize::from(lead.submitted.is_some()),
                acknowledged: usize::from(acknowledged),
                stored: usize::from(stored),
                wire_duplicates: self.arrived.get(&number).copied().unwrap_or_default().saturating_sub(1),
                lost: usize::from(acknowledged && !stored && !lead.wiped),
                stored_twice: usize::from(rows > 1),
                wiped: usize::from(acknowledged && !stored && lead.wiped),
            };
        }
        figures
    }
}

/// A table of one engine's figures.
pub(crate) fn table(title: &str, tally: &Tally) -> String {
    let mut lines = vec![format!(
        "{title:<38}{:>9}{:>10}{:>13}{:>8}{:>11}{:>6}{:>7}{:>7}",
        "requests", "submitted", "acknowledged", "stored", "duplicates", "lost", "twice", "wiped"
    )];
    let all = [("all".to_owned(), tally.all)];
    for (name, of) in all.into_iter().chain(tally.faults.clone()) {
        lines.push(format!(
            "  {name:<36}{:>9}{:>10}{:>13}{:>8}{:>11}{:>6}{:>7}{:>7}",
            of.requests, of.submitted, of.acknowledged, of.stored, of.wire_duplicates, of.lost, of.stored_twice, of.wiped
        ));
    }
    lines.push(format!("  {} kills -9, {} changed bodies, {:.0} s\n", tally.browser_kills, tally.changed_bodies, tally.seconds));
    lines.join("\n")
}
