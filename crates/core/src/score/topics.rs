//! What a visitor is interested in: engagement by the topic of the pages.

use super::TopicState;
use crate::{
    json::Number,
    order,
    time::{Millis, Span},
};
use alloc::{string::String, vec::Vec};

/// How many topics are told.
const TOP: usize = 5;

/// Each topic's share of all decayed engagement in hundredths, the largest first, ties by name; shares below one in a hundred are left out.
#[must_use]
pub fn shares(topics: &[(String, TopicState)], half_life: Option<Span>, now: Millis) -> Vec<(String, Number)> {
    // Thousandths of a second will do, and leave room to multiply.
    let weight = |state: &TopicState| state.weight_at(half_life, now).0.unsigned_abs() >> 10;
    let mut total: u64 = 0;
    for (_, state) in topics {
        total = total.saturating_add(weight(state));
    }
    let mut shares = Vec::new();
    for (topic, state) in topics {
        // The nearest hundredth.
        let hundredths = (weight(state) * 200).saturating_add(total).checked_div(total.saturating_add(total)).unwrap_or(0);
        if hundredths > 0 {
            let share = (topic.clone(), Number { units: hundredths as i64, scale: 2 });
            order::insert(&mut shares, share, |(a, share), (b, other)| share.units > other.units || share.units == other.units && a < b);
        }
    }
    shares.truncate(TOP);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_hundredths_of_the_decayed_engagement_the_largest_first() {
        let mut topics = Vec::new();
        for (name, seconds, at) in [("proof", 60, 0), ("price", 60, 1_000), ("jobs", 0, 0)] {
            let mut state = TopicState::default();
            state.engage(seconds, Some(Span(1_000)), Millis(at));
            topics.push((name.to_owned(), state));
        }
        let shares = shares(&topics, Some(Span(1_000)), Millis(1_000));
        let hundredth = |units| Number { units, scale: 2 };
        assert_eq!(shares, [("price".to_owned(), hundredth(67)), ("proof".to_owned(), hundredth(33))]);
        assert_eq!(super::shares(&[], None, Millis(0)), []);
    }
}
