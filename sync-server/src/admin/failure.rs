//! What failed, for programs: a code, the words, whether the same command may succeed later, and every
//! fault of a configuration by itself.

use serde_json::{Value, json};

use super::AdminError;
use crate::app::StartError;
use crate::backup::BackupError;
use crate::store::StoreError;

impl AdminError {
    /// `{"error": {"code", "message", "transient"}}`; with `faults` where settings or configuration
    /// are wrong.
    pub fn told(&self) -> Value {
        let (code, is_transient) = self.code();
        let mut error = json!({
            "code": code, "message": self.to_string(), "transient": is_transient,
        });
        if let Self::Start(StartError::Faults(faults)) = self {
            let faults = faults.0.iter();
            let each = |it: &crate::faults::Fault| json!({ "file": it.file, "key": it.key, "what": it.what });
            error["faults"] = faults.map(each).collect();
        }
        json!({ "error": error })
    }

    fn code(&self) -> (Value, bool) {
        match self {
            Self::Start(StartError::Faults(_)) => (json!("bad_configuration"), false),
            Self::Start(StartError::NotInitialised(_)) => (json!("not_initialised"), false),
            Self::Start(StartError::Store(error)) | Self::Store(error) => of_store(error),
            Self::Backup(BackupError::Busy(_)) => (json!("busy"), true),
            Self::AuditBroken(_) => (json!("audit_broken"), false),
            Self::Areas(_) | Self::Table(_) => (json!("bad_value"), false),
            Self::Start(
                StartError::File { .. }
                | StartError::Key(_)
                | StartError::Municipal(_)
                | StartError::Random(_),
            )
            | Self::Study(_)
            | Self::Backup(_)
            | Self::Report(_)
            | Self::Output(_) => (json!("failed"), false),
        }
    }
}

fn of_store(error: &StoreError) -> (Value, bool) {
    match error {
        StoreError::Refused(problem) => (json!(problem.code), problem.code.is_transient()),
        StoreError::Full => (json!("storage_full"), true),
        StoreError::Picture(_)
        | StoreError::Json(_)
        | StoreError::Random(_)
        | StoreError::Commit(_)
        | StoreError::Panicked
        | StoreError::Keep(_)
        | StoreError::Closed => (json!("failed"), false),
    }
}
