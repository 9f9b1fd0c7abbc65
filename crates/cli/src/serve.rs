//! `limen serve`: the receiver, and the site's files beside it.

use crate::www;
use anyhow::{Context, Result, bail};
use limen_receiver::{AppState, Origins, Settings};
use std::{
    env,
    io::{self, IsTerminal, Write},
    net::SocketAddr,
    path::PathBuf,
};
use tokio::{net::TcpListener, runtime};

/// What the environment decides, as a command line can be read by every user of the machine.
const ENVIRONMENT: &str = "Environment:
  LIMEN_INBOX_PASSWORD  Password of /inbox; without it one is made for the run and printed
  LIMEN_TOKEN           Bearer token of /v1/leads.json; without it that address is off";

/// How `limen serve` is called.
#[derive(clap::Args)]
#[command(after_help = ENVIRONMENT)]
pub(crate) struct Serve {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of the database; made when missing.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Folder of a site to serve at the same address.
    #[arg(long, value_name = "DIR")]
    www: Option<PathBuf>,
    /// Another site whose pages may post leads, such as https://www.example.com, or * for any; may be repeated.
    #[arg(long = "origin", value_name = "URL")]
    origins: Vec<String>,
}

impl Serve {
    /// Serves until Ctrl-C or SIGTERM.
    pub(crate) fn run(self) -> Result<()> {
        tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).with_target(false).init();
        let mut origins = Origins::default();
        for origin in &self.origins {
            origins.add(origin).context("--origin")?;
        }
        if let Some(www) = self.www.as_ref().filter(|www| !www.is_dir()) {
            bail!("--www: {} is no folder", www.display());
        }
        let (inbox_password, printed) = match env::var("LIMEN_INBOX_PASSWORD") {
            Ok(password) if !password.is_empty() => (password, false),
            _ => (limen_receiver::random_password()?, true),
        };
        let state = AppState::open(Settings {
            data: self.data,
            origins,
            token: env::var("LIMEN_TOKEN").ok(),
            inbox_password: inbox_password.clone(),
        })?;
        let mut router = limen_receiver::app(state.clone());
        if let Some(www) = &self.www {
            router = router.fallback_service(www::files(www));
        }
        let served = runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
            let listener = TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {}", self.listen))?;
            announce(listener.local_addr()?, printed.then_some(&inbox_password))?;
            limen_receiver::serve(listener, router, asked_to_stop()?).await;
            anyhow::Ok(())
        });
        state.close();
        served?;
        tracing::info!("stopped; every accepted lead is stored");
        Ok(())
    }
}

/// Tells the person, and any program that reads along, where the receiver is.
fn announce(address: SocketAddr, password: Option<&String>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if let Some(password) = password {
        writeln!(out, "\n  Inbox     http://{address}/inbox\n  Password  {password}")?;
        writeln!(out, "  (made for this run; set LIMEN_INBOX_PASSWORD to choose your own)\n")?;
    }
    writeln!(out, "listening on http://{address}")?;
    out.flush()
}

/// Ready at the first Ctrl-C or SIGTERM.
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        let terminated = terminate.recv();
        #[cfg(not(unix))]
        let terminated = std::future::pending::<Option<()>>();
        tokio::select! {
            _ = terminated => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    })
}
