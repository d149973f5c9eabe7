//! Joining through the system's browser (RFC 8252), as a desk does: the browser signs somebody in, and brings
//! a code to this machine's own address, where nobody else listens. The code opens with the verifier that
//! never left the engine.

use protocol::enrolment::EnrolmentRequest;
use protocol::pkce;
use protocol::sign_in::BrowserEnrolment;

use crate::error::ClientError;
use crate::store::identity::Enrolment;
use crate::transport::Steward;
use crate::{APP, Client, random};

#[cfg(all(feature = "http", not(target_family = "wasm")))]
pub use loopback::{Doorway, DoorwayError};

/// What was asked of a browser, and what only this engine knows of it.
pub struct Asking {
    /// The server, without a slash at the end.
    server: String,
    state: String,
    verifier: String,
}

impl std::fmt::Debug for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Asking {
    /// The page of the server that the browser opens; `port` is where the answer is waited for.
    pub fn page(&self, port: u16) -> String {
        let challenge = pkce::challenge(&self.verifier);
        let (server, state) = (&self.server, &self.state);
        format!("{server}/#/anslut-app?challenge={challenge}&port={port}&state={state}")
    }

    /// The page that says that it is done.
    pub fn done(&self) -> String {
        format!("{}/#/app-ansluten", self.server)
    }

    /// The code, when the browser brings what was asked for: `/?code=…&state=…`.
    pub fn code(&self, target: &str) -> Option<String> {
        let query = target.strip_prefix("/?")?;
        let found = |wanted: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let value = pairs.find(|(name, _)| *name == wanted)?.1;
            pairs.all(|(name, _)| name != wanted).then_some(value)
        };
        let is_code = |code: &&str| {
            (16..=128).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        let code = found("code").filter(is_code)?;
        (found("state")? == self.state).then(|| code.to_owned())
    }
}

impl Client {
    /// Ask to join a server through the browser. Its address is what people type: the scheme may be left
    /// out, and what follows the host does not matter.
    ///
    /// # Errors
    /// When the text is no address, this device has joined already, or there are no random bytes.
    pub fn ask_browser(&self, server: &str) -> Result<Asking, ClientError> {
        if let Some(own) = self.enrolment()? {
            return Err(ClientError::AlreadyEnrolled { server: own.server });
        }
        let server =
            address(server).ok_or_else(|| ClientError::BadValue { field: "server".to_owned() })?;
        let state = pkce::verifier(&random::bytes(self.random.as_ref())?);
        let verifier = pkce::verifier(&random::bytes(self.random.as_ref())?);
        Ok(Asking { server, state, verifier })
    }

    /// Join with the code that the browser brought.
    ///
    /// # Errors
    /// When the device has joined already, or the server refuses or is not reached.
    pub async fn enrol_by_browser<S: Steward>(
        &self,
        asking: &Asking,
        code: String,
        steward: &S,
    ) -> Result<Enrolment, ClientError> {
        if let Some(own) = self.enrolment()? {
            return Err(ClientError::AlreadyEnrolled { server: own.server });
        }
        let public_key = self.key()?.public();
        let request = EnrolmentRequest { code, public_key, app: APP.to_owned() };
        let request = BrowserEnrolment { request, verifier: asking.verifier.clone() };
        let asked = self.reading();
        let enrolled = steward.enrol_by_browser(&asking.server, &request).await?;
        self.take_in(&asking.server, asked, &enrolled)
    }
}

/// Scheme, host and port; without TLS only on this machine.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    let name = host.split(':').next()?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
    let is_here = ["localhost", "127.0.0.1"].contains(&name);
    let is_safe = scheme == "https" || (scheme == "http" && is_here);
    (!name.is_empty() && host.chars().all(is_host) && is_safe).then(|| format!("{scheme}://{host}"))
}

#[cfg(all(feature = "http", not(target_family = "wasm")))]
mod loopback {
    use std::io::{ErrorKind, Read as _, Write as _};
    use std::net::{Ipv4Addr, TcpListener, TcpStream};
    use std::time::{Duration, Instant};

    use super::Asking;

    /// How long one connection may take to say what it wants.
    const PATIENCE: Duration = Duration::from_secs(2);
    /// How often it is looked whether somebody gave up.
    const LOOK: Duration = Duration::from_millis(50);
    /// No request of a browser to here is longer.
    const REQUEST_MAX: usize = 8 * 1024;

