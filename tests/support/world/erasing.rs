//! Gallring in the world: what was erased is in no row, not on the server, not on a phone, and nothing
//! brings it back (I11).

use std::collections::{BTreeMap, BTreeSet};

use domain::id::DocId;
use domain::op::{Body, Kind};
use rusqlite::Connection;

use super::Broken;
use super::phone::{self, Phone};
use super::server::Server;

/// The numbers of each device of which only a fence is left.
pub(super) fn numbers(conn: &Connection) -> Result<BTreeMap<[u8; 16], BTreeSet<u64>>, Broken> {
    let sql = "SELECT device_id, number FROM gone WHERE op_id IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut numbers: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        numbers.entry(row.get(0)?).or_default().insert(row.get::<_, i64>(1)?.cast_unsigned());
    }
    Ok(numbers)
}

/// When all is quiet. What nobody remembers any more, because the whole machine was put back before
/// any phone had heard of it, cannot be known to have been erased.
pub(super) fn quiet(server: &Server, phones: &[Phone]) -> Result<(), Broken> {
    let mut erased: BTreeSet<DocId> = server.kept.erasures.iter().map(|it| it.doc).collect();
    let readers = || phones.iter().filter(|phone| !phone.is_withdrawn);
    for reader in readers() {
        erased.extend(reader.eye(phone::erased)?);
    }
    if erased.is_empty() {
        return Ok(());
    }
    server.look(|conn| nothing_left(conn, &erased, ("the server", &SERVER)))?;
    for reader in readers() {
        let whose = reader.device.to_string();
        reader.eye(|conn| nothing_left(conn, &erased, (&whose, &PHONE)))?;
    }
    Ok(())
}

const SERVER: [&str; 2] = ["SELECT body FROM operation", "SELECT body FROM quarantine"];
const PHONE: [&str; 2] = ["SELECT body FROM operation", "SELECT body FROM outbox"];

fn nothing_left(
    conn: &Connection,
    erased: &BTreeSet<DocId>,
    (whose, tables): (&str, &[&str]),
) -> Result<(), Broken> {
    for sql in tables {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let body: Option<Body> =
                serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or("")).ok();
            let Some(body) = body else { continue };
            if body.kind != Kind::Erase && erased.contains(&body.doc) {
                let what = format!("{} is back on {whose}: {sql}", body.doc);
                return Err(Broken::new(INVARIANT, what));
            }
        }
    }
    Ok(())
}

const INVARIANT: &str = "I11 ERASED-STAYS-ERASED";
