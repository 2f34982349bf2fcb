//! How patiently each marketplace brings its pushes: fact sheet sections 3.6, 4.5, 5.5, 8 and 9, as data.

use std::time::Duration;

use crate::books::marketplace::Marketplace;

/// One marketplace's way.
#[derive(Debug)]
pub struct Rules {
    /// Whoever does not answer in this time has not answered.
    pub answer_within: Duration,
    /// Waits before the second and later attempts, in seconds.
    pub retries: &'static [u64],
    /// Only status 200 counts, instead of every 2xx.
    pub only_200: bool,
    /// Before another attempt, the state is read again.
    pub reads_again: bool,
    /// What was given up can be asked for.
    pub keeps_lost: bool,
    /// Success is judged after so many attempts in a window …
    pub judged_after: u64,
    /// … and below so many hundredths there is a warning …
    pub warns_below: u64,
    /// … and below so many, if the switch for that is on, no push any more.
    pub suspends_below: u64,
    /// So many failures one after the other end it.
    pub ends_after_in_a_row: u64,
    /// This status ends it.
    pub ends_at_status: Option<u16>,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

const SHOPEE: Rules = Rules {
    answer_within: Duration::from_secs(3),
    retries: &[5 * MINUTE, 30 * MINUTE, 3 * HOUR],
    only_200: false,
    reads_again: false,
    keeps_lost: true,
    judged_after: 600,
    warns_below: 70,
    suspends_below: 30,
    ends_after_in_a_row: u64::MAX,
    ends_at_status: None,
};

/// After how many attempts Lazada judges is not published; a hundred is the sandbox's own.
const LAZADA: Rules = Rules {
    answer_within: Duration::from_millis(500),
    retries: &[30 * MINUTE; 12],
    only_200: true,
    reads_again: true,
    keeps_lost: false,
    judged_after: 100,
    warns_below: 50,
    suspends_below: 50,
    ..SHOPEE
};

const TIKTOK_SHOP: Rules = Rules {
    retries: &[2 * MINUTE, 30 * MINUTE, 3 * HOUR, 12 * HOUR],
    only_200: true,
    keeps_lost: false,
    judged_after: u64::MAX,
    ..SHOPEE
};

/// The schedule that Standard Webhooks suggests.
const OWN_SHOP: Rules = Rules {
    answer_within: Duration::from_secs(15),
    retries: &[5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
    keeps_lost: false,
    judged_after: u64::MAX,
    ends_at_status: Some(410),
    ..SHOPEE
};

const WOO: Rules = Rules { retries: &[], ends_after_in_a_row: 5, ends_at_status: None, ..OWN_SHOP };

/// Nothing is known of deadline and schedule (section 9): these are TikTok's waits.
const HARAVAN: Rules = Rules { only_200: false, ..TIKTOK_SHOP };

/// The rules of this marketplace. Tiki sends nothing: it is asked.
pub const fn of(marketplace: Marketplace) -> &'static Rules {
    match marketplace {
        Marketplace::Shopee | Marketplace::Tiki => &SHOPEE,
        Marketplace::Lazada => &LAZADA,
        Marketplace::TiktokShop => &TIKTOK_SHOP,
        Marketplace::OwnShop => &OWN_SHOP,
        Marketplace::Woo => &WOO,
        Marketplace::Haravan => &HARAVAN,
    }
}

impl Rules {
    /// Does an answer of this status count as heard?
    pub const fn is_heard(&self, status: u16) -> bool {
        status == 200 || (!self.only_200 && status >= 200 && status < 300)
    }
}
