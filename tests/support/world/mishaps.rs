//! What goes wrong: power, disks, clocks, and a server that is put back to what it was.

use domain::clock::Clock as _;

use super::{Broken, World};
use crate::chance::Chance;
use crate::disk::{Call, Disk, Survives};

const DAY_MS: i64 = 24 * 3_600 * 1_000;

impl World {
    /// Keep a few backups of different ages.
    pub(super) fn back_up(&mut self) {
        let backup = self.server.backup();
        if self.backups.len() < 4 {
            self.backups.push(backup);
        } else {
            let place = self.chance.index(self.backups.len());
            self.backups[place] = backup;
        }
    }

    /// The server's disk is put back to one of the backups; sometimes the whole machine is.
    pub(super) fn restore(&mut self) -> Result<(), Broken> {
        self.seen.restored += 1;
        let place = self.chance.index(self.backups.len());
        self.server.disk.limit(None);
        let is_image = self.chance.is_one_in(3);
        self.server.restore(&self.backups[place], is_image)?;
        self.restart_server()?;
        for phone in &self.phones {
            self.server.set_rights(phone.device, phone.rights()).map_err(Broken::setting_up)?;
        }
        Ok(())
    }

    pub(super) fn fall(&mut self, place: usize) -> Result<(), Broken> {
        self.seen.falls += 1;
        let phone = &mut self.phones[place];
        if self.chance.is_one_in(2) {
            phone.disk.kill();
        } else {
            phone.disk.crash(survives(&mut self.chance));
            phone.disk.has_lost_power();
        }
        phone.start()
    }

    pub(super) fn server_falls(&mut self) -> Result<(), Broken> {
        if self.chance.is_one_in(2) {
            self.server.disk.kill();
        } else {
            self.server.disk.crash(survives(&mut self.chance));
        }
        self.restart_server()
    }

    pub(super) fn restart_server(&mut self) -> Result<(), Broken> {
        self.seen.falls += 1;
        self.server.start()?;
        self.check()
    }

    /// A phone's clock shows anything from a year ago to ten years ahead.
    pub(super) fn set_clock(&mut self, place: usize) -> Result<(), Broken> {
        let phone = &self.phones[place];
        let right = self.server.clock.now().0 - phone.clock.now().0;
        let wrong = match self.chance.below(4) {
            0 => 0,
            1 => self.chance.below(600_000).cast_signed() - 300_000,
            _ => (self.chance.below(11 * 365).cast_signed() - 365) * DAY_MS,
        };
        phone.clock.move_by_ms(right + wrong);
        Ok(())
    }

    /// The phone's disk may fail in what comes next.
    pub(super) fn plan_fault(&mut self, place: usize) {
        let disk = &self.phones[place].disk;
        match self.chance.below(40) {
            0 => disk.crash_at(1 + self.chance.below(16), survives(&mut self.chance)),
            1..4 => disk_fault(disk, &mut self.chance),
            _ => {}
        }
    }

    /// Disks that were full have room again.
    pub(super) fn make_room(&mut self) {
        self.server.disk.limit(None);
        for phone in &self.phones {
            phone.disk.limit(None);
        }
    }
}

pub(super) fn survives(chance: &mut Chance) -> Survives {
    [Survives::Synced, Survives::Prefix, Survives::Scattered][chance.index(3)]
}

pub(super) fn disk_fault(disk: &Disk, chance: &mut Chance) {
    let nth = 1 + chance.below(8);
    match chance.below(4) {
        0 => disk.cut_at(nth),
        1 => disk.fail_at(Call::Write, nth),
        2 => disk.fail_at(Call::Sync, nth),
        _ => disk.fail_at(Call::Read, nth),
    }
}
