//! What the steps after the mapping write: measures, and what belongs to them. One shape of entry for
//! all of them, so that a browser, a desk with the app and a script write the same operations.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::assessment;
use crate::cause;
use crate::edition;
use crate::id::DocId;
use crate::measure;
use crate::meeting;
use crate::op::{Body, DocType, Kind};
use crate::text::Note;

/// Fields, or an element of a set, of one document of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct PlanEntry {
    /// The document; a new id begins one.
    pub doc: DocId,
    /// What it is.
    pub of: DocType,
    /// Fields and their new values; `null` clears.
    #[serde(default)]
    #[ts(type = "Record<string, unknown>")]
    pub set: Map<String, Value>,
    /// The set to add to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
    /// The element to add.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub value: Option<Value>,
    /// Why words are sent that the check of free text marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub because: Option<Note>,
}

/// An entry that says nothing that can be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Not a document of the plan.
    #[error("this is no document of the plan")]
    Kind,
    /// A value that does not fit its field.
    #[error("the value of `{0}` does not fit")]
    Value(String),
    /// Nothing said.
    #[error("the entry says nothing")]
    Empty,
}

/// Whether a document belongs to the plan: written by who plans, whoever began it.
pub fn is_plan(of: DocType) -> bool {
    match of {
        DocType::Measure | DocType::CauseAnalysis | DocType::Assessment | DocType::Meeting => true,
        DocType::Observation
        | DocType::Incident
        | DocType::Priority
        | DocType::Patrol
        | DocType::Feedback
        | DocType::Share
        | DocType::Edition
        | DocType::Unknown => false,
    }
}

impl PlanEntry {
    /// The operations that say so: fields first, then the element.
    ///
    /// # Errors
    /// When nothing is said, or something that does not fit.
    pub fn bodies(&self) -> Result<Vec<Body>, PlanError> {
        if !is_plan(self.of) {
            return Err(PlanError::Kind);
        }
        let mut bodies = Vec::new();
        if !self.set.is_empty() {
            bodies.push(Body::set(self.doc, self.of, self.set.clone()));
        }
        if let (Some(to), Some(value)) = (&self.to, &self.value) {
            bodies.push(Body::add(self.doc, self.of, (to, value.clone())));
        }
        let wrong = bodies.iter().find_map(misfit);
        if let Some(field) = wrong {
            return Err(PlanError::Value(field));
        }
        if bodies.is_empty() {
            return Err(PlanError::Empty);
        }
        Ok(bodies.into_iter().map(|body| body.because(self.because.clone())).collect())
    }
}

/// The first field or set of an operation whose value cannot be read. Fields of newer versions fit
/// always; what was added stays, so nothing is removed.
pub fn misfit(body: &Body) -> Option<String> {
    match body.kind {
        Kind::Set => {
            let wrong = |(field, value): &(&String, &Value)| {
                !crate::incident::is_decision(field) && !fits(body.of, field, value)
            };
            body.set.iter().find(wrong).map(|(field, _)| field.clone())
        }
        Kind::Add => {
            let (to, value) = (body.to.as_deref()?, body.value.as_ref()?);
            (!element_fits(body.of, to, value)).then(|| to.to_owned())
        }
        Kind::Remove => Some("removes".to_owned()),
        Kind::Erase | Kind::Unknown => None,
    }
}

fn fits(of: DocType, field: &str, value: &Value) -> bool {
    match of {
        DocType::Measure => measure::fits(field, value),
        DocType::CauseAnalysis => cause::fits(field, value),
        DocType::Assessment => assessment::fits(field, value),
        DocType::Edition => edition::fits(field, value),
        DocType::Meeting => meeting::fits(field, value),
        DocType::Observation
        | DocType::Incident
        | DocType::Priority
        | DocType::Patrol
        | DocType::Feedback
        | DocType::Share
        | DocType::Unknown => true,
    }
}

fn element_fits(of: DocType, set: &str, value: &Value) -> bool {
    match of {
        DocType::Measure => measure::element_fits(set, value),
        DocType::Edition => edition::element_fits(set, value),
        DocType::CauseAnalysis
        | DocType::Assessment
        | DocType::Meeting
        | DocType::Observation
        | DocType::Incident
        | DocType::Priority
        | DocType::Patrol
        | DocType::Feedback
        | DocType::Share
        | DocType::Unknown => true,
    }
}
