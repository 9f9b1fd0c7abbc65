//! What a scorer remembers of a visitor, packed: a replay goes on with hundreds of thousands of them by turns, each by the one scorer of its
//! config. Some 40 bytes a rule that has counted.

use super::{Progress, RuleState, Scorer, Tally, TopicState, decay::Weight};
use crate::time::Millis;
use alloc::{boxed::Box, vec::Vec};

/// A visitor's score, put by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parked(Box<[u8]>);

impl Scorer {
    /// Puts the score by, and begins anew from nothing.
    pub(crate) fn park(&mut self) -> Parked {
        let mut out = Vec::new();
        for (place, state) in self.states.iter_mut().enumerate() {
            if state.is_touched() {
                put(&mut out, place as u64 + 1);
                put_rule(&mut out, state);
                let (rule, mut last_page) = (core::mem::take(&mut state.rule), core::mem::take(&mut state.last_page));
                last_page.clear();
                *state = RuleState { rule, last_page, ..RuleState::default() };
            }
        }
        put(&mut out, 0);
        self.counted.clear();
        let Progress { page, session, engaged, scrolled, played } = core::mem::take(&mut self.progress);
        for number in [page, session, engaged, scrolled.into(), played.into()] {
            put(&mut out, number.into());
        }
        put(&mut out, self.roles.len() as u64);
        for (role, seen) in self.roles.drain(..) {
            put_text(&mut out, &role);
            put_signed(&mut out, seen.0);
        }
        for (topic, TopicState { weight, at }) in self.topics.drain(..) {
            put_text(&mut out, &topic);
            put_signed(&mut out, weight.0);
            put_signed(&mut out, at.0);
        }
        Parked(out.into_boxed_slice())
    }

    /// Goes on with a score that was put by under the same config. What this one holds must have been put by before.
    pub(crate) fn resume(&mut self, parked: &Parked) {
        let mut from = Packed(&parked.0);
        while let Some(place) = from.number().checked_sub(1) {
            let place = place as usize;
            if let Some(state) = self.states.get_mut(place) {
                from.rule(state);
                if state.count > 0 {
                    self.counted.push(place);
                }
            }
        }
        let [page, session, engaged, scrolled, played] = [(); 5].map(|()| from.number());
        self.progress = Progress {
            page: page as u32,
            session: session as u32,
            engaged: engaged as u32,
            scrolled: scrolled as u8,
            played: played as u8,
        };
        for _ in 0..from.number() {
            let role = from.text().into();
            self.roles.push((role, Millis(from.signed())));
        }
        while !from.0.is_empty() {
            let topic = from.text().into();
            let weight = Weight(from.signed());
            self.topics.push((topic, TopicState { weight, at: Millis(from.signed()) }));
        }
    }
}

fn put_rule(out: &mut Vec<u8>, state: &RuleState) {
    put_signed(out, state.weight.0);
    put(out, state.count.into());
    put(out, state.refused.into());
    for Tally { of, count } in [&state.page, &state.session, &state.day] {
        put_signed(out, *of);
        put(out, (*count).into());
    }
    put_signed(out, state.last_at.0);
    put_text(out, &state.last_page);
}

/// Seven bits a byte, the lowest first (LEB128).
fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The sign in the lowest bit.
fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, ((number << 1) ^ (number >> 63)) as u64);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// What is still to be unpacked.
struct Packed<'a>(&'a [u8]);

impl<'a> Packed<'a> {
    fn number(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let Some((byte, rest)) = self.0.split_first() else { break };
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    fn signed(&mut self) -> i64 {
        let number = self.number();
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }

    fn text(&mut self) -> &'a str {
        let length = self.number() as usize;
        let (text, rest) = self.0.split_at_checked(length).unwrap_or((self.0, &[]));
        self.0 = rest;
        core::str::from_utf8(text).unwrap_or_default()
    }

    fn rule(&mut self, state: &mut RuleState) {
        state.weight = Weight(self.signed());
        state.count = self.number() as u32;
        state.refused = self.number() as u32;
        for tally in [&mut state.page, &mut state.session, &mut state.day] {
            *tally = Tally { of: self.signed(), count: self.number() as u32 };
        }
        state.last_at = Millis(self.signed());
        state.last_page.push_str(self.text());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::check, score::Remembered};
    use proptest::prelude::*;

    fn tally() -> impl Strategy<Value = Tally> {
        (any::<i64>(), any::<u32>()).prop_map(|(of, count)| Tally { of, count })
    }

    prop_compose! {
        fn rule()(
            rule in "saw-home|saw-pricing|trial-started|no-such-rule",
            (weight, last_at) in any::<(i64, i64)>(),
            (count, refused) in any::<(u32, u32)>(),
            (page, session, day) in (tally(), tally(), tally()),
            last_page in "\\PC{0,20}",
        ) -> RuleState {
            RuleState { rule, weight: Weight(weight), count, refused, page, session, day, last_at: Millis(last_at), last_page }
        }
    }

    prop_compose! {
        fn remembered()(
            rules in prop::collection::vec(rule(), 0..6),
            roles in prop::collection::vec(("\\PC{0,8}", any::<i64>().prop_map(Millis)), 0..4),
            topics in prop::collection::vec(("\\PC{0,8}", any::<(i64, i64)>()), 0..4),
            (page, session, engaged, scrolled, played) in any::<(u32, u32, u32, u8, u8)>(),
        ) -> Remembered {
            let topics = topics.into_iter().map(|(name, (weight, at))| (name, TopicState { weight: Weight(weight), at: Millis(at) })).collect();
            Remembered { rules, roles, topics, progress: Progress { page, session, engaged, scrolled, played } }
        }
    }

    proptest! {
        #[test]
        fn a_score_that_was_put_by_goes_on_as_it_was(one in remembered(), other in remembered()) {
            let config = check(include_str!("../../../../www/limen.json")).0.expect("the example is right");
            let (one, other) = (Scorer::new(&config.scoring, one), Scorer::new(&config.scoring, other));
            let nothing = Scorer::new(&config.scoring, Remembered::default());
            let mut scorer = one.clone();
            let first = scorer.park();
            prop_assert_eq!(&scorer, &nothing, "nothing of it is left");
            scorer.resume(&other.clone().park());
            prop_assert_eq!(&scorer, &other);
            scorer.park();
            scorer.resume(&first);
            prop_assert_eq!(&scorer, &one);
        }
    }
}
