package se.lagesbild.patrol

import kotlin.math.cos
import kotlin.math.hypot

/** How often to ask where the phone is: often while somebody walks, seldom while they stand. */
class Pace {
    private var anchor: Fix? = null

    /** Milliseconds until the next position is wanted, after this one. */
    fun after(fix: Fix): Long {
        val from = anchor
        val isUnderWay = from == null || fix.heard < from.heard ||
            metres(from, fix) > maxOf(STILL_METRES, fix.accuracy.toDouble())
        if (isUnderWay) anchor = fix
        val stood = fix.heard - (anchor ?: fix).heard
        return if (stood >= STANDING_MS) SELDOM_MS else OFTEN_MS
    }

    companion object {
        const val OFTEN_MS = 5_000L

        /** The line wants a point a minute from somebody who stands still. */
        const val SELDOM_MS = 30_000L
        const val STANDING_MS = 3 * 60_000L
        const val STILL_METRES = 25.0
        private const val DEGREE_METRES = 111_320.0

        private fun metres(from: Fix, to: Fix): Double {
            val north = (to.latitude - from.latitude) * DEGREE_METRES
            val east = (to.longitude - from.longitude) * DEGREE_METRES *
                cos(Math.toRadians(from.latitude))
            return hypot(north, east)
        }
    }
}
