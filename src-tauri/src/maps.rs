//! The base maps this device carries: those laid into the store's folder, and the practice town's that
//! ships. The made-up town lies where a real one does, so a real municipality never sees it.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use protocol::session::{MapInfo, NamedPlace};

/// The most bytes handed over at once.
const CHUNK_MAX: u64 = 8 * 1024 * 1024;
const ENDING: &str = "pmtiles";

/// Folders that hold maps, the first of a name wins.
pub struct Maps {
    folders: Vec<PathBuf>,
    practice: Option<PathBuf>,
}

impl Maps {
    /// Look in these folders, in this order, and in the practice town's.
    pub fn new(folders: Vec<PathBuf>, practice: Option<PathBuf>) -> Self {
        Self { folders, practice }
    }

    /// The practice town's folder last, and only for those who practise.
    fn folders(&self, is_practice: bool) -> impl Iterator<Item = &PathBuf> {
        self.folders.iter().chain(self.practice.iter().filter(move |_| is_practice))
    }

    /// Every map, by name.
    pub fn list(&self, is_practice: bool) -> Vec<MapInfo> {
        let mut maps: Vec<MapInfo> = Vec::new();
        for folder in self.folders(is_practice) {
            let Ok(entries) = std::fs::read_dir(folder) else { continue };
            for path in entries.flatten().map(|entry| entry.path()) {
                let Some(info) = info(&path) else { continue };
                if maps.iter().all(|known| known.name != info.name) {
                    maps.push(info);
                }
            }
        }
        maps.sort_by(|a, b| a.name.cmp(&b.name));
        maps
    }

    /// Some bytes of a map; fewer at its end.
    ///
    /// # Errors
    /// When there is no such map, or it cannot be read.
    pub fn read(&self, name: &str, offset: u64, length: u64) -> std::io::Result<Vec<u8>> {
        let is_listed = self.list(true).iter().any(|map| map.name == name);
        let path = self.folders(true).map(|folder| folder.join(name)).find(|path| path.is_file());
        let (true, Some(path)) = (is_listed, path) else {
            return Err(std::io::ErrorKind::NotFound.into());
        };
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(length.min(CHUNK_MAX)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The practice town's named places.
    pub fn places(&self) -> Vec<NamedPlace> {
        self.practice
            .iter()
            .filter_map(|folder| std::fs::read(folder.join("places.json")).ok())
            .filter_map(|json| serde_json::from_slice::<Vec<NamedPlace>>(&json).ok())
            .next()
            .unwrap_or_default()
    }
}

fn info(path: &Path) -> Option<MapInfo> {
    if path.extension()? != ENDING {
        return None;
    }
    let name = path.file_name()?.to_str()?.to_owned();
    let title = path.file_stem()?.to_str()?.to_owned();
    let size = path.metadata().ok()?.len();
    Some(MapInfo { name, title, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_read_in_pieces_and_nothing_beside_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("stad.pmtiles"), b"0123456789").unwrap();
        std::fs::write(dir.path().join("client.db"), b"hemligt").unwrap();
        let maps = Maps::new(vec![dir.path().join("finns-inte"), dir.path().to_owned()], None);
        assert_eq!(maps.list(false).len(), 1);
        assert_eq!(maps.read("stad.pmtiles", 3, 4).unwrap(), b"3456");
        assert_eq!(maps.read("stad.pmtiles", 8, 100).unwrap(), b"89");
        for name in ["client.db", "../client.db", "/etc/passwd", ""] {
            assert!(maps.read(name, 0, 10).is_err(), "{name}");
        }
    }

    #[test]
    fn the_made_up_town_is_shown_to_those_who_practise_only() {
        let (own, practice) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(own.path().join("verklig.pmtiles"), b"0").unwrap();
        std::fs::write(practice.path().join("ovning.pmtiles"), b"0").unwrap();
        let maps = Maps::new(vec![own.path().to_owned()], Some(practice.path().to_owned()));
        let names = |is_practice| {
            maps.list(is_practice).into_iter().map(|map| map.name).collect::<Vec<_>>()
        };
        assert_eq!(names(false), ["verklig.pmtiles"]);
        assert_eq!(names(true), ["ovning.pmtiles", "verklig.pmtiles"]);
    }
}
