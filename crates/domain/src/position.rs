//! Where something was seen. WGS 84, longitude before latitude, in degrees. A `Position` in hand is
//! a position on earth: nobody checks again.

use serde::{Deserialize, Serialize};

/// How a position came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum PositionSource {
    /// The device's own positioning.
    Gps,
    /// Pointed out on the map.
    Map,
    /// Looked up from an address.
    Address,
    /// A named place.
    NamedPlace,
    /// A scanned checkpoint.
    Checkpoint,
    /// Came with an imported row.
    Import,
}

/// Why a position was refused.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// Not a number between −180 and 180.
    #[error("longitude {0} is not between -180 and 180 degrees")]
    Longitude(f64),
    /// Not a number between −90 and 90.
    #[error("latitude {0} is not between -90 and 90 degrees")]
    Latitude(f64),
    /// Negative or not a number.
    #[error("accuracy {0} m is not a distance")]
    Accuracy(f64),
}

#[derive(Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "Position")]
struct Parts {
    lon: f64,
    lat: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    accuracy_m: Option<f64>,
    source: PositionSource,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    mock: bool,
}

/// A point on earth, how sure it is, and how it was set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Position {
    lon: f64,
    lat: f64,
    accuracy_m: Option<f64>,
    source: PositionSource,
    mock: bool,
}

impl Position {
    /// A position of unknown accuracy. `lon` and `lat` in degrees, WGS 84.
    ///
    /// # Errors
    /// When the point is not on earth.
    pub fn new(lon: f64, lat: f64, source: PositionSource) -> Result<Self, PositionError> {
        if !(-180.0..=180.0).contains(&lon) {
            return Err(PositionError::Longitude(lon));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(PositionError::Latitude(lat));
        }
        Ok(Self { lon, lat, accuracy_m: None, source, mock: false })
    }

    /// The same position with its accuracy: the radius in metres that holds it two times of three.
    ///
    /// # Errors
    /// When the accuracy is negative or not a number.
    pub fn with_accuracy(self, accuracy_m: f64) -> Result<Self, PositionError> {
        if !accuracy_m.is_finite() || accuracy_m < 0.0 {
            return Err(PositionError::Accuracy(accuracy_m));
        }
        Ok(Self { accuracy_m: Some(accuracy_m), ..self })
    }

    /// The same position, with the device's word that it may be made up. Kept, never refused.
    #[must_use]
    pub fn marked_mock(self) -> Self {
        Self { mock: true, ..self }
    }

    /// Longitude in degrees, WGS 84.
    pub fn lon(&self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, WGS 84.
    pub fn lat(&self) -> f64 {
        self.lat
    }

    /// Radius in metres, if it is known.
    pub fn accuracy_m(&self) -> Option<f64> {
        self.accuracy_m
    }

    /// How the position was set.
    pub fn source(&self) -> PositionSource {
        self.source
    }

    /// Whether the device said that its position may be made up.
    pub fn is_mock(&self) -> bool {
        self.mock
    }
}

impl TryFrom<Parts> for Position {
    type Error = PositionError;

    fn try_from(parts: Parts) -> Result<Self, PositionError> {
        let position = Self::new(parts.lon, parts.lat, parts.source)?;
        let position = match parts.accuracy_m {
            Some(accuracy_m) => position.with_accuracy(accuracy_m)?,
            None => position,
        };
        Ok(Self { mock: parts.mock, ..position })
    }
}

impl From<Position> for Parts {
    fn from(p: Position) -> Self {
        Self { lon: p.lon, lat: p.lat, accuracy_m: p.accuracy_m, source: p.source, mock: p.mock }
    }
}

impl ts_rs::TS for Position {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &ts_rs::Config) -> String {
        "Position".to_owned()
    }

    fn inline(cfg: &ts_rs::Config) -> String {
        Parts::inline(cfg)
    }

    fn decl(cfg: &ts_rs::Config) -> String {
        Parts::decl(cfg)
    }

    fn decl_concrete(cfg: &ts_rs::Config) -> String {
        Parts::decl_concrete(cfg)
    }

    fn inline_flattened(cfg: &ts_rs::Config) -> String {
        Parts::inline_flattened(cfg)
    }

    fn visit_dependencies(visitor: &mut impl ts_rs::TypeVisitor)
    where
        Self: 'static,
    {
        Parts::visit_dependencies(visitor);
    }

    fn output_path() -> Option<std::path::PathBuf> {
        Some("Position.ts".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_off_the_earth_is_refused_also_from_json() {
        assert!(Position::new(12.5, 91.0, PositionSource::Gps).is_err());
        assert!(Position::new(f64::NAN, 57.0, PositionSource::Gps).is_err());
        let json = r#"{"lon":181,"lat":57.9,"source":"map"}"#;
        assert!(serde_json::from_str::<Position>(json).is_err());
        let json = r#"{"lon":12.5,"lat":57.9,"accuracy_m":-1,"source":"map"}"#;
        assert!(serde_json::from_str::<Position>(json).is_err());
    }

    #[test]
    fn a_position_survives_the_wire() {
        let position = Position::new(12.5335, 57.93, PositionSource::Gps)
            .and_then(|p| p.with_accuracy(8.0))
            .map(Position::marked_mock)
            .unwrap();
        let json = serde_json::to_string(&position).unwrap();
        assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), position);
    }
}
