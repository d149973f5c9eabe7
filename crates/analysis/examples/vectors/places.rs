//! Cases of positions: projections, distances, H3 cells and clusters.

use std::collections::HashMap;

use analysis::clusters::dbscan;
use analysis::distance::{azimuth_deg, geodesic_m, haversine_m};
use analysis::hdbscan::hdbscan;
use domain::crs::{Plane, ReferenceSystem};
use h3o::{CellIndex, LatLng, Resolution};
use serde_json::Value;

use super::case::{Case, Outcome, Row, Within, list, number, points, text, whole};

const CRS_COLUMNS: [&str; 11] = [
    "lon",
    "lat",
    "e3006",
    "n3006",
    "zone_epsg",
    "zone_e",
    "zone_n",
    "x3857",
    "y3857",
    "epsg",
    "e",
];

pub(crate) fn crs(case: &mut Case<'_>) -> Outcome {
    let metres = Within::abs(case.tolerance("projected_m", 0.001));
    let degrees = Within::abs(case.tolerance("lonlat_deg", 1e-9));
    let mut known = CRS_COLUMNS.to_vec();
    known.push("n");
    for row in case.table(&known)? {
        if row.get("epsg").is_some() {
            let plane = Plane::new(row.number("e")?, row.number("n")?);
            let (lon, lat) = system(&row, "epsg")?.to_lon_lat(plane);
            check_pair(case, &row, ("lon", lon), degrees);
            check_pair(case, &row, ("lat", lat), degrees);
            continue;
        }
        let (lon, lat) = (row.number("lon")?, row.number("lat")?);
        let mut check = |system: ReferenceSystem, east: &str, north: &str| {
            let plane = system.to_plane(lon, lat);
            check_pair(case, &row, (east, plane.easting_m), metres);
            check_pair(case, &row, (north, plane.northing_m), metres);
        };
        check(ReferenceSystem::Sweref99Tm, "e3006", "n3006");
        check(ReferenceSystem::WebMercator, "x3857", "y3857");
        if row.get("zone_epsg").is_some() {
            check(system(&row, "zone_epsg")?, "zone_e", "zone_n");
        }
    }
    Ok(())
}

fn system(row: &Row<'_>, column: &str) -> Outcome<ReferenceSystem> {
    let code = row.number(column)?;
    ReferenceSystem::from_epsg(code as u32).ok_or_else(|| format!("unknown EPSG:{code}"))
}

/// Compares where the table has the column.
fn check_pair(case: &mut Case<'_>, row: &Row<'_>, (column, got): (&str, f64), within: Within) {
    if let Some(expected) = row.get(column) {
        case.near(column, got, expected, within);
    }
}

fn column_names<'a>(case: &Case<'a>) -> Outcome<Vec<&'a str>> {
    list(&case.params()["columns"])?.iter().map(text).collect()
}

pub(crate) fn geodesic(case: &mut Case<'_>) -> Outcome {
    let ellipsoid = Within::abs(case.tolerance("geodesic_m", 1e-4));
    let sphere = Within::abs(case.tolerance("haversine_m", 1e-4));
    let flat = Within::abs(case.tolerance("plane_m", 2e-3));
    let names = column_names(case)?;
    let planes: Vec<(&str, ReferenceSystem)> = names
        .iter()
        .filter_map(|name| {
            let code = name.strip_prefix("plane")?.strip_suffix("_m")?.parse().ok()?;
            Some((*name, ReferenceSystem::from_epsg(code)?))
        })
        .collect();
    let mut known =
        vec!["lon1", "lat1", "lon2", "lat2", "geodesic_m", "azimuth_deg", "haversine_m"];
    known.extend(planes.iter().map(|(name, _)| *name));
    for row in case.table(&known)? {
        let from = (row.number("lon1")?, row.number("lat1")?);
        let to = (row.number("lon2")?, row.number("lat2")?);
        let metres = geodesic_m(from, to);
        check_pair(case, &row, ("geodesic_m", metres), ellipsoid);
        check_pair(case, &row, ("haversine_m", haversine_m(from, to)), sphere);
        if metres >= 5.0 {
            let expected = row.number("azimuth_deg")?;
            let turn = (azimuth_deg(from, to) - expected + 180.0).rem_euclid(360.0) - 180.0;
            case.near("azimuth", turn, &Value::from(0.0), Within::abs(1e-6));
        }
        for (column, system) in &planes {
            let [a, b] = [from, to].map(|(lon, lat)| system.to_plane(lon, lat));
            check_pair(case, &row, (column, a.distance_m(b)), flat);
        }
    }
    Ok(())
}

