//! One phone: the real engine on a disk that forgets, and beside it a plain list of what the person
//! was told is saved.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use client::transport::{Courier, Transport};
use client::{Client, ClientError, STORE_FILE};
use domain::blob::Photo;
use domain::clock::UtcMillis;
use domain::id::{DeviceId, DocId};
use domain::role::Role;
use rusqlite::Connection;

use super::Broken;
use super::dice::{Dice, at_once};
use super::server::Server;
use crate::chance::Chance;
use crate::clock::HandClock;
use crate::disk::Disk;

const LINK: &str = "https://lage.example/anslut#abcdefghijklmnopqrstuvwx";

/// One operation as it lies on the phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Saved {
    pub(super) number: u64,
    /// The document it is about.
    pub(super) doc: DocId,
    pub(super) salt: [u8; 16],
    pub(super) body: String,
    pub(super) state: String,
}

impl Saved {
    fn is_same(&self, other: &Self) -> bool {
        (self.number, self.salt, &self.body) == (other.number, other.salt, &other.body)
    }

    /// Whether its bytes were erased.
    fn is_blank(&self) -> bool {
        self.body.is_empty() && self.salt == [0; 16]
    }
}

/// A phone, its disk, and what its person knows.
pub(super) struct Phone {
    pub(super) disk: Disk,
    pub(super) clock: HandClock,
    pub(super) device: DeviceId,
    /// What it joined as.
    pub(super) role: Role,
    /// Whether the server takes and gives nothing of it any more.
    pub(super) is_withdrawn: bool,
    /// Whether the device itself was revoked: it reads nothing, whatever its role.
    pub(super) is_revoked: bool,
    /// Whether that was so at any time.
    pub(super) was_withdrawn: bool,
    /// What was saved, in the order of its numbers.
    pub(super) saved: Vec<Saved>,
    /// The reports the person made.
    pub(super) reports: Vec<DocId>,
    /// The photos the person took: of which report, which picture, and what became of it.
    pub(super) photos: Vec<(DocId, usize, Option<Photo>)>,
    /// How many erased documents it knew of when its disk was last searched.
    pub(super) searched_for: usize,
    /// How many synchronisations failed in a row.
    pub(super) failures: u32,
    /// Why the last one failed.
    pub(super) failed: Option<String>,
    /// Whether the server said that waiting does not help.
    pub(super) is_refused: bool,
    client: Option<Client>,
    eye: RefCell<Option<Connection>>,
    chance: Chance,
    /// Calls whose outcome is open. One that failed at its sync may be there after all when the
    /// program starts again, until another commit takes its place.
    unsure: u64,
}

impl Phone {
    pub(super) fn new(
        chance: &mut Chance,
        now: UtcMillis,
        (server, role): (&mut Server, Role),
    ) -> Result<Self, Broken> {
        let mut phone = Self {
            disk: Disk::new(chance.next_u64())?,
            clock: HandClock::at(now),
            device: DeviceId::from_bytes([0; 16]),
            role,
            is_withdrawn: false,
            is_revoked: false,
            was_withdrawn: false,
            saved: Vec::new(),
            reports: Vec::new(),
            photos: Vec::new(),
            searched_for: 0,
            failures: 0,
            failed: None,
            is_refused: false,
            client: None,
            eye: RefCell::new(None),
            chance: chance.fork(),
            unsure: 0,
        };
        phone.start()?;
        server.expect(role);
        let mut nothing = Vec::new();
        let mut spare = chance.fork();
        let way = super::network::Way::new(server, &mut spare, &mut nothing, 0);
        let enrolled = phone.wait(|client| at_once(client.enrol(LINK, &way)))?;
        phone.device = enrolled.map_err(Broken::setting_up)?.device;
        Ok(phone)
    }

    /// What the server lets it do.
    pub(super) fn rights(&self) -> (Role, bool) {
        let role = if self.is_withdrawn { Role::Steering } else { self.role };
        (role, self.is_revoked)
    }

    /// Start the program, or start it again after whatever happened, and see that all is there.
    pub(super) fn start(&mut self) -> Result<(), Broken> {
        self.eye.take();
        self.client = None;
        self.disk.calm();
        if self.unsure > 0 {
            // A disk that has failed a sync, and is full at the next start, shows what it never got:
            // `docs/sync.md`. Somebody makes room.
            self.disk.limit(None);
        }
        let dice = Arc::new(Dice::new(self.chance.fork()));
        let client = Client::open_with_vfs(self.disk.vfs(), Arc::new(self.clock.clone()), dice)
            .map_err(|error| Broken::new("I16 LIVE", format!("a phone does not start: {error}")))?;
        self.client = Some(client);
        self.look_at_all()?;
        self.unsure = 0;
        Ok(())
    }

    /// The program, which runs.
    pub(super) fn client(&self) -> Result<&Client, Broken> {
        self.client.as_ref().ok_or_else(|| Broken::new("HARNESS", "a phone is off".to_owned()))
    }

    fn wait<T>(&self, work: impl FnOnce(&Client) -> Option<T>) -> Result<T, Broken> {
        work(self.client()?).ok_or_else(|| Broken::new("HARNESS", "something waits".to_owned()))
    }

