//! Choices drawn from a seed: the same seed draws the same ones again.

use limen_core::id::Random;

/// A source of choices.
#[derive(Clone, Debug)]
pub struct Draw(Random);

impl Draw {
    /// The choices of one part of a run; parts do not disturb each other.
    #[must_use]
    pub fn new(seed: u64, part: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&part.to_le_bytes());
        Self(Random::new(&bytes))
    }

    /// From 0 to below this.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.bits() % end
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }

    /// One of these, each as likely as the share beside it says; shares add up to 1,000.
    ///
    /// # Panics
    /// When they do not.
    pub fn by_share<T: Copy>(&mut self, shares: &[(T, u64)]) -> T {
        let mut place = self.below(1_000);
        for &(choice, share) in shares {
            if place < share {
                return choice;
            }
            place -= share;
        }
        panic!("the shares do not add up to 1,000")
    }
}
