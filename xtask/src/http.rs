//! Asking a server on this machine, as a browser does: JSON, a cookie, and the header that says the
//! request is our own page's.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Response;

use crate::steps::{Failed, Tried};

/// 62,245 points are a few megabytes.
const LARGEST_ANSWER: u64 = 512 * 1024 * 1024;

/// A server, and the session with it once somebody signed in.
pub(crate) struct Server {
    agent: Agent,
    address: String,
    cookie: String,
}

impl Server {
    /// The server at `http://…`.
    pub(crate) fn new(address: &str) -> Self {
        let settings = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build();
        let address = address.trim_end_matches('/').to_owned();
        Self { agent: settings.into(), address, cookie: String::new() }
    }

    /// Where it is.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Uses a one-time invitation: chooses name and password, and is signed in.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) fn accept(
        &mut self,
        link: &str,
        (name, password): (&str, &str),
    ) -> Result<(), Failed> {
        let code = link.rsplit(['#', '/']).next().unwrap_or(link);
        let body = json!({ "invitation": code, "name": name, "password": password });
        self.enter("/v1/session/invitation", &body)
    }

    /// Signs in.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) fn sign_in(&mut self, (name, password): (&str, &str)) -> Result<(), Failed> {
        self.enter("/v1/session", &json!({ "name": name, "password": password }))
    }

    /// What a path answers.
    ///
    /// # Errors
    /// When there is no answer, or it says that something is wrong.
    pub(crate) fn get(&self, path: &str) -> Result<Vec<u8>, Failed> {
        let request = self.agent.get(self.url(path)).header("Cookie", &self.cookie);
        body(path, request.call().tried(format_args!("ask {}", self.url(path)))?)
    }

    /// What a path answers to a body, as bytes.
    ///
    /// # Errors
    /// When there is no answer, or it says that something is wrong.
    pub(crate) fn post_for_bytes(&self, path: &str, sent: &Value) -> Result<Vec<u8>, Failed> {
        body(path, self.send(path, sent)?)
    }

    /// What a path answers to a body.
    ///
    /// # Errors
    /// When there is no answer, it says that something is wrong, or it is not JSON.
    pub(crate) fn post(&self, path: &str, sent: &Value) -> Result<Value, Failed> {
        let bytes = self.post_for_bytes(path, sent)?;
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&bytes).tried(format_args!("read the answer of {path}"))
    }

    fn enter(&mut self, path: &str, sent: &Value) -> Result<(), Failed> {
        let answer = self.send(path, sent)?;
        let given = answer.headers().get("set-cookie").and_then(|it| it.to_str().ok());
        let cookie = given.and_then(|it| it.split(';').next()).map(str::to_owned);
        body(path, answer)?;
        let none = || Failed::because(format!("{path} answered without a session."));
        self.cookie = cookie.ok_or_else(none)?;
        Ok(())
    }

    fn send(&self, path: &str, sent: &Value) -> Result<Response<ureq::Body>, Failed> {
        let request = self
            .agent
            .post(self.url(path))
            .header("Cookie", &self.cookie)
            .header("Content-Type", "application/json")
            .header("X-Lagesbild", "1");
        request.send(sent.to_string()).tried(format_args!("ask {}", self.url(path)))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

fn body(path: &str, mut answer: Response<ureq::Body>) -> Result<Vec<u8>, Failed> {
    let read = answer.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec();
    let bytes = read.tried(format_args!("read the answer of {path}"))?;
    if answer.status().is_success() {
        return Ok(bytes);
    }
    let said = String::from_utf8_lossy(&bytes);
    Err(Failed::because(format!("{path} answered {}: {}", answer.status(), said.trim())))
}
