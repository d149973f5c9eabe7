//! Base maps as PMTiles: which there are, what they are called, where they lie. A map is found by
//! its listed name only, so that no name leads outside.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use protocol::session::MapInfo;
use serde::Deserialize;

/// Header of PMTiles version 3, and the longest metadata that is read for the title.
const HEADER: usize = 127;
const METADATA_MAX: u64 = 1024 * 1024;
const GZIP: u8 = 2;

/// A map that was there when the server started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapFile {
    /// As it is listed.
    pub info: MapInfo,
    /// Where it lies.
    pub path: PathBuf,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub struct Maps(Vec<MapFile>);

impl Maps {
    /// Look at each file; one that is missing or no PMTiles is left out, and said so.
    pub fn open<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> Self {
        let mut maps = Self::default();
        for path in paths {
            match describe(path) {
                Ok((title, size)) => maps.add(path, title, size),
                Err(error) => tracing::warn!("no base map from {}: {error}", path.display()),
            }
        }
        maps
    }

    fn add(&mut self, path: &Path, title: Option<String>, size: u64) {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_else(|| "karta".to_owned());
        let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let plain: String = stem.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
        let is_taken = |name: &String| self.0.iter().any(|map| map.info.name == *name);
        let mut name = plain.clone();
        let mut number = 2;
        while is_taken(&name) {
            name = format!("{plain}-{number}");
            number += 1;
        }
        let info = MapInfo { title: title.unwrap_or(stem), name, size };
        self.0.push(MapFile { info, path: path.to_owned() });
    }

    /// What can be opened; those given with `--map` first.
    pub fn list(&self) -> Vec<MapInfo> {
        self.0.iter().map(|map| map.info.clone()).collect()
    }

    /// The map of a listed name.
    pub fn find(&self, name: &str) -> Option<&MapFile> {
        self.0.iter().find(|map| map.info.name == name)
    }
}

#[derive(Deserialize)]
struct Metadata {
    name: Option<String>,
}

/// The title in a map's metadata, and its size in bytes.
fn describe(path: &Path) -> std::io::Result<(Option<String>, u64)> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut header = [0; HEADER];
    file.read_exact(&mut header)?;
    if &header[..8] != b"PMTiles\x03" {
        return Err(std::io::Error::other("this is no PMTiles of version 3"));
    }
    let number = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&header[at..at + 8]);
        u64::from_le_bytes(bytes)
    };
    let (offset, length) = (number(24), number(32));
    if length > METADATA_MAX {
        return Ok((None, size));
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut metadata = Vec::new();
    if header[97] == GZIP {
        GzDecoder::new(file.take(length)).take(METADATA_MAX).read_to_end(&mut metadata)?;
    } else {
        file.take(length).read_to_end(&mut metadata)?;
    }
    let title = serde_json::from_slice::<Metadata>(&metadata).ok().and_then(|found| found.name);
    Ok((title.filter(|title| !title.trim().is_empty()), size))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(folder: &Path, name: &str, metadata: &[u8]) -> PathBuf {
        let mut bytes = vec![0; HEADER];
        bytes[..8].copy_from_slice(b"PMTiles\x03");
        bytes[24..32].copy_from_slice(&(HEADER as u64).to_le_bytes());
        bytes[32..40].copy_from_slice(&(metadata.len() as u64).to_le_bytes());
        bytes.extend_from_slice(metadata);
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn a_map_is_known_by_its_listed_name_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = map(folder.path(), "min karta.pmtiles", br#"{"name":"Lindby"}"#);
        let second = map(folder.path(), "karta.pmtiles", b"{}");
        let text = folder.path().join("text.pmtiles");
        std::fs::write(&text, "no map").unwrap();
        let missing = folder.path().join("missing.pmtiles");
        let maps = Maps::open([first, second.clone(), second, text, missing].iter());
        let listed: Vec<_> = maps.list().into_iter().map(|map| (map.name, map.title)).collect();
        let expected = [("min-karta", "Lindby"), ("karta", "karta"), ("karta-2", "karta")];
        assert_eq!(listed, expected.map(|(name, title)| (name.to_owned(), title.to_owned())));
        for name in ["../karta.pmtiles", "karta.pmtiles", "text", "", "/etc/passwd"] {
            assert!(maps.find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn damaged_metadata_leave_the_files_name_as_title() {
        let folder = tempfile::tempdir().unwrap();
        let path = map(folder.path(), "a.pmtiles", b"{{{");
        assert_eq!(Maps::open([path].iter()).list()[0].title, "a");
    }
}
