//! A way to the municipality's sign-in and back, in one browser. Nothing of it is stored here: a cookie holds
//! when it began, something random and the invitation, sealed; state, nonce and verifier follow from it under
//! the server's key. Another browser has another cookie, so nobody is signed in by somebody else's link.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::UtcMillis;
use serde::{Deserialize, Serialize};

use crate::seams::{NoRandomness, Seams};

/// How long somebody may take to sign in over there.
pub(crate) const WAY_MS: i64 = 15 * 60 * 1_000;

/// One way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Way {
    began_at: i64,
    random: String,
    /// The code of an invitation that is accepted at its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) invitation: Option<String>,
}

/// Begins ways and knows them again.
pub(crate) struct Ways {
    key: [u8; 32],
}

impl Ways {
    /// Under a key that follows from the server's own.
    pub(crate) fn new(server_seed: &[u8; 32]) -> Self {
        Self { key: blake3::derive_key("lagesbild 2026 municipal sign-in v1", server_seed) }
    }

    /// Begin one now.
    ///
    /// # Errors
    /// When there is no randomness.
    pub(crate) fn begin(
        &self,
        seams: &Seams,
        invitation: Option<String>,
    ) -> Result<Way, NoRandomness> {
        Ok(Way { began_at: seams.clock.now().0, random: seams.secret()?, invitation })
    }

    /// As the cookie holds it.
    pub(crate) fn sealed(&self, way: &Way) -> String {
        let body = URL_SAFE_NO_PAD.encode(Self::bytes(way));
        format!("{body}.{}", self.following("seal", way))
    }

    /// A way that was begun here a short while ago.
    pub(crate) fn read(&self, cookie: &str, now: UtcMillis) -> Option<Way> {
        let (body, seal) = cookie.split_once('.')?;
        let way: Way = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        let began_at = UtcMillis(way.began_at);
        let is_ours = is_same(&self.following("seal", &way), seal);
        (is_ours && began_at <= now && now < began_at.plus_ms(WAY_MS)).then_some(way)
    }

    /// What the provider gives back to the browser.
    pub(crate) fn state(&self, way: &Way) -> String {
        self.following("state", way)
    }

    /// Whether it gave back the right one.
    pub(crate) fn is_state(&self, way: &Way, state: &str) -> bool {
        is_same(&self.state(way), state)
    }

    /// What the provider puts into its token.
    pub(crate) fn nonce(&self, way: &Way) -> String {
        self.following("nonce", way)
    }

    /// What only this server knows of the code's challenge.
    pub(crate) fn verifier(&self, way: &Way) -> String {
        self.following("verifier", way)
    }

    fn following(&self, purpose: &str, way: &Way) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(purpose.as_bytes()).update(&[0]).update(&Self::bytes(way));
        URL_SAFE_NO_PAD.encode(hasher.finalize().as_bytes())
    }

    fn bytes(way: &Way) -> Vec<u8> {
        serde_json::to_vec(way).unwrap_or_default()
    }
}

/// Takes equally long for any two of the same length.
fn is_same(ours: &str, theirs: &str) -> bool {
    blake3::hash(ours.as_bytes()) == blake3::hash(theirs.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_known_again_for_a_quarter_of_an_hour_and_by_its_own_server_only() {
        let ways = Ways::new(&[1; 32]);
        let seams = Seams::real();
        let way = ways.begin(&seams, Some("inbjudan".to_owned())).unwrap();
        let now = UtcMillis(way.began_at);
        let cookie = ways.sealed(&way);
        assert_eq!(ways.read(&cookie, now), Some(way.clone()));
        assert_eq!(ways.read(&cookie, now.plus_ms(WAY_MS)), None);
        assert_eq!(ways.read(&cookie, UtcMillis(now.0 - 1)), None);
        assert_eq!(Ways::new(&[2; 32]).read(&cookie, now), None);
        let other = Way { invitation: None, ..way.clone() };
        let (_, seal) = cookie.split_once('.').unwrap();
        let body = URL_SAFE_NO_PAD.encode(Ways::bytes(&other));
        assert_eq!(ways.read(&format!("{body}.{seal}"), now), None, "the invitation is sealed too");
    }

    #[test]
    fn what_follows_from_a_way_tells_nothing_of_the_rest() {
        let ways = Ways::new(&[1; 32]);
        let way = ways.begin(&Seams::real(), None).unwrap();
        let all = [ways.state(&way), ways.nonce(&way), ways.verifier(&way), ways.sealed(&way)];
        for (n, one) in all.iter().enumerate() {
            assert!(all.iter().skip(n + 1).all(|other| !other.contains(one)), "{all:?}");
        }
        assert!(ways.is_state(&way, &ways.state(&way)) && !ways.is_state(&way, &ways.nonce(&way)));
    }
}
