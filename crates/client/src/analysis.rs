//! What the analysis of a desk stands on, and the runs it makes by itself: the same as on the server, from
//! the picture that this desk carries.

use domain::role::{Action, Scope};
use picture::standing;
use picture::study::{Ground, StandingKind};

use crate::Client;
use crate::error::ClientError;
use crate::store::StoreError;

/// Runs of each kind that are told: a year of months, a quarter of weeks.
const RUNS: u32 = 13;

impl Client {
    /// Zone, day, named places and areas.
    ///
    /// # Errors
    /// When the store fails.
    pub fn ground(&self) -> Result<Ground, ClientError> {
        let (me, gazetteer) = (self.me()?, self.gazetteer()?);
        Ok(Ground::of(&me.municipality.zone, self.now(), &gazetteer))
    }

    /// Make the runs that are due and not made yet, of a desk that reads every report. Returns how many.
    ///
    /// # Errors
    /// When the store or the analysis fails; nothing is kept of a run then.
    pub fn run_standing(&self) -> Result<u32, ClientError> {
        let ground = self.ground()?;
        let made = self.asking(|conn, scope| match scope {
            Scope::All => Ok(standing::due(conn, scope, &ground)?),
            Scope::Organisation { .. } | Scope::Own { .. } | Scope::Nothing => Ok(Vec::new()),
        })?;
        for run in &made {
            self.store.write(|tx| Ok::<_, StoreError>(standing::keep(tx, run)?))?;
        }
        Ok(made.len() as u32)
    }

    /// The runs as JSON, newest first: weekly alarms for whoever reads every report, self-checks for those
    /// who administer as well. What is due is run first.
    ///
    /// # Errors
    /// When the role reads less, or the store or the analysis fails.
    pub fn standing(&self) -> Result<Vec<String>, ClientError> {
        self.run_standing()?;
        let sees_checks = self.me()?.role.may(Action::Administer);
        self.asking(|conn, scope| {
            if *scope != Scope::All {
                return Ok(None);
            }
            let mut runs = standing::newest(conn, StandingKind::WeeklyAlarm, RUNS)?;
            if sees_checks {
                runs.extend(standing::newest(conn, StandingKind::SelfCheck, RUNS)?);
            }
            Ok(Some(runs))
        })?
        .ok_or(ClientError::NotAllowed)
    }
}
