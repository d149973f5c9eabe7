//! The command line as scripts use it: JSON answers, exit codes, and imports that add nothing twice.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by falling"
)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn field(store: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_field"))
        .arg("--json")
        .arg("--store")
        .arg(store)
        .args(arguments)
        .output()
        .unwrap()
}

fn answer(store: &Path, arguments: &[&str]) -> Value {
    let output = field(store, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {told}"))
}

fn code(store: &Path, arguments: &[&str]) -> (i32, String) {
    let output = field(store, arguments);
    let told: Value = serde_json::from_slice(&output.stderr).unwrap_or_default();
    (output.status.code().unwrap(), told["error"]["code"].as_str().unwrap_or("").to_owned())
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn counts(report: &Value) -> [u64; 4] {
    ["read", "added", "already_there", "rejected"].map(|name| report[name].as_u64().unwrap())
}

#[test]
fn a_report_is_captured_without_a_network_and_found_by_the_next_command() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path();
    let place = ["--lon", "12.5335", "--lat", "57.93", "--accuracy", "8"];
    let night = ["--from", "2025-07-01 22:00", "--to", "2025-07-02 06:30"];
    let said = ["capture", "--category", "vandalism.graffiti", "--note", "Gaveln"];
    let saved = answer(store, &[&said[..], &place, &night].concat());
    assert_eq!(saved["safe"], "phone");
    let list = answer(store, &["list"]);
    assert_eq!(list[0]["observation"]["id"], saved["id"]);
    assert_eq!(list[0]["delivery"]["state"], "on_phone");
    let when =
        json!({"kind": "interval", "from": 1_751_400_000_000_i64, "to": 1_751_430_600_000_i64});
    assert_eq!(list[0]["observation"]["when"], when);
    let found = |day: &str| {
        answer(store, &["picture", "--from", day, "--to", day, "--category", "vandalism"])["total"]
            .clone()
    };
    assert_eq!([found("2025-06-30"), found("2025-07-01"), found("2025-07-02")], [0, 1, 1]);
    let status = answer(store, &["status", "--hash"]);
    assert_eq!(status["sync"]["waiting"], 1);
    assert_eq!(status["enrolled"], false);
    assert_eq!(status["hash"].as_str().unwrap().len(), 64);
    answer(store, &["withdraw", saved["id"].as_str().unwrap()]);
    assert_eq!(answer(store, &["picture"])["total"], 0);
}

#[test]
fn the_same_capture_twice_is_one_report() {
    let dir = tempfile::tempdir().unwrap();
    let said = ["capture", "--category", "calm", "--id", "0197c1a0-1111-7abc-8def-0123456789ab"];
    answer(dir.path(), &said);
    answer(dir.path(), &said);
    assert_eq!(answer(dir.path(), &["picture", "--summary"])["total"], 1);
}

#[test]
fn good_rows_go_in_bad_ones_are_told_with_their_line_and_a_second_import_adds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let rows = [
        json!({"id": "0197c1a0-1111-7abc-8def-000000000001", "observed_at": "2025-07-01T07:00:00+02:00",
               "observed_from": null, "lon": 12.5, "lat": 57.9, "accuracy_m": 8.0,
               "category": "fire.bin", "severity": 4, "text": "Brand i korg", "org": "Lindbyhem",
               "actor": "caretaker", "truth_event": 17}),
        json!({"observed_at": "2025-07-01T08:00:00+02:00", "category": "calm"}),
        json!({"observed_at": "2025-07-01T08:00:00+02:00", "category": "calm", "severity": 9}),
    ];
    let text = format!("{}\n{}\n{{\n{}\n", rows[0], rows[1], rows[2]);
    let file = write(dir.path(), "obs.ndjson", &text);
    let output = field(dir.path(), &["import", &file, "--write-rejected"]);
    assert_eq!(output.status.code(), Some(3));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counts(&report), [4, 2, 0, 2]);
    assert_eq!(report["rejections"][0]["line"], 3);
    assert_eq!(report["rejections"][1]["line"], 4);
    assert_eq!(report["rejections"][1]["reason"], "severity `9` is not 0 to 4");
    let rejected = std::fs::read_to_string(format!("{file}.rejected.ndjson")).unwrap();
    let lines: Vec<Value> =
        rejected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[1]["row"]), (2, &rows[2]));

    assert_eq!(counts(&answer(dir.path(), &["import", &file])), [4, 0, 2, 2]);
    let id = "0197c1a0-1111-7abc-8def-000000000001";
    let list = answer(dir.path(), &["picture", "--category", "fire"]);
    let seen = &list["observations"][0];
    assert_eq!((&seen["id"], &seen["severity"]), (&json!(id), &json!(4)));
    assert_eq!(seen["organisation_name"], "Lindbyhem");
    assert_eq!(seen["source"]["actor"], "caretaker");
    let files = ["client.db", "client.db-wal"].map(|name| std::fs::read(dir.path().join(name)));
    for bytes in files.into_iter().flatten() {
        assert!(!bytes.windows(11).any(|window| window == b"truth_event"), "hidden truth was read");
    }
}

