//! What can go wrong with a call, in the few kinds a caller must tell apart.

use std::time::Duration;

/// What a caller should do about a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// It will fail again: show the marketplace's words to a person.
    Permanent,
    /// Try again later with a growing delay.
    Passing,
    /// Try again no sooner than this.
    SlowDown {
        /// Counted from the answer.
        retry_after: Duration,
    },
    /// The access token is no longer good: get a fresh one, once.
    StaleToken,
    /// The shop's owner must consent again.
    NeedsConsent,
}

/// A call that did not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{call} failed: {code}: {words}")]
pub struct CallFault {
    /// What a caller should do about it.
    pub kind: FaultKind,
    /// The call, such as `product/add_item`.
    pub call: &'static str,
    /// The marketplace's own code, or ours for faults of the network (`timeout`, `unreachable`, `unreadable_answer`).
    pub code: String,
    /// The marketplace's own words.
    pub words: String,
}

impl CallFault {
    /// One that will be the same next time.
    pub(crate) fn permanent(call: &'static str, code: &str, words: impl Into<String>) -> Self {
        Self { kind: FaultKind::Permanent, call, code: code.into(), words: words.into() }
    }

    /// One that may be over in a moment.
    pub(crate) fn passing(call: &'static str, code: &str, words: impl Into<String>) -> Self {
        Self { kind: FaultKind::Passing, call, code: code.into(), words: words.into() }
    }

    /// An answer that does not hold what it should.
    pub(crate) fn unreadable(call: &'static str, words: impl Into<String>) -> Self {
        Self::permanent(call, "unreadable_answer", words)
    }
}
