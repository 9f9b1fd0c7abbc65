//! `limen replay`: visit logs in; a table, or JSON lines, out. What the figures mean stands in docs/replay.md.

mod plot;
mod rows;
mod table;

use crate::check;
use indicatif::{ProgressBar, ProgressStyle};
use limen_core::config::Config;
use limen_replay::{Expectation, Figures, Options, Replayed, Source, replay};
use std::{
    io::{self, BufWriter, Write},
    num::NonZero,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Exit status of a call that cannot mean anything, as clap's own.
const WRONG_CALL: u8 = 2;

/// How `limen replay` is called.
#[derive(clap::Args)]
pub(crate) struct Replay {
    /// The config to replay under.
    #[arg(long)]
    config: PathBuf,
    /// Visit logs, JSON lines; `-` is standard input; gzip and zstd are unpacked.
    #[arg(required = true)]
    logs: Vec<PathBuf>,
    /// Print JSON: a line a visitor, and the summary as the last.
    #[arg(long)]
    json: bool,
    /// Compare with what this config would have done.
    #[arg(long, value_name = "OTHER")]
    diff: Option<PathBuf>,
    /// Write the curve as an SVG picture.
    #[arg(long, value_name = "SVG")]
    plot: Option<PathBuf>,
    /// Exit with status 1 unless this holds of a figure; may be given several times.
    #[arg(long, value_name = "FIGURE<=NUMBER")]
    expect: Vec<Expectation>,
    /// Stop at the first line that is wrong, instead of passing over it.
    #[arg(long)]
    strict: bool,
    /// Threads to work with; one a core unless given.
    #[arg(long)]
    threads: Option<NonZero<usize>>,
}

/// What is compared: the config's name, itself, and its figures.
struct Column<'a> {
    name: String,
    config: &'a Config,
    figures: Figures,
}

impl Replay {
    /// Exit status 0 when all went well, 1 when not or an expectation does not hold, 2 when an expectation is of no figure.
    pub(crate) fn run(self) -> ExitCode {
        let paths: Vec<&Path> = [Some(&self.config), self.diff.as_ref()].into_iter().flatten().map(PathBuf::as_path).collect();
        let configs: Option<Vec<Config>> = paths.iter().map(|path| check::load(path)).collect();
        let Some(configs) = configs else { return ExitCode::FAILURE };
        for expectation in &self.expect {
            if let Some(Err(why)) = configs.first().map(|config| expectation.check(config)) {
                eprintln!("limen: --expect: {why}");
                return ExitCode::from(WRONG_CALL);
            }
        }
        let sources: Vec<Source> = self.logs.iter().cloned().map(Source::from).collect();
        let bar = bar(&sources);
        let options = Options { strict: self.strict, threads: self.threads };
        let replayed = replay(&configs.iter().collect::<Vec<_>>(), &sources, &options, &bar);
        bar.finish_and_clear();
        let replayed = match replayed {
            Ok(replayed) => replayed,
            Err(error) => {
                eprintln!("limen: {error}");
                return ExitCode::FAILURE;
            }
        };
        tell_skipped(&replayed);
        let column = |(place, (path, config)): (usize, (&&Path, _))| {
            let figures = Figures::of(&replayed, place, config);
            Column { name: path.display().to_string(), config, figures }
        };
        let columns: Vec<Column<'_>> = paths.iter().zip(&configs).enumerate().map(column).collect();
        if let Err(error) = self.print(&replayed, &sources, &columns) {
            // Whoever reads may have seen enough (`| head`).
            if error.kind() != io::ErrorKind::BrokenPipe {
                eprintln!("limen: {error}");
                return ExitCode::FAILURE;
            }
        }
        self.judge(&columns)
    }

    fn print(&self, replayed: &Replayed, sources: &[Source], columns: &[Column<'_>]) -> io::Result<()> {
        if let Some(path) = &self.plot {
            plot::write(path, columns).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        }
        let mut out = BufWriter::new(io::stdout().lock());
        if self.json {
            rows::write(replayed, sources, columns, &mut out)?;
        } else {
            table::write(replayed, sources, columns, &mut out)?;
        }
        out.flush()
    }

    /// Tells each expectation that does not hold.
    fn judge(&self, columns: &[Column<'_>]) -> ExitCode {
        let mut code = ExitCode::SUCCESS;
        for expectation in &self.expect {
            if let Some(Err(why)) = columns.first().map(|column| expectation.hold(&column.figures)) {
                eprintln!("limen: {why}");
                code = ExitCode::FAILURE;
            }
        }
        code
    }
}

/// A bar that moves with the bytes read; it shows on a terminal only.
fn bar(sources: &[Source]) -> ProgressBar {
    const TEMPLATE: &str = "{wide_bar} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left";
    let sizes: Option<u64> = sources.iter().map(Source::size).sum();
    match sizes {
        Some(size) => ProgressBar::new(size).with_style(ProgressStyle::with_template(TEMPLATE).unwrap_or(ProgressStyle::default_bar())),
        None => ProgressBar::new_spinner(),
    }
}

fn tell_skipped(replayed: &Replayed) {
    for issue in &replayed.issues {
        eprintln!("{issue}");
    }
    let more = replayed.skipped - replayed.issues.len() as u64;
    if more > 0 {
        eprintln!("… and {more} more");
    }
    if replayed.skipped > 0 {
        eprintln!("{} of {} lines skipped; --strict makes them fatal", replayed.skipped, replayed.skipped + replayed.lines);
    }
}
