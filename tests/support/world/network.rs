//! The way between a phone and the server: requests and answers as bytes, which are dropped, lost,
//! cut off, doubled, or come again much later.

use std::cell::RefCell;

use client::transport::{Address, Courier, Piece, Transport, TransportError};
use domain::blob::BlobName;
use domain::gazetteer::Gazetteer;
use domain::id::OpId;
use protocol::blob::{BlobClaim, BlobState};
use protocol::briefing::BriefingAnswer;
use protocol::enrolment::{Enrolled, EnrolmentRequest, ReadToken, TokenRequest};
use protocol::frame;
use protocol::handover::Deposited;
use protocol::problem::{Problem, ProblemCode};
use protocol::sync::{SyncRequest, SyncResponse};

use super::server::Server;
use super::{mishaps, mutation};
use crate::chance::Chance;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    LoseRequest,
    LoseAnswer,
    CutRequest,
    CutAnswer,
    Double,
    TimeOut,
    SomebodyElseAnswers,
    AnOldOneComesFirst,
    TheServerLosesPower,
    TheServerIsKilled,
    TheServersDiskFails,
}

const FAULTS: [Fault; 11] = [
    Fault::LoseRequest,
    Fault::LoseAnswer,
    Fault::CutRequest,
    Fault::CutAnswer,
    Fault::Double,
    Fault::TimeOut,
    Fault::SomebodyElseAnswers,
    Fault::AnOldOneComesFirst,
    Fault::TheServerLosesPower,
    Fault::TheServerIsKilled,
    Fault::TheServersDiskFails,
];

/// Requests that were once sent, and may come again.
pub(super) type Old = Vec<(String, Vec<u8>)>;

/// One phone's way to the server while it synchronises.
pub(super) struct Way<'a> {
    inner: RefCell<Inner<'a>>,
}

struct Inner<'a> {
    server: &'a mut Server,
    chance: &'a mut Chance,
    old: &'a mut Old,
    /// One request in so many goes wrong; 0 is a good network.
    faults: u64,
}

impl<'a> Way<'a> {
    pub(super) fn new(
        server: &'a mut Server,
        chance: &'a mut Chance,
        old: &'a mut Old,
        faults: u64,
    ) -> Self {
        Self { inner: RefCell::new(Inner { server, chance, old, faults }) }
    }
}

fn unreachable() -> TransportError {
    TransportError::Unreachable("the network".into())
}

impl Inner<'_> {
    fn fault(&mut self) -> Option<Fault> {
        let goes_wrong = self.faults > 0 && self.chance.is_one_in(self.faults);
        goes_wrong.then(|| FAULTS[self.chance.index(FAULTS.len())])
    }

    fn deliver(&mut self, token: &str, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
        let unreadable = |_| Problem::new(ProblemCode::BadRequest, "cut off");
        let request: SyncRequest = frame::unpack(bytes).map_err(unreadable)?;
        let response = self.server.exchange(token, &request)?;
        frame::pack(&response).map_err(|_| Problem::new(ProblemCode::ServerFailed, "not packed"))
    }

    fn travel(
        &mut self,
        token: &str,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        let bytes = frame::pack(request)?;
        let fault = self.fault();
        match fault {
            Some(Fault::LoseRequest) => return Err(unreachable()),
            Some(Fault::SomebodyElseAnswers) => {
                return Err(TransportError::NotOurs { status: 200 });
            }
            Some(Fault::CutRequest) => {
                let cut = self.chance.index(bytes.len());
                let answer = self.deliver(token, &bytes[..cut]);
                return Err(answer.err().map_or_else(unreachable, TransportError::Problem));
            }
            Some(Fault::Double) => drop(self.deliver(token, &bytes)),
            Some(Fault::AnOldOneComesFirst) => {
                let place = self.chance.index(self.old.len());
                if let Some((token, bytes)) = self.old.get(place).cloned() {
                    let _ = self.deliver(&token, &bytes);
                }
            }
            Some(Fault::TheServerLosesPower) => {
                let nth = 1 + self.chance.below(14);
                self.server.disk.crash_at(nth, mishaps::survives(self.chance));
            }
            Some(Fault::TheServersDiskFails) => mishaps::disk_fault(&self.server.disk, self.chance),
            Some(
                Fault::LoseAnswer | Fault::CutAnswer | Fault::TimeOut | Fault::TheServerIsKilled,
            )
            | None => {}
        }
        let answer = self.deliver(token, &bytes);
        self.server.disk.calm();
        self.old.push((token.to_owned(), bytes));
        match fault {
            Some(Fault::LoseAnswer | Fault::TheServerLosesPower) => Err(unreachable()),
            Some(Fault::TheServerIsKilled) => {
                self.server.disk.kill();
                Err(unreachable())
            }
            Some(Fault::TimeOut) => Err(TransportError::TimedOut),
            Some(Fault::CutAnswer) => {
                let answer = answer?;
                Ok(frame::unpack(&answer[..self.chance.index(answer.len())])?)
            }
            _ => {
                let mut response = frame::unpack(&answer?)?;
                let mutation = self.server.mutation();
                mutation::answer(mutation, (request, self.chance), &mut response);
                Ok(response)
            }
        }
    }
}

