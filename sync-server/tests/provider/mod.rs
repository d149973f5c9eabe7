//! An OpenID provider on a real socket. What it puts into its tokens is decided by the test.

#![expect(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use crate::support::World;

/// What the server asked when it exchanged a code.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) authorization: String,
}

#[derive(Default)]
struct Kept {
    /// Token and challenge, by code; each good once.
    codes: HashMap<String, (String, String)>,
    asked: Vec<Asked>,
    described: usize,
    keys_asked: usize,
}

struct Key {
    private: Vec<u8>,
    public: Vec<u8>,
}

impl Key {
    fn fresh() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let private = pair.to_pkcs8v1().unwrap().as_ref().to_vec();
        Self { private, public: pair.public_key().as_ref().to_vec() }
    }

    fn jwk(&self) -> Value {
        let coordinate = |at: usize| URL_SAFE_NO_PAD.encode(&self.public[at..at + 32]);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "one",
                "x": coordinate(1), "y": coordinate(33) })
    }
}

pub(crate) struct Provider {
    pub(crate) issuer: String,
    kept: Arc<Mutex<Kept>>,
    own: Arc<Key>,
    another: Key,
}

type Shared = (String, Arc<Mutex<Kept>>, Arc<Key>);

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let (kept, own) = (Arc::<Mutex<Kept>>::default(), Arc::new(Key::fresh()));
        let shared: Shared = (issuer.clone(), Arc::clone(&kept), Arc::clone(&own));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(exchange))
            .with_state(shared);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, kept, own, another: Key::fresh() }
    }

    /// A code for somebody who signed in over there. `claims` go before the right ones, `null` takes one
    /// away, and what begins with `#` spoils the token itself.
    pub(crate) fn code(
        &self,
        world: &World,
        (nonce, challenge): (&str, &str),
        claims: Value,
    ) -> String {
        let now = world.app.now().0 / 1_000;
        let mut token = json!({ "iss": self.issuer, "aud": "lagesbild", "iat": now,
                                "exp": now + 300, "nonce": nonce });
        let token = token.as_object_mut().unwrap();
        let Value::Object(claims) = claims else { unreachable!("claims are an object") };
        let (spoils, claims): (Map<_, _>, Map<_, _>) =
            claims.into_iter().partition(|(name, _)| name.starts_with('#'));
        token.extend(claims);
        token.retain(|_, value| !value.is_null());
        let token = self.token(token, &spoils);
        let mut kept = self.kept.lock().unwrap();
        let code = format!("code{}", kept.codes.len() + 1);
        kept.codes.insert(code.clone(), (token, challenge.to_owned()));
        code
    }

    fn token(&self, claims: &Map<String, Value>, spoils: &Map<String, Value>) -> String {
        let spoil = |name: &str| spoils.get(name).and_then(Value::as_str);
        let kid = spoil("#kid").unwrap_or("one").to_owned();
        if spoils.contains_key("#garbage") {
            return "a.b".to_owned();
        }
        let header = |algorithm| Header { kid: Some(kid.clone()), ..Header::new(algorithm) };
        let key = if spoil("#key").is_some() { &self.another } else { &*self.own };
        let signing = EncodingKey::from_ec_der(&key.private);
        let token = match spoil("#alg") {
            Some("none") => {
                let head = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "kid": kid }).to_string());
                let body = URL_SAFE_NO_PAD.encode(json!(claims).to_string());
                format!("{head}.{body}.")
            }
            // Signed with what everybody can read, as if it were a secret.
            Some(_) => {
                let secret = EncodingKey::from_secret(&self.own.public);
                jsonwebtoken::encode(&header(Algorithm::HS256), claims, &secret).unwrap()
            }
            None => jsonwebtoken::encode(&header(Algorithm::ES256), claims, &signing).unwrap(),
        };
        if spoils.contains_key("#tampered") {
            let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
            let mut changed = claims.clone();
            changed.insert("extra".to_owned(), json!(true));
            parts[1] = URL_SAFE_NO_PAD.encode(json!(changed).to_string());
            return parts.join(".");
        }
        token
    }

    /// What was asked at the exchange.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.kept.lock().unwrap().asked.clone()
    }

    /// How often the description and the keys were asked for.
    pub(crate) fn discovered(&self) -> (usize, usize) {
        let kept = self.kept.lock().unwrap();
        (kept.described, kept.keys_asked)
    }
}

async fn describe(State((issuer, kept, _)): State<Shared>) -> Json<Value> {
    kept.lock().unwrap().described += 1;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "end_session_endpoint": format!("{issuer}/end"),
        "code_challenge_methods_supported": ["S256"],
    }))
}

async fn keys(State((_, kept, own)): State<Shared>) -> Json<Value> {
    kept.lock().unwrap().keys_asked += 1;
    // A key of a kind that nobody knows beside ours spoils nothing.
    Json(json!({ "keys": [{ "kty": "NEW", "kid": "two" }, own.jwk()] }))
}

async fn exchange(
    State((_, kept, _)): State<Shared>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, Json<Value>) {
    let field = |name: &str| {
        let mut pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
            .unwrap_or_default()
    };
    let mut kept = kept.lock().unwrap();
    let authorization = headers.get("authorization").map(|it| it.to_str().unwrap().to_owned());
    kept.asked.push(Asked { authorization: authorization.unwrap_or_default() });
    let found = kept.codes.get_mut(&field("code")).map(std::mem::take);
    match found {
        Some((token, challenge)) if protocol::pkce::holds(&challenge, &field("code_verifier")) => {
            (StatusCode::OK, Json(json!({ "id_token": token, "token_type": "Bearer" })))
        }
        _ => (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))),
    }
}
