// swift-tools-version:5.3
import PackageDescription

let package = Package(
  name: "tauri-plugin-patrol",
  platforms: [.macOS(.v10_13), .iOS(.v14)],
  products: [
    .library(name: "tauri-plugin-patrol", type: .static, targets: ["tauri-plugin-patrol"])
  ],
  dependencies: [
    .package(name: "Tauri", path: "../.tauri/tauri-api")
  ],
  targets: [
    .target(name: "tauri-plugin-patrol", dependencies: [.byName(name: "Tauri")], path: "Sources")
  ]
)
