//! The one server: the real store and intake on a disk that forgets. What the route does between
//! them – who calls, a verdict, a page – is the same code, without HTTP.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::catalogue::Catalogue;
use domain::clock::{Clock as _, UtcMillis};
use domain::id::{DeviceId, DocId, OrganisationId};
use domain::op::OpHash;
use domain::role::Role;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken};
use protocol::municipality::Configuration;
use protocol::problem::Problem;
use protocol::run::{DeviceKey, PublicKey};
use protocol::sync::{SyncRequest, SyncResponse};
use rusqlite::Connection;
use sync_server::exchange::Exchange;
use sync_server::store::{
    Batch, Device, DirectStore, Member, StoreError, devices, erase, lives, members, meta,
};
use sync_server::{Kept, Nonces, Seams, Secret};

use super::Broken;
use super::dice::Dice;
use super::mutation::{self, Mutation};
use crate::chance::Chance;
use crate::clock::HandClock;
use crate::disk::{Copy, Disk};

/// The name of the database on the server's disk.
const FILE: &str = "lagesbild.db";
/// Tokens are good until the year 2200: renewing them is tested elsewhere.
const FOR_EVER: UtcMillis = UtcMillis(7_258_118_400_000);

/// What was on the disk at some moment, and what had been promised by then.
pub(super) struct Backup {
    copy: Copy,
    promised: BTreeMap<DeviceId, u64>,
    kept: Kept,
}

/// The server, its disk, and what it has promised.
pub(super) struct Server {
    pub(super) disk: Disk,
    pub(super) clock: HandClock,
    /// The highest number of each device that any answer gave a receipt for, in this life.
    pub(super) promised: BTreeMap<DeviceId, u64>,
    /// What lies beside the database and in no backup.
    pub(super) kept: Kept,
    eye: RefCell<Option<Connection>>,
    seams: Seams,
    store: Option<DirectStore>,
    mutation: Option<Mutation>,
    nonces: Nonces,
    role_of_next: Role,
}

impl Server {
    pub(super) fn new(
        chance: &mut Chance,
        now: UtcMillis,
        mutation: Option<Mutation>,
    ) -> Result<Self, Broken> {
        let clock = HandClock::at(now);
        let dice = Arc::new(Dice::new(chance.fork()));
        let mut server = Self {
            disk: Disk::new(chance.next_u64())?,
            clock: clock.clone(),
            promised: BTreeMap::new(),
            kept: Kept::default(),
            eye: RefCell::new(None),
            seams: Seams { clock: Arc::new(clock), random: dice },
            store: None,
            mutation,
            nonces: Nonces::new(&[0; 32]),
            role_of_next: Role::Reporter,
        };
        server.start()?;
        let member = Member {
            id: organisation(),
            code: None,
            name: "Vaktbolaget".to_owned(),
            roles: Role::ALL.to_vec(),
            collective: false,
            agreement_required: false,
        };
        let own = Device { name: "server".to_owned(), ..server.device(key().public())? };
        server
            .write(|batch| {
                members::put(batch, &member)?;
                devices::insert(batch, &own)?;
                meta::set_own_device(batch.tx, own.id)
            })
            .map_err(Broken::setting_up)?;
        server.disk.lie(mutation == Some(Mutation::TheServersDiskLies));
        Ok(server)
    }

    /// The rule that is broken.
    pub(super) fn mutation(&self) -> Option<Mutation> {
        self.mutation
    }

    /// The role that whoever joins next will have.
    pub(super) fn expect(&mut self, role: Role) {
        self.role_of_next = role;
    }

    /// Start, or start again, after whatever happened.
    pub(super) fn start(&mut self) -> Result<(), Broken> {
        self.eye.take();
        self.store = None;
        self.disk.calm();
        let stuck = |error| Broken::new("I16 LIVE", format!("the server does not start: {error}"));
        let store =
            DirectStore::open_with_vfs(Path::new(FILE), self.disk.vfs(), self.seams.clone());
        self.store = Some(store.map_err(stuck)?.with_key(key()));
        if self.meet().is_err() {
            // It starts when somebody has made room.
            self.disk.limit(None);
            self.meet().map_err(stuck)?;
        }
        Ok(())
    }

    /// Before anybody is answered: does the database go with what was kept beside it?
    fn meet(&mut self) -> Result<(), StoreError> {
        if self.kept.mark.is_none() {
            return Ok(());
        }
        let mut kept = self.kept.clone();
        if self.mutation == Some(Mutation::ForgetsWhatWasErased) {
            kept.erasures.clear();
        }
        let store = self.store.as_mut().ok_or(StoreError::Closed)?;
        let ((), mark) = store.write_kept(|_| (), |batch| lives::meet(batch, &kept).map(drop))?;
        self.kept.mark = mark.or(self.kept.mark);
        Ok(())
    }

    /// What a backup has when it is taken now.
    pub(super) fn backup(&self) -> Backup {
        Backup { copy: self.disk.copy(), promised: self.promised.clone(), kept: self.kept.clone() }
    }

    /// The disk is put back to what it was, as an image of the whole machine with what is kept beside
    /// the database, or without; the program has to be started.
    pub(super) fn restore(&mut self, backup: &Backup, is_image: bool) {
        if is_image {
            self.kept.clone_from(&backup.kept);
        }
        self.eye.take();
        self.store = None;
        self.disk.restore(&backup.copy);
        self.promised.clone_from(&backup.promised);
    }

