//! The switches: how badly the marketplace behaves, and how often.

use std::collections::BTreeMap;

use rand::RngExt;
use serde::{Deserialize, Serialize};

use crate::books::marketplace::Marketplace;

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
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct CallFaults {
    /// Answered with "too many requests" and not done.
    pub throttle_per_mille: PerMille,
    /// Answered with an error of the server and not done.
    pub server_error_per_mille: PerMille,
    /// Done, but the answer comes too late for anyone to wait for it. Token calls come too late undone.
    pub timeout_per_mille: PerMille,
    /// Each row of a call with several rows is refused at every second throw.
    pub partial_failure: bool,
    /// More calls of a shop to one API within a second are throttled; 0 is no limit.
    pub calls_per_second: u32,
    /// Every refusal comes with HTTP status 200.
    pub errors_with_status_200: bool,
    /// Orders with the carrier, and news of them, bear a status that nobody has heard of.
    pub unknown_status: bool,
    /// Names, phones and addresses of buyers are shown unmasked.
    pub show_buyers: bool,
    /// What becomes of products that are to be looked at first.
    pub review: Review,
}

/// What becomes of products that are to be looked at first.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Let in after a moment.
    #[default]
    Approve,
    /// Refused after a moment.
    Reject,
    /// Left until somebody decides.
    Hold,
}

/// For whom a switch is set: everywhere, on a marketplace, in a shop.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Scope {
    /// All its shops.
    pub marketplace: Option<Marketplace>,
    /// This shop alone.
    pub shop_id: Option<u64>,
}

/// Switches that may stand differently on a marketplace and in a shop.
#[derive(Debug, Default)]
pub struct Switches<T> {
    everywhere: T,
    marketplaces: BTreeMap<Marketplace, T>,
    shops: BTreeMap<u64, T>,
}

impl<T: Copy> Switches<T> {
    /// How they stand for a call or a push.
    pub fn of(&self, marketplace: Marketplace, shop_id: Option<u64>) -> T {
        let shop = shop_id.and_then(|id| self.shops.get(&id));
        *shop.or_else(|| self.marketplaces.get(&marketplace)).unwrap_or(&self.everywhere)
    }

    /// Changes them within a scope and all that lies in it, and says how they stand then. A shop of its own stays as it is
    /// when its marketplace is changed.
    pub fn change(&mut self, scope: Scope, change: impl Fn(&mut T)) -> T {
        let on_marketplace = self.of(scope.marketplace.unwrap_or_default(), None);
        let everywhere = self.everywhere;
        let changed = match (scope.shop_id, scope.marketplace) {
            (Some(id), Some(_)) => self.shops.entry(id).or_insert(on_marketplace),
            (Some(id), None) => self.shops.entry(id).or_insert(everywhere),
            (None, Some(marketplace)) => self.marketplaces.entry(marketplace).or_insert(on_marketplace),
            (None, None) => {
                self.marketplaces.values_mut().chain(self.shops.values_mut()).for_each(&change);
                &mut self.everywhere
            }
        };
        change(changed);
        *changed
    }
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
    /// Lazada's times in seconds instead of milliseconds.
    pub push_times_in_seconds: bool,
    /// Sent a good while later, when the order may have moved on.
    pub push_late_per_mille: PerMille,
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
    push_late_per_mille: Option<PerMille>,
    vary_push_body: Option<bool>,
    push_times_in_seconds: Option<bool>,
    calls_per_second: Option<u32>,
    errors_with_status_200: Option<bool>,
    unknown_status: Option<bool>,
    show_buyers: Option<bool>,
    review: Option<Review>,
    suspend_failing_pushes: Option<bool>,
    /// A shop whose tokens all stop working now.
    pub revoke_token: Option<u64>,
    /// A shop whose access tokens have all ended now; refreshing them still works.
    pub expire_token: Option<u64>,
    /// On which marketplace; without it and without a shop, everywhere.
    marketplace: Option<Marketplace>,
    /// In which shop.
    shop_id: Option<u64>,
}

impl FaultChange {
    /// For whom.
    pub const fn scope(&self) -> Scope {
        Scope { marketplace: self.marketplace, shop_id: self.shop_id }
    }

