//! Files as rows, one at a time: memory stays flat however long the file is. A row that cannot be
//! read is told with its line; the next one goes on.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::row::Row;
use crate::args::Format;

/// The longest line of NDJSON, in bytes.
const LINE_MAX_BYTES: u64 = 1024 * 1024;
/// Hidden truth of generated files, for scoring only. Never read.
const HIDDEN: &str = "truth_event";

/// A row with its line (in GeoJSON: the number of the feature), or why it cannot be read.
pub(crate) type Found = (u64, Result<Row, String>);
/// Takes rows one by one; an error ends the reading.
pub(crate) type Sink<'a, E> = dyn FnMut(Found) -> Result<(), E> + 'a;

/// Read a file of a known format, unpacked when it is gzip.
///
/// # Errors
/// Those of the sink, and those of the file.
pub(crate) fn rows<E: From<std::io::Error>>(
    format: Format,
    file: impl Read,
    sink: &mut Sink<'_, E>,
) -> Result<(), E> {
    let mut file = BufReader::with_capacity(64 * 1024, file);
    let is_gzip = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut plain: Box<dyn BufRead> = if is_gzip {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    };
    if plain.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        plain.consume(3);
    }
    match format {
        Format::Ndjson => ndjson(plain, sink),
        Format::Csv => csv(plain, sink),
        Format::Geojson => geojson(plain, sink),
        // Not one row after another: `geopackage` reads it.
        Format::Geopackage => Ok(()),
    }
}

pub(super) fn seen(mut row: Row) -> Row {
    row.remove(HIDDEN);
    row
}

fn ndjson<E: From<std::io::Error>>(
    mut file: Box<dyn BufRead + '_>,
    sink: &mut Sink<'_, E>,
) -> Result<(), E> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = (&mut file).take(LINE_MAX_BYTES).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        if read as u64 == LINE_MAX_BYTES && line.last() != Some(&b'\n') {
            skip_line(&mut file)?;
            sink((number, Err("the line is longer than a megabyte".to_owned())))?;
            continue;
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        let row: Result<Row, _> = serde_json::from_slice(text);
        sink((number, row.map(seen).map_err(|error| format!("not a JSON object: {error}"))))?;
    }
    Ok(())
}

fn skip_line(file: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let part = file.fill_buf()?;
        let Some(end) = part.iter().position(|byte| *byte == b'\n') else {
            let length = part.len();
            if length == 0 {
                return Ok(());
            }
            file.consume(length);
            continue;
        };
        file.consume(end + 1);
        return Ok(());
    }
}

fn csv<E: From<std::io::Error>>(
    mut file: Box<dyn BufRead + '_>,
    sink: &mut Sink<'_, E>,
) -> Result<(), E> {
    let first = first_line(file.fill_buf()?);
    let delimiter = guessed_delimiter(first);
    // The reader stands before the `\n` of a `\r\n` when a row begins.
    let behind = u64::from(first.ends_with(b"\r"));
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(file);
    let headers = reader.byte_headers().map_err(to_io)?;
    let names: Vec<String> =
        headers.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let mut record = ::csv::ByteRecord::new();
    loop {
        if !reader.read_byte_record(&mut record).map_err(to_io)? {
            return Ok(());
        }
        let line = record.position().map_or(0, ::csv::Position::line) + behind;
        sink((line, named(&names, &record).map(seen)))?;
    }
}

fn named(names: &[String], record: &::csv::ByteRecord) -> Result<Row, String> {
    if names.len() != record.len() {
        return Err(format!("{} values where the header has {}", record.len(), names.len()));
    }
    let mut row = Map::new();
    for (name, value) in names.iter().zip(record) {
        let text = std::str::from_utf8(value).map_err(|_| format!("`{name}` is not UTF-8"))?;
        row.insert(name.clone(), Value::String(text.to_owned()));
    }
    Ok(row)
}

fn first_line(start: &[u8]) -> &[u8] {
    start.split(|byte| *byte == b'\n').next().unwrap_or(start)
}

/// The sign that stands most often in the first line.
fn guessed_delimiter(first: &[u8]) -> u8 {
    let count = |sign: u8| first.iter().filter(|byte| **byte == sign).count();
    let mut best = (count(b','), b',');
    for sign in [b';', b'\t'] {
        if count(sign) > best.0 {
            best = (count(sign), sign);
        }
    }
    best.1
}

fn to_io(error: ::csv::Error) -> std::io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        kind => std::io::Error::other(format!("{kind:?}")),
    }
}

fn geojson<E: From<std::io::Error>>(
    file: Box<dyn BufRead + '_>,
    sink: &mut Sink<'_, E>,
) -> Result<(), E> {
    let mut state = Collection { sink, count: 0, stopped: None };
    let mut json = serde_json::Deserializer::from_reader(file);
    let read = (&mut state).deserialize(&mut json);
    if let Some(error) = state.stopped {
        return Err(error);
    }
    let next = state.count + 1;
    match read {
        Ok(()) => Ok(()),
        Err(error) if error.is_io() => Err(std::io::Error::from(error).into()),
        Err(error) => {
            (state.sink)((next, Err(format!("the file does not read from here: {error}"))))
        }
    }
}

/// Reads a FeatureCollection feature by feature.
struct Collection<'s, 'a, E> {
    sink: &'s mut Sink<'a, E>,
    count: u64,
    stopped: Option<E>,
}

impl<'de, E> DeserializeSeed<'de> for &mut Collection<'_, '_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de, E> Visitor<'de> for &mut Collection<'_, '_, E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_features = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "features" {
                has_features = true;
                map.next_value_seed(Features(&mut *self))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if has_features {
            return Ok(());
        }
        Err(serde::de::Error::custom("there are no `features`"))
    }
}

struct Features<'c, 's, 'a, E>(&'c mut Collection<'s, 'a, E>);

impl<'de, E> DeserializeSeed<'de> for Features<'_, '_, '_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de, E> Visitor<'de> for Features<'_, '_, '_, E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        while let Some(feature) = features.next_element::<Value>()? {
            self.0.count += 1;
            if let Err(error) = (self.0.sink)((self.0.count, feature_row(feature))) {
                self.0.stopped = Some(error);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// The properties, with `lon` and `lat` (or metres east and north) from the point.
fn feature_row(feature: Value) -> Result<Row, String> {
    let Value::Object(mut feature) = feature else { return Err("not a feature".to_owned()) };
    let mut row = match feature.remove("properties") {
        Some(Value::Object(properties)) => seen(properties),
        Some(Value::Null) | None => Map::new(),
        Some(_) => return Err("the properties are no object".to_owned()),
    };
    if let Some(id @ (Value::String(_) | Value::Number(_))) = feature.remove("id") {
        row.entry("id").or_insert(id);
    }
    let geometry = match feature.remove("geometry") {
        Some(Value::Null) | None => return Ok(row),
        Some(geometry) => geometry,
    };
    if geometry.get("type").and_then(Value::as_str) != Some("Point") {
        return Err("the geometry is not a point".to_owned());
    }
    let place = geometry.get("coordinates").and_then(Value::as_array);
    let Some([x, y, ..]) = place.map(Vec::as_slice) else {
        return Err("the point has no coordinates".to_owned());
    };
    row.insert("lon".to_owned(), x.clone());
    row.insert("lat".to_owned(), y.clone());
    Ok(row)
}

#[cfg(test)]
mod tests;
