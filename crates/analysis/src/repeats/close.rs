//! Pairs close in space, and how many of them a shuffle of the times brings close in time. Where
//! there are very many, a seeded draw of them.

use domain::crs::Plane;

use super::Occurrence;
use crate::near::Near;
use crate::random::Seeded;

/// Pairs close in space that are followed through the shuffles; of more, a draw is followed.
pub const PAIRS_FOLLOWED: u64 = 200_000;
/// Shuffles counted side by side.
const LANES: usize = 8;

/// Events in an order of their own, so that the order they came in does not matter.
pub(super) fn sorted(events: &[Occurrence]) -> Vec<Occurrence> {
    let mut sorted = events.to_vec();
    sorted.sort_by(|a, b| {
        a.day
            .total_cmp(&b.day)
            .then(a.at.northing_m.total_cmp(&b.at.northing_m))
            .then(a.at.easting_m.total_cmp(&b.at.easting_m))
    });
    sorted
}

/// Calls `found` once with every pair at most `near_m` apart (straight line).
pub(super) fn each_pair(events: &[Occurrence], near_m: f64, mut found: impl FnMut(u32, u32)) {
    let points: Vec<Plane> = events.iter().map(|event| event.at).collect();
    let near = Near::new(&points, near_m);
    for (i, at) in points.iter().enumerate() {
        near.within(*at, near_m, |j, _| {
            if j > i {
                found(i as u32, j as u32);
            }
        });
    }
}

/// Pairs of events close in space, to be followed through the shuffles.
pub(super) struct Followed {
    pairs: Vec<(u32, u32)>,
}

impl Followed {
    /// All of the `close` pairs of `events` at most `near_m` apart.
    pub(super) fn all(events: &[Occurrence], near_m: f64, close: u64) -> Self {
        let mut pairs = Vec::with_capacity(close as usize);
        each_pair(events, near_m, |i, j| pairs.push((i, j)));
        Self { pairs }
    }

    /// A seeded draw of about `share` of the close pairs. A draw that does not look at the times
    /// leaves the test exact; it only sees a little less.
    pub(super) fn drawn(events: &[Occurrence], near_m: f64, (share, seed): (f64, u64)) -> Self {
        let mut pairs = Vec::new();
        // A stream of its own: the shuffles stay those of the seed.
        let mut random = Seeded::new(!seed);
        let mut skip = || (random.unit().max(f64::MIN_POSITIVE).ln() / (-share).ln_1p()) as u64;
        let mut left = skip();
        each_pair(events, near_m, |i, j| {
            if left == 0 {
                pairs.push((i, j));
                left = skip();
            } else {
                left -= 1;
            }
        });
        Self { pairs }
    }

    /// How many pairs are followed.
    pub(super) fn len(&self) -> u64 {
        self.pairs.len() as u64
    }

    /// Pairs of each band as the events happened; `days` are sorted.
    pub(super) fn count(&self, days: &[f64], bands: &[(f64, f64)]) -> Vec<u64> {
        let is_in = |(i, j): &&(u32, u32), (from, to): (f64, f64)| {
            let gap = (days[*i as usize] - days[*j as usize]).abs();
            gap >= from && gap < to
        };
        bands
            .iter()
            .map(|b| self.pairs.iter().filter(|pair| is_in(pair, *b)).count() as u64)
            .collect()
    }

    /// Pairs of each band after each of `draws` shuffles of the sorted `days`: one list a band.
    pub(super) fn shuffle(
        &self,
        days: &[f64],
        bands: &[(f64, f64)],
        (draws, seed): (u32, u64),
    ) -> Vec<Vec<u64>> {
        let mut limits: Vec<f64> = bands.iter().flat_map(|(from, to)| [*from, *to]).collect();
        limits.sort_by(f64::total_cmp);
        limits.dedup();
        // Ranks of two bytes are compared eight at a time.
        let below = if days.len() <= i16::MAX as usize {
            self.below::<i16>(days, &limits, (draws, seed))
        } else {
            self.below::<i32>(days, &limits, (draws, seed))
        };
        let of = |limit: f64| limits.iter().position(|it| *it == limit).map(|i| &below[i]);
        let between = |(from, to): &(f64, f64)| match (of(*from), of(*to)) {
            (Some(short), Some(long)) => long.iter().zip(short).map(|(b, a)| b - a).collect(),
            _ => Vec::new(),
        };
        bands.iter().map(between).collect()
    }

