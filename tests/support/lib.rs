//! What the scenarios stand on: phones, a server, a bad network, clocks set by hand, and a disk that
//! forgets.

pub mod chance;
pub mod clock;
pub mod disk;
pub mod phone;
pub mod server;
