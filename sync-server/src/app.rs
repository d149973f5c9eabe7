//! One running server: its folder, its store, its own key, its municipality, its maps.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::clock::UtcMillis;
use domain::day::Day;
use picture::study::Ground;
use protocol::handover::OpenKey;

use crate::applying;
use crate::attempts::Attempts;
use crate::backup::Backups;
use crate::config;
use crate::current::{Current, Version};
use crate::faults::Faults;
use crate::keep;
use crate::limits::Limits;
use crate::municipal::Municipal;
use crate::passkeys::Passkeys;
use crate::receivers::Secrets;
use crate::record::Readings;
use crate::seams::{NoRandomness, Seams};
use crate::second_factor::Factors;
use crate::secrets::Nonces;
use crate::settings::Settings;
use crate::store::blobs::{self, Files};
use crate::store::ops::Own;
use crate::store::{Store, StoreError, configuration, erase, meta};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder has not been made by `init`.
    #[error("{0} is not a data folder yet: run `sync-server init` first")]
    NotInitialised(PathBuf),
    /// Settings or configuration are wrong; every fault is named.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The database does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// There is no way to the municipality's sign-in: the machine's TLS cannot be set up.
    #[error("the municipality's sign-in cannot be asked: {0}")]
    Municipal(#[from] reqwest::Error),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The server's key is not 32 bytes.
    #[error("{0} does not hold the server's key")]
    Key(PathBuf),
}

impl StartError {
    /// A file that could not be read or written.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |error| Self::File { path: path.to_owned(), error }
    }
}

/// What all routes share.
pub struct Server {
    /// The data folder.
    pub dir: PathBuf,
    /// The database.
    pub store: Store,
    /// The bytes of attachments.
    pub blobs: Files,
    /// To open hand-over packages with.
    pub packages: OpenKey,
    /// Clock and randomness.
    pub seams: Seams,
    /// The server as a device.
    pub own: Arc<Own>,
    /// For new read tokens.
    pub nonces: Nonces,
    /// What messages to other systems are signed with.
    pub secrets: Secrets,
    /// For second factors and recovery codes.
    pub factors: Factors,
    /// The municipality's own sign-in, where there is one.
    pub(crate) municipal: Option<Municipal>,
    /// What passkeys sign.
    pub(crate) passkeys: Passkeys,
    /// The settings.
    pub settings: Settings,
    /// The municipality's configuration in force, and the base maps.
    pub current: Current,
    /// Answers of the analysis, by snapshot and question.
    pub studies: Arc<picture::study::Cache>,
    /// Held while the configuration is changed from a desk.
    pub(crate) configuring: std::sync::Mutex<()>,
    /// Vector tiles of the picture, kept until the next commit.
    pub tiles: picture::tiles::Tiles,
    /// The backups, and what they make safe.
    pub backups: Backups,
    /// How often somebody failed to sign in.
    pub attempts: Attempts,
    /// How much one device, user or address may ask.
    pub limits: Limits,
    /// What was read a short while ago is on the record already.
    pub readings: Readings,
}

/// A handle to the server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Server>);

impl std::ops::Deref for App {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.0
    }
}

impl App {
    /// Open a data folder that `init` has made.
    ///
    /// # Errors
    /// When it was not made, or anything in it is wrong.
    pub fn open(dir: &Path, settings: Settings, seams: Seams) -> Result<Self, StartError> {
        if !dir.join("lagesbild.db").exists() {
            return Err(StartError::NotInitialised(dir.to_owned()));
        }
        let folder = dir.join("config");
        let seed = keep::read_key(dir)?;
        let store = Store::open(dir, seams.clone())?;
        applying::settle(dir, &store)?;
        let version = Version::read(&folder)?;
        if store.read_now(meta::own_device)?.is_none() {
            return Err(StartError::NotInitialised(dir.to_owned()));
        }
        let before = store.read_now(|conn| Ok(picture::catalogue::current(conn)?))?;
        config::check_change(&before, &version.configuration)?;
        let version = Arc::new(store.read_now(|conn| version.in_force(conn))?);
        let taking = || {
            let version = Arc::clone(&version);
            store.write_now(move |batch| configuration::take(batch, &version).map(drop))
        };
        match taking() {
            // The reserve was given up for it.
            Err(StoreError::Full) => taking()?,
            taken => taken?,
        }
        let current = Current::new(folder, version, settings.maps.clone());
        let blob_folder = dir.join("blobs");
        let blobs = Files::open(&blob_folder).map_err(StartError::file(&blob_folder))?;
        erase_again(&store, dir, &settings)?;
        ask_again_for_missing(&store, &blobs)?;
        let own = protocol::run::DeviceKey::from_seed(&seed);
        let municipal = settings.sign_in.municipal.clone();
        let municipal = municipal.map(|it| Municipal::new(it, &seed)).transpose()?;
        let passkeys = Passkeys::new(&seed, &seams)?;
        let backups = Backups::new(dir, &settings.backup, own.public().0);
        Ok(Self(Arc::new(Server {
            dir: dir.to_owned(),
            store,
            blobs,
            packages: OpenKey::from_seed(&seed),
            own: Arc::new(Own { key: own }),
            backups,
            nonces: Nonces::new(&seed),
            secrets: Secrets::new(&seed),
            factors: Factors::new(&seed),
            municipal,
            passkeys,
            attempts: Attempts::default(),
            limits: Limits::default(),
            readings: Readings::default(),
            studies: Arc::default(),
            configuring: std::sync::Mutex::default(),
            tiles: picture::tiles::Tiles::default(),
            seams,
            settings,
            current,
        })))
    }
}

/// Targets of backups keep the record of erasures too: when a whole machine was put back, its own
/// record with it, theirs still has everything. Nobody is answered before.
fn erase_again(store: &Store, dir: &Path, settings: &Settings) -> Result<(), StoreError> {
    let mut erasures = Vec::new();
    for target in settings.backup.targets(dir) {
        match keep::erasures_in(&target.folder) {
            Ok(found) => erasures.extend(found),
            Err(error) => tracing::error!("a record of erasures is not readable: {error}"),
        }
    }
    if erasures.is_empty() {
        return Ok(());
    }
    store.write_now(move |batch| erase::all_again(batch, &erasures))
}

/// After a restore the folder may be older than the database: what is missing is asked for again.
fn ask_again_for_missing(store: &Store, files: &Files) -> Result<(), StoreError> {
    let missing = store.read_now(|conn| blobs::missing(conn, files))?;
    if missing.is_empty() {
        return Ok(());
    }
    tracing::warn!("{} attachments are missing and asked for again", missing.len());
    store
        .write_now(move |batch| missing.iter().try_for_each(|name| blobs::is_missing(batch, *name)))
}

impl Server {
    /// The present time.
    pub fn now(&self) -> UtcMillis {
        self.seams.clock.now()
    }

    /// What an analysis stands on: zone, day, named places and areas.
    pub fn ground(&self) -> Ground {
        let configuration = &self.current.get().configuration;
        Ground::of(&configuration.municipality.zone, self.now(), &configuration.gazetteer)
    }

    /// The Monday of the present week in the municipality's zone.
    pub fn monday(&self) -> Day {
        self.ground().day().monday()
    }

    /// Whether browsers reach the server over TLS only.
    pub fn is_secure(&self) -> bool {
        let is_https = |url: &str| url.starts_with("https://");
        self.settings.tls.is_some() || self.settings.public_url.as_deref().is_some_and(is_https)
    }
}
