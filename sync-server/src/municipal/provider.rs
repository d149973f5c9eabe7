//! What a provider says of itself, and the addresses that follow from it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::MunicipalError;
use crate::settings::{MunicipalSettings, is_safe};

/// The part of a provider's description that is used.
#[derive(Debug, Deserialize)]
pub(crate) struct Provider {
    issuer: String,
    authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    /// Whether it names itself when the browser comes back (RFC 9207).
    #[serde(default, rename = "authorization_response_iss_parameter_supported")]
    pub(crate) names_itself: bool,
}

/// An answer that is no success.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Refused {
    #[serde(default)]
    pub(super) error: String,
}

/// The body and the header of an exchange.
pub(super) struct Form {
    pub(super) body: String,
    pub(super) authorization: Option<String>,
}

/// What a browser brings to the provider.
pub(crate) struct Asked<'a> {
    /// Where it comes back.
    pub(crate) redirect: &'a str,
    /// Given back as it is.
    pub(crate) state: &'a str,
    /// In the token.
    pub(crate) nonce: &'a str,
    /// Of the verifier.
    pub(crate) challenge: &'a str,
}

impl Provider {
    /// Where an issuer describes itself.
    pub(super) fn discovered_at(issuer: &str) -> String {
        format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
    }

    /// Whether it is who was asked, and nothing goes over the open net.
    pub(super) fn check(&self, issuer: &str) -> Result<(), MunicipalError> {
        if self.issuer != issuer {
            let what = format!("it calls itself {}, the settings {issuer}", self.issuer);
            return Err(MunicipalError::Answer(what));
        }
        let others = [&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri];
        if let Some(open) =
            others.into_iter().chain(&self.end_session_endpoint).find(|it| !is_safe(it))
        {
            return Err(MunicipalError::Answer(format!("{open} is not https")));
        }
        let methods = &self.code_challenge_methods_supported;
        if methods.as_ref().is_some_and(|it| !it.iter().any(|method| method == "S256")) {
            return Err(MunicipalError::Answer("it does not know PKCE with S256".to_owned()));
        }
        Ok(())
    }

    /// Where the browser goes to sign in.
    pub(crate) fn entrance(&self, settings: &MunicipalSettings, asked: &Asked<'_>) -> String {
        let mut scopes = vec!["openid"];
        scopes.extend(settings.scopes.iter().map(String::as_str).filter(|it| *it != "openid"));
        let query = [
            ("response_type", "code"),
            ("client_id", &settings.client_id),
            ("redirect_uri", asked.redirect),
            ("scope", &scopes.join(" ")),
            ("state", asked.state),
            ("nonce", asked.nonce),
            ("code_challenge", asked.challenge),
            ("code_challenge_method", "S256"),
        ];
        with_query(&self.authorization_endpoint, &query)
    }

    /// Where the browser goes to sign out, where there is such.
    pub(crate) fn exit(&self, settings: &MunicipalSettings, back: &str) -> Option<String> {
        let query =
            [("client_id", settings.client_id.as_str()), ("post_logout_redirect_uri", back)];
        self.end_session_endpoint.as_ref().map(|exit| with_query(exit, &query))
    }

    /// A code exchanged: the secret in the header, unless the provider wants it in the body.
    pub(super) fn exchange(
        &self,
        settings: &MunicipalSettings,
        (code, redirect, verifier): (&str, &str, &str),
    ) -> Form {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        let methods = self.token_endpoint_auth_methods_supported.as_deref();
        let takes = |method: &str| methods.is_some_and(|it| it.iter().any(|known| known == method));
        let in_body = takes("client_secret_post") && !takes("client_secret_basic");
        let secret = settings.secret.as_ref().map(|secret| secret.0.as_str());
        let mut authorization = None;
        match secret {
            Some(secret) if in_body => {
                fields.extend([
                    ("client_id", settings.client_id.as_str()),
                    ("client_secret", secret),
                ]);
            }
            Some(secret) => {
                let pair = format!("{}:{}", encoded(&settings.client_id), encoded(secret));
                authorization = Some(format!("Basic {}", STANDARD.encode(pair)));
            }
            None => fields.push(("client_id", settings.client_id.as_str())),
        }
        Form { body: form(&fields), authorization }
    }
}

fn with_query(address: &str, query: &[(&str, &str)]) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{}", form(query))
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Percent-encoded, all but what RFC 3986 reserves for nothing.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::ClientSecret;

    fn settings() -> MunicipalSettings {
        MunicipalSettings {
            name: "Lindby".to_owned(),
            issuer: "https://id.example".to_owned(),
            client_id: "läge".to_owned(),
            secret: Some(ClientSecret("a:b&c".to_owned())),
            claim: "sub".to_owned(),
            scopes: vec!["profile".to_owned()],
            has_second_factor: true,
        }
    }

    fn provider(more: &str) -> Provider {
        let json = format!(
            "{{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/a?b=c\",\
             \"token_endpoint\":\"https://id.example/t\",\"jwks_uri\":\"https://id.example/k\"{more}}}"
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn what_is_sent_is_encoded_and_the_secret_is_where_the_provider_wants_it() {
        let asked = Asked { redirect: "https://l/x", state: "s", nonce: "n", challenge: "c" };
        let entrance = provider("").entrance(&settings(), &asked);
        let begin = "https://id.example/a?b=c&response_type=code&client_id=l%C3%A4ge&\
                     redirect_uri=https%3A%2F%2Fl%2Fx&scope=openid%20profile&state=s";
        assert!(entrance.starts_with(begin), "{entrance}");
        let form = provider("").exchange(&settings(), ("code", "https://l/x", "v"));
        let basic = format!("Basic {}", STANDARD.encode("l%C3%A4ge:a%3Ab%26c"));
        assert_eq!(form.authorization, Some(basic));
        assert!(!form.body.contains("secret"));
        let post = ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]";
        let form = provider(post).exchange(&settings(), ("code", "https://l/x", "v"));
        assert!(form.authorization.is_none() && form.body.ends_with("client_secret=a%3Ab%26c"));
        let open = MunicipalSettings { secret: None, ..settings() };
        let form = provider("").exchange(&open, ("code", "https://l/x", "v"));
        assert!(form.authorization.is_none() && form.body.ends_with("client_id=l%C3%A4ge"));
    }

    #[test]
    fn another_issuer_an_open_address_and_a_provider_without_pkce_are_refused() {
        assert!(provider("").check("https://id.example").is_ok());
        assert!(provider("").check("https://id.example/").is_err());
        let open = ",\"end_session_endpoint\":\"http://id.example/end\"";
        assert!(provider(open).check("https://id.example").is_err());
        let plain = ",\"code_challenge_methods_supported\":[\"plain\"]";
        assert!(provider(plain).check("https://id.example").is_err());
    }
}
