package se.lagesbild.patrol

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager
import androidx.core.content.ContextCompat
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Channel
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSArray
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin

/** The words of the notification. */
@InvokeArg
class Words {
    lateinit var title: String
    lateinit var text: String

    /** What the system's settings call notifications of this kind. */
    lateinit var group: String
}

@InvokeArg
class BeginArgs {
    lateinit var pass: String
    lateinit var words: Words
    lateinit var channel: Channel
}

@InvokeArg
class MissedArgs {
    var after: Long = 0
}

/** What the page may ask of a pass. Permission to know the position has been asked for before. */
@TauriPlugin
class PatrolPlugin(private val activity: Activity) : Plugin(activity) {
    @Command
    fun begin(invoke: Invoke) {
        val args = invoke.parseArgs(BeginArgs::class.java)
        if (!mayKnow()) {
            invoke.reject("Location permission was denied.")
            return
        }
        Walk.begin(
            args.pass,
            { args.channel.send(place(it)) },
            { args.channel.sendObject(it) },
        )
        try {
            ContextCompat.startForegroundService(activity, PatrolService.start(activity, args.words))
            invoke.resolve()
        } catch (refused: IllegalStateException) {
            // Asked for while the app is not in sight, which Android does not allow.
            invoke.reject("Location unavailable.")
        }
    }

    @Command
    fun missed(invoke: Invoke) {
        val args = invoke.parseArgs(MissedArgs::class.java)
        val places = JSArray()
        for (numbered in Walk.missed(args.after)) places.put(place(numbered))
        val answer = JSObject()
        answer.put("places", places)
        invoke.resolve(answer)
    }

    @Command
    fun end(invoke: Invoke) {
        Walk.end()
        activity.stopService(Intent(activity, PatrolService::class.java))
        invoke.resolve()
    }

    private fun mayKnow(): Boolean =
        ContextCompat.checkSelfPermission(activity, Manifest.permission.ACCESS_FINE_LOCATION) ==
            PackageManager.PERMISSION_GRANTED

    private fun place(numbered: Numbered): JSObject {
        val fix = numbered.fix
        val coords = JSObject()
        coords.put("latitude", fix.latitude)
        coords.put("longitude", fix.longitude)
        coords.put("accuracy", fix.accuracy)
        coords.put("mock", fix.isMock)
        val place = JSObject()
        place.put("number", numbered.number)
        place.put("heard", fix.heard)
        place.put("timestamp", fix.told)
        place.put("coords", coords)
        return place
    }
}
