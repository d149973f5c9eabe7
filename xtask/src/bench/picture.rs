//! The questions a coordinator's screen asks over HTTP, beside the smallest request the server answers.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{milliseconds, rounded};
use crate::http::Server;
use crate::steps::Failed;

/// Each question is asked this often; the middle is told.
const ASKED: usize = 15;

const QUESTIONS: [(&str, &str, &str); 4] = [
    ("list", "/v1/picture", r#"{"filter":{},"limit":200}"#),
    ("search", "/v1/picture", r#"{"filter":{"text":"klotter"},"limit":200}"#),
    ("points", "/v1/picture/points", "{}"),
    ("summary", "/v1/picture/summary", "{}"),
];

/// One line for each question.
///
/// # Errors
/// When the server does not answer.
pub(super) fn measure(
    server: &Server,
    about: &Value,
    peak_mb: impl Fn() -> f64,
) -> Result<Vec<Value>, Failed> {
    let (least, _) = middle(|| server.get("/health"))?;
    QUESTIONS
        .iter()
        .map(|(name, path, body)| {
            let body: Value = serde_json::from_str(body).unwrap_or_default();
            let (time, bytes) = middle(|| server.post_for_bytes(path, &body))?;
            let mut line = about.clone();
            line["bench"] = json!("picture");
            line["question"] = json!(name);
            line["milliseconds"] = milliseconds(time);
            line["bytes"] = json!(bytes);
            line["server_peak_rss_mb"] = rounded(peak_mb());
            line["beside"]["smallest_request_milliseconds"] = milliseconds(least);
            Ok(line)
        })
        .collect()
}

/// The middle time of several, and the length of the last answer.
fn middle(ask: impl Fn() -> Result<Vec<u8>, Failed>) -> Result<(Duration, usize), Failed> {
    let mut times = Vec::with_capacity(ASKED);
    let mut bytes = 0;
    for _ in 0..ASKED {
        let started = Instant::now();
        bytes = ask()?.len();
        times.push(started.elapsed());
    }
    times.sort_unstable();
    Ok((times[ASKED / 2], bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_json() {
        for (name, _, body) in QUESTIONS {
            assert!(serde_json::from_str::<Value>(body).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_question_without_an_answer_fails_the_measurement() {
        assert!(middle(|| Err(Failed::because("nobody is there"))).is_err());
        assert_eq!(middle(|| Ok(vec![1, 2])).unwrap().1, 2);
    }
}
