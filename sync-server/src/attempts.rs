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
    /// Whether this name may try now.
    pub fn may_try(&self, name: &str, now: UtcMillis) -> bool {
        let Ok(mut failed) = self.0.lock() else { return false };
        failed.retain(|_, (_, last)| now < last.plus_ms(REST_MS));
        failed.get(&form(name)).is_none_or(|(count, _)| *count < FREE)
    }

    /// A try that failed.
    pub fn failed(&self, name: &str, now: UtcMillis) {
        let Ok(mut failed) = self.0.lock() else { return };
        if failed.len() >= NAMES
            && let Some(oldest) = failed.iter().min_by_key(|(_, (_, last))| *last)
        {
            let oldest = oldest.0.clone();
            failed.remove(&oldest);
        }
        let entry = failed.entry(form(name)).or_insert((0, now));
        *entry = (entry.0 + 1, now);
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
        for _ in 0..FREE {
            assert!(attempts.may_try("Anna", UtcMillis(0)));
            attempts.failed("anna ", UtcMillis(0));
        }
        assert!(!attempts.may_try("ANNA", UtcMillis(REST_MS - 1)));
        assert!(attempts.may_try("Berit", UtcMillis(0)));
        assert!(attempts.may_try("Anna", UtcMillis(REST_MS)));
    }

    #[test]
    fn a_right_password_clears_the_count() {
        let attempts = Attempts::default();
        for _ in 0..FREE {
            attempts.failed("anna", UtcMillis(0));
        }
        attempts.succeeded("anna");
        assert!(attempts.may_try("anna", UtcMillis(0)));
    }
}
