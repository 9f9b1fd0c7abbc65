//! What is answered when a request cannot be done: an RFC 9457 problem that says what was wrong and what is accepted.

use crate::store::Unavailable;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use limen_core::json::{Issue, line_of};
use serde::Serialize;

/// Seconds until a sender should try again when the store is not available.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Every way a request can fail. None of them is a 500: what the sender did is a 4xx, what we cannot do now a 503.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("The lead is larger than 64 KiB, or its form larger than 256 KiB.")]
    BodyTooLarge,
    #[error("The body did not arrive within 10 seconds.")]
    BodyTooSlow,
    #[error("The body broke off before its end.")]
    BodyCutOff,
    #[error("Send the lead as application/json, text/plain or application/x-www-form-urlencoded, not compressed.")]
    UnsupportedMediaType,
    #[error(
        "The form has no field \"json\". That field holds the whole lead; send the webhook's \"format\": \"form\" without renaming it."
    )]
    NoLeadInForm,
    #[error("The body is not UTF-8 text.")]
    NotUtf8,
    #[error("The body is not JSON: {message} (line {line}).")]
    NotJson { line: u32, message: &'static str },
    #[error("The body is JSON but not a lead; see issues.")]
    NotALead(Vec<FieldIssue>),
    #[error("A lead with this id but another body is stored already; it stays. Send a changed lead under a new id.")]
    IdTaken,
    #[error("The lead store cannot be written at the moment. Nothing was stored; send the same lead again later.")]
    StoreUnavailable,
    #[error("Send the header Authorization: Bearer followed by the token in LIMEN_TOKEN.")]
    Unauthorized,
    #[error("Reading leads over HTTP is off. Set LIMEN_TOKEN where the receiver runs to turn it on.")]
    ExportOff,
    #[error("{0}")]
    BadQuery(&'static str),
    #[error("This address does not answer this method; see the Allow header.")]
    MethodNotAllowed,
    #[error("There is nothing at this address. Leads are posted to /v1/leads and read at /inbox.")]
    NotFound,
}

/// One thing wrong with a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FieldIssue {
    /// Where, such as `campaign.id`.
    path: String,
    /// Line in the body, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// What was wrong and what is accepted.
    message: String,
}

impl FieldIssue {
    pub(crate) fn new(text: &str, issue: Issue) -> FieldIssue {
        FieldIssue { line: issue.at.map(|at| line_of(text, at)), path: issue.path, message: issue.message }
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    /// A stable name for programs.
    r#type: &'static str,
    title: &'static str,
    status: u16,
    /// A sentence for people.
    detail: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    issues: &'a [FieldIssue],
}

impl ApiError {
    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "urn:limen:body-too-large", "Body too large"),
            Self::BodyTooSlow => (StatusCode::REQUEST_TIMEOUT, "urn:limen:body-too-slow", "Body too slow"),
            Self::BodyCutOff => (StatusCode::BAD_REQUEST, "urn:limen:body-cut-off", "Body cut off"),
            Self::UnsupportedMediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "urn:limen:unsupported-media-type", "Unsupported media type")
            }
            Self::NoLeadInForm => (StatusCode::UNPROCESSABLE_ENTITY, "urn:limen:no-lead-in-form", "No lead in the form"),
            Self::NotUtf8 => (StatusCode::BAD_REQUEST, "urn:limen:not-utf8", "Not UTF-8"),
            Self::NotJson { .. } => (StatusCode::BAD_REQUEST, "urn:limen:not-json", "Not JSON"),
            Self::NotALead(_) => (StatusCode::UNPROCESSABLE_ENTITY, "urn:limen:not-a-lead", "Not a lead"),
            Self::IdTaken => (StatusCode::CONFLICT, "urn:limen:id-taken", "Id taken"),
            Self::StoreUnavailable => (StatusCode::SERVICE_UNAVAILABLE, "urn:limen:store-unavailable", "Store unavailable"),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "urn:limen:unauthorized", "Unauthorized"),
            Self::ExportOff => (StatusCode::FORBIDDEN, "urn:limen:export-off", "Export is off"),
            Self::BadQuery(_) => (StatusCode::BAD_REQUEST, "urn:limen:bad-query", "Bad query"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "urn:limen:method-not-allowed", "Method not allowed"),
            Self::NotFound => (StatusCode::NOT_FOUND, "urn:limen:not-found", "Not found"),
        }
    }
}

impl From<Unavailable> for ApiError {
    fn from(_: Unavailable) -> Self {
        Self::StoreUnavailable
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, kind, title) = self.kind();
        let issues = match &self {
            Self::NotALead(issues) => issues.as_slice(),
            _ => &[],
        };
        let problem = Problem { r#type: kind, title, status: status.as_u16(), detail: self.to_string(), issues };
        let mut response = (status, Json(&problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::StoreUnavailable => headers.insert(header::RETRY_AFTER, RETRY_AFTER),
            Self::Unauthorized => headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"limen\"")),
            _ => None,
        };
        response
    }
}
