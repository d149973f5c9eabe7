//! What a GIS program asks for: a box, a time, a page. Anything else is refused, as the standard wants.

use chrono::{DateTime, NaiveDate};
use domain::clock::UtcMillis;
use protocol::problem::{Problem, ProblemCode};

use crate::error::ApiError;

/// Features of one page at most, and where nothing is said.
pub(super) const PAGE_MOST: u32 = 1_000;
const PAGE: u32 = 100;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What was asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Asked {
    pub(super) limit: u32,
    pub(super) offset: u32,
    /// West, south, east, north in degrees, WGS 84.
    pub(super) within: Option<[f64; 4]>,
    /// From, and to: not included.
    pub(super) span: (Option<UtcMillis>, Option<UtcMillis>),
    /// As it was written.
    bbox: Option<String>,
    datetime: Option<String>,
}

impl Asked {
    /// Read a query.
    ///
    /// # Errors
    /// When something in it is not known or cannot be read.
    pub(super) fn read(query: &[(String, String)]) -> Result<Self, ApiError> {
        let mut asked = Self { limit: PAGE, ..Self::default() };
        for (key, value) in query {
            let wrong = || bad(format!("`{key}={value}` cannot be read"));
            match key.as_str() {
                "limit" => {
                    let limit: u32 = value.parse().map_err(|_| wrong())?;
                    if limit == 0 {
                        return Err(wrong());
                    }
                    asked.limit = limit.min(PAGE_MOST);
                }
                "offset" => asked.offset = value.parse().map_err(|_| wrong())?,
                "bbox" => {
                    asked.within = Some(corners(value).ok_or_else(wrong)?);
                    asked.bbox = Some(value.clone());
                }
                "datetime" => {
                    asked.span = span(value).ok_or_else(wrong)?;
                    asked.datetime = Some(value.clone());
                }
                "f" if value == "json" => {}
                _ => return Err(bad(format!("`{key}` is not known"))),
            }
        }
        Ok(asked)
    }

    /// The same question from another feature on.
    pub(super) fn query(&self, offset: u32) -> String {
        let mut parts = vec![format!("limit={}", self.limit), format!("offset={offset}")];
        parts.extend(self.bbox.iter().map(|it| format!("bbox={it}")));
        let time = self.datetime.iter().map(|it| it.replace('+', "%2B"));
        parts.extend(time.map(|it| format!("datetime={it}")));
        parts.join("&")
    }

    /// Whether a point lies in the box.
    pub(super) fn holds(&self, (lon, lat): (f64, f64)) -> bool {
        self.within.is_none_or(|[west, south, east, north]| {
            (west..=east).contains(&lon) && (south..=north).contains(&lat)
        })
    }

    /// Whether a box meets it.
    pub(super) fn meets(&self, [west, south, east, north]: [f64; 4]) -> bool {
        self.within.is_none_or(|[w, s, e, n]| west <= e && east >= w && south <= n && north >= s)
    }
}

fn bad(words: String) -> ApiError {
    Problem::new(ProblemCode::BadValue, words).into()
}

/// Four numbers, or six with heights that do not count here.
fn corners(text: &str) -> Option<[f64; 4]> {
    let numbers: Vec<f64> =
        text.split(',').map(|it| it.trim().parse().ok()).collect::<Option<_>>()?;
    let [west, south, east, north] = match numbers[..] {
        [west, south, east, north] | [west, south, _, east, north, _] => [west, south, east, north],
        _ => return None,
    };
    let is_fit = [west, south, east, north].iter().all(|it| it.is_finite());
    (is_fit && west <= east && south <= north).then_some([west, south, east, north])
}

/// One moment or day, or two with `/` between; `..` or nothing for an open end.
fn span(text: &str) -> Option<(Option<UtcMillis>, Option<UtcMillis>)> {
    let Some((from, to)) = text.split_once('/') else {
        let (from, to) = moment(text)?;
        return Some((Some(from), Some(to)));
    };
    let is_open = |text: &str| text.is_empty() || text == "..";
    let from = if is_open(from) { None } else { Some(moment(from)?.0) };
    let to = if is_open(to) { None } else { Some(moment(to)?.1) };
    let is_fit = from.is_some() || to.is_some();
    (is_fit && from.zip(to).is_none_or(|(from, to)| from < to)).then_some((from, to))
}

/// Its beginning and its end.
fn moment(text: &str) -> Option<(UtcMillis, UtcMillis)> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        let at = day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis();
        return Some((UtcMillis(at), UtcMillis(at + DAY_MS)));
    }
    let at = DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis();
    Some((UtcMillis(at), UtcMillis(at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Result<Asked, ApiError> {
        let query: Vec<_> = query.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Asked::read(&query)
    }

    #[test]
    fn a_box_a_time_and_a_page_are_read_and_anything_else_is_refused() {
        let asked = read(&[("bbox", "12.5,57.9,12.6,58"), ("limit", "5000")]).unwrap();
        assert_eq!((asked.within, asked.limit), (Some([12.5, 57.9, 12.6, 58.0]), PAGE_MOST));
        assert!(asked.holds((12.55, 57.95)) && !asked.holds((12.7, 57.95)));
        assert_eq!(asked.query(3), "limit=1000&offset=3&bbox=12.5,57.9,12.6,58");
        let day = read(&[("datetime", "1970-01-02")]).unwrap();
        assert_eq!(day.span, (Some(UtcMillis(DAY_MS)), Some(UtcMillis(2 * DAY_MS))));
        let open = read(&[("datetime", "../1970-01-01T00:00:01Z")]).unwrap();
        assert_eq!(open.span, (None, Some(UtcMillis(1_001))));
        for bad in [
            ("bbox", "1,2,3"),
            ("bbox", "2,0,1,0"),
            ("bbox", "NaN,0,1,1"),
            ("datetime", "yesterday"),
            ("datetime", "../.."),
            ("datetime", "2026-02-01/2026-01-01"),
            ("limit", "0"),
            ("offset", "-1"),
            ("crs", "x"),
            ("f", "html"),
        ] {
            assert!(read(&[bad]).is_err(), "{bad:?}");
        }
    }
}
