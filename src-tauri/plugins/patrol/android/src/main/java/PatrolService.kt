package se.lagesbild.patrol

import android.annotation.SuppressLint
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.location.Location
import android.location.LocationManager
import android.os.Build
import android.os.IBinder
import androidx.core.app.NotificationCompat
import androidx.core.content.ContextCompat
import androidx.core.location.LocationCompat
import androidx.core.location.LocationListenerCompat
import androidx.core.location.LocationManagerCompat
import androidx.core.location.LocationRequestCompat

/**
 * Hears where the phone is while a pass goes on and the app is not in sight. Android lets it, because its
 * notification stands on the screen from the first moment to the last.
 */
class PatrolService : Service(), LocationListenerCompat {
    private val pace = Pace()
    private var interval = 0L

    override fun onBind(intent: Intent?): IBinder? = null

    /** Not sticky: a page that is gone has nobody to tell, and its pass shows a gap. */
    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        if (intent == null) {
            stopSelf()
            return START_NOT_STICKY
        }
        try {
            stand(notice(intent))
            listen(Pace.OFTEN_MS)
        } catch (refused: SecurityException) {
            Walk.fail("Location permission was denied.")
            stopSelf()
        }
        return START_NOT_STICKY
    }

    override fun onDestroy() {
        LocationManagerCompat.removeUpdates(locations(), this)
        super.onDestroy()
    }

    override fun onLocationChanged(location: Location) {
        val fix = Fix(
            heard = System.currentTimeMillis(),
            told = location.time,
            latitude = location.latitude,
            longitude = location.longitude,
            accuracy = if (location.hasAccuracy()) location.accuracy else Float.MAX_VALUE,
            isMock = LocationCompat.isMock(location),
        )
        Walk.add(fix)
        listen(pace.after(fix))
    }

    override fun onProviderDisabled(provider: String) {
        Walk.fail("Location disabled.")
    }

    @SuppressLint("MissingPermission")
    private fun listen(every: Long) {
        if (every == interval) return
        val provider = provider() ?: return Walk.fail("Location disabled.")
        val request = LocationRequestCompat.Builder(every)
            .setMinUpdateIntervalMillis(every / 2)
            .setQuality(LocationRequestCompat.QUALITY_HIGH_ACCURACY)
            .build()
        // The same listener again replaces what was asked for before.
        LocationManagerCompat.requestLocationUpdates(
            locations(), provider, request, ContextCompat.getMainExecutor(this), this,
        )
        interval = every
    }

    private fun provider(): String? {
        val known = locations().allProviders
        val isFused = Build.VERSION.SDK_INT >= Build.VERSION_CODES.S &&
            LocationManager.FUSED_PROVIDER in known
        return when {
            isFused -> LocationManager.FUSED_PROVIDER
            LocationManager.GPS_PROVIDER in known -> LocationManager.GPS_PROVIDER
            else -> known.firstOrNull()
        }
    }

    private fun stand(notice: Notification) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            startForeground(NOTICE, notice, ServiceInfo.FOREGROUND_SERVICE_TYPE_LOCATION)
        } else {
            startForeground(NOTICE, notice)
        }
    }

    private fun notice(intent: Intent): Notification {
        val group = NotificationChannel(
            GROUP, intent.getStringExtra(NAME), NotificationManager.IMPORTANCE_LOW,
        )
        getSystemService(NotificationManager::class.java).createNotificationChannel(group)
        val app = packageManager.getLaunchIntentForPackage(packageName)
        val open = PendingIntent.getActivity(this, 0, app, PendingIntent.FLAG_IMMUTABLE)
        return NotificationCompat.Builder(this, GROUP)
            .setSmallIcon(R.drawable.patrol_notice)
            .setContentTitle(intent.getStringExtra(TITLE))
            .setContentText(intent.getStringExtra(TEXT))
            .setContentIntent(open)
            .setOngoing(true)
            .setOnlyAlertOnce(true)
            .setVisibility(NotificationCompat.VISIBILITY_PUBLIC)
            .setForegroundServiceBehavior(NotificationCompat.FOREGROUND_SERVICE_IMMEDIATE)
            .build()
    }

    private fun locations() = getSystemService(Context.LOCATION_SERVICE) as LocationManager

    companion object {
        private const val NOTICE = 1
        private const val GROUP = "pass"
        private const val TITLE = "title"
        private const val TEXT = "text"
        private const val NAME = "name"

        /** What starts the service, with the words of its notification from the page's catalogue. */
        fun start(context: Context, words: Words): Intent =
            Intent(context, PatrolService::class.java)
                .putExtra(TITLE, words.title)
                .putExtra(TEXT, words.text)
                .putExtra(NAME, words.group)
    }
}
