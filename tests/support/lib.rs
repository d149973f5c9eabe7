//! What the scenarios stand on: phones, a server, a bad network, clocks set by hand, and a disk that
//! forgets.

#[cfg(target_os = "linux")]
pub mod browser;
pub mod chance;
pub mod clock;
pub mod disk;
#[cfg(target_os = "linux")]
pub mod faults;
pub mod fixtures;
pub mod phone;
pub mod proxy;
pub mod server;
pub mod store;
#[cfg(target_os = "linux")]
pub mod window;
pub mod world;
