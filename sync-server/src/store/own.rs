//! What the server signs itself, as a device of its own: what people do in a browser, and erasing.

use domain::clock::{Stamp, UtcMillis};
use domain::id::{DeviceId, DocId, OpId};
use domain::incident::Decided;
use domain::op::{Body, Frozen, OpHash};
use domain::role::Author;
use picture::chain::RunRow;
use protocol::problem::{Problem, ProblemCode};
use protocol::run::{DeviceKey, Run};
use protocol::sync::Reason;
use rusqlite::Connection;

use super::people::Person;
use super::{Batch, Device, StoreError, devices, meta, ops};
use crate::intake::judge_body;

/// The server as a device: what browsers do is signed by it.
pub struct Own {
    /// Its key.
    pub key: DeviceKey,
}

/// Write what a person does in a browser, signed by the server and naming the person. All of it or
/// nothing. Returns what each was written as.
///
/// # Errors
/// A refusal when the person may not do it; else when the database fails.
pub fn write_for(
    batch: &mut Batch<'_>,
    (own, person): (&Own, &Person),
    bodies: Vec<Body>,
) -> Result<Vec<Decided>, StoreError> {
    let device = device(batch.tx)?;
    let author = Author {
        device: device.id,
        organisation: person.organisation,
        role: person.role,
        user: Some(person.id),
    };
    let mut written = Vec::with_capacity(bodies.len());
    let mut pen = Pen::new(batch.tx, author, device)?;
    for body in bodies {
        let began = ops::began(batch.tx, body.doc)?;
        judge_body(&body, &author, began).map_err(refusal)?;
        if picture::erase::has_erased(batch.tx, body.doc)? {
            return Err(Problem::new(ProblemCode::NotFound, "the report was erased").into());
        }
        let body = with_base(batch.tx, Body { by: Some(person.id), ..body })?;
        let doc = body.doc;
        super::blobs::refer(batch, author.device, &body)?;
        let op = pen.write(batch, body)?;
        written.push(Decided { doc, op });
    }
    pen.finish(batch, &own.key)?;
    Ok(written)
}

/// Write operations that nobody asked for in particular, with the key the batch was given.
pub(crate) fn write_alone(batch: &mut Batch<'_>, bodies: Vec<Body>) -> Result<(), StoreError> {
    let missing = || Problem::new(ProblemCode::ServerFailed, "the server has no key to sign with");
    let key = batch.key.ok_or_else(missing)?;
    let device = device(batch.tx)?;
    let author = Author {
        device: device.id,
        organisation: device.organisation,
        role: device.role,
        user: None,
    };
    let mut pen = Pen::new(batch.tx, author, device)?;
    for body in bodies {
        if !picture::erase::has_erased(batch.tx, body.doc)? || !body.erases.is_empty() {
            let body = with_base(batch.tx, body)?;
            pen.write(batch, body)?;
        }
    }
    pen.finish(batch, key)
}

fn device(conn: &Connection) -> Result<Device, StoreError> {
    let missing = || Problem::new(ProblemCode::ServerFailed, "the server has no device");
    let own = meta::own_device(conn)?.ok_or_else(missing)?;
    Ok(devices::find(conn, own)?.ok_or_else(missing)?)
}

/// Continues the server's own chain.
struct Pen {
    author: Author,
    start: (u64, OpHash),
    end: (u64, OpHash),
    stamp: Stamp,
    frozen: Vec<Frozen>,
}

impl Pen {
    #[expect(clippy::needless_pass_by_value, reason = "the chain goes on from here, not there")]
    fn new(conn: &Connection, author: Author, device: Device) -> Result<Self, StoreError> {
        Ok(Self {
            author,
            start: (device.have + 1, device.head_hash),
            end: (device.have, device.head_hash),
            stamp: own_stamp(conn, device.id)?,
            frozen: Vec::new(),
        })
    }

    fn write(&mut self, batch: &mut Batch<'_>, body: Body) -> Result<OpId, StoreError> {
        self.stamp = stamp_after(batch, self.stamp, body.doc)?;
        let body = body.stamped(self.stamp, batch.now);
        let op = Frozen::new(&body, batch.seams.bytes()?)?;
        let number = self.end.0 + 1;
        self.end = (number, op.hash(self.author.device, number, self.end.1));
        let id = op.id(self.author.device, number, body.at);
        ops::append(batch, (number, self.author), (body, false), op.clone())?;
        self.frozen.push(op);
        Ok(id)
    }

    fn finish(self, batch: &Batch<'_>, key: &DeviceKey) -> Result<(), StoreError> {
        if self.frozen.is_empty() {
            return Ok(());
        }
        let device = self.author.device;
        let run = Run::sign(key, device, self.start, &self.frozen)
            .map_err(|_| Problem::new(ProblemCode::TooLarge, "more than 500 operations at once"))?;
        ops::put_end(batch, device, self.end)?;
        let row = RunRow {
            device,
            first: self.start.0,
            last: self.end.0,
            previous: Some(self.start.1),
            signature: run.signature,
        };
        picture::chain::put_run(batch.tx, &row)?;
        meta::put(batch.tx, "own_stamp_at", &self.stamp.at.0)?;
        meta::put(batch.tx, "own_stamp_tick", &self.stamp.tick)
    }
}

fn refusal(reason: Reason) -> Problem {
    let code = match reason {
        Reason::TooLarge => ProblemCode::TooLarge,
        Reason::NotAllowed | Reason::Revoked | Reason::AgreementEnded | Reason::UnknownVersion => {
            ProblemCode::NotAllowed
        }
        Reason::Unreadable | Reason::BadValue | Reason::Lost => ProblemCode::BadValue,
    };
    Problem::new(code, format!("refused: {}", reason.as_str()))
}

fn own_stamp(conn: &Connection, device: DeviceId) -> Result<Stamp, StoreError> {
    let at = UtcMillis(meta::value(conn, "own_stamp_at")?.unwrap_or(0));
    let tick = meta::value(conn, "own_stamp_tick")?.unwrap_or(0);
    Ok(Stamp { at, tick, device })
}

/// After our last one and after everything said of the document, so that an answer to what somebody
/// wrote never loses to it.
fn stamp_after(batch: &Batch<'_>, stamp: Stamp, doc: DocId) -> Result<Stamp, StoreError> {
    let seen = picture::log::document(batch.tx, doc)?.map(|document| document.latest);
    Ok(seen.map_or(stamp, |seen| stamp.after(seen)).next(batch.now))
}

fn with_base(conn: &Connection, mut body: Body) -> Result<Body, StoreError> {
    if let Some(document) = picture::log::document(conn, body.doc)? {
        for field in body.set.keys() {
            if let Some(register) = document.fields.get(field) {
                body.base.entry(field.clone()).or_insert(register.stamp);
            }
        }
    }
    Ok(body)
}
