//! What a generation holds, with the BLAKE3 sum of every file. Written last: without it there is no
//! generation.

use std::collections::BTreeMap;
use std::path::Path;

use domain::blob::BlobName;
use domain::clock::UtcMillis;
use domain::id::{DeviceId, Epoch};
use serde::{Deserialize, Serialize};

use super::BackupError;

/// The file's name in a generation.
pub(super) const FILE: &str = "manifest.json";
/// How these files are laid out.
const FORMAT: u32 = 1;

/// One file of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summed {
    /// Relative to the generation, with `/`.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of its bytes, hexadecimal.
    pub blake3: String,
}

/// What a generation holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// How it is laid out.
    pub format: u32,
    /// The generation's own name.
    pub name: String,
    /// When it was taken.
    pub taken_at: UtcMillis,
    /// The program's version.
    pub version: String,
    /// The public half of the server's key, hexadecimal: whose backup it is.
    pub server: String,
    /// The life of the log.
    pub epoch: Epoch,
    /// How far the log had come.
    pub head: u64,
    /// The hash of every document, hexadecimal.
    pub state: String,
    /// Rows by table.
    pub counts: BTreeMap<String, u64>,
    /// Up to which number of each device everything is in it.
    pub covered: BTreeMap<DeviceId, u64>,
    /// Its files.
    pub files: Vec<Summed>,
    /// Its attachments with their lengths; the bytes lie in the target's folder `blobs`.
    pub blobs: BTreeMap<BlobName, u64>,
    /// Attachments that should have been there and were not.
    pub missing: Vec<BlobName>,
    /// BLAKE3 of all of this without this line, hexadecimal.
    pub sum: String,
}

impl Manifest {
    /// The layout this program writes.
    pub(super) fn format() -> u32 {
        FORMAT
    }

    /// Its bytes, with the sum put in.
    pub(super) fn sealed(mut self) -> Result<Vec<u8>, BackupError> {
        self.sum = self.computed()?;
        Ok(serde_json::to_vec_pretty(&self).map_err(crate::store::StoreError::from)?)
    }

    fn computed(&self) -> Result<String, BackupError> {
        let bare = Self { sum: String::new(), ..self.clone() };
        let bytes = serde_json::to_vec(&bare).map_err(crate::store::StoreError::from)?;
        Ok(blake3::hash(&bytes).to_hex().to_string())
    }

    /// Read a generation's.
    ///
    /// # Errors
    /// When it is missing, damaged, or of a layout that is not known here.
    pub fn read(generation: &Path) -> Result<Self, BackupError> {
        let path = generation.join(FILE);
        let bytes = std::fs::read(&path).map_err(BackupError::file(&path))?;
        let faulty = |what: String| BackupError::Faulty(generation.to_owned(), vec![what]);
        let read: Self = serde_json::from_slice(&bytes)
            .map_err(|error| faulty(format!("the manifest is damaged: {error}")))?;
        if read.format != FORMAT {
            return Err(faulty(format!("its layout {} is not known here", read.format)));
        }
        if read.computed()? != read.sum {
            return Err(faulty("the manifest is damaged: its sum is another".to_owned()));
        }
        Ok(read)
    }

    /// How many bytes it takes without its attachments.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}
