//! The one virtual screen that WebKit draws on.

use crate::{paths, process::Family, wait::until};
use anyhow::{Context, Result};
use tokio::{process::Command, sync::OnceCell};

static SCREEN: OnceCell<(Family, String)> = OnceCell::const_new();

/// The display's name (`:7`); the first call starts the X server, which lives until [`close`] or the end of the run.
///
/// # Errors
/// When Xvfb does not start.
pub(crate) async fn name() -> Result<&'static str> {
    let (_, name) = SCREEN.get_or_try_init(open).await?;
    Ok(name)
}

async fn open() -> Result<(Family, String)> {
    let log = paths::artifacts("logs")?.join(format!("xvfb-{}.log", std::process::id()));
    // -displayfd lets the server pick a free number itself and say which, on a descriptor: 1 is its standard output, our log.
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-noreset"]);
    let family = Family::start(&mut command, &log)?;
    let name = until("Xvfb to name its display", || async {
        let text = std::fs::read_to_string(&log).context("Xvfb's log cannot be read")?;
        Ok(text.lines().find_map(|line| line.trim().parse::<u32>().ok()).map(|number| format!(":{number}")))
    })
    .await?;
    Ok((family, name))
}
