//! One phone's engine: what a person reports is on its disk before anything else happens, and travels
//! when it can. Clock, randomness and network are handed in; knows nothing of Tauri.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use domain::clock::{Clock, UtcMillis};
use domain::gazetteer::Gazetteer;
use domain::id::DocId;
use domain::role::Role;
use protocol::enrolment::{Enrolled, EnrolmentRequest, Link};
use protocol::run::DeviceKey;
use protocol::session::SyncState;

pub mod clocks;
pub mod hints;
pub mod keys;
pub mod random;
pub mod schedule;
pub mod transport;

#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "system")]
pub mod system;

mod access;
mod analysis;
mod briefing;
pub mod browser;
mod capture;
mod compare;
mod editions;
mod error;
mod handover;
mod held;
mod imports;
mod incidents;
mod joining;
mod masking;
mod municipality;
mod pacing;
mod patrols;
mod people;
mod photos;
mod pin;
mod places;
mod plan;
mod priorities;
mod qr;
mod questions;
mod reading;
pub mod reserve;
mod restore;
mod store;
mod sync;
mod timing;
mod wiping;
mod words;
mod writing;

pub use capture::Recorded;
pub use error::{ClientError, SyncError};
pub use handover::{Delivered, Refused, save_package};
pub use masking::QUEUE_MAX;
pub use pacing::PHOTOS_ON_WIFI_ONLY;
pub use people::{People, Person};
pub use photos::{MediaOutcome, MediaPlan, PHOTOS_MAX};
pub use picture::areas::{file::FileError, geopackage};
pub use picture::view;
pub use protocol::handover::parts as package;
pub use protocol::session;
pub use questions::UNDO_MS;
pub use store::identity::Enrolment;
pub use store::{FILE as STORE_FILE, StoreError};
pub use sync::{Accepted, Outcome, Plan};

use keys::{KeyStore, NoKeyStore};
use random::Random;
use reserve::Reserve;
use schedule::{Pace, Scheduler};
use store::{MayBeFull as _, Store, blobs, clock, drafts, identity, outbox, progress, settings};
use transport::Transport;

/// Name and version of this engine, as the server lists it.
pub const APP: &str = concat!("lagesbild/", env!("CARGO_PKG_VERSION"));

/// One phone: its store, and what it may ask of the world.
pub struct Client {
    store: Store,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    pace: Mutex<Pace>,
    scheduler: Mutex<Scheduler>,
    /// The place store as it was last read, by its version.
    gazetteer: Mutex<(String, Arc<Gazetteer>)>,
    lock: Mutex<pin::Lock>,
}

