//! That a measure was handed over to somebody who does not work in here: to which function, in which way, which day.
//! It is written by the one who did it, stays, and holds no address.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::UtcMillis;
use crate::day::Day;
use crate::id::OpId;
use crate::masking::Masking;
use crate::merge::Document;
use crate::text::Name;

/// The set of them.
pub const HANDOVERS: &str = "handovers";
/// What the server writes of a delivery is a field of this and the id of the handover.
const RECEIPT: &str = "receipt.";

/// In which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum HandoverWay {
    /// A prepared message in somebody's own mail program.
    Mail,
    /// The same as a file.
    MessageFile,
    /// A table.
    Table,
    /// The server hands it to another system of the municipality's configuration.
    Webhook,
}

/// One time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct MeasureHandover {
    /// To which function, organisation or receiver of the configuration; never a person's name or an address.
    pub to: Name,
    /// How.
    pub way: HandoverWay,
    /// The day.
    pub on: Day,
}

/// What came of handing it to another system. Only the server writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Receipt {
    /// When the server knew.
    pub at: UtcMillis,
    /// Whether the other system took it; if not, nothing more is tried until somebody asks for it.
    pub is_taken: bool,
    /// How often it was tried.
    pub attempts: u32,
}

/// One time as the measure tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Handed {
    /// The operation that says so.
    pub op: OpId,
    /// To whom, how and when.
    #[serde(flatten)]
    #[ts(flatten)]
    pub handover: MeasureHandover,
    /// What came of it, where the server handed it over and knows.
    pub receipt: Option<Receipt>,
}

/// The field of a handover's receipt.
pub fn receipt_field(handover: OpId) -> String {
    format!("{RECEIPT}{handover}")
}

/// Whether a field holds a receipt.
pub fn is_receipt(field: &str) -> bool {
    field.starts_with(RECEIPT)
}

/// Every time, oldest first.
pub(super) fn read(document: &Document, masks: &BTreeMap<(OpId, &str), Masking>) -> Vec<Handed> {
    let mut found: Vec<_> = document.sets.get(HANDOVERS).into_iter().flatten().collect();
    found.sort_by_key(|(op, element)| (element.stamp, **op));
    let one = |(op, element): (&OpId, &crate::merge::Element)| {
        let mut handover = MeasureHandover::deserialize(&element.value).ok()?;
        if let Some(Masking::Masked { text }) = masks.get(&(*op, "handovers.to")) {
            handover.to = Name::new(text.as_str()).ok()?;
        }
        let told = document.fields.get(&receipt_field(*op));
        let receipt = told.and_then(|register| Receipt::deserialize(&register.value).ok());
        Some(Handed { op: *op, handover, receipt })
    };
    found.into_iter().filter_map(one).collect()
}
