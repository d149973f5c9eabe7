//! Answers of the analysis given before, and which runs nobody waits for any more.

use std::collections::BTreeSet;
use std::sync::Mutex;

use picture::study::Cache;

/// What the commands of the analysis share.
#[derive(Debug, Default)]
pub struct Studies {
    /// Answers by snapshot and question.
    pub cache: Cache,
    stopped: Mutex<BTreeSet<u32>>,
}

impl Studies {
    /// Nobody waits for this run.
    pub fn stop(&self, run: u32) {
        if let Ok(mut stopped) = self.stopped.lock() {
            stopped.insert(run);
        }
    }

    /// Whether somebody still waits for this run.
    pub fn is_wanted(&self, run: u32) -> bool {
        self.stopped.lock().is_ok_and(|stopped| !stopped.contains(&run))
    }

    /// The run is over, however it ended.
    pub fn end(&self, run: u32) {
        if let Ok(mut stopped) = self.stopped.lock() {
            stopped.remove(&run);
        }
    }
}
