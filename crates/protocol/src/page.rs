//! A page of the log as columns: operations of all devices in the server's order. Columns and
//! differences cost next to nothing once compressed.

use domain::clock::UtcMillis;
use domain::log::Logged;
use domain::op::Frozen;
use domain::role::Author;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::base64_bytes;

/// Why a page was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Columns of different lengths, or an author that is not listed.
    #[error("the columns of the page do not fit together")]
    Shape,
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
    /// Sixteen random bytes for each operation, base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub salts: Vec<u8>,
    /// The bodies, exactly as frozen.
    #[schema(value_type = Vec<Object>)]
    pub bodies: Vec<Box<RawValue>>,
}

impl Page {
    /// Pack operations in the order of the log. A body that is no JSON is left out: nobody could
    /// read it, and it would break the page.
    pub fn pack(operations: &[Logged]) -> Self {
        let mut page = Self::default();
        let mut last = Last::default();
        let mut numbers: Vec<u64> = Vec::new();
        for op in operations {
            let Ok(body) = RawValue::from_string(op.frozen.body.clone()) else { continue };
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
            page.salts.extend_from_slice(&op.frozen.salt);
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
        let count = self.bodies.len();
        let columns = [
            self.author.len(),
            self.seq.len(),
            self.number.len(),
            self.received.len(),
            self.stamp.len(),
        ];
        if columns.iter().any(|length| *length != count) || self.salts.len() != count * 16 {
            return Err(PageError::Shape);
        }
        let mut last = Last::default();
        let mut numbers = vec![0_u64; self.authors.len()];
        let (salts, _) = self.salts.as_chunks::<16>();
        let mut operations = Vec::with_capacity(count);
        for (i, salt) in salts.iter().enumerate() {
            let index = usize::from(self.author[i]);
            let author = *self.authors.get(index).ok_or(PageError::Shape)?;
            numbers[index] = numbers[index].wrapping_add(self.number[i].cast_unsigned());
            last.seq = last.seq.wrapping_add(self.seq[i]);
            last.received = last.received.wrapping_add(self.received[i]);
            last.stamp = last.stamp.wrapping_add(self.stamp[i]);
            operations.push(Logged {
                seq: last.seq,
                number: numbers[index],
                author,
                stamp_at: UtcMillis(last.stamp),
                received_at: Some(UtcMillis(last.received)),
                frozen: Frozen { salt: *salt, body: self.bodies[i].get().to_owned() },
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
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let page = Page { author: vec![0], ..Page::default() };
        assert_eq!(page.unpack(), Err(PageError::Shape));
    }
}
