//! Every id is its own type, so that the compiler refuses a device where an operation belongs.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id (a UUID is expected)")]
pub struct NotAnId(String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident as $ts:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
        #[serde(transparent)]
        #[ts(type = $ts)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The sixteen bytes, as they are stored.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// From the sixteen bytes that were stored.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// 22 characters of URL-safe base64: the form on the wire.
            pub fn to_compact(self) -> String {
                URL_SAFE_NO_PAD.encode(self.0.as_bytes())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                uuid_from_text(text).map(Self)
            }
        }

        impl Compact for $name {
            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            fn uuid(&self) -> Uuid {
                self.0
            }
        }
    )*};
}

ids! {
    /// A phone or a desk that writes operations; the server is one too.
    DeviceId as "string & { readonly of: 'DeviceId' }";
    /// One operation; sending it twice changes nothing.
    OpId as "string & { readonly of: 'OpId' }";
    /// One document: an observation, an incident, a place, a measure …
    DocId as "string & { readonly of: 'DocId' }";
    /// A person who signs in on a desk.
    UserId as "string & { readonly of: 'UserId' }";
    /// An organisation that takes part.
    OrganisationId as "string & { readonly of: 'OrganisationId' }";
    /// A browser that is signed in.
    SessionId as "string & { readonly of: 'SessionId' }";
    /// A passkey somebody signs in with.
    PasskeyId as "string & { readonly of: 'PasskeyId' }";
    /// One life of a server's log; a new one begins when time was turned back.
    Epoch as "string & { readonly of: 'Epoch' }";
}

/// Ids that also have a 22-character form; used through [`compact`].
pub trait Compact: Sized {
    /// Wrap the UUID.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The UUID inside.
    fn uuid(&self) -> Uuid;
}

/// Read a UUID in either form: hyphenated text, or 22 characters of URL-safe base64.
fn uuid_from_text(text: &str) -> Result<Uuid, NotAnId> {
    if text.len() == 22 {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAnId(text.to_owned()))?;
        return Uuid::from_slice(&bytes).map_err(|_| NotAnId(text.to_owned()));
    }
    Uuid::parse_str(text).map_err(|_| NotAnId(text.chars().take(40).collect()))
}

/// `#[serde(with = "compact")]`: an id as 22 characters of URL-safe base64 on the wire.
pub mod compact {
    use super::{Compact, URL_SAFE_NO_PAD, uuid_from_text};
    use base64::Engine as _;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};
    use std::borrow::Cow;

    /// Write the 22 characters.
    ///
    /// # Errors
    /// Only those of the serialiser.
    pub fn serialize<T: Compact, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(id.uuid().as_bytes()))
    }

    /// Read either form.
    ///
    /// # Errors
    /// When the text is no id.
    pub fn deserialize<'de, T: Compact, D: Deserializer<'de>>(de: D) -> Result<T, D::Error> {
        let text = Cow::<'de, str>::deserialize(de)?;
        uuid_from_text(&text).map(T::from_uuid).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_both_of_its_forms() {
        let id = DocId(Uuid::from_u128(0x0190_f3c2_1111_7abc_8def_0123_4567_89ab));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_compact().len(), 22);
        assert_eq!(id.to_compact().parse(), Ok(id));
    }

    #[test]
    fn a_text_that_is_no_id_is_refused() {
        assert!("".parse::<DocId>().is_err());
        assert!("åäöåäöåäöåä".parse::<DocId>().is_err());
        assert!("0190f3c2".parse::<OpId>().is_err());
    }
}
