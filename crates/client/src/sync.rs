//! Synchronisation, round by round. Sending an operation twice is harmless, so a lost answer is too;
//! an answer is applied whole, in one transaction, or not at all. `plan` and `accept` know no network.

use protocol::enrolment::TokenRequest;
use protocol::frame::DICTIONARY_ID;
use protocol::page::HandedIn;
use protocol::run::Run;
use protocol::sync::{SyncRequest, SyncResponse};
use protocol::version::Version;
use protocol::wipe::Wipe;

use crate::clocks::{Fix, Reading};
use crate::error::SyncError;
use crate::schedule::next_attempt;
use crate::store::identity::{self, Enrolment};
use crate::store::progress::{self, Attempt, Narrowing, Offering, Progress};
use crate::store::{StoreError, Transaction, blobs, clock, offers, outbox, replica};
use crate::transport::{Address, Transport};
use crate::{APP, Client, compare, municipality, reading, restore};

/// About how many bytes of operations travel at once.
const RUN_MAX_BYTES: usize = 2 * 1024 * 1024;
/// How many operations are asked for while there is something to hand in.
const PAGE_WITH_RUN: u32 = 500;

/// What a sync did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Outcome {
    /// Own operations the server has now and had no receipt for before.
    pub sent: u64,
    /// Operations read.
    pub received: u64,
    /// Own operations the server set aside.
    pub quarantined: u64,
    /// Own operations that were sent again because the server had lost them.
    pub reopened: u64,
    /// How many still wait.
    pub waiting: u64,
    /// How many requests were answered.
    pub rounds: u64,
    /// Whether another version of the municipality's configuration came along.
    pub configured: bool,
}

/// One request, ready to travel.
pub struct Plan {
    /// Where it goes.
    pub to: Address,
    /// What it says.
    pub request: SyncRequest,
    /// When it was made, by the phone's clock.
    pub made_at: Reading,
}

/// What one answer brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accepted {
    /// The part that adds up over rounds.
    pub outcome: Outcome,
    /// Whether there is more to read.
    pub more: bool,
    /// Whether anything changed at all.
    pub moved: bool,
}

impl Client {
    /// Hand in everything that waits, oldest first, and read everything that is new.
    ///
    /// # Errors
    /// The first failure stops it; what was done before stays done, and the state says when it is
    /// tried next.
    pub async fn sync<T: Transport>(&self, transport: &T) -> Result<Outcome, SyncError> {
        let result = self.rounds(transport).await;
        let now = self.now();
        self.scheduling(|scheduler| scheduler.talked(now));
        let noted = self.note(result.as_ref().err());
        let outcome = result?;
        noted?;
        Ok(outcome)
    }

    async fn rounds<T: Transport>(&self, transport: &T) -> Result<Outcome, SyncError> {
        self.look_for_room()?;
        let mut total = Outcome::default();
        let mut has_renewed = false;
        // A device that may only hand in is told what the server has of it by handing in: without that
        // it would believe, and be wiped believing, the receipts of a server that was put back since.
        let mut refused: Option<SyncError> = None;
        loop {
            let plan = self.planned(refused.is_some())?;
            let answer = transport.sync(&plan.to, &plan.request).await;
            let nonce = match &answer {
                Ok(response) => response.renew.clone(),
                Err(error) => error.nonce().map(str::to_owned),
            };
            let order = match &answer {
                Ok(response) => response.wipe.clone(),
                Err(error) => error.wipe().cloned(),
            };
            let accepted = match answer {
                Ok(response) => Some(self.accept(&plan, &response)?),
                Err(_) if nonce.is_some() && !has_renewed => None,
                Err(error) => {
                    let asks =
                        error.is_deposit_only() && plan.request.run.is_none() && refused.is_none();
                    if let Some(order) = &order
                        && (order.wipe == Wipe::AtOnce || !asks)
                        && self.obey(order)?
                    {
                        return Err(SyncError::Wiped);
                    }
                    if asks {
                        refused = Some(error.into());
                        continue;
                    }
                    if error.is_too_much() {
                        self.set_pace(self.pace().slower());
                    }
                    let is_packed = plan.request.dictionary.is_none();
                    if is_packed && error.is_unreadable() && self.forget_dictionary()? {
                        continue;
                    }
                    return Err(error.into());
                }
            };
            if let Some(order) = &order
                && self.obey(order)?
            {
                return Err(SyncError::Wiped);
            }
            if let Some(accepted) = &accepted {
                self.set_pace(self.pace().faster());
                total.add(&accepted.outcome);
            }
            if let Some(nonce) = nonce.filter(|_| !has_renewed) {
                has_renewed = true;
                self.renew(transport, &plan, nonce).await?;
                continue;
            }
            match accepted {
                Some(accepted) if accepted.outcome.waiting == 0 && !accepted.more => {
                    return refused.map_or(Ok(total), Err);
                }
                Some(accepted) if accepted.moved => {}
                Some(_) | None => return Err(SyncError::Stuck),
            }
        }
    }

