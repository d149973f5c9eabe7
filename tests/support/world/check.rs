//! The invariants, each checked against what is simply known: what phones saved, what answers
//! promised, and the newest stamp of each field.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{DeviceId, DocId};
use domain::log::Logged;
use domain::merge::{CLAMP_MS, Document};
use domain::role::Action;
use picture::PictureError;
use protocol::sync::{SyncRequest, SyncResponse};
use rusqlite::Connection;
use serde_json::Value;

use super::model::Model;
use super::phone::{Phone, Saved};
use super::server::Server;
use super::{Broken, erasing};

/// One operation on the server, in the picture or set aside.
pub(super) struct Row {
    pub(super) device: [u8; 16],
    pub(super) number: u64,
    pub(super) salt: [u8; 16],
    /// Empty when its own device no longer had it.
    pub(super) body: String,
    /// Clamped stamp and time of receipt; none when it was set aside.
    pub(super) at: Option<(i64, i64)>,
}

/// The part of a body that says when.
#[derive(serde::Deserialize)]
struct Clock {
    hlc: (i64, u64),
}

/// What the server has must be what it promised, once, unchanged (I2, I3, I4), at the right time
/// (I10).
pub(super) fn server<'a>(
    server: &Server,
    writers: impl Iterator<Item = (DeviceId, &'a [Saved])>,
) -> Result<(), Broken> {
    let (rows, erased) = server.look(|conn| Ok((rows(conn)?, erasing::numbers(conn)?)))?;
    let mut have: BTreeMap<[u8; 16], BTreeMap<u64, &Row>> = BTreeMap::new();
    let mut salts = BTreeSet::new();
    for row in &rows {
        let twice = have.entry(row.device).or_default().insert(row.number, row).is_some();
        if twice || !(row.body.is_empty() || salts.insert(row.salt)) {
            return Err(Broken::new("I3 ONCE", format!("operation {} is there twice", row.number)));
        }
        clock(row)?;
    }
    let (none, none_erased) = (BTreeMap::new(), BTreeSet::new());
    for (device, saved) in writers {
        let there = have.get(device.as_bytes()).unwrap_or(&none);
        let erased = erased.get(device.as_bytes()).unwrap_or(&none_erased);
        let promised = server.promised.get(&device).copied().unwrap_or(0);
        for number in 1..=promised {
            if !there.contains_key(&number) && !erased.contains(&number) {
                let what = format!("operation {number} of {device} was received and is gone");
                return Err(Broken::new("I2 ACK-DURABLE", what));
            }
        }
        for row in there.values() {
            same_bytes(row, saved)?;
        }
        // What readers handed on after a restore may lie beyond a hole until its device comes.
        let reached = server.look(|conn| reached(conn, device))?;
        let known: BTreeSet<u64> = there.keys().chain(erased).copied().collect();
        if known.range(..=reached).count() as u64 != reached {
            return Err(Broken::new("I2 ACK-DURABLE", "there is a hole in the numbers".to_owned()));
        }
    }
    Ok(())
}

/// Up to which number the server says that it has everything.
fn reached(conn: &Connection, device: DeviceId) -> Result<u64, Broken> {
    let sql = "SELECT have FROM device WHERE device_id = ?1";
    let have: i64 = conn.query_row(sql, [device.as_bytes()], |row| row.get(0))?;
    Ok(have.cast_unsigned())
}

/// Whoever was shown what comes after a place had a place of this log: number and tag go together.
pub(super) fn place(
    conn: &Connection,
    request: &SyncRequest,
    response: &SyncResponse,
) -> Result<Option<Broken>, Broken> {
    let (from, to) = (request.cursor, response.cursor);
    let is_from_the_start = from.seq == 0 || request.scope != response.scope;
    if is_from_the_start || to.seq <= from.seq || !response.forks.is_empty() {
        return Ok(None);
    }
    let sql = "SELECT count(*) FROM commit_tag WHERE tag = ?2
               AND seq = (SELECT min(seq) FROM commit_tag WHERE seq >= ?1)";
    let mut statement = conn.prepare_cached(sql)?;
    let place = (from.seq.cast_signed(), from.tag.cast_signed());
    let is_there = statement.query_row(place, |row| row.get::<_, i64>(0))? > 0;
    let what = format!("place {} was read in a log that is over, and a page was given", from.seq);
    Ok((!is_there).then(|| Broken::new("I15 ONE-TIMELINE", what)))
}

