//! The wire against somebody who is not the server, or not all of it: nobody else's answer is taken.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by falling")]
#![cfg(feature = "http")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use client::http::Http;
use client::transport::{Address, Transport as _, TransportError};
use protocol::enrolment::{ReadToken, TokenRequest};
use protocol::problem::ProblemCode;
use uuid::Uuid;

/// Answers one request with these bytes, then hangs up. Gives back what was asked.
fn answering(bytes: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        let mut part = [0; 4096];
        loop {
            let read = stream.read(&mut part).unwrap();
            asked.extend_from_slice(&part[..read]);
            if read == 0 || is_whole(&asked) {
                break;
            }
        }
        stream.write_all(bytes.as_bytes()).unwrap();
        String::from_utf8_lossy(&asked).into_owned()
    });
    (server, asked)
}

fn is_whole(asked: &[u8]) -> bool {
    let text = String::from_utf8_lossy(asked).to_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let start = asked.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    asked.len() >= start + length
}

fn renew(bytes: &'static str) -> (Result<ReadToken, TransportError>, String) {
    let (server, asked) = answering(bytes);
    let to = Address { server, token: "hemlig".into() };
    let device = domain::id::DeviceId(Uuid::from_u128(1));
    let request = TokenRequest { device, nonce: "n".into(), signature: vec![0; 64] };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(Http::new().unwrap().renew(&to, &request));
    (answer, asked.join().unwrap())
}

#[test]
fn an_answer_of_the_server_is_read() {
    let (answer, asked) = renew(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\n\
         content-length: 32\r\n\r\n{\"token\":\"ny\",\"expires_at\":1000}",
    );
    assert_eq!(answer.unwrap().token, "ny");
    assert!(asked.starts_with("POST /v1/token HTTP/1.1"), "{asked}");
}

#[test]
fn the_sign_in_page_of_a_guest_network_is_not_the_server() {
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>";
    let (answer, _) = renew(page);
    let error = answer.unwrap_err();
    assert!(matches!(error, TransportError::NotOurs { status: 200 }) && error.is_transient());
    let away = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n";
    assert!(matches!(renew(away).0, Err(TransportError::NotOurs { status: 302 })));
}

#[test]
fn a_problem_keeps_its_code_and_a_broken_proxy_is_only_late() {
    let (answer, _) = renew(
        "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: 36\r\n\r\n\
         {\"code\":\"revoked\",\"message\":\"borta\"}",
    );
    let error = answer.unwrap_err();
    assert!(!error.is_transient());
    assert!(matches!(error, TransportError::Problem(p) if p.code == ProblemCode::Revoked));
    let gateway = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\n\r\nnej";
    assert!(renew(gateway).0.unwrap_err().is_transient());
}

#[test]
fn an_answer_cut_off_is_no_answer() {
    let (answer, _) = renew(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"tok",
    );
    assert!(matches!(answer, Err(TransportError::Unreachable(_))));
    assert!(matches!(renew("").0, Err(TransportError::Unreachable(_))));
}
