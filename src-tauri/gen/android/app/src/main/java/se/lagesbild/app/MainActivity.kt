package se.lagesbild.app

import android.os.Bundle
import android.os.Environment
import androidx.activity.enableEdgeToEdge
import java.io.File

class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    enableEdgeToEdge()
    if (savedInstanceState == null) {
      forgetPictures()
      layOutPracticeTown()
    }
    super.onCreate(savedInstanceState)
  }

  /** Pictures as the camera wrote them, with place and time inside: the engine has taken what it needed. */
  private fun forgetPictures() {
    getExternalFilesDir(Environment.DIRECTORY_PICTURES)?.listFiles()?.forEach { it.delete() }
  }

  /** The practice town's map lies inside the app's package; the engine reads files (`practice` in lib.rs). */
  private fun layOutPracticeTown() {
    val folder = File(applicationInfo.dataDir, "practice")
    val stamp = File(folder, "version")
    val version = packageManager.getPackageInfo(packageName, 0).lastUpdateTime.toString()
    if (stamp.isFile && stamp.readText() == version) return
    try {
      folder.mkdirs()
      for (name in assets.list("maps").orEmpty()) {
        assets.open("maps/$name").use { from -> File(folder, name).outputStream().use { from.copyTo(it) } }
      }
      stamp.writeText(version)
    } catch (full: java.io.IOException) {
      // Without room there is no made-up town; reporting goes on, and the next start tries again.
    }
  }
}
