//! TLS from two files. They are read again when they change, so that a renewed certificate is used
//! without a restart; a pair that does not hold leaves the one before in use.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem};

/// The files are looked at so often.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Where certificate and key lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The chain, the server's own certificate first (PEM).
    pub certificate: PathBuf,
    /// The private key (PEM).
    pub key: PathBuf,
}

/// Why the files are no use.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or holds no PEM.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: pem::Error,
    },
    /// The two do not go together.
    #[error("certificate and key: {0}")]
    Pair(#[from] tokio_rustls::rustls::Error),
}

/// A certificate in use.
pub struct Tls {
    files: TlsFiles,
    look_every: Duration,
    held: Mutex<Held>,
}

/// When certificate and key were last written.
type Written = (Option<SystemTime>, Option<SystemTime>);

struct Held {
    acceptor: TlsAcceptor,
    looked_at: Instant,
    written: Written,
}

impl Tls {
    /// Read the files.
    ///
    /// # Errors
    /// When they are no certificate and its key.
    pub fn open(files: TlsFiles) -> Result<Self, TlsError> {
        let written = written(&files);
        let acceptor = read(&files)?;
        let held = Mutex::new(Held { acceptor, looked_at: Instant::now(), written });
        Ok(Self { files, look_every: LOOK_EVERY, held })
    }

    /// The same, looking at the files so often.
    #[must_use]
    pub fn looking_every(self, look_every: Duration) -> Self {
        Self { look_every, ..self }
    }

    /// What answers the next connection; none when a thread died here.
    pub(crate) fn acceptor(&self) -> Option<TlsAcceptor> {
        let mut held = self.held.lock().ok()?;
        if held.looked_at.elapsed() >= self.look_every {
            held.looked_at = Instant::now();
            self.look_again(&mut held);
        }
        Some(held.acceptor.clone())
    }

    fn look_again(&self, held: &mut Held) {
        let written = written(&self.files);
        if written == held.written {
            return;
        }
        match read(&self.files) {
            Ok(acceptor) => {
                (held.acceptor, held.written) = (acceptor, written);
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::error!("the certificate before stays in use: {error}"),
        }
    }
}

fn written(files: &TlsFiles) -> Written {
    let at = |path: &Path| std::fs::metadata(path).and_then(|data| data.modified()).ok();
    (at(&files.certificate), at(&files.key))
}

fn read(files: &TlsFiles) -> Result<TlsAcceptor, TlsError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| TlsError::File { path, error }
    };
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(failed(&files.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(failed(&files.key))?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = config.with_no_client_auth().with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
