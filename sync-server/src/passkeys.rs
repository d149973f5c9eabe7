//! Passkeys (WebAuthn level 2, without attestation): what is asked of an authenticator, and whether what it
//! says holds. A challenge is good for five minutes, for one purpose and once; nothing is stored for it but
//! which were used.

mod authenticator;
mod key;

use std::collections::HashMap;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::UtcMillis;
use domain::id::UserId;
use serde::Deserialize;

use crate::app::Server;
use crate::invite;
use crate::seams::{NoRandomness, Seams};
use crate::settings;
use authenticator::Said;

pub(crate) use key::ALGORITHMS;

/// How long a challenge can be signed.
const CHALLENGE_MS: i64 = 5 * 60 * 1_000;

/// What a challenge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Somebody who is signed in makes a passkey.
    Make(UserId),
    /// Somebody enters.
    Open,
}

/// The address that passkeys belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    /// As a browser writes it: scheme, host and port.
    pub(crate) origin: String,
    /// The domain.
    pub(crate) rp_id: String,
}

impl Site {
    /// That of a server's address; none where browsers have no passkeys: without TLS, and without a name.
    fn of(address: &str, domain: Option<&str>) -> Option<Self> {
        let host = settings::host(address)?.to_lowercase();
        let is_number = host.split('.').all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if is_number || !(address.starts_with("https://") || host == "localhost") {
            return None;
        }
        let origin = address.to_lowercase();
        let origin = match origin.split_once("://") {
            Some(("https", rest)) => rest.trim_end_matches(":443").to_owned(),
            Some((_, rest)) => rest.trim_end_matches(":80").to_owned(),
            None => return None,
        };
        let scheme = if address.starts_with("https://") { "https" } else { "http" };
        let rp_id = domain.map_or(host, str::to_owned);
        Some(Self { origin: format!("{scheme}://{}", origin.trim_end_matches('/')), rp_id })
    }
}

impl Server {
    /// The address that passkeys belong to, where browsers have them.
    pub(crate) fn passkey_site(&self) -> Option<Site> {
        let address = invite::server(&self.dir, &self.settings);
        Site::of(&address, self.settings.sign_in.passkey_domain.as_deref())
    }
}

/// Makes challenges and knows them again.
pub(crate) struct Passkeys {
    key: [u8; 32],
    used: Mutex<HashMap<[u8; 16], UtcMillis>>,
}

/// What a browser was asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// A new passkey, as its authenticator says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) credential: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) is_synced: bool,
    pub(crate) counter: u32,
}

/// What is shown to enter.
pub(crate) struct Shown<'a> {
    pub(crate) client_data: &'a [u8],
    pub(crate) authenticator_data: &'a [u8],
    pub(crate) signature: &'a [u8],
}

/// What is known of the passkey that is shown.
pub(crate) struct Kept<'a> {
    pub(crate) public_key: &'a [u8],
    pub(crate) is_synced: bool,
}

impl Passkeys {
    /// Under a key that follows from the server's own and from this start: what was asked before it is not
    /// known any more, and nor is what was used.
    ///
    /// # Errors
    /// When there is no randomness.
    pub(crate) fn new(server_seed: &[u8; 32], seams: &Seams) -> Result<Self, NoRandomness> {
        let begun: [u8; 32] = seams.bytes()?;
        let mut hasher = blake3::Hasher::new_derive_key("lagesbild 2026 passkey challenge v1");
        hasher.update(server_seed).update(&begun);
        Ok(Self { key: *hasher.finalize().as_bytes(), used: Mutex::default() })
    }

