//! The key that a phone's store is encrypted with: kept by the system's own store of secrets where there
//! is one, else in a file beside the store that its owner alone reads. Asking for it asks no person.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::random::{self, NoRandomness, Random};

mod file;
#[cfg(feature = "system")]
mod system;

#[cfg(feature = "system")]
pub use system::of_this_system;

/// The name of the file in the phone's folder that tells where the key is.
pub const FILE: &str = "store.key";

const LENGTH: usize = 32;

/// The system's own store of secrets: a key ring, a key chain, a phone's key store. What it keeps is there
/// after a restart and while nobody has signed in to the app.
pub trait KeyStore: Send + Sync {
    /// What is kept under a name; none when the store answers and has nothing.
    ///
    /// # Errors
    /// When there is no such store here, or it does not answer.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError>;

    /// Keep a secret under a name.
    ///
    /// # Errors
    /// As [`KeyStore::get`].
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), KeyStoreError>;
}

/// Why the system's store of secrets did not do it.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// There is none on this machine, or the program was told to use none.
    #[error("there is no store of secrets here")]
    Absent,
    /// There is one, and it failed.
    #[error("the system's store of secrets failed: {0}")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

/// No store of secrets: the key is kept in a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeyStore;

impl KeyStore for NoKeyStore {
    fn get(&self, _: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
        Err(KeyStoreError::Absent)
    }

    fn put(&self, _: &str, _: &[u8]) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Absent)
    }
}

/// Why a store has no key. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The system keeps the key and does not hand it out now: locked, not started, or another session.
    #[error("the key of this store is kept by the system, which does not answer: {0}")]
    NoAnswer(#[source] KeyStoreError),
    /// The system answers and has no such key, or the file with it is gone.
    #[error("the key of this store is gone: what lies here cannot be read without it")]
    Gone,
    /// The file that tells where the key is does not read back.
    #[error("the file {FILE} does not read back")]
    Damaged,
    /// The machine gave no random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The file could not be read or written.
    #[error("the file {FILE} cannot be used: {0}")]
    File(#[from] std::io::Error),
}

impl KeyError {
    /// Whether waiting may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NoAnswer(_) | Self::Random(_) | Self::File(_) => true,
            Self::Gone | Self::Damaged => false,
        }
    }
}

/// Where a key is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kept", rename_all = "snake_case")]
enum Kept {
    /// In the same file.
    File { key: String },
    /// By the system, under a name.
    System { name: String },
}

/// What the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeyFile {
    #[serde(flatten)]
    kept: Kept,
    /// Whether the store is known to be encrypted with it.
    in_force: bool,
}

/// The key of a store.
pub(crate) struct StoreKey {
    bytes: [u8; LENGTH],
    file: KeyFile,
}

impl StoreKey {
    /// The key of the store in a folder. None was ever made: then one is made here, and kept before it is
    /// used. `is_encrypted` tells of a store that has a key already.
    pub(crate) fn of(
        dir: &Path,
        (keys, random): (&dyn KeyStore, &dyn Random),
        is_encrypted: impl FnOnce() -> std::io::Result<bool>,
    ) -> Result<Self, KeyError> {
        if let Some(file) = file::read(dir)? {
            let bytes = bytes_of(&file.kept, keys)?;
            return Ok(Self { bytes, file });
        }
        if is_encrypted()? {
            return Err(KeyError::Gone);
        }
        let bytes = random::bytes::<LENGTH>(random)?;
        let name = format!("store-{}", hex(&random::bytes::<8>(random)?));
        let kept = if is_kept(keys, &name, &bytes) {
            Kept::System { name }
        } else {
            Kept::File { key: hex(&bytes) }
        };
        let file = KeyFile { kept, in_force: false };
        file::write(dir, &file)?;
        Ok(Self { bytes, file })
    }

    /// Whether the store is known to be encrypted with it.
    pub(crate) fn is_in_force(&self) -> bool {
        self.file.in_force
    }

    /// The store is encrypted with it from now on.
    pub(crate) fn take_force(&mut self, dir: &Path) -> Result<(), KeyError> {
        self.file.in_force = true;
        Ok(file::write(dir, &self.file)?)
    }

    /// Whether the system's store of secrets keeps it.
    pub(crate) fn is_with_system(&self) -> bool {
        matches!(self.file.kept, Kept::System { .. })
    }

