#!/bin/sh
# Makes the Xcode project on a Mac, with our icons and the reasons for permissions in two languages. It is
# made anew each time and not committed: only a Mac can make it.
set -eu
cd "$(dirname "$0")/.."
cargo tauri ios init --ci
cargo tauri icon icons/phones/ios.svg --ios-color '#00538c' --output ../target/phone-icons
cp ../target/phone-icons/ios/*.png gen/apple/Assets.xcassets/AppIcon.appiconset/
for folder in gen/apple/*_iOS; do cp -R ios/sv.lproj ios/en.lproj "$folder/"; done
cd gen/apple
xcodegen generate
