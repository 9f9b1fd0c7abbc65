//! `limen keygen`: a key pair for sealed leads.

use anyhow::{Context, Result, bail};
use limen_seal::{Curve, PrivateKey};
use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};
use zeroize::Zeroizing;

/// How `limen keygen` is called.
#[derive(clap::Args)]
pub(crate) struct Keygen {
    /// The curve. X25519 is the plainer one; P-256 is what hardware and cloud key stores have.
    #[arg(long, value_enum, default_value_t = Curves::X25519)]
    curve: Curves,
    /// Where the private key goes, for its owner's eyes only. A file that is there already stays as it is.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// The curves by their names in JWK.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Curves {
    /// NIST's P-256.
    #[value(name = "P-256")]
    P256,
    /// X25519 (RFC 7748).
    #[value(name = "X25519")]
    X25519,
}

impl Keygen {
    /// Writes the private key, and prints the line for the config. Exit status 1 when it cannot be written.
    pub(crate) fn run(self) -> ExitCode {
        match self.generate() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("limen: {error:#}");
                ExitCode::FAILURE
            }
        }
    }

    fn generate(&self) -> Result<()> {
        let curve = match self.curve {
            Curves::P256 => Curve::P256,
            Curves::X25519 => Curve::X25519,
        };
        let key = new_key(curve)?;
        write(&self.out, &key.to_jwk())?;
        eprintln!(
            "The private key is in {}. Keep a copy where no web server reads it: without it no sealed lead can be opened, by anybody.",
            self.out.display()
        );
        eprintln!("Put this into your config, beside \"webhook\":");
        println!("\"seal\": {{ \"key\": {} }}", key.public().to_jwk());
        Ok(())
    }
}

fn new_key(curve: Curve) -> Result<PrivateKey> {
    loop {
        let mut random = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *random).context("the system's random source gave nothing")?;
        // One in 2^32 is no key.
        if let Some(key) = PrivateKey::new(curve, &random) {
            return Ok(key);
        }
    }
}

/// Writes a new file that only its owner may read, and sees it on the disk.
fn write(path: &Path, jwk: &str) -> Result<()> {
    let mut file = match create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{} is there already, and leads may be sealed for it; name another file", path.display())
        }
        created => created.with_context(|| format!("{} cannot be written", path.display()))?,
    };
    let written = file.write_all(jwk.as_bytes()).and_then(|()| file.write_all(b"\n")).and_then(|()| file.sync_all());
    written.with_context(|| format!("{} cannot be written", path.display()))
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}
