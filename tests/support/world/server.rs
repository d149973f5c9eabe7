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
use picture::recent::Recent;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::municipality::Configuration;
use protocol::problem::Problem;
use protocol::run::{DeviceKey, PublicKey};
use protocol::sync::{SyncRequest, SyncResponse};
use rusqlite::Connection;
use sync_server::exchange::Exchange;
use sync_server::store::{
    Batch, Device, DirectStore, Member, StoreError, devices, erase, members, meta,
};
use sync_server::{Kept, Nonces, Seams, Secret};

use super::Broken;
use super::check;
use super::dice::Dice;
use super::mutation::{self, Mutation};
use super::photos::{Folder, FolderCopy};
use crate::chance::Chance;
use crate::clock::HandClock;
use crate::disk::{Copy, Disk};

/// The name of the database on the server's disk.
pub(super) const FILE: &str = "lagesbild.db";
/// Tokens are good until the year 2200: renewing them is tested elsewhere.
const FOR_EVER: UtcMillis = UtcMillis(7_258_118_400_000);

/// What was on the disk at some moment, and what had been promised by then.
pub(super) struct Backup {
    copy: Copy,
    photos: FolderCopy,
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
    /// Where the bytes of photos lie.
    pub(super) photos: Folder,
    /// What an answer broke, for whoever asks next.
    pub(super) broken: Option<Broken>,
    chance: Chance,
    is_clear: bool,
    eye: RefCell<Option<Connection>>,
    seams: Seams,
    store: Option<DirectStore>,
    recent: Arc<Recent>,
    mutation: Option<Mutation>,
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
            photos: Folder::new()?,
            broken: None,
            chance: chance.fork(),
            is_clear: true,
            eye: RefCell::new(None),
            seams: Seams { clock: Arc::new(clock), random: dice },
            store: None,
            recent: Arc::default(),
            mutation,
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
        self.recent = Arc::default();
        self.disk.calm();
        if self.disk.has_lost_power() {
            self.photos.crash(&mut self.chance);
        }
        let stuck = |error| Broken::new("I16 LIVE", format!("the server does not start: {error}"));
        let store =
            DirectStore::open_with_vfs(Path::new(FILE), self.disk.vfs(), self.seams.clone());
        let store = store.map_err(stuck)?.with_key(key());
        self.store = Some(store.with_attachments(self.photos.path()));
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
        let mark = store.meet(&kept)?;
        self.kept.mark = mark.or(self.kept.mark);
        Self::ask_for_missing_photos(store, &self.photos)?;
        self.is_clear = false;
        self.clear_disk();
        Ok(())
    }

    /// What was erased leaves the disk; what keeps it from that is tried again.
    fn clear_disk(&mut self) {
        let Some(store) = self.store.as_mut().filter(|_| !self.is_clear) else { return };
        if self.mutation == Some(Mutation::LeavesErasedBytes) {
            self.is_clear = store.write(|batch| mutation::leave_bytes(batch)).is_ok();
        } else {
            self.is_clear = store.clear_disk().unwrap_or(false);
        }
    }

    /// Whether nothing of what was erased should be on the disk.
    pub(super) fn is_clear(&self) -> bool {
        self.is_clear
    }

    /// What a backup has when it is taken now.
    pub(super) fn backup(&self) -> Backup {
        Backup {
            copy: self.disk.copy(),
            photos: self.photos.copy(),
            promised: self.promised.clone(),
            kept: self.kept.clone(),
        }
    }

    /// The disk is put back to what it was, as an image of the whole machine with what is kept beside
    /// the database, or without; the program has to be started.
    pub(super) fn restore(&mut self, backup: &Backup, is_image: bool) -> Result<(), Broken> {
        if is_image {
            self.kept.clone_from(&backup.kept);
            self.photos.restore(&backup.photos)?;
        }
        self.eye.take();
        self.store = None;
        self.disk.restore(&backup.copy);
        self.promised.clone_from(&backup.promised);
        Ok(())
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
        let (store, kept) = (self.store.as_mut().ok_or(StoreError::Closed)?, &mut self.kept);
        let before = kept.erasures.len();
        let done = write(store, kept, work);
        self.is_clear &= kept.erasures.len() == before;
        self.clear_disk();
        done
    }

    /// Look at the database as the server does.
    pub(super) fn read<T>(
        &mut self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.store.as_mut().ok_or(StoreError::Closed)?.read(look)
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
        // Without power nobody can look.
        let place = self.look(|conn| check::place(conn, request, &response));
        self.broken = self.broken.take().or(place.ok().flatten());
        Ok(response)
    }

    fn answer(&mut self, token: &str, request: &SyncRequest) -> Result<SyncResponse, StoreError> {
        let nonces = Nonces::new(&[0; 32]);
        let recent = Arc::clone(&self.recent);
        let exchange = Exchange { nonces: &nonces, now: self.clock.now(), recent: &recent };
        let token = Secret::presented(token);
        let mutation = self.mutation;
        let (call, handed_in) = self.read(|conn| {
            let mut request = request.clone();
            mutation::read(conn, mutation, &mut request)?;
            exchange.open(conn, request, Some(&token))
        })?;
        let Some(handed_in) = handed_in else {
            return self.respond(request, |conn| exchange.respond(conn, &call));
        };
        let mut early = None;
        let written = self.write(|batch| {
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
            self.write(|batch| Ok(batch.tx.execute("DELETE FROM contest", [])?))?;
        }
        self.respond(request, |conn| exchange.respond(conn, &call))
    }

    fn respond(
        &mut self,
        request: &SyncRequest,
        answer: impl FnOnce(&Connection) -> Result<SyncResponse, StoreError>,
    ) -> Result<SyncResponse, StoreError> {
        let mutation = self.mutation;
        self.read(|conn| {
            mutation::look(conn, mutation, request)?;
            answer(conn)
        })
    }

    /// A device that has signed a nonce reads again, as `POST /v1/token` lets it.
    pub(super) fn renew(&mut self, request: &TokenRequest) -> Result<ReadToken, Problem> {
        let nonces = Nonces::new(&[0; 32]);
        let recent = Arc::clone(&self.recent);
        let exchange = Exchange { nonces: &nonces, now: self.clock.now(), recent: &recent };
        let renewed = self.write(|batch| exchange.renew(batch, (request, FOR_EVER)));
        renewed.map_err(StoreError::into_problem)
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

/// The organisation that every phone belongs to.
pub(super) fn organisation() -> OrganisationId {
    OrganisationId::from_bytes([7; 16])
}
