//! What to do now, from what the phone has heard of the world. Pure: the shell tells what happens and
//! keeps the timer; the engine decides.

use domain::clock::UtcMillis;

use super::{LONGEST_MS, is_due, next_attempt};

/// How often news are asked for while the server's hints are heard.
const NEWS_WITH_HINTS_MS: i64 = LONGEST_MS;
/// How often without them.
const NEWS_WITHOUT_HINTS_MS: i64 = 20_000;

/// The way out, as the system tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// The system does not tell.
    #[default]
    Unknown,
    /// None. The system may be wrong, so it is tried at long intervals anyway.
    Away,
    /// One that somebody pays for by the byte.
    Metered,
    /// One that costs nothing, such as Wi-Fi.
    Free,
}

/// What the phone hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The app started, or came to the front.
    Foreground,
    /// The network is another.
    Network(Network),
    /// The server says that its log has grown to here.
    Hint(u64),
    /// A person asked.
    Asked,
    /// A report was captured or changed. It does not end a wait after a failure by itself.
    Work,
    /// The server's hints are heard, or no longer.
    Listening(bool),
}

impl Event {
    /// Whether failures are counted anew: what failed before may go through now.
    pub fn rearms(self) -> bool {
        match self {
            Self::Foreground | Self::Asked | Self::Network(_) => true,
            Self::Hint(_) | Self::Work | Self::Listening(_) => false,
        }
    }
}

/// What waits, and what the person has chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Operations that wait.
    pub operations: u64,
    /// Attachments that wait.
    pub attachments: u64,
    /// When the first attachment may be tried.
    pub attachment_at: Option<UtcMillis>,
    /// When text may be tried again after a failure.
    pub next_attempt: Option<UtcMillis>,
    /// Photos only over a network that costs nothing.
    pub is_thrifty: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Hand in what is text and read what is new.
    Talk,
    /// Send attachments.
    SendMedia,
    /// Nothing, for so many milliseconds or until something happens.
    Wait(i64),
}

/// What has been heard so far. Kept in memory only: after a start everything is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scheduler {
    network: Network,
    is_listening: bool,
    wants_news: bool,
    heard: Option<u64>,
    talked_at: Option<UtcMillis>,
    media_failures: u32,
    media_at: Option<UtcMillis>,
}

impl Scheduler {
    /// Before anything is known: news are wanted.
    pub const START: Self = Self {
        network: Network::Unknown,
        is_listening: false,
        wants_news: true,
        heard: None,
        talked_at: None,
        media_failures: 0,
        media_at: None,
    };

    /// Take in what happened.
    pub fn hear(&mut self, event: Event) {
        if event.rearms() {
            self.wants_news = true;
            self.media_failures = 0;
            self.media_at = None;
        }
        match event {
            Event::Network(network) => self.network = network,
            Event::Hint(head) if self.heard != Some(head) => {
                self.heard = Some(head);
                self.wants_news = true;
            }
            Event::Listening(is_listening) => self.is_listening = is_listening,
            Event::Hint(_) | Event::Foreground | Event::Asked | Event::Work => {}
        }
    }

    /// Text has been tried. Whether it went well is told by `Waiting::next_attempt`.
    pub fn talked(&mut self, now: UtcMillis) {
        self.wants_news = false;
        self.talked_at = Some(now);
    }

    /// Attachments have been tried.
    pub fn sent_media(&mut self, now: UtcMillis, went_well: bool, chance: u32) {
        self.media_failures = if went_well { 0 } else { self.media_failures.saturating_add(1) };
        self.media_at = (!went_well).then(|| next_attempt(now, self.media_failures, chance));
    }

    /// What to do now.
    pub fn next(&self, now: UtcMillis, waiting: &Waiting) -> Next {
        if !is_due(now, waiting.next_attempt) {
            return Next::Wait(until(now, waiting.next_attempt));
        }
        let news_ms = if self.is_listening { NEWS_WITH_HINTS_MS } else { NEWS_WITHOUT_HINTS_MS };
        let is_away = self.network == Network::Away;
        let every = if is_away { LONGEST_MS } else { news_ms };
        let news_at = self.talked_at.map(|at| at.plus_ms(every));
        let is_time = is_due(now, news_at);
        let is_wanted = waiting.operations > 0 || self.wants_news;
        if is_time || (is_wanted && !is_away) {
            return Next::Talk;
        }
        let media_at = self.media_at.max(waiting.attachment_at);
        if self.may_send_media(waiting) {
            if is_due(now, media_at) {
                return Next::SendMedia;
            }
            return Next::Wait(until(now, media_at).min(until(now, news_at)));
        }
        Next::Wait(until(now, news_at))
    }

    fn may_send_media(&self, waiting: &Waiting) -> bool {
        let is_allowed = match self.network {
            Network::Free => true,
            Network::Metered | Network::Unknown => !waiting.is_thrifty,
            Network::Away => false,
        };
        waiting.attachments > 0 && is_allowed
    }
}

