//! Vector tiles of the picture (MVT 2.1), by the caller's scope and filter. Tiles are kept until the next
//! commit; the points they are made of follow the log in memory.

mod draw;
mod points;
mod select;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::gazetteer::Place;
use domain::role::Scope;
use rusqlite::Connection;

use crate::view::PictureFilter;
use crate::{PictureError, log};
use points::Points;
use select::Chosen;

/// The deepest zoom; the map goes on from it by itself.
pub const ZOOM_MAX: u8 = 17;
/// Tiles are kept up to so many bytes; then all of them are forgotten.
const KEPT_MAX_BYTES: usize = 64 * 1024 * 1024;
/// And for so many filters: what each lets through is kept with the points it was asked of.
const FILTERS_MAX: usize = 64;

/// Which tile, as every tile server numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileAt {
    zoom: u8,
    x: u32,
    y: u32,
}

impl TileAt {
    /// A tile that there is; none beyond the edge of the map or deeper than [`ZOOM_MAX`].
    pub fn new(zoom: u8, x: u32, y: u32) -> Option<Self> {
        let is_there = zoom <= ZOOM_MAX && x < 1 << zoom && y < 1 << zoom;
        is_there.then_some(Self { zoom, x, y })
    }
}

/// What tiles are made of besides the log.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// A name of the configuration in force: what it changes may change without an operation.
    pub version: &'a str,
    /// Places people know by name.
    pub places: &'a [Place],
}

/// The points, and the tiles that were drawn since the last commit.
#[derive(Debug, Default)]
pub struct Tiles {
    held: RwLock<Held>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Held {
    /// As of which place in the log and which configuration; none before anything was read.
    version: Option<(i64, String)>,
    points: Arc<Points>,
}

#[derive(Debug, Default)]
struct Kept {
    version: Option<(i64, String)>,
    tiles: HashMap<(String, TileAt), Arc<[u8]>>,
    /// The points too: numbers in a choice are those of the points it was made of.
    chosen: HashMap<String, (Arc<Points>, Arc<Chosen>)>,
    bytes: usize,
}

impl Tiles {
    /// A name of what tiles would be made of now: it changes with every commit.
    ///
    /// # Errors
    /// When the database fails.
    pub fn version(conn: &Connection, around: Around<'_>) -> Result<String, PictureError> {
        Ok(format!("{}-{}", log::head(conn)?, around.version))
    }

    /// A tile's bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tile(
        &self,
        conn: &Connection,
        (at, around): (TileAt, Around<'_>),
        (scope, filter): (&Scope, &PictureFilter),
    ) -> Result<Arc<[u8]>, PictureError> {
        let version = (log::head(conn)?, around.version.to_owned());
        let asked = serde_json::to_string(&(scope, filter))
            .map_err(|error| PictureError::Stored { what: "filter", why: error.to_string() })?;
        let kept = self.kept(&version, |kept| {
            (kept.tiles.get(&(asked.clone(), at)).cloned(), kept.chosen.get(&asked).cloned())
        });
        if let (Some(tile), _) = kept {
            return Ok(tile);
        }
        let is_chosen = kept.1.is_some();
        let (points, chosen) = match kept.1 {
            Some(known) => known,
            None => {
                let points = self.points(conn, &version)?;
                let chosen = Arc::new(Chosen::new(conn, &points, (scope, filter))?);
                (points, chosen)
            }
        };
        let tile: Arc<[u8]> = draw::tile(at, (&points, &chosen), around.places).into();
        self.kept(&version, |kept| {
            let choice = if is_chosen { 0 } else { asked.len() + chosen.bytes() };
            let more = tile.len() + asked.len() + choice;
            let is_full = kept.bytes + more > KEPT_MAX_BYTES;
            if is_full || !is_chosen && kept.chosen.len() >= FILTERS_MAX {
                (kept.tiles, kept.chosen, kept.bytes) = (HashMap::new(), HashMap::new(), 0);
            }
            kept.bytes += more;
            kept.chosen.insert(asked.clone(), (points, chosen));
            kept.tiles.insert((asked, at), Arc::clone(&tile));
        });
        Ok(tile)
    }

    /// What is kept of a version. One that is older than what others have drawn already sees nothing.
    fn kept<T>(&self, version: &(i64, String), with: impl FnOnce(&mut Kept) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version.as_ref() != Some(version) {
            *kept = Kept { version: Some(version.clone()), ..Kept::default() };
        }
        with(&mut kept)
    }

    fn points(
        &self,
        conn: &Connection,
        version: &(i64, String),
    ) -> Result<Arc<Points>, PictureError> {
        {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            if held.version.as_ref().is_some_and(|it| it.0 >= version.0 && it.1 == version.1) {
                return Ok(Arc::clone(&held.points));
            }
        }
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let known = held.version.clone().filter(|known| known.1 == version.1);
        if known.as_ref().is_some_and(|known| known.0 >= version.0) {
            return Ok(Arc::clone(&held.points));
        }
        let has_followed = match known {
            // Whoever still draws from the points of before keeps them; then these are copied.
            Some((seq, _)) => Arc::make_mut(&mut held.points).follow(conn, seq)?,
            None => false,
        };
        if !has_followed {
            held.points = Arc::new(Points::read(conn)?);
        }
        held.version = Some(version.clone());
        Ok(Arc::clone(&held.points))
    }
}

#[cfg(test)]
mod tests;
