//! Installing, with the time it took.

use super::{
    needs::{Need, Source},
    npm,
    probe::has_program,
};
use crate::workspace::{Workspace, cargo};
use anyhow::Result;
use std::time::Instant;
use xshell::cmd;

/// Installs these things as far as this machine lets us; whoever asked looks again afterwards.
pub(super) fn all(ws: &Workspace, missing: &[&Need]) -> Result<()> {
    let packages: Vec<&str> = missing
        .iter()
        .filter_map(|need| match need.source {
            Source::Apt(packages) => Some(packages.split(' ')),
            _ => None,
        })
        .flatten()
        .collect();
    if !packages.is_empty() && may_use_apt(ws)? {
        timed(&format!("Debian's {}", packages.join(", ")), || apt(ws, &packages));
    }
    for need in missing {
        match need.source {
            Source::Apt(_) => {}
            Source::Rustup(words) => timed(need.what, || {
                let words = words.split(' ');
                Ok(cmd!(ws.sh, "rustup {words...}").quiet().run()?)
            }),
            Source::CargoInstall(name) => timed(need.what, || {
                let cargo = cargo();
                Ok(cmd!(ws.sh, "{cargo} install --quiet --locked {name}").quiet().run()?)
            }),
            Source::Npm if has_program("npm") => timed(need.what, || npm::install(ws)),
            Source::Npm => {}
        }
    }
    Ok(())
}

/// Only where nobody has to be asked for a password.
fn may_use_apt(ws: &Workspace) -> Result<bool> {
    Ok(has_program("apt-get") && cmd!(ws.sh, "id -u").quiet().read()? == "0")
}

fn apt(ws: &Workspace, packages: &[&str]) -> Result<()> {
    let _quiet = ws.sh.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(ws.sh, "apt-get update -qq").quiet().run()?;
    Ok(cmd!(ws.sh, "apt-get install -qq --yes --no-install-recommends {packages...}").quiet().ignore_stdout().run()?)
}

/// A failure is told, not returned: what is then still missing decides.
fn timed(what: &str, install: impl FnOnce() -> Result<()>) {
    eprintln!("setup: installing {what} …");
    let started = Instant::now();
    match install() {
        Ok(()) => eprintln!("setup: installed {what} in {:.0} s", started.elapsed().as_secs_f32()),
        Err(error) => eprintln!("setup: could not install {what}: {error:#}"),
    }
}
