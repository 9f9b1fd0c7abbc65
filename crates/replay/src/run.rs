//! From logs to visitors, on all cores: blocks are parsed side by side, then each shard of visitors takes its lines in the order of the logs.

use crate::{
    Error, LineIssue, Source, Visitor, Whose,
    block::{Block, Blocks},
    line::Parsed,
};
use indicatif::ProgressBar;
use limen_core::{config::Config, replay::Player, visit_log::Line};
use rayon::prelude::*;
use std::{
    collections::HashMap,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    io,
    num::NonZero,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

/// How many blocks are parsed side by side before their lines are taken in. Bounds the memory that lines take.
const ROUND: usize = 16;

/// How many parts the visitors fall into.
const SHARDS: u64 = 32;

/// How many wrong lines are told of; the rest are counted.
const MOST_ISSUES: usize = 10;

/// How a replay is done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether a wrong line is fatal.
    pub strict: bool,
    /// How many threads; none: one a core.
    pub threads: Option<NonZero<usize>>,
}

/// What a replay came to.
#[derive(Debug, Default)]
pub struct Replayed {
    /// All visitors, in the order of their first lines.
    pub visitors: Vec<Visitor>,
    /// Right lines.
    pub lines: u64,
    /// Wrong lines, passed over.
    pub skipped: u64,
    /// The first of them.
    pub issues: Vec<LineIssue>,
}

/// Hashes are the same in every run.
type Hashing = BuildHasherDefault<DefaultHasher>;

/// A part of the visitors.
struct Shard<'c> {
    players: Vec<Player<'c>>,
    visitors: HashMap<Whose, Box<Visitor>, Hashing>,
}

/// A block, and the log that it is of.
type Piece = (usize, io::Result<Block>);

