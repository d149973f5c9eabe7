//! An edition as it is written: drafts, versions, sendings and approvals as operations, and what fits in them.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    APPROVALS, ActionPlan, Approval, EditionKind, Fixed, Period, SENDINGS, Sending, VERSIONS,
};
use crate::day::Day;
use crate::id::DocId;
use crate::op::{BODY_MAX_BYTES, Body, DocType};
use crate::text::{Note, Prose};

/// Why words that the check marks are in what was fixed: whoever fixed it has read them.
const FIXED: &str = "Fastställd: texterna är granskade.";

/// Texts and plan of a draft, as somebody writes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct EditionDraft {
    /// Which edition.
    pub period: Period,
    /// Sections and their new text; `null` clears.
    #[serde(default)]
    pub texts: BTreeMap<String, Option<Prose>>,
    /// The plan.
    #[serde(default)]
    #[ts(optional)]
    pub plan: Option<ActionPlan>,
    /// Why words are sent that the check of free text marks.
    #[serde(default)]
    #[ts(optional)]
    pub because: Option<Note>,
}

/// What cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditionError {
    /// The period ends before it begins.
    #[error("the period ends before it begins")]
    Period,
    /// A section that this kind does not have.
    #[error("an edition of this kind has no text `{0}`")]
    Section(String),
    /// Nothing said.
    #[error("the entry says nothing")]
    Empty,
    /// More than an operation holds.
    #[error("the edition is larger than one operation holds")]
    TooLarge,
    /// Not a version of this edition.
    #[error("the edition has no such version")]
    Version,
}

impl EditionDraft {
    /// The operation that says so.
    ///
    /// # Errors
    /// When nothing is said, or something that does not fit.
    pub fn body(&self) -> Result<Body, EditionError> {
        let period = self.period;
        if period.until < period.from {
            return Err(EditionError::Period);
        }
        let mut fields = Map::new();
        for (section, text) in &self.texts {
            if !period.kind.sections().contains(&section.as_str()) {
                return Err(EditionError::Section(section.clone()));
            }
            fields.insert(section.clone(), json!(text));
        }
        if let Some(plan) = &self.plan {
            fields.insert("action_plan".to_owned(), json!(plan));
        }
        if fields.is_empty() {
            return Err(EditionError::Empty);
        }
        fields.append(&mut period.fields());
        let body = Body::set(period.document(), DocType::Edition, fields);
        Ok(body.because(self.because.clone()))
    }
}

impl Fixed {
    /// The operations that fix an edition: what it is, then the version.
    ///
    /// # Errors
    /// When it is larger than an operation holds.
    pub fn bodies(&self, period: Period) -> Result<Vec<Body>, EditionError> {
        let value = json!(self);
        // The rest of an operation takes less than this.
        if value.to_string().len() > BODY_MAX_BYTES - 2_048 {
            return Err(EditionError::TooLarge);
        }
        let doc = period.document();
        Ok(vec![
            Body::set(doc, DocType::Edition, period.fields()),
            Body::add(doc, DocType::Edition, (VERSIONS, value)).because(Note::new(FIXED).ok()),
        ])
    }
}

impl Sending {
    /// What an operation hands out; none for any other.
    pub fn of(body: &Body) -> Option<Self> {
        let is_sending = body.of == DocType::Edition && body.to.as_deref() == Some(SENDINGS);
        body.value.as_ref().filter(|_| is_sending).and_then(|it| Self::deserialize(it).ok())
    }

    /// The operation that says so.
    pub fn body(&self, doc: DocId) -> Body {
        Body::add(doc, DocType::Edition, (SENDINGS, json!(self)))
    }
}

impl Approval {
    /// The operation that says so.
    pub fn body(&self, doc: DocId) -> Body {
        Body::add(doc, DocType::Edition, (APPROVALS, json!(self)))
    }
}

/// Whether an operation only approves that a version is published.
pub fn only_approves(body: &Body) -> bool {
    body.to.as_deref() == Some(APPROVALS)
}

/// Whether a value fits its field. `null` clears; fields of newer versions fit always.
pub fn fits(field: &str, value: &Value) -> bool {
    match field {
        "kind" => reads::<EditionKind>(value),
        "from" | "until" => reads::<Day>(value),
        "action_plan" => value.is_null() || reads::<ActionPlan>(value),
        text if EditionKind::ALL.iter().any(|kind| kind.sections().contains(&text)) => {
            value.is_null() || reads::<Prose>(value)
        }
        _ => true,
    }
}

/// Whether an element fits its set.
pub fn element_fits(set: &str, value: &Value) -> bool {
    match set {
        VERSIONS => reads::<Fixed>(value),
        SENDINGS => reads::<Sending>(value),
        APPROVALS => reads::<Approval>(value),
        _ => true,
    }
}

fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}
