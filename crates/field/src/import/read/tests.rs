//! Three formats, good and broken: a broken row is told, and no bytes bring the reader down.

use std::io::Write as _;

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn all(format: Format, bytes: &[u8]) -> std::io::Result<Vec<Found>> {
    let mut found = Vec::new();
    rows(format, bytes, &mut |row| -> std::io::Result<()> {
        found.push(row);
        Ok(())
    })?;
    Ok(found)
}

fn good(found: &[Found]) -> Vec<(u64, Value)> {
    found.iter().filter_map(|(line, row)| Some((*line, Value::Object(row.clone().ok()?)))).collect()
}

#[test]
fn lines_of_json_are_read_and_a_broken_one_is_told_with_its_number() {
    let found = all(Format::Ndjson, b"{\"a\":1}\n\nnej\n[1]\n{\"a\":2,\"truth_event\":9}").unwrap();
    assert_eq!(good(&found), [(1, json!({"a": 1})), (5, json!({"a": 2}))]);
    let broken: Vec<_> = found.iter().filter(|(_, row)| row.is_err()).map(|(n, _)| *n).collect();
    assert_eq!(broken, [3, 4]);
}

#[test]
fn a_line_without_an_end_does_not_fill_the_memory() {
    let mut file = vec![b'x'; 3 * 1024 * 1024];
    file.extend_from_slice(b"\n{\"a\":1}\n");
    let found = all(Format::Ndjson, &file).unwrap();
    assert!(found[0].1.as_ref().is_err_and(|why| why.contains("megabyte")));
    assert_eq!(good(&found), [(2, json!({"a": 1}))]);
}

#[test]
fn a_swedish_excel_file_and_a_plain_one_read_alike() {
    let excel = "\u{feff}plats;antal\r\n\"Ån; bron\";3\r\n".as_bytes();
    let plain = "plats,antal\n\"Ån; bron\",3\n".as_bytes();
    let row = json!({"plats": "Ån; bron", "antal": "3"});
    assert_eq!(good(&all(Format::Csv, excel).unwrap()), [(2, row.clone())]);
    assert_eq!(good(&all(Format::Csv, plain).unwrap()), [(2, row)]);
}

#[test]
fn a_csv_row_of_another_width_or_of_other_letters_is_told() {
    let found = all(Format::Csv, b"a,b\n1,2\n1\n1,2,3\n\xe5,2\n4,5\n").unwrap();
    let lines: Vec<_> = good(&found).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [2, 6]);
    assert!(found[3].1.as_ref().is_err_and(|why| why.contains("UTF-8")));
}

#[test]
fn a_packed_file_reads_as_the_plain_one() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"{\"a\":1}\n").unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(good(&all(Format::Ndjson, &packed).unwrap()), [(1, json!({"a": 1}))]);
    let cut = &packed[..packed.len() - 6];
    assert!(all(Format::Ndjson, cut).is_err(), "a file cut off is not taken for a whole one");
}

#[test]
fn features_are_read_one_by_one_and_only_points_are_places() {
    let file = json!({"type": "FeatureCollection", "name": "x", "features": [
        {"type": "Feature", "id": 7, "properties": {"a": 1, "truth_event": 3},
         "geometry": {"type": "Point", "coordinates": [12.5, 57.9, 80.0]}},
        {"type": "Feature", "properties": null, "geometry": null},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": []}},
        5
    ], "crs": null});
    let found = all(Format::Geojson, file.to_string().as_bytes()).unwrap();
    assert_eq!(
        good(&found),
        [(1, json!({"a": 1, "id": 7, "lon": 12.5, "lat": 57.9})), (2, json!({}))]
    );
    assert_eq!(found.len(), 4);
}

#[test]
fn a_collection_cut_off_gives_what_came_before_and_says_so() {
    let found = all(Format::Geojson, br#"{"features":[{"properties":{"a":1}},{"prop"#).unwrap();
    assert_eq!(good(&found).len(), 1);
    assert!(found[1].1.as_ref().is_err_and(|why| why.contains("does not read from here")));
    let found = all(Format::Geojson, br#"{"type":"Feature"}"#).unwrap();
    assert!(found[0].1.as_ref().is_err_and(|why| why.contains("features")));
}

#[test]
fn a_sink_that_stops_ends_the_reading() {
    let file = br#"{"features":[{},{},{}]}"#;
    let mut count = 0;
    let stopped = rows(Format::Geojson, &file[..], &mut |_| {
        count += 1;
        Err(std::io::Error::other("full"))
    });
    assert_eq!((stopped.unwrap_err().to_string().as_str(), count), ("full", 1));
}

proptest! {
    #[test]
    fn no_bytes_bring_it_down(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        format in prop::sample::select(vec![Format::Ndjson, Format::Csv, Format::Geojson]),
    ) {
        let _ = all(format, &bytes);
    }

    #[test]
    fn no_slip_in_a_good_file_brings_it_down(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let files: [(Format, &[u8]); 3] = [
            (Format::Ndjson, b"{\"id\":\"1\",\"lon\":12.5,\"lat\":57.9}\n{\"id\":\"2\"}\n"),
            (Format::Csv, b"id;lon;lat\n1;\"12,5\";57\n2;;\n"),
            (Format::Geojson, br#"{"features":[{"geometry":{"type":"Point","coordinates":[1,2]}}]}"#),
        ];
        for (format, file) in files {
            let mut bytes = file.to_vec();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes.truncate(cut.index(file.len()) + 1);
            let mapping = crate::import::mapping::Mapping::plain();
            let name = domain::text::Name::new("prov").unwrap();
            let rows_of = crate::import::row::Rows::new(&mapping, name);
            let _ = rows::<std::io::Error>(format, &bytes[..], &mut |(_, row)| {
                let _ = row.map(|row| rows_of.draft(&row));
                Ok(())
            });
        }
    }
}
