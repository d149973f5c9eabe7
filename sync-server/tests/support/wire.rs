//! The server on a real socket, and requests that travel over it.

use std::net::SocketAddr;

use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

use super::Answer;

/// Serve a router on a free port until the test ends.
pub(crate) async fn serve(router: axum::Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(sync_server::serve(listener, router, std::future::pending()));
    address
}

/// One connection that is kept.
pub(crate) struct Line(SendRequest<Full<Bytes>>);

impl Line {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (send, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(send)
    }

    pub(crate) async fn ask(
        &mut self,
        (method, path): (Method, &str),
        body: Vec<u8>,
        headers: &HeaderMap,
    ) -> Answer {
        let body = Full::new(Bytes::from(body));
        let mut request = Request::builder().method(method).uri(path).body(body).unwrap();
        *request.headers_mut() = headers.clone();
        request.headers_mut().insert(header::HOST, "localhost".parse().unwrap());
        self.0.ready().await.unwrap();
        let response = self.0.send_request(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let is_stream = headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        // A stream has no end: that it was opened is the answer.
        let bytes = if is_stream && status == StatusCode::OK {
            Vec::new()
        } else {
            response.into_body().collect().await.unwrap().to_bytes().to_vec()
        };
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, headers, json, bytes }
    }
}
