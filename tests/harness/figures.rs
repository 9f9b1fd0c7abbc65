//! Figures of a benchmark: the middle of many, and whether a bar is kept.

use anyhow::{Result, ensure};

/// The middle value; of an even number, the mean of the two in the middle; NaN of none.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this share of the values lies, 0 to 1; NaN of none.
#[must_use]
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = sorted.len().saturating_sub(1) as f64 * share;
    match (sorted.get(place.floor() as usize), sorted.get(place.ceil() as usize)) {
        (Some(below), Some(above)) => below + (above - below) * place.fract(),
        _ => f64::NAN,
    }
}

/// The smallest and the largest, as `1.0 to 2.0`.
#[must_use]
pub fn spread(values: &[f64]) -> String {
    let (least, most) = values.iter().fold((f64::INFINITY, 0.0_f64), |(least, most), &value| (least.min(value), most.max(value)));
    format!("{least:.1} to {most:.1}")
}

/// Bars of the product, and whether they are kept.
#[derive(Debug, Default)]
pub struct Verdicts(Vec<(bool, String)>);

impl Verdicts {
    /// Adds a bar: whether it is kept, and the figure beside what is asked.
    pub fn add(&mut self, kept: bool, text: String) {
        self.0.push((kept, text));
    }

    /// Prints them; with `assert` a missed one is an error.
    ///
    /// # Errors
    /// When one is missed that must be kept.
    pub fn conclude(&self, assert: bool) -> Result<()> {
        println!();
        for (kept, text) in &self.0 {
            println!("{}  {text}", if *kept { "kept  " } else { "MISSED" });
        }
        ensure!(!assert || self.0.iter().all(|(kept, _)| *kept), "a bar is missed");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        assert!(median(&[]).is_nan());
        assert_eq!((median(&[3.0]), median(&[3.0, 1.0]), median(&[9.0, 1.0, 2.0])), (3.0, 2.0, 2.0));
        assert_eq!(quantile(&[0.0, 10.0, 20.0], 0.95), 19.0);
    }
}
