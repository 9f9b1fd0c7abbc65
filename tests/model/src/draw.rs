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
        Draw(Random::new(&bytes))
    }

    /// From 0 to below this.
    pub fn below(&mut self, end: u64) -> u64 {
        // The low bits of neighbouring seeds differ no less than the high ones, but a row of small numbers is better drawn from the middle.
        (self.0.bits() >> 16) % end
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
