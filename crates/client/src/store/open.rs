//! Opening a phone's store: its key, its encryption when an earlier version left it open to read, and its
//! two connections. A report that can be taken is taken, also where encrypting has to wait.

use std::fs::File;
use std::path::Path;

use protocol::session::AtRest;

use super::{Connection, FILE, Store, StoreError, migrate};
use crate::keys::{KeyStore, StoreKey};
use crate::random::Random;
use crate::reserve::{Reserve as _, ReserveFile, Unknown};

/// While one program makes a key or encrypts, the next one waits here.
const DOOR: &str = "store.lock";

impl Store {
    /// Open or create the file in a folder, readable by its owner only and encrypted.
    pub(crate) fn open(
        dir: &Path,
        keys: &dyn KeyStore,
        random: &dyn Random,
    ) -> Result<Self, StoreError> {
        std::fs::create_dir_all(dir)?;
        let path = dir.join(FILE);
        let alone = alone(dir)?;
        let mut key = StoreKey::of(dir, (keys, random), || is_encrypted(&path))?;
        let at_rest = encrypted(dir, &mut key)?;
        let text = (at_rest != AtRest::Plain).then(|| key.text());
        make_private(&path)?;
        let reserve = ReserveFile::in_folder(dir);
        let open = || connections(&path, text.as_deref());
        let connections = match open() {
            // Opening takes a little room too.
            Err(error) if error.is_transient() => {
                reserve.give_up();
                open()?
            }
            opened => opened?,
        };
        drop(alone);
        Ok(Self::of(connections, Box::new(reserve), at_rest))
    }

    /// Open or create the file on a disk that SQLite knows by a name. It is not encrypted: where there are
    /// such disks, in a browser and in simulations, nobody keeps a key.
    pub(crate) fn open_with_vfs(vfs: &str) -> Result<Self, StoreError> {
        let path = Path::new(FILE);
        let mut writer = picture::connect::open_with_vfs(path, None, vfs)?;
        migrate(&mut writer)?;
        let reader = picture::connect::open_to_read_with_vfs(path, None, vfs)?;
        Ok(Self::of((writer, reader), Box::new(Unknown), AtRest::Plain))
    }
}

fn connections(path: &Path, key: Option<&str>) -> Result<(Connection, Connection), StoreError> {
    let mut writer = picture::connect::open(path, key)?;
    migrate(&mut writer)?;
    Ok((writer, picture::connect::open_to_read(path, key)?))
}

fn is_encrypted(path: &Path) -> std::io::Result<bool> {
    let is_empty = path.metadata().map_or(true, |it| it.len() == 0);
    Ok(!is_empty && !picture::encrypt::is_plain(path)?)
}

/// See to it that the store is encrypted with its key. Where that cannot be done now, as on a full disk or
/// while an earlier version has it open, the store is used as it is and the next start tries again.
fn encrypted(dir: &Path, key: &mut StoreKey) -> Result<AtRest, StoreError> {
    let path = dir.join(FILE);
    let kept = if key.is_with_system() { AtRest::KeyInSystem } else { AtRest::KeyInFile };
    if key.is_in_force() {
        return Ok(kept);
    }
    if picture::encrypt::is_plain(&path)?
        && let Err(error) = picture::encrypt::in_place(&path, &key.text())
    {
        tracing::warn!("the store is not encrypted yet: {error}");
        if picture::encrypt::is_plain(&path)? {
            return Ok(AtRest::Plain);
        }
    }
    key.take_force(dir)?;
    Ok(kept)
}

/// Let no other program of this version make a key or encrypt meanwhile.
fn alone(dir: &Path) -> Result<File, StoreError> {
    let door = private(&dir.join(DOOR))?;
    match door.lock() {
        // Where files know no locks there is one program, as on a phone.
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => Ok(door),
        locked => Ok(locked.map(|()| door)?),
    }
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().create(true).append(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<File> {
    File::options().create(true).append(true).open(path)
}

/// Made before SQLite would make it for everybody. One that is there is left alone: to close a second
/// handle of it would let go of what another connection of this process has locked.
fn make_private(path: &Path) -> Result<(), StoreError> {
    if !path.exists() {
        private(path)?;
    }
    Ok(())
}
