//! Places of the server's log that this phone remembers with their tags, dense near the newest and
//! sparse behind it, so that it finds the last one in common when the log was turned back.

use protocol::sync::Cursor;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::StoreError;

/// How many of the newest are all kept.
const DENSE: usize = 8;

/// Remember a place, and thin out those behind it: of every doubling of the distance one stays.
pub(crate) fn put(tx: &Transaction<'_>, cursor: Cursor) -> Result<(), StoreError> {
    if cursor.seq == 0 {
        return Ok(());
    }
    tx.prepare_cached("INSERT OR REPLACE INTO mark (seq, tag) VALUES (?1, ?2)")?
        .execute(params![cursor.seq.cast_signed(), cursor.tag.cast_signed()])?;
    let seqs = tx
        .prepare_cached("SELECT seq FROM mark ORDER BY seq DESC")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    for seq in superfluous(&seqs) {
        tx.prepare_cached("DELETE FROM mark WHERE seq = ?1")?.execute([seq])?;
    }
    Ok(())
}

/// Of places in falling order, those that can go: the oldest of each doubling stays.
fn superfluous(seqs: &[i64]) -> Vec<i64> {
    let newest = seqs.first().copied().unwrap_or(0);
    let doubling = |seq: i64| (newest - seq).max(1).ilog2();
    let older = seqs.get(DENSE..).unwrap_or_default();
    let pairs = older.iter().zip(older.iter().skip(1));
    pairs.filter(|(seq, next)| doubling(**seq) == doubling(**next)).map(|(seq, _)| *seq).collect()
}

/// The newest place that is not above another; the beginning when there is none. What lies above it
/// is forgotten.
pub(crate) fn back_to(tx: &Transaction<'_>, seq: u64) -> Result<Cursor, StoreError> {
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    tx.prepare_cached("DELETE FROM mark WHERE seq > ?1")?.execute([seq])?;
    newest(tx)
}

fn newest(conn: &Connection) -> Result<Cursor, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT seq, tag FROM mark ORDER BY seq DESC LIMIT 1")?;
    let found = statement.query_row([], |row| {
        let (seq, tag): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(Cursor { seq: seq.cast_unsigned(), tag: tag.cast_unsigned() })
    });
    Ok(found.optional()?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_few_and_some_lie_far_back() {
        let mut seqs: Vec<i64> = Vec::new();
        for seq in 1..=20_000 {
            seqs.insert(0, seq);
            for gone in superfluous(&seqs) {
                seqs.retain(|seq| *seq != gone);
            }
        }
        assert!(seqs.len() < 40, "{}", seqs.len());
        assert_eq!(seqs[..4], [20_000, 19_999, 19_998, 19_997]);
        for distance in [100, 1_000, 10_000] {
            let near = seqs.iter().filter(|seq| (20_000 - **seq) >= distance);
            assert!(near.max().unwrap() >= &(20_000 - 2 * distance - 1), "{seqs:?}");
        }
    }
}
