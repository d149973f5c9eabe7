//! “The picture changed”, without the picture: the interface asks again, typed.

use tauri::{AppHandle, Emitter as _};

/// What the interface listens for.
const PICTURE_CHANGED: &str = "picture-changed";
const SYNC_CHANGED: &str = "sync-changed";
const LINK_OPENED: &str = "link-opened";
const STUDY_PROGRESS: &str = "study-progress";

/// Reports, reviews or names are not what they were.
pub fn picture_changed(app: &AppHandle) {
    tell(app, PICTURE_CHANGED, ());
}

/// How sync stands is not what it was.
pub fn sync_changed(app: &AppHandle) {
    tell(app, SYNC_CHANGED, ());
}

/// How far the counting of an analysis has come.
pub fn study_progress(app: &AppHandle, step: StudyStep) {
    tell(app, STUDY_PROGRESS, step);
}

/// A step of an analysis.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct StudyStep {
    /// The number the interface gave it.
    pub run: u32,
    /// Steps done.
    pub done: u32,
    /// Of how many.
    pub of: u32,
}

/// Somebody opened an enrolment link.
pub fn link_opened(app: &AppHandle, link: &str) {
    tell(app, LINK_OPENED, link);
}

fn tell<T: serde::Serialize + Clone>(app: &AppHandle, event: &str, what: T) {
    if let Err(error) = app.emit(event, what) {
        tracing::warn!("the window was not told `{event}`: {error}");
    }
}
