//! `cargo xtask demo`: the demo site with its own receiver, on this machine.

use crate::{
    build::{self, Mode},
    setup,
    workspace::Workspace,
};
use anyhow::{Context, Result, ensure};
use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

/// How `limen serve` begins the line that it prints once it listens.
const READY: &str = "listening on ";

/// Builds all, serves until Ctrl-C. Leads are kept between runs.
pub(crate) fn run(ws: &Workspace, listen: &str, open: bool) -> Result<()> {
    build::run(ws, Mode::Release)?;
    let limen = ws.build_limen()?;
    let site = ws.target.join("demo/www");
    assemble(ws, &site)?;

    let mut server = Command::new(limen)
        .args(["serve", "--listen", listen, "--www"])
        .arg(&site)
        .arg("--data")
        .arg(ws.target.join("demo/data"))
        .stdout(Stdio::piped())
        .spawn()
        .context("`limen serve` does not start")?;
    // A Ctrl-C in the terminal reaches the server too; what reaches only us is handed on. It then ends, and so do we.
    stop_with_us(&server)?;
    let out = server.stdout.take().context("the server has no output")?;
    for line in BufReader::new(out).lines() {
        let line = line?;
        match line.strip_prefix(READY) {
            Some(address) => {
                println!("  Demo      {address}/\n  Stop      Ctrl-C\n");
                if open {
                    show(address);
                }
            }
            None => println!("{line}"),
        }
    }
    let status = server.wait()?;
    ensure!(status.success(), "`limen serve` ended with {status}");
    Ok(())
}

/// The site as it would lie on an owner's server: its pages, and the files of dist/ beside them.
fn assemble(ws: &Workspace, site: &Path) -> Result<()> {
    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    copy(&ws.root.join("www"), site).context("www/ cannot be copied")?;
    copy(&ws.dist(), site).context("dist/ cannot be copied")
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

fn stop_with_us(server: &Child) -> Result<()> {
    let server = rustix::process::Pid::from_child(server);
    ctrlc::set_handler(move || {
        // The server may have ended already: then there is nothing to do.
        let _ = rustix::process::kill_process(server, rustix::process::Signal::TERM);
    })
    .context("Ctrl-C cannot be caught")
}

/// Opens the browser where there is a screen to show it on.
fn show(address: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some()) {
        "xdg-open"
    } else {
        return;
    };
    if setup::has_program(opener) {
        let command = Command::new(opener).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        // Reaped in its own time; that the address is printed is enough when it fails.
        if let Ok(mut child) = command {
            thread::spawn(move || child.wait());
        }
    }
}
