//! Decay by half-life, in integers: the same bits on every machine, and no `exp2` in the wasm.

use crate::time::Span;

/// Points in steps of 2⁻²⁰, so that decayed parts add up without loss that anybody could see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight(pub i64);

/// Bits behind the point.
const FRACTION: u32 = 20;

/// 2³² · 2^(−2^−k) for k = 1…16, rounded: multiplying those whose bit is set in a fraction gives 2^−fraction to within 1e−8.
const ROOTS: [u64; 16] = [
    3_037_000_500,
    3_611_622_603,
    3_938_502_376,
    4_112_874_773,
    4_202_935_003,
    4_248_701_965,
    4_271_771_996,
    4_283_353_945,
    4_289_156_690,
    4_292_061_010,
    4_293_513_907,
    4_294_240_540,
    4_294_603_903,
    4_294_785_595,
    4_294_876_445,
    4_294_921_870,
];

impl Weight {
    /// Whole points.
    #[must_use]
    pub fn of_points(points: i32) -> Weight {
        Weight(i64::from(points) << FRACTION)
    }

    /// The nearest whole points; halves away from zero; clamped to `i32`.
    #[must_use]
    pub fn to_points(self) -> i32 {
        let half = 1i64 << (FRACTION - 1);
        let rounded = (self.0.unsigned_abs() + half as u64) >> FRACTION;
        let rounded = i32::try_from(rounded).unwrap_or(i32::MAX);
        if self.0 < 0 { -rounded } else { rounded }
    }

    /// The sum; saturates.
    #[must_use]
    pub fn plus(self, other: Weight) -> Weight {
        Weight(self.0.saturating_add(other.0))
    }

    /// What is left after a while: this · 2^(−elapsed ∕ half-life), rounded towards zero.
    #[must_use]
    pub fn decayed(self, elapsed: Span, half_life: Span) -> Weight {
        let half_life = half_life.0.max(1);
        let (halvings, rest) = (elapsed.0 / half_life, elapsed.0 % half_life);
        if halvings >= 63 {
            return Weight(0);
        }
        // `rest` is below Span::MAX (3.2e11), so the shift stays below 2⁵⁵.
        let fraction = (rest << 16) / half_life;
        let factor = ROOTS
            .iter()
            .enumerate()
            .fold(1u64 << 32, |factor, (place, root)| if fraction >> (15 - place) & 1 == 1 { (factor * root) >> 32 } else { factor });
        // In halves, for the whole product may take 95 bits; `factor` is at most 2³².
        let (high, low) = (self.0.unsigned_abs() >> 32, self.0.unsigned_abs() & 0xffff_ffff);
        let magnitude = (high * factor + ((low * factor) >> 32)) >> halvings;
        let magnitude = i64::try_from(magnitude).unwrap_or(i64::MAX);
        Weight(if self.0 < 0 { -magnitude } else { magnitude })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_is_the_roots_of_a_half() {
        for (place, root) in ROOTS.iter().enumerate() {
            let exact = 2f64.powi(32) * (-(0.5f64.powi(place as i32 + 1))).exp2();
            assert!((*root as f64 - exact).abs() <= 0.51, "{place}: {root} {exact}");
        }
    }

    #[test]
    fn a_contribution_is_worth_half_after_its_half_life() {
        let week = Span(7 * Span::DAY.0);
        assert_eq!(Weight::of_points(10).decayed(week, week), Weight(5 << FRACTION));
        assert_eq!(Weight::of_points(10).decayed(Span(3 * Span::DAY.0), week).to_points(), 7, "the example lead's came-back");
        assert_eq!(Weight::of_points(-30).decayed(week, week).to_points(), -15);
        assert_eq!(Weight::of_points(i32::MAX).decayed(Span(0), week).to_points(), i32::MAX);
        assert_eq!(Weight::of_points(i32::MIN).decayed(Span::MAX, Span(1)), Weight(0));
    }

    proptest! {
        #[test]
        fn decay_is_the_exponential_it_claims_to_be(points in -1_000i32..=1_000, elapsed in 0i64..10_000_000_000, half in 1i64..10_000_000_000) {
            let exact = f64::from(points) * (-(elapsed as f64) / half as f64).exp2();
            let ours = Weight::of_points(points).decayed(Span(elapsed), Span(half)).0 as f64 / f64::from(1 << FRACTION);
            // The fraction has 16 bits: 1.1e−5 relative, and one step of a weight absolute.
            prop_assert!((ours - exact).abs() <= exact.abs() * 1.2e-5 + 2e-6, "{ours} {exact}");
        }

        #[test]
        fn more_time_never_gives_more_points(points: i32, a in 0i64..1_000_000_000_000, b in 0i64..1_000_000_000_000, half in 1i64..1_000_000_000_000) {
            let weight = Weight::of_points(points);
            let (early, late) = (weight.decayed(Span(a.min(b)), Span(half)), weight.decayed(Span(a.max(b)), Span(half)));
            prop_assert!(late.0.abs() <= early.0.abs() && early.0.abs() <= weight.0.abs());
        }
    }
}
