//! Accepting connections, and ending them in good order. Whoever is slow, or opens very many, is cut
//! off before they keep others out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::limits::Peer;
use crate::tls::Tls;

/// Whoever has not sent the head of a request by then is cut off.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// Whoever has not agreed on a key by then as well.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Requests under way get this long to end when the server stops.
const LAST_CALL: Duration = Duration::from_secs(5);
/// After a failed accept, as when all file handles are in use.
const BREATH: Duration = Duration::from_millis(100);
/// Connections at a time; more wait in the system's queue.
const CONNECTIONS: usize = 4_096;
/// Connections at a time from one address that is not this machine's own.
const FROM_ONE: usize = 512;

/// How many connections each address has.
#[derive(Default)]
struct Open(Mutex<HashMap<IpAddr, usize>>);

/// Counts one down when the connection ends.
struct Counted(Arc<Open>, IpAddr);

impl Open {
    fn begin(open: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let mut counts = open.0.lock().ok()?;
        let count = counts.entry(address).or_default();
        if *count >= FROM_ONE && !address.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Counted(Arc::clone(open), address))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Ok(mut counts) = self.0.0.lock() else { return };
        if let Some(count) = counts.get_mut(&self.1) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.1);
            }
        }
    }
}

/// Serve a router on a listener until `stop` is done.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    serve_over(listener, (router, None), stop).await;
}

/// The same, over TLS where there is a certificate.
pub async fn serve_over(
    listener: TcpListener,
    (router, tls): (Router, Option<Arc<Tls>>),
    stop: impl Future<Output = ()>,
) {
    let ending = GracefulShutdown::new();
    let open = Arc::new(Open::default());
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &room) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, address, place)) = accepted else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let Some(counted) = Open::begin(&open, address) else { continue };
        let _ = stream.set_nodelay(true);
        let talk = Talk { router: router.clone(), peer: Peer(address), ending: ending.watcher() };
        let tls = tls.clone();
        tokio::spawn(async move {
            let _held = (place, counted);
            match tls {
                None => talk.over(stream).await,
                Some(tls) => {
                    let Some(acceptor) = tls.acceptor() else { return };
                    let agreed = tokio::time::timeout(HANDSHAKE_WITHIN, acceptor.accept(stream));
                    if let Ok(Ok(stream)) = agreed.await {
                        talk.over(stream).await;
                    }
                }
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_CALL, ending.shutdown()).await.is_err() {
        tracing::info!("some connections were cut off");
    }
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    let (stream, from) = listener.accept().await.ok()?;
    Some((stream, from.ip().to_canonical(), place))
}

/// One connection.
struct Talk {
    router: Router,
    peer: Peer,
    ending: Watcher,
}

impl Talk {
    async fn over<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(self, stream: S) {
        let Self { router, peer, ending } = self;
        let router = TowerToHyperService::new(router);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            router.call(request)
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        if let Err(error) = ending.watch(connection).await {
            tracing::debug!("a connection ended: {error}");
        }
    }
}
