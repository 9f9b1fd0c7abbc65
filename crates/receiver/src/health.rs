//! `GET /healthz`: can a lead be stored now? Asks the database by writing to it, as a full disk still reads well.

use crate::{app::AppState, error::ApiError};
use axum::{Json, extract::State, response::IntoResponse};
use serde_json::json;

pub(crate) async fn show(State(state): State<AppState>) -> Result<impl IntoResponse, ApiError> {
    state.store().check().await?;
    Ok(Json(json!({ "status": "ok" })))
}
