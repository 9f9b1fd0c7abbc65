//! What visitors download, in bytes: dist/size.json, and what is made of it.

mod functions;
mod readme;
mod report;

pub(crate) use readme::check as check_readme;
pub(crate) use report::run;

use anyhow::{Context, Result};
use brotlic::{CompressionMode, Quality, WindowSize};
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::{fs, io::Write, ops::AddAssign, path::Path};

/// The content of dist/size.json.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Sizes {
    /// Each file that visitors download, by name.
    pub(crate) files: Vec<File>,
    /// What every visitor downloads, each file compressed by itself as it travels.
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
    /// Whether only those visitors download it whose page's config asks for it, or whose lead has to wait.
    #[serde(default, rename = "onDemand", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) on_demand: bool,
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
        for file in files.iter().filter(|file| !file.on_demand) {
            total += file.bytes;
        }
        Self { files, total }
    }

    /// Measures files: name and content.
    pub(crate) fn measure(files: &[(&str, &[u8])], is_on_demand: impl Fn(&str) -> bool) -> Result<Self> {
        let file = |(name, content): &(&str, &[u8])| -> Result<File> {
            Ok(File { name: (*name).into(), bytes: Bytes::of(content)?, on_demand: is_on_demand(name) })
        };
        Ok(Self::of(files.iter().map(file).collect::<Result<_>>()?))
    }

    /// Reads what the last release build wrote.
    pub(crate) fn load(dist: &Path) -> Result<Self> {
        let text = fs::read_to_string(dist.join("size.json")).context("there is no dist/size.json: run `cargo xtask build`")?;
        serde_json::from_str(&text).context("dist/size.json is malformed: run `cargo xtask build`")
    }

    /// The text of dist/size.json.
    pub(crate) fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

impl Bytes {
    pub(crate) fn of(content: &[u8]) -> Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        let bound = brotlic::compress_bound(content.len(), Quality::best()).context("a file too large to compress")?;
        let mut brotli = vec![0; bound];
        let brotli = brotlic::compress(content, &mut brotli, Quality::best(), WindowSize::new(22)?, CompressionMode::Generic)?;
        Ok(Self { raw: content.len() as u64, gzip: gzip.finish()?.len() as u64, brotli: brotli as u64 })
    }
}

impl AddAssign for Bytes {
    fn add_assign(&mut self, other: Self) {
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn the_json_has_the_files_and_the_total_of_what_everybody_downloads() {
        let bytes = Bytes { raw: 3, gzip: 2, brotli: 1 };
        let file = |name: &str, on_demand| File { name: name.into(), bytes, on_demand };
        let sizes = Sizes::of(vec![file("a.js", false), file("b.wasm", false), file("c.bin", true)]);
        let json: serde_json::Value = serde_json::from_str(&sizes.to_json().unwrap()).unwrap();
        let expected = serde_json::json!({
            "files": [{"name": "a.js", "raw": 3, "gzip": 2, "brotli": 1}, {"name": "b.wasm", "raw": 3, "gzip": 2, "brotli": 1},
                {"name": "c.bin", "raw": 3, "gzip": 2, "brotli": 1, "onDemand": true}],
            "total": {"raw": 6, "gzip": 4, "brotli": 2},
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn sizes_are_those_of_whole_streams() {
        let text = "the same again and again, ".repeat(400);
        let bytes = Bytes::of(text.as_bytes()).unwrap();
        assert_eq!(bytes.raw, 10_400);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(text.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut back = String::new();
        GzDecoder::new(&gzip[..]).read_to_string(&mut back).unwrap();
        assert_eq!((back, bytes.gzip), (text, gzip.len() as u64));
        assert!(0 < bytes.brotli && bytes.brotli < bytes.gzip, "{bytes:?}");
    }
}
