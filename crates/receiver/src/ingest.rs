//! `POST /v1/leads`: limits, decoding, storing. A 2xx leaves here only after the commit.

use crate::{
    app::AppState,
    error::{ApiError, FieldIssue},
    listing,
    store::{NewLead, Stored},
};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use limen_core::{json, lead::Lead, sealed::Sealed, time::Millis};
use serde_json::json as object;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The largest lead accepted. The widget sends at most 16 KiB.
const LARGEST_LEAD: usize = 64 * 1024;
/// The largest form: a lead in it takes up to three times its bytes, and its parts stand beside it once more.
const LARGEST_FORM: usize = 4 * LARGEST_LEAD;
/// The field of a form that holds the whole lead (`limen-formats`).
const LEAD_FIELD: &str = "json";
/// How much of a larger body is read and thrown away, so that the sender gets to read its 413 and not a reset connection.
const LARGEST_DISCARD: usize = 16 * 1024 * 1024;
/// How long a body may take to arrive.
const BODY_DEADLINE: Duration = Duration::from_secs(10);

pub(crate) async fn receive(State(state): State<AppState>, headers: HeaderMap, body: Body) -> Result<Response, ApiError> {
    let written = written(&headers)?;
    let bytes = tokio::time::timeout(BODY_DEADLINE, read(body)).await.map_err(|_| ApiError::BodyTooSlow)??;
    let text = lead_text(written, String::from_utf8(bytes).map_err(|_| ApiError::NotUtf8)?)?;
    let row = row(text)?;
    let id = row.id.clone();
    let stored = state.store().add(row).await?;
    let (status, word) = match stored {
        Stored::New => (StatusCode::CREATED, "stored"),
        Stored::Duplicate => (StatusCode::OK, "duplicate"),
        Stored::Conflict => {
            tracing::warn!("lead {id} came again with another body; the first one stays");
            return Err(ApiError::IdTaken);
        }
    };
    let answer = Json(object!({ "id": id, "status": word }));
    Ok((status, [(header::CACHE_CONTROL, "no-store")], answer).into_response())
}

/// How a body is written, by its Content-Type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// As JSON: `application/json`, or `text/plain`, which a browser sends without asking first (no preflight).
    Json,
    /// As a form, with the lead in the field `json`.
    Form,
    /// It does not say.
    Unsaid,
}

fn written(headers: &HeaderMap) -> Result<Written, ApiError> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(ApiError::UnsupportedMediaType);
    }
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return Ok(Written::Unsaid) };
    let essence = value.to_str().ok().and_then(|text| text.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/plain" => Ok(Written::Json),
        "application/x-www-form-urlencoded" => Ok(Written::Form),
        _ => Err(ApiError::UnsupportedMediaType),
    }
}

/// The lead's own text, whatever it came in: the same lead is the same text in every format. A body that does not say what it is and does not
/// begin as an object does is taken for a form.
fn lead_text(written: Written, body: String) -> Result<String, ApiError> {
    let is_form = match written {
        Written::Json => false,
        Written::Form => true,
        Written::Unsaid => !body.trim_start().starts_with('{') && body.contains('='),
    };
    let lead = if is_form {
        let mut pairs = form_urlencoded::parse(body.as_bytes());
        pairs.find(|(name, _)| name == LEAD_FIELD).map(|(_, value)| value.into_owned()).ok_or(ApiError::NoLeadInForm)?
    } else {
        body
    };
    if lead.len() > LARGEST_LEAD { Err(ApiError::BodyTooLarge) } else { Ok(lead) }
}

async fn read(mut body: Body) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| ApiError::BodyCutOff)?.into_data() else {
            continue; // trailers
        };
        length += data.len();
        if length > LARGEST_DISCARD {
            break;
        }
        if length <= LARGEST_FORM {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
        }
    }
    if length > LARGEST_FORM { Err(ApiError::BodyTooLarge) } else { Ok(bytes) }
}

/// The row of a body: a lead, or a sealed one, which says so itself.
fn row(text: String) -> Result<NewLead, ApiError> {
    json::parse(&text).map_err(|error| ApiError::NotJson { line: json::line_of(&text, error.at), message: error.message })?;
    let issues = if Sealed::is_named_in(&text) {
        match Sealed::from_json(&text) {
            Ok(sealed) => return Ok(listing::sealed_row(now(), &sealed, text)),
            Err(issues) => issues,
        }
    } else {
        match Lead::from_json(&text) {
            Ok(lead) => return Ok(listing::row(now(), &lead, text)),
            Err(issues) => issues,
        }
    };
    Err(ApiError::NotALead(issues.into_iter().map(|issue| FieldIssue::new(&text, issue)).collect()))
}

/// The receiver's clock. A clock before 1970 counts as 1970.
fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
