//! What the commands share: the engine, the network, the maps, and a bell that wakes the sync.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use client::http::Http;
use client::system::{SystemClock, SystemRandom};
use client::{Client, ClientError};
use tokio::sync::Notify;

use crate::error::CommandError;
use crate::maps::Maps;
use crate::studies::Studies;

/// The app behind its window.
#[derive(Clone)]
pub struct Shell {
    client: Arc<Client>,
    network: Arc<Http>,
    maps: Arc<Maps>,
    bell: Arc<Notify>,
    studies: Arc<Studies>,
    joining: Arc<AtomicU64>,
}

impl Shell {
    /// Open the store in a folder.
    ///
    /// # Errors
    /// When the store cannot be opened or there is no way to the network.
    pub fn open(store: &std::path::Path, maps: Maps) -> Result<Self, ClientError> {
        let client = Client::open(store, Arc::new(SystemClock), Arc::new(SystemRandom))?;
        Ok(Self {
            client: Arc::new(client),
            network: Arc::new(Http::new()?),
            maps: Arc::new(maps),
            bell: Arc::new(Notify::new()),
            studies: Arc::default(),
            joining: Arc::default(),
        })
    }

    /// The engine.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The way to the server.
    pub fn network(&self) -> &Http {
        &self.network
    }

    /// The analysis: answers given before, and what is being counted.
    pub fn studies(&self) -> Arc<Studies> {
        Arc::clone(&self.studies)
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
        self.bell.notify_one();
    }

    /// Wait until somebody rings.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Ask the engine on a thread that may wait for the disk.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn with<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Client) -> Result<T, ClientError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let client = Arc::clone(&self.client);
        let asked = tauri::async_runtime::spawn_blocking(move || ask(&client)).await;
        Ok(asked.map_err(|_| CommandError::stopped())??)
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
