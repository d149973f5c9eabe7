//! The plain model that the server's picture is compared with: everything said of each field, in the
//! order of its stamps, and who had not seen whom.

use std::collections::BTreeMap;

use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, DocId};
use domain::op::Body;
use serde_json::Value;

use super::check::Row;

/// When a stamp was, with what makes every one different: tick, device, number.
type Moment = (i64, u64, [u8; 16], u64);

/// The plain model: everything said of each field, in the order of its stamps.
pub(super) struct Model {
    said: BTreeMap<(DocId, String), BTreeMap<Moment, Value>>,
    /// How often two people said different things.
    pub(super) contests: usize,
}

impl Model {
    /// From everything the server took.
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut said: BTreeMap<(DocId, String), Said> = BTreeMap::new();
        for row in rows {
            let (Some((at, _)), body) =
                (row.at, serde_json::from_str::<Value>(&row.body).unwrap_or_default())
            else {
                continue;
            };
            let (Some(fields), Some("set")) = (body["set"].as_object(), body["kind"].as_str())
            else {
                continue;
            };
            let Ok(doc) = serde_json::from_str::<Body>(&row.body) else { continue };
            // What was clamped keeps the order in which its device wrote it.
            let is_clamped = body["hlc"][0].as_i64() != Some(at);
            let tick = if is_clamped { Some(row.number) } else { body["hlc"][1].as_u64() };
            let moment = (at, tick.unwrap_or(0), row.device, row.number);
            for (field, value) in fields {
                let seen = body["base"][field].clone();
                let of_field = said.entry((doc.doc, field.clone())).or_default();
                of_field.insert(moment, (value.clone(), seen));
            }
        }
        let contests = said.values().map(contests).sum();
        let values =
            |all: Said| all.into_iter().map(|(moment, (value, _))| (moment, value)).collect();
        Self { said: said.into_iter().map(|(key, all)| (key, values(all))).collect(), contests }
    }

    /// What was said last of a field.
    pub(super) fn value(&self, doc: DocId, field: &str) -> Option<&Value> {
        self.said.get(&(doc, field.to_owned()))?.values().next_back()
    }
}

/// What was said of one field: the value, and what its author had seen.
type Said = BTreeMap<Moment, (Value, Value)>;

/// How often somebody said something else than the one before, and had not seen it.
fn contests(said: &Said) -> usize {
    let mut contests = 0;
    for ((before, (old, _)), (after, (new, seen))) in said.iter().zip(said.iter().skip(1)) {
        let stamp = Stamp {
            at: UtcMillis(before.0),
            tick: u32::try_from(before.1).unwrap_or(u32::MAX),
            device: DeviceId::from_bytes(before.2),
        };
        let has_seen = serde_json::from_value::<Stamp>(seen.clone()).ok() == Some(stamp);
        contests += usize::from(old != new && before.2 != after.2 && !has_seen);
    }
    contests
}