#[test]
fn a_category_that_the_catalogue_does_not_have_is_kept_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let saved = answer(dir.path(), &["capture", "--category", "x_later.sort"]);
    assert_eq!(saved["unknown_category"], "x_later.sort");
    let known = answer(dir.path(), &["capture", "--category", "vandalism.graffiti"]);
    assert_eq!(known.get("unknown_category"), None);
    let rows = "observed_at,category\n2025-07-01,x_later.sort\n2025-07-01,fire.bin\n";
    let file = write(dir.path(), "obs.csv", rows);
    let report = answer(dir.path(), &["import", &file]);
    assert_eq!(counts(&report), [2, 2, 0, 0]);
    assert_eq!(report["unknown_categories"], json!({"x_later.sort": 1}));
    let seen = answer(dir.path(), &["picture", "--category", "x_later.sort"]);
    assert_eq!(
        (&seen["total"], &seen["observations"][0]["type"]),
        (&json!(2), &json!("unclassified"))
    );
}

#[test]
fn csv_and_geojson_go_in_through_a_mapping() {
    let dir = tempfile::tempdir().unwrap();
    let mapping = "import = \"Felanmälan\"\nepsg = 3006\n[columns]\nid = \"Nr\"\n\
        category = \"Typ\"\nwhen = \"Dag\"\nx = \"E\"\ny = \"N\"\n[categories]\n\
        \"Lampa\" = \"place.lighting\"\n";
    let mapping = write(dir.path(), "m.toml", mapping);
    let csv = "\u{feff}Nr;Typ;Dag;E;N\r\n1;Lampa;2025-03-30;350000,5;6423000\r\n\
        2;Kiosk;2025-03-30;;\r\n3;Lampa;2025-03-31;;\r\n";
    let csv = write(dir.path(), "fel.csv", csv);
    let report = answer(dir.path(), &["import", &csv, "--mapping", &mapping]);
    assert_eq!((counts(&report), &report["import"]), ([3, 2, 0, 1], &json!("Felanmälan")));
    let point = |nr: i64| {
        json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [12.5, 57.9]},
               "properties": {"id": nr.to_string(), "category": "place.litter",
                              "observed_at": "2025-05-01"}})
    };
    let collection = json!({"type": "FeatureCollection", "features": [point(1), point(2)]});
    let geojson = write(dir.path(), "skräp.geojson", &collection.to_string());
    assert_eq!(counts(&answer(dir.path(), &["import", &geojson])), [2, 2, 0, 0]);
    let picture = answer(dir.path(), &["picture", "--category", "place.litter"]);
    assert_eq!(picture["observations"][0]["position"]["lon"], 12.5);
}

#[test]
fn exit_codes_tell_what_helps() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path();
    assert_eq!(code(store, &["sync"]), (5, "not_enrolled".into()));
    assert_eq!(code(store, &["enrol", "hej"]), (5, "not_a_link".into()));
    let nobody = "http://127.0.0.1:9/anslut#abcdefghijklmnopqrst";
    assert_eq!(code(store, &["enrol", nobody]), (4, "unreachable".into()));
    let far = ["capture", "--category", "place", "--severity", "4"];
    assert_eq!(code(store, &far), (5, "bad_value".into()));
    let unknown = ["withdraw", "0197c1a0-1111-7abc-8def-0123456789ab"];
    assert_eq!(code(store, &unknown), (5, "not_found".into()));
    assert_eq!(code(store, &["import", "finns-inte.csv"]), (1, "bad_file".into()));
    assert_eq!(code(store, &["review", unknown[1]]).0, 2);
    assert_eq!(code(store, &["capture"]).0, 2);
    let homeless = Command::new(env!("CARGO_BIN_EXE_field"))
        .env_remove("LAGESBILD_STORE")
        .arg("list")
        .output()
        .unwrap();
    assert_eq!(homeless.status.code(), Some(2));
}

