//! Choices drawn from a seed: the same on every machine, for the core's own generator makes them.

use limen_core::id::Random;

/// A source of choices.
pub struct Draw(Random);

impl Draw {
    /// The choices of one interleaving of a run.
    #[must_use]
    pub fn new(seed: u64, interleaving: u64) -> Draw {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&interleaving.to_le_bytes());
        let mut random = Random::new(&bytes);
        // The first numbers of neighbouring seeds are alike: the generator takes some rounds to mix its state.
        for _ in 0..16 {
            random.bits();
        }
        Draw(random)
    }

    /// From 0 to below this.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.bits() % end
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of them.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// A small number, for a choice among things that are not known yet.
    pub fn any(&mut self) -> u8 {
        self.below(256) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_interleavings_begin_differently() {
        let first: std::collections::BTreeSet<u64> = (0..1_000).map(|interleaving| Draw::new(1, interleaving).below(u64::MAX)).collect();
        assert_eq!(first.len(), 1_000);
        let ones = (0..10_000).filter(|interleaving| Draw::new(1, *interleaving).once_in(100)).count();
        assert!((50..200).contains(&ones), "{ones} of 10,000 are one in a hundred");
    }
}
