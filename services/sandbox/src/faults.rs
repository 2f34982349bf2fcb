//! The switches: how badly the marketplace behaves, and how often.

use rand::RngExt;
use serde::{Deserialize, Serialize};

/// A share in thousandths, 0 to 1000.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct PerMille(u16);

/// A number that is no share.
#[derive(Debug, thiserror::Error)]
#[error("{0} is more than 1000 thousandths")]
pub struct TooLarge(u16);

impl TryFrom<u16> for PerMille {
    type Error = TooLarge;

    fn try_from(share: u16) -> Result<Self, TooLarge> {
        if share <= 1_000 { Ok(Self(share)) } else { Err(TooLarge(share)) }
    }
}

impl From<PerMille> for u16 {
    fn from(share: PerMille) -> Self {
        share.0
    }
}

impl PerMille {
    /// This share; more than 1000 counts as all.
    pub const fn new(share: u16) -> Self {
        Self(if share > 1_000 { 1_000 } else { share })
    }

    /// Throws the dice: true in this share of all throws.
    pub fn happens(self, dice: &mut impl RngExt) -> bool {
        dice.random_range(0..1_000) < self.0
    }
}

/// What goes wrong with calls.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CallFaults {
    /// Answered with "too many requests" and not done.
    pub throttle_per_mille: PerMille,
    /// Answered with an error of the server and not done.
    pub server_error_per_mille: PerMille,
    /// Done, but the answer comes too late for anyone to wait for it. Token calls come too late undone.
    pub timeout_per_mille: PerMille,
    /// Each row of a call with several rows is refused at every second throw.
    pub partial_failure: bool,
}

/// What goes wrong with pushes. A push suffers at most one of the first three.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PushFaults {
    /// Sent twice.
    pub push_duplicate_per_mille: PerMille,
    /// Held back until the order's next push is out, or for two seconds.
    pub push_reorder_per_mille: PerMille,
    /// Never sent; every second one can be had from the list of lost pushes.
    pub push_lose_per_mille: PerMille,
    /// Bodies with other spacing and order of keys.
    pub vary_push_body: bool,
    /// Whoever fails too often gets no more pushes until the callback is set again.
    pub suspend_failing_pushes: bool,
}

/// Switches to set; what is not named stays as it is.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultChange {
    throttle_per_mille: Option<PerMille>,
    server_error_per_mille: Option<PerMille>,
    timeout_per_mille: Option<PerMille>,
    partial_failure: Option<bool>,
    push_duplicate_per_mille: Option<PerMille>,
    push_reorder_per_mille: Option<PerMille>,
    push_lose_per_mille: Option<PerMille>,
    vary_push_body: Option<bool>,
    suspend_failing_pushes: Option<bool>,
    /// A shop whose tokens all stop working now.
    pub revoke_token: Option<u64>,
}

impl FaultChange {
    /// Sets the switches that are named.
    pub fn set(&self, calls: &mut CallFaults, pushes: &mut PushFaults) {
        set(&mut calls.throttle_per_mille, self.throttle_per_mille);
        set(&mut calls.server_error_per_mille, self.server_error_per_mille);
        set(&mut calls.timeout_per_mille, self.timeout_per_mille);
        set(&mut calls.partial_failure, self.partial_failure);
        set(&mut pushes.push_duplicate_per_mille, self.push_duplicate_per_mille);
        set(&mut pushes.push_reorder_per_mille, self.push_reorder_per_mille);
        set(&mut pushes.push_lose_per_mille, self.push_lose_per_mille);
        set(&mut pushes.vary_push_body, self.vary_push_body);
        set(&mut pushes.suspend_failing_pushes, self.suspend_failing_pushes);
    }
}

fn set<T>(switch: &mut T, wanted: Option<T>) {
    if let Some(wanted) = wanted {
        *switch = wanted;
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    use super::*;

    #[test]
    fn a_share_is_kept_over_many_throws() {
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(1);
        for (share, expected) in [(0, 0..=0), (50, 400..=600), (1_000, 10_000..=10_000)] {
            let times = (0..10_000).filter(|_| PerMille::new(share).happens(&mut dice)).count();
            assert!(expected.contains(&times), "{share} ‰ came {times} times in 10000");
        }
        assert!(PerMille::try_from(1_001).is_err());
    }

    #[test]
    fn a_switch_that_is_not_named_stays() {
        let (mut calls, mut pushes) = (CallFaults::default(), PushFaults::default());
        let change = |text| serde_json::from_str::<FaultChange>(text).expect("switches");
        change(r#"{"throttle_per_mille":7,"vary_push_body":true}"#).set(&mut calls, &mut pushes);
        change(r#"{"push_lose_per_mille":9}"#).set(&mut calls, &mut pushes);
        assert_eq!(calls.throttle_per_mille, PerMille::new(7));
        assert_eq!((pushes.push_lose_per_mille, pushes.vary_push_body), (PerMille::new(9), true));
        assert!(serde_json::from_str::<FaultChange>(r#"{"throttle":7}"#).is_err(), "a slip of the pen is told");
    }
}
