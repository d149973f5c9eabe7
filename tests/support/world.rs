//! A world of phones and one server that follows from a seed: everybody's clock, chance and disk, and
//! all that goes wrong. No thread, no port, no sleeping; stores, intake and merging are the real ones.

use domain::catalogue::CategoryCode;
use domain::clock::{Clock as _, UtcMillis};
use domain::id::DocId;
use domain::observation::{Amendment, ObservationDraft};
use domain::review::Review;
use domain::role::Role;
use domain::text::Note;
use protocol::version::Version;

use rusqlite::OptionalExtension as _;

use crate::chance::Chance;
use crate::disk::{Call, Disk, Survives};

mod broken;
mod check;
mod dice;
mod erasing;
mod model;
mod mutation;
mod network;
mod newer;
mod phone;
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
const DAY_MS: i64 = 24 * 3_600 * 1_000;
const CATEGORIES: [&str; 4] = ["vandalism", "violence", "calm", "x_lindby.tunnel"];
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
        }
    }
    world.calm_down()?;
    world.check()?;
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
        check::server(&self.server, phones.chain([newer]))
    }

    /// One thing happens.
    fn step(&mut self) -> Result<(), Broken> {
        let passed = i64::try_from(self.chance.below(300_000)).unwrap_or(0);
        self.server.clock.move_by_ms(passed);
        for phone in &self.phones {
            phone.clock.move_by_ms(passed);
        }
        let place = self.chance.index(self.phones.len());
        if self.chance.is_one_in(10) {
            self.make_room();
        }
        match self.chance.below(1_000) {
            0..280 => self.report(place),
            280..420 => self.amend(place),
            420..490 => self.review(place),
            490..730 => self.sync(place, 3),
            730..750 => self.fall(place),
            750..770 => self.server_falls(),
            770..800 => self.set_clock(place),
            800..840 => {
                self.phones[place].disk.limit(Some(self.chance.below(60_000)));
                Ok(())
            }
            840..855 => {
                self.erase(place);
                Ok(())
            }
            855..863 => {
                self.turn_role(place);
                Ok(())
            }
            863..930 => self.report(place),
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

    /// Keep a few backups of different ages.
    fn back_up(&mut self) {
        let backup = self.server.backup();
        if self.backups.len() < 4 {
            self.backups.push(backup);
        } else {
            let place = self.chance.index(self.backups.len());
            self.backups[place] = backup;
        }
    }

    /// The server's disk is put back to one of the backups; sometimes the whole machine is.
    fn restore(&mut self) -> Result<(), Broken> {
        self.seen.restored += 1;
        let place = self.chance.index(self.backups.len());
        self.server.disk.limit(None);
        let is_image = self.chance.is_one_in(3);
        self.server.restore(&self.backups[place], is_image);
        self.restart_server()?;
        for phone in &self.phones {
            self.server.set_rights(phone.device, phone.rights()).map_err(Broken::setting_up)?;
        }
        Ok(())
    }

    fn report(&mut self, place: usize) -> Result<(), Broken> {
        let category = CATEGORIES[self.chance.index(CATEGORIES.len())];
        let category = CategoryCode::new(category).map_err(Broken::setting_up)?;
        let mut draft = ObservationDraft::of(category);
        draft.attributes.note = Some(self.note()?);
        self.plan_fault(place);
        let phone = &mut self.phones[place];
        if let Some(captured) = phone.save(|client| client.record(&draft))? {
            phone.reports.push(captured.id);
        }
        Ok(())
    }

    fn amend(&mut self, place: usize) -> Result<(), Broken> {
        let Some(id) = self.one_of(place) else { return Ok(()) };
        let mut amendment = Amendment::default();
        match self.chance.below(3) {
            0 => amendment.note = Some(self.note()?),
            1 => amendment.ongoing = Some(self.chance.is_one_in(2)),
            _ => amendment.withdrawn = Some(self.note()?),
        }
        self.plan_fault(place);
        self.phones[place].save(|client| client.amend(id, &amendment))?;
        Ok(())
    }

    fn one_of(&mut self, place: usize) -> Option<DocId> {
        let reports = &self.phones[place].reports;
        let index = self.chance.index(reports.len());
        reports.get(index).copied()
    }

    fn note(&mut self) -> Result<Note, Broken> {
        let length = if self.chance.is_one_in(10) { self.chance.index(400) } else { 5 };
        let text = format!("{:x} {}", self.chance.next_u64(), "å".repeat(length));
        Note::new(&text).map_err(Broken::setting_up)
    }

    /// The first coordinator there is decides about something the phone shows.
    fn review(&mut self, place: usize) -> Result<(), Broken> {
        let place = if self.phones[place].role == Role::Coordinator { place } else { 0 };
        let reason = self.note()?;
        let reviews = [Review::UnderReview, Review::Approved, Review::Rejected { reason }];
        let review = &reviews[self.chance.index(reviews.len())];
        let nth = self.chance.next_u64() >> 1;
        let shown: Option<[u8; 16]> = self.phones[place].eye(|conn| {
            let sql = "SELECT doc_id FROM observation ORDER BY doc_id
                       LIMIT 1 OFFSET ?1 % max(1, (SELECT count(*) FROM observation))";
            let mut statement = conn.prepare_cached(sql)?;
            Ok(statement.query_row([nth.cast_signed()], |row| row.get(0)).optional()?)
        })?;
        let Some(id) = shown else { return Ok(()) };
        self.plan_fault(place);
        let id = DocId::from_bytes(id);
        self.phones[place].save(|client| client.review(&[id], review))?;
        Ok(())
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
        if self.server.disk.has_lost_power() || !self.server.is_running() {
            self.restart_server()?;
        }
        Ok(())
    }

    fn fall(&mut self, place: usize) -> Result<(), Broken> {
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

    fn server_falls(&mut self) -> Result<(), Broken> {
        if self.chance.is_one_in(2) {
            self.server.disk.kill();
        } else {
            self.server.disk.crash(survives(&mut self.chance));
            self.server.disk.has_lost_power();
        }
        self.restart_server()
    }

    fn restart_server(&mut self) -> Result<(), Broken> {
        self.seen.falls += 1;
        self.server.start()?;
        self.check()
    }

    /// A phone's clock shows anything from a year ago to ten years ahead.
    fn set_clock(&mut self, place: usize) -> Result<(), Broken> {
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
    fn plan_fault(&mut self, place: usize) {
        let disk = &self.phones[place].disk;
        match self.chance.below(20) {
            0 => disk.crash_at(1 + self.chance.below(16), survives(&mut self.chance)),
            1 | 2 => disk_fault(disk, &mut self.chance),
            _ => {}
        }
    }

    /// Disks that were full have room again.
    fn make_room(&mut self) {
        self.server.disk.limit(None);
        for phone in &self.phones {
            phone.disk.limit(None);
        }
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
                self.sync(place, 0)?;
                self.phones[place].look_at_all()?;
                let may_fail = self.phones[place].is_revoked;
                if round > 0 && self.seen.failed > failed && !may_fail {
                    return Err(check::stuck(&self.phones[place]));
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
        Seen { saved: states.count() as u64, set_aside: set_aside as u64, trace, ..self.seen }
    }
}

fn survives(chance: &mut Chance) -> Survives {
    [Survives::Synced, Survives::Prefix, Survives::Scattered][chance.index(3)]
}

fn disk_fault(disk: &Disk, chance: &mut Chance) {
    let nth = 1 + chance.below(8);
    match chance.below(4) {
        0 => disk.cut_at(nth),
        1 => disk.fail_at(Call::Write, nth),
        2 => disk.fail_at(Call::Sync, nth),
        _ => disk.fail_at(Call::Read, nth),
    }
}
