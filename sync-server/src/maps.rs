//! Base maps as PMTiles: which there are, what they are called, where they lie. A map is found by
//! its listed name only, so that no name leads outside. The name holds a mark of the content: what a
//! browser has kept of one map is never mixed with another.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use protocol::session::MapInfo;
use serde::Deserialize;

/// Header of PMTiles version 3, and the longest metadata that is read for the title.
const HEADER: usize = 127;
const METADATA_MAX: u64 = 1024 * 1024;
/// PMTiles puts its header and root directory within the first 16 KiB: where every tile lies.
const ROOT: u64 = 16 * 1024;
const GZIP: u8 = 2;

/// A map that was there when it was looked for.
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
                Ok(described) => maps.add(path, described),
                Err(error) => tracing::warn!("no base map from {}: {error}", path.display()),
            }
        }
        maps
    }

    fn add(&mut self, path: &Path, Described { title, size, mark }: Described) {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_else(|| "karta".to_owned());
        let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let plain: String = stem.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
        let plain = format!("{plain}-{mark}");
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

/// What a map says of itself.
struct Described {
    title: Option<String>,
    /// Bytes.
    size: u64,
    mark: String,
}

/// A mark of a map's content, from its size and from where its tiles lie.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn mark(path: &Path) -> std::io::Result<String> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut root = Vec::new();
    file.take(ROOT).read_to_end(&mut root)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&size.to_le_bytes()).update(&root);
    Ok(hasher.finalize().to_hex()[..8].to_owned())
}

fn describe(path: &Path) -> std::io::Result<Described> {
    let mark = mark(path)?;
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
        return Ok(Described { title: None, size, mark });
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut metadata = Vec::new();
    if header[97] == GZIP {
        GzDecoder::new(file.take(length)).take(METADATA_MAX).read_to_end(&mut metadata)?;
    } else {
        file.take(length).read_to_end(&mut metadata)?;
    }
    let title = serde_json::from_slice::<Metadata>(&metadata).ok().and_then(|found| found.name);
    Ok(Described { title: title.filter(|title| !title.trim().is_empty()), size, mark })
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
        let maps = Maps::open([&first, &second, &second, &text, &missing].into_iter());
        let listed: Vec<_> = maps.list().into_iter().map(|map| (map.name, map.title)).collect();
        let (a, b) = (mark(&first).unwrap(), mark(&second).unwrap());
        let expected = [
            (format!("min-karta-{a}"), "Lindby"),
            (format!("karta-{b}"), "karta"),
            (format!("karta-{b}-2"), "karta"),
        ];
        assert_eq!(listed, expected.map(|(name, title)| (name, title.to_owned())));
        for name in ["../karta.pmtiles", "karta.pmtiles", "text", "", "/etc/passwd"] {
            assert!(maps.find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_map_with_another_content_has_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = map(folder.path(), "karta.pmtiles", br#"{"name":"A"}"#);
        let before = Maps::open([&path].into_iter()).list().remove(0).name;
        let path = map(folder.path(), "karta.pmtiles", br#"{"name":"B"}"#);
        assert_ne!(Maps::open([&path].into_iter()).list().remove(0).name, before);
    }

    #[test]
    fn damaged_metadata_leave_the_files_name_as_title() {
        let folder = tempfile::tempdir().unwrap();
        let path = map(folder.path(), "a.pmtiles", b"{{{");
        assert_eq!(Maps::open([path].iter()).list()[0].title, "a");
    }
}
