//! That a measure was handed over to somebody who does not work in here: to which function, in which way, which day.
//! It is written by the one who did it, stays, and holds no address.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::id::OpId;
use crate::masking::Masking;
use crate::merge::Document;
use crate::text::Name;

/// The set of them.
pub const HANDOVERS: &str = "handovers";

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
}

/// One time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct MeasureHandover {
    /// To which function or organisation; never a name or an address.
    pub to: Name,
    /// How.
    pub way: HandoverWay,
    /// The day.
    pub on: Day,
}

/// Every time, oldest first.
pub(super) fn read(
    document: &Document,
    masks: &BTreeMap<(OpId, &str), Masking>,
) -> Vec<MeasureHandover> {
    let mut found: Vec<_> = document.sets.get(HANDOVERS).into_iter().flatten().collect();
    found.sort_by_key(|(op, element)| (element.stamp, **op));
    let one = |(op, element): (&OpId, &crate::merge::Element)| {
        let mut handed = MeasureHandover::deserialize(&element.value).ok()?;
        if let Some(Masking::Masked { text }) = masks.get(&(*op, "handovers.to")) {
            handed.to = Name::new(text.as_str()).ok()?;
        }
        Some(handed)
    };
    found.into_iter().filter_map(one).collect()
}
