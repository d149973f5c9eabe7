//! Listening for the server's hints: a stream with a watchdog, or questions that wait for an answer
//! where something on the way keeps streams back.

use reqwest::header::{ACCEPT, AUTHORIZATION};
use reqwest::{Response, StatusCode};
use serde::Deserialize;

use super::{Http, answer, failed};
use crate::hints::{Feed, Way, Ways};
use crate::transport::{Address, TransportError};

/// Listens for the server's hints.
pub struct Ear {
    http: Http,
    /// Gives up on silence, not on length.
    stream: reqwest::Client,
    open: Option<(Response, Feed, bool)>,
    ways: Ways,
    last: u64,
}

#[derive(Deserialize)]
struct Head {
    head: u64,
}

impl Ear {
    /// Ready to listen. The server says that it is there every 20 s; 45 s of silence end a stream.
    ///
    /// # Errors
    /// When the machine's TLS cannot be set up.
    pub fn new(http: &Http) -> Result<Self, TransportError> {
        let builder = reqwest::Client::builder().user_agent(crate::APP);
        #[cfg(not(target_family = "wasm"))]
        let builder = builder
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(std::time::Duration::from_secs(10))
            .read_timeout(std::time::Duration::from_secs(45));
        let stream = builder.build().map_err(failed)?;
        Ok(Self { http: http.clone(), stream, open: None, ways: Ways::default(), last: 0 })
    }

    /// Wait for the next hint: the newest place in the server's log.
    ///
    /// # Errors
    /// When the server is not reached, ends the stream, falls silent, or wants another read token.
    /// Listening goes on with the next call; waiting in between is the caller's.
    pub async fn next(&mut self, to: &Address) -> Result<u64, TransportError> {
        let told = match self.ways.now() {
            Way::Stream => self.follow(to).await,
            Way::Ask => self.ask(to).await,
        };
        if let Ok(head) = told {
            self.last = head;
        }
        told
    }

    async fn follow(&mut self, to: &Address) -> Result<u64, TransportError> {
        let (mut response, mut feed, mut has_told) = match self.open.take() {
            Some(open) => open,
            None => (self.begin(to).await?, Feed::default(), false),
        };
        loop {
            match response.chunk().await {
                Ok(Some(bytes)) => {
                    if let Some(head) = feed.push(&bytes) {
                        has_told = true;
                        self.ways.told();
                        self.open = Some((response, feed, has_told));
                        return Ok(head);
                    }
                }
                ended => {
                    if !has_told {
                        self.ways.was_silent();
                    }
                    return Err(match ended {
                        Err(error) => failed(error),
                        Ok(_) => TransportError::Unreachable("the stream ended".into()),
                    });
                }
            }
        }
    }

    async fn begin(&mut self, to: &Address) -> Result<Response, TransportError> {
        let request = self
            .stream
            .get(format!("{}/v1/events", to.server))
            .header(ACCEPT, "text/event-stream")
            .header(AUTHORIZATION, format!("Bearer {}", to.token));
        let response = request.send().await.map_err(failed)?;
        if response.status() != StatusCode::OK {
            return Err(answer::<Head>(response).await.map_or_else(|error| error, not_ours));
        }
        if !super::has(response.headers(), "content-type", "text/event-stream") {
            self.ways.was_silent();
            return Err(TransportError::NotOurs { status: 200 });
        }
        Ok(response)
    }

    async fn ask(&mut self, to: &Address) -> Result<u64, TransportError> {
        self.ways.asked();
        let request = self
            .http
            .0
            .get(format!("{}/v1/head?after={}", to.server, self.last))
            .header(AUTHORIZATION, format!("Bearer {}", to.token));
        let head: Head = answer(request.send().await.map_err(failed)?).await?;
        Ok(head.head)
    }
}

fn not_ours(_: Head) -> TransportError {
    TransportError::NotOurs { status: 0 }
}
