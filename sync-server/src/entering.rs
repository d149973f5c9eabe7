//! What every way in ends with: a session, its cookie, and a row in the record that says how.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use protocol::sign_in::Method;

use crate::app::App;
use crate::credential::COOKIE;
use crate::secrets::Secret;
use crate::store::audit::{self, Entry};
use crate::store::sessions::{self, NewSession};
use crate::store::{Batch, Person, StoreError};

/// How somebody enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entrance<'a> {
    /// Which browser on which system.
    pub(crate) browser: &'a str,
    /// How.
    pub(crate) method: Method,
    /// Whether with more than a password.
    pub(crate) is_strong: bool,
}

/// Begin a session; the one that the browser had ends.
///
/// # Errors
/// When the database fails, or there is no randomness.
pub(crate) fn begin(
    app: &App,
    batch: &Batch<'_>,
    (person, former): (&Person, Option<&Secret>),
    entrance: Entrance<'_>,
) -> Result<Secret, StoreError> {
    if let Some(former) = former {
        sessions::end(batch, former)?;
    }
    let cookie = Secret::fresh(batch.seams)?;
    let Entrance { browser, method, is_strong } = entrance;
    let expires_at = batch.now.plus_ms(app.settings.session_ms());
    let new = NewSession { expires_at, browser, is_strong, method };
    sessions::begin(batch, (person.id, &cookie), new)?;
    let id = person.id.to_string();
    let action = match method {
        Method::Password => "session.begin.password",
        Method::Municipal => "session.begin.municipal",
        Method::Passkey => "session.begin.passkey",
    };
    audit::write(batch, Entry { actor: &id, action, object: &id })?;
    Ok(cookie)
}

/// Which browser on which system, as a person knows it; no more is kept of what it tells.
pub(crate) fn browser(headers: &HeaderMap) -> String {
    let told = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(word, _)| told.contains(word)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    browser.into_iter().chain(system).collect::<Vec<_>>().join(" · ")
}

/// The same answer with the session's cookie; without one it is taken away.
pub(crate) fn with_cookie(app: &App, cookie: Option<&Secret>, response: Response) -> Response {
    let value = cookie.map(Secret::expose).unwrap_or_default();
    let max_age_s = if cookie.is_some() { app.settings.session_ms() / 1_000 } else { 0 };
    set_cookie(
        app,
        response,
        &format!("{COOKIE}={value}; Path=/; SameSite=Strict; Max-Age={max_age_s}"),
    )
}

/// The same answer with a cookie that no script reads.
pub(crate) fn set_cookie(app: &App, mut response: Response, cookie: &str) -> Response {
    let secure = if app.is_secure() { "; Secure" } else { "" };
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; HttpOnly{secure}")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_a_browser_tells_only_its_name_and_system_are_kept() {
        let of = |told: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, told.parse().unwrap());
            browser(&headers)
        };
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(of(chrome), "Chrome · Linux");
        assert_eq!(of(&format!("{chrome} Edg/140.0")), "Edge · Linux");
        assert_eq!(
            of("Mozilla/5.0 (Android 15; Mobile; rv:143.0) Firefox/143.0"),
            "Firefox · Android"
        );
        assert_eq!(of("curl/8"), "");
    }
}
