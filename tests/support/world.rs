//! A world of phones and one server that follows from a seed: everybody's clock, chance and disk, and
//! all that goes wrong. No thread, no port, no sleeping; stores, intake and merging are the real ones.

use domain::clock::{Clock as _, UtcMillis};
use domain::role::Role;
use protocol::version::Version;

use crate::chance::Chance;
use crate::disk::Disk;

mod broken;
mod check;
mod dice;
mod erasing;
mod mishaps;
mod model;
mod mutation;
mod network;
mod newer;
mod people;
mod phone;
mod photos;
mod rights;
mod server;

pub use broken::Broken;
pub use mutation::Mutation;
use network::{Old, Way};
use newer::Newer;
use phone::Phone;
use server::{Backup, Server};

/// 2026-08-01T00:00:00Z.
const BEGINNING: UtcMillis = UtcMillis(1_785_542_400_000);
/// Faults are over; so many rounds later nothing may wait.
const QUIET_ROUNDS: usize = 3;

/// What a run is made of.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Everything follows from it.
    pub seed: u64,
    /// How many things happen before it gets quiet.
    pub steps: u32,
    /// How many phones there are, at least one; the first belongs to a coordinator.
    pub phones: usize,
    /// A rule to break.
    pub mutation: Option<Mutation>,
}

/// What a run has seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Operations saved on phones.
    pub saved: u64,
    /// Times that somebody's power went, or a program was killed.
    pub falls: u64,
    /// Synchronisations that failed.
    pub failed: u64,
    /// Operations set aside.
    pub set_aside: u64,
    /// Times that the server was put back to an older backup.
    pub restored: u64,
    /// Photos that a phone took.
    pub photos: u64,
    /// A number that follows from all that happened: equal for equal seeds.
    pub trace: u64,
}

/// Run a world to its end.
///
/// # Errors
/// The first invariant that does not hold.
pub fn run(settings: Settings) -> Result<Seen, Broken> {
    let mut world = World::new(settings)?;
    for step in 0..settings.steps {
        world.step()?;
        if step % 50 == 49 {
            world.check()?;
            erasing::server_is_clear(&world.server, &world.phones)?;
        }
    }
    world.calm_down()?;
    world.check()?;
    erasing::server_is_clear(&world.server, &world.phones)?;
    photos::quiet(&world.server, &world.phones)?;
    check::quiet(&world.server, &world.phones)?;
    Ok(world.seen())
}

struct World {
    chance: Chance,
    server: Server,
    phones: Vec<Phone>,
    newer: Newer,
    backups: Vec<Backup>,
    old: Old,
    mutation: Option<Mutation>,
    seen: Seen,
}

impl World {
    fn new(settings: Settings) -> Result<Self, Broken> {
        let mut chance = Chance::new(settings.seed);
        let mut server = Server::new(&mut chance, BEGINNING, settings.mutation)?;
        let mut phones = Vec::new();
        for place in 0..settings.phones {
            let role =
                if place == 0 || chance.is_one_in(3) { Role::Coordinator } else { Role::Reporter };
            let phone = Phone::new(&mut chance, BEGINNING, (&mut server, role))?;
            phone.disk.lie(settings.mutation == Some(Mutation::ThePhonesDisksLie));
            phones.push(phone);
        }
        server.expect(Role::Reporter);
        let newer = Newer::new(&mut chance, &mut server)?;
        let backups = vec![server.backup()];
        Ok(Self {
            chance,
            server,
            phones,
            newer,
            backups,
            old: Old::new(),
            mutation: settings.mutation,
            seen: Seen::default(),
        })
    }

    /// What the server has against what everybody knows.
    fn check(&self) -> Result<(), Broken> {
        let phones = self.phones.iter().map(|phone| (phone.device, phone.saved.as_slice()));
        let newer = (self.newer.device, self.newer.written.as_slice());
        check::server(&self.server, phones.chain([newer]))?;
        photos::whole(&self.server)
    }

    fn pass_time(&mut self) {
        let passed = i64::try_from(self.chance.below(300_000)).unwrap_or(0);
        self.server.clock.move_by_ms(passed);
        for phone in &self.phones {
            phone.clock.move_by_ms(passed);
        }
    }

