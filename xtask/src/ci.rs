//! `cargo xtask ci`: all that must be right before a commit goes out.

use crate::{
    lint, size,
    test::{self, Selection},
    workspace::Workspace,
};
use anyhow::Result;

/// Lints, then what `cargo xtask test` does, whose build fails over budget, then what README.md says of the size.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    lint::run(ws)?;
    test::run(ws, &Selection::default())?;
    size::check_readme(ws)
}
