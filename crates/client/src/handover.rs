//! Out of the phone by other hands: what waits as a sealed package, and packages of colleagues that
//! this phone carries without being able to read them.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use domain::blob::BlobName;
use domain::clock::UtcMillis;
use protocol::handover::{self, Deposited, Package};
use protocol::problem::ProblemCode;
use protocol::run::{RUN_MAX, Run};

use protocol::session::Handover;

use crate::Client;
use crate::error::{ClientError, SyncError};
use crate::store::{StoreError, carried, identity, outbox};
use crate::transport::{Courier, TransportError};
use crate::{qr, random};

/// What became of the packages that this phone carried.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Delivered {
    /// Packages the server has taken in.
    pub packages: u64,
    /// Operations in them that it did not have.
    pub new: u64,
    /// Packages it will not take: for another server, or damaged.
    pub refused: Vec<Refused>,
}

/// A package that the server will never take.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    /// Its hash.
    pub package: BlobName,
    /// When it was taken along.
    pub taken_at: UtcMillis,
    /// Why.
    pub because: ProblemCode,
    /// The same in the server's words.
    pub message: String,
}

/// Write a package to a file. A file that is there already is never written over: the next free name
/// is taken (`name-2.lbp`), and returned.
///
/// # Errors
/// When the folder cannot be written.
pub fn save_package(wanted: &Path, package: &[u8]) -> std::io::Result<PathBuf> {
    let stem = wanted.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = wanted.extension().map(|it| format!(".{}", it.to_string_lossy()));
    let ending = ending.unwrap_or_default();
    let mut path = wanted.to_path_buf();
    for next in 2_u32.. {
        match File::options().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(package).and_then(|()| file.sync_all())?;
                break;
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                path.set_file_name(format!("{stem}-{next}{ending}"));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(path)
}

impl Client {
    /// Everything that waits, as it is, sealed to the server this phone has joined. None when nothing
    /// waits. The states on this phone do not change: only the server's receipt does that.
    ///
    /// # Errors
    /// When the phone has joined no server that takes packages, or the store fails.
    pub fn package(&self) -> Result<Option<Vec<u8>>, ClientError> {
        let key = self.key()?;
        let found = self.store.read(|conn| {
            let own = identity::enrolment(conn)?.ok_or(ClientError::NotEnrolled)?;
            let to = own.handover_key.ok_or(ClientError::NotEnrolled)?;
            let Some(oldest) = outbox::oldest_waiting(conn, 1, usize::MAX)? else {
                return Ok::<_, ClientError>(None);
            };
            let author = identity::author(Some(&own));
            let rows = outbox::from_number(conn, author, oldest.first)?;
            let mut previous = oldest.previous;
            let mut runs = Vec::new();
            for rows in rows.chunks(RUN_MAX) {
                let Some(first) = rows.first().map(|row| row.number) else { break };
                let frozen: Vec<_> = rows.iter().map(|row| row.frozen.clone()).collect();
                let run = Run::sign(&key, own.device, (first, previous), &frozen)
                    .map_err(|_| StoreError::Damaged("an operation cannot be signed"))?;
                let last = run.numbered(own.device).ok().and_then(|mut all| all.pop());
                previous = last.map_or(previous, |last| last.hash);
                runs.push(run);
            }
            Ok(Some((to, Package { device: own.device, runs })))
        })?;
        let Some((to, package)) = found else { return Ok(None) };
        let random = random::bytes::<32>(self.random.as_ref())?;
        let sealed = package.seal(&to, random).map_err(|_| ClientError::TooLarge)?;
        if sealed.len() > handover::PACKAGE_MAX_BYTES {
            return Err(ClientError::TooLarge);
        }
        Ok(Some(sealed))
    }

    /// Everything that waits, as a series of pictures for another device's camera. None when nothing
    /// waits.
    ///
    /// # Errors
    /// As [`Client::package`].
    pub fn handover(&self) -> Result<Option<Handover>, ClientError> {
        let Some(package) = self.package()? else { return Ok(None) };
        let texts = handover::parts::split(&package);
        let pictures = texts.iter().map(|text| qr::picture(text)).collect::<Result<_, _>>()?;
        Ok(Some(Handover { bytes: package.len() as u64, pictures }))
    }

    /// Take a colleague's package along: its bytes, or the texts of its codes, one a line. Taking it
    /// twice changes nothing. Returns its hash.
    ///
    /// # Errors
    /// When it is no package, or the disk cannot take it.
    pub fn carry(&self, brought: &[u8]) -> Result<BlobName, ClientError> {
        let package = handover::parts::gathered(brought).map_err(|_| ClientError::NotAPackage)?;
        handover::sealed_part(&package).map_err(|_| ClientError::NotAPackage)?;
        let now = self.now();
        Ok(self.store.write_spare(|tx| carried::insert(tx, &package, now))?)
    }

    /// Hand in the packages this phone carries. One is let go when the server has it on its disk, or
    /// says that it will never take it.
    ///
    /// # Errors
    /// When the server cannot be reached, or the store fails; the packages stay.
    pub async fn deliver<C: Courier>(&self, courier: &C) -> Result<Delivered, SyncError> {
        let mut delivered = Delivered::default();
        let Some(to) = self.store.read(identity::enrolment)?.map(|own| own.server) else {
            return Err(SyncError::NotEnrolled);
        };
        while let Some(carried) = self.store.read(carried::oldest)? {
            match courier.deposit(&to, &carried.bytes).await {
                Ok(Deposited { new, .. }) => {
                    delivered.packages += 1;
                    delivered.new += new;
                }
                Err(TransportError::Problem(problem)) if is_of_the_package(problem.code) => {
                    tracing::warn!("a package was refused: {problem}");
                    delivered.refused.push(Refused {
                        package: carried.name,
                        taken_at: carried.taken_at,
                        because: problem.code,
                        message: problem.message,
                    });
                }
                Err(error) => return Err(error.into()),
            }
            self.store.write(|tx| carried::remove(tx, carried.name))?;
        }
        Ok(delivered)
    }
}

/// Whether a refusal is about the package itself. Any other leaves the package where it is: it may be
/// the only copy of what somebody saw.
fn is_of_the_package(code: ProblemCode) -> bool {
    use ProblemCode::{BadRequest, BadSignature, BadValue, ChainForked, TooLarge};
    matches!(code, BadRequest | BadSignature | BadValue | ChainForked | TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_save_leaves_the_first_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = folder.path().join("paket.lbp");
        let saved: Vec<_> = [b"first", b"other", b"third"]
            .iter()
            .map(|it| save_package(&wanted, *it).unwrap())
            .collect();
        let names: Vec<_> = saved.iter().map(|it| it.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, ["paket.lbp", "paket-2.lbp", "paket-3.lbp"]);
        assert_eq!(std::fs::read(&saved[0]).unwrap(), b"first");
        assert_eq!(std::fs::read(&saved[2]).unwrap(), b"third");
        assert!(save_package(&folder.path().join("nowhere/paket.lbp"), b"x").is_err());
    }

    #[test]
    fn a_package_is_let_go_only_when_the_refusal_is_about_the_package_itself() {
        use ProblemCode::*;
        for code in [BadRequest, BadSignature, BadValue, ChainForked, TooLarge] {
            assert!(is_of_the_package(code), "{code:?}");
        }
        for code in [
            NoCredential,
            TokenExpired,
            NotAllowed,
            Revoked,
            AgreementEnded,
            NotFound,
            AlreadyExists,
            LinkSpent,
            UpgradeRequired,
            TooManyRequests,
            StorageFull,
            ServerFailed,
            Unavailable,
        ] {
            assert!(!is_of_the_package(code), "{code:?}");
        }
    }
}
