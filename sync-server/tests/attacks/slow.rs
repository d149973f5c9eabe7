//! Connections that say next to nothing, to keep others out.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::World;
use crate::support::wire::serve;

/// So many connections that never say what they want.
const SILENT: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_never_end_keep_nobody_out_and_are_cut_off() {
    let world = World::new();
    let address = serve(world.router.clone()).await;
    let mut slow = Vec::new();
    for n in 0..SILENT {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let begun: &[u8] =
            if n % 2 == 0 { b"GET /health HTTP/1.1\r\nHost: x\r\nX-A: " } else { b"" };
        stream.write_all(begun).await.unwrap();
        slow.push(stream);
    }
    let mut other = TcpStream::connect(address).await.unwrap();
    other.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    other.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    // A byte now and then does not help: the whole head has its time.
    for stream in slow.iter_mut().step_by(2) {
        stream.write_all(b"a").await.unwrap();
    }
    for stream in &mut slow {
        let mut rest = Vec::new();
        // Ends only when the server ends it; without that this test does not.
        let _ = stream.read_to_end(&mut rest).await;
        assert!(!rest.starts_with(b"HTTP/1.1 200"));
    }
}
