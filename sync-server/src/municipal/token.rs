//! An ID token, checked: its signature by a key of the provider with an algorithm of the list, whose it is,
//! for whom, until when, and for which way in.

use domain::clock::UtcMillis;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::MunicipalError;

/// Signatures by a key that only the provider has. Never `none`, and no shared secret.
const ALGORITHMS: [Algorithm; 6] = [
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
    Algorithm::PS256,
    Algorithm::RS256,
    Algorithm::RS512,
];
/// How far the provider's clock may be from ours.
const SKEW_S: i64 = 60;
/// No name of a person is longer.
const CLAIM_CHARS: usize = 255;

/// What the provider gives for a code.
#[derive(Deserialize)]
pub(super) struct Answered {
    pub(super) id_token: String,
}

/// What has to stand in a token.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    /// Which claim names the person.
    pub(super) claim: &'a str,
}

/// The key that a token says it was signed with.
pub(super) fn kid(token: &str) -> Result<Option<String>, MunicipalError> {
    Ok(jsonwebtoken::decode_header(token).map_err(|error| wrong(&error))?.kid)
}

/// Check a token. Returns what it calls the person.
///
/// # Errors
/// With the first thing that does not hold.
pub(super) fn check(
    token: &str,
    keys: &JwkSet,
    expected: &Expected<'_>,
    now: UtcMillis,
) -> Result<String, MunicipalError> {
    let header = jsonwebtoken::decode_header(token).map_err(|error| wrong(&error))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(no(format!("{:?} is not taken", header.alg)));
    }
    let key = find(keys, header.kid.as_deref())?;
    if key.common.public_key_use.as_ref().is_some_and(|it| *it != PublicKeyUse::Signature) {
        return Err(no("its key does not sign"));
    }
    let key = DecodingKey::from_jwk(key).map_err(|error| wrong(&error))?;
    // Times are compared with the server's clock below, as everything else here is.
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.required_spec_claims.clear();
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    let claims: Map<String, Value> =
        jsonwebtoken::decode(token, &key, &validation).map_err(|error| wrong(&error))?.claims;
    whose(&claims, expected)?;
    when(&claims, now.0 / 1_000)?;
    name(&claims, expected.claim)
}

fn find<'a>(keys: &'a JwkSet, kid: Option<&str>) -> Result<&'a Jwk, MunicipalError> {
    match (kid, keys.keys.as_slice()) {
        (Some(kid), _) => keys.find(kid).ok_or_else(|| no("its key is not known")),
        (None, [only]) => Ok(only),
        (None, _) => Err(no("it does not say which key")),
    }
}

fn whose(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), MunicipalError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(no("another issuer"));
    }
    let (is_for_us, has_others) = match claims.get("aud") {
        Some(Value::String(one)) => (one == expected.client_id, false),
        Some(Value::Array(all)) => (all.iter().any(|it| it == expected.client_id), all.len() > 1),
        _ => (false, false),
    };
    if !is_for_us {
        return Err(no("it is for somebody else"));
    }
    match text("azp") {
        Some(azp) if azp != expected.client_id => Err(no("it was given to somebody else")),
        None if has_others => Err(no("it is for several and does not say to whom it was given")),
        _ if text("nonce") != Some(expected.nonce) => Err(no("another nonce")),
        _ => Ok(()),
    }
}

fn when(claims: &Map<String, Value>, now_s: i64) -> Result<(), MunicipalError> {
    let seconds = |name: &str| {
        claims.get(name).and_then(|it| {
            // Some write seconds with a fraction.
            it.as_i64().or_else(|| it.as_f64().map(|seconds| seconds.floor() as i64))
        })
    };
    let until = seconds("exp").ok_or_else(|| no("it does not say until when"))?;
    let since = seconds("iat").ok_or_else(|| no("it does not say since when"))?;
    if until.saturating_add(SKEW_S) <= now_s {
        return Err(no("its time is over"));
    }
    let begins = seconds("nbf").unwrap_or(since).max(since);
    if begins > now_s.saturating_add(SKEW_S) {
        return Err(no("its time has not come"));
    }
    Ok(())
}

fn name(claims: &Map<String, Value>, claim: &str) -> Result<String, MunicipalError> {
    let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    if subject.is_empty() {
        return Err(no("it names nobody"));
    }
    let named = claims.get(claim).and_then(Value::as_str).map(str::trim).unwrap_or_default();
    if named.is_empty() || named.chars().count() > CLAIM_CHARS {
        return Err(no(format!("it has no `{claim}`")));
    }
    if claim == "email" && claims.get("email_verified") != Some(&Value::Bool(true)) {
        return Err(no("its e-mail address is not verified"));
    }
    // Addresses and account names are the same however they are written; a subject is not.
    Ok(form(claim, named))
}

/// A claim's value as it is compared.
pub(crate) fn form(claim: &str, named: &str) -> String {
    match claim {
        "email" | "preferred_username" | "upn" => named.trim().to_lowercase(),
        _ => named.trim().to_owned(),
    }
}

fn wrong(error: &jsonwebtoken::errors::Error) -> MunicipalError {
    MunicipalError::Token(error.to_string())
}

fn no(what: impl Into<String>) -> MunicipalError {
    MunicipalError::Token(what.into())
}
