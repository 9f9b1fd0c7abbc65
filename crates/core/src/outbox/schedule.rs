//! When the next attempt is due.

use super::State;
use crate::time::Span;

/// Waits after the 1st, 2nd … failed attempt; hourly after that.
const WAITS: [Span; 6] = [Span(2_000), Span(10_000), Span(30_000), Span(120_000), Span(600_000), Span(1_800_000)];

/// A parked lead is tried after one hour, doubling up to this: the owner may have mended the endpoint.
const MAX_PARKED_WAIT: Span = Span(12 * Span::HOUR.0);

/// No wait is longer: the longest of a parked lead, and its jitter.
pub(crate) const LONGEST_WAIT: Span = Span(18 * Span::HOUR.0);

/// The wait after an attempt, ±50 % by the jitter (any `u32`), so that many visitors do not come back to a recovering receiver at once.
pub(super) fn wait(state: State, attempts: u32, jitter: u32) -> Span {
    let base = match state {
        State::Parked => Span::HOUR.times(1 << attempts.saturating_sub(1).min(4)).min(MAX_PARKED_WAIT),
        _ => WAITS.get(attempts.saturating_sub(1) as usize).copied().unwrap_or(Span::HOUR),
    };
    let share = i64::from(jitter % 1_001);
    Span(base.0 / 2 + base.0 * share / 1_000)
}

/// The longest wait there is in a state.
pub(super) fn longest(state: State) -> Span {
    wait(state, u32::MAX, 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour_and_stay_within_half_and_one_and_a_half() {
        let middle: Vec<i64> = (1..9).map(|attempts| wait(State::Queued, attempts, 500).0 / 1_000).collect();
        assert_eq!(middle, [2, 10, 30, 120, 600, 1_800, 3_600, 3_600]);
        assert_eq!((wait(State::Queued, 1, 0).0, wait(State::Queued, 1, 1_000).0), (1_000, 3_000));
        let parked: Vec<i64> = (1..7).map(|attempts| wait(State::Parked, attempts, 500).0 / 3_600_000).collect();
        assert_eq!(parked, [1, 2, 4, 8, 12, 12]);
        assert_eq!((longest(State::Queued), longest(State::Parked)), (Span(90 * Span::MINUTE.0), LONGEST_WAIT));
    }
}
