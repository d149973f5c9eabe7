//! The invariants, each checked against what is simply known: what phones saved, what answers
//! promised, and the newest stamp of each field.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::DocId;
use domain::merge::CLAMP_MS;
use domain::role::{Action, Role};
use picture::PictureError;
use rusqlite::Connection;
use serde_json::Value;

use super::Broken;
use super::phone::{Phone, Saved};
use super::server::{FILE, Server};

/// One operation on the server, in the picture or set aside.
struct Row {
    device: [u8; 16],
    number: u64,
    salt: [u8; 16],
    body: String,
    /// Clamped stamp and time of receipt; none when it was set aside.
    at: Option<(i64, i64)>,
}

/// What the server has must be what it promised, once, unchanged (I2, I3, I4), at the right time
/// (I10).
pub(super) fn server(server: &Server, phones: &[Phone]) -> Result<(), Broken> {
    let conn = server.disk.open(FILE)?;
    let rows = rows(&conn)?;
    let mut have: BTreeMap<[u8; 16], BTreeMap<u64, &Row>> = BTreeMap::new();
    let mut salts = BTreeSet::new();
    for row in &rows {
        let twice = have.entry(row.device).or_default().insert(row.number, row).is_some();
        if twice || !salts.insert(row.salt) {
            return Err(Broken::new("I3 ONCE", format!("operation {} is there twice", row.number)));
        }
        clock(row)?;
    }
    let none = BTreeMap::new();
    for phone in phones {
        let there = have.get(phone.device.as_bytes()).unwrap_or(&none);
        let promised = server.promised.get(&phone.device).copied().unwrap_or(0);
        for number in 1..=promised {
            if !there.contains_key(&number) {
                let what =
                    format!("operation {number} of {} was received and is gone", phone.device);
                return Err(Broken::new("I2 ACK-DURABLE", what));
            }
        }
        for row in there.values() {
            same_bytes(row, &phone.saved)?;
        }
        if there.len() as u64 != there.keys().next_back().copied().unwrap_or(0) {
            return Err(Broken::new("I2 ACK-DURABLE", "there is a hole in the numbers".to_owned()));
        }
    }
    Ok(())
}

fn same_bytes(row: &Row, saved: &[Saved]) -> Result<(), Broken> {
    let place = usize::try_from(row.number).unwrap_or(usize::MAX) - 1;
    match saved.get(place) {
        Some(saved) if saved.salt == row.salt && saved.body == row.body => Ok(()),
        Some(_) => {
            Err(Broken::new("I4 FROZEN", format!("operation {} has other bytes", row.number)))
        }
        None => Err(Broken::new("I1 KEPT", format!("the phone has lost operation {}", row.number))),
    }
}

/// No clock is refused, and none wins more than a minute.
fn clock(row: &Row) -> Result<(), Broken> {
    let Some((stamp_at, received_at)) = row.at else { return Ok(()) };
    let claimed = json(&row.body)["hlc"][0].as_i64().unwrap_or(i64::MIN);
    if stamp_at == claimed.min(received_at + CLAMP_MS) {
        return Ok(());
    }
    let ahead = stamp_at - received_at;
    Err(Broken::new("I10 CLOCK-FREE-INTAKE", format!("a stamp is {ahead} ms ahead")))
}

/// When all is quiet: nothing waits (I5, I16), and every phone that may read shows what the server
/// has (I6), which is what the newest stamps say.
pub(super) fn quiet(server: &Server, phones: &[Phone]) -> Result<(), Broken> {
    let mut conn = server.disk.open(FILE)?;
    let newest = newest(&conn)?;
    let all = documents(&conn, "SELECT DISTINCT doc_id FROM operation", [])?;
    for (doc, document) in &all {
        let fields = document["fields"].as_object();
        for (field, register) in fields.into_iter().flatten() {
            let expected = newest.get(&(*doc, field.clone())).map(|winner| &winner.1);
            if expected != Some(&register["value"]) {
                let what = format!("`{field}` of {doc} is not what was said last");
                return Err(Broken::new("I6 CONVERGE", what));
            }
        }
    }
    let before = tables(&conn)?;
    let tx = conn.transaction()?;
    picture::project::rebuild(&tx)?;
    if tables(&tx)? != before {
        return Err(Broken::new("I6 CONVERGE", "rebuilt tables differ from lived ones".to_owned()));
    }
    drop(tx);
    let hash = picture::project::hash(&conn)?;
    for phone in phones {
        nothing_waits(phone)?;
        if phone.is_withdrawn {
            continue;
        }
        let theirs = phone.eye()?;
        if phone.role.may(Action::ReadAll) {
            if picture::project::hash(&theirs)? != hash {
                let what = difference(&all, &theirs)?;
                return Err(Broken::new("I6 CONVERGE", format!("{} shows {what}", phone.device)));
            }
        } else if phone.role == Role::Reporter {
            own_reports(&conn, (phone, &theirs))?;
        }
    }
    Ok(())
}

