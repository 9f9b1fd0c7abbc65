//! Any interleaving of submits, claims, answers and crashes over several tabs.

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Submit,
    Claim { tab: u32 },
    Settle { tab: u32, status: u16 },
    Crash { tab: u32 },
    Pass { ms: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Submit),
        (0u32..4).prop_map(|tab| Step::Claim { tab }),
        (0u32..4, prop::sample::select(vec![0u16, 201, 403, 429, 500])).prop_map(|(tab, status)| Step::Settle { tab, status }),
        (0u32..4).prop_map(|tab| Step::Crash { tab }),
        (0i64..40_000).prop_map(|ms| Step::Pass { ms }),
    ]
}

/// A store and what the receiver has.
#[derive(Default)]
struct World {
    store: BTreeMap<String, String>,
    now: i64,
}

impl World {
    fn transact(&mut self, decide: impl FnOnce(&Records, Millis) -> Changes) -> Changes {
        let records: Vec<(String, String)> = self.store.clone().into_iter().collect();
        let changes = decide(&records, Millis(self.now));
        self.store.extend(changes.put.clone());
        self.store.retain(|key, _| !changes.remove.contains(key));
        changes
    }

    fn claim(&mut self, tab: u32) -> Option<Entry> {
        lead_of(self.transact(|records, now| claim(records, Rung::Durable, now, tab, false)))
    }

    fn waiting(&self) -> Vec<String> {
        let entries = self.store.values().filter_map(|record| Entry::from_record(record));
        entries.filter(Entry::waits).map(|entry| entry.key).collect()
    }
}

proptest! {
    /// No lead is lost before a yes, its body never changes, two tabs never hold live leases for one endpoint, and once the receiver says yes
    /// to everything all of them arrive.
    #[test]
    fn no_interleaving_loses_a_lead(steps in prop::collection::vec(step(), 0..120), jitter in any::<u32>()) {
        let mut world = World::default();
        let mut submitted: Vec<String> = Vec::new();
        let mut delivered: Vec<String> = Vec::new();
        let mut holding: BTreeMap<u32, (Entry, i64)> = BTreeMap::new();
        for step in steps {
            match step {
                Step::Submit => {
                    let key = format!("lead-{}", submitted.len());
                    let request = Format::Simple.request(URL.into(), false, format!("body of {key}"));
                    let entry = Entry::new(key.clone(), request, Millis(world.now), 9);
                    let reports = world.transact(|records, now| store(records, vec![entry], Rung::Durable, now)).reports;
                    if matches!(reports[..], [Report::Stored { .. }]) {
                        submitted.push(key);
                    }
                }
                Step::Claim { tab } if !holding.contains_key(&tab) => {
                    if let Some(lead) = world.claim(tab) {
                        prop_assert_eq!(&lead.request.body, &format!("body of {}", lead.key));
                        prop_assert!(holding.values().all(|(_, until)| *until <= world.now), "two requests in flight");
                        holding.insert(tab, (lead, world.now + ATTEMPT_DEADLINE.0));
                    }
                }
                Step::Settle { tab, status: code } => {
                    if let Some((lead, deadline)) = holding.remove(&tab) {
                        // The shell gives up at the deadline, whatever would have come after.
                        let outcome = if code == 0 || world.now > deadline { Outcome::TimedOut } else { status(code) };
                        if outcome.status() == 201 {
                            delivered.push(lead.key.clone());
                        }
                        world.transact(|records, now| settle(records, &lead.key, tab, &outcome, now, jitter));
                    }
                }
                Step::Crash { tab } => { holding.remove(&tab); }
                Step::Pass { ms } => world.now += ms,
                Step::Claim { .. } => {}
            }
            let waiting = world.waiting();
            prop_assert!(submitted.iter().all(|key| waiting.contains(key) || delivered.contains(key)), "a lead is lost");
        }
        // The receiver is well again: one tab drains all.
        for _ in 0..submitted.len() * 4 {
            world.now += 20 * Span::HOUR.0;
            if let Some(lead) = world.claim(9) {
                world.transact(|records, now| settle(records, &lead.key, 9, &status(200), now, 0));
            }
        }
        prop_assert!(world.waiting().is_empty(), "a lead was never sent");
    }
}