impl Client {
    /// Open the store in a folder, made when it is not there. The key that the phone signs with is
    /// made here, before anything can be sent. What it is encrypted with lies in a file beside it.
    ///
    /// # Errors
    /// When the store cannot be opened, SQLite is too old, or there are no random bytes.
    pub fn open(
        dir: &Path,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, ClientError> {
        Self::open_with_keys(dir, &NoKeyStore, (clock, random))
    }

    /// The same, where the system's store of secrets keeps the key, if it can.
    ///
    /// # Errors
    /// As [`Client::open`]; also when the system keeps the key and does not hand it out.
    pub fn open_with_keys(
        dir: &Path,
        keys: &dyn KeyStore,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
    ) -> Result<Self, ClientError> {
        Self::of(Store::open(dir, keys, random.as_ref())?, clock, random)
    }

    /// The same on a disk that SQLite knows by a name: the seam where a simulation lets the power go
    /// and the browser has its own files.
    ///
    /// # Errors
    /// As [`Client::open`].
    pub fn open_with_vfs(
        vfs: &str,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, ClientError> {
        Self::of(Store::open_with_vfs(vfs)?, clock, random)
    }

    fn of(
        store: Store,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, ClientError> {
        if store.read(identity::seed)?.is_none() {
            let seed = random::bytes::<32>(random.as_ref())?;
            store.write(|tx| identity::keep_seed(tx, &seed))?;
        }
        let (pace, scheduler) = (Mutex::new(Pace::START), Mutex::new(Scheduler::START));
        let (gazetteer, lock) = (Mutex::default(), Mutex::default());
        Ok(Self { store, clock, random, pace, scheduler, gazetteer, lock })
    }

    /// Whether the phone has joined a server.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_enrolled(&self) -> Result<bool, ClientError> {
        Ok(self.enrolment()?.is_some())
    }

    /// What the phone knows of itself, once it has joined.
    ///
    /// # Errors
    /// When the store fails.
    pub fn enrolment(&self) -> Result<Option<Enrolment>, ClientError> {
        Ok(self.store.read(identity::enrolment)?)
    }

    /// In which role the phone reads and writes; a reporter until it has joined.
    ///
    /// # Errors
    /// When the store fails.
    pub fn role(&self) -> Result<Role, ClientError> {
        Ok(identity::author(self.enrolment()?.as_ref()).role)
    }

    /// Join a server by a one-time link. What was captured before keeps its bytes and gets its place
    /// in the chain of the device that the phone now is.
    ///
    /// # Errors
    /// When the text is no link, the phone has joined already, or the server refuses.
    pub async fn enrol<T: Transport>(
        &self,
        link: &str,
        transport: &T,
    ) -> Result<Enrolment, ClientError> {
        if let Some(own) = self.enrolment()? {
            return Err(ClientError::AlreadyEnrolled { server: own.server });
        }
        let link: Link = link.parse()?;
        let request = EnrolmentRequest {
            code: link.code,
            public_key: self.key()?.public(),
            app: APP.to_owned(),
        };
        let asked = self.reading();
        let enrolled = transport.enrol(&link.server, &request).await?;
        self.take_in(&link.server, asked, &enrolled)
    }

    /// This device has joined.
    fn take_in(
        &self,
        server: &str,
        asked: clocks::Reading,
        enrolled: &Enrolled,
    ) -> Result<Enrolment, ClientError> {
        let fix = clocks::Fix::from_server(asked, self.reading(), enrolled.server_time);
        let enrolment = Enrolment::of(server, enrolled);
        self.store.write(|tx| -> Result<(), StoreError> {
            identity::keep(tx, &enrolment, &enrolled.token)?;
            picture::catalogue::keep(tx, &enrolled.catalogue)?;
            picture::organisation::upsert(tx, enrolled.organisation, &enrolled.organisation_name)?;
            let mut so_far = progress::read(tx)?;
            so_far.clock_offset_ms = fix.offset_ms(fix.at);
            clock::keep(tx, &fix)?;
            so_far.attempt = progress::Attempt::default();
            so_far.compared_at = Some(fix.at.wall);
            progress::keep(tx, &so_far)?;
            writing::adopt(tx, identity::author(Some(&enrolment)))
        })?;
        Ok(enrolment)
    }

    /// How sync stands.
    ///
    /// # Errors
    /// When the store fails.
    pub fn state(&self) -> Result<SyncState, ClientError> {
        let reading = self.reading();
        Ok(self.store.read(|conn| -> Result<SyncState, StoreError> {
            let so_far = progress::read(conn)?;
            Ok(SyncState {
                waiting: outbox::waiting(conn)?,
                last_received_at: so_far.last_received_at,
                problem: so_far.attempt.problem,
                next_attempt_at: so_far.attempt.next_at,
                online: so_far.attempt.is_online,
                photos_waiting: blobs::waiting(conn)?.0,
                clock_error_ms: clock::fix(conn)?.and_then(|fix| fix.wall_error_ms(reading)),
                storage_low: self.store.is_low(),
                compared_at: so_far.compared_at,
                at_rest: Some(self.store.at_rest()),
            })
        })?)
    }

    /// How many operations the server has set aside.
    ///
    /// # Errors
    /// When the store fails.
    pub fn quarantined(&self) -> Result<u64, ClientError> {
        Ok(self.store.read(outbox::quarantined)?)
    }

    /// Whether it is time to try: something may be read or handed in, and the wait is over.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_due(&self) -> Result<bool, ClientError> {
        let next_at = self.store.read(progress::read)?.attempt.next_at;
        Ok(self.is_enrolled()? && schedule::is_due(self.clock.now(), next_at))
    }

    /// The network changed, or the app started: try at once, and count failures anew.
    ///
    /// # Errors
    /// When the store fails.
    pub fn rearm(&self) -> Result<(), ClientError> {
        Ok(self.store.write(|tx| -> Result<(), StoreError> {
            let mut so_far = progress::read(tx)?;
            so_far.attempt.failures = 0;
            so_far.attempt.next_at = None;
            blobs::rearm(tx)?;
            progress::keep(tx, &so_far)
        })?)
    }

    /// Set room for text aside in this way instead of by a file in the phone's folder.
    #[must_use]
    pub fn reserving(mut self, reserve: Box<dyn Reserve>) -> Self {
        self.store.reserve(reserve);
        self
    }

    /// Set room for text aside if it is not; where there is none, photos that are safe elsewhere make
    /// room. Returns whether there is enough for photos and for what others wrote.
    ///
    /// # Errors
    /// When the store fails for another reason than a full disk.
    pub fn look_for_room(&self) -> Result<bool, StoreError> {
        if self.store.look_for_room() {
            return Ok(true);
        }
        let made = self.store.write(|tx| -> Result<usize, StoreError> {
            blobs::let_go(tx, progress::read(tx)?.safe)
        });
        match made {
            Ok(0) => Ok(false),
            Ok(_) => Ok(self.store.look_for_room()),
            Err(error) if error.is_full() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Keep what a person is typing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn save_draft(&self, doc: DocId, json: &str) -> Result<(), ClientError> {
        Ok(self.store.write(|tx| drafts::put(tx, doc, json, self.clock.now()))?)
    }

    /// What a person was typing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn draft(&self, doc: DocId) -> Result<Option<String>, ClientError> {
        Ok(self.store.read(|conn| drafts::get(conn, doc))?)
    }

    /// Everything a person was typing, the last first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn drafts(&self) -> Result<Vec<(DocId, String)>, ClientError> {
        Ok(self.store.read(drafts::list)?)
    }

    /// Forget what a person was typing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn drop_draft(&self, doc: DocId) -> Result<(), ClientError> {
        Ok(self.store.write(|tx| drafts::remove(tx, doc))?)
    }

    /// A choice of the person on this phone.
    ///
    /// # Errors
    /// When the store fails.
    pub fn setting(&self, key: &str) -> Result<Option<String>, ClientError> {
        Ok(self.store.read(|conn| settings::get(conn, key))?)
    }

    /// Keep a choice of the person on this phone.
    ///
    /// # Errors
    /// When the store fails.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), ClientError> {
        Ok(self.store.write(|tx| settings::put(tx, key, value))?)
    }

    fn key(&self) -> Result<DeviceKey, StoreError> {
        let seed = self.store.read(identity::seed)?;
        let seed = seed.ok_or(StoreError::Damaged("the key is missing"))?;
        Ok(DeviceKey::from_seed(&seed))
    }

    fn pace(&self) -> Pace {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_pace(&self, pace: Pace) {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner) = pace;
    }

    fn chance(&self) -> u32 {
        random::bytes::<4>(self.random.as_ref()).map_or(0, u32::from_le_bytes)
    }

    fn random(&self) -> &dyn Random {
        self.random.as_ref()
    }

    fn now(&self) -> UtcMillis {
        self.clock.now()
    }
}
