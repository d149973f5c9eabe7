//! The municipality's logotype: an SVG that stands by itself. Devices carry it as text and show it as a
//! picture, in which nothing runs and nothing is fetched; what would need either is a fault here.

use std::path::Path;

use super::{Configuration, bounded};
use crate::faults::Fault;
use crate::fields::Collected;

/// Every device carries it.
const MOST_BYTES: u64 = 64 * 1024;
/// What a picture does not do, so that a logotype with it would not look as it was drawn.
const MISSED: [&str; 5] = ["<script", "<foreignobject", "<!entity", "href=\"http", "url(http"];

/// The logotype that the configuration names.
pub(super) fn read(folder: &Path, of: &Configuration, faults: &Collected) -> Option<String> {
    let file = of.logo.as_ref()?;
    let read = bounded(&folder.join(file), MOST_BYTES).map_err(|error| error.to_string());
    match read.and_then(|bytes| checked(&bytes)) {
        Ok(svg) => Some(svg),
        Err(what) => {
            let fault = Fault { file: file.clone(), key: String::new(), what };
            faults.borrow_mut().push(fault);
            None
        }
    }
}

fn checked(bytes: &[u8]) -> Result<String, String> {
    let svg = String::from_utf8(bytes.to_vec()).map_err(|_| "is not text in UTF-8".to_owned())?;
    let small = svg.to_lowercase().replace('\'', "\"");
    if !small.contains("<svg") || !small.contains("http://www.w3.org/2000/svg") {
        return Err("an SVG is expected, with xmlns=\"http://www.w3.org/2000/svg\"".to_owned());
    }
    match MISSED.into_iter().find(|missed| small.contains(missed)) {
        Some(missed) => Err(format!("`{missed}` is not taken: a logotype stands by itself")),
        None => Ok(svg),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>"#;

    #[test]
    fn a_logotype_stands_by_itself() {
        assert_eq!(checked(PLAIN.as_bytes()).unwrap(), PLAIN);
        for (from, to) in [
            ("<path", "<script>alert(1)</script><path"),
            ("<path", "<image href='https://example.com/a.png'/><path"),
            ("<path", "<path style=\"fill:url(https://example.com/#a)\""),
            ("<svg", "<html"),
            (" xmlns=\"http://www.w3.org/2000/svg\"", ""),
        ] {
            assert!(checked(PLAIN.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
        }
        assert!(checked(&[0xff, 0xd8]).is_err());
    }
}
