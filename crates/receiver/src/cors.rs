//! Which other sites' pages may read our answers.
//!
//! CORS is no lock: a lead from an origin that is not listed is stored all the same (the browser sends it before it asks),
//! but that page never learns of it and keeps trying. The owner lists the sites that carry the tag.

use axum::http::{HeaderName, HeaderValue, Method, header};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may remember a preflight: two hours, the most that Chromium keeps.
const REMEMBER_PREFLIGHT: Duration = Duration::from_secs(7_200);

/// The origins whose pages may post leads from another site than the receiver's own. None by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    any: bool,
    listed: Vec<HeaderValue>,
}

/// A text that names no origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no origin; write scheme, host and port only, such as https://www.example.com, or * for any")]
pub struct InvalidOrigin(String);

impl Origins {
    /// Adds an origin such as `https://www.example.com` or `http://localhost:8080`, or `*` for any.
    ///
    /// # Errors
    /// When the text has no http or https scheme, or has a path, a query, a user or blanks.
    pub fn add(&mut self, text: &str) -> Result<(), InvalidOrigin> {
        if text == "*" {
            self.any = true;
            return Ok(());
        }
        let invalid = || InvalidOrigin(text.to_owned());
        // Browsers send the origin in lower case and without a closing slash.
        let origin = text.trim_end_matches('/').to_ascii_lowercase();
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")).ok_or_else(invalid)?;
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        if host.is_empty() || !host.bytes().all(is_host) {
            return Err(invalid());
        }
        self.listed.push(HeaderValue::from_str(&origin).map_err(|_| invalid())?);
        Ok(())
    }
}

/// The layer that answers preflights and marks answers for the allowed origins. No credentials: a lead needs no cookie.
pub(crate) fn layer(origins: &Origins) -> CorsLayer {
    let allowed = if origins.any { AllowOrigin::any() } else { AllowOrigin::list(origins.listed.iter().cloned()) };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            HeaderName::from_static("webhook-id"),
            HeaderName::from_static("webhook-timestamp"),
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("x-attempt"),
        ])
        .expose_headers([header::RETRY_AFTER])
        .max_age(REMEMBER_PREFLIGHT)
        .vary([header::ORIGIN])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_and_anything_else_is_refused() {
        for text in ["https://www.example.com", "http://localhost:8080/", "https://[::1]:8443", "HTTPS://Example.com", "*"] {
            assert_eq!(Origins::default().add(text), Ok(()), "{text}");
        }
        for text in
            ["", "www.example.com", "https://", "https://a.example/path", "https://a b", "https://me@a.example", "null", "ftp://a.example"]
        {
            assert!(Origins::default().add(text).is_err(), "{text}");
        }
    }
}
