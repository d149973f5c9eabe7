package se.lagesbild.patrol

import org.junit.Assert.assertEquals
import org.junit.Test

private const val METRE = 1 / 111_320.0

private fun fix(heard: Long, north: Double = 0.0) =
    Fix(heard, heard, 57.93 + north * METRE, 12.53, 8f, false)

class PassTest {
    @Test
    fun aPageThatSleptGetsWhatItMissedAndWhatItHasIsForgotten() {
        val fixes = Fixes(most = 3)
        for (at in 1L..5L) fixes.add(fix(at))

        assertEquals(listOf(3L, 4L, 5L), fixes.after(0).map { it.number })
        assertEquals(listOf(5L), fixes.after(4).map { it.number })
        assertEquals(6L, fixes.add(fix(6)).number)
        assertEquals(listOf(5L, 6L), fixes.after(4).map { it.number })
    }

    @Test
    fun whoStandsIsAskedSeldomAndWhoWalksOnOften() {
        val pace = Pace()
        assertEquals(Pace.OFTEN_MS, pace.after(fix(0)))
        assertEquals(Pace.OFTEN_MS, pace.after(fix(60_000, north = 5.0)))
        assertEquals(Pace.SELDOM_MS, pace.after(fix(Pace.STANDING_MS, north = 9.0)))
        assertEquals(Pace.OFTEN_MS, pace.after(fix(Pace.STANDING_MS + 30_000, north = 60.0)))
    }

    @Test
    fun aClockThatWasSetBackBeginsAnew() {
        val pace = Pace()
        pace.after(fix(10_000_000))
        assertEquals(Pace.OFTEN_MS, pace.after(fix(1_000)))
        assertEquals(Pace.SELDOM_MS, pace.after(fix(1_000 + Pace.STANDING_MS)))
    }
}
