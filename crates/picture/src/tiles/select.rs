//! Which points a filter and a scope let through. What the columns in memory tell is asked of them;
//! anything else is asked of the tables, by the condition that lists are made with.

use domain::role::Scope;
use rusqlite::{Connection, params_from_iter};

use super::points::{Known, Point, Points};
use crate::PictureError;
use crate::query::Condition;
use crate::view::PictureFilter;

/// What lets a point through.
#[derive(Debug)]
pub(super) enum Chosen {
    /// A few comparisons.
    Plain(Plain),
    /// The numbers of those that the tables named, a bit each.
    Listed(Vec<u64>),
}

/// The comparisons; a list of `None` lets everything through.
#[derive(Debug)]
pub(super) struct Plain {
    from: i64,
    to: i64,
    withdrawn: bool,
    organisations: Option<Vec<bool>>,
    categories: Option<Vec<bool>>,
    tiles: Vec<bool>,
    reviews: Option<Vec<bool>>,
}

impl Chosen {
    pub(super) fn new(
        conn: &Connection,
        points: &Points,
        (scope, filter): (&Scope, &PictureFilter),
    ) -> Result<Self, PictureError> {
        let is_told = filter.text.is_none()
            && filter.area.is_none()
            && filter.assigned.is_none()
            && !filter.preparedness
            && filter.received_before.is_none()
            && filter.within.is_none()
            && !matches!(scope, Scope::Own { .. });
        if is_told {
            return Ok(Self::Plain(Plain::new(points, (scope, filter))));
        }
        let condition = Condition::new(scope, filter);
        let mut statement = conn.prepare_cached(&format!(
            "SELECT number FROM observation {} AND lon IS NOT NULL",
            condition.sql
        ))?;
        let mut rows = statement.query(params_from_iter(&condition.values))?;
        let mut bits: Vec<u64> = Vec::new();
        while let Some(row) = rows.next()? {
            let number = usize::try_from(row.get::<_, i64>(0)?).unwrap_or_default();
            if bits.len() <= number / 64 {
                bits.resize(number / 64 + 1, 0);
            }
            bits[number / 64] |= 1 << (number % 64);
        }
        Ok(Self::Listed(bits))
    }

    /// About how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Plain(plain) => {
                let lists = [&plain.organisations, &plain.categories, &plain.reviews];
                let listed = lists.iter().map(|it| it.as_ref().map_or(0, Vec::len));
                size_of::<Plain>() + plain.tiles.len() + listed.sum::<usize>()
            }
            Self::Listed(bits) => size_of_val(bits.as_slice()),
        }
    }

    pub(super) fn lets(&self, point: &Point) -> bool {
        match self {
            Self::Plain(plain) => plain.lets(point),
            Self::Listed(bits) => {
                let number = point.number as usize;
                bits.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
            }
        }
    }
}

impl Plain {
    fn new(points: &Points, (scope, filter): (&Scope, &PictureFilter)) -> Self {
        let only = |ids: &[[u8; 16]]| {
            let all = points.organisations.all();
            all.iter().map(|known| ids.contains(known)).collect::<Vec<bool>>()
        };
        let of_scope = match scope {
            Scope::All => None,
            Scope::Organisation { organisation } => Some(only(&[*organisation.as_bytes()])),
            Scope::Own { .. } | Scope::Nothing => Some(Vec::new()),
        };
        let of_filter = filter.organisation.map(|it| only(&[*it.as_bytes()]));
        let organisations = match (of_scope, of_filter) {
            (Some(a), Some(b)) => Some(a.iter().zip(&b).map(|(a, b)| *a && *b).collect()),
            (a, b) => a.or(b),
        };
        let codes = |is_tile: bool| -> Vec<String> {
            let of_kind = filter.categories.iter().filter(|code| code.is_tile() == is_tile);
            of_kind.map(|code| code.as_str().to_owned()).collect()
        };
        let is_any = filter.categories.is_empty();
        Self {
            from: filter.from.map_or(i64::MIN, |at| at.0),
            to: filter.to.map_or(i64::MAX, |at| at.0),
            withdrawn: filter.withdrawn,
            organisations,
            categories: (!is_any).then(|| marked(&points.categories, &codes(false))),
            tiles: marked(&points.tiles, &codes(true)),
            reviews: (!filter.reviews.is_empty()).then(|| marked(&points.reviews, &filter.reviews)),
        }
    }

    fn lets(&self, point: &Point) -> bool {
        let has =
            |list: &Option<Vec<bool>>, at: usize| list.as_ref().is_none_or(|it| is_in(it, at));
        (self.withdrawn || !point.is_withdrawn)
            && point.latest >= self.from
            && point.earliest < self.to
            && has(&self.organisations, point.organisation.into())
            && has(&self.reviews, point.review.into())
            && (has(&self.categories, point.category.into())
                || is_in(&self.tiles, point.tile.into()))
    }
}

fn is_in(list: &[bool], at: usize) -> bool {
    list.get(at).copied().unwrap_or(false)
}

fn marked(known: &Known<String>, wanted: &[String]) -> Vec<bool> {
    let mut list = vec![false; known.all().len()];
    for at in wanted.iter().filter_map(|word| known.find(word)) {
        if let Some(mark) = list.get_mut(at) {
            *mark = true;
        }
    }
    list
}