    /// A challenge, now.
    ///
    /// # Errors
    /// When there is no randomness.
    pub(crate) fn challenge(
        &self,
        purpose: Purpose,
        seams: &Seams,
    ) -> Result<String, NoRandomness> {
        let at = seams.clock.now();
        let random: [u8; 16] = seams.bytes()?;
        let mut bytes = at.0.to_le_bytes().to_vec();
        bytes.extend_from_slice(&random);
        bytes.extend_from_slice(self.seal(purpose, &bytes).as_bytes());
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn seal(&self, purpose: Purpose, bytes: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        match purpose {
            Purpose::Make(user) => hasher.update(b"make").update(user.as_bytes()),
            Purpose::Open => hasher.update(b"open"),
        };
        hasher.update(bytes).finalize()
    }

    /// What is random in a challenge that we made for this purpose a short while ago.
    fn known(&self, purpose: Purpose, challenge: &str, now: UtcMillis) -> Option<[u8; 16]> {
        let bytes = URL_SAFE_NO_PAD.decode(challenge).ok()?;
        let (said, seal) = bytes.split_at_checked(24)?;
        let seal: [u8; 32] = seal.try_into().ok()?;
        let (at, random) = said.split_at(8);
        let at = UtcMillis(i64::from_le_bytes(at.try_into().ok()?));
        let is_ours = self.seal(purpose, said) == blake3::Hash::from_bytes(seal);
        let is_now = at <= now && now <= at.plus_ms(CHALLENGE_MS);
        if is_ours && is_now { random.try_into().ok() } else { None }
    }

    /// Take a challenge for used. Returns whether it was not before.
    fn use_up(&self, random: [u8; 16], now: UtcMillis) -> bool {
        let Ok(mut used) = self.used.lock() else { return false };
        used.retain(|_, at| now <= at.plus_ms(CHALLENGE_MS));
        used.insert(random, now).is_none()
    }

    /// A passkey was made; none when anything does not hold.
    pub(crate) fn made(
        &self,
        (site, user): (&Site, UserId),
        (client_data, authenticator_data): (&[u8], &[u8]),
        now: UtcMillis,
    ) -> Option<Made> {
        let asked = ("webauthn.create", Purpose::Make(user));
        let random = self.asked(site, asked, (client_data, now))?;
        let said = Said::read(authenticator_data)?;
        let (credential, public_key) =
            said.is_by_its_owner_for(site).then_some(said.made).flatten()?;
        key::Key::read(&public_key)?;
        self.use_up(random, now).then_some(Made {
            credential,
            public_key,
            is_synced: said.is_synced,
            counter: said.counter,
        })
    }

    /// A passkey was shown. Returns its authenticator's count; none when anything does not hold.
    pub(crate) fn opens(
        &self,
        (site, kept): (&Site, &Kept<'_>),
        shown: &Shown<'_>,
        now: UtcMillis,
    ) -> Option<u32> {
        let asked = ("webauthn.get", Purpose::Open);
        let random = self.asked(site, asked, (shown.client_data, now))?;
        let said = Said::read(shown.authenticator_data)?;
        // Whether a passkey may be on several devices is said once and for all.
        if !said.is_by_its_owner_for(site) || said.is_synced != kept.is_synced {
            return None;
        }
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, shown.client_data);
        let signed = [shown.authenticator_data, hash.as_ref()].concat();
        let holds = key::Key::read(kept.public_key)?.holds(&signed, shown.signature);
        (holds && self.use_up(random, now)).then_some(said.counter)
    }

    /// Whether the browser was asked this, here and now.
    fn asked(
        &self,
        site: &Site,
        (kind, purpose): (&str, Purpose),
        (client_data, now): (&[u8], UtcMillis),
    ) -> Option<[u8; 16]> {
        let said: ClientData = serde_json::from_slice(client_data).ok()?;
        let is_asked = said.r#type == kind && said.origin == site.origin && !said.cross_origin;
        if is_asked { self.known(purpose, &said.challenge, now) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_challenge_is_good_for_its_purpose_for_five_minutes_and_once() {
        let seams = Seams::real();
        let passkeys = Passkeys::new(&[1; 32], &seams).unwrap();
        let [anna, bo] = [1, 2].map(|n| Purpose::Make(UserId(Uuid::from_u128(n))));
        let challenge = passkeys.challenge(anna, &seams).unwrap();
        let now = seams.clock.now();
        let known = passkeys.known(anna, &challenge, now).unwrap();
        assert_eq!(passkeys.known(bo, &challenge, now), None);
        assert_eq!(passkeys.known(Purpose::Open, &challenge, now), None);
        assert_eq!(passkeys.known(anna, &challenge, now.plus_ms(CHALLENGE_MS + 1_000)), None);
        assert_eq!(passkeys.known(anna, "AAAA", now), None);
        let restarted = Passkeys::new(&[1; 32], &seams).unwrap();
        assert_eq!(restarted.known(anna, &challenge, now), None);
        assert!(passkeys.use_up(known, now) && !passkeys.use_up(known, now));
    }

    #[test]
    fn passkeys_belong_to_a_name_under_tls() {
        let of = |address, domain| Site::of(address, domain).map(|it| (it.origin, it.rp_id));
        let own = |origin: &str, rp_id: &str| Some((origin.to_owned(), rp_id.to_owned()));
        assert_eq!(
            of("https://lage.kommun.se", None),
            own("https://lage.kommun.se", "lage.kommun.se")
        );
        let wide = own("https://lage.kommun.se:8443", "kommun.se");
        assert_eq!(of("https://lage.kommun.se:8443", Some("kommun.se")), wide);
        assert_eq!(of("https://LAGE.se:443", None), own("https://lage.se", "lage.se"));
        assert_eq!(of("http://localhost:8080", None), own("http://localhost:8080", "localhost"));
        for address in ["http://lage.kommun.se", "https://10.0.0.1", "http://127.0.0.1:1", "x"] {
            assert_eq!(of(address, None), None, "{address}");
        }
    }
}
