//! The built interface, taken into the binary; a page that says so when it was not built.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use protocol::problem::ProblemCode;

use crate::app::App;
use crate::current::Version;
use crate::embedded::INTERFACE;
use crate::error::ApiError;

const NOT_BUILT: &str = "<!doctype html><html lang=\"sv\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>Lägesbild</title>\
<h1>Lägesbild</h1><p>Servern är igång, men gränssnittet är inte byggt. \
Kör <code>cargo xtask demo</code>.</p>\
<p lang=\"en\">The server is running, but the interface has not been built.</p>";

/// The one page of the interface.
const PAGE: &str = "index.html";
/// The municipality's logotype, for the sign-in; the other pages carry it with the municipality.
const LOGO: &str = "logotype.svg";
/// Opened by itself it is no page either.
const LOGO_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Everything that no other route answers.
pub(crate) async fn fallback(State(app): State<App>, request: Request) -> Response {
    serve(&app.current.get(), &request)
}

fn serve(version: &Version, request: &Request) -> Response {
    let path = request.uri().path();
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if path == "/v1" || path.starts_with("/v1/") || !is_reading {
        return ApiError::not_found().into_response();
    }
    let known = request.headers().get(header::IF_NONE_MATCH);
    let known = known.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wanted = path.trim_start_matches('/');
    if wanted == LOGO {
        return logo(version, known);
    }
    if let Some(file) = find(wanted).filter(|(name, _, _)| *name != PAGE) {
        return answer(file.0, file.1, known, || file.2.into());
    }
    // A missing script must not come back as a page; any other path is one of the interface's own.
    let is_file = wanted.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_file && wanted != PAGE {
        return ApiError::not_found().into_response();
    }
    match find(PAGE) {
        Some((name, hash, bytes)) => {
            let hash = format!("{hash}-{}", version.hash);
            answer(name, &hash, known, || named(bytes, version).into())
        }
        None => Html(NOT_BUILT).into_response(),
    }
}

fn logo(version: &Version, known: &str) -> Response {
    let Some(svg) = version.configuration.municipality.logo.clone() else {
        return ApiError::not_found().into_response();
    };
    let mut response = answer(LOGO, &version.hash, known, || svg.into());
    let policy = HeaderValue::from_static(LOGO_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// The page says whose it is, so that the sign-in does before anybody has signed in.
fn named(page: &[u8], version: &Version) -> Vec<u8> {
    let own = &version.configuration.municipality;
    let name: String = own.name.chars().map(escaped).collect();
    let hue = own.hue.map(|hue| format!(" data-hue=\"{hue}\"")).unwrap_or_default();
    let logo = own.logo.as_ref().map(|_| format!(" data-logo=\"/{LOGO}\"")).unwrap_or_default();
    let meta = format!("<meta name=\"municipality\" content=\"{name}\"{hue}{logo}></head>");
    String::from_utf8_lossy(page).replacen("</head>", &meta, 1).into_bytes()
}

fn escaped(c: char) -> String {
    match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '"' => "&quot;".to_owned(),
        plain => plain.to_string(),
    }
}

type File = (&'static str, &'static str, &'static [u8]);

fn find(path: &str) -> Option<File> {
    let path = if path.is_empty() { PAGE } else { path };
    INTERFACE.iter().copied().find(|(name, _, _)| *name == path)
}

fn answer(name: &str, hash: &str, known: &str, bytes: impl FnOnce() -> Body) -> Response {
    let tag = format!("\"{hash}\"");
    let mut response = if known.contains(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes().into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    // Names under assets/ hold a hash of their content; everything else is asked for anew.
    let caching = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A method that the path does not have.
pub(crate) async fn wrong_method() -> Response {
    let mut response =
        ApiError::new(ProblemCode::BadRequest, "this path does not take that method")
            .into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version() -> Version {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../config/ovningsstad");
        Version::read(std::path::Path::new(folder)).unwrap()
    }

    #[test]
    fn the_page_says_whose_it_is_and_a_name_is_no_markup() {
        let mut version = version();
        version.configuration.municipality.name = "<b> & \"co\"".to_owned();
        let page = String::from_utf8(named(b"<head></head><body>", &version)).unwrap();
        let meta = "<meta name=\"municipality\" content=\"&lt;b> &amp; &quot;co&quot;\" \
                    data-hue=\"245\" data-logo=\"/logotype.svg\">";
        assert_eq!(page, format!("<head>{meta}</head><body>"));
    }

    #[tokio::test]
    async fn the_logotype_is_a_picture_and_runs_nothing() {
        let answer = get("/logotype.svg").await;
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "image/svg+xml");
        assert_eq!(answer.headers()[header::CONTENT_SECURITY_POLICY], LOGO_POLICY);
        let mut without = version();
        without.configuration.municipality.logo = None;
        let request = Request::get("/logotype.svg").body(Body::empty()).unwrap();
        assert_eq!(serve(&without, &request).status(), StatusCode::NOT_FOUND);
        let page = String::from_utf8(named(b"<head></head><body>", &without)).unwrap();
        assert!(!page.contains("logo"), "{page}");
    }

    async fn get(path: &str) -> Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        serve(&version(), &request)
    }

    #[tokio::test]
    async fn the_interfaces_own_paths_are_its_page_and_missing_files_are_not() {
        assert_eq!(get("/").await.status(), StatusCode::OK);
        assert_eq!(get("/rapporter").await.status(), StatusCode::OK);
        assert_eq!(get("/assets/gone.js").await.status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/../Cargo.toml").await.status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/v1/gone").await.status(), StatusCode::NOT_FOUND);
    }
}
