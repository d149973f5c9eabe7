//! The map and one new report: tiles right after a commit and again, a report until a list shows it, and
//! what may tell of the same event.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{milliseconds, rounded};
use crate::http::Server;
use crate::steps::Failed;

/// So many reports are sent one after another; after each, tiles are cold.
const REPORTS: u32 = 40;
/// Each tile is asked again so often.
const AGAIN: usize = 10;
/// The middle of Lindby, where the made-up reports lie.
const MIDDLE: (f64, f64) = (12.533, 57.93);
/// From the county to a street.
const ZOOMS: [u8; 8] = [8, 10, 11, 12, 13, 14, 15, 16];

/// One line for each: a new report, its suggestions, tiles cold and warm.
///
/// # Errors
/// When the server does not answer.
pub(super) fn measure(
    server: &Server,
    about: &Value,
    peak_mb: impl Fn() -> f64,
) -> Result<Vec<Value>, Failed> {
    let tiles: Vec<String> = ZOOMS.iter().map(|zoom| path(*zoom)).collect();
    server.get(&tiles[0])?;
    let (mut visible, mut suggested, mut cold, mut warm) = (vec![], vec![], vec![], vec![]);
    for n in 0..REPORTS {
        let started = Instant::now();
        let id = report(server, n)?;
        until_listed(server, &id)?;
        visible.push(started.elapsed());
        let ask = |path: &str, times: &mut Vec<Duration>| {
            let started = Instant::now();
            server.get(path)?;
            times.push(started.elapsed());
            Ok::<(), Failed>(())
        };
        ask(&format!("/v1/observations/{id}/suggestions"), &mut suggested)?;
        for tile in &tiles {
            ask(tile, &mut cold)?;
        }
        for tile in tiles.iter().cycle().take(AGAIN) {
            ask(tile, &mut warm)?;
        }
    }
    let line = |name: &str, times: &mut Vec<Duration>| {
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        let mut line = about.clone();
        line["bench"] = json!("picture");
        line["question"] = json!(name);
        line["p50_milliseconds"] = milliseconds(at(50));
        line["p99_milliseconds"] = milliseconds(at(99));
        line["asked"] = json!(times.len());
        line["server_peak_rss_mb"] = rounded(peak_mb());
        line
    };
    Ok(vec![
        line("a new report until the list shows it", &mut visible),
        line("suggestions for one new report", &mut suggested),
        line("tile after a commit", &mut cold),
        line("tile again", &mut warm),
    ])
}

/// The tile that holds the middle.
fn path(zoom: u8) -> String {
    let (lon, lat) = MIDDLE;
    let size = f64::from(1_u32 << zoom);
    let lat = lat.to_radians();
    let north = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0;
    let (x, y) = ((lon + 180.0) / 360.0 * size, north * size);
    format!("/v1/tiles/{zoom}/{}/{}", x as u32, y as u32)
}

fn report(server: &Server, n: u32) -> Result<String, Failed> {
    let east = f64::from(n % 7) * 0.001;
    let draft = json!({
        "category": "place.litter",
        "position": { "lon": MIDDLE.0 + east, "lat": MIDDLE.1, "source": "map", "accuracy_m": 20.0 },
    });
    let answer = server.post("/v1/observations", &draft)?;
    let none = || Failed::because("A report was answered without an id.");
    answer["id"].as_str().map(str::to_owned).ok_or_else(none)
}

fn until_listed(server: &Server, id: &str) -> Result<(), Failed> {
    for _ in 0..1_000 {
        let list = server.post("/v1/picture", &json!({ "filter": {}, "limit": 20 }))?;
        let rows = list["observations"].as_array();
        if rows.is_some_and(|rows| rows.iter().any(|row| row["id"] == id)) {
            return Ok(());
        }
    }
    Err(Failed::because("A report that was taken never came into the list."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tiles_hold_the_middle_of_the_town() {
        assert_eq!(path(10), "/v1/tiles/10/547/308");
    }
}
