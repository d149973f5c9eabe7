//! A phone: the real engine with a store of its own, which survives being killed.

use std::path::Path;
use std::sync::Arc;

use client::Client;
use client::http::Http;
use client::system::{SystemClock, SystemRandom};
use domain::catalogue::CategoryCode;
use domain::id::DocId;
use domain::observation::ObservationDraft;
use domain::position::{Position, PositionSource};
use domain::text::Note;
use tempfile::TempDir;

use crate::clock::HandClock;
use crate::server::{Fault, Server};
use domain::role::Role;

/// A phone and the person who holds it.
pub struct Phone {
    /// The engine.
    pub client: Client,
    folder: TempDir,
}

impl Phone {
    /// A phone that has joined nothing.
    ///
    /// # Errors
    /// When its store cannot be made.
    pub fn new() -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        Self::open(folder)
    }

    /// A phone that has joined.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn joined(
        server: &Server,
        organisation: &'static str,
        role: Role,
    ) -> Result<Self, Fault> {
        Self::joined_through(server, &server.address, (organisation, role)).await
    }

    /// A phone that has joined, at a time that is set by hand.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn joined_at(
        server: &Server,
        clock: &HandClock,
        (organisation, role): (&'static str, Role),
    ) -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        let clock = Arc::new(clock.clone());
        let client = Client::open(folder.path(), clock, Arc::new(SystemRandom))?;
        client.enrol(&server.link(organisation, role)?, &Http::new()?).await?;
        Ok(Self { client, folder })
    }

    /// A phone that has joined and knows the server by another address, such as a proxy's.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn joined_through(
        server: &Server,
        address: &str,
        (organisation, role): (&'static str, Role),
    ) -> Result<Self, Fault> {
        let phone = Self::new()?;
        let link = server.link(organisation, role)?.replace(&server.address, address);
        phone.client.enrol(&link, &Http::new()?).await?;
        Ok(phone)
    }

    fn open(folder: TempDir) -> Result<Self, Fault> {
        let client = Client::open(folder.path(), Arc::new(SystemClock), Arc::new(SystemRandom))?;
        Ok(Self { client, folder })
    }

    /// Switch off without a word, and on again.
    ///
    /// # Errors
    /// When the store does not open again.
    pub fn restarted(self) -> Result<Self, Fault> {
        drop(self.client);
        Self::open(self.folder)
    }

    /// Switch off for good, and keep its files.
    ///
    /// # Errors
    /// When the store does not close in good order.
    pub fn into_folder(self) -> Result<TempDir, Fault> {
        drop(self.client);
        // Opened and closed once more alone, so that everything lies in the database itself.
        Ok(Self::open(self.folder)?.folder)
    }

    /// Report something at a place in the practice town.
    ///
    /// # Errors
    /// When the report is not taken.
    pub fn report(&self, category: &str, (lon, lat): (f64, f64)) -> Result<DocId, Fault> {
        let mut draft = ObservationDraft::of(CategoryCode::new(category)?);
        draft.attributes.position =
            Some(Position::new(lon, lat, PositionSource::Gps)?.with_accuracy(8.0)?);
        Ok(self.client.record(&draft)?.id)
    }

    /// Report something with a note, and a photo of it if there is one.
    ///
    /// # Errors
    /// When the report is not taken.
    pub fn report_with(&self, note: &str, photo: Option<&[u8]>) -> Result<DocId, Fault> {
        let mut draft = ObservationDraft::of(CategoryCode::new("vandalism.graffiti")?);
        draft.attributes.note = Some(Note::new(note)?);
        let doc = self.client.record(&draft)?.id;
        if let Some(photo) = photo {
            self.client.attach(doc, photo)?;
        }
        Ok(doc)
    }

    /// The folder of its store.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Hand in and read.
    ///
    /// # Errors
    /// When the server is not reached or refuses.
    pub async fn sync(&self) -> Result<client::Outcome, Fault> {
        self.sync_with(&Http::new()?).await
    }

    /// Hand in and read over connections that may be open already.
    ///
    /// # Errors
    /// When the server is not reached or refuses.
    pub async fn sync_with(&self, http: &Http) -> Result<client::Outcome, Fault> {
        Ok(self.client.sync(http).await?)
    }
}
