//! `GET /v1/leads.json`: leads for programs, newest first, behind a bearer token.

use crate::{app::AppState, error::ApiError};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const DEFAULT_LIMIT: u32 = 100;
const LARGEST_LIMIT: u32 = 1_000;

#[derive(Deserialize)]
pub(crate) struct Page {
    limit: Option<String>,
    before: Option<String>,
}

pub(crate) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Response, ApiError> {
    let token = state.token().ok_or(ApiError::ExportOff)?;
    authorize(&headers, token)?;
    let Query(page) = page.map_err(|_| ApiError::BadQuery("limit and before may each be given once."))?;
    let limit = match page.limit {
        None => DEFAULT_LIMIT,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=LARGEST_LIMIT).contains(limit))
            .ok_or(ApiError::BadQuery("limit is a whole number from 1 to 1000."))?,
    };
    let before = page
        .before
        .map(|text| text.parse().map_err(|_| ApiError::BadQuery("before is the next value of an earlier answer.")))
        .transpose()?;
    let leads = state.store().bodies(before, limit).await?;

    // The bodies were parsed when they arrived and go out as they came, byte for byte.
    let mut json = String::from("{\"leads\":[");
    for (index, lead) in leads.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        json.push_str("{\"receivedAt\":\"");
        json.push_str(&lead.received_at.to_rfc3339());
        json.push_str("\",\"lead\":");
        json.push_str(lead.body.trim_start_matches('\u{feff}'));
        json.push('}');
    }
    json.push_str("],\"next\":");
    // A full page may be the last one; then the next one is empty.
    match leads.last().filter(|_| leads.len() == limit as usize) {
        Some(last) => json.push_str(&format!("\"{}\"", last.seq)),
        None => json.push_str("null"),
    }
    json.push('}');
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, json).into_response())
}

/// Compares hashes, not texts: neither the place of the first difference nor the length shows in the time it takes.
fn authorize(headers: &HeaderMap, token: &str) -> Result<(), ApiError> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.as_bytes().split_at_checked(7))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"bearer "))
        .map(|(_, given)| given)
        .ok_or(ApiError::Unauthorized)?;
    let same: bool = Sha256::digest(given).ct_eq(&Sha256::digest(token)).into();
    same.then_some(()).ok_or(ApiError::Unauthorized)
}
