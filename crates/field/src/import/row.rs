//! From a row of a file to a report, or the reason why not. Nothing is guessed.

use std::collections::BTreeMap;

use domain::catalogue::CategoryCode;
use domain::crs::Plane;
use domain::id::DocId;
use domain::observation::{Amendment, ClaimedSource, ObservationDraft};
use domain::position::{Position, PositionSource};
use domain::text::{Name, Note};
use domain::when::When;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::mapping::{Field, Mapping};

/// A row of a file: names and values.
pub(crate) type Row = Map<String, Value>;

/// The zone that need not be said.
const USUAL_ZONE: &str = "Europe/Stockholm";

/// Reads rows of one import.
pub(crate) struct Rows<'a> {
    mapping: &'a Mapping,
    import: Name,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(mapping: &'a Mapping, import: Name) -> Self {
        Self { mapping, import }
    }

    /// The report a row tells of.
    ///
    /// # Errors
    /// The reason, in words, when the row does not hold together.
    pub(crate) fn draft(&self, row: &Row) -> Result<ObservationDraft, String> {
        let source = ClaimedSource {
            organisation: self.name(row, Field::Organisation)?,
            actor: self.name(row, Field::Actor)?,
            import: self.import.clone(),
        };
        Ok(ObservationDraft {
            id: Some(self.id(row)?),
            source: Some(source),
            attributes: self.attributes(row)?,
        })
    }

    fn attributes(&self, row: &Row) -> Result<Amendment, String> {
        let zone = &self.mapping.zone_name;
        let note = self.text(row, Field::Note)?;
        Ok(Amendment {
            category: Some(self.category(row)?),
            severity: self.severity(row)?,
            when: Some(self.when(row)?),
            zone: (zone != USUAL_ZONE).then(|| zone.clone()),
            position: self.position(row)?,
            place_name: self.name(row, Field::PlaceName)?,
            place_type: self.text(row, Field::PlaceType)?,
            setting: self.coded(row, Field::Setting)?,
            certainty: self.coded(row, Field::Certainty)?,
            size_band: self.coded(row, Field::SizeBand)?,
            recurring: self.flag(row, Field::Recurring)?,
            ongoing: self.flag(row, Field::Ongoing)?,
            action_taken: self.coded(row, Field::ActionTaken)?,
            cost_band: self.text(row, Field::CostBand)?,
            discovered: self.coded(row, Field::Discovered)?,
            note: note.map(|text| Note::new(&text)).transpose().map_err(|e| e.to_string())?,
            pass: None,
            reference: self.text(row, Field::Reference)?,
            same_as: None,
            withdrawn: None,
            clear: Vec::new(),
            because: None,
        })
    }

    /// The row's own id when it is a UUID; else one that follows from the import's name and the row's
    /// id or, without an id, its content: the same row is the same report every time.
    fn id(&self, row: &Row) -> Result<DocId, String> {
        let own = self.text(row, Field::Id)?;
        if let Some(id) = own.as_deref().and_then(|text| uuid::Uuid::parse_str(text).ok()) {
            return Ok(DocId(id));
        }
        let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 imported row v1");
        hasher.update(self.import.as_str().as_bytes());
        match own {
            Some(id) => hasher.update(b"\0id\0").update(id.as_bytes()),
            None => {
                let sorted: BTreeMap<_, _> = row.iter().collect();
                let content = serde_json::to_vec(&sorted).map_err(|error| error.to_string())?;
                hasher.update(b"\0row\0").update(&content)
            }
        };
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Ok(DocId(uuid::Builder::from_custom_bytes(bytes).into_uuid()))
    }

    fn category(&self, row: &Row) -> Result<CategoryCode, String> {
        let word = self.text(row, Field::Category)?.ok_or("there is no category")?;
        if let Some(code) = self.mapping.categories.get(&word) {
            return Ok(code.clone());
        }
        if let Some(code) = &self.mapping.other_category {
            return Ok(code.clone());
        }
        if self.mapping.categories.is_empty() {
            return CategoryCode::new(&word).map_err(|error| error.to_string());
        }
        Err(format!("the mapping has no category for `{}`", shortened(&word)))
    }

    fn severity(&self, row: &Row) -> Result<Option<u8>, String> {
        let Some(text) = self.text(row, Field::Severity)? else { return Ok(None) };
        match text.parse::<u8>() {
            Ok(severity) if severity <= 4 => Ok(Some(severity)),
            Ok(_) | Err(_) => Err(format!("severity `{}` is not 0 to 4", shortened(&text))),
        }
    }

    fn when(&self, row: &Row) -> Result<When, String> {
        let read = |field| -> Result<Option<_>, String> {
            let text = self.text(row, field)?;
            text.map(|text| self.mapping.times.read(&text)).transpose().map_err(|e| e.to_string())
        };
        let (from, to, when) = (read(Field::From)?, read(Field::To)?, read(Field::When)?);
        match (from, to.or(when)) {
            (Some(from), Some(to)) if from == to => Ok(from.into()),
            (Some(from), Some(to)) => {
                When::between(from.first(), to.last()).map_err(|error| error.to_string())
            }
            (Some(told), None) => Ok(told.into()),
            (None, Some(_)) => when.or(to).map(When::from).ok_or_else(|| "there is no time".into()),
            (None, None) => Err("there is no time".to_owned()),
        }
    }

    fn position(&self, row: &Row) -> Result<Option<Position>, String> {
        let (x, y) = (self.number(row, Field::X)?, self.number(row, Field::Y)?);
        let accuracy_m = self.number(row, Field::AccuracyM)?;
        let (x, y) = match (x, y) {
            (Some(x), Some(y)) => (x, y),
            (None, None) => return Ok(None),
            (Some(_), None) | (None, Some(_)) => {
                return Err("one coordinate without the other".to_owned());
            }
        };
        let (lon, lat) = match self.mapping.plane {
            Some(plane) => plane.to_lon_lat(Plane::new(x, y)),
            None => (x, y),
        };
        let position =
            Position::new(lon, lat, PositionSource::Import).map_err(|error| error.to_string())?;
        match accuracy_m {
            Some(metres) => position.with_accuracy(metres).map(Some).map_err(|e| e.to_string()),
            None => Ok(Some(position)),
        }
    }

    fn number(&self, row: &Row, field: Field) -> Result<Option<f64>, String> {
        let Some(text) = self.text(row, field)? else { return Ok(None) };
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let plain = if plain.contains('.') { plain } else { plain.replace(',', ".") };
        match plain.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            Ok(_) | Err(_) => Err(format!("`{}` is not a number", shortened(&text))),
        }
    }

    fn flag(&self, row: &Row, field: Field) -> Result<Option<bool>, String> {
        let Some(text) = self.text(row, field)? else { return Ok(None) };
        match text.to_lowercase().as_str() {
            "true" | "1" | "yes" | "ja" => Ok(Some(true)),
            "false" | "0" | "no" | "nej" => Ok(Some(false)),
            _ => Err(format!("`{}` is neither true nor false", shortened(&text))),
        }
    }

    fn coded<T: DeserializeOwned>(&self, row: &Row, field: Field) -> Result<Option<T>, String> {
        let Some(code) = self.text(row, field)? else { return Ok(None) };
        let said = shortened(&code);
        match serde_json::from_value(Value::String(code)) {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(format!("`{said}` is not a code of its list")),
        }
    }

    fn name(&self, row: &Row, field: Field) -> Result<Option<Name>, String> {
        let text = self.text(row, field)?;
        text.map(|text| Name::new(&text)).transpose().map_err(|error| error.to_string())
    }

    /// What the row says, or what holds for every row; nothing when it is empty.
    fn text(&self, row: &Row, field: Field) -> Result<Option<String>, String> {
        let column = self.mapping.column(field);
        let said = match column.and_then(|column| row.get(column)) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Bool(is_true)) => Some(is_true.to_string()),
            Some(Value::Array(_) | Value::Object(_)) => {
                return Err(format!("`{}` is not one value", column.unwrap_or_default()));
            }
        };
        let constant = || self.mapping.constant(field).map(str::to_owned);
        Ok(said.filter(|text| !text.is_empty()).or_else(constant))
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests;
