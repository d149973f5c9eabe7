//! A phone's store as whoever has its folder and its key sees it.

use std::path::Path;

use rusqlite::Connection;

use crate::server::Fault;

/// The key that lies in a folder, as SQLite takes it; none where the store is not encrypted.
///
/// # Errors
/// When the file does not read back, or the key is not in it.
pub fn key(folder: &Path) -> Result<Option<String>, Fault> {
    let Ok(text) = std::fs::read(folder.join(client::keys::FILE)) else { return Ok(None) };
    let told: serde_json::Value = serde_json::from_slice(&text)?;
    let key = told["key"].as_str().ok_or("the key is not in the file")?;
    Ok((told["in_force"] == true).then(|| format!("x'{key}'")))
}

/// A connection of one's own, beside the engine's.
///
/// # Errors
/// When the store cannot be opened.
pub fn open(folder: &Path) -> Result<Connection, Fault> {
    let key = key(folder)?;
    Ok(picture::connect::open(&folder.join(client::STORE_FILE), key.as_deref())?)
}

/// The same, to read only.
///
/// # Errors
/// When the store cannot be opened.
pub fn open_to_read(folder: &Path) -> Result<Connection, Fault> {
    let key = key(folder)?;
    Ok(picture::connect::open_to_read(&folder.join(client::STORE_FILE), key.as_deref())?)
}

/// Whether words lie anywhere in the store's tables, whichever they are.
///
/// # Errors
/// When the store cannot be read.
pub fn holds(folder: &Path, words: &str) -> Result<bool, Fault> {
    let dir = tempfile::tempdir()?;
    let plain = dir.path().join("plain.db");
    let conn = open(folder)?;
    conn.execute("ATTACH DATABASE ?1 AS plain KEY ''", [plain.to_string_lossy()])?;
    conn.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(()))?;
    conn.execute_batch("DETACH DATABASE plain")?;
    Ok(lie_in(dir.path(), words.as_bytes())?)
}

/// Whether bytes lie anywhere in the files of a folder.
///
/// # Errors
/// When a file cannot be read.
pub fn lie_in(folder: &Path, bytes: &[u8]) -> std::io::Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let found = if path.is_dir() {
            lie_in(&path, bytes)?
        } else {
            std::fs::read(path)?.windows(bytes.len()).any(|part| part == bytes)
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}
