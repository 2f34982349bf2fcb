//! Why something is not as it should be, as a stable code: a channel's own code becomes one that every channel shares.
//! A page has a text for each of them that says what to do next.

use chrono::TimeDelta;
use marketplaces::{CallFault, FaultKind};

/// The channel takes this title no longer or no shorter: change the title.
pub(crate) const TITLE: &str = "title_refused";
/// Change the description.
pub(crate) const DESCRIPTION: &str = "description_refused";
/// Change the picture.
pub(crate) const PICTURE: &str = "picture_refused";
/// Change the price, or wait until a promotion ends.
pub(crate) const PRICE: &str = "price_refused";
/// The number of packs was not taken; a promotion may hold some.
pub(crate) const STOCK: &str = "stock_refused";
/// The house must put the product into another category of the channel.
pub(crate) const CATEGORY: &str = "category_refused";
/// The house must name a category of the channel for this product.
pub(crate) const CATEGORY_MISSING: &str = "category_missing";
/// The channel wants to know something of the product that we do not tell.
pub(crate) const ATTRIBUTE: &str = "attribute_missing";
/// Switch on a carrier in the shop.
pub(crate) const CARRIER: &str = "carrier_missing";
/// The shop holds as many items as it may: remove some there.
pub(crate) const SHOP_FULL: &str = "shop_full";
/// The channel has blocked the shop or our app: ask the channel.
pub(crate) const SHOP_BLOCKED: &str = "shop_blocked";
/// Somebody has deleted the item in the shop: try again to put it there anew.
pub(crate) const ITEM_GONE: &str = "item_gone";
/// People of the channel have taken it down: read their words.
pub(crate) const TAKEN_DOWN: &str = "taken_down";
/// Somebody has changed it in the shop: decide whose word holds.
pub(crate) const DRIFTED: &str = "changed_in_shop";
/// Anything else: read the channel's words.
pub(crate) const OTHER: &str = "channel_refused";
/// The channel does not answer as it should; tried again by itself.
pub(crate) const UNAVAILABLE: &str = "channel_unavailable";
/// The channel asked for a pause; tried again by itself.
pub(crate) const SLOW_DOWN: &str = "channel_slow_down";
/// People of the channel look at the listing before buyers see it; tried again by itself.
pub(crate) const UNDER_REVIEW: &str = "under_review";
/// The shop's owner must consent again.
pub(crate) const CONSENT: &str = "needs_consent";
/// The shop's manager has taken it away from us.
pub(crate) const DISCONNECTED: &str = "disconnected";
/// Nobody has set this house up for the channel, or for this own shop.
pub(crate) const NOT_SET_UP: &str = "not_set_up";

/// What passes by itself, unless it does not pass for long.
pub(crate) const PASSING: [&str; 2] = [UNAVAILABLE, SLOW_DOWN];
/// From then on what passes by itself needs somebody all the same.
pub(crate) const LONG: TimeDelta = TimeDelta::minutes(30);

/// Parts of channels' codes, and what they mean. The first that fits counts.
const MEANINGS: &[(&str, &str)] = &[
    ("title", TITLE),
    ("item_name", TITLE),
    ("desc", DESCRIPTION),
    ("image", PICTURE),
    ("picture", PICTURE),
    ("price", PRICE),
    ("stock", STOCK),
    (CATEGORY_MISSING, CATEGORY_MISSING),
    ("category", CATEGORY),
    ("attribute", ATTRIBUTE),
    ("brand", ATTRIBUTE),
    ("carrier", CARRIER),
    ("logistic", CARRIER),
    ("item_limit", SHOP_FULL),
    ("too_many_items", SHOP_FULL),
    ("banned", SHOP_BLOCKED),
    ("permission", SHOP_BLOCKED),
    ("no_linked", SHOP_BLOCKED),
    ("item_not_found", ITEM_GONE),
    ("review_refused", TAKEN_DOWN),
];

/// The reason behind a fault.
pub(crate) fn of(fault: &CallFault) -> &'static str {
    match fault.kind {
        FaultKind::Permanent => {
            let meaning = MEANINGS.iter().find(|(part, _)| fault.code.contains(part));
            meaning.map_or(OTHER, |(_, reason)| reason)
        }
        FaultKind::Passing if fault.code == UNDER_REVIEW => UNDER_REVIEW,
        FaultKind::Passing | FaultKind::StaleToken => UNAVAILABLE,
        FaultKind::SlowDown { .. } => SLOW_DOWN,
        FaultKind::NeedsConsent => CONSENT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channels_code_finds_its_reason() {
        let cases = [
            ("error_title_exceeds_max_length", TITLE),
            ("error_item_name_is_too_short", TITLE),
            ("error_desc_length_min_limit", DESCRIPTION),
            ("error_image_num_min", PICTURE),
            ("error_price_exceed_min_limitt", PRICE),
            ("error_busi_update_stock_failed", STOCK),
            ("error_invalid_category", CATEGORY),
            ("category_missing", CATEGORY_MISSING),
            ("error_less_required_attribute", ATTRIBUTE),
            ("error_reach_shop_item_limit", SHOP_FULL),
            ("error_item_not_found", ITEM_GONE),
            ("review_refused", TAKEN_DOWN),
            ("no_carrier", CARRIER),
            ("shop_banned", SHOP_BLOCKED),
            ("error_busi", OTHER),
        ];
        for (code, reason) in cases {
            let fault =
                CallFault { kind: FaultKind::Permanent, call: "any/call", code: code.into(), words: String::new() };
            assert_eq!(of(&fault), reason, "{code}");
        }
        let review =
            CallFault { kind: FaultKind::Passing, call: "any/call", code: "under_review".into(), words: String::new() };
        assert_eq!(of(&review), UNDER_REVIEW);
        assert_eq!(of(&CallFault { code: "timeout".into(), ..review }), UNAVAILABLE);
    }
}
