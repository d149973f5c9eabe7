//! Four clocks: the wall clock, which anybody may set; the ticks, which nobody can but which begin
//! anew at every start; a satellite fix; the server. Together they tell between which two times it is.
//! Pure. No clock refuses anything.

use domain::clock::{Ticks, UtcMillis};

/// Crystals drift by less than this: 100 millionths, rounded up generously.
const DRIFT_PER_MS: i64 = 10_000;
/// A satellite fix is this old at the most when the phone hears of it: the page takes one of five
/// seconds ago, and the system takes its time.
const GNSS_ERROR_MS: i64 = 7_000;
/// What is worth so little more is not worth remembering anew.
const NO_BETTER_MS: i64 = 1_000;
/// Some systems tell another number for the time. This program is younger than 2026, and nobody's
/// phone is asked in 2100.
const PLAUSIBLE: std::ops::Range<i64> = 1_767_225_600_000..4_102_444_800_000;
/// A clock that is wrong by less is not spoken of, and what it said is not corrected.
pub const WORTH_TELLING_MS: i64 = 60_000;

/// Between two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between {
    /// Not before this.
    pub from: UtcMillis,
    /// Not after this.
    pub to: UtcMillis,
}

/// What the phone's own clocks say at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock.
    pub wall: UtcMillis,
    /// The ticks, where the machine has them.
    pub ticks: Option<Ticks>,
}

/// The true time at one moment, as somebody else told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fix {
    /// What the phone's own clocks said then.
    pub at: Reading,
    /// The true time then.
    pub is: UtcMillis,
    /// It may have been earlier or later by this much.
    pub error_ms: i64,
}

impl Fix {
    /// From an answer of the server: the true time lies somewhere within the round trip. The ticks
    /// measure it when they can, since the wall clock may be set meanwhile.
    pub fn from_server(asked: Reading, answered: Reading, server: UtcMillis) -> Self {
        let trip = since(asked, answered).max(0);
        Self { at: answered, is: server.plus_ms(trip / 2), error_ms: trip / 2 + 1 }
    }

    /// From a satellite fix.
    pub fn from_satellites(at: Reading, told: UtcMillis) -> Self {
        Self { at, is: told, error_ms: GNSS_ERROR_MS }
    }

    /// From the time that came with a position, if it tells anything. Many systems copy the wall clock
    /// there, so what agrees with that is no news; and some tell something else.
    pub fn from_position(at: Reading, told: UtcMillis) -> Option<Self> {
        let is_news = told.0.abs_diff(at.wall.0) > WORTH_TELLING_MS.unsigned_abs();
        (is_news && PLAUSIBLE.contains(&told.0)).then(|| Self::from_satellites(at, told))
    }

    /// Whether this tells the time at another fix's moment as exactly as that one does.
    pub fn is_as_good_as(&self, other: &Self) -> bool {
        let passed = since(self.at, other.at).saturating_abs();
        let error = self.error_ms.saturating_add(passed / DRIFT_PER_MS);
        self.is_of_the_same_run(other.at) && error <= other.error_ms.saturating_add(NO_BETTER_MS)
    }

    /// Between which two times a moment lies that the phone's own clocks read so.
    pub fn correct(&self, reading: Reading) -> Between {
        let passed = since(self.at, reading);
        let middle = self.is.plus_ms(passed);
        let error = self.error_ms.saturating_add(passed.saturating_abs() / DRIFT_PER_MS);
        Between { from: middle.plus_ms(error.saturating_neg()), to: middle.plus_ms(error) }
    }

    /// Add this to the wall clock to get the true time.
    pub fn offset_ms(&self, reading: Reading) -> i64 {
        let passed = since(self.at, reading);
        self.is.plus_ms(passed).0.saturating_sub(reading.wall.0)
    }

    /// How far the wall clock is ahead of the true time, if that is worth telling.
    pub fn wall_error_ms(&self, reading: Reading) -> Option<i64> {
        let error = self.offset_ms(reading).saturating_neg();
        (error.saturating_abs() > WORTH_TELLING_MS).then_some(error)
    }

    /// A correction of what the wall clock said, if one is called for.
    pub fn correction(&self, reading: Reading) -> Option<Between> {
        self.wall_error_ms(reading).map(|_| self.correct(reading))
    }

    /// Whether the ticks of a moment can be compared with those of this fix, so that setting the wall
    /// clock in between changes nothing.
    pub fn is_of_the_same_run(&self, reading: Reading) -> bool {
        matches!((self.at.ticks, reading.ticks), (Some(a), Some(b)) if a.run == b.run)
    }
}

