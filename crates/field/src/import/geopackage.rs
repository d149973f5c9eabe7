//! A layer of points: its rows with `lon` and `lat`, or metres east and north of the layer's own reference system.

use std::path::Path;

use client::{FileError, geopackage};
use domain::crs::ReferenceSystem;
use serde_json::Value;

use super::ImportError;
use super::mapping::BadMapping;
use super::read::{Sink, seen};

/// The plane its coordinates lie in; none for degrees.
pub(super) fn plane(
    (file, layer): (&Path, Option<&str>),
) -> Result<Option<ReferenceSystem>, ImportError> {
    match geopackage::system(file, layer)? {
        4326 | 4258 => Ok(None),
        code => Ok(Some(ReferenceSystem::from_epsg(code).ok_or(BadMapping::Epsg(code))?)),
    }
}

/// Row by row.
pub(super) fn rows(
    (file, layer): (&Path, Option<&str>),
    sink: &mut Sink<'_, ImportError>,
) -> Result<(), ImportError> {
    let (mut number, mut stopped) = (0, None);
    geopackage::points(file, layer, &mut |properties, point| {
        number += 1;
        let row = point.map_err(|error: FileError| error.to_string()).map(|point| {
            let mut row = seen(properties);
            if let Some([x, y]) = point {
                row.insert("lon".to_owned(), Value::from(x));
                row.insert("lat".to_owned(), Value::from(y));
            }
            row
        });
        match sink((number, row)) {
            Ok(()) => true,
            Err(error) => {
                stopped = Some(error);
                false
            }
        }
    })?;
    stopped.map_or(Ok(()), Err)
}
