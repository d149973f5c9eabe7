//! A sync call without HTTP: whether it may, what it hands in, and the answer. The route and the
//! simulator both go through here.

mod handed_in;

use domain::clock::UtcMillis;
use domain::id::{DeviceId, Epoch};
use domain::op::OpHash;
use picture::recent::Recent;
use protocol::enrolment::{ReadToken, TokenRequest};
use protocol::frame::DICTIONARY_ID;
use protocol::page::{self, Page};
use protocol::problem::{Problem, ProblemCode};
use protocol::run::{Run, RunError};
use protocol::sync::{Belief, Cursor, SyncRequest, SyncResponse};
use protocol::version::Version;

use crate::credential::no_credential;
use crate::secrets::{Nonces, Secret};
use crate::store::pages::{self, Ask};
use crate::store::{
    Batch, Connection, Deposit, Device, Seen, StoreError, TokenState, agreements, blobs, compare,
    devices, meta, ops,
};

/// A device that only reads is noted as seen this often.
const SEEN_EVERY_MS: i64 = 5 * 60 * 1_000;
/// Runs of others that are taken from one request.
const OFFERS_MAX: usize = 16;

/// So many operations are read in less time than it takes to hand that to another thread.
const FEW: u64 = 200;

/// Whether and how the device may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// With a good token; `renew` when half its life is over.
    Allowed { renew: bool },
    /// Without one: it gets a nonce to sign.
    TokenNeeded,
    /// With a good token, but no agreement is in force: it hears that, and nothing of the picture.
    NoAgreement,
    /// Revoked, or of a version that is not known here.
    Refused,
}

/// A call that has been read and checked.
pub struct Call {
    request: SyncRequest,
    device: Device,
    /// The first number that was handed in.
    first: Option<u64>,
    echo: page::HandedIn,
    reading: Reading,
}

/// What a call leaves for the writer.
pub struct HandedIn {
    device: DeviceId,
    seen: Seen,
    /// What the device believes to be here.
    belief: Option<Belief>,
    deposit: Option<Deposit>,
    /// Runs of others, handed on after a restore.
    offers: Vec<Deposit>,
    /// What the device erased is noted.
    erased_through: Option<u64>,
    /// It has followed the newest erasure: that is worth a commit of its own.
    has_erased: bool,
    /// A place of the log that this log has never had.
    future: Option<(Option<Epoch>, Cursor)>,
}

/// What answers a call besides the database.
#[derive(Clone, Copy)]
pub struct Exchange<'a> {
    /// For new read tokens.
    pub nonces: &'a Nonces,
    /// The present time.
    pub now: UtcMillis,
    /// Who may read what was written last.
    pub recent: &'a Recent,
}