fn same_bytes(row: &Row, saved: &[Saved]) -> Result<(), Broken> {
    let place = usize::try_from(row.number).unwrap_or(usize::MAX) - 1;
    match saved.get(place) {
        Some(_) if row.body.is_empty() => Ok(()),
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
    let claimed = serde_json::from_str::<Clock>(&row.body).map_or(i64::MIN, |it| it.hlc.0);
    if stamp_at == claimed.min(received_at + CLAMP_MS) {
        return Ok(());
    }
    let ahead = stamp_at - received_at;
    Err(Broken::new("I10 CLOCK-FREE-INTAKE", format!("a stamp is {ahead} ms ahead")))
}

/// When all is quiet: nothing waits (I5, I8, I9, I16), every phone shows what the server has (I6), as
/// it was written (I14), no more than it may (I12), and what two people said differently is told (I7).
pub(super) fn quiet(server: &Server, phones: &[Phone]) -> Result<(), Broken> {
    let (rows, all) = server.look(|conn| {
        Ok((rows(conn)?, documents(conn, "SELECT DISTINCT doc_id FROM operation", [])?))
    })?;
    let mut have: BTreeMap<[u8; 16], u64> = BTreeMap::new();
    for row in &rows {
        *have.entry(row.device).or_default() += 1;
    }
    for (device, numbers) in server.look(|conn| erasing::numbers(conn))? {
        *have.entry(device).or_default() += numbers.len() as u64;
    }
    for phone in phones {
        nothing_waits(server, &have, phone)?;
    }
    erasing::quiet(server, phones)?;
    let model = Model::of(&rows);
    for (doc, document) in &all {
        for (field, register) in document["fields"].as_object().into_iter().flatten() {
            if model.value(*doc, field) != Some(&register["value"]) {
                let what = format!("`{field}` of {doc} is not what was said last");
                return Err(Broken::new("I6 CONVERGE", what));
            }
        }
    }
    let contests: usize = server
        .look(|conn| {
            Ok(conn.query_row("SELECT count(*) FROM contest", [], |row| row.get::<_, i64>(0))?)
        })?
        .try_into()
        .unwrap_or(0);
    if contests != model.contests {
        let what = format!("{contests} contests are told, {} there are", model.contests);
        return Err(Broken::new("I7 NO-SILENT-MERGE-LOSS", what));
    }
    let hash = server.look(|conn| {
        let before = tables(conn)?;
        let tx = conn.transaction()?;
        picture::project::rebuild(&tx)?;
        if tables(&tx)? != before {
            let what = "rebuilt tables differ from lived ones".to_owned();
            return Err(Broken::new("I6 CONVERGE", what));
        }
        drop(tx);
        Ok(picture::project::hash(conn)?)
    })?;
    let written: BTreeMap<_, _> = rows.iter().map(|row| (row.salt, &row.body)).collect();
    for phone in phones.iter().filter(|phone| !phone.is_withdrawn) {
        phone.eye(|theirs| {
            passed_on(&written, (phone, theirs))?;
            let set_aside = rows.iter().filter(|row| row.at.is_none()).map(|row| row.salt);
            let kept = kept(theirs, &set_aside.collect())?;
            if !phone.role.may(Action::ReadAll) {
                return server.look(|conn| own_reports((conn, &kept), (phone, theirs)));
            }
            if picture::project::hash(theirs)? == hash {
                return Ok(());
            }
            match difference((&all, &kept), theirs)? {
                None => Ok(()),
                Some(what) => {
                    let what = format!("{} shows {what}", phone.device);
                    Err(Broken::new("I6 CONVERGE", what))
                }
            }
        })?;
    }
    Ok(())
}

/// What a phone holds is what somebody wrote, byte for byte, known to this version or not.
fn passed_on(
    written: &BTreeMap<[u8; 16], &String>,
    (phone, theirs): (&Phone, &Connection),
) -> Result<(), Broken> {
    let changed = rows(theirs)?
        .into_iter()
        .find(|row| written.get(&row.salt).is_some_and(|body| **body != row.body));
    match changed {
        None => Ok(()),
        Some(row) => {
            let (whose, number, there) = (phone.device, row.number, &row.body);
            let here = written.get(&row.salt).map_or("", |body| body.as_str());
            let what = format!("{whose} got for operation {number}\n  {there}\n  not {here}");
            Err(Broken::new("I14 OLD-APP-HARMLESS", what))
        }
    }
}

/// Operations that a phone holds and that a server, put back to an older state, has then set aside:
/// the phone keeps them, because nothing is deleted for being absent.
fn kept(theirs: &Connection, set_aside: &BTreeSet<[u8; 16]>) -> Result<BTreeSet<[u8; 16]>, Broken> {
    let mut statement = theirs.prepare_cached(UNCONFIRMED)?;
    let salts = statement.query_map([], |row| row.get(0))?.collect::<Result<BTreeSet<_>, _>>()?;
    Ok(salts.intersection(set_aside).copied().collect())
}

const UNCONFIRMED: &str = "SELECT salt FROM operation WHERE seq < -(1 << 40)";

/// A document as a phone has it, without what the server has set aside of it.
fn shown((theirs, kept): (&Connection, &BTreeSet<[u8; 16]>), doc: DocId) -> Result<Value, Broken> {
    let operations = picture::log::operations(theirs, doc)?;
    let confirmed = operations.iter().filter(|op| !kept.contains(&op.frozen.salt));
    let document = Document::merge(confirmed.filter_map(Logged::applied).collect());
    Ok(serde_json::to_value(document).unwrap_or_default())
}

/// The first document that is not the same on a phone as on the server.
fn difference(
    (server, kept): (&BTreeMap<DocId, Value>, &BTreeSet<[u8; 16]>),
    theirs: &Connection,
) -> Result<Option<String>, Broken> {
    let mut docs: BTreeSet<DocId> = server.keys().copied().collect();
    docs.extend(ids(theirs, "SELECT DISTINCT doc_id FROM operation", [])?);
    for doc in docs {
        let (there, here) = (server.get(&doc), shown((theirs, kept), doc)?);
        if *there.unwrap_or(&Value::Null) != here {
            return Ok(Some(told(doc, &here, there)));
        }
    }
    Ok(None)
}

fn told(doc: DocId, shown: &Value, there: Option<&Value>) -> String {
    format!("{doc}\n  as {shown}\n  not {}", there.unwrap_or(&Value::Null))
}

/// Everything that a phone saved is on the server: in the picture, or set aside with a reason.
fn nothing_waits(
    server: &Server,
    have: &BTreeMap<[u8; 16], u64>,
    phone: &Phone,
) -> Result<(), Broken> {
    if phone.saved.iter().any(|saved| saved.state == "queued") {
        return Err(stuck(server, phone));
    }
    let there = have.get(phone.device.as_bytes()).copied().unwrap_or(0);
    let missing = (phone.saved.len() as u64).saturating_sub(there);
    if missing > 0 {
        let what = format!("{missing} operations have receipts and do not come back");
        return Err(Broken::new("I8 RESTORE-SAFE", what));
    }
    Ok(())
}

/// A phone with a good network does not get rid of what waits. Which rule that breaks depends on
/// what the phone has met.
pub(super) fn stuck(server: &Server, phone: &Phone) -> Broken {
    let waiting = phone.saved.iter().filter(|saved| saved.state == "queued").count();
    let because = phone.failed.as_deref().unwrap_or("nothing failed");
    let all = phone.saved.len();
    let what = format!("{waiting} of {all} operations wait for ever: {because}");
    let received = phone.saved.iter().filter(|saved| saved.state != "queued");
    let received = received.map(|saved| saved.number).max().unwrap_or(0);
    let reached = server.look(|conn| reached(conn, phone.device)).unwrap_or(u64::MAX);
    let invariant = match () {
        () if reached < received => "I8 RESTORE-SAFE",
        () if phone.is_withdrawn => "I9 UNSENT-KEPT",
        () if phone.is_refused => "I5 NO-WEDGE",
        () => "I16 LIVE",
    };
    Broken::new(invariant, what)
}

/// What a reporter shows of the own reports is what the server has of them.
fn own_reports(
    (server, kept): (&Connection, &BTreeSet<[u8; 16]>),
    (phone, theirs): (&Phone, &Connection),
) -> Result<(), Broken> {
    let began = "SELECT doc_id FROM document WHERE device_id = ?1";
    let device = phone.device.as_bytes();
    for (doc, document) in documents(server, began, [device])? {
        let shown = shown((theirs, kept), doc)?;
        if shown != document {
            let what = told(doc, &shown, Some(&document));
            return Err(Broken::new("I6 CONVERGE", format!("{} shows {what}", phone.device)));
        }
    }
    let own: BTreeSet<DocId> = ids(server, began, [device])?.into_iter().collect();
    // What a life of the log showed that is over stays, unconfirmed.
    let shown = ids(theirs, OTHERS_SHOWN, [device])?;
    match shown.into_iter().find(|doc| !own.contains(doc)) {
        None => Ok(()),
        Some(doc) => {
            let what = format!("{} shows {doc}, which is not its own", phone.device);
            Err(Broken::new("I12 SCOPE-TIGHT", what))
        }
    }
}

/// What others said. That something was erased reaches everybody, and what somebody said as a
/// coordinator stays their own.
const OTHERS_SHOWN: &str = "SELECT DISTINCT doc_id FROM operation
    WHERE seq > 0 AND device_id <> ?1 AND doc_id NOT IN (SELECT doc_id FROM erased)";

fn documents<P: rusqlite::Params>(
    conn: &Connection,
    sql: &str,
    params: P,
) -> Result<BTreeMap<DocId, Value>, Broken> {
    let document = |doc| -> Result<_, PictureError> {
        let document = picture::log::document(conn, doc)?;
        Ok((doc, serde_json::to_value(document).unwrap_or_default()))
    };
    Ok(ids(conn, sql, params)?.into_iter().map(document).collect::<Result<_, _>>()?)
}

fn ids<P: rusqlite::Params>(conn: &Connection, sql: &str, params: P) -> Result<Vec<DocId>, Broken> {
    let mut statement = conn.prepare_cached(sql)?;
    let ids = statement.query_map(params, |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Everything that was taken, on a server; what is shown, on a phone.
fn rows(conn: &Connection) -> Result<Vec<Row>, Broken> {
    let taken = "SELECT device_id, number, salt, body, stamp_at, received_at FROM operation";
    let set_aside = "SELECT device_id, number, salt, body, NULL, NULL FROM quarantine";
    let both = format!("{taken} UNION ALL {set_aside}");
    let is_server = conn.table_exists(None, "quarantine")?;
    let mut statement = conn.prepare_cached(if is_server { &both } else { taken })?;
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

/// The projected tables as text. A row's number is only where the index of words finds it, and follows
/// the order of writing.
fn tables(conn: &Connection) -> Result<Vec<String>, Broken> {
    let mut lines = Vec::new();
    for table in ["document", "observation", "contest", "merged_incident", "apart"] {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}"))?;
        let named = |name: &&str| table != "observation" || *name != "number";
        let columns: Vec<String> =
            statement.column_names().filter(named).map(str::to_owned).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut line = table.to_owned();
            for column in &columns {
                line.push_str(&format!(" {:?}", row.get_ref(column.as_str())?));
            }
            lines.push(line);
        }
    }
    lines.sort_unstable();
    Ok(lines)
}
