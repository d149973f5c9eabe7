//! Point in area on real data: 62,245 reports of Zürich, each with the district its city named, read at
//! run time from the shared folder.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use domain::gazetteer::Border;
use picture::areas::AreaIndex;
use picture::areas::file::{Division, read};

/// The borders are published rounded, the reports to the metre: so near the border of the district that was
/// named, another may hold the point.
const ROUNDED_M: f64 = 1.5;
/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

fn unpacked(name: &str) -> Option<String> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("LAGESBILD_SHARED").map_or_else(beside, PathBuf::from);
    let Ok(packed) = std::fs::File::open(shared.join("data/events").join(name)) else {
        println!("skipped: {name} is not there (set LAGESBILD_SHARED)");
        return None;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    Some(text)
}

/// Metres from a point to the nearest edge.
fn from_border(border: &Border, (lon, lat): (f64, f64)) -> f64 {
    let flat =
        |[x, y]: [f64; 2]| ((x - lon) * lat.to_radians().cos() * DEGREE_M, (y - lat) * DEGREE_M);
    let edges = border.polygons.iter().flatten().flat_map(|ring| ring.windows(2));
    let far = |edge: &[[f64; 2]]| {
        let ((ax, ay), (bx, by)) = (flat(edge[0]), flat(edge[1]));
        let (dx, dy) = (bx - ax, by - ay);
        let along = (-(ax * dx + ay * dy) / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
        (ax + along * dx).hypot(ay + along * dy)
    };
    edges.map(far).fold(f64::MAX, f64::min)
}

#[test]
fn every_report_of_zurich_lies_in_the_district_that_its_city_named() {
    let (Some(borders), Some(reports)) = (
        unpacked("zurich_distrikt.geojson.gz"),
        unpacked("zurich_felanmalningar_2016_2025.csv.gz"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("districts.geojson");
    std::fs::write(&path, borders).unwrap();
    let division = Division {
        kind: "district".to_owned(),
        code_field: "kuerzel".to_owned(),
        name_field: "name".to_owned(),
        ..Division::default()
    };
    let areas = read(&path, &division).unwrap();
    let index = AreaIndex::new(areas.iter().enumerate().map(|(n, it)| (n as i64, it)));
    let by_code: BTreeMap<&str, usize> =
        areas.iter().enumerate().map(|(n, it)| (it.area.as_str(), n)).collect();
    let (mut same, mut beside) = (0, 0);
    for line in reports.lines().skip(1) {
        // The last column is the district; no column before it that is read here holds a comma.
        let columns: Vec<&str> = line.rsplit(',').collect();
        let at = (columns[4].parse().unwrap(), columns[3].parse().unwrap());
        let named = by_code[format!("district-{}", columns[0].to_lowercase()).as_str()];
        if index.at(at.0, at.1) == [named as i64] {
            same += 1;
            continue;
        }
        beside += 1;
        let metres = from_border(&areas[named], at);
        assert!(metres <= ROUNDED_M, "{line}: {metres} m from the district it is said to lie in");
    }
    println!("{same} in the named district, {beside} on its border, within {ROUNDED_M} m");
    assert_eq!(same + beside, 62_245);
    assert!(beside < 100, "{beside} on a border are more than rounding explains");
}