    /// Look at the database with a connection beside the server's.
    pub(super) fn look<T>(
        &self,
        look: impl FnOnce(&mut Connection) -> Result<T, Broken>,
    ) -> Result<T, Broken> {
        let mut eye = self.eye.borrow_mut();
        let conn = match eye.take() {
            Some(conn) => eye.insert(conn),
            None => eye.insert(self.disk.open(FILE)?),
        };
        look(conn)
    }

    /// Whether its database answers.
    pub(super) fn is_running(&mut self) -> bool {
        let store = self.store.as_mut();
        store.is_some_and(|store| store.read(|conn| Ok(picture::log::head(conn)?)).is_ok())
    }

    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        write(self.store.as_mut().ok_or(StoreError::Closed)?, &mut self.kept, work)
    }

    fn device(&self, public_key: PublicKey) -> Result<Device, Broken> {
        Ok(Device {
            id: DeviceId(self.seams.uuid().map_err(Broken::setting_up)?),
            public_key,
            organisation: organisation(),
            role: self.role_of_next,
            name: "phone".to_owned(),
            have: 0,
            head_hash: OpHash::START,
            revoked_at: None,
            last_seen_at: None,
        })
    }

    /// Gallring: a document and all that was said of it goes for good.
    pub(super) fn erase(&mut self, doc: DocId) -> Result<(), StoreError> {
        self.write(|batch| erase::document(batch, doc, ("the world", "gallring")).map(drop))
    }

    pub(super) fn enrol(&mut self, request: &EnrolmentRequest) -> Result<Enrolled, Broken> {
        let device = self.device(request.public_key)?;
        let token = Secret::fresh(&self.seams).map_err(Broken::setting_up)?;
        let epoch = self
            .write(|batch| {
                devices::insert(batch, &device)?;
                devices::give_token(batch, device.id, (&token, FOR_EVER))?;
                meta::epoch(batch.tx)
            })
            .map_err(Broken::setting_up)?;
        Ok(Enrolled {
            device: device.id,
            name: device.name,
            organisation: device.organisation,
            organisation_name: "Vaktbolaget".to_owned(),
            role: device.role,
            token: ReadToken { token: token.expose().to_owned(), expires_at: FOR_EVER },
            epoch,
            server_key: None,
            handover_key: None,
            configuration: Configuration::default(),
            catalogue: Catalogue::est_se_default().clone(),
            server_time: self.clock.now(),
        })
    }

    /// Take away or give back what a device may do.
    pub(super) fn set_rights(
        &mut self,
        device: DeviceId,
        (role, is_revoked): (Role, bool),
    ) -> Result<(), StoreError> {
        self.write(|batch| {
            batch.tx.execute(
                "UPDATE device SET role = ?2, revoked_at = ?3 WHERE device_id = ?1",
                (device.as_bytes(), role.as_str(), is_revoked.then_some(batch.now.0)),
            )?;
            Ok(())
        })
    }

    /// Hand in and read, as `POST /v1/sync` does.
    pub(super) fn exchange(
        &mut self,
        token: &str,
        request: &SyncRequest,
    ) -> Result<SyncResponse, Problem> {
        let device = request.device;
        let response = self.answer(token, request).map_err(StoreError::into_problem)?;
        let promised = self.promised.entry(device).or_default();
        *promised = response.have.max(*promised);
        Ok(response)
    }

    fn answer(&mut self, token: &str, request: &SyncRequest) -> Result<SyncResponse, StoreError> {
        let exchange = Exchange { nonces: &self.nonces, now: self.clock.now() };
        let token = Secret::presented(token);
        let mutation = self.mutation;
        let (store, kept) = (self.store.as_mut().ok_or(StoreError::Closed)?, &mut self.kept);
        let (call, handed_in) = store.read(|conn| {
            let mut request = request.clone();
            mutation::read(conn, mutation, &mut request)?;
            exchange.open(conn, request, Some(&token))
        })?;
        let Some(handed_in) = handed_in else {
            return respond(store, (mutation, request), |conn| exchange.respond(conn, &call));
        };
        let mut early = None;
        let written = write(store, kept, |batch| {
            if mutation == Some(Mutation::ForgetsWhatWasErased) {
                mutation::forget_what_was_erased(batch)?;
            }
            handed_in.write(batch)?;
            if let Some(mutation) = mutation {
                mutation::take(batch, mutation, request)?;
            }
            if mutation == Some(Mutation::AnswersBeforeTheCommit) {
                early = Some(exchange.respond(batch.tx, &call)?);
            }
            Ok(())
        });
        if let Some(early) = early {
            return Ok(early);
        }
        written?;
        if mutation == Some(Mutation::MergesInSilence) {
            store.write(|batch| Ok(batch.tx.execute("DELETE FROM contest", [])?))?;
        }
        respond(store, (mutation, request), |conn| exchange.respond(conn, &call))
    }
}

/// One commit; erasures are kept beside the database before it, the mark after it.
fn write<T>(
    store: &mut DirectStore,
    kept: &mut Kept,
    work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let journal = &mut kept.erasures;
    let (done, mark) = store.write_kept(|erasures| journal.extend_from_slice(erasures), work)?;
    kept.mark = mark.or(kept.mark);
    Ok(done)
}

/// The server's own key.
fn key() -> DeviceKey {
    DeviceKey::from_seed(&[5; 32])
}

fn respond(
    store: &mut DirectStore,
    (mutation, request): (Option<Mutation>, &SyncRequest),
    answer: impl FnOnce(&Connection) -> Result<SyncResponse, StoreError>,
) -> Result<SyncResponse, StoreError> {
    store.read(|conn| {
        mutation::look(conn, mutation, request)?;
        answer(conn)
    })
}

/// The organisation that every phone belongs to.
pub(super) fn organisation() -> OrganisationId {
    OrganisationId::from_bytes([7; 16])
}