pub(crate) fn h3_cells(case: &mut Case<'_>) -> Outcome {
    if case.params().get("columns").is_some() {
        return h3_points(case);
    }
    let near = Within::abs(case.tolerance("lonlat_deg", 1e-8));
    let area = Within::rel(case.tolerance("area_rel", 1e-6));
    for expected in list(case.expected())? {
        let cell: CellIndex = text(&expected["cell"])?.parse().map_err(|_| "not a cell")?;
        let mut ring: Vec<String> =
            cell.grid_disk::<Vec<_>>(1).iter().map(ToString::to_string).collect();
        let mut wanted: Vec<&str> =
            list(&expected["disk1"])?.iter().filter_map(Value::as_str).collect();
        ring.sort();
        wanted.sort_unstable();
        if ring != wanted {
            case.fail(format!("{cell}: another ring"));
        }
        case.near(
            "disk2_size",
            cell.grid_disk::<Vec<_>>(2).len() as f64,
            &expected["disk2_size"],
            Within::EXACT,
        );
        let above = cell.resolution().pred().and_then(|up| cell.parent(up));
        if above.map(|cell| cell.to_string()).as_deref() != expected["parent"].as_str() {
            case.fail(format!("{cell}: another parent"));
        }
        let centre = LatLng::from(cell);
        case.near("centre lon", centre.lng(), &expected["centre_lonlat"][0], near);
        case.near("centre lat", centre.lat(), &expected["centre_lonlat"][1], near);
        let corners = list(&expected["boundary_lonlat"])?;
        let boundary = cell.boundary();
        if boundary.len() != corners.len() {
            case.fail(format!("{cell}: {} corners", boundary.len()));
        }
        for (got, corner) in boundary.iter().zip(corners) {
            case.near("corner lon", got.lng(), &corner[0], near);
            case.near("corner lat", got.lat(), &corner[1], near);
        }
        case.near("area_m2", cell.area_m2(), &expected["area_m2"], area);
    }
    Ok(())
}

fn h3_points(case: &mut Case<'_>) -> Outcome {
    let names = column_names(case)?;
    let levels: Vec<(&str, Resolution)> = names
        .iter()
        .filter_map(|name| {
            let level: u8 = name.strip_prefix('r')?.parse().ok()?;
            Some((*name, Resolution::try_from(level).ok()?))
        })
        .collect();
    let mut known = vec!["lon", "lat"];
    known.extend(levels.iter().map(|(name, _)| *name));
    for row in case.table(&known)? {
        let at = LatLng::new(row.number("lat")?, row.number("lon")?)
            .map_err(|error| error.to_string())?;
        for (column, resolution) in &levels {
            let Some(expected) = row.get(column) else { continue };
            let cell = at.to_cell(*resolution).to_string();
            case.looked_at(column, 1);
            if expected.as_str() != Some(cell.as_str()) {
                case.fail(format!("{column} is {cell}, expected {expected}"));
            }
        }
    }
    Ok(())
}

