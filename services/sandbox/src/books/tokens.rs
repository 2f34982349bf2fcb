//! Who may call for which shop: codes, access tokens and refresh tokens. Times are wall seconds.

use std::{collections::HashMap, fmt};

/// How long a marketplace's codes and tokens live, and how they are renewed.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// A code from the consent page.
    pub code: i64,
    /// An access token.
    pub access: i64,
    /// A refresh token.
    pub refresh: i64,
    /// A replaced access token still works for so long; `None` until its own end.
    pub grace: Option<i64>,
    /// A refresh token works once.
    pub single_use: bool,
    /// Refreshing gives a new end; otherwise the end of the first pair stays.
    pub end_moves: bool,
}

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

/// A pair of tokens with all that is said of it.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The shop it speaks for.
    pub shop_id: u64,
    /// The tokens.
    pub pair: Pair,
    /// When the access token ends.
    pub access_ends: i64,
    /// When the refresh token ends.
    pub refresh_ends: i64,
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
    pub fn consent(&mut self, life: &Life, code: String, shop_id: u64, now: i64) {
        self.codes.retain(|_, grant| grant.ends_at > now);
        self.codes.insert(code, Grant { shop_id, ends_at: now + life.code });
    }

    /// Exchanges a code for `pair`; `whose` must be its shop, if one is named. The code is used up even when the exchange
    /// is refused.
    pub fn redeem(
        &mut self,
        life: &Life,
        code: &str,
        whose: Option<u64>,
        pair: Pair,
        now: i64,
    ) -> Result<Issued, Refusal> {
        let grant = self.codes.remove(code).filter(|grant| grant.ends_at > now);
        let grant = grant.filter(|grant| whose.is_none_or(|shop_id| grant.shop_id == shop_id));
        let shop_id = grant.ok_or(Refusal::DeadCode)?.shop_id;
        Ok(self.issue(life, shop_id, pair, now, now + life.refresh))
    }

    /// Exchanges a refresh token for `pair`.
    pub fn renew(
        &mut self,
        life: &Life,
        refresh: &str,
        whose: Option<u64>,
        pair: Pair,
        now: i64,
    ) -> Result<Issued, Refusal> {
        let grant = self.refresh.get(refresh).filter(|grant| grant.ends_at > now);
        let grant = grant.filter(|grant| whose.is_none_or(|shop_id| grant.shop_id == shop_id));
        let Grant { shop_id, ends_at } = *grant.ok_or(Refusal::DeadRefreshToken)?;
        Ok(self.issue(life, shop_id, pair, now, if life.end_moves { now + life.refresh } else { ends_at }))
    }

    /// The shop an access token speaks for.
    pub fn shop_of(&self, access: &str, now: i64) -> Option<u64> {
        self.access.get(access).filter(|grant| grant.ends_at > now).map(|grant| grant.shop_id)
    }

    /// Lets a token speak for a shop as if it had been issued now; for replaying recorded calls.
    pub fn plant(&mut self, life: &Life, access: String, shop_id: u64, now: i64) {
        self.access.insert(access, Grant { shop_id, ends_at: now + life.access });
    }

    /// Was there ever such an access token, whether or not it still works?
    pub fn knows(&self, access: &str) -> bool {
        self.access.contains_key(access)
    }

    /// Ends a shop's access tokens before their time; refreshing still works.
    pub fn expire(&mut self, shop_id: u64, now: i64) {
        for grant in self.access.values_mut().filter(|grant| grant.shop_id == shop_id) {
            grant.ends_at = grant.ends_at.min(now);
        }
    }

    /// Ends everything that speaks for a shop.
    pub fn revoke(&mut self, shop_id: u64, now: i64) {
        for grants in [&mut self.codes, &mut self.refresh] {
            grants.retain(|_, grant| grant.shop_id != shop_id);
        }
        self.expire(shop_id, now);
    }

    fn issue(&mut self, life: &Life, shop_id: u64, pair: Pair, now: i64, refresh_ends: i64) -> Issued {
        let stays = |grant: &Grant| grant.ends_at > now && !(life.single_use && grant.shop_id == shop_id);
        self.refresh.retain(|_, grant| stays(grant));
        // What has ended is remembered for a day, so that it can be told from what never was.
        self.access.retain(|_, grant| grant.ends_at > now - REMEMBERED);
        if let Some(grace) = life.grace {
            for grant in self.access.values_mut().filter(|grant| grant.shop_id == shop_id) {
                grant.ends_at = grant.ends_at.min(now + grace);
            }
        }
        let access_ends = now + life.access;
        self.access.insert(pair.access.clone(), Grant { shop_id, ends_at: access_ends });
        self.refresh.insert(pair.refresh.clone(), Grant { shop_id, ends_at: refresh_ends });
        Issued { shop_id, pair, access_ends, refresh_ends }
    }
}

