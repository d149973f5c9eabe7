//! Which network the machine has, as its system tells it. Where no system tells, the page does.

use client::schedule::Network;

/// Whether the page's word is not needed here.
pub const IS_TOLD_BY_SYSTEM: bool = cfg!(target_os = "linux");

/// Somebody who knows which network the machine has.
pub trait NetworkSource {
    /// Tell it now and whenever it changes, until the program ends.
    fn follow(&self, tell: Box<dyn Fn(Network) + Send>);
}

/// What a system's monitor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Whether there is a way out into the world.
    pub is_available: bool,
    /// Whether somebody pays for it by the byte; none when the monitor cannot know.
    pub is_metered: Option<bool>,
}

impl Seen {
    /// In the engine's words. No way out into the world still leaves the server in the next room, so
    /// that is not called away.
    pub fn network(self) -> Network {
        match self.is_metered.filter(|_| self.is_available) {
            Some(true) => Network::Metered,
            Some(false) => Network::Free,
            None => Network::Unknown,
        }
    }
}

/// The source that this system has. Called on the thread of the window.
#[cfg(target_os = "linux")]
pub fn of_this_system() -> impl NetworkSource {
    Monitor(gio::NetworkMonitor::default())
}

/// The source that this system has: the page.
#[cfg(not(target_os = "linux"))]
pub fn of_this_system() -> impl NetworkSource {
    ThePage
}

/// NetworkManager, or the kernel's routes where that does not run.
#[cfg(target_os = "linux")]
struct Monitor(gio::NetworkMonitor);

#[cfg(target_os = "linux")]
impl NetworkSource for Monitor {
    fn follow(&self, tell: Box<dyn Fn(Network) + Send>) {
        use gio::prelude::{NetworkMonitorExt as _, ObjectExt as _};
        let seen = |monitor: &gio::NetworkMonitor| Seen {
            is_available: monitor.is_network_available(),
            // The kernel's routes say nothing of what they cost.
            is_metered: (!monitor.type_().name().contains("Netlink"))
                .then(|| monitor.is_network_metered()),
        };
        tell(seen(&self.0).network());
        self.0.connect_network_changed(move |monitor, _| tell(seen(monitor).network()));
    }
}

#[cfg(not(target_os = "linux"))]
struct ThePage;

#[cfg(not(target_os = "linux"))]
impl NetworkSource for ThePage {
    fn follow(&self, _: Box<dyn Fn(Network) + Send>) {}
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Tells what it was made with, one after another.
    struct Told(Vec<Seen>);

    impl NetworkSource for Told {
        fn follow(&self, tell: Box<dyn Fn(Network) + Send>) {
            self.0.iter().for_each(|seen| tell(seen.network()));
        }
    }

    #[test]
    fn a_network_is_free_only_when_the_system_knows_that_nobody_pays() {
        let seen = |is_available, is_metered| Seen { is_available, is_metered };
        let told = Told(vec![
            seen(true, Some(false)),
            seen(true, Some(true)),
            seen(true, None),
            seen(false, Some(false)),
        ]);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        told.follow(Box::new(move |network| ear.lock().unwrap().push(network)));
        let expected = [Network::Free, Network::Metered, Network::Unknown, Network::Unknown];
        assert_eq!(*heard.lock().unwrap(), expected);
    }
}