/// Replays logs under one or more configs, in one pass.
///
/// # Errors
/// When a log cannot be read to its end, holds nothing, or, if that is to be fatal, a line is wrong.
pub fn replay(configs: &[&Config], sources: &[Source], options: &Options, bar: &ProgressBar) -> Result<Replayed, Error> {
    let threads = options.threads.map_or(0, NonZero::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let mut logs = Vec::new();
    for source in sources {
        logs.push(source.open(bar)?);
    }
    thread::scope(|scope| {
        let (to_fold, pieces) = sync_channel(ROUND);
        scope.spawn(move || {
            for (index, log) in logs.into_iter().enumerate() {
                if !send(index, Blocks::new(log), &to_fold) {
                    return;
                }
            }
        });
        pool.install(move || Folding::new(configs, sources, options).run(pieces))
    })
}

/// Hands a log's blocks on; false when it failed or nobody takes them any more.
fn send(index: usize, blocks: Blocks<impl io::Read>, to: &SyncSender<Piece>) -> bool {
    for block in blocks {
        let failed = block.is_err();
        if to.send((index, block)).is_err() || failed {
            return false;
        }
    }
    true
}

struct Folding<'c, 's> {
    configs: usize,
    sources: &'s [Source],
    options: &'s Options,
    shards: Vec<Shard<'c>>,
    /// Blocks so far.
    blocks: u64,
    /// Lines so far of the log under way, and which that is.
    at: (usize, u64),
    replayed: Replayed,
}

impl<'c, 's> Folding<'c, 's> {
    fn new(configs: &[&'c Config], sources: &'s [Source], options: &'s Options) -> Folding<'c, 's> {
        let shard = |_| Shard { players: configs.iter().map(|config| Player::new(config)).collect(), visitors: HashMap::default() };
        Folding {
            configs: configs.len(),
            sources,
            options,
            shards: (0..SHARDS).map(shard).collect(),
            blocks: 0,
            at: (0, 0),
            replayed: Replayed::default(),
        }
    }

    fn run(mut self, pieces: Receiver<Piece>) -> Result<Replayed, Error> {
        loop {
            let round: Vec<Piece> = pieces.iter().take(ROUND).collect();
            if round.is_empty() {
                return self.end();
            }
            let mut blocks = Vec::new();
            for (source, block) in round {
                blocks.push((source, block.map_err(|error| Error::Read { name: self.sources[source].name(), error })?));
            }
            self.take(&blocks)?;
        }
    }

    fn take(&mut self, blocks: &[(usize, Block)]) -> Result<(), Error> {
        let parsed: Vec<(usize, Parsed)> = blocks.par_iter().map(|(source, block)| (*source, Parsed::of(block))).collect();
        for (source, block) in &parsed {
            self.note(*source, block)?;
        }
        let hashing = Hashing::default();
        let hashes: Vec<Vec<u64>> = parsed
            .par_iter()
            .map(|(source, block)| {
                block.lines.iter().map(|line| hashing.hash_one((&line.visitor, line.visitor.is_none().then_some(source)))).collect()
            })
            .collect();
        let (first, configs) = (self.blocks, self.configs);
        self.shards.par_iter_mut().enumerate().for_each(|(index, shard)| {
            let mut own = Vec::new();
            for (number, ((source, block), hashes)) in parsed.iter().zip(&hashes).enumerate() {
                for (place, (line, hash)) in block.lines.iter().zip(hashes).enumerate() {
                    if hash % SHARDS == index as u64 {
                        // A block holds less than 2^21 lines.
                        own.push((*hash, *source, line, ((first + number as u64) << 21) | place as u64));
                    }
                }
            }
            // Each visitor's lines together, in their order.
            own.sort_by_key(|(hash, ..)| *hash);
            for lines in own.chunk_by(|(_, a_source, a, _), (_, b_source, b, _)| {
                a.visitor == b.visitor && (a.visitor.is_some() || a_source == b_source)
            }) {
                if let Some((_, source, line, place)) = lines.first() {
                    shard.visitor(line, *source, *place, configs, |visitor, players| {
                        visitor.take(players, lines.iter().map(|(_, _, line, _)| *line))
                    });
                }
            }
        });
        self.blocks += parsed.len() as u64;
        Ok(())
    }

    /// Counts a block's lines, and notes what is wrong with them.
    fn note(&mut self, source: usize, block: &Parsed) -> Result<(), Error> {
        if self.at.0 != source {
            self.at = (source, 0);
        }
        for (line, message) in &block.wrong {
            let issue = LineIssue { name: self.sources[source].name(), line: self.at.1 + line + 1, message: message.clone() };
            if self.options.strict {
                return Err(Error::Line(issue));
            }
            self.replayed.skipped += 1;
            if self.replayed.issues.len() < MOST_ISSUES {
                self.replayed.issues.push(issue);
            }
        }
        self.at.1 += block.count;
        self.replayed.lines += block.lines.len() as u64;
        Ok(())
    }

    fn end(mut self) -> Result<Replayed, Error> {
        let mut replayed = self.replayed;
        if replayed.lines == 0 {
            let name = self.sources.iter().map(Source::name).collect::<Vec<_>>().join(", ");
            let skipped = replayed.skipped;
            if let Some(issue) = replayed.issues.into_iter().next().filter(|_| skipped == 1) {
                return Err(Error::Line(issue));
            }
            return Err(if skipped == 0 { Error::Empty(name) } else { Error::NothingRight { name, skipped } });
        }
        self.shards.par_iter_mut().for_each(|shard| {
            for visitor in shard.visitors.values_mut() {
                visitor.end(&mut shard.players);
            }
        });
        for shard in self.shards {
            replayed.visitors.extend(shard.visitors.into_iter().map(|(whose, visitor)| visitor.called(whose)));
        }
        replayed.visitors.sort_by_key(|visitor| visitor.first);
        Ok(replayed)
    }
}

impl<'c> Shard<'c> {
    /// Works on the visitor of a line, who may be new.
    fn visitor(&mut self, line: &Line, source: usize, place: u64, configs: usize, work: impl FnOnce(&mut Visitor, &mut [Player<'c>])) {
        let whose = line.visitor.as_deref().map_or(Whose::Log(source), |name| Whose::Name(name.into()));
        let visitor = self.visitors.entry(whose).or_insert_with(|| Box::new(Visitor::new(place, line.at, configs)));
        work(visitor, &mut self.players);
    }
}
