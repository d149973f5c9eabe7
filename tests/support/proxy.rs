//! A proxy between phones and the server, on real sockets: passes whole HTTP messages on, and does to
//! the next ones what was planned: cuts, doubles, delays, answers in the server's place.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

/// What happens to one exchange.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// The server gets the first so many bytes of the request, then both ends are closed.
    CutRequest(usize),
    /// The phone gets the first so many bytes of the answer, then both ends are closed.
    CutAnswer(usize),
    /// The server gets the request twice, on two connections; the phone gets the second answer.
    Double,
    /// The server gets the request after the next one, when the phone has long been cut off.
    Overtaken,
    /// The answer comes one byte at a time.
    ByteByByte,
    /// Request and answer each wait so long.
    Delay(Duration),
    /// The server takes the request; nothing comes back, and the connection stays open.
    Silence,
    /// Somebody answers instead of the server, which hears nothing.
    Instead(Answer),
    /// The server takes the request, and somebody answers in its place.
    After(Answer),
}

/// An answer that is not the server's.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What the body claims to be.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Answer {
    fn bytes(&self) -> Vec<u8> {
        let Self { status, content_type, body } = self;
        let length = body.len();
        format!(
            "HTTP/1.1 {status} Planned\r\ncontent-type: {content_type}\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// A running proxy; it ends when it is dropped.
pub struct Proxy {
    /// Where it listens, `http://127.0.0.1:…`.
    pub address: String,
    shared: Arc<Shared>,
    listening: AbortHandle,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

#[derive(Default)]
struct Shared {
    server: String,
    planned: Mutex<VecDeque<Trouble>>,
    overtaken: Mutex<Vec<Vec<u8>>>,
}

impl Proxy {
    /// In front of a server at `http://…`.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn before(server: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let server = server.trim_start_matches("http://").to_owned();
        let shared = Arc::new(Shared { server, ..Shared::default() });
        let theirs = Arc::clone(&shared);
        let listening = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(carry(stream, Arc::clone(&theirs)));
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { address, shared, listening: listening.abort_handle() })
    }

    /// What happens to the next exchange that nothing is planned for.
    pub fn plan(&self, trouble: Trouble) {
        lock(&self.shared.planned).push_back(trouble);
    }

    /// How much of what was planned has not happened.
    pub fn left(&self) -> usize {
        lock(&self.shared.planned).len()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Exchange after exchange on one connection of a phone, until somebody closes it.
async fn carry(mut phone: TcpStream, shared: Arc<Shared>) {
    let _ = phone.set_nodelay(true);
    while let Ok(request) = message(&mut phone).await {
        let planned = lock(&shared.planned).pop_front();
        match exchange(&mut phone, &shared, (request, planned)).await {
            Ok(true) => {}
            Ok(false) | Err(_) => return,
        }
    }
}

/// One exchange; whether the connection is still good.
async fn exchange(
    phone: &mut TcpStream,
    shared: &Shared,
    (request, planned): (Vec<u8>, Option<Trouble>),
) -> std::io::Result<bool> {
    match planned {
        None => phone.write_all(&shared.ask(&request).await?).await?,
        Some(Trouble::CutRequest(bytes)) if bytes < request.len() => {
            let mut server = TcpStream::connect(&shared.server).await?;
            server.write_all(&request[..bytes]).await?;
            server.shutdown().await?;
            // Whatever it says to half a request is lost with the connection.
            let _ = server.read_to_end(&mut Vec::new()).await;
            return Ok(false);
        }
        Some(Trouble::CutRequest(_)) => phone.write_all(&shared.ask(&request).await?).await?,
        Some(Trouble::CutAnswer(bytes)) => {
            let answer = shared.ask(&request).await?;
            phone.write_all(&answer[..bytes.min(answer.len())]).await?;
            return Ok(bytes >= answer.len());
        }
        Some(Trouble::Double) => {
            shared.ask(&request).await?;
            phone.write_all(&shared.ask(&request).await?).await?;
        }
        Some(Trouble::Overtaken) => {
            lock(&shared.overtaken).push(request);
            return Ok(false);
        }
        Some(Trouble::ByteByByte) => {
            for byte in shared.ask(&request).await? {
                phone.write_all(&[byte]).await?;
                tokio::task::yield_now().await;
            }
        }
        Some(Trouble::Delay(time)) => {
            tokio::time::sleep(time).await;
            let answer = shared.ask(&request).await?;
            tokio::time::sleep(time).await;
            phone.write_all(&answer).await?;
        }
        Some(Trouble::Silence) => {
            shared.ask(&request).await?;
            // Until the phone gives up and closes.
            let _ = phone.read(&mut [0]).await;
            return Ok(false);
        }
        Some(Trouble::Instead(answer)) => phone.write_all(&answer.bytes()).await?,
        Some(Trouble::After(answer)) => {
            shared.ask(&request).await?;
            phone.write_all(&answer.bytes()).await?;
        }
    }
    Ok(true)
}

impl Shared {
    /// The server's answer to a request, on a connection of its own; those that it overtook come
    /// right after.
    async fn ask(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let answer = self.ask_once(request).await?;
        let overtaken = std::mem::take(&mut *lock(&self.overtaken));
        for late in overtaken {
            self.ask_once(&late).await?;
        }
        Ok(answer)
    }

    async fn ask_once(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut server = TcpStream::connect(&self.server).await?;
        server.set_nodelay(true)?;
        server.write_all(request).await?;
        message(&mut server).await
    }
}

/// One whole HTTP message with a `content-length`, or none.
async fn message(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(length) = whole(&bytes)
            && bytes.len() >= length
        {
            return Ok(bytes);
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// How long a message is, once its head is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|it| it == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    Some(head + length.and_then(|length| length.trim().parse().ok()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_ends_where_its_head_says() {
        assert_eq!(whole(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n"), None);
        assert_eq!(whole(b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab"), Some(41));
        assert_eq!(whole(b"GET / HTTP/1.1\r\n\r\n"), Some(18));
    }
}
