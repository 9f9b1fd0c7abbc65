//! Cutting a log into blocks of whole lines. A line that is longer than it may be is passed over without being held.

use crate::line::LONGEST_LINE;
use std::io::{self, Read};

/// How large blocks are, unless a line is longer.
const SIZE: usize = 256 * 1024;

/// Some lines of a log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// Whole lines.
    Lines(Vec<u8>),
    /// In the place of one line that is longer than [`LONGEST_LINE`].
    TooLong,
}

/// The blocks of a log. Where they are cut depends on its bytes alone.
pub(crate) struct Blocks<R> {
    log: R,
    /// What has been read beyond the last block.
    rest: Vec<u8>,
}

impl<R: Read> Blocks<R> {
    pub(crate) fn new(log: R) -> Blocks<R> {
        Blocks { log, rest: Vec::new() }
    }

    /// Reads on until there are so many bytes; fewer at the end of the log.
    fn fill(&mut self, bytes: usize) -> io::Result<()> {
        let missing = bytes.saturating_sub(self.rest.len());
        self.log.by_ref().take(missing as u64).read_to_end(&mut self.rest)?;
        Ok(())
    }

    fn next_block(&mut self) -> io::Result<Option<Block>> {
        for size in [SIZE, LONGEST_LINE + 1] {
            self.fill(size)?;
            if self.rest.len() < size {
                let lines = std::mem::take(&mut self.rest);
                return Ok(Some(Block::Lines(lines)).filter(|block| *block != Block::Lines(Vec::new())));
            }
            if let Some(end) = memchr::memrchr(b'\n', &self.rest) {
                let rest = self.rest.split_off(end + 1);
                return Ok(Some(Block::Lines(std::mem::replace(&mut self.rest, rest))));
            }
        }
        loop {
            self.rest.clear();
            self.fill(SIZE)?;
            if let Some(end) = memchr::memchr(b'\n', &self.rest) {
                self.rest.drain(..=end);
                return Ok(Some(Block::TooLong));
            }
            if self.rest.is_empty() {
                return Ok(Some(Block::TooLong));
            }
        }
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<io::Result<Block>> {
        self.next_block().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(log: &[u8]) -> Vec<Block> {
        Blocks::new(log).map(|block| block.expect("memory does not fail")).collect()
    }

    #[test]
    fn blocks_are_whole_lines_and_together_the_log() {
        let log: Vec<u8> = (0..200_000).flat_map(|n| format!("line {n}\n").into_bytes()).collect();
        let blocks = blocks(&log);
        assert!(blocks.len() > 5);
        let whole: Vec<u8> = blocks
            .into_iter()
            .flat_map(|block| match block {
                Block::Lines(lines) => {
                    assert!(lines.len() <= SIZE && lines.ends_with(b"\n"));
                    lines
                }
                Block::TooLong => panic!("no line is long"),
            })
            .collect();
        assert_eq!(whole, log);
    }

    #[test]
    fn a_line_of_the_greatest_length_is_read_and_one_byte_more_is_passed_over() {
        let long = |length: usize| [vec![b'x'; length], b"\nshort\n".to_vec()].concat();
        let lines = |text: &[u8]| Block::Lines(text.to_vec());
        let (greatest, rest) = (long(LONGEST_LINE), b"short\n".as_slice());
        assert_eq!(blocks(&greatest), [lines(&greatest[..=LONGEST_LINE]), lines(rest)]);
        assert_eq!(blocks(&long(LONGEST_LINE + 1)), [Block::TooLong, lines(rest)]);
        assert_eq!(blocks(&vec![b'x'; 3 * LONGEST_LINE]), [Block::TooLong], "without a line feed behind it");
        assert_eq!(blocks(b"last"), [lines(b"last")]);
        assert_eq!(blocks(b""), []);
    }
}
