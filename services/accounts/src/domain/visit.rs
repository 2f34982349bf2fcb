//! A visit to a provider of sign-in: what a browser was sent with, and must bring back.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Somebody may have to look for their phone.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// OpenID Connect Core 1.0, 2: a subject has at most 255 ASCII characters.
const SUBJECT_LENGTH_MAX: usize = 255;

/// A visit under way. It lies sealed in the browser, and nowhere else.
#[derive(Serialize, Deserialize)]
pub(crate) struct Visit {
    /// To which provider.
    pub provider: String,
    /// What the provider gives back unchanged.
    pub state: String,
    /// What the provider puts into its word.
    pub nonce: String,
    /// What only this house can show when it fetches that word (PKCE).
    pub verifier: String,
    /// The page they want to see once they are in.
    pub next: String,
    /// The hash of the session that wants to link an identity; none to sign in.
    pub link_for: Option<String>,
    /// When it began.
    pub begun_at: DateTime<Utc>,
}

impl Visit {
    /// Whether a browser that comes back from this provider with this state is the one that was sent, in time.
    pub fn fits(&self, provider: &str, state: &str, now: DateTime<Utc>) -> bool {
        self.provider == provider
            && self.state == state
            && (TimeDelta::zero()..=PATIENCE).contains(&(now - self.begun_at))
    }
}

/// Whether a provider may call somebody this.
pub(crate) fn is_subject(subject: &str) -> bool {
    !subject.is_empty() && subject.len() <= SUBJECT_LENGTH_MAX && subject.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_browser_that_was_sent_comes_back_and_only_in_time() {
        let begun_at: DateTime<Utc> = "2026-11-23T05:00:00Z".parse().expect("a time");
        let visit = Visit {
            provider: "cong-tinh".into(),
            state: "state".into(),
            nonce: "nonce".into(),
            verifier: "verifier".into(),
            next: "/".into(),
            link_for: None,
            begun_at,
        };
        assert!(visit.fits("cong-tinh", "state", begun_at));
        assert!(visit.fits("cong-tinh", "state", begun_at + TimeDelta::minutes(10)));
        assert!(!visit.fits("cong-tinh", "state", begun_at + TimeDelta::seconds(601)));
        assert!(!visit.fits("cong-tinh", "state", begun_at - TimeDelta::seconds(1)));
        assert!(!visit.fits("cong-tinh", "another", begun_at));
        assert!(!visit.fits("another", "state", begun_at));
    }

    #[test]
    fn a_subject_is_short_and_plain() {
        assert!(is_subject("248289761001"));
        for text in ["", "số", &"1".repeat(256)] {
            assert!(!is_subject(text), "{text}");
        }
    }
}
