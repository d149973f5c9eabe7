//! “The picture changed”, without the picture: the interface asks again, typed.

use tauri::{AppHandle, Emitter as _};

/// What the interface listens for.
const PICTURE_CHANGED: &str = "picture-changed";
const SYNC_CHANGED: &str = "sync-changed";
const LINK_OPENED: &str = "link-opened";

/// Reports, reviews or names are not what they were.
pub fn picture_changed(app: &AppHandle) {
    tell(app, PICTURE_CHANGED, ());
}

/// How sync stands is not what it was.
pub fn sync_changed(app: &AppHandle) {
    tell(app, SYNC_CHANGED, ());
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
