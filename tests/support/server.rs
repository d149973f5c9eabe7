//! The real server on a real socket, in a folder of its own.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use domain::role::Role;
use sync_server::{App, Seams, Settings};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::clock::HandClock;

/// What goes wrong while a scenario is set up.
pub type Fault = Box<dyn Error + Send + Sync>;

/// A server that was stopped: its folder, and the port it comes back on.
pub struct Stopped {
    folder: TempDir,
    port: u16,
}

/// The files of a folder as they were.
pub struct Copied(TempDir);

impl Stopped {
    /// Copy the folder: all of it, or without what lies outside the backup set.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn copy(&self, with_keep: bool) -> Result<Copied, Fault> {
        let copied = tempfile::tempdir()?;
        copy_files(self.folder.path(), copied.path(), with_keep)?;
        Ok(Copied(copied))
    }

    /// Put a copy back over the folder; what it does not have of `keep` stays.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn put_back(&self, copied: &Copied) -> Result<(), Fault> {
        for file in ["lagesbild.db", "lagesbild.db-wal", "lagesbild.db-shm"] {
            let file = self.folder.path().join(file);
            if file.exists() {
                std::fs::remove_file(file)?;
            }
        }
        copy_files(copied.0.path(), self.folder.path(), true)
    }

    /// The folder that holds everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Serve the folder.
    ///
    /// # Errors
    /// When the folder does not open, or the port is taken.
    pub async fn start(self) -> Result<Server, Fault> {
        self.start_with(Settings::default()).await
    }

    /// Serve the folder with other settings.
    ///
    /// # Errors
    /// When the folder does not open, or the port is taken.
    pub async fn start_with(self, settings: Settings) -> Result<Server, Fault> {
        self.start_in(settings, Seams::real()).await
    }

    /// The same at a time that is set by hand.
    ///
    /// # Errors
    /// As [`Stopped::start`].
    pub async fn start_at(self, clock: &HandClock) -> Result<Server, Fault> {
        let seams = Seams { clock: Arc::new(clock.clone()), ..Seams::real() };
        self.start_in(Settings::default(), seams).await
    }

    async fn start_in(self, settings: Settings, seams: Seams) -> Result<Server, Fault> {
        let app = App::open(self.folder.path(), settings, seams)?;
        Server::at(self.port, app, self.folder).await
    }
}

fn copy_files(from: &Path, to: &Path, with_keep: bool) -> Result<(), Fault> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() && (with_keep || name != "keep") {
            copy_files(&path, &to.join(name), with_keep)?;
        } else if path.is_file() {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// A running server.
pub struct Server {
    /// What its routes share.
    pub app: App,
    /// Where it listens, `http://127.0.0.1:…`.
    pub address: String,
    folder: TempDir,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Server {
    /// Make a folder with the practice town and serve it on a free port.
    ///
    /// # Errors
    /// When the folder or the port cannot be had.
    pub async fn start() -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        tokio::task::block_in_place(|| sync_server::init(folder.path(), None, &Seams::real()))?;
        Stopped { folder, port: 0 }.start().await
    }

    /// Serve what was opened already, such as with another clock.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn of(app: App, folder: TempDir) -> Result<Self, Fault> {
        Self::at(0, app, folder).await
    }

    async fn at(port: u16, app: App, folder: TempDir) -> Result<Self, Fault> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let router = sync_server::app(app.clone());
        let ended = tokio::spawn(sync_server::serve(listener, router, async {
            let _ = stopped.await;
        }));
        Ok(Self { app, address, folder, stop, ended })
    }

    /// The same at a time that is set by hand.
    ///
    /// # Errors
    /// When the folder or the port cannot be had.
    pub async fn start_at(clock: &HandClock) -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        let seams = Seams { clock: Arc::new(clock.clone()), ..Seams::real() };
        tokio::task::block_in_place(|| sync_server::init(folder.path(), None, &seams))?;
        Stopped { folder, port: 0 }.start_in(Settings::default(), seams).await
    }

    /// Stop; nobody answers at the address until it is started again.
    ///
    /// # Errors
    /// When the server had ended badly.
    pub async fn stop(self) -> Result<Stopped, Fault> {
        let _ = self.stop.send(());
        self.ended.await?;
        let port = self.address.rsplit(':').next().unwrap_or("").parse()?;
        Ok(Stopped { folder: self.folder, port })
    }

    /// A one-time link for a device. Needs a runtime with more than one thread.
    ///
    /// # Errors
    /// When the organisation is not there or may not have the role.
    pub fn link(&self, organisation: &'static str, role: Role) -> Result<String, Fault> {
        let code = tokio::task::block_in_place(|| {
            self.app.store.write_now(move |batch| {
                let member = sync_server::invite::place(batch, organisation, role)?;
                sync_server::invite::device(batch, &member, (role, organisation))
            })
        })?;
        Ok(format!("{}/anslut#{}", self.address, code.0.expose()))
    }

    /// The folder that holds everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
