package se.lagesbild.app

import android.os.Bundle
import android.os.Environment
import androidx.activity.enableEdgeToEdge

class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    enableEdgeToEdge()
    // Pictures as the camera wrote them, with place and time inside: the engine has taken what it needed.
    if (savedInstanceState == null) {
      getExternalFilesDir(Environment.DIRECTORY_PICTURES)?.listFiles()?.forEach { it.delete() }
    }
    super.onCreate(savedInstanceState)
  }
}
