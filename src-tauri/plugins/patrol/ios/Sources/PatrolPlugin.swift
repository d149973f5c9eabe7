import CoreLocation
import Foundation
import SwiftRs
import Tauri
import UIKit
import WebKit

class BeginArgs: Decodable {
  let pass: String
  let channel: Channel
}

class MissedArgs: Decodable {
  let after: Int
}

/// Hears where the phone is while a pass goes on and the app is not in sight; iOS shows its own sign
/// meanwhile. What the page missed while it slept is kept in memory, numbered.
class PatrolPlugin: Plugin, CLLocationManagerDelegate {
  private static let most = 5_000

  private let locations = CLLocationManager()
  private var pass = ""
  private var channel: Channel?
  private var kept: [(number: Int, place: JsonObject)] = []
  private var last = 0

  override init() {
    super.init()
    locations.delegate = self
    locations.desiredAccuracy = kCLLocationAccuracyBest
    // Metres; standing still is heard by a point a minute, which the timer below asks for.
    locations.distanceFilter = 10
    locations.activityType = .fitness
    locations.pausesLocationUpdatesAutomatically = false
  }

  @objc override func load(webview: WKWebView) {
    keepOutOfBackups()
  }

  @objc public func begin(_ invoke: Invoke) throws {
    let args = try invoke.parseArgs(BeginArgs.self)
    DispatchQueue.main.async {
      let status = self.locations.authorizationStatus
      guard status == .authorizedAlways || status == .authorizedWhenInUse else {
        return invoke.reject("Location permission was denied.")
      }
      if args.pass != self.pass {
        self.kept = []
        self.last = 0
      }
      self.pass = args.pass
      self.channel = args.channel
      self.locations.allowsBackgroundLocationUpdates = true
      self.locations.showsBackgroundLocationIndicator = true
      self.locations.startUpdatingLocation()
      self.askWhileStanding()
      invoke.resolve()
    }
  }

  @objc public func missed(_ invoke: Invoke) throws {
    let args = try invoke.parseArgs(MissedArgs.self)
    DispatchQueue.main.async {
      self.kept.removeAll { $0.number <= args.after }
      let places: JsonObject = ["places": self.kept.map { $0.place }]
      invoke.resolve(places)
    }
  }

  @objc public func end(_ invoke: Invoke) {
    DispatchQueue.main.async {
      self.locations.stopUpdatingLocation()
      self.locations.allowsBackgroundLocationUpdates = false
      self.pass = ""
      self.channel = nil
      self.kept = []
      self.last = 0
      invoke.resolve()
    }
  }

  /// Starting again makes the system tell the present position, also to somebody who stands.
  private func askWhileStanding() {
    let asked = pass
    DispatchQueue.main.asyncAfter(deadline: .now() + 60) { [weak self] in
      guard let self = self, self.pass == asked, !asked.isEmpty else { return }
      self.locations.stopUpdatingLocation()
      self.locations.startUpdatingLocation()
      self.askWhileStanding()
    }
  }

  public func locationManager(
    _ manager: CLLocationManager, didUpdateLocations heard: [CLLocation]
  ) {
    guard !pass.isEmpty else { return }
    for location in heard {
      last += 1
      let place = self.place(location, number: last)
      kept.append((number: last, place: place))
      channel?.send(place)
    }
    if kept.count > PatrolPlugin.most {
      kept.removeFirst(kept.count - PatrolPlugin.most)
    }
  }

  public func locationManager(_ manager: CLLocationManager, didFailWithError error: Error) {
    let isDenied = (error as? CLError)?.code == .denied
    try? channel?.send(isDenied ? "Location permission was denied." : "Location unavailable.")
  }

  private func place(_ location: CLLocation, number: Int) -> JsonObject {
    var coords: JsonObject = [:]
    coords["latitude"] = location.coordinate.latitude
    coords["longitude"] = location.coordinate.longitude
    coords["accuracy"] = location.horizontalAccuracy
    if #available(iOS 15.0, *) {
      coords["mock"] = location.sourceInformation?.isSimulatedBySoftware ?? false
    }
    var place: JsonObject = [:]
    place["number"] = number
    place["heard"] = Int(Date().timeIntervalSince1970 * 1000)
    place["timestamp"] = Int(location.timestamp.timeIntervalSince1970 * 1000)
    place["coords"] = coords
    return place
  }

  /// A store that came back from a backup would be a second phone with the first one's key, and would
  /// give numbers a second time that the server already knows.
  private func keepOutOfBackups() {
    let files = FileManager.default
    guard
      let support = files.urls(for: .applicationSupportDirectory, in: .userDomainMask).first,
      let library = files.urls(for: .libraryDirectory, in: .userDomainMask).first,
      let identifier = Bundle.main.bundleIdentifier
    else { return }
    for folder in [
      support.appendingPathComponent(identifier), library.appendingPathComponent("WebKit"),
    ] {
      var folder = folder
      var values = URLResourceValues()
      values.isExcludedFromBackup = true
      do {
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        try folder.setResourceValues(values)
      } catch {
        Logger.error(error)
      }
    }
  }
}

@_cdecl("init_plugin_patrol")
public func initPlugin() -> Plugin {
  return PatrolPlugin()
}
