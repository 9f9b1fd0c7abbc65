//! What visitors download, in bytes: dist/size.json.

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::{fs, io::Write, ops::AddAssign, path::Path};

/// The content of dist/size.json.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Sizes {
    /// Each file that visitors download, by name.
    pub(crate) files: Vec<File>,
    /// All of them together, each compressed by itself as it travels.
    pub(crate) total: Bytes,
}

/// One file's size.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct File {
    /// Its name in dist/.
    pub(crate) name: String,
    /// Its size.
    #[serde(flatten)]
    pub(crate) bytes: Bytes,
}

/// A size in bytes, as written and as it travels.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct Bytes {
    /// As written.
    pub(crate) raw: u64,
    /// After `gzip -9`.
    pub(crate) gzip: u64,
    /// After brotli, quality 11, window 22.
    pub(crate) brotli: u64,
}

impl Sizes {
    /// Sums the files up.
    pub(crate) fn of(files: Vec<File>) -> Self {
        let mut total = Bytes::default();
        for file in &files {
            total += file.bytes;
        }
        Self { files, total }
    }

    /// Measures the named files of a folder.
    pub(crate) fn measure(folder: &Path, names: &[&str]) -> Result<Self> {
        let file = |name: &&str| -> Result<File> {
            let bytes = Bytes::of(&fs::read(folder.join(name))?)?;
            Ok(File { name: (*name).into(), bytes })
        };
        Ok(Self::of(names.iter().map(file).collect::<Result<_>>()?))
    }

    /// The text of dist/size.json.
    pub(crate) fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

impl Bytes {
    fn of(content: &[u8]) -> Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        let mut brotli = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
        brotli.write_all(content)?;
        Ok(Self { raw: content.len() as u64, gzip: gzip.finish()?.len() as u64, brotli: brotli.into_inner().len() as u64 })
    }
}

impl AddAssign for Bytes {
    fn add_assign(&mut self, other: Self) {
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }
}