#[test]
fn the_pin_opens_lists_and_nobody_needs_it_to_report() {
    let dir = tempfile::tempdir().unwrap();
    let field_with = |pin: Option<&str>, words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_field"));
        command.args(["--json", "--keys", "file", "--store"]).arg(dir.path()).args(words);
        command.env_remove("LAGESBILD_PIN").envs(pin.map(|pin| ("LAGESBILD_PIN", pin)));
        command.output().unwrap()
    };
    let told = |output: &std::process::Output| -> Value {
        serde_json::from_slice(&output.stderr).unwrap()
    };
    assert!(field_with(None, &["pin", "--new", "2580"]).status.success());
    let captured = field_with(None, &["capture", "--category", "fire", "--note", "vid bron"]);
    assert!(captured.status.success());
    let closed = field_with(None, &["list"]);
    assert_eq!(
        (closed.status.code(), &told(&closed)["error"]["code"]),
        (Some(5), &json!("locked"))
    );
    let wrong = field_with(Some("2581"), &["list"]);
    assert_eq!(told(&wrong)["error"]["code"], "wrong_pin");
    let open = field_with(Some("2580"), &["list"]);
    assert_eq!(serde_json::from_slice::<Value>(&open.stdout).unwrap().as_array().unwrap().len(), 1);
    let status = field_with(None, &["status"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(status["sync"]["at_rest"], "key_in_file");
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(8).any(|part| part == b"vid bron"));
    }
}

#[test]
fn a_store_whose_key_is_gone_says_so_and_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    assert!(field(dir.path(), &["capture", "--category", "fire"]).status.success());
    let (key, aside) = (dir.path().join("store.key"), dir.path().join("aside"));
    std::fs::rename(&key, &aside).unwrap();
    let gone = field(dir.path(), &["sync"]);
    let told: Value = serde_json::from_slice(&gone.stderr).unwrap();
    assert_eq!((gone.status.code(), &told["error"]["code"]), (Some(5), &json!("key_gone")));
    std::fs::rename(&aside, &key).unwrap();
    assert_eq!(answer(dir.path(), &["list"]).as_array().unwrap().len(), 1);
}

#[test]
fn an_import_is_looked_at_first_kept_under_its_mapping_and_undone_as_a_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (store, rows) = (dir.path().join("store"), dir.path());
    let mapping = write(
        rows,
        "old-tool.toml",
        "import = \"old tool\"\nepsg = 4326\n[columns]\nid = \"nr\"\nwhen = \"dag\"\nx = \"lon\"\ny = \"lat\"\n\
         category = \"typ\"\n[categories]\nKlotter = \"vandalism.graffiti\"\n",
    );
    let file = write(
        rows,
        "a.csv",
        "nr;dag;lon;lat;typ\n1;2025-03-01;12.53;57.93;Klotter\n2;2025-03-04;;;Klotter\n\
         2;2025-03-04;;;Klotter\n3;2025-03-05;12.53;57.93;Okänt\n",
    );
    let first = ["import", &file, "--mapping", &mapping, "--save-mapping", "old-tool"];
    let seen = answer(&store, &[&first[..], &["--preview"]].concat());
    assert_eq!(counts(&seen), [4, 2, 1, 1]);
    assert_eq!(seen["preview"]["categories"], json!({ "vandalism.graffiti": 2 }));
    assert_eq!(seen["preview"]["no_position"], 1);
    assert_eq!(answer(&store, &["list"]), json!([]), "only looked at");

    // The mapping was kept under its name.
    let taken = answer(&store, &["import", &file, "--mapping", "old-tool"]);
    assert_eq!(counts(&taken), [4, 2, 1, 1]);
    assert!(taken["preview"].is_null());
    let withdrawn = || {
        let list = answer(&store, &["list"]);
        let list = list.as_array().unwrap().clone();
        list.iter().filter(|it| !it["observation"]["withdrawn"].is_null()).count()
    };
    let undone = answer(&store, &["undo-import", "old tool"]);
    assert_eq!((&undone["changed"], withdrawn()), (&json!(2), 2));
    assert_eq!(answer(&store, &["undo-import", "old tool"])["changed"], 0);
    let back = answer(&store, &["undo-import", "old tool", "--back"]);
    assert_eq!((&back["changed"], withdrawn()), (&json!(2), 0));
    assert_eq!(code(&store, &["undo-import", "another"]).0, 5);
    assert_eq!(code(&store, &["import", &file, "--mapping", "unknown"]).0, 1);
}
