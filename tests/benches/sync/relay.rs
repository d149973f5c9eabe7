//! Passes bytes on and counts them, heads included: what a phone pays for.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tests::server::Fault;

/// A running relay; its threads end with the connections.
pub(crate) struct Relay {
    /// Where it listens.
    pub(crate) address: String,
    counts: Arc<[AtomicU64; 2]>,
}

impl Relay {
    pub(crate) fn before(server: SocketAddr) -> Result<Self, Fault> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}", listener.local_addr()?);
        let counts = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
        let counting = Arc::clone(&counts);
        std::thread::spawn(move || {
            for phone in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(server) else { return };
                let ways = [(phone.try_clone(), server.try_clone()), (Ok(server), Ok(phone))];
                for (way, pair) in ways.into_iter().enumerate() {
                    let (Ok(from), Ok(to)) = pair else { return };
                    let counting = Arc::clone(&counting);
                    std::thread::spawn(move || pass(from, to, &counting[way]));
                }
            }
        });
        Ok(Self { address, counts })
    }

    /// Bytes to the server and back since this was last asked.
    pub(crate) fn counted(&self) -> (u64, u64) {
        (self.counts[0].swap(0, Ordering::SeqCst), self.counts[1].swap(0, Ordering::SeqCst))
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, count: &AtomicU64) {
    let _no_delay = to.set_nodelay(true);
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        let Some(bytes) = bytes.get(..length) else { break };
        // Counted before anybody can have answered.
        count.fetch_add(length as u64, Ordering::SeqCst);
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    let _ended = to.shutdown(std::net::Shutdown::Write);
}
