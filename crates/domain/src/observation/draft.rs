//! What a person fills in: a new report, or changes to one of their own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ActionTaken, Certainty, ClaimedSource, Discovered, Setting, SizeBand};
use crate::catalogue::{Catalogue, CategoryCode};
use crate::id::DocId;
use crate::position::Position;
use crate::text::{Name, Note};
use crate::when::When;

/// Why a draft was not taken. Nothing is lost: the draft stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The reporter may move severity one step from the catalogue's.
    #[error("severity {said} is more than one step from the catalogue's {default}")]
    SeverityTooFar {
        /// What was said.
        said: u8,
        /// What the catalogue has.
        default: u8,
    },
    /// Severity goes from 0 to 4.
    #[error("severity {0} is not 0 to 4")]
    SeverityOutOfRange(u8),
    /// A new report needs a category.
    #[error("a report needs a category")]
    NoCategory,
    /// An amendment that says nothing.
    #[error("nothing was changed")]
    Nothing,
    /// A field that is not the reporter's.
    #[error("`{0}` is not a field of the reporter")]
    NotTheReporters(String),
}

macro_rules! attributes {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)*) => {
        /// Changes to a report: only what is named changes, `clear` takes away.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
        #[serde(deny_unknown_fields)]
        pub struct Amendment {
            $($(#[$doc])*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[ts(optional)]
            pub $name: Option<$type>,)*
            /// Fields to empty again.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            #[ts(optional, as = "Option<Vec<String>>")]
            pub clear: Vec<String>,
            /// Why words are sent that the check of free text marks.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[ts(optional)]
            pub because: Option<Note>,
        }

        impl Amendment {
            fn named(&self) -> Map<String, Value> {
                let mut fields = Map::new();
                $(if let Some(value) = &self.$name
                    && let Ok(value) = serde_json::to_value(value)
                {
                    fields.insert(stringify!($name).to_owned(), value);
                })*
                fields
            }
        }
    };
}

attributes! {
    /// What.
    category: CategoryCode,
    /// 0–4, at most one step from the catalogue's.
    severity: u8,
    /// When it happened.
    when: When,
    /// The IANA zone the time was told in.
    zone: String,
    /// Where.
    position: Position,
    /// The place in words.
    place_name: Name,
    /// Code of the place's type.
    place_type: String,
    /// Outdoors or shared indoor.
    setting: Setting,
    /// How the reporter knows.
    certainty: Certainty,
    /// How many people.
    size_band: SizeBand,
    /// Whether it keeps coming back.
    recurring: bool,
    /// Whether it still goes on.
    ongoing: bool,
    /// What was done on the spot.
    action_taken: ActionTaken,
    /// Code of the cost band.
    cost_band: String,
    /// How it was found.
    discovered: Discovered,
    /// One line of text.
    note: Note,
    /// The pass (rond) it was found on.
    pass: String,
    /// The company's or the police's own reference number.
    reference: String,
    /// *Samma, bekräfta*: the report of another that tells of the same.
    same_as: DocId,
    /// Why it is withdrawn.
    withdrawn: Note,
}

impl Amendment {
    /// The fields as the log holds them; `category` is what the report has been so far.
    ///
    /// # Errors
    /// When nothing is changed, a foreign field is cleared, or severity goes too far.
    pub fn fields(
        &self,
        catalogue: &Catalogue,
        category: &CategoryCode,
    ) -> Result<Map<String, Value>, DraftError> {
        let category = self.category.as_ref().unwrap_or(category);
        check_severity(catalogue, category, self.severity)?;
        let mut fields = self.named();
        for field in &self.clear {
            if field == "category" || !super::REPORTER_FIELDS.contains(&field.as_str()) {
                return Err(DraftError::NotTheReporters(field.clone()));
            }
            fields.entry(field.clone()).or_insert(Value::Null);
        }
        if fields.is_empty() {
            return Err(DraftError::Nothing);
        }
        if fields.contains_key("category") {
            fields.insert("catalogue".to_owned(), Value::String(catalogue.reference()));
        }
        Ok(fields)
    }
}

