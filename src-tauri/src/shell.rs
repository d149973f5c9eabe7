//! What the commands share: the engine of who has the phone, those of all others on it, the network, the
//! maps, and a bell that wakes the sync.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use client::http::Http;
use client::keys::KeyStore;
use client::system::{SystemClock, SystemRandom};
use client::{Client, ClientError, People, Person};
use tokio::sync::watch;

use crate::error::CommandError;
use crate::maps::Maps;
use crate::studies::Studies;

/// The app behind its window.
#[derive(Clone)]
pub struct Shell {
    people: Arc<People>,
    network: Arc<Http>,
    maps: Arc<Maps>,
    bell: Arc<watch::Sender<()>>,
    studies: Arc<Mutex<Arc<Studies>>>,
    /// Whose time is kept in the background.
    followed: Arc<Mutex<BTreeSet<u32>>>,
    joining: Arc<AtomicU64>,
}

impl Shell {
    /// Open the stores in a folder; their keys are with the system, where they can be.
    ///
    /// # Errors
    /// When the store cannot be opened or there is no way to the network.
    pub fn open(
        store: &std::path::Path,
        keys: Box<dyn KeyStore>,
        maps: Maps,
    ) -> Result<Self, ClientError> {
        let machine = (Arc::new(SystemClock) as _, Arc::new(SystemRandom) as _);
        Ok(Self {
            people: Arc::new(People::open(store, keys, machine)?),
            network: Arc::new(Http::new()?),
            maps: Arc::new(maps),
            bell: Arc::new(watch::Sender::new(())),
            studies: Arc::default(),
            followed: Arc::default(),
            joining: Arc::default(),
        })
    }

    /// The engine of who has the phone.
    pub fn client(&self) -> Arc<Client> {
        self.people.here()
    }

    /// Everybody on this phone.
    pub fn everybody(&self) -> Vec<Person> {
        self.people.everybody()
    }

    /// The way to the server.
    pub fn network(&self) -> &Http {
        &self.network
    }

    /// The analysis: answers given before, and what is being counted.
    pub fn studies(&self) -> Arc<Studies> {
        Arc::clone(&self.studies.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Let go of every answer that was given: somebody else may have the phone.
    pub fn forget_studies(&self) {
        *self.studies.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    /// Whether nobody keeps this person's time yet; the caller does from now on.
    pub fn begins_to_follow(&self, number: u32) -> bool {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner).insert(number)
    }

    /// Begin to wait for a browser; whatever waited for one before gives up. Returns whether this has been
    /// given up, to be asked again and again.
    pub fn begin_joining(&self) -> impl Fn() -> bool + Send + 'static {
        let joining = Arc::clone(&self.joining);
        let own = joining.fetch_add(1, Ordering::SeqCst) + 1;
        move || joining.load(Ordering::SeqCst) != own
    }

    /// Something waits, or somebody asked: try soon.
    pub fn wake(&self) {
        self.bell.send_replace(());
    }

    /// To hear the bell, also when it rang while one was busy.
    pub fn bell(&self) -> watch::Receiver<()> {
        self.bell.subscribe()
    }

    /// Ask about everybody on a thread that may wait for the disk.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn with_people<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&People) -> Result<T, ClientError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let people = Arc::clone(&self.people);
        let asked = tauri::async_runtime::spawn_blocking(move || ask(&people)).await;
        Ok(asked.map_err(|_| CommandError::stopped())??)
    }

    /// Ask the engine on a thread that may wait for the disk.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn with<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Client) -> Result<T, ClientError> + Send + 'static,
    ) -> Result<T, CommandError> {
        with(self.client(), ask).await
    }

    /// Ask for maps on a thread that may wait for the disk.
    ///
    /// # Errors
    /// Those of the asking.
    pub async fn with_maps<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Maps) -> Result<T, CommandError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let maps = Arc::clone(&self.maps);
        let asked = tauri::async_runtime::spawn_blocking(move || ask(&maps)).await;
        asked.map_err(|_| CommandError::stopped())?
    }
}

/// Ask one person's engine on a thread that may wait for the disk.
///
/// # Errors
/// Those of the engine.
pub async fn with<T: Send + 'static>(
    client: Arc<Client>,
    ask: impl FnOnce(&Client) -> Result<T, ClientError> + Send + 'static,
) -> Result<T, CommandError> {
    let asked = tauri::async_runtime::spawn_blocking(move || ask(&client)).await;
    Ok(asked.map_err(|_| CommandError::stopped())??)
}
