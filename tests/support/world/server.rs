//! The one server: the real store and intake on a disk that forgets. What the route does between
//! them – who calls, a verdict, a page – is done here in the same order, without HTTP.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::clock::{Clock as _, UtcMillis};
use domain::id::{DeviceId, OrganisationId};
use domain::op::OpHash;
use domain::role::Role;
use protocol::enrolment::{Enrolled, EnrolmentRequest, Municipality, ReadToken};
use protocol::page::Page;
use protocol::problem::{Problem, ProblemCode};
use protocol::sync::{Cursor, SyncRequest, SyncResponse};
use protocol::version::Version;
use rusqlite::Connection;
use sync_server::store::pages::{self, Ask};
use sync_server::store::{
    Batch, Deposit, Device, DirectStore, Member, Seen, StoreError, TokenState, devices, members,
    meta, ops,
};
use sync_server::{Seams, Secret};

use super::dice::Dice;
use super::{Broken, Mutation};
use crate::chance::Chance;
use crate::clock::HandClock;
use crate::disk::Disk;

/// The name of the database on the server's disk.
pub(super) const FILE: &str = "lagesbild.db";
/// Tokens are good until the year 2200: renewing them is tested elsewhere.
const FOR_EVER: UtcMillis = UtcMillis(7_258_118_400_000);

/// The server, its disk, and what it has promised.
pub(super) struct Server {
    pub(super) disk: Disk,
    pub(super) clock: HandClock,
    /// The highest number of each device that any answer gave a receipt for.
    pub(super) promised: BTreeMap<DeviceId, u64>,
    seams: Seams,
    store: Option<DirectStore>,
    mutation: Option<Mutation>,
    role_of_next: Role,
}

impl Server {
    pub(super) fn new(
        chance: &mut Chance,
        now: UtcMillis,
        mutation: Option<Mutation>,
    ) -> Result<Self, Broken> {
        let clock = HandClock::at(now);
        let dice = Arc::new(Dice::new(chance.fork()));
        let mut server = Self {
            disk: Disk::new(chance.next_u64())?,
            clock: clock.clone(),
            promised: BTreeMap::new(),
            seams: Seams { clock: Arc::new(clock), random: dice },
            store: None,
            mutation,
            role_of_next: Role::Reporter,
        };
        server.start()?;
        let member = Member {
            id: organisation(),
            code: None,
            name: "Vaktbolaget".to_owned(),
            roles: Role::ALL.to_vec(),
            collective: false,
        };
        server.write(|batch| members::put(batch, &member)).map_err(Broken::setting_up)?;
        server.disk.lie(mutation == Some(Mutation::TheServersDiskLies));
        Ok(server)
    }

    /// The role that whoever joins next will have.
    pub(super) fn expect(&mut self, role: Role) {
        self.role_of_next = role;
    }

    /// Start, or start again, after whatever happened.
    pub(super) fn start(&mut self) -> Result<(), Broken> {
        self.store = None;
        self.disk.calm();
        let store =
            DirectStore::open_with_vfs(Path::new(FILE), self.disk.vfs(), self.seams.clone())
                .map_err(|error| {
                    Broken::new("I16 LIVE", format!("the server does not start: {error}"))
                })?;
        self.store = Some(store);
        Ok(())
    }

    /// Whether its database answers.
    pub(super) fn is_running(&mut self) -> bool {
        let store = self.store.as_mut();
        store.is_some_and(|store| store.read(|conn| Ok(picture::log::head(conn)?)).is_ok())
    }

    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.store.as_mut().ok_or(StoreError::Closed)?.write(work)
    }

    pub(super) fn enrol(&mut self, request: &EnrolmentRequest) -> Result<Enrolled, StoreError> {
        let device = Device {
            id: DeviceId(self.seams.uuid()?),
            public_key: request.public_key,
            organisation: organisation(),
            role: self.role_of_next,
            name: "phone".to_owned(),
            have: 0,
            head_hash: OpHash::START,
            revoked_at: None,
            last_seen_at: None,
        };
        let token = Secret::fresh(&self.seams)?;
        let epoch = self.write(|batch| {
            devices::insert(batch, &device)?;
            devices::give_token(batch, device.id, (&token, FOR_EVER))?;
            meta::epoch(batch.tx)
        })?;
        Ok(Enrolled {
            device: device.id,
            name: device.name,
            organisation: device.organisation,
            organisation_name: "Vaktbolaget".to_owned(),
            role: device.role,
            token: ReadToken { token: token.expose().to_owned(), expires_at: FOR_EVER },
            epoch,
            municipality: municipality(),
            server_time: self.clock.now(),
        })
    }

    /// Take away or give back what a device may do.
    pub(super) fn set_role(&mut self, device: DeviceId, role: Role) -> Result<(), StoreError> {
        self.write(|batch| {
            batch.tx.execute(
                "UPDATE device SET role = ?2 WHERE device_id = ?1",
                (device.as_bytes(), role.as_str()),
            )?;
            Ok(())
        })
    }

    /// Hand in and read, as `POST /v1/sync` does.
    pub(super) fn exchange(
        &mut self,
        token: &str,
        request: &SyncRequest,
    ) -> Result<SyncResponse, Problem> {
        let now = self.clock.now();
        let token = Secret::presented(token);
        let mutation = self.mutation;
        let store =
            self.store.as_mut().ok_or(StoreError::Closed).map_err(StoreError::into_problem)?;
        let mut early = None;
        let written = store.write(|batch| {
            let Some(deposit) = deposit(batch.tx, request)? else { return Ok(()) };
            devices::seen(batch, deposit.device, &seen(request))?;
            ops::take(batch, &deposit)?;
            if mutation.is_some() {
                break_a_rule(batch, (mutation, request), &deposit)?;
            }
            if mutation == Some(Mutation::AnswersBeforeTheCommit) {
                early = Some(respond(batch.tx, (request, &token), now)?);
            }
            Ok(())
        });
        let answered = match (written, early) {
            (_, Some(early)) => Ok(early),
            (Ok(()), None) => store.read(|conn| respond(conn, (request, &token), now)),
            (Err(error), None) => Err(error),
        };
        let response = answered.map_err(StoreError::into_problem)?;
        let promised = self.promised.entry(request.device).or_default();
        *promised = response.have.max(*promised);
        Ok(response)
    }
}

