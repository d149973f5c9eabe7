//! The cases that other software is measured beside: the input, our answers and our time, written
//! to a folder that its program reads.

use std::fmt::Write;
use std::io;
use std::path::Path;

use analysis::clusters::dbscan;
use analysis::density::{Kernel, Weighted, density};
use analysis::gi_star::scores;
use analysis::near::Grid;
use analysis::repeats::{Occurrence, TimeBand, knox};
use domain::crs::ReferenceSystem;

use crate::clock::milliseconds;
use crate::town::{AREA, scattered};

/// Writes `points.txt`, one file of answers a case, and `ours.json`.
pub(crate) fn write(folder: &Path, n: usize) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let points = scattered(n);
    let degrees: Vec<(f64, f64)> =
        points.iter().map(|at| ReferenceSystem::Sweref99Tm.to_lon_lat(*at)).collect();
    let mut text = String::new();
    for (i, (at, (lon, lat))) in points.iter().zip(&degrees).enumerate() {
        let _ = writeln!(text, "{} {} {lon} {lat} {}", at.easting_m, at.northing_m, day(i));
    }
    std::fs::write(folder.join("points.txt"), text)?;
    let mut ours = serde_json::Map::new();
    let mut case = |name: &str, took: f64, answer: Vec<f64>| {
        ours.insert(name.into(), took.into());
        let lines: String = answer.iter().map(|value| format!("{value}\n")).collect();
        std::fs::write(folder.join(format!("{name}.txt")), lines)
    };

    let plane = || -> Vec<f64> {
        let to_plane = |(x, y): &(f64, f64)| ReferenceSystem::Sweref99Tm.to_plane(*x, *y);
        degrees.iter().map(to_plane).flat_map(|p| [p.easting_m, p.northing_m]).collect()
    };
    case("plane", milliseconds(plane), plane())?;
    let weighted: Vec<Weighted> =
        points.iter().map(|at| Weighted { at: *at, weight: 1.0 }).collect();
    let cells = Grid { cell_m: 75.0, columns: 200, rows: 200, ..AREA };
    for (name, kernel) in [("quartic", Kernel::Quartic), ("epanechnikov", Kernel::Epanechnikov)] {
        let field = || density(&weighted, 200.0, kernel, &cells);
        case(name, milliseconds(field), field())?;
    }
    let labels = || dbscan(&points, 75.0, 5);
    // Border points may go either way, so the cores are compared.
    let (found, is_core) = labels();
    let cores = found.iter().zip(is_core).map(|(label, is_core)| match (label, is_core) {
        (Some(label), true) => f64::from(*label),
        (Some(_), false) => -2.0,
        (None, _) => -1.0,
    });
    case("dbscan", milliseconds(labels), cores.collect())?;
    let side = (n as f64).sqrt() as usize;
    let grid = Grid { cell_m: 15_000.0 / side as f64, columns: side, rows: side, ..AREA };
    let counts: Vec<f64> = grid.counts(&points).into_iter().map(|c| c as f64).collect();
    let z = || scores(&counts, &grid.sums(&counts, 1.5 * grid.cell_m));
    case("gi_star", milliseconds(z), z())?;
    let events: Vec<Occurrence> = points
        .iter()
        .take(2_000)
        .enumerate()
        .map(|(i, at)| Occurrence { at: *at, day: day(i) })
        .collect();
    let close = || {
        let found = knox(&events, 200.0, TimeBand::UpTo(7.0));
        vec![found.close_both as f64, found.close_space as f64, found.close_time as f64]
    };
    case("knox", milliseconds(close), close())?;
    std::fs::write(folder.join("ours.json"), serde_json::Value::Object(ours).to_string())
}

fn day(i: usize) -> f64 {
    (i * 7_919 % 3_640) as f64 / 10.0
}