/// The first document that is not the same on a phone as on the server.
fn difference(server: &BTreeMap<DocId, Value>, theirs: &Connection) -> Result<String, Broken> {
    let shown = documents(theirs, "SELECT DISTINCT doc_id FROM operation", [])?;
    let docs: BTreeSet<_> = server.keys().chain(shown.keys()).collect();
    let differs = docs.into_iter().find(|doc| server.get(doc) != shown.get(doc));
    Ok(differs.map_or("another picture".to_owned(), |doc| {
        let text = |document: Option<&Value>| document.map(Value::to_string).unwrap_or_default();
        format!("{doc}\n  as {}\n  not {}", text(shown.get(doc)), text(server.get(doc)))
    }))
}

fn nothing_waits(phone: &Phone) -> Result<(), Broken> {
    let waiting = phone.saved.iter().filter(|saved| saved.state == "queued").count();
    if waiting == 0 {
        return Ok(());
    }
    let what = format!("{waiting} of {} operations wait for ever", phone.saved.len());
    Err(Broken::new("I16 LIVE", what))
}

/// What a reporter shows of the own reports is what the server has of them.
fn own_reports(server: &Connection, (phone, theirs): (&Phone, &Connection)) -> Result<(), Broken> {
    let began = "SELECT doc_id FROM document WHERE device_id = ?1";
    let device = phone.device.as_bytes();
    for (doc, document) in documents(server, began, [device])? {
        let shown = picture::log::document(theirs, doc)?;
        let shown = serde_json::to_value(shown).unwrap_or_default();
        if shown != document {
            let what = format!("{} shows {doc} differently from the server", phone.device);
            return Err(Broken::new("I6 CONVERGE", what));
        }
    }
    let shown = documents(theirs, "SELECT DISTINCT doc_id FROM operation", [])?;
    let there = documents(server, "SELECT DISTINCT doc_id FROM operation", [])?;
    match shown.keys().find(|doc| !there.contains_key(*doc)) {
        None => Ok(()),
        Some(doc) => Err(Broken::new("I6 CONVERGE", format!("{doc} is only on its phone"))),
    }
}

type Winner = ((i64, u64, [u8; 16], u64), Value);

/// The plain model: of each field, the value with the newest stamp.
fn newest(conn: &Connection) -> Result<BTreeMap<(DocId, String), Winner>, Broken> {
    let mut newest: BTreeMap<(DocId, String), Winner> = BTreeMap::new();
    for row in rows(conn)? {
        let (Some((at, _)), body) = (row.at, json(&row.body)) else { continue };
        let Some(fields) = body["set"].as_object() else { continue };
        let Ok(doc) = body["doc"].as_str().unwrap_or_default().parse::<DocId>() else { continue };
        let tick = body["hlc"][1].as_u64().unwrap_or(0);
        let stamp = (at, tick, row.device, row.number);
        for (field, value) in fields {
            let key = (doc, field.clone());
            if newest.get(&key).is_none_or(|winner| winner.0 < stamp) {
                newest.insert(key, (stamp, value.clone()));
            }
        }
    }
    Ok(newest)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn documents<P: rusqlite::Params>(
    conn: &Connection,
    sql: &str,
    params: P,
) -> Result<BTreeMap<DocId, Value>, Broken> {
    let mut statement = conn.prepare(sql)?;
    let ids: Vec<[u8; 16]> =
        statement.query_map(params, |row| row.get(0))?.collect::<Result<_, _>>()?;
    let document = |id| -> Result<_, PictureError> {
        let doc = DocId::from_bytes(id);
        let document = picture::log::document(conn, doc)?;
        Ok((doc, serde_json::to_value(document).unwrap_or_default()))
    };
    Ok(ids.into_iter().map(document).collect::<Result<_, _>>()?)
}

fn rows(conn: &Connection) -> Result<Vec<Row>, Broken> {
    let mut statement = conn.prepare(
        "SELECT device_id, number, salt, body, stamp_at, received_at FROM operation
         UNION ALL SELECT device_id, number, salt, body, NULL, NULL FROM quarantine",
    )?;
    let rows = statement.query_map([], |row| {
        let stamp_at: Option<i64> = row.get(4)?;
        let received_at: Option<i64> = row.get(5)?;
        Ok(Row {
            device: row.get(0)?,
            number: row.get::<_, i64>(1)?.cast_unsigned(),
            salt: row.get(2)?,
            body: row.get(3)?,
            at: stamp_at.zip(received_at),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The projected tables as text.
fn tables(conn: &Connection) -> Result<Vec<String>, Broken> {
    let mut lines = Vec::new();
    for table in ["document", "observation", "contest"] {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut line = table.to_owned();
            for column in 0..columns {
                line.push_str(&format!(" {:?}", row.get_ref(column)?));
            }
            lines.push(line);
        }
    }
    Ok(lines)
}