    async fn renew<T: Transport>(
        &self,
        transport: &T,
        plan: &Plan,
        nonce: String,
    ) -> Result<(), SyncError> {
        let device = plan.request.device;
        let signature = self.key()?.sign_nonce(device, &nonce);
        let request = TokenRequest { device, nonce, signature };
        let token = transport.renew(&plan.to, &request).await?;
        self.store.write(|tx| identity::keep_token(tx, &token))?;
        Ok(())
    }

    /// The next request: the oldest operations that wait, signed, and where the reader stands.
    ///
    /// # Errors
    /// When the phone has joined no server, or the store fails.
    pub fn plan(&self) -> Result<Plan, SyncError> {
        self.planned(false)
    }

    /// The same; `again` hands in the newest operation once more when nothing waits.
    fn planned(&self, again: bool) -> Result<Plan, SyncError> {
        let pace = self.pace();
        let key = self.key()?;
        let made_at = self.reading();
        let is_low = self.store.is_low();
        self.store.read(|conn| {
            let own = identity::enrolment(conn)?.ok_or(SyncError::NotEnrolled)?;
            let token = identity::token(conn)?.ok_or(SyncError::NotEnrolled)?;
            let so_far = progress::read(conn)?;
            let run = match outbox::oldest_waiting(conn, pace.run, RUN_MAX_BYTES)? {
                None if again => outbox::newest(conn)?,
                waiting => waiting,
            };
            let run = run
                .map(|run| Run::sign_links(&key, own.device, (run.first, run.previous), &run.links))
                .transpose()?;
            let offers = match so_far.offering {
                Offering::Ready => offers::next(conn, own.device)?,
                Offering::Reading => offers::erasures(conn, own.device)?,
                Offering::Nothing => Vec::new(),
            };
            let compare = compare::due(conn, so_far.compared_at, made_at.wall)?;
            let held = reading::held(conn, own.device, &so_far)?;
            let page = match run {
                // There is no room for news; what waits here is handed in all the same.
                _ if is_low => 0,
                // What the new life shows may take the place of an erasure that it does not know of.
                _ if so_far.offering == Offering::Reading && !offers.is_empty() => 0,
                Some(_) => pace.page.min(PAGE_WITH_RUN),
                None => pace.page,
            };
            let request = SyncRequest {
                proto: Version::CURRENT,
                device: own.device,
                epoch: so_far.epoch,
                cursor: so_far.cursor,
                scope: so_far.scope,
                configuration: own.configuration.version.clone(),
                acked: outbox::acked(conn)?,
                clock: made_at.wall,
                app: APP.to_owned(),
                waiting: outbox::waiting(conn)?,
                compare,
                fills_in: run.is_some(),
                run,
                offers,
                held,
                erased_through: so_far.erased_through.unwrap_or(so_far.cursor.seq),
                dictionary: (so_far.dictionary != Some(DICTIONARY_ID)).then_some(DICTIONARY_ID),
                page,
            };
            Ok(Plan { to: Address { server: own.server, token: token.token }, request, made_at })
        })
    }

