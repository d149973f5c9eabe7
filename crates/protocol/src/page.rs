//! A page of the log as columns: operations of all devices in the server's order. Columns and
//! differences cost next to nothing once compressed.

use std::collections::HashMap;

use domain::clock::UtcMillis;
use domain::id::DeviceId;
use domain::log::Logged;
use domain::op::Frozen;
use domain::role::Author;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::base64_bytes;
use crate::run::Run;

/// Why a page was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Columns of different lengths, or an author that is not listed.
    #[error("the columns of the page do not fit together")]
    Shape,
}

/// Stands for the bytes of an operation that its reader has handed in with the same call.
const AS_HANDED_IN: &str = "null";

/// What a device hands in with a call: the answer does not send its bytes back.
#[derive(Debug, Clone, Default)]
pub struct HandedIn {
    device: Option<DeviceId>,
    operations: HashMap<u64, Frozen>,
}

impl HandedIn {
    /// Operations of a device by their numbers.
    pub fn new(device: DeviceId, operations: impl Iterator<Item = (u64, Frozen)>) -> Self {
        Self { device: Some(device), operations: operations.collect() }
    }

    /// The run of a call.
    pub fn of(device: DeviceId, run: &Run) -> Self {
        Self::new(device, run.frozen())
    }

    fn has(&self, op: &Logged) -> bool {
        self.device == Some(op.author.device) && self.operations.get(&op.number) == Some(&op.frozen)
    }
}

/// The wire form.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Page {
    /// The authors that occur.
    #[schema(value_type = Vec<Object>)]
    pub authors: Vec<Author>,
    /// Index into `authors`, one for each operation.
    pub author: Vec<u16>,
    /// Place in the log: each as the difference from the one before.
    pub seq: Vec<i64>,
    /// Number on the device: the difference from the device's one before on this page.
    pub number: Vec<i64>,
    /// Server's time of receipt: the difference from the one before.
    pub received: Vec<i64>,
    /// The stamp's time after clamping: the difference from the one before.
    pub stamp: Vec<i64>,
    /// Sixteen random bytes for each operation that has a body here, base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub salts: Vec<u8>,
    /// The bodies, exactly as frozen; null for what was handed in with the same call, as it was.
    #[schema(value_type = Vec<Object>)]
    pub bodies: Vec<Box<RawValue>>,
}

impl Page {
    /// Pack operations in the order of the log. A body that is no JSON is left out: nobody could
    /// read it, and it would break the page.
    pub fn pack(operations: &[Logged]) -> Self {
        Self::pack_for(operations, &HandedIn::default())
    }

    /// The same for a device that has just handed some of them in.
    pub fn pack_for(operations: &[Logged], handed_in: &HandedIn) -> Self {
        let mut page = Self::default();
        let mut last = Last::default();
        let mut numbers: Vec<u64> = Vec::new();
        for op in operations {
            let is_known = handed_in.has(op);
            let body = if is_known { AS_HANDED_IN.to_owned() } else { op.frozen.body.clone() };
            let Ok(body) = RawValue::from_string(body) else { continue };
            let index = page.authors.iter().position(|a| *a == op.author).unwrap_or_else(|| {
                page.authors.push(op.author);
                numbers.push(0);
                page.authors.len() - 1
            });
            page.author.push(u16::try_from(index).unwrap_or(u16::MAX));
            page.seq.push(op.seq.wrapping_sub(last.seq));
            page.number.push(op.number.wrapping_sub(numbers[index]).cast_signed());
            let received = op.received_at.unwrap_or_default().0;
            page.received.push(received.wrapping_sub(last.received));
            page.stamp.push(op.stamp_at.0.wrapping_sub(last.stamp));
            if !is_known {
                page.salts.extend_from_slice(&op.frozen.salt);
            }
            page.bodies.push(body);
            numbers[index] = op.number;
            last = Last { seq: op.seq, received, stamp: op.stamp_at.0 };
        }
        page
    }

    /// How many operations.
    pub fn len(&self) -> usize {
        self.bodies.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bodies.is_empty()
    }

    /// Unpack into operations in the order of the log.
    ///
    /// # Errors
    /// When the columns do not fit together.
    pub fn unpack(&self) -> Result<Vec<Logged>, PageError> {
        self.unpack_for(&HandedIn::default())
    }

