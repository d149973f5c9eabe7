//! Mapbox Vector Tile 2.1: layers of features with integer geometry, as protocol buffers written by hand.
//! Knows neither the map nor where a tile lies on earth.

use std::collections::BTreeMap;

/// A field's value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Words.
    Text(String),
    /// A whole number.
    Number(u64),
    /// Yes or no.
    Flag(bool),
}

/// Units across a tile.
pub const EXTENT: f64 = 4096.0;

/// What a feature looks like on one tile, in tile units (y down).
#[derive(Debug, Clone, PartialEq)]
pub enum Drawn {
    /// A point.
    Point((i32, i32)),
    /// One or more lines.
    Lines(Vec<Vec<(i32, i32)>>),
    /// Rings: an outer one turns clockwise on the screen, its holes the other way.
    Rings(Vec<Vec<(i32, i32)>>),
}

/// The features of one layer on one tile; `K` is the name of a field.
pub type Layer<K = &'static str> = Vec<(Vec<(K, Value)>, Drawn)>;

/// The tile's bytes, not compressed. Layers are written in the order of their names.
#[must_use]
pub fn encode<K: AsRef<str>>(layers: &BTreeMap<&'static str, Layer<K>>) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, layer) in layers {
        bytes_field(&mut out, 3, &encode_layer(name, layer));
    }
    out
}

fn encode_layer<K: AsRef<str>>(name: &str, layer: &Layer<K>) -> Vec<u8> {
    let mut keys: Vec<&str> = Vec::new();
    let mut values: BTreeMap<&Value, u64> = BTreeMap::new();
    let mut order: Vec<&Value> = Vec::new();
    let mut out = Vec::new();
    varint_field(&mut out, 15, 2);
    bytes_field(&mut out, 1, name.as_bytes());
    for (tags, drawn) in layer {
        let mut ids = Vec::new();
        for (key, value) in tags {
            let key = key.as_ref();
            let at = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
                keys.push(key);
                keys.len() - 1
            });
            varint(&mut ids, at as u64);
            let next = order.len() as u64;
            let id = *values.entry(value).or_insert_with(|| {
                order.push(value);
                next
            });
            varint(&mut ids, id);
        }
        let mut feature = Vec::new();
        bytes_field(&mut feature, 2, &ids);
        let (kind, geometry) = geometry(drawn);
        varint_field(&mut feature, 3, kind);
        bytes_field(&mut feature, 4, &geometry);
        bytes_field(&mut out, 2, &feature);
    }
    for key in keys {
        bytes_field(&mut out, 3, key.as_bytes());
    }
    for value in order {
        bytes_field(&mut out, 4, &encode_value(value));
    }
    varint_field(&mut out, 5, EXTENT as u64);
    out
}

fn encode_value(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    match value {
        Value::Text(text) => bytes_field(&mut out, 1, text.as_bytes()),
        Value::Number(number) => varint_field(&mut out, 5, *number),
        Value::Flag(flag) => varint_field(&mut out, 7, u64::from(*flag)),
    }
    out
}

fn geometry(drawn: &Drawn) -> (u64, Vec<u8>) {
    let mut pen = Pen { out: Vec::new(), at: (0, 0) };
    match drawn {
        Drawn::Point(point) => {
            pen.command(1, 1);
            pen.step(*point);
            (1, pen.out)
        }
        Drawn::Lines(lines) => {
            for line in lines {
                pen.path(line);
            }
            (2, pen.out)
        }
        Drawn::Rings(rings) => {
            for ring in rings {
                pen.path(ring);
                pen.command(7, 1);
            }
            (3, pen.out)
        }
    }
}

struct Pen {
    out: Vec<u8>,
    at: (i32, i32),
}

impl Pen {
    fn path(&mut self, points: &[(i32, i32)]) {
        self.command(1, 1);
        self.step(points[0]);
        self.command(2, points.len() as u64 - 1);
        for point in &points[1..] {
            self.step(*point);
        }
    }

    fn command(&mut self, id: u64, count: u64) {
        varint(&mut self.out, (count << 3) | id);
    }

    fn step(&mut self, to: (i32, i32)) {
        for delta in [to.0 - self.at.0, to.1 - self.at.1] {
            varint(&mut self.out, u64::from(((delta << 1) ^ (delta >> 31)) as u32));
        }
        self.at = to;
    }
}

/// A number in groups of seven bits, the lowest first.
pub fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn varint_field(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3);
    varint(out, value);
}

fn bytes_field(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    varint(out, (field << 3) | 2);
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometry_is_written_as_in_the_examples_of_the_specification() {
        assert_eq!(geometry(&Drawn::Point((25, 17))), (1, vec![9, 50, 34]));
        let line = Drawn::Lines(vec![vec![(2, 2), (2, 10), (10, 10)]]);
        assert_eq!(geometry(&line), (2, vec![9, 4, 4, 18, 0, 16, 16, 0]));
        let ring = Drawn::Rings(vec![vec![(3, 6), (8, 12), (20, 34)]]);
        assert_eq!(geometry(&ring), (3, vec![9, 6, 12, 18, 10, 12, 24, 44, 15]));
    }
}