const REMEMBERED: i64 = 86_400;

impl Pair {
    /// Two texts nobody can guess.
    pub fn fresh() -> Self {
        Self { access: secret(), refresh: secret() }
    }
}

/// 128 bits nobody can guess.
pub fn secret() -> String {
    hex::encode(rand::random::<[u8; 16]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: Life =
        Life { code: 600, access: 14_400, refresh: 2_592_000, grace: Some(300), single_use: true, end_moves: true };

    fn pair(n: u8) -> Pair {
        Pair { access: format!("access {n}"), refresh: format!("refresh {n}") }
    }

    #[test]
    fn a_code_works_once_in_time_and_for_its_own_shop() {
        let mut tokens = Tokens::default();
        for (code, shop_id, after) in [("other shop", 8, 0), ("too late", 7, LIFE.code), ("unknown", 7, 0)] {
            tokens.consent(&LIFE, "other shop".into(), 7, 0);
            tokens.consent(&LIFE, "too late".into(), 7, 0);
            assert_eq!(
                tokens.redeem(&LIFE, code, Some(shop_id), pair(0), after).err(),
                Some(Refusal::DeadCode),
                "{code}"
            );
        }
        tokens.consent(&LIFE, "good".into(), 7, 0);
        assert!(tokens.redeem(&LIFE, "good", Some(7), pair(1), 1).is_ok());
        assert_eq!(tokens.redeem(&LIFE, "good", Some(7), pair(2), 2).err(), Some(Refusal::DeadCode));
    }

    #[test]
    fn a_refresh_token_works_once_and_the_old_access_token_five_minutes_more() {
        let mut tokens = Tokens::default();
        tokens.consent(&LIFE, "code".into(), 7, 0);
        tokens.redeem(&LIFE, "code", Some(7), pair(1), 0).expect("the code is good");
        tokens.renew(&LIFE, "refresh 1", Some(7), pair(2), 100).expect("first use");
        assert_eq!(tokens.renew(&LIFE, "refresh 1", Some(7), pair(3), 101).err(), Some(Refusal::DeadRefreshToken));
        assert_eq!(tokens.shop_of("access 1", 100 + 300 - 1), Some(7));
        assert_eq!(tokens.shop_of("access 1", 100 + 300), None);
        assert_eq!(tokens.shop_of("access 2", 100 + LIFE.access - 1), Some(7));
        assert_eq!(tokens.shop_of("access 2", 100 + LIFE.access), None);
    }

    #[test]
    fn what_is_revoked_opens_nothing() {
        let mut tokens = Tokens::default();
        tokens.consent(&LIFE, "code".into(), 7, 0);
        tokens.redeem(&LIFE, "code", Some(7), pair(1), 0).expect("the code is good");
        tokens.revoke(7, 1);
        assert_eq!(tokens.shop_of("access 1", 1), None);
        assert_eq!(tokens.renew(&LIFE, "refresh 1", Some(7), pair(2), 1).err(), Some(Refusal::DeadRefreshToken));
    }

    #[test]
    fn an_end_that_does_not_move_stays_however_often_one_refreshes() {
        let life = Life { single_use: false, end_moves: false, grace: None, ..LIFE };
        let mut tokens = Tokens::default();
        tokens.consent(&life, "code".into(), 7, 0);
        let first = tokens.redeem(&life, "code", None, pair(1), 10).expect("the code is good");
        let second = tokens.renew(&life, "refresh 1", None, pair(2), 1_000).expect("in time");
        assert_eq!((first.shop_id, first.refresh_ends), (second.shop_id, second.refresh_ends));
        assert_eq!(tokens.shop_of("access 1", 1_001), Some(7), "a replaced token lives to its own end");
        tokens.expire(7, 2_000);
        assert_eq!((tokens.shop_of("access 2", 2_000), tokens.knows("access 2")), (None, true));
        let end = first.refresh_ends;
        assert_eq!(tokens.renew(&life, "refresh 2", None, pair(3), end).err(), Some(Refusal::DeadRefreshToken));
    }
}
