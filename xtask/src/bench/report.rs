//! Time and memory of pressing an edition of each kind from the whole picture, and that it is the same bytes
//! again.

use serde_json::{Value, json};

use super::measure::measured;
use super::rounded;
use crate::demo::Folder;
use crate::steps::{Failed, Tried};

const KINDS: [&str; 3] = ["operative", "strategic", "statutory"];

/// One line for each kind. `day` lies in the period that is pressed.
///
/// # Errors
/// When an edition cannot be pressed, or comes out as other bytes the second time.
pub(super) fn measure(folder: &Folder, about: &Value, day: &str) -> Result<Vec<Value>, Failed> {
    let mut lines = Vec::new();
    for kind in KINDS {
        let file = folder.dir().join(format!("{kind}.pdf"));
        let path = file.to_string_lossy().into_owned();
        let words = ["editions", "--json", "--kind", kind, "--day", day, "--to", &path];
        let first = measured(&mut folder.server(&words), &[0])?;
        let again = measured(&mut folder.server(&words), &[0])?;
        let hash = &first.said["blake3"];
        if hash.is_null() || *hash != again.said["blake3"] {
            return Err(Failed::because(format!("{kind} was pressed twice and differs: {hash}")));
        }
        let bytes = std::fs::metadata(&file).tried("look at what was pressed")?.len();
        let mut line = about.clone();
        line["bench"] = json!("report");
        line["kind"] = json!(kind);
        line["seconds"] = rounded(first.took.min(again.took).as_secs_f64());
        line["peak_rss_mb"] = rounded(first.peak_mb.max(again.peak_mb));
        line["bytes"] = json!(bytes);
        line["blake3"] = hash.clone();
        lines.push(line);
    }
    Ok(lines)
}
