//! Where logs come from: files or standard input, plain or compressed. What they are compressed with is told by their first bytes.

use crate::Error;
use indicatif::ProgressBar;
use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::PathBuf,
};

/// A log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input, named `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Source {
        if path.as_os_str() == "-" { Source::Stdin } else { Source::File(path) }
    }
}

impl Source {
    /// Its name in messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Source::Stdin => "-".to_owned(),
            Source::File(path) => path.display().to_string(),
        }
    }

    /// Its size in bytes as it lies there; none where it cannot be known.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match self {
            Source::Stdin => None,
            Source::File(path) => path.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len()),
        }
    }

    /// Opens it. The bar moves with the bytes as they lie there.
    ///
    /// # Errors
    /// When it cannot be opened, or not even its first bytes can be read.
    pub fn open(&self, bar: &ProgressBar) -> Result<Box<dyn Read + Send>, Error> {
        let error = |error| Error::Open { name: self.name(), error };
        let mut raw: Box<dyn Read + Send> = match self {
            Source::Stdin => Box::new(bar.wrap_read(io::stdin())),
            Source::File(path) => Box::new(bar.wrap_read(File::open(path).map_err(error)?)),
        };
        let mut head = Vec::new();
        raw.by_ref().take(4).read_to_end(&mut head).map_err(error)?;
        let whole = |raw, head: Vec<u8>| Cursor::new(head).chain(raw);
        Ok(match head.as_slice() {
            [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(whole(raw, head))),
            [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::Decoder::new(whole(raw, head)).map_err(error)?),
            _ => Box::new(whole(raw, head)),
        })
    }
}
