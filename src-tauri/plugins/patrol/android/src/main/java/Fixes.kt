package se.lagesbild.patrol

/** One position of a pass. */
data class Fix(
    /** When this phone heard it, by the clock the page uses too; milliseconds. */
    val heard: Long,
    /** The time that came with it. */
    val told: Long,
    val latitude: Double,
    val longitude: Double,
    val accuracy: Float,
    /** The phone's own word that an app made the position up. */
    val isMock: Boolean,
)

/** A position and its number within the pass. */
data class Numbered(val number: Long, val fix: Fix)

/**
 * The positions of a pass, numbered from 1, until the page has said that it has them: a page in a
 * pocket may sleep. In memory only, and the oldest go first when there are too many.
 */
class Fixes(private val most: Int = 5_000) {
    private val kept = ArrayDeque<Numbered>()
    private var last = 0L

    @Synchronized
    fun add(fix: Fix): Numbered {
        last += 1
        val numbered = Numbered(last, fix)
        kept.addLast(numbered)
        while (kept.size > most) kept.removeFirst()
        return numbered
    }

    /** What came after that number; the page has everything up to it, so that is forgotten. */
    @Synchronized
    fun after(number: Long): List<Numbered> {
        while (kept.isNotEmpty() && kept.first().number <= number) kept.removeFirst()
        return kept.toList()
    }
}
