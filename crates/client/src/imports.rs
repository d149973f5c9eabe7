//! Imports as wholes: what a file would bring before it does, and one that is withdrawn again with everything in it.

use std::collections::HashSet;

use domain::clock::UtcMillis;
use domain::id::DocId;
use domain::observation::{Observation, ObservationDraft};
use domain::op::{Body, DocType};
use domain::text::{Name, Note};
use protocol::session::{Captured, SafeAt};
use serde_json::{Map, Value, json};

use crate::Client;
use crate::capture::{Recorded, checked, document};
use crate::error::ClientError;
use crate::store::replica;

/// Reports in one transaction.
const AT_ONCE: usize = 500;

impl Client {
    /// What [`Client::record_many`] would answer, without writing anything. `seen` holds the ids of the drafts before
    /// these, so that a file that says one thing twice is told so.
    ///
    /// # Errors
    /// When the store fails.
    pub fn would_record(
        &self,
        drafts: &[ObservationDraft],
        seen: &mut HashSet<DocId>,
    ) -> Result<Vec<Recorded>, ClientError> {
        let catalogue = self.catalogue()?;
        let known = |id: DocId| -> Result<bool, ClientError> {
            Ok(self.store.read(|conn| replica::has(conn, id))?)
        };
        let mut answers = Vec::with_capacity(drafts.len());
        for draft in drafts {
            if let Some(id) = draft.id
                && (!seen.insert(id) || known(id)?)
            {
                answers.push(Recorded::AlreadyThere(id));
                continue;
            }
            answers.push(match checked(draft.fields(&catalogue)) {
                Ok(_) => {
                    let id = draft.id.unwrap_or(DocId::from_bytes([0; 16]));
                    Recorded::Added(Captured { id, at: UtcMillis(0), safe: SafeAt::Phone })
                }
                Err(error) => Recorded::Refused(error),
            });
        }
        Ok(answers)
    }

    /// Withdraw everything that this device took in with an import, or take all of it back when no reason is given.
    /// Returns how many reports that changed; `told` hears how many are done and of how many.
    ///
    /// # Errors
    /// When nothing here came with it, or the disk cannot take it.
    pub fn withdraw_import(
        &self,
        import: &Name,
        reason: Option<&Note>,
        told: &mut dyn FnMut(usize, usize),
    ) -> Result<usize, ClientError> {
        let own = self.reports(u32::MAX)?;
        let came = |it: &Observation| it.source.as_ref().is_some_and(|it| it.import == *import);
        let all: Vec<&Observation> =
            own.iter().map(|it| &it.observation).filter(|it| came(it)).collect();
        if all.is_empty() {
            return Err(ClientError::BadValue { field: format!("import {}", import.as_str()) });
        }
        let is_other = |it: &&&Observation| it.withdrawn.is_some() != reason.is_some();
        let ids: Vec<DocId> = all.iter().filter(is_other).map(|it| it.id).collect();
        for (n, some) in ids.chunks(AT_ONCE).enumerate() {
            self.withdraw_many(some, reason)?;
            told((n * AT_ONCE + some.len()).min(ids.len()), ids.len());
        }
        Ok(ids.len())
    }

    fn withdraw_many(&self, ids: &[DocId], reason: Option<&Note>) -> Result<(), ClientError> {
        let value = reason.map_or(Value::Null, |reason| json!(reason));
        self.writing(|tx, desk| {
            let mut all = Vec::with_capacity(ids.len());
            for id in ids {
                let document = document(tx, desk.author, *id)?.ok_or(ClientError::Unknown(*id))?;
                let fields = Map::from_iter([("withdrawn".to_owned(), value.clone())]);
                all.push((document, Body::set(*id, DocType::Observation, fields)));
            }
            desk.write_over(tx, self, &all)
        })
    }
}
