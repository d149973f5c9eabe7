//! *Orsaksanalys*: why here? One page for a place or a pattern: the problem, who and what enables it, a tree
//! of causes, hypotheses in order with their evidence, and what follows. A living document: every part is
//! a field of its own, so that two people can work on it apart.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::UtcMillis;
use crate::id::DocId;
use crate::masking;
use crate::measure::MeasurePlace;
use crate::merge::Document;
use crate::observation::{read, read_words};
use crate::op::DocType;
use crate::part::{part, parts};
use crate::text::{Name, Note};

/// The questions of the template, in the order they are asked.
pub const QUESTIONS: [&str; 9] = [
    "problem",
    "location",
    "times",
    "affected",
    "enables",
    "tried",
    "offender",
    "target",
    "setting_of_place",
];
const NODE: &str = "node.";
const HYPOTHESIS: &str = "hypothesis.";
const EVIDENCE: &str = "evidence.";
const KINDS: [&str; 3] = [NODE, HYPOTHESIS, EVIDENCE];

/// What follows of the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// *Kort sikt*: the area group's own.
    Short,
    /// *Lång sikt*, not situational: moves to the list of the samordningsfunktion and the folkhälsostrateg.
    Long,
    /// *Ingen åtgärd.*
    None,
}

/// A cause in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct CauseNode {
    /// What it is a cause of; none: of the problem itself.
    #[serde(default)]
    pub parent: Option<Name>,
    /// The cause.
    pub text: Name,
}

/// How a hypothesis stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody knows yet.
    Open,
    /// The evidence speaks for it.
    Supported,
    /// The evidence speaks against it.
    Rejected,
}

/// A hypothesis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Hypothesis {
    /// In words.
    pub text: Note,
    /// 1 is the likeliest.
    pub rank: u8,
    /// How it stands.
    pub standing: Standing,
}

/// What evidence is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum EvidenceOf {
    /// An incident.
    Incident {
        /// Which.
        incident: DocId,
    },
    /// A report, its photos included.
    Observation {
        /// Which.
        observation: DocId,
    },
    /// A figure as it was, frozen with its snapshot.
    Figure {
        /// BLAKE3 of the snapshot, in hexadecimal.
        snapshot: String,
        /// The question it answers, as it was asked.
        #[ts(type = "unknown")]
        question: Value,
    },
    /// Something else that is known.
    Told,
}

/// Evidence for or against a hypothesis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Evidence {
    /// The hypothesis' name in this document.
    pub hypothesis: Name,
    /// What it is.
    #[serde(flatten)]
    pub evidence: EvidenceOf,
    /// For it; else against.
    pub is_for: bool,
    /// What it says, in words.
    pub text: Note,
}

/// Whether a value fits its field. `null` clears; fields of newer versions fit always.
pub fn fits(field: &str, value: &Value) -> bool {
    if value.is_null() {
        return field != "title";
    }
    match field {
        "title" => reads::<Name>(value),
        "place" => reads::<MeasurePlace>(value),
        "conclusion" => reads::<Conclusion>(value),
        "conclusion_text" => reads::<Note>(value),
        question if QUESTIONS.contains(&question) => reads::<Note>(value),
        field => match part(&KINDS, field) {
            Some((NODE, _)) => reads::<CauseNode>(value),
            Some((HYPOTHESIS, _)) => reads::<Hypothesis>(value),
            Some((_, _)) => reads::<Evidence>(value),
            None => true,
        },
    }
}

fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    T::deserialize(value).is_ok()
}

/// A cause analysis as all its operations together tell it.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
pub struct CauseAnalysis {
    /// Its id.
    pub id: DocId,
    /// The place or the pattern.
    pub title: Name,
    /// Where, when it is about a place.
    pub place: Option<MeasurePlace>,
    /// The answers of the template, by question.
    pub answers: BTreeMap<String, Note>,
    /// The tree, by name.
    pub nodes: BTreeMap<String, CauseNode>,
    /// The hypotheses, by name.
    pub hypotheses: BTreeMap<String, Hypothesis>,
    /// The evidence, by name.
    pub evidence: BTreeMap<String, Evidence>,
    /// What follows.
    pub conclusion: Option<Conclusion>,
    /// In words.
    pub conclusion_text: Option<Note>,
    /// When it was begun.
    pub began_at: UtcMillis,
    /// When it was last changed.
    pub changed_at: UtcMillis,
}

impl CauseAnalysis {
    /// Read a merged document. `None` when it is no cause analysis, or has no title yet.
    pub fn read(document: &Document) -> Option<Self> {
        if document.of != DocType::CauseAnalysis {
            return None;
        }
        let masks = masking::decisions(document);
        let answer = |question: &&str| {
            Some(((*question).to_owned(), read_words(document, &masks, question)?))
        };
        Some(Self {
            id: document.id,
            title: read_words(document, &masks, "title")?,
            place: read_words(document, &masks, "place"),
            answers: QUESTIONS.iter().filter_map(answer).collect(),
            nodes: parts(document, NODE),
            hypotheses: parts(document, HYPOTHESIS),
            evidence: parts(document, EVIDENCE),
            conclusion: read(document, "conclusion"),
            conclusion_text: read_words(document, &masks, "conclusion_text"),
            began_at: document.beginning.at,
            changed_at: document.latest.at,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::clock::Stamp;
    use crate::id::{DeviceId, OpId, OrganisationId};
    use crate::merge::Applied;
    use crate::plan::PlanEntry;
    use crate::role::{Author, Role};

    fn written(sets: &[Value]) -> Document {
        let apply = |(n, set): (u128, &Value)| {
            let entry: PlanEntry = serde_json::from_value(json!({
                "doc": Uuid::from_u128(1), "of": "cause_analysis", "set": set,
            }))
            .unwrap();
            let device = DeviceId(Uuid::from_u128(n));
            let organisation = OrganisationId(Uuid::from_u128(7));
            let stamp = Stamp { at: UtcMillis(1_000 + n as i64), tick: 0, device };
            Applied {
                stamp,
                op: OpId(Uuid::from_u128(90 + n)),
                author: Author { device, organisation, role: Role::Coordinator, user: None },
                received_at: None,
                body: entry.bodies().unwrap().remove(0),
            }
        };
        Document::merge((1..).zip(sets).map(apply).collect()).unwrap()
    }

    #[test]
    fn two_desks_that_work_apart_on_tree_and_hypotheses_keep_both_works() {
        let document = written(&[
            json!({"title": "Bron", "problem": "Klotter varje helg", "node.a": {"text": "Mörkt"}}),
            json!({"node.b": {"parent": "a", "text": "Trasig armatur"},
                   "hypothesis.h1": {"text": "Mörkret drar till sig", "rank": 1, "standing": "open"}}),
            json!({"node.c": {"parent": "a", "text": "Skymd sikt"},
                   "evidence.e1": {"hypothesis": "h1", "of": "observation",
                     "observation": Uuid::from_u128(5), "is_for": true, "text": "Fem rapporter"}}),
            json!({"node.b": null}),
        ]);
        let read = CauseAnalysis::read(&document).unwrap();
        assert_eq!(read.nodes.keys().collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(read.answers["problem"].as_str(), "Klotter varje helg");
        assert!(read.evidence["e1"].is_for && read.hypotheses.contains_key("h1"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(!fits("conclusion", &json!("soon")));
        assert!(!fits("node.a", &json!({"text": ""})));
        assert!(!fits("hypothesis.h", &json!({"text": "x", "rank": 1})));
        assert!(fits("node.a", &Value::Null) && fits("next_year", &json!(1)));
    }
}
