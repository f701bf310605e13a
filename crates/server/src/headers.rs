//! What every answer carries.

use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// No third party, no inline script, no frame; the engine is WebAssembly and needs its own word.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    object-src 'self'; frame-src 'self'; frame-ancestors 'self'";

/// What pages may use of a device: nothing, and at the counter the camera, for codes.
const PUBLIC: &str = "camera=(), geolocation=(), microphone=(), payment=()";
const COUNTER: &str = "camera=(self), geolocation=(), microphone=(), payment=()";

/// The same for the counter, which reads codes with a camera.
pub async fn guard_counter(request: Request, next: Next) -> Response {
    let mut response = guard(request, next).await;
    let policy = HeaderName::from_static("permissions-policy");
    response.headers_mut().insert(policy, HeaderValue::from_static(COUNTER));
    response
}

/// Sets the headers that guard a page. Pages are never stored; files say otherwise themselves.
pub async fn guard(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), PUBLIC),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
