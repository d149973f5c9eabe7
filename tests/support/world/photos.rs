//! Photos in the world: the pictures, the server's folder of attachments, and that each photo arrives
//! whole or not at all (I13). The code that takes pieces is the server's; its folder is a real one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use domain::blob::BlobName;
use protocol::blob::{BlobClaim, BlobState};
use protocol::problem::{Problem, ProblemCode};
use rusqlite::Connection;
use sync_server::store::blobs::{self, Files, Piece};
use sync_server::store::{DirectStore, StoreError};
use tempfile::TempDir;

use super::mutation::Mutation;
use super::phone::Phone;
use super::server::Server;
use super::{Broken, erasing};
use crate::chance::Chance;

/// So many different pictures there are.
pub(super) const PICTURES: usize = 6;
const INVARIANT: &str = "I13 BLOB-WHOLE";

/// A picture as a camera gives it. The last one takes several pieces to travel.
pub(super) fn picture(which: usize) -> &'static [u8] {
    static PICTURES_TAKEN: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let taken = PICTURES_TAKEN.get_or_init(|| {
        (0..PICTURES).map(|it| noise(it, if it + 1 < PICTURES { 24 } else { 330 })).collect()
    });
    taken.get(which).map_or(&[], Vec::as_slice)
}

/// A PNG of noise, stored without compression: nothing is larger for its side.
fn noise(which: usize, side: u32) -> Vec<u8> {
    let mut chance = Chance::new(which as u64);
    let mut rows = Vec::new();
    for _ in 0..side {
        let mut row = vec![0; 1 + 3 * side as usize];
        chance.fill(&mut row[1..]);
        rows.extend(row);
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    chunk(&mut bytes, *b"IHDR", &header);
    let mut stream = vec![0x78, 0x01];
    let blocks = rows.chunks(60_000);
    let last = blocks.len();
    for (place, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(0);
        stream.push(u8::from(place + 1 == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler(&rows).to_be_bytes());
    chunk(&mut bytes, *b"IDAT", &stream);
    chunk(&mut bytes, *b"IEND", &[]);
    bytes
}

fn chunk(into: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    into.extend(u32::try_from(content.len()).unwrap_or(0).to_be_bytes());
    let begins = into.len();
    into.extend(kind);
    into.extend(content);
    let sum = crc(&into[begins..]);
    into.extend(sum.to_be_bytes());
}

/// CRC-32 as PNG has it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
        })
    })
}

/// Adler-32 as zlib has it (RFC 1950).
fn adler(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}

/// The server's folder of attachments.
pub(super) struct Folder {
    dir: TempDir,
    files: Files,
}

/// What lay in a folder.
pub(super) type FolderCopy = Vec<(PathBuf, Vec<u8>)>;

impl Folder {
    pub(super) fn new() -> Result<Self, Broken> {
        // In memory where there is such a folder: a world syncs a thousand times.
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let dir = tempfile::tempdir_in(place).map_err(Broken::setting_up)?;
        let files = Files::open(dir.path()).map_err(Broken::setting_up)?;
        Ok(Self { dir, files })
    }

    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Every file below a folder, in the order of their names.
    fn below(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        let inside = |path: PathBuf| if path.is_dir() { Self::below(&path) } else { vec![path] };
        paths.into_iter().flat_map(inside).collect()
    }

    fn part(&self) -> PathBuf {
        self.dir.path().join("part")
    }

    pub(super) fn copy(&self) -> FolderCopy {
        let read = |path: PathBuf| fs::read(&path).ok().map(|bytes| (path, bytes));
        Self::below(self.path()).into_iter().filter_map(read).collect()
    }

    pub(super) fn restore(&self, copy: &FolderCopy) -> Result<(), Broken> {
        for path in Self::below(self.path()) {
            fs::remove_file(path).map_err(Broken::setting_up)?;
        }
        for (path, bytes) in copy {
            fs::write(path, bytes).map_err(Broken::setting_up)?;
        }
        Ok(())
    }

    /// The power has gone: of an upload under way, which nobody has synced, some is lost or zeros.
    pub(super) fn crash(&self, chance: &mut Chance) {
        for path in Self::below(&self.part()) {
            let Ok(mut bytes) = fs::read(&path) else { continue };
            let kept = chance.index(bytes.len() + 1);
            match chance.below(3) {
                0 => bytes.truncate(kept),
                1 => bytes[kept..].fill(0),
                _ => {}
            }
            let _ = fs::write(&path, bytes);
        }
    }

    /// What has its name has the bytes of that name.
    fn whole(&self) -> Result<(), Broken> {
        let part = self.part();
        for path in Self::below(self.path()).iter().filter(|path| !path.starts_with(&part)) {
            let bytes = fs::read(path).map_err(Broken::setting_up)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if BlobName::of(&bytes).to_string() != name {
                let what =
                    format!("{} bytes have the name {name}, which is not theirs", bytes.len());
                return Err(Broken::new(INVARIANT, what));
            }
        }
        Ok(())
    }
}