    /// Why no code came.
    #[derive(Debug, thiserror::Error)]
    pub enum DoorwayError {
        /// There is no port to listen on.
        #[error("this machine gives no port to listen on: {0}")]
        Port(#[from] std::io::Error),
        /// Nobody came in time.
        #[error("the browser did not come back in time")]
        TimedOut,
        /// Somebody gave up.
        #[error("it was given up")]
        GivenUp,
    }

    /// A port of this machine, on the loopback address only, where one answer is waited for.
    pub struct Doorway(TcpListener);

    impl Doorway {
        /// Open one.
        ///
        /// # Errors
        /// When the machine gives no port.
        pub fn open() -> Result<Self, DoorwayError> {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            listener.set_nonblocking(true)?;
            Ok(Self(listener))
        }

        /// Where it is.
        ///
        /// # Errors
        /// When the machine does not tell.
        pub fn port(&self) -> Result<u16, DoorwayError> {
            Ok(self.0.local_addr()?.port())
        }

        /// Wait for the browser to bring the code. Whoever brings anything else is answered and forgotten.
        ///
        /// # Errors
        /// When nobody came in time, or `is_given_up` says so.
        pub fn code(
            self,
            asking: &Asking,
            longest: Duration,
            is_given_up: impl Fn() -> bool,
        ) -> Result<String, DoorwayError> {
            let began = Instant::now();
            while began.elapsed() < longest {
                if is_given_up() {
                    return Err(DoorwayError::GivenUp);
                }
                match self.0.accept() {
                    Ok((stream, _)) => {
                        // A connection that breaks off is as good as none.
                        if let Ok(Some(code)) = hear(stream, asking) {
                            return Ok(code);
                        }
                    }
                    Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(LOOK),
                    Err(error) => return Err(error.into()),
                }
            }
            Err(DoorwayError::TimedOut)
        }
    }

    fn hear(mut stream: TcpStream, asking: &Asking) -> std::io::Result<Option<String>> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let began = Instant::now();
        let (mut said, mut part) = (Vec::new(), [0; 1024]);
        while !said.windows(4).any(|end| end == b"\r\n\r\n") {
            let read = stream.read(&mut part)?;
            said.extend_from_slice(part.get(..read).unwrap_or_default());
            if read == 0 || said.len() > REQUEST_MAX || began.elapsed() > PATIENCE {
                return Ok(None);
            }
        }
        let line = said.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        let mut words = line.split(' ');
        let target = if words.next() == Some("GET") { words.next() } else { None };
        let code = target.and_then(|target| asking.code(target));
        // The browser goes on to the server's page: the code does not stay in its address bar.
        let head = match &code {
            Some(_) => format!("303 See Other\r\nLocation: {}", asking.done()),
            None => "404 Not Found".to_owned(),
        };
        let rest = "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nContent-Length: 0\r\n\
                    Connection: close";
        write!(stream, "HTTP/1.1 {head}\r\n{rest}\r\n\r\n")?;
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_as_people_type_it_and_the_open_net_is_not_taken() {
        for (typed, taken) in [
            (" lage.kommun.se/ ", "https://lage.kommun.se"),
            ("https://Lage.kommun.se:8443/anslut#x", "https://lage.kommun.se:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(address(typed).as_deref(), Some(taken));
        }
        for typed in
            ["", "http://lage.kommun.se", "file:///etc/passwd", "a b", "me@evil.example", "--x y"]
        {
            assert_eq!(address(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_code_comes_with_its_own_state_and_once() {
        let asking = Asking {
            server: "https://l.example".to_owned(),
            state: "s".repeat(43),
            verifier: "v".repeat(43),
        };
        let (code, state) = ("c".repeat(32), &asking.state);
        let ours = format!("/?code={code}&state={state}");
        assert_eq!(asking.code(&ours), Some(code.clone()));
        for target in [
            format!("/?code={code}"),
            format!("/?code={code}&state={state}x"),
            format!("/?code={code}&code={code}&state={state}"),
            format!("/?code=short&state={state}"),
            format!("/x?code={code}&state={state}"),
            "/favicon.ico".to_owned(),
        ] {
            assert_eq!(asking.code(&target), None, "{target}");
        }
        assert!(!asking.page(1).contains(&asking.verifier));
    }
}