    /// As SQLCipher takes a key that is no password: nothing is derived from it.
    pub(crate) fn text(&self) -> String {
        format!("x'{}'", hex(&self.bytes))
    }
}

/// Whether the system keeps a key and hands the same one out again.
fn is_kept(keys: &dyn KeyStore, name: &str, key: &[u8]) -> bool {
    let kept = keys.put(name, key).and_then(|()| keys.get(name));
    match kept {
        Ok(found) => found.as_deref() == Some(key),
        Err(KeyStoreError::Absent) => false,
        Err(error) => {
            tracing::warn!("the key is kept in a file: {error}");
            false
        }
    }
}

fn bytes_of(kept: &Kept, keys: &dyn KeyStore) -> Result<[u8; LENGTH], KeyError> {
    match kept {
        Kept::File { key } => from_hex(key).ok_or(KeyError::Damaged),
        Kept::System { name } => {
            let found = keys.get(name).map_err(KeyError::NoAnswer)?.ok_or(KeyError::Gone)?;
            found.try_into().map_err(|_| KeyError::Damaged)
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<[u8; LENGTH]> {
    if text.len() != 2 * LENGTH || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; LENGTH];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;

    struct Same;

    impl Random for Same {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
            bytes.fill(0x5a);
            Ok(())
        }
    }

    #[derive(Default)]
    struct Ring(Mutex<BTreeMap<String, Vec<u8>>>, Mutex<bool>);

    impl KeyStore for Ring {
        fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
            if *self.1.lock().unwrap() {
                return Err(KeyStoreError::Failed("it is locked".into()));
            }
            Ok(self.0.lock().unwrap().get(name).cloned())
        }

        fn put(&self, name: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
            self.0.lock().unwrap().insert(name.to_owned(), secret.to_vec());
            Ok(())
        }
    }

    fn of(dir: &Path, keys: &dyn KeyStore) -> Result<StoreKey, KeyError> {
        StoreKey::of(dir, (keys, &Same), || Ok(false))
    }

    #[test]
    fn the_system_keeps_the_key_and_the_folder_only_its_name() {
        let (dir, ring) = (tempfile::tempdir().unwrap(), Ring::default());
        let key = of(dir.path(), &ring).unwrap();
        assert!(key.is_with_system());
        let text = std::fs::read_to_string(dir.path().join(FILE)).unwrap();
        assert!(!text.contains("5a5a5a5a5a5a5a5a5a"), "{text}");
        assert_eq!(of(dir.path(), &ring).unwrap().text(), key.text());
    }

    #[test]
    fn a_key_that_the_system_does_not_hand_out_now_is_never_replaced() {
        let (dir, ring) = (tempfile::tempdir().unwrap(), Ring::default());
        let key = of(dir.path(), &ring).unwrap();
        *ring.1.lock().unwrap() = true;
        assert!(matches!(of(dir.path(), &ring), Err(KeyError::NoAnswer(_))));
        assert!(matches!(of(dir.path(), &NoKeyStore), Err(KeyError::NoAnswer(_))));
        *ring.1.lock().unwrap() = false;
        assert_eq!(of(dir.path(), &ring).unwrap().text(), key.text());
        ring.0.lock().unwrap().clear();
        assert!(matches!(of(dir.path(), &ring), Err(KeyError::Gone)));
    }

    #[test]
    fn without_a_store_of_secrets_the_key_lies_in_a_file_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let mut key = of(dir.path(), &NoKeyStore).unwrap();
        assert!(!key.is_with_system() && !key.is_in_force());
        key.take_force(dir.path()).unwrap();
        let again = of(dir.path(), &NoKeyStore).unwrap();
        assert!(again.is_in_force());
        assert_eq!((again.text(), again.text().len()), (key.text(), 67));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_encrypted_store_without_its_file_gets_no_new_key() {
        let dir = tempfile::tempdir().unwrap();
        let gone = StoreKey::of(dir.path(), (&NoKeyStore, &Same), || Ok(true));
        assert!(matches!(gone, Err(KeyError::Gone)));
        std::fs::write(dir.path().join(FILE), b"{").unwrap();
        assert!(matches!(of(dir.path(), &NoKeyStore), Err(KeyError::Damaged)));
    }
}