    /// Apply an answer: receipts, verdicts, the page and the cursor in one transaction.
    ///
    /// # Errors
    /// When the page does not read, the store fails, or the server knows more of this phone than the
    /// phone itself.
    pub fn accept(&self, plan: &Plan, response: &SyncResponse) -> Result<Accepted, SyncError> {
        let handed_in = plan.request.run.as_ref();
        let handed_in = handed_in.map(|run| HandedIn::of(plan.request.device, run));
        let page = response.page.unpack_for(&handed_in.unwrap_or_default())?;
        let now = self.reading();
        let applied = |tx: &Transaction<'_>| {
            let own = identity::enrolment(tx)?.ok_or(SyncError::NotEnrolled)?;
            let written = outbox::chain(tx, own.device)?.number;
            if response.have > written {
                return Err(SyncError::OlderCopy { have: response.have, written });
            }
            let mut so_far = progress::read(tx)?;
            // Somebody else who shares this store was answered meanwhile: their cursor holds.
            let is_current =
                so_far.cursor == plan.request.cursor && so_far.epoch == plan.request.epoch;
            let is_answered = is_current && !response.deposit_only;
            let mut accepted = Accepted { more: response.more, ..Accepted::default() };
            if is_current {
                if response.compared && plan.request.compare.is_some() {
                    so_far.compared_at = Some(now.wall);
                    accepted.moved = true;
                }
                accepted.outcome.reopened = restore::reopen(tx, &own, response)?;
            }
            receipts(tx, &own, response, &mut accepted)?;
            for wanted in &response.wanted_blobs {
                blobs::reopen(tx, *wanted)?;
            }
            accepted.outcome.configured = municipality::take(tx, response)?;
            if is_answered {
                accepted.moved |= has_moved(&so_far, response);
                accepted.outcome.received = page.len() as u64;
                let (before, narrowing) = (so_far.offering, so_far.narrowing);
                // Servers before `deposit_only` tell by asking for a signature that they did not listen.
                let has_handed_on = response.renew.is_none() && !plan.request.offers.is_empty();
                if has_handed_on {
                    offers::handed_on(tx, &plan.request.offers)?;
                }
                // Where erasures are handed on first, nothing was asked for.
                let is_handing_on = before == Offering::Reading && !plan.request.offers.is_empty();
                let is_read = !response.more && !is_handing_on;
                restore::follow(tx, &own, &mut so_far, (response, is_read))?;
                let was = (&mut so_far, before != Offering::Nothing, is_read);
                let has_let_go = reading::let_go(tx, was, (&plan.request.held, response))?;
                if reading::page(tx, &own, response, &page)? || has_let_go {
                    so_far.erased_through.get_or_insert(plan.request.erased_through);
                }
                so_far.safe = response.safe;
                accepted.more |= so_far.offering != Offering::Nothing;
                accepted.more |= so_far.narrowing != Narrowing::Nothing && plan.request.page > 0;
                accepted.moved |= so_far.offering != before || has_handed_on;
                accepted.moved |= so_far.narrowing != narrowing;
            }
            accepted.outcome.rounds = 1;
            accepted.outcome.waiting = outbox::waiting(tx)?;
            accepted.moved |= !is_current || accepted.outcome.has_done_something();
            so_far.dictionary = response.dictionary.or(so_far.dictionary);
            let fix = Fix::from_server(plan.made_at, now, response.server_time);
            so_far.clock_offset_ms = fix.offset_ms(now);
            clock::keep(tx, &fix)?;
            // Whatever still waits here: all that the server has for this phone was read just now.
            if is_answered && !response.more && plan.request.page > 0 {
                so_far.last_received_at = Some(response.server_time);
            }
            progress::keep(tx, &so_far)?;
            Ok((accepted, so_far.erased_through.is_some()))
        };
        let (accepted, has_erased) = match page.is_empty() {
            true => self.store.write(applied)?,
            false => self.store.write_spare(applied)?,
        };
        if has_erased {
            self.clear_disk()?;
        }
        Ok(accepted)
    }

    /// The server does not read what is packed with the dictionary any more: it was put back to an older
    /// program. Returns whether that is news.
    fn forget_dictionary(&self) -> Result<bool, StoreError> {
        self.store.write(|tx| {
            let so_far = progress::read(tx)?;
            let is_news = so_far.dictionary.is_some();
            progress::keep(tx, &Progress { dictionary: None, ..so_far })?;
            Ok(is_news)
        })
    }

    /// What was erased leaves the file and its log to the last byte; if not now, next time.
    fn clear_disk(&self) -> Result<(), StoreError> {
        if !self.store.clear_disk()? {
            return Ok(());
        }
        self.store.write(|tx| {
            let so_far = progress::read(tx)?;
            progress::keep(tx, &Progress { erased_through: None, ..so_far })
        })
    }

    /// Remember how it went, for the screen and for the next attempt.
    fn note(&self, failed: Option<&SyncError>) -> Result<(), StoreError> {
        let chance = self.chance();
        let now = self.now();
        self.store.write(|tx| {
            let mut so_far = progress::read(tx)?;
            so_far.attempt = match failed {
                None => Attempt { is_online: true, ..Attempt::default() },
                Some(error) => {
                    let failures = so_far.attempt.failures.saturating_add(1);
                    Attempt {
                        problem: Some(error.code()),
                        failures,
                        next_at: Some(next_attempt(now, failures, chance)),
                        is_online: error.is_online(),
                    }
                }
            };
            progress::keep(tx, &so_far)
        })
    }
}

impl Outcome {
    fn add(&mut self, round: &Self) {
        self.sent += round.sent;
        self.received += round.received;
        self.quarantined += round.quarantined;
        self.reopened += round.reopened;
        self.rounds += round.rounds;
        self.configured |= round.configured;
        self.waiting = round.waiting;
    }

    fn has_done_something(&self) -> bool {
        self.configured || self.sent + self.received + self.quarantined + self.reopened > 0
    }
}

fn has_moved(so_far: &Progress, response: &SyncResponse) -> bool {
    so_far.cursor != response.cursor
        || so_far.epoch != Some(response.epoch)
        || so_far.scope != response.scope
}

fn receipts(
    tx: &Transaction<'_>,
    own: &Enrolment,
    response: &SyncResponse,
    accepted: &mut Accepted,
) -> Result<(), StoreError> {
    let at = response.server_time;
    accepted.outcome.sent = outbox::acknowledge(tx, response.have, response.epoch, at)? as u64;
    let author = identity::author(Some(own));
    let mut back = Vec::new();
    for verdict in &response.quarantined {
        if outbox::quarantine(tx, verdict.number, verdict.because.as_str())? {
            accepted.outcome.quarantined += 1;
            back.extend(outbox::row(tx, author, verdict.number)?);
        }
    }
    replica::take_back(tx, &back)
}
