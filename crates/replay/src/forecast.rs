//! How well interest foretells what becomes of a visitor.

use std::collections::BTreeMap;

/// Visitors whose outcome is known, by the highest interest that they had until then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// For each interest: how many converted, and how many did not.
    by_interest: BTreeMap<u32, [u64; 2]>,
}

/// How good the guess "who reaches the threshold converts" is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// Visitors who reached the threshold.
    pub reached: u64,
    /// Of those who reached it, the share that converted; none when nobody did reach it.
    pub precision: Option<f64>,
    /// Of those who converted, the share that had reached it; none when nobody converted.
    pub recall: Option<f64>,
    /// How many times likelier than the average visitor those who reached it are to convert.
    pub lift: Option<f64>,
}

impl Forecast {
    /// Takes a visitor in.
    pub fn add(&mut self, interest: u32, converted: bool) {
        self.by_interest.entry(interest).or_default()[usize::from(!converted)] += 1;
    }

    /// How many converted, and how many did not.
    #[must_use]
    pub fn totals(&self) -> [u64; 2] {
        self.sum(0)
    }

    fn sum(&self, from: u32) -> [u64; 2] {
        self.by_interest.range(from..).fold([0, 0], |[yes, no], (_, [more_yes, more_no])| [yes + more_yes, no + more_no])
    }

    /// The quality of a threshold.
    #[must_use]
    pub fn at(&self, threshold: u32) -> Quality {
        let ([hits, misses], [yes, no]) = (self.sum(threshold), self.totals());
        let precision = share(hits, hits + misses);
        let lift = precision.and_then(|precision| share(yes, yes + no).filter(|&base| base > 0.0).map(|base| precision / base));
        Quality { reached: hits + misses, precision, recall: share(hits, yes), lift }
    }

    /// Area under the ROC curve: how likely it is that of a visitor who converted and one who did not, the former had more interest; ties
    /// count half. None unless there are both.
    #[must_use]
    pub fn auc(&self) -> Option<f64> {
        let [yes, no] = self.totals();
        let (mut halves, mut no_below) = (0u128, 0u128);
        for &[more_yes, more_no] in self.by_interest.values() {
            halves += u128::from(more_yes) * (2 * no_below + u128::from(more_no));
            no_below += u128::from(more_no);
        }
        (yes > 0 && no > 0).then(|| halves as f64 / (2 * u128::from(yes) * u128::from(no)) as f64)
    }

    /// The ROC curve from (0, 0) to (1, 1): at each threshold, the highest first, the share of those who did not convert that reached it, and
    /// of those who did. Empty unless there are both.
    #[must_use]
    pub fn roc(&self) -> Vec<(f64, f64)> {
        let [yes, no] = self.totals();
        let mut curve = vec![(0.0, 0.0)];
        let mut reached = [0, 0];
        for [more_yes, more_no] in self.by_interest.values().rev() {
            reached = [reached[0] + more_yes, reached[1] + more_no];
            match (share(reached[1], no), share(reached[0], yes)) {
                (Some(x), Some(y)) => curve.push((x, y)),
                _ => return Vec::new(),
            }
        }
        if curve.len() > 1 { curve } else { Vec::new() }
    }
}

/// A part of a whole; none of nothing.
pub(crate) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(visitors: &[(u32, bool)]) -> Forecast {
        let mut forecast = Forecast::default();
        visitors.iter().for_each(|&(interest, converted)| forecast.add(interest, converted));
        forecast
    }

    #[test]
    fn figures_computed_by_hand_come_out() {
        // Pairs of (converted, not): 60 beats 40, 20, 10; 40 ties with 40 and beats 20, 10: 5.5 of 6.
        let forecast = of(&[(60, true), (40, true), (40, false), (20, false), (10, false)]);
        assert_eq!(forecast.auc(), Some(5.5 / 6.0));
        assert_eq!(
            forecast.at(40),
            Quality { reached: 3, precision: Some(2.0 / 3.0), recall: Some(1.0), lift: Some((2.0 / 3.0) / (2.0 / 5.0)) }
        );
        assert_eq!(forecast.at(60), Quality { reached: 1, precision: Some(1.0), recall: Some(0.5), lift: Some(2.5) });
        assert_eq!(forecast.at(61), Quality { reached: 0, precision: None, recall: Some(0.0), lift: None });
        assert_eq!(forecast.roc(), [(0.0, 0.0), (0.0, 0.5), (1.0 / 3.0, 1.0), (2.0 / 3.0, 1.0), (1.0, 1.0)]);
    }

    #[test]
    fn without_outcomes_of_both_kinds_there_is_no_curve() {
        for forecast in [of(&[]), of(&[(5, true)]), of(&[(5, false), (7, false)])] {
            assert_eq!((forecast.auc(), forecast.roc()), (None, Vec::new()));
        }
        assert_eq!(of(&[(1, true), (1, false)]).auc(), Some(0.5), "ties tell nothing");
        assert_eq!(of(&[(2, true), (1, false)]).auc(), Some(1.0));
        assert_eq!(of(&[(1, true), (2, false)]).auc(), Some(0.0));
    }

    proptest! {
        #[test]
        fn the_area_is_that_of_all_pairs_and_that_under_the_curve(visitors in prop::collection::vec((0u32..8, any::<bool>()), 0..40)) {
            let forecast = of(&visitors);
            let (mut won, mut pairs) = (0.0, 0.0);
            for (yes, _) in visitors.iter().filter(|(_, converted)| *converted) {
                for (no, _) in visitors.iter().filter(|(_, converted)| !converted) {
                    won += if yes > no { 1.0 } else if yes == no { 0.5 } else { 0.0 };
                    pairs += 1.0;
                }
            }
            let trapezia: f64 = forecast.roc().windows(2).map(|pair| (pair[1].0 - pair[0].0) * (pair[1].1 + pair[0].1) / 2.0).sum();
            match forecast.auc() {
                Some(auc) => prop_assert!((auc - won / pairs).abs() < 1e-9 && (auc - trapezia).abs() < 1e-9),
                None => prop_assert_eq!(pairs, 0.0),
            }
        }
    }
}
