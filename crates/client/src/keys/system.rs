//! What this system keeps secrets in: on a desk its key ring (Secret Service on Linux, the key chain on
//! macOS, the credential manager on Windows); on a phone a file until the shell hands in something better.

use super::KeyStore;

/// The key ring of whoever is signed in to this machine.
#[cfg(any(target_os = "linux", target_os = "macos", target_os = "windows"))]
pub fn of_this_system() -> Box<dyn KeyStore> {
    Box::new(ring::KeyRing)
}

/// None that is known here.
#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
pub fn of_this_system() -> Box<dyn KeyStore> {
    Box::new(super::NoKeyStore)
}

#[cfg(any(target_os = "linux", target_os = "macos", target_os = "windows"))]
mod ring {
    use keyring::{Entry, Error};

    use crate::keys::{KeyStore, KeyStoreError};

    /// Under which the key ring lists what is ours.
    const SERVICE: &str = "se.lagesbild.app";

    /// Asked on a thread of its own, as it may wait for a person or run a loop of its own.
    pub(super) struct KeyRing;

    impl KeyStore for KeyRing {
        fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
            let name = name.to_owned();
            apart(move || match Entry::new(SERVICE, &name)?.get_secret() {
                Ok(secret) => Ok(Some(secret)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(error),
            })
        }

        fn put(&self, name: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
            let (name, secret) = (name.to_owned(), secret.to_vec());
            apart(move || Entry::new(SERVICE, &name)?.set_secret(&secret))
        }
    }

    fn apart<T: Send + 'static>(
        ask: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, KeyStoreError> {
        let asked = std::thread::Builder::new().name("keys".to_owned()).spawn(ask);
        let asked = asked.map_err(|error| KeyStoreError::Failed(error.into()))?;
        match asked.join() {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Error::NoDefaultStore)) => Err(KeyStoreError::Absent),
            Ok(Err(error)) => Err(KeyStoreError::Failed(error.into())),
            Err(_) => Err(KeyStoreError::Failed("it ended without an answer".into())),
        }
    }
}
