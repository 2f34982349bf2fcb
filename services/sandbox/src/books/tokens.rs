//! Who may call for which shop: codes, access tokens and refresh tokens. Times are wall seconds.

use std::{collections::HashMap, fmt};

/// A code from the consent page lives this long.
pub const CODE_LIFE: i64 = 600;
/// An access token lives this long.
pub const ACCESS_LIFE: i64 = 4 * 3_600;
/// A refresh token lives this long, and works once.
pub const REFRESH_LIFE: i64 = 30 * 86_400;
/// A replaced access token still works this long, so that calls under way do not fail.
pub const GRACE: i64 = 300;

/// A pair of tokens as its holder sees it.
#[derive(Clone)]
pub struct Pair {
    /// Shown with each call.
    pub access: String,
    /// Exchanged for the next pair.
    pub refresh: String,
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pair(…)")
    }
}

/// Why no pair is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Unknown, used, too old, or of another shop.
    DeadCode,
    /// Unknown, used, too old, or of another shop.
    DeadRefreshToken,
}

struct Grant {
    shop_id: u64,
    ends_at: i64,
}

/// Every code and token that still means something.
#[derive(Default)]
pub struct Tokens {
    codes: HashMap<String, Grant>,
    access: HashMap<String, Grant>,
    refresh: HashMap<String, Grant>,
}

impl Tokens {
    /// A shop's owner consents; the code may be exchanged once.
    pub fn consent(&mut self, code: String, shop_id: u64, now: i64) {
        self.codes.retain(|_, grant| grant.ends_at > now);
        self.codes.insert(code, Grant { shop_id, ends_at: now + CODE_LIFE });
    }

    /// Exchanges a code for `pair`. The code is used up even when the exchange is refused.
    pub fn redeem(&mut self, code: &str, shop_id: u64, pair: Pair, now: i64) -> Result<Pair, Refusal> {
        let grant = self.codes.remove(code).filter(|grant| grant.shop_id == shop_id && grant.ends_at > now);
        grant.ok_or(Refusal::DeadCode)?;
        Ok(self.issue(shop_id, pair, now))
    }

    /// Exchanges a refresh token for `pair`; the token is dead from then on.
    pub fn renew(&mut self, refresh: &str, shop_id: u64, pair: Pair, now: i64) -> Result<Pair, Refusal> {
        let good = self.refresh.get(refresh).is_some_and(|grant| grant.shop_id == shop_id && grant.ends_at > now);
        if !good {
            return Err(Refusal::DeadRefreshToken);
        }
        Ok(self.issue(shop_id, pair, now))
    }

    /// The shop an access token speaks for.
    pub fn shop_of(&self, access: &str, now: i64) -> Option<u64> {
        self.access.get(access).filter(|grant| grant.ends_at > now).map(|grant| grant.shop_id)
    }

    /// Lets a token speak for a shop as if it had been issued now; for replaying recorded calls.
    pub fn plant(&mut self, access: String, shop_id: u64, now: i64) {
        self.access.insert(access, Grant { shop_id, ends_at: now + ACCESS_LIFE });
    }

    /// Ends everything that speaks for a shop.
    pub fn revoke(&mut self, shop_id: u64) {
        for grants in [&mut self.codes, &mut self.access, &mut self.refresh] {
            grants.retain(|_, grant| grant.shop_id != shop_id);
        }
    }

    fn issue(&mut self, shop_id: u64, pair: Pair, now: i64) -> Pair {
        self.refresh.retain(|_, grant| grant.shop_id != shop_id && grant.ends_at > now);
        self.access.retain(|_, grant| grant.ends_at > now);
        for grant in self.access.values_mut().filter(|grant| grant.shop_id == shop_id) {
            grant.ends_at = grant.ends_at.min(now + GRACE);
        }
        self.access.insert(pair.access.clone(), Grant { shop_id, ends_at: now + ACCESS_LIFE });
        self.refresh.insert(pair.refresh.clone(), Grant { shop_id, ends_at: now + REFRESH_LIFE });
        pair
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(n: u8) -> Pair {
        Pair { access: format!("access {n}"), refresh: format!("refresh {n}") }
    }

    #[test]
    fn a_code_works_once_in_time_and_for_its_own_shop() {
        let mut tokens = Tokens::default();
        for (code, shop_id, after) in [("other shop", 8, 0), ("too late", 7, CODE_LIFE), ("unknown", 7, 0)] {
            tokens.consent("other shop".into(), 7, 0);
            tokens.consent("too late".into(), 7, 0);
            assert_eq!(tokens.redeem(code, shop_id, pair(0), after).err(), Some(Refusal::DeadCode), "{code}");
        }
        tokens.consent("good".into(), 7, 0);
        assert!(tokens.redeem("good", 7, pair(1), 1).is_ok());
        assert_eq!(tokens.redeem("good", 7, pair(2), 2).err(), Some(Refusal::DeadCode));
    }

    #[test]
    fn a_refresh_token_works_once_and_the_old_access_token_five_minutes_more() {
        let mut tokens = Tokens::default();
        tokens.consent("code".into(), 7, 0);
        tokens.redeem("code", 7, pair(1), 0).expect("the code is good");
        tokens.renew("refresh 1", 7, pair(2), 100).expect("first use");
        assert_eq!(tokens.renew("refresh 1", 7, pair(3), 101).err(), Some(Refusal::DeadRefreshToken));
        assert_eq!(tokens.shop_of("access 1", 100 + GRACE - 1), Some(7));
        assert_eq!(tokens.shop_of("access 1", 100 + GRACE), None);
        assert_eq!(tokens.shop_of("access 2", 100 + ACCESS_LIFE - 1), Some(7));
        assert_eq!(tokens.shop_of("access 2", 100 + ACCESS_LIFE), None);
    }

    #[test]
    fn what_is_revoked_opens_nothing() {
        let mut tokens = Tokens::default();
        tokens.consent("code".into(), 7, 0);
        tokens.redeem("code", 7, pair(1), 0).expect("the code is good");
        tokens.revoke(7);
        assert_eq!(tokens.shop_of("access 1", 1), None);
        assert_eq!(tokens.renew("refresh 1", 7, pair(2), 1).err(), Some(Refusal::DeadRefreshToken));
    }
}
