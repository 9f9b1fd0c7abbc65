//! The service put together: settings in, router out.

use crate::{
    cors::{self, Origins},
    error::ApiError,
    export, health, inbox, ingest,
    store::{OpenError, Store},
};
use axum::{
    Router,
    http::{HeaderValue, header},
    routing::{get, post},
};
use std::{path::PathBuf, sync::Arc};
use tower_http::set_header::SetResponseHeaderLayer;

/// What the person who runs the receiver decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the database; made when missing.
    pub data: PathBuf,
    /// Sites other than the receiver's own whose pages may post leads.
    pub origins: Origins,
    /// The bearer token of `/v1/leads.json`; `None` turns that address off.
    pub token: Option<String>,
    /// The password of `/inbox`.
    pub inbox_password: String,
}

/// What the handlers share; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    store: Store,
    origins: Origins,
    token: Option<String>,
    inbox: inbox::Access,
}

impl AppState {
    /// Opens the database and starts its writer.
    ///
    /// # Errors
    /// When the folder cannot be made, or the database not opened or brought up to date.
    pub fn open(settings: Settings) -> Result<AppState, OpenError> {
        Ok(AppState(Arc::new(Shared {
            store: Store::open(&settings.data)?,
            origins: settings.origins,
            token: settings.token.filter(|token| !token.is_empty()),
            inbox: inbox::Access::new(&settings.inbox_password),
        })))
    }

    /// Waits until every accepted lead is committed and ends the writer. Later requests are answered 503.
    pub fn close(&self) {
        self.store().close();
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.0.token.as_deref()
    }

    pub(crate) fn inbox(&self) -> &inbox::Access {
        &self.0.inbox
    }
}

/// The receiver as a router. Addresses it does not know are answered 404; set another fallback to serve more.
pub fn app(state: AppState) -> Router {
    let leads = post(ingest::receive).fallback(method_not_allowed).layer(cors::layer(&state.0.origins));
    Router::new()
        .route("/v1/leads", leads)
        .route("/v1/leads.json", get(export::list).fallback(method_not_allowed))
        .route("/healthz", get(health::show).fallback(method_not_allowed))
        .merge(inbox::router())
        .fallback(not_found)
        .layer(SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .with_state(state)
}

async fn not_found() -> ApiError {
    ApiError::NotFound
}

pub(crate) async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}