impl Server {
    /// `HEAD /v1/blobs/{name}`.
    pub(super) fn blob_state(&mut self, claim: &BlobClaim) -> Result<BlobState, Problem> {
        self.may_send(claim)?;
        let (offset, whole) = self.photos.files.stands_at(claim.blob);
        self.answer_piece(claim.blob, (offset, whole)).map_err(StoreError::into_problem)
    }

    /// `PATCH /v1/blobs/{name}`.
    pub(super) fn blob_piece(
        &mut self,
        claim: &BlobClaim,
        (offset, length): (u64, u64),
        bytes: &[u8],
    ) -> Result<BlobState, Problem> {
        self.may_send(claim)?;
        let failed = |_| Problem::new(ProblemCode::ServerFailed, "the file could not be used");
        let taken =
            self.photos.files.append(claim.blob, (offset, length), bytes).map_err(failed)?;
        let stands = match taken {
            Piece::Taken(offset) | Piece::Elsewhere(offset) => (offset, false),
            Piece::Whole(offset) => (offset, true),
            Piece::Broken if self.mutation() == Some(Mutation::NamesWhatItDidNotCheck) => {
                let path = self.photos.files.path(claim.blob);
                let _ = fs::create_dir_all(path.parent().unwrap_or(&path));
                let _ = fs::write(path, bytes);
                (length, true)
            }
            Piece::Broken => {
                return Err(Problem::new(ProblemCode::BadValue, "not the bytes of that name"));
            }
        };
        self.answer_piece(claim.blob, stands).map_err(StoreError::into_problem)
    }

    fn may_send(&mut self, claim: &BlobClaim) -> Result<(), Problem> {
        let look = |conn: &Connection| blobs::may_send(conn, claim);
        match self.read(look).map_err(StoreError::into_problem)? {
            true => Ok(()),
            false => Err(Problem::new(ProblemCode::NotFound, "not known here")),
        }
    }

    fn answer_piece(
        &mut self,
        name: BlobName,
        (offset, whole): (u64, bool),
    ) -> Result<BlobState, StoreError> {
        if whole && self.read(|conn| blobs::is_wanted(conn, name))? {
            self.write(|batch| blobs::is_here(batch, name, offset))?;
        }
        Ok(BlobState { offset, whole })
    }

    /// After a start: what should be in the folder and is not is asked for again.
    pub(super) fn ask_for_missing_photos(
        store: &mut DirectStore,
        photos: &Folder,
    ) -> Result<(), StoreError> {
        let missing = store.read(|conn| blobs::missing(conn, &photos.files))?;
        if missing.is_empty() {
            return Ok(());
        }
        store.write(|batch| missing.iter().try_for_each(|name| blobs::is_missing(batch, *name)))
    }
}

/// At any time: nothing has a name that is not its own.
pub(super) fn whole(server: &Server) -> Result<(), Broken> {
    server.photos.whole()
}

/// When all is quiet: every photo that the server has heard of is there, and none of what was erased.
pub(super) fn quiet(server: &Server, phones: &[Phone]) -> Result<(), Broken> {
    let erased = erasing::documents(server, phones)?;
    for phone in phones.iter().filter(|phone| !phone.was_withdrawn) {
        for (name, state) in phone.eye(attachments)? {
            if state != "received" || !server.photos.files.stands_at(name).1 {
                let what = format!("{name} of {} is {state}, and not on the server", phone.device);
                return Err(Broken::new(INVARIANT, what));
            }
        }
    }
    let taken = || phones.iter().flat_map(|phone| &phone.photos);
    let of = |is_erased: bool| {
        let some = taken().filter(move |(doc, ..)| erased.contains(doc) == is_erased);
        some.filter_map(|(_, _, photo)| photo.map(|photo| photo.blob))
    };
    let shown: Vec<BlobName> = of.clone()(false).collect();
    match of(true).find(|it| !shown.contains(it) && server.photos.files.stands_at(*it).0 > 0) {
        None => Ok(()),
        Some(name) => {
            Err(Broken::new(erasing::INVARIANT, format!("the photo {name} is still there")))
        }
    }
}

/// Photos of a phone whose operation the server has not set aside, and how far each has come.
fn attachments(conn: &Connection) -> Result<Vec<(BlobName, String)>, Broken> {
    let sql = "SELECT hash, state FROM attachment WHERE NOT EXISTS (SELECT 1 FROM outbox
               WHERE outbox.doc_id = attachment.doc_id AND outbox.state = 'quarantined')";
    let mut statement = conn.prepare_cached(sql)?;
    let rows =
        statement.query_map([], |row| Ok((BlobName::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
