//! What the phone carries of its municipality: stored when it joins, brought up to date with later
//! answers, read without a network.

use domain::catalogue::Catalogue;
use domain::clock::UtcMillis;
use protocol::municipality::Configuration;
use protocol::session::{Me, Shell};
use protocol::sync::SyncResponse;

use crate::Client;
use crate::error::ClientError;
use crate::store::identity::{self, Enrolment};
use crate::store::{StoreError, Transaction};

impl Client {
    /// Who is asking, for a screen. Until the phone has joined it belongs to no municipality.
    ///
    /// # Errors
    /// When the store fails.
    pub fn me(&self) -> Result<Me, ClientError> {
        let enrolment = self.enrolment()?;
        let author = identity::author(enrolment.as_ref());
        let may = author.role.actions();
        let enrolled = enrolment.is_some();
        let (name, organisation, configuration) = match enrolment {
            Some(own) => (own.name, own.organisation_name, own.configuration),
            None => (String::new(), String::new(), Configuration::default()),
        };
        Ok(Me {
            name,
            organisation,
            role: author.role,
            shell: Shell::App,
            enrolled,
            municipality: configuration.municipality,
            tile_order: configuration.tile_order,
            meets_patients: configuration.meets_patients,
            agreement: configuration.agreement,
            configuration: configuration.version,
            may,
            lacks_second_factor: false,
        })
    }

    /// The municipality's categories; the ones that ship until the phone has joined.
    ///
    /// # Errors
    /// When the store fails.
    pub fn catalogue(&self) -> Result<Catalogue, ClientError> {
        let current = self
            .store
            .read(|conn| -> Result<_, StoreError> { Ok(picture::catalogue::current(conn)?) })?;
        Ok(current.into_owned())
    }
}

/// Keep what an answer brings. Returns whether anything did.
pub(crate) fn take(tx: &Transaction<'_>, response: &SyncResponse) -> Result<bool, StoreError> {
    if let Some(catalogue) = &response.catalogue {
        picture::catalogue::keep(tx, catalogue)?;
    }
    if let Some(role) = response.role {
        identity::keep_role(tx, role)?;
    }
    let Some(configuration) = &response.configuration else { return Ok(false) };
    identity::keep_configuration(tx, configuration)?;
    Ok(true)
}

/// Whether the agreement that this phone's access rests on is not in force. The phone knows its days,
/// so that reading ends by itself without a network too.
pub(crate) fn has_ended(own: &Enrolment, now: UtcMillis) -> bool {
    let agreement = own.configuration.agreement.as_ref();
    agreement.is_some_and(|agreement| !agreement.is_in_force(now))
}
