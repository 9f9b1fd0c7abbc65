//! Lists of the domains of free and of disposable addresses, as a sorted set of hashes.
//!
//! A list is a row of bits, the lowest of each byte first: for each entry, in the order of the hashes, how far its [`hash`] is from the one
//! before, Golomb–Rice coded (the difference's bits above [`REMAINDER_BITS`] as that many ones and a zero, then those bits, the lowest
//! first), and one bit more: 1 for disposable. What is left over in the last byte is ones, which begin no whole entry.
//! `cargo xtask lists` writes it.

use crate::text::split;
use alloc::{borrow::Cow, vec::Vec};

/// How many bits of a domain's hash are kept. A domain with n dots is looked up n times among some 14,000 entries, so the chance that one
/// which is not listed is taken for one that is, is n × 14,000 ÷ 2³⁵ = n × 4.1 in 10,000,000: below 1 in 1,000,000 for `acme.com` and for
/// `acme.co.uk`.
pub const HASH_BITS: u32 = 35;

/// How many bits of a difference are written as they are. The mean difference is 2³⁵ ÷ 14,000 = 2^21.2, for which 21 is the shortest code.
pub const REMAINDER_BITS: u32 = 21;

/// What a list says about a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Gives addresses to anybody.
    Free,
    /// Gives addresses that live for minutes, or that nobody reads.
    Disposable,
}

/// Both lists, or the knowledge that they are not there yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Lists(Cow<'static, [u8]>);

/// Those that are compiled in: all with the feature `addresses`, none without.
impl Default for Lists {
    fn default() -> Self {
        #[cfg(feature = "addresses")]
        let bytes: &[u8] = include_bytes!("lists.bin");
        #[cfg(not(feature = "addresses"))]
        let bytes: &[u8] = &[];
        Lists(Cow::Borrowed(bytes))
    }
}

impl Lists {
    /// Lists that were written by `cargo xtask lists`. Bytes that were not are some other lists.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Lists {
        Lists(Cow::Owned(bytes))
    }

    /// Whether they are there.
    #[must_use]
    pub fn are_known(&self) -> bool {
        !self.0.is_empty()
    }

    /// What the lists say about a domain, or about the nearest one above it that they name.
    #[must_use]
    pub fn find(&self, mut domain: &str) -> Option<Listed> {
        loop {
            let (_, above) = split(domain, b'.')?;
            let wanted = hash(domain);
            match self.entries().find(|(hash, _)| *hash >= wanted) {
                Some((hash, listed)) if hash == wanted => return Some(listed),
                _ => domain = above,
            }
        }
    }

    /// Every entry, in the order of the hashes.
    pub fn entries(&self) -> impl Iterator<Item = (u64, Listed)> {
        Entries { bytes: &self.0, held: 0, count: 0, hash: 0 }
    }
}

/// The hash of a domain, whatever the case of its letters, in the lowest [`HASH_BITS`] bits: FNV-1a in 64 bits (draft-eastlake-fnv). Its last
/// bytes have reached few of the upper bits yet; one multiplication more (by 2⁶⁴ ÷ the golden ratio) spreads them.
#[must_use]
pub fn hash(domain: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for byte in domain.bytes() {
        hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - HASH_BITS)
}

/// Reads a list.
struct Entries<'a> {
    bytes: &'a [u8],
    /// The next bits of the list, `count` of them.
    held: u64,
    count: u32,
    /// That of the entry before.
    hash: u64,
}

impl Entries<'_> {
    /// Takes up whole bytes, to 56 bits at least as long as there are any.
    fn fill(&mut self) {
        while self.count < 56
            && let Some((&byte, rest)) = self.bytes.split_first()
        {
            self.held |= u64::from(byte) << self.count;
            self.count += 8;
            self.bytes = rest;
        }
    }

    /// The next bits, fewer than 56.
    fn take(&mut self, bits: u32) -> Option<u64> {
        self.fill();
        self.count = self.count.checked_sub(bits)?;
        let taken = self.held & ((1 << bits) - 1);
        self.held >>= bits;
        Some(taken)
    }
}

impl Iterator for Entries<'_> {
    type Item = (u64, Listed);

    fn next(&mut self) -> Option<(u64, Listed)> {
        let mut difference = 0;
        while self.take(1)? == 1 {
            difference += 1 << REMAINDER_BITS;
        }
        difference |= self.take(REMAINDER_BITS)?;
        self.hash = self.hash.wrapping_add(difference);
        let listed = if self.take(1)? == 1 { Listed::Disposable } else { Listed::Free };
        Some((self.hash, listed))
    }
}