/// A new report. Only the category is needed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct ObservationDraft {
    /// Its id, when the row it comes from has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub id: Option<DocId>,
    /// Who an import says it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub source: Option<ClaimedSource>,
    /// Everything else.
    #[serde(flatten)]
    pub attributes: Amendment,
}

impl ObservationDraft {
    /// A report with nothing but a category, as a tapped tile makes it.
    pub fn of(category: CategoryCode) -> Self {
        Self {
            attributes: Amendment { category: Some(category), ..Amendment::default() },
            ..Self::default()
        }
    }

    /// The fields as the log holds them. Imported rows keep severity 0–4 as given.
    ///
    /// # Errors
    /// When there is no category, or severity goes too far.
    pub fn fields(&self, catalogue: &Catalogue) -> Result<Map<String, Value>, DraftError> {
        let category = self.attributes.category.as_ref().ok_or(DraftError::NoCategory)?;
        match (&self.source, self.attributes.severity) {
            (Some(_), Some(severity)) if severity > 4 => {
                return Err(DraftError::SeverityOutOfRange(severity));
            }
            (Some(_), _) => {}
            (None, severity) => check_severity(catalogue, category, severity)?,
        }
        let mut fields = self.attributes.named();
        if let Some(source) = &self.source
            && let Ok(source) = serde_json::to_value(source)
        {
            fields.insert("source".to_owned(), source);
        }
        fields.insert("catalogue".to_owned(), Value::String(catalogue.reference()));
        Ok(fields)
    }
}

fn check_severity(
    catalogue: &Catalogue,
    category: &CategoryCode,
    said: Option<u8>,
) -> Result<(), DraftError> {
    let Some(said) = said else { return Ok(()) };
    if said > 4 {
        return Err(DraftError::SeverityOutOfRange(said));
    }
    let default = catalogue.default_severity(category);
    if said.abs_diff(default) > 1 {
        return Err(DraftError::SeverityTooFar { said, default });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(text: &str) -> CategoryCode {
        CategoryCode::new(text).unwrap()
    }

    #[test]
    fn a_tapped_tile_is_a_whole_report() {
        let fields =
            ObservationDraft::of(code("disorder")).fields(Catalogue::est_se_default()).unwrap();
        assert_eq!(fields["category"], json!("disorder"));
        assert_eq!(fields["catalogue"], json!("est-se-default@1"));
    }

    #[test]
    fn a_reporter_moves_severity_one_step_and_an_import_as_given() {
        let mut draft = ObservationDraft::of(code("vandalism.graffiti"));
        draft.attributes.severity = Some(4);
        assert_eq!(
            draft.fields(Catalogue::est_se_default()),
            Err(DraftError::SeverityTooFar { said: 4, default: 1 })
        );
        let import = Name::new("fil.csv").unwrap();
        draft.source = Some(ClaimedSource { organisation: None, actor: None, import });
        assert_eq!(draft.fields(Catalogue::est_se_default()).unwrap()["severity"], json!(4));
        draft.attributes.severity = Some(5);
        assert!(draft.fields(Catalogue::est_se_default()).is_err());
    }

    #[test]
    fn an_amendment_changes_only_what_it_names() {
        let amendment: Amendment =
            serde_json::from_value(json!({"note": "två lyktor", "clear": ["size_band"]})).unwrap();
        let fields =
            amendment.fields(Catalogue::est_se_default(), &code("place.lighting")).unwrap();
        assert_eq!(Value::Object(fields), json!({"note": "två lyktor", "size_band": null}));
        assert!(Amendment::default().fields(Catalogue::est_se_default(), &code("place")).is_err());
        let foreign = Amendment { clear: vec!["review".into()], ..Amendment::default() };
        assert!(foreign.fields(Catalogue::est_se_default(), &code("place")).is_err());
    }
}