    /// One thing happens.
    fn step(&mut self) -> Result<(), Broken> {
        self.pass_time();
        let place = self.chance.index(self.phones.len());
        if self.chance.is_one_in(10) {
            self.make_room();
        }
        match self.chance.below(1_000) {
            0..280 => self.report(place),
            280..420 => self.amend(place),
            420..490 => self.review(place),
            490..730 => self.sync(place, 3),
            730..742 => self.fall(place),
            742..754 => self.server_falls(),
            754..784 => self.set_clock(place),
            784..824 => {
                self.phones[place].disk.limit(Some(self.chance.below(60_000)));
                Ok(())
            }
            824..832 => self.erase(place),
            832..842 => {
                self.turn_role(place);
                Ok(())
            }
            842..850 => {
                self.end_session(place);
                Ok(())
            }
            850..865 => self.photograph(place),
            865..930 => self.report(place),
            930..940 => {
                self.server.disk.limit(Some(self.chance.below(60_000)));
                Ok(())
            }
            940..965 => {
                self.change_rights();
                Ok(())
            }
            965..985 => {
                self.newer.write(&mut self.chance, self.server.clock.now());
                let is_known = !self.chance.is_one_in(4);
                let proto = if is_known { Version::CURRENT } else { Version(99) };
                self.newer.hand_in(proto, &mut self.server);
                Ok(())
            }
            985..995 => {
                self.back_up();
                Ok(())
            }
            _ => self.restore(),
        }
    }

    fn sync(&mut self, place: usize, faults: u64) -> Result<(), Broken> {
        if faults > 0 {
            self.plan_fault(place);
        }
        let phone = &mut self.phones[place];
        if self.mutation == Some(Mutation::GivesUp) && phone.failures > 3 {
            return Ok(());
        }
        let way = Way::new(&mut self.server, &mut self.chance, &mut self.old, faults);
        let done = phone.sync(&way)?;
        self.seen.failed += u64::from(done.is_err());
        if self.mutation == Some(Mutation::DeletesWhatIsAbsent) {
            let absent = "DELETE FROM outbox WHERE state <> 'queued' AND acked_seq IS NULL";
            phone.eye(|conn| Ok(conn.execute(absent, [])?))?;
        }
        phone.look()?;
        if faults == 0 || self.chance.is_one_in(2) {
            let way = Way::new(&mut self.server, &mut self.chance, &mut self.old, faults);
            self.seen.failed += u64::from(!phone.send_photos(&way)?);
        }
        if let Some(broken) = self.server.broken.take() {
            return Err(broken);
        }
        if !self.server.is_running() {
            self.restart_server()?;
        }
        erasing::phone_is_clear(&mut self.phones, place)
    }

    /// Nothing goes wrong any more: a bound later nothing may wait.
    fn calm_down(&mut self) -> Result<(), Broken> {
        self.make_room();
        // An erasure whose commit failed is in the journal; the next start does it.
        self.restart_server()?;
        for round in 0..QUIET_ROUNDS {
            self.newer.hand_in(Version::CURRENT, &mut self.server);
            for place in 0..self.phones.len() {
                let failed = self.seen.failed;
                self.pass_time();
                self.phones[place].client()?.rearm().map_err(Broken::setting_up)?;
                self.sync(place, 0)?;
                self.phones[place].look_at_all()?;
                let may_fail = self.phones[place].is_revoked;
                if round > 0 && self.seen.failed > failed && !may_fail {
                    return Err(check::stuck(&self.server, &self.phones[place]));
                }
            }
        }
        Ok(())
    }

    fn seen(&self) -> Seen {
        let states = self.phones.iter().flat_map(|phone| &phone.saved);
        let set_aside = states.clone().filter(|saved| saved.state == "quarantined").count();
        let changes = |disk: &Disk| disk.changes();
        let mut trace = Chance::new(changes(&self.server.disk)).next_u64();
        for phone in &self.phones {
            trace = Chance::new(trace ^ changes(&phone.disk)).next_u64();
        }
        let photos = self.phones.iter().map(|phone| phone.photos.len() as u64).sum();
        Seen {
            photos,
            saved: states.count() as u64,
            set_aside: set_aside as u64,
            trace,
            ..self.seen
        }
    }
}