impl Exchange<'_> {
    /// Find the device and check signature and token. What is to be written comes beside the call,
    /// if there is anything.
    ///
    /// # Errors
    /// A refusal, or when the database fails.
    pub fn open(
        &self,
        conn: &Connection,
        mut request: SyncRequest,
        token: Option<&Secret>,
    ) -> Result<(Call, Option<HandedIn>), StoreError> {
        let device = devices::find(conn, request.device)?.ok_or_else(|| no_credential().0)?;
        if meta::is_own(conn, device.id)? {
            return Err(no_credential().0.into());
        }
        let state = match token {
            Some(token) => devices::token_state(conn, (device.id, self.now), token)?,
            None => TokenState::Unknown,
        };
        let run = request.run.as_ref().filter(|_| request.fills_in);
        let echo = run.map(|run| page::HandedIn::of(device.id, run)).unwrap_or_default();
        let deposit = deposit(&mut request, &device)?;
        let reading = self.reading(conn, (&device, &request), state)?;
        if deposit.is_none() {
            self.may_read_alone(&device, &request, (reading, token.is_some()))?;
        }
        // What it hands in with this call waits no longer once the call is answered.
        let handed_in = deposit.as_ref().map_or(0, |it| it.operations.len() as u64);
        let seen = Seen {
            app: request.app.clone(),
            waiting: request.waiting.saturating_sub(handed_in),
            acked: request.acked,
            clock: request.clock,
        };
        let is_to_be_noted = device
            .last_seen_at
            .is_none_or(|seen| self.now.0.abs_diff(seen.0) > SEEN_EVERY_MS.unsigned_abs());
        if request.compare.is_some() && !compare::may_count(conn, device.id, self.now)? {
            // The device hears that nothing was compared, and asks again another time.
            request.compare = None;
        }
        let first = deposit.as_ref().and_then(|it| it.operations.first()).map(|op| op.number);
        let mut handed_in = HandedIn {
            device: device.id,
            seen,
            belief: request.compare,
            deposit,
            offers: Vec::new(),
            erased_through: None,
            has_erased: false,
            future: None,
        };
        if matches!(reading, Reading::Allowed { .. }) {
            handed_in.take_news(conn, &mut request)?;
        }
        let writes = is_to_be_noted || handed_in.has_something();
        Ok((Call { request, device, first, echo, reading }, writes.then_some(handed_in)))
    }

    fn reading(
        &self,
        conn: &Connection,
        (device, request): (&Device, &SyncRequest),
        state: TokenState,
    ) -> Result<Reading, StoreError> {
        Ok(match state {
            _ if device.revoked_at.is_some() || !request.proto.is_readable() => Reading::Refused,
            TokenState::Good { issued_at, expires_at } => {
                let half = issued_at.0 / 2 + expires_at.0 / 2;
                if agreements::ground(conn, device.organisation)?.may_read(self.now) {
                    Reading::Allowed { renew: self.now.0 >= half }
                } else {
                    Reading::NoAgreement
                }
            }
            TokenState::Expired | TokenState::Unknown => Reading::TokenNeeded,
        })
    }

    /// Without a signed run only a good token speaks for the device.
    fn may_read_alone(
        &self,
        device: &Device,
        request: &SyncRequest,
        (reading, has_token): (Reading, bool),
    ) -> Result<(), Problem> {
        if matches!(reading, Reading::Allowed { .. } | Reading::NoAgreement) {
            return Ok(());
        }
        if !has_token {
            return Err(no_credential().0);
        }
        if device.revoked_at.is_some() {
            return Err(Problem::new(ProblemCode::Revoked, "the device may hand in, not read"));
        }
        if !request.proto.is_readable() {
            return Err(Problem::new(
                ProblemCode::UpgradeRequired,
                "this version may hand in, not read",
            ));
        }
        let mut problem = Problem::new(ProblemCode::TokenExpired, "sign the nonce for a new token");
        problem.nonce = Some(self.nonces.make(device.id, self.now));
        Err(problem)
    }

    /// A new read token, good until then, for whoever has signed a nonce that was made here.
    ///
    /// # Errors
    /// A refusal, or when the database fails.
    pub fn renew(
        &self,
        batch: &Batch<'_>,
        (request, expires_at): (&TokenRequest, UtcMillis),
    ) -> Result<ReadToken, StoreError> {
        let device = devices::find(batch.tx, request.device)?.ok_or_else(|| no_credential().0)?;
        let made_at = self.nonces.made_at(&request.nonce, device.id, self.now);
        let made_at = made_at.ok_or_else(|| no_credential().0)?;
        if !device.public_key.has_signed_nonce(device.id, &request.nonce, &request.signature) {
            let why = "the signature does not hold";
            return Err(Problem::new(ProblemCode::BadSignature, why).into());
        }
        if device.revoked_at.is_some() {
            return Err(Problem::new(ProblemCode::Revoked, "the device was revoked").into());
        }
        let is_fresh = devices::use_nonce(batch, device.id, made_at)?;
        is_fresh.then_some(()).ok_or_else(|| no_credential().0)?;
        let token = Secret::fresh(batch.seams)?;
        devices::give_token(batch, device.id, (&token, expires_at))?;
        Ok(ReadToken { token: token.expose().to_owned(), expires_at })
    }

    /// The answer, once what was handed in is on the disk.
    ///
    /// # Errors
    /// When the database fails.
    pub fn respond(&self, conn: &Connection, call: &Call) -> Result<SyncResponse, StoreError> {
        let request = &call.request;
        let device = devices::find(conn, call.device.id)?.unwrap_or_else(|| call.device.clone());
        let reader = device.role.reader(device.id, device.organisation);
        let scope_name = pages::name_of(&reader.scope)?;
        let epoch = meta::epoch(conn)?;
        // Another life of the log may have judged otherwise.
        let is_from_another = request.epoch.is_some_and(|known| known != epoch);
        let told_from = match call.first {
            _ if is_from_another || request.compare.is_some() => 0,
            Some(first) => request.acked.min(first - 1),
            None => request.acked,
        };
        let mut response = SyncResponse {
            proto: Version::CURRENT,
            epoch,
            forks: Vec::new(),
            head: picture::log::head(conn)?.cast_unsigned(),
            have: device.have,
            // Whoever knows the backups puts it in; without them nothing may be thrown away.
            safe: 0,
            quarantined: ops::set_aside_after(conn, device.id, told_from)?,
            compared: request.compare.is_some(),
            wanted_blobs: blobs::wanted(conn, device.id)?,
            cursor: request.cursor,
            scope: request.scope.clone(),
            page: Page::default(),
            runs: Vec::new(),
            gone: Vec::new(),
            role: None,
            organisations: Vec::new(),
            configuration: None,
            catalogue: None,
            more: false,
            deposit_only: !matches!(call.reading, Reading::Allowed { .. }),
            renew: None,
            wipe: None,
            dictionary: request.dictionary.filter(|id| *id == DICTIONARY_ID),
            server_time: self.now,
        };
        let nonce = || Some(self.nonces.make(device.id, self.now));
        match call.reading {
            Reading::Refused | Reading::NoAgreement => return Ok(response),
            Reading::TokenNeeded => {
                response.renew = nonce();
                return Ok(response);
            }
            Reading::Allowed { renew } => response.renew = renew.then(nonce).flatten(),
        }
        let is_same = request.scope == scope_name;
        let cursor = if is_same { request.cursor } else { Cursor::default() };
        let ask = Ask { epoch: request.epoch, cursor, limit: request.page, handed_in: &call.echo };
        let read = pages::read(conn, (&reader, self.recent), &ask)?;
        if read.from_the_start {
            response.organisations = pages::organisations(conn)?;
            response.role = Some(device.role);
        }
        response.gone = pages::gone(conn, &reader.scope, &request.held)?;
        response.scope = scope_name;
        response.forks = read.forks;
        response.cursor = read.cursor;
        response.page = read.page;
        response.runs = read.runs;
        response.more = read.more;
        Ok(response)
    }
}

