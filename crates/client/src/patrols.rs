//! Passes (ronder): the line is read here and thrown away; what is kept and sent is the time by square and
//! week.

use domain::id::DocId;
use domain::patrol::{self, TrackPoint};
use picture::patrol::weeks_of;

use crate::Client;
use crate::capture::{USUAL_ZONE, document};
use crate::error::ClientError;
use crate::writing::Pen;

impl Client {
    /// Tell of a pass what its line gives by now: time by square of 100 m and ISO week, in an operation that
    /// is on the disk when this returns. Told again it replaces what was told before; the same again, and a
    /// line without time in it, write nothing. Gaps and pauses count nowhere.
    ///
    /// # Errors
    /// When the id is another document's, or the disk cannot take it.
    pub fn record_patrol(&self, pass: DocId, track: &[TrackPoint]) -> Result<(), ClientError> {
        self.writing(|tx, desk| {
            let own = desk.enrolment.as_ref().map(|own| &own.configuration.municipality.zone);
            let effort = patrol::effort(track, weeks_of(own.map_or(USUAL_ZONE, String::as_str)));
            let known = document(tx, desk.author, pass)?;
            let told = known.as_ref().map(patrol::read).unwrap_or_default();
            if effort == told {
                return Ok(());
            }
            let is_own = known.as_ref().is_none_or(|known| {
                known.of == domain::op::DocType::Patrol
                    && known.beginning.author.device == desk.author.device
            });
            if !is_own {
                return Err(ClientError::NotYours(pass));
            }
            let mut pen = Pen::new(tx, self.random(), desk.author)?;
            pen.write(patrol::body(pass, &effort), desk.wall, desk.offset_ms)?;
            Ok(pen.finish()?)
        })
    }
}
