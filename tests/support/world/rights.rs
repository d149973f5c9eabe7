//! What the administration does meanwhile: it erases, turns a coordinator into a reporter and back,
//! takes somebody's rights and gives them again, revokes a device.

use domain::id::DeviceId;
use domain::role::Role;
use sync_server::store::StoreError;

use super::server::Server;
use super::{Broken, World, erasing};

impl World {
    /// What a phone shows is erased for good. A full disk may refuse; then nothing is.
    pub(super) fn erase(&mut self, place: usize) -> Result<(), Broken> {
        if let Some(doc) = self.one_of(place) {
            let _ = self.server.erase(doc);
        }
        erasing::server_is_clear(&self.server, &self.phones)
    }

    /// A coordinator becomes a reporter, who reads less, or the other way round.
    pub(super) fn turn_role(&mut self, place: usize) {
        // The first stays coordinator; the last is somebody whose rights come and go.
        if place == 0 || place + 1 == self.phones.len() {
            return;
        }
        let phone = &mut self.phones[place];
        let before = phone.role;
        phone.role = if before == Role::Coordinator { Role::Reporter } else { Role::Coordinator };
        if self.server.set_rights(phone.device, phone.rights()).is_err() {
            phone.role = before;
        }
    }

    /// Somebody may no longer report, or may again.
    pub(super) fn change_rights(&mut self) {
        let is_withdrawn = self.chance.is_one_in(2);
        let is_revoked = is_withdrawn && self.chance.is_one_in(2);
        let Some(phone) = self.phones.last_mut() else { return };
        let before = (phone.is_withdrawn, phone.is_revoked);
        (phone.is_withdrawn, phone.is_revoked) = (is_withdrawn, is_revoked);
        // A full disk may refuse; then nothing changes.
        if self.server.set_rights(phone.device, phone.rights()).is_err() {
            (phone.is_withdrawn, phone.is_revoked) = before;
        }
        phone.was_withdrawn |= phone.is_withdrawn;
    }

    /// Somebody is logged out: the token is worth nothing any more. A full disk may refuse.
    pub(super) fn end_session(&mut self, place: usize) {
        let _ = self.server.end_session(self.phones[place].device);
    }
}

impl Server {
    /// Take away or give back what a device may do.
    pub(super) fn set_rights(
        &mut self,
        device: DeviceId,
        (role, is_revoked): (Role, bool),
    ) -> Result<(), StoreError> {
        self.write(|batch| {
            batch.tx.execute(
                "UPDATE device SET role = ?2, revoked_at = ?3 WHERE device_id = ?1",
                (device.as_bytes(), role.as_str(), is_revoked.then_some(batch.now.0)),
            )?;
            Ok(())
        })
    }

    /// The session of a device ends: what it reads with is worth nothing any more.
    pub(super) fn end_session(&mut self, device: DeviceId) -> Result<(), StoreError> {
        let sql = "DELETE FROM read_token WHERE device_id = ?1";
        self.write(|batch| Ok(batch.tx.execute(sql, [device.as_bytes()]).map(drop)?))
    }
}
