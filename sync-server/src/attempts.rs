//! Slows down whoever guesses passwords: after a few wrong ones a name rests for a while.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::clock::UtcMillis;

const FREE: u32 = 5;
const REST_MS: i64 = 15 * 60 * 1_000;
/// More names than this are not kept; the oldest go.
const NAMES: usize = 10_000;

/// How often a sign-in failed, by name.
#[derive(Default)]
pub struct Attempts(Mutex<HashMap<String, (u32, UtcMillis)>>);

impl Attempts {
    /// Begin a try. It counts as failed until it has succeeded, so that very many at once are not
    /// more than a few. Returns whether this name may try now.
    pub fn begin(&self, name: &str, now: UtcMillis) -> bool {
        let Ok(mut failed) = self.0.lock() else { return false };
        failed.retain(|_, (_, last)| now < last.plus_ms(REST_MS));
        if failed.get(&form(name)).is_some_and(|(count, _)| *count >= FREE) {
            return false;
        }
        if failed.len() >= NAMES
            && let Some(oldest) = failed.iter().min_by_key(|(_, (_, last))| *last)
        {
            let oldest = oldest.0.clone();
            failed.remove(&oldest);
        }
        let entry = failed.entry(form(name)).or_insert((0, now));
        *entry = (entry.0 + 1, now);
        true
    }

    /// A try that was neither right nor wrong, as when only the code is missing: it does not count, and
    /// clears nothing that failed before.
    pub fn undecided(&self, name: &str) {
        if let Ok(mut failed) = self.0.lock()
            && let Some(entry) = failed.get_mut(&form(name))
        {
            entry.0 = entry.0.saturating_sub(1);
        }
    }

    /// A try that succeeded.
    pub fn succeeded(&self, name: &str) {
        if let Ok(mut failed) = self.0.lock() {
            failed.remove(&form(name));
        }
    }
}

fn form(name: &str) -> String {
    name.trim().to_lowercase().chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_wrong_passwords_a_name_rests_and_others_do_not() {
        let attempts = Attempts::default();
        for name in ["anna ", "Anna", "ANNA", "anna", " anna"] {
            assert!(attempts.begin(name, UtcMillis(0)));
        }
        assert!(!attempts.begin("ANNA", UtcMillis(REST_MS - 1)));
        assert!(attempts.begin("Berit", UtcMillis(0)));
        assert!(attempts.begin("Anna", UtcMillis(REST_MS)));
    }

    #[test]
    fn a_right_password_clears_the_count() {
        let attempts = Attempts::default();
        for _ in 0..FREE {
            assert!(attempts.begin("anna", UtcMillis(0)));
        }
        attempts.succeeded("anna");
        assert!(attempts.begin("anna", UtcMillis(0)));
    }

    #[test]
    fn a_missing_code_counts_nothing_and_clears_nothing() {
        let attempts = Attempts::default();
        for _ in 0..FREE - 1 {
            assert!(attempts.begin("anna", UtcMillis(0)));
        }
        for _ in 0..10 {
            assert!(attempts.begin("anna", UtcMillis(0)));
            attempts.undecided("anna");
        }
        assert!(attempts.begin("anna", UtcMillis(0)));
        assert!(!attempts.begin("anna", UtcMillis(0)));
    }
}
