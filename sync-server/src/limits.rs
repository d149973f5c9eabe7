//! How much one device, one user or one address may ask: a full bucket at first, refilled steadily.
//! Whoever empties theirs is told to wait; nobody else notices.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Mutex;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use domain::clock::UtcMillis;
use protocol::problem::ProblemCode;

use crate::app::App;
use crate::error::ApiError;

/// More keys than this are not kept: then those whose buckets are full again go.
const KEYS: usize = 50_000;

/// How large a bucket is, and how fast it fills.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    /// So many at once.
    pub(crate) burst: u32,
    /// One more after so many milliseconds.
    pub(crate) every_ms: i64,
}

/// Everything that comes from one address: an office behind one address has many people.
const ADDRESS: Rate = Rate { burst: 1_200, every_ms: 10 };
/// Tries to get in from one address: codes, passwords, signatures.
const ENTRY: Rate = Rate { burst: 60, every_ms: 2_000 };
/// What one person or one device asks. A phone that hands in a whole night's work is far below it.
const CALLER: Rate = Rate { burst: 1_000, every_ms: 20 };

/// Buckets by key.
pub(crate) struct Buckets<K> {
    rate: Rate,
    /// When each will be full again, in milliseconds.
    full_at: Mutex<HashMap<K, i64>>,
}

impl<K: Eq + Hash> Buckets<K> {
    /// All full.
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, full_at: Mutex::default() }
    }

    /// Take one. Returns whether there was one to take.
    pub(crate) fn take(&self, key: K, now: UtcMillis) -> bool {
        let Ok(mut full_at) = self.full_at.lock() else { return false };
        if full_at.len() >= KEYS {
            full_at.retain(|_, at| now.0 < *at);
        }
        let holds_ms = self.rate.every_ms * i64::from(self.rate.burst);
        // A clock that was set back leaves nobody waiting longer than an empty bucket does.
        let at = full_at.get(&key).map_or(now.0, |at| (*at).clamp(now.0, now.0 + holds_ms));
        let after = at + self.rate.every_ms;
        let has_one = after <= now.0 + holds_ms;
        full_at.insert(key, if has_one { after } else { at });
        has_one
    }
}

/// All of them.
pub struct Limits {
    addresses: Buckets<IpAddr>,
    entries: Buckets<IpAddr>,
    callers: Buckets<[u8; 16]>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            addresses: Buckets::new(ADDRESS),
            entries: Buckets::new(ENTRY),
            callers: Buckets::new(CALLER),
        }
    }
}

impl Limits {
    /// One request of a device or a person.
    ///
    /// # Errors
    /// When it is one too many.
    pub(crate) fn caller(&self, id: [u8; 16], now: UtcMillis) -> Result<(), ApiError> {
        if self.callers.take(id, now) { Ok(()) } else { Err(too_many()) }
    }
}

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// The address that a request counts for. This machine's own programs count for none; behind a proxy
/// that the settings name it is the one that the proxy has seen.
fn address(app: &App, request: &Request) -> Option<IpAddr> {
    let Peer(peer) = *request.extensions().get::<Peer>()?;
    let seen = app.settings.proxies.contains(&peer).then(|| forwarded(request.headers())).flatten();
    match seen {
        Some(seen) => Some(seen),
        None => (!peer.is_loopback()).then_some(peer),
    }
}

/// The last one in the list is the one that the proxy itself added.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// For every request.
pub(crate) async fn by_address(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if let Some(address) = address(&app, &request)
        && !app.limits.addresses.take(address, app.now())
    {
        return Err(too_many());
    }
    Ok(next.run(request).await)
}

/// For routes where somebody tries to get in.
pub(crate) async fn entry(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if let Some(address) = address(&app, &request)
        && !app.limits.entries.take(address, app.now())
    {
        return Err(too_many());
    }
    Ok(next.run(request).await)
}

fn too_many() -> ApiError {
    ApiError::new(ProblemCode::TooManyRequests, "too many requests; wait a little")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets() -> Buckets<u8> {
        Buckets::new(Rate { burst: 3, every_ms: 100 })
    }

    #[test]
    fn so_many_at_once_and_then_as_fast_as_the_bucket_fills() {
        let buckets = buckets();
        let now = UtcMillis(1_000_000);
        assert!((0..3).all(|_| buckets.take(1, now)));
        assert!(!buckets.take(1, now));
        assert!(buckets.take(2, now), "another's is full");
        assert!(!buckets.take(1, now.plus_ms(99)));
        assert!(buckets.take(1, now.plus_ms(100)));
        assert!(!buckets.take(1, now.plus_ms(100)));
        assert_eq!((0..9).filter(|_| buckets.take(1, now.plus_ms(100_000))).count(), 3);
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let buckets = buckets();
        let now = UtcMillis(1_000_000_000);
        while buckets.take(1, now) {}
        let earlier = UtcMillis(5_000);
        assert!(!buckets.take(1, earlier));
        assert!(buckets.take(1, earlier.plus_ms(100)));
    }

    #[test]
    fn of_a_forwarded_list_only_the_proxys_own_entry_counts() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "10.0.0.1, 192.0.2.7".parse().unwrap());
        assert_eq!(forwarded(&headers), "192.0.2.7".parse().ok());
        headers.insert("x-forwarded-for", "somebody".parse().unwrap());
        assert_eq!(forwarded(&headers), None);
    }
}
