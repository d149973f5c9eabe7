//! How a device joins: a one-time link, a key made on the device, a read token back.

use domain::catalogue::Catalogue;
use domain::clock::UtcMillis;
use domain::id::{DeviceId, Epoch, OrganisationId};
use domain::role::Role;
use serde::{Deserialize, Serialize};

use crate::base64_bytes;
use crate::handover::SealKey;
use crate::municipality::Configuration;
use crate::run::PublicKey;

/// A one-time link: where the server is, and the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The server's address, without a slash at the end.
    pub server: String,
    /// The code, good once and for fifteen minutes.
    pub code: String,
}

/// A text that is no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a link from Lägesbild (it looks like https://server/anslut#code)")]
pub struct NotALink;

impl std::str::FromStr for Link {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        let text = text.trim();
        let text = text.strip_prefix("lagesbild:").unwrap_or(text);
        let (server, code) = text.split_once("/anslut#").ok_or(NotALink)?;
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let has_scheme = server.starts_with("https://") || server.starts_with("http://");
        if !has_scheme || !(16..=128).contains(&code.len()) || !code.chars().all(is_code) {
            return Err(NotALink);
        }
        Ok(Self { server: server.trim_end_matches('/').to_owned(), code: code.to_owned() })
    }
}

impl std::fmt::Display for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/anslut#{}", self.server, self.code)
    }
}

/// What a device sends to join.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnrolmentRequest {
    /// The code of the link.
    pub code: String,
    /// The public half of the key just made, base64.
    pub public_key: PublicKey,
    /// Name and version of the app.
    pub app: String,
}

/// What it gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Enrolled {
    /// Its id from now on.
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// What people call it.
    pub name: String,
    /// The organisation it belongs to.
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    /// That organisation's name.
    pub organisation_name: String,
    /// In which role.
    #[schema(value_type = String)]
    pub role: Role,
    /// What an order to wipe the device is signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_key: Option<PublicKey>,
    /// For reading.
    pub token: ReadToken,
    /// This life of the log.
    #[schema(value_type = String)]
    pub epoch: Epoch,
    /// To whom hand-over packages are sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover_key: Option<SealKey>,
    /// What it carries of the municipality.
    #[schema(value_type = Object)]
    pub configuration: Configuration,
    /// The municipality's categories.
    #[schema(value_type = Object)]
    pub catalogue: Catalogue,
    /// The server's clock.
    #[schema(value_type = i64)]
    pub server_time: UtcMillis,
}

/// A token that lets a device read for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReadToken {
    /// Sent as `Authorization: Bearer …`.
    pub token: String,
    /// Until then.
    #[schema(value_type = i64)]
    pub expires_at: UtcMillis,
}

/// What a device sends for a new read token.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TokenRequest {
    /// Who it is.
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// What the server gave to sign.
    pub nonce: String,
    /// Ed25519 over it, base64.
    #[serde(with = "base64_bytes")]
    #[schema(value_type = String)]
    pub signature: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_reads_back_and_others_are_refused() {
        let link = Link { server: "https://lage.example".into(), code: "a".repeat(32) };
        assert_eq!(link.to_string().parse(), Ok(link));
        for text in ["", "https://x/anslut#", "ftp://x/anslut#aaaaaaaaaaaaaaaa", "https://x/#a b"] {
            assert_eq!(text.parse::<Link>(), Err(NotALink), "{text}");
        }
    }
}
