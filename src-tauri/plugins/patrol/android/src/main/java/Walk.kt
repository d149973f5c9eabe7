package se.lagesbild.patrol

/** The pass that goes on: what the service hears and the page is told. One at a time in a process. */
internal object Walk {
    private var pass = ""
    private var fixes = Fixes()
    private var hear: (Numbered) -> Unit = {}
    private var fail: (String) -> Unit = {}

    /** A page wants to hear. One that was loaded anew continues its pass; another pass begins empty. */
    @Synchronized
    fun begin(pass: String, hear: (Numbered) -> Unit, fail: (String) -> Unit) {
        if (pass != this.pass) fixes = Fixes()
        this.pass = pass
        this.hear = hear
        this.fail = fail
    }

    @Synchronized
    fun end() {
        pass = ""
        fixes = Fixes()
        hear = {}
        fail = {}
    }

    @Synchronized
    fun missed(after: Long): List<Numbered> = fixes.after(after)

    @Synchronized
    fun add(fix: Fix) = hear(fixes.add(fix))

    @Synchronized
    fun fail(said: String) = fail.invoke(said)
}
