//! `limen open`: sealed leads, opened with the owner's private key.

use anyhow::{Context, Result};
use limen_core::sealed::Sealed;
use limen_seal::{PrivateKey, open};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};
use zeroize::Zeroizing;

/// How `limen open` is called.
#[derive(clap::Args)]
pub(crate) struct Open {
    /// The private key that `limen keygen` wrote.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Sealed leads: envelopes one after the other, an export of the receiver, or bare JWEs, one a line. Standard input when none is named.
    files: Vec<PathBuf>,
}

/// An export of the receiver.
#[derive(Deserialize)]
struct Export<'a> {
    #[serde(borrow)]
    leads: Vec<Exported<'a>>,
}

/// An item of an export.
#[derive(Deserialize)]
struct Exported<'a> {
    #[serde(borrow)]
    lead: &'a RawValue,
}

impl Open {
    /// Writes every lead as a line of JSON. Exit status 1 when any did not open; why stands on stderr, by file and line.
    pub(crate) fn run(self) -> ExitCode {
        match self.open_all() {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("limen: {error:#}");
                ExitCode::FAILURE
            }
        }
    }

    /// Whether all have opened.
    fn open_all(&self) -> Result<bool> {
        let key = read_key(&self.key)?;
        let mut all = true;
        let sources: Vec<Option<&Path>> =
            if self.files.is_empty() { vec![None] } else { self.files.iter().map(|file| Some(file.as_path())).collect() };
        for file in sources {
            let name = file.map_or("standard input".into(), |file| file.display().to_string());
            let text = match file {
                Some(file) => fs::read_to_string(file),
                None => {
                    let mut text = String::new();
                    io::stdin().read_to_string(&mut text).map(|_| text)
                }
            };
            match text {
                Ok(text) => all &= open_text(&name, &text, &key)?,
                Err(error) => {
                    eprintln!("{name}: cannot be read: {error}");
                    all = false;
                }
            }
        }
        Ok(all)
    }
}

fn read_key(path: &Path) -> Result<PrivateKey> {
    let jwk = Zeroizing::new(fs::read_to_string(path).with_context(|| format!("the key {} cannot be read", path.display()))?);
    PrivateKey::from_jwk(&jwk).with_context(|| format!("the key {}", path.display()))
}

/// Opens what stands in a text; whether all of it has opened.
fn open_text(name: &str, text: &str, key: &PrivateKey) -> Result<bool> {
    let (mut all, mut out) = (true, io::stdout().lock());
    let mut complain = |at: usize, why: &dyn std::fmt::Display| {
        let line = 1 + text.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count();
        eprintln!("{name}:{line}: {why}");
        all = false;
    };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.trim_start().is_empty()) {
        at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if !rest.starts_with(['{', '[']) {
            let line = rest.lines().next().unwrap_or_default();
            match open(line, key) {
                Ok(lead) => write_line(&mut out, &lead)?,
                Err(error) => complain(at, &error),
            }
            at += line.len();
            continue;
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(value)) => {
                for lead in leads_in(value.get()) {
                    // The pieces are slices of the text: where they stand in it tells their line.
                    let place = (lead.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
                    match opened(lead, key) {
                        Ok(lead) => write_line(&mut out, &lead)?,
                        Err(error) => complain(place, &error),
                    }
                }
                at += values.byte_offset();
            }
            Some(Err(error)) => {
                complain(at, &format!("not JSON: {error}"));
                // On with the next line.
                at += rest.find('\n').unwrap_or(rest.len());
            }
            None => break,
        }
    }
    Ok(all)
}

/// The leads in a JSON value: those of a list, an export or one of its items, or the value itself.
fn leads_in(value: &str) -> Vec<&str> {
    if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(value) {
        return list.into_iter().flat_map(|item| leads_in(item.get())).collect();
    }
    if let Ok(export) = serde_json::from_str::<Export<'_>>(value) {
        return export.leads.into_iter().map(|item| item.lead.get()).collect();
    }
    match serde_json::from_str::<Exported<'_>>(value) {
        Ok(item) => vec![item.lead.get()],
        Err(_) => vec![value],
    }
}

/// The lead; one that was never sealed as it is, for an export may hold both.
fn opened(text: &str, key: &PrivateKey) -> Result<String> {
    let is_lead = !Sealed::is_named_in(text) && limen_core::lead::Lead::from_json(text).is_ok();
    if is_lead { Ok(text.to_owned()) } else { Ok(open(text, key)?) }
}

/// One lead, one line: what stood on several becomes one.
fn write_line(out: &mut impl Write, lead: &str) -> Result<()> {
    let line = if lead.contains(['\n', '\r']) { serde_json::from_str::<serde_json::Value>(lead)?.to_string() } else { lead.to_owned() };
    writeln!(out, "{line}").context("standard output takes no more")
}