    /// The same by the device that has handed some of them in.
    ///
    /// # Errors
    /// When the columns do not fit together, or one is left out that was not handed in.
    pub fn unpack_for(&self, handed_in: &HandedIn) -> Result<Vec<Logged>, PageError> {
        let count = self.bodies.len();
        let columns = [
            self.author.len(),
            self.seq.len(),
            self.number.len(),
            self.received.len(),
            self.stamp.len(),
        ];
        let is_left_out = |body: &RawValue| body.get() == AS_HANDED_IN;
        let sent = self.bodies.iter().filter(|body| !is_left_out(body)).count();
        if columns.iter().any(|length| *length != count) || self.salts.len() != sent * 16 {
            return Err(PageError::Shape);
        }
        let mut last = Last::default();
        let mut numbers = vec![0_u64; self.authors.len()];
        let (salts, _) = self.salts.as_chunks::<16>();
        let mut salts = salts.iter();
        let mut operations = Vec::with_capacity(count);
        for (i, body) in self.bodies.iter().enumerate() {
            let index = usize::from(self.author[i]);
            let author = *self.authors.get(index).ok_or(PageError::Shape)?;
            numbers[index] = numbers[index].wrapping_add(self.number[i].cast_unsigned());
            last.seq = last.seq.wrapping_add(self.seq[i]);
            last.received = last.received.wrapping_add(self.received[i]);
            last.stamp = last.stamp.wrapping_add(self.stamp[i]);
            let frozen = if is_left_out(body) {
                let own = handed_in.device == Some(author.device);
                let known = handed_in.operations.get(&numbers[index]).filter(|_| own);
                known.cloned().ok_or(PageError::Shape)?
            } else {
                let salt = *salts.next().ok_or(PageError::Shape)?;
                Frozen { salt, body: body.get().to_owned() }
            };
            operations.push(Logged {
                seq: last.seq,
                number: numbers[index],
                author,
                stamp_at: UtcMillis(last.stamp),
                received_at: Some(UtcMillis(last.received)),
                frozen,
            });
        }
        Ok(operations)
    }
}

#[derive(Default)]
struct Last {
    seq: i64,
    received: i64,
    stamp: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{DeviceId, OrganisationId};
    use domain::role::Role;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn sequenced() -> impl Strategy<Value = Vec<Logged>> {
        let one = (any::<u32>(), 1..9u64, 0..4u128, any::<i64>(), any::<i64>(), any::<[u8; 16]>());
        prop::collection::vec(one, 0..20).prop_map(|rows| {
            rows.into_iter()
                .map(|(seq, number, who, stamp, received, salt)| Logged {
                    seq: i64::from(seq),
                    number,
                    author: Author {
                        device: DeviceId(Uuid::from_u128(who)),
                        organisation: OrganisationId(Uuid::from_u128(who + 9)),
                        role: Role::Reporter,
                        user: None,
                    },
                    stamp_at: UtcMillis(stamp),
                    received_at: Some(UtcMillis(received)),
                    frozen: Frozen { salt, body: r#"{"a":"å"}"#.to_owned() },
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_page_unpacks_to_what_was_packed(operations in sequenced()) {
            let json = serde_json::to_string(&Page::pack(&operations)).unwrap();
            let page: Page = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(page.unpack().unwrap(), operations);
        }

        #[test]
        fn what_was_handed_in_is_not_sent_back_and_comes_out_as_it_was(
            operations in sequenced(), device in 0..4u128, changed in any::<u8>(),
        ) {
            let device = DeviceId(Uuid::from_u128(device));
            let own = operations.iter().filter(|op| op.author.device == device);
            // Of what was handed in some may be shown in another form, or not at all.
            let frozen = own.enumerate().map(|(n, op)| match n % 3 == usize::from(changed % 3) {
                true => (op.number, Frozen { salt: [7; 16], body: "{}".to_owned() }),
                false => (op.number, op.frozen.clone()),
            });
            let handed_in = HandedIn::new(device, frozen);
            let json = serde_json::to_string(&Page::pack_for(&operations, &handed_in)).unwrap();
            let page: Page = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(page.unpack_for(&handed_in).unwrap(), operations);
            let is_whole = page.bodies.iter().all(|body| body.get() != AS_HANDED_IN);
            prop_assert_eq!(page.unpack().is_ok(), is_whole, "nobody else can read it");
        }
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let page = Page { author: vec![0], ..Page::default() };
        assert_eq!(page.unpack(), Err(PageError::Shape));
    }
}