impl Call {
    /// Whose call it is.
    pub(crate) fn device(&self) -> DeviceId {
        self.device.id
    }

    /// Whether little has happened since the device read last, and nothing is to be counted.
    pub(crate) fn asks_for_little(&self, head: u64) -> bool {
        head.saturating_sub(self.request.cursor.seq) <= FEW
            && self.request.compare.is_none()
            && self.request.held.is_empty()
    }

    /// The device, when its token is good, and the version of the configuration that it carries.
    pub(crate) fn reader(&self) -> Option<(&Device, &str)> {
        let is_known = matches!(self.reading, Reading::Allowed { .. } | Reading::NoAgreement);
        is_known.then_some((&self.device, self.request.configuration.as_str()))
    }

    /// Whether the call only asks, for an organisation without an agreement in force.
    pub(crate) fn asks_in_vain(&self) -> bool {
        self.reading == Reading::NoAgreement && self.first.is_none()
    }
}

fn deposit(request: &mut SyncRequest, device: &Device) -> Result<Option<Deposit>, Problem> {
    let Some(run) = request.run.take() else { return Ok(None) };
    Ok(Some(verified(run, device, request.proto.is_readable()).map_err(run_problem)?))
}

fn verified(run: Run, device: &Device, is_known_version: bool) -> Result<Deposit, RunError> {
    Ok(Deposit {
        device: device.id,
        previous: OpHash(run.previous),
        operations: run.verified(device.id, &device.public_key)?,
        signature: run.signature,
        is_known_version,
    })
}

fn run_problem(error: RunError) -> Problem {
    let code = match error {
        RunError::Signature => ProblemCode::BadSignature,
        RunError::Shape | RunError::Numbers => ProblemCode::BadValue,
    };
    Problem::new(code, error.to_string())
}
