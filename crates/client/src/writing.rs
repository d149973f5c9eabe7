//! From what a person said to frozen bytes in the outbox: number, stamp, chain, and the same
//! operation waiting in the picture. All of it in the caller's transaction.

use domain::clock::UtcMillis;
use domain::id::{DocId, OpId};
use domain::log::Logged;
use domain::op::{BODY_MAX_BYTES, Body, Frozen};
use domain::role::Author;

use crate::error::ClientError;
use crate::random::{self, Random};
use crate::store::identity::NOBODY;
use crate::store::outbox::{self, Chain, Entry};
use crate::store::{StoreError, Transaction, replica};

/// Writes operations one after another within one transaction.
pub(crate) struct Pen<'a> {
    tx: &'a Transaction<'a>,
    random: &'a dyn Random,
    author: Author,
    chain: Chain,
    written: Vec<Logged>,
}

impl<'a> Pen<'a> {
    /// Continue the chain where the store says it ends.
    pub(crate) fn new(
        tx: &'a Transaction<'a>,
        random: &'a dyn Random,
        author: Author,
    ) -> Result<Self, StoreError> {
        let chain = outbox::chain(tx, author.device)?;
        Ok(Self { tx, random, author, chain, written: Vec::new() })
    }

    /// Freeze a body at the next number and stamp. `wall` is what the phone's clock says; the stamp
    /// is moved by `offset_ms` towards the server's clock. Returns what it was written as.
    pub(crate) fn write(
        &mut self,
        body: Body,
        wall: UtcMillis,
        offset_ms: i64,
    ) -> Result<OpId, ClientError> {
        let stamp = self.chain.stamp.next(wall.plus_ms(offset_ms));
        let number = self.chain.number + 1;
        let doc = body.doc;
        let salt = random::bytes::<16>(self.random)?;
        let frozen = Frozen::new(&body.stamped(stamp, wall), salt).map_err(StoreError::from)?;
        if frozen.body.len() > BODY_MAX_BYTES {
            return Err(ClientError::TooLarge);
        }
        let hash = frozen.hash(self.author.device, number, self.chain.hash);
        let op = frozen.id(self.author.device, number, wall);
        let logged = Logged {
            seq: replica::waiting_seq(number),
            number,
            author: self.author,
            stamp_at: stamp.at,
            received_at: None,
            frozen,
        };
        outbox::insert(self.tx, &Entry { logged: &logged, doc, op, hash })?;
        self.chain = Chain { number, hash, stamp };
        self.written.push(logged);
        Ok(op)
    }

    /// Remember where the chain ends now, and show what was written in the picture.
    pub(crate) fn finish(self) -> Result<(), StoreError> {
        if self.written.is_empty() {
            return Ok(());
        }
        outbox::keep_chain(self.tx, &self.chain)?;
        replica::apply(self.tx, &self.written)
    }
}

/// Give what was captured before enrolment to the device that the phone has become: the bytes stay,
/// hashes and ids follow from the new device.
pub(crate) fn adopt(tx: &Transaction<'_>, author: Author) -> Result<(), StoreError> {
    let nobody = Author { device: NOBODY, ..author };
    let before = outbox::from_number(tx, nobody, 1)?;
    if before.is_empty() {
        return Ok(());
    }
    replica::take_back(tx, &before)?;
    let mut chain = Chain { hash: domain::op::OpHash::START, ..outbox::chain(tx, author.device)? };
    let mut own = Vec::with_capacity(before.len());
    for logged in before {
        let logged = Logged { author, ..logged };
        let body = logged.frozen.read()?;
        let hash = logged.frozen.hash(author.device, logged.number, chain.hash);
        let op = logged.frozen.id(author.device, logged.number, body.at);
        outbox::rechain(tx, &Entry { logged: &logged, doc: body.doc, op, hash })?;
        chain.hash = hash;
        own.push(logged);
    }
    outbox::keep_chain(tx, &chain)?;
    replica::apply(tx, &own)
}

/// A new document's id: the time, then chance.
pub(crate) fn new_doc(random: &dyn Random, wall: UtcMillis) -> Result<DocId, ClientError> {
    Ok(DocId(domain::op::uuid_v7(wall, random::bytes(random)?)))
}