    /// Pairs with a gap below each limit after each shuffle. The days are only ever in another
    /// order, so a gap is below a limit exactly when the one's rank lies in a range of ranks that
    /// the other's has; ranks are small whole numbers and quickly compared.
    fn below<R: Rank>(
        &self,
        days: &[f64],
        limits: &[f64],
        (draws, seed): (u32, u64),
    ) -> Vec<Vec<u64>> {
        let reach: Vec<Vec<(R, R)>> = limits.iter().map(|limit| within(days, *limit)).collect();
        let zero = R::default();
        let mut ranks: Vec<u32> = (0..days.len() as u32).collect();
        let mut rank_of = vec![[zero; LANES]; days.len()];
        let mut range_of = vec![[[zero; LANES]; 2]; days.len()];
        let mut counted = vec![Vec::with_capacity(draws as usize); limits.len()];
        let mut random = Seeded::new(seed);
        let mut drawn = Vec::with_capacity(LANES);
        let mut left = draws as usize;
        while left > 0 {
            drawn.clear();
            for lane in 0..left.min(LANES) {
                random.shuffle(&mut ranks);
                for (lanes, rank) in rank_of.iter_mut().zip(&ranks) {
                    lanes[lane] = R::of(*rank as usize);
                }
                drawn.push(ranks.clone());
            }
            for ((list, reach), limit) in counted.iter_mut().zip(&reach).zip(limits) {
                if *limit <= 0.0 {
                    list.extend(std::iter::repeat_n(0, drawn.len()));
                    continue;
                }
                for (lane, ranks) in drawn.iter().enumerate() {
                    for (range, rank) in range_of.iter_mut().zip(ranks) {
                        let (before, end) = reach[*rank as usize];
                        (range[0][lane], range[1][lane]) = (before, end);
                    }
                }
                list.extend(&self.count_lanes(&rank_of, &range_of)[..drawn.len()]);
            }
            left -= drawn.len();
        }
        counted
    }

    /// Pairs of which the one's rank lies in the other's range, lane by lane.
    fn count_lanes<R: Rank>(
        &self,
        rank_of: &[[R; LANES]],
        range_of: &[[[R; LANES]; 2]],
    ) -> [u64; LANES] {
        let mut counts = [0_u64; LANES];
        // Counted in small numbers, emptied before they can overflow.
        for some in self.pairs.chunks(i16::MAX as usize) {
            let small = count_some(some, rank_of, range_of);
            counts.iter_mut().zip(small).for_each(|(count, more)| *count += more.into() as u64);
        }
        counts
    }
}

/// The same for so few pairs that the count fits. Apart, so that the sums stay as narrow as ranks.
#[inline(never)]
fn count_some<R: Rank>(
    pairs: &[(u32, u32)],
    rank_of: &[[R; LANES]],
    range_of: &[[[R; LANES]; 2]],
) -> [R; LANES] {
    let mut small = [R::default(); LANES];
    for (i, j) in pairs {
        let ([before, end], rank) = (&range_of[*i as usize], &rank_of[*j as usize]);
        for lane in 0..LANES {
            small[lane] = small[lane].and_one_if(rank[lane], (before[lane], end[lane]));
        }
    }
    small
}

/// A whole number that holds the ranks of all events.
trait Rank: Copy + Default + Into<i64> {
    /// A rank, which the type is large enough for.
    fn of(rank: usize) -> Self;

    /// The rank before.
    fn one_less(self) -> Self;

    /// One more where `rank` is above the first and below the second: the sign of two differences,
    /// because comparisons are not computed side by side. Never overflows where it is used.
    fn and_one_if(self, rank: Self, between: (Self, Self)) -> Self;
}

impl Rank for i16 {
    fn of(rank: usize) -> Self {
        rank as Self
    }

    fn one_less(self) -> Self {
        self.wrapping_sub(1)
    }

    fn and_one_if(self, rank: Self, (above, below): (Self, Self)) -> Self {
        self.wrapping_sub((rank.wrapping_sub(below) & above.wrapping_sub(rank)) >> 15)
    }
}

impl Rank for i32 {
    fn of(rank: usize) -> Self {
        rank as Self
    }

    fn one_less(self) -> Self {
        self.wrapping_sub(1)
    }

    fn and_one_if(self, rank: Self, (above, below): (Self, Self)) -> Self {
        self.wrapping_sub((rank.wrapping_sub(below) & above.wrapping_sub(rank)) >> 31)
    }
}

/// For each of the sorted days the ranks between which those less than `limit` away lie, both ends
/// excluded.
fn within<R: Rank>(days: &[f64], limit: f64) -> Vec<(R, R)> {
    let (mut first, mut end) = (0, 0);
    days.iter()
        .map(|day| {
            while first < days.len() && days[first] < *day && (day - days[first]).abs() >= limit {
                first += 1;
            }
            end = end.max(first);
            while end < days.len() && (days[end] - day).abs() < limit {
                end += 1;
            }
            (R::of(first).one_less(), R::of(end))
        })
        .collect()
}

/// How many of all pairs have a gap from `from` (included) to `to` (excluded). `days` are sorted.
pub(super) fn close_in_time(days: &[f64], (from, to): (f64, f64)) -> u64 {
    // The gap to a fixed later day falls as the earlier one comes nearer, so both ends only move on.
    let (mut first, mut end, mut pairs) = (0, 0, 0);
    for (i, day) in days.iter().enumerate() {
        while first < i && (day - days[first]).abs() >= to {
            first += 1;
        }
        end = end.max(first);
        while end < i && (day - days[end]).abs() >= from {
            end += 1;
        }
        pairs += (end - first) as u64;
    }
    pairs
}
