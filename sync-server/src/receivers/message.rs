//! What is sent: JSON, and its signature.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat};
use domain::clock::UtcMillis;
use domain::id::OpId;
use domain::measure::Measure;
use protocol::municipality::Municipality;
use serde_json::{Value, json};

/// A message as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The same however often it is sent: whoever has taken it once need not take it again.
    pub id: String,
    /// JSON.
    pub body: String,
}

impl Prepared {
    /// HMAC-SHA-256 over id, seconds and body, each with a full stop between (Standard Webhooks, `v1`).
    pub fn signature(&self, secret: &[u8; 32], seconds: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let signed = format!("{}.{seconds}.{}", self.id, self.body);
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, signed.as_bytes())))
    }
}

/// A message that says nothing, to try a receiver with.
pub fn ping(now: UtcMillis) -> Prepared {
    let body = json!({ "type": "ping", "timestamp": written(now), "data": {} });
    Prepared { id: format!("ping_{}", now.0), body: body.to_string() }
}

/// A measure that was handed over. `None` when it does not say so.
pub(super) fn handover(
    municipality: &Municipality,
    (measure, op): (&Measure, OpId),
) -> Option<Prepared> {
    let handed = measure.handovers.iter().find(|it| it.op == op)?;
    let body = json!({
        "type": "measure.handed_over",
        "timestamp": written(measure.changed_at),
        "data": {
            "handover": { "id": op, "to": handed.handover.to, "on": handed.handover.on },
            "municipality": { "name": municipality.name, "code": municipality.code },
            "measure": fields(measure),
        },
    });
    Some(Prepared { id: format!("handover_{op}"), body: body.to_string() })
}

/// The same that a message by e-mail says.
fn fields(measure: &Measure) -> Value {
    let place = measure.place.as_ref().map(|place| {
        let (lon, lat) = place.lon_lat();
        json!({ "name": place.name, "lon": lon, "lat": lat, "radius_m": place.radius_m() })
    });
    json!({
        "id": measure.id, "title": measure.title, "status": measure.status,
        "measure_type": measure.measure_type, "place": place,
        "organisation": measure.organisation, "function": measure.function,
        "from": measure.from, "until": measure.until, "due": measure.due, "note": measure.note,
    })
}

/// As ISO 8601 in UTC.
fn written(at: UtcMillis) -> String {
    let at = DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification's reference libraries.
    #[test]
    fn the_signature_is_that_of_the_specification() {
        let key = hmac::Key::new(
            hmac::HMAC_SHA256,
            &STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap(),
        );
        let signed = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}";
        assert_eq!(
            STANDARD.encode(hmac::sign(&key, signed.as_bytes())),
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        let ours = Prepared { id: "a".to_owned(), body: "{}".to_owned() };
        assert!(ours.signature(&[7; 32], 1).starts_with("v1,"));
        assert_ne!(ours.signature(&[7; 32], 1), ours.signature(&[7; 32], 2));
    }
}