/// The organisation that every phone belongs to.
pub(super) fn organisation() -> OrganisationId {
    OrganisationId::from_bytes([7; 16])
}

fn municipality() -> Municipality {
    Municipality {
        name: "Lindby".to_owned(),
        lon: 12.5,
        lat: 57.9,
        zoom: 11.0,
        zone: "Europe/Stockholm".to_owned(),
        practice: true,
    }
}

fn refused(code: ProblemCode) -> StoreError {
    StoreError::Refused(Problem::new(code, "refused"))
}

fn device_of(conn: &Connection, request: &SyncRequest) -> Result<Device, StoreError> {
    devices::find(conn, request.device)?.ok_or_else(|| refused(ProblemCode::NoCredential))
}

fn deposit(conn: &Connection, request: &SyncRequest) -> Result<Option<Deposit>, StoreError> {
    let device = device_of(conn, request)?;
    let Some(run) = &request.run else { return Ok(None) };
    let operations = run
        .verified(device.id, &device.public_key)
        .map_err(|_| refused(ProblemCode::BadSignature))?;
    Ok(Some(Deposit {
        device: device.id,
        previous: OpHash(run.previous),
        operations,
        signature: run.signature.clone(),
        is_known_version: request.proto.is_readable(),
    }))
}

fn seen(request: &SyncRequest) -> Seen {
    Seen {
        app: request.app.clone(),
        waiting: request.waiting,
        acked: request.acked,
        clock: request.clock,
    }
}

fn respond(
    conn: &Connection,
    (request, token): (&SyncRequest, &Secret),
    now: UtcMillis,
) -> Result<SyncResponse, StoreError> {
    let device = device_of(conn, request)?;
    let scope = device.role.scope(device.id, device.organisation);
    let scope_name = serde_json::to_string(&scope)?;
    let first = request.run.as_ref().map_or(u64::MAX, |run| run.first);
    let told_from = request.acked.min(first.saturating_sub(1));
    let mut response = SyncResponse {
        proto: Version::CURRENT,
        epoch: meta::epoch(conn)?,
        forks: Vec::new(),
        head: picture::log::head(conn)?.cast_unsigned(),
        have: device.have,
        safe: 0,
        quarantined: ops::set_aside_after(conn, device.id, told_from)?,
        cursor: request.cursor,
        scope: request.scope.clone(),
        page: Page::default(),
        organisations: Vec::new(),
        more: false,
        renew: None,
        server_time: now,
    };
    let state = devices::token_state(conn, (device.id, now), token)?;
    if !matches!(state, TokenState::Good { .. }) {
        return Ok(response);
    }
    let cursor = if request.scope == scope_name { request.cursor } else { Cursor::default() };
    let ask = Ask { epoch: request.epoch, cursor, limit: request.page };
    let read = pages::read(conn, &scope, &ask)?;
    response.scope = scope_name;
    response.forks = read.forks;
    response.cursor = read.cursor;
    response.page = read.page;
    response.more = read.more;
    Ok(response)
}

/// What a server without one of the rules would do.
fn break_a_rule(
    batch: &mut Batch<'_>,
    (mutation, request): (Option<Mutation>, &SyncRequest),
    deposit: &Deposit,
) -> Result<(), StoreError> {
    if mutation == Some(Mutation::TheServerDoesNotClamp) {
        batch.tx.execute(
            "UPDATE operation SET stamp_at = json_extract(body, '$.hlc[0]') WHERE device_id = ?1",
            [deposit.device.as_bytes()],
        )?;
    }
    let set_aside = ops::set_aside_after(batch.tx, deposit.device, request.acked)?;
    if mutation == Some(Mutation::TheServerStopsAtABadOperation) && !set_aside.is_empty() {
        return Err(refused(ProblemCode::BadValue));
    }
    Ok(())
}
