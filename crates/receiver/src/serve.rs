//! Runs a router on a socket as a public address needs it: bounded headers, bounded connections, an orderly end.
//!
//! axum 0.8's own `serve` sets no limit on how slowly a client may send its headers, so hyper is driven directly.

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{future::Future, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::ServiceExt;

/// How long a client may take for its headers, and how long a connection may stay idle between requests.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// Connections served at once; more wait in the kernel's queue. Below the 1,024 open files that a process usually may have.
const MOST_CONNECTIONS: usize = 900;
/// How long requests in flight may take to finish after the shutdown signal.
const FINISH: Duration = Duration::from_secs(10);
/// The pause after the system refused a connection (out of file handles): others may end meanwhile.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` is ready, then takes no more connections and gives requests in flight ten seconds to finish.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>) {
    let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let permit = Arc::clone(&connections).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            next = next => next,
            () = &mut shutdown => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!("cannot accept a connection: {error}");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Answers are small and written at once; waiting to fill a packet would only delay them.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(with_address(&router, address));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // An error here is a client that went away or broke the protocol; hyper has answered it where it could.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    if tokio::time::timeout(FINISH, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish within {} seconds", FINISH.as_secs());
    }
}

/// The router with the client's address in each request, for the sign-in's limit by address.
fn with_address(
    router: &Router,
    address: SocketAddr,
) -> impl tower::Service<hyper::Request<Incoming>, Response = axum::response::Response, Error = std::convert::Infallible, Future: Send>
+ Clone
+ use<> {
    router.clone().map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(address));
        request.map(axum::body::Body::new)
    })
}