pub(crate) fn clusters(case: &mut Case<'_>) -> Outcome {
    let points = points(&case.input()["points"])?;
    let params = case.params();
    let least = whole(&params["min_samples_with_self"])? as usize;
    let wanted: Vec<i64> =
        list(&case.expected()["labels"])?.iter().filter_map(Value::as_i64).collect();
    if wanted.len() != points.len() {
        return Err("not one label a point".into());
    }
    let algorithm = text(&params["algorithm"])?;
    if algorithm.starts_with("HDBSCAN") {
        let size = whole(&params["min_cluster_size"])? as usize;
        let labels = as_numbers(&hdbscan(&points, size, least));
        let floor = if case.id().contains("alingsas_synthetic") { 0.98 } else { 0.90 };
        let agreement = adjusted_rand(&labels, &wanted);
        for key in ["labels", "n_clusters", "n_noise"] {
            case.looked_at(key, 1);
        }
        case.remark(format!("ARI {agreement:.4}"));
        if agreement < floor {
            case.fail(format!("ARI {agreement:.4} is below {floor}"));
        }
        return Ok(());
    }
    if algorithm != "DBSCAN" {
        return Err(format!("unknown algorithm `{algorithm}`"));
    }
    let reach = number(&params["eps"])?;
    let (labels, core) = dbscan(&points, reach, least);
    let labels = as_numbers(&labels);
    case.looked_at("labels", labels.len());
    let flags: Vec<f64> = core.iter().map(|is_core| f64::from(u8::from(*is_core))).collect();
    case.expect("core", &flags, Within::EXACT);
    let noise = labels.iter().filter(|label| **label < 0).count();
    case.expect("n_noise", &[noise as f64], Within::EXACT);
    let count = labels.iter().max().map_or(0, |highest| highest + 1);
    case.expect("n_clusters", &[count as f64], Within::EXACT);
    check_partition(case, (&points, reach), (&labels, &wanted), &core);
    Ok(())
}

/// Noise and the partition of the core points must be the same; a border point may belong to any
/// cluster with a core in reach.
fn check_partition(
    case: &mut Case<'_>,
    (points, reach): (&[Plane], f64),
    (labels, wanted): (&[i64], &[i64]),
    core: &[bool],
) {
    let (mut there, mut back) = (HashMap::new(), HashMap::new());
    for i in 0..labels.len() {
        let (ours, theirs) = (labels[i], wanted[i]);
        if (ours < 0) != (theirs < 0) {
            case.fail(format!("point {i} is {ours}, expected {theirs}"));
            return;
        }
        if core[i]
            && (*there.entry(ours).or_insert(theirs) != theirs
                || *back.entry(theirs).or_insert(ours) != ours)
        {
            case.fail(format!("core point {i} is in another cluster"));
            return;
        }
        let has_core = |j: usize| {
            core[j] && labels[j] == ours && points[i].distance_m(points[j]) <= reach + 1e-9
        };
        if ours >= 0 && !core[i] && !(0..labels.len()).any(has_core) {
            case.fail(format!("border point {i} has no core in reach"));
            return;
        }
    }
}

fn as_numbers(labels: &[Option<u32>]) -> Vec<i64> {
    labels.iter().map(|label| label.map_or(-1, i64::from)).collect()
}

/// Adjusted Rand index (Hubert & Arabie 1985), noise counted as one group.
fn adjusted_rand(a: &[i64], b: &[i64]) -> f64 {
    let (mut both, mut left, mut right) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (x, y) in a.iter().zip(b) {
        *both.entry((x, y)).or_insert(0_u64) += 1;
        *left.entry(x).or_insert(0_u64) += 1;
        *right.entry(y).or_insert(0_u64) += 1;
    }
    let pairs = |n: &u64| (n * n.saturating_sub(1) / 2) as f64;
    let together: f64 = both.values().map(pairs).sum();
    let (ours, theirs): (f64, f64) =
        (left.values().map(pairs).sum(), right.values().map(pairs).sum());
    let expected = ours * theirs / pairs(&(a.len() as u64));
    let most = f64::midpoint(ours, theirs);
    if most == expected { 1.0 } else { (together - expected) / (most - expected) }
}
