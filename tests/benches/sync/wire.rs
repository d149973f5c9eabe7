//! One connection that stays open, and nothing between it and the server: what it sends and gets is
//! counted to the byte.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use tests::server::Fault;

/// Nothing that is measured takes as long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection.
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
    /// Bytes sent, heads included.
    pub(crate) sent: u64,
    /// Bytes that came, heads included.
    pub(crate) received: u64,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Wire {
    pub(crate) fn open(to: SocketAddr) -> Result<Self, Fault> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), sent: 0, received: 0 })
    }

    /// `first` is `POST /path`; `headers` end with a line break each.
    pub(crate) fn call(
        &mut self,
        first: &str,
        headers: &str,
        body: &[u8],
    ) -> Result<Answer, Fault> {
        let mut message = format!(
            "{first} HTTP/1.1\r\nhost: localhost\r\n{headers}content-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        message.extend_from_slice(body);
        self.stream.get_mut().write_all(&message)?;
        self.sent += message.len() as u64;
        self.answer(first.starts_with("HEAD"))
    }

    fn answer(&mut self, is_head: bool) -> Result<Answer, Fault> {
        let (mut status, mut length) = (0, 0);
        for line_number in 0.. {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err("the connection ended".into());
            }
            self.received += line.len() as u64;
            if line_number == 0 {
                status = line.split(' ').nth(1).unwrap_or_default().parse()?;
            } else if line == "\r\n" {
                break;
            } else if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; if is_head { 0 } else { length }];
        self.stream.read_exact(&mut body)?;
        self.received += body.len() as u64;
        Ok(Answer { status, body })
    }
}