    /// Do something that saves; it counts as saved when the engine says so.
    pub(super) fn save<T>(
        &mut self,
        work: impl FnOnce(&Client) -> Result<T, ClientError>,
    ) -> Result<Option<T>, Broken> {
        let done = work(self.client()?);
        self.disk.calm();
        if self.disk.has_lost_power() {
            self.unsure = 1;
            let before = self.saved.len();
            self.start()?;
            if done.is_ok() && self.saved.len() == before {
                return Err(Broken::new("I1 KEPT", "saved, and gone with the power".to_owned()));
            }
            return Ok(done.ok());
        }
        self.unsure = 1;
        let before = self.saved.len();
        self.look()?;
        self.unsure = u64::from(done.is_err());
        if done.is_ok() && self.saved.len() == before {
            return Err(Broken::new("I1 KEPT", "said to be saved, and is not".to_owned()));
        }
        Ok(done.ok())
    }

    /// Synchronise; how it went is for the caller to judge.
    pub(super) fn sync<T: Transport>(
        &mut self,
        way: &T,
    ) -> Result<Result<client::Outcome, client::SyncError>, Broken> {
        let done = self.wait(|client| at_once(client.sync(way)))?;
        self.disk.calm();
        self.failures = if done.is_err() { self.failures + 1 } else { 0 };
        self.failed = done.as_ref().err().map(ToString::to_string);
        self.is_refused = done.as_ref().err().is_some_and(|error| !error.is_transient());
        if self.disk.has_lost_power() {
            self.start()?;
        }
        Ok(done)
    }

    /// Send the photos that may be sent now. Returns whether the server was reached.
    pub(super) fn send_photos<C: Courier>(&mut self, way: &C) -> Result<bool, Broken> {
        let done = self.wait(|client| at_once(client.send_media(way)))?;
        self.disk.calm();
        if self.disk.has_lost_power() {
            self.start()?;
        }
        Ok(done.is_ok())
    }

    /// See what is new in the outbox: nothing may be there that nobody wrote. What was there before
    /// is looked at whenever the program starts, and in the end.
    pub(super) fn look(&mut self) -> Result<(), Broken> {
        let known = self.saved.last().map_or(0, |saved| saved.number);
        let new = self.eye(|conn| Ok(outbox(conn, known)?))?;
        self.only_what_was_written(new.len())?;
        self.saved.extend(new);
        Ok(())
    }

    /// Read the whole outbox: nothing that was saved may be missing or different (I1, I4).
    pub(super) fn look_at_all(&mut self) -> Result<(), Broken> {
        let (mut there, erased) = self.eye(|conn| Ok((outbox(conn, 0)?, erased(conn)?)))?;
        for (place, saved) in self.saved.iter().enumerate() {
            match there.get_mut(place) {
                None => {
                    let what = format!("operation {} of {} is gone", saved.number, self.device);
                    return Err(Broken::new("I1 KEPT", what));
                }
                // Gallring takes the bytes; what they were is remembered here.
                Some(row) if row.is_blank() && erased.contains(&saved.doc) => {
                    row.salt = saved.salt;
                    row.body.clone_from(&saved.body);
                }
                Some(row) if !row.is_same(saved) => {
                    let what = format!("operation {} of {} changed", saved.number, self.device);
                    let invariant =
                        if row.number == saved.number { "I4 FROZEN" } else { "I1 KEPT" };
                    return Err(Broken::new(invariant, what));
                }
                Some(_) => {}
            }
        }
        self.only_what_was_written(there.len() - self.saved.len())?;
        self.saved = there;
        Ok(())
    }

    fn only_what_was_written(&self, new: usize) -> Result<(), Broken> {
        if new as u64 <= self.unsure {
            return Ok(());
        }
        let what = format!("{new} operations appeared from {} calls", self.unsure);
        Err(Broken::new("I3 ONCE", what))
    }

    /// Look at the phone's file with a connection beside the engine's.
    pub(super) fn eye<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, Broken>,
    ) -> Result<T, Broken> {
        let mut eye = self.eye.borrow_mut();
        let conn = match eye.take() {
            Some(conn) => eye.insert(conn),
            None => eye.insert(self.disk.open(STORE_FILE)?),
        };
        look(conn)
    }
}

/// The documents that were erased, as the phone knows.
pub(super) fn erased(conn: &Connection) -> Result<BTreeSet<DocId>, Broken> {
    let mut statement = conn.prepare_cached("SELECT doc_id FROM erased")?;
    let docs = statement.query_map([], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
    Ok(docs.collect::<Result<_, _>>()?)
}

fn outbox(conn: &Connection, after: u64) -> rusqlite::Result<Vec<Saved>> {
    let mut statement = conn.prepare_cached(
        "SELECT number, doc_id, salt, body, state FROM outbox WHERE number > ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([after.cast_signed()], |row| {
        Ok(Saved {
            number: row.get::<_, i64>(0)?.cast_unsigned(),
            doc: DocId::from_bytes(row.get(1)?),
            salt: row.get(2)?,
            body: row.get(3)?,
            state: row.get(4)?,
        })
    })?;
    rows.collect()
}
