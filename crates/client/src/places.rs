//! The place store on this phone: fetched once it has changed, searched and looked up without a network.

use std::sync::{Arc, PoisonError};

use domain::gazetteer::{FoundPlace, Gazetteer, Whereabouts};

use crate::Client;
use crate::error::{ClientError, SyncError};
use crate::store::{identity, places};
use crate::transport::{Address, Courier};

/// The longest list of what was found.
const FOUND_MOST: usize = 50;

impl Client {
    /// Fetch the place store when the municipality has another than this phone carries. Returns
    /// whether it did.
    ///
    /// # Errors
    /// When the server is not reached, or the store fails; the one before stays.
    pub async fn fetch_places<C: Courier>(&self, courier: &C) -> Result<bool, SyncError> {
        let Some(own) = self.store.read(identity::enrolment)? else {
            return Ok(false);
        };
        let wanted = own.configuration.gazetteer;
        let carried = self.store.read(places::version)?;
        if wanted == carried {
            return Ok(false);
        }
        let token = self.store.read(identity::token)?;
        let gazetteer = match token {
            Some(token) if !wanted.is_empty() => {
                let to = Address { server: own.server, token: token.token };
                courier.gazetteer(&to).await?
            }
            _ => Gazetteer::default(),
        };
        let now = self.clock.now();
        self.store.write(|tx| places::keep(tx, (&wanted, now), &gazetteer))?;
        Ok(true)
    }

    /// Places, streets and addresses by what is typed, best first. `near` is longitude and latitude in
    /// degrees, WGS 84.
    ///
    /// # Errors
    /// When the store fails.
    pub fn search_places(
        &self,
        typed: &str,
        near: Option<(f64, f64)>,
    ) -> Result<Vec<FoundPlace>, ClientError> {
        Ok(self.gazetteer()?.search(typed, near, FOUND_MOST))
    }

    /// Where a point (longitude, latitude in degrees, WGS 84) is, in words.
    ///
    /// # Errors
    /// When the store fails.
    pub fn whereabouts(&self, at: (f64, f64)) -> Result<Whereabouts, ClientError> {
        Ok(self.gazetteer()?.whereabouts(at))
    }

    /// All of it. Read once a version, since every letter that is typed asks.
    ///
    /// # Errors
    /// When the store fails.
    pub fn gazetteer(&self) -> Result<Arc<Gazetteer>, ClientError> {
        let version = self.store.read(places::version)?;
        let mut held = self.gazetteer.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 != version {
            *held = (version, Arc::new(self.store.read(places::read)?));
        }
        Ok(Arc::clone(&held.1))
    }
}
