//! The server's hints that its log has grown: how they read on the wire, and which way to listen when
//! something on the way keeps them back. Pure; a lost hint delays reading and loses nothing.

/// A line longer than this is no hint.
const LINE_MAX_BYTES: usize = 1_024;
/// After so many streams that told nothing, the phone asks instead.
const SILENT_MAX: u32 = 2;
/// It asks so often before it listens to a stream again.
const ASKED_MAX: u32 = 50;

/// Reads a stream of server-sent events piece by piece, wherever it is cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    line: Vec<u8>,
    is_head: bool,
    data: Option<u64>,
}

impl Feed {
    /// Take in bytes as they come. Returns the newest place in the log that they tell, if any.
    pub fn push(&mut self, bytes: &[u8]) -> Option<u64> {
        let mut newest = None;
        for byte in bytes {
            match byte {
                b'\n' => {
                    newest = self.end_of_line().or(newest);
                    self.line.clear();
                }
                b'\r' => {}
                _ if self.line.len() < LINE_MAX_BYTES => self.line.push(*byte),
                _ => {}
            }
        }
        newest
    }

    fn end_of_line(&mut self) -> Option<u64> {
        if self.line.is_empty() {
            let told = self.data.take().filter(|_| self.is_head);
            self.is_head = false;
            return told;
        }
        let line = std::str::from_utf8(&self.line).unwrap_or_default();
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.trim();
        match field {
            "event" => self.is_head = value == "head",
            "data" => self.data = value.parse().ok(),
            _ => {}
        }
        None
    }
}

/// How to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A stream that stays open; silence ends it.
    Stream,
    /// A question that is answered when there is something to tell.
    Ask,
}

/// Which way to listen next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ways {
    silent: u32,
    asked: u32,
}

impl Ways {
    /// The way to take now.
    pub fn now(&self) -> Way {
        if self.silent < SILENT_MAX { Way::Stream } else { Way::Ask }
    }

    /// A stream told something: nothing on the way keeps it back.
    pub fn told(&mut self) {
        *self = Self::default();
    }

    /// A stream ended or fell silent before it told anything.
    pub fn was_silent(&mut self) {
        self.silent = self.silent.saturating_add(1);
    }

    /// A question was answered, or not. After many of them a stream is worth another try.
    pub fn asked(&mut self) {
        self.asked += 1;
        if self.asked >= ASKED_MAX {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = ": alive\n\nevent: head\ndata: 12\n\nevent: other\ndata: 99\n\n\
                          id: 3\r\nevent: head\r\ndata: 40\r\n\r\n";

    proptest! {
        #[test]
        fn a_stream_reads_the_same_wherever_it_is_cut(cuts in prop::collection::vec(0..STREAM.len(), 0..9)) {
            let mut cuts = cuts;
            cuts.extend([0, STREAM.len()]);
            cuts.sort_unstable();
            let mut feed = Feed::default();
            let mut told = Vec::new();
            for pair in cuts.windows(2) {
                for byte in &STREAM.as_bytes()[pair[0]..pair[1]] {
                    told.extend(feed.push(&[*byte]));
                }
            }
            prop_assert_eq!(told, [12, 40]);
            prop_assert_eq!(Feed::default().push(STREAM.as_bytes()), Some(40));
        }

        #[test]
        fn no_stream_brings_it_down(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
            let mut feed = Feed::default();
            let _ = feed.push(&bytes);
            prop_assert!(feed.line.len() <= LINE_MAX_BYTES);
        }
    }

    #[test]
    fn a_way_that_keeps_streams_back_is_asked_instead_and_tried_again_later() {
        let mut ways = Ways::default();
        assert_eq!(ways.now(), Way::Stream);
        ways.was_silent();
        ways.was_silent();
        assert_eq!(ways.now(), Way::Ask);
        for _ in 0..ASKED_MAX {
            ways.asked();
        }
        assert_eq!(ways.now(), Way::Stream);
    }
}
