//! Answers already given, by snapshot and question: a changed picture has another hash, so nothing
//! here can be old.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::{Ground, Progress, Snapshot, StudyError, StudyQuestion, study};

/// Answers that are kept; the one asked for longest ago goes first.
const KEPT: usize = 64;

/// A snapshot's hash and a question as JSON.
type Key = (String, String);

/// The answers, as the JSON that is sent.
#[derive(Debug, Default)]
pub struct Cache {
    kept: Mutex<VecDeque<(Key, Arc<str>)>>,
}

impl Cache {
    /// The answer as JSON: the one given before, else made now.
    ///
    /// # Errors
    /// As [`study`].
    pub fn answer(
        &self,
        (snapshot, ground): (&Snapshot, &Ground),
        question: &StudyQuestion,
        progress: &mut Progress<'_>,
    ) -> Result<Arc<str>, StudyError> {
        let question = ground.settled(question)?;
        let key = (snapshot.hash(ground), serde_json::to_string(&question)?);
        if let Some(found) = self.find(&key) {
            return Ok(found);
        }
        let made: Arc<str> =
            serde_json::to_string(&study(snapshot, ground, &question, progress)?)?.into();
        if let Ok(mut kept) = self.kept.lock() {
            kept.push_back((key, Arc::clone(&made)));
            while kept.len() > KEPT {
                kept.pop_front();
            }
        }
        Ok(made)
    }

    fn find(&self, key: &Key) -> Option<Arc<str>> {
        let mut kept = self.kept.lock().ok()?;
        let index = kept.iter().position(|(known, _)| known == key)?;
        let found = kept.remove(index)?;
        let answer = Arc::clone(&found.1);
        kept.push_back(found);
        Some(answer)
    }
}