impl Inner<'_> {
    /// A request about a photo: none of them matters more than that it may come again.
    fn carry(
        &mut self,
        ask: impl Fn(&mut Server, bool) -> Result<BlobState, Problem>,
    ) -> Result<BlobState, TransportError> {
        let fault = self.fault();
        // Not every bit that changes on the way is noticed there.
        let is_changed = fault == Some(Fault::CutRequest) && self.chance.is_one_in(2);
        match fault {
            Some(Fault::CutRequest) if is_changed => {}
            Some(Fault::LoseRequest | Fault::CutRequest | Fault::AnOldOneComesFirst) => {
                return Err(unreachable());
            }
            Some(Fault::SomebodyElseAnswers) => {
                return Err(TransportError::NotOurs { status: 200 });
            }
            Some(Fault::Double) => drop(ask(self.server, false)),
            Some(Fault::TheServersDiskFails) => mishaps::disk_fault(&self.server.disk, self.chance),
            _ => {}
        }
        let answer = ask(self.server, is_changed);
        self.server.disk.calm();
        match fault {
            Some(Fault::LoseAnswer | Fault::CutAnswer) => Err(unreachable()),
            Some(Fault::TheServerIsKilled) => {
                self.server.disk.kill();
                Err(unreachable())
            }
            Some(Fault::TheServerLosesPower) => {
                self.server.disk.crash(mishaps::survives(self.chance));
                Err(unreachable())
            }
            Some(Fault::TimeOut) => Err(TransportError::TimedOut),
            _ => Ok(answer?),
        }
    }
}

impl Courier for Way<'_> {
    async fn blob_state(
        &self,
        _: &Address,
        claim: &BlobClaim,
    ) -> Result<BlobState, TransportError> {
        self.inner.borrow_mut().carry(|server, _| server.blob_state(claim))
    }

    async fn blob_piece(
        &self,
        _: &Address,
        piece: &Piece<'_>,
    ) -> Result<BlobState, TransportError> {
        let place = (piece.offset, piece.length);
        self.inner.borrow_mut().carry(|server, is_changed| {
            let mut bytes = piece.bytes.to_vec();
            if let Some(last) = bytes.last_mut().filter(|_| is_changed) {
                *last ^= 1;
            }
            server.blob_piece(piece.claim, place, &bytes)
        })
    }

    async fn blob(&self, _: &Address, _: BlobName) -> Result<Vec<u8>, TransportError> {
        Err(unreachable())
    }

    async fn gazetteer(&self, _: &Address) -> Result<Gazetteer, TransportError> {
        Err(unreachable())
    }

    async fn briefing(
        &self,
        _: &Address,
        _: Option<OpId>,
    ) -> Result<BriefingAnswer, TransportError> {
        Err(unreachable())
    }

    async fn deposit(&self, _: &str, _: &[u8]) -> Result<Deposited, TransportError> {
        Err(unreachable())
    }
}

impl Transport for Way<'_> {
    async fn enrol(&self, _: &str, request: &EnrolmentRequest) -> Result<Enrolled, TransportError> {
        let mut inner = self.inner.borrow_mut();
        inner.server.enrol(request).map_err(|broken| TransportError::Unreachable(broken.into()))
    }

    async fn renew(
        &self,
        _: &Address,
        request: &TokenRequest,
    ) -> Result<ReadToken, TransportError> {
        let mut inner = self.inner.borrow_mut();
        match inner.fault() {
            Some(Fault::LoseRequest | Fault::CutRequest) => Err(unreachable()),
            Some(Fault::LoseAnswer | Fault::CutAnswer) => {
                drop(inner.server.renew(request));
                Err(unreachable())
            }
            _ => Ok(inner.server.renew(request)?),
        }
    }

    async fn sync(
        &self,
        to: &Address,
        request: &SyncRequest,
    ) -> Result<SyncResponse, TransportError> {
        self.inner.borrow_mut().travel(&to.token, request)
    }
}
