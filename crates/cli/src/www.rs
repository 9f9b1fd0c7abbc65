//! A site's files: clean addresses, the site's own 404 page, and how long a browser may keep each file.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::{convert::Infallible, path::Path};
use tower::{Service, ServiceExt, service_fn};
use tower_http::services::ServeDir;

/// A name with the content's hash in it means this content for ever.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Everything else is asked for again each time, and costs a 304 when it has not changed.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Serves the files of a folder. `/pricing` is `pricing`, `pricing.html` or `pricing/index.html`; `404.html` is what is
/// shown when there is none of them. A `.br` or `.gz` beside a file is sent to browsers that take it.
pub(crate) fn files(folder: &Path) -> impl Service<Request<Body>, Response = Response, Error = Infallible, Future: Send> + Clone + use<> {
    let folder = ServeDir::new(folder).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    service_fn(move |request: Request<Body>| {
        let folder = folder.clone();
        async move { Ok(answer(&folder, request.into_parts().0).await) }
    })
}

async fn answer(folder: &ServeDir, request: Parts) -> Response {
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let path = request.uri.path().to_owned();
    let keep = if is_pinned(&path) { FOR_EVER } else { ASK_AGAIN };
    let candidates = if path.ends_with('/') {
        vec![format!("{path}index.html")]
    } else {
        vec![path.clone(), format!("{path}.html"), format!("{path}/index.html")]
    };
    for candidate in candidates {
        let mut response = fetch(folder, &request.method, &request.headers, &candidate).await;
        if response.status() != StatusCode::NOT_FOUND {
            response.headers_mut().insert(header::CACHE_CONTROL, keep);
            return response;
        }
    }
    // Without the request's headers: a part of the page, or "not modified", would be no 404.
    let mut response = fetch(folder, &request.method, &HeaderMap::new(), "/404.html").await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    } else {
        response = (StatusCode::NOT_FOUND, "There is no such page.\n").into_response();
    }
    response.headers_mut().insert(header::CACHE_CONTROL, ASK_AGAIN);
    response
}

/// Asks the folder for one file; it refuses everything outside of itself.
async fn fetch(folder: &ServeDir, method: &Method, headers: &HeaderMap, path: &str) -> Response {
    let Ok(uri) = Uri::try_from(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut asked = Request::new(Body::empty());
    *asked.method_mut() = method.clone();
    *asked.uri_mut() = uri;
    *asked.headers_mut() = headers.clone();
    match folder.clone().oneshot(asked).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

/// `limen-<hash>.wasm`, `limen-<add-on>-<hash>.wasm`, `limen-config-<hash>.json` or `limen-addresses-<hash>.bin`, as the build names them.
fn is_pinned(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let between = |head, tail| name.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail));
    between("limen-", ".wasm")
        .map(|hash| hash.rsplit('-').next().unwrap_or_default())
        .or_else(|| between("limen-config-", ".json"))
        .or_else(|| between("limen-addresses-", ".bin"))
        .is_some_and(|hash| hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
