//! `[sign_in]`: the municipality's own sign-in, and the domain that passkeys belong to.

use std::path::PathBuf;

use crate::fields::Fields;

/// The part of the settings about signing in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignInSettings {
    /// The municipality's own sign-in.
    pub municipal: Option<MunicipalSettings>,
    /// The domain of passkeys, where it is wider than the server's own name.
    pub passkey_domain: Option<String>,
}

/// The municipality's own sign-in, by OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MunicipalSettings {
    /// What people know it as; on the button.
    pub name: String,
    /// Its address, as it stands in its tokens.
    pub issuer: String,
    /// What it knows this server as.
    pub client_id: String,
    /// What this server proves that with; none for a client that has only the code's verifier.
    pub secret: Option<ClientSecret>,
    /// Which claim names a person.
    pub claim: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Whether it asks everybody for a second factor itself.
    pub has_second_factor: bool,
}

/// A secret of the settings, which no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(pub String);

impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

impl SignInSettings {
    /// Read the table; faults are remembered.
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        let is_domain = |text: &String| {
            let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            text.split('.').all(|part| !part.is_empty() && part.chars().all(is_part))
        };
        let passkey_domain =
            fields.optional_checked("passkey_domain", "a domain is expected", is_domain);
        let municipal = fields.table("oidc", false).map(|oidc| MunicipalSettings::read(&oidc));
        fields.done();
        Self { municipal, passkey_domain }
    }

    /// What does not fit the rest of the settings, by key.
    pub(super) fn misfits(
        &self,
        public_url: Option<&str>,
        second_factor_required: bool,
    ) -> Vec<(&'static str, &'static str)> {
        let mut misfits = Vec::new();
        if let Some(municipal) = &self.municipal {
            if public_url.is_none() {
                misfits.push((
                    "public_url",
                    "is missing: the municipality's sign-in leads back there",
                ));
            }
            if second_factor_required && !municipal.has_second_factor {
                let what = "true is expected where `second_factor_required` is set";
                misfits.push(("sign_in.oidc.has_second_factor", what));
            }
        }
        if let Some(domain) = &self.passkey_domain {
            let host = public_url.and_then(host);
            let fits = |host: &str| host == domain || host.ends_with(&format!(".{domain}"));
            if !host.is_some_and(fits) {
                misfits
                    .push(("sign_in.passkey_domain", "the server's own name has to end with it"));
            }
        }
        misfits
    }
}

impl MunicipalSettings {
    fn read(fields: &Fields<'_>) -> Self {
        let filled = |text: &String| !text.trim().is_empty();
        let what = "a text is expected";
        let issuer = |text: &String| is_safe(text) && !text.contains(['?', '#', ' ']);
        let read = Self {
            name: fields.checked("name", what, filled),
            issuer: fields.checked(
                "issuer",
                "https:// and a host is expected, as it stands in its tokens",
                issuer,
            ),
            client_id: fields.checked("client_id", what, filled),
            secret: Self::secret(fields),
            claim: fields
                .optional_checked("claim", what, filled)
                .unwrap_or_else(|| "sub".to_owned()),
            scopes: fields.optional::<Vec<String>>("scopes").unwrap_or_default(),
            has_second_factor: fields.required("has_second_factor"),
        };
        fields.done();
        read
    }

    fn secret(fields: &Fields<'_>) -> Option<ClientSecret> {
        let given: Option<String> = fields.optional("client_secret");
        let Some(file) = fields.optional::<String>("client_secret_file").map(PathBuf::from) else {
            return given.map(ClientSecret);
        };
        if given.is_some() {
            fields.fault("client_secret", "is given beside `client_secret_file`");
        }
        match std::fs::read_to_string(&file) {
            Ok(text) if !text.trim().is_empty() => Some(ClientSecret(text.trim().to_owned())),
            Ok(_) => {
                fields.fault("client_secret_file", "the file is empty");
                None
            }
            Err(error) => {
                fields.fault("client_secret_file", format!("{}: {error}", file.display()));
                None
            }
        }
    }
}

/// The host of an address without a path.
pub(crate) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let rest = rest.split(['/', '?', '#']).next()?;
    let host = rest.split(':').next()?;
    (!host.is_empty() && !rest.starts_with('[') && !rest.contains('@')).then_some(host)
}

/// Whether what is sent to an address stays unread on the way: TLS, or this machine itself.
pub(crate) fn is_safe(url: &str) -> bool {
    let Some(host) = host(url) else { return false };
    let is_here = ["localhost", "127.0.0.1"].contains(&host);
    url.starts_with("https://") || (url.starts_with("http://") && is_here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    const OIDC: &str = "[sign_in.oidc]\nname = \"Lindby kommun\"\nissuer = \"https://id.example\"\n\
                        client_id = \"lagesbild\"\nclient_secret = \"hemligt\"\nhas_second_factor = true\n";

    #[test]
    fn the_municipal_sign_in_is_read_and_its_secret_is_shown_by_nothing() {
        let text = format!("public_url = \"https://lage.example\"\n{OIDC}");
        let settings = Settings::parse(&text, std::iter::empty()).unwrap();
        let municipal = settings.sign_in.municipal.as_ref().unwrap();
        assert_eq!((municipal.claim.as_str(), municipal.scopes.len()), ("sub", 0));
        assert_eq!(municipal.secret, Some(ClientSecret("hemligt".to_owned())));
        assert!(!format!("{settings:?}").contains("hemligt"));
        let name = "LAGESBILD_SERVER_OIDC_CLIENT_SECRET".to_owned();
        let settings = Settings::parse(&text, [(name, "4711".to_owned())].into_iter()).unwrap();
        let municipal = settings.sign_in.municipal.unwrap();
        assert_eq!(municipal.secret, Some(ClientSecret("4711".to_owned())));
    }

    #[test]
    fn what_cannot_work_stops_the_start() {
        let keys = |text: &str| {
            let faults = Settings::parse(text, std::iter::empty()).unwrap_err();
            faults.0.into_iter().map(|fault| fault.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(OIDC), ["public_url"]);
        let weak = OIDC.replace("factor = true", "factor = false");
        let strict =
            format!("public_url = \"https://lage.example\"\nsecond_factor_required = true\n{weak}");
        assert_eq!(keys(&strict), ["sign_in.oidc.has_second_factor"]);
        let open = OIDC.replace("https://id.example", "http://id.example");
        let open =
            format!("public_url = \"https://lage.example\"\n{open}client_secret_file = \"no\"\n");
        let expected = [
            "sign_in.oidc.issuer",
            "sign_in.oidc.client_secret",
            "sign_in.oidc.client_secret_file",
        ];
        assert_eq!(keys(&open), expected);
        let domain =
            "public_url = \"https://lage.example\"\n[sign_in]\npasskey_domain = \"other\"\n";
        assert_eq!(keys(domain), ["sign_in.passkey_domain"]);
    }

    #[test]
    fn only_tls_and_this_machine_are_safe() {
        assert!(is_safe("https://id.example/x") && is_safe("http://localhost:1/x"));
        for url in ["http://id.example", "http://localhost@evil.example", "ftp://localhost", ""] {
            assert!(!is_safe(url), "{url}");
        }
    }
}
