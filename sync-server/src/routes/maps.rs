//! Base maps, whole or in ranges of bytes.

use std::io::SeekFrom;
use std::ops::RangeInclusive;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use protocol::problem::{Problem, ProblemCode};
use protocol::session::MapInfo;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use crate::app::App;
use crate::error::ApiError;

/// The base maps that can be opened.
#[utoipa::path(
    get, path = "/v1/maps", tag = "picture",
    responses((status = 200, body = Vec<MapInfo>), (status = 401, body = Problem))
)]
pub(crate) async fn list(State(app): State<App>) -> Json<Vec<MapInfo>> {
    Json(app.current.maps().list())
}

/// A base map, or one range of its bytes.
#[utoipa::path(
    get, path = "/v1/maps/{name}", tag = "picture",
    params(("name" = String, Path, description = "As it is listed")),
    responses(
        (status = 200, description = "The whole map", content_type = "application/vnd.pmtiles"),
        (status = 206, description = "The range asked for", content_type = "application/vnd.pmtiles"),
        (status = 401, body = Problem), (status = 404, body = Problem), (status = 416, body = Problem),
    )
)]
pub(crate) async fn read(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let maps = app.current.maps();
    let map = maps.find(&name).ok_or_else(ApiError::not_found)?;
    let size = map.info.size;
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let range = match asked.map(|text| parse_range(text, size)) {
        None | Some(Range::Ignored) => None,
        Some(Range::Of(range)) => Some(range),
        Some(Range::Outside) => return Ok(outside(size)),
    };
    let mut file = File::open(&map.path).await.map_err(|_| ApiError::not_found())?;
    let (start, length) =
        range.as_ref().map_or((0, size), |r| (*r.start(), r.end() - r.start() + 1));
    file.seek(SeekFrom::Start(start)).await.map_err(|_| ApiError::not_found())?;
    let body = Body::from_stream(ReaderStream::with_capacity(file.take(length), 64 * 1024));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/vnd.pmtiles"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if let Some(range) = range {
        let text = format!("bytes {}-{}/{size}", range.start(), range.end());
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(header::CONTENT_RANGE, value);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

fn outside(size: u64) -> Response {
    let problem = Problem::new(ProblemCode::BadRequest, "the range lies outside the map");
    let mut response = (StatusCode::RANGE_NOT_SATISFIABLE, Json(problem)).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{size}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// One range that lies in the file.
    Of(RangeInclusive<u64>),
    /// Nothing of it lies in the file.
    Outside,
    /// Several ranges, or another unit: the whole file is a right answer.
    Ignored,
}

/// RFC 9110 §14.1.2: `bytes=a-b`, `bytes=a-`, `bytes=-n`.
fn parse_range(text: &str, size: u64) -> Range {
    let Some((from, to)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Range::Ignored;
    };
    let (from, to) = (from.trim(), to.trim());
    let range = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => from..=to.min(size.saturating_sub(1)),
        (Ok(from), Err(_)) if to.is_empty() => from..=size.saturating_sub(1),
        (Err(_), Ok(last)) if from.is_empty() => size.saturating_sub(last)..=size.saturating_sub(1),
        _ => return Range::Ignored,
    };
    if range.is_empty() || *range.start() >= size { Range::Outside } else { Range::Of(range) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(parse_range("bytes=0-9", 100), Range::Of(0..=9));
        assert_eq!(parse_range("bytes=90-200", 100), Range::Of(90..=99));
        assert_eq!(parse_range("bytes=90-", 100), Range::Of(90..=99));
        assert_eq!(parse_range("bytes=-10", 100), Range::Of(90..=99));
        assert_eq!(parse_range("bytes=-1000", 100), Range::Of(0..=99));
        assert_eq!(parse_range("bytes=100-", 100), Range::Outside);
        assert_eq!(parse_range("bytes=-0", 100), Range::Outside);
        assert_eq!(parse_range("bytes=0-", 0), Range::Outside);
        assert_eq!(parse_range("bytes=9-0", 100), Range::Ignored);
        assert_eq!(parse_range("bytes=0-1,5-6", 100), Range::Ignored);
        assert_eq!(parse_range("lines=0-1", 100), Range::Ignored);
    }
}
