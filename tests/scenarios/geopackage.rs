//! A layer of points from a GIS program goes in through `field import`: metres in the layer's own reference system, names of
//! columns through a mapping, and rows that are no points told.

#![expect(clippy::unwrap_used, reason = "a program that does not run is a failed test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::{Connection, params};
use serde_json::{Value, json};

fn program(name: &str) -> Option<PathBuf> {
    let tests = std::env::current_exe().ok()?;
    let path = tests.parent()?.parent()?.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    path.is_file().then_some(path)
}

/// The header and the well-known binary of a point or, with another code, of something else.
fn blob(code: u32, x: f64, y: f64) -> Vec<u8> {
    let mut bytes = b"GP\0\x01".to_vec();
    bytes.extend(3006_i32.to_le_bytes());
    bytes.push(1);
    bytes.extend(code.to_le_bytes());
    bytes.extend([x, y].into_iter().flat_map(f64::to_le_bytes));
    bytes
}

/// As GIS programs write it, with what is read of it.
fn package(path: &Path) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization_coordsys_id INTEGER);
         INSERT INTO gpkg_spatial_ref_sys VALUES (1, 3006), (4326, 4326);
         CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
         INSERT INTO gpkg_geometry_columns VALUES ('fel \"2025\"', 'geom', 1), ('annat', 'geom', 4326);
         CREATE TABLE annat (fid INTEGER, geom BLOB);
         CREATE TABLE \"fel \"\"2025\"\"\" (fid INTEGER, geom BLOB, typ TEXT, dag TEXT);",
    )
    .unwrap();
    let insert = "INSERT INTO \"fel \"\"2025\"\"\" VALUES (?1, ?2, ?3, '2025-03-01')";
    // Alingsås in SWEREF 99 TM.
    let place = blob(1, 355_000.0, 6_424_000.0);
    conn.execute(insert, params![1, place, "Klotter"]).unwrap();
    conn.execute(insert, params![2, None::<Vec<u8>>, "Klotter"]).unwrap();
    conn.execute(insert, params![3, blob(2, 1.0, 1.0), "Klotter"]).unwrap();
    conn.execute(insert, params![4, vec![1_u8, 2], "Klotter"]).unwrap();
}

#[test]
fn a_layer_of_points_is_taken_in_and_what_is_no_point_is_told() {
    let Some(field) = program("field") else {
        println!("skipped: the program `field` is not built");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("fel.gpkg");
    package(&file);
    let mapping = dir.path().join("m.toml");
    let columns = "import = \"GIS\"\n[columns]\nid = \"fid\"\ncategory = \"typ\"\nwhen = \"dag\"\nx = \"lon\"\ny = \"lat\"\n\
                   [categories]\nKlotter = \"vandalism.graffiti\"\n";
    std::fs::write(&mapping, columns).unwrap();
    let run = |words: &[&str]| {
        let mut command = Command::new(&field);
        command.args(["--json", "--keys", "file", "--store"]).arg(dir.path().join("store"));
        let output = command.args(words).output().unwrap();
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (told, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (file, mapping) = (file.to_str().unwrap(), mapping.to_str().unwrap());
    let import = ["import", file, "--mapping", mapping];
    assert!(run(&import).1.contains("annat"), "several layers and none was chosen");
    let (told, words) = run(&[&import[..], &["--layer", "fel \"2025\""]].concat());
    assert_eq!((&told["added"], &told["rejected"]), (&json!(2), &json!(2)), "{words}");
    assert_eq!(told["rejections"][0]["reason"], "the geometry is not a point");
    let (list, _) = run(&["list"]);
    let placed = list.as_array().unwrap().iter().map(|it| &it["observation"]["position"]);
    let placed: Vec<&Value> = placed.filter(|it| !it.is_null()).collect();
    let [place] = placed.as_slice() else { unreachable!("{list}") };
    let near = |field: &str, to: f64| (place[field].as_f64().unwrap() - to).abs() < 0.05;
    assert!(near("lon", 12.55) && near("lat", 57.94), "{place}");
}
