//! `GET /inbox/<id>`: one lead.

use super::{SignedIn, layout};
use crate::{app::AppState, error::ApiError};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::html;
use uuid::Uuid;

pub(super) async fn show(session: SignedIn, State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let found = match Uuid::try_parse(&id) {
        Ok(id) => state.store().find(id.to_string()).await?,
        Err(_) => None,
    };
    let Some(lead) = found else {
        let text = "No lead has this id. It may have been mistyped.";
        return Ok((StatusCode::NOT_FOUND, layout::message("No such lead", text)).into_response());
    };
    Ok(layout::page(
        "Lead",
        html! {
            (layout::bar(&session.csrf))
            main {
                h1 { "Lead" }
                p { "Received " (layout::time(lead.received_at)) }
                pre { (lead.body) }
            }
        },
    )
    .into_response())
}
