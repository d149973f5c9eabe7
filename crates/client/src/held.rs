//! Photos between the camera and the report: on the disk at once, so that no crash loses them, and
//! sent only when the one who took them lets them go, since something may have to be blurred first.

use domain::id::DocId;
use photo::Source;

use crate::Client;
use crate::error::ClientError;
use crate::photos::PHOTOS_MAX;
use crate::store::{StoreError, held};

impl Client {
    /// Hold a photo in a place of a report, 0 to 4, instead of the one that was there. When this
    /// returns it is on the disk, upright, small and without anything beside the picture.
    ///
    /// # Errors
    /// When it is no photo, there is no such place, the phone is full, or the disk cannot take it.
    pub fn hold_photo(&self, id: DocId, slot: u8, source: &[u8]) -> Result<(), ClientError> {
        if usize::from(slot) >= PHOTOS_MAX {
            return Err(ClientError::TooManyPhotos);
        }
        let prepared = photo::prepare(source, Source::CAMERA)?;
        if self.store.is_low() && !self.look_for_room()? {
            return Err(ClientError::Full);
        }
        Ok(self.store.write(|tx| held::put(tx, (id, slot), &prepared))?)
    }

    /// The places of a report that hold a photo.
    ///
    /// # Errors
    /// When the store fails.
    pub fn held_photos(&self, id: DocId) -> Result<Vec<u8>, ClientError> {
        Ok(self.store.read(|conn| held::slots(conn, id))?)
    }

    /// A photo that is held, as it would travel.
    ///
    /// # Errors
    /// When the store fails.
    pub fn held_photo(&self, id: DocId, slot: u8) -> Result<Option<Vec<u8>>, ClientError> {
        let found = self.store.read(|conn| held::get(conn, (id, slot)))?;
        Ok(found.map(|prepared| prepared.photo))
    }

    /// Throw a photo away that is held.
    ///
    /// # Errors
    /// When the store fails.
    pub fn drop_held(&self, id: DocId, slot: u8) -> Result<(), ClientError> {
        Ok(self.store.write(|tx| held::remove(tx, (id, slot)))?)
    }

    /// The reports that photos are held for, the youngest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn held_reports(&self) -> Result<Vec<DocId>, ClientError> {
        Ok(self.store.read(held::reports)?)
    }

    /// Make what is held for a report part of it. Stopped anywhere, the rest is held still, and doing
    /// it again adds nothing twice.
    ///
    /// # Errors
    /// When the report is not one's own, has five photos, or the disk cannot take one; what could not
    /// be taken is held still.
    pub fn release_photos(&self, id: DocId) -> Result<(), ClientError> {
        for slot in self.held_photos(id)? {
            let held = self.store.read(|conn| held::get(conn, (id, slot)))?;
            let held = held.ok_or(StoreError::Damaged("a photo that was held is gone"))?;
            self.attach_prepared(id, &held)?;
            self.drop_held(id, slot)?;
        }
        Ok(())
    }
}