    /// Sets the switches for calls that are named.
    pub fn set_calls(&self, calls: &mut CallFaults) {
        set(&mut calls.throttle_per_mille, self.throttle_per_mille);
        set(&mut calls.server_error_per_mille, self.server_error_per_mille);
        set(&mut calls.timeout_per_mille, self.timeout_per_mille);
        set(&mut calls.partial_failure, self.partial_failure);
        set(&mut calls.calls_per_second, self.calls_per_second);
        set(&mut calls.errors_with_status_200, self.errors_with_status_200);
        set(&mut calls.unknown_status, self.unknown_status);
        set(&mut calls.show_buyers, self.show_buyers);
        set(&mut calls.review, self.review);
    }

    /// Sets the switches for pushes that are named.
    pub fn set_pushes(&self, pushes: &mut PushFaults) {
        set(&mut pushes.push_duplicate_per_mille, self.push_duplicate_per_mille);
        set(&mut pushes.push_reorder_per_mille, self.push_reorder_per_mille);
        set(&mut pushes.push_lose_per_mille, self.push_lose_per_mille);
        set(&mut pushes.push_late_per_mille, self.push_late_per_mille);
        set(&mut pushes.push_times_in_seconds, self.push_times_in_seconds);
        set(&mut pushes.vary_push_body, self.vary_push_body);
        set(&mut pushes.suspend_failing_pushes, self.suspend_failing_pushes);
    }
}

fn set<T>(switch: &mut T, wanted: Option<T>) {
    if let Some(wanted) = wanted {
        *switch = wanted;
    }
}

/// What happens to a call by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Refused for being one too many.
    Throttled,
    /// Refused by a failing server, with HTTP status 200 or without.
    Broken {
        /// Status 200 in spite of it.
        hidden: bool,
    },
    /// The answer comes too late.
    Late,
}

impl CallFaults {
    /// Throws the dice over a call.
    pub fn mishap(&self, dice: &mut impl RngExt) -> Option<Mishap> {
        let throttled = self.throttle_per_mille.happens(dice);
        let broken = self.server_error_per_mille.happens(dice);
        let late = self.timeout_per_mille.happens(dice);
        let hidden = dice.random::<bool>();
        match (throttled, broken, late) {
            (true, ..) => Some(Mishap::Throttled),
            (_, true, _) => Some(Mishap::Broken { hidden }),
            (.., true) => Some(Mishap::Late),
            _ => None,
        }
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
    fn a_shop_and_a_marketplace_may_stand_differently_and_what_is_set_everywhere_reaches_them() {
        let mut switches = Switches::<PushFaults>::default();
        let lazada = Scope { marketplace: Some(Marketplace::Lazada), shop_id: None };
        switches.change(lazada, |faults| faults.vary_push_body = true);
        switches.change(Scope { shop_id: Some(7), ..lazada }, |faults| faults.push_times_in_seconds = true);
        let of = |switches: &Switches<PushFaults>, marketplace, shop_id| {
            let faults = switches.of(marketplace, shop_id);
            (faults.vary_push_body, faults.push_times_in_seconds, faults.suspend_failing_pushes)
        };
        assert_eq!(of(&switches, Marketplace::Lazada, Some(7)), (true, true, false));
        assert_eq!(of(&switches, Marketplace::Lazada, Some(8)), (true, false, false));
        assert_eq!(of(&switches, Marketplace::Tiki, Some(9)), (false, false, false));
        switches.change(Scope::default(), |faults| faults.suspend_failing_pushes = true);
        assert_eq!(of(&switches, Marketplace::Lazada, Some(7)), (true, true, true));
        assert_eq!(of(&switches, Marketplace::Tiki, None), (false, false, true));
    }

    #[test]
    fn a_switch_that_is_not_named_stays() {
        let (mut calls, mut pushes) = (CallFaults::default(), PushFaults::default());
        for text in [r#"{"throttle_per_mille":7,"vary_push_body":true}"#, r#"{"push_lose_per_mille":9}"#] {
            let change: FaultChange = serde_json::from_str(text).expect("switches");
            change.set_calls(&mut calls);
            change.set_pushes(&mut pushes);
        }
        assert_eq!(calls.throttle_per_mille, PerMille::new(7));
        assert_eq!((pushes.push_lose_per_mille, pushes.vary_push_body), (PerMille::new(9), true));
        assert!(serde_json::from_str::<FaultChange>(r#"{"throttle":7}"#).is_err(), "a slip of the pen is told");
    }
}
