//! `limen check`: everything that is wrong with a config, at once, as `file:line: path: message`; and what is right, but cannot do what its
//! owner hopes for, as `file:line: warning: path: message`.

use crate::dry_run;
use limen_core::{
    config::{self, Config, lint::lint},
    json::{Issue, line_of},
};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// How `limen check` is called.
#[derive(clap::Args)]
pub(crate) struct Check {
    /// The config file.
    config: PathBuf,
    /// Fail on warnings too: thresholds that nobody reaches, rules and campaigns that never count or show.
    #[arg(long)]
    strict: bool,
    /// Show the exact request that a sample lead would become, for each webhook. Nothing is sent.
    #[arg(long)]
    dry_run: bool,
}

impl Check {
    /// Prints what is wrong and what to warn of, and what the config holds. Exit status 0 when it is right, 1 when it is not.
    pub(crate) fn run(self) -> ExitCode {
        let file = self.config.display();
        let text = match read(&self.config) {
            Ok(text) => text,
            Err(why) => {
                println!("{file}: {why}");
                return ExitCode::FAILURE;
            }
        };
        let (config, mut issues) = config::check(&text);
        // What the add-on reads of the config, the core leaves to it.
        issues.extend(limen_seal::config::read(&text).err().into_iter().flatten());
        issues.sort_by_key(|issue| issue.at);
        let warnings = config.as_ref().map(|config| lint(&text, config)).unwrap_or_default();
        for issue in &issues {
            println!("{}", line(&file.to_string(), &text, "", issue));
        }
        for warning in &warnings {
            println!("{}", line(&file.to_string(), &text, "warning: ", warning));
        }
        let warned = counted(warnings.len(), "warning");
        let shown = config.as_ref().filter(|_| self.dry_run).map(|config| dry_run::requests(&text, config)).unwrap_or_default();
        let status = match config {
            Some(config) if issues.is_empty() => {
                let warned = if warnings.is_empty() { String::new() } else { format!(", with {warned}") };
                println!("{file}: right{warned}. {}", summary(&config));
                if self.strict && !warnings.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
            }
            _ => {
                let warned = if warnings.is_empty() { String::new() } else { format!(" and {warned}") };
                println!("{file}: {}{warned}", counted(issues.len(), "mistake"));
                ExitCode::FAILURE
            }
        };
        print!("{shown}");
        status
    }
}

/// Reads a config for work that goes on with its right parts, as the widget does; what is wrong goes to stderr. None when it cannot be read
/// at all.
pub(crate) fn load(path: &Path) -> Option<Config> {
    let file = path.display().to_string();
    let text = read(path).map_err(|why| eprintln!("{file}: {why}")).ok()?;
    let (config, issues) = config::check(&text);
    for issue in &issues {
        eprintln!("{}", line(&file, &text, "", issue));
    }
    config
}

/// Reads at most one byte more than a config may have: a file of gigabytes is no reason to fill the memory.
fn read(path: &Path) -> Result<String, String> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(config::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder; name the config file in it".to_owned(),
        _ => format!("cannot be read: {error}"),
    })?;
    if bytes.len() > config::MAX_BYTES {
        return Err(format!("is larger than {} KiB; is this the right file?", config::MAX_BYTES / 1024));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
        format!("is not UTF-8 text (line {line}); save it as UTF-8")
    })
}

/// `file:line: path: message`, with what `kind` says before the path; an issue of the whole text has no path.
fn line(file: &str, text: &str, kind: &str, issue: &Issue) -> String {
    let line = line_of(text, issue.at.unwrap_or(0));
    let path = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
    format!("{file}:{line}: {kind}{path}{}", issue.message)
}

fn summary(config: &Config) -> String {
    format!(
        "{}, {}, {}, {}.",
        counted(config.pages.0.len(), "page role"),
        counted(config.scoring.rules.0.len(), "rule"),
        counted(config.scoring.fit.rules.0.len(), "fit rule"),
        counted(config.campaigns.0.len(), "campaign"),
    )
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
