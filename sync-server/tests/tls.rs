//! TLS by the real program: a certificate made here, its headers, plain HTTP refused, and a renewed
//! certificate in use without a restart.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::json;
use support::World;
use sync_server::{Seams, Settings, Tls, TlsFiles};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// A certificate for this machine, written where the server reads it.
fn certified(dir: &Path) -> (TlsFiles, CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let files = TlsFiles { certificate: dir.join("chain.pem"), key: dir.join("key.pem") };
    std::fs::write(&files.certificate, cert.pem()).unwrap();
    std::fs::write(&files.key, signing_key.serialize_pem()).unwrap();
    (files, cert.der().clone())
}

/// Agree on a key with whoever listens, trusting this certificate and no other.
async fn agree(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TcpStream::connect(address).await?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// The program, ended when the test ends.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(dir: &Path) -> (Program, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sync-server"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on https://").unwrap().parse().unwrap();
    (Program(child), address)
}

#[tokio::test]
async fn the_program_speaks_https_tells_browsers_to_stay_with_it_and_answers_no_plain_http() {
    let dir = tempfile::tempdir().unwrap();
    let made = sync_server::init(dir.path(), None, &Seams::real()).unwrap();
    let owner = made.owner.unwrap();
    let invitation = owner.expose();
    let (files, certificate) = certified(dir.path());
    let settings = format!(
        "[tls]\ncertificate = {:?}\nkey = {:?}\n",
        files.certificate.to_str().unwrap(),
        files.key.to_str().unwrap()
    );
    std::fs::write(dir.path().join("settings.toml"), settings).unwrap();
    let (_program, address) = start(dir.path());

    let stream = agree(address, &certificate).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
    let (mut send, connection) = handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let ask = |method: Method, path: &str, body: String| {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header("x-lagesbild", "1")
            .body(Full::new(Bytes::from(body)))
            .unwrap()
    };
    let page = send.send_request(ask(Method::GET, "/", String::new())).await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let kept = page.headers()[header::STRICT_TRANSPORT_SECURITY].to_str().unwrap();
    assert_eq!(kept, "max-age=31536000; includeSubDomains");
    page.into_body().collect().await.unwrap();
    let join = json!({ "invitation": invitation, "name": "Åsa", "password": "en lång mening" });
    send.ready().await.unwrap();
    let path = "/v1/session/invitation";
    let joined = send.send_request(ask(Method::POST, path, join.to_string())).await.unwrap();
    assert_eq!(joined.status(), StatusCode::NO_CONTENT);
    let cookie = joined.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.ends_with("; Secure"), "{cookie}");

    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/"), "{}", String::from_utf8_lossy(&answer));

    let other = tempfile::tempdir().unwrap();
    let (_, stranger) = certified(other.path());
    assert!(agree(address, &stranger).await.is_err(), "who trusts another certificate goes away");
}

#[tokio::test]
async fn a_renewed_certificate_is_used_without_a_restart_and_a_broken_one_never() {
    let world = World::new().with(Settings::default());
    let (files, first) = certified(world.dir.path());
    let tls = Tls::open(files.clone()).unwrap().looking_every(Duration::ZERO);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = (world.router.clone(), Some(Arc::new(tls)));
    tokio::spawn(sync_server::serve_over(listener, serving, std::future::pending()));
    assert!(agree(address, &first).await.is_ok());

    let (_, second) = certified(world.dir.path());
    assert!(agree(address, &second).await.is_ok());
    assert!(agree(address, &first).await.is_err());

    // A key that does not go with its certificate, and no certificate at all.
    let kept = std::fs::read(&files.key).unwrap();
    let (_, third) = certified(world.dir.path());
    std::fs::write(&files.key, kept).unwrap();
    assert!(agree(address, &second).await.is_ok() && agree(address, &third).await.is_err());
    std::fs::write(&files.certificate, "half a certif").unwrap();
    assert!(agree(address, &second).await.is_ok());
    let (_, fourth) = certified(world.dir.path());
    assert!(agree(address, &fourth).await.is_ok());
}
