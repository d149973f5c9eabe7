//! *Veckans brief* on this phone: fetched when there is another, read without a network with its date.

use domain::clock::UtcMillis;
use domain::edition::Briefing;
use domain::role::{Object, Permission, Reach};
use protocol::briefing::BriefingAnswer;

use crate::Client;
use crate::error::{ClientError, SyncError};
use crate::municipality::has_ended;
use crate::store::{Connection, StoreError, identity, settings};
use crate::transport::{Address, Courier, TransportError};

/// Where the one that is carried lies, and when the server was asked last.
const CARRIED: &str = "briefing";
const ASKED_AT: &str = "briefing.asked_at";
/// A new one comes once a week: asking more often would only cost.
const ASK_AGAIN_MS: i64 = 15 * 60 * 1_000;

impl Client {
    /// Fetch *Veckans brief* when the organisation was given another than this phone carries. Asks at most
    /// every quarter of an hour. Returns whether what is carried changed.
    ///
    /// # Errors
    /// When the server is not reached, or the store fails; the one before stays.
    pub async fn fetch_briefing<C: Courier>(&self, courier: &C) -> Result<bool, SyncError> {
        let now = self.now();
        let Some(own) = self.store.read(identity::enrolment)? else { return Ok(false) };
        let token = self.store.read(identity::token)?;
        let may_read = own.role.reach(Permission::read(Object::Briefing)) != Reach::Nothing;
        let Some(token) = token.filter(|_| may_read && !has_ended(&own, now)) else {
            return Ok(false);
        };
        if !self.store.read(|conn| is_due(conn, now))? {
            return Ok(false);
        }
        let carried = self.store.read(carried)?;
        let to = Address { server: own.server, token: token.token };
        let answer = courier.briefing(&to, carried.as_ref().map(|it| it.version)).await;
        if !matches!(answer, Err(TransportError::Unreachable(_) | TransportError::TimedOut)) {
            // Also a server that does not know the question is not asked again at once.
            self.store.write(|tx| settings::put(tx, ASKED_AT, &now.0.to_string()))?;
        }
        let kept = match answer? {
            BriefingAnswer::Same => None,
            BriefingAnswer::Nothing => carried.is_some().then(String::new),
            BriefingAnswer::Released { briefing } => {
                Some(serde_json::to_string(&briefing).map_err(StoreError::from)?)
            }
        };
        if let Some(json) = &kept {
            self.store.write(|tx| settings::put(tx, CARRIED, json))?;
        }
        Ok(kept.is_some())
    }

    /// *Veckans brief*, as far as it is carried here: none before one was given to the organisation, and
    /// none once its agreement has ended.
    ///
    /// # Errors
    /// When the store fails.
    pub fn briefing(&self) -> Result<Option<Briefing>, ClientError> {
        let now = self.now();
        Ok(self.store.read(|conn| -> Result<_, StoreError> {
            let enrolment = identity::enrolment(conn)?;
            let may_read = enrolment.is_some_and(|own| !has_ended(&own, now));
            if may_read { carried(conn) } else { Ok(None) }
        })?)
    }
}

fn carried(conn: &Connection) -> Result<Option<Briefing>, StoreError> {
    // One that an older program kept and this one cannot read is fetched anew.
    Ok(settings::get(conn, CARRIED)?.and_then(|json| serde_json::from_str(&json).ok()))
}

fn is_due(conn: &Connection, now: UtcMillis) -> Result<bool, StoreError> {
    let asked = settings::get(conn, ASKED_AT)?.and_then(|at| at.parse().ok());
    // A clock that was set back must not put it off for years.
    Ok(asked.is_none_or(|asked: i64| !(0..ASK_AGAIN_MS).contains(&(now.0 - asked))))
}