/// Milliseconds from one moment to another, by the ticks if both belong to one run.
fn since(from: Reading, to: Reading) -> i64 {
    match (from.ticks, to.ticks) {
        (Some(a), Some(b)) if a.run == b.run => b.ms.saturating_sub(a.ms),
        _ => to.wall.0.saturating_sub(from.wall.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TRUE: i64 = 1_800_000_000_000;
    const IN_1980: i64 = 315_532_800_000;
    const IN_2099: i64 = 4_070_908_800_000;

    fn reading(wall: i64, ticks: i64) -> Reading {
        Reading { wall: UtcMillis(wall), ticks: Some(Ticks { run: 1, ms: ticks }) }
    }

    fn holds(between: Between, is: i64) -> bool {
        between.from.0 <= is && is <= between.to.0
    }

    #[test]
    fn a_phone_in_1980_or_2099_is_corrected_also_for_what_came_before_the_server_was_reached() {
        for wall in [IN_1980, IN_2099] {
            let captured = reading(wall, 1_000);
            let asked = reading(wall + 7_199_900, 7_200_900);
            let answered = reading(wall + 7_200_100, 7_201_100);
            let fix = Fix::from_server(asked, answered, UtcMillis(TRUE));
            let between = fix.correction(captured).unwrap();
            assert!(holds(between, TRUE - 7_200_000), "{between:?}");
            assert!(between.to.0 - between.from.0 < 5_000, "{between:?}");
        }
    }

    #[test]
    fn a_clock_that_was_set_right_before_the_server_was_reached_is_seen_by_the_ticks() {
        let captured = reading(IN_1980, 1_000);
        let answered = reading(TRUE, 7_201_000);
        let fix = Fix::from_server(answered, answered, UtcMillis(TRUE));
        assert!(holds(fix.correction(captured).unwrap(), TRUE - 7_200_000));
        assert_eq!(fix.wall_error_ms(answered), None);
    }

    #[test]
    fn seven_minutes_are_told_and_half_a_minute_is_not() {
        let fix = Fix::from_satellites(reading(TRUE + 420_000, 0), UtcMillis(TRUE));
        assert_eq!(fix.wall_error_ms(reading(TRUE + 421_000, 1_000)), Some(420_000));
        let fix = Fix::from_satellites(reading(TRUE + 30_000, 0), UtcMillis(TRUE));
        assert_eq!(fix.correction(reading(TRUE + 30_000, 0)), None);
    }

    #[test]
    fn a_time_that_is_the_wall_clocks_or_no_time_at_all_tells_nothing() {
        let at = reading(TRUE, 0);
        for told in [TRUE, TRUE + 59_000, TRUE / 1_000, TRUE * 1_000, TRUE - 978_307_200_000] {
            assert_eq!(Fix::from_position(at, UtcMillis(told)), None, "{told}");
        }
        let wrong = reading(IN_1980, 0);
        assert_eq!(Fix::from_position(wrong, UtcMillis(TRUE)).map(|fix| fix.is.0), Some(TRUE));
    }

    #[test]
    fn the_server_knows_better_than_a_position_until_the_phone_starts_again() {
        let server = Fix::from_server(reading(TRUE, 0), reading(TRUE, 200), UtcMillis(TRUE));
        let told = UtcMillis(TRUE - 600_000);
        assert!(server.is_as_good_as(&Fix::from_satellites(reading(TRUE, 60_000), told)));
        let again = Reading { ticks: Some(Ticks { run: 2, ms: 0 }), ..reading(TRUE, 0) };
        assert!(!server.is_as_good_as(&Fix::from_satellites(again, told)));
        let weeks = reading(TRUE, 14 * 86_400_000);
        assert!(!server.is_as_good_as(&Fix::from_satellites(weeks, told)));
    }

    #[test]
    fn after_a_restart_the_wall_clock_is_all_there_is() {
        let fix = Fix::from_satellites(reading(TRUE - 420_000, 50), UtcMillis(TRUE));
        let later = Reading {
            wall: UtcMillis(TRUE - 420_000 + 60_000),
            ticks: Some(Ticks { run: 2, ms: 5 }),
        };
        assert!(!fix.is_of_the_same_run(later));
        assert!(holds(fix.correct(later), TRUE + 60_000));
    }

    proptest! {
        #[test]
        fn the_true_time_lies_in_the_interval_whatever_the_wall_clock_did(
            wall in any::<i64>(), set_to in any::<i64>(),
            trip in 0..60_000_i64, part in 0..=100_i64, passed in -90_000_000..90_000_000_i64,
        ) {
            let asked = reading(wall, 0);
            let answered = reading(wall.saturating_add(trip), trip);
            // The server read its clock somewhere between the two.
            let read_at = trip * part / 100;
            let fix = Fix::from_server(asked, answered, UtcMillis(TRUE + read_at));
            let moment = reading(set_to, trip + passed);
            prop_assert!(holds(fix.correct(moment), TRUE + trip + passed));
        }
    }
}