fn until(now: UtcMillis, at: Option<UtcMillis>) -> i64 {
    at.map_or(0, |at| at.0.saturating_sub(now.0)).clamp(0, LONGEST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: UtcMillis = UtcMillis(1_800_000_000_000);

    fn quiet() -> Scheduler {
        let mut scheduler = Scheduler::START;
        scheduler.hear(Event::Listening(true));
        scheduler.talked(NOW);
        scheduler
    }

    #[test]
    fn a_start_talks_and_then_waits_for_news() {
        assert_eq!(Scheduler::START.next(NOW, &Waiting::default()), Next::Talk);
        assert_eq!(quiet().next(NOW, &Waiting::default()), Next::Wait(LONGEST_MS));
        let mut deaf = quiet();
        deaf.hear(Event::Listening(false));
        assert_eq!(deaf.next(NOW, &Waiting::default()), Next::Wait(NEWS_WITHOUT_HINTS_MS));
    }

    #[test]
    fn a_hint_is_followed_once() {
        let mut scheduler = quiet();
        scheduler.hear(Event::Hint(7));
        assert_eq!(scheduler.next(NOW, &Waiting::default()), Next::Talk);
        scheduler.talked(NOW);
        scheduler.hear(Event::Hint(7));
        assert!(matches!(scheduler.next(NOW, &Waiting::default()), Next::Wait(_)));
    }

    #[test]
    fn photos_come_after_everything_that_is_text() {
        let both = Waiting { operations: 1, attachments: 1, ..Waiting::default() };
        assert_eq!(quiet().next(NOW, &both), Next::Talk);
        let photos = Waiting { attachments: 1, ..Waiting::default() };
        assert_eq!(quiet().next(NOW, &photos), Next::SendMedia);
    }

    #[test]
    fn photos_wait_for_wi_fi_when_somebody_chose_that_and_text_does_not() {
        let thrifty = Waiting { attachments: 1, is_thrifty: true, ..Waiting::default() };
        for network in [Network::Unknown, Network::Metered, Network::Away] {
            let mut scheduler = Scheduler::START;
            scheduler.hear(Event::Network(network));
            scheduler.talked(NOW);
            assert!(matches!(scheduler.next(NOW, &thrifty), Next::Wait(_)), "{network:?}");
        }
        let mut metered = Scheduler::START;
        metered.hear(Event::Network(Network::Metered));
        metered.talked(NOW);
        let text = Waiting { operations: 1, ..thrifty };
        assert_eq!(metered.next(NOW, &text), Next::Talk);
        metered.hear(Event::Network(Network::Free));
        metered.talked(NOW);
        assert_eq!(metered.next(NOW, &thrifty), Next::SendMedia);
    }

    #[test]
    fn after_a_failure_it_waits_whatever_is_captured_meanwhile() {
        let mut scheduler = quiet();
        scheduler.hear(Event::Work);
        let failed =
            Waiting { operations: 3, next_attempt: Some(NOW.plus_ms(8_000)), ..Waiting::default() };
        assert_eq!(scheduler.next(NOW, &failed), Next::Wait(8_000));
        assert_eq!(scheduler.next(NOW.plus_ms(8_000), &failed), Next::Talk);
    }

    #[test]
    fn a_photo_that_fails_waits_by_itself_until_the_network_changes() {
        let mut scheduler = quiet();
        let photos = Waiting { attachments: 1, ..Waiting::default() };
        scheduler.sent_media(NOW, false, u32::MAX);
        assert_eq!(scheduler.next(NOW, &photos), Next::Wait(1_000));
        let text = Waiting { operations: 1, ..photos };
        assert_eq!(scheduler.next(NOW, &text), Next::Talk);
        scheduler.hear(Event::Network(Network::Free));
        scheduler.talked(NOW);
        assert_eq!(scheduler.next(NOW, &photos), Next::SendMedia);
    }

    #[test]
    fn without_a_network_it_is_tried_seldom_and_at_once_when_there_is_one() {
        let mut scheduler = quiet();
        scheduler.hear(Event::Network(Network::Away));
        let text = Waiting { operations: 1, ..Waiting::default() };
        assert_eq!(scheduler.next(NOW, &text), Next::Wait(LONGEST_MS));
        assert_eq!(scheduler.next(NOW.plus_ms(LONGEST_MS), &text), Next::Talk);
        scheduler.hear(Event::Network(Network::Metered));
        assert_eq!(scheduler.next(NOW, &text), Next::Talk);
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Foreground),
            Just(Event::Asked),
            Just(Event::Work),
            any::<bool>().prop_map(Event::Listening),
            (0..3_u64).prop_map(Event::Hint),
            prop_oneof![
                Just(Network::Unknown),
                Just(Network::Away),
                Just(Network::Metered),
                Just(Network::Free)
            ]
            .prop_map(Event::Network),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happened_something_is_tried_within_fifteen_minutes(
            events in prop::collection::vec(event(), 0..20),
            operations in 1..9_u64,
            clock_moved in -400_000_000_000..400_000_000_000_i64,
        ) {
            let mut scheduler = Scheduler::START;
            scheduler.talked(NOW);
            for event in events {
                scheduler.hear(event);
            }
            let now = NOW.plus_ms(clock_moved);
            let waiting = Waiting { operations, ..Waiting::default() };
            match scheduler.next(now, &waiting) {
                Next::Talk => {}
                Next::SendMedia => prop_assert!(false, "text waits"),
                Next::Wait(ms) => {
                    prop_assert!((1..=LONGEST_MS).contains(&ms));
                    prop_assert_eq!(scheduler.next(now.plus_ms(ms), &waiting), Next::Talk);
                }
            }
        }
    }
}
